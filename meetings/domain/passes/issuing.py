"""Passes: at most one is active per participant, its code can be derived again but not guessed."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.config import current_settings
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require, touch_roster
from meetings.enums import PassState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Participant, Pass
from meetings.models.base import change_rows, insert_new
from meetings.passcode import derive_code, derived, lookup_hash, new_id

Follower = Callable[[Participant, Actor, datetime], None]
FOLLOWERS: list[Follower] = []

WITHDRAWN = "withdrawn"
REPRESENTED = "represented"


def code_of(issued: Pass) -> str:
    """The 29 characters in the QR of a pass."""
    return derived(current_settings().code_keys, lambda key: derive_code(key, issued.id), issued.code_hash)


def hash_of(code: str) -> str:
    """Under which `Pass.code_hash` a code is found."""
    return lookup_hash(current_settings().code_key, code)


def follows_pass(follow: Follower) -> Follower:
    """Registers what has to be done in a room above when a participant's code changes, so that no QR printed or mailed stays dead."""
    FOLLOWERS.append(follow)
    return follow


def active_pass(participant: Participant) -> Pass | None:
    """The participant's active pass, if there is one."""
    statement = sa.select(Pass).where(Pass.participant_id == participant.id, Pass.state == PassState.ACTIVE)
    return db.session.scalar(statement)


def active_passes(participant_ids: Sequence[str]) -> Sequence[Pass]:
    """The active passes of these participants: one statement."""
    statement = sa.select(Pass).where(Pass.participant_id.in_(participant_ids), Pass.state == PassState.ACTIVE)
    return db.session.scalars(statement).all()


def issue_pass(participant: Participant, at: datetime) -> Pass:
    """The active pass of a participant, made now if there is none. Two requests at once get the same pass."""
    db.session.flush()
    issue_passes(participant.meeting_id, [participant.id], at)
    issued = active_pass(participant)
    if issued is None:
        raise LookupError(f"participant {participant.id} is gone")
    return issued


def issue_passes(meeting_id: str, participant_ids: Sequence[str], at: datetime) -> None:
    """Give every listed participant without an active pass a new one: one statement, however many."""
    rows = [_new_row(meeting_id, participant_id, at) for participant_id in participant_ids]
    if rows:
        db.session.execute(insert_new(Pass), rows)


def replace_pass(participant: Participant, actor: Actor, at: datetime, reason: str, *, seen: str = "") -> Pass | None:
    """A new pass for a lost or leaked one; the old code is refused from now on. None when the pass with the id `seen`, which
    somebody saw and meant, was replaced before: two clicks make one new pass.

    Raises `WrongState` when the meeting is over, or when there is no active pass to replace. Letters carry the old code
    until `passes.replace_pass` has them printed again."""
    require(participant.meeting, Activity.PARTICIPANTS)
    if not end_pass(participant, PassState.REVOKED, reason, at, pass_id=seen):
        if active_pass(participant) is not None:
            return None
        raise WrongState(_("%(name)s tidak mempunyai tanda masuk yang berlaku.", name=participant.full_name))
    issued = issue_pass(participant, at)
    participant.updated_at = at
    touch_roster(participant.meeting_id)
    for action in (Action.PASS_REVOKED, Action.PASS_ISSUED):
        record(
            actor,
            action,
            at=at,
            meeting=participant.meeting,
            target=participant,
            target_name=participant.full_name,
            reason=reason,
        )
    for follow in FOLLOWERS:
        follow(participant, actor, at)
    db.session.flush()
    return issued


def end_pass(participant: Participant, state: PassState, reason: str, at: datetime, *, pass_id: str = "") -> bool:
    """Stop the active pass (only the one with `pass_id`, if given): `REVOKED` or, when somebody comes instead, `REPLACED`. Was there one?"""
    db.session.flush()
    meant = [Pass.id == pass_id] if pass_id else []
    ended = change_rows(
        sa.update(Pass)
        .where(Pass.participant_id == participant.id, Pass.state == PassState.ACTIVE, *meant)
        .values(state=state, reason=reason[:300], ended_at=at)
    )
    return bool(ended)


def resume_pass(participant: Participant, reason: str, at: datetime) -> Pass:
    """Undo `end_pass` for that reason, so that a letter already sent is good again; else a new pass."""
    db.session.flush()
    current = active_pass(participant)
    if current is not None:
        return current
    latest = db.session.scalar(
        sa.select(Pass)
        .where(Pass.participant_id == participant.id, Pass.reason == reason)
        .order_by(Pass.ended_at.desc(), Pass.id)
        .limit(1)
    )
    if latest is None:
        return issue_pass(participant, at)
    latest.state, latest.ended_at, latest.reason = PassState.ACTIVE, None, ""
    db.session.flush()
    return latest


def _new_row(meeting_id: str, participant_id: str, at: datetime) -> dict[str, object]:
    pass_id = new_id()
    return {
        "id": pass_id,
        "meeting_id": meeting_id,
        "participant_id": participant_id,
        "code_hash": hash_of(derive_code(current_settings().code_key, pass_id)),
        "state": PassState.ACTIVE,
        "issued_at": at,
        "reason": "",
    }

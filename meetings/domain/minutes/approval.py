"""From draft to approval: submit, take back, return, approve. Each step is one conditional UPDATE, so it happens once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings.states import Activity, require
from meetings.domain.minutes.checks import as_waived, check_minutes, waived_of, warnings_of
from meetings.domain.minutes.following import follow
from meetings.enums import MinutesState
from meetings.errors import InvalidInput, NotAllowed, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Minutes
from meetings.models.base import change_rows, hold

S = MinutesState
UNDECIDED: dict[str, Any] = {
    "approved_by_id": None,
    "approved_at": None,
    "submitted_by_id": None,
    "submitted_at": None,
}
"""What minutes lose that go back to their writers."""


def why_not_yet(minutes: Minutes, at: datetime) -> str:
    """Why a draft, however whole it is, cannot be handed in now; empty when it can."""
    try:
        require(minutes.meeting, Activity.MINUTES)
    except WrongState as refusal:
        return refusal.message
    over = minutes.session.is_over(at)
    return "" if over else _("Sesi ini belum berakhir. Notulanya diajukan setelah sesi berakhir atau ditutup.")


def submit_minutes(minutes: Minutes, actor: Actor, at: datetime, *, reasons: Mapping[str, str] | None = None) -> None:
    """Hand a draft in for approval; ``reasons``: why each warning may stay, by its key (see ``warnings_of``), kept for the approver and
    for the next submission.

    Raises WrongState before the session is over: nobody knows yet how it ended. InvalidInput while something is missing, or a warning has
    no reason.
    """
    hold(minutes.session)  # as whoever opens it again does
    if minutes.state is not S.DRAFT:  # whoever is too late is told that, not what the text lacks
        raise _too_late(minutes)
    if told := why_not_yet(minutes, at):
        raise WrongState(told)
    findings = check_minutes(minutes)
    if any(finding.blocks for finding in findings):
        raise InvalidInput(_("Notula belum lengkap. Perbaiki kesalahan di bawah ini lebih dahulu."))
    given = {key: text.strip() for key, text in (reasons or {}).items()}
    if missing := [key for key in warnings_of(findings) if not given.get(key)]:
        message = _("Perbaiki peringatan di bawah ini, atau tulis mengapa boleh dibiarkan.")
        raise InvalidInput(message, field=f"reason-{missing[0]}")
    waived = as_waived(findings, given)
    step(minutes, (S.DRAFT,), at, state=S.SUBMITTED, submitted_by_id=actor.id, submitted_at=at, return_note="", waived=waived)
    kept = {"waived": [f"{'; '.join(each.messages)} – {each.reason}" for each in waived_of(minutes)]} if waived else {}
    record_step(minutes, Action.MINUTES_SUBMITTED, actor, at, **kept)


def withdraw_minutes(minutes: Minutes, actor: Actor, at: datetime) -> None:
    """Take a submission back to go on writing."""
    step(minutes, (S.SUBMITTED,), at, state=S.DRAFT, submitted_by_id=None, submitted_at=None)
    record_step(minutes, Action.MINUTES_WITHDRAWN, actor, at)
    follow(minutes, at)


def return_minutes(minutes: Minutes, note: str, actor: Actor, at: datetime) -> None:
    """Send submitted or approved minutes back to their writers with a note. Raises InvalidInput without one."""
    if not note:
        raise InvalidInput(_("Tulis apa yang perlu diperbaiki."), field="note")
    step(minutes, (S.SUBMITTED, S.APPROVED), at, state=S.DRAFT, return_note=note, **UNDECIDED)
    record_step(minutes, Action.MINUTES_RETURNED, actor, at, note=note)
    follow(minutes, at)


def approve_minutes(minutes: Minutes, actor: Actor, at: datetime, *, seen: datetime | None = None) -> None:
    """Approve what somebody else submitted; ``seen`` is the moment of the submission that was read.

    Raises NotAllowed for the submitter (two pairs of eyes), Overtaken when another text was submitted since.
    """
    if seen is not None and minutes.submitted_at not in (None, seen):
        raise Overtaken(_("Notula ini ditarik dan diajukan lagi sejak Anda membukanya. Baca dahulu isinya."))
    if minutes.submitted_by_id == actor.id:
        raise NotAllowed(_("Notula yang Anda ajukan sendiri harus disetujui orang lain."))
    step(
        minutes,
        (S.SUBMITTED,),
        at,
        sa.or_(Minutes.submitted_by_id.is_(None), Minutes.submitted_by_id != actor.id),
        Minutes.submitted_at == minutes.submitted_at,
        state=S.APPROVED,
        approved_by_id=actor.id,
        approved_at=at,
    )
    record_step(minutes, Action.MINUTES_APPROVED, actor, at)


@dataclass(frozen=True, slots=True)
class Returned:
    """Minutes went back to their writers: by whom, when, and with which note."""

    by: str
    at: datetime
    note: str


def returns_of(minutes: Minutes) -> list[Returned]:
    """How often this version was returned, the latest first, as the audit trail has it."""
    entries = sa.select(AuditEntry).where(AuditEntry.target_id == minutes.id, AuditEntry.action == Action.MINUTES_RETURNED)
    rows = db.session.scalars(entries.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()))
    return [Returned(row.actor_name, row.at, str(row.data.get("note", ""))) for row in rows]


def step(
    minutes: Minutes, before: tuple[MinutesState, ...], at: datetime, *conditions: sa.ColumnElement[bool], **values: Any
) -> None:
    """Set ``values`` if the minutes are still in one of ``before``; raises WrongState otherwise."""
    require(minutes.meeting, Activity.MINUTES)
    moved = change_rows(
        sa.update(Minutes)
        .where(Minutes.id == minutes.id, Minutes.state.in_(before), *conditions)
        .values(**values, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(minutes)
    if not moved:
        raise _too_late(minutes)


def _too_late(minutes: Minutes) -> WrongState:
    return WrongState(_("Notula ini berstatus %(state)s; tindakan itu tidak dapat dilakukan.", state=_(minutes.state.label)))


def record_step(minutes: Minutes, action: Action, actor: Actor, at: datetime, **data: Any) -> None:
    """What a person decided about this version, in the audit trail."""
    name = minutes.title if minutes.version == 1 else f"{minutes.title} versi {minutes.version}"
    record(actor, action, at=at, meeting=minutes.meeting, target=minutes, target_name=name, **data)
    db.session.flush()

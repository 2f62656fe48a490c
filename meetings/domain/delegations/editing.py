"""The committee makes an institution's link, changes, renews and closes it, and says for which leaders it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.config import current_settings
from meetings.domain import outbox, passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.delegations.mails import RENEWED, link_mails, tell_anew
from meetings.domain.delegations.queries import count_named, live, named_by
from meetings.domain.meetings import Activity, is_by_the_end, require
from meetings.domain.participants.sessions import called_ids, follow_category, restrict_to_sessions
from meetings.enums import N_
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import Category, Delegate, Delegation, Meeting, Participant, Session, delegation_leader, standing
from meetings.models.agenda import SESSION_ORDER
from meetings.models.base import change_rows, hold, insert_new
from meetings.passcode import lookup_hash, new_id
from meetings.writing.institutions import institution_key

MOST = 500  # people behind one link
CLOSED = N_("Tautan ini sudah ditutup.")
PERSONAL = frozenset({"contact_phone", "contact_email"})  # the audit trail says that they changed, not from what to what
HIDDEN = ["••••", "••••"]


@dataclass(frozen=True, slots=True)
class DelegationDetails:
    """A link as typed. ``similar``: a second one for the same institution is meant. ``deadline``: aware UTC, None for the meeting's; ``session_ids`` empty: every session."""

    institution: str
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    quota: int = 0
    deadline: datetime | None = None
    category_id: str | None = None
    session_ids: Sequence[str] = ()
    similar: bool = False


class SecondLink(Conflict):
    """The institution has a link already; only people know whether another one is meant. ``existing`` is that link."""

    code = "second_link"

    def __init__(self, existing: Delegation) -> None:
        """Asks."""
        told = _(
            "%(name)s sudah mempunyai tautan. Buka yang ada, atau simpan sekali lagi bila memang perlu dua.",
            name=existing.institution,
        )
        super().__init__(told, field="institution")
        self.existing = existing


def create_delegation(meeting: Meeting, details: DelegationDetails, actor: Actor, at: datetime) -> Delegation:
    """Make a link. Raises `SecondLink` where the institution has one, `InvalidInput` for a missing institution, a deadline that is past, a quota out of bounds, a category or session of another meeting, and
    `WrongState` when the meeting is over."""
    require(meeting, Activity.PARTICIPANTS)
    row = Delegation(id=new_id(), meeting=meeting, link_version=1, created_at=at, updated_at=at)
    row.token_hash = _hash(row)
    if not details.similar and (other := _link_of(meeting, details.institution)):
        raise SecondLink(other)
    _take(row, details, at)
    db.session.add(row)
    _record(Action.DELEGATION_CREATED, row, actor, at)
    return row


def change_delegation(row: Delegation, details: DelegationDetails, actor: Actor, at: datetime) -> None:
    """Change a link; whom it has brought stays, called to the sessions of now where they were to those of before. Raises as `create_delegation` does, and `InvalidInput` for a quota below the
    number of people named already."""
    require(row.meeting, Activity.PARTICIPANTS)
    hold(row)
    named = count_named([row.id]).get(row.id, 0)
    if details.quota < named:
        raise InvalidInput(_("Sudah %(count)d orang didaftarkan; kuota tidak dapat lebih kecil.", count=named), field="quota")
    before, called = _values(row), _called(row)
    _take(row, details, at)
    after = _values(row)
    db.session.flush()
    if _called(row) != called:
        tell_anew(row, _follow(row, called, actor, at), at)
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        row.updated_at = at
        told = {key: HIDDEN if key in PERSONAL else pair for key, pair in changes.items()}
        _record(Action.DELEGATION_CHANGED, row, actor, at, changes=told)


def renew_link(row: Delegation, seen: int, actor: Actor, at: datetime) -> bool:
    """Another link from now on: the one before opens nothing any more, and mails with it do not leave. False when the one of version ``seen``,
    which somebody meant, was renewed before: two clicks make one new link."""
    require(row.meeting, Activity.PARTICIPANTS)
    hold(row)
    if row.link_version != seen:
        return False
    row.link_version += 1
    row.token_hash, row.sent_at, row.updated_at = _hash(row), None, at
    outbox.withdraw_messages(link_mails(row), at, RENEWED)
    _record(Action.DELEGATION_RENEWED, row, actor, at)
    return True


def close_delegation(row: Delegation, actor: Actor, at: datetime) -> None:
    """No names and no answers are taken any more; whoever was named stays on the list. Twice changes nothing."""
    hold(row)
    if row.closed_at is None:
        row.closed_at = row.updated_at = at
        outbox.withdraw_messages(link_mails(row), at, CLOSED)
        _record(Action.DELEGATION_CLOSED, row, actor, at)


def reopen_delegation(row: Delegation, actor: Actor, at: datetime) -> None:
    """Take names again. Twice changes nothing."""
    require(row.meeting, Activity.PARTICIPANTS)
    hold(row)
    if row.closed_at is not None:
        row.closed_at, row.updated_at = None, at
        _record(Action.DELEGATION_REOPENED, row, actor, at)


def add_leaders(row: Delegation, participant_ids: Sequence[str], actor: Actor, at: datetime) -> int:
    """Let the link answer for these participants of its meeting; those it does already, or who are of another meeting or off the list, are
    passed over. How many are new."""
    require(row.meeting, Activity.PARTICIPANTS)
    mine = Participant.meeting_id == row.meeting_id, Participant.id.in_(participant_ids[:MOST]), standing.LISTED.where()
    found = dict(db.session.execute(sa.select(Participant.id, Participant.name).where(*mine)).all())
    rows = [{"delegation_id": row.id, "participant_id": each} for each in found]
    if not rows:
        return 0
    before: set[str] = set(
        db.session.scalars(sa.select(delegation_leader.c.participant_id).where(delegation_leader.c.delegation_id == row.id))
    )
    db.session.execute(insert_new(delegation_leader), rows)
    new = sorted(found.keys() - before)
    if new:
        names = ", ".join(found[each] for each in new)[:300]
        _record(Action.DELEGATION_LEADERS_ADDED, row, actor, at, names=names)
    return len(new)


def remove_leader(row: Delegation, participant: Participant, actor: Actor, at: datetime) -> None:
    """Answer no more for this participant. Twice changes nothing."""
    require(row.meeting, Activity.PARTICIPANTS)
    pair = delegation_leader.c.delegation_id == row.id, delegation_leader.c.participant_id == participant.id
    if change_rows(sa.delete(delegation_leader).where(*pair)):
        _record(Action.DELEGATION_LEADER_REMOVED, row, actor, at, name=participant.full_name)


def _called(row: Delegation) -> frozenset[str] | None:
    return frozenset(each.id for each in row.sessions) if row.limited else None


def _follow(row: Delegation, before: frozenset[str] | None, actor: Actor, at: datetime) -> list[Delegate]:
    """Calls those whom the link has named to its sessions, without whom the committee calls elsewhere; who they are."""
    named = [each for each in named_by(row.id) if live(each)]
    called = called_ids([each.participant_id for each in named])
    own = {each.participant_id for each in named if each.participant.own_sessions}
    mine = [
        each
        for each in named
        if (called.get(each.participant_id) == before if before is not None else each.participant_id not in own)
    ]
    for each in mine:
        if row.limited:
            restrict_to_sessions(each.participant, row.sessions, actor, at)
        else:
            follow_category(each.participant, actor, at)
    return mine


def _link_of(meeting: Meeting, institution: str) -> Delegation | None:
    """The link that an institution has which is not closed, however its name is spelled."""
    known = db.session.execute(
        sa.select(Delegation.id, Delegation.institution).where(
            Delegation.meeting_id == meeting.id, Delegation.closed_at.is_(None)
        )
    )
    key = institution_key(institution)
    found = next((row.id for row in known if institution_key(row.institution) == key), None)
    return db.session.get(Delegation, found) if found else None


def _take(row: Delegation, details: DelegationDetails, at: datetime) -> None:
    if not details.institution:
        raise InvalidInput(_("Isi nama instansinya."), field="institution")
    if not 0 <= details.quota <= MOST:
        raise InvalidInput(_("Kuota %(most)d orang paling banyak.", most=MOST), field="quota")
    if details.deadline is not None and details.deadline != row.deadline and details.deadline <= at:
        raise InvalidInput(_("Batas waktu ini sudah lewat. Pilih waktu yang akan datang."), field="deadline")
    if details.deadline != row.deadline and not is_by_the_end(row.meeting, details.deadline):
        raise InvalidInput(_("Batas pengisian tidak boleh sesudah hari terakhir kegiatan."), field="deadline")
    meeting_id = row.meeting.id
    row.category = _category(meeting_id, details.category_id)
    row.sessions = _sessions(meeting_id, details.session_ids)
    row.limited = bool(row.sessions)
    for name in ("institution", "contact_name", "contact_phone", "contact_email", "quota", "deadline"):
        setattr(row, name, getattr(details, name))


def _category(meeting_id: str, category_id: str | None) -> Category | None:
    if category_id is None:
        return None
    found = db.session.scalar(sa.select(Category).where(Category.id == category_id, Category.meeting_id == meeting_id))
    if found is None:
        raise InvalidInput(_("Pilih kategori kegiatan ini."), field="category_id")
    return found


def _sessions(meeting_id: str, session_ids: Sequence[str]) -> list[Session]:
    wanted = sa.select(Session).where(Session.meeting_id == meeting_id, Session.id.in_(session_ids))
    found = list(db.session.scalars(wanted.order_by(*SESSION_ORDER))) if session_ids else []
    if len(found) != len(set(session_ids)):
        raise InvalidInput(_("Pilih sesi kegiatan ini."), field="session_ids")
    return found


def _values(row: Delegation) -> dict[str, Any]:
    names = ("institution", "contact_name", "contact_phone", "contact_email", "quota")
    shown: dict[str, Any] = {name: getattr(row, name) for name in names}
    shown["deadline"] = row.deadline.isoformat() if row.deadline else None
    shown["category"] = row.category.name if row.category else ""
    shown["sessions"] = ", ".join(each.title for each in row.sessions)
    return shown


def _hash(row: Delegation) -> str:
    return lookup_hash(current_settings().code_key, passes.institution_token(row.id, row.link_version))


def _record(action: Action, row: Delegation, actor: Actor, at: datetime, **told: Any) -> None:
    record(actor, action, at=at, meeting=row.meeting, target=row, target_name=row.institution, **told)
    db.session.flush()

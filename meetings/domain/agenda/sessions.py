"""Making, changing and removing sessions."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.domain.agenda.closing import require_unclosed
from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.meetings import WEEK, Activity, called_otherwise, check_near, facts_changed, require
from meetings.domain.people import find_official, require_official
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import (
    Attendance,
    Category,
    Meeting,
    Minutes,
    Participant,
    Scan,
    Session,
    category_session,
    participant_session,
)
from meetings.models.agenda import named_by
from meetings.models.base import hold, lock

FIELDS = (
    "title",
    "room",
    "starts_at",
    "ends_at",
    "capacity",
    "chair_name",
    "chair_position",
    "chair_id",
    "recorder_id",
    "secretary_name",
    "recorder_name",
    "notes",
    "wants_minutes",
    "checkin_opens_at",
    "checkin_closes_at",
    "presence_ends_at",
)
OFFICIALS = ("chair_id", "recorder_id")
PRINTED = frozenset({"title", "room", "starts_at", "ends_at"})  # what a letter says of a session that its reader is called to
LONGEST = timedelta(hours=24)


def create_session(meeting: Meeting, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Session:
    """A new session with ``values`` for FIELDS; times are aware.

    Raises WrongState after the end of the meeting, InvalidInput for times out of order or outside its days.
    """
    require(meeting, Activity.EDIT)
    known = _known(meeting, values)
    _check(meeting, known)
    session = Session(meeting=meeting, created_at=at, updated_at=at, **known)
    db.session.add(session)
    db.session.flush()
    _touch_roster(meeting)
    record(actor, Action.SESSION_CREATED, at=at, meeting=meeting, target=session, target_name=session.title)
    facts_changed(meeting, [session.id], at)
    return session


def change_session(session: Session, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change a session. A line with an hour of its own keeps it; on another day it is that hour of the new day.

    Raises WrongState, InvalidInput like ``create_session``, Conflict for a session that is closed.
    """
    meeting = session.meeting
    require(meeting, Activity.EDIT)
    require_unclosed(session)
    known = _known(meeting, values, session)
    _check(meeting, {name: getattr(session, name) for name in FIELDS} | known)
    zone = meeting.timezone
    days = clock.local(known.get("starts_at", session.starts_at), zone).date() - clock.local(session.starts_at, zone).date()
    changes = apply_changes(session, known)
    for name in OFFICIALS:
        changes.pop(name, None)  # their names say it
    if days:
        for item in session.items:
            item.starts_at = _same_hour(item.starts_at, days, zone) if item.starts_at else None
    if changes:
        _touch_roster(meeting)
        record(
            actor,
            Action.SESSION_CHANGED,
            at=at,
            meeting=meeting,
            target=session,
            target_name=session.title,
            changes=changes,
        )
        facts_changed(meeting, [session.id], at)
        if PRINTED & changes.keys():
            called_otherwise(_called_to(session), at)
    db.session.flush()


def hold_session(session: Session) -> None:
    """Nobody else fills, closes or removes the session, and no scan comes in, before this transaction ends.

    PostgreSQL locks the row against scans, too, which refer to it; SQLite takes its write turn. Raises NotFound.
    """
    db.session.execute(sa.select(Session.id).where(Session.id == session.id).with_for_update())
    lock(session)


def remove_session(session: Session, *, actor: Actor, at: datetime) -> None:
    """Remove a session nobody has been at and nobody is called to alone. Raises Conflict, with what hangs on it, otherwise."""
    meeting = session.meeting
    require(meeting, Activity.EDIT)
    hold(meeting)  # before its session, like everybody who changes both
    hold_session(session)
    if _exists(Attendance.session_id == session.id) or _exists(Scan.session_id == session.id):
        raise Conflict(_("Sesi %(title)s sudah memiliki catatan kehadiran dan tidak dapat dihapus.", title=session.title))
    if _exists(Minutes.session_id == session.id):
        raise Conflict(_("Sesi %(title)s sudah memiliki notula dan tidak dapat dihapus.", title=session.title))
    if nowhere := _called_to_nothing_else(session):
        raise Conflict(
            _(
                "Sesi %(title)s satu-satunya sesi bagi: %(who)s. Ubah dahulu ke sesi mana mereka dipanggil.",
                title=session.title,
                who=", ".join(nowhere),
            )
        )
    called = _called_to(session)
    theirs = sa.select(participant_session.c.participant_id).where(participant_session.c.session_id == session.id)
    db.session.execute(sa.update(Participant).where(Participant.id.in_(theirs)).values(updated_at=at))
    record(actor, Action.SESSION_REMOVED, at=at, meeting=meeting, target=session, target_name=session.title)
    db.session.delete(session)
    _touch_roster(meeting)
    db.session.flush()
    facts_changed(meeting, [session.id], at)
    called_otherwise(called, at)


def _called_to(session: Session) -> list[str]:
    """The ids of those who are called to it by name or through their category, not with everybody."""
    mine = participant_session.c.session_id == session.id
    return list(db.session.scalars(sa.select(participant_session.c.participant_id).where(mine)))


def _exists(*conditions: sa.ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(*conditions))))


def _called_to_nothing_else(session: Session, most: int = 5) -> list[str]:
    """Names of the first categories and people that are called to this session alone: without it they would be called nowhere."""
    names: list[str] = []
    for owner, table in ((Category, category_session), (Participant, participant_session)):
        other = table.alias()
        theirs = table.c[f"{owner.__tablename__}_id"]
        alone = sa.not_(sa.exists().where(other.c[theirs.name] == theirs, other.c.session_id != session.id))
        of = sa.select(owner.name).join(table, theirs == owner.id).where(table.c.session_id == session.id, alone)
        names += db.session.scalars(of.order_by(owner.name).limit(most))
    return names[:most]


def _touch_roster(meeting: Meeting) -> None:
    """Doors must learn of new times; the expression adds up when two requests do it at once."""
    meeting.roster_version = Meeting.roster_version + 1


def _same_hour(moment: datetime, days: timedelta, zone: str) -> datetime:
    return clock.from_local(clock.local(moment, zone).replace(tzinfo=None) + days, zone)


def _known(meeting: Meeting, values: Mapping[str, Any], session: Session | None = None) -> dict[str, Any]:
    """The fields of ``values``; who is chosen from the directory gives name and office. Raises InvalidInput for a stranger there."""
    known = {name: values[name] for name in FIELDS if name in values}
    chosen = [known.get(name, getattr(session, name, None)) for name in OFFICIALS]
    if not any(chosen):
        return known
    former = {getattr(session, name, None) for name in OFFICIALS}
    chair, recorder = (find_official(each) if each in former else require_official(meeting.organisation, each) for each in chosen)
    return known | named_by(chair, recorder)


def _check(meeting: Meeting, values: Mapping[str, Any]) -> None:
    starts_at, ends_at = values["starts_at"], values["ends_at"]
    if ends_at <= starts_at:
        raise InvalidInput(_("Jam selesai harus setelah jam mulai."), field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise InvalidInput(_("Satu sesi paling lama 24 jam; pecah menjadi beberapa sesi."), field="ends_at")
    day = clock.local(starts_at, meeting.timezone).date()
    if not meeting.starts_on <= day <= meeting.ends_on:
        raise InvalidInput(_("Sesi berada di luar hari kegiatan."), field="starts_at")
    for name in ("checkin_opens_at", "checkin_closes_at", "presence_ends_at"):
        check_near(meeting, values.get(name), name, most=WEEK)
    opens, closes = values.get("checkin_opens_at"), values.get("checkin_closes_at")
    if opens is not None and opens >= ends_at:
        raise InvalidInput(_("Pintu harus dibuka sebelum sesi berakhir."), field="checkin_opens_at")
    if closes is not None and closes <= (opens or starts_at):
        raise InvalidInput(_("Pintu harus ditutup setelah dibuka."), field="checkin_closes_at")
    left = values.get("presence_ends_at")
    if left is not None and left <= starts_at:
        raise InvalidInput(_("Kehadiran harus berakhir setelah sesi dimulai."), field="presence_ends_at")

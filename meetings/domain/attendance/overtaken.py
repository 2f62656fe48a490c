"""What a printed list says otherwise than the rows do now: of an issued one what and of whom, of any other whether something moved.

Of minutes, which count who was present, see `changed`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import defer

from meetings.documents.pdf.attendance_list import AttendanceRow
from meetings.domain.attendance.annex import list_attendance
from meetings.domain.attendance.choices import Form, signer_of
from meetings.domain.attendance.issuing import ISSUED
from meetings.domain.attendance.papers import head_of
from meetings.domain.audit import Action
from meetings.domain.documents.freezing import freeze, thaw
from meetings.domain.people import signed_by
from meetings.enums import N_, DocumentKind, DocumentState, Presence
from meetings.extensions import db
from meetings.models import Attendance, AuditEntry, Document, Meeting, Participant, Scan, Session

WORDS = {
    "present": N_("kini tercatat hadir"),
    "absent": N_("tidak lagi tercatat hadir"),
    "remark": N_("keterangannya berubah"),
    "recorded": N_("jam atau cara dicatatnya berubah"),
    "written": N_("nama, jabatan, instansi, atau yang diwakili berubah"),
    "added": N_("belum tercantum"),
    "gone": N_("tidak lagi dalam daftar hadir"),
}
NAMED = 5  # of more only so many are named
ABSENCES = (Action.ABSENCE_NOTED, Action.ABSENCE_DROPPED)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """An issued list, or one that waits for its signature, and what is different now: names by a key of `WORDS`; ``head``: also what stands
    above or below the names."""

    document: Document
    session: Session
    people: dict[str, list[str]]
    head: bool

    @property
    def words(self) -> str:
        """A sentence's worth of it."""
        told = [f"{_(word)}: {_named(self.people[key])}" for key, word in WORDS.items() if key in self.people]
        return "; ".join([*told, *([_("keterangan kegiatan atau pimpinan sesi berubah")] if self.head else [])])


def _named(names: Sequence[str]) -> str:
    if len(names) <= NAMED:
        return ", ".join(names)
    return _("%(names)s, dan %(n)s orang lain", names=", ".join(names[:NAMED]), n=len(names) - NAMED)


def overtaken_lists(meeting: Meeting, at: datetime, session: Session | None = None) -> list[Overtaken]:
    """The meeting's issued lists, or the ``session``'s, that say something else than its rows. Nobody's line is read where nothing has moved
    since they were frozen."""
    about = Document.about_id == (session.id if session else Session.id), Document.meeting_id == meeting.id
    mine = Document.kind == DocumentKind.ATTENDANCE, Document.form == ISSUED
    holding = Document.state.in_((DocumentState.SIGNING, DocumentState.PUBLISHED))
    found = sa.select(Document, Session).join(Session, Session.id == Document.about_id).where(*mine, *about, holding)
    rows = db.session.execute(found.options(defer(Document.content)).order_by(Session.starts_at, Document.version)).all()
    newest = {each.id: (document, each) for document, each in rows}
    told = [_compare(document, each, at) for document, each in newest.values() if moved_since(each, document.created_at)]
    return [each for each in told if each.people or each.head]


def moved_since(session: Session, since: datetime) -> bool:
    """Whether anything was written that the session's list may show: of its meeting, its people, scans and absences. One statement at most."""
    if max(session.updated_at, session.meeting.updated_at) > since:
        return True
    of_meeting = (
        sa.exists().where(table.meeting_id == session.meeting_id, moment > since, *more)
        for table, moment, *more in (
            (Participant, Participant.updated_at),
            (Attendance, Attendance.updated_at),
            (Scan, Scan.received_at),
            (AuditEntry, AuditEntry.at, AuditEntry.action.in_(ABSENCES)),
        )
    )
    return bool(db.session.scalar(sa.select(sa.or_(*of_meeting))))


def _compare(document: Document, session: Session, at: datetime) -> Overtaken:
    said = document.content
    head = any(said.get(name) != freeze(value) for name, value in head_of(session.meeting, session).items())
    signer = bool(document.signer) and document.signer != signed_by(signer_of(session, Form()))
    people = differences(thaw(tuple[AttendanceRow, ...], said["rows"]), list_attendance(session, at))
    return Overtaken(document, session, people, head or signer)


def differences(before: Iterable[AttendanceRow], now: Iterable[AttendanceRow]) -> dict[str, list[str]]:
    """Names by a key of `WORDS`. A line that is written otherwise is known again by its name, or by office and institution."""
    left, pairs, unknown = list(before), [], list(now)
    for known_by in (_written, _name, _office):
        old: dict[tuple[str, ...], list[AttendanceRow]] = {}
        for row in left:
            if any(key := known_by(row)):
                old.setdefault(key, []).append(row)
        again = []
        for row in unknown:
            if rows := old.get(known_by(row)):
                pairs.append((rows.pop(0), row))
            else:
                again.append(row)
        met = {id(former) for former, _row in pairs}
        left, unknown = [row for row in left if id(row) not in met], again
    told = [(_kind(former, row), row.name) for former, row in pairs]
    told += [("written", row.name) for former, row in pairs if _written(former) != _written(row)]
    told += [*(("added", row.name) for row in unknown), *(("gone", row.name) for row in left)]
    found: dict[str, list[str]] = {}
    for kind, name in told:
        found.setdefault(kind, []).append(name)
    found.pop("", None)
    return found


def _kind(former: AttendanceRow, row: AttendanceRow) -> str:
    if former.presence is not row.presence:
        both = former.presence, row.presence
        return "remark" if Presence.PRESENT not in both else "present" if row.presence is Presence.PRESENT else "absent"
    same = (former.checked_in_at, former.recorded, former.late) == (row.checked_in_at, row.recorded, row.late)
    return "" if same else "recorded"


def _written(row: AttendanceRow) -> tuple[str, ...]:
    return row.name, row.position, row.organisation, row.representing


def _name(row: AttendanceRow) -> tuple[str, ...]:
    return (row.name,)


def _office(row: AttendanceRow) -> tuple[str, ...]:
    return (row.position, row.organisation) if row.position else ()

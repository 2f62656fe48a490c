"""The paper about how institutions came: what it shows is frozen when somebody orders it, a worker prints it."""

from collections.abc import Callable, Sequence
from datetime import datetime

import sqlalchemy as sa

from meetings import clock
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.recap import Fact, Recap, RecapRow, render_recap
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import renew_document
from meetings.domain.documents.freezing import freeze, thaw
from meetings.domain.people import letterhead_for, require_official, signatory_of
from meetings.domain.reports.recap import Counted, Line, Period, not_begun
from meetings.enums import DocumentKind, Presence
from meetings.extensions import db
from meetings.models import Document, Meeting, Organisation, Session
from meetings.writing.dates import format_date, format_date_range, format_moment, local_date
from meetings.writing.numbers import group_thousands

TITLE = "Rekapitulasi Kehadiran per Instansi"
MOST_SESSIONS = 8  # in columns of their own; more are left to the spreadsheet


def order_meeting_recap(
    meeting: Meeting, sessions: Sequence[Session], counted: Counted, signer: str, actor: Actor, at: datetime, *, share: bool
) -> None:
    """Have the meeting's paper printed. ``share``: with percentages. Raises InvalidInput for a ``signer`` who is not offered."""
    shown, missing = sessions[:MOST_SESSIONS] if len(sessions) <= MOST_SESSIONS else [], _missing(sessions, at)
    heads = [*(f"Sesi {number}" for number in range(1, len(shown) + 1)), "Daftar hadir", "Hadir", "Hadir wakil", "Daring"]
    heads += ["Berhalangan", missing.label, *(["Persen hadir"] if share else [])]

    def cells(line: Line) -> tuple[str, ...]:
        each = [line.by_session.get(session.id) for session in shown]
        per_session = [f"{tally.present}/{tally.listed}" if tally else "–" for tally in each]
        told = (
            line.tally.listed,
            line.tally.present,
            line.tally.deputies,
            line.tally.online,
            line.tally.excused,
            line.tally.silent,
        )
        return (*per_session, *map(group_thousands, told), *([_percent(line)] if share else []))

    notes = [
        f"Sesi {number}: {session.title}, {format_date(local_date(session.starts_at, meeting.timezone))}."
        for number, session in enumerate(shown, 1)
    ]
    notes += ["Kolom sesi: hadir/daftar hadir."] if shown else ["Rincian per sesi ada dalam berkas Excel."]
    notes.append("Daftar hadir: jumlah baris daftar hadir semua sesi; yang hadir di dua sesi dihitung dua kali.")
    notes += [f"Termasuk {ahead} sesi yang belum mulai."] if (ahead := not_begun(sessions, at)) else []
    facts = [
        Fact("Nama kegiatan", meeting.title),
        Fact("Jenis kegiatan", meeting.kind.label),
        Fact("Hari/tanggal", format_date_range(meeting.starts_on, meeting.ends_on)),
        Fact("Tempat", meeting.venue),
        Fact("Keadaan per", format_moment(at, meeting.timezone)),
    ]
    paper = _paper(meeting.organisation, facts, heads, counted, cells, notes, signer, at, size=meeting.paper)
    title = f"{TITLE} {meeting.title}"[:300]
    renew_document(DocumentKind.RECAP, meeting.id, "recap", meeting=meeting, title=title, at=at, content=freeze(paper))
    record(actor, Action.RECAP_EXPORTED, at=at, meeting=meeting, target=meeting, target_name=meeting.title, kind="pdf")


def order_series_record(
    organisation: Organisation, period: Period, counted: Counted, signer: str, actor: Actor, at: datetime, *, share: bool
) -> None:
    """Have the paper about the series printed, for whoever orders it. Raises InvalidInput for a ``signer`` who is not offered."""
    heads = ["Kegiatan", "Diikuti", "Daftar hadir", "Hadir", "Hadir sendiri", "Hadir wakil", "Daring", "Tepat waktu"]
    heads += ["Berhalangan", Presence.SILENT.label, "Tindak lanjut selesai", *(["Persen hadir"] if share else [])]

    def cells(line: Line) -> tuple[str, ...]:
        tally = line.tally
        told = (
            *(len(line.meetings), len(line.attended), tally.listed, tally.present, tally.own, tally.deputies),
            *(tally.online, tally.on_time, tally.excused, tally.silent),
        )
        settled = f"{line.done} dari {line.agreed}" if line.agreed else "–"
        return (*map(group_thousands, told), settled, *([_percent(line)] if share else []))

    kinds = ", ".join(kind.label for kind in type(next(iter(period.kinds))) if kind in period.kinds) if period.kinds else "semua"
    facts = [
        Fact("Jangka waktu", f"{format_date(period.begins)} s.d. {format_date(period.ends)}"),
        Fact("Jenis kegiatan", kinds),
        Fact("Jumlah", f"{len(counted.total.meetings)} kegiatan, {counted.sessions} sesi"),
        Fact("Keadaan per", format_moment(at, organisation.timezone)),
    ]
    notes = [
        "Daftar hadir: jumlah baris daftar hadir semua sesi yang sudah selesai; hadir, berhalangan, dan tanpa keterangan"
        " berjumlah sama dengannya. Hadir: hadir sendiri dan hadir wakil.",
        "Tepat waktu: tercatat hadir sebelum sesi dimulai.",
    ]
    paper = _paper(organisation, facts, heads, counted, cells, notes, signer, at)
    title = f"{TITLE} {organisation.name}"[:300]
    content = freeze(paper)
    renew_document(
        DocumentKind.RECAP, organisation.id, _own(actor), organisation=organisation, title=title, at=at, content=content
    )
    record(
        actor,
        Action.RECAP_EXPORTED,
        at=at,
        organisation=organisation,
        target=organisation,
        target_name=organisation.name,
        kind="pdf",
    )


def find_meeting_recap(meeting: Meeting) -> Document | None:
    """The paper as ordered last; None when nobody ordered it yet."""
    return _find(meeting.id, "recap")


def find_series_record(organisation: Organisation, actor: Actor) -> Document | None:
    """The paper that this person ordered last: it shows what they may see."""
    return _find(organisation.id, _own(actor))


def _find(about_id: str, form: str) -> Document | None:
    mine = Document.kind == DocumentKind.RECAP, Document.about_id == about_id, Document.form == form
    return db.session.scalars(sa.select(Document).where(*mine)).one_or_none()


def print_recap(document: Document, at_work: Callable[[], None]) -> bytes:
    """The PDF that was ordered."""
    return render_recap(thaw(Recap, document.content), at_work)


def _own(actor: Actor) -> str:
    return f"u{actor.id}"


def _missing(sessions: Sequence[Session], at: datetime) -> Presence:
    return Presence.SILENT if all(session.is_over(at) for session in sessions) else Presence.AWAITED


def _percent(line: Line) -> str:
    return "–" if line.tally.share is None else str(line.tally.share)


def _paper(
    organisation: Organisation,
    facts: Sequence[Fact],
    heads: Sequence[str],
    counted: Counted,
    cells: Callable[[Line], tuple[str, ...]],
    notes: Sequence[str],
    signer: str,
    at: datetime,
    size: object = None,
) -> Recap:
    official = require_official(organisation, signer)
    signed = {"official": official.id} if official else {}
    return Recap(
        organisation=organisation.name,
        letterhead=letterhead_for(signed, organisation),
        title=TITLE,
        facts=tuple(fact for fact in facts if fact.value),
        heads=tuple(heads),
        rows=tuple(RecapRow(line.name or "Tanpa instansi", cells(line)) for line in counted.lines),
        total=RecapRow("Jumlah", cells(counted.total)),
        issued_at=at,
        dated=clock.local(at, organisation.timezone).date(),
        notes=tuple(notes),
        place=organisation.city,
        signatory=signatory_of(signed),
        paper=Paper(size=str(size or organisation.paper), landscape=True, margin_left=2.0),
    )

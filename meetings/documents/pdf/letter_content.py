"""What a Surat Undangan says; ``invitation_letter`` turns it into paper.

``LetterContent`` is what all letters of one dispatch share; ``InvitationLetter`` adds whom it goes to.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import PaperKind, Signatory
from meetings.writing.dates import format_date, format_time_range, local_date
from meetings.writing.reading import with_commas


@dataclass(frozen=True, slots=True)
class VirtualAccess:
    """The online room: "Zoom", link, meeting id and passcode as typed. Empty parts are not printed."""

    platform: str
    url: str = ""
    meeting_id: str = ""
    passcode: str = ""


@dataclass(frozen=True, slots=True)
class RundownRow:
    """One line of the rundown annex. Times are aware and may be missing; a new date or session prints a heading row."""

    title: str
    start: datetime | None = None
    end: datetime | None = None
    person: str = ""
    note: str = ""
    session: str = ""  # name and room, where the gathering has several sessions
    session_id: str = ""


@dataclass(frozen=True, slots=True)
class CalledSession:
    """A session of the gathering, in time order; times are aware."""

    id: str
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One line of the recipient annex ("Daftar Penerima Undangan")."""

    name: str
    position: str = ""
    organisation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LetterContent:
    """What every letter of one dispatch says.

    number: None or "" prints a blank gap, ``number_pattern`` fills around it in a draft ("005/      /Set").
    classification: sifat ("Biasa", "Penting", "Segera"). subject: text after "Hal" ("Undangan Rapat Kerja …").
    time_text: the committee's own words for "waktu"; "" composes them.
    starts_at, ends_at: aware; ends_at None prints "s.d. selesai". zone: IANA name of the meeting's zone. days: on how many
    days there are sessions; not printed, calendar files rely on it.
    attachment: words for Lampiran; None counts the annexes' sheets.
    former: (label of a line, what the letter before this one said there); a letter of change prints it beside the line.
    answer_until: aware; the last moment for an answer, a line of its own only where it is another than before.
    opening, closing: paragraphs, one string each. dress: pakaian.
    cc: tembusan. rundown, recipients: annexes, printed when not empty.
    approved_by, approved_at: who approved it in the application, where nobody signs it; never called an electronic signature.
    sessions: all of the gathering. called: those that this recipient is called to, as `called_lines` names them; empty where to all.
    draft: marks every sheet "KONSEP". issued_at: aware; PDF date, fixed for same bytes.
    """

    organisation: str
    letterhead: Letterhead
    place: str
    date: date | None
    subject: str
    event: str
    starts_at: datetime
    zone: str
    venue: str
    opening: tuple[str, ...]
    closing: tuple[str, ...]
    signatory: Signatory
    issued_at: datetime
    number: str = ""
    number_pattern: str = ""
    classification: str = "Biasa"
    attachment: str | None = None
    ends_at: datetime | None = None
    days: int = 1
    time_text: str = ""
    former: tuple[tuple[str, str], ...] = ()
    answer_until: datetime | None = None
    dress: str = ""
    virtual: VirtualAccess | None = None
    cc: tuple[str, ...] = ()
    rundown: tuple[RundownRow, ...] = ()
    recipients: tuple[RecipientRow, ...] = ()
    sessions: tuple[CalledSession, ...] = ()
    called: tuple[str, ...] = ()
    religious_greeting: bool = False
    approved_by: str = ""
    approved_at: datetime | None = None
    draft: bool = False
    paper: Paper = field(default_factory=Paper)
    kind: PaperKind = PaperKind.SPECIAL


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom the letter is for. Only ``name`` is needed: a person's name, or a position ("Camat Bogor Tengah")."""

    name: str
    position: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Pass:
    """The recipient's pass. link: ``HTTPS://HOST/P/CODE`` put into the QR (upper-cased).

    answer_url: the recipient's own answer page. answer_code: opens the same page, typed at ``code_url``. note: the caller's words.
    """

    name: str
    link: str
    answer_url: str = ""
    answer_code: str = ""
    code_url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class InvitationLetter:
    """One letter.

    addressees: after "Yth."; one, or two to five numbered. More than five, or none while ``content.recipients``
    is set, print "Daftar Terlampir" and stand in the recipient annex. place: the line after "di".
    pass_: None prints no box. sheet: only the recipient's pass with what it is for, beside a letter that all have in common.
    """

    content: LetterContent
    addressees: tuple[Addressee, ...] = ()
    place: str = ""
    pass_: Pass | None = None
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """Result for the letter at ``index``: ``pdf`` bytes, or ``error`` in words when this one could not be made."""

    index: int
    pdf: bytes | None
    error: str = ""


def called_lines(sessions: Sequence[CalledSession], zone: str, language: str = "id", *, hours: bool = False) -> tuple[str, ...]:
    """``Komisi A, Ruang Rinjani`` for each session; where there are several (or ``hours`` says so) with its hours, which the letter's own
    line does not tell."""
    names = [with_commas(each.title, each.room) for each in sessions]
    if len(names) < 2 and not hours:
        return tuple(names)
    spans = (
        f"{format_date(each.starts_at, zone, language)}, {format_time_range(each.starts_at, each.ends_at, zone, language)}"
        for each in sessions
    )
    return tuple(f"{name} ({span})" for name, span in zip(names, spans, strict=True))


def for_sessions(content: LetterContent, allowed: Collection[str] | None) -> LetterContent:
    """What the letter says to somebody who is called to some sessions only, by their ids (None: to all): their day, hours and rundown. The
    committee's own words for the hours hold for those who are called to all. A letter that does not know its sessions stays as it is."""
    theirs = [each for each in content.sessions if allowed is None or each.id in allowed]
    if allowed is None or not theirs:
        return content
    start, end = min(each.starts_at for each in theirs), max(each.ends_at for each in theirs)
    days = {local_date(each.starts_at, content.zone) for each in theirs}
    one_day = local_date(start, content.zone) == local_date(end, content.zone)
    same_start = start == content.starts_at and len(days) == content.days
    return replace(
        content,
        starts_at=start,
        ends_at=None if one_day else end,
        days=len(days),
        time_text=content.time_text if same_start else "",
        rundown=tuple(row for row in content.rundown if row.session_id in {each.id for each in theirs}),
        called=called_lines(theirs, content.zone),
    )

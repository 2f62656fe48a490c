"""What a Surat Undangan says; ``invitation_letter`` turns it into paper.

``LetterContent`` is what all letters of one dispatch share; ``InvitationLetter`` adds whom it goes to.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import PaperKind, Signatory


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
    religious_greeting: bool = False
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
    pass_: None prints no box.
    """

    content: LetterContent
    addressees: tuple[Addressee, ...] = ()
    place: str = ""
    pass_: Pass | None = None


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """Result for the letter at ``index``: ``pdf`` bytes, or ``error`` in words when this one could not be made."""

    index: int
    pdf: bytes | None
    error: str = ""

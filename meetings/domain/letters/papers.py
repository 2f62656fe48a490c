"""From rows to the data that the printed letter is made of."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from meetings.documents.pdf.invitation_letter import (
    Addressee,
    InvitationLetter,
    LetterContent,
    Pass,
    RundownRow,
    VirtualAccess,
    render_letter,
)
from meetings.documents.pdf.letter_content import for_sessions
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import Signatory
from meetings.domain import passes
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.agenda.timing import timed_items
from meetings.domain.documents.freezing import thaw
from meetings.domain.documents.numbers import pattern_for
from meetings.domain.letters.called import as_called, kept
from meetings.domain.letters.facts import differences, holding_now, said_by, venue_of
from meetings.domain.letters.former import changed_by
from meetings.domain.letters.times import begins_and_ends, session_days
from meetings.domain.letters.wording import FORMER_PLACE, PLACE, reference_to
from meetings.domain.participants.sessions import called_ids
from meetings.domain.people import letterhead_for, signatory_of
from meetings.enums import LetterState, MeetingMode
from meetings.extensions import db
from meetings.models import Invitation, Letter, Meeting, Participant, Session, VirtualLink, standing
from meetings.models import Pass as PassRow
from meetings.models.participant import PROTOCOL
from meetings.writing.reading import listed_lines, unnumbered, with_commas

SAMPLE_SHORT = "0000-0000-0000"


def compose_content(letter: Letter, at: datetime) -> LetterContent:
    """What all prints of the letter say, from the meeting as it stands now. Without a number it is a draft."""
    meeting = letter.meeting
    sessions = list_sessions(meeting)
    start, end = begins_and_ends(meeting, sessions)
    draft = letter.state is LetterState.DRAFT
    pattern = pattern_for(meeting.organisation, "letter")
    rows = _rundown(sessions) if letter.with_rundown else ()
    return LetterContent(
        organisation=meeting.organisation.name,
        letterhead=letterhead_for(letter.signatory, meeting.organisation),
        place=letter.place,
        date=letter.dated,
        subject=letter.subject,
        event=meeting.title,
        starts_at=start,
        ends_at=end,
        days=max(len(session_days(meeting, sessions)), 1),
        zone=meeting.timezone,
        time_text=letter.time_text,
        venue=venue_of(meeting),
        former=_former(letter, sessions),
        answer_until=meeting.answer_deadline,
        opening=tuple(listed_lines(letter.opening)),
        closing=tuple(listed_lines(letter.closing)),
        signatory=signatory_of(letter.signatory) or Signatory("", ""),
        issued_at=letter.issued_at or at,
        number=letter.number,
        number_pattern=_gap(pattern),
        classification=letter.urgency.label,
        attachment=letter.attachment_text or None,
        dress=meeting.dress,
        virtual=_virtual(meeting) if letter.with_link else None,
        cc=tuple(unnumbered(letter.copies)),
        rundown=rows,
        sessions=as_called(sessions),
        religious_greeting=letter.religious_greeting,
        draft=draft,
        paper=Paper(size=meeting.sheet.value),
    )


def _rundown(sessions: Sequence[Session]) -> tuple[RundownRow, ...]:
    """A line for each item; a session without any among others that have some is a line itself, with its hours."""
    lines = [(session, timed_items(session)) for session in sessions]
    if not any(items for _session, items in lines):
        return ()
    rows: list[RundownRow] = []
    for session, items in lines:
        heading = with_commas(session.title, session.room) if len(sessions) > 1 else ""
        if not items:
            rows.append(RundownRow(session.title, session.starts_at, session.ends_at, session=heading, session_id=session.id))
        for line in items:
            who = "; ".join(line.item.performers())
            rows.append(RundownRow(line.item.title, line.starts_at, line.ends_at, who, line.item.notes, heading, session.id))
    return tuple(rows)


def _former(letter: Letter, sessions: Sequence[Session]) -> tuple[tuple[str, str], ...]:
    """What the letter of which this one tells the change has said otherwise."""
    former = changed_by(letter)
    if former is None or not former.frozen:
        return ()
    now = replace(holding_now(letter.meeting, sessions), time_text=letter.time_text)
    return tuple((change.label, change.before) for change in differences(said_by(former), now))


def content_of(
    letter: Letter,
    at: datetime,
    heard: Letter | None = None,
    allowed: Collection[str] | None = None,
    before: str | None = None,
) -> LetterContent:
    """An issued letter as it was frozen, a draft as it stands now. ``heard``: the last of the letters it follows that its reader has
    (`heard_before`); an issued letter of change tells them what is another than in that one, and names no letter that they never had. ``allowed``: ids of the sessions that the reader is called to (None: all), whose hours and rooms are those of now, whatever the letter was
    issued with. ``before``: what the reader's print of ``heard`` keeps of their sessions, where that is known (`called.kept`)."""
    if letter.state is not LetterState.ISSUED or not letter.frozen:
        return for_sessions(compose_content(letter, at), allowed)
    frozen: LetterContent = thaw(LetterContent, letter.frozen)
    if allowed is not None and frozen.sessions:
        sessions = list_sessions(letter.meeting)
        rows = _rundown(sessions) if frozen.rundown else ()
        frozen = for_sessions(replace(frozen, sessions=as_called(sessions), rundown=rows), allowed)
    told = changed_by(letter)
    heard = heard or told
    if heard is None or told is None or (heard.id == told.id and allowed is None and not before) or not heard.frozen:
        return frozen
    said = (
        said_by(heard, allowed=allowed, printed=before),
        said_by(letter, allowed=allowed, printed=kept(frozen.sessions, allowed)),
    )
    former = tuple((change.label, change.before) for change in differences(*said))
    opening = tuple(line.replace(reference_to(told), reference_to(heard)) for line in frozen.opening)
    return replace(frozen, former=former, opening=opening)


def letter_for(
    content: LetterContent, letter: Letter, participant: Participant, invitation: Invitation, issued: PassRow | None
) -> InvitationLetter:
    """One participant's print; without a pass (somebody else comes in their place) it has no QR."""
    carried = None
    if issued is not None:
        code = passes.printed_code(invitation)
        carried = Pass(participant.full_name, passes.pass_link(issued), passes.answer_link(invitation), code, passes.short_page())
    sheet = letter.signed_id is not None
    return InvitationLetter(content, (addressee(participant),), letter.addressee_place, carried, sheet=sheet)


def addressee(participant: Participant) -> Addressee:
    """Whom the letter is for."""
    return Addressee(participant.full_name, participant.position, participant.institution)


def preview_letter(letter: Letter, at: datetime, participant: Participant | None = None) -> bytes:
    """The PDF for ``participant``, or the first on the list, marked as a draft, with a QR that opens nothing."""
    if participant is None:
        participant = db.session.scalar(
            sa.select(Participant).where(Participant.meeting_id == letter.meeting_id).order_by(*PROTOCOL).limit(1)
        )
    to = addressee(participant) if participant else Addressee("Nama Penerima", "Jabatan", "Instansi")
    answer, page = passes.sample_links()  # as long as real ones, to fill as many lines
    sample = Pass(to.name, page.upper(), answer, SAMPLE_SHORT, passes.short_page(), "Contoh: kode ini belum berlaku.")
    allowed = called_ids([participant.id]).get(participant.id) if participant else None
    content = replace(content_of(letter, at, allowed=allowed), draft=True)
    return render_letter(InvitationLetter(content, (to,), letter.addressee_place, sample))


def letter_for_all(letter: Letter, at: datetime) -> bytes:
    """The PDF of an issued letter to all of its recipients, who stand in a list behind it; without a pass, to be signed once for all."""
    to = recipients_of(letter) or (Addressee("Nama Penerima", "Jabatan", "Instansi"),)
    return render_letter(InvitationLetter(content_for_all(letter, at), to, letter.addressee_place))


def content_for_all(letter: Letter, at: datetime) -> LetterContent:
    """What a letter says whose recipients get their pass on a sheet beside it."""
    content = content_of(letter, at)
    return replace(content, closing=tuple(line.replace(FORMER_PLACE, PLACE) for line in content.closing))


def recipients_of(letter: Letter) -> tuple[Addressee, ...]:
    """All whom the letter invites, in protocol order."""
    invited = Participant.meeting_id == letter.meeting_id, standing.INVITED.where(), standing.EXPECTED.where()
    order = Participant.protocol_order, Participant.sort_name, Participant.id
    people = db.session.scalars(sa.select(Participant).where(*invited).order_by(*order)).all()
    return tuple(addressee(each) for each in people)


def _gap(pattern: str) -> str:
    filled = pattern.replace("{urut}", "        ")
    for token in ("{unit}", "{bulan_romawi}", "{bulan}", "{tahun}"):
        filled = filled.replace(token, "…")
    return filled


def _virtual(meeting: Meeting) -> VirtualAccess | None:
    if meeting.mode is MeetingMode.IN_PERSON:
        return None
    link = db.session.scalar(
        sa.select(VirtualLink)
        .where(VirtualLink.meeting_id == meeting.id)
        .order_by(VirtualLink.session_id.is_not(None), VirtualLink.created_at)
        .limit(1)
    )
    return VirtualAccess(f"{link.provider.label} (tautan pada halaman tanda masuk peserta)") if link else None

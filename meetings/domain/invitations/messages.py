"""What recipients are sent: the invitation mail with letter and calendar file, the words for WhatsApp."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import quote

import sqlalchemy as sa

from meetings.documents.calendar import calendar_method, write_calendar
from meetings.domain import outbox, passes
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.letters import papers
from meetings.domain.letters.facts import DEADLINE
from meetings.domain.letters.former import changed_by, heard_before, tells_change
from meetings.domain.letters.times import announced_days, calendar_events
from meetings.domain.letters.wording import deadline_words
from meetings.enums import MeetingState, ParticipantStatus
from meetings.models import Invitation, Letter, Meeting, Participant, Pass
from meetings.writing.dates import schedule_lines
from meetings.writing.names import addressed
from meetings.writing.phones import show_phone


def kits_for(letter: Letter, participant_ids: Collection[str], at: datetime) -> "dict[str, Kit]":
    """By participant the kit of the letter; those who have heard of the same letter before it share one."""
    heard = heard_before(letter, participant_ids)
    kits = {before: Kit(letter, at, heard=before) for before in {heard.get(each) for each in participant_ids}}
    return {each: kits[heard.get(each)] for each in participant_ids}


def kit_for(invitation: Invitation, at: datetime) -> "Kit":
    """The kit of one invitation."""
    return kits_for(invitation.letter, [invitation.participant_id], at)[invitation.participant_id]


_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


class Kit:
    """What the messages of one letter share, read once for many."""

    def __init__(self, letter: Letter, at: datetime, language: str = "id", heard: Letter | None = None) -> None:
        """Reads the letter's facts and the meeting's sessions. ``language``: of the page that says day and hours; messages are
        Indonesian. ``heard``: the last letter before it that the recipients have (`heard_before`)."""
        self.letter = letter
        self.meeting: Meeting = letter.meeting
        self.content = papers.content_of(letter, at, heard)
        self._at = at
        self._calendar: dict[str, object] | None = None
        day, hours = schedule_lines(self.content.starts_at, self.content.ends_at, self.content.zone, language)
        self.day, self.hours = day, self.content.time_text or hours
        self.former = dict(self.content.former)
        self.altered = heard or changed_by(letter)
        self.deadline = deadline_words(self.meeting, language)

    def calendar(self) -> dict[str, object]:
        """The calendar file as an attachment; the same bytes for everybody, without personal links."""
        if self._calendar is None:
            sessions, announced = list_sessions(self.meeting), announced_days(self.meeting)
            events = calendar_events(self.meeting, sessions, outbox.calendar_domain(), announced=announced)
            media_type = f"text/calendar; method={calendar_method(events)}; charset=utf-8"
            self._calendar = outbox.attach_bytes("undangan.ics", media_type, write_calendar(events, self.meeting.title))
        return self._calendar

    def invitation_mail(self, invitation: Invitation, issued: Pass | None, task_id: str | None) -> outbox.Message:
        """The mail of one invitation whose document is ready."""
        participant = invitation.participant
        assert invitation.document_id is not None
        content = outbox.compose(
            INVITATION.name,
            meeting=self.meeting,
            letter=self.letter,
            content=self.content,
            participant=participant,
            day=self.day,
            hours=self.hours,
            former=self.former,
            altered=self.altered,
            kept=still_holds(participant),
            deadline=self.deadline,
            contact=contact_words(self.meeting),
            answer_url=passes.answer_link(invitation),
            pass_url=passes.pass_page(issued) if issued else "",
        )
        return outbox.Message(
            kind=INVITATION,
            address=participant.email,
            recipient_name=participant.full_name,
            content=content,
            attachments=[outbox.attach_document(letter_file_name(invitation), invitation.document_id), self.calendar()],
            meeting_id=self.meeting.id,
            invitation_id=invitation.id,
            task_id=task_id,
            dedupe_key=_once(invitation),
        )

    def whatsapp_text(self, invitation: Invitation) -> str:
        """The message for WhatsApp, as committees write it: Indonesian, whatever language the committee's screen speaks."""
        participant = invitation.participant
        whom, *offices = addressed(participant.full_name, participant.position)
        if self.meeting.state is MeetingState.CANCELLED:
            return self._cancellation(whom, offices)
        lines = [
            f"Yth. Bapak/Ibu {whom}",
            *offices,
            "",
            f"Dengan hormat, kami {self._announces()} *{self.content.event}*:",
            "",
            f"📅 {self.day}{self._before('hari/tanggal')}",
            f"⏰ {self.hours}{self._before('waktu')}",
            f"📍 {self.content.venue}{self._before('tempat')}" if self.content.venue else "",
            f"Nomor surat: {self.content.number}" if self.content.number else "",
            "",
            "Surat undangan, tanda masuk, dan jawaban kehadiran:",
            passes.answer_link(invitation),
            f"Mohon dijawab paling lambat {self.deadline}." if self.deadline and not self.altered else "",
            self._deadline_told() if self.altered else "",
            still_holds(participant) if self.altered else "",
            "",
            self._contact(),
            self.content.organisation,
        ]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines)).strip()

    def _cancellation(self, whom: str, offices: Sequence[str]) -> str:
        number = f" (surat nomor {self.content.number})" if self.content.number else ""
        lines = [
            f"Yth. Bapak/Ibu {whom}",
            *offices,
            "",
            f"Dengan hormat, kami sampaikan bahwa *{self.content.event}*{number} *DIBATALKAN*:",
            "",
            f"📅 {self.day}{self._before('hari/tanggal')}",
            f"⏰ {self.hours}{self._before('waktu')}",
            f"📍 {self.content.venue}{self._before('tempat')}" if self.content.venue else "",
            "",
            "Tanda masuk tidak berlaku lagi.",
            "",
            self._contact(),
            self.content.organisation,
        ]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def whatsapp_link(self, invitation: Invitation) -> str:
        """A wa.me link with the message, or an empty string when there is no number to write to."""
        return whatsapp_link(invitation.participant.phone, self.whatsapp_text(invitation))

    def _announces(self) -> str:
        return "sampaikan perubahan undangan" if self.altered else "mengundang Bapak/Ibu pada"

    def _before(self, label: str) -> str:
        return f" (semula {self.former[label]})" if self.former.get(label) else ""

    def _deadline_told(self) -> str:
        before = self._before(DEADLINE)
        return (
            f"Jawaban dapat diubah {f'paling lambat {self.deadline}' if self.deadline else 'tanpa batas waktu'}{before}."
            if before
            else ""
        )

    def _contact(self) -> str:
        who = contact_words(self.meeting)
        return f"Narahubung: {who}" if who else ""


def _once(invitation: Invitation) -> str:
    """The mail's dedupe key: one mail for each print of the letter (a new pass makes a new print)."""
    version = invitation.document.version if invitation.document else 1
    key = f"{INVITATION.name}:{invitation.id}"
    return f"{key}:{version}" if version > 1 else key


def still_holds(participant: Participant) -> str:
    """What of the former invitation goes on to hold for this recipient of a letter of change."""
    if participant.status is ParticipantStatus.REPLACED:
        return "Jawaban Anda tetap berlaku: Anda diwakilkan, dan tanda masuk yang berlaku ada pada wakil Anda."
    if participant.status is ParticipantStatus.DECLINED:
        return "Jawaban Anda tetap tercatat: tidak hadir."
    return "Tanda masuk dan jawaban yang telah disampaikan tetap berlaku."


def has_whatsapp() -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: `whatsapp_link` has a number to write to; what is kept as a phone is in E.164, or as it was typed."""
    return Participant.phone.startswith("+")


def whatsapp_link(phone: str, text: str) -> str:
    """``https://wa.me/62…?text=…`` for a number in E.164; empty for anything else."""
    digits = phone.removeprefix("+")
    return f"https://wa.me/{digits}?text={quote(text)}" if phone.startswith("+") and digits.isdigit() else ""


def contact_words(meeting: Meeting) -> str:
    """Whom to ask: name and phone number of the committee's contact."""
    return " – ".join(part for part in (meeting.contact_name, show_phone(meeting.contact_phone)) if part)


def letter_file_name(invitation: Invitation) -> str:
    """What the participant's letter is called as a file."""
    return file_name_for(invitation.letter, invitation.participant.name)


def file_name_for(letter: Letter, person: str) -> str:
    """``Undangan - <name>.pdf``, of a letter of change ``Perubahan undangan - <name>.pdf``; characters that file systems refuse become
    blanks."""
    kind = "Perubahan undangan" if tells_change(letter) else "Undangan"
    name = " ".join(_UNFIT.sub(" ", person).split())[:80]
    return f"{kind} - {name}.pdf" if name else f"{kind}.pdf"

"""What recipients are sent: the invitation mail with letter and calendar file, the words for WhatsApp."""

import re
from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from meetings.documents.calendar import calendar_method, write_calendar
from meetings.domain import outbox, passes
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.invitations.attached import attached
from meetings.domain.invitations.mails import INVITATION, REMINDER
from meetings.domain.invitations.texts import LINK, Worded, texts_of
from meetings.domain.letters import papers
from meetings.domain.letters.called import kept, kept_prints
from meetings.domain.letters.facts import DEADLINE
from meetings.domain.letters.former import changed_by, heard_before
from meetings.domain.letters.times import announced_days, calendar_events
from meetings.domain.letters.wording import deadline_words
from meetings.domain.participants.sessions import called_ids
from meetings.enums import MeetingState, MessageText, ParticipantStatus
from meetings.models import Invitation, Letter, Meeting, Participant, Pass
from meetings.writing.dates import schedule_lines
from meetings.writing.names import addressed, addressed_once, honoured
from meetings.writing.phones import show_phone
from meetings.writing.placeholders import fill_gaps


def kits_for(letter: Letter, participant_ids: Collection[str], at: datetime) -> "dict[str, Kit]":
    """By participant the kit of the letter; those who have heard of the same letter before it and are called to the same sessions share
    one."""
    heard, called = heard_before(letter, participant_ids), called_ids(participant_ids)
    said = kept_prints({each.id for each in heard.values()}, participant_ids) if heard else {}
    before = {each: said.get((each, former.id)) for each, former in heard.items()}
    sorts = {each: (heard.get(each), called.get(each), before.get(each)) for each in participant_ids}
    kits = {sort: Kit(letter, at, heard=sort[0], allowed=sort[1], before=sort[2]) for sort in set(sorts.values())}
    return {each: kits[sort] for each, sort in sorts.items()}


def kit_for(invitation: Invitation, at: datetime) -> "Kit":
    """The kit of one invitation."""
    return kits_for(invitation.letter, [invitation.participant_id], at)[invitation.participant_id]


class Kit:
    """What the messages of one letter share, read once for many."""

    def __init__(
        self,
        letter: Letter,
        at: datetime,
        language: str = "id",
        heard: Letter | None = None,
        allowed: Collection[str] | None = None,
        before: str | None = None,
    ) -> None:
        """Reads the letter's facts and the meeting's sessions. ``language``: of the page that says day and hours; messages are
        Indonesian. ``heard``: the last letter before it that the recipients have (`heard_before`). ``allowed``: ids of the sessions that
        they are called to; None: all. ``before``: what their prints of ``heard`` keep of theirs."""
        self.letter = letter
        self.meeting: Meeting = letter.meeting
        self.content = papers.content_of(letter, at, heard, allowed, before)
        self.sessions = kept(self.content.sessions, allowed)  # as a print of it keeps them
        self._allowed = allowed
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
            host = outbox.calendar_domain()
            changes = self.altered is not None
            events = calendar_events(self.meeting, sessions, host, expected=self._allowed, announced=announced, changes=changes)
            media_type = f"text/calendar; method={calendar_method(events)}; charset=utf-8"
            self._calendar = outbox.attach_bytes("undangan.ics", media_type, write_calendar(events, self.meeting.title))
        return self._calendar

    def invitation_mail(self, invitation: Invitation, issued: Pass | None, task_id: str | None) -> outbox.Message:
        """The mail of one invitation whose document is ready."""
        participant = invitation.participant
        content = self.mail_words(participant, passes.answer_link(invitation), passes.pass_page(issued) if issued else "")
        return outbox.Message(
            kind=INVITATION,
            address=participant.email,
            recipient_name=participant.full_name,
            content=content,
            attachments=[*attached(invitation), self.calendar()],
            meeting_id=self.meeting.id,
            invitation_id=invitation.id,
            task_id=task_id,
            dedupe_key=_once(invitation),
        )

    def mail_words(self, participant: Participant, answer_url: str, pass_url: str, *, trial: bool = False) -> outbox.Content:
        """What the invitation mail to this person says, in the organisation's own words where it has some; a change is told in the
        service's. ``trial``: its head says that it is one."""
        return self._mail(INVITATION.name, MessageText.INVITATION, participant, answer_url, pass_url=pass_url, trial=trial)

    def reminder_words(self, participant: Participant, answer_url: str) -> outbox.Content:
        """What the mail says that reminds this person."""
        return self._mail(REMINDER.name, MessageText.REMINDER, participant, answer_url)

    def _mail(
        self,
        name: str,
        kind: MessageText,
        participant: Participant,
        answer_url: str,
        pass_url: str = "",
        trial: bool = False,
    ) -> outbox.Content:
        facts: dict[str, Any] = {
            "meeting": self.meeting,
            "letter": self.letter,
            "content": self.content,
            "participant": participant,
            "day": self.day,
            "hours": self.hours,
            "former": self.former,
            "altered": self.altered,
            "kept": still_holds(participant),
            "deadline": self.deadline,
            "contact": contact_words(self.meeting),
            "answer_url": answer_url,
            "pass_url": pass_url,
            "trial": trial,
        }
        own = "" if kind is MessageText.INVITATION and self.altered else self._texts[kind].text if self._texts[kind].of else ""
        if not own:
            return outbox.compose(name, **facts)
        words = fill_gaps(own, self._values(participant, answer_url))
        return outbox.compose(
            f"{INVITATION.name}/own", subject_of=name, words=words, paragraphs=_paragraphs(words, answer_url), **facts
        )

    def whatsapp_text(self, invitation: Invitation) -> str:
        """The message for WhatsApp, as committees write it: Indonesian, whatever language the committee's screen speaks."""
        return self.whatsapp_words(invitation.participant, passes.answer_link(invitation))

    def whatsapp_words(self, participant: Participant, answer_url: str) -> str:
        """The same for a person with this link."""
        if self.meeting.state is MeetingState.CANCELLED:
            return self._cancellation(participant)
        if self.altered:
            return self._change(participant, answer_url)
        return addressed_once(fill_gaps(self._texts[MessageText.WHATSAPP].text, self._values(participant, answer_url)))

    def whatsapp_reminder(self, participant: Participant, answer_url: str) -> str:
        """What reminds this person by WhatsApp."""
        return addressed_once(fill_gaps(self._texts[MessageText.WHATSAPP_REMINDER].text, self._values(participant, answer_url)))

    @cached_property
    def _texts(self) -> dict[MessageText, Worded]:
        return texts_of(self.meeting.organisation)[0]

    def _values(self, participant: Participant, answer_url: str) -> dict[str, str]:
        whom, *offices = addressed(participant.full_name, participant.position)
        every = addressed(participant.full_name, participant.position, participant.institution)
        return {
            "nama": whom,
            "jabatan": "\n".join(offices),
            "instansi": participant.institution if participant.institution.strip() == every[-1] else "",
            "acara": self.content.event,
            "hari": self.day,
            "jam": self.hours,
            "tempat": self.content.venue,
            "sesi": "; ".join(self.content.called),
            "nomor": self.content.number,
            "batas": self.deadline,
            "narahubung": contact_words(self.meeting),
            "penyelenggara": self.content.organisation,
            LINK: answer_url,
        }

    def _change(self, participant: Participant, answer_url: str) -> str:
        whom, *offices = addressed(participant.full_name, participant.position)
        lines = [
            f"Yth. {honoured(whom)}",
            *offices,
            "",
            f"Dengan hormat, kami sampaikan perubahan undangan *{self.content.event}*:",
            "",
            f"📅 {self.day}{self._before('hari/tanggal')}",
            f"⏰ {self.hours}{self._before('waktu')}",
            f"📍 {self.content.venue}{self._before('tempat')}" if self.content.venue else "",
            f"Sesi: {'; '.join(self.content.called) or 'semua sesi'}{self._before('sesi')}"
            if self.content.called or self.former.get("sesi")
            else "",
            f"Nomor surat: {self.content.number}" if self.content.number else "",
            "",
            "Surat undangan, tanda masuk, dan jawaban kehadiran:",
            answer_url,
            self._deadline_told(),
            still_holds(participant),
            "",
            self._contact(),
            self.content.organisation,
        ]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _cancellation(self, participant: Participant) -> str:
        whom, *offices = addressed(participant.full_name, participant.position)
        number = f" (surat nomor {self.content.number})" if self.content.number else ""
        lines = [
            f"Yth. {honoured(whom)}",
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


def _paragraphs(words: str, link: str) -> list[list[str]]:
    """The lines of each paragraph; the link is one of its own where it has a line to itself."""
    apart = re.sub(rf"^[ ]*{re.escape(link)}[ ]*$", f"\n{link}\n", words, flags=re.MULTILINE)
    return [part.strip().splitlines() for part in re.split(r"\n{2,}", apart) if part.strip()]


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

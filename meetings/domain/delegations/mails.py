"""What an institution's link is sent with, and what whoever was named through it is told."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.domain import outbox, passes
from meetings.domain.audit import Action, Actor, record
from meetings.domain.delegations.queries import Leader, leaders_of
from meetings.domain.delegations.states import deadline_of, state_of
from meetings.domain.delegations.times import expected_each, named_for
from meetings.domain.invitations.mails import OFF, OFF_THE_LIST_ALREADY
from meetings.domain.invitations.messages import contact_words
from meetings.domain.letters.facts import schedule_mark
from meetings.domain.meetings import Activity, require
from meetings.domain.meetings.following import follows_facts
from meetings.domain.meetings.states import ALLOWED
from meetings.enums import N_, DelegationState, MeetingState
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Delegate, Delegation, Delivery, Meeting, Participant, standing
from meetings.passcode import new_id
from meetings.writing.dates import format_moment_in_sentence
from meetings.writing.names import honoured, with_position

MAIL_GONE = N_("Nama atau alamatnya diubah oleh instansinya; surel ini tidak dikirim.")
RENEWED = N_("Tautan ini sudah diganti; surel yang memuat tautan lama tidak dikirim.")
NOT_TAKEN = {
    DelegationState.OPEN: "",
    DelegationState.CLOSED: N_("Tautan delegasi ini sudah ditutup; surel ini tidak dikirim."),
    DelegationState.OFF: N_("Kegiatan ini sudah selesai; surel ini tidak dikirim."),
    DelegationState.OVER: N_("Batas pengisian delegasi ini sudah lewat; surel ini tidak dikirim."),
}
SENT_AGAIN = N_("Diganti dengan surel yang lebih baru.")
MOVED = N_("Jadwal atau tempat berubah; diganti dengan surel yang memuat keadaan sekarang.")


def send_link(row: Delegation, actor: Actor, at: datetime) -> None:
    """Mail the link to the institution's contact; what of it still waits is replaced.

    Raises `InvalidInput` without an address, `WrongState` while the meeting invites nobody or the link takes no names."""
    require(row.meeting, Activity.INVITE)
    if not row.contact_email:
        raise InvalidInput(_("Narahubung ini tidak mempunyai alamat surel."))
    if state_of(row, at) is not DelegationState.OPEN:
        raise WrongState(_("Tautan ini tidak menerima nama lagi, jadi tidak dikirim."))
    if not row.quota and not leaders_of(row):
        raise WrongState(
            _("Kuotanya 0 dan belum ada pimpinan yang dipilih, jadi belum ada yang dapat diisi. Pilih dahulu pimpinannya.")
        )
    outbox.withdraw_messages(link_mails(row), at, SENT_AGAIN)
    _queue_link(row, at)
    record(actor, Action.DELEGATION_SENT, at=at, meeting=row.meeting, target=row, target_name=row.institution)
    db.session.flush()


def whatsapp_text(row: Delegation) -> str:
    """The same for WhatsApp, as committees write it: Indonesian, whatever language the committee's screen speaks."""
    facts = _facts(row)
    lines = [
        f"Yth. {honoured(row.contact_name)}" if row.contact_name else f"Yth. {row.institution}",
        row.institution if row.contact_name else "",
        "",
        f"Dengan hormat, mohon bantuan untuk *{row.meeting.title}*:",
        "",
        f"📅 {facts['day']}",
        f"⏰ {facts['hours']}",
        f"Sesi: {'; '.join(facts['called'])}" if facts["called"] else "",
        f"📍 {facts['venue']}" if facts["venue"] else "",
        "",
        facts["asked"],
        *(f"- {each}" for each in facts["leaders"]),
        facts["link"],
        f"Paling lambat {facts['deadline']}." if facts["deadline"] else "",
        "Siapa pun yang memegang tautan ini dapat mengisinya; mohon hanya diteruskan kepada yang bertugas.",
        "",
        f"Narahubung: {facts['contact']}" if facts["contact"] else "",
        row.meeting.organisation.name,
    ]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return "\n".join(kept).strip()


def tell_delegate(row: Delegate, at: datetime) -> None:
    """Their own pass by mail, where there is an address and the committee has nothing to decide first."""
    person, meeting = row.participant, row.delegation.meeting
    issued = passes.active_pass(person)
    if not person.email or issued is None or not standing.EXPECTED.of(person):
        return
    now = expected_each(row.delegation, [person])[person.id]
    content = outbox.compose(
        DELEGATE.name,
        meeting=meeting,
        person=person,
        by=row.named_by,
        institution=row.delegation.institution,
        day=now.day,
        hours=now.hours,
        called=now.sessions,
        venue=now.venue,
        pass_url=passes.pass_page(issued),
    )
    message = outbox.Message(
        kind=DELEGATE,
        address=person.email,
        recipient_name=person.full_name,
        content=content,
        meeting_id=meeting.id,
        dedupe_key=f"{DELEGATE.name}:{person.id}:{schedule_mark(meeting)}{new_id()}",
    )
    outbox.queue_messages([message], at)


@follows_facts
def tell_of_now(meeting: Meeting, _sessions: object, at: datetime) -> None:
    """What waits and says another day, hour or place than holds now is written anew."""
    for row_id in _overtaken(DELEGATION, meeting, at):
        _queue_link(db.session.get_one(Delegation, row_id), at)
    if people := _overtaken(DELEGATE, meeting, at):
        named = Delegate.participant_id.in_(people), Delegate.removed_at.is_(None)
        for row in db.session.scalars(sa.select(Delegate).where(*named).order_by(Delegate.id)).all():
            tell_delegate(row, at)


def tell_anew(row: Delegation, delegates: Iterable[Delegate], at: datetime) -> None:
    """The same for the link's own mail and these whom it has named, who are called to other sessions now."""
    if outbox.withdraw_messages(link_mails(row), at, MOVED):
        _queue_link(row, at)
    for each in delegates:
        if outbox.withdraw_messages(delegate_mails(each.participant), at, MOVED):
            tell_delegate(each, at)


def _overtaken(kind: outbox.Kind, meeting: Meeting, at: datetime) -> list[str]:
    """Takes back what waits of a kind and says other facts; whose it was."""
    mine = Delivery.meeting_id == meeting.id, Delivery.kind == kind.name
    overtaken = sa.and_(*mine, ~Delivery.dedupe_key.contains(schedule_mark(meeting), autoescape=True))
    return sorted({key.split(":")[1] for key in outbox.withdraw_messages(overtaken, at, MOVED) if key})


def _queue_link(row: Delegation, at: datetime) -> None:
    message = outbox.Message(
        kind=DELEGATION,
        address=row.contact_email,
        recipient_name=row.contact_name or row.institution,
        content=outbox.compose(DELEGATION.name, **_facts(row)),
        meeting_id=row.meeting_id,
        dedupe_key=f"{DELEGATION.name}:{row.id}:{row.link_version}:{schedule_mark(row.meeting)}{new_id()}",
    )
    outbox.queue_messages([message], at)


def link_mails(row: Delegation) -> sa.ColumnElement[bool]:
    """WHERE clause on Delivery: the mails that carry this link."""
    key = f"{DELEGATION.name}:{row.id}:"
    return sa.and_(Delivery.meeting_id == row.meeting_id, Delivery.dedupe_key.startswith(key, autoescape=True))


def delegate_mails(person: Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on Delivery: the mails that told this person that they were named."""
    key = f"{DELEGATE.name}:{person.id}:"
    return sa.and_(Delivery.meeting_id == person.meeting_id, Delivery.dedupe_key.startswith(key, autoescape=True))


def _facts(row: Delegation) -> dict[str, Any]:
    meeting, now, deadline = row.meeting, named_for(row), deadline_of(row)
    waiting = [each for each in leaders_of(row) if each.waits]
    wanted = [f"daftarkan paling banyak {row.quota} orang dari instansi Anda"] if row.quota else []
    wanted += ["jawab undangan pimpinan Anda"] if waiting or not wanted else []
    asked = " dan ".join(wanted)
    return {
        "meeting": meeting,
        "row": row,
        "day": now.day,
        "hours": now.hours,
        "called": now.sessions,
        "venue": now.venue,
        "asked": f"{asked[0].upper()}{asked[1:]} lewat tautan ini:",
        "leaders": _named(row, waiting),
        "link": passes.institution_link(row),
        "deadline": format_moment_in_sentence(deadline, meeting.timezone) if deadline else "",
        "contact": contact_words(meeting),
    }


def _named(row: Delegation, leaders: list[Leader]) -> list[str]:
    """The leaders, each with the sessions and hours that are not everybody's."""
    theirs = expected_each(row, [each.participant for each in leaders])
    lines = []
    for person in (each.participant for each in leaders):
        own = theirs[person.id]
        when = f": {'; '.join(own.sessions)}, {own.day}, {own.hours}" if own.sessions else ""
        lines.append(with_position(person.full_name, person.position) + when)
    return lines


def _why_not_linked(delivery: Delivery) -> str:
    """The meeting is off; or the link was closed, renewed, or is over."""
    _kind, delegation_id, version, *_once = (delivery.dedupe_key or "::").split(":")
    row = db.session.get(Delegation, delegation_id)
    if row is None or str(row.link_version) != version:
        return RENEWED
    if row.meeting.state is MeetingState.CANCELLED:
        return OFF
    return NOT_TAKEN[state_of(row, clock.now())]


def _note_sent(delivery_id: str, at: datetime) -> None:
    delivery = db.session.get_one(Delivery, delivery_id)
    _kind, delegation_id, version, *_once = (delivery.dedupe_key or "::").split(":")
    mine = Delegation.id == delegation_id, Delegation.link_version == int(version)
    db.session.execute(
        sa.update(Delegation)
        .where(*mine)
        .values(sent_at=at, updated_at=Delegation.updated_at)
        .execution_options(synchronize_session=False)
    )


def _why_not_told(delivery: Delivery) -> str:
    """The meeting is off, or they are off the list."""
    person = db.session.get_one(Participant, (delivery.dedupe_key or "::").split(":")[1])
    if person.meeting.state is MeetingState.CANCELLED:
        return OFF
    return OFF_THE_LIST_ALREADY if standing.GONE.of(person) else ""


_meeting_ahead = Delivery.meeting_id.in_(sa.select(Meeting.id).where(Meeting.state.in_(ALLOWED[Activity.INVITE])))
DELEGATION = outbox.register_kind(
    "delegation", N_("Tautan delegasi"), why_not=_why_not_linked, in_bulk=_meeting_ahead, sent=_note_sent
)
DELEGATE = outbox.register_kind("delegate", N_("Tanda masuk delegasi"), why_not=_why_not_told, in_bulk=_meeting_ahead)

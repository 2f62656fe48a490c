"""Through its link an institution names its people, corrects and takes back names, up to its quota and until its deadline.

As with any guest, nobody behind the link learns who else is on the list (decision *named-by-guests*).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.domain import outbox
from meetings.domain.audit import Action, Actor, record
from meetings.domain.delegations.mails import MAIL_GONE, delegate_mails, tell_delegate
from meetings.domain.delegations.queries import live, named_by
from meetings.domain.delegations.states import why_closed
from meetings.domain.participants import Details, came, details_of, restore_participant, withdraw_participant
from meetings.domain.participants.details import institutions_of
from meetings.domain.participants.perhaps import add_unseen, change_unseen
from meetings.domain.participants.places import Places, hold_places, no_room
from meetings.domain.participants.sessions import call_each
from meetings.domain.participants.similar import is_meant_again, is_similar
from meetings.enums import ParticipantSource, ParticipantStatus
from meetings.errors import Conflict, InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Delegate, Delegation, standing
from meetings.models.base import hold
from meetings.writing.names import is_persons_name, is_respelled

TYPED = ("title_front", "name", "title_back", "nip", "position", "phone", "email")


def name_delegates(
    delegation: Delegation, people: Sequence[Details], by: str, at: datetime, lines: Sequence[int] = ()
) -> list[Delegate]:
    """Put these people on the list, all or none; each gets a pass of their own, and comes. ``by``: who names them, as they call themselves;
    ``lines``: on which line each of them stands, of a list whose refusals say so.

    Raises `WrongState` when no names are taken, `InvalidInput` without ``by``, `Conflict` beyond the quota (the link's, its category's) or for
    somebody whom the institution has named already. Two at once cannot name more than the quota together."""
    # Read while nobody waits: whoever else names through this link waits from the next line on until all of these are on the list.
    organisation_id = institutions_of(delegation.meeting).find(delegation.institution)
    _require_open(delegation, by, at)
    known = named_by(delegation.id)
    here = [each for each in known if live(each)]
    places = Places(delegation.quota, len(here))
    if not places.has_room_for(len(people)):
        raise Conflict(no_room(delegation.institution, places, len(people)))
    hold_places(delegation.category, len(people))
    named = []
    for place, details in enumerate(people):
        try:
            row = _name(delegation, replace(details, organisation_id=organisation_id), known, by, at)
        except (Conflict, InvalidInput) as error:
            if not lines:
                raise
            told = _("Baris %(row)d, kolom %(column)s: %(problem)s", row=lines[place], column=_("Nama"), problem=error.message)
            raise InvalidInput(told, field="rows") from error
        known = [each for each in known if each.id != row.id] + [row]
        named.append(row)
    return named


def change_delegate(row: Delegate, details: Details, by: str, at: datetime) -> None:
    """Correct what is known of somebody whom the institution named. Raises as `name_delegates` does, and `WrongState` for somebody whose name
    was taken back, or who turned out to be somebody on the list."""
    delegation = row.delegation
    _require_open(delegation, by, at)
    person = row.participant
    if not live(row) or standing.GONE.of(person):
        raise WrongState(_("Nama ini tidak dapat diubah lagi. Hubungi panitia."))
    _require_name(details)
    if not is_respelled(person.name, details.name):
        told = _(
            "Ini nama orang lain. Hapus dahulu %(name)s, lalu daftarkan yang baru: tanda masuknya tersendiri.",
            name=person.full_name,
        )
        raise InvalidInput(told, field="name")
    others = [each for each in named_by(delegation.id) if each.id != row.id and live(each)]
    _require_new(details, others)
    before = person.email
    typed = replace(details_of(person), **{name: getattr(details, name) for name in TYPED})
    status = change_unseen(person, typed, actor_of(delegation, by), at, besides=[each.participant_id for each in others])
    if ParticipantStatus.PENDING in (status, person.status):  # an answer of their own stays
        person.status = status
    if person.email != before:
        outbox.withdraw_messages(delegate_mails(person), at, MAIL_GONE)
        tell_delegate(row, at)


def remove_delegate(row: Delegate, by: str, at: datetime) -> bool:
    """Take a name back: the pass stops, the place is free. Whoever turned out to be on the list anyway stays there, with their own pass: then
    False. Twice changes nothing.

    Raises `WrongState` when no names are taken, or for somebody who was recorded present or is bound to somebody else's place."""
    delegation = row.delegation
    _require_open(delegation, by, at)
    db.session.refresh(row)
    person = row.participant
    if row.removed_at is not None:
        return not standing.UNITED.of(person)
    if came(person):
        raise WrongState(_("%(name)s sudah tercatat hadir, jadi namanya tetap.", name=person.full_name))
    actor = actor_of(delegation, by)
    db.session.refresh(person, ["representing", "represented_by"])
    if person.representing or person.represented_by:
        raise WrongState(_("%(name)s terikat perwakilan. Hubungi panitia untuk menghapusnya.", name=person.full_name))
    if standing.GONE.of(person):
        record(actor, Action.DELEGATE_REMOVED, at=at, meeting=delegation.meeting, target=person, target_name=person.full_name)
    else:
        withdraw_participant(person, actor, at, delegation.institution)
    row.removed_by, row.removed_at = by[:300], at
    outbox.withdraw_messages(delegate_mails(person), at, MAIL_GONE)
    db.session.flush()
    return not standing.UNITED.of(person)


def find_delegate(delegation: Delegation, delegate_id: str) -> Delegate | None:
    """One of those whom this institution named, with the participant; None for any other."""
    mine = sa.select(Delegate).where(Delegate.id == delegate_id, Delegate.delegation_id == delegation.id)
    return db.session.scalar(mine.options(joinedload(Delegate.participant), joinedload(Delegate.delegation)))


def _name(delegation: Delegation, details: Details, known: Sequence[Delegate], by: str, at: datetime) -> Delegate:
    _require_name(details)
    actor = actor_of(delegation, by)
    here = [each for each in known if live(each)]
    _require_new(details, here)
    own = replace(details, institution=delegation.institution, category_id=delegation.category_id)
    besides = [each.participant_id for each in here]
    again = [each for each in known if each.removed_at is not None and is_meant_again(each.participant, own)]
    row = next((each for each in again if standing.WITHDRAWN.of(each.participant)), None)
    if row is None:
        person = add_unseen(
            delegation.meeting, own, actor, at, source=ParticipantSource.DELEGATION, besides=besides, matched=True
        )
        row = Delegate(delegation=delegation, participant=person, named_by=by[:300], named_at=at, removed_by="")
        db.session.add(row)
        if delegation.limited:
            call_each({person.id: [each.id for each in delegation.sessions]}, at)
            db.session.refresh(person)
    else:
        person = row.participant
        restore_participant(person, actor, at)
        person.status = change_unseen(person, own, actor, at, besides=besides)
        row.named_by, row.named_at, row.removed_by, row.removed_at = by[:300], at, "", None
    person.answered_at, person.answered_by = at, actor.name[:300]
    db.session.flush()
    tell_delegate(row, at)
    return row


def _require_open(delegation: Delegation, by: str, at: datetime) -> None:
    hold(delegation)  # of two who name at once the second counts what the first has named
    if refusal := why_closed(delegation, at):
        raise WrongState(refusal)
    if not by:
        raise InvalidInput(_("Isi nama Anda."), field="by")


def no_name_words(text: str) -> str:
    """Why this is nobody's name, and what to write."""
    told = _("Tulis nama satu orang saja, tanpa angka, alamat, atau jabatan; hanya gelar yang boleh sesudah koma.")
    return f"“{text[:80]}”. {told}"


def _require_name(details: Details) -> None:
    if not is_persons_name(details.name):
        raise InvalidInput(no_name_words(details.name), field="name")


def _require_new(details: Details, here: Sequence[Delegate]) -> None:
    for each in here:
        if is_similar(each.participant, replace(details, institution=each.participant.institution)):
            raise Conflict(_("%(name)s sudah Anda daftarkan.", name=each.participant.full_name), field="name")


def actor_of(delegation: Delegation, by: str) -> Actor:
    """Who acts through the link: whoever says so, for the institution."""
    return Actor("guest", delegation.id, f"{by[:140]} ({delegation.institution[:140]})")

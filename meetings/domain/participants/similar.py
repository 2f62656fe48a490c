"""Who on the list is, or may be, the person whose details these are."""

from collections.abc import Collection
from dataclasses import replace

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.participants.details import Details, columns_of, institutions_of, name_key
from meetings.domain.participants.known import may_be_one
from meetings.enums import ParticipantSource
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import Meeting, Participant, standing
from meetings.writing.institutions import institution_key
from meetings.writing.names import is_respelled

MOST_ALIKE = 8
MOST_COMPARED = 1000  # names of one institution: the very name comes first


def find_similar(meeting_id: str, details: Details, *, besides: str | None = None) -> Participant | None:
    """Who on the list is, or may be, this person: the same NIP, or the same name at the same institution with no other NIP."""
    key = f"name:{name_key(details.name, details.institution)}"[:680]
    same_name = sa.or_(
        Participant.identity_key == key,
        Participant.identity_key.startswith(f"{key}#", autoescape=True),
        Participant.sort_name == columns_of(details)["sort_name"],
    )
    statement = sa.select(Participant).where(Participant.meeting_id == meeting_id, ~standing.UNITED.where())
    statement = statement.where(sa.or_(same_name, Participant.nip == details.nip) if details.nip else same_name)
    if besides:
        statement = statement.where(Participant.id != besides)
    # Of one person entered twice one was withdrawn, or sent by somebody who could not know of the other.
    listed_first = sa.case((standing.GONE.where(), 1), else_=0), Participant.source == ParticipantSource.REPRESENTATIVE
    found = db.session.scalars(statement.order_by(*listed_first, Participant.id)).all()
    numbered = (other for other in found if details.nip and other.nip == details.nip)
    return next(numbered, None) or next((other for other in found if is_similar(other, details)), None)


def find_twin(meeting_id: str, details: Details) -> Participant | None:
    """A namesake on the list from elsewhere, where one of the two has a NIP and the other none and nothing speaks against it."""
    other_way = Participant.nip == "" if details.nip else Participant.nip != ""
    named = (
        Participant.meeting_id == meeting_id,
        Participant.sort_name == columns_of(details)["sort_name"],
        standing.LISTED.where(),
    )
    found = db.session.scalars(sa.select(Participant).where(*named, other_way).order_by(Participant.id))
    mine = (details.name, details.phone, details.email)
    return next((each for each in found if may_be_one((each.name, each.phone, each.email), mine)), None)


def find_alike(meeting: Meeting, details: Details, apart: Collection[str] = (), *, surely: bool = False) -> list[Participant]:
    """Who on the list may be somebody that stands at a desk, of whom no number is known, without those listed who are ``apart``: the same name
    anywhere, or a name at the same institution (`details` name its organisation) that may be another spelling of it; ``surely``: the former alone. First who was taken off
    the list under this very name and institution, then those of the same institution. At most `MOST_ALIKE`."""
    name = columns_of(details)["sort_name"]
    near = Participant.institution == details.institution
    if details.organisation_id is not None:
        near = sa.or_(near, Participant.organisation_id == details.organisation_id)
    named = Participant.sort_name == name
    if details.institution and not surely:
        named = sa.or_(named, near)
    statement = sa.select(Participant).where(Participant.meeting_id == meeting.id, named, ~standing.UNITED.where())
    found = db.session.scalars(statement.order_by(Participant.sort_name != name, Participant.id).limit(MOST_COMPARED)).all()
    gone = [each for each in found if standing.GONE.of(each) and is_similar(each, details)]
    near_enough = (each for each in found if each.sort_name == name or is_respelled(each.name, details.name))
    here = [each for each in near_enough if standing.LISTED.of(each) and each.id not in apart]
    key = institution_key(details.institution)
    here.sort(key=lambda each: institution_key(each.institution) != key)
    return [*gone, *here][:MOST_ALIKE]


def with_organisation(meeting: Meeting, details: Details) -> Details:
    """The details with the organisation of the directory that the institution's name means."""
    return replace(
        details,
        organisation_id=institutions_of(meeting).find(details.institution) if details.institution else None,
    )


def is_similar(person: Participant, details: Details) -> bool:
    """The same NIP, or the same name at the same institution with no other NIP."""
    if details.nip and person.nip:
        return details.nip == person.nip
    return name_key(person.name, person.institution) == name_key(details.name, details.institution)


def is_meant_again(person: Participant, details: Details) -> bool:
    """Whether whom a guest types now is the one whom they sent, of whom what is left empty stays known. Another name is another person, even
    with the number of the one before, which the form still showed; another spelling is not. A NIP that was not known, or is left out, may be a
    namesake's: then nothing of the one without it may be another's."""
    if (person.nip and details.nip and person.nip != details.nip) or not is_respelled(person.name, details.name):
        return False
    same_number, same_name = person.nip == details.nip, is_similar(person, details)
    if same_number and (person.nip or same_name):
        return True
    if institution_key(person.institution) != institution_key(details.institution):
        return False
    pairs = [(getattr(person, name), getattr(details, name)) for name in ("position", "phone", "email")]
    agrees = any(known and known == typed for known, typed in pairs)
    differs = any((known if details.nip else typed) and known != typed for known, typed in pairs)
    return agrees or not differs


class SamePerson(Conflict):
    """The person is on the list already; `existing` is that row."""

    code = "same_person"

    def __init__(self, existing: Participant) -> None:
        """Says who it is and where."""
        place = f" ({existing.institution})" if existing.institution else ""
        super().__init__(
            _("%(name)s%(place)s sudah ada dalam daftar peserta.", name=existing.full_name, place=place),
            field="name",
        )
        self.existing = existing

"""Who is looked for at the door and is no line of the session's attendance list: found all the same, with why and what to do."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from meetings.extensions import db
from meetings.models import Participant, Representation, Session, standing
from meetings.models.participant import PROTOCOL
from meetings.models.search import people_in

MOST = 5


@dataclass(frozen=True, slots=True)
class Unlisted:
    """Somebody of the meeting, why the list does not name them, and what the committee does when they stand there."""

    person: Participant
    words: str


def find_unlisted(session: Session, text: str) -> list[Unlisted]:
    """The first people whom the words of a search find in the meeting and not on the session's list; one statement. Nobody for an empty text."""
    if not text:
        return []
    found = sa.select(Participant).where(*people_in(session.meeting_id, text, Participant), sa.not_(standing.UNITED.where()))
    found = found.where(sa.not_(standing.on_the_list_of(session))).order_by(*PROTOCOL).limit(MOST)
    deputy = joinedload(Participant.represented_by).joinedload(Representation.representative)
    return [Unlisted(each, _why(each, session)) for each in db.session.scalars(found.options(deputy))]


def _why(person: Participant, session: Session) -> str:
    if standing.WITHDRAWN.of(person):
        return _("Dicabut dari daftar. Bila memang datang, pulihkan dahulu pada data pesertanya.")
    if standing.PENDING.of(person):
        return _("Menunggu persetujuan. Putuskan dahulu pada data pesertanya.")
    if standing.REPRESENTED.of(person):
        told = _("Bila datang sendiri, akhiri dahulu perwakilannya pada data pesertanya.")
        deputy = person.represented_by.representative if person.represented_by else None
        return " ".join([*([_("Diwakilkan kepada %(name)s.", name=deputy.full_name)] if deputy else []), told])
    if person.created_at > session.over_from:
        return _("Ditambahkan setelah sesi ini selesai, dan belum tercatat datang.")
    return _("Tidak dipanggil ke sesi ini. Sesinya diatur pada data pesertanya.")

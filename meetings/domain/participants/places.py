"""How many may still come: the one home of what takes a place of a quota.

A quota says how many people are meant to come. It binds whoever brings people onto the list without the committee (an institution's link);
the committee itself may go beyond it, and sees that it did."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import Category, Participant, standing
from meetings.models.base import lock

# Who may come, and who waits for the committee; whoever said no, or sends somebody (who has the place now), gives it back.
TAKING = standing.EXPECTED.statuses | standing.PENDING.statuses


@dataclass(frozen=True, slots=True)
class Places:
    """``quota``: None for no limit. ``taken`` may be more than it."""

    quota: int | None
    taken: int

    @property
    def left(self) -> int | None:
        """How many more may come; None for any number."""
        return None if self.quota is None else max(0, self.quota - self.taken)

    def has_room_for(self, number: int) -> bool:
        """Whether so many more may come."""
        return self.left is None or number <= self.left


def takes_place() -> sa.ColumnElement[bool]:
    """WHERE clause on Participant: takes a place."""
    return Participant.status.in_(sorted(TAKING))


def places_of(category: Category) -> Places:
    """The places of one category as they are now."""
    taken = sa.select(sa.func.count(Participant.id)).where(Participant.category_id == category.id, takes_place())
    return Places(category.quota, db.session.scalar(taken) or 0)


def places_taken(meeting_id: str) -> dict[str, int]:
    """By category of a meeting how many of its places are taken; one statement."""
    mine = Participant.meeting_id == meeting_id, Participant.category_id.is_not(None), takes_place()
    counted = sa.select(Participant.category_id, sa.func.count()).where(*mine).group_by(Participant.category_id)
    return {category: taken for category, taken in db.session.execute(counted) if category}


def hold_places_of(category: Category) -> Places:
    """The places of a category, as they stay until this transaction ends: who else wants one waits."""
    if category.quota is None:
        return Places(None, 0)
    lock(category)
    db.session.refresh(category)
    return places_of(category)


def hold_places(category: Category | None, number: int) -> None:
    """Make sure that so many more may come in a category, until this transaction ends: who else wants one of its places waits.

    Raises `Conflict`, with what is left. Without a category, or one without a quota, any number may."""
    if category is None or not number:
        return
    places = hold_places_of(category)
    if not places.has_room_for(number):
        raise Conflict(no_room(category.name, places, number))


def no_room(what: str, places: Places, number: int) -> str:
    """Why so many are too many."""
    if not places.left:
        return _("Kuota %(what)s (%(quota)d orang) sudah penuh.", what=what, quota=places.quota)
    words = {"what": what, "quota": places.quota, "left": places.left, "number": number}
    return _("Kuota %(what)s %(quota)d orang: masih ada tempat untuk %(left)d, bukan %(number)d.", **words)

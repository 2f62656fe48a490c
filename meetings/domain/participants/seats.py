"""Where people sit in halls that have a plan of their own, and all their seats in words; reads."""

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.extensions import db
from meetings.models import Participant, SeatHall, SeatInHall
from meetings.models.paging import among


class Placed(NamedTuple):
    """Somebody's ``seat`` in a hall, which is called so."""

    hall: str
    seat: str


def seats_in_halls(ids: Sequence[str]) -> dict[str, list[Placed]]:
    """By participant, in which halls of their own plan they have a seat; one statement."""
    s = SeatInHall
    theirs = sa.select(s.participant_id, SeatHall.name, s.seat).join(SeatHall, SeatHall.id == s.hall_id)
    found: dict[str, list[Placed]] = {}
    rows = db.session.execute(theirs.where(among(s.participant_id, ids), s.seat != "").order_by(SeatHall.name, SeatHall.id))
    for participant_id, name, seat in rows:
        found.setdefault(participant_id, []).append(Placed(name, seat))
    return found


def all_seats(seat: str, elsewhere: Sequence[Placed]) -> str:
    """Somebody's seats in one line: «A-3; Komisi A: B-2»; empty for none."""
    told = (_("%(hall)s: %(seat)s", hall=each.hall, seat=each.seat) for each in elsewhere)
    return "; ".join(filter(None, (seat, *told)))


def seats_told(participant: Participant) -> str:
    """All seats of one person in one line."""
    return all_seats(participant.seat, seats_in_halls([participant.id]).get(participant.id, ()))

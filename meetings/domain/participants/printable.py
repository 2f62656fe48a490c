"""Whose name no font of this machine prints: named before a paper leaves with boxes in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.pdf.fonts import unprintable
from meetings.extensions import db
from meetings.models import Participant, standing
from meetings.models.search import is_ascii
from meetings.writing.names import full_name

NAMED = 5  # people whom a message names; the others are counted


@dataclass(frozen=True, slots=True)
class Boxed:
    """Somebody, or a part of a paper, with the characters that would be boxes."""

    who: str
    signs: str


def boxed_people(clauses: Sequence[sa.ColumnElement[bool]]) -> list[Boxed]:
    """The participants that WHERE clauses let through whose name, position or institution cannot be printed, in the list's order."""
    shown = (Participant.title_front, Participant.name, Participant.title_back, Participant.position, Participant.institution)
    order = (Participant.protocol_order, Participant.sort_name, Participant.id)
    # Every font has ASCII: who is written in it, nearly everybody, need not be read, nor asked whether the clauses mean them.
    odd = sa.or_(*(~is_ascii(column) for column in shown))
    rows = db.session.execute(sa.select(*shown).where(odd, *clauses).order_by(*order))
    return [Boxed(full_name(*row[:3]), signs) for row in rows if (signs := unprintable(*row))]


def boxed_on_the_list(meeting_id: str) -> list[Boxed]:
    """The same of everybody who stands on a meeting's list, for papers that show it."""
    return boxed_people([Participant.meeting_id == meeting_id, standing.LISTED.where()])


def boxes_told(found: Sequence[Boxed]) -> str:
    """A sentence that names people and characters, with the code of each: a box on the screen tells nobody which one it is."""
    named = [f"{each.who} ({', '.join(f'{sign} U+{ord(sign):04X}' for sign in each.signs[:NAMED])})" for each in found[:NAMED]]
    if len(found) > NAMED:
        named.append(_("dan %(n)s lainnya", n=len(found) - NAMED))
    return _("Tidak ada huruf untuk mencetak: %(named)s.", named="; ".join(named))

"""Whose name no font of this machine prints: named before a paper leaves with boxes in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.pdf.fonts import unprintable
from meetings.extensions import db
from meetings.models import Participant, standing
from meetings.models.paging import among
from meetings.models.participant import BEYOND_ASCII, PROTOCOL
from meetings.writing.names import full_name

NAMED = 5  # people whom a message names; the others are counted


@dataclass(frozen=True, slots=True)
class Boxed:
    """Somebody, or a part of a paper, with the characters that would be boxes."""

    who: str
    signs: str


def boxed_people(meeting_id: str, clauses: Sequence[sa.ColumnElement[bool]]) -> list[Boxed]:
    """The meeting's participants that WHERE clauses let through whose name, position or institution cannot be printed, in the list's
    order."""
    # Every font has ASCII: who is written in it, nearly everybody, is neither read nor asked whether the clauses mean them. The others are
    # looked for first and by themselves, in an index of theirs: no database knows how few they are.
    odd = sa.text(BEYOND_ASCII[db.session.get_bind().dialect.name == "sqlite"])
    ids = db.session.scalars(sa.select(Participant.id).where(Participant.meeting_id == meeting_id, odd)).all()
    if not ids:
        return []
    shown = (Participant.title_front, Participant.name, Participant.title_back, Participant.position, Participant.institution)
    rows = db.session.execute(sa.select(*shown).where(among(Participant.id, ids), *clauses).order_by(*PROTOCOL))
    return [Boxed(full_name(*row[:3]), signs) for row in rows if (signs := unprintable(*row))]


def boxed_on_the_list(meeting_id: str) -> list[Boxed]:
    """The same of everybody who stands on a meeting's list, for papers that show it."""
    return boxed_people(meeting_id, [standing.LISTED.where()])


def boxes_on_the_list(meeting_id: str) -> str:
    """`boxes_told` of them; empty where all can be printed."""
    found = boxed_on_the_list(meeting_id)
    return boxes_told(found) if found else ""


def boxes_told(found: Sequence[Boxed]) -> str:
    """A sentence that names people and characters, with the code of each: a box on the screen tells nobody which one it is."""
    named = [f"{each.who} ({', '.join(f'{sign} U+{ord(sign):04X}' for sign in each.signs[:NAMED])})" for each in found[:NAMED]]
    if len(found) > NAMED:
        named.append(_("dan %(n)s lainnya", n=len(found) - NAMED))
    return _("Tidak ada huruf untuk mencetak: %(named)s.", named="; ".join(named))

"""What stands on a badge: one home for sheets of many, one alone, and the picture that a kiosk prints."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from meetings.documents.pdf.badge import Badge, Design
from meetings.domain.badges.layouts import PARTS
from meetings.domain.organisations.emblem import find_emblem
from meetings.domain.participants.seats import all_seats, seats_in_halls
from meetings.domain.passes import pass_link, sample_links
from meetings.enums import BadgeSize, BadgeStock, PassState
from meetings.errors import FileLost
from meetings.extensions import db
from meetings.models import BadgeLayout, Category, Meeting, Participant, Pass, Representation, standing
from meetings.storage import storage
from meetings.writing.names import full_name, stood_for

Boss = aliased(Participant)
EXAMPLE = Badge(
    "Prof. Dr. Ir. H. Raden Mas Bambang Soemantri Wiryakusumah, S.T., M.T.",
    "Kepala Badan Perencanaan Pembangunan Daerah",
    "Badan Perencanaan Pembangunan, Riset, dan Inovasi Daerah",
    category="Kepala OPD",
    colour="#0b5d8f",
)


def design_of(layout: BadgeLayout, meeting: Meeting, stated: Mapping[str, Any] | None = None) -> Design:
    """How badges of a layout look; ``stated``: values by the names of columns that hold instead of the stored ones."""
    values = stated or {}

    def said(name: str) -> Any:
        return values.get(name, getattr(layout, name))

    sizes: dict[str, BadgeSize] = {part: said(f"{part}_size") or BadgeSize.OFF for part in PARTS}
    emblem = find_emblem(meeting.organisation_id) if sizes["logo"] is not BadgeSize.OFF else None
    return Design(said("stock"), sizes, bool(said("band")), meeting.title, said("line") or "", emblem[0] if emblem else None)


def faces_of(ids: Sequence[str], design: Design) -> dict[str, tuple[Badge, str | None]]:
    """The badges of participants and the passes whose codes stand on them, by participant; one statement, and one more where the seat stands
    on them."""
    p = Participant
    statement = (
        sa.select(
            *(p.id, p.title_front, p.name, p.title_back, p.position, p.institution, p.seat, p.photo_key),
            *(Category.name.label("category"), Category.colour, Pass),
            *(Boss.id.label("boss"), Boss.title_front.label("b1"), Boss.name.label("b2"), Boss.title_back.label("b3")),
            *(Boss.position.label("b4"), Boss.institution.label("b5")),
        )
        .select_from(p)
        .outerjoin(Category, Category.id == p.category_id)
        .outerjoin(Pass, sa.and_(Pass.participant_id == p.id, Pass.state == PassState.ACTIVE))
        .outerjoin(Representation, sa.and_(Representation.representative_id == p.id, Representation.ended_at.is_(None)))
        .outerjoin(Boss, Boss.id == Representation.represented_id)
        .where(p.id.in_(ids))
    )
    halls = seats_in_halls(ids) if design.times("seat") else {}
    return {
        row.id: (_badge(row, design, all_seats(row.seat, halls.get(row.id, ()))), row.Pass.id if row.Pass else None)
        for row in db.session.execute(statement)
    }


def _badge(row: Any, design: Design, seats: str) -> Badge:
    boss = stood_for(full_name(row.b1, row.b2, row.b3), row.b4, row.b5, row.institution) if row.boss else ""
    return Badge(
        full_name(row.title_front, row.name, row.title_back),
        row.position,
        row.institution,
        boss,
        row.category or "",
        row.colour or "",
        seats,
        pass_link(row.Pass) if row.Pass and design.times("qr") else "",
        _bytes(row.photo_key) if design.times("photo") else None,
    )


def example_face(meeting: Meeting, categories: Sequence[str]) -> Badge:
    """A badge to be looked at that opens no door: of the participant with the longest name among those of these categories (ids; none: of all),
    or of nobody."""
    p = Participant
    mine = [p.category_id.in_(categories)] if categories else []
    length = sa.func.length(p.title_front) + sa.func.length(p.name) + sa.func.length(p.title_back)
    among = sa.select(p.id).where(p.meeting_id == meeting.id, standing.LISTED.where(), *mine)
    longest = db.session.scalar(among.order_by(length.desc(), p.id).limit(1))
    with_photo = Design(BadgeStock.A6, {"photo": BadgeSize.NORMAL})
    badge = faces_of([longest], with_photo)[longest][0] if longest else EXAMPLE
    return replace(badge, seat=badge.seat or "A-12", code=sample_links()[1].upper())


def _bytes(key: str | None) -> bytes | None:
    """The picture; None where there is none, or none any more: a badge without it is a badge all the same."""
    try:
        return storage.get(key) if key else None
    except FileLost:
        return None

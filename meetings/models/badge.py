"""What stands on the badges of a meeting, and which were printed."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, BadgeSize, BadgeStock
from meetings.models.base import Id, Label, Model, Moment, Timestamps, enum_column, only, reference
from meetings.models.meeting import Category, Meeting

# The key lets a category have one layout.
badge_layout_category = sa.Table(
    "badge_layout_category",
    Model.metadata,
    sa.Column("category_id", sa.ForeignKey("category.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("layout_id", sa.ForeignKey("badge_layout.id", ondelete="CASCADE"), nullable=False, index=True),
)


def _size(label: str, usual: BadgeSize = BadgeSize.NORMAL) -> Mapped[BadgeSize]:
    return mapped_column(enum_column(BadgeSize), default=usual, info={"label": label})


class BadgeLayout(Model, Timestamps):
    """Badges of one look: for the categories in badge_layout_category, and for everybody else where ``for_others``."""

    __tablename__ = "badge_layout"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "name"),
        sa.Index("uq_badge_layout_for_others", "meeting_id", unique=True, **only("for_others", "for_others = 1")),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    name: Mapped[str] = mapped_column(sa.String(80), info={"label": N_("Nama rancangan")})
    for_others: Mapped[bool] = mapped_column(default=False, info={"label": N_("Untuk semua yang lain")})
    stock: Mapped[BadgeStock] = mapped_column(enum_column(BadgeStock), default=BadgeStock.A6_SHEET, info={"label": N_("Kertas")})
    band: Mapped[bool] = mapped_column(default=True, info={"label": N_("Pita warna kategori")})
    line: Mapped[str] = mapped_column(sa.String(200), default="", info={"label": N_("Baris bebas")})
    name_size: Mapped[BadgeSize] = _size(N_("Nama dengan gelar"))
    position_size: Mapped[BadgeSize] = _size(N_("Jabatan"))
    institution_size: Mapped[BadgeSize] = _size(N_("Instansi"))
    representing_size: Mapped[BadgeSize] = _size(N_("Yang diwakili"))
    category_size: Mapped[BadgeSize] = _size(N_("Kategori"))
    seat_size: Mapped[BadgeSize] = _size(N_("Tempat duduk"), BadgeSize.OFF)
    qr_size: Mapped[BadgeSize] = _size(N_("QR tanda masuk"))
    event_size: Mapped[BadgeSize] = _size(N_("Nama kegiatan"))
    logo_size: Mapped[BadgeSize] = _size(N_("Lambang"))
    photo_size: Mapped[BadgeSize] = _size(N_("Foto"), BadgeSize.OFF)
    line_size: Mapped[BadgeSize] = _size(N_("Ukuran baris bebas"))
    meeting: Mapped[Meeting] = relationship()
    categories: Mapped[list[Category]] = relationship(
        secondary=badge_layout_category, order_by=(Category.protocol_order, Category.name), lazy="selectin"
    )


class BadgePrint(Model):
    """A badge that was printed: for whom, by whom, and with the code of which pass; ``document_id``: with many in one file, once in each;
    ``told``: the words on it (`domain.badges.outdated`), None where nobody has kept them."""

    __tablename__ = "badge_print"
    __table_args__ = (
        sa.UniqueConstraint("document_id", "participant_id"),
        sa.Index("ix_badge_print_participant_id_pass_id", "participant_id", "pass_id"),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    participant_id: Mapped[str] = reference("participant.id", index=False)
    pass_id: Mapped[str | None] = reference("pass.id", ondelete="SET NULL", nullable=True)
    document_id: Mapped[str | None] = reference("document.id", ondelete="SET NULL", index=False, nullable=True)
    printed_at: Mapped[Moment]
    by: Mapped[Label]
    told: Mapped[str | None] = mapped_column(sa.Text())

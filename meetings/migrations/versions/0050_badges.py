"""badges

What stands on a meeting's badges, which were printed, and the faces of participants.

Revision ID: 0050
Revises: 0049
Create Date: 2026-12-01 07:40:00.000000

"""

import sqlalchemy as sa
from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us

# revision identifiers, used by Alembic.
revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

USUAL = ("name", "position", "institution", "representing", "category", "qr", "event", "logo", "line")
ONE, TRUE = sa.text("for_others = 1"), sa.text("for_others")
PHOTO = sa.text("photo_key IS NOT NULL")


def upgrade() -> None:
    now, no, yes = sa.text("CURRENT_TIMESTAMP"), sa.text("false"), sa.text("true")
    sizes = [(name, "normal") for name in USUAL] + [("seat", "off"), ("photo", "off")]
    op.create_table(
        "badge_layout",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("for_others", sa.Boolean(), server_default=no, nullable=False),
        sa.Column("stock", sa.String(length=40), server_default=sa.text("'a6_sheet'"), nullable=False),
        sa.Column("band", sa.Boolean(), server_default=yes, nullable=False),
        sa.Column("line", sa.String(length=200), server_default=sa.text("''"), nullable=False),
        *(
            sa.Column(f"{name}_size", sa.String(length=40), server_default=sa.text(f"'{usual}'"), nullable=False)
            for name, usual in sizes
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_badge_layout_meeting_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_layout")),
        sa.UniqueConstraint("meeting_id", "name", name=op.f("uq_badge_layout_meeting_id_name")),
    )
    op.create_index("uq_badge_layout_for_others", "badge_layout", ["meeting_id"], unique=True, sqlite_where=ONE, postgresql_where=TRUE)
    op.create_table(
        "badge_layout_category",
        sa.Column("category_id", sa.String(length=16), nullable=False),
        sa.Column("layout_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_badge_layout_category_category_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["layout_id"], ["badge_layout.id"], name=op.f("fk_badge_layout_category_layout_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("category_id", name=op.f("pk_badge_layout_category")),
    )
    op.create_index(op.f("ix_badge_layout_category_layout_id"), "badge_layout_category", ["layout_id"])
    op.create_table(
        "badge_print",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        sa.Column("pass_id", sa.String(length=16), nullable=True),
        sa.Column("document_id", sa.String(length=16), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=300), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_badge_print_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_badge_print_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_badge_print_pass_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_badge_print_document_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_print")),
        sa.UniqueConstraint("document_id", "participant_id", name=op.f("uq_badge_print_document_id_participant_id")),
    )
    op.create_index(op.f("ix_badge_print_meeting_id"), "badge_print", ["meeting_id"])
    op.create_index(op.f("ix_badge_print_pass_id"), "badge_print", ["pass_id"])
    op.create_index("ix_badge_print_participant_id_pass_id", "badge_print", ["participant_id", "pass_id"])
    op.add_column("participant", sa.Column("photo_key", sa.String(length=120), nullable=True))
    op.create_index("ix_participant_photo_key", "participant", ["photo_key"], sqlite_where=PHOTO, postgresql_where=PHOTO)


def downgrade() -> None:
    op.drop_index("ix_participant_photo_key", table_name="participant")
    op.drop_column("participant", "photo_key")
    for table in ("badge_print", "badge_layout_category", "badge_layout"):
        op.drop_table(table)

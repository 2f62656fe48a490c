"""signed arrivals

Who came in signs on the screen of the door, where the meeting wants it. So far none does.

Revision ID: 0053
Revises: 0052
Create Date: 2026-12-01 08:10:00.000000

"""

import sqlalchemy as sa
from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signed_arrival",
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        sa.Column("scan_id", sa.String(length=64), nullable=False),
        sa.Column("strokes", sa.Text(), server_default="", nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_signed_arrival_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_signed_arrival_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "participant_id", name=op.f("pk_signed_arrival")),
    )
    op.create_index(op.f("ix_signed_arrival_participant_id"), "signed_arrival", ["participant_id"])
    op.add_column("meeting", sa.Column("sign_on_screen", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.drop_column("meeting", "sign_on_screen")
    op.drop_index(op.f("ix_signed_arrival_participant_id"), table_name="signed_arrival")
    op.drop_table("signed_arrival")

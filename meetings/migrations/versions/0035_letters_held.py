"""letters held

Who holds which letter, and whether it left, is counted in one index.

Revision ID: 0035
Revises: 0034
Create Date: 2026-11-30 22:50:00.000000

"""

from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow require-concurrent-index-deletion: another index has its place
# revision identifiers, used by Alembic.
revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

FORMER = "ix_invitation_meeting_id_participant_id_sent_at"
HELD = "ix_invitation_held"


def upgrade() -> None:
    op.create_index(HELD, "invitation", ["meeting_id", "participant_id", "sent_at", "letter_id"])
    op.drop_index(FORMER, table_name="invitation")


def downgrade() -> None:
    op.create_index(FORMER, "invitation", ["meeting_id", "participant_id", "sent_at"])
    op.drop_index(HELD, table_name="invitation")

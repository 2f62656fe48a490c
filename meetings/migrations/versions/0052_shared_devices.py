"""shared devices

A phone serves several meetings: its row in each of the others names the one it was paired with. So far every device is a phone of its own.

Revision ID: 0052
Revises: 0051
Create Date: 2026-12-01 07:40:00.000000

"""

import sqlalchemy as sa
from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow adding-foreign-key-constraint: the column is new and empty
# revision identifiers, used by Alembic.
revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain, no batch: SQLite would make the table anew, and dropping the old one would delete the sessions of its devices with it.
    op.execute(
        "ALTER TABLE device ADD COLUMN home_id VARCHAR(16)"
        " CONSTRAINT fk_device_home_id REFERENCES device (id) ON DELETE SET NULL"
    )
    op.create_index(op.f("ix_device_home_id"), "device", ["home_id"])
    op.create_index(
        "uq_device_home_id_meeting_id",
        "device",
        ["home_id", "meeting_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_device_home_id_meeting_id", "device")
    op.drop_index(op.f("ix_device_home_id"), "device")
    op.drop_column("device", "home_id")

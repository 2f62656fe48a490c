"""certificate backs

Whether a certificate lists the sessions with their lessons on its back: so far none did. And how long the lessons were that it was printed
with: as the rule says, so far.

Revision ID: 0054
Revises: 0053
Create Date: 2026-12-01 07:50:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("certificate_rule", sa.Column("back", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("certificate", sa.Column("jp_minutes", sa.BigInteger(), server_default=sa.text("45"), nullable=False))
    op.execute(
        "UPDATE certificate SET jp_minutes = (SELECT jp_minutes FROM certificate_rule WHERE meeting_id = certificate.meeting_id)"
        " WHERE EXISTS (SELECT 1 FROM certificate_rule WHERE meeting_id = certificate.meeting_id)"
    )


def downgrade() -> None:
    op.drop_column("certificate", "jp_minutes")
    op.drop_column("certificate_rule", "back")

"""operators, and roles that reach down

Who looked after the service so far, the administrators of its only root organisation, are its operators from now on. Roles keep
reaching down, as all did.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-29 09:40:00.000000

"""
from alembic import op

# revision identifiers, used by Alembic.
revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain statements, no batch: SQLite need not make the tables anew.
    op.execute("ALTER TABLE \"user\" ADD COLUMN is_operator BOOLEAN DEFAULT false NOT NULL")
    op.execute('ALTER TABLE membership ADD COLUMN reaches_below BOOLEAN DEFAULT true NOT NULL')
    # Where there are several roots, none of them may rule the others: an operator is named on the console then.
    op.execute(
        'UPDATE "user" SET is_operator = true WHERE id IN ('
        ' SELECT membership.user_id FROM membership JOIN organisation ON organisation.id = membership.organisation_id'
        " WHERE membership.role = 'administrator' AND organisation.parent_id IS NULL)"
        ' AND (SELECT count(*) FROM organisation WHERE parent_id IS NULL) = 1'
    )


def downgrade() -> None:
    op.drop_column('membership', 'reaches_below')
    op.drop_column('user', 'is_operator')

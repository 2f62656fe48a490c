"""minutes security

The class of minutes stands with them: that of the print they were numbered with; a correction under way has that of the version before.

Revision ID: 0034
Revises: 0033
Create Date: 2026-11-30 18:58:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

# What stays of minutes and documents that are out, and with this version their class as well.
KEPT = {
    "minutes": (
        "meeting_id, session_id, version, layout, title, room, chair_name, chair_position, secretary_name, recorder_name, opening, closing, "
        "started_at, ended_at, signatory, recorder, copies, number, document_id, correction_reason, submitted_by_id, submitted_at, "
        "approved_by_id, approved_at",
        "EXISTS (SELECT 1 FROM minutes AS m JOIN document AS d ON d.id = m.document_id WHERE m.id = old.id"
        " AND m.state IN ('published', 'superseded') AND d.state IN ('published', 'superseded', 'revoked'))",
    ),
    "document": (
        "kind, about_id, form, final, version, number, content, signer, storage_key, sha256, published_at",
        "(old.final AND old.state IN ('published', 'superseded', 'revoked'))",
    ),
}
POSTGRESQL = (
    "CREATE TRIGGER sealed_{table}_update BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
)
SQLITE = """
CREATE TRIGGER sealed_{table}_update BEFORE UPDATE OF {columns} ON {table}
WHEN {was_out} AND NOT EXISTS (SELECT 1 FROM record_release) BEGIN
    SELECT RAISE(ABORT, 'an issued row of {table} stays as it is');
END
"""


def _keep(more: str) -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    for table, (columns, was_out) in KEPT.items():
        op.execute(f"DROP TRIGGER sealed_{table}_update" + ("" if sqlite else f" ON {table}"))
        op.execute((SQLITE if sqlite else POSTGRESQL).format(table=table, columns=columns + more, was_out=was_out))


def upgrade() -> None:
    op.add_column("minutes", sa.Column("security", sa.String(length=40), server_default="B", nullable=False))
    op.execute(
        "UPDATE minutes SET security = (SELECT d.security FROM document d WHERE d.id = minutes.document_id) "
        "WHERE document_id IS NOT NULL"
    )
    op.execute(
        "UPDATE minutes SET security = coalesce((SELECT d.security FROM minutes former JOIN document d ON d.id = former.document_id "
        "WHERE former.session_id = minutes.session_id AND former.version = minutes.version - 1), 'B') "
        "WHERE document_id IS NULL AND version > 1"
    )
    _keep(", security")


def downgrade() -> None:
    _keep("")
    op.drop_column("minutes", "security")

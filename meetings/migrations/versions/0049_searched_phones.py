"""searched phones

Digits of a phone number are found as those of a NIP are: SQLite keeps both in one column of its letters, PostgreSQL has trigrams of it.

Revision ID: 0049
Revises: 0048
Create Date: 2026-12-01 04:20:00.000000

"""

import sqlalchemy as sa
from alembic import context, op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

BOTH, ALONE = "{row}nip || ' ' || {row}phone", "{row}nip"
INSERT = """CREATE TRIGGER participant_words_insert AFTER INSERT ON participant BEGIN
    INSERT INTO participant_words_rows (participant_id, key, nip) VALUES (new.id, new.search_text, {digits}); END"""
UPDATE = """CREATE TRIGGER participant_words_update AFTER UPDATE OF {columns} ON participant
    WHEN {moved} BEGIN
    UPDATE participant_words_rows SET key = new.search_text, nip = {digits} WHERE participant_id = new.id; END"""


def upgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        _follow(["search_text", "nip", "phone"], BOTH)
        return
    op.execute("SET LOCAL statement_timeout = '10min'")
    if _has_trigrams():
        op.execute("CREATE INDEX ix_participant_phone_trigrams ON participant USING gin (phone gin_trgm_ops)")


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        _follow(["search_text", "nip"], ALONE)
        return
    op.execute("DROP INDEX IF EXISTS ix_participant_phone_trigrams")


def _follow(columns: list[str], digits: str) -> None:
    """Triggers that keep these columns in the letters, and the rows of whom it makes a difference."""
    for event in ("insert", "update"):
        op.execute(f"DROP TRIGGER participant_words_{event}")
    new = digits.format(row="new.")
    op.execute(INSERT.format(digits=new))
    moved = " OR ".join(f"old.{name} != new.{name}" for name in columns)
    op.execute(UPDATE.format(columns=", ".join(columns), moved=moved, digits=new))
    op.execute(
        f"UPDATE participant_words_rows SET nip = (SELECT {digits.format(row='')} FROM participant WHERE id = participant_id)"
        " WHERE participant_id IN (SELECT id FROM participant WHERE phone != '')"
    )


def _has_trigrams() -> bool:
    known = sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
    return context.is_offline_mode() or bool(op.get_bind().scalar(known))

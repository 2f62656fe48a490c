"""searched people

What is searched of participants is kept as its key, by whoever writes it. SQLite finds it by three letters each, PostgreSQL in trigrams of
the column itself; digits of a NIP, too. A page far back in the list of people is found in its index alone, and how they stand is counted
in a small one of its own.

Revision ID: 0047
Revises: 0046
Create Date: 2026-12-01 02:30:00.000000

"""

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import context, op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow require-concurrent-index-deletion: the same
# revision identifiers, used by Alembic.
revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

BLOCK = 2000
STANDING = ["meeting_id", "status", "source"]
PROTOCOL = "meeting_id category_order protocol_order sort_name id"
# The key of a column, as migration 0011 has it.
FORMER_KEY = (
    "CASE WHEN (char_length(search_text) = octet_length(search_text)) THEN replace(replace(replace(lower(search_text), '''', ''), "
    "'`', ''), '\"', '') ELSE "
    "replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace("
    "replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(regexp_replace(normalize(regexp_re"
    "place(search_text, '[''’‘`´ʼ\"“”]', '', 'g'), NFKD), '[\u0300-\u036f]', '', 'g')), 'đ', 'd'), 'ð', 'd'), 'ħ', 'h'), 'ı', 'i'), "
    "'ł', 'l'), 'ø', 'o'), 'ŧ', 't'), 'ς', 'σ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'Đ', 'd'), 'Ð', "
    "'d'), 'Ħ', 'h'), 'I', 'i'), 'Ł', 'l'), 'Ø', 'o'), 'Ŧ', 't'), 'Σ', 'σ'), 'Æ', 'ae'), 'Œ', 'oe'), 'Þ', 'th') END"
)
# FTS5 goes by numbers, and a row's own may be another after VACUUM: these are kept. The words follow the rows by themselves.
SQLITE = (
    """CREATE TABLE participant_words_rows (
    number INTEGER PRIMARY KEY, participant_id VARCHAR(16) NOT NULL UNIQUE, key TEXT NOT NULL, nip VARCHAR(30) NOT NULL)""",
    """CREATE VIRTUAL TABLE participant_words USING fts5(
    key, nip, content='participant_words_rows', content_rowid='number', tokenize='trigram case_sensitive 1')""",
    """CREATE TRIGGER participant_words_rows_insert AFTER INSERT ON participant_words_rows BEGIN
    INSERT INTO participant_words (rowid, key, nip) VALUES (new.number, new.key, new.nip); END""",
    """CREATE TRIGGER participant_words_rows_delete AFTER DELETE ON participant_words_rows BEGIN
    INSERT INTO participant_words (participant_words, rowid, key, nip) VALUES ('delete', old.number, old.key, old.nip); END""",
    """CREATE TRIGGER participant_words_rows_update AFTER UPDATE ON participant_words_rows BEGIN
    INSERT INTO participant_words (participant_words, rowid, key, nip) VALUES ('delete', old.number, old.key, old.nip);
    INSERT INTO participant_words (rowid, key, nip) VALUES (new.number, new.key, new.nip); END""",
    "INSERT INTO participant_words_rows (participant_id, key, nip) SELECT id, search_text, nip FROM participant",
    """CREATE TRIGGER participant_words_insert AFTER INSERT ON participant BEGIN
    INSERT INTO participant_words_rows (participant_id, key, nip) VALUES (new.id, new.search_text, new.nip); END""",
    """CREATE TRIGGER participant_words_delete AFTER DELETE ON participant BEGIN
    DELETE FROM participant_words_rows WHERE participant_id = old.id; END""",
    """CREATE TRIGGER participant_words_update AFTER UPDATE OF search_text, nip ON participant
    WHEN old.search_text != new.search_text OR old.nip != new.nip BEGIN
    UPDATE participant_words_rows SET key = new.search_text, nip = new.nip WHERE participant_id = new.id; END""",
)


def upgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    if not sqlite:
        op.execute("SET LOCAL statement_timeout = '10min'")
    if not context.is_offline_mode():
        _write_keys(op.get_bind())
    op.drop_index("ix_participant_protocol", table_name="participant")
    op.create_index("ix_participant_protocol", "participant", [*PROTOCOL.split(), "status", "source", "limited"])
    op.create_index("ix_participant_stands", "participant", STANDING)
    _remake_bare(*STANDING, "email")
    if sqlite:
        for statement in SQLITE:
            op.execute(statement)
        return
    op.execute("DROP INDEX IF EXISTS ix_participant_search_text_trigrams")
    if _has_trigrams():
        for column in ("search_text", "nip"):
            op.execute(f"CREATE INDEX ix_participant_{column}_trigrams ON participant USING gin ({column} gin_trgm_ops)")


def _remake_bare(*columns: str) -> None:
    """The index of who has no address; with the address in it, it covers what it counts."""
    empty = sa.text("email = ''")
    op.drop_index("ix_participant_bare", table_name="participant")
    op.create_index("ix_participant_bare", "participant", [*columns], sqlite_where=empty, postgresql_where=empty)


def downgrade() -> None:
    """The keys stay: whoever searches finds the same in them."""
    op.drop_index("ix_participant_protocol", table_name="participant")
    op.create_index("ix_participant_protocol", "participant", PROTOCOL.split())
    op.drop_index("ix_participant_stands", table_name="participant")
    _remake_bare(*STANDING)
    if op.get_context().dialect.name == "sqlite":
        for event in ("insert", "delete", "update"):
            op.execute(f"DROP TRIGGER participant_words_{event}")
        op.execute("DROP TABLE participant_words")
        op.execute("DROP TABLE participant_words_rows")
        return
    for column in ("search_text", "nip"):
        op.execute(f"DROP INDEX IF EXISTS ix_participant_{column}_trigrams")
    if _has_trigrams():
        key = FORMER_KEY.replace(":", r"\:")
        op.execute(f"CREATE INDEX ix_participant_search_text_trigrams ON participant USING gin (({key}) gin_trgm_ops)")


def _has_trigrams() -> bool:
    known = sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
    return context.is_offline_mode() or bool(op.get_bind().scalar(known))


def _write_keys(connection: Any) -> None:
    """Block by block, only where something changes: of most people the text is its key already."""
    some = sa.text("SELECT id, search_text FROM participant WHERE id > :last ORDER BY id LIMIT :block")
    write = sa.text("UPDATE participant SET search_text = :key WHERE id = :id")
    last = ""
    while rows := connection.execute(some, {"last": last, "block": BLOCK}).all():
        changed = [{"id": each, "key": key} for each, text in rows if (key := _key(text)) != text]
        if changed:
            connection.execute(write, changed)
        last = rows[-1][0]


def _key(text: str) -> str:
    """`writing.search.search_key` as it is now."""
    bare = unicodedata.normalize("NFKD", re.sub("['’‘`´ʼ\"“”]", "", text))
    plain = re.sub("[\u0300-\u036f]", "", bare).lower().translate(str.maketrans("đðħıłøŧς", "ddhilotσ"))
    for letter, spelled in (("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("þ", "th")):
        plain = plain.replace(letter, spelled)
    return plain

"""passages

What is searched in minutes, by parts: SQLite finds it in an index of three letters each, PostgreSQL in trigrams, decisions, too.
The register of decisions goes by the day of publication.

Revision ID: 0031
Revises: 0030
Create Date: 2026-11-30 17:20:00.000000

"""
import html
import re
import unicodedata
from typing import Any

from alembic import context, op
import sqlalchemy as sa

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow prefer-identity: as SQLAlchemy writes a key that counts by itself
# revision identifiers, used by Alembic.
revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
# The key of decisions, as migration 0011 has it for other columns.
KEY = (
    "CASE WHEN (char_length(COLUMN) = octet_length(COLUMN)) THEN replace(replace(replace(lower(COLUMN), '''', ''), "
    '\'`\', \'\'), \'"\', \'\') ELSE '
    'replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace('
    'replace(replace(replace(replace(replace(replace(replace(replace(replace(lower(regexp_replace(normalize(regexp_re'
    'place(COLUMN, \'[\'\'’‘`´ʼ"“”]\', \'\', \'g\'), NFKD), \'[̀-ͯ]\', \'\', \'g\')), \'đ\', \'d\'), \'ð\', \'d\'), \'ħ\', \'h\'), \'ı\', \'i\'), '
    "'ł', 'l'), 'ø', 'o'), 'ŧ', 't'), 'ς', 'σ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'Đ', 'd'), 'Ð', "
    "'d'), 'Ħ', 'h'), 'I', 'i'), 'Ł', 'l'), 'Ø', 'o'), 'Ŧ', 't'), 'Σ', 'σ'), 'Æ', 'ae'), 'Œ', 'oe'), 'Þ', 'th') END"
)
# The words follow the rows by themselves; the rows are written whole and never changed.
SQLITE = (
    "CREATE VIRTUAL TABLE passage_words USING fts5(key, content='passage', content_rowid='number', tokenize='trigram case_sensitive 1')",
    """CREATE TRIGGER passage_words_insert AFTER INSERT ON passage BEGIN
    INSERT INTO passage_words (rowid, key) VALUES (new.number, new.key); END""",
    """CREATE TRIGGER passage_words_delete AFTER DELETE ON passage BEGIN
    INSERT INTO passage_words (passage_words, rowid, key) VALUES ('delete', old.number, old.key); END""",
)


def upgrade() -> None:
    op.create_table(
        'passage',
        sa.Column('number', NUMBER, nullable=False),
        sa.Column('meeting_id', sa.String(length=16), nullable=False),
        sa.Column('minutes_id', sa.String(length=16), nullable=False),
        sa.Column('item_id', sa.String(length=16), nullable=True),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('held_on', sa.Date(), nullable=False),
        sa.Column('issued', sa.Boolean(), nullable=False),
        sa.Column('key', sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_passage_meeting_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['minutes_id'], ['minutes.id'], name=op.f('fk_passage_minutes_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['item_id'], ['minutes_item.id'], name=op.f('fk_passage_item_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_passage')),
    )
    for columns in (['meeting_id'], ['minutes_id'], ['item_id'], ['held_on', 'number'], ['kind', 'held_on', 'number']):
        op.create_index(f'ix_passage_{"_".join(columns)}', 'passage', columns)
    op.create_index('ix_minutes_published_at', 'minutes', ['published_at'])
    if op.get_context().dialect.name == 'sqlite':
        for statement in SQLITE:
            op.execute(statement)
    else:
        op.execute("SET LOCAL statement_timeout = '10min'")
        if context.is_offline_mode() or op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")):
            op.execute('CREATE INDEX ix_passage_key_trigrams ON passage USING gin (key gin_trgm_ops)')
            key = KEY.replace('COLUMN', 'text').replace(':', r'\:')
            op.execute(f'CREATE INDEX ix_decision_text_trigrams ON decision USING gin (({key}) gin_trgm_ops)')
    if not context.is_offline_mode():
        _write_what_there_is(op.get_bind())


def downgrade() -> None:
    if op.get_context().dialect.name == 'sqlite':
        op.execute('DROP TABLE passage_words')
    else:
        op.execute('DROP INDEX IF EXISTS ix_decision_text_trigrams')
    op.drop_table('passage')
    op.drop_index('ix_minutes_published_at', table_name='minutes')


def _write_what_there_is(connection: Any) -> None:
    """The parts of all minutes that hold or are being written."""
    found = connection.execute(sa.text("""
        SELECT m.id, m.meeting_id, m.state, d.state, m.title, m.chair_name, m.chair_position, m.secretary_name, m.recorder_name,
            m.opening, m.closing, coalesce(m.started_at, s.starts_at), g.timezone
        FROM minutes m JOIN session s ON s.id = m.session_id JOIN meeting g ON g.id = m.meeting_id
        LEFT JOIN document d ON d.id = m.document_id
        WHERE m.state != 'superseded' AND (m.state != 'published' OR d.state IS NULL OR d.state NOT IN ('superseded', 'revoked'))
    """)).all()
    table = sa.table('passage', *(sa.column(name) for name in ('meeting_id', 'minutes_id', 'item_id', 'kind', 'issued', 'key')),
        sa.column('held_on', sa.Date()))
    for minutes_id, meeting_id, state, document, title, chair, office, secretary, recorder, opening, closing, began, zone in found:
        rows = [(None, 'head', [title, chair, office, secretary, recorder, _plain(opening), _plain(closing)])]
        about = {'minutes': minutes_id}
        for item_id, name, speakers, discussion in connection.execute(
            sa.text('SELECT id, title, speakers, discussion FROM minutes_item WHERE minutes_id = :minutes ORDER BY position'), about
        ).all():
            item = {'item': item_id}
            decisions = connection.execute(sa.text('SELECT text FROM decision WHERE item_id = :item ORDER BY position, id'), item).all()
            actions = connection.execute(
                sa.text('SELECT text, institution, person FROM action_item WHERE item_id = :item ORDER BY position, id'), item
            ).all()
            rows.append((item_id, 'discussion', [name, speakers, _plain(discussion)]))
            if decisions:
                rows.append((item_id, 'decision', [name, *(text for (text,) in decisions)]))
            if actions:
                rows.append((item_id, 'action', [name, *(' – '.join(filter(None, action)) for action in actions)]))
        common = {
            'meeting_id': meeting_id,
            'minutes_id': minutes_id,
            'held_on': _day(began, zone),
            'issued': state == 'published' and document in ('published', 'ready'),
        }
        values = [common | {'item_id': of, 'kind': kind, 'key': _key('\n'.join(filter(None, parts)))} for of, kind, parts in rows]
        connection.execute(table.insert(), values)


def _day(moment: Any, zone: str) -> Any:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(ZoneInfo(zone)).date()


def _plain(text: str) -> str:
    broken = re.sub(r'</?(div|p|br|h1|blockquote|pre|ul|ol|li|table|tr|td|th)\b[^>]*>', '\n', text)
    return html.unescape(re.sub(r'<[^>]+>', '', broken)).replace('\xa0', ' ')


def _key(text: str) -> str:
    """`writing.search.search_key` as it is now."""
    bare = unicodedata.normalize('NFKD', re.sub('[\'’‘`´ʼ"“”]', '', text))
    plain = re.sub('[\u0300-\u036f]', '', bare).lower()
    plain = plain.translate(str.maketrans('đðħıłøŧς', 'ddhilotσ'))
    for letter, spelled in (('ß', 'ss'), ('æ', 'ae'), ('œ', 'oe'), ('þ', 'th')):
        plain = plain.replace(letter, spelled)
    return plain[:200_000]

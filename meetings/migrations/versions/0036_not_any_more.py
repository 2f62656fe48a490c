"""what does not hold any more

A letter that names somebody otherwise than the list of participants, since they were corrected, is known as such. Minutes that were replaced
or withdrawn are found by who asks for them, too.

Revision ID: 0036
Revises: 0035
Create Date: 2026-11-30 22:20:00.000000

"""
import html
import re
import unicodedata
from typing import Any

from alembic import context, op
import sqlalchemy as sa

# squawk-allow require-concurrent-index-creation: of a column that is empty; one made concurrently waits for ever for a start that waits for us
# revision identifiers, used by Alembic.
revision = '0036'
down_revision = "0035"
branch_labels = None
depends_on = None

INDEX, NOTED = 'ix_invitation_misnamed', sa.text('misnamed_at IS NOT NULL')


def upgrade() -> None:
    op.add_column('invitation', sa.Column('misnamed_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index(INDEX, 'invitation', ['letter_id', 'participant_id'], sqlite_where=NOTED, postgresql_where=NOTED)
    op.add_column('passage', sa.Column('gone', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    if not context.is_offline_mode():
        _write_what_is_gone(op.get_bind())


def downgrade() -> None:
    op.execute('DELETE FROM passage WHERE gone')
    op.drop_column('passage', 'gone')
    op.drop_index(INDEX, table_name='invitation')
    op.drop_column('invitation', 'misnamed_at')


def _write_what_is_gone(connection: Any) -> None:
    """The parts of all minutes that are out and do not hold any more."""
    found = connection.execute(sa.text("""
        SELECT m.id, m.meeting_id, m.title, m.chair_name, m.chair_position, m.secretary_name, m.recorder_name,
            m.opening, m.closing, coalesce(m.started_at, s.starts_at), g.timezone
        FROM minutes m JOIN session s ON s.id = m.session_id JOIN meeting g ON g.id = m.meeting_id
        LEFT JOIN document d ON d.id = m.document_id
        WHERE m.state = 'superseded' OR (m.state = 'published' AND d.state IN ('superseded', 'revoked'))
    """)).all()
    table = sa.table('passage', *(sa.column(name) for name in ('meeting_id', 'minutes_id', 'item_id', 'kind', 'issued', 'gone', 'key')),
        sa.column('held_on', sa.Date()))
    for minutes_id, meeting_id, title, chair, office, secretary, recorder, opening, closing, began, zone in found:
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
            'issued': True,
            'gone': True,
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

"""minutes follow their session; an official once

What a draft took of its session, why a warning may stay, and officials by name, so that one with and without NIP is the same. The
sentences on beginning and end were copied into the minutes; where nobody has changed them they go, since they are made of the fields.

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-29 23:30:00.000000

"""
import re
from datetime import UTC, datetime
from html import escape
from zoneinfo import ZoneInfo

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# squawk-allow disallowed-unique-constraint: a directory has hundreds of rows, not millions; the index takes milliseconds
# squawk-allow constraint-missing-not-valid: the same

# revision identifiers, used by Alembic.
revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
OPENING = re.compile(r'<(div|p)>Rapat dibuka( oleh [^<]+)? pada pukul \d\d\.\d\d [A-Z]+\.</\1>\s*')
CLOSING = re.compile(r'<(div|p)>Rapat ditutup pada pukul \d\d\.\d\d [A-Z]+\.</\1>\s*')

ZONES = {'Asia/Jakarta': 'WIB', 'Asia/Pontianak': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT'}

minutes = sa.table(
    'minutes',
    *map(sa.column, ('id', 'meeting_id', 'opening', 'closing', 'state', 'chair_name', 'chair_position')),
    sa.column('started_at', sa.DateTime(timezone=True)),
    sa.column('ended_at', sa.DateTime(timezone=True)),
)
meeting = sa.table('meeting', sa.column('id'), sa.column('timezone'))
person = sa.table('person', *map(sa.column, ('id', 'owner_id', 'sort_name', 'position', 'name_key')))


def upgrade() -> None:
    for name in ('taken', 'waived'):
        op.add_column('minutes', sa.Column(name, JSON, server_default=sa.text("'{}'"), nullable=False))
    op.add_column('person', sa.Column('name_key', sa.String(length=450), nullable=True))
    if not op.get_context().as_sql:  # rows are read, which a script of statements cannot
        _sentences_go(op.get_bind())
        _names_become_keys(op.get_bind())
    with op.batch_alter_table('person') as batch:
        batch.create_unique_constraint('uq_person_owner_id_name_key', ['owner_id', 'name_key'])


def downgrade() -> None:
    _sentences_come_back(op.get_bind())
    with op.batch_alter_table('person') as batch:
        batch.drop_constraint('uq_person_owner_id_name_key', type_='unique')
    op.drop_column('person', 'name_key')
    for name in ('waived', 'taken'):
        op.drop_column('minutes', name)


def _sentences_go(bind: sa.Connection) -> None:
    copied = sa.or_(minutes.c.opening.like('<%>Rapat dibuka%'), minutes.c.closing.like('<%>Rapat ditutup%'))
    alive = minutes.c.state != 'superseded'  # a correction copies what is published; its paper is frozen apart
    for row in bind.execute(sa.select(minutes).where(copied, alive)).all():
        opening = '' if OPENING.fullmatch(row.opening) else row.opening
        closing = '' if CLOSING.fullmatch(row.closing) else row.closing
        if (opening, closing) != (row.opening, row.closing):
            bind.execute(sa.update(minutes).where(minutes.c.id == row.id).values(opening=opening, closing=closing))


def _sentences_come_back(bind: sa.Connection) -> None:
    """The version before prints what stands in the columns alone."""
    joined = minutes.join(meeting, meeting.c.id == minutes.c.meeting_id)
    for row in bind.execute(sa.select(minutes, meeting.c.timezone).select_from(joined).where(minutes.c.state != 'superseded')).all():
        by = f" oleh {', '.join(filter(None, (row.chair_name, row.chair_position)))}" if row.chair_name else ''
        opening = closing = ''
        if row.started_at:
            opening = f'<div>Rapat dibuka{escape(by)} pada pukul {_hour(row.started_at, row.timezone)}.</div>'
        if row.ended_at:
            closing = f'<div>Rapat ditutup pada pukul {_hour(row.ended_at, row.timezone)}.</div>'
        said = {'opening': row.opening or opening, 'closing': row.closing or closing}
        bind.execute(sa.update(minutes).where(minutes.c.id == row.id).values(said))


def _hour(moment: datetime, zone: str) -> str:
    utc = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{utc.astimezone(ZoneInfo(zone)):%H.%M} {ZONES.get(zone, '')}".strip()


def _names_become_keys(bind: sa.Connection) -> None:
    """The first record of a name and office takes the key; whoever was typed a second time keeps the id behind it, for a person to
    remove."""
    taken: set[tuple[str, str]] = set()
    for row in bind.execute(sa.select(person).order_by(person.c.id)).all():
        key = f'{row.sort_name[:190]}|{row.position.casefold()[:200]}'
        if (row.owner_id, key) in taken:
            key = f'{key}|{row.id}'
        taken.add((row.owner_id, key))
        bind.execute(sa.update(person).where(person.c.id == row.id).values(name_key=key))

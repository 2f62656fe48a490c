"""sealed records

Scans and audit entries are only ever added, and what was issued stays: triggers refuse it to every writer, whatever statement it sends. What is
added is noted for the next seal.

Revision ID: 0026
Revises: 0025
Create Date: 2026-11-30 17:45:00.000000

"""
from alembic import op
import sqlalchemy as sa

from meetings.models.base import NOW

# revision identifiers, used by Alembic.
revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')

# Tables of which rows are only added: how a row is named, and the columns that stay, which are all of them.
ADDED_ONLY = {
    'scan': (
        "{row}.meeting_id || '/' || {row}.id",
        'meeting_id id session_id participant_id fingerprint code_hash direction method scanned_at device_time received_at clock_ahead'
        ' offline force device_id user_id gate "by" status reason result undoes_id undo_reason',
    ),
    'audit_entry': (
        '{row}.id',
        'id at actor_kind actor_id actor_name action meeting_id organisation_id target_type target_id target_name data',
    ),
}

# Rows that stay as they are once the minutes, or the document, are out: the columns, and whether they are ({row}: the row as it was).
OUT = (
    "EXISTS (SELECT 1 FROM minutes AS m JOIN document AS d ON d.id = m.document_id WHERE m.id = {minutes}"
    " AND m.state IN ('published', 'superseded') AND d.state IN ('published', 'superseded', 'revoked'))"
)
OF_ITEM = OUT.format(minutes='(SELECT minutes_id FROM minutes_item WHERE id = {row}.item_id)')
ISSUED = {
    'document': (
        'kind about_id form final version number content signer storage_key sha256 published_at',
        "({row}.final AND {row}.state IN ('published', 'superseded', 'revoked'))",
    ),
    'minutes': (
        'meeting_id session_id version layout title room chair_name chair_position secretary_name recorder_name opening closing started_at'
        ' ended_at signatory recorder copies number document_id correction_reason submitted_by_id submitted_at approved_by_id approved_at',
        OUT.format(minutes='{row}.id'),
    ),
    'minutes_item': ('minutes_id position title speakers discussion', OUT.format(minutes='{row}.minutes_id')),
    'decision': ('item_id position text', OF_ITEM),
    'action_item': ('meeting_id item_id origin_id position text institution person due_on', OF_ITEM),
}
LOCKED = 'EXISTS (SELECT 1 FROM record_release)'

POSTGRESQL = {
    'added': """
CREATE FUNCTION note_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unsealed (kind, key, change) SELECT '{table}', {key_row}, 'added' FROM added AS r;
    RETURN NULL;
END $$;
CREATE TRIGGER sealed_{table}_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION note_{table}()""",
    'kept': """
CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM record_release) THEN
        RAISE EXCEPTION 'rows of {table} are only added' USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO unsealed (kind, key, change)
        VALUES ('{table}', {key_old}, CASE TG_OP WHEN 'DELETE' THEN 'gone' ELSE 'changed' END);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER sealed_{table}_update BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW EXECUTE FUNCTION keep_{table}();
CREATE TRIGGER sealed_{table}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_{table}()""",
    'issued': """
CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {was_out} AND NOT EXISTS (SELECT 1 FROM record_release) THEN
        RAISE EXCEPTION 'an issued row of {table} stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER sealed_{table}_update BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW EXECUTE FUNCTION keep_{table}();
CREATE TRIGGER sealed_{table}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_{table}()""",
}
SQLITE = {
    'added': """
CREATE TRIGGER sealed_{table}_insert AFTER INSERT ON {table} BEGIN
    INSERT INTO unsealed (kind, key, change) VALUES ('{table}', {key_new}, 'added');
END""",
    'kept': """
CREATE TRIGGER sealed_{table}_update BEFORE UPDATE OF {columns} ON {table} BEGIN
    SELECT RAISE(ABORT, 'rows of {table} are only added') WHERE NOT {locked};
    INSERT INTO unsealed (kind, key, change) VALUES ('{table}', {key_old}, 'changed');
END;
CREATE TRIGGER sealed_{table}_delete BEFORE DELETE ON {table} BEGIN
    SELECT RAISE(ABORT, 'rows of {table} are only added') WHERE NOT {locked};
    INSERT INTO unsealed (kind, key, change) VALUES ('{table}', {key_old}, 'gone');
END""",
    'issued': """
CREATE TRIGGER sealed_{table}_update BEFORE UPDATE OF {columns} ON {table} WHEN {was_out} AND NOT {locked} BEGIN
    SELECT RAISE(ABORT, 'an issued row of {table} stays as it is');
END;
CREATE TRIGGER sealed_{table}_delete BEFORE DELETE ON {table} WHEN {was_out} AND NOT {locked} BEGIN
    SELECT RAISE(ABORT, 'an issued row of {table} stays as it is');
END""",
}


def upgrade() -> None:
    op.create_table(
        'unsealed',
        sa.Column('number', NUMBER, autoincrement=False, nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('key', sa.String(length=90), nullable=False),
        sa.Column('change', sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_unsealed')),
    )
    op.create_table(
        'seal',
        sa.Column('number', NUMBER, autoincrement=False, nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('rows', NUMBER, nullable=False),
        sa.Column('members', sa.LargeBinary(), nullable=False),
        sa.Column('previous', sa.String(length=64), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_seal')),
    )
    op.create_table(
        'record_release',
        sa.Column('id', sa.String(length=16), nullable=False),
        sa.Column('reason', sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_record_release')),
    )
    if op.get_context().dialect.name != 'sqlite':  # which numbers such a column by itself; an identity is what autogenerate cannot compare there
        op.execute('CREATE SEQUENCE unsealed_number_seq OWNED BY unsealed.number')
        op.execute("ALTER TABLE unsealed ALTER COLUMN number SET DEFAULT nextval('unsealed_number_seq')")
    for table, (key, columns) in ADDED_ONLY.items():
        op.execute(f"INSERT INTO unsealed (kind, key, change) SELECT '{table}', {key.format(row='r')}, 'added' FROM {table} AS r")
        _make(('added', 'kept'), table, columns, key=key)
    for table, (columns, was_out) in ISSUED.items():
        _make(('issued',), table, columns, was_out=was_out)


def _make(kinds: tuple[str, ...], table: str, columns: str, key: str = '', was_out: str = '') -> None:
    sqlite = op.get_context().dialect.name == 'sqlite'
    words = {
        'table': table,
        'columns': ', '.join(columns.split()),
        'key_new': key.format(row='new'),
        'key_row': key.format(row='r'),
        'key_old': key.format(row='old'),
        'was_out': was_out.format(row='old'),
        'locked': LOCKED,
    }
    for kind in kinds:
        text = (SQLITE if sqlite else POSTGRESQL)[kind].format(**words)
        # One statement each; those of PostgreSQL hold semicolons of their own between the signs of a function's body.
        for statement in text.replace('\nCREATE TRIGGER', '\x00CREATE TRIGGER').split('\x00'):
            if statement.strip():
                op.execute(statement.strip().rstrip(';').replace(':', r'\:'))


def downgrade() -> None:
    sqlite = op.get_context().dialect.name == 'sqlite'
    for table in (*ADDED_ONLY, *ISSUED):
        on = '' if sqlite else f' ON {table}'
        for event in ('insert', 'update', 'delete') if table in ADDED_ONLY else ('update', 'delete'):
            op.execute(f'DROP TRIGGER sealed_{table}_{event}{on}')
        if not sqlite:
            op.execute(f'DROP FUNCTION keep_{table}()')
            if table in ADDED_ONLY:
                op.execute(f'DROP FUNCTION note_{table}()')
    op.drop_table('record_release')
    op.drop_table('seal')
    op.drop_table('unsealed')

"""what a document is about

Columns for what hid in a subject with prefixes ("minutes-draft:<id>", "attendance:<id>:<form>" …), in the frozen content (the run
that counts a letter) and in an empty number (draft or final).

Revision ID: 0005
Revises: 0004
Create Date: 2026-11-29 08:10:00.000000

"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

# squawk-allow adding-not-nullable-field: documents are thousands, not millions; the scan takes milliseconds
# squawk-allow constraint-missing-not-valid: the same scan
# squawk-allow adding-foreign-key-constraint: the same scan
# squawk-allow disallowed-unique-constraint: the same scan
# squawk-allow require-concurrent-index-creation: the same scan
# squawk-allow ban-drop-constraint: the unique constraint over the new columns stands in its place
# squawk-allow ban-drop-column: the former version cannot name the new columns either; its processes are stopped for this step

# revision identifiers, used by Alembic.
revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

ID = 16  # characters
# kind, how the subject of such a document began, is it final?
SUBJECTS = (
    ('letter', 'invitation:', True),
    ('minutes', 'minutes:', True),
    ('minutes', 'minutes-draft:', False),
    ('attendance', 'attendance:', False),
)

document = sa.table(
    'document',
    sa.column('id', sa.String),
    sa.column('kind', sa.String),
    sa.column('subject', sa.String),
    sa.column('content', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')),
    sa.column('about_id', sa.String),
    sa.column('form', sa.String),
    sa.column('final', sa.Boolean),
    sa.column('run_id', sa.String),
)
run = sa.table('task_run', sa.column('id', sa.String))


def upgrade() -> None:
    with op.batch_alter_table('document') as batch_op:
        batch_op.add_column(sa.Column('about_id', sa.String(length=ID), nullable=True))
        batch_op.add_column(sa.Column('form', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('final', sa.Boolean(), server_default=sa.text('false'), nullable=False))
        batch_op.add_column(sa.Column('run_id', sa.String(length=ID), nullable=True))
    for kind, prefix, final in SUBJECTS:
        rest = len(prefix) + 1
        op.execute(
            document.update()
            .where(document.c.kind == kind, document.c.subject.startswith(prefix))
            .values(
                about_id=sa.func.substr(document.c.subject, rest, ID),
                form=sa.func.substr(document.c.subject, rest + ID + 1),
                final=final,
            )
        )
    # No version wrote any other subject; such a document is about nothing but itself.
    op.execute(document.update().where(document.c.about_id.is_(None)).values(about_id=document.c.id))
    counted_by = sa.select(run.c.id).where(run.c.id == document.c.content['run'].as_string()).scalar_subquery()
    op.execute(
        document.update().where(document.c.kind == 'letter').values(run_id=counted_by, content=sa.text("'{}'"))
    )
    with op.batch_alter_table('document') as batch_op:
        batch_op.alter_column('about_id', existing_type=sa.String(length=ID), nullable=False)
        batch_op.drop_constraint('uq_document_kind_subject_version', type_='unique')
        batch_op.drop_column('subject')
        batch_op.create_unique_constraint(
            'uq_document_kind_about_id_form_final_version', ['kind', 'about_id', 'form', 'final', 'version']
        )
        batch_op.create_foreign_key('fk_document_run_id', 'task_run', ['run_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index('ix_document_run_id', ['run_id'])


def downgrade() -> None:
    with op.batch_alter_table('document') as batch_op:
        batch_op.add_column(sa.Column('subject', sa.String(length=120), nullable=True))
    for kind, prefix, final in SUBJECTS:
        about = sa.literal(prefix) + document.c.about_id
        subject = sa.case((document.c.form == '', about), else_=about + ':' + document.c.form)
        op.execute(document.update().where(document.c.kind == kind, document.c.final == final).values(subject=subject))
    op.execute(document.update().where(document.c.subject.is_(None)).values(subject=document.c.about_id))
    made = sa.func.json_object if op.get_context().dialect.name == 'sqlite' else sa.func.jsonb_build_object
    content = made(sa.literal_column("'run'"), sa.func.coalesce(document.c.run_id, ''))
    op.execute(document.update().where(document.c.kind == 'letter').values(content=content))
    with op.batch_alter_table('document') as batch_op:
        batch_op.alter_column('subject', existing_type=sa.String(length=120), nullable=False)
        batch_op.drop_index('ix_document_run_id')
        batch_op.drop_constraint('fk_document_run_id', type_='foreignkey')
        batch_op.drop_constraint('uq_document_kind_about_id_form_final_version', type_='unique')
        batch_op.create_unique_constraint('uq_document_kind_subject_version', ['kind', 'subject', 'version'])
        for column in ('about_id', 'form', 'final', 'run_id'):
            batch_op.drop_column(column)

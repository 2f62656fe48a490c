"""certificates

By what rule certificates of a meeting are given, and who got one.

Revision ID: 0048
Revises: 0047
Create Date: 2026-12-01 03:40:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), server_default=sa.text("''"), nullable=False)


def _stamps() -> tuple[sa.Column[object], ...]:
    moment, now = sa.DateTime(timezone=True), sa.text("CURRENT_TIMESTAMP")
    return tuple(sa.Column(name, moment, server_default=now, nullable=False) for name in ("created_at", "updated_at"))


def upgrade() -> None:
    op.create_table(
        "certificate_rule",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("measure", sa.String(length=40), server_default=sa.text("'sessions'"), nullable=False),
        sa.Column("least", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("jp_minutes", sa.BigInteger(), server_default=sa.text("45"), nullable=False),
        sa.Column("numbering", sa.String(length=40), server_default=sa.text("'each'"), nullable=False),
        sa.Column("text", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "signer",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        _text("number", 120),
        sa.Column("last", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        *_stamps(),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_certificate_rule_meeting_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_rule")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_certificate_rule_meeting_id")),
    )
    op.create_table(
        "certificate_session",
        sa.Column("rule_id", sa.String(length=16), nullable=False),
        sa.Column("session_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["certificate_rule.id"], name=op.f("fk_certificate_session_rule_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_certificate_session_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("rule_id", "session_id", name=op.f("pk_certificate_session")),
    )
    op.create_index(op.f("ix_certificate_session_session_id"), "certificate_session", ["session_id"])
    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("participant_id", sa.String(length=16), nullable=True),
        sa.Column("speaker_id", sa.String(length=16), nullable=True),
        _text("title_front", 120),
        sa.Column("name", sa.String(length=300), nullable=False),
        _text("title_back", 200),
        _text("position", 300),
        _text("institution", 300),
        _text("duty", 300),
        sa.Column("minutes", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        _text("number", 120),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("edited", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        *_stamps(),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_certificate_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_certificate_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"], name=op.f("fk_certificate_speaker_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_certificate_document_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("participant_id", name=op.f("uq_certificate_participant_id")),
        sa.UniqueConstraint("speaker_id", name=op.f("uq_certificate_speaker_id")),
    )
    op.create_index(op.f("ix_certificate_document_id"), "certificate", ["document_id"])
    op.create_index(
        "ix_certificate_meeting_id_role_created_at_id", "certificate", ["meeting_id", "role", "created_at", "id"]
    )


def downgrade() -> None:
    for table in ("certificate", "certificate_session", "certificate_rule"):
        op.drop_table(table)

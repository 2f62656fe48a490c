"""delegations

Institutions' links: whom they name, for which leaders they answer; and who answered for somebody, which of the answers so far nobody knows.

Revision ID: 0040
Revises: 0039
Create Date: 2026-11-30 22:30:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), server_default=sa.text("''"), nullable=False)


def _moment(name: str, *, now: bool = False) -> sa.Column[object]:
    default = sa.text("CURRENT_TIMESTAMP") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def _key(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=16), nullable=nullable)


def _points(table: str, name: str, target: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), ondelete=ondelete)


def _pairs(table: str, name: str, target: str) -> None:
    op.create_table(
        table,
        _key("delegation_id"),
        _key(name),
        _points(table, "delegation_id", "delegation"),
        _points(table, name, target),
        sa.PrimaryKeyConstraint("delegation_id", name, name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_{name}", table, [name])


def upgrade() -> None:
    op.create_table(
        "delegation",
        _key("id"),
        _key("meeting_id"),
        _key("category_id", nullable=True),
        _text("institution", 300),
        _text("contact_name", 300),
        _text("contact_phone", 32),
        _text("contact_email", 255),
        sa.Column("quota", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        _moment("deadline"),
        sa.Column("limited", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("link_version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        _moment("sent_at"),
        _moment("closed_at"),
        _moment("created_at", now=True),
        _moment("updated_at", now=True),
        sa.CheckConstraint("quota >= 0", name=op.f("ck_delegation_quota_not_negative")),
        _points("delegation", "meeting_id", "meeting"),
        _points("delegation", "category_id", "category", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_delegation_token_hash")),
    )
    op.create_index("ix_delegation_meeting_id_institution_id", "delegation", ["meeting_id", "institution", "id"])
    op.create_index("ix_delegation_category_id", "delegation", ["category_id"])
    _pairs("delegation_session", "session_id", "session")
    _pairs("delegation_leader", "participant_id", "participant")
    op.create_table(
        "delegate",
        _key("id"),
        _key("delegation_id"),
        _key("participant_id"),
        _key("united_with_id", nullable=True),
        _text("named_by", 300),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        _text("removed_by", 300),
        _moment("removed_at"),
        _points("delegate", "delegation_id", "delegation"),
        _points("delegate", "participant_id", "participant"),
        _points("delegate", "united_with_id", "participant", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
        sa.UniqueConstraint("participant_id", name=op.f("uq_delegate_participant_id")),
    )
    op.create_index("ix_delegate_delegation_id", "delegate", ["delegation_id"])
    op.create_index("ix_delegate_united_with_id", "delegate", ["united_with_id"])
    op.add_column("participant", _text("answered_by", 300))


def downgrade() -> None:
    op.drop_column("participant", "answered_by")
    for table in ("delegate", "delegation_leader", "delegation_session", "delegation"):
        op.drop_table(table)

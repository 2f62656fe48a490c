"""seat halls

Halls with a plan of their own for some sessions. So far all sessions share one plan, and seats follow answers from now on.

Revision ID: 0058
Revises: 0057
Create Date: 2026-12-01 11:10:00.000000

"""

import sqlalchemy as sa
from alembic import op

# squawk-allow require-concurrent-index-creation: a second or two; one made concurrently waits for ever for a start that waits for us
# squawk-allow adding-foreign-key-constraint: the column is new and empty
# squawk-allow constraint-missing-not-valid: the column is new and empty
# revision identifiers, used by Alembic.
revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None

HALLS = {"session": "SET NULL", "seat_block": "CASCADE"}  # what belongs to a hall, and what becomes of it
# As 0014 has them: the roster shows seats.
TRIGGER = """
CREATE TRIGGER roster_seat_in_hall_{event} AFTER {event} ON seat_in_hall {each} EXECUTE FUNCTION note_roster_change()
"""
SQLITE_TRIGGER = """
CREATE TRIGGER roster_seat_in_hall_{event} AFTER {event} ON seat_in_hall BEGIN
    INSERT INTO roster_change (meeting_id, number, change) SELECT id, 0, random() FROM meeting WHERE id = {row}.meeting_id
    ON CONFLICT (meeting_id, number) DO UPDATE SET change = excluded.change;
END
"""


def upgrade() -> None:
    now = sa.text("CURRENT_TIMESTAMP")
    op.create_table(
        "seat_hall",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_seat_hall_meeting_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_hall")),
        sa.UniqueConstraint("meeting_id", "name", name=op.f("uq_seat_hall_meeting_id_name")),
    )
    op.create_table(
        "seat_in_hall",
        sa.Column("meeting_id", sa.String(length=16), nullable=False),
        sa.Column("hall_id", sa.String(length=16), nullable=False),
        sa.Column("participant_id", sa.String(length=16), nullable=False),
        sa.Column("seat", sa.String(length=40), server_default=sa.text("''"), nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_seat_in_hall_meeting_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["hall_id"], ["seat_hall.id"], name=op.f("fk_seat_in_hall_hall_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_seat_in_hall_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hall_id", "participant_id", name=op.f("pk_seat_in_hall")),
    )
    op.create_index(op.f("ix_seat_in_hall_meeting_id"), "seat_in_hall", ["meeting_id"])
    op.create_index(op.f("ix_seat_in_hall_participant_id"), "seat_in_hall", ["participant_id"])
    for table, ondelete in HALLS.items():
        with op.batch_alter_table(table, reflect_kwargs={"resolve_fks": False}) as batch:
            batch.add_column(sa.Column("hall_id", sa.String(length=16), nullable=True))
            batch.create_foreign_key(op.f(f"fk_{table}_hall_id"), "seat_hall", ["hall_id"], ["id"], ondelete=ondelete)
        op.create_index(op.f(f"ix_{table}_hall_id"), table, ["hall_id"])
    op.add_column("seat_plan", sa.Column("follows", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    sqlite = op.get_context().dialect.name == "sqlite"
    for event in ("insert", "update", "delete"):
        row = "old" if event == "delete" else "new"
        each = f"REFERENCING {row} TABLE AS changed FOR EACH STATEMENT"
        op.execute((SQLITE_TRIGGER if sqlite else TRIGGER).format(event=event, row=row, each=each))


def downgrade() -> None:
    op.drop_column("seat_plan", "follows")
    op.execute("DELETE FROM seat_block WHERE hall_id IS NOT NULL")  # they would stand in the plan that is no hall's
    for table in reversed(HALLS):
        op.drop_index(op.f(f"ix_{table}_hall_id"), table_name=table)
        with op.batch_alter_table(table, reflect_kwargs={"resolve_fks": False}) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_hall_id"), type_="foreignkey")
            batch.drop_column("hall_id")
    op.drop_table("seat_in_hall")
    op.drop_table("seat_hall")

"""What a process may keep of a meeting's people: as long as the marks stay, nothing of it has changed.

Triggers of the database move the marks with every change of participants, passes, representations, attendance, sessions, categories and
of the meeting, in the transaction that makes it (`RosterChange`): no writer can forget to. Marks are read *before* the rows; what changes
in between is then kept under marks that nobody finds again, so it is made anew, rather than never.
"""

from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models.checkin import RosterChange

Marks = tuple[Any, ...]
_marks = RosterChange.__table__.c
MARKS = sa.select(_marks.change).where(_marks.meeting_id == sa.bindparam("meeting")).order_by(_marks.number)
# Another server's, or a restored one's, numbers of transactions begin anew; and a transaction marks what it does only once.
PG_MARKS = MARKS.add_columns(sa.func.pg_postmaster_start_time(), sa.cast(sa.func.pg_current_xact_id_if_assigned(), sa.Text))


def marks_of(meeting_id: str) -> Marks | None:
    """The meeting's marks, to be compared with others; one statement. None: this transaction has written itself, and what it reads may change
    under the same marks, so nothing is to be kept."""
    statement = PG_MARKS if db.session.get_bind().dialect.name == "postgresql" else MARKS
    rows = db.session.execute(statement, {"meeting": meeting_id}).all()
    if any(own is not None for row in rows for own in row[2:]):
        return None
    return tuple(tuple(row[:2]) for row in rows)

"""Traces of who was here: written when the answer has left, and only if nobody has to wait for it."""

from functools import partial

import sqlalchemy as sa
from flask import Response

from meetings.extensions import db
from meetings.outages import write_if_possible


def leave_trace(answer: Response, statement: sa.Executable) -> None:
    """Run ``statement`` in a transaction of its own after the answer has been sent; it may be lost."""
    answer.call_on_close(partial(write_if_possible, db.engine, statement))

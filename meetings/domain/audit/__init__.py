"""The audit trail of every change."""

from meetings.domain.audit.actions import Action
from meetings.domain.audit.record import SYSTEM, Actor, record, record_many

__all__ = ["SYSTEM", "Action", "Actor", "record", "record_many"]

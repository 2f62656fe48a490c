"""Reporting on an action item."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.followup.queries import ActionRow
from meetings.enums import ActionStatus
from meetings.errors import InvalidInput, Overtaken
from meetings.extensions import db
from meetings.models import ActionItem
from meetings.models.base import change_rows

NOTE_LENGTH = 2000


def change_status(row: ActionRow, before: ActionStatus, status: ActionStatus, note: str, actor: Actor, at: datetime) -> None:
    """Set how far the work is, from what the person saw (``before``), with a note for the history.

    A note alone is a report without a change. Raises InvalidInput when neither is given, for a cancellation without its
    reason, or for a note beyond its limit; Conflict when somebody changed it meanwhile.
    """
    action = row.action
    if status is before and not note:
        raise InvalidInput(_("Pilih status lain atau tulis catatan."), field="note")
    if status is ActionStatus.CANCELLED and not note:
        raise InvalidInput(_("Tulis alasan pembatalan."), field="note")
    if len(note) > NOTE_LENGTH:
        raise InvalidInput(_("Paling banyak %(n)s karakter.", n=NOTE_LENGTH), field="note")
    changed = change_rows(
        sa.update(ActionItem)
        .where(ActionItem.id == action.id, ActionItem.status == before)
        .values(status=status, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(action)
    if not changed:
        raise Overtaken(_("Statusnya baru saja diubah menjadi %(status)s.", status=_(action.status.label)))
    entry = record(
        actor,
        Action.FOLLOWUP_CHANGED,
        at=at,
        meeting=row.meeting,
        target=action,
        target_name=action.text,
        before=before.value,
        after=status.value,
        note=note,
    )
    entry.target_id = action.origin_id
    db.session.flush()

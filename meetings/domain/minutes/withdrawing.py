"""A published document is withdrawn by two: whoever publishes asks for it with a reason, an approver confirms it.

In the archive, too, like the correction that puts a better version in its place.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings.states import Activity, require
from meetings.domain.minutes.extracts import end_extracts
from meetings.domain.minutes.passages import write_passages
from meetings.domain.minutes.queries import minutes_of
from meetings.enums import DocumentState
from meetings.errors import InvalidInput, NotAllowed, WrongState
from meetings.extensions import db
from meetings.models import Document, Meeting
from meetings.models.base import change_rows


def ask_to_revoke(document: Document, reason: str, actor: Actor, at: datetime) -> None:
    """Ask an approver to withdraw the document; until then it holds. Raises InvalidInput without a reason, WrongState for one that does
    not hold, or whose withdrawal is asked for already."""
    if not reason:
        raise InvalidInput(_("Tulis alasan pencabutan."), field="reason")
    unasked = Document.revoke_asked_at.is_(None)
    asked = {"revoke_asked_at": at, "revoke_asked_by_id": actor.id, "revoke_reason": reason}
    if not _change(document, at, unasked, **asked):
        raise WrongState(_("Hanya dokumen yang berlaku dapat dicabut, dan pencabutannya cukup diminta satu kali."))
    _record(Action.DOCUMENT_REVOCATION_ASKED, document, actor, at, reason=reason)


def revoke_document(document: Document, actor: Actor, at: datetime) -> None:
    """Say publicly that a published document holds no more, as somebody else has asked; its file stays for the record.

    Raises NotAllowed for whoever asked (two pairs of eyes), WrongState when nobody asks (any more).
    """
    if document.revoke_asked_by_id == actor.id:
        raise NotAllowed(_("Pencabutan yang Anda minta sendiri harus disetujui orang lain."))
    asked = Document.revoke_asked_at.is_not(None), Document.revoke_asked_by_id.is_distinct_from(actor.id)
    if not _change(document, at, *asked, state=DocumentState.REVOKED, revoked_at=at):
        raise WrongState(_("Pencabutan dokumen ini tidak diminta lagi."))
    if (minutes := minutes_of(document)) is not None:
        write_passages(minutes)
        end_extracts([minutes.id], document, at)
    _record(Action.DOCUMENT_REVOKED, document, actor, at, reason=document.revoke_reason)


def keep_document(document: Document, actor: Actor, at: datetime) -> None:
    """The withdrawal that was asked for is declined, or taken back. Raises WrongState when none is."""
    asked = Document.revoke_asked_at.is_not(None)
    if not _change(document, at, asked, revoke_asked_at=None, revoke_asked_by_id=None, revoke_reason=""):
        raise WrongState(_("Pencabutan dokumen ini tidak diminta lagi."))
    _record(Action.DOCUMENT_KEPT, document, actor, at)


def _change(document: Document, at: datetime, *conditions: sa.ColumnElement[bool], **values: object) -> bool:
    """Once, and only while the document holds."""
    if (meeting := db.session.get(Meeting, document.meeting_id)) is not None:
        require(meeting, Activity.MINUTES)
    changed = change_rows(
        sa.update(Document)
        .where(Document.id == document.id, Document.state == DocumentState.PUBLISHED, *conditions)
        .values(updated_at=at, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(document)
    return bool(changed)


def _record(action: Action, document: Document, actor: Actor, at: datetime, **data: Any) -> None:
    meeting = db.session.get(Meeting, document.meeting_id)
    record(actor, action, at=at, meeting=meeting, target=document, target_name=document.title, **data)
    db.session.flush()

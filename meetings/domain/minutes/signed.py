"""Published minutes that wait for their signature: it is brought, or they go back to be changed."""

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain import signing
from meetings.domain.audit import Action, Actor
from meetings.domain.meetings.states import Activity, require
from meetings.domain.minutes.approval import UNDECIDED, record_step, step
from meetings.domain.minutes.following import follow
from meetings.domain.minutes.publishing import supersede_older
from meetings.enums import DocumentState, MinutesState
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Document, Minutes


def bring_scan(minutes: Minutes, data: bytes, actor: Actor, at: datetime, *, shorter: bool = False) -> None:
    """Issue the minutes with the scan of their signed print. Raises what ``signing.take_scan`` raises."""
    document = _numbered(minutes)
    signing.take_scan(document, data, actor, at, shorter=shorter)
    _settle(minutes, document, at)


def bring_signed_file(minutes: Minutes, data: bytes, actor: Actor, at: datetime, *, meant: bool = False) -> None:
    """Issue the minutes with the file that another application signed. Raises what ``signing.take_signed_file`` raises."""
    document = _numbered(minutes)
    signing.take_signed_file(document, data, actor, at, meant=meant)
    _settle(minutes, document, at)


def sign_minutes(minutes: Minutes, place: int, key: signing.Key, actor: Actor, at: datetime, *, other_name: bool = False) -> None:
    """Put one of the electronic signatures into the minutes; with the last they hold. Raises what ``signing.sign_with_key`` raises."""
    document = _numbered(minutes)
    signing.sign_with_key(document, place, key, actor, at, other_name=other_name)
    _settle(minutes, document, at)


def _numbered(minutes: Minutes) -> Document:
    """Their document. Raises WrongState where they have none yet, or their meeting is closed to changes."""
    require(minutes.meeting, Activity.MINUTES)
    if minutes.document is None:
        raise WrongState(_("Notula ini belum bernomor; belum ada yang ditandatangani."))
    return minutes.document


def _settle(minutes: Minutes, document: Document, at: datetime) -> None:
    """With the last signature the minutes hold, and take the place of the version before."""
    if document.in_force:
        minutes.published_at = at
        supersede_older(document, at)


def take_back_unsigned(minutes: Minutes, note: str, actor: Actor, at: datetime) -> None:
    """Minutes that wait for their signature become a draft again; they keep their number. Raises InvalidInput without a ``note`` for the
    writers, WrongState when they wait for none (any more)."""
    if not note:
        raise InvalidInput(_("Tulis apa yang perlu diperbaiki."), field="note")
    document = minutes.document
    waiting = sa.exists().where(Document.id == Minutes.document_id, Document.state == DocumentState.SIGNING)
    step(
        minutes,
        (MinutesState.PUBLISHED,),
        at,
        waiting,
        state=MinutesState.DRAFT,
        document_id=None,
        published_at=None,
        return_note=note,
        **UNDECIDED,
    )
    assert document is not None  # -- assured
    signing.forget_signatures(document, _("Notula ini tidak menunggu tanda tangan lagi."))
    record_step(minutes, Action.MINUTES_RETURNED, actor, at, note=note)
    db.session.refresh(minutes)
    follow(minutes, at)

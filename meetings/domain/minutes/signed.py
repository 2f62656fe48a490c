"""Published minutes that wait for their signature: it is brought, or they go back to be changed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain import signing
from meetings.domain.audit import Action, Actor
from meetings.domain.meetings.states import Activity, require
from meetings.domain.minutes.approval import UNDECIDED, record_step, step
from meetings.domain.minutes.following import follow
from meetings.domain.minutes.publishing import follow_issue
from meetings.domain.minutes.waiting import Wanted
from meetings.enums import DocumentState, MinutesState
from meetings.errors import InvalidInput, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import Document, Minutes


def bring_scan(minutes: Minutes, data: bytes, actor: Actor, at: datetime, *, meant: bool = False) -> None:
    """Issue the minutes with the scan of their signed print. Raises what ``signing.take_scan`` raises."""
    document = _numbered(minutes)
    signing.take_scan(document, data, actor, at, judge=partial(signing.judge_by_link, document), meant=meant)
    _settle(minutes, document, at)


def bring_signed_file(minutes: Minutes, data: bytes, actor: Actor, at: datetime, *, meant: bool = False) -> None:
    """Issue the minutes with the file that another application signed. Raises what ``signing.take_signed_file`` raises."""
    document = _numbered(minutes)
    signing.take_signed_file(document, data, actor, at, judge=partial(signing.judge_by_link, document), meant=meant)
    _settle(minutes, document, at)


def sign_minutes(minutes: Minutes, place: int, key: signing.Key, actor: Actor, at: datetime, *, meant: bool = False) -> None:
    """Put one of the electronic signatures into the minutes; with the last they hold. Raises what ``signing.sign_with_key`` raises."""
    document = _numbered(minutes)
    signing.sign_with_key(document, place, key, at, meant=meant).keep(actor, at)
    _settle(minutes, document, at)


def _of(document: Document) -> Minutes:
    return db.session.scalars(sa.select(Minutes).where(Minutes.document_id == document.id)).one()


DESK = signing.Desk(
    admit=lambda document: _numbered(_of(document)),
    settle=lambda document, at: _settle(_of(document), document, at),
)


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of many: how many are ``signed``, how many name another person, how many are ``left`` for want of time."""

    signed: int
    others: int
    left: int


def sign_many(wanted: Sequence[Wanted], key: signing.Key, actor: Actor, at: datetime) -> Bulk:
    """Sign, of what is wanted, all that names the key's holder, for `signing.PATIENCE` at most. What somebody else signed meanwhile counts
    as left. All that is written is written at the end, together. Raises DoubtfulKey for a certificate that its holder made."""
    if key.certificate.own:
        told = _("Sertifikat ini dibuat pemegangnya sendiri. Tanda tangani satu per satu di halaman notulanya.")
        raise signing.DoubtfulKey(told, field="key")
    begun, ready, others, left = time.monotonic(), [], 0, 0
    for each in wanted:
        if not signing.same_holder(key.certificate.subject, each.signer):
            others += 1
        elif time.monotonic() - begun > signing.PATIENCE:
            left += 1
        else:
            minutes = db.session.get_one(Minutes, each.minutes_id)
            try:
                ready.append((minutes, signing.sign_with_key(_numbered(minutes), each.place, key, at)))
            except WrongState:
                left += 1
    signed = 0
    for minutes, done in ready:
        try:
            with db.session.begin_nested():
                done.keep(actor, at)
        except Overtaken:
            left += 1
            continue
        _settle(minutes, done.document, at)
        signed += 1
    return Bulk(signed, others, left)


def _numbered(minutes: Minutes) -> Document:
    """Their document. Raises WrongState where they have none yet, or their meeting is closed to changes."""
    require(minutes.meeting, Activity.MINUTES)
    if minutes.document is None:
        raise WrongState(_("Notula ini belum bernomor; belum ada yang ditandatangani."))
    return minutes.document


def _settle(minutes: Minutes, document: Document, at: datetime) -> None:
    """With the last signature the minutes hold."""
    if document.in_force:
        minutes.published_at = at
        follow_issue(document, at)


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

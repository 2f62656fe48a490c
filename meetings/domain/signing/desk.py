"""Many papers are signed one after the other, whatever kind they are: what is the same for all of them stands here, what their own kind asks before
and does afterwards is their `Desk`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import gettext as _

from meetings.domain.audit import Actor
from meetings.domain.signing.asking import signatures_of
from meetings.domain.signing.elsewhere import take_signed_file
from meetings.domain.signing.gateway import GatewayError, Sent, send_off, take_answer
from meetings.domain.signing.keyed import Key, sign_with_key
from meetings.domain.signing.uploads import judge_by_link
from meetings.domain.signing.wet import take_scan
from meetings.enums import DocumentState, SigningMethod
from meetings.errors import MeetingsError, WrongState
from meetings.extensions import db
from meetings.models import Document, Signature

PATIENCE = 20.0  # seconds that somebody waits for many signatures at once
MOST = 1000  # papers on one page that signs many


@dataclass(frozen=True, slots=True)
class Desk:
    """Papers of one kind. ``admit`` (the document) raises `NotFound` for what is none of them and `WrongState` for what may not be signed now;
    ``settle`` (the document, the time) is called in the transaction that issues one; ``judge`` is a `Judge` with the document given."""

    admit: Callable[[Document], object]
    settle: Callable[[Document, datetime], None]
    judge: Callable[[Document, bytes], str] = judge_by_link


def wanting(statement: Any) -> Any:
    """The SELECT over `Signature` and its `Document`, of signatures that are wanting."""
    joined = statement.select_from(Signature).join(Document, Document.id == Signature.document_id)
    return joined.where(Document.state == DocumentState.SIGNING, Signature.signed_at.is_(None))


def sign_one(desk: Desk, signature_id: str, key: Key, actor: Actor, at: datetime, *, meant: bool = False) -> MeetingsError | None:
    """Put one electronic signature with a key; why not, where it cannot be. Commit after each: what is signed stays so."""
    try:
        with db.session.begin_nested():
            document, place = _admitted(desk, signature_id)
            sign_with_key(document, place, key, at, meant=meant).keep(actor, at)
            _settle(desk, document, at)
    except MeetingsError as error:
        return error
    return None


def send_one(desk: Desk, signature_id: str, actor: Actor, at: datetime, *, again: bool = False) -> Sent:
    """Note that a paper goes out to be signed; commit, then ask the gateway. Raises what ``send_off`` raises, and ``desk.admit``."""
    document, place = _admitted(desk, signature_id)
    return send_off(document, place, actor, at, again=again)


def take_one(
    desk: Desk, sent: Sent, answer: bytes | GatewayError, actor: Actor, at: datetime, *, meant: bool = False
) -> MeetingsError | None:
    """Keep what the gateway signed. Returns why nothing was kept; commit in either case."""
    document = db.session.get(Document, sent.document_id)
    if document is None:
        return _gone()
    refusal = take_answer(document, sent, answer, actor, at, meant=meant)
    if refusal is None:
        _settle(desk, document, at)
    return refusal


def bring_file(desk: Desk, document: Document, data: bytes, actor: Actor, at: datetime, *, meant: bool = False) -> None:
    """Issue a paper with the scan of its signed print, or the file that another application signed, as its signature says. Raises what
    ``take_scan``, ``take_signed_file`` and ``desk.admit`` raise."""
    desk.admit(document)
    wet = any(each.method is SigningMethod.WET for each in signatures_of(document))
    take = take_scan if wet else take_signed_file
    take(document, data, actor, at, judge=partial(desk.judge, document), meant=meant)
    _settle(desk, document, at)


def _admitted(desk: Desk, signature_id: str) -> tuple[Document, int]:
    wanted = db.session.get(Signature, signature_id)
    document = db.session.get(Document, wanted.document_id) if wanted is not None and wanted.signed_at is None else None
    if wanted is None or document is None or document.state is not DocumentState.SIGNING:
        raise _gone()
    desk.admit(document)
    return document, wanted.place


def _gone() -> WrongState:
    return WrongState(_("Naskah ini tidak menunggu tanda tangan lagi."))


def _settle(desk: Desk, document: Document, at: datetime) -> None:
    if document.in_force:
        desk.settle(document, at)

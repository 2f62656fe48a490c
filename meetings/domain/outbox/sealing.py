"""Bodies of messages are kept sealed: they carry personal links, and a stolen database must open nothing."""

import base64
import hashlib

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from meetings.config import current_settings
from meetings.domain import base_address
from meetings.extensions import db
from meetings.models import Delivery

AT_ONCE = 500


def seal_text(text: str) -> str:
    """``text`` as kept in a delivery's row, under a key made from the newest ``token_key``."""
    return _box().encrypt(text.encode()).decode() if text else ""


def read_body(delivery: Delivery) -> tuple[str, str]:
    """The (text, HTML) body of a delivery as it left, or as it will leave: with links to the address that the service has now.

    Raises cryptography's InvalidToken when the secret is another one.
    """
    text, html = _unseal(delivery.body_text), _unseal(delivery.body_html)
    if delivery.sent_at is not None:
        return text, html
    spans, made_at = base_address.former_spans(), delivery.created_at
    return base_address.lead_here(text, made_at, spans), base_address.lead_here(html, made_at, spans)


def _unseal(sealed: str) -> str:
    return _box().decrypt(sealed).decode() if sealed else ""


def reseal_bodies() -> int:
    """Seal with the newest key what a former one sealed; how many messages were looked at. One that no key opens stays as it is."""
    box, seen, last = _box(), 0, ""
    while rows := db.session.execute(_after(last)).all():
        changed = []
        for row in rows:
            try:
                text, html = (box.rotate(part).decode() if part else "" for part in (row.body_text, row.body_html))
            except InvalidToken:
                continue
            changed.append({"id": row.id, "body_text": text, "body_html": html})
        if changed:
            db.session.execute(sa.update(Delivery), changed)
        seen, last = seen + len(rows), rows[-1].id
    return seen


def _after(last: str) -> sa.Select[str, str, str]:
    columns = sa.select(Delivery.id, Delivery.body_text, Delivery.body_html)
    return columns.where(Delivery.id > last).order_by(Delivery.id).limit(AT_ONCE)


def _box() -> MultiFernet:
    digests = [hashlib.sha256(b"outbox:" + key.encode()).digest() for key in current_settings().token_keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])

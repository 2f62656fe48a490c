"""Bodies of messages are kept sealed: they carry personal links, and a stolen database must open nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet

from meetings.config import current_settings
from meetings.models import Delivery


def seal_text(text: str) -> str:
    """``text`` as kept in a delivery's row, under a key made from the secret ``token_key``."""
    return _box().encrypt(text.encode()).decode() if text else ""


def read_body(delivery: Delivery) -> tuple[str, str]:
    """The (text, HTML) body of a delivery. Raises cryptography's InvalidToken when the secret is another one."""
    return _unseal(delivery.body_text), _unseal(delivery.body_html)


def _unseal(sealed: str) -> str:
    return _box().decrypt(sealed).decode() if sealed else ""


def _box() -> Fernet:
    key = hashlib.sha256(b"outbox:" + current_settings().token_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))

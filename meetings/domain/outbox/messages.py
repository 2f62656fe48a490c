"""What a message is before it is queued: address, subject, bodies, attachments."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import render_template
from flask_babel import force_locale

from meetings.config import current_settings
from meetings.domain import base_address
from meetings.domain.outbox.kinds import Kind
from meetings.models import Document
from meetings.storage import storage

_BREAKS = re.compile(r"[\s\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a message; ``html`` may be empty."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address. The same ``dedupe_key`` is queued once, ever; None: as often as asked for."""

    kind: Kind
    address: str
    recipient_name: str
    content: Content
    attachments: list[dict[str, Any]] = field(default_factory=list)
    meeting_id: str | None = None
    invitation_id: str | None = None
    task_id: str | None = None
    dedupe_key: str | None = None


def compose(name: str, **context: Any) -> Content:
    """Render ``templates/email/<name>/``: ``subject.txt``, ``body.txt`` and ``body.html``. The subject is one line. As papers are, they are
    Indonesian, whatever language the page speaks from which they are sent."""
    with force_locale("id"):
        subject = one_line(render_template(f"email/{name}/subject.txt", **context))
        text = render_template(f"email/{name}/body.txt", **context).strip() + "\n"
        return Content(subject, text, render_template(f"email/{name}/body.html", subject=subject, **context))


def one_line(text: str) -> str:
    """Text for a header: every run of white space and control characters becomes one blank."""
    return _BREAKS.sub(" ", text).strip()


def attach_document(name: str, document: Document | str) -> dict[str, Any]:
    """An issued PDF (or the id of its document) as an attachment; its bytes are read when the message leaves."""
    return {"name": name, "type": "application/pdf", "document_id": document if isinstance(document, str) else document.id}


def attach_bytes(name: str, media_type: str, data: bytes) -> dict[str, Any]:
    """Bytes as an attachment: kept in storage now, so that a retry sends the same."""
    return {"name": name, "type": media_type, "key": storage.put("attachments", data)}


def mail_domain() -> str:
    """The domain of our Message-IDs: the host of the service's own address."""
    return _host(current_settings().base_url)


def calendar_domain() -> str:
    """The domain in the names of our calendar entries: the host of the first address, so that an entry keeps its name when the service
    moves."""
    return _host(base_address.first_address() or current_settings().base_url)


def _host(address: str) -> str:
    return urlsplit(address).hostname or "localhost"

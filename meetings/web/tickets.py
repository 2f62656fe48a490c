"""Forms that make something carry a ticket, and the view that takes them is marked with ``creates``: each is taken once.

``web/saving.py`` hands such a view and its answer to ``once``; a form that was changed after it had made something is shown again by
``web/forms.py`` with the question whether one more is wanted.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Response, flash, g, make_response, redirect, request, session
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from meetings import clock
from meetings.domain import tickets
from meetings.extensions import db
from meetings.web.held import NOT_TYPED

FIELD = "ticket"
LONGEST = 64

View = TypeVar("View", bound=Callable[..., Any])


def creates(view: View) -> View:
    """Marks a view whose POST makes something new: the same form sent twice makes it once."""
    view.creates = True  # type: ignore[attr-defined]  # -- marked
    return view


def once(view: Callable[..., Any], answer: Callable[[], Response]) -> Response:
    """The view's ``answer()``; where this request's form has made the same thing before, or just now, the way there."""
    ticket = request.form.get(FIELD, "")[:LONGEST] if request.method == "POST" and getattr(view, "creates", False) else ""
    if not ticket:
        return answer()
    form = _digest("form", current_user.get_id() or "", ticket)
    content = _digest(form, request.path, *_content())
    g.form_made = tickets.find_earlier(form, content)
    if g.form_made and g.form_made.same:
        return _led(g.form_made)
    try:
        given = answer()
    except Exception:  # a rule that says no, perhaps only because of what the same form has just made
        if led := _overtaken(form, content):
            return led
        raise
    made = given.status_code < 400 and tickets.take_form(form, content, given.location or request.path, clock.now())
    return given if made else _overtaken(form, content) or given


def question() -> Markup | None:
    """What is asked of somebody whose form has made something else before."""
    earlier = g.get("form_made")
    if earlier is None:
        return None
    text = _("Formulir ini sudah disimpan tadi dengan isi lain. Simpan lagi hanya bila ingin membuat satu lagi.")
    return Markup('{} <a href="{}">{}</a>').format(text, earlier.led_to, _("Buka yang sudah dibuat"))


def _overtaken(form: str, content: str) -> Response | None:
    """The way to what the same form made while this request was at work; what it did itself is taken back."""
    db.session.rollback()
    earlier = tickets.find_earlier(form, content)
    return _led(earlier) if earlier and earlier.same else None


def _led(earlier: tickets.Earlier) -> Response:
    session.pop("_flashes", None)  # what the work that was taken back wanted to say
    flash(_("Sudah tersimpan: formulir yang sama terkirim lebih dari sekali, dan hanya satu yang dibuat."), "info")
    return make_response(redirect(earlier.led_to))


def _content() -> Iterator[str]:
    """All that was sent, but for what only guards it; of files their bytes."""
    for name, value in sorted(request.form.items(multi=True)):
        if name not in NOT_TYPED:
            yield from (name, value)
    for name, file in sorted(request.files.items(multi=True), key=lambda each: each[0]):
        yield from (name, file.filename or "", hashlib.sha256(file.stream.read()).hexdigest())
        file.stream.seek(0)


def _digest(*parts: str) -> str:
    whole = hashlib.sha256()
    for part in parts:
        text = part.encode("utf-8", "surrogatepass")
        whole.update(len(text).to_bytes(8) + text)
    return whole.hexdigest()

"""Forms that make something carry a ticket, and the view that takes them is marked with ``creates``: each is taken once.

``web/saving.py`` asks here before the view and tells where it led; a form that was changed after it had made something is shown again
by ``web/forms.py`` with the question whether one more is wanted.
"""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Response, flash, g, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.domain import tickets
from meetings.web.held import NOT_TYPED

FIELD = "ticket"

LONGEST = 64

View = TypeVar("View", bound=Callable[..., Any])


def creates(view: View) -> View:
    """Marks a view whose POST makes something new: the same form sent twice makes it once."""
    view.creates = True  # type: ignore[attr-defined]  # -- marked
    return view


def made_before(view: Callable[..., Any]) -> Answer | None:
    """The way to what this request's form has made already, if it has; else the form is taken."""
    ticket = request.form.get(FIELD, "")[:LONGEST] if request.method == "POST" and getattr(view, "creates", False) else ""
    if not ticket:
        return None
    form = _digest("form", current_user.get_id() or "", ticket)
    g.taken_form = _digest(form, request.path, *_content())
    g.form_made = tickets.take_form(form, g.taken_form, clock.now())
    if g.form_made is None or not g.form_made.same:
        return None
    flash(_("Sudah tersimpan: formulir yang sama terkirim lebih dari sekali, dan hanya satu yang dibuat."), "info")
    return redirect(g.form_made.led_to or request.path)


def note_answer(answer: Response) -> None:
    """Remember where the form led to; a page that was shown instead can be opened at its address."""
    if "taken_form" in g:
        tickets.note_result(g.taken_form, answer.location or request.path)


def question() -> Markup | None:
    """What is asked of somebody whose form has made something else before."""
    earlier = g.get("form_made")
    if earlier is None:
        return None
    text = _("Formulir ini sudah disimpan tadi dengan isi lain. Simpan lagi hanya bila ingin membuat satu lagi.")
    return Markup('{} <a href="{}">{}</a>').format(text, earlier.led_to, _("Buka yang sudah dibuat"))


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

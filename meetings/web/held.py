"""What somebody typed is not lost with their sign-in: a form that comes too late is shown again, filled, and can be sent once more.

Nothing of it is stored: the page that answers holds what the request brought, for the browser that brought it. Only a form of this
very site is held (the browser says where it came from), so that nobody is led to press a button for another site's form. Pages of
signed-in people put their account's id into each form; under another account the form is refused, whatever its CSRF token says.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import request, session
from flask_login import current_user

ACCOUNT = "account"
SAVED = "saved_form"
NOT_TYPED = frozenset({ACCOUNT, "csrf_token", "ticket"})
SECRET = re.compile(r"^csrf_token$|password|^passphrase$|^nik$")
OF_THE_SIGN_IN = "security."  # their forms hold passwords and codes, and are short


@dataclass(frozen=True)
class HeldForm:
    """What came with a request: ``fields`` to be sent again to ``address`` (a path), and the names of files that must be chosen again."""

    address: str
    fields: list[tuple[str, str]]
    files: list[str]

    @property
    def typed(self) -> bool:
        """Is anything in it but what guards a form? A button alone has nothing that could be lost."""
        return bool(self.files) or any(value.strip() for name, value in self.fields if name not in NOT_TYPED)

    @property
    def waits(self) -> bool:
        """Does the page send it by itself (frontend/app/session.ts), once its account is signed in? A guest's is sent by a guest."""
        return any(name == ACCOUNT and value for name, value in self.fields)


def account_mark() -> str:
    """Who is signed in, for the forms and scripts of the page; empty for nobody."""
    return str(current_user.id) if current_user.is_authenticated else ""


def of_another() -> bool:
    """Whether this form was opened under another account than the one that is signed in now."""
    mark = request.form.get(ACCOUNT, "") if request.method == "POST" else ""
    return bool(mark) and current_user.is_authenticated and mark != current_user.id


def held_form() -> HeldForm | None:
    """This request's form, where it may be shown to its browser again; passwords, and who signs with which passphrase, never are."""
    if request.method != "POST" or (request.endpoint or OF_THE_SIGN_IN).startswith(OF_THE_SIGN_IN) or not _from_here():
        return None
    kept = [each for each in request.form.items(multi=True) if not SECRET.search(each[0])]
    files = [file.filename for _name, file in request.files.items(multi=True) if file.filename]
    return HeldForm(request.full_path if request.query_string else request.path, kept, files)


def note_saved() -> None:
    """This request's form is stored: the next page tells the browser to forget what it kept of it."""
    if request.method == "POST" and request.form.get(ACCOUNT) and request.form.keys() - NOT_TYPED:
        session[SAVED] = request.path


def saved_form() -> str:
    """The address (a path) of the form that was stored last, told once; empty if there is none."""
    return str(session.pop(SAVED, ""))


def way_back() -> str:
    """The address (a path of this site) of the page that this request came from, or that its route shows; empty if there is none."""
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc == request.host and before.path and not (request.method == "GET" and before.path == request.path):
        return before.path + (f"?{before.query}" if before.query else "")
    rule = request.url_rule
    return request.path if request.method != "GET" and rule is not None and "GET" in (rule.methods or ()) else ""


def _from_here() -> bool:
    """Whether a page of this site sent the request: with a form, every browser tells one of these."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site else urlsplit(request.headers.get("Origin", "")).netloc == request.host

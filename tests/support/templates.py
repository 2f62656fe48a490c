"""Reads Jinja templates the way the rules about them need: as HTML in which every expression is a placeholder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment

TEMPLATES = Path(__file__).parents[2] / "meetings" / "templates"
EXPRESSION = "\ufffc"  # stands where Jinja will put something
PRINTED = ("documents", "email")  # set in print or in a mail program: with style, and not in the catalogue
TEXT_ATTRIBUTES = {"alt", "aria-label", "label", "placeholder", "title"}
# Words that are the same in every language.
NAMES = {
    "WhatsApp",
    "PDF",
    "QR",
    "XLSX",
    "CSV",
    "ICS",
    "SHA",
    "NIP",
    "WIB",
    "WITA",
    "WIT",
    "Google",
    "Zoom",
    "API",
    "JSON",
    "OK",
}


@dataclass(frozen=True)
class Complaint:
    """What is wrong where."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def screen_templates() -> list[Path]:
    """The templates of pages, in order."""
    found = sorted(TEMPLATES.rglob("*.html"))
    return [path for path in found if path.relative_to(TEMPLATES).parts[0] not in PRINTED]


def as_html(path: Path) -> str:
    """The template with expressions replaced and {% trans %} and class-name blocks left out; line numbers stay."""
    text = ""
    environment = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"])
    words: list[str] | None = None  # the names in the {% … %} being read
    silent_until = ""
    for line, kind, value in environment.lexer.tokeniter(path.read_text(), None):
        text += "\n" * (line - 1 - text.count("\n"))
        if kind == "block_begin":
            words = []
        elif kind == "block_end" and words:
            silent_until = _silence(words, silent_until)
            words = None
        elif kind == "name" and words is not None:
            words.append(value)
        elif kind == "data" and not silent_until:
            text += value
        elif kind == "variable_begin" and not silent_until:
            text += "x" if text.endswith(("<", "</")) else EXPRESSION
    return text


def _silence(words: list[str], until: str) -> str:
    """Up to which tag text is not for the reader's eye, after the tag made of ``words``."""
    if until:
        return "" if words[0] == until else until
    if words[0] == "trans":
        return "endtrans"
    return "endblock" if words[0] == "block" and words[-1].endswith("class") else ""


class Rules(HTMLParser):
    """Collects complaints about one template."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.file = str(path.relative_to(TEMPLATES))
        self.complaints: list[Complaint] = []
        self.silent = 0
        self.feed(as_html(path))
        self.close()

    def complain(self, text: str) -> None:
        self.complaints.append(Complaint(self.file, self.getpos()[0], text))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = dict(attributes)
        if tag == "style" or (tag == "script" and "src" not in names and "type" not in names):
            self.complain(f"inline <{tag}>: the security policy refuses it")
        if tag in ("script", "style", "code", "svg"):
            self.silent += 1
        for name, value in attributes:
            if name == "style" or (name.startswith("on") and name.isalpha()) or name.startswith("hx-on"):
                self.complain(f"attribute {name}: the security policy refuses it")
            if (value or "").strip().lower().startswith("javascript:"):
                self.complain(f"{name}: a javascript: address")
            if name in TEXT_ATTRIBUTES and _words(value or ""):
                self.complain(f"{name}={value!r} is not in the catalogue")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "code", "svg"):
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        words = [] if self.silent else _words(data)
        if words:
            self.complain(f"{' '.join(data.split())[:60]!r} is not in the catalogue")


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]{3,}", text.replace(EXPRESSION, " ")) if word not in NAMES]


def complaints() -> Iterator[Complaint]:
    """Everything that is wrong in any page's template."""
    for path in screen_templates():
        yield from Rules(path).complaints

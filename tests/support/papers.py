"""Papers with all their words, but not set: for tests that ask when a paper is made, what it says and what becomes of it.

The templates are filled as ever. Only the laying out is left out, which is most of what a paper takes; how papers look is
seen in ``tests/documents``.
"""

import copy
import io
import re
from collections import OrderedDict
from functools import cache, partial
from typing import Any

import pikepdf
import pytest
from lxml import html
from weasyprint import HTML, Document
from weasyprint.document import Page

from meetings.documents.pdf import certificate, engine, invitation_letter

LINE = 90  # signs
KEPT = 12  # papers; they take memory
OWN = re.compile(r"asset:[0-9a-f]{24}|/v/[a-z2-7]+")


class PlainDocument(Document):
    """Pages that are written as their bare words."""

    def write_pdf(self, *_: Any, **__: Any) -> bytes:
        """The same words are the same bytes."""
        pdf, out = pikepdf.new(), io.BytesIO()
        for page in self.pages:
            added = pdf.add_blank_page(page_size=(595, 842))
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
            added.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            added.Contents = pdf.make_stream(_shown(page.words))
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _shown(words: list[str]) -> bytes:
    lines, line = [], ""
    for word in words:
        if line and len(line) + len(word) > LINE:
            lines.append(line)
            line = ""
        line = f"{line} {word}" if line else word
    shown = b"".join(b"<%s> Tj T* " % each.encode("cp1252", "replace").hex().encode() for each in [*lines, line])
    return b"BT /F1 8 Tf 10 TL 30 820 Td " + shown + b"ET"


class PlainPaper:
    """In the place of WeasyPrint's ``HTML``."""

    def __init__(self, string: str, **_: Any) -> None:
        tree = html.document_fromstring(string)
        self._words = [word for text in tree.find("body").itertext() for word in text.split()]

    def render(self, **_: Any) -> PlainDocument:
        """One page, however much stands there."""
        blank = _blank()
        page: Page = copy.copy(blank.pages[0])
        page.words = self._words
        return blank.copy([page])


@cache
def _blank() -> PlainDocument:
    laid_out = HTML(string="<p>").render()
    laid_out.__class__ = PlainDocument
    return laid_out


class RepeatedPaper:
    """In the place of WeasyPrint's ``HTML``, too: a paper that differs from one before in nothing but its pictures' addresses and its own
    on the verification page is not laid out again. It shows those of the first."""

    kept: OrderedDict[tuple[Any, ...], Document] = OrderedDict()

    def __init__(self, string: str, **how: Any) -> None:
        self._said, self._paper = OWN.sub("", string), partial(HTML, string=string, **how)

    def render(self, *, stylesheets: list[Any], **options: Any) -> Document:
        """Its pages."""
        key = (self._said, *stylesheets)
        if key not in self.kept:
            self.kept[key] = self._paper().render(stylesheets=stylesheets, **options)
            if len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        self.kept.move_to_end(key)
        return self.kept[key]


@pytest.fixture
def repeated_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers of this process are laid out once for all that say the same."""
    monkeypatch.setattr(engine, "HTML", RepeatedPaper)


@pytest.fixture
def plain_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers of this process are not set."""
    monkeypatch.setattr(engine, "HTML", PlainPaper)
    monkeypatch.setattr(certificate, "_stands_free", lambda _sheet: True)
    monkeypatch.setattr(invitation_letter, "even_blanks", lambda paragraphs, _paper: (0.0,) * len(paragraphs))

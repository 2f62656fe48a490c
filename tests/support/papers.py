"""Papers with all their words, but not set: for tests that ask when a paper is made, what it says and what becomes of it.

The templates are filled as ever. Only the laying out is left out, which is most of what a paper takes; how papers look is
seen in ``tests/documents``.
"""

import copy
import io
from functools import cache
from typing import Any

import pikepdf
import pytest
from lxml import html
from weasyprint import HTML, Document
from weasyprint.document import Page

from meetings.documents.pdf import certificate, engine, invitation_letter

LINE = 90  # signs


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


@pytest.fixture
def plain_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers of this process are not set."""
    monkeypatch.setattr(engine, "HTML", PlainPaper)
    monkeypatch.setattr(certificate, "_stands_free", lambda _sheet: True)
    monkeypatch.setattr(invitation_letter, "even_blanks", lambda paragraphs, _paper: (0.0,) * len(paragraphs))

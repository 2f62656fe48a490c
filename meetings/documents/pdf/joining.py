"""Parts of a paper that were laid out one after the other become one PDF."""

import contextlib
import io
from collections.abc import Sequence
from itertools import chain

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf


def join_parts(parts: Sequence[bytes], feet: Sequence[bytes]) -> bytes:
    """One PDF, the same for the same parts: the first one, a tagged paper, continued by the pages of the others.

    ``feet`` have as many pages as all of them together; each is laid over its page. A screen reader finds on every page that follows
    one paragraph with all its text, in the order of the lines: a cell of its own for each would take more memory than the list.
    """
    with contextlib.ExitStack() as opened:
        joined, *others = (opened.enter_context(Pdf.open(io.BytesIO(part))) for part in parts)
        overlays = [opened.enter_context(Pdf.open(io.BytesIO(each))) for each in feet]
        opening = len(joined.pages)
        for other in others:
            joined.pages.extend(other.pages)
        tags = _Tags(joined)
        over = chain.from_iterable(overlay.pages for overlay in overlays)
        for number, (page, foot) in enumerate(zip(joined.pages, over, strict=True)):
            untagged = number >= opening
            if untagged:
                tags.add_paragraph(page)
            _lay_over(page, joined.copy_foreign(foot.as_form_xobject()), f"/Foot{number}", untagged)
        result = io.BytesIO()
        joined.save(result, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return result.getvalue()


def _lay_over(page: Page, foot: Object, name: str, untagged: bool) -> None:
    """``add_overlay`` would do it under a random name, and the same papers would be other bytes.

    The foot is not read aloud between two lines of the list; what else an ``untagged`` page shows becomes its paragraph.
    """
    page.add_resource(foot, Name.XObject, Name(name))
    page.contents_add(b"q /P <</MCID 0>> BDC" if untagged else b"q", prepend=True)
    page.contents_add(f"{'EMC ' if untagged else ''}Q /Artifact BMC q {name} Do Q EMC".encode())


class _Tags:
    """The structure of the first part, which the pages of the others are added to."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        root = pdf.Root.StructTreeRoot
        self._numbers: Object = root.ParentTree.Nums
        self._document: Object = root.K[0]
        self._next = int(self._numbers[len(self._numbers) - 2]) + 1

    def add_paragraph(self, page: Page) -> None:
        """What the page marks as its content 0 is a paragraph."""
        element = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=self._document, Pg=page.obj, K=0))
        self._document.K.append(element)
        page.obj.StructParents = self._next
        self._numbers.append(self._next)
        self._numbers.append(self._pdf.make_indirect(Array([element])))
        self._next += 1


def append_pages(parts: Sequence[bytes]) -> bytes:
    """One PDF with the pages of all, the same for the same parts; for papers that are no text to be read aloud."""
    if len(parts) == 1:
        return parts[0]
    with contextlib.ExitStack() as opened:
        joined, *others = (opened.enter_context(Pdf.open(io.BytesIO(part))) for part in parts)
        for other in others:
            joined.pages.extend(other.pages)
        written = io.BytesIO()
        joined.save(written, deterministic_id=True)
        return written.getvalue()

"""Parts of a paper that were laid out one after the other become one PDF."""

import io
from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf


def join_parts(parts: Sequence[bytes], feet: bytes) -> bytes:
    """One PDF, the same for the same parts: the first one, a tagged paper, continued by the pages of the others.

    ``feet`` has as many pages as all of them together; each is laid over its page. A screen reader finds on every page that follows
    one paragraph with all its text, in the order of the lines: a cell of its own for each would take more memory than the list.
    """
    with Pdf.open(io.BytesIO(parts[0])) as joined, Pdf.open(io.BytesIO(feet)) as overlay:
        opening = len(joined.pages)
        others = [Pdf.open(io.BytesIO(part)) for part in parts[1:]]
        for other in others:
            joined.pages.extend(other.pages)
        tag = _Tags(joined)
        for number, (page, foot) in enumerate(zip(joined.pages, overlay.pages, strict=True)):
            if number >= opening:
                tag.as_paragraph(page)
            _lay_over(page, joined.copy_foreign(foot.as_form_xobject()), f"/Foot{number}")
        result = io.BytesIO()
        joined.save(result, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        for other in others:
            other.close()
    return result.getvalue()


def _lay_over(page: Page, foot: Object, name: str) -> None:
    """``add_overlay`` would do it under a random name, and the same papers would be other bytes."""
    page.add_resource(foot, Name.XObject, Name(name))
    page.contents_add(b"q", prepend=True)
    page.contents_add(f"Q /Artifact BMC q {name} Do Q EMC".encode())  # not read aloud between two lines of the list


class _Tags:
    """The structure of the first part, which the pages of the others are added to."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        root = pdf.Root.StructTreeRoot
        self._numbers: Object = root.ParentTree.Nums
        self._document: Object = root.K[0]
        self._next = int(self._numbers[len(self._numbers) - 2]) + 1

    def as_paragraph(self, page: Page) -> None:
        """All that the page shows so far is one paragraph."""
        page.contents_add(b"/P <</MCID 0>> BDC", prepend=True)
        page.contents_add(b"EMC")
        element = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=self._document, Pg=page.obj, K=0))
        self._document.K.append(element)
        page.obj.StructParents = self._next
        self._numbers.append(self._next)
        self._numbers.append(self._pdf.make_indirect(Array([element])))
        self._next += 1

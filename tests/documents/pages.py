"""Measures of laid-out pages, in millimetres and in WeasyPrint's own boxes: no PDF is written for them."""

from collections.abc import Iterator

from weasyprint import Document
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes

from meetings.documents.pdf.filling import MM, descendants

NO_BREAK = "\u00a0"


def classed(page: Page, name: str) -> Iterator[boxes.Box]:
    """Boxes of the elements with this class, the outermost of each."""
    seen = set()
    for box in descendants(page):
        if box.element is not None and name in box.element.get("class", "").split() and box.element not in seen:
            seen.add(box.element)
            yield box


def lines(page: Page) -> list[boxes.LineBox]:
    """Lines of text, from above."""
    found = [box for box in descendants(page) if isinstance(box, boxes.LineBox) and text_of_line(box).strip()]
    return sorted(found, key=lambda line: line.position_y)


def text_of_line(box: boxes.Box) -> str:
    """The line's text, as it is printed."""
    if isinstance(box, boxes.TextBox):
        return box.text
    return "".join(map(text_of_line, box.children))


def signature_page(document: Document) -> Page:
    """The page with the (first) signature."""
    return next(page for page in document.pages if any(classed(page, "signing")))


def lines_above(page: Page, name: str) -> int:
    """Lines of text between the page's upper margin and the first box of this class; lines side by side count once."""
    top = next(classed(page, name)).position_y
    return len({round(line.position_y) for line in lines(page) if line.position_y + line.height <= top + 1})


def signature_rooms(document: Document) -> list[float]:
    """Millimetres kept free for each signature and stamp, before anything else stands below."""
    return [box.height / MM for page in document.pages for box in classed(page, "room")]


def gaps(document: Document) -> list[float]:
    """How wide the blanks of each justified line are, in usual blanks."""
    found = []
    for page in document.pages:
        for box in descendants(page):
            if isinstance(box, boxes.TextBox) and box.justification_spacing:
                blank = 0.278 * box.style["font_size"]
                found.append(1 + (box.justification_spacing + box.style["word_spacing"]) / blank)
    return found


def line_ends(document: Document) -> list[str]:
    """The last word of each line of running text, with the hyphen it may have."""
    ends = []
    for page in document.pages:
        for text in classed(page, "body-text"):
            for box in text.descendants():
                if isinstance(box, boxes.LineBox) and (words := text_of_line(box).split(" ")):
                    ends.append(next((word for word in reversed(words) if word), ""))
    return ends


def paragraphs(document: Document) -> list[list[str]]:
    """The lines of each paragraph of running text."""
    found: dict[object, list[str]] = {}
    for page in document.pages:
        for text in classed(page, "body-text"):
            for box in text.descendants():
                if isinstance(box, boxes.LineBox):
                    found.setdefault(box.element, []).append(text_of_line(box))
    return list(found.values())


def table_rows(page: Page) -> list[boxes.Box]:
    """Rows of the page's tables, without their heads."""
    groups = [box for box in descendants(page) if box.element_tag == "tbody" and isinstance(box, boxes.TableRowGroupBox)]
    return [row for group in groups for row in group.children]

"""The text of minutes: a small set of HTML elements, whatever was pasted. As plain text it stands in ``plaintext``."""

import html
import re

import nh3

from meetings.domain.minutes.plaintext import merge_text, to_text
from meetings.writing.figures import figure
from meetings.writing.reading import visible

TAGS = {
    "div",
    "p",
    "br",
    "strong",
    "b",
    "em",
    "i",
    "del",
    "s",
    "u",
    "sub",
    "sup",
    "h1",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "li",
    "a",
    "figure",
    "figcaption",
}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
_CELL = {"colspan", "rowspan", "align"}
ATTRIBUTES = {"a": {"href"}, "figure": {"data-picture", "data-alt"}, "ol": {"type", "start"}, "td": _CELL, "th": _CELL}
MOST_SPANNED = 50  # columns or rows of one cell; a print of very many takes forever
LAST_NUMBER = 9999  # that a list may begin with
_HEADINGS = re.compile(r"<(/?)h[2-6]\b", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"<(/?)(li|td|th|blockquote|p|div|ul|ol|br)\b[^>]*>")
_BLANK_END = re.compile(r"(?:\s|<br>)+(</blockquote>|</?(?:li|td|th|ul|ol)\b[^>]*>)")
_EMPTY = r"<(div|p)>(?:\s|&nbsp;|<br>)*</\1>\s*"
_EMPTY_START, _EMPTY_END = re.compile(_EMPTY), re.compile(f"{_EMPTY}$")
_LONGEST_EMPTY = 100  # characters of an empty line at the end; a longer one stays
_TAG = re.compile(r"<[^>]+>")
_FIGURES = re.compile(r"<figure\b([^>]*)>(.*?)</figure>", re.DOTALL)
_PARTS = re.compile(r"</?fig(?:ure|caption)\b[^>]*>")
_PICTURE, _ALT = re.compile(r'\bdata-picture="([a-z0-9]{16})"'), re.compile(r'\bdata-alt="([^"]*)"')


def clean_html(text: str) -> str:
    """``text`` with only the elements above and links of http(s) and mailto; empty when nothing is left to read. Entries of lists,
    cells and quotations hold no paragraphs: what pasted ones hold stands line below line. Pictures stand between the other blocks. Empty lines at either end are nobody's."""
    cleaned = nh3.clean(
        _HEADINGS.sub(r"<\1h1", text),
        tags=TAGS | TABLE,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    cleaned = _without_empty_ends(_without_paragraphs(_figures(visible(cleaned))))
    return cleaned if to_text(cleaned) else ""


def _figures(text: str) -> str:
    """Each picture in its one form, with a caption of plain text; of one that has no id, or stands within something, the caption stays."""
    parts, end, level = [], 0, 0
    for found in _FIGURES.finditer(text):
        before = _PARTS.sub("", text[end : found.start()])
        level += sum(-1 if tag.startswith("</") else 1 for tag in _TAG.findall(before) if not tag.startswith("<br"))
        picture, alt = _PICTURE.search(found[1]), _ALT.search(found[1])
        caption = " ".join(html.unescape(_TAG.sub(" ", found[2])).split())
        if picture and not level:
            parts += [before, figure(picture[1], html.unescape(alt[1]) if alt else "", caption)]
        else:
            said = html.escape(caption, quote=False)
            parts += [before, said if level or not said else f"<div>{said}</div>"]
        end = found.end()
    return "".join([*parts, _PARTS.sub("", text[end:])])


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """A cell spans a number of columns or rows that a table may have; a list counts in one of HTML's ways, from a number; numbers stand
    at the right of their cell."""
    if name in ("colspan", "rowspan"):
        return value if 1 < _number(value) <= MOST_SPANNED else None
    if name == "start":
        return value if 1 < _number(value) <= LAST_NUMBER else None
    allowed = {"type": ("a", "A", "i", "I"), "align": ("right", "center")}.get(name)
    return value if allowed is None or value in allowed else None


def _number(value: str) -> int:
    return int(value[:9]) if value.isascii() and value.isdigit() else 0


def _without_empty_ends(text: str) -> str:
    start, end = 0, len(text.rstrip())
    while found := _EMPTY_START.match(text, start):
        start = found.end()
    while found := _EMPTY_END.search(text, max(start, end - _LONGEST_EMPTY), end):
        end = found.start()
    return text[start:end].strip()


def _without_paragraphs(text: str) -> str:
    inside: list[bool] = []  # of the entries and cells we are in: does it hold text already?
    parts, end = [], 0
    for found in _PARAGRAPHS.finditer(text):
        between, closing, tag = text[end : found.start()], found[1] == "/", found[2]
        parts.append(between)
        end = found.end()
        if inside and between.strip():
            inside[-1] = True
        if tag in ("li", "td", "th", "blockquote"):
            if closing and inside:
                inside.pop()
            elif not closing:
                inside.append(False)
        elif inside and tag in ("ul", "ol"):
            inside[-1] = False  # a list ends a line by itself
        elif inside and tag in ("p", "div"):
            if not closing and inside[-1]:
                parts.append("<br>")
                inside[-1] = False
            continue
        elif inside and tag == "br" and not inside[-1]:
            continue  # nothing stands above it
        parts.append(found[0])
    parts.append(text[end:])
    return _BLANK_END.sub(r"\1", "".join(parts)) if end else text


def depth(text: str) -> int:
    """How deep the elements of cleaned HTML are nested."""
    deepest = level = 0
    for found in _TAG.finditer(text):
        if found[0].startswith("<br"):
            continue
        level += -1 if found[0].startswith("</") else 1
        deepest = max(deepest, level)
    return deepest


def edited_text(stored: str, text: str) -> str:
    """What plain ``text`` from a textarea makes of ``stored`` HTML: nothing where nobody changed it."""
    return stored if to_text(stored).split() == text.split() else clean_html(merge_text(stored, text))

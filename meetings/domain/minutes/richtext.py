"""The text of minutes: a small set of HTML elements, whatever was pasted; and plain text for browsers without script."""

import html
import re

import nh3

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
}
TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
MOST_SPANNED = 50  # columns or rows of one cell; a print of very many takes forever
_BLOCKS = re.compile(r"<(/?)(div|p|br|h1|blockquote|pre|ul|ol|li|table|tr|td|th)\b[^>]*>", re.IGNORECASE)
_HEADINGS = re.compile(r"<(/?)h[2-6]\b", re.IGNORECASE)
_PARAGRAPHS = re.compile(r"<(/?)(li|td|th|p|div|ul|ol|br)\b[^>]*>")
_TAG = re.compile(r"<[^>]+>")


def clean_html(text: str) -> str:
    """``text`` with only the elements above and links of http(s) and mailto; empty when nothing is left to read. Entries of lists and
    cells hold no paragraphs: what pasted ones hold stands line below line."""
    cleaned = nh3.clean(
        _HEADINGS.sub(r"<\1h1", text),
        tags=TAGS | TABLE,
        attributes={"a": {"href"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    cleaned = _without_paragraphs(visible(cleaned)).strip()
    return cleaned if to_text(cleaned) else ""


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """A cell spans a number of columns or rows that a table may have."""
    return (
        value
        if name not in ("colspan", "rowspan") or (value.isascii() and value.isdigit() and 1 < int(value[:9]) <= MOST_SPANNED)
        else None
    )


def _without_paragraphs(text: str) -> str:
    inside: list[bool] = []  # of the entries and cells we are in: does it hold text already?
    parts, end = [], 0
    for found in _PARAGRAPHS.finditer(text):
        between, closing, tag = text[end : found.start()], found[1] == "/", found[2]
        parts.append(between)
        end = found.end()
        if inside and between.strip():
            inside[-1] = True
        if tag in ("li", "td", "th"):
            if closing and inside:
                inside.pop()
            elif not closing:
                inside.append(False)
        elif inside and tag in ("p", "div"):
            if not closing and inside[-1]:
                parts.append("<br>")
                inside[-1] = False
            continue
        elif inside and tag == "br" and not inside[-1]:
            continue  # nothing stands above it
        parts.append(found[0])
    parts.append(text[end:])
    return re.sub(r"(?:\s|<br>)+(</?(?:li|td|th|ul|ol)>)", r"\1", "".join(parts)) if end else text


def depth(text: str) -> int:
    """How deep the elements of cleaned HTML are nested."""
    deepest = level = 0
    for found in _TAG.finditer(text):
        if found[0].startswith("<br"):
            continue
        level += -1 if found[0].startswith("</") else 1
        deepest = max(deepest, level)
    return deepest


def to_text(text: str) -> str:
    """The HTML as plain text: a line a paragraph, ``- `` or ``1. `` before the entries of a list, ``| … | … |`` for a row of a table."""
    cells: list[bool] = []  # of the cells so far: is it closed?
    lists: list[int | None] = []  # of the lists we are in: None for bullets, else the last number

    def block(found: re.Match[str]) -> str:
        closing, tag = found[1] == "/", found[2].lower()
        if tag in ("ul", "ol"):
            if closing and lists:
                lists.pop()
            elif not closing:
                lists.append(0 if tag == "ol" else None)
            return "\n"
        if tag == "li" and not closing:
            if not lists or lists[-1] is None:
                return "\n" + "  " * max(0, len(lists) - 1) + "- "
            lists[-1] += 1
            return "\n" + "  " * (len(lists) - 1) + f"{lists[-1]}. "
        if tag in ("td", "th"):
            cells.append(closing)
            return " | " if closing else ""
        if tag == "tr":
            return "" if closing else "\n| "
        if tag == "br" and cells and not cells[-1]:
            return " "
        return "" if tag == "li" else "\n"

    plain = html.unescape(_TAG.sub("", _BLOCKS.sub(block, text))).replace("\xa0", " ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip()


def from_text(text: str) -> str:
    """Plain text as HTML: a paragraph a line, lines that begin with ``- `` or ``1. `` become lists, those between ``|`` a table."""
    parts: list[str] = []
    current = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        marked = re.match(r"\s*(?:(-|\*|•)|(\d+)[.)])\s+(.*)", line)
        row = re.fullmatch(r"\s*\|(.+)\|\s*", line)
        kind = "table" if row else "" if not marked else "ul" if marked[1] else "ol"
        if kind != current:
            parts += [f"</{current}>"] * bool(current) + [f"<{kind}>"] * bool(kind)
            current = kind
        if row:
            parts.append(
                f"<tr>{''.join(f'<td>{html.escape(cell.strip(), quote=False)}</td>' for cell in row[1].split('|'))}</tr>"
            )
        elif marked:
            parts.append(f"<li>{html.escape(marked[3], quote=False)}</li>")
        elif line.strip():
            parts.append(f"<div>{html.escape(line.strip(), quote=False)}</div>")
    if current:
        parts.append(f"</{current}>")
    return "".join(parts)


def edited_text(stored: str, text: str) -> str:
    """What plain ``text`` from a textarea makes of ``stored`` HTML: nothing, unless somebody changed the text."""
    return stored if _same(to_text(stored), text) else clean_html(from_text(text))


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()

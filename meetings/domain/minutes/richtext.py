"""The text of minutes: a small set of HTML elements, whatever was pasted; and plain text for browsers without script."""

import html
import re

import nh3

from meetings.writing.reading import visible

TAGS = {"div", "p", "br", "strong", "b", "em", "i", "del", "s", "u", "h1", "blockquote", "pre", "ul", "ol", "li", "a"}
_BLOCKS = re.compile(r"<(/?)(div|p|br|h1|blockquote|pre|ul|ol|li)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")


def clean_html(text: str) -> str:
    """``text`` with only the elements above and links of http(s) and mailto; empty when nothing is left to read."""
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    cleaned = visible(cleaned).strip()
    return cleaned if to_text(cleaned) else ""


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
    """The HTML as plain text: a line a paragraph, ``- `` or ``1. `` before the entries of a list."""
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
        return "" if tag == "li" else "\n"

    plain = html.unescape(_TAG.sub("", _BLOCKS.sub(block, text))).replace("\xa0", " ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip()


def from_text(text: str) -> str:
    """Plain text as HTML: a paragraph a line, lines that begin with ``- `` or ``1. `` become lists."""
    parts: list[str] = []
    current = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        marked = re.match(r"\s*(?:(-|\*|•)|(\d+)[.)])\s+(.*)", line)
        kind = "" if not marked else "ul" if marked[1] else "ol"
        if kind != current:
            parts += [f"</{current}>"] * bool(current) + [f"<{kind}>"] * bool(kind)
            current = kind
        if marked:
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

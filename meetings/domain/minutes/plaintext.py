"""The text of minutes as plain text, for searching, checking, and browsers without script; and back."""

import html
import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher

from meetings.writing.figures import MARK

_BLOCKS = re.compile(r"<(/?)(div|p|br|h1|blockquote|pre|ul|ol|li|table|tr|td|th|figure|figcaption)\b([^>]*)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_OPENS = re.compile(r"<(/?)([a-z0-9]+)\b[^>]*>", re.IGNORECASE)
_STANDING = {"div", "p", "h1", "blockquote", "pre", "ul", "ol", "table", "figure"}
_ENTRY = re.compile(r"(\s*)(?:([-*•])|(\d{1,4})[.)]|([a-z])[.)])\s+(.*)")
_ALT = re.compile(r'\bdata-alt="([^"]+)"')
_ROW = re.compile(r"\s*\|(.+)\|\s*")


def to_text(text: str) -> str:
    """The HTML as plain text: a line a paragraph, ``- ``, ``1. `` or ``a. `` before the entries of a list, ``| … | … |`` for a row of a
    table, ``[Gambar: …]`` before the caption of a picture."""
    cells: list[bool] = []  # of the cells so far: is it closed?
    lists: list[tuple[str, int]] = []  # of the lists we are in: how it counts ("" for bullets), and the last number

    def block(found: re.Match[str]) -> str:
        closing, tag = found[1] == "/", found[2].lower()
        if tag in ("ul", "ol"):
            if closing and lists:
                lists.pop()
            elif not closing:
                lists.append((_counting(found[3]), _first(found[3]) - 1) if tag == "ol" else ("", 0))
            return "" if lists[not closing :] else "\n"  # one within another goes on with its lines
        if tag == "li" and not closing:
            kind, last = lists[-1] if lists else ("", 0)
            if lists:
                lists[-1] = (kind, last + 1)
            return "\n" + "  " * max(0, len(lists) - 1) + (f"{_numbered(kind, last + 1)}. " if kind else "- ")
        if tag in ("td", "th"):
            cells.append(closing)
            return " | " if closing else ""
        if tag in ("figure", "figcaption"):
            alt = _ALT.search(found[3])
            return "" if tag == "figcaption" else "\n" if closing else f"\n[{MARK}{f': {alt[1]}' if alt else ''}] "
        if tag == "tr":
            return "" if closing else "\n| "
        if tag == "br" and cells and not cells[-1]:
            return " "
        return "" if tag == "li" else "\n"

    plain = html.unescape(_TAG.sub("", _BLOCKS.sub(block, text))).replace("\xa0", " ")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip()


def _counting(attributes: str) -> str:
    found = re.search(r'\btype="(\w)"', attributes)
    return found[1] if found else "1"


def _first(attributes: str) -> int:
    found = re.search(r'\bstart="(\d{1,4})"', attributes)
    return int(found[1]) if found else 1


def _numbered(kind: str, number: int) -> str:
    """A list by letters has them; what counts in another way has its number."""
    return chr(ord(kind) + number - 1) if kind in "aA" and number <= 26 else str(number)


def from_text(text: str) -> str:
    """Plain text as HTML: a paragraph a line, lines that begin with ``- ``, ``1. `` or ``a. `` become lists, those further in lists within
    lists, those between ``|`` a table."""
    parts: list[str] = []
    open_lists: list[tuple[str, int]] = []  # kind and blanks before its entries, from the outer one
    in_table = False

    def close(indent: int = -1) -> None:
        """End the lists further in than ``indent``."""
        while open_lists and open_lists[-1][1] > indent:
            parts.append(f"</li></{'ul' if open_lists.pop()[0] == '-' else 'ol'}>")

    for line in text.replace("\r\n", "\n").split("\n"):
        row, entry = _ROW.fullmatch(line), _ENTRY.fullmatch(line)
        if in_table and not row:
            parts.append("</table>")
        if row:
            close()
            parts += ["<table>"] * (not in_table)
            parts.append(f"<tr>{''.join(f'<td>{_escaped(cell)}</td>' for cell in row[1].split('|'))}</tr>")
        elif entry:
            _add_entry(entry, parts, open_lists, close)
        elif line.strip():
            close()
            parts.append(f"<div>{_escaped(line)}</div>")
        else:
            close()
        in_table = bool(row)
    if in_table:
        parts.append("</table>")
    close()
    return "".join(parts)


def _add_entry(entry: re.Match[str], parts: list[str], open_lists: list[tuple[str, int]], close: Callable[[int], None]) -> None:
    indent, kind = len(entry[1].expandtabs(4)), "-" if entry[2] else "1" if entry[3] else "a"
    close(indent)
    if open_lists and open_lists[-1][1] == indent and open_lists[-1][0] != kind:
        close(indent - 1)
    if open_lists and open_lists[-1][1] == indent:
        parts.append("</li>")
    else:
        first = int(entry[3]) if entry[3] else ord(entry[4]) - ord("a") + 1 if entry[4] else 1
        start = f' start="{first}"' if first > 1 else ""
        parts.append({"-": "<ul>", "1": f"<ol{start}>", "a": f'<ol type="a"{start}>'}[kind])
        open_lists.append((kind, indent))
    parts.append(f"<li>{_escaped(entry[5])}")


def _escaped(text: str) -> str:
    return html.escape(text.strip(), quote=False)


def merge_text(stored: str, text: str) -> str:
    """``stored`` HTML as a person changed it who saw its plain text: paragraphs, lists and tables whose lines are all still there stay as
    they are, the other lines are read by ``from_text``. Not cleaned."""
    blocks = list(_blocks(stored))
    lines = [(number, line) for number, block in enumerate(blocks) for line in _lines(to_text(block))]
    wanted = _lines(text)
    matcher = SequenceMatcher(None, [line.strip() for _number, line in lines], [line.strip() for line in wanted], autojunk=False)
    place: dict[int, int] = {}  # of stored lines among those wanted
    for old, new, size in matcher.get_matching_blocks():
        place.update((old + step, new + step) for step in range(size))
    kept: dict[int, tuple[int, str]] = {}  # where a block that stays begins: of how many lines, and its HTML
    for number, block in enumerate(blocks):
        at = [index for index, (owner, _line) in enumerate(lines) if owner == number]
        if at and all(index in place and place[index] - place[at[0]] == index - at[0] for index in at):
            kept[place[at[0]]] = (len(at), block)
    parts, typed, index = [], list[str](), 0
    while index < len(wanted):
        if index in kept:
            size, block = kept[index]
            parts += [from_text("\n".join(typed)), block]
            typed.clear()
            index += size
        else:
            typed.append(wanted[index])
            index += 1
    return "".join([*parts, from_text("\n".join(typed))])


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _blocks(text: str) -> Iterator[str]:
    """The paragraphs, lists and tables of cleaned HTML, one after the other; text between them is a block, too."""
    depth = start = 0
    for found in _OPENS.finditer(text):
        if found[2].lower() not in _STANDING:
            continue
        if not found[1]:
            if depth == 0 and text[start : found.start()].strip():
                yield text[start : found.start()]
            start = found.start() if depth == 0 else start
            depth += 1
        else:
            depth = max(0, depth - 1)
            if depth == 0:
                yield text[start : found.end()]
                start = found.end()
    if text[start:].strip():
        yield text[start:]

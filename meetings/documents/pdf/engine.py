"""From template and data to PDF: a Jinja environment of its own and WeasyPrint, cut off from network and disk.

Everything a page shows comes in through ``Assets``: bytes get a private ``asset:`` address that only this rendering
knows. The fetcher answers those and ``data:``, and nothing else, so no text typed by a user can make the service
read a file or open a connection.
"""

import atexit
import functools
import hashlib
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nh3
import pyphen
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from meetings.documents.errors import InvalidImageError
from meetings.documents.pdf.filling import NORMAL, Step
from meetings.documents.pdf.paper import Paper
from meetings.documents.qr import qr_png
from meetings.writing import dates
from meetings.writing.figures import with_pictures
from meetings.writing.id_numbers import show_number
from meetings.writing.names import addressed, one_full_stop, with_position
from meetings.writing.numbers import group_thousands
from meetings.writing.together import NBSP, keep_together

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
IMAGE_DPI = 300
"""Pictures with more dots an inch are reduced to this: what office printers show."""
pyphen.LANGUAGES["id"] = TEMPLATES / "hyph_id.dic"  # the library's own patterns break kesal-ahan and dipu-l-ihkan
RICH_TAGS = {
    "p",
    "div",
    "br",
    "strong",
    "b",
    "em",
    "i",
    "u",
    "del",
    "s",
    "ul",
    "ol",
    "li",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "pre",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "sub",
    "sup",
    "figure",
    "figcaption",
}
LONGEST_PIECE = 48  # signs; a longer one would leave a hole in the line before it
PIECE = re.compile(r"[^ \t\r\n]+")  # what stands between blanks at which a line may break
TAG = re.compile(r"(<[^<>]*>)")
HEADING = re.compile(r"(</?)h[1-4]>")
WHOLE = re.compile(
    r"(?<!\S)(?=\S*\d)(?!\S*://)(?=\S{1,28}(?!\S))[\w.-]+(?:/[\w.-]+)+|\b(?!(?:Pe|Ke|Me|Ber|Ter|Di)[a-z]*(?:an|i)\b|[A-Z][a-z]+(?:asi|itas)\b)[A-Z]\w{7,24}\b"
)
"""The number of a letter, and a long word with a capital unless its affixes show that it is none of a person's name: not to be broken."""
_CELL = {"colspan", "rowspan", "align"}
RICH_ATTRIBUTES = {"figure": {"data-picture", "data-alt"}, "a": {"href"}, "ol": {"type", "start"}, "td": _CELL, "th": _CELL}
START = re.compile(r'<ol([^>]*?) start="(\d{1,4})"')
"""WeasyPrint counts from 1 whatever the attribute says."""
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
LONG_WORD = re.compile(r"[^\s<>&]{20,}")
"""In a cell it may be broken anywhere, or a column would run off the page."""
ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
SPAN = re.compile(r'<td\b[^>]*\browspan="(\d+)"')
PLAIN_CELLS = re.compile(r"<td\b[^>]*>(.*?)</td>", re.DOTALL)
MOST_HEAD_ROWS = 3
HEAD_ROWS = re.compile(r"(<table>)<tbody>((?:<tr>(?:<th\b[^>]*>(?:(?!</?(?:th|td|tr)\b).)*</th>)+</tr>)+)(?=<tr>)", re.DOTALL)
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
_local = threading.local()


class Assets(URLFetcher):
    """The bytes one rendering may show, by address; also the only fetcher WeasyPrint is given."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False)
        self._images: dict[str, tuple[bytes, str]] = {}
        self.cache: dict[str, Any] = {}

    def add(self, image: bytes) -> str:
        """Address for ``image``. Raises InvalidImageError when the bytes are no picture."""
        address = f"asset:{hashlib.blake2b(image, digest_size=12).hexdigest()}"
        if address not in self._images:
            self._images[address] = (image, image_type(image))
        return address

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Bytes of an own address or of a ``data:`` address; ValueError for everything else."""
        if url in self._images:
            body, mime = self._images[url]
            return URLFetcherResponse(url, body, {"Content-Type": mime})
        return super().fetch(url, headers)


def image_type(image: bytes) -> str:
    """Media type by content. Raises InvalidImageError for anything but PNG, JPEG, GIF, WebP, SVG."""
    for magic, mime in _MAGIC:
        if image.startswith(magic):
            return mime
    if image[:4] == b"RIFF" and image[8:12] == b"WEBP":
        return "image/webp"
    if b"<svg" in image[:2000]:
        return "image/svg+xml"
    raise InvalidImageError("Gambar harus PNG, JPEG, GIF, WebP, atau SVG.")


@functools.cache
def environment() -> Environment:
    """The templates of ``templates/documents``: autoescape on, an unknown name is an error."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    env.filters.update(
        rich=clean_rich_text,
        utuh=keep_together,
        kalimat=running_text,
        nip=show_number,
        tanggal=dates.format_date,
        hari_tanggal=dates.format_day_date,
        ribuan=group_thousands,
        jabatan=with_position,
        yth=addressed,
        satu_titik=one_full_stop,
    )
    env.globals.update(hour_row=dates.format_hour_row, clock=dates.format_clock, qr_png=qr_png)
    return env


def clean_rich_text(html: str, images: Mapping[str, str] = MappingProxyType({}), level: int = 4) -> Markup:
    """Rich text for print, its headings all of ``level``, its pictures from the addresses in ``images`` (by id). It comes in clean; what could still change the sheet stays out."""
    clean = nh3.clean(html, tags=RICH_TAGS, attributes=RICH_ATTRIBUTES, link_rel=None)
    clean = HEADING.sub(rf"\1h{level}>", clean)
    clean = START.sub(lambda found: f'<ol{found[1]} style="counter-reset: list-item {int(found[2]) - 1}"', clean)
    clean = HEAD_ROWS.sub(r"\1<thead>\2</thead><tbody>", clean)  # they stand again on every page that the table goes on to
    clean = TABLE.sub(_print_table, clean)
    kept = "".join(part if part.startswith("<") else keep_together(part) for part in TAG.split(clean))
    return Markup(with_pictures(kept, images.get))  # noqa: S704 -- clean


def _print_table(found: re.Match[str]) -> str:
    table = "".join(
        part if part.startswith("<") else LONG_WORD.sub(r'<span class="long">\g<0></span>', part) for part in TAG.split(found[0])
    )
    if "<thead>" in table or "<table><tbody>" not in table:
        return table
    rows = ROW.findall(table)
    count = _plain_head(rows)
    if not 0 < count <= MOST_HEAD_ROWS or count >= len(rows):
        return table
    head, body = "".join(rows[:count]), "".join(rows[count:])
    return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def _plain_head(rows: list[str]) -> int:
    """How many of the first rows are the head of a table from a word processor, whose cells do not say it: one is where all its cells are
    bold; where a cell of the first one goes down beside others that are spanned, all that it goes down."""
    if not rows:
        return 0
    down = [int(number) for number in SPAN.findall(rows[0])]
    if down and 'colspan="' in rows[0]:
        return max(down)
    count = 0
    for row in rows:
        cells = [cell.strip() for cell in PLAIN_CELLS.findall(row)]
        if not cells or not all(cell.startswith(("<strong>", "<b>")) and cell.endswith(("</strong>", "</b>")) for cell in cells):
            break
        count += 1
    return max([count, *down]) if count else 0


def running_text(text: str) -> Markup:
    """A paragraph to be justified: words may be hyphenated, but no name, and nothing of what stands together.

    What is whole is whole with all that no blank parts from it: where a line may break neither before nor behind such a piece, WeasyPrint
    leaves the words around it alone on lines of their own.
    """
    return Markup(PIECE.sub(_whole, str(escape(keep_together(text)))))  # noqa: S704 -- clean


def _whole(found: re.Match[str]) -> str:
    piece = found[0]
    whole = len(piece) <= LONGEST_PIECE and "://" not in piece and (NBSP in piece or WHOLE.search(piece))
    return f"<i>{piece}</i>" if whole else piece


def render_pages(
    template: str, paper: Paper, assets: Assets, *, step: Step = NORMAL, draft: bool = False, mark: str = "", **data: Any
) -> Document:
    """Lay ``template`` out on ``paper``, as closely as ``step`` says; ``draft`` prints KONSEP behind every page, ``mark``
    stands at its head. The result can still
    be joined with other pages."""
    html = environment().get_template(template).render(paper=paper, asset=assets.add, step=step, draft=draft, **data)
    return HTML(string=html, url_fetcher=assets, base_url="asset:").render(
        font_config=_font_config(), stylesheets=[_stylesheet(paper, step, draft, mark)], cache=assets.cache, dpi=IMAGE_DPI
    )


def write_pdf(document: Document, tagged: bool = False) -> bytes:
    """PDF bytes, the same for the same pages; ``tagged`` adds the structure a screen reader follows (PDF/UA)."""
    return document.write_pdf(pdf_variant="pdf/ua-1") if tagged else document.write_pdf()


@atexit.register
def _forget_fonts() -> None:
    """Pango is gone by the time the interpreter clears thread locals: the fonts must go before, or the exit crashes."""
    _local.__dict__.pop("fonts", None)


def _font_config() -> FontConfiguration:
    """One per thread: building it reads the system's fonts, and Pango's font map is not shared between threads."""
    if not hasattr(_local, "fonts"):
        _local.fonts = FontConfiguration()
    return _local.fonts


@functools.lru_cache(maxsize=32)
def _stylesheet(paper: Paper, step: Step, draft: bool, mark: str) -> CSS:
    text = environment().get_template("print.css").render(paper=paper, step=step, draft=draft, mark=mark)
    return CSS(string=text, url_fetcher=Assets())

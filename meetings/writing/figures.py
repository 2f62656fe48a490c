"""Pictures in the text of minutes: a figure that names its picture by id, with a caption. Where it is shown, the picture itself comes in."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

FIGURE = re.compile(
    r'<figure data-picture="([a-z0-9]{16})" data-alt="([^"]*)"><figcaption>(.*?)</figcaption></figure>', re.DOTALL
)
MARK = "Gambar"  # what plain text says in its place


@dataclass(frozen=True)
class Figure:
    """One picture of a text, as plain text."""

    picture_id: str
    alt: str
    caption: str


def figure(picture_id: str, alt: str, caption: str) -> str:
    """The HTML; ``alt`` and ``caption`` are plain text."""
    told = html.escape(alt.replace("<", "‹").replace(">", "›"))
    return f'<figure data-picture="{picture_id}" data-alt="{told}"><figcaption>{html.escape(caption, quote=False)}</figcaption></figure>'


def figures_of(*texts: str) -> list[Figure]:
    """The pictures of cleaned HTML, in their order."""
    return [Figure(found[1], *map(html.unescape, found.group(2, 3))) for text in texts for found in FIGURE.finditer(text)]


def with_pictures(text: str, address: Callable[[str], str | None]) -> str:
    """Cleaned HTML in which each figure shows its picture from the ``address`` of its id; None: there is none, and its words stay."""

    def shown(found: re.Match[str]) -> str:
        url, caption = address(found[1]), f"<figcaption>{found[3]}</figcaption>" if found[3].strip() else ""
        if url is None:
            return f"<p>[{MARK}{': ' + found[2] if found[2] else ''}] {found[3]}</p>"
        return f'<figure><img src="{html.escape(url)}" alt="{found[2]}">{caption}</figure>'

    return FIGURE.sub(shown, text)

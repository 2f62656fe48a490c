"""Text drawn into pictures: fonts that have its letters, and lines that fit."""

from collections.abc import Sequence
from functools import cache

from fontTools.ttLib import TTFont
from PIL import ImageFont

# By file name, as Pillow finds them on the system; the first that has all letters of a text prints it.
PLAIN = ("LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "NotoSansArabic-Regular.ttf", "NotoSansJavanese-Regular.ttf")
BOLD = ("LiberationSans-Bold.ttf", "NotoSans-Bold.ttf", "NotoSansArabic-Bold.ttf", "NotoSansJavanese-Bold.ttf")


def font_for(text: str, size: int, names: Sequence[str]) -> ImageFont.FreeTypeFont:
    """The font of these that has most letters of the text."""
    wanted = {ord(sign) for sign in text if not sign.isspace()}
    best = max(names, key=lambda name: len(wanted & _letters(name)))  # of equals the first
    return ImageFont.truetype(best, size)


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The words in lines no wider than ``width`` pixels; a word that is wider is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
            continue
        lines.append("") if lines[-1] else None
        for sign in word:
            if font.getlength(lines[-1] + sign) > width:
                lines.append("")
            lines[-1] += sign
    return lines


@cache
def _letters(name: str) -> frozenset[int]:
    """Which characters a font has; none for one that is not installed."""
    try:
        with TTFont(ImageFont.truetype(name, 10).path, lazy=True) as font:
            return frozenset(font.getBestCmap())
    except OSError:
        return frozenset()

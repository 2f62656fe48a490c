"""Sheet, margins and type: settings with a default, because local rules differ (Perbup F4 against national A4)."""

from dataclasses import dataclass
from typing import Literal

FontFamily = Literal["arial", "bookman"]

SHEETS: dict[str, tuple[int, int]] = {"A4": (210, 297), "F4_215": (215, 330), "F4_210": (210, 330)}
"""Width and height in millimetres; both F4 sizes circulate in Indonesian offices."""

FONTS: dict[str, str] = {
    "arial": '"Liberation Sans", "Arial"',
    "bookman": '"TeX Gyre Bonum", "Bookman Old Style"',
}
"""The free, metric-compatible font first: asked for the office's own name, a machine may substitute yet another one."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Sheet, margins in centimetres and type of one document.

    Defaults are A4 with 2/2.5/3/2 cm and Arial 12, the reading of Permendagri 1/2023 most offices follow.
    """

    size: str = "A4"  # a key of SHEETS
    margin_top: float = 2.0
    margin_bottom: float = 2.5
    margin_left: float = 3.0
    margin_right: float = 2.0
    font: FontFamily = "arial"
    font_size: Literal[11, 12] = 12
    landscape: bool = False

    def __post_init__(self) -> None:
        if self.size not in SHEETS:
            raise ValueError(f"unknown paper size: {self.size}")
        if self.font not in FONTS:
            raise ValueError(f"unknown font: {self.font}")
        if self.font_size not in (11, 12):
            raise ValueError(f"font size is 11 or 12, not {self.font_size}")

    @property
    def sheet(self) -> tuple[int, int]:
        """Width and height in millimetres, as it is held to be read."""
        width, height = SHEETS[self.size]
        return (height, width) if self.landscape else (width, height)

    @property
    def text_width(self) -> float:
        """Points between the margins."""
        return (self.sheet[0] / 10 - self.margin_left - self.margin_right) * 72 / 2.54

    @property
    def font_stack(self) -> str:
        """CSS font-family value, ending in the families that cover Arabic and Javanese letters."""
        return FONTS[self.font]

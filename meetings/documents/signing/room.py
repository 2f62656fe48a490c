"""Where on a paper a signature is to be shown: in the room that its signature block leaves free."""

import io
from typing import NamedTuple

import pikepdf

WIDTH, HEIGHT = 75.0, 22.0  # millimetres; the room of print.css
POINTS = 72 / 25.4  # in a millimetre


class Room(NamedTuple):
    """A page, counted from 0, and a rectangle on it in points: left, bottom, right, top."""

    page: int
    box: tuple[float, float, float, float]


def room_name(place: int) -> str:
    """What a layout calls the room of the ``place``-th signature."""
    return f"ttd-{place}"


def find_room(data: bytes, place: int) -> Room | None:
    """The room of the ``place``-th signature, or None where the paper has no block for it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        names = pdf.Root.get("/Names")
        if names is None or "/Dests" not in names:
            return None
        found = pikepdf.NameTree(names["/Dests"]).get(room_name(place))
        if found is None:
            return None
        page = next(number for number, each in enumerate(pdf.pages) if each.obj.objgen == found[0].objgen)
        left, top = float(found[2]), float(found[3])
    return Room(page, (left, top - HEIGHT * POINTS, left + WIDTH * POINTS, top))

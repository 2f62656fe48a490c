"""The JSON of the calls by which a device shows the pass or the face of one person; see `contract.py`."""

from typing import Annotated, TypedDict

from msgspec import Meta, Struct


class PassRequest(Struct, frozen=True):
    """Whose pass is shown: of somebody who came without being on the list."""

    participant: str


class HandedPass(TypedDict):
    """The QR of a pass as one path, dark on light."""

    side: Annotated[int, Meta(description="Of the square, in modules, the quiet zone included.")]
    path: Annotated[str, Meta(description="The `d` of an SVG path over that square.")]


class PhotoRequest(Struct, frozen=True):
    """Whose face is shown: of somebody with `photo` in the roster."""

    participant: str


class Photo(TypedDict):
    """A face, for a device to show and to keep nowhere."""

    picture: Annotated[str, Meta(description="A JPEG of 480 by 640 dots at most, in base64.")]

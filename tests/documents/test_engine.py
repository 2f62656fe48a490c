"""What a print may reach: its own pictures, and nothing of the machine or the network."""

import socket
import threading

import pytest

from meetings.documents.errors import InvalidImageError
from meetings.documents.pdf.engine import Assets, image_type
from meetings.documents.pdf.invitation_letter import render_letter
from meetings.documents.pdf.letterhead import Letterhead
from tests.documents.pdf import read, text_of
from tests.factories.documents import make_content, make_letter

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://localhost/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "asset:unknown",
        "/etc/passwd",
        "FILE:///etc/passwd",
    ],
)
def test_nothing_else_can_be_fetched(url: str):
    with pytest.raises(ValueError, match="protocol|absolute"):
        Assets().fetch(url)


def test_own_pictures_and_data_addresses_are_answered():
    assets = Assets()

    assert assets.fetch(assets.add(PNG)).read() == PNG
    assert assets.fetch("data:text/plain,halo").read() == b"halo"


def test_one_rendering_does_not_see_the_pictures_of_another():
    address = Assets().add(PNG)

    with pytest.raises(ValueError, match="protocol"):
        Assets().fetch(address)


def test_a_drawing_cannot_pull_in_a_file_or_call_home():
    with socket.create_server(("127.0.0.1", 0)) as door:
        calls = []
        threading.Thread(target=lambda: calls.append(door.accept()), daemon=True).start()
        port = door.getsockname()[1]
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="90" height="90">'
            f'<image xlink:href="http://127.0.0.1:{port}/x.png" width="9" height="9"/>'
            f'<image xlink:href="file:///etc/hostname" width="9" height="9"/><text y="20">x</text></svg>'
        ).encode()

        pdf = render_letter(make_letter(content=make_content(letterhead=Letterhead(lines=("KOTA",), logo=svg))))

        assert "KOTA" in text_of(pdf)
        assert len(read(pdf).pages[0].images) == 1  # the QR alone
        assert calls == []


@pytest.mark.parametrize(
    ("image", "mime"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b'<?xml version="1.0"?><svg/>', "image/svg+xml"),
    ],
)
def test_pictures_are_known_by_content(image: bytes, mime: str):
    assert image_type(image) == mime


@pytest.mark.parametrize("image", [b"", b"%PDF-1.7", b"<html></html>"])
def test_anything_else_is_no_picture(image: bytes):
    with pytest.raises(InvalidImageError, match="PNG"):
        image_type(image)

"""QR symbols of passes and verification links."""

import io

import pytest
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM

from meetings.documents.errors import DocumentError
from meetings.documents.qr import QUIET_ZONE, make_qr, qr_path, qr_png
from meetings.passcode import derive_code


def pass_link(host: str = "rapat.kotabogor.go.id") -> str:
    return f"https://{host}/p/{derive_code(b'key', 'pass-1')}"


def test_a_pass_link_stays_small_enough_for_a_door():
    qr = make_qr(pass_link().upper())

    assert qr.data_list[0].mode == MODE_ALPHA_NUM
    assert qr.version == 3
    assert qr.error_correction == ERROR_CORRECT_M
    assert qr.data_list[0].data == pass_link().upper().encode()


def test_a_longer_host_costs_one_version_not_the_mode():
    qr = make_qr(pass_link("undangan.setda.kabupatenlampungselatan.go.id").upper())

    assert (qr.version, qr.data_list[0].mode) == (4, MODE_ALPHA_NUM)


def test_a_link_with_small_letters_keeps_them():
    qr = make_qr("https://rapat.go.id/v/abc")

    assert qr.data_list[0].mode == MODE_8BIT_BYTE
    assert qr.data_list[0].data == b"https://rapat.go.id/v/abc"


def test_png_and_svg_path_draw_the_same_modules_within_a_quiet_zone():
    text = pass_link().upper()
    modules = make_qr(text).modules
    side = len(modules) + 2 * QUIET_ZONE

    image = Image.open(io.BytesIO(qr_png(text, module=1)))
    drawn = {(x, y) for x in range(side) for y in range(side) if image.getpixel((x, y)) == 0}

    assert image.size == (side, side)
    assert drawn == {(x + QUIET_ZONE, y + QUIET_ZONE) for y, row in enumerate(modules) for x, dark in enumerate(row) if dark}
    assert drawn == path_cells(qr_path(text)[1])
    assert qr_path(text)[0] == side


def test_the_size_of_a_module_is_the_callers():
    assert Image.open(io.BytesIO(qr_png("A", module=10))).size == (290, 290)


@pytest.mark.parametrize("text", ["", "x" * 601])
def test_what_no_phone_can_read_is_refused(text: str):
    with pytest.raises(DocumentError, match="characters"):
        make_qr(text)


def path_cells(path: str) -> set[tuple[int, int]]:
    cells = set()
    for run in path.split("z")[:-1]:
        x, rest = run.removeprefix("M").split(" ")
        y, rest = rest.split("h")
        width = int(rest.split("v")[0])
        cells |= {(int(x) + n, int(y)) for n in range(width)}
    return cells

"""What the scanner's camera sees: a film of QR codes in the format that Chromium's fake camera plays in a loop."""

from collections.abc import Sequence
from pathlib import Path

import qrcode
from PIL import Image

SIZE = (640, 480)
MODULE = 7  # pixels; a printed code on a badge at arm's length
RATE = 5  # pictures a second


def picture(text: str | None) -> Image.Image:
    """A grey picture with the text's QR code in the middle; None: nothing to see."""
    image = Image.new("RGB", SIZE, (104, 100, 96))
    if text is not None:
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=MODULE, border=4)
        code.add_data(text)
        code.make(fit=True)
        drawn = code.make_image().get_image().convert("RGB")
        image.paste(drawn, ((SIZE[0] - drawn.width) // 2, (SIZE[1] - drawn.height) // 2))
    return image


def make_film(path: Path, scenes: Sequence[str | None], seconds: float = 2) -> Path:
    """Write the scenes one after the other, each for some seconds."""
    with path.open("wb") as film:
        film.write(f"YUV4MPEG2 W{SIZE[0]} H{SIZE[1]} F{RATE}:1 Ip A1:1 C420jpeg\n".encode())
        for text in scenes:
            light, blue, red = picture(text).convert("YCbCr").split()
            half = (SIZE[0] // 2, SIZE[1] // 2)
            frame = b"FRAME\n" + light.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
            film.write(frame * round(seconds * RATE))
    return path

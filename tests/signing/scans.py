"""What comes back from a scanner."""

import io

import pikepdf
import pypdfium2


def scan(pages: int = 3) -> bytes:
    """What a scanner makes: pictures of pages, no text."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(made)
    return made.getvalue()


def photographed(data: bytes, turn: float = 2.0) -> bytes:
    """What a scanner makes of a print that lies in it a little slanted: a grey picture of each page, and no text."""
    made = io.BytesIO()
    with pypdfium2.PdfDocument(data) as pdf:
        grey = [page.render(scale=150 / 72, grayscale=True).to_pil().rotate(turn, fillcolor=255) for page in pdf]
    grey[0].save(made, "PDF", save_all=True, append_images=grey[1:], quality=60)
    return made.getvalue()

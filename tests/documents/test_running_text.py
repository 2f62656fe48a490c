"""Justified paragraphs: whatever stands together in them, every line but the last is full."""

from collections.abc import Iterator
from typing import Any

import pytest
from weasyprint import HTML

from meetings.documents.pdf.engine import running_text

PARAGRAPHS = (
    "Jawaban kehadiran yang telah disampaikan dan tanda masuk yang masih berlaku tidak perlu diganti. Apabila perubahan ini memengaruhi"
    " kehadiran Bapak/Ibu/Saudara, jawaban dapat diubah melalui tautan undangan paling lambat 30 November 2026 pukul 08.10 WIB.",
    "Menindaklanjuti surat kami nomor 005/002-Setda/2026 tanggal 30 November 2026 hal Undangan Rapat Koordinasi (Banjir), kami sampaikan"
    " bahwa Dr. Ir. Kasiran Mahendra, S.Kom., M.T.I. dan 250 (dua ratus lima puluh) orang peserta hadir di Jl. Kapten Muslihat No. 21.",
)
STYLE = 'body { font: 16px "Noto Sans"; text-align: justify; hyphens: auto; hyphenate-limit-chars: 7 2 3; hyphenate-limit-zone: 4% } i { font-style: normal; hyphens: none; white-space: nowrap }'


def lines(box: Any) -> Iterator[str]:
    """The text of each line."""
    if type(box).__name__ == "LineBox":
        yield "".join(each.text for each in box.descendants() if type(each).__name__ == "TextBox")
        return
    for child in getattr(box, "children", ()):
        yield from lines(child)


@pytest.mark.parametrize("text", PARAGRAPHS)
def test_words_stand_alone_on_a_line_at_one_width_in_nineteen_at_most(text: str) -> None:
    """Breaks inside what has no blank made it six in nineteen; what is left comes of WeasyPrint's own hyphens."""
    alone = []
    for width in range(330, 520, 10):
        sheet = f'<html lang="id"><style>@page {{ size: 600px 500px }} body {{ width: {width}px }} {STYLE}</style><p>{running_text(text)}'
        page = HTML(string=sheet).render().pages[0]
        told = list(lines(page._page_box))
        assert len(told) > 4
        alone += [(width, told)] if min(len(line) for line in told[:-1]) <= width / 25 else []

    assert len(alone) <= 1, alone

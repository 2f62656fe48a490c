"""Tables pasted from a word processor: no column runs off the page, and the head stands on every page."""

import pytest
from weasyprint.formatting_structure import boxes

from meetings.documents.pdf.filling import descendants
from meetings.documents.pdf.minutes import MinutesItem, fill_minutes, render_minutes
from tests.documents.pdf import page_texts, solid_text
from tests.documents.test_minutes import make_final_minutes

LONG = "https://sipd.kemendagri.go.id/penatausahaan/laporan_pertanggungjawaban_bendahara_pengeluaran_2026"


def with_table(rows: str) -> object:
    """Minutes whose one item holds the table."""
    return make_final_minutes(items=(MinutesItem("Paparan", f"<table><tbody>{rows}</tbody></table>"),))


def test_an_unbroken_long_word_pushes_no_column_off_the_page() -> None:
    row = f"<tr><td>1</td><td>Laporan</td><td>{LONG}</td><td>{LONG}</td><td>Selesai</td></tr>"
    minutes = with_table(row * 3)

    for page in fill_minutes(minutes).document.pages:
        right = page._page_box.content_box_x() + page._page_box.width
        for box in descendants(page):
            if isinstance(box, boxes.TableCellBox):
                assert box.position_x + box.border_width() <= right + 1
    assert solid_text(render_minutes(minutes)).count(LONG) == 6


@pytest.mark.parametrize(
    "head",
    [
        '<tr><td rowspan="2">Nomor</td><td colspan="2">Anggaran berjalan</td></tr><tr><td>Pagu</td><td>Realisasi</td></tr>',
        "<tr><td><strong>Nomor</strong></td><td><strong>Anggaran berjalan</strong></td><td><b>Realisasi</b></td></tr>",
    ],
)
def test_a_head_of_plain_cells_stands_again_on_the_next_page(head: str) -> None:
    minutes = with_table(head + "".join(f"<tr><td>{n}</td><td>Kegiatan {n}</td><td>Rp {n}</td></tr>" for n in range(90)))

    pages = [text for text in page_texts(render_minutes(minutes)) if "Kegiatan" in text and "Rp" in text]

    assert len(pages) > 1
    assert all("Anggaran berjalan" in text and "Realisasi" in text for text in pages)


def test_rows_that_only_span_are_no_head() -> None:
    rows = '<tr><td rowspan="2">Bogor</td><td>Satu</td></tr><tr><td>Dua</td></tr>'
    minutes = with_table(rows + "".join(f"<tr><td>Kota {n}</td><td>Kegiatan {n}</td></tr>" for n in range(90)))

    assert sum("Satu" in text for text in page_texts(render_minutes(minutes))) == 1

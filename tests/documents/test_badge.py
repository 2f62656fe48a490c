"""Badges on every paper: whole, inside their card, and where the sheet has its labels."""

import io
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from meetings.documents.pdf import badge as paper
from meetings.documents.pdf.badge_stock import STOCKS
from meetings.enums import BadgeSize, BadgeStock
from tests.documents.pdf import page_texts

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
LINK = "HTTPS://RAPAT.CONTOH.GO.ID/P/M1" + "0" * 27
SHORT = paper.Badge("Siti Aminah, S.E.", "Camat", "Kecamatan Bogor Tengah", "", "Camat", "#1d6b3a", "A-12", LINK)
LONG = paper.Badge(
    "Prof. Dr. Ir. H. Raden Mas Bambang Soemantri Wiryakusumah-Kartanegara, S.T., M.T., M.Sc., Ph.D.",
    "Kepala Badan Perencanaan Pembangunan, Penelitian, dan Pengembangan Daerah merangkap Pelaksana Tugas Sekretaris Daerah",
    "Badan Perencanaan Pembangunan, Penelitian, dan Pengembangan Daerah Kabupaten Kepulauan Siau Tagulandang Biaro",
    "Wali Kota Bogor, Pemerintah Kota Bogor",
    "Forkopimda dan Instansi Vertikal",
    "#7a3e00",
    "VIP A-12",
    LINK,
)
PARTS = ("name", "position", "institution", "representing", "category", "seat", "qr", "event", "logo", "photo", "line")


def design(stock: BadgeStock, size: BadgeSize = BadgeSize.NORMAL, **values: object) -> paper.Design:
    return paper.Design(stock, dict.fromkeys(PARTS, size), event="Rapat Kerja Daerah 2026", line="Wajib dikenakan", **values)


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (300, 400), "#888").save(written, "JPEG")
    return written.getvalue()


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("stock", BadgeStock)
def test_the_longest_stands_whole_inside_its_card_on_every_paper(stock: BadgeStock) -> None:
    for size in (BadgeSize.NORMAL, BadgeSize.LARGE):
        made = design(stock, size, logo=picture())
        badge = replace(LONG, photo=picture())
        laid_out = paper.lay_out(paper.alone(made), [badge], NOW)

        assert len(laid_out.pages) == 1
        (text,) = page_texts(paper.write_pdf(laid_out))
        joined = "".join(text.split()).casefold()
        for told in (badge.name, badge.position, badge.institution, badge.representing, badge.category, badge.seat):
            assert "".join(told.split()).casefold() in joined, (stock, size, told)
        assert paper._loose(laid_out) == {}


@pytest.mark.parametrize("stock", BadgeStock)
def test_every_badge_of_a_sheet_is_read_by_a_camera_and_none_is_lost(stock: BadgeStock) -> None:
    made, number = design(stock), 11
    badges = [replace(SHORT, code=f"{LINK[:-2]}{n:02d}") for n in range(number)]

    data = paper.render_badges(made, number, lambda first, end: badges[first:end], NOW, used=1)

    found, on_page = [], made.card.on_page
    with pypdfium2.PdfDocument(data) as pdf:
        assert len(pdf) == -(-(number + 1 % on_page) // on_page)
        for page in pdf:
            found += [each.text for each in zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())]
    assert sorted(found) == sorted(badge.code for badge in badges)


def test_used_places_stay_empty_and_pieces_join_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "AT_ONCE", 12)
    asked: list[tuple[int, int]] = []
    badges = [replace(SHORT, name=f"Orang {n}") for n in range(25)]

    def read(first: int, end: int) -> list[paper.Badge]:
        asked.append((first, end))
        return badges[first:end]

    texts = page_texts(paper.render_badges(design(BadgeStock.LABEL_99), 25, read, NOW, used=13))

    assert asked == [(0, 7), (7, 17), (17, 25)]
    assert [text.count("Orang") for text in texts] == [7, 10, 8]


def test_cards_lie_on_their_sheet_and_beside_each_other() -> None:
    for stock, card in STOCKS.items():
        wide, high = card.page
        corners = [card.corner(place) for place in range(card.on_page)]
        assert len(set(corners)) == card.on_page, stock
        for left, top in corners:
            assert 0 <= left <= wide - card.width + 0.01 and 0 <= top <= high - card.height + 0.01, stock
        for (x, y), (other_x, other_y) in zip(corners, corners[1:], strict=False):
            assert abs(x - other_x) >= card.width - 0.01 or abs(y - other_y) >= card.height - 0.01, stock
        assert bool(card.cuts) is card.marks


def test_what_is_not_wanted_is_not_printed_and_a_word_without_end_is_broken() -> None:
    bare = paper.Design(BadgeStock.CR80, {"name": BadgeSize.LARGE}, band=False)
    endless = replace(LONG, name="Panjang" * 40)

    (text,) = page_texts(paper.write_pdf(paper.lay_out(bare, [endless], NOW)))

    assert "".join(text.split()) == endless.name


def test_a_picture_is_as_large_as_its_card() -> None:
    with Image.open(io.BytesIO(paper.picture_of(design(BadgeStock.CR80), SHORT, NOW))) as made:
        assert abs(made.width - 85.6 / 25.4 * 300) < 3 and abs(made.height - 54 / 25.4 * 300) < 3
        assert zxingcpp.read_barcodes(made)[0].text == LINK

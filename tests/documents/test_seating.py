"""Cards for tables and the plan of a hall."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meetings.documents.pdf import seating as paper
from tests.documents.pdf import page_texts

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
CARD = paper.Card("Ujang Lestari", "Sekretaris", "Bagian Organisasi", "A-12", "Kepala Bagian Organisasi")
CARDS = paper.Cards("Kota Bogor", "Rakerda", (CARD,), NOW)


def test_a_card_says_the_same_on_both_sides_and_cuts_nothing_off() -> None:
    long = replace(
        CARD, name="Prof. Dr. Ir. H. Raden Mas Bambang Soemantri Wiryakusumah, S.T., M.T., M.Sc.", institution="Badan " * 12
    )

    for card in (CARD, long):
        (text,) = page_texts(paper.render_cards(replace(CARDS, cards=(card,))))
        for words in (card.name.split()[0], card.position, "mewakili Kepala Bagian Organisasi", card.seat):
            assert text.count(words) >= 2, words


def test_an_institution_that_the_position_names_is_not_said_again() -> None:
    chair = paper.Chair("A-1", "Siti", "Sekretaris Badan Pengelolaan Aset", "Badan Pengelolaan Aset")
    card = replace(CARD, position=chair.position, institution=chair.institution)

    assert chair.office == card.office == ("Sekretaris Badan Pengelolaan Aset",)
    assert CARD.office == ("Sekretaris", "Bagian Organisasi")


def test_cards_of_many_are_printed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "AT_ONCE", 2)

    assert len(page_texts(paper.render_cards(replace(CARDS, cards=(CARD,) * 3)))) == 3


def test_long_rows_stay_whole_or_are_cut_at_the_same_chair() -> None:
    def row(letter: str, seats: int) -> paper.Row:
        return letter, tuple(paper.Chair(f"{letter}-{n}", f"Nama{n}" if n > 1 else "") for n in range(1, seats + 1))

    whole, cut = (paper.Section("Utama", "", (row("A", seats), row("B", seats - 1))) for seats in (15, 41))
    plan = paper.Plan("Kota Bogor", "Rakerda", "", (whole,), NOW)

    (text,) = page_texts(paper.render_plan(plan))

    assert [len(leaf.rows[0][1]) for leaf in whole.leaves] == [15]
    assert all(f"A-{n}" in text for n in range(1, 16)) and "Nama15" in text and "Nama1 " not in text
    assert [(leaf.first, leaf.last, leaf.rows[1][1][-1].code) for leaf in cut.leaves] == [
        (1, 14, "B-14"),
        (15, 28, "B-28"),
        (29, 41, "B-40"),
    ]


def test_every_page_says_of_when_it_is_and_which_part_it_shows() -> None:
    rows = tuple((letter, (paper.Chair(letter, "Ujang", "Camat " * 30, "Kecamatan"),) * 8) for letter in "ABCDEFGHIJKLMN")
    plan = paper.Plan("Kota Bogor", "Rakerda", "", (paper.Section("Sayap kiri", "", rows),), NOW)

    first, *more = page_texts(paper.render_plan(plan))

    assert more and "lanjutan" not in first
    assert all("Sayap kiri (lanjutan) · DEPAN di atas" in text for text in more)
    assert all("Keadaan per 21 November 2026 pukul 09.00 WIB" in text for text in (first, *more))
    assert "…" in first and "Keadaan per" in page_texts(paper.render_cards(CARDS))[0]

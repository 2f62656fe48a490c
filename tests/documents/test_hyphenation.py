"""Where a word is broken at the end of a justified line, and what is not broken."""

from dataclasses import replace
from itertools import pairwise

import pyphen
import pytest

from meetings.documents.pdf import justifying
from meetings.documents.pdf.engine import running_text
from meetings.documents.pdf.invitation_letter import LetterPrinter, render_letter
from meetings.documents.pdf.justifying import even_blanks
from meetings.documents.pdf.paper import Paper
from tests.documents.pages import gaps, line_ends, paragraphs
from tests.documents.pdf import text_of
from tests.documents.test_golden_pages import USUAL
from tests.factories.documents import make_content, make_letter

NARROW = Paper("A4", margin_left=5.5, margin_right=5.5)
LONG_WORDS = (
    "Penyelenggaraan musyawarah perencanaan pembangunan memerlukan pertanggungjawaban administrasi, sehingga keterangan mengenai "
    "pelaksanaan pemerintahan disampaikan oleh Kusumawardhanaputra bersama perwakilan instansi penyelenggara."
)


@pytest.mark.parametrize(
    ("word", "broken"),
    [
        ("diwakilkan", "di-wa-kil-kan"),
        ("kehadiran", "ke-ha-diran"),  # not kehadi-ran: the base is hadir
        ("kebijakan", "ke-bi-jakan"),
        ("pelaksanaannya", "pe-lak-sa-naan-nya"),
        ("tanggungjawab", "tang-gung-ja-wab"),
        ("menyampaikan", "me-nyam-paikan"),
        ("mengundang", "mengun-dang"),  # not me-ngundang
        ("berangkat", "berang-kat"),  # not be-rangkat
        ("ekstrakurikuler", "eks-tra-ku-ri-ku-ler"),
        ("kesalahan", "ke-sa-lahan"),
        ("ketidakhadiran", "ke-ti-dak-ha-diran"),
    ],
)
def test_words_break_between_syllables_and_not_inside_a_suffix(word: str, broken: str) -> None:
    assert pyphen.Pyphen(lang="id", left=2, right=3).inserted(word) == broken


def test_running_text_is_hyphenated_and_names_are_not() -> None:
    document = LetterPrinter().lay_out(make_letter(content=make_content(opening=(LONG_WORDS,), paper=NARROW)))

    ends = line_ends(document)
    assert any(end.endswith("-") for end in ends)
    assert not any(end.startswith("Kusuma") and end.endswith("-") for end in ends)


def test_what_is_copied_has_the_ordinary_signs() -> None:
    text = text_of(render_letter(make_letter(content=make_content(opening=(LONG_WORDS, "Rapat 3 (tiga) hari."), paper=NARROW))))

    assert "\u00ad" not in text and "\u2010" not in text and "3 (tiga) hari" in text


def test_the_number_of_a_letter_and_a_name_stay_whole_and_markup_stays_text() -> None:
    shown = running_text("surat 000.1.5/001/UM/2026 oleh Kusumawardhana <b>di</b> https://a.id/1/2 Koordinasi Bapak/Ibu/Saudara")

    assert "<i>000.1.5/001/UM/2026\u00a0oleh</i>" in shown and "<i>Kusumawardhana</i>" in shown and "&lt;b&gt;" in shown
    assert "<i>Koordinasi" not in shown and "<i>https" not in shown and "<i>Bapak" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "Kota Bogor 3 (tiga) kegiatan program tingkat di kota dengan ini kami harap menyampaikan pada rapat yang akan menyampaikan.",
        LONG_WORDS,
        LONG_WORDS.replace("Kusumawardhanaputra ", ""),
        "Rapat bersama seluruh perangkat daerah dan instansi vertikal guna evaluasi.",
    ],
)
def test_no_part_of_a_word_stands_alone_on_a_line(text: str) -> None:
    for margin in (4.0, 5.0, 5.5, 6.0, 7.0):
        paper = Paper("A4", margin_left=margin, margin_right=margin)
        document = LetterPrinter().lay_out(make_letter(content=make_content(opening=(text,), closing=(text,), paper=paper)))
        for said in paragraphs(document):
            assert not [line for before, line in pairwise(said) if before.endswith("-") and " " not in line.strip()], said


@pytest.mark.parametrize(
    "number", ["005/1-Setda/2026", "005/001-Setda/2026", "000.1.5/001-Setda/2026", "000.1.5.2/0214/Adpem-Setda/2026"]
)
def test_a_date_that_stays_whole_leaves_no_gap_in_the_line_before_it(number: str) -> None:
    opening = (
        f"Menindaklanjuti surat kami nomor {number} tanggal 1 Desember 2026 hal Undangan Rapat Kerja Daerah Kota Bogor Tahun 2026, "
        "kami sampaikan perubahan atas undangan tersebut, sehingga kegiatan dilaksanakan pada:"
    )
    for paper in (Paper("A4"), Paper("F4_215"), Paper("A4", font_size=11)):
        content = make_content(opening=(opening,), paper=paper, number=number, organisation="Sekretariat Daerah Kota Bogor")
        document = LetterPrinter().lay_out(make_letter(content=content))
        sheet = LetterPrinter().lay_out(replace(make_letter(content=content), sheet=True))

        assert max([1, *gaps(document), *gaps(sheet)]) < 2.35, paper
        assert not [end for end in line_ends(document) if end.replace("\u00a0", " ").endswith(("1", "Desember", "tanggal 1"))]


def test_of_several_settings_the_evenest_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = make_letter(content=make_content(closing=(USUAL,), paper=Paper("F4_215")))
    even = max(gaps(LetterPrinter().lay_out(letter)))

    monkeypatch.setattr(justifying, "BLANKS", (0.0,))
    monkeypatch.setattr(justifying, "WIDEST", 9)
    even_blanks.cache_clear()
    plain = max(gaps(LetterPrinter().lay_out(letter)))
    even_blanks.cache_clear()

    assert even < 2.3 < plain

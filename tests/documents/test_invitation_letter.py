"""The invitation letter on paper."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from meetings.documents.errors import DocumentError, InvalidImageError
from meetings.documents.pdf.invitation_letter import (
    Addressee,
    InvitationLetter,
    LetterContent,
    RecipientRow,
    VirtualAccess,
    render_letter,
)
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import Signatory
from tests.documents.pdf import (
    are_drafts,
    carries_qr,
    embedded_fonts,
    page_texts,
    read,
    size_mm,
    solid_text,
    squeeze,
    text_of,
)
from tests.factories.documents import (
    EVENT,
    HEAD_OF_UNIT,
    LETTERHEAD,
    STARTS_AT,
    make_content,
    make_letter,
    make_rundown,
)

NAMES = [
    "A",
    'O\'Neil "Jack" & <b>{x}</b> {{ 7*7 }} %s',
    "محمد الأمين بن عبد الله",
    "ꦗꦮ",
    "Rr. ꦗꦮ Łódź, S.T., M.Si.",
    "Raden " + "Suryadiningrat Kusumawardhana " * 6 + "Adiwijaya",
    "W" * 200,
]


def plain(content: LetterContent, *names: str) -> InvitationLetter:
    return InvitationLetter(content, tuple(Addressee(name) for name in names), "Bogor")


def test_a_letter_carries_every_part_in_order():
    text = text_of(render_letter(make_letter()))

    parts = [
        "PEMERINTAH DAERAH KOTA BOGOR",
        "SEKRETARIAT DAERAH",
        "Bogor, 20 April 2018",
        "Nomor : 005/1819/Set",
        "Sifat : Biasa",
        "Lampiran : -",
        f"Hal : Undangan {EVENT}",
        "Yth.",
        "Dr. Ir. Kasiran Mahendra, M.T.I.",
        "Camat Bogor Tengah",
        "di",
        "Bogor",
        "Dalam rangka",
        "hari/tanggal : Senin, 30 April 2018",
        "waktu : pukul 09.00 WIB s.d. selesai",
        "tempat : IPB International",
        f"acara : {EVENT}",
        "pakaian : Pakaian Dinas Harian",
        "Demikian",
        "TANDA MASUK",
        "Plt. Wali Kota Bogor,",
        "Usmar Hariman",
        "Tembusan:",
        "Wali Kota Bogor (sebagai laporan)",
    ]
    position = 0
    for part in parts:
        position = text.index(part, position) + len(part)


def test_an_acting_mayor_signs_without_degrees():
    text = text_of(render_letter(make_letter()))

    assert "Ir. H. Usmar" not in text


def test_an_official_signs_with_degrees_rank_and_nip_on_behalf():
    signer = replace(HEAD_OF_UNIT, on_behalf_of="WALI KOTA BOGOR", through="SEKRETARIS DAERAH")

    text = text_of(render_letter(make_letter(content=make_content(signatory=signer))))

    assert "a.n. WALI KOTA BOGOR SEKRETARIS DAERAH u.b. KEPALA BAGIAN ADMINISTRASI PEMERINTAHAN," in text
    assert "Drs. Taufik, M.Si. Pembina (IV/a) NIP 19600721 199004 1 004" in text


def test_a_code_to_be_typed_stands_below_the_link():
    letter = make_letter()
    carried = replace(letter.pass_, answer_code="K7QF-2M9X-4TRB", code_url="https://rapat.go.id/k")

    assert "atau ketik kode K7QF-2M9X-4TRB di https://rapat.go.id/k" in text_of(render_letter(replace(letter, pass_=carried)))
    assert "ketik kode" not in text_of(render_letter(letter))


@pytest.mark.parametrize("length", range(14, 40, 3))
def test_what_is_typed_from_paper_is_never_broken_at_the_end_of_a_line(length: int):
    letter, page = make_letter(), f"https://{'rapat' * 8:.{length}}.go.id/k"
    carried = replace(letter.pass_, answer_code="K7QF-2M9X-4TRB", code_url=page)

    lines = read(render_letter(replace(letter, pass_=carried))).pages[0].extract_text().splitlines()

    assert any(page in line for line in lines) and any("K7QF-2M9X-4TRB" in line for line in lines)


def test_an_office_that_is_the_name_is_addressed_once():
    letter = make_letter("Camat Bogor Tengah", position="Camat Bogor Tengah")
    to = replace(letter.addressees[0], organisation="Kecamatan Bogor Tengah")

    text = text_of(render_letter(replace(letter, addressees=(to,))))

    assert "Yth. Camat Bogor Tengah Kecamatan Bogor Tengah di" in text


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_printed_exactly_and_breaks_nothing(name: str):
    pdf = render_letter(make_letter(name, position="Lurah"))

    assert f"Yth.{squeeze(name)}Lurahdi" in solid_text(pdf)
    assert f"TANDAMASUK{squeeze(name)}" in solid_text(pdf)
    assert "Demikian, atas perhatian" in text_of(pdf)
    assert len(read(pdf).pages) <= 2


def test_no_ordinary_letter_needs_a_second_sheet():
    pdf = render_letter(make_letter())

    assert len(read(pdf).pages) == 1


def test_a_letter_that_overflows_by_little_is_set_tighter():
    closing = tuple(f"Alinea penutup nomor {n} yang menambah panjang surat ini." for n in range(6))

    pdf = render_letter(make_letter(content=make_content(closing=closing)))

    assert len(read(pdf).pages) == 1


def test_a_long_letter_numbers_its_second_page():
    pages = page_texts(render_letter(make_letter(content=make_content(opening=("Alinea pembuka. " * 40,) * 4))))

    assert len(pages) > 1
    assert "- 1 -" not in pages[0] and "- 2 -" in pages[1]
    assert "Usmar Hariman" in pages[-1]


def test_the_qr_in_the_pdf_is_the_pass_link():
    letter = make_letter()

    pdf = render_letter(letter)

    assert carries_qr(pdf, letter.pass_.link) and not carries_qr(pdf, letter.pass_.link[:-1] + "9")


def test_the_answer_link_can_be_clicked():
    letter = make_letter()

    links = [str(note.get_object()["/A"]["/URI"]) for note in read(render_letter(letter)).pages[0]["/Annots"]]

    assert letter.pass_.answer_url in links


def test_a_letter_without_pass_has_no_box():
    assert "TANDA MASUK" not in text_of(render_letter(replace(make_letter(), pass_=None)))


def test_a_draft_leaves_a_gap_for_number_and_date():
    content = make_content(draft=True, number="", number_pattern="005/        /Set", date=None)

    pdf = render_letter(make_letter(content=content))

    text = text_of(pdf)
    assert are_drafts(pdf) == [True]
    assert "KONSEP" not in text  # nor in what is copied
    assert "Nomor : 005/ /Set" in text
    assert "Bogor, ……" in text


def test_up_to_five_recipients_stand_in_the_letter():
    text = text_of(render_letter(plain(make_content(), *(f"Kepala Dinas {n}" for n in range(1, 6)))))

    assert "1. Kepala Dinas 1 2. Kepala Dinas 2" in text and "5. Kepala Dinas 5" in text
    assert "Daftar Terlampir" not in text and "Lampiran : -" in text


def test_six_recipients_stand_in_an_annex():
    pages = page_texts(render_letter(plain(make_content(), *(f"Kepala Dinas {n}" for n in range(1, 7)))))

    assert "Yth. Daftar Terlampir" in pages[0] and "Kepala Dinas" not in pages[0]
    assert "Lampiran : 1 (satu) lembar" in pages[0]
    assert "LAMPIRAN SURAT UNDANGAN NOMOR : 005/1819/Set TANGGAL : 20 April 2018" in pages[1]
    assert "DAFTAR PENERIMA UNDANGAN" in pages[1] and "6. Kepala Dinas 6" in pages[1]


def test_rundown_and_recipients_are_two_annexes():
    content = make_content(rundown=make_rundown(), recipients=(RecipientRow("Camat", "Bogor Utara", "Kota Bogor"),))

    pages = page_texts(render_letter(make_letter(content=content)))

    assert "Lampiran : 2 (dua) lembar" in pages[0]
    assert "LAMPIRAN 1 SURAT UNDANGAN" in pages[1] and "Bogor Utara" in pages[1]
    assert "LAMPIRAN 2" in pages[2] and "Waktu (WIB)" in pages[2] and "09.15–09.25 Laporan Ketua Panitia" in pages[2]


def test_a_rundown_of_two_days_has_a_heading_for_each():
    rows = make_rundown()
    second = tuple(replace(row, start=row.start + timedelta(days=1), end=row.end + timedelta(days=1)) for row in rows)

    text = text_of(render_letter(make_letter(content=make_content(rundown=rows + second))))

    assert "Senin, 30 April 2018 1. 09.00–09.05" in text
    assert f"Selasa, 1 Mei 2018 {len(rows) + 1}. 09.00–09.05" in text  # of one session the numbers run on


def test_sessions_of_one_day_are_told_apart_in_the_rundown():
    morning = tuple(replace(row, session="Pembukaan, Aula") for row in make_rundown())
    later = tuple(replace(row, session="Komisi <A>, Ruang 2") for row in make_rundown())

    text = text_of(render_letter(make_letter(content=make_content(rundown=morning + later))))

    assert "Pembukaan, Aula 1. 09.00–09.05" in text and "Komisi <A>, Ruang 2 1. 09.00–09.05" in text


def test_words_for_the_attachment_can_be_given():
    text = text_of(render_letter(make_letter(content=make_content(attachment="2 (dua) berkas"))))

    assert "Lampiran : 2 (dua) berkas" in text


def test_a_hybrid_meeting_in_papua_prints_its_zone_and_the_online_room():
    content = make_content(
        zone="Asia/Jayapura",
        ends_at=STARTS_AT + timedelta(hours=2),
        virtual=VirtualAccess("Zoom", "https://zoom.example/j/1", "817 9640 5615", "RBdaerah22"),
    )

    text = text_of(render_letter(make_letter(content=content)))

    assert "pukul 11.00 s.d. 13.00 WIT" in text
    assert "media : Zoom, Meeting ID 817 9640 5615, Passcode RBdaerah22, https://zoom.example/j/1" in text


@pytest.mark.parametrize(("size", "millimetres"), [("A4", (210, 297)), ("F4_215", (215, 330)), ("F4_210", (210, 330))])
def test_paper_size(size: str, millimetres: tuple[int, int]):
    assert size_mm(render_letter(make_letter(content=make_content(paper=Paper(size=size))))) == millimetres


def test_fonts_are_embedded_and_metric_compatible():
    arial = embedded_fonts(render_letter(make_letter("محمد ꦗꦮ")))
    bookman = embedded_fonts(render_letter(make_letter(content=make_content(paper=Paper(font="bookman")))))

    assert {"Liberation-Sans", "Liberation-Sans-Bold"} <= {name.replace("LiberationSans", "Liberation-Sans") for name in arial}
    assert any("Arabic" in name for name in arial) and any("Javanese" in name for name in arial)
    assert any("Bonum" in name for name in bookman) and not any("Liberation" in name for name in bookman)


@pytest.mark.parametrize("wrong", [{"size": "Letter"}, {"font": "comic"}, {"font_size": 9}])
def test_paper_outside_the_settings_is_refused(wrong: dict):
    with pytest.raises(ValueError, match="paper size|font"):
        Paper(**wrong)


def test_a_letterhead_may_be_a_picture_or_missing():
    image = io.BytesIO()
    Image.new("RGB", (1200, 240), "navy").save(image, "JPEG")

    with_image = render_letter(make_letter(content=make_content(letterhead=Letterhead(image=image.getvalue()))))
    without = render_letter(make_letter(content=make_content(letterhead=Letterhead())))

    assert len(read(with_image).pages[0].images) == 2
    assert text_of(without).startswith("Bogor, 20 April 2018")


def test_an_emblem_is_printed_with_three_hundred_dots_an_inch():
    image = io.BytesIO()
    Image.effect_noise((1000, 1100), 60).save(image, "PNG")
    letter = make_letter(content=make_content(letterhead=replace(LETTERHEAD, logo=image.getvalue())))

    (emblem,) = (each.image for each in read(render_letter(letter)).pages[0].images if each.image.width > 200)

    assert emblem.height == pytest.approx(2.3 / 2.54 * 300, abs=30)


def test_a_letterhead_that_is_no_picture_is_refused():
    broken = replace(LETTERHEAD, logo=b"MZ not a picture")

    with pytest.raises(InvalidImageError, match="PNG"):
        render_letter(make_letter(content=make_content(letterhead=broken)))


def test_a_scanned_signature_stands_above_the_name():
    image = io.BytesIO()
    Image.new("RGBA", (300, 100), (0, 0, 120, 90)).save(image, "PNG")
    signer = Signatory("Taufik", "Kepala Bagian", image=image.getvalue())

    pdf = render_letter(make_letter(content=make_content(signatory=signer)))

    assert len(read(pdf).pages[0].images) == 2


def test_a_letter_to_nobody_is_refused():
    with pytest.raises(DocumentError, match="penerima"):
        render_letter(plain(make_content()))


def test_metadata_names_title_organisation_language_and_date():
    reader = read(render_letter(make_letter("Kasiran")))

    assert reader.metadata.title == f"Undangan {EVENT} – Kasiran"
    assert reader.metadata.author == "Pemerintah Kota Bogor"
    assert reader.metadata.creation_date == make_content().issued_at
    assert reader.trailer["/Root"]["/Lang"] == "id"
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_the_same_letter_gives_the_same_bytes():
    content = make_content(rundown=make_rundown())

    assert render_letter(make_letter(content=content)) == render_letter(make_letter(content=content))

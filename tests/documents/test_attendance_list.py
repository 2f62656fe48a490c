"""The attendance list on paper, filled and blank."""

import re
from dataclasses import replace
from datetime import date

import pytest

from meetings.documents.pdf.attendance_list import NIP_WIDTH, TYPE, AttendanceRow, _foot, columns, render_attendance_list, totals
from meetings.documents.pdf.blocks import print_feet
from meetings.documents.pdf.paper import Paper
from meetings.enums import Presence
from tests.documents.pdf import page_texts, read, size_mm, solid_text, squeeze, text_of
from tests.factories.documents import EVENT, STARTS_AT, make_attendance, make_rows

PRESENT, EXCUSED = Presence.PRESENT, Presence.EXCUSED


def test_the_head_says_what_when_and_where():
    text = text_of(render_attendance_list(make_attendance()))

    assert "DAFTAR HADIR" in text
    assert "Jenis kegiatan : Rapat Kerja Daerah" in text
    assert f"Nama kegiatan : {EVENT} Sesi : Sidang Pleno" in text
    assert "Hari/tanggal : Senin, 30 April 2018 Waktu : pukul 09.00 s.d. 12.00 WIB" in text
    assert "Tempat : IPB International Convention Centre" in text


def test_variant_a_shows_time_presence_and_representation():
    rows = (
        AttendanceRow("Sari Winarsih, S.H.", "196901191997032008", "Asisten", "Setda", PRESENT, STARTS_AT, "Pindai QR"),
        AttendanceRow(
            "Juli Waluyo", "", "Sekretaris", "Dinkes", PRESENT, STARTS_AT, "Manual oleh Dewi", representing="Kepala Dinkes"
        ),
        AttendanceRow("Budi", "31970112", "Danramil", "TNI", EXCUSED),
        AttendanceRow("Ani", "", "Lurah", "Kelurahan Babakan", EXCUSED),
        AttendanceRow("Eko", "", "Camat", "Kecamatan Tanah Sareal"),
    )

    text = text_of(render_attendance_list(make_attendance(rows=rows)))

    assert "No. Nama Jabatan Instansi Waktu hadir dan cara dicatat Keterangan" in text
    assert "1. Sari Winarsih, S.H. NIP 19690119 199703 2 008 Asisten Setda 09.00 WIB Pindai QR Hadir" in text
    assert "Juli Waluyo mewakili Kepala Dinkes Sekretaris Dinkes 09.00 WIB Manual oleh Dewi Hadir" in text
    assert "Budi NIP 31970112 Danramil TNI – Berhalangan" in text
    assert "Ani Lurah Kelurahan Babakan – Berhalangan" in text
    assert "Eko Camat Kecamatan Tanah Sareal – Tanpa keterangan" in text


@pytest.mark.parametrize("variant", ["A", "B"])
def test_a_record_leaves_nothing_to_be_signed(variant: str):
    text = text_of(render_attendance_list(make_attendance(variant=variant, signatory=None)))

    assert "Tanda Tangan" not in text
    assert text.count("– Berhalangan") == sum(row.checked_in_at is None for row in make_attendance().rows)
    assert "daftar ini tidak untuk ditandatangani peserta" in text


def test_the_letter_that_invited_stands_in_the_head():
    text = text_of(render_attendance_list(make_attendance(invitation_number="005/1819/Set", invitation_date=date(2018, 4, 20))))

    assert "Surat undangan : Nomor 005/1819/Set tanggal 20 April 2018 Jenis kegiatan" in text


def test_a_list_may_lie_on_its_side():
    pdf = render_attendance_list(make_attendance(paper=Paper(size="F4_215", landscape=True)))

    assert size_mm(pdf) == (330, 215)


def test_variant_b_puts_nip_under_the_name_and_the_institution_first():
    text = text_of(render_attendance_list(make_attendance(variant="B")))

    assert "No. Nama Lengkap/NIP Instansi/Dinas Jabatan Waktu hadir dan cara dicatat" in text


def test_a_blank_list_is_for_pens():
    rows = tuple(replace(row, presence=Presence.SILENT, checked_in_at=None) for row in make_rows(4))

    text = text_of(render_attendance_list(make_attendance(variant="D", rows=rows, blank_rows=2)))

    assert "Hadir" not in text.replace("Daftar Hadir", "")
    assert "6. 6." in text
    assert "Dalam daftar hadir: 4 (empat) orang." in text


def test_totals_are_those_of_the_rows():
    rows = (
        AttendanceRow("A", presence=PRESENT, category="Camat"),
        AttendanceRow("B", presence=PRESENT, representing="X", category="Camat"),
        AttendanceRow("C", presence=EXCUSED, category="Camat"),
        AttendanceRow("D", category="Lurah"),
        AttendanceRow("E", presence=Presence.AWAITED),
    )

    lines = totals(make_attendance(rows=rows, categories=("Lurah", "Tidak ada", "Camat")))

    assert lines == [
        "Jumlah peserta hadir: 2 (dua) orang dari 5 orang.",
        "Mewakili 1 orang; berhalangan 1 orang; tanpa keterangan 1 orang; belum hadir 1 orang.",
        "Hadir menurut kategori: Lurah 0 dari 1; Camat 2 dari 3; tanpa kategori 0 dari 1.",
        "Waktu hadir dicatat oleh aplikasi ketika peserta datang; daftar ini tidak untuk ditandatangani peserta.",
    ]


def test_the_line_of_a_nip_fits_into_its_column_however_long_the_others_are():
    row = AttendanceRow("Ani", "196901191997032008", "Sekretaris Dinas Pekerjaan Umum " * 3, "Badan Perencanaan Pembangunan " * 3)
    attendance = make_attendance(rows=(row,) * 30)

    ems = columns(attendance)[1].width * attendance.paper.text_width / TYPE / 100

    assert ems >= NIP_WIDTH - 0.01


def test_a_record_takes_more_rows_on_a_page_than_a_list_for_pens():
    rows = tuple(AttendanceRow(f"Orang {n}", "196901191997032008", "Camat", "Setda") for n in range(60))

    pages = [len(page_texts(render_attendance_list(make_attendance(rows=rows, variant=v)))) for v in ("A", "D")]

    assert pages[0] < pages[1]


def test_totals_can_be_left_out():
    assert totals(make_attendance(show_summary=False)) == []


def test_the_signature_block_has_place_date_and_official():
    text = text_of(render_attendance_list(make_attendance()))

    assert "Bogor, 30 April 2018 Kepala Bagian Administrasi Pemerintahan," in text
    assert "Drs. Taufik, M.Si. Pembina (IV/a) NIP 19600721 199004 1 004" in text


@pytest.mark.parametrize("variant", ["A", "B", "D"])
def test_the_header_repeats_and_no_row_is_split(variant: str):
    pages = page_texts(render_attendance_list(make_attendance(rows=make_rows(60), variant=variant)))

    for number, page in enumerate(pages, start=1):
        assert f"Halaman {number} dari {len(pages)}" in page
        if "Peserta Nomor" in page:
            assert ("Tanda Tangan" if variant == "D" else "Waktu hadir") in page
    for number in range(1, 61):
        holding = [page for page in pages if f"Nomor{number} " in page]
        assert len(holding) == 1
        assert f"199004 {f'{number:04d}'[0]} {f'{number:04d}'[1:]}" in holding[0]


def test_the_signature_block_never_stands_alone_on_a_page():
    for count in range(20, 44, 3):
        last = page_texts(render_attendance_list(make_attendance(rows=make_rows(count))))[-1]
        assert "Drs. Taufik" in last and "Peserta Nomor" in last


def test_rows_are_printed_in_the_callers_order():
    rows = tuple(reversed(make_rows(5)))

    text = text_of(render_attendance_list(make_attendance(rows=rows)))

    assert [text.index(f"Nomor{n} ") for n in (5, 4, 3, 2, 1)] == sorted(text.index(f"Nomor{n} ") for n in range(1, 6))


@pytest.mark.parametrize(
    "name",
    [
        "A",
        'O\'Neil "Jack" & <b>{x}</b> {{ 7*7 }} %s',
        "محمد الأمين",
        "ꦗꦮ",
        "W" * 200,
        "Raden " + "Suryadiningrat Kusumawardhana " * 6,
    ],
)
def test_a_name_is_printed_exactly(name: str):
    rows = (AttendanceRow(name, position=name, organisation=name, presence=PRESENT, representing=name), *make_rows(3))

    pdf = render_attendance_list(make_attendance(rows=rows))

    assert f"1.{squeeze(name)}mewakili{squeeze(name) * 3}–Hadir2." in solid_text(pdf)


def test_what_was_drawn_stands_in_a_column_of_its_own():
    drawn = "M20 60l30 -40 20 55 30 -45 25 20"
    rows = (AttendanceRow("A", presence=PRESENT, signature=drawn), *make_rows(3))

    pdf = render_attendance_list(make_attendance(rows=rows, signed=True))
    bare = render_attendance_list(make_attendance(rows=rows))

    assert "TandaTangan" in solid_text(pdf) and "TandaTangan" not in solid_text(bare)
    assert "tanda tangan dibubuhkan di layar" in text_of(pdf) and "tidak untuk ditandatangani" in text_of(bare)
    assert len(curves(pdf)) == len(curves(bare)) + 1


def curves(pdf: bytes) -> list[str]:
    """What is drawn with round ends on the first page: only signatures are."""
    return re.findall(r"\b1 J\b", read(pdf).pages[0].get_contents().get_data().decode("latin-1"))


def test_the_zone_is_the_meetings():
    text = text_of(render_attendance_list(make_attendance(zone="Asia/Jayapura")))

    assert "pukul 11.00 s.d. 14.00 WIT" in text and "10.59 WIT" in text


def test_f4_and_tagged_structure():
    pdf = render_attendance_list(make_attendance(paper=Paper(size="F4_215", font="bookman", font_size=11)))

    assert size_mm(pdf) == (215, 330)
    assert "/StructTreeRoot" in read(pdf).trailer["/Root"]


def test_the_same_list_gives_the_same_bytes():
    assert render_attendance_list(make_attendance()) == render_attendance_list(make_attendance())


def test_its_class_stands_at_the_head_of_each_page() -> None:
    """Also of one so long that it is laid out in pieces, and the margins of its pages by themselves."""
    attendance = make_attendance(security="TERBATAS")
    pages = page_texts(render_attendance_list(attendance))

    assert len(pages) > 1 and all("TERBATAS" in page for page in pages)
    assert "TERBATAS" in page_texts(print_feet(_foot(attendance), 1, 1))[0]
    assert not any("TERBATAS" in page for page in page_texts(render_attendance_list(make_attendance())))

"""The minutes on paper: draft and final, both layouts."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from meetings.documents.pdf.blocks import Part
from meetings.documents.pdf.engine import write_pdf
from meetings.documents.pdf.filling import NORMAL
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.minutes import ActionRow, Minutes, MinutesItem, lay_out_minutes, render_minutes
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import Signatory
from tests.documents.pdf import are_drafts, page_texts, read, size_mm, solid_text, squeeze, text_of
from tests.factories.documents import (
    EVENT,
    HEAD_OF_UNIT,
    STARTS_AT,
    make_attendance,
    make_final_minutes,
    make_items,
    make_minutes,
    make_rows,
)


def item(**changes) -> Minutes:
    """Minutes with one agenda item."""
    return make_minutes(items=(MinutesItem("Acara", **changes),))


def test_the_2023_layout_has_its_rows_in_order():
    text = text_of(render_minutes(make_final_minutes()))

    parts = [
        "NOTULA",
        "NOMOR 000.1.5/214/Adpem/2018",
        f"Sidang/Rapat : {EVENT} Sidang Pleno",
        "Hari/Tanggal : Senin, 30 April 2018",
        "Surat Undangan : Nomor 005/1819/Set tanggal 20 April 2018",
        "Waktu Sidang/Rapat : pukul 09.12 s.d. 12.00 WIB (rencana: pukul 09.00 WIB s.d. selesai)",
        "Tempat : IPB",
        "Acara : 1. Laporan Ketua Panitia 2. Penandatanganan kerja sama",
        "Pimpinan Sidang/Rapat",
        "Ketua : Usmar Hariman Plt. Wali Kota Bogor",
        "Sekretaris : Drs. Taufik, M.Si.",
        "Pencatat : Sari Winarsih, S.H.",
        "Peserta Sidang/Rapat : 1. Camat: 6 dari 6 undangan 2. Lurah: 61 dari 68",
        "Hadir 67 (enam puluh tujuh) orang dari 74 undangan.",
        "Kegiatan Sidang/Rapat",
        "1. Laporan Ketua Panitia",
        "Pukul 09.00–09.10 WIB · Drs. Taufik, M.Si.",
        "Rakerda diikuti 250 orang peserta.",
        "2. Penandatanganan kerja sama",
        "Keputusan 1. Pos bersama mulai bekerja 1 Juli 2018.",
        "Tindak lanjut",
        "Menyusun prosedur operasi Kepala Satpol PP Satuan Polisi Pamong Praja 31 Mei 2018",
        "Bogor, 2 Mei 2018",
        "Pimpinan Sidang/Rapat Plt. Wali Kota Bogor,",
        "Usmar Hariman",
    ]
    position = 0
    for part in parts:
        assert part in text[position:], part
        position = text.index(part, position) + len(part)


def test_the_2009_layout_tells_the_same_in_its_own_order():
    text = text_of(
        render_minutes(
            make_final_minutes(layout="v2009", opening_html="<p>Rapat dibuka.</p>", closing_html="<p>Rapat ditutup.</p>")
        )
    )

    assert "NOTULEN" in text and "Surat Undangan" not in text
    parts = [
        "Waktu Panggilan : pukul 09.00 WIB s.d. selesai",
        "1. Kata Pembukaan Rapat dibuka.",
        "2. Pembahasan",
        "a. Laporan Ketua Panitia",
        "b. Penandatanganan kerja sama",
        "3. Peraturan/Keputusan",
        "1. Pos bersama mulai bekerja",
        "Tindak lanjut",
        "4. Penutup Rapat ditutup.",
    ]
    assert [part for part in parts if part not in text] == []
    assert [text.index(part) for part in parts] == sorted(text.index(part) for part in parts)


def test_a_draft_is_marked_on_every_page_and_has_no_number_or_verification():
    draft = make_final_minutes(state="draft", annex=make_attendance(rows=make_rows(40)))

    pdf = render_minutes(draft)

    pages = page_texts(pdf)
    assert len(pages) > 2
    assert are_drafts(pdf) == [True] * len(pages)
    text = " ".join(pages)
    assert re.search(r"Konsep\d+April2018pukul\d\d\.\d\dWIB,belumdisetujui", squeeze(text))
    assert "000.1.5/214" not in text and "Terverifikasi" not in text and "/v/" not in text


def test_a_final_document_has_no_mark():
    pdf = render_minutes(make_final_minutes())

    assert not any(are_drafts(pdf))
    assert "KONSEP" not in text_of(pdf).upper()


def test_final_minutes_lead_to_their_verification_without_claiming_a_signature():
    pdf = render_minutes(make_final_minutes())
    text = text_of(pdf)

    assert "Terverifikasi di aplikasi Rapat Kota Bogor" in text
    assert "Disetujui oleh Usmar Hariman pada 2 Mei 2018 pukul 09.00 WIB." in text
    assert "Kode QR ini bukan tanda tangan elektronik." in text
    assert "secara elektronik" not in text
    url = make_final_minutes().verification.url
    assert solid_text(pdf).count(url) == 1 + len(read(pdf).pages)
    links = [str(note.get_object()["/A"]["/URI"]) for page in read(pdf).pages for note in page.get("/Annots", [])]
    assert url in links


def test_every_page_says_what_it_belongs_to():
    pages = page_texts(render_minutes(make_final_minutes(annex=make_attendance(rows=make_rows(40)))))

    for number, page in enumerate(pages, start=1):
        assert "Notula Nomor 000.1.5/214/Adpem/2018" in page
        assert f"Halaman {number} dari {len(pages)}" in page


def test_the_annex_starts_on_a_page_of_its_own():
    pages = page_texts(render_minutes(make_final_minutes(annex=make_attendance())))

    first = next(page for page in pages if "LAMPIRAN NOTULA" in page)
    assert first.startswith("LAMPIRAN NOTULA DAFTAR HADIR")
    assert "Daftar hadir terlampir." in pages[0]
    assert "Jumlah peserta hadir: 18 (delapan belas) orang dari 20 orang." in pages[-1]


def test_the_older_form_has_one_name_from_the_title_to_the_annex():
    text = text_of(render_minutes(make_final_minutes(layout="v2009", annex=make_attendance())))

    assert "LAMPIRAN NOTULEN DAFTAR HADIR" in text
    assert "NOTULA" not in text.upper()


def test_the_older_form_names_the_item_whose_actions_follow_without_a_decision():
    action = ActionRow("Menyusun prosedur", institution="Satpol PP")
    text = text_of(render_minutes(make_minutes(layout="v2009", items=(MinutesItem("Kerja sama", actions=(action,)),))))

    assert "3. Peraturan/Keputusan Kerja sama Tindak lanjut" in text


def test_a_recorder_without_an_office_signs_under_the_role():
    text = text_of(render_minutes(make_minutes(recorder_signatory=Signatory("Siti Aminah, S.Sos.", ""))))

    assert "Pencatat," in text


def test_a_correction_says_which():
    assert "Perubahan ke-1" in text_of(render_minutes(make_final_minutes(version=2)))
    assert "Perubahan" not in text_of(render_minutes(make_final_minutes()))


def test_chair_and_recorder_sign_side_by_side():
    text = text_of(render_minutes(make_minutes(recorder_signatory=HEAD_OF_UNIT)))

    assert "Pencatat Kepala Bagian Administrasi Pemerintahan," in text
    assert "Pimpinan Sidang/Rapat Plt. Wali Kota Bogor," in text


def test_what_is_not_known_is_a_dash_not_a_gap():
    bare = make_minutes(
        items=(),
        agenda=(),
        chair=None,
        secretary=None,
        recorder=None,
        participants=(),
        invitation_number="",
        invitation_date=None,
        began_at=None,
        ended_at=None,
        signatory=None,
        signed_on=None,
        place="",
    )

    text = text_of(render_minutes(bare))

    assert "Surat Undangan : - Waktu Sidang/Rapat : -" in text
    assert "Acara : -" in text and "Ketua : - Sekretaris : - Pencatat : -" in text
    assert "Peserta Sidang/Rapat : -" in text


def test_a_skipped_item_says_so_and_an_empty_one_only_in_a_draft():
    assert "Mata acara ini tidak dibahas." in text_of(render_minutes(item(skipped=True)))
    assert "Pembahasan belum diisi." in text_of(render_minutes(item()))
    assert "belum diisi" not in text_of(render_minutes(replace(item(), state="final")))


def test_rich_text_keeps_its_shape_and_loses_what_could_change_the_sheet():
    html = (
        '<h1>Arahan</h1><p onclick="x()">Tiga <em>hal</em>:</p><ul><li>satu</li></ul><style>body{display:none}</style>'
        '<img src="file:///etc/passwd"><script>x()</script><blockquote>kutipan</blockquote>'
    )

    pdf = render_minutes(item(discussion_html=html))

    assert "Arahan Tiga hal:" in text_of(pdf) and "satu" in text_of(pdf) and "kutipan" in text_of(pdf)
    assert "NOTULA" in text_of(pdf) and "display:none" not in text_of(pdf) and "x()" not in text_of(pdf)
    assert sum(len(page.images) for page in read(pdf).pages) == 0


@pytest.mark.parametrize("text", ["A", 'O\'Neil "Jack" & <b>{x}</b> {{ 7*7 }} %s', "محمد الأمين", "ꦗꦮ", "W" * 90])
def test_plain_text_is_printed_exactly(text: str):
    action = ActionRow(text, text, text)

    items = (MinutesItem(text, decisions=(text,), actions=(action,)),)
    pdf = render_minutes(
        make_minutes(
            items=items,
            agenda=(),
            participants=(),
            signatory=None,
            letterhead=Letterhead(),
            paper=Paper(size="F4_215", font_size=11),
        )
    )

    word = squeeze(text)
    assert f"1.{word}" in solid_text(pdf)
    assert f"Keputusan1.{word}Tindaklanjut" in solid_text(pdf)
    assert f"Tenggat1.{word * 3}-" in solid_text(pdf)


def test_many_items_go_past_the_letter_z():
    items = tuple(MinutesItem(f"Acara {n}") for n in range(30))

    text = text_of(render_minutes(make_minutes(items=items, layout="v2009")))

    assert "z. Acara 25" in text and "aa. Acara 26" in text and "ad. Acara 29" in text


def test_the_zone_is_the_meetings_and_days_are_a_range():
    text = text_of(render_minutes(make_minutes(zone="Asia/Makassar", ended_at=STARTS_AT + timedelta(days=1))))

    assert "Senin s.d. Selasa, 30 April s.d. 1 Mei 2018" in text
    assert "pukul 10.12 WITA s.d. selesai" in text


def test_a_meeting_past_midnight_keeps_its_day():
    text = text_of(render_minutes(make_minutes(began_at=STARTS_AT, ended_at=STARTS_AT + timedelta(hours=11))))
    late = text_of(
        render_minutes(make_minutes(began_at=STARTS_AT + timedelta(hours=12), ended_at=STARTS_AT + timedelta(hours=16)))
    )

    assert "Hari/Tanggal : Senin, 30 April 2018" in text
    assert "Hari/Tanggal : Senin, 30 April 2018 " in late and "(hari berikutnya)" in late


def test_paper_and_structure():
    pdf = render_minutes(make_minutes(paper=Paper(size="F4_210")))

    assert size_mm(pdf) == (210, 330)
    reader = read(pdf)
    assert reader.metadata.title == f"Notula {EVENT}" and reader.trailer["/Root"]["/Lang"] == "id"
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_the_same_minutes_give_the_same_bytes():
    assert render_minutes(make_final_minutes()) == render_minutes(make_final_minutes())


def test_the_signature_is_never_alone_on_a_page():
    for count in range(2, 9):
        items = (make_items()[0],) * count
        pages = page_texts(render_minutes(make_final_minutes(items=items)))
        holding = next(page for page in pages if "Pimpinan Sidang/Rapat Plt." in page)
        assert "Laporan Ketua Panitia" in holding


def test_an_annex_of_250_rows_names_everybody():
    text = text_of(render_minutes(make_final_minutes(annex=make_attendance(rows=make_rows(250)))))

    assert [number for number in range(1, 251) if f"{number}. Drs. Peserta Nomor{number}" not in text] == []


def test_a_pasted_table_and_nested_lists_are_printed_without_empty_lines() -> None:
    rich = (
        "<div>Rekap pagu:</div><table><tbody><tr><td><b>Perangkat daerah</b></td><td>Pagu</td></tr>"
        "<tr><td>Dinas Contoh</td><td>1.250.000.000</td></tr></tbody></table>"
        "<ol><li>Pertama<ol><li>butir a</li></ol></li><li>Kedua</li></ol><div>H<sub>2</sub>O</div>"
    )
    [page] = [page for page in read(render_minutes(item(discussion_html=rich))).pages if "Rekap pagu" in page.extract_text()]
    lines = [
        " ".join(line.split())
        for line in page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False).splitlines()
    ]
    start = lines.index("Rekap pagu:")

    assert lines[start : start + 6] == [
        "Rekap pagu:",
        "Perangkat daerah Pagu",
        "Dinas Contoh 1.250.000.000",
        "1. Pertama",
        "1. butir a",
        "2. Kedua",
    ]


@pytest.mark.parametrize("lines", [23, 27])
def test_the_box_of_the_verification_stands_with_the_signature(lines):
    """Whatever room the text leaves: at the usual setting the first pushed the box alone to a last page, the second box and copies."""
    text = "".join(f"<p>Baris {number} dari pembahasan.</p>" for number in range(lines))
    base = make_final_minutes(annex=None, version=2, cc=("Arsip", "Inspektorat"))
    minutes = replace(base, items=(*base.items, MinutesItem("Lain-lain", discussion_html=text)))

    pages = page_texts(write_pdf(lay_out_minutes(minutes, Part(step=NORMAL), annexed=False), tagged=True))

    (last,) = [page for page in pages if "bukan tanda tangan elektronik" in page]
    assert "Bogor, 2 Mei 2018" in last and "Tembusan" in last


def test_the_head_of_a_table_stands_again_on_its_next_page_and_lists_count_by_letters() -> None:
    rows = "".join(f'<tr><td>Dinas {number}</td><td align="right">{number}</td></tr>' for number in range(90))
    rich = (
        f"<table><tbody><tr><th>Perangkat daerah</th><th>Pagu</th></tr>{rows}</tbody></table>"
        '<ol><li>Satu<ol type="a"><li>dalam a</li><li>dalam b</li></ol></li></ol><ol start="3" type="I"><li>Romawi</li></ol>'
    )

    pages = page_texts(render_minutes(item(discussion_html=rich)))

    tabled = [page for page in pages if "Dinas " in page]
    assert len(tabled) > 1 and all("Perangkat daerah" in page for page in tabled)
    text = squeeze(" ".join(pages))
    assert "1.a.b.III." in text


def test_no_column_of_a_table_breaks_words_or_amounts_that_fit() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>Penguatan pelayanan dasar bidang kesehatan dan pendidikan di kecamatan {n}</td><td>8.000.000.000</td>"
        f"<td>Dinas Kesehatan bersama Dinas Pendidikan dan Kebudayaan</td></tr>"
        for n in range(1, 12)
    )
    head = "<tr><th>No</th><th>Kegiatan</th><th>Anggaran</th><th>Pelaksana</th></tr>"
    text = text_of(render_minutes(item(discussion_html=f"<table><tbody>{head}{rows}</tbody></table>")))

    assert "Anggaran" in text and "Pelaksana" in text and text.count("8.000.000.000") == 11

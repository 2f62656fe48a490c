"""How pages are filled, measured on the laid-out pages of every kind of signer, length of text, paper and number of tembusan."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle, product

import pytest
from weasyprint import Document
from weasyprint.document import Page

from meetings.documents.pdf.attendance_list import fill_list, lay_out_list, whole_list
from meetings.documents.pdf.certificate import lay_out_certificate
from meetings.documents.pdf.filling import TEAR, empty_foot, papers
from meetings.documents.pdf.invitation_letter import InvitationLetter, LetterPrinter, RecipientRow
from meetings.documents.pdf.minutes import fill_minutes
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.rundown import Rundown, RundownLine, RundownSession, fill_rundown
from meetings.documents.pdf.seating import Chair, Plan, Section, lay_out_plan
from meetings.documents.pdf.signatory import Office, OfficeStatus
from tests.documents.pages import (
    NO_BREAK,
    classed,
    gaps,
    line_ends,
    lines,
    lines_above,
    signature_page,
    signature_rooms,
    table_rows,
    text_of_line,
)
from tests.factories.documents import (
    ACTING_MAYOR,
    EVENT,
    HEAD_OF_UNIT,
    LETTERHEAD,
    STARTS_AT,
    ZONE,
    make_attendance,
    make_certificate,
    make_content,
    make_final_minutes,
    make_items,
    make_letter,
    make_rows,
    make_rundown,
)

ROOM = 22  # millimetres for signature and stamp
TWO_ROWS = 45  # millimetres: a list may leave them empty for the rows that go with its signature
GAP = 2.3  # usual blanks: the widest one of a justified line
SIGNERS = {
    "direct": HEAD_OF_UNIT,
    "a.n.": replace(HEAD_OF_UNIT, position="Sekretaris Daerah", office=Office.SECRETARY, on_behalf_of="WALI KOTA BOGOR"),
    "u.b.": replace(HEAD_OF_UNIT, on_behalf_of="WALI KOTA BOGOR", through="SEKRETARIS DAERAH"),
    "Plt.": ACTING_MAYOR,
    "Plh.": replace(
        HEAD_OF_UNIT, status=OfficeStatus.DAILY, position="Kepala Dinas Pekerjaan Umum dan Penataan Ruang Kota Bogor"
    ),
}
MATERIAL = (
    "Berkenaan dengan hal tersebut, peserta dimohon menyampaikan bahan paparan mengenai capaian program dan kegiatan tahun "
    "berjalan kepada sekretariat panitia paling lambat tanggal 25 April 2018 pukul 16.00 WIB."
)
USUAL = (
    "Mengingat pentingnya acara tersebut, dimohon hadir tepat waktu dan membawa tanda masuk yang tercantum pada surat ini. "
    "Kehadiran tidak dapat diwakilkan. Konfirmasi kehadiran disampaikan melalui tautan di samping tanda masuk paling lambat "
    "27 April 2018 pukul 12.00 WIB. Untuk keterangan lebih lanjut, hubungi Sari Winarsih, S.H., telepon 0812 3456 7890."
)
LODGING = (
    "Peserta yang memerlukan penginapan dapat menghubungi sekretariat panitia penyelenggara sekurang-kurangnya 3 (tiga) hari "
    "kerja sebelum pelaksanaan kegiatan, dengan menyebutkan nama lengkap, jabatan, dan instansi asal."
)
THANKS = "Atas perhatian dan kehadiran Bapak/Ibu/Saudara, kami ucapkan terima kasih."
LENGTHS = {
    "short": (THANKS,),
    "usual": (USUAL, THANKS),
    "long": (MATERIAL, USUAL, THANKS),
    "two pages": (MATERIAL, USUAL, LODGING, MATERIAL, THANKS),
}
PAPERS = (Paper("A4"), Paper("F4_215"))
PARAGRAPH = "<p>Peserta rapat menyepakati langkah bersama dan membagi tugas menurut bidang masing-masing.</p>"
CHAIR = Chair("U 1", "Dr. Ir. Kasiran Mahendra, M.T.I.", "Kepala Bagian Pengadaan Barang dan Jasa", "Setda Kota Bogor")
COPIES = tuple(f"Kepala Perangkat Daerah Kota Bogor bidang {letter} (sebagai laporan)" for letter in "ABCDEFGHI")
BROKEN = re.compile(r"(?:^|\D)\d{1,2}$|^pukul$|^s\.d\.$|^(?:Drs?|Ir|H)\.$|^[Nn]omor$")
"""A line that ends like this has torn a date, an hour, a number or a name."""


def letters(signer: str) -> Iterator[tuple[str, InvitationLetter]]:
    """The variants of a letter with this signer: each length on each paper, the number of tembusan going round."""
    copies = cycle((1, 9, 4, 0, 6))
    for (length, closing), paper in product(LENGTHS.items(), PAPERS):
        count = next(copies)
        content = make_content(signatory=SIGNERS[signer], closing=closing, cc=COPIES[:count], paper=paper)
        yield f"{signer}, {length}, {count} tembusan, {paper.size}", make_letter(content=content)


def faults(document: Document, torn: float = TEAR) -> list[str]:
    """What a Tata Usaha would send the paper back for; ``torn``: millimetres of foot that may stay empty."""
    page = signature_page(document)
    found = [f"room of {room:.1f} mm" for room in signature_rooms(document) if room < ROOM - 0.05]
    if lines_above(page, "signing") < 2:
        found.append("signature without two lines of text")
    for pages in papers(document):
        found += [f"{empty_foot(each):.0f} mm empty" for each in pages[:-1] if empty_foot(each) > torn]
        if len(pages) > 1 and len(lines(pages[-1])) < 2:
            found.append("one line on the last page")
    found += [f"blank of {gap:.2f}" for gap in gaps(document) if gap > GAP]
    return found + [f"torn after {end}" for end in line_ends(document) if BROKEN.search(end)]


@pytest.mark.parametrize("signer", SIGNERS)
def test_no_letter_tears(signer: str) -> None:
    papers = {name: LetterPrinter().lay_out(letter) for name, letter in letters(signer)}

    assert {name: wrong for name, paper in papers.items() if (wrong := faults(paper))} == {}
    assert all(len(paper.pages) == 1 for name, paper in papers.items() if "usual" in name or "short" in name)


def test_tembusan_stand_beside_the_signature_before_they_need_a_sheet_of_their_own() -> None:
    copies = ("Wali Kota Bogor (sebagai laporan)", "Inspektur Daerah Kota Bogor")
    content = make_content(signatory=SIGNERS["u.b."], closing=LENGTHS["long"], cc=copies)

    document = LetterPrinter().lay_out(make_letter(content=content))

    (page,) = document.pages
    (copied,), (signing,) = classed(page, "cc"), classed(page, "signing")
    assert signing.position_y < copied.position_y < signing.position_y + signing.height


@pytest.mark.parametrize("paper", [Paper("A4", font="bookman"), Paper("F4_210", font_size=11), Paper("A4", font_size=11)])
def test_other_types_and_papers_do_not_tear_either(paper: Paper) -> None:
    content = make_content(signatory=SIGNERS["u.b."], closing=LENGTHS["two pages"], cc=COPIES[:4], paper=paper)

    found = faults(LetterPrinter().lay_out(make_letter(content=content)))

    assert [fault for fault in found if paper.font == "arial" or "blank" not in fault] == []


@pytest.mark.parametrize(("rows", "words"), [(8, "1 (satu) lembar"), (60, "3 (tiga) lembar")])
def test_lampiran_counts_the_sheets(rows: int, words: str) -> None:
    recipients = tuple(RecipientRow(f"Camat {n}", "Kepala Kecamatan", "Kota Bogor") for n in range(1, rows + 1))

    document = LetterPrinter().lay_out(InvitationLetter(make_content(recipients=recipients)))

    assert any(text_of_line(line).replace(NO_BREAK, " ").endswith(f": {words}") for line in lines(document.pages[0]))
    assert len(document.pages) == 1 + int(words[0])


@pytest.mark.parametrize("variant", ["A", "B", "D"])
def test_no_list_ends_with_a_row_or_a_signature_alone(variant: str) -> None:
    for count in range(9, 45, 5):
        attendance = make_attendance(rows=make_rows(count), variant=variant)

        document = fill_list(attendance)

        assert (count, faults(document, torn=TWO_ROWS)) == (count, [])
        if len(document.pages) > 1:
            assert len(table_rows(document.pages[-1])) >= 2, count


def test_a_list_that_goes_over_by_little_is_set_closer() -> None:
    attendance = make_attendance(rows=make_rows(8))

    assert len(lay_out_list(attendance, whole_list(attendance)).pages) == 2
    assert len(fill_list(attendance).pages) == 1


def test_numbers_of_four_figures_stand_on_one_line() -> None:
    part = replace(whole_list(make_attendance(rows=make_rows(3), blank_rows=1000)), before=998, first=False)

    document = lay_out_list(make_attendance(rows=make_rows(3)), part)

    cells = [row.children[0] for page in document.pages for row in table_rows(page)]
    assert [[text_of_line(line) for line in cell.children[0].children] for cell in cells] == [["999."], ["1000."], ["1001."]]


def session(number: int, count: int) -> RundownSession:
    start = STARTS_AT + timedelta(hours=3 * number)
    rows = tuple(RundownLine(start, start, f"Mata acara {n}", "Moderator") for n in range(count))
    return RundownSession(f"Sesi {number}", start, start + timedelta(hours=2), rows, "Aula", "Usmar Hariman")


def headed(page: Page) -> list[str]:
    """Headings and rows of the page in their order, as h and r."""
    return [
        "h" if box.element_tag == "h2" else "r"
        for box in sorted([*table_rows(page), *classed(page, "session")], key=lambda box: box.position_y)
    ]


def test_the_heading_of_a_session_stays_with_two_rows_of_its_table() -> None:
    for count in range(4, 14, 2):
        rundown = Rundown(
            "Kota Bogor", LETTERHEAD, EVENT, ZONE, tuple(session(n, count) for n in range(1, 5)), STARTS_AT, paper=Paper("A4")
        )

        for page in fill_rundown(rundown).pages:
            order = "".join(headed(page))
            assert not re.search("h(?!rr)", order), (count, order)


def test_the_day_of_an_annex_stays_with_two_rows() -> None:
    for days in range(6, 16, 3):
        rows = tuple(
            replace(row, start=row.start + timedelta(days=day), end=row.end + timedelta(days=day))
            for day in range(days)
            for row in make_rundown()
        )

        document = LetterPrinter().lay_out(make_letter(content=make_content(rundown=rows)))

        for page in document.pages[1:]:
            days_at = [index for index, row in enumerate(table_rows(page)) if "dayhead" in row.element.get("class", "")]
            assert all(index + 2 < len(table_rows(page)) for index in days_at), days


@pytest.mark.parametrize("recorder", [None, HEAD_OF_UNIT], ids=["chair alone", "chair and recorder"])
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.size)
def test_no_minutes_tear(paper: Paper, recorder: object) -> None:
    for count in (1, 2, 3, 5, 6, 8):
        items = (replace(make_items()[0], discussion_html=PARAGRAPH * 2), make_items()[1]) * count
        minutes = make_final_minutes(
            items=items, cc=COPIES[:4], paper=paper, signatory=SIGNERS["u.b."], recorder_signatory=recorder
        )

        assert (count, faults(fill_minutes(minutes).document)) == (count, [])


@pytest.mark.parametrize("signer", ["u.b.", "Plt."])
def test_short_minutes_stand_on_one_page_with_their_copies_and_their_qr(signer: str) -> None:
    item = make_items()[0]
    for count in (1, 2):
        minutes = make_final_minutes(
            items=(replace(item, discussion_html=PARAGRAPH * count),), cc=COPIES[:2], signatory=SIGNERS[signer]
        )

        document = fill_minutes(minutes).document

        assert (count, len(document.pages), faults(document)) == (count, 1, [])
        assert any(classed(document.pages[0], "cc")) and any(classed(document.pages[0], "verify"))


def test_the_names_of_two_signers_stand_on_one_line() -> None:
    minutes = make_final_minutes(signatory=SIGNERS["u.b."], recorder_signatory=HEAD_OF_UNIT)

    page = signature_page(fill_minutes(minutes).document)

    left, right = classed(page, "name")
    assert left.position_y == right.position_y and left.position_x < right.position_x


def test_the_back_of_a_certificate_has_no_second_sheet_for_two_sessions() -> None:
    for count in (6, 13, 16, 24):
        pages = lay_out_certificate(make_certificate(count)).pages

        assert len(pages) == (2 if count < 20 else 3), count
        assert all(len(table_rows(page)) > 4 for page in pages[1:]), count


def test_no_row_of_a_table_of_seats_stands_alone_on_a_sheet() -> None:
    head, sides = ("Kepala", (CHAIR,) * 4), (CHAIR,) * 8
    sections = (Section("Depan", "", (head,), left=sides, right=sides), Section("Sayap", "", (("A", (CHAIR,) * 6),)))

    document = lay_out_plan(Plan("Kota Bogor", EVENT, "IPB Convention Centre", sections, STARTS_AT))

    assert len(document.pages) == 2

"""How often a letter is laid out, and that it is the same whichever came before it."""

from dataclasses import replace

import pytest

from meetings.documents.pdf import invitation_letter
from meetings.documents.pdf.engine import Assets
from meetings.documents.pdf.filling import NORMAL, STEPS, Outcome, Step, fill, judged
from meetings.documents.pdf.invitation_letter import LetterPrinter, render_letter
from tests.documents.pages import classed, lines_above, signature_page, signature_rooms
from tests.documents.test_golden_pages import COPIES, LENGTHS, SIGNERS
from tests.factories.documents import make_content, make_letter

CONTENT = make_content(signatory=SIGNERS["direct"], closing=LENGTHS["long"], cc=("Wali Kota Bogor", "Inspektur Daerah"))
ORDINARY = [make_letter(f"Peserta {number}", content=CONTENT, number=number) for number in range(3)]
LONG = [
    make_letter(f"Peserta {number} " + "Kusumawardhana Suryadiningrat " * 4, "Kepala Bidang " * 9, content=CONTENT, number=number)
    for number in range(3)
]


def test_a_dispatch_is_laid_out_once_a_letter_and_the_longer_ones_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[Step] = []
    lay_out = invitation_letter._letter_pages

    def counted(*arguments: object) -> object:
        steps.append(arguments[-1])
        return lay_out(*arguments)

    monkeypatch.setattr(invitation_letter, "_letter_pages", counted)
    printer = LetterPrinter()
    printer.lay_out(ORDINARY[0])
    printer.lay_out(LONG[0])
    found = len(steps)

    for letter in (*ORDINARY[1:], *LONG[1:]):
        printer.lay_out(letter)

    assert len(steps) - found == 2 * 1 + 2 * 2
    assert steps[-6] != NORMAL  # the text asks for a closer step, which is not looked for again


def test_a_letter_is_the_same_alone_and_after_others() -> None:
    printer = LetterPrinter()
    for letter in (LONG[0], ORDINARY[0], LONG[1]):
        printer.print(letter)

    assert printer.print(LONG[2]) == render_letter(LONG[2])
    assert printer.print(ORDINARY[2]) == render_letter(ORDINARY[2])


def test_a_paper_without_fault_is_laid_out_once() -> None:
    tried: list[Step] = []
    letter = replace(ORDINARY[0], content=make_content())

    def lay_out(step: Step) -> object:
        tried.append(step)
        return LetterPrinter().lay_out(letter)

    assert fill(lay_out).step == NORMAL and tried == [NORMAL]


def test_fewer_pages_win_over_a_full_foot() -> None:
    assert Outcome(1, 0, 40) < Outcome(2, 0, 0) < Outcome(2, 0, 30) < Outcome(2, 1, 0)
    assert judged(LetterPrinter().lay_out(ORDINARY[0]), NORMAL).outcome == Outcome(1, 0, 0)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_keeps_the_room_for_signature_and_stamp(step: Step) -> None:
    document = invitation_letter._letter_pages(ORDINARY[0], "-", Assets(), step)

    assert signature_rooms(document) == [pytest.approx(22)]


OF_CHANGE = {
    "subject": "Perubahan Undangan Rapat Kerja Daerah Pemerintah Kota Bogor Tahun 2018",
    "opening": (
        "Menindaklanjuti surat kami nomor 000.1.5/012/Set tanggal 20 April 2018 hal Undangan Rapat Kerja Daerah Pemerintah Kota "
        "Bogor Tahun 2018, kami sampaikan perubahan atas undangan tersebut, sehingga kegiatan dilaksanakan pada:",
    ),
    "closing": (
        "Jawaban kehadiran yang telah disampaikan dan tanda masuk yang masih berlaku tidak perlu diganti. Apabila perubahan ini "
        "memengaruhi kehadiran Bapak/Ibu/Saudara, jawaban dapat diubah melalui tautan undangan paling lambat 27 April 2018 pukul "
        "12.00 WIB. Untuk keterangan lebih lanjut, hubungi Sari Winarsih, S.H., telepon 0812 3456 7890.",
        "Atas perhatian dan kerja sama Bapak/Ibu/Saudara, kami ucapkan terima kasih.",
    ),
    "former": (
        ("hari/tanggal", "Senin, 23 April 2018"),
        ("waktu", "pukul 08.00 WIB s.d. selesai"),
        ("tempat", "Balai Kota Bogor, Jalan Ir. H. Juanda Nomor 10, Kelurahan Pabaton, Kecamatan Bogor Tengah"),
    ),
}


@pytest.mark.parametrize(("signer", "count"), [("Plt.", 4), ("a.n.", 8), ("Plh.", 2)])
def test_tembusan_of_a_long_letter_of_change_stand_on_the_page_of_the_signature(signer: str, count: int) -> None:
    content = make_content(signatory=SIGNERS[signer], cc=COPIES[:count], **OF_CHANGE)
    name = "Prof. Dr. Ir. H. Raden Mas Kusumawardhana Suryadiningrat Prawirodirdjo, S.H., M.Si., M.Kn., Ph.D."
    position = "Kepala Bidang Perencanaan, Pengendalian, dan Evaluasi Pembangunan Infrastruktur Kewilayahan"

    document = LetterPrinter().lay_out(make_letter(name, f"{position} Badan Perencanaan Pembangunan Kota Bogor", content=content))

    page = signature_page(document)
    assert page is document.pages[-1] and len(document.pages) <= 2
    assert any(classed(page, "cc")) and lines_above(page, "signing") >= 2

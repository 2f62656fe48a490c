"""How often a letter is laid out, and that it is the same whichever came before it."""

from dataclasses import replace

import pytest

from meetings.documents.pdf import invitation_letter
from meetings.documents.pdf.engine import Assets
from meetings.documents.pdf.filling import NORMAL, STEPS, Outcome, Step, fill, judged
from meetings.documents.pdf.invitation_letter import LetterPrinter, render_letter
from tests.documents.pages import signature_rooms
from tests.documents.test_golden_pages import LENGTHS, SIGNERS
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
    assert Outcome(1, 40) < Outcome(2, 0) < Outcome(2, 30)
    assert judged(LetterPrinter().lay_out(ORDINARY[0]), NORMAL).outcome == Outcome(1, 0)


@pytest.mark.parametrize("step", STEPS)
def test_every_step_keeps_the_room_for_signature_and_stamp(step: Step) -> None:
    document = invitation_letter._letter_pages(ORDINARY[0], "-", Assets(), step)

    assert signature_rooms(document) == [pytest.approx(22)]

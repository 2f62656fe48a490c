"""What a screen reader finds in a PDF: headings, lists, one table where one is seen, and marks that are none of the text."""

import re
from collections import Counter

import pytest
from pypdf.generic import DictionaryObject

from meetings.documents.pdf.attendance_list import render_attendance_list
from meetings.documents.pdf.invitation_letter import render_letter
from meetings.documents.pdf.minutes import MinutesItem, render_minutes
from tests.documents.pdf import read
from tests.factories.documents import make_attendance, make_content, make_final_minutes, make_letter, make_rows, make_rundown


def elements(pdf: bytes) -> list[DictionaryObject]:
    """The elements of the structure, in reading order."""
    found: list[DictionaryObject] = []
    waiting = [read(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()]
    while waiting:
        element = waiting.pop()
        if isinstance(element, DictionaryObject) and "/S" in element:
            found.append(element)
            kids = element.get("/K", [])
            waiting.extend(kid.get_object() for kid in reversed(kids if isinstance(kids, list) else [kids]))
    return found


def kinds(pdf: bytes) -> Counter[str]:
    return Counter(str(element["/S"]).removeprefix("/") for element in elements(pdf))


@pytest.fixture(scope="module")
def minutes() -> bytes:
    rich = "<h1>Arahan</h1><p>Tiga hal:</p><ul><li>satu</li><li>dua</li></ul>"
    return render_minutes(make_final_minutes(items=(*make_final_minutes().items, MinutesItem("Arahan", rich)), cc=("Arsip",)))


def test_every_paper_says_that_it_follows_pdf_ua(minutes: bytes) -> None:
    for pdf in (render_letter(make_letter()), render_attendance_list(make_attendance(rows=make_rows(3))), minutes):
        assert re.search(r"pdfuaid:part\W+1", read(pdf).trailer["/Root"]["/Metadata"].get_data().decode())
        assert read(pdf).trailer["/Root"]["/Lang"] == "id"


def test_a_letter_has_lists_and_no_table() -> None:
    letter = kinds(render_letter(make_letter(content=make_content(cc=("Wali Kota", "Arsip")))))
    annexed = kinds(render_letter(make_letter(content=make_content(rundown=make_rundown()))))

    assert letter["L"] == 1 and letter["LI"] == 2
    assert letter["Table"] == 0  # the signature stands beside the pass without one
    assert annexed["H1"] == 1 and annexed["Table"] == 1


def test_a_list_of_a_page_is_one_table_with_heads() -> None:
    found = kinds(render_attendance_list(make_attendance(rows=make_rows(3))))

    assert found["Table"] == 1 and found["TR"] == 4 and found["TH"] == 6 and found["H1"] == 1


def test_headings_of_minutes_go_down_step_by_step(minutes: bytes) -> None:
    levels = [int(kind[2]) for element in elements(minutes) if re.fullmatch("/H[1-6]", kind := str(element["/S"]))]

    assert levels[0] == 1 and max(levels) == 4
    assert all(after <= before + 1 for before, after in zip(levels[1:], levels[2:], strict=False))


def test_pictures_have_words(minutes: bytes) -> None:
    for pdf in (render_letter(make_letter()), minutes):
        figures = [element for element in elements(pdf) if element["/S"] == "/Figure"]
        assert figures and all(figure.get("/Alt") for figure in figures)


def test_the_mark_of_a_draft_is_no_part_of_the_text() -> None:
    draft, final = (render_letter(make_letter(content=make_content(draft=state))) for state in (True, False))

    assert kinds(draft) == kinds(final)
    content = read(draft).pages[0].get_contents().get_data()
    assert re.match(rb".*?/Artifact\s+BMC\s+[\d. ]+re\s+W\s+n\s+/x0 Do\s+EMC", content, re.S)

"""Long lists: laid out in blocks by a child process, they look as if they had been laid out at once."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from meetings.documents.errors import DocumentError, InvalidImageError
from meetings.documents.pdf import blocks
from meetings.documents.pdf.attendance_list import AttendanceList, columns, lay_out_list, render_attendance_list, whole_list
from meetings.documents.pdf.engine import write_pdf
from meetings.documents.pdf.evening import even_breaks
from meetings.documents.pdf.minutes import render_minutes
from tests.documents.pdf import are_drafts, page_texts, read
from tests.factories.documents import LETTERHEAD, make_attendance, make_final_minutes, make_minutes, make_rows
from tests.support.children import children

PRINTER = """
from meetings.documents.pdf import blocks
from meetings.documents.pdf.attendance_list import render_attendance_list
from tests.factories.documents import make_attendance, make_rows
blocks.WHOLE = blocks.BLOCK = 30
render_attendance_list(make_attendance(rows=make_rows(90)), lambda: print("block", flush=True))
"""
LINES = 60  # some five pages: three blocks


def in_blocks(monkeypatch: pytest.MonkeyPatch, render: Callable[[], bytes]) -> bytes:
    with monkeypatch.context() as small:
        small.setattr(blocks, "WHOLE", 30)
        small.setattr(blocks, "BLOCK", 30)
        return render()


def long_list(**changes: object) -> AttendanceList:
    return make_attendance(rows=make_rows(LINES), **changes)


def alive(pid: int) -> bool:
    try:
        return f"{blocks.__name__}\0".encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def titles(outline: list) -> list:
    return [titles(mark) if isinstance(mark, list) else mark.title for mark in outline]


@pytest.mark.parametrize(("variant", "blank_rows"), [("A", 0), ("D", 3)])
def test_the_pages_are_those_of_one_layout(monkeypatch: pytest.MonkeyPatch, variant: str, blank_rows: int) -> None:
    attendance = long_list(variant=variant, blank_rows=blank_rows)

    joined = in_blocks(monkeypatch, lambda: render_attendance_list(attendance))

    at_once = write_pdf(
        lay_out_list(attendance, whole_list(attendance)), tagged=True
    )  # as closely set, however it would fill its pages
    assert page_texts(joined) == page_texts(at_once) and joined != at_once


def test_a_draft_is_marked_on_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = make_minutes(annex=long_list())

    pdf = in_blocks(monkeypatch, lambda: render_minutes(minutes))

    texts = page_texts(pdf)
    assert all(f"Halaman {number} dari {len(texts)}" in text for number, text in enumerate(texts, 1))
    assert are_drafts(pdf) == [True] * len(texts)


def test_minutes_keep_their_headings_and_every_page_can_be_read_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = make_final_minutes(annex=long_list())

    joined = in_blocks(monkeypatch, lambda: render_minutes(minutes))

    at_once = render_minutes(minutes)
    reader, whole = read(joined), read(at_once)
    assert page_texts(joined) == page_texts(at_once)
    assert titles(reader.outline) == titles(whole.outline)
    assert reader.metadata == whole.metadata
    tree = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    tagged = dict(zip(tree[::2], tree[1::2], strict=True))
    for page in reader.pages:
        (first, *_) = tagged[page["/StructParents"]].get_object()
        assert first.get_object()["/Pg"].get_object()["/StructParents"] == page["/StructParents"]


def test_the_same_list_gives_the_same_bytes_and_leaves_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def once() -> bytes:
        return render_attendance_list(long_list(), lambda: seen.append(children(blocks.__name__)))

    assert in_blocks(monkeypatch, once) == in_blocks(monkeypatch, once)
    assert len(seen) >= 4 and all(seen)
    assert children(blocks.__name__) == set()


def test_two_halves_join_where_no_page_is_half_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    working: list[set[int]] = []
    attendance = make_attendance(rows=make_rows(140))
    monkeypatch.setattr(blocks, "HALVED", 120)

    def once() -> bytes:
        return render_attendance_list(attendance, lambda: working.append(children(blocks.__name__)))

    joined = in_blocks(monkeypatch, once)

    pages = page_texts(joined)
    numbers = [[int(found) for found in re.findall(r"Peserta Nomor ?(\d+)", page)] for page in pages]
    assert [number for page in numbers for number in page] == list(range(1, 141))
    before = [len(page) for page in numbers if page[0] >= 10 and page[-1] <= 55]
    assert sum(before) == 46 and min(before) >= 11, before  # the last three 13, 13 and 7, were they not shared out
    assert all(f"Halaman {number} dari {len(pages)}" in text for number, text in enumerate(pages, 1))
    assert max(map(len, working)) == 2 and children(blocks.__name__) == set()
    assert joined == in_blocks(monkeypatch, once)


@pytest.mark.parametrize(
    ("pages", "breaks"),
    [
        ([[10.0] * 13, [10.0] * 13, [10.0] * 2], [9, 19]),  # nine, ten, nine
        ([[60.0, 40.0], [90.0], [30.0, 30.0, 40.0]], [2, 3]),
        ([[60.0, 40.0], [60.0, 40.0], [60.0]], [2, 3]),  # three of them would not fit
        ([[50.0, 50.0], [100.0], [5.0]], [1, 2, 3]),
        ([[5.0]], []),
    ],
)
def test_lines_are_shared_out_among_pages(pages: list[list[float]], breaks: list[int]) -> None:
    assert even_breaks(pages) == breaks


def test_what_is_raised_between_two_blocks_ends_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_blocks(monkeypatch, lambda: render_attendance_list(long_list(), stop))

    assert children(blocks.__name__) == set()


def test_a_killed_process_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def kill() -> None:
        for pid in children(blocks.__name__):
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(DocumentError, match="berhenti"):
        in_blocks(monkeypatch, lambda: render_attendance_list(long_list(), kill))


def test_nothing_is_left_of_a_printing_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PRINTER], stdout=subprocess.PIPE) as printer:
        assert printer.stdout.readline() == b"block\n"
        deadline = time.monotonic() + 120
        while not (found := children(blocks.__name__, of=printer.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)  # on its way from the one process to the other
        (child,) = found
        printer.kill()

    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def test_what_is_wrong_with_a_list_is_said_as_for_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    attendance = long_list(letterhead=replace(LETTERHEAD, logo=b"no picture"))

    with pytest.raises(InvalidImageError, match="PNG"):
        in_blocks(monkeypatch, lambda: render_attendance_list(attendance))


def test_numbers_of_five_figures_stand_on_one_line() -> None:
    attendance = make_attendance(rows=make_rows(3))
    whole = columns(replace(attendance, blank_rows=50_000))
    part = blocks.Part(before=49_980, first=False, columns=whole)

    printed = blocks.print_part(lay_out_list, attendance, part)

    assert printed.lines == 3
    assert all(f"{number}. Drs." in page_texts(printed.pdf)[0] for number in (49_981, 49_982, 49_983))

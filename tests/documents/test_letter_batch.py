"""Many letters at once, in real child processes."""

import os
import signal
import time
from dataclasses import replace

from meetings.documents.pdf.invitation_letter import InvitationLetter, render_letter
from meetings.documents.pdf.letter_batch import CRASHED, GROUP, IN_PROCESS, WORKER, render_letters
from tests.documents.pdf import page_texts, read, text_of
from tests.factories.documents import LETTERHEAD, make_content, make_letter, make_rundown
from tests.support.children import children

MANY = IN_PROCESS + GROUP


def letters(count: int = MANY, **changes) -> list[InvitationLetter]:
    content = make_content(**changes)
    return [make_letter(f"Peserta {number:03d}", content=content, number=number) for number in range(count)]


def broken(letter: InvitationLetter) -> InvitationLetter:
    return replace(letter, content=replace(letter.content, letterhead=replace(LETTERHEAD, logo=b"no picture")))


def test_every_letter_comes_back_in_order_with_its_own_name_and_pass():
    results = list(render_letters(letters()))

    assert [result.index for result in results] == list(range(MANY))
    for number, result in enumerate(results):
        text = text_of(result.pdf)
        assert f"Peserta {number:03d}" in text
        assert f"23456{number:03d}" in text
        assert f"Peserta {(number + 1) % MANY:03d}" not in text


def test_each_file_stands_alone_and_is_small():
    results = list(render_letters(letters(rundown=make_rundown())))

    for number, result in enumerate(results):
        reader = read(result.pdf)
        assert reader.metadata.title.endswith(f"Peserta {number:03d}")
        assert "Halaman 1 dari 1" in page_texts(result.pdf)[1]
        assert len(result.pdf) < 60_000


def test_a_batch_prints_the_same_bytes_as_one_letter_alone():
    batch = letters(rundown=make_rundown())

    results = list(render_letters(batch))

    assert results[0].pdf == render_letter(batch[0])
    assert results[-1].pdf == render_letter(batch[-1])


def test_a_few_letters_need_no_processes():
    results = render_letters(letters(3))
    first = next(results)

    assert first.pdf and children(WORKER) == set()
    assert len(list(results)) == 2


def test_one_bad_letter_stops_no_other():
    batch = letters()
    batch[5] = broken(batch[5])

    results = list(render_letters(batch))

    assert [result.index for result in results if result.pdf is None] == [5]
    assert "PNG" in results[5].error


def test_nothing_to_print_is_nothing():
    assert list(render_letters([])) == []


def test_a_killed_worker_is_replaced_and_no_letter_is_lost():
    results = render_letters(letters(GROUP * 3))
    first = next(results)

    for pid in children(WORKER):
        os.kill(pid, signal.SIGKILL)
    rest = list(results)

    assert [first.index, *(result.index for result in rest)] == list(range(GROUP * 3))
    assert all(result.pdf or result.error == CRASHED for result in rest)
    assert sum(result.pdf is None for result in rest) == 0


def test_no_process_is_left_behind_when_the_caller_stops_early():
    results = render_letters(letters(GROUP * 3))
    next(results)
    assert children(WORKER)

    results.close()

    deadline = time.monotonic() + 240
    while children(WORKER) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children(WORKER) == set()

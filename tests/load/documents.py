"""How long the two heavy prints take: 250 personal letters, and minutes with an attendance annex of 250 rows.

``python -m tests.load.documents`` prints both in seconds of wall time, with the limits the project keeps to.
"""

import time

from meetings.documents.pdf.letter_batch import render_letters
from meetings.documents.pdf.minutes import render_minutes
from tests.factories.documents import (
    make_attendance,
    make_content,
    make_final_minutes,
    make_letter,
    make_rows,
)

LETTERS = 250
LETTERS_LIMIT = 15.0
ROWS = 250
MINUTES_LIMIT = 4.0


def time_letters(count: int = LETTERS, workers: int = 2) -> float:
    """Seconds for ``count`` letters with pass QR, start of the worker processes included."""
    content = make_content()
    letters = [make_letter(f"Nama Peserta Nomor {number}", content=content, number=number) for number in range(count)]
    began = time.perf_counter()
    failed = [result.error for result in render_letters(letters, workers=workers) if result.pdf is None]
    seconds = time.perf_counter() - began
    if failed:
        raise RuntimeError(f"{len(failed)} letters failed: {failed[0]}")
    return seconds


def time_minutes(rows: int = ROWS) -> float:
    """Seconds for one final minutes PDF with an annex of ``rows`` people, in a warm process."""
    render_minutes(make_final_minutes())
    minutes = make_final_minutes(annex=make_attendance(rows=make_rows(rows)))
    began = time.perf_counter()
    render_minutes(minutes)
    return time.perf_counter() - began


def main() -> None:
    """Print both."""
    print(f"letters: {LETTERS} personal PDFs with QR in {time_letters():.2f} s (limit {LETTERS_LIMIT:.0f} s)")
    print(f"minutes: PDF with a {ROWS}-row annex in {time_minutes():.2f} s (limit {MINUTES_LIMIT:.0f} s)")


if __name__ == "__main__":
    main()

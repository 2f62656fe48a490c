"""Child process of ``letter_batch``: reads groups of letters from its standard input, writes each result as it is made.

Ends when its input ends, so it never outlives the process that started it.
"""

import gc
import os
import pickle
import sys

from meetings.documents.pdf.invitation_letter import LetterPrinter
from meetings.documents.pdf.letter_content import InvitationLetter, RenderedLetter

GC_THRESHOLD = 100_000
"""A letter makes some 30,000 short-lived objects; collecting every 700 cost a seventh of the time."""


def print_letter(printer: LetterPrinter, letter: InvitationLetter, index: int) -> RenderedLetter:
    """One result; whatever is wrong with this letter becomes its ``error`` and costs no other letter anything."""
    try:
        return RenderedLetter(index, printer.print(letter))
    except Exception as error:
        return RenderedLetter(index, None, str(error) or type(error).__name__)


def main() -> None:
    """Serve groups ``(first_index, letters)`` until the input ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not garble the answers
    printer = LetterPrinter()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    while True:
        try:
            first, letters = pickle.load(sys.stdin.buffer)  # noqa: S301 -- ours
        except EOFError:
            return
        for offset, letter in enumerate(letters):
            pickle.dump(print_letter(printer, letter, first + offset), answers)
            answers.flush()


if __name__ == "__main__":
    main()

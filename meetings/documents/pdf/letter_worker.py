"""Child process of ``letter_batch``: is asked for groups of letters, answers with each result as it is made."""

from meetings.documents.pdf.child import answering, questions
from meetings.documents.pdf.invitation_letter import LetterPrinter
from meetings.documents.pdf.letter_content import InvitationLetter, RenderedLetter


def print_letter(printer: LetterPrinter, letter: InvitationLetter, index: int) -> RenderedLetter:
    """One result; whatever is wrong with this letter becomes its ``error`` and costs no other letter anything."""
    try:
        return RenderedLetter(index, printer.print(letter))
    except Exception as error:
        return RenderedLetter(index, None, str(error) or type(error).__name__)


def main() -> None:
    """Serve groups ``(first_index, letters)`` until the input ends."""
    answer = answering()
    printer = LetterPrinter()
    for first, letters in questions():
        for offset, letter in enumerate(letters):
            answer(print_letter(printer, letter, first + offset))


if __name__ == "__main__":
    main()

"""What an import has to say about a row: codes here, sentences on the screen."""

from dataclasses import dataclass
from enum import StrEnum

from meetings.domain.participants.columns import Field


class Level(StrEnum):
    """How grave a finding is."""

    PROBLEM = "problem"  # the row cannot go in
    QUESTION = "question"  # a person says who the row is, or whether it is anybody
    WARNING = "warning"  # the row goes in without that value, or with one that should be looked at
    NOTE = "note"  # repaired or set aside, nothing to do


class Code(StrEnum):
    """What was found."""

    NAME_MISSING = "name_missing"
    NAME_FORMULA = "name_formula"
    NUMBER_BESIDE_NAME = "number_beside_name"
    SEVERAL_LINES = "several_lines"
    TOO_LONG = "too_long"
    DIGITS_LOST = "digits_lost"
    NOT_A_NUMBER = "not_a_number"
    WRONG_LENGTH = "wrong_length"
    ENDS_IN_ZEROS = "ends_in_zeros"
    IMPLAUSIBLE = "implausible"
    NO_PHONE = "no_phone"
    SEVERAL_PHONES = "several_phones"
    NO_EMAIL = "no_email"
    SPACE_REMOVED = "space_removed"
    SEVERAL_EMAILS = "several_emails"
    INSTITUTION_MATCHED = "institution_matched"
    CELL_FAILED = "cell_failed"
    CELL_FORMULA = "cell_formula"
    TOO_WIDE = "too_wide"
    DEGREES_JOINED = "degrees_joined"
    LETTERS_BROKEN = "letters_broken"
    WORDS_SET_ASIDE = "words_set_aside"
    DOUBLE_NIP = "double_nip"
    DOUBLE_NAME = "double_name"
    WITHDRAWN = "withdrawn"
    FROM_SECTION = "from_section"
    NAME_ONLY = "name_only"
    NAMESAKE = "namesake"
    NIP_OTHER_NAME = "nip_other_name"
    SEVERAL_FIT = "several_fit"
    PERHAPS_SAME = "perhaps_same"
    NIP_LEFT_OUT = "nip_left_out"
    NO_SESSION = "no_session"


@dataclass(frozen=True, slots=True)
class Finding:
    """About one cell (`column` from 0; None for the whole row): what stood there, what became of it, or the other row."""

    code: Code
    level: Level
    field: Field | None = None
    column: int | None = None
    value: str = ""
    result: str = ""
    other_row: int | None = None

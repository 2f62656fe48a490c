"""Numbers in digits and in Indonesian words."""

from functools import lru_cache

from babel.numbers import format_decimal

from meetings.writing.locales import LOCALES

_ONES = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
_GROUPS = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh"))
_LIMIT = 10**15


def terbilang(number: int) -> str:
    """``250`` → ``dua ratus lima puluh``. Raises ValueError beyond 999 triliun."""
    if number < 0:
        return f"minus {terbilang(-number)}"
    if number >= _LIMIT:
        raise ValueError("number too large for words")
    return _words(number)


def count_in_words(number: int, unit: str = "") -> str:
    """``1 (satu) lembar``, ``250 (dua ratus lima puluh) orang``; thousands with a dot."""
    return f"{group_thousands(number)} ({terbilang(number)}) {unit}".rstrip()


@lru_cache(maxsize=1024)
def group_thousands(number: int, language: str = "id") -> str:
    """``1250000`` → ``1.250.000``, in English ``1,250,000``."""
    return format_decimal(number, locale=LOCALES[language])


def as_calculated(number: float) -> str:
    """A spreadsheet's number as it shows it there: up to 15 digits, a comma before decimals, ``1,97611E+17`` when larger."""
    return f"{number:.15G}".replace(".", ",")


def _words(number: int) -> str:
    if number < 12:
        return _ONES[number]
    if number < 20:
        return f"{_ONES[number - 10]} belas"
    size, name = next(group for group in _GROUPS if number >= group[0])
    count, rest = divmod(number, size)
    # "se-" stands for one only up to a thousand: seratus, seribu, but satu juta.
    head = f"se{name}" if count == 1 and size <= 1000 else f"{_words(count)} {name}"
    return f"{head} {_words(rest)}" if rest else head

"""What stands together on a printed line: dates, hours, numbers with what they count, titles with their name.

The blanks inside such a group become no-break spaces; copied text still has a blank there.
"""

import re

from babel.dates import get_month_names

from meetings.writing.names import RANKS, TITLES

NBSP = "\u00a0"
LONG = 16
"""Signs; what is longer stays free, because the gap that it would leave in the line is the greater evil."""

_MONTH = "|".join(get_month_names("wide", locale="id").values())
_TITLE = "|".join(sorted(re.escape(title) for title in TITLES | RANKS - {"p", "t", "e", "k"}))
_BEFORE_NUMBER = "nomor|no|pasal|ayat|huruf|angka|tahun|pukul|lantai|ruang|ruangan|komisi|rp|jalan|jl"
_GROUPS = re.compile(
    "|".join(
        (
            rf"\b\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?\b",
            r"\b(?:pukul )?\d{1,2}[.:]\d{2}(?: WIB| WITA| WIT)?\b",
            r"\bs\.d\. \S+",
            rf"\b(?:{_BEFORE_NUMBER})\.? \(?(?=[\dIVX])[\w./-]{{1,{LONG}}}\)?",
            r"\b\d+(?: \d+)+\b",  # a telephone number, an NIP
            r"\b\d[\d.,]*(?: \([^()]{1,9}\))? [a-z]+",  # 3 (tiga) hari
            r"\b\d[\d.,]* \(\w+",  # 250 (dua … puluh) orang
            r"\w+\) [a-z]+",
        )
    ),
    re.IGNORECASE,
)
_NAMED = re.compile(rf"\b(?:(?i:{_TITLE})\. )+[A-Z]\w*|\w+(?:, [A-Z][A-Za-z]{{0,4}}\.[A-Z][\w.]*)+")


def keep_together(text: str) -> str:
    """``text`` with no-break spaces inside dates, hours, numbers with their noun, and between titles and names."""
    for groups in (_GROUPS, _NAMED):
        text = groups.sub(lambda found: found[0].replace(" ", NBSP), text)
    return text

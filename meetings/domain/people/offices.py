"""Which class of office a title speaks for (Permendagri 1/2023 Pasal 44)."""

import re

from meetings.enums import Office
from meetings.writing.names import bare_words

HEADS = r"(?:gubernur|bupati|wali ?kota)"
DEPUTY = re.compile(rf"(?:pelaksana tugas |penjabat )?wakil {HEADS}\b")
HEAD = re.compile(rf"(?:pelaksana tugas |penjabat )?{HEADS}\b")
SECRETARY = re.compile(r"(?:sekretaris daerah|sekda)\b")


def proposed_office(position: str) -> Office:
    """``Wakil Bupati Garut`` is a deputy head, ``Kepala Dinas Kesehatan`` one of the others."""
    title = bare_words(position)
    for pattern, office in ((DEPUTY, Office.DEPUTY_HEAD), (HEAD, Office.HEAD), (SECRETARY, Office.SECRETARY)):
        if pattern.match(title):
            return office
    return Office.OTHER

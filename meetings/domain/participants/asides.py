"""Rows of a list that are nobody: headings, totals, column numbers, place and date, the signature at its end."""

import re
from collections.abc import Sequence

from babel.dates import get_month_names

from meetings.domain.participants.columns import Field, Layout, recognise
from meetings.enums import N_, Labelled
from meetings.writing.locales import LOCALES
from meetings.writing.names import split_name
from meetings.writing.reading import is_blank


class Aside(Labelled):
    """What a row is that stays out of the list of participants. ``UNSURE``: a person decides; the plan proposes."""

    SECTION = "section", N_("Judul bagian")
    HEADER = "header", N_("Judul kolom yang berulang")
    NUMBERING = "numbering", N_("Nomor kolom")
    TOTAL = "total", N_("Jumlah")
    PLACE_DATE = "place_date", N_("Tempat dan tanggal")
    SIGN_OFF = "sign_off", N_("Pengesahan dan tanda tangan")
    NUMBER = "number", N_("NIP orang di baris atasnya")
    REMARK = "remark", N_("Catatan di bawah daftar")
    HIDDEN = "hidden", N_("Baris tersembunyi atau tersaring")
    UNSURE = "unsure", N_("Hanya nama, tidak dipilih")
    TWIN = "twin", N_("Nama sama, tidak dipilih")  # in results of earlier versions


ENDS = (Aside.PLACE_DATE, Aside.SIGN_OFF)  # after these come the lines of a signature
NAMING = (Aside.SIGN_OFF, Aside.HIDDEN, Aside.UNSURE, Aside.TWIN)  # in these a person may be named
NAMES = [*get_month_names("wide", locale=LOCALES["id"]).values(), *get_month_names("abbreviated", locale=LOCALES["id"]).values()]
MONTHS = "|".join(re.escape(name.casefold().rstrip(".")) for name in NAMES)
GAP = r"[.…_\s-]+"  # left open for a pen
PLACE_DATE = re.compile(
    rf"(?:[^\W\d][\w .'()-]{{1,60}},\s*)?(?:tanggal\s+)?(?:\d{{1,2}}|{GAP})\s*(?:{MONTHS}|{GAP})\.?\s*(?:\d{{4}}|{GAP})?"
)
TOTAL = re.compile(
    r"(?:sub\s*-?)?(?:jumlah|total|grand total|rekapitulasi)(?:\s+(?:total|peserta|undangan|seluruh(?:nya)?|keseluruhan|hadir|semua|orang))*"
    r"\s*[:=]?\s*[\d.,]*\s*(?:orang)?"
)
NUMBER_OF = re.compile(r"[\d.,]+\s*(?:orang|peserta|undangan)?|orang|peserta")
COUNTING = re.compile(r"=.*\b(?:count\w*|sum\w*|rows|subtotal|aggregate)\s*\(.*", re.DOTALL)
SIGN_OFF = re.compile(
    r"(?:mengetahui|menyetujui|mengesahkan|disetujui|disahkan|diketahui|dibuat|disusun|yang membuat|pembuat daftar|hormat kami|tertanda|ttd)"
    r"(?:\s*/?\s*(?:oleh|dan|mengetahui|menyetujui))*\s*[,:.]*|(?:mengetahui|menyetujui|mengesahkan)(?:\s*/\s*menyetujui)?\s*[,:].*"
)
NUMBER_ALONE = re.compile(r"(?:nip|nrp|nik)\b[\s.:]*[\d\s.'-]*", re.IGNORECASE)
REMARK = re.compile(r"(?:[-*•·–>]+\s*\)?\s*\S|\*\)|(?:catatan|keterangan|ket|nb|p\.?s)\.?\s*:).*", re.DOTALL)
ON_BEHALF = re.compile(r"(?:a\.?\s?n\.|u\.b\.)\s.*")
ENUMERATED = re.compile(r"(?:[a-z]|[ivx]+)[.)]?")
NUMBERED = re.compile(r"\d+[.)]?")
HEADINGS = re.compile(
    r"\b(?:sekretariat|dinas|badan|inspektorat|kecamatan|kelurahan|bagian|bidang|perangkat daerah|opd|skpd|forkopimda|muspida|unsur|instansi"
    r"|kelompok|kementerian|lembaga|dprd|bumd|bumn|rsud|puskesmas|universitas|perguruan|organisasi|ormas|asosiasi|media|panitia|narasumber"
    r"|moderator|undangan|peserta|tamu|vip|pemerintah|kabupaten|kota|provinsi|kantor|balai|uptd?|direktorat|biro|tni|polri|zona|meja|sesi)\b"
)


def aside_of(texts: Sequence[str], layout: Layout, *, after_end: bool) -> Aside | None:
    """What the row is, by its cells as text; None for a person. ``after_end``: the list has come to its place and date or signature."""
    cells = [(column, text) for column, text in enumerate(texts) if not is_blank(text)]
    if not cells:
        return None
    words = [" ".join(text.casefold().split()) for _column, text in cells]
    bare = len(layout.columns) < 2  # a list of names alone has nothing else in any row
    if _numbers_columns([column for column, _text in cells], words):
        return Aside.NUMBERING
    if _repeats_titles(texts, layout):
        return Aside.HEADER
    if is_total(texts):
        return Aside.TOTAL
    name_column = layout.columns[Field.NAME]
    numbered = cells[0][0] != name_column and bool(NUMBERED.fullmatch(words[0]))
    if len(cells) > 2 or numbered:
        return None
    if len(words) == 1 and not bare and REMARK.fullmatch(words[0]):
        return Aside.REMARK
    if end := _part_of_the_end(words, after_end=after_end):
        return Aside.UNSURE if bare and end is Aside.SIGN_OFF and after_end else end
    kind = _heading_or_name(cells, words, name_column)
    return None if bare and kind is Aside.UNSURE and not names_a_part(cells[-1][1]) else kind


def is_total(texts: Sequence[str]) -> bool:
    """«Jumlah» with a number beside it, or what computes one, in whatever columns; or nothing but what counts the rows."""
    words = [" ".join(text.casefold().split()) for text in texts if not is_blank(text)]
    if words and all(COUNTING.fullmatch(word) for word in words):
        return True
    counted = all(NUMBER_OF.fullmatch(word) or word.startswith("=") for word in words[1:])
    return bool(words) and TOTAL.fullmatch(words[0]) is not None and counted


def are_numbers(filled: Sequence[str]) -> bool:
    """Nothing but how many there are: «250», «250 orang»."""
    return bool(filled) and all(NUMBER_OF.fullmatch(text.casefold()) for text in filled)


def _part_of_the_end(words: Sequence[str], *, after_end: bool) -> Aside | None:
    """Place and date, «Mengetahui,» and whatever short lines follow them."""
    if any(PLACE_DATE.fullmatch(word) for word in words):
        return Aside.PLACE_DATE
    signed = any(SIGN_OFF.fullmatch(word) or ON_BEHALF.fullmatch(word) for word in words)
    return Aside.SIGN_OFF if signed or after_end or (len(words) == 1 and words[0].endswith(",")) else None


def _heading_or_name(cells: Sequence[tuple[int, str]], words: Sequence[str], name_column: int) -> Aside | None:
    """One text alone, or with a letter in front of it; None for two that belong to a person."""
    column, text = cells[-1]
    if len(cells) == 2:
        if not ENUMERATED.fullmatch(words[0]):
            return None
        if cells[0][0] == name_column:  # a list without a column for numbers
            return Aside.SECTION if cells[0][1].isupper() and _is_heading(text) else None
        return Aside.SECTION if _is_heading(text) else Aside.UNSURE
    heading = column != name_column or text.rstrip().endswith(":") or _is_heading(text)
    return Aside.SECTION if heading else Aside.UNSURE


def is_likely_a_person(text: str) -> bool:
    """What is proposed for a row that holds a name and nothing else."""
    return _has_degrees(text) or not (text.isupper() or names_a_part(text))


def _is_heading(text: str) -> bool:
    """In capitals and named like a part of a list."""
    return text.isupper() and names_a_part(text)


def names_a_part(text: str) -> bool:
    """Named like a part of a list; nobody's name with degrees."""
    return not _has_degrees(text) and HEADINGS.search(text.casefold()) is not None


def _has_degrees(text: str) -> bool:
    name = split_name(text)
    return bool(name.front or name.back)


def is_number_alone(filled: Sequence[str]) -> bool:
    """«NIP. 1970…» with nothing beside it: the line below a name."""
    return len(filled) == 1 and NUMBER_ALONE.fullmatch(filled[0].strip()) is not None


def heading_of(text: str) -> str:
    """What a heading names, without the letter or number in front: `A. PERANGKAT DAERAH` is PERANGKAT DAERAH."""
    return re.sub(r"^(?:[A-Za-z]|[IVXivx]{1,5}|\d{1,2})[.)]\s+", "", text.strip()).rstrip(" :")


def _numbers_columns(columns: Sequence[int], words: Sequence[str]) -> bool:
    """The row below the titles that counts the columns: 1, 2, 3 … or (1), (2), (3) … or a, b, c …; a merged one may be left out, as long as
    each stands where it belongs."""
    marks = [word.strip("()[].") for word in words]
    if len(marks) < 3:
        return False
    if all(mark.isdecimal() and len(mark) < 4 for mark in marks):
        numbers = [int(mark) for mark in marks]
    elif all(len(mark) == 1 and "a" <= mark <= "z" for mark in marks):
        numbers = [ord(mark) - 96 for mark in marks]
    else:
        return False
    in_turn = numbers == list(range(1, len(numbers) + 1))
    return in_turn or (numbers[0] == 1 and len({number - column for number, column in zip(numbers, columns, strict=True)}) == 1)


def _repeats_titles(texts: Sequence[str], layout: Layout) -> bool:
    """The titles once more, as at the top of each printed page."""
    if len(layout.columns) < 2:
        return False
    found = {about: recognise(texts[column]) for about, column in layout.columns.items() if column < len(texts)}
    same = [about for about, title in found.items() if title == (about, 100)]
    return Field.NAME in same and len(same) > 1

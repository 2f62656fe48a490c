"""Findings of an import as sentences: what stands where, and what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.documents.sheets.spreadsheets import column_letters
from meetings.domain.participants.columns import Field
from meetings.domain.participants.findings import Code, Finding, Level

SENTENCES = {
    Code.NAME_MISSING: _l("Nama kosong. Isi nama di berkas, lalu unggah lagi, atau tambahkan orang ini secara manual."),
    Code.NAME_FORMULA: _l("Sel nama berisi rumus, bukan nama. Ketik namanya di berkas, lalu unggah lagi."),
    Code.NUMBER_BESIDE_NAME: _l("NIP di sel nama (%(result)s) dipindahkan ke NIP."),
    Code.SEVERAL_LINES: _l(
        "Sel nama berisi beberapa baris dan dibaca sebagai satu orang: “%(value)s”. Bila lebih dari satu, pisahkan di berkas."
    ),
    Code.TOO_LONG: _l("Isi lebih dari %(result)s huruf. Persingkat di berkas."),
    Code.DIGITS_LOST: _l(
        "NIP tersimpan sebagai angka sehingga digit akhirnya hilang (%(value)s). Dikosongkan; format kolom sebagai Teks dan ketik ulang, "
        "atau isi nanti."
    ),
    Code.NOT_A_NUMBER: _l("“%(value)s” bukan NIP atau NRP. Dikosongkan."),
    Code.WRONG_LENGTH: _l("“%(value)s” bukan panjang NIP (18 angka) atau NRP. Dikosongkan."),
    Code.IMPLAUSIBLE: _l("NIP %(value)s tidak lazim (tanggal lahir, TMT, atau jenis kelamin). Tetap disimpan; periksa lagi."),
    Code.NO_PHONE: _l("“%(value)s” bukan nomor HP. Dikosongkan."),
    Code.SEVERAL_PHONES: _l("Ada beberapa nomor. Nomor seluler pertama dipakai; yang lain (%(result)s) menjadi catatan panitia."),
    Code.NO_EMAIL: _l("“%(value)s” bukan alamat surel. Dikosongkan."),
    Code.SPACE_REMOVED: _l("Spasi dalam alamat surel dihapus: %(result)s."),
    Code.SEVERAL_EMAILS: _l("Ada beberapa alamat. Yang pertama dipakai; yang lain (%(result)s) menjadi catatan panitia."),
    Code.WORDS_SET_ASIDE: _l("Keterangan di sampingnya (%(result)s) menjadi catatan panitia."),
    Code.CELL_FAILED: _l("Sel berisi galat %(value)s. Perbaiki di berkas; isinya tidak dibaca."),
    Code.CELL_FORMULA: _l("Sel berisi rumus, bukan teks (%(value)s). Dikosongkan; ketik isinya di berkas."),
    Code.TOO_WIDE: _l(
        "Baris ini lebih lebar daripada judul (%(result)s kolom); mungkin ada koma tanpa tanda petik. Perbaiki di berkas, lalu unggah lagi."
    ),
    Code.DEGREES_JOINED: _l("Koma dalam gelar menggeser kolom; dibaca “%(value)s”. Periksa."),
    Code.LETTERS_BROKEN: _l("Huruf tampak rusak (“%(value)s”). Simpan ulang berkas sebagai XLSX atau CSV UTF-8."),
    Code.INSTITUTION_MATCHED: _l("“%(value)s” dibaca %(result)s."),
    Code.DOUBLE_NIP: _l("%(value)s sama dengan baris %(other)s (NIP sama). Hanya baris %(other)s yang diimpor."),
    Code.DOUBLE_NAME: _l(
        "%(value)s sama dengan baris %(other)s (nama dan instansi sama). Hanya baris %(other)s yang diimpor; bila dua orang berbeda, "
        "tambahkan yang kedua secara manual."
    ),
    Code.WITHDRAWN: _l("%(value)s pernah dicabut dari daftar dan tidak dipulihkan oleh impor. Pulihkan dari halaman peserta."),
}


def sentence(finding: Finding) -> str:
    """What was found and what to do about it."""
    words = {"value": finding.value, "result": finding.result, "other": finding.other_row}
    return str(SENTENCES[finding.code]) % words


def place(finding: Finding) -> str:
    """`C (NIP/NRP)`: the column as the spreadsheet names it, and what it is used for."""
    label = _(finding.field.label) if finding.field else ""
    if finding.column is None:
        return label
    return f"{column_letters(finding.column)} ({label})"


def from_result(entry: Mapping[str, Any]) -> tuple[int, Finding]:
    """Row number and finding out of a kept result. Personal values were not kept: their sentences go without."""
    about = Field(entry["field"]) if "field" in entry else None
    finding = Finding(
        Code(entry["code"]),
        Level(entry["level"]),
        about,
        entry.get("column"),
        entry.get("value", "…"),
        entry.get("result", "…"),
        entry.get("other_row"),
    )
    return int(entry["row"]), finding

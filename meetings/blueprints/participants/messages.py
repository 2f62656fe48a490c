"""Findings of an import as sentences: what stands where, and what to do."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.documents.sheets.spreadsheets import column_letters
from meetings.domain.participants.columns import Field
from meetings.domain.participants.findings import Code, Finding, Level
from meetings.domain.participants.judging import Fate
from meetings.enums import Verdict
from meetings.writing.id_numbers import show_number
from meetings.writing.names import one_full_stop

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
    Code.ENDS_IN_ZEROS: _l("NIP %(value)s berakhir 000; mungkin digit akhirnya hilang. Tetap disimpan; periksa lagi."),
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
    Code.NO_SESSION: _l(
        "“%(value)s” bukan sesi kegiatan ini. Tulis judulnya, atau nomor urutnya (1 sampai %(result)s); pisahkan dengan koma."
    ),
    Code.WITHDRAWN: _l("%(value)s pernah dicabut dari daftar dan tidak dipulihkan oleh impor. Pulihkan dari halaman peserta."),
    Code.FROM_SECTION: _l("Diisi dari judul bagian: %(result)s."),
    Code.NAME_ONLY: _l("Baris ini hanya berisi “%(value)s”: seorang peserta, judul, atau tanda tangan?"),
    Code.NAMESAKE: _l("%(value)s: orang bernama sama tercatat pada instansi lain, yang satu dengan NIP dan yang lain tanpa NIP."),
    Code.NIP_OTHER_NAME: _l(
        "%(value)s: NIP ini sudah milik orang dengan nama lain. Pilih siapa orangnya, atau perbaiki NIP-nya."
    ),
    Code.SEVERAL_FIT: _l("%(value)s: lebih dari satu orang cocok dengan nama dan instansi ini. Pilih siapa orangnya."),
    Code.PERHAPS_SAME: _l("%(value)s: nomor HP, surel, atau namanya sama dengan orang lain dalam daftar. Pilih siapa orangnya."),
    Code.NIP_LEFT_OUT: _l("NIP %(value)s milik orang lain, jadi dikosongkan pada peserta baru ini."),
}
KINDS = {
    Code.NAME_MISSING: _l("Nama kosong"),
    Code.NAME_FORMULA: _l("Rumus di sel nama"),
    Code.NUMBER_BESIDE_NAME: _l("NIP di sel nama"),
    Code.SEVERAL_LINES: _l("Beberapa baris dalam sel nama"),
    Code.TOO_LONG: _l("Isi terlalu panjang"),
    Code.DIGITS_LOST: _l("Digit NIP hilang"),
    Code.NOT_A_NUMBER: _l("Bukan NIP"),
    Code.WRONG_LENGTH: _l("Panjang NIP keliru"),
    Code.ENDS_IN_ZEROS: _l("NIP berakhir 000"),
    Code.IMPLAUSIBLE: _l("NIP tidak lazim"),
    Code.NO_PHONE: _l("Bukan nomor HP"),
    Code.SEVERAL_PHONES: _l("Beberapa nomor HP"),
    Code.NO_EMAIL: _l("Bukan alamat surel"),
    Code.SPACE_REMOVED: _l("Spasi dalam surel"),
    Code.SEVERAL_EMAILS: _l("Beberapa surel"),
    Code.INSTITUTION_MATCHED: _l("Singkatan instansi"),
    Code.CELL_FAILED: _l("Galat dalam sel"),
    Code.CELL_FORMULA: _l("Rumus dalam sel"),
    Code.TOO_WIDE: _l("Kolom bergeser"),
    Code.DEGREES_JOINED: _l("Koma dalam gelar"),
    Code.LETTERS_BROKEN: _l("Huruf rusak"),
    Code.WORDS_SET_ASIDE: _l("Keterangan menjadi catatan"),
    Code.DOUBLE_NIP: _l("NIP sama dalam berkas"),
    Code.DOUBLE_NAME: _l("Nama sama dalam berkas"),
    Code.NO_SESSION: _l("Sesi tidak dikenal"),
    Code.WITHDRAWN: _l("Pernah dicabut"),
    Code.FROM_SECTION: _l("Diisi dari judul bagian"),
    Code.NAME_ONLY: _l("Hanya berisi nama"),
    Code.NAMESAKE: _l("Nama sama, dengan dan tanpa NIP"),
    Code.NIP_OTHER_NAME: _l("NIP milik nama lain"),
    Code.SEVERAL_FIT: _l("Beberapa orang cocok"),
    Code.PERHAPS_SAME: _l("Mungkin orang yang sama"),
    Code.NIP_LEFT_OUT: _l("NIP dikosongkan"),
}
FATES = {
    Fate.NEW: _l("Akan masuk"),
    Fate.SAME: _l("Sudah ada"),
    Fate.DIFFERS: _l("Berubah"),
    Fate.DOUBLE: _l("Tertulis dua kali"),
    Fate.DOUBTFUL: _l("Perlu diputuskan"),
    Fate.SKIPPED: _l("Dilewati panitia"),
    Fate.BROKEN: _l("Tidak dapat masuk"),
}


def sentence(finding: Finding) -> str:
    """What was found and what to do about it."""
    words = {"value": finding.value, "result": finding.result, "other": finding.other_row}
    return one_full_stop(str(SENTENCES[finding.code]) % words)


def kind(code: Code) -> str:
    """What all findings of a code have in common."""
    return str(KINDS[code])


def fate(of: Fate) -> str:
    """What becomes of a row."""
    return str(FATES[of])


def verdict(of: Verdict, fated: Fate | None) -> str:
    """What a person says of a row, as a choice; ``fated`` None: of one that was taken for nobody."""
    if of is Verdict.TAKE:
        return (
            _("Pakai isi berkas") if fated is Fate.DIFFERS else _("Masukkan sebagai peserta") if fated is None else _("Masukkan")
        )
    undecided = (
        _("Belum diputuskan") if fated is Fate.DOUBTFUL else _("Bukan peserta") if fated is None else _("Seperti diusulkan")
    )
    return {
        Verdict.PROPOSED: undecided,
        Verdict.SKIP: _("Lewati baris ini"),
        Verdict.NEW: _("Orang lain: peserta baru"),
        Verdict.SAME: _("Orang yang sama"),
    }[of]


def same(person: Mapping[str, Any]) -> str:
    """The choice that a row means this person, on the list or in another row."""
    if not person:
        return _("Orang yang sama")
    known = (person["name"], person.get("position"), person["institution"], person["nip"] and f"NIP {show_number(person['nip'])}")
    names = ", ".join(filter(None, known))
    if "number" in person:
        return _("Sama dengan baris %(row)s: %(name)s", row=person["number"], name=names)
    return _("Dalam daftar: %(name)s", name=names)


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

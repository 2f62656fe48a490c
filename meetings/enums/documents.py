"""Kinds, states and sizes of papers."""

from meetings.enums.labelled import N_, Labelled


class DocumentKind(Labelled):
    LETTER = "letter", N_("Surat Undangan")
    ATTENDANCE = "attendance", N_("Daftar Hadir")
    MINUTES = "minutes", N_("Notula")
    EXTRACT = "extract", N_("Petikan Notula")
    DECISIONS = "decisions", N_("Daftar Keputusan")
    RUNDOWN = "rundown", N_("Susunan Acara")
    RECAP = "recap", N_("Rekapitulasi Kehadiran")
    SEATING = "seating", N_("Tempat Duduk")
    CERTIFICATE = "certificate", N_("Sertifikat")
    BADGES = "badges", N_("Tanda Pengenal")


class DocumentState(Labelled):
    QUEUED = "queued", N_("Antre")
    RENDERING = "rendering", N_("Sedang dibuat")
    READY = "ready", N_("Siap")
    SIGNING = "signing", N_("Menunggu tanda tangan")
    PUBLISHED = "published", N_("Terbit")
    SUPERSEDED = "superseded", N_("Digantikan")
    REVOKED = "revoked", N_("Dicabut")
    FAILED = "failed", N_("Gagal")


class SignatureClock(Labelled):
    """Whose clock says when a signature was made that came back from another application."""

    STAMP = "stamp", N_("menurut penanda waktu di dalam tanda tangannya")
    SIGNER = "signer", N_("menurut jam aplikasi penanda tangan")


class SigningMethod(Labelled):
    """How papers of a kind come to bear a signature, as their organisation says."""

    APPROVAL = "approval", N_("Persetujuan di aplikasi saja")
    WET = "wet", N_("Tanda tangan basah: cetak, tandatangani, unggah pindaiannya")
    KEY = "key", N_("Tanda tangan elektronik dengan berkas sertifikat (.p12)")
    ELSEWHERE = "elsewhere", N_("Tanda tangan elektronik di aplikasi lain, lalu diunggah")
    BSRE = "bsre", N_("Tanda tangan elektronik BSrE dengan NIK dan passphrase")


class SigningDoubt(Labelled):
    """Why nobody knows whether a paper that went to the gateway was signed there."""

    SILENT = "silent", N_("Gateway BSrE tidak menjawab sampai batas waktunya, atau sambungannya putus.")
    UNREADABLE = "unreadable", N_("Gateway BSrE menjawab berhasil, tetapi yang datang bukan PDF.")
    CHANGED = "changed", N_("PDF dari gateway BSrE bukan naskah ini dengan satu tanda tangan ditambahkan, jadi tidak dipakai.")


class Paper(Labelled):
    A4 = "A4", "A4 (210 × 297 mm)"
    F4_215 = "F4_215", "F4 (215 × 330 mm)"
    F4_210 = "F4_210", "F4 (210 × 330 mm)"

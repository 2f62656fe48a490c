"""Kinds, states and sizes of papers."""

from meetings.enums.labelled import N_, Labelled


class DocumentKind(Labelled):
    LETTER = "letter", N_("Surat Undangan")
    ATTENDANCE = "attendance", N_("Daftar Hadir")
    MINUTES = "minutes", N_("Notula")
    RUNDOWN = "rundown", N_("Susunan Acara")


class DocumentState(Labelled):
    QUEUED = "queued", N_("Antre")
    RENDERING = "rendering", N_("Sedang dibuat")
    READY = "ready", N_("Siap")
    SIGNING = "signing", N_("Menunggu tanda tangan")
    PUBLISHED = "published", N_("Terbit")
    SUPERSEDED = "superseded", N_("Digantikan")
    REVOKED = "revoked", N_("Dicabut")
    FAILED = "failed", N_("Gagal")


class SigningMethod(Labelled):
    """How papers of a kind come to bear a signature, as their organisation says."""

    APPROVAL = "approval", N_("Persetujuan di aplikasi saja")
    WET = "wet", N_("Tanda tangan basah: cetak, tandatangani, unggah pindaiannya")
    KEY = "key", N_("Tanda tangan elektronik dengan berkas sertifikat (.p12)")
    ELSEWHERE = "elsewhere", N_("Tanda tangan elektronik di aplikasi lain, lalu diunggah")


class Paper(Labelled):
    A4 = "A4", "A4 (210 × 297 mm)"
    F4_215 = "F4_215", "F4 (215 × 330 mm)"
    F4_210 = "F4_210", "F4 (210 × 330 mm)"

"""Who gets a certificate for what, by which measure, and how it stands."""

from meetings.enums.labelled import N_, Labelled


class CertificateRole(Labelled):
    PARTICIPANT = "participant", N_("Peserta")
    SPEAKER = "speaker", N_("Narasumber")
    COMMITTEE = "committee", N_("Panitia")


class CertificateMeasure(Labelled):
    """What the least attendance is counted in."""

    SESSIONS = "sessions", N_("Jumlah sesi")
    SHARE = "share", N_("Persen dari sesi yang diikuti")
    MINUTES = "minutes", N_("Jumlah menit sesi yang dihadiri")


class CertificateNumbering(Labelled):
    EACH = "each", N_("Satu nomor untuk setiap sertifikat")
    SHARED = "shared", N_("Satu nomor untuk semua, dengan akhiran urut")


class CertificateState(Labelled):
    """How one person's certificate stands."""

    WITHOUT = "without", N_("Belum memenuhi syarat")
    DUE = "due", N_("Berhak, belum terbit")
    MAKING = "making", N_("Sedang dibuat")
    SIGNING = "signing", N_("Menunggu tanda tangan")
    ISSUED = "issued", N_("Terbit")
    CHANGED = "changed", N_("Perlu diperbarui")
    LOST = "lost", N_("Tidak memenuhi syarat lagi")
    WITHDRAWN = "withdrawn", N_("Dicabut")
    FAILED = "failed", N_("Gagal dibuat")

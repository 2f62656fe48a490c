"""Scans and why they are refused."""

from meetings.enums.labelled import N_, Labelled


class DoorState(Labelled):
    """Whether scans of a session count now; ``domain.attendance.queries.door_state`` has the rule."""

    EARLY = "early", N_("pintu belum dibuka:")
    OPEN = "open", N_("pintu dibuka:")
    SHUT = "shut", N_("pintu sudah ditutup:")
    OFF = "off", N_("pintu tidak dibuka:")


class ScanDirection(Labelled):
    IN = "in", N_("Masuk")
    OUT = "out", N_("Keluar")
    UNDO = "undo", N_("Dibatalkan")


class ScanMethod(Labelled):
    QR = "qr", N_("Pindai QR")
    SEARCH = "search", N_("Manual")
    KIOSK = "kiosk", N_("Kios")
    SELF = "self", N_("Mandiri")
    PAPER = "paper", N_("Daftar kertas")


class ScanStatus(Labelled):
    ACCEPTED = "accepted", N_("Diterima")
    ALREADY = "already", N_("Sudah tercatat")
    REFUSED = "refused", N_("Ditolak")


class RefusalReason(Labelled):
    UNKNOWN = "unknown", N_("Kode tidak dikenal")
    WRONG_MEETING = "wrong_meeting", N_("Tanda masuk kegiatan lain")
    REVOKED = "revoked", N_("Tanda masuk dicabut atau diganti")
    REPLACED = "replaced", N_("Sudah diwakilkan")
    DECLINED = "declined", N_("Menyatakan tidak hadir")
    NOT_CONFIRMED = "not_confirmed", N_("Belum mengonfirmasi")
    WRONG_SESSION = "wrong_session", N_("Bukan peserta sesi ini")
    TOO_EARLY = "too_early", N_("Pintu belum dibuka")
    TOO_LATE = "too_late", N_("Pintu sudah ditutup")
    CAPACITY = "capacity", N_("Ruang penuh")
    UNDONE = "undone", N_("Kehadiran ini sudah dibatalkan panitia")
    DEVICE_NOT_ALLOWED = "device_not_allowed", N_("Perangkat tidak berhak")
    ID_CONFLICT = "id_conflict", N_("Nomor pindaian bentrok")
    INVALID = "invalid", N_("Data pindaian tidak sah")

"""Scans and why they are refused."""

from meetings.enums.labelled import N_, Labelled


class DoorState(Labelled):
    """Whether scans of a session count now; ``domain.attendance.queries.door_state`` has the rule."""

    EARLY = "early", N_("pintu belum dibuka:")
    OPEN = "open", N_("pintu dibuka:")
    SHUT = "shut", N_("pintu sudah ditutup:")
    OFF = "off", N_("pintu tidak dibuka:")


class DeviceKind(Labelled):
    """Who works at a paired device: a clerk, or the guests themselves."""

    SCANNER = "scanner", N_("Pemindai petugas")
    KIOSK = "kiosk", N_("Kios tamu")


class DeviceState(Labelled):
    """How a device stands in one meeting; ``domain.checkin.device_states.state_of`` has the rule."""

    PAIRED = "paired", N_("Terpasang")
    WAITING = "waiting", N_("Menunggu dipasangkan")
    EXPIRED = "expired", N_("Kode kedaluwarsa")
    RELEASED = "released", N_("Dilepas")
    OVER = "over", N_("Kegiatan sudah berakhir")
    REVOKED = "revoked", N_("Dicabut")


class ScreenKind(Labelled):
    """What a screen of the hall shows."""

    SELF = "self", N_("QR check-in mandiri")
    WELCOME = "welcome", N_("Sambutan")


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
    ROOM = "room", N_("Titik daring")
    LINK = "link", N_("Daring lewat tautan")
    REPORT = "report", N_("Laporan daring")


FROM_AFAR = frozenset({ScanMethod.ROOM, ScanMethod.LINK, ScanMethod.REPORT})  # whoever is recorded so is not in the hall
ENTERED_LATER = frozenset({ScanMethod.PAPER, ScanMethod.REPORT})  # by somebody who reads at once whom the door refuses


class ScanStatus(Labelled):
    ACCEPTED = "accepted", N_("Diterima")
    ALREADY = "already", N_("Sudah tercatat")
    REFUSED = "refused", N_("Ditolak")


class ForceReason(Labelled):
    """Why a clerk lets somebody in whom the door refuses."""

    LEADER = "leader", N_("Diizinkan pimpinan atau panitia")
    LETTER = "letter", N_("Menunjukkan surat undangan atau penugasan")
    COMPANION = "companion", N_("Mendampingi yang diundang")
    MISTAKE = "mistake", N_("Data di daftar keliru")
    OTHER = "other", N_("Alasan lain")


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
    QUOTA = "quota", N_("Kuota kategori sudah penuh")
    NO_WALK_INS = "no_walk_ins", N_("Kegiatan ini hanya untuk yang ada di daftar")
    SIMILAR = "similar", N_("Mungkin sudah ada di daftar")
    UNDONE = "undone", N_("Kehadiran ini sudah dibatalkan panitia")
    DEVICE_NOT_ALLOWED = "device_not_allowed", N_("Perangkat tidak berhak")
    ID_CONFLICT = "id_conflict", N_("Nomor pindaian bentrok")
    INVALID = "invalid", N_("Data pindaian tidak sah")


class DeviceCheck(Labelled):
    """What a phone tries of itself before the day."""

    CAMERA = "camera", N_("Kamera")
    TORCH = "torch", N_("Lampu")
    SOUND = "sound", N_("Bunyi")
    VIBRATION = "vibration", N_("Getar")
    STORAGE = "storage", N_("Penyimpanan")
    COPY = "copy", N_("Salinan luring")
    CLOCK = "clock", N_("Jam")
    BATTERY = "battery", N_("Baterai")


class CheckOutcome(Labelled):
    """What came of it: one that fails keeps the phone from being ready."""

    GOOD = "good", N_("Baik")
    WATCH = "watch", N_("Perlu diperhatikan")
    FAILED = "failed", N_("Tidak berjalan")

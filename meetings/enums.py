"""Shared names. The value is what the database and the API hold; ``label`` is what the screen says (Indonesian)."""

from enum import StrEnum


class Labelled(StrEnum):
    """A string enum whose members carry an Indonesian label: ``NAME = "value", "Label"``."""

    label: str

    def __new__(cls, value: str, label: str = "") -> "Labelled":
        """Keeps the label beside the string value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs for a select field, in order."""
        return [(m.value, m.label) for m in cls]


class Role(Labelled):
    """What a user may do in an organisation (and all below it) or in one meeting; see domain/permissions/table.py."""

    ADMINISTRATOR = "administrator", "Administrator"
    COMMITTEE = "committee", "Panitia"
    SECRETARY = "secretary", "Sekretaris"
    APPROVER = "approver", "Pemberi persetujuan"
    REGISTRAR = "registrar", "Petugas registrasi"
    VIEWER = "viewer", "Pembaca"


class OrganisationKind(Labelled):
    CENTRAL = "central", "Kementerian/Lembaga"
    PROVINCE = "province", "Pemerintah provinsi"
    REGENCY = "regency", "Pemerintah kabupaten/kota"
    DEPARTMENT = "department", "Perangkat daerah"
    UNIT = "unit", "Unit/Bagian"
    DISTRICT = "district", "Kecamatan"
    VILLAGE = "village", "Kelurahan/Desa"
    VERTICAL = "vertical", "Instansi vertikal"
    ENTERPRISE = "enterprise", "BUMN/BUMD"
    UNIVERSITY = "university", "Perguruan tinggi"
    OTHER = "other", "Lainnya"


class MeetingKind(Labelled):
    RAKERDA = "rakerda", "Rapat Kerja Daerah"
    RAKOR = "rakor", "Rapat Koordinasi"
    RAKORNAS = "rakornas", "Rapat Koordinasi Nasional"
    WORKING = "working", "Rapat"
    SOCIALISATION = "socialisation", "Sosialisasi"
    VISIT = "visit", "Visitasi/Kunjungan"
    TRAINING = "training", "Bimbingan Teknis"
    FGD = "fgd", "Diskusi Kelompok Terpumpun (FGD)"
    WORKSHOP = "workshop", "Lokakarya"


class MeetingMode(Labelled):
    IN_PERSON = "in_person", "Luring"
    ONLINE = "online", "Daring"
    HYBRID = "hybrid", "Hibrida"


class MeetingState(Labelled):
    DRAFT = "draft", "Konsep"
    OPEN = "open", "Dibuka"
    RUNNING = "running", "Berlangsung"
    FINISHED = "finished", "Selesai"
    ARCHIVED = "archived", "Diarsipkan"
    CANCELLED = "cancelled", "Dibatalkan"


class AgendaKind(Labelled):
    REGISTRATION = "registration", "Registrasi"
    CEREMONY = "ceremony", "Seremoni"
    REPORT = "report", "Laporan"
    SPEECH = "speech", "Sambutan/Arahan"
    SIGNING = "signing", "Penandatanganan"
    PRESENTATION = "presentation", "Paparan"
    DISCUSSION = "discussion", "Diskusi"
    CONCLUSION = "conclusion", "Rumusan/Kesimpulan"
    BREAK = "break", "Istirahat"
    CLOSING = "closing", "Penutupan"
    OTHER = "other", "Lainnya"


class SpeakerRole(Labelled):
    SPEAKER = "speaker", "Narasumber"
    MODERATOR = "moderator", "Moderator"
    KEYNOTE = "keynote", "Pembicara kunci"


class SpeakerState(Labelled):
    PROPOSED = "proposed", "Diusulkan"
    INVITED = "invited", "Diundang"
    CONFIRMED = "confirmed", "Bersedia"
    DECLINED = "declined", "Berhalangan"


class LinkProvider(Labelled):
    ZOOM = "zoom", "Zoom"
    MEET = "meet", "Google Meet"
    TEAMS = "teams", "Microsoft Teams"
    WEBEX = "webex", "Webex"
    JITSI = "jitsi", "Jitsi"
    OTHER = "other", "Lainnya"


class ParticipantStatus(Labelled):
    PENDING = "pending", "Menunggu persetujuan"
    INVITED = "invited", "Belum menjawab"
    CONFIRMED = "confirmed", "Akan hadir"
    DECLINED = "declined", "Tidak hadir"
    REPLACED = "replaced", "Diwakilkan"
    WITHDRAWN = "withdrawn", "Dicabut"
    DELETED = "deleted", "Dihapus"


class ParticipantSource(Labelled):
    IMPORT = "import", "Impor"
    MANUAL = "manual", "Diisi tangan"
    REPRESENTATIVE = "representative", "Perwakilan"
    WALK_IN = "walk_in", "Datang langsung"


class DeclineReason(Labelled):
    LEAVE = "leave", "Izin"
    SICK = "sick", "Sakit"
    DUTY = "duty", "Dinas luar"
    VACATION = "vacation", "Cuti"
    OTHER = "other", "Lainnya"


class PassState(Labelled):
    ACTIVE = "active", "Berlaku"
    REVOKED = "revoked", "Dicabut"
    REPLACED = "replaced", "Diganti"


class LetterState(Labelled):
    DRAFT = "draft", "Konsep"
    ISSUED = "issued", "Terbit"


class Urgency(Labelled):
    NORMAL = "normal", "Biasa"
    IMPORTANT = "important", "Penting"
    URGENT = "urgent", "Segera"
    VERY_URGENT = "very_urgent", "Sangat Segera"


class SecurityClass(Labelled):
    NORMAL = "B", "Biasa"
    LIMITED = "T", "Terbatas"
    SECRET = "R", "Rahasia"
    TOP_SECRET = "SR", "Sangat Rahasia"


class Channel(Labelled):
    EMAIL = "email", "Surel"
    WHATSAPP = "whatsapp", "WhatsApp"


class DeliveryState(Labelled):
    """``transmitting`` is committed right before the message body goes out: a crash there leaves it ``uncertain``,
    never sent twice by itself."""

    QUEUED = "queued", "Antre"
    SENDING = "sending", "Disiapkan"
    TRANSMITTING = "transmitting", "Dikirim"
    SENT = "sent", "Terkirim"
    OUTBOX = "outbox", "Di kotak keluar"
    FAILED = "failed", "Gagal"
    UNCERTAIN = "uncertain", "Tidak pasti"
    CANCELLED = "cancelled", "Dibatalkan"


class ScanDirection(Labelled):
    IN = "in", "Masuk"
    OUT = "out", "Keluar"
    UNDO = "undo", "Dibatalkan"


class ScanMethod(Labelled):
    QR = "qr", "QR"
    SEARCH = "search", "Pencarian"
    KIOSK = "kiosk", "Kios"
    SELF = "self", "Mandiri"
    PAPER = "paper", "Daftar kertas"


class ScanStatus(Labelled):
    ACCEPTED = "accepted", "Diterima"
    ALREADY = "already", "Sudah tercatat"
    REFUSED = "refused", "Ditolak"


class RefusalReason(Labelled):
    UNKNOWN = "unknown", "Kode tidak dikenal"
    WRONG_MEETING = "wrong_meeting", "Tanda masuk kegiatan lain"
    REVOKED = "revoked", "Tanda masuk dicabut"
    REPLACED = "replaced", "Sudah diwakilkan"
    DECLINED = "declined", "Menyatakan tidak hadir"
    NOT_CONFIRMED = "not_confirmed", "Belum mengonfirmasi"
    WRONG_SESSION = "wrong_session", "Bukan peserta sesi ini"
    TOO_EARLY = "too_early", "Pintu belum dibuka"
    TOO_LATE = "too_late", "Pintu sudah ditutup"
    CAPACITY = "capacity", "Ruangan penuh"
    DEVICE_NOT_ALLOWED = "device_not_allowed", "Perangkat tidak berhak"
    ID_CONFLICT = "id_conflict", "Nomor pindaian bentrok"
    INVALID = "invalid", "Data pindaian tidak sah"


class MinutesState(Labelled):
    DRAFT = "draft", "Konsep"
    SUBMITTED = "submitted", "Diajukan"
    APPROVED = "approved", "Disetujui"
    PUBLISHED = "published", "Terbit"
    SUPERSEDED = "superseded", "Digantikan"


class ActionStatus(Labelled):
    OPEN = "open", "Belum mulai"
    IN_PROGRESS = "in_progress", "Dikerjakan"
    DONE = "done", "Selesai"
    CANCELLED = "cancelled", "Dibatalkan"


class DocumentKind(Labelled):
    LETTER = "letter", "Surat Undangan"
    ATTENDANCE = "attendance", "Daftar Hadir"
    MINUTES = "minutes", "Notula"
    RUNDOWN = "rundown", "Susunan Acara"


class DocumentState(Labelled):
    QUEUED = "queued", "Antre"
    RENDERING = "rendering", "Dibuat"
    READY = "ready", "Siap"
    PUBLISHED = "published", "Terbit"
    SUPERSEDED = "superseded", "Digantikan"
    REVOKED = "revoked", "Dicabut"
    FAILED = "failed", "Gagal"


class TaskState(Labelled):
    QUEUED = "queued", "Antre"
    RUNNING = "running", "Berjalan"
    DONE = "done", "Selesai"
    FAILED = "failed", "Gagal"


class Paper(Labelled):
    A4 = "A4", "A4 (210 × 297 mm)"
    F4_215 = "F4_215", "F4 (215 × 330 mm)"
    F4_210 = "F4_210", "F4 (210 × 330 mm)"

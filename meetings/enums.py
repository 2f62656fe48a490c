"""Shared names. The value is what the database and the API hold; ``label`` is what the screen says (Indonesian)."""

from enum import StrEnum


def N_(text: str) -> str:
    """Marks a text for the translation catalogue; it is translated where it is shown."""
    return text


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

    ADMINISTRATOR = "administrator", N_("Administrator")
    COMMITTEE = "committee", N_("Panitia")
    SECRETARY = "secretary", N_("Sekretaris")
    APPROVER = "approver", N_("Pemberi persetujuan")
    REGISTRAR = "registrar", N_("Petugas registrasi")
    VIEWER = "viewer", N_("Pembaca")


class FactorChange(Labelled):
    """What happened to somebody's second factor or passkeys, as the audit tells it."""

    APP_ADDED = "app_added", N_("aplikasi autentikator dipasang")
    APP_REMOVED = "app_removed", N_("aplikasi autentikator dilepas")
    PASSKEY_ADDED = "passkey_added", N_("kunci sandi ditambahkan")
    PASSKEY_REMOVED = "passkey_removed", N_("kunci sandi dihapus")
    ALL_REMOVED = "all_removed", N_("semuanya dilepas")


class OrganisationKind(Labelled):
    CENTRAL = "central", N_("Kementerian/Lembaga")
    PROVINCE = "province", N_("Pemerintah provinsi")
    REGENCY = "regency", N_("Pemerintah kabupaten/kota")
    DEPARTMENT = "department", N_("Perangkat daerah")
    UNIT = "unit", N_("Unit/Bagian")
    DISTRICT = "district", N_("Kecamatan")
    VILLAGE = "village", N_("Kelurahan/Desa")
    VERTICAL = "vertical", N_("Instansi vertikal")
    ENTERPRISE = "enterprise", N_("BUMN/BUMD")
    UNIVERSITY = "university", N_("Perguruan tinggi")
    OTHER = "other", N_("Lainnya")


class MeetingKind(Labelled):
    RAKERDA = "rakerda", N_("Rapat Kerja Daerah")
    RAKOR = "rakor", N_("Rapat Koordinasi")
    RAKORNAS = "rakornas", N_("Rapat Koordinasi Nasional")
    WORKING = "working", N_("Rapat")
    SOCIALISATION = "socialisation", N_("Sosialisasi")
    VISIT = "visit", N_("Visitasi/Kunjungan")
    TRAINING = "training", N_("Bimbingan Teknis")
    FGD = "fgd", N_("Diskusi Kelompok Terpumpun (FGD)")
    WORKSHOP = "workshop", N_("Lokakarya")


class MeetingMode(Labelled):
    IN_PERSON = "in_person", N_("Luring")
    ONLINE = "online", N_("Daring")
    HYBRID = "hybrid", N_("Hibrida")


class MeetingState(Labelled):
    DRAFT = "draft", N_("Konsep")
    OPEN = "open", N_("Dibuka")
    RUNNING = "running", N_("Berlangsung")
    FINISHED = "finished", N_("Selesai")
    ARCHIVED = "archived", N_("Diarsipkan")
    CANCELLED = "cancelled", N_("Dibatalkan")


class AgendaKind(Labelled):
    REGISTRATION = "registration", N_("Registrasi")
    CEREMONY = "ceremony", N_("Seremoni")
    REPORT = "report", N_("Laporan")
    SPEECH = "speech", N_("Sambutan/Arahan")
    SIGNING = "signing", N_("Penandatanganan")
    PRESENTATION = "presentation", N_("Paparan")
    DISCUSSION = "discussion", N_("Diskusi")
    CONCLUSION = "conclusion", N_("Rumusan/Kesimpulan")
    BREAK = "break", N_("Istirahat")
    CLOSING = "closing", N_("Penutupan")
    OTHER = "other", N_("Lainnya")


class SpeakerRole(Labelled):
    SPEAKER = "speaker", N_("Narasumber")
    MODERATOR = "moderator", N_("Moderator")
    KEYNOTE = "keynote", N_("Pembicara kunci")


class SpeakerState(Labelled):
    PROPOSED = "proposed", N_("Diusulkan")
    INVITED = "invited", N_("Diundang")
    CONFIRMED = "confirmed", N_("Bersedia")
    DECLINED = "declined", N_("Berhalangan")


class LinkProvider(Labelled):
    ZOOM = "zoom", N_("Zoom")
    MEET = "meet", N_("Google Meet")
    TEAMS = "teams", N_("Microsoft Teams")
    WEBEX = "webex", N_("Webex")
    JITSI = "jitsi", N_("Jitsi")
    OTHER = "other", N_("Lainnya")


class ParticipantStatus(Labelled):
    PENDING = "pending", N_("Menunggu persetujuan")
    INVITED = "invited", N_("Belum menjawab")
    CONFIRMED = "confirmed", N_("Akan hadir")
    DECLINED = "declined", N_("Tidak hadir")
    REPLACED = "replaced", N_("Diwakilkan")
    WITHDRAWN = "withdrawn", N_("Dicabut")
    DELETED = "deleted", N_("Dihapus")


class ParticipantSource(Labelled):
    IMPORT = "import", N_("Impor")
    MANUAL = "manual", N_("Diisi tangan")
    REPRESENTATIVE = "representative", N_("Perwakilan")
    WALK_IN = "walk_in", N_("Datang langsung")


class DeclineReason(Labelled):
    LEAVE = "leave", N_("Izin")
    SICK = "sick", N_("Sakit")
    DUTY = "duty", N_("Dinas luar")
    VACATION = "vacation", N_("Cuti")
    OTHER = "other", N_("Lainnya")


class PassState(Labelled):
    ACTIVE = "active", N_("Berlaku")
    REVOKED = "revoked", N_("Dicabut")
    REPLACED = "replaced", N_("Diganti")


class LetterState(Labelled):
    DRAFT = "draft", N_("Konsep")
    ISSUED = "issued", N_("Terbit")


class Urgency(Labelled):
    NORMAL = "normal", N_("Biasa")
    IMPORTANT = "important", N_("Penting")
    URGENT = "urgent", N_("Segera")
    VERY_URGENT = "very_urgent", N_("Sangat Segera")


class SecurityClass(Labelled):
    NORMAL = "B", N_("Biasa")
    LIMITED = "T", N_("Terbatas")
    SECRET = "R", N_("Rahasia")
    TOP_SECRET = "SR", N_("Sangat Rahasia")


class Channel(Labelled):
    EMAIL = "email", N_("Surel")
    WHATSAPP = "whatsapp", N_("WhatsApp")


class DeliveryState(Labelled):
    """``transmitting`` is committed right before the message body goes out: a crash there leaves it ``uncertain``,
    never sent twice by itself."""

    QUEUED = "queued", N_("Antre")
    SENDING = "sending", N_("Disiapkan")
    TRANSMITTING = "transmitting", N_("Dikirim")
    SENT = "sent", N_("Terkirim")
    OUTBOX = "outbox", N_("Di kotak keluar")
    FAILED = "failed", N_("Gagal")
    UNCERTAIN = "uncertain", N_("Tidak pasti")
    CANCELLED = "cancelled", N_("Dibatalkan")


class ScanDirection(Labelled):
    IN = "in", N_("Masuk")
    OUT = "out", N_("Keluar")
    UNDO = "undo", N_("Dibatalkan")


class ScanMethod(Labelled):
    QR = "qr", N_("QR")
    SEARCH = "search", N_("Pencarian")
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
    REVOKED = "revoked", N_("Tanda masuk dicabut")
    REPLACED = "replaced", N_("Sudah diwakilkan")
    DECLINED = "declined", N_("Menyatakan tidak hadir")
    NOT_CONFIRMED = "not_confirmed", N_("Belum mengonfirmasi")
    WRONG_SESSION = "wrong_session", N_("Bukan peserta sesi ini")
    TOO_EARLY = "too_early", N_("Pintu belum dibuka")
    TOO_LATE = "too_late", N_("Pintu sudah ditutup")
    CAPACITY = "capacity", N_("Ruangan penuh")
    DEVICE_NOT_ALLOWED = "device_not_allowed", N_("Perangkat tidak berhak")
    ID_CONFLICT = "id_conflict", N_("Nomor pindaian bentrok")
    INVALID = "invalid", N_("Data pindaian tidak sah")


class MinutesState(Labelled):
    DRAFT = "draft", N_("Konsep")
    SUBMITTED = "submitted", N_("Diajukan")
    APPROVED = "approved", N_("Disetujui")
    PUBLISHED = "published", N_("Terbit")
    SUPERSEDED = "superseded", N_("Digantikan")


class ActionStatus(Labelled):
    OPEN = "open", N_("Belum mulai")
    IN_PROGRESS = "in_progress", N_("Dikerjakan")
    DONE = "done", N_("Selesai")
    CANCELLED = "cancelled", N_("Dibatalkan")


class DocumentKind(Labelled):
    LETTER = "letter", N_("Surat Undangan")
    ATTENDANCE = "attendance", N_("Daftar Hadir")
    MINUTES = "minutes", N_("Notula")
    RUNDOWN = "rundown", N_("Susunan Acara")


class DocumentState(Labelled):
    QUEUED = "queued", N_("Antre")
    RENDERING = "rendering", N_("Sedang dibuat")
    READY = "ready", N_("Siap")
    PUBLISHED = "published", N_("Terbit")
    SUPERSEDED = "superseded", N_("Digantikan")
    REVOKED = "revoked", N_("Dicabut")
    FAILED = "failed", N_("Gagal")


class TaskState(Labelled):
    QUEUED = "queued", N_("Antre")
    RUNNING = "running", N_("Berjalan")
    DONE = "done", N_("Selesai")
    FAILED = "failed", N_("Gagal")


class Paper(Labelled):
    A4 = "A4", "A4 (210 × 297 mm)"
    F4_215 = "F4_215", "F4 (215 × 330 mm)"
    F4_210 = "F4_210", "F4 (210 × 330 mm)"

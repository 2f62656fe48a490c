"""Every kind of audit entry with the sentence it reads as: «<actor> <sentence>». ``{target}`` is the target's name,
other braces are keys of the entry's data, whose words are those of the enum that follows the sentence. Sentences are Indonesian
and go through the translation catalogue."""

from enum import StrEnum

from meetings.enums import N_, ActionStatus, FactorChange, Labelled, MeetingState, Role


class Action(StrEnum):
    """Audit tags. ``sentence`` is what a person reads after the actor's name; its values are members of ``words``, if any."""

    sentence: str
    words: type[Labelled] | None

    def __new__(cls, value: str, sentence: str, words: type[Labelled] | None = None) -> "Action":
        """Keeps sentence and words beside the tag."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence, member.words = sentence, words
        return member

    # Accounts and organisations
    USER_CREATED = "user.created", N_("membuat akun {target}")
    USER_CHANGED = "user.changed", N_("mengubah akun {target}")
    USER_DISABLED = "user.disabled", N_("menonaktifkan akun {target}")
    USER_ENABLED = "user.enabled", N_("mengaktifkan akun {target}")
    USER_LOCKED = "user.locked", N_("mengunci akun {target} yang gagal masuk berulang kali")
    USER_SIGNED_IN = "user.signed_in", N_("masuk")
    USER_PASSWORD_CHANGED = "user.password_changed", N_("mengganti kata sandi akun {target}")
    USER_FACTOR_CHANGED = "user.factor_changed", N_("mengubah faktor kedua akun {target}: {factor}"), FactorChange
    USER_SESSION_ENDED = "user.session_ended", N_("mengakhiri sesi masuk {target}")
    ROLE_GRANTED = "role.granted", N_("memberi {target} peran {role}"), Role
    ROLE_REVOKED = "role.revoked", N_("mencabut peran {role} dari {target}"), Role
    ROLE_REACH_CHANGED = (
        "role.reach_changed",
        N_("mengubah jangkauan peran {role} milik {target} (unit di bawahnya: {reaches_below})"),
        Role,
    )
    OPERATOR_APPOINTED = "operator.appointed", N_("mengangkat {target} sebagai operator layanan")
    OPERATOR_DISMISSED = "operator.dismissed", N_("memberhentikan {target} sebagai operator layanan")
    ORGANISATION_CREATED = "organisation.created", N_("menambah instansi {target}")
    ORGANISATION_CHANGED = "organisation.changed", N_("mengubah instansi {target}")
    ORGANISATION_REMOVED = "organisation.removed", N_("menghapus instansi {target}")
    OFFICIAL_ADDED = "official.added", N_("mencatat pejabat {target}")
    OFFICIAL_CHANGED = "official.changed", N_("mengubah data pejabat {target}")
    OFFICIAL_REMOVED = "official.removed", N_("menghapus pejabat {target}")
    TOKEN_CREATED = "token.created", N_("membuat token API {target}")
    TOKEN_REVOKED = "token.revoked", N_("mencabut token API {target}")

    # Meetings and agenda
    MEETING_CREATED = "meeting.created", N_("membuat kegiatan {target}")
    MEETING_CHANGED = "meeting.changed", N_("mengubah kegiatan {target}")
    MEETING_STATE = "meeting.state", N_("mengubah status kegiatan dari {before} menjadi {after}"), MeetingState
    STAFF_ADDED = "staff.added", N_("menambah {target} ke panitia sebagai {role}"), Role
    STAFF_REMOVED = "staff.removed", N_("mengeluarkan {target} dari panitia ({role})"), Role
    SESSION_CREATED = "session.created", N_("menambah sesi {target}")
    SESSION_CHANGED = "session.changed", N_("mengubah sesi {target}")
    SESSION_REMOVED = "session.removed", N_("menghapus sesi {target}")
    SESSION_CLOSED = "session.closed", N_("menutup sesi {target}")
    SESSION_REOPENED = "session.reopened", N_("membuka kembali sesi {target}")
    AGENDA_CREATED = "agenda.created", N_("menambah mata acara {target}")
    AGENDA_CHANGED = "agenda.changed", N_("mengubah mata acara {target}")
    AGENDA_REMOVED = "agenda.removed", N_("menghapus mata acara {target}")
    AGENDA_REORDERED = "agenda.reordered", N_("mengurutkan ulang acara sesi {target}")
    SPEAKER_ADDED = "speaker.added", N_("menambah narasumber {target}")
    SPEAKER_CHANGED = "speaker.changed", N_("mengubah narasumber {target}")
    SPEAKER_REMOVED = "speaker.removed", N_("menghapus narasumber {target}")
    LINK_ADDED = "link.added", N_("menambah tautan daring {target}")
    LINK_CHANGED = "link.changed", N_("mengubah tautan daring {target}")
    LINK_REMOVED = "link.removed", N_("menghapus tautan daring {target}")

    # Participants and invitations
    PARTICIPANTS_IMPORTED = "participants.imported", N_("mengimpor {count} peserta dari {target}")
    PARTICIPANT_ADDED = "participant.added", N_("menambah peserta {target}")
    PARTICIPANT_CHANGED = "participant.changed", N_("mengubah peserta {target}")
    PARTICIPANT_WITHDRAWN = "participant.withdrawn", N_("mencabut peserta {target}")
    PARTICIPANT_RESTORED = "participant.restored", N_("memulihkan peserta {target}")
    PARTICIPANTS_EXPORTED = "participants.exported", N_("mengunduh daftar {count} peserta")
    CATEGORY_ADDED = "category.added", N_("menambah kategori {target}")
    CATEGORY_CHANGED = "category.changed", N_("mengubah kategori {target}")
    CATEGORY_REMOVED = "category.removed", N_("menghapus kategori {target}")
    PASS_ISSUED = "pass.issued", N_("menerbitkan tanda masuk {target}")
    PASS_REVOKED = "pass.revoked", N_("mencabut tanda masuk {target}")
    LETTER_CREATED = "letter.created", N_("membuat konsep undangan {target}")
    LETTER_CHANGED = "letter.changed", N_("mengubah undangan {target}")
    LETTER_REMOVED = "letter.removed", N_("menghapus konsep undangan {target}")
    LETTER_ISSUED = "letter.issued", N_("menerbitkan undangan nomor {number}")
    LETTERS_RENEWED = "letters.renewed", N_("mencetak ulang surat {target} dengan tanda masuk baru")
    INVITATIONS_QUEUED = "invitations.queued", N_("mengirim undangan kepada {count} peserta")
    INVITATION_OPENED_BY_HAND = "invitation.opened_by_hand", N_("membuka pesan WhatsApp untuk {target}")
    INVITATION_BY_HAND = "invitation.by_hand", N_("mengirim undangan {target} lewat WhatsApp")
    INVITATION_HANDED_OVER = "invitation.handed_over", N_("menyerahkan surat undangan {target} secara langsung")
    REMINDERS_QUEUED = "reminders.queued", N_("mengingatkan {count} penerima yang belum menjawab")
    INVITATION_LETTERS_EXPORTED = "invitation.letters_exported", N_("mengunduh {count} surat undangan")
    INVITATION_LINKS_EXPORTED = "invitation.links_exported", N_("mengunduh tautan undangan {count} peserta")
    NOTICES_QUEUED = "notices.queued", N_("memberi tahu {count} orang tentang kegiatan ini")
    OUTBOX_SENT = "outbox.sent", N_("mengirim {count} pesan dari kotak keluar")
    DELIVERY_CANCELLED = "delivery.cancelled", N_("membatalkan pesan kepada {target}")
    DELIVERY_RETRIED = "delivery.retried", N_("mengirim ulang pesan kepada {target}")
    DELIVERY_READ = "delivery.read", N_("membuka pesan kepada {target}")
    ANSWER_GIVEN = "answer.given", N_("menjawab undangan: {answer}")
    REPRESENTATIVE_NAMED = "representative.named", N_("menunjuk {representative} mewakili {target}")
    REPRESENTATIVE_ENDED = "representative.ended", N_("membatalkan perwakilan {representative} untuk {target}")

    # Door
    DEVICE_CREATED = "device.created", N_("menambah perangkat {target}")
    DEVICE_PAIRED = "device.paired", N_("memasangkan perangkat {target}")
    DEVICE_RELEASED = "device.released", N_("melepas perangkat {target}")
    DEVICE_REVOKED = "device.revoked", N_("mencabut perangkat {target}")
    CHECKIN_FORCED = "checkin.forced", N_("memaksa kehadiran {target} ({reason})")
    CHECKIN_UNDONE = "checkin.undone", N_("membatalkan kehadiran {target}: {reason}")
    CHECKIN_MANUAL = "checkin.manual", N_("mencatat kehadiran {target}")
    ABSENCE_NOTED = "absence.noted", N_("mencatat {target} berhalangan pada sesi {session}: {reason}")
    ABSENCE_DROPPED = "absence.dropped", N_("menghapus catatan berhalangan {target} pada sesi {session}")
    SCAN_SETTLED = "scan.settled", N_("menangani pindaian {target} yang ditolak belakangan: {note}")
    PAPER_ENTERED = "checkin.paper_entered", N_("memasukkan kehadiran {count} orang dari daftar kertas {target}")
    SCANS_EXPORTED = "scans.exported", N_("mengunduh jurnal pindaian")
    ATTENDANCE_EXPORTED = "attendance.exported", N_("mengunduh daftar hadir {target}")

    # Minutes and documents
    MINUTES_DRAFTED = "minutes.drafted", N_("membuat konsep notula {target}")
    MINUTES_CHANGED = "minutes.changed", N_("mengubah notula {target}")
    MINUTES_FOLLOWED = "minutes.followed", N_("menyesuaikan konsep notula {target} dengan sesinya")
    MINUTES_FACT_SETTLED = "minutes.fact_settled", N_("menetapkan isi notula {target}: «{after}»")
    MINUTES_ITEM_REMOVED = "minutes.item_removed", N_("menghapus butir notula {target}")
    MINUTES_SUBMITTED = "minutes.submitted", N_("mengajukan notula {target}")
    MINUTES_WITHDRAWN = "minutes.withdrawn", N_("menarik kembali notula {target}")
    MINUTES_RETURNED = "minutes.returned", N_("mengembalikan notula {target}: {note}")
    MINUTES_APPROVED = "minutes.approved", N_("menyetujui notula {target}")
    MINUTES_PUBLISHED = "minutes.published", N_("menerbitkan notula nomor {number}")
    MINUTES_CORRECTED = "minutes.corrected", N_("membuka koreksi notula {target}: {reason}")
    DOCUMENT_SIGNED = "document.signed", N_("membubuhkan tanda tangan pada {target} nomor {number}")
    DOCUMENT_REVOCATION_ASKED = "document.revocation_asked", N_("meminta pencabutan dokumen {target}: {reason}")
    DOCUMENT_KEPT = "document.kept", N_("tidak jadi mencabut dokumen {target}")
    DOCUMENT_REVOKED = "document.revoked", N_("mencabut dokumen {target}: {reason}")
    FOLLOWUP_CHANGED = "followup.changed", N_("mengubah tindak lanjut {target} dari {before} menjadi {after}"), ActionStatus
    FOLLOWUP_EXPORTED = "followup.exported", N_("mengunduh daftar {count} tindak lanjut")


# What an edit changes beside the columns of its row; those have their label themselves.
OTHER_FIELDS: dict[Action, dict[str, str]] = {
    Action.PARTICIPANT_CHANGED: {"category": N_("Kategori")},
    Action.ORGANISATION_CHANGED: {
        "aliases": N_("Nama lain"),
        "logo": N_("Lambang"),
        "letterhead": N_("Gambar kop"),
        "state_emblem": N_("Lambang negara"),
    },
}

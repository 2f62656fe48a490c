"""Every kind of audit entry with the sentence it reads as: «<actor> <sentence>». ``{target}`` is the target's name,
other braces are keys of the entry's data. Sentences are Indonesian and go through the translation catalogue."""

from enum import StrEnum


class Action(StrEnum):
    """Audit tags. ``sentence`` is what a person reads after the actor's name."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> "Action":
        """Keeps the sentence beside the tag."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    # Accounts and organisations
    USER_CREATED = "user.created", "membuat akun {target}"
    USER_CHANGED = "user.changed", "mengubah akun {target}"
    USER_DISABLED = "user.disabled", "menonaktifkan akun {target}"
    USER_ENABLED = "user.enabled", "mengaktifkan akun {target}"
    USER_LOCKED = "user.locked", "terkunci karena gagal masuk berulang kali ({target})"
    USER_SIGNED_IN = "user.signed_in", "masuk"
    USER_PASSWORD_CHANGED = "user.password_changed", "mengganti kata sandi"
    USER_FACTOR_CHANGED = "user.factor_changed", "mengubah faktor kedua: {factor}"
    USER_SESSION_ENDED = "user.session_ended", "mengakhiri sesi masuk {target}"
    ROLE_GRANTED = "role.granted", "memberi {target} peran {role}"
    ROLE_REVOKED = "role.revoked", "mencabut peran {role} dari {target}"
    ORGANISATION_CREATED = "organisation.created", "menambah instansi {target}"
    ORGANISATION_CHANGED = "organisation.changed", "mengubah instansi {target}"
    ORGANISATION_REMOVED = "organisation.removed", "menghapus instansi {target}"
    TOKEN_CREATED = "token.created", "membuat token API {target}"
    TOKEN_REVOKED = "token.revoked", "mencabut token API {target}"

    # Meetings and agenda
    MEETING_CREATED = "meeting.created", "membuat kegiatan {target}"
    MEETING_CHANGED = "meeting.changed", "mengubah kegiatan {target}"
    MEETING_STATE = "meeting.state", "mengubah keadaan kegiatan dari {before} menjadi {after}"
    STAFF_ADDED = "staff.added", "menambah {target} ke panitia sebagai {role}"
    STAFF_REMOVED = "staff.removed", "mengeluarkan {target} dari panitia ({role})"
    SESSION_CREATED = "session.created", "menambah sesi {target}"
    SESSION_CHANGED = "session.changed", "mengubah sesi {target}"
    SESSION_REMOVED = "session.removed", "menghapus sesi {target}"
    SESSION_CLOSED = "session.closed", "menutup sesi {target}"
    SESSION_REOPENED = "session.reopened", "membuka kembali sesi {target}"
    AGENDA_CREATED = "agenda.created", "menambah mata acara {target}"
    AGENDA_CHANGED = "agenda.changed", "mengubah mata acara {target}"
    AGENDA_REMOVED = "agenda.removed", "menghapus mata acara {target}"
    AGENDA_REORDERED = "agenda.reordered", "mengurutkan ulang acara sesi {target}"
    SPEAKER_ADDED = "speaker.added", "menambah narasumber {target}"
    SPEAKER_CHANGED = "speaker.changed", "mengubah narasumber {target}"
    SPEAKER_REMOVED = "speaker.removed", "menghapus narasumber {target}"
    LINK_ADDED = "link.added", "menambah tautan daring {target}"
    LINK_CHANGED = "link.changed", "mengubah tautan daring {target}"
    LINK_REMOVED = "link.removed", "menghapus tautan daring {target}"

    # Participants and invitations
    PARTICIPANTS_IMPORTED = "participants.imported", "mengimpor {count} peserta dari {target}"
    PARTICIPANT_ADDED = "participant.added", "menambah peserta {target}"
    PARTICIPANT_CHANGED = "participant.changed", "mengubah peserta {target}"
    PARTICIPANT_WITHDRAWN = "participant.withdrawn", "mencabut peserta {target}"
    PARTICIPANT_RESTORED = "participant.restored", "memulihkan peserta {target}"
    PARTICIPANT_DELETED = "participant.deleted", "menghapus peserta {target}"
    PARTICIPANTS_EXPORTED = "participants.exported", "mengunduh daftar {count} peserta"
    CATEGORY_CHANGED = "category.changed", "mengubah kategori {target}"
    PASS_ISSUED = "pass.issued", "menerbitkan tanda masuk {target}"
    PASS_REVOKED = "pass.revoked", "mencabut tanda masuk {target}"
    LETTER_CREATED = "letter.created", "membuat konsep undangan {target}"
    LETTER_CHANGED = "letter.changed", "mengubah undangan {target}"
    LETTER_ISSUED = "letter.issued", "menerbitkan undangan nomor {number}"
    INVITATIONS_QUEUED = "invitations.queued", "mengirim undangan kepada {count} peserta"
    INVITATION_BY_HAND = "invitation.by_hand", "mengirim undangan {target} lewat WhatsApp"
    INVITATION_LINKS_EXPORTED = "invitation.links_exported", "mengunduh tautan undangan {count} peserta"
    DELIVERY_CANCELLED = "delivery.cancelled", "membatalkan pesan kepada {target}"
    DELIVERY_RETRIED = "delivery.retried", "mengirim ulang pesan kepada {target}"
    ANSWER_GIVEN = "answer.given", "menjawab undangan: {answer}"
    REPRESENTATIVE_NAMED = "representative.named", "menunjuk {representative} mewakili {target}"
    REPRESENTATIVE_ENDED = "representative.ended", "membatalkan perwakilan {representative} untuk {target}"

    # Door
    DEVICE_CREATED = "device.created", "menambah perangkat {target}"
    DEVICE_PAIRED = "device.paired", "memasangkan perangkat {target}"
    DEVICE_REVOKED = "device.revoked", "mencabut perangkat {target}"
    CHECKIN_FORCED = "checkin.forced", "memaksa kehadiran {target} ({reason})"
    CHECKIN_UNDONE = "checkin.undone", "membatalkan kehadiran {target}: {reason}"
    CHECKIN_MANUAL = "checkin.manual", "mencatat kehadiran {target}"
    ATTENDANCE_EXPORTED = "attendance.exported", "mengunduh daftar hadir {target}"

    # Minutes and documents
    MINUTES_DRAFTED = "minutes.drafted", "membuat konsep notula {target}"
    MINUTES_CHANGED = "minutes.changed", "mengubah notula {target}"
    MINUTES_ITEM_REMOVED = "minutes.item_removed", "menghapus butir notula {target}"
    MINUTES_SUBMITTED = "minutes.submitted", "mengajukan notula {target}"
    MINUTES_WITHDRAWN = "minutes.withdrawn", "menarik kembali notula {target}"
    MINUTES_RETURNED = "minutes.returned", "mengembalikan notula {target}: {note}"
    MINUTES_APPROVED = "minutes.approved", "menyetujui notula {target}"
    MINUTES_PUBLISHED = "minutes.published", "menerbitkan notula nomor {number}"
    MINUTES_CORRECTED = "minutes.corrected", "membuka koreksi notula {target}: {reason}"
    DOCUMENT_REVOKED = "document.revoked", "mencabut dokumen {target}: {reason}"
    FOLLOWUP_CHANGED = "followup.changed", "mengubah tindak lanjut {target} dari {before} menjadi {after}"
    FOLLOWUP_EXPORTED = "followup.exported", "mengunduh daftar {count} tindak lanjut"

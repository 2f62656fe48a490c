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
    PHRASE_ADDED = "phrase.added", N_("menambah frasa notula {target}")
    PHRASE_CHANGED = "phrase.changed", N_("mengubah frasa notula {target}")
    PHRASE_MOVED = "phrase.moved", N_("mengurutkan ulang frasa notula {target}")
    PHRASE_REMOVED = "phrase.removed", N_("menghapus frasa notula {target}")
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
    PARTICIPANT_DELETED = "participant.deleted", N_("menghapus peserta {target} untuk selamanya")
    PARTICIPANTS_EXPORTED = "participants.exported", N_("mengunduh daftar {count} peserta")
    CATEGORY_ADDED = "category.added", N_("menambah kategori {target}")
    CATEGORY_CHANGED = "category.changed", N_("mengubah kategori {target}")
    CATEGORY_REMOVED = "category.removed", N_("menghapus kategori {target}")
    SEATING_RULES_CHANGED = "seating.rules_changed", N_("mengubah aturan tempat duduk")
    SEAT_BLOCK_ADDED = "seating.block_added", N_("menambah bagian denah {target}")
    SEAT_BLOCK_CHANGED = "seating.block_changed", N_("mengubah bagian denah {target}")
    SEAT_BLOCK_REMOVED = "seating.block_removed", N_("menghapus bagian denah {target}")
    SEAT_HALL_ADDED = "seating.hall_added", N_("menambah denah {target}")
    SEAT_HALL_CHANGED = "seating.hall_changed", N_("mengubah denah {target}")
    SEAT_HALL_REMOVED = "seating.hall_removed", N_("menghapus denah {target}")
    SEATS_FILLED = "seating.filled", N_("menempatkan {placed} peserta di kursi dan mengosongkan {freed} kursi")
    SEAT_MOVED = "seating.moved", N_("memindahkan {target} dari {before} ke {after}")
    SEAT_HELD = "seating.held", N_("menetapkan kursi {target}")
    SEAT_RELEASED = "seating.released", N_("melepas ketetapan kursi {target}")
    SEATING_PRINTED = "seating.printed", N_("mencetak {kind}")
    SEATING_EXPORTED = "seating.exported", N_("mengunduh daftar tempat duduk")
    BADGE_LAYOUT_ADDED = "badge.layout_added", N_("menambah rancangan tanda pengenal {target}")
    BADGE_LAYOUT_CHANGED = "badge.layout_changed", N_("mengubah rancangan tanda pengenal {target}")
    BADGE_LAYOUT_REMOVED = "badge.layout_removed", N_("menghapus rancangan tanda pengenal {target}")
    BADGES_PRINTED = "badge.printed_many", N_("mencetak {count} tanda pengenal ({target})")
    BADGE_PRINTED = "badge.printed", N_("mencetak tanda pengenal {target}")
    BADGE_PRINTED_AGAIN = "badge.printed_again", N_("mencetak lagi tanda pengenal {target}")
    PHOTO_KEPT = "participant.photo_kept", N_("menyimpan foto {target}")
    PHOTO_REMOVED = "participant.photo_removed", N_("menghapus foto {target}")
    PHOTOS_ERASED = "participants.photos_erased", N_("menghapus foto {count} peserta")
    GREETING_WANTED = "greeting.wanted", N_("menandai {target} agar disambut")
    GREETING_DROPPED = "greeting.dropped", N_("menghapus tanda sambut dari {target}")
    GREETED = "greeting.done", N_("menyambut {target} pada sesi {session}")
    GREETING_UNDONE = "greeting.undone", N_("membatalkan catatan sambut {target} pada sesi {session}")
    CERTIFICATE_RULE_CHANGED = "certificate.rule_changed", N_("mengubah aturan sertifikat")
    CERTIFICATES_ISSUED = "certificates.issued", N_("menerbitkan {count} sertifikat")
    CERTIFICATES_RENEWED = "certificates.renewed", N_("memperbarui {count} sertifikat")
    CERTIFICATE_RENEWED = "certificate.renewed", N_("memperbarui sertifikat {target}")
    CERTIFICATE_WITHDRAWN = "certificate.withdrawn", N_("mencabut sertifikat {target}: {reason}")
    CERTIFICATES_SENT = "certificates.sent", N_("mengirim {count} sertifikat lewat surel")
    CERTIFICATES_EXPORTED = "certificates.exported", N_("mengunduh {count} sertifikat")
    COMMITTEE_ADDED = "certificate.committee_added", N_("menambah {target} ke daftar panitia untuk sertifikat")
    COMMITTEE_CHANGED = "certificate.committee_changed", N_("mengubah {target} dalam daftar panitia untuk sertifikat")
    COMMITTEE_REMOVED = "certificate.committee_removed", N_("menghapus {target} dari daftar panitia untuk sertifikat")
    QUESTION_ADDED = "question.added", N_("menambah pertanyaan {target}")
    QUESTION_CHANGED = "question.changed", N_("mengubah pertanyaan {target}")
    QUESTION_REMOVED = "question.removed", N_("menghapus pertanyaan {target} dengan jawaban {count} orang")
    QUESTIONS_ANSWERED = "questions.answered", N_("mengisi rincian kehadiran {target}")
    ANSWERS_ERASED = "answers.erased", N_("menghapus {count} jawaban peserta {target}")
    PASS_ISSUED = "pass.issued", N_("menerbitkan tanda masuk {target}")
    PASS_REVOKED = "pass.revoked", N_("mencabut tanda masuk {target}")
    LETTER_CREATED = "letter.created", N_("membuat konsep undangan {target}")
    LETTER_CHANGED = "letter.changed", N_("mengubah undangan {target}")
    LETTER_REMOVED = "letter.removed", N_("menghapus konsep undangan {target}")
    LETTER_ISSUED = "letter.issued", N_("menerbitkan undangan nomor {number}")
    APPROVAL_CHAIN_CHANGED = "approval.chain_changed", N_("mengubah alur persetujuan surat {target}")
    APPROVAL_ASKED = "approval.asked", N_("mengajukan {target} untuk diperiksa")
    APPROVAL_NOTED = "approval.noted", N_("memberi catatan pada {target}: {note}")
    APPROVAL_INITIALLED = "approval.initialled", N_("membubuhkan paraf pada {target}")
    APPROVAL_GIVEN = "approval.given", N_("menyetujui {target}")
    APPROVAL_RETURNED = "approval.returned", N_("mengembalikan {target}: {note}")
    APPROVAL_TAKEN_BACK = "approval.taken_back", N_("menarik kembali {target} dari pemeriksaan")
    LETTERS_RENEWED = "letters.renewed", N_("mencetak ulang surat {target} dengan tanda masuk baru")
    INVITATIONS_QUEUED = "invitations.queued", N_("mengirim undangan kepada {count} peserta")
    INVITATION_SENT_AGAIN = "invitation.sent_again", N_("mengirim ulang surat nomor {number} kepada {target}")
    RUN_HELD = "run.held", N_("menjeda pengiriman {target}")
    RUN_RESUMED = "run.resumed", N_("melanjutkan pengiriman {target}")
    RUN_CANCELLED = "run.cancelled", N_("membatalkan pengiriman {target}; {count} surel ditarik")
    INVITATION_TRIED = "invitation.tried", N_("mengirim percobaan undangan kepada dirinya sendiri")
    INVITATION_OPENED_BY_HAND = "invitation.opened_by_hand", N_("membuka pesan WhatsApp untuk {target}")
    INVITATION_BY_HAND = "invitation.by_hand", N_("mengirim undangan {target} lewat WhatsApp")
    REMINDER_BY_HAND = "reminder.by_hand", N_("mengingatkan {target} lewat WhatsApp")
    INVITATION_HANDED_OVER = "invitation.handed_over", N_("menyerahkan surat undangan {target} secara langsung")
    REMINDERS_QUEUED = "reminders.queued", N_("mengingatkan {count} penerima yang belum menjawab")
    INVITATION_LETTERS_EXPORTED = "invitation.letters_exported", N_("mengunduh {count} surat undangan")
    INVITATION_LINKS_EXPORTED = "invitation.links_exported", N_("mengunduh tautan undangan {count} peserta")
    NOTICES_QUEUED = "notices.queued", N_("memberi tahu {count} orang tentang kegiatan ini")
    OUTBOX_SENT = "outbox.sent", N_("mengirim {count} pesan dari kotak keluar")
    INVITATION_TAKEN_BACK = "invitation.taken_back", N_("membatalkan serah terima surat undangan {target}")
    DELIVERY_CANCELLED = "delivery.cancelled", N_("membatalkan pesan kepada {target}")
    DELIVERY_RETRIED = "delivery.retried", N_("mengirim ulang pesan kepada {target}")
    DELIVERY_RETURNED = "delivery.returned", N_("mencatat surel kepada {target} kembali")
    DELIVERY_READ = "delivery.read", N_("membuka pesan kepada {target}")
    ANSWER_GIVEN = "answer.given", N_("menjawab undangan: {answer}")
    REPRESENTATIVE_NAMED = "representative.named", N_("menunjuk {representative} mewakili {target}")
    REPRESENTATIVE_APART = "representative.apart", N_("menyatakan wakil {target} bukan peserta lain dalam daftar")
    REPRESENTATIVE_UNITED = "representative.united", N_("menyatakan wakil {target} adalah peserta {other}")
    REPRESENTATIVE_ENDED = "representative.ended", N_("membatalkan perwakilan {representative} untuk {target}")
    DELEGATION_CREATED = "delegation.created", N_("membuat tautan delegasi {target}")
    DELEGATION_CHANGED = "delegation.changed", N_("mengubah tautan delegasi {target}")
    DELEGATION_RENEWED = "delegation.renewed", N_("mengganti tautan delegasi {target}")
    DELEGATION_CLOSED = "delegation.closed", N_("menutup tautan delegasi {target}")
    DELEGATION_REOPENED = "delegation.reopened", N_("membuka kembali tautan delegasi {target}")
    DELEGATION_SENT = "delegation.sent", N_("mengirim tautan delegasi {target}")
    DELEGATION_LEADERS_ADDED = "delegation.leaders_added", N_("mempercayakan jawaban {names} kepada tautan {target}")
    DELEGATION_LEADER_REMOVED = "delegation.leader_removed", N_("tidak lagi mempercayakan jawaban {name} kepada tautan {target}")
    DELEGATE_REMOVED = "delegate.removed", N_("menghapus {target} dari daftar delegasi")

    POINT_REGISTERED = "point.registered", N_("mendaftarkan titik daring {target}")
    POINT_CHANGED = "point.changed", N_("mengubah titik daring {target}")
    POINT_REMOVED = "point.removed", N_("menghapus titik daring {target}")
    POINT_ARRIVED = "point.arrived", N_("melaporkan {count} orang di titik daring {target} hadir pada sesi {session}")
    POINT_ACCEPTED = "point.accepted", N_("menerima bukti titik daring {target} untuk sesi {session}")
    POINT_REFUSED = "point.refused", N_("menolak bukti titik daring {target} untuk sesi {session}: {reason}")
    REPORT_RECORDED = "online.report_recorded", N_("memasukkan kehadiran {count} orang dari laporan daring {target}")
    ONLINE_JOINED = "online.joined", N_("bergabung daring ke sesi {session}")

    # Door
    DEVICE_CREATED = "device.created", N_("menambah perangkat {target}")
    DEVICE_SHARED = "device.shared", N_("berbagi perangkat {target} dengan kegiatan {with_meeting}")
    DEVICE_PAIRED = "device.paired", N_("memasangkan perangkat {target}")
    DEVICE_RELEASED = "device.released", N_("melepas perangkat {target}")
    DEVICE_REVOKED = "device.revoked", N_("mencabut perangkat {target}")
    SCREEN_CREATED = "screen.created", N_("menambah layar ruang {target}")
    SCREEN_REVOKED = "screen.revoked", N_("mencabut layar ruang {target}")
    CHECKIN_FORCED = "checkin.forced", N_("memaksa kehadiran {target} ({reason}): {why}")
    CHECKIN_UNDONE = "checkin.undone", N_("membatalkan kehadiran {target}: {reason}")
    SIGNATURE_REPLACED = "checkin.signature_replaced", N_("mengganti tanda tangan {target} pada sesi {session}")
    CHECKIN_MANUAL = "checkin.manual", N_("mencatat kehadiran {target}")
    ABSENCE_NOTED = "absence.noted", N_("mencatat {target} berhalangan pada sesi {session}")
    ABSENCE_DROPPED = "absence.dropped", N_("menghapus catatan berhalangan {target} pada sesi {session}")
    ABSENCE_LETTER_KEPT = "absence.letter_kept", N_("menyimpan surat berhalangan {target} untuk sesi {session}")
    SCAN_SETTLED = "scan.settled", N_("menangani pindaian {target}: {note}")
    PAPER_ENTERED = "checkin.paper_entered", N_("memasukkan kehadiran {count} orang dari daftar kertas {target}")
    SCANS_EXPORTED = "scans.exported", N_("mengunduh jurnal pindaian")
    ATTENDANCE_EXPORTED = "attendance.exported", N_("mengunduh daftar hadir {target}")
    ATTENDANCE_ISSUED = "attendance.issued", N_("menerbitkan daftar hadir {target}, versi {version}")
    ATTENDANCE_TAKEN_BACK = "attendance.taken_back", N_("menarik daftar hadir {target} yang menunggu tanda tangan")
    RECAP_EXPORTED = "attendance.recap_exported", N_("mengunduh rekapitulasi kehadiran {target}")

    # Minutes and documents
    NOTE_TAKEN = "note.taken", N_("menulis catatan cepat sesi {target}")
    NOTE_CHANGED = "note.changed", N_("mengubah catatan cepat sesi {target}")
    NOTE_REMOVED = "note.removed", N_("menghapus catatan cepat sesi {target}")
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
    EXTRACTS_ISSUED = "extracts.issued", N_("menerbitkan {count} petikan notula {target}")
    EXTRACTS_EXPORTED = "extracts.exported", N_("mengunduh {count} petikan notula {target}")
    DECISIONS_EXPORTED = "decisions.exported", N_("mengunduh daftar {count} keputusan")

    # The record itself
    RECORDS_RELEASED = "records.released", N_("mengubah atau menghapus {count} baris jurnal: {target}")


# Words that entries keep as they are in a sentence, by these names, though they are ours and not somebody's own.
SAID_AS = ("answer", "kind")
SAID = (N_("akan hadir"), N_("tidak hadir"), N_("diwakilkan kepada"), N_("denah tempat duduk"), N_("kartu meja"))

# What an edit changes beside the columns of its row; those have their label themselves.
OTHER_FIELDS: dict[Action, dict[str, str]] = {
    Action.PARTICIPANT_CHANGED: {"category": N_("Kategori"), "sessions": N_("Dipanggil ke sesi")},
    Action.DELEGATION_CHANGED: {"category": N_("Kategori"), "sessions": N_("Sesi")},
    Action.CATEGORY_ADDED: {"sessions": N_("Dipanggil ke sesi")},
    Action.CATEGORY_CHANGED: {"sessions": N_("Dipanggil ke sesi")},
    Action.BADGE_LAYOUT_ADDED: {"categories": N_("Kategori")},
    Action.BADGE_LAYOUT_CHANGED: {"categories": N_("Kategori")},
    Action.SEAT_BLOCK_ADDED: {"categories": N_("Kategori")},
    Action.SEAT_BLOCK_CHANGED: {"categories": N_("Kategori")},
    Action.SEAT_HALL_ADDED: {"sessions": N_("Sesi")},
    Action.SEAT_HALL_CHANGED: {"sessions": N_("Sesi")},
    Action.CERTIFICATE_RULE_CHANGED: {"sessions": N_("Sesi yang dihitung")},
    Action.QUESTION_ADDED: {"categories": N_("Kategori")},
    Action.QUESTION_CHANGED: {"categories": N_("Kategori")},
    Action.ORGANISATION_CHANGED: {
        "aliases": N_("Nama lain"),
        "logo": N_("Lambang"),
        "letterhead": N_("Gambar kop"),
        "state_emblem": N_("Lambang negara"),
    },
}

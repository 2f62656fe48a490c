"""States of minutes, and what they consist of."""

from meetings.enums.labelled import N_, Labelled


class MinutesState(Labelled):
    DRAFT = "draft", N_("Konsep")
    SUBMITTED = "submitted", N_("Diajukan")
    APPROVED = "approved", N_("Disetujui")
    PUBLISHED = "published", N_("Terbit")
    SUPERSEDED = "superseded", N_("Digantikan")


class MinutesStanding(Labelled):
    """What pages say of one version: its state, and of a published one whether its document holds; ``models.minutes`` has the rule."""

    DRAFT = "draft", N_("Konsep")
    SUBMITTED = "submitted", N_("Diajukan")
    APPROVED = "approved", N_("Disetujui")
    PRINTING = "printing", N_("Berkas sedang dibuat")
    NOT_PRINTED = "not_printed", N_("Berkas gagal dibuat")
    SIGNING = "signing", N_("Menunggu tanda tangan")
    IN_FORCE = "in_force", N_("Terbit")
    SUPERSEDED = "superseded", N_("Digantikan")
    REVOKED = "revoked", N_("Dicabut")


class DraftOutlook(Labelled):
    """When a session without minutes gets its draft; ``domain.minutes.drafting`` has the rule."""

    UNWANTED = "unwanted", N_("Tidak dibuatkan notula")
    NOT_OPEN = "not_open", N_("Konsep dibuat setelah kegiatan dibuka dan sesi berakhir")
    TOO_LATE = "too_late", N_("Tidak dibuat lagi: kegiatan dibatalkan atau diarsipkan")
    COMING = "coming", N_("Konsep akan dibuat begitu sesi berakhir")
    SOON = "soon", N_("Konsep segera dibuat")


class RevisionKind(Labelled):
    """How a revision of an item came about."""

    BEFORE = "before", N_("Isi sebelumnya")
    SAVED = "saved", N_("Disimpan")
    RESTORED = "restored", N_("Dipulihkan")
    REMOVED = "removed", N_("Dihapus")
    REFUSED = "refused", N_("Tidak tersimpan")


class PassageKind(Labelled):
    """What a passage of minutes is."""

    HEAD = "head", N_("Pembukaan dan penutup")
    DISCUSSION = "discussion", N_("Pembahasan")
    DECISION = "decision", N_("Keputusan")
    ACTION = "action", N_("Tindak lanjut")

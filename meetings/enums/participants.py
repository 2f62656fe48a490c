"""Answers and origins of participants."""

from meetings.enums.labelled import N_, Labelled


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

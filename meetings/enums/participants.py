"""Answers and origins of participants."""

from meetings.enums.labelled import N_, Labelled


class ParticipantStatus(Labelled):
    PENDING = "pending", N_("Menunggu persetujuan")
    INVITED = "invited", N_("Belum menjawab")
    CONFIRMED = "confirmed", N_("Akan hadir")
    DECLINED = "declined", N_("Tidak hadir")
    REPLACED = "replaced", N_("Diwakilkan")
    WITHDRAWN = "withdrawn", N_("Dicabut")
    DELETED = "deleted", N_("Disatukan")  # made for a representative who turned out to be somebody on the list


class ParticipantSource(Labelled):
    IMPORT = "import", N_("Impor")
    MANUAL = "manual", N_("Diisi tangan")
    REPRESENTATIVE = "representative", N_("Perwakilan")
    WALK_IN = "walk_in", N_("Datang langsung")
    DELEGATION = "delegation", N_("Delegasi")


class Verdict(Labelled):
    """What a person said about a row of an uploaded list."""

    PROPOSED = "proposed", N_("Seperti diusulkan")
    TAKE = "take", N_("Dipakai")
    SKIP = "skip", N_("Dilewati")
    SAME = "same", N_("Orang yang sama")
    NEW = "new", N_("Orang lain")


class DeclineReason(Labelled):
    LEAVE = "leave", N_("Izin")
    SICK = "sick", N_("Sakit")
    DUTY = "duty", N_("Dinas luar")
    VACATION = "vacation", N_("Cuti")
    OTHER = "other", N_("Lainnya")

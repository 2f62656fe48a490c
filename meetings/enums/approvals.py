"""Papers that pass through initials (paraf) and approval before they are issued."""

from meetings.enums.labelled import N_, Labelled


class ApprovalAct(Labelled):
    """What a step of the chain asks for."""

    INITIAL = "initial", N_("Paraf")
    APPROVE = "approve", N_("Persetujuan")


class ApprovalState(Labelled):
    """How far one round has come."""

    IN_REVIEW = "in_review", N_("Sedang diperiksa")
    APPROVED = "approved", N_("Disetujui")
    RETURNED = "returned", N_("Dikembalikan")
    TAKEN_BACK = "taken_back", N_("Ditarik kembali")
    OVERTAKEN = "overtaken", N_("Berubah sesudah diajukan")

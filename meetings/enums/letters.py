"""States and classes of letters."""

from meetings.enums.labelled import N_, Labelled


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

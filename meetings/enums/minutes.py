"""States of minutes."""

from meetings.enums.labelled import N_, Labelled


class MinutesState(Labelled):
    DRAFT = "draft", N_("Konsep")
    SUBMITTED = "submitted", N_("Diajukan")
    APPROVED = "approved", N_("Disetujui")
    PUBLISHED = "published", N_("Terbit")
    SUPERSEDED = "superseded", N_("Digantikan")

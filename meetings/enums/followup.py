"""States of action items."""

from meetings.enums.labelled import N_, Labelled


class ActionStatus(Labelled):
    OPEN = "open", N_("Belum mulai")
    IN_PROGRESS = "in_progress", N_("Dikerjakan")
    DONE = "done", N_("Selesai")
    CANCELLED = "cancelled", N_("Dibatalkan")

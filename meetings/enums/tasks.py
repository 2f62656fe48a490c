"""States of background runs."""

from meetings.enums.labelled import N_, Labelled


class TaskState(Labelled):
    QUEUED = "queued", N_("Antre")
    RUNNING = "running", N_("Berjalan")
    DONE = "done", N_("Selesai")
    FAILED = "failed", N_("Gagal")

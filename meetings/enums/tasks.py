"""Names of background tasks, kinds and states of the runs that people watch."""

from enum import StrEnum

from meetings.enums.labelled import N_, Labelled


class Task(StrEnum):
    """What is done in the background; ``meetings/jobs`` has the function of each and its tick."""

    DRAFT_DUE_MINUTES = "draft_due_minutes"
    RENDER_DOCUMENTS = "render_documents"
    RENDER_LETTERS = "render_letters"
    SEND_DELIVERIES = "send_deliveries"
    SEND_KEPT = "send_kept"
    READ_RETURNED = "read_returned"
    RUN_TASKS = "run_tasks"
    RELEASE_STALE_WORK = "release_stale_work"
    CLEAR_UPLOADS = "clear_uploads"
    SEAL_RECORDS = "seal_records"
    FOLLOW_ANSWERS = "follow_answers"


class RunKind(Labelled):
    """What a TaskRun does; ``meetings/jobs`` has the function of each."""

    SEND_INVITATIONS = "send_invitations", N_("Pengiriman undangan")
    SEND_NOTICES = "send_notices", N_("Pemberitahuan")
    SEND_REMINDERS = "send_reminders", N_("Pengingat")
    SEND_CERTIFICATES = "send_certificates", N_("Pengiriman sertifikat")
    ISSUE_CERTIFICATES = "issue_certificates", N_("Penerbitan sertifikat")


class TaskState(Labelled):
    QUEUED = "queued", N_("Antre")
    RUNNING = "running", N_("Berjalan")
    DONE = "done", N_("Selesai")
    FAILED = "failed", N_("Gagal")
    CANCELLED = "cancelled", N_("Dibatalkan")

"""A run that sends: watched, held, taken up and cancelled."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.invitations import bp
from meetings.domain.invitations import runs, signed, states
from meetings.enums import DeliveryState, RunOutcome
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Delivery, TaskRun
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done, refused_at


@bp.get("/pengiriman/<run_id>")
def run(meeting_id: str, run_id: str) -> str:
    """A run: letters made, mails sent, what went wrong."""
    return render_template("invitations/run.html", **_watched(meeting_id, run_id))


@bp.get("/pengiriman/<run_id>/kemajuan")
def progress(meeting_id: str, run_id: str) -> str:
    """The part of that page that renews itself."""
    return render_template("invitations/_progress.html", **_watched(meeting_id, run_id))


def _watched(meeting_id: str, run_id: str) -> dict[str, object]:
    found = _find(meeting_id, run_id)
    mails, otherwise = runs.mails_of(found)
    unsigned = signed.count_unsigned_of(found)
    stands = states.outcome(found, mails, unsigned)
    return {
        "meeting": current_meeting(),
        "run": found,
        "mails": mails,
        "mails_total": sum(mails.values()) + otherwise,
        "otherwise": otherwise,
        "unsigned": unsigned,
        "outcome": stands,
        "over": stands in states.OVER,
        "troubles": runs.troubled_deliveries(found),
        "letter_id": found.arguments.get("letter", ""),
        "section": "invitations.index",
        "retrying": _next_attempt(found) if stands is RunOutcome.SENDING else "",
    }


def _next_attempt(run: TaskRun) -> str:
    """Why mails wait, when the server refuses them for now."""
    statement = db.select(Delivery.error).where(
        Delivery.task_id == run.id, Delivery.state == DeliveryState.QUEUED, Delivery.error != ""
    )
    return db.session.scalar(statement.limit(1)) or ""


@bp.post("/pengiriman/<run_id>/jeda")
def hold_run(meeting_id: str, run_id: str) -> ResponseReturnValue:
    """Let nothing of it leave for now."""
    found = _find(meeting_id, run_id)
    with refused_at(_page(found)):
        runs.hold_run(found, current_actor(), clock.now())
        return done(_("Pengiriman dijeda."), "invitations.run", meeting_id=meeting_id, run_id=run_id)
    return redirect(_page(found))


@bp.post("/pengiriman/<run_id>/lanjut")
def resume_run(meeting_id: str, run_id: str) -> ResponseReturnValue:
    """Let it go on."""
    found = _find(meeting_id, run_id)
    with refused_at(_page(found)):
        runs.resume_run(found, current_actor(), clock.now())
        return done(_("Pengiriman dilanjutkan."), "invitations.run", meeting_id=meeting_id, run_id=run_id)
    return redirect(_page(found))


@bp.post("/pengiriman/<run_id>/batal")
def cancel_run(meeting_id: str, run_id: str) -> ResponseReturnValue:
    """Withdraw what has not left."""
    found = _find(meeting_id, run_id)
    with refused_at(_page(found)):
        number = runs.cancel_run(found, current_actor(), clock.now())
        flash(_("Pengiriman dibatalkan; %(n)s surel ditarik. Yang sudah terkirim tetap terkirim.", n=number), "success")
    return redirect(_page(found))


def _find(meeting_id: str, run_id: str) -> TaskRun:
    found = runs.find_run(meeting_id, run_id)
    if found is None:
        raise NotFound(_("Pengiriman ini tidak ada pada kegiatan ini."))
    return found


def _page(run: TaskRun) -> str:
    return url_for("invitations.run", meeting_id=run.meeting_id, run_id=run.id)

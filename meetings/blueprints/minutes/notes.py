"""Quick notes: a page for the hall while a session runs, and the panel beside the editor from which they go into the text."""

from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as Answer
from wtforms import SelectField, StringField, TextAreaField

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.domain import agenda, minutes
from meetings.domain.minutes.notes import LONGEST, NoteText
from meetings.models import Session, SessionNote
from meetings.web import current_actor, current_meeting
from meetings.web.edits import EditForm
from meetings.web.forms import at_most, required
from meetings.web.reading import find_minutes
from meetings.web.saving import done
from meetings.web.tickets import creates


class NoteForm(EditForm):
    """A note: on which line of the rundown, who spoke, what was said."""

    agenda_item_id = SelectField(_l("Mata acara"), validate_choice=True)
    speaker = StringField(_l("Yang berbicara"), [at_most(300)], render_kw={"autocomplete": "off", "list": "daftar-pembicara"})
    text = TextAreaField(_l("Catatan"), [required(), at_most(LONGEST)])

    def __init__(self, session: Session, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = [(item.id, f"{n}. {item.title}") for n, item in enumerate(session.items, start=1)]
        self.agenda_item_id.choices = [*lines, ("", str(_l("Di luar mata acara")))]

    @property
    def typed(self) -> NoteText:
        """What was typed."""
        return NoteText(self.text.data or "", self.speaker.data or "", self.agenda_item_id.data or None)


@bp.get("/sesi/<session_id>/catatan")
def notes(meeting_id: str, session_id: str) -> str:
    """The page on which notes are taken."""
    session = agenda.get_session(current_meeting(), session_id, with_items=True)
    now = minutes.item_now(session, clock.now())
    return _page(session, NoteForm(session, agenda_item_id=now.id if now else ""))


@bp.post("/sesi/<session_id>/catatan")
@creates
def take_note(meeting_id: str, session_id: str) -> str | Answer | tuple[str, int]:
    """Keep a note. How long it has waited in the browser stands in the address: the same form sent again is the same note (web/tickets.py)."""
    session = agenda.get_session(current_meeting(), session_id, with_items=True)
    form = NoteForm(session)
    if form.validate_on_submit():
        with form.saving():
            waited = request.args.get("menunggu", 0.0, type=float)
            minutes.take_note(session, form.typed, waited, current_actor(), clock.now())
            return redirect(url_for(".notes", meeting_id=meeting_id, session_id=session_id))
    if request.accept_mimetypes.best == "application/json":
        reasons = [str(each) for messages in form.errors.values() for each in messages]
        return _refused(reasons[0] if reasons else _("Isian belum dapat disimpan"), form.http_status)
    return _page(session, form), form.http_status


@bp.get("/sesi/<session_id>/catatan/daftar")
def note_list(meeting_id: str, session_id: str) -> str:
    """The notes so far, newest first; the page asks again every few seconds."""
    session = agenda.get_session(current_meeting(), session_id, with_items=True)
    return render_template("minutes/_note_list.html", **_shown(session))


@bp.route("/catatan/<note_id>", methods=["GET", "POST"])
def edit_note(meeting_id: str, note_id: str) -> str | Answer | tuple[str, int]:
    """Change a note."""
    note = minutes.get_note(current_meeting(), note_id)
    session = agenda.get_session(current_meeting(), note.session_id, with_items=True)
    form = NoteForm(session, row=note)
    if form.validate_on_submit():
        with form.saving():
            minutes.change_note(note, form.typed, current_actor(), clock.now())
            return done(_("Catatan disimpan."), ".notes", meeting_id=meeting_id, session_id=session.id)
    return render_template("minutes/note.html", form=form, note=note, **_shown(session)), form.http_status


@bp.post("/catatan/<note_id>/hapus")
def remove_note(meeting_id: str, note_id: str) -> Answer:
    """Throw a note away."""
    note = minutes.get_note(current_meeting(), note_id)
    session_id = note.session_id
    minutes.remove_note(note, current_actor(), clock.now())
    return done(_("Catatan dihapus."), ".notes", meeting_id=meeting_id, session_id=session_id)


@bp.get("/<minutes_id>/catatan")
def note_panel(meeting_id: str, minutes_id: str) -> str:
    """The notes beside the editor; it asks again every few seconds."""
    found = find_minutes(minutes_id)
    return render_template(
        "minutes/_notes.html", meeting=current_meeting(), minutes=found, notes=minutes.list_notes(found.session_id)
    )


@bp.post("/<minutes_id>/catatan/<note_id>/masukkan")
def use_note(meeting_id: str, minutes_id: str, note_id: str) -> Answer:
    """Put a note into an item's text; a script has put it into the editor already (``written``)."""
    note = minutes.get_note(current_meeting(), note_id)
    item = minutes.get_item(current_meeting(), minutes_id, request.form.get("item_id", ""))
    written = request.form.get("written") == "1"
    minutes.use_note(note, item, current_actor(), clock.now(), written=written)
    if written:
        return jsonify(used_in=item.title)
    there = f"butir-{item.id}"
    return done(
        _("Catatan masuk ke «%(title)s».", title=item.title), ".edit", meeting_id=meeting_id, minutes_id=minutes_id, _anchor=there
    )


def _page(session: Session, form: NoteForm) -> str:
    return render_template("minutes/notes.html", form=form, **_shown(session))


def _shown(session: Session) -> dict[str, Any]:
    notes: list[SessionNote] = list(minutes.list_notes(session.id))
    now = minutes.item_now(session, clock.now())
    return {
        "meeting": current_meeting(),
        "session": session,
        "notes": notes[::-1],
        "item_now": now.id if now else "",
        "speakers": minutes.speakers_of(session, notes),
        "section": "minutes.index",
    }


def _refused(message: str, status: int) -> Answer:
    answer = jsonify(message=message)
    answer.status_code = status
    return answer

"""Writing. Every part is a form of its own: with script it saves itself, without it has a button."""

from dataclasses import replace
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from meetings import clock
from meetings.blueprints.minutes import bp
from meetings.blueprints.minutes.forms import HeaderForm, read_item, refuse_bad_days, rich_text
from meetings.domain import minutes
from meetings.domain.attendance.changed import changed_since_minutes
from meetings.domain.minutes.history import last_writer
from meetings.domain.minutes.revisions import HEAD, RICH, keep_refused, typed_content
from meetings.domain.minutes.richtext import clean_html
from meetings.enums import MinutesState
from meetings.errors import InvalidInput, MeetingsError, NotFound
from meetings.models import Minutes, MinutesItem
from meetings.web import current_actor, current_meeting
from meetings.web.forms import with_status
from meetings.web.moving import tell_place
from meetings.web.reading import find_minutes
from meetings.web.saving import attempt, kept
from meetings.web.tickets import creates
from meetings.writing import dates


@bp.get("/<minutes_id>/ubah")
def edit(meeting_id: str, minutes_id: str) -> str | Answer:
    """The editor of a draft; other states are only read."""
    found = find_minutes(minutes_id)
    if found.state is not MinutesState.DRAFT:
        return redirect(url_for("minutes.read", meeting_id=meeting_id, minutes_id=minutes_id))
    return _page(found, HeaderForm.of(found))


@bp.get("/<minutes_id>/kehadiran")
def attendance(meeting_id: str, minutes_id: str) -> str:
    """Who has come so far, by category; the editor asks again every half minute."""
    found = find_minutes(minutes_id)
    counts = minutes.count_attendance(found.session)
    return render_template("minutes/_attendance.html", meeting=current_meeting(), minutes=found, counts=counts)


@bp.get("/<minutes_id>/berkas-konsep")
def draft_file(meeting_id: str, minutes_id: str) -> str:
    """Which state of the draft its PDF shows, and what is stored now; the editor asks again every few seconds."""
    found = find_minutes(minutes_id)
    stored = minutes.editor_state(found, minutes.differences(found), current_actor().id, clock.now())
    return render_template("minutes/_draft_file.html", meeting=current_meeting(), minutes=found, stored=stored)


@bp.post("/<minutes_id>/kepala")
def save_header(meeting_id: str, minutes_id: str) -> Answer:
    """Save names, times, opening, closing, signatory."""
    found = find_minutes(minutes_id)
    form = HeaderForm(row=found, zone=current_meeting().timezone)
    if not form.validate_on_submit():
        return _refused(InvalidInput(_first_error(form)), minutes_id, form=form)
    with form.saving():
        values = form.values(found, request.form)
        minutes.save_header(found, values, form.revision.data or 0, current_actor(), clock.now())
    if form.refusal is None:
        return _saved(found, "kepala", found.revision, shown=form.shown())
    if isinstance(form.refusal, minutes.Stale):
        return _kept(minutes_id, minutes_id, _head_typed(form), _header_conflict(minutes_id, form, form.refusal))
    return _refused(form.refusal, minutes_id, form=form)


@bp.post("/<minutes_id>/butir/<item_id>")
def save_item(meeting_id: str, minutes_id: str, item_id: str) -> Answer:
    """Save one item with its decisions and action items; 409 with both texts when somebody else was faster, 404 with what was typed
    when somebody has taken the item out."""
    with attempt(NotFound) as gone:
        item = minutes.get_item(current_meeting(), minutes_id, item_id)
    if gone.refusal is not None:
        text = read_item(request.form)
        return _kept(minutes_id, item_id, text, _item_removed(minutes_id, item_id, text, gone.refusal))
    text = read_item(request.form, item.discussion)
    with attempt() as made:
        refuse_bad_days(request.form)
        ids = minutes.save_item(item, text, _revision(), current_actor(), clock.now())
    if made.refusal is None:
        return _saved(item.minutes, f"butir-{item_id}", item.revision, actions=ids)
    if isinstance(made.refusal, minutes.Stale):
        return _kept(minutes_id, item_id, text, _item_conflict(minutes_id, item_id, text, made.refusal))
    if isinstance(made.refusal, NotFound):
        return _kept(minutes_id, item_id, text, _item_removed(minutes_id, item_id, text, made.refusal))
    if isinstance(made.refusal, InvalidInput) and not _by_script():
        flash(made.refusal.message, "danger")
    return _refused(made.refusal, minutes_id, typed={item_id: text})


@bp.post("/<minutes_id>/butir")
@creates
def add_item(meeting_id: str, minutes_id: str) -> Answer:
    """Add an item: a title alone at the end, or all that was typed for one that somebody has taken out, where that stood."""
    found = find_minutes(minutes_id)
    text = read_item(request.form)
    with attempt(InvalidInput) as made:
        refuse_bad_days(request.form)
        item = minutes.add_item(found, text, current_actor(), clock.now(), place=_place())
    if made.refusal is None:
        return redirect(_editor(found, f"butir-{item.id}"))
    if text == minutes.ItemText(text.title):
        flash(made.refusal.message, "danger")
        return redirect(_editor(found, "butir-baru"))
    flash(made.refusal.message, "danger")
    return _item_removed(minutes_id, "baru", text, made.refusal)


@bp.post("/<minutes_id>/butir/<item_id>/pindah")
def move_item(meeting_id: str, minutes_id: str, item_id: str) -> Answer:
    """Move an item one place up or down."""
    item = minutes.get_item(current_meeting(), minutes_id, item_id)
    steps = -1 if request.form.get("direction") == "up" else 1
    place = minutes.move_item(item, steps, current_actor(), clock.now())
    tell_place(item.title, *place)
    return redirect(_editor(item.minutes, f"butir-{item_id}"))


@bp.post("/<minutes_id>/butir/<item_id>/hapus")
def remove_item(meeting_id: str, minutes_id: str, item_id: str) -> Answer:
    """Take an item out, unless somebody has changed it since it was read."""
    item = minutes.get_item(current_meeting(), minutes_id, item_id)
    found, title = item.minutes, item.title
    with attempt(minutes.Stale) as made:
        minutes.remove_item(item, _revision(), current_actor(), clock.now())
    if made.refusal is not None:
        flash(_("Butir itu berubah sejak Anda membukanya, jadi tidak dihapus. Baca dahulu isinya."), "warning")
        return redirect(_editor(found, f"butir-{item_id}"))
    flash(_("Butir «%(title)s» dihapus.", title=title), "success")
    return redirect(_editor(found))


def _page(found: Minutes, form: HeaderForm | None = None, typed: dict[str, minutes.ItemText] | None = None) -> str:
    """The editor; ``form`` and ``typed`` (by item id) show again what was refused."""
    meeting, differences = current_meeting(), minutes.differences(found)
    texts = {"opening": found.opening, "closing": found.closing}
    if form is not None and form.is_submitted():
        texts = {name: clean_html(rich_text(request.form, name, texts[name])) for name in texts}
    return render_template(
        "minutes/edit.html",
        meeting=meeting,
        minutes=found,
        form=form or HeaderForm.of(found),
        texts=texts,
        typed=typed or {},
        counts=minutes.count_attendance(found.session),
        notes=minutes.list_notes(found.session_id),
        differences=differences,
        stored=minutes.editor_state(found, differences, current_actor().id, clock.now()),
        institutions=minutes.suggest_institutions(meeting),
        changed=changed_since_minutes(found.session) if found.version > 1 else None,
        before=minutes.number_before(found) if found.version > 1 else "",
        early=minutes.why_not_yet(found, clock.now()),
        section="minutes.index",
    )


def _saved(found: Minutes, anchor: str, revision: int, **more: object) -> Answer:
    if not _by_script():
        flash(_("Perubahan disimpan."), "success")
        return redirect(_editor(found, anchor))
    time = dates.format_time(clock.now(), found.meeting.timezone)
    return jsonify(revision=revision, message=_("Tersimpan %(time)s", time=time), **more)


def _refused(
    error: MeetingsError, minutes_id: str, form: HeaderForm | None = None, typed: dict[str, minutes.ItemText] | None = None
) -> Answer:
    """A save that a rule refused: as JSON for the script, else the editor with what was typed, or the page of the error."""
    if _by_script():
        answer = jsonify(code=error.code, message=error.message, field=error.field)
        answer.status_code = error.status
        return answer
    if not isinstance(error, InvalidInput):
        raise error
    return with_status(_page(find_minutes(minutes_id), form, typed), 422)


def _kept(minutes_id: str, part_id: str, typed: minutes.ItemText | dict[str, Any], answer: Response) -> Response:
    """Both texts meet in ``answer``, and the refused one is in the history, should nobody come back to it."""
    with attempt(InvalidInput) as made:  # a text beyond its limit is in the browser only
        content = typed_content(typed) if isinstance(typed, minutes.ItemText) else typed
        keep_refused(minutes_id, part_id, content, current_actor(), clock.now())
    return kept(answer) if made.refusal is None else answer


def _head_typed(form: HeaderForm) -> dict[str, Any]:
    """What was typed into the head, in its words."""
    return {name: clean_html(rich_text(request.form, name, "")) if name in RICH else form[name].data or "" for name in HEAD}


def _item_conflict(minutes_id: str, item_id: str, mine: minutes.ItemText, stale: minutes.Stale) -> Response:
    item: MinutesItem = minutes.get_item(current_meeting(), minutes_id, item_id)
    typed = replace(
        mine,
        decisions=tuple(line for line in mine.decisions if line),
        actions=tuple(action for action in mine.actions if not action.is_blank),
    )
    known = {action.id for action in typed.actions}
    return _conflict(
        "minutes/_item_conflict.html",
        stale,
        minutes=item.minutes,
        item=item,
        mine=typed,
        last=last_writer(item.id),
        my_id=current_actor().id,
        other_decisions=[each for each in item.decisions if each.text not in typed.decisions],
        other_actions=[each for each in item.actions if each.id not in known],
    )


def _item_removed(minutes_id: str, item_id: str, mine: minutes.ItemText, refusal: MeetingsError) -> Response:
    """What was typed for an item that is not there any more, in a form that makes a new one of it."""
    found = find_minutes(minutes_id)
    if found.state is not MinutesState.DRAFT:
        raise refusal
    return _conflict("minutes/_item_removed.html", refusal, minutes=found, item_id=item_id, mine=mine, place=_place())


def _header_conflict(minutes_id: str, form: HeaderForm, stale: minutes.Stale) -> Response:
    found = find_minutes(minutes_id)
    mine = {name: rich_text(request.form, name, "") for name in ("opening", "closing")}
    otherwise = form.settle(HeaderForm.of(found))
    return _conflict("minutes/_header_conflict.html", stale, minutes=found, form=form, otherwise=otherwise, mine=mine)


def _conflict(fragment: str, refusal: MeetingsError, **data: object) -> Response:
    """Both texts: as a fragment for the script, as a page of its own without."""
    meeting = current_meeting()
    if _by_script():
        body = render_template(fragment, meeting=meeting, **data)
        answer = jsonify(code=refusal.code, message=refusal.message, html=body)
        answer.status_code = refusal.status
        return answer
    body = render_template(
        "minutes/conflict.html", fragment=fragment, message=refusal.message, meeting=meeting, section="minutes.index", **data
    )
    return with_status(body, refusal.status)


def _editor(found: Minutes, anchor: str | None = None) -> str:
    return url_for("minutes.edit", meeting_id=found.meeting_id, minutes_id=found.id, _anchor=anchor)


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _place() -> int:
    """Where the item stood, as its form says."""
    return request.form.get("stood_at", 0, type=int)


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _first_error(form: HeaderForm) -> str:
    for name, messages in form.errors.items():
        label = form[name].label.text if name else ""
        return f"{label}: {messages[0]}" if label else str(messages[0])
    return _("Isian belum dapat disimpan")

"""List and form of virtual links."""

from dataclasses import asdict

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.links import bp
from meetings.blueprints.links.forms import LinkForm, PasteForm
from meetings.domain import agenda, online
from meetings.domain.meetings import Activity, allows
from meetings.domain.online.editing import link_name
from meetings.domain.online.pasted import read_invitation
from meetings.models import Meeting, VirtualLink
from meetings.web import current_actor, current_meeting
from meetings.web.forms import options
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.get("/")
def index(meeting_id: str) -> str:
    """All links of the meeting."""
    meeting, at = current_meeting(), clock.now()
    links, sessions = online.list_links(meeting), agenda.list_sessions(meeting, with_items=False)
    return render_template(
        "links/index.html",
        meeting=meeting,
        links=links,
        shown={link.id: online.link_state(link, meeting, sessions, at) for link in links},
        editable=allows(meeting, Activity.EDIT),
    )


@bp.route("/baru", methods=["GET", "POST"])
@creates
def create(meeting_id: str) -> ResponseReturnValue:
    """A new link."""
    meeting = current_meeting()
    form = _form(meeting)
    if form.validate_on_submit():
        with form.saving():
            link = online.add_link(meeting, form.values(), actor=current_actor(), at=clock.now())
            return done(_("Tautan %(name)s ditambahkan.", name=link_name(link)), "links.index", meeting_id=meeting_id)
    page = render_template("links/edit.html", meeting=meeting, form=form, link=None, pasted=PasteForm(formdata=None))
    return page, form.http_status


@bp.post("/baru/teks")
def read(meeting_id: str) -> ResponseReturnValue:
    """The form of a new link, filled with what a forwarded text says."""
    meeting, pasted = current_meeting(), PasteForm()
    form = _form(meeting, formdata=None)
    found = read_invitation(pasted.text.data or "") if pasted.validate() else None
    if found is None:
        if not pasted.errors:
            pasted.text.errors = [_("Teks ini tidak memuat tautan https://. Tempel seluruh undangannya.")]
    else:
        form.process(None, **asdict(found))
    page = render_template("links/edit.html", meeting=meeting, form=form, link=None, pasted=pasted, found=found)
    return page, pasted.http_status


@bp.route("/<link_id>/ubah", methods=["GET", "POST"])
def edit(meeting_id: str, link_id: str) -> ResponseReturnValue:
    """Change a link."""
    meeting = current_meeting()
    link = online.get_link(meeting, link_id)
    form = _form(meeting, link)
    if form.validate_on_submit():
        with form.saving():
            online.change_link(link, form.values(), actor=current_actor(), at=clock.now())
            return done(_("Tautan %(name)s disimpan.", name=link_name(link)), "links.index", meeting_id=meeting_id)
    return render_template("links/edit.html", meeting=meeting, form=form, link=link), form.http_status


@bp.post("/<link_id>/hapus")
def remove(meeting_id: str, link_id: str) -> ResponseReturnValue:
    """Remove a link."""
    link = online.get_link(current_meeting(), link_id)
    name = link_name(link)
    online.remove_link(link, actor=current_actor(), at=clock.now())
    return done(_("Tautan %(name)s dihapus.", name=name), "links.index", meeting_id=meeting_id)


def _form(meeting: Meeting, link: VirtualLink | None = None, **formdata: None) -> LinkForm:
    form = LinkForm(row=link, zone=meeting.timezone, **formdata)
    sessions = agenda.list_sessions(meeting, with_items=False)
    form.session_id.choices = options([("", _("Seluruh kegiatan")), *((s.id, s.title) for s in sessions)])
    return form

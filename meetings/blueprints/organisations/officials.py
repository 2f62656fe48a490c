"""The officials of an organisation: who may sign its papers."""

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.organisations import bp
from meetings.blueprints.organisations.forms import OfficialForm
from meetings.domain import people
from meetings.models import Person
from meetings.web import current_actor, current_organisation
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates

SECTION = "pejabat"


@bp.route("/<organisation_id>/pejabat/tambah", methods=["GET", "POST"])
@creates
def add_official(organisation_id: str) -> ResponseReturnValue:
    """A new official of this organisation."""
    form = OfficialForm()
    if form.validate_on_submit():
        with form.saving():
            official = people.add_official(current_organisation(), form.values(), actor=current_actor(), at=clock.now())
            return _back(_("Pejabat %(name)s dicatat.", name=official.full_name))
    return _page(form)


@bp.route("/<organisation_id>/pejabat/<official_id>", methods=["GET", "POST"])
def edit_official(organisation_id: str, official_id: str) -> ResponseReturnValue:
    """Change an official; papers in the making follow."""
    official = people.get_official(current_organisation(), official_id)
    form = OfficialForm(row=official)
    if form.validate_on_submit():
        with form.saving():
            people.change_official(official, form.values(), actor=current_actor(), at=clock.now())
            return _back(_("Data %(name)s disimpan.", name=official.full_name))
    return _page(form, official)


@bp.post("/<organisation_id>/pejabat/<official_id>/hapus")
def remove_official(organisation_id: str, official_id: str) -> ResponseReturnValue:
    """Take an official off the list."""
    official = people.get_official(current_organisation(), official_id)
    name = official.full_name
    with refused_at(url_for(".show", organisation_id=organisation_id)):
        people.remove_official(official, actor=current_actor(), at=clock.now())
    return _back(_("Pejabat %(name)s dihapus dari daftar.", name=name))


@bp.get("/<organisation_id>/pejabat/<official_id>/contoh.pdf")
def official_sample(organisation_id: str, official_id: str) -> ResponseReturnValue:
    """A page with the official's letterhead and signature block."""
    organisation = current_organisation()
    data = people.sample_page(people.get_official(organisation, official_id), organisation, clock.now())
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=contoh-kop.pdf"})


def _page(form: OfficialForm, official: Person | None = None) -> ResponseReturnValue:
    page = render_template("organisations/official_form.html", form=form, row=current_organisation(), official=official)
    return page, form.http_status


def _back(told: str) -> ResponseReturnValue:
    return done(told, ".show", organisation_id=current_organisation().id, _anchor=SECTION)

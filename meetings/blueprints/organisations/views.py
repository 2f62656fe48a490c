"""The tree and one organisation."""

import io

from flask import Response, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from meetings import clock
from meetings.blueprints.organisations import bp
from meetings.blueprints.organisations.forms import OrganisationForm
from meetings.documents.pdf.engine import image_type
from meetings.domain import organisations, people
from meetings.domain.documents.numbers import patterns_for
from meetings.domain.permissions import Permission, covered_of
from meetings.domain.signing import method_in
from meetings.enums import DocumentKind, OrganisationKind
from meetings.errors import NotAllowed
from meetings.models import Organisation
from meetings.storage import storage
from meetings.web import current_actor, current_organisation
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates
from meetings.writing import zones

USUALLY_BELOW = {
    OrganisationKind.CENTRAL: OrganisationKind.UNIT,
    OrganisationKind.PROVINCE: OrganisationKind.DEPARTMENT,
    OrganisationKind.REGENCY: OrganisationKind.DEPARTMENT,
    OrganisationKind.DISTRICT: OrganisationKind.VILLAGE,
}


@bp.get("/")
def index() -> str:
    """Every organisation I may see, as a tree; flat when searching."""
    search = request.args.get("q", "").strip()
    return render_template("organisations/index.html", rows=organisations.list_tree(current_user.id, search), search=search)


@bp.get("/<organisation_id>")
def show(organisation_id: str) -> str:
    """One organisation: facts, letterhead, users."""
    row = current_organisation()
    members, officials = organisations.list_members(row), people.list_officials(row)
    under_office = any(people.signs_under_office(each.letterhead, each.office) for each in officials)
    family = organisations.family_of(row)
    head, wears_emblem = organisations.screen_letterhead(row, family)
    return render_template(
        "organisations/show.html",
        row=row,
        parent=organisations.visible_parent(row, current_user.id),
        below=organisations.count_below(row),
        may_add=may("organisations.create") and organisations.reaches_below(current_user.id, row),
        members=members,
        officials=officials,
        lacks_emblem=under_office and not organisations.has_state_emblem(row),
        covered=covered_of(current_user.id, [each.user_id for each in members]) if may(Permission.USERS_MANAGE) else frozenset(),
        head=head,
        wears_emblem=wears_emblem,
        signing=method_in(family, DocumentKind.MINUTES),
        letter_signing=method_in(family, DocumentKind.LETTER),
        patterns={book: _pattern_words(*each) for book, each in patterns_for(family).items()},
        zone_name=zones.abbreviation(row.timezone),
    )


@bp.route("/<organisation_id>/tambah", methods=["GET", "POST"])
@creates
def create(organisation_id: str) -> ResponseReturnValue:
    """A new organisation below this one."""
    parent = current_organisation()
    if not organisations.reaches_below(current_user.id, parent):
        raise NotAllowed(
            _("Peran Anda hanya berlaku di instansi ini. Unit di bawahnya dibuat oleh yang perannya menjangkau ke bawah.")
        )
    form = OrganisationForm(data=None if request.method == "POST" else _defaults(parent))
    if form.validate_on_submit():
        with form.saving():
            row = organisations.create_organisation(
                current_actor(), parent, clock.now(), aliases=(form.aliases.data or "").splitlines(), **form.values()
            )
            _take_images(form, row)
            return done(_("Instansi %(name)s ditambahkan.", name=row.name), ".show", organisation_id=row.id)
    return render_template("organisations/form.html", form=form, parent=parent, row=None), form.http_status


@bp.route("/<organisation_id>/ubah", methods=["GET", "POST"])
def edit(organisation_id: str) -> ResponseReturnValue:
    """Change this organisation."""
    row = current_organisation()
    form = OrganisationForm(row=row)
    if form.validate_on_submit():
        with form.saving():
            aliases = (form.aliases.data or "").splitlines()
            organisations.change_organisation(current_actor(), row, clock.now(), aliases=aliases, **form.values())
            _take_images(form, row)
            return done(_("Perubahan tersimpan."), ".show", organisation_id=row.id)
    return render_template("organisations/form.html", form=form, row=row, parent=None), form.http_status


@bp.post("/<organisation_id>/hapus")
def remove(organisation_id: str) -> ResponseReturnValue:
    """Remove an organisation that nothing hangs on."""
    row = current_organisation()
    parent_id = row.parent_id
    with refused_at(url_for(".show", organisation_id=organisation_id)):
        organisations.remove_organisation(current_actor(), row, clock.now())
    onwards = (".show", {"organisation_id": parent_id}) if parent_id else (".index", {})
    return done(_("Instansi dihapus."), onwards[0], **onwards[1])


@bp.get("/<organisation_id>/gambar/<kind>")
def image(organisation_id: str, kind: str) -> ResponseReturnValue:
    """The emblem, the letterhead picture, or the state emblem of the head's letterhead."""
    key = {
        "lambang": current_organisation().logo_key,
        "kop": current_organisation().letterhead_key,
        "lambang-negara": current_organisation().state_emblem_key,
    }.get(kind)
    if not key or not storage.exists(key):
        abort(404)
    data = storage.get(key)
    answer = send_file(io.BytesIO(data), mimetype=image_type(data), etag=key.rsplit("/", 1)[-1], conditional=True)
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@bp.get("/<organisation_id>/pratinjau-kop.pdf")
def preview(organisation_id: str) -> ResponseReturnValue:
    """A page with this letterhead, to hold beside the office's own."""
    row = current_organisation()
    data = organisations.preview_letterhead(row, clock.now())
    return Response(data, mimetype="application/pdf", headers={"Content-Disposition": "inline; filename=kop.pdf"})


def _take_images(form: OrganisationForm, row: Organisation) -> None:
    for kind in ("logo", "letterhead", "state_emblem"):
        upload = form[kind].data
        if upload and getattr(upload, "filename", ""):
            organisations.set_image(current_actor(), row, kind, upload.read(), clock.now())
        elif form[f"remove_{kind}"].data and getattr(row, f"{kind}_key"):
            organisations.set_image(current_actor(), row, kind, None, clock.now())


def _defaults(parent: Organisation) -> dict[str, object]:
    """What a new unit shares with the body above it."""
    shared = ("timezone", "address", "city", "postal_code", "website", "colour", "paper")
    kind = USUALLY_BELOW.get(parent.kind, OrganisationKind.UNIT)
    return {name: getattr(parent, name) for name in shared} | {"protocol_order": 1000, "kind": kind}


def _pattern_words(pattern: str, above: str | None) -> str:
    origin = _("pola bawaan") if above is None else _("dari %(name)s", name=above) if above else ""
    return f"{pattern} ({origin})" if origin else pattern

"""What an organisation's minutes are written with: its phrases, and the items that drafts get by the kind of meeting."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from meetings import clock
from meetings.blueprints.organisations import bp
from meetings.blueprints.organisations.writing import PhraseForm, TemplatesForm
from meetings.domain import minutes
from meetings.domain.minutes.richtext import clean_html
from meetings.enums import MeetingKind
from meetings.models import MinutesPhrase
from meetings.web import current_actor, current_organisation
from meetings.web.moving import tell_place
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.get("/<organisation_id>/frasa")
def phrases(organisation_id: str) -> str:
    """The phrases that minutes of this organisation are offered, its own first."""
    row = current_organisation()
    return render_template(
        "organisations/phrases.html",
        row=row,
        phrases=minutes.phrases_for(row),
        shown=lambda phrase: Markup(clean_html(phrase.text)),  # noqa: S704 -- clean
        placeholders=minutes.PLACEHOLDERS,
        templates=minutes.templates_of(row),
    )


@bp.route("/<organisation_id>/frasa/tambah", methods=["GET", "POST"])
@creates
def add_phrase(organisation_id: str) -> ResponseReturnValue:
    """A new phrase of this organisation."""
    form = PhraseForm()
    if form.validate_on_submit():
        with form.saving():
            added = minutes.add_phrase(current_organisation(), *form.typed, current_actor(), clock.now())
            return _back(_("Frasa «%(name)s» ditambahkan.", name=added.name))
    return _page(form)


@bp.route("/<organisation_id>/frasa/<phrase_id>", methods=["GET", "POST"])
def edit_phrase(organisation_id: str, phrase_id: str) -> ResponseReturnValue:
    """Change a phrase."""
    phrase = minutes.get_phrase(current_organisation(), phrase_id)
    form = PhraseForm(row=phrase)
    if form.validate_on_submit():
        with form.saving():
            minutes.change_phrase(phrase, *form.typed, current_actor(), clock.now())
            return _back(_("Frasa «%(name)s» disimpan.", name=phrase.name))
    return _page(form, phrase)


@bp.post("/<organisation_id>/frasa/<phrase_id>/pindah")
def move_phrase(organisation_id: str, phrase_id: str) -> ResponseReturnValue:
    """Move a phrase one place up or down."""
    phrase = minutes.get_phrase(current_organisation(), phrase_id)
    steps = -1 if request.form.get("direction") == "up" else 1
    tell_place(phrase.name, *minutes.move_phrase(phrase, steps, current_actor(), clock.now()))
    return redirect(url_for(".phrases", organisation_id=organisation_id, _anchor=f"frasa-{phrase_id}"))


@bp.post("/<organisation_id>/frasa/<phrase_id>/hapus")
def remove_phrase(organisation_id: str, phrase_id: str) -> ResponseReturnValue:
    """Take a phrase off the list."""
    phrase = minutes.get_phrase(current_organisation(), phrase_id)
    name = phrase.name
    minutes.remove_phrase(phrase, current_actor(), clock.now())
    return _back(_("Frasa «%(name)s» dihapus.", name=name))


@bp.route("/<organisation_id>/butir-notula", methods=["GET", "POST"])
def edit_templates(organisation_id: str) -> ResponseReturnValue:
    """Which items drafts of minutes get by the kind of meeting."""
    row = current_organisation()
    form = TemplatesForm(row=row)
    if form.validate_on_submit():
        with form.saving():
            wanted = {kind: form[kind.value].data or "" for kind in MeetingKind}
            minutes.choose_templates(row, wanted, current_actor(), clock.now())
            return _back(_("Butir notula menurut jenis kegiatan disimpan. Konsep berikutnya memakainya."))
    page = render_template(
        "organisations/templates.html",
        form=form,
        row=row,
        templates=minutes.templates_of(current_organisation()),
        kinds=MeetingKind,
    )
    return page, form.http_status


def _page(form: PhraseForm, phrase: MinutesPhrase | None = None) -> ResponseReturnValue:
    page = render_template(
        "organisations/phrase_form.html", form=form, row=current_organisation(), phrase=phrase, placeholders=minutes.PLACEHOLDERS
    )
    return page, form.http_status


def _back(told: str) -> ResponseReturnValue:
    return done(told, ".phrases", organisation_id=current_organisation().id)

"""How an organisation words its invitations and reminders, and how fast its mails leave."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import NumberRange, Optional

from meetings import clock
from meetings.blueprints.organisations import bp
from meetings.domain.invitations import texts
from meetings.enums import MessageText
from meetings.models import Organisation
from meetings.web import current_actor, current_organisation
from meetings.web.edits import EditForm
from meetings.web.forms import at_most
from meetings.web.saving import done
from meetings.writing.placeholders import fill_gaps


class TextsForm(EditForm):
    """The texts; shown is what holds, whoever says so."""

    mails_per_minute = IntegerField(
        _l("Surel per menit"),
        [Optional(), NumberRange(1, texts.FASTEST, _l("Isi 1 sampai 600 surel."))],
        description=_l("Untuk peladen surel yang membatasi. Kosong: menurut instansi di atasnya, atau tanpa batas."),
    )

    def stored(self, row: Organisation) -> dict[str, Any]:
        """What holds for each text, and the organisation's own pace."""
        held, _pace = texts.texts_of(row)
        return {kind.value: worded.text for kind, worded in held.items()} | {"mails_per_minute": row.mails_per_minute}


for _kind in MessageText:
    setattr(TextsForm, _kind.value, TextAreaField(_l(_kind.label), [at_most(texts.LONGEST)]))


@bp.route("/<organisation_id>/bunyi-pesan", methods=["GET", "POST"])
def edit_texts(organisation_id: str) -> ResponseReturnValue:
    """The texts with their gaps, each with an example of what arrives; asked for a preview, nothing is saved."""
    row = current_organisation()
    form = TextsForm(row=row)
    preview = request.form.get("then") == "preview"
    if form.validate_on_submit() and not preview:
        with form.saving():
            wanted = {kind: form[kind.value].data or "" for kind in MessageText}
            texts.choose_texts(row, wanted, form.mails_per_minute.data, current_actor(), clock.now())
            return done(_("Bunyi pesan disimpan. Pesan berikutnya memakainya."), ".edit_texts", organisation_id=organisation_id)
    held, pace = texts.texts_of(current_organisation())
    typed = {kind: form[kind.value].data or held[kind].text for kind in MessageText}
    page = render_template(
        "organisations/texts.html",
        form=form,
        row=current_organisation(),
        held=held,
        pace=pace,
        kinds=MessageText,
        placeholders=texts.PLACEHOLDERS,
        required=texts.REQUIRED,
        examples={kind: fill_gaps(text, texts.SAMPLE) for kind, text in typed.items()},
        faults={kind: texts.check_text(text) for kind, text in typed.items()} if preview else {},
    )
    return page, form.http_status

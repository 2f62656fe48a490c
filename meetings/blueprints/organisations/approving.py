"""Who initials and approves the letters of an organisation, in which order."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from meetings import clock
from meetings.blueprints.organisations import bp
from meetings.domain import approvals
from meetings.domain.approvals.chains import MOST, ROLES, Choice
from meetings.domain.permissions import account_names
from meetings.enums import DocumentKind, Role
from meetings.models import Organisation
from meetings.web import current_actor, current_organisation
from meetings.web.edits import EditForm
from meetings.web.forms import options
from meetings.web.saving import done

KIND = DocumentKind.LETTER
ABOVE, OWN = "above", "own"
STEPS = tuple(f"step_{number}" for number in range(1, MOST + 1))


class ChainForm(EditForm):
    """Six places for a role or a person; the last that is filled approves, those before it initial."""

    source = SelectField(
        _l("Alur yang dipakai"),
        choices=options([(ABOVE, _l("Mengikuti instansi di atasnya")), (OWN, _l("Menurut urutan di bawah ini"))]),
    )
    step_1 = SelectField(_l("Langkah 1"))
    step_2 = SelectField(_l("Langkah 2"))
    step_3 = SelectField(_l("Langkah 3"))
    step_4 = SelectField(_l("Langkah 4"))
    step_5 = SelectField(_l("Langkah 5"))
    step_6 = SelectField(_l("Langkah 6"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {each.id: f"{each.name}, {each.position}".strip(", ") for each in approvals.offered_people(self.row)}
        named = {each.user_id for each in approvals.own_chain(self.row, KIND) or [] if each.user_id}
        people |= account_names(named - people.keys())
        choices = [("", "–"), *((f"role:{each.value}", _("Peran %(role)s", role=_(each.label))) for each in ROLES)]
        choices += [(f"user:{id}", name) for id, name in people.items()]
        choices += [(f"user:{id}", _("akun yang sudah tidak ada")) for id in sorted(named - people.keys())]
        for name in STEPS:
            self[name].choices = options(choices)

    def stored(self, row: Organisation) -> dict[str, Any]:
        """One place for each step."""
        said = approvals.own_chain(row, KIND)
        values = [f"role:{each.role.value}" if each.role else f"user:{each.user_id}" for each in said or []]
        values += [""] * (MOST - len(values))
        return {"source": ABOVE if said is None else OWN, **dict(zip(STEPS, values, strict=True))}

    @property
    def said(self) -> list[Choice] | None:
        """What was chosen, without the places that are empty."""
        if self.source.data != OWN:
            return None
        pairs = [(self[name].data or "").partition(":")[::2] for name in STEPS if self[name].data]
        return [Choice(role=Role(value)) if kind == "role" else Choice(user_id=value) for kind, value in pairs]


@bp.route("/<organisation_id>/persetujuan-surat", methods=["GET", "POST"])
def edit_approvals(organisation_id: str) -> ResponseReturnValue:
    """The chain of letters of invitation."""
    row = current_organisation()
    form = ChainForm(row=row)
    if form.validate_on_submit():
        with form.saving():
            approvals.change_chain(row, KIND, form.said, current_actor(), clock.now())
            return done(_("Alur persetujuan surat disimpan."), ".show", organisation_id=organisation_id)
    row = current_organisation()
    page = render_template("organisations/approvals.html", form=form, row=row, steps=STEPS, chain=approvals.chain_for(row, KIND))
    return page, form.http_status

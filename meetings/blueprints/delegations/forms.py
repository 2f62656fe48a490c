"""What the committee types about an institution's link."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.domain.delegations import DelegationDetails
from meetings.domain.delegations.editing import MOST
from meetings.models import Category, Delegation, Session
from meetings.web.contacts import AddressField, NumberField
from meetings.web.edits import EditForm
from meetings.web.forms import LocalDateTimeField, at_most, options, required


class DelegationForm(EditForm):
    """An institution, its contact, and what they may."""

    institution = StringField(
        _l("Instansi"), [required(), at_most(300)], render_kw={"list": "daftar-instansi", "autocomplete": "off"}
    )
    contact_name = StringField(_l("Narahubung instansi"), [at_most(300)], render_kw={"autocomplete": "off"})
    contact_phone = NumberField(_l("Nomor HP"), alone=True, render_kw={"autocomplete": "off"})
    contact_email = AddressField(_l("Surel"), [at_most(255)], alone=True, render_kw={"autocomplete": "off"})
    quota = IntegerField(_l("Kuota"), [required(), NumberRange(0, MOST)], default=5)
    deadline = LocalDateTimeField(_l("Batas pengisian"), [Optional()])
    category_id = SelectField(_l("Kategori"), [Optional()])
    session_ids = SelectMultipleField(
        _l("Sesi"), [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    similar = HiddenField()

    def stored(self, row: Delegation) -> dict[str, Any]:
        """The chosen sessions by their ids."""
        return {"session_ids": sorted(each.id for each in row.sessions)}

    def offer(self, categories: Sequence[Category], sessions: Sequence[Session]) -> None:
        """What to choose from."""
        self.category_id.choices = options([("", gettext("Tanpa kategori")), *((each.id, each.name) for each in categories)])
        self.session_ids.choices = options([(each.id, each.title) for each in sessions])

    def details(self) -> DelegationDetails:
        """What was typed."""
        return DelegationDetails(
            institution=self.institution.data or "",
            contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
            contact_email=self.contact_email.data or "",
            quota=self.quota.data or 0,
            deadline=self.deadline.data,
            category_id=self.category_id.data or None,
            session_ids=tuple(self.session_ids.data or ()),
            similar=self.similar.data == "1",
        )

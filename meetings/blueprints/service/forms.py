"""The form of a new root organisation."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField

from meetings.enums import OrganisationKind
from meetings.web.contacts import AddressField
from meetings.web.forms import EnumField, Form, at_most, options, person_name, required
from meetings.writing import zones


class RootForm(Form):
    """A house of its own, and who is in charge of it."""

    name = StringField(_l("Nama resmi"), [required(), at_most(300)])
    kind = EnumField(_l("Jenis"), OrganisationKind, validators=[required()])
    timezone = SelectField(_l("Zona waktu"), [required()], choices=options(zones.choices()), default=zones.DEFAULT)
    email = AddressField(_l("Alamat surel"), [required(), at_most(255)], alone=True)
    person = StringField(_l("Nama"), [person_name(), at_most(300)], description=_l("Hanya untuk akun baru."))

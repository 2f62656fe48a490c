"""What an institution types of its rooms."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.blueprints.rsvp.forms import who_types
from meetings.domain.online_points import PointDetails, Proof
from meetings.models import Delegation, OnlinePoint, Participant, Session
from meetings.web.contacts import NumberField
from meetings.web.edits import EditForm
from meetings.web.forms import Form, at_most, options, required
from meetings.writing.names import with_position


def _people() -> SelectMultipleField:
    return SelectMultipleField(
        _("Yang duduk di ruang ini"), [Optional()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


def _choices(people: Sequence[Participant], notes: dict[str, str]) -> list[tuple[str, str]]:
    return options(
        [
            (each.id, " · ".join(filter(None, (with_position(each.full_name, each.position), notes.get(each.id)))))
            for each in people
        ]
    )


class PointForm(EditForm):
    """A room and who sits in it; ``row`` is the room there is, if any."""

    name = StringField(_("Nama ruang"), [required(), at_most(300)], render_kw={"autocomplete": "off"})
    place = StringField(_("Alamat ruang"), [at_most(300)], render_kw={"autocomplete": "off"})
    account_name = StringField(
        _("Nama di layar"),
        [at_most(300)],
        description=_(
            "Nama akun di Zoom atau Meet, supaya tuan rumah mengenali ruang Anda. Bila kosong: instansi dan nama ruang."
        ),
        render_kw={"autocomplete": "off"},
    )
    contact_name = StringField(_("Operator"), [at_most(300)], render_kw={"autocomplete": "off"})
    contact_phone = NumberField(_("Nomor HP operator"), [at_most(60)], alone=True, render_kw={"autocomplete": "off"})
    people = _people()
    by = who_types()

    def __init__(self, *args: Any, last_by: str, delegation: Delegation, row: OnlinePoint | None = None, **kwargs: Any) -> None:
        self.last_by, self.delegation = last_by, delegation
        super().__init__(*args, row=row, **({"by": last_by} if row is None else {}), **kwargs)

    def held(self, row: OnlinePoint) -> Sequence[Any]:
        """The link first, as whoever registers does."""
        return (self.delegation, row)

    def stored(self, row: OnlinePoint) -> dict[str, Any]:
        """Who typed last, and who sits there."""
        return {"by": self.last_by, "people": [each.id for each in row.people]}

    def offer(self, people: Sequence[Participant], elsewhere: dict[str, str]) -> None:
        """Who may sit here; ``elsewhere``: in which other room somebody does already."""
        self.people.choices = _choices(people, elsewhere)

    def details(self) -> PointDetails:
        """What was typed."""
        names = ("name", "place", "account_name", "contact_name", "contact_phone")
        return PointDetails(**{name: self[name].data or "" for name in names})


class ReportForm(Form):
    """Who of the room is there now, and what proves it."""

    session_id = SelectField(_("Sesi"), [required()])
    people = _people()
    by = who_types()
    shown = HiddenField()
    photo = FileField(_("Foto ruang"))
    signed = FileField(_("Daftar yang ditandatangani"))

    def offer(self, sessions: Sequence[Session], people: Sequence[Participant], there: dict[str, str]) -> None:
        """The sessions that can be reported now, and who sits in the room; ``there``: what is known of them already."""
        self.session_id.choices = options([(each.id, each.title) for each in sessions])
        self.people.choices = _choices(people, there)

    def proof(self) -> Proof:
        """What was handed in."""
        photo, signed = (each.data.read() if each.data else b"" for each in (self.photo, self.signed))
        return Proof(self.shown.data or "", photo, signed)

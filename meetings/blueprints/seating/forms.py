"""Forms about the hall."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.domain.seating.layout import MOST_LINES, MOST_SEATS
from meetings.domain.seating.parts import Wording
from meetings.enums import DeputySeat, SeatShape
from meetings.models import SeatBlock, SeatHall, Session
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, at_most, options, required


class BlockForm(EditForm):
    """A part of the hall."""

    name = StringField(_("Nama bagian"), [required(), at_most(80)])
    shape = EnumField(_("Bentuk"), SeatShape, validators=[required()])
    lines = IntegerField(_("Jumlah baris atau meja"), [required(), NumberRange(1, MOST_LINES)], default=5)
    seats = IntegerField(_("Kursi tiap baris atau meja"), [required(), NumberRange(1, MOST_SEATS)], default=10)
    prefix = StringField(_("Awalan nomor kursi"), [at_most(19)])
    from_centre = BooleanField(_("Yang utama di tengah"), default=True)
    reserved = TextAreaField(_("Kursi yang dikosongkan"), [at_most(4000)])
    categories = SelectMultipleField(_("Hanya kategori"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    position = IntegerField(_("Urutan"), [required(), NumberRange(1, 999)], default=1)
    agreed = HiddenField()  # who loses their seat by it

    def __init__(self, offered: list[tuple[str, str]], row: SeatBlock | None) -> None:
        super().__init__(row=row)
        self.categories.choices = options(offered)

    def stored(self, row: SeatBlock) -> dict[str, object]:
        """Categories by their ids, in the order in which they are offered."""
        return {"categories": [category.id for category in row.categories]}

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(
            self.name.data or "",
            self.shape.data or SeatShape.ROWS,
            self.lines.data or 1,
            self.seats.data or 1,
            self.prefix.data or "",
            bool(self.from_centre.data),
            self.reserved.data or "",
            self.categories.data or (),
            self.position.data or 1,
        )


class HallForm(EditForm):
    """A plan of their own for some sessions."""

    name = StringField(_("Nama denah"), [required(), at_most(80)])
    sessions = SelectMultipleField(
        _("Sesi yang memakai denah ini"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def __init__(
        self, offered: list[tuple[str, str]], row: SeatHall | None, grouped: Mapping[str | None, Sequence[Session]]
    ) -> None:
        self._theirs = {hall: [session.id for session in some] for hall, some in grouped.items()}
        super().__init__(row=row)
        self.sessions.choices = options(offered)

    def stored(self, row: SeatHall) -> dict[str, object]:
        """Sessions by their ids, in the order in which they are offered."""
        return {"sessions": self._theirs.get(row.id, [])}


class RulesForm(EditForm):
    """How the hall is filled."""

    deputies = EnumField(_("Tempat wakil"), DeputySeat, validators=[required()])
    answered_only = BooleanField(_("Hanya yang menjawab akan hadir"))
    follows = BooleanField(_("Ikuti jawaban dengan sendirinya"), default=True)

"""Forms about badges."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.domain.badges.layouts import FIELDS
from meetings.domain.badges.printing import Wanted
from meetings.enums import BadgeSize, BadgeStock
from meetings.models import BadgeLayout
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, Form, at_most, options, required


def _size(label: Any, usual: BadgeSize = BadgeSize.NORMAL) -> EnumField:
    return EnumField(label, BadgeSize, default=usual, validators=[required()])


class LayoutForm(EditForm):
    """A look of badges, and for whom it is."""

    name = StringField(_("Nama rancangan"), [required(), at_most(80)])
    stock = EnumField(_("Kertas"), BadgeStock, validators=[required()])
    categories = SelectMultipleField(_("Untuk kategori"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    for_others = BooleanField(_("Untuk semua yang lain"))
    band = BooleanField(_("Pita warna kategori"), default=True)
    name_size = _size(_("Nama dengan gelar"))
    position_size = _size(_("Jabatan"))
    institution_size = _size(_("Instansi"))
    representing_size = _size(_("Yang diwakili"))
    category_size = _size(_("Kategori"))
    seat_size = _size(_("Tempat duduk"), BadgeSize.OFF)
    qr_size = _size(_("QR tanda masuk"))
    event_size = _size(_("Nama kegiatan"))
    logo_size = _size(_("Lambang"))
    photo_size = _size(_("Foto"), BadgeSize.OFF)
    line_size = _size(_("Ukuran baris bebas"))
    line = StringField(_("Baris bebas"), [at_most(200)])

    def __init__(self, offered: list[tuple[str, str]], row: BadgeLayout | None, **kwargs: Any) -> None:
        super().__init__(row=row, **kwargs)
        self.categories.choices = options(offered)

    def stored(self, row: BadgeLayout) -> dict[str, object]:
        """Categories by their ids, in the order in which they are offered."""
        return {"categories": [category.id for category in row.categories]}

    def values(self) -> dict[str, Any]:
        """What was typed, by column."""
        return {name: self[name].data for name in FIELDS} | {"line": self.line.data or ""}


class OrderForm(Form):
    """Whose badges are printed."""

    category = SelectField(_("Kategori"))
    institution = SelectField(_("Instansi"))
    unprinted = BooleanField(_("Hanya yang belum dicetak"), default=True)
    outdated = BooleanField(_("Hanya yang perlu dicetak ulang"))
    present = BooleanField(_("Hanya yang sudah hadir"))
    order = SelectField(
        _("Urutan"),
        choices=options([("protocol", _("Urutan protokol")), ("institution", _("Instansi")), ("name", _("Nama"))]),
        default="protocol",
    )
    used = IntegerField(_("Tempat terpakai di lembar pertama"), [Optional(), NumberRange(0, 9)], default=0)

    def __init__(self, categories: list[tuple[str, str]], institutions: list[str]) -> None:
        super().__init__()
        self.category.choices = options([("", _("Semua kategori")), *categories])
        self.institution.choices = options([("", _("Semua instansi")), *((each, each) for each in institutions)])

    def wanted(self) -> Wanted:
        """What was chosen."""
        return Wanted(
            self.category.data or "",
            self.institution.data or "",
            bool(self.unprinted.data) and not self.outdated.data,
            bool(self.present.data),
            self.order.data or "protocol",
            self.used.data or 0,
            bool(self.outdated.data),
        )


class PhotoForm(Form):
    """A face."""

    photo = FileField(_("Foto (JPEG atau PNG)"))

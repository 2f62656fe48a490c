"""The form of a speaker."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import NumberRange, Optional

from meetings.enums import SpeakerRole, SpeakerState
from meetings.models import Session, Speaker
from meetings.web.contacts import AddressField, asides_of
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, at_most, options, person_name, required
from meetings.writing.reading import joined_notes


class SpeakerForm(EditForm):
    """A person who speaks or moderates. ``place`` is a session (``s:<id>``) or an agenda item (``i:<id>``)."""

    role = EnumField(_("Peran"), SpeakerRole, validators=[required()])
    state = EnumField(_("Kesediaan"), SpeakerState, validators=[required()])
    title_front = StringField(_("Gelar depan"), validators=[at_most(120)])
    name = StringField(_("Nama"), validators=[required(), person_name(), at_most(300)])
    title_back = StringField(_("Gelar belakang"), validators=[at_most(200)])
    job_title = StringField(_("Jabatan"), validators=[at_most(300)])
    institution = StringField(_("Instansi"), validators=[at_most(300)])
    place = SelectField(_("Pada acara"))
    topic = TextAreaField(_("Topik"), validators=[at_most(1000)])
    minutes = IntegerField(_("Lama bicara"), validators=[Optional(), NumberRange(1, 1440, _("Isi 1 sampai 1440 menit."))])
    phone = TelField(_("Nomor HP"), validators=[at_most(32)])
    email = AddressField(_("Surel"), validators=[at_most(255)])
    notes = TextAreaField(_("Catatan panitia"), validators=[at_most(4000)])

    def stored(self, row: Speaker) -> dict[str, Any]:
        """Where the speaker stands now."""
        return {"place": f"i:{row.agenda_item_id}" if row.agenda_item_id else f"s:{row.session_id}" if row.session_id else ""}

    def hide_personal(self) -> None:
        """For whoever may not see it: how to reach the speaker stays as it is stored."""
        del self.phone
        del self.email

    def offer(self, sessions: Sequence[Session]) -> None:
        """Fill the choices of ``place``."""
        places = [("", gettext("Seluruh kegiatan"))]
        for session in sessions:
            places.append((f"s:{session.id}", session.title))
            places += [(f"i:{item.id}", f"{session.title} › {item.title}") for item in session.items]
        self.place.choices = options(places)

    def values(self) -> dict[str, Any]:
        """The fields that the domain knows."""
        known = {n: d for n, d in self.data.items() if n not in ("csrf_token", "place") and (d is not None or n == "minutes")}
        known["notes"] = joined_notes(known.get("notes") or "", asides_of(self))
        kind, _colon, identifier = (self.place.data or "").partition(":")
        known["session_id"] = identifier if kind == "s" else None
        known["agenda_item_id"] = identifier if kind == "i" else None
        return known

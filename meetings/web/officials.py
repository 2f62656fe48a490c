"""The choice of an official from the directory, beside the fields in which somebody who is not in it is typed."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import SelectField

from meetings.domain.people import officials_for
from meetings.web import current_meeting
from meetings.web.forms import options


class OfficialField(SelectField):
    """Who may sign papers of the meeting in the address; nobody chosen (data None): typed by hand."""

    data: str | None

    def __init__(self, label: Any, **kwargs: Any) -> None:
        description = lazy_gettext("Nama, jabatan, NIP, dan kop mengikuti catatan pejabat itu di halaman instansinya.")
        super().__init__(label, choices=_choices, description=description, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Nobody chosen is nobody, not an empty id."""
        super().process_formdata(valuelist)
        self.data = self.data or None

    def pre_validate(self, form: Any) -> None:
        """One of those offered, or nobody."""
        if self.data is not None:
            super().pre_validate(form)


def _choices() -> Any:
    known = [(each.id, f"{each.own_position} \u2013 {each.full_name}") for each in officials_for(current_meeting().organisation)]
    return options([("", _("Ditulis sendiri")), *known])

"""What a file would do, told to a program: nothing is kept and nothing changed."""

from datetime import date

from flask_babel import gettext as _

from meetings.documents.sheets.spreadsheets import read_spreadsheet
from meetings.domain.participants.columns import find_layout
from meetings.domain.participants.details import Institutions
from meetings.domain.participants.plan import Plan, compare, make_plan, read_on
from meetings.errors import InvalidInput
from meetings.models import Meeting


def check_file(data: bytes, meeting: Meeting | None, today: date) -> Plan:
    """Read a file as an upload would be, and compare it with a meeting's list (None: with nobody). ``today``: in the meeting's zone, or that of
    the installation. Raises what `read_spreadsheet` raises, and `InvalidInput` where no row names the columns."""
    sheets = read_spreadsheet(data)
    layout = find_layout(sheets)
    if layout is None:
        raise InvalidInput(_("Judul kolom tidak ditemukan."))
    reading = read_on(today, sheets, layout)
    return make_plan(meeting, reading) if meeting else compare(reading, Institutions("", {}, []), [], {})

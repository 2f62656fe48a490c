"""Making a meeting and changing its data and rules."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.meetings.moving import move_along
from meetings.domain.meetings.states import Activity, require
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Meeting, Organisation
from meetings.writing import zones

FIELDS = (
    "kind",
    "title",
    "theme",
    "purpose",
    "mode",
    "place",
    "address",
    "map_url",
    "city",
    "timezone",
    "starts_on",
    "ends_on",
    "dress",
    "contact_name",
    "contact_phone",
    "contact_email",
)
SETTINGS = (
    "answer_deadline",
    "allow_representation",
    "allow_walk_in",
    "refuse_declined",
    "refuse_unconfirmed",
    "checkin_minutes_before",
    "checkin_minutes_after",
    "paper",
)
LONGEST_DAYS = 31
YEARS = range(1945, 2200)


def create_meeting(organisation: Organisation, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Meeting:
    """A new draft of ``organisation`` with ``values`` for FIELDS. Raises InvalidInput for impossible days or links."""
    known = {name: values[name] for name in FIELDS if name in values}
    _check(known)
    meeting = Meeting(organisation=organisation, created_by_id=actor.id, created_at=at, updated_at=at, **known)
    db.session.add(meeting)
    db.session.flush()
    record(actor, Action.MEETING_CREATED, at=at, meeting=meeting, target=meeting, target_name=meeting.title)
    return meeting


def change_meeting(meeting: Meeting, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change the data of a meeting that is not finished; sessions follow its zone and days (see ``move_along``).

    Raises WrongState after the end, InvalidInput for impossible days or links, or when sessions would fall outside.
    """
    require(meeting, Activity.EDIT)
    known = {name: values[name] for name in FIELDS if name in values}
    _check({name: getattr(meeting, name) for name in FIELDS} | known)
    zone, starts_on = meeting.timezone, meeting.starts_on
    changes = apply_changes(meeting, known)
    if {"starts_on", "ends_on", "timezone"} & changes.keys():
        move_along(meeting, zone, starts_on)
    _note(meeting, changes, actor, at)


def change_settings(meeting: Meeting, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change the rules for answers and the door. Raises WrongState after the end."""
    require(meeting, Activity.EDIT)
    changes = apply_changes(meeting, {name: values[name] for name in SETTINGS if name in values})
    _note(meeting, changes, actor, at)


def _note(meeting: Meeting, changes: dict[str, list[Any]], actor: Actor, at: datetime) -> None:
    """The doors fetch the list anew, the audit has before and after."""
    if changes:
        meeting.roster_version = Meeting.roster_version + 1  # adds up when two do it at once
        target: dict[str, Any] = {"meeting": meeting, "target": meeting, "target_name": meeting.title}
        record(actor, Action.MEETING_CHANGED, at=at, changes=changes, **target)
    db.session.flush()


def check_year(starts_on: date) -> None:
    """Raise InvalidInput for a year that is a slip of the finger."""
    if starts_on.year not in YEARS:
        raise InvalidInput(_("Periksa tahunnya: %(year)d.", year=starts_on.year), field="starts_on")


def _check(values: Mapping[str, Any]) -> None:
    check_year(values["starts_on"])
    if values["ends_on"] < values["starts_on"]:
        raise InvalidInput(_("Hari terakhir tidak boleh sebelum hari pertama."), field="ends_on")
    if (values["ends_on"] - values["starts_on"]).days >= LONGEST_DAYS:
        raise InvalidInput(_("Kegiatan paling lama %(days)d hari.", days=LONGEST_DAYS), field="ends_on")
    if values.get("timezone", zones.DEFAULT) not in zones.OFFERED:
        raise InvalidInput(_("Zona waktu tidak dikenal."), field="timezone")
    link = values.get("map_url") or ""
    if link and (urlsplit(link).scheme != "https" or not urlsplit(link).hostname):
        raise InvalidInput(_("Tautan peta harus berawalan https://"), field="map_url")

"""Making a meeting and changing its data and rules."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.meetings.days import is_by_the_end
from meetings.domain.meetings.following import facts_changed
from meetings.domain.meetings.moving import Begun, move_along
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
    "most_companions",
    "allow_walk_in",
    "refuse_declined",
    "refuse_unconfirmed",
    "self_checkin",
    "sign_on_screen",
    "checkin_minutes_before",
    "checkin_minutes_after",
    "paper",
)
LONGEST_DAYS = 31
YEARS = range(1945, 2200)
YEARS_BACK, YEARS_AHEAD = 1, 3  # what nobody needs to be asked about


def create_meeting(organisation: Organisation, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> Meeting:
    """A new draft of ``organisation`` with ``values`` for FIELDS; ``year_meant`` among them: see ``check_year``. Raises InvalidInput for
    impossible days or links."""
    known = {name: values[name] for name in FIELDS if name in values}
    check_year(known["starts_on"], at, meant=bool(values.get("year_meant")))
    _check(known)
    meeting = Meeting(organisation=organisation, created_by_id=actor.id, created_at=at, updated_at=at, **known)
    db.session.add(meeting)
    db.session.flush()
    record(actor, Action.MEETING_CREATED, at=at, meeting=meeting, target=meeting, target_name=meeting.title)
    return meeting


def change_meeting(meeting: Meeting, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change the data of a meeting that is not finished; sessions follow its zone and days (see ``move_along``). ``begun_sessions`` among
    ``values``, a member of ``Begun``: what another zone means for those that have begun.

    Raises WrongState after the end, InvalidInput for impossible days or links, or when sessions would fall outside; ZoneAsks.
    """
    require(meeting, Activity.EDIT)
    known = {name: values[name] for name in FIELDS if name in values}
    wanted = {name: getattr(meeting, name) for name in FIELDS} | known
    same_year = wanted["starts_on"].year == meeting.starts_on.year
    check_year(wanted["starts_on"], at, meant=same_year or bool(values.get("year_meant")))
    _check(wanted)
    zone, starts_on = meeting.timezone, meeting.starts_on
    told: dict[str, Any] = {}
    changes = apply_changes(meeting, known)
    if "ends_on" in changes and not is_by_the_end(meeting, meeting.answer_deadline):
        raise InvalidInput(
            _("Batas waktu menjawab undangan jatuh sesudah hari terakhir ini. Ubah dahulu di Pengaturan."), field="ends_on"
        )
    if {"starts_on", "ends_on", "timezone"} & changes.keys():
        begun = Begun(values["begun_sessions"]) if values.get("begun_sessions") else None
        move_along(meeting, zone, starts_on, at, begun)
        told = {"begun_sessions": begun.value} if begun and "timezone" in changes else told
    _note(meeting, changes, actor, at, **told)


def change_settings(meeting: Meeting, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change the rules for answers and the door. Raises WrongState after the end, InvalidInput for a deadline that is past or too late."""
    require(meeting, Activity.EDIT)
    _check_deadline(meeting, values.get("answer_deadline"), at)
    changes = apply_changes(meeting, {name: values[name] for name in SETTINGS if name in values})
    _note(meeting, changes, actor, at)


def _note(meeting: Meeting, changes: dict[str, list[Any]], actor: Actor, at: datetime, **told: Any) -> None:
    """The doors fetch the list anew, the audit has before and after."""
    if changes:
        meeting.roster_version = Meeting.roster_version + 1  # adds up when two do it at once
        target: dict[str, Any] = {"meeting": meeting, "target": meeting, "target_name": meeting.title}
        record(actor, Action.MEETING_CHANGED, at=at, changes=changes, **target, **told)
        facts_changed(meeting, None, at)
    db.session.flush()


class UnusualYear(InvalidInput):
    """The year may be meant, but looks like a slip of the finger: the form asks."""

    code = "unusual_year"


def check_year(starts_on: date, at: datetime, *, meant: bool = False) -> None:
    """Raise UnusualYear for a year that is far from the present one, unless somebody says that it is ``meant``; InvalidInput for one that
    cannot be meant."""
    if starts_on.year not in YEARS:
        raise InvalidInput(_("Periksa tahunnya: %(year)d.", year=starts_on.year), field="starts_on")
    if not meant and not at.year - YEARS_BACK <= starts_on.year <= at.year + YEARS_AHEAD:
        raise UnusualYear(
            _("Tahun %(year)d jauh dari tahun ini. Perbaiki, atau nyatakan bahwa tahunnya memang benar.", year=starts_on.year),
            field="starts_on",
        )


def _check_deadline(meeting: Meeting, deadline: datetime | None, at: datetime) -> None:
    """An answer that is asked for by a moment can still be given, and be of use. What was set before and has passed stays."""
    if deadline is None or deadline == meeting.answer_deadline:
        return
    if deadline <= at:
        raise InvalidInput(_("Batas waktu ini sudah lewat. Pilih waktu yang akan datang."), field="answer_deadline")
    if not is_by_the_end(meeting, deadline):
        raise InvalidInput(_("Batas waktu menjawab tidak boleh sesudah hari terakhir kegiatan."), field="answer_deadline")


def _check(values: Mapping[str, Any]) -> None:
    if values["ends_on"] < values["starts_on"]:
        raise InvalidInput(_("Hari terakhir tidak boleh sebelum hari pertama."), field="ends_on")
    if (values["ends_on"] - values["starts_on"]).days >= LONGEST_DAYS:
        raise InvalidInput(_("Kegiatan paling lama %(days)d hari.", days=LONGEST_DAYS), field="ends_on")
    if values.get("timezone", zones.DEFAULT) not in zones.OFFERED:
        raise InvalidInput(_("Zona waktu tidak dikenal."), field="timezone")
    link = values.get("map_url") or ""
    if link and (urlsplit(link).scheme != "https" or not urlsplit(link).hostname):
        raise InvalidInput(_("Tautan peta harus berawalan https://"), field="map_url")

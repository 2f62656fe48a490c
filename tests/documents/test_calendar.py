"""A calendar file is read back by another parser's rules: RFC 5545 lines, stable UID, the meeting's own hour."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from meetings.documents.calendar import CalendarEvent, calendar_method, write_calendar

EVENT = CalendarEvent(
    uid="sesi-1@undangan.example.go.id",
    sequence=3,
    title='Rakerda {x} <b>uji</b>; "a", b\\c محمّد',
    starts_at=datetime(2026, 11, 21, 0, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
    zone="Asia/Jayapura",
    changed_at=datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
    location="IPB Convention Centre, Bogor",
    description="Baris satu\nBaris dua " + "panjang " * 40,
    url="https://undangan.example.go.id/P/M1?x=1,2;3",
    organiser_name='Bagian "Adpem" Setda',
    organiser_email="adpem@example.go.id",
)


def test_every_text_comes_back_exactly():
    [event] = Calendar.from_ical(write_calendar([EVENT])).walk("VEVENT")
    assert str(event["SUMMARY"]) == EVENT.title
    assert str(event["DESCRIPTION"]) == EVENT.description
    assert str(event["LOCATION"]) == EVENT.location
    assert str(event["URL"]) == EVENT.url
    assert str(event["ORGANIZER"]) == "mailto:adpem@example.go.id"
    assert (str(event["UID"]), event["SEQUENCE"]) == (EVENT.uid, 3)


@pytest.mark.parametrize(("zone", "hour"), [("Asia/Jakarta", 7), ("Asia/Makassar", 8), ("Asia/Jayapura", 9)])
def test_local_hour_with_its_zone_definition(zone, hour):
    calendar = Calendar.from_ical(write_calendar([replace(EVENT, zone=zone)]))
    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].dt.hour == hour
    assert event["DTSTART"].dt == EVENT.starts_at
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=8, minutes=30)
    assert [str(block["TZID"]) for block in calendar.walk("VTIMEZONE")] == [zone]


def test_lines_are_folded_and_ended_as_the_standard_says():
    data = write_calendar([EVENT], name="Rakerda")
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_cancelling_keeps_the_uid_and_says_so():
    gone = replace(EVENT, sequence=4, cancelled=True)
    calendar = Calendar.from_ical(write_calendar([gone]))
    [event] = calendar.walk("VEVENT")
    assert (str(calendar["METHOD"]), str(event["STATUS"]), str(event["UID"])) == (
        "CANCEL",
        "CANCELLED",
        EVENT.uid,
    )
    assert calendar_method([EVENT, gone]) == "PUBLISH"

"""What the tests of the minutes' pages send."""

from collections.abc import Callable

from flask.testing import FlaskClient

from meetings.enums import Role
from meetings.models import Minutes, MinutesItem, User
from tests.factories.minutes import make_officer

SignIn = Callable[[User], FlaskClient]


def address(minutes: Minutes, rest: str = "") -> str:
    return f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}{rest}"


def officer(minutes: Minutes, role: Role) -> User:
    return make_officer(minutes.meeting.organisation, role)


def typed(item: MinutesItem, **values: object) -> dict[str, object]:
    return {
        "revision": item.revision,
        "title": item.title,
        "speakers": item.speakers,
        "discussion_html": item.discussion,
        "decision": [""],
        "action_id": [""],
        "action_text": [""],
        "action_institution": [""],
        "action_person": [""],
        "action_due": [""],
        **values,
    }


def header(minutes: Minutes, **values: object) -> dict[str, object]:
    return {
        "revision": minutes.revision,
        "title": minutes.title,
        "started_at": "2026-11-21T09:00",
        "ended_at": "2026-11-21T12:30",
        "layout": "v2009",
        "signer_name": "Bima Arya",
        "signer_position": "Wali Kota Bogor",
        "signer_office": "KDH",
        "signer_status": "",
        "opening": "Dibuka.",
        "closing": "",
        "copies": "Arsip\n\nInspektorat",
        **values,
    }

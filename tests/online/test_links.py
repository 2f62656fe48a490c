"""Virtual links: safe addresses, who sees them and when."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import online
from meetings.domain.audit import SYSTEM
from meetings.enums import LinkProvider, LinkState, MeetingMode, MeetingState
from meetings.errors import InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import AuditEntry, Meeting, VirtualLink
from tests.factories import make_meeting, make_session

pytestmark = pytest.mark.usefixtures("app")


def add(meeting: Meeting, **values: Any) -> VirtualLink:
    given = {"provider": LinkProvider.ZOOM, "url": "https://us02web.zoom.us/j/890?pwd=rahasia"} | values
    return online.add_link(meeting, given, actor=SYSTEM, at=clock.now())


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        (LinkProvider.ZOOM, "http://zoom.us/j/1"),
        (LinkProvider.ZOOM, "https://zoom.us.evil.example/j/1"),
        (LinkProvider.ZOOM, "https://evilzoom.us/j/1"),
        (LinkProvider.MEET, "https://user:pass@meet.google.com/abc"),
        (LinkProvider.TEAMS, "javascript:alert(1)"),
        (LinkProvider.OTHER, "https://[broken"),
        (LinkProvider.WEBEX, ""),
    ],
)
def test_unsafe_or_foreign_addresses_are_refused(provider: LinkProvider, url: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add(make_meeting(), provider=provider, url=url)

    assert refusal.value.field == "url"


@pytest.mark.parametrize(
    ("provider", "url"),
    [
        (LinkProvider.ZOOM, "https://zoom.us/j/1"),
        (LinkProvider.MEET, "https://meet.google.com/abc-defg-hij"),
        (LinkProvider.TEAMS, "https://teams.microsoft.com/l/meetup-join/x"),
        (LinkProvider.WEBEX, "https://pemda.webex.com/meet/x"),
        (LinkProvider.JITSI, "https://rapat.kotabogor.go.id/rakerda"),
        (LinkProvider.OTHER, "https://siaran.example.go.id/1"),
    ],
)
def test_real_addresses_are_taken(provider: LinkProvider, url: str) -> None:
    assert add(make_meeting(), provider=provider, url=url).url == url


def test_participants_see_a_link_only_in_its_time_and_for_their_sessions() -> None:
    meeting = make_meeting(mode=MeetingMode.HYBRID)
    mine, other = make_session(meeting, title="A"), make_session(meeting, title="B")
    now = clock.now()
    add(meeting, label="semua")
    add(meeting, label="sesi A", session_id=mine.id)
    add(meeting, label="sesi B", session_id=other.id)
    add(meeting, label="nanti", visible_from=now + timedelta(hours=1))
    add(meeting, label="lewat", visible_until=now - timedelta(hours=1))

    assert [link.label for link in online.links_for_participants(meeting, [mine, other], now, {mine.id})] == ["semua", "sesi A"]
    assert len(online.links_for_participants(meeting, [mine, other], now)) == 3


def test_nobody_is_called_to_join_what_has_ended() -> None:
    meeting = make_meeting(mode=MeetingMode.HYBRID)
    first, second = make_session(meeting, title="A"), make_session(meeting, title="B")
    sessions, now = [first, second], clock.now()
    everywhere, of_first = add(meeting, label="semua"), add(meeting, label="sesi A", session_id=first.id)

    def shown() -> list[LinkState]:
        return [online.link_state(link, meeting, sessions, now) for link in (everywhere, of_first)]

    assert shown() == [LinkState.SHOWN, LinkState.SHOWN]
    first.closed_at = now
    assert shown() == [LinkState.SHOWN, LinkState.OVER]
    second.closed_at = now
    assert shown() == [LinkState.OVER, LinkState.OVER]
    meeting.state = MeetingState.CANCELLED
    assert shown() == [LinkState.HIDDEN, LinkState.HIDDEN]


def test_a_meeting_in_person_shows_no_links_to_participants() -> None:
    meeting = make_meeting(mode=MeetingMode.IN_PERSON)
    add(meeting)

    assert online.links_for_participants(meeting, [], clock.now()) == []


def test_the_audit_trail_holds_neither_link_nor_passcode() -> None:
    link = add(make_meeting(), passcode="lama-rahasia", host_notes="kunci 123456")

    online.change_link(link, {"passcode": "baru-rahasia", "label": "Utama"}, actor=SYSTEM, at=clock.now())

    kept = str([entry.data for entry in db.session.scalars(sa.select(AuditEntry))])
    assert "Utama" in kept
    assert not any(secret in kept for secret in ("rahasia", "123456"))


def test_a_link_of_another_meeting_and_a_foreign_session_are_not_found() -> None:
    here, there = make_meeting(), make_meeting()
    link = add(there)

    with pytest.raises(NotFound):
        online.get_link(here, link.id)
    with pytest.raises(NotFound):
        add(here, session_id=make_session(there).id)


def test_the_end_of_showing_must_follow_its_start() -> None:
    now = clock.now()

    with pytest.raises(InvalidInput) as refusal:
        add(make_meeting(), visible_from=now, visible_until=now)

    assert refusal.value.field == "visible_until"

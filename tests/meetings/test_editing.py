"""Making, changing and copying meetings; their committee."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import meetings
from meetings.domain.audit import Action, Actor
from meetings.domain.audit.reading import read_entry
from meetings.domain.reports import meeting_numbers
from meetings.enums import LinkProvider, MeetingKind, MeetingMode, MeetingState, Role
from meetings.errors import Conflict, InvalidInput, NotAllowed, NotFound
from meetings.extensions import db
from meetings.models import AuditEntry, MeetingStaff, VirtualLink
from tests.factories import (
    make_agenda_item,
    make_category,
    make_meeting,
    make_organisation,
    make_participant,
    make_session,
    make_staff,
    make_user,
)
from tests.factories.minutes import make_attendance

pytestmark = pytest.mark.usefixtures("app")
ACTOR = Actor("user", None, "Taufik")


def values(**changed: Any) -> dict[str, Any]:
    return {
        "kind": MeetingKind.RAKOR,
        "title": 'Rakor "Evaluasi" {x} <b>2026</b>',
        "mode": MeetingMode.IN_PERSON,
        "timezone": "Asia/Makassar",
        "starts_on": date(2026, 3, 3),
        "ends_on": date(2026, 3, 4),
    } | changed


def test_a_new_meeting_is_a_draft_with_its_title_exactly_as_typed() -> None:
    meeting = meetings.create_meeting(make_organisation(), values(), actor=ACTOR, at=clock.now())

    assert meeting.state is MeetingState.DRAFT
    assert meeting.title == 'Rakor "Evaluasi" {x} <b>2026</b>'
    assert db.session.scalars(sa.select(AuditEntry.action)).all() == [Action.MEETING_CREATED]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": date(2026, 3, 2)}, "ends_on"),
        ({"ends_on": date(2026, 9, 3)}, "ends_on"),
        ({"starts_on": date(1, 1, 1), "ends_on": date(1, 1, 1)}, "starts_on"),
        ({"timezone": "Europe/Berlin"}, "timezone"),
        ({"map_url": "javascript:alert(1)"}, "map_url"),
        ({"map_url": "http://maps.example.org"}, "map_url"),
    ],
)
def test_impossible_data_is_refused_at_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        meetings.create_meeting(make_organisation(), values(**changed), actor=ACTOR, at=clock.now())

    assert refusal.value.field == field


def test_a_change_is_audited_with_before_and_after_and_reads_as_a_sentence() -> None:
    meeting = make_meeting(place="Balai Kota", mode=MeetingMode.IN_PERSON)

    meetings.change_meeting(meeting, {"place": "IPB", "mode": MeetingMode.HYBRID}, actor=ACTOR, at=clock.now())

    entry = read_entry(db.session.scalars(sa.select(AuditEntry)).one())
    assert (entry.who, entry.text) == ("Taufik", f"mengubah kegiatan {meeting.title}")
    assert sorted(entry.changes) == [("Cara pelaksanaan", "Luring", "Hibrida"), ("Tempat", "Balai Kota", "IPB")]


def test_saving_without_a_change_leaves_no_audit_entry() -> None:
    meeting = make_meeting(place="Balai Kota")

    meetings.change_meeting(meeting, {"place": "Balai Kota"}, actor=ACTOR, at=clock.now())

    assert db.session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 0


def test_a_postponed_meeting_takes_its_sessions_along_until_somebody_has_been_there() -> None:
    meeting = make_meeting(starts_on=date(2056, 4, 28))
    session = make_session(meeting, clock.from_local(datetime(2056, 4, 28, 9), meeting.timezone), title="Sidang Pleno")
    before, later = session.starts_at, meeting.starts_on + timedelta(days=60)

    meetings.change_meeting(meeting, {"starts_on": later, "ends_on": later}, actor=ACTOR, at=clock.now())
    assert session.starts_at == before + timedelta(days=60)
    longer = {"starts_on": later - timedelta(days=1), "ends_on": later + timedelta(days=1)}
    meetings.change_meeting(meeting, longer, actor=ACTOR, at=clock.now())
    assert session.starts_at == before + timedelta(days=60)
    make_attendance(session, make_participant(meeting))
    db.session.flush()

    with pytest.raises(InvalidInput, match="Sidang Pleno"):
        meetings.change_meeting(meeting, {"ends_on": later - timedelta(days=1)}, actor=ACTOR, at=clock.now())


def test_in_another_zone_what_was_typed_keeps_its_hours() -> None:
    meeting = make_meeting(starts_on=date(2056, 4, 28), timezone="Asia/Jakarta")
    nine = clock.from_local(datetime(2056, 4, 28, 9), "Asia/Jakarta")
    session = make_session(meeting, starts_at=nine, checkin_opens_at=nine)
    item = make_agenda_item(session, starts_at=nine)
    link = VirtualLink(meeting_id=meeting.id, provider=LinkProvider.OTHER, url="https://a.example", visible_from=nine)
    db.session.add(link)
    meeting.answer_deadline = nine

    meetings.change_meeting(meeting, {"timezone": "Asia/Jayapura"}, actor=ACTOR, at=clock.now())

    there = clock.from_local(datetime(2056, 4, 28, 9), "Asia/Jayapura")
    moments = (session.starts_at, session.checkin_opens_at, item.starts_at, link.visible_from, meeting.answer_deadline)
    assert set(moments) == {there}
    assert session.ends_at - session.starts_at == timedelta(hours=4)


@pytest.mark.parametrize("begun", ["hours", "moments"])
def test_another_zone_asks_what_it_means_for_sessions_that_have_begun(begun: str) -> None:
    now = clock.now().replace(second=0, microsecond=0)
    today = clock.local(now, "Asia/Jakarta").date()
    meeting = make_meeting(starts_on=today - timedelta(days=2), ends_on=today + timedelta(days=3), timezone="Asia/Jakarta")
    held = make_session(meeting, now - timedelta(hours=6), title="Pagi", closed_at=now - timedelta(hours=4))
    line = make_agenda_item(held, starts_at=held.starts_at)
    coming = make_session(meeting, now + timedelta(days=1), title="Besok")
    there = {"timezone": "Asia/Makassar"}
    with pytest.raises(InvalidInput, match="«Pagi» sudah dimulai") as asked:
        meetings.change_meeting(meeting, there, actor=ACTOR, at=now)
    assert (asked.value.code, asked.value.field) == ("zone_asks", "timezone")
    meeting.timezone = "Asia/Jakarta"
    before = held.starts_at, held.ends_at, line.starts_at

    meetings.change_meeting(meeting, there | {"begun_sessions": begun}, actor=ACTOR, at=now)

    shift = timedelta(hours=1 if begun == "hours" else 0)
    assert (held.starts_at, held.ends_at, line.starts_at) == tuple(moment - shift for moment in before)
    assert held.closed_at == now - timedelta(hours=4)  # what was recorded is a moment
    assert coming.starts_at == now + timedelta(days=1) - timedelta(hours=1)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.MEETING_CHANGED)).one()
    assert entry.data["begun_sessions"] == begun


def test_a_closed_session_is_not_moved_to_another_day() -> None:
    now = clock.now()
    meeting = make_meeting(starts_on=clock.local(now, "Asia/Jakarta").date())
    make_session(meeting, now - timedelta(minutes=1), title="Pagi", closed_at=now)
    later = meeting.starts_on + timedelta(days=7)

    with pytest.raises(InvalidInput, match="Pagi"):
        meetings.change_meeting(meeting, {"starts_on": later, "ends_on": later}, actor=ACTOR, at=now)


def test_a_copy_keeps_wall_clock_times_in_the_meetings_zone() -> None:
    source = make_meeting(starts_on=date(2025, 4, 28), ends_on=date(2025, 4, 29), timezone="Asia/Jayapura")
    start = clock.from_local(datetime(2025, 4, 29, 8, 30), "Asia/Jayapura")
    session = make_session(source, starts_at=start, title="Hari kedua")
    make_agenda_item(session, "Paparan", minutes=90)
    make_category(source, "Camat", protocol_order=300)
    make_staff(make_user(), source, Role.SECRETARY)
    make_participant(source)

    copy = meetings.copy_meeting(
        source,
        organisation=source.organisation,
        title="Rakerda 2026",
        starts_on=date(2026, 4, 27),
        with_agenda=True,
        with_staff=True,
        actor=ACTOR,
        at=clock.now(),
    )

    assert (copy.starts_on, copy.ends_on, copy.state) == (date(2026, 4, 27), date(2026, 4, 28), MeetingState.DRAFT)
    assert clock.local(copy.sessions[0].starts_at, "Asia/Jayapura") == datetime(
        2026, 4, 28, 8, 30, tzinfo=clock.zone("Asia/Jayapura")
    )
    assert [(item.title, item.minutes) for item in copy.sessions[0].items] == [("Paparan", 90)]
    assert [category.name for category in copy.categories] == ["Camat"]
    assert [staff.role for staff in copy.staff] == [Role.SECRETARY]
    assert meeting_numbers(copy).invited == 0


def test_a_copy_brings_its_maker_no_role() -> None:
    source, me, other = make_meeting(), make_user(), make_user()
    for user in (me, other):
        make_staff(user, source, Role.APPROVER)

    copy = meetings.copy_meeting(
        source,
        organisation=source.organisation,
        title="Rakerda 2027",
        starts_on=date(2027, 4, 27),
        with_agenda=False,
        with_staff=True,
        actor=Actor("user", me.id, me.name),
        at=clock.now(),
    )

    assert [staff.user_id for staff in copy.staff] == [other.id]


def test_a_role_is_given_once_and_taken_back() -> None:
    meeting, user = make_meeting(), make_user("Siti Aminah", email="Siti.Aminah@example.go.id")

    added = meetings.add_staff(meeting, " siti.aminah@EXAMPLE.go.id ", Role.SECRETARY, actor=ACTOR, at=clock.now())
    with pytest.raises(Conflict, match="Siti Aminah sudah menjadi Sekretaris"):
        meetings.add_staff(meeting, user.email, Role.SECRETARY, actor=ACTOR, at=clock.now())
    assert meetings.remove_staff(meeting, added.id, actor=ACTOR, at=clock.now()) == "Siti Aminah"

    assert db.session.scalar(sa.select(sa.func.count(MeetingStaff.id))) == 0
    sentences = [read_entry(e).text for e in db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.at))]
    assert sentences == [
        "menambah Siti Aminah ke panitia sebagai Sekretaris",
        "mengeluarkan Siti Aminah dari panitia (Sekretaris)",
    ]


def test_nobody_gives_a_role_to_themselves_and_nobody_becomes_administrator_of_one_meeting() -> None:
    meeting, user = make_meeting(), make_user()
    me = Actor("user", user.id, user.name)

    with pytest.raises(NotAllowed):
        meetings.add_staff(meeting, user.email, Role.APPROVER, actor=me, at=clock.now())
    with pytest.raises(InvalidInput):
        meetings.add_staff(meeting, user.email, Role.ADMINISTRATOR, actor=ACTOR, at=clock.now())


def test_an_unknown_or_disabled_account_is_refused() -> None:
    meeting, gone = make_meeting(), make_user(active=False)

    for email in ("tidak.ada@example.go.id", gone.email):
        with pytest.raises(InvalidInput) as refusal:
            meetings.add_staff(meeting, email, Role.VIEWER, actor=ACTOR, at=clock.now())
        assert refusal.value.field == "email"


def test_staff_of_another_meeting_cannot_be_removed_from_here() -> None:
    here, there = make_meeting(), make_meeting()
    staff = make_staff(make_user(), there)

    with pytest.raises(NotFound):
        meetings.remove_staff(here, staff.id, actor=ACTOR, at=clock.now())


@pytest.mark.parametrize("year", [2016, 2049])
def test_a_year_that_is_hardly_meant_is_questioned_and_kept_when_it_is(year: int) -> None:
    day = date(year, 3, 2)
    with pytest.raises(meetings.UnusualYear, match=f"Tahun {year}"):
        meetings.create_meeting(make_organisation(), values(starts_on=day, ends_on=day), actor=ACTOR, at=clock.now())

    meant = values(starts_on=day, ends_on=day, year_meant=True)
    meeting = meetings.create_meeting(make_organisation(), meant, actor=ACTOR, at=clock.now())
    meetings.change_meeting(meeting, {"title": "Rakerda lama"}, actor=ACTOR, at=clock.now())  # asked once, not at each save

    with pytest.raises(meetings.UnusualYear):
        meetings.change_meeting(meeting, {"starts_on": date(2015, 3, 2)}, actor=ACTOR, at=clock.now())


def test_a_year_that_cannot_be_meant_is_refused_whatever_is_said() -> None:
    far = values(starts_on=date(9999, 12, 30), ends_on=date(9999, 12, 30), year_meant=True)

    with pytest.raises(InvalidInput, match="9999"):
        meetings.create_meeting(make_organisation(), far, actor=ACTOR, at=clock.now())


def test_a_deadline_lies_ahead_and_no_later_than_the_meeting() -> None:
    now = clock.now()
    today = clock.local(now, "Asia/Jakarta").date()
    meeting = make_meeting(starts_on=today + timedelta(days=7), ends_on=today + timedelta(days=8))

    def set_to(deadline: datetime | None) -> None:
        meetings.change_settings(meeting, {"answer_deadline": deadline}, actor=ACTOR, at=now)

    for wrong in (now - timedelta(minutes=1), now + timedelta(days=10)):
        with pytest.raises(InvalidInput) as refused:
            set_to(wrong)
        assert refused.value.field == "answer_deadline" and meeting.answer_deadline is None
    set_to(now + timedelta(days=8))
    with pytest.raises(InvalidInput) as refused:
        meetings.change_meeting(meeting, {"ends_on": meeting.starts_on}, actor=ACTOR, at=now)
    assert refused.value.field == "ends_on"
    meeting.answer_deadline = passed = now - timedelta(days=1)

    set_to(passed)  # saved again with the other settings

    assert meeting.answer_deadline == passed

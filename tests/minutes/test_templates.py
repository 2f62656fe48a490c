"""Which items a draft gets beside those of its rundown: by the kind of meeting, as an organisation or one above it says."""

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import agenda
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import templates
from meetings.enums import AgendaKind, MeetingKind, MeetingState
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import AuditEntry, Minutes, Organisation
from tests.factories import make_agenda_item, make_meeting, make_session
from tests.factories.accounts import make_organisation


def begun(kind: MeetingKind, organisation: Organisation | None = None) -> Minutes:
    meeting = make_meeting(organisation, state=MeetingState.RUNNING, kind=kind)
    session = make_session(meeting)
    make_agenda_item(session, "Arahan  Pimpinan", 1)
    make_agenda_item(session, "Diskusi", 2)
    return rules.start_minutes(session.id, SYSTEM, clock.now())


def titles(minutes: Minutes) -> list[str]:
    return [each.title for each in sorted(minutes.items, key=lambda item: item.position)]


def choose(organisation: Organisation, **wanted: str) -> None:
    rules.choose_templates(organisation, {MeetingKind(kind): text for kind, text in wanted.items()}, SYSTEM, clock.now())


def test_every_kind_has_a_word_built_in() -> None:
    assert set(templates.BUILT_IN) == set(MeetingKind)


def test_a_draft_gets_them_behind_its_rundown_and_none_twice(app: Flask) -> None:
    assert titles(begun(MeetingKind.VISIT)) == ["Arahan  Pimpinan", "Diskusi", "Temuan", "Rekomendasi"]
    assert titles(begun(MeetingKind.RAKOR)) == ["Arahan  Pimpinan", "Diskusi", "Kesepakatan"]
    assert titles(begun(MeetingKind.RAKERDA)) == ["Arahan  Pimpinan", "Diskusi"]


def test_they_stand_before_the_closing_and_stay_there(app: Flask) -> None:
    session = make_session(make_meeting(state=MeetingState.RUNNING, kind=MeetingKind.VISIT))
    for position, (title, kind) in enumerate([("Diskusi", AgendaKind.DISCUSSION), ("Penutupan", AgendaKind.CLOSING)], start=1):
        make_agenda_item(session, title, position, kind=kind)
    minutes = rules.start_minutes(session.id, SYSTEM, clock.now())
    assert titles(minutes) == ["Diskusi", "Temuan", "Rekomendasi", "Penutupan"]

    make_agenda_item(session, "Doa", 3, kind=AgendaKind.CEREMONY)
    rules.follow(minutes, clock.now())

    assert titles(minutes) == ["Diskusi", "Temuan", "Rekomendasi", "Penutupan", "Doa"]


def test_the_nearest_organisation_has_the_last_word_and_may_want_none(app: Flask) -> None:
    city = make_organisation("Kota Bogor")
    office = make_organisation("Dinas Kominfo", city)
    choose(city, visit="1. Temuan lapangan\n2. Saran\n\n", rakor="")

    assert titles(begun(MeetingKind.VISIT, office))[2:] == ["Temuan lapangan", "Saran"]
    assert titles(begun(MeetingKind.RAKOR, office))[2:] == []
    assert rules.templates_of(office)[MeetingKind.VISIT].of == "Kota Bogor"

    choose(office, visit="Rekomendasi", rakor="")
    assert titles(begun(MeetingKind.VISIT, office))[2:] == ["Rekomendasi"]
    assert office.minutes_items == {"visit": "Rekomendasi"}  # what the city says of the Rakor is no word of its own
    assert titles(begun(MeetingKind.VISIT, city))[2:] == ["Temuan lapangan", "Saran"]


def test_what_says_the_same_as_above_follows_again(app: Flask) -> None:
    city = make_organisation()
    choose(city, visit="Temuan")
    assert rules.templates_of(city)[MeetingKind.VISIT].above == templates.Template(("Temuan", "Rekomendasi"))

    choose(city, visit="Temuan\nRekomendasi")

    assert city.minutes_items == {}
    assert rules.templates_of(city)[MeetingKind.VISIT] == templates.Template(("Temuan", "Rekomendasi"))


def test_nothing_new_leaves_no_trace(app: Flask) -> None:
    city = make_organisation()
    choose(city, visit="Temuan\nRekomendasi", rakerda="")

    assert city.minutes_items == {}
    assert db.session.scalars(sa.select(AuditEntry).where(AuditEntry.organisation_id == city.id)).all() == []


@pytest.mark.parametrize("text", ["\n".join(map("Butir {}".format, range(21))), "x" * 301])
def test_too_many_and_too_long_ones_are_refused(app: Flask, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        choose(make_organisation(), visit=text)

    assert refused.value.field == "visit"


def test_they_outlive_what_the_rundown_does(app: Flask) -> None:
    minutes = begun(MeetingKind.VISIT)
    session = minutes.session
    first, second = session.items

    agenda.move_item(second, -1, actor=SYSTEM, at=clock.now())
    assert titles(minutes) == ["Diskusi", "Arahan  Pimpinan", "Temuan", "Rekomendasi"]
    agenda.remove_item(first, actor=SYSTEM, at=clock.now())
    agenda.remove_item(second, actor=SYSTEM, at=clock.now())
    rules.follow(minutes, clock.now())

    assert titles(minutes) == ["Temuan", "Rekomendasi"]
    assert rules.differences(minutes) == []


def test_minutes_that_exist_stay(app: Flask) -> None:
    minutes = begun(MeetingKind.VISIT)

    choose(minutes.meeting.organisation, visit="Lain")
    rules.follow(minutes, clock.now())

    assert titles(minutes)[2:] == ["Temuan", "Rekomendasi"]

"""What the check before submission finds."""

import pytest

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import ActionText, ItemText
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import Minutes
from meetings.writing.dates import format_clock
from tests.factories import make_participants
from tests.factories.minutes import approve, make_attendance, make_minutes

pytestmark = pytest.mark.usefixtures("app")


def write(minutes: Minutes, text: str, **more: object) -> None:
    item = minutes.items[0]
    rules.save_item(item, ItemText(item.title, item.speakers, f"<p>{text}</p>", **more), item.revision, SYSTEM, clock.now())


def found(minutes: Minutes, kind: str) -> list[str]:
    return [each.message for each in rules.check_minutes(minutes) if each.kind == kind]


def test_hours_names_and_numbers_that_contradict(app: object) -> None:
    draft = make_minutes()
    for person in make_participants(draft.meeting, 2):
        make_attendance(draft.session, person)
    began, ended = (format_clock(each, draft.meeting.timezone) for each in (draft.started_at, draft.ended_at))

    write(draft, f"Rapat dimulai pukul {began} dan ditutup pukul {ended} WIB, dihadiri oleh 2 orang.")
    assert found(draft, "contradicts") == []

    write(draft, "Rapat dibuka oleh Wali Kota Bogor, dan dipimpin oleh Bima Arya.")
    assert found(draft, "contradicts") == []
    write(draft, "Rapat dibuka oleh Wakil Wali Kota Bogor.")
    assert len(found(draft, "contradicts")) == 1

    write(
        draft,
        "Rapat dibuka oleh Sekretaris Daerah pada pukul 03.07 WIB, ditutup pukul 03:08, dan dihadiri 1.200 peserta undangan.",
    )
    told = found(draft, "contradicts")
    assert len(told) == 4
    assert any("03.07" in each and began in each for each in told)
    assert any("03.08" in each and ended in each for each in told)
    assert any("1.200" in each and "2" in each for each in told)
    assert any("Sekretaris Daerah" in each and "Bima Arya" in each for each in told)


@pytest.mark.parametrize(
    ("text", "far"),
    [
        ("Ditetapkan 12 November 2062.", ["2062"]),
        ("Renja tahun 20226 dibahas.", ["20226"]),
        ("RPJPN sampai tahun 2045, ditetapkan 12 November 2025, sesuai UU tahun 1945.", []),
        ("Anggaran 20260 juta.", []),
    ],
)
def test_years_that_cannot_be_meant(app: object, text: str, far: list[str]) -> None:
    draft = make_minutes()
    write(draft, text)
    assert [year for year in far if not any(year in each for each in found(draft, "year"))] == []
    assert len(found(draft, "year")) == len(far)


def test_a_speaker_who_was_never_there(app: object) -> None:
    draft = make_minutes()
    (person,) = make_participants(draft.meeting, 1)
    draft.items[0].speakers = f"Dr. {person.name}, S.T., Kepala Bappeda\nOrang Luar"
    assert any(person.name in each for each in found(draft, "contradicts"))

    make_attendance(draft.session, person)

    assert found(draft, "contradicts") == []


def test_owners_dates_and_empty_items(app: object) -> None:
    draft = make_minutes()
    write(draft, "Dibahas.", decisions=("Disepakati.",))
    assert len(found(draft, "no_owner")) == 1 and len(found(draft, "empty_item")) == 1

    write(draft, "Dibahas.", decisions=("Disepakati.",), actions=(ActionText("Susun RKA", "Bappeda"),))

    assert found(draft, "no_owner") == [] and len(found(draft, "no_date")) == 1


def test_copies_that_are_no_list(app: object) -> None:
    draft = make_minutes()
    draft.copies = {"lines": ["1. Wali Kota; 2. Inspektorat"]}
    assert len(found(draft, "copies")) == 1

    draft.copies = {"lines": ["1. Wali Kota", "2. Inspektorat"]}

    assert found(draft, "copies") == []
    assert rules.copies_of(draft) == ["Wali Kota", "Inspektorat"]


def test_empty_minutes_are_neither_submitted_nor_published(app: object) -> None:
    draft = make_minutes()
    reasons = dict.fromkeys(rules.kinds_of(rules.check_minutes(draft)), "Tidak apa-apa.")
    with pytest.raises(InvalidInput):
        rules.submit_minutes(draft, SYSTEM, clock.now(), reasons=reasons)

    approve(draft)
    draft.items[0].discussion = ""
    db.session.flush()

    with pytest.raises(Conflict, match="kosong"):
        rules.publish_minutes(draft, SYSTEM, clock.now())

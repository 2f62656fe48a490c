"""The timeline of one person, without a database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from meetings.domain.attendance.live import span_of_bars
from meetings.domain.attendance.presence import Sighting, Stayed, entered_at, in_pieces, stay_of, stayed
from meetings.domain.checkin.reading import read_moment

START = datetime(2018, 4, 30, 2, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return START.replace(hour=hour, minute=minute)


def seen(minute: int, direction: str) -> Sighting:
    return Sighting(START + timedelta(minutes=minute), direction, f"{direction}{minute}", "Pintu", "Meja", "qr")


def test_the_order_of_arrival_of_the_news_does_not_matter() -> None:
    news = [seen(0, "in"), seen(30, "out"), seen(45, "in"), seen(60, "out")]

    stays = {stay_of(order) for order in permutations(news)}

    (stay,) = stays
    assert stay is not None
    assert (stay.first.scan_id, stay.minutes, stay.inside) == ("in0", 45, False)
    assert stay.last_out == START + timedelta(minutes=60)


def test_somebody_only_seen_leaving_was_not_present() -> None:
    assert stay_of([seen(10, "out")]) is None
    assert stay_of([]) is None


def test_repeated_sightings_change_nothing() -> None:
    stay = stay_of([seen(0, "in"), seen(5, "in"), seen(20, "out"), seen(25, "out")])

    assert stay is not None and (stay.minutes, stay.last_out) == (20, START + timedelta(minutes=20))


def test_inside_is_judged_at_the_moment() -> None:
    news = [seen(0, "in"), seen(30, "out"), seen(45, "in")]

    assert [entered_at(news, START + timedelta(minutes=at)) is not None for at in (-1, 0, 29, 30, 40, 45)] == [
        False,
        True,
        True,
        False,
        False,
        True,
    ]


def test_moments_need_a_zone_and_sense() -> None:
    assert read_moment("2018-04-30T09:00:00+07:00") == START
    assert read_moment("2018-04-30T02:00:00.000Z") == START
    for text in ("2018-04-30T09:00:00", "0001-01-01T00:00:00+14:00", "kemarin", "", None, 7, "9" * 100):
        assert read_moment(text) is None, text


def test_arrivals_fit_on_a_phone_whatever_their_span() -> None:
    for hours in (0, 1, 6, 30, 200):
        begins, step, bars = span_of_bars(START, START + timedelta(hours=hours))
        assert begins <= START and step >= 5
        assert 1 <= bars <= 24


@dataclass
class Row:
    first_in_at: datetime | None
    last_out_at: datetime | None = None
    inside: bool = True
    returned_at: datetime | None = None
    minutes_present: int = 0


@pytest.mark.parametrize(
    ("row", "over", "told"),
    [
        (Row(at(9)), None, Stayed(None, False, 0)),
        (Row(at(9)), at(11, 30), Stayed(at(11, 30), True, 150)),
        (Row(at(9), at(10), inside=False, minutes_present=60), at(11), Stayed(at(10), False, 60)),
        (Row(at(9), at(10), returned_at=at(10, 20), minutes_present=60), at(11), Stayed(at(11), True, 100)),
        (Row(at(12)), at(11), Stayed(None, False, 0)),
        (Row(None, inside=False), at(11), Stayed(None, False, 0)),
        (Row(at(8, 15)), at(11), Stayed(at(11), True, 120)),
        (Row(at(8, 15), at(10), inside=False, minutes_present=105), at(11), Stayed(at(10), False, 60)),
        (Row(at(8), at(8, 30), inside=False, minutes_present=30), at(11), Stayed(at(8, 30), False, 0)),
        (Row(at(9), at(12), inside=False, minutes_present=180), at(11), Stayed(at(12), False, 120)),
        (Row(at(8), at(8, 30), returned_at=at(8, 50), minutes_present=30), at(11), Stayed(at(11), True, 120)),
        (Row(at(8)), at(8, 40), Stayed(at(8, 40), True, 0)),
    ],
)
def test_the_end_of_the_session_ends_every_stay_and_minutes_count_within_its_hours(
    row: Row, over: datetime | None, told: Stayed
) -> None:
    assert stayed(row, at(9), over) == told


def test_of_several_stays_that_reach_over_the_hours_the_doors_know_the_minutes() -> None:
    row = Row(at(8), at(10), inside=False, minutes_present=70)
    seen = [_at(8, 0, "in"), _at(8, 10, "out"), _at(9, 0, "in"), _at(10, 0, "out")]

    assert in_pieces(row, at(9), at(11)) and not in_pieces(row, at(8), at(11))
    assert stayed(row, at(9), at(11), seen) == Stayed(at(10), False, 60)


def _at(hour: int, minute: int, direction: str) -> Sighting:
    return Sighting(at(hour, minute), direction, f"{direction}{hour}{minute}", "Pintu", "Meja", "qr")

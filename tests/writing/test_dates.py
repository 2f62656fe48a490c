"""Dates and times as Indonesian papers write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from meetings.writing import dates

JAKARTA, MAKASSAR, JAYAPURA = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
NINE = datetime(2018, 4, 30, 2, tzinfo=UTC)


def test_a_date_has_day_and_month_in_indonesian():
    assert dates.format_day_date(date(2018, 4, 30)) == "Senin, 30 April 2018"
    assert dates.format_date(date(2026, 8, 1)) == "1 Agustus 2026"


def test_every_day_and_month_has_its_name():
    days = {dates.format_day_date(date(2026, 11, 2) + timedelta(days=n)).split(",")[0] for n in range(7)}
    months = [dates.format_date(date(2026, month, 1)).split()[1] for month in range(1, 13)]

    assert days == {"Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"}
    assert months == [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ]


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        (JAKARTA, "09.00 WIB"),
        ("Asia/Pontianak", "09.00 WIB"),
        (MAKASSAR, "10.00 WITA"),
        (JAYAPURA, "11.00 WIT"),
        ("Europe/Amsterdam", "04.00 UTC+1"),
        ("Asia/Kolkata", "07.30 UTC+5.30"),
        ("UTC", "02.00 UTC"),
    ],
)
def test_a_time_is_shown_in_its_zone(zone: str, text: str):
    assert dates.format_time(NINE, zone) == text


def test_a_moment_late_in_utc_is_the_next_day_in_papua():
    late = datetime(2026, 12, 31, 16, tzinfo=UTC)

    assert dates.format_day_date(late, JAYAPURA) == "Jumat, 1 Januari 2027"
    assert dates.format_day_date(late, JAKARTA) == "Kamis, 31 Desember 2026"
    assert dates.roman_month(late, JAYAPURA) == "I"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2019, 7, 3), date(2019, 7, 3), "Rabu, 3 Juli 2019"),
        (date(2019, 7, 3), None, "Rabu, 3 Juli 2019"),
        (date(2019, 7, 1), date(2019, 7, 3), "Senin s.d. Rabu, 1 s.d. 3 Juli 2019"),
        (date(2019, 7, 31), date(2019, 8, 2), "Rabu s.d. Jumat, 31 Juli s.d. 2 Agustus 2019"),
        (date(2019, 12, 30), date(2020, 1, 2), "Senin s.d. Kamis, 30 Desember 2019 s.d. 2 Januari 2020"),
    ],
)
def test_a_range_says_month_and_year_only_as_often_as_needed(first: date, last: date | None, text: str):
    assert dates.format_date_range(first, last) == text


def test_an_open_end_is_written_s_d_selesai():
    assert dates.schedule_lines(NINE, None, JAKARTA) == ("Senin, 30 April 2018", "pukul 09.00 WIB s.d. selesai")


def test_a_known_end_shares_the_zone():
    assert dates.format_time_range(NINE, NINE + timedelta(hours=3), JAKARTA) == "09.00 s.d. 12.00 WIB"


def test_a_meeting_past_midnight_keeps_its_date_and_says_so():
    evening = NINE + timedelta(hours=11)

    day, hours = dates.schedule_lines(evening, evening + timedelta(hours=6), JAKARTA)

    assert (day, hours) == ("Senin, 30 April 2018", "pukul 20.00 s.d. 02.00 WIB (hari berikutnya)")


def test_a_meeting_of_several_days_prints_the_range():
    day, hours = dates.schedule_lines(NINE, NINE + timedelta(days=2, hours=5), JAKARTA)

    assert day == "Senin s.d. Rabu, 30 April s.d. 2 Mei 2018"
    assert hours == "pukul 09.00 WIB s.d. selesai"


def test_a_rundown_row_has_hours_without_zone():
    assert dates.format_hour_row(NINE, NINE + timedelta(minutes=15), JAKARTA) == "09.00–09.15"
    assert dates.format_hour_row(NINE, None, JAKARTA) == "09.00"
    assert dates.format_hour_row(None, None, JAKARTA) == ""


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        dates.format_time(datetime(2018, 4, 30, 9), JAKARTA)


def test_english_pages_have_english_dates():
    assert dates.format_day_date(date(2018, 4, 30), language="en") == "Monday, 30 April 2018"
    assert dates.format_short_month(date(2018, 8, 1), language="en") == "Aug"
    assert dates.format_short_month(date(2018, 8, 1)) == "Agu"


def test_a_moment_is_told_on_screens_and_in_sentences():
    assert dates.format_moment(NINE, JAKARTA) == "30 April 2018, 09.00 WIB"
    assert dates.format_moment(NINE, JAKARTA, "en") == "30 April 2018, 09.00 WIB"
    assert dates.format_moment_in_sentence(NINE, JAYAPURA) == "30 April 2018 pukul 11.00 WIT"


def test_hours_that_end_on_another_day_say_it() -> None:
    start = datetime(2026, 4, 30, 15, 0, tzinfo=UTC)  # 22.00 WIB

    assert dates.format_span(start, start + timedelta(hours=1), "Asia/Jakarta") == "22.00–23.00 WIB"
    assert dates.format_span(start, start + timedelta(hours=4), "Asia/Jakarta") == "22.00–02.00 WIB (1 Mei 2026)"
    assert dates.format_span(start, None, "Asia/Jakarta") == "22.00 WIB"
    assert dates.format_time_of(start, start, "Asia/Jakarta") == "22.00 WIB"
    assert dates.format_time_of(start + timedelta(hours=3), start, "Asia/Jakarta", "en") == "01.00 WIB, 1 May 2026"


@pytest.mark.parametrize(
    ("end", "lines"),
    [
        (None, ("Monday, 30 April 2018", "at 09.00 WIB until finished")),
        (NINE + timedelta(hours=3), ("Monday, 30 April 2018", "at 09.00 to 12.00 WIB")),
        (NINE + timedelta(hours=11) + timedelta(hours=5), ("Monday to Tuesday, 30 April to 1 May 2018", "at 09.00 WIB until finished")),
    ],
)  # fmt: skip  # -- table
def test_a_page_in_english_says_when_in_english(end: datetime | None, lines: tuple[str, str]):
    assert dates.schedule_lines(NINE, end, JAKARTA, "en") == lines


def test_past_midnight_the_english_page_says_on_the_next_day():
    late = NINE + timedelta(hours=13)

    assert dates.schedule_lines(late, late + timedelta(hours=4), JAKARTA, "en")[1] == "at 22.00 to 02.00 WIB (next day)"


def test_the_hours_of_a_stay_say_each_date_once_and_only_where_it_is_another_one() -> None:
    day = datetime(2026, 4, 30, 2, tzinfo=UTC)

    def told(came: float, left: float | None) -> str:
        ends = None if left is None else day + timedelta(hours=left)
        return dates.format_stay(day + timedelta(hours=came), ends, day, "Asia/Jakarta")

    assert told(0, 3) == "09.00–12.00 WIB"
    assert told(0, None) == "09.00 WIB"
    assert told(0, 24) == "09.00–09.00 WIB (1 Mei 2026)"
    assert told(24, 27) == "09.00–12.00 WIB, 1 Mei 2026"
    assert told(24, 48) == "09.00 WIB, 1 Mei 2026 – 09.00 WIB, 2 Mei 2026"

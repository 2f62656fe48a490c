"""The zones that are offered, and what stands behind a time."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

from meetings.writing import zones

TIME_TS = Path(__file__).parents[2] / "frontend/shared/time.ts"


def test_indonesias_zones_are_offered_with_their_abbreviations() -> None:
    assert zones.choices() == [
        ("Asia/Jakarta", "WIB (Jakarta)"),
        ("Asia/Pontianak", "WIB (Pontianak)"),
        ("Asia/Makassar", "WITA (Makassar)"),
        ("Asia/Jayapura", "WIT (Jayapura)"),
    ]
    assert all(ZoneInfo(zone) for zone in zones.OFFERED)
    assert zones.DEFAULT in zones.OFFERED


def test_a_former_name_and_a_zone_abroad_have_an_abbreviation() -> None:
    assert zones.abbreviation("Asia/Ujung_Pandang") == "WITA"
    assert zones.abbreviation("Asia/Singapore") == "UTC+8"
    assert zones.abbreviation("America/St_Johns") == "UTC-3.30"


def test_the_browser_knows_the_same_abbreviations() -> None:
    table = re.search(r"ABBREVIATIONS[^{]*\{(.*?)\}", TIME_TS.read_text(), re.DOTALL)

    assert table
    assert dict(re.findall(r'"([\w/]+)": "(\w+)"', table[1])) == zones.OFFERED

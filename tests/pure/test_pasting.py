"""A list that an institution pastes without titles: what stands between its columns."""

from datetime import date

import pytest

from meetings.domain.delegations.pasting import read_pasted
from meetings.errors import InvalidInput

TODAY = date(2026, 12, 1)


def _read(text: str) -> list[tuple[int, str, str, str]]:
    return [(row, each.title_front, each.name, each.position) for row, each in read_pasted(text, TODAY)]


@pytest.mark.parametrize("between", ["\t", ";"])
@pytest.mark.parametrize("numbered", [True, False])
def test_tabs_and_semicolons_stand_between_columns(between: str, numbered: bool) -> None:
    rows = [["1", "Drs. Ani, S.H., M.Si.", "", "Camat"], ["2", "Budi", "", "Staf"]]
    text = "\n".join(between.join(row if numbered else row[1:]) for row in rows)
    assert _read(text) == [(1, "Drs.", "Ani", "Camat"), (2, "", "Budi", "Staf")]


def test_commas_belong_to_degrees_and_a_table_of_commas_is_told_a_way_on() -> None:
    assert _read("Drs. Ani, S.H.\nBudi, M.Si.") == [(1, "Drs.", "Ani", ""), (2, "", "Budi", "")]
    with pytest.raises(InvalidInput, match=r"Baris 1.*pisahkan dengan titik koma"):
        _read("1,Ani,,Camat\n2,Budi,,Staf")

"""Seats by precedence, and who gets which."""

import pytest

from meetings.domain.participants.details import protocol_order
from meetings.domain.seating.filling import Guest, Offer, fill, offers
from meetings.domain.seating.layout import Block, by_precedence, carried, codes_of, draw, find_code, letters, middle_first
from meetings.enums import SeatShape

HALL = Block(SeatShape.ROWS, lines=2, seats=3)


def guests(*names: str, **more: dict[str, object]) -> list[Guest]:
    return [Guest(name, (n,), **more.get(name, {})) for n, name in enumerate(names)]


def test_the_middle_of_a_line_comes_first_and_then_its_right_hand() -> None:
    assert middle_first("12345") == ["3", "4", "2", "5", "1"]
    assert middle_first("1234") == ["3", "2", "4", "1"]
    assert middle_first("1") == ["1"]
    assert [letters(n) for n in (1, 26, 27, 60)] == ["A", "Z", "AA", "BH"]


@pytest.mark.parametrize(
    ("block", "order"),
    [
        (HALL, "A-2 A-3 A-1 B-2 B-3 B-1"),
        (Block(SeatShape.ROWS, 2, 3, prefix="VIP ", from_centre=False), "VIP A-1,VIP A-2,VIP A-3,VIP B-1,VIP B-2,VIP B-3"),
        (Block(SeatShape.TABLES, 2, 2, prefix="Meja "), "Meja 1-1,Meja 1-2,Meja 2-1,Meja 2-2"),
        (Block(SeatShape.U_SHAPE, 3, 2, from_centre=False), "4 3 5 2 6 1 7"),
        (Block(SeatShape.U_SHAPE, 4, 1), "3 4 2 5 1 6"),
        (Block(SeatShape.ROWS, 1, 3, reserved=frozenset({"A-2"})), "A-3 A-1"),
    ],
)
def test_seats_are_filled_from_the_best_one_on(block: Block, order: str) -> None:
    assert by_precedence(block) == order.split("," if "," in order else " ")


def test_a_u_is_numbered_along_its_outside() -> None:
    drawn = draw(Block(SeatShape.U_SHAPE, lines=3, seats=2))

    assert (drawn.left, drawn.rows[0][1], drawn.right) == (["2", "1"], ["3", "4", "5"], ["6", "7"])
    assert codes_of(Block(SeatShape.U_SHAPE, lines=3, seats=2)) == list("1234567")


def test_seats_keep_their_people_behind_another_prefix_and_while_they_are_there() -> None:
    smaller = Block(SeatShape.ROWS, lines=1, seats=2, prefix="VIP ")

    assert carried(HALL, smaller) == {"A-1": "VIP A-1", "A-2": "VIP A-2", "A-3": "", "B-1": "", "B-2": "", "B-3": ""}
    assert set(carried(HALL, Block(SeatShape.TABLES, 2, 3)).values()) == {""}
    assert find_code(codes_of(smaller), "vipa-1") == "VIP A-1" and find_code(codes_of(smaller), "A-1") == ""


def test_people_sit_in_protocol_order_and_who_is_left_over_has_no_seat() -> None:
    assert fill([HALL], guests("bupati", "wakil", "sekda"), anew=True) == {"bupati": "A-2", "wakil": "A-3", "sekda": "A-1"}
    assert fill([Block(SeatShape.ROWS, 1, 1)], guests("a", "b"), anew=True) == {"a": "A-1", "b": ""}


def test_a_part_of_the_hall_is_for_its_categories_who_sit_elsewhere_once_it_is_full() -> None:
    vip = Block(SeatShape.ROWS, 1, 1, prefix="VIP ", categories=frozenset({"pimpinan"}))
    first = {"category": "pimpinan"}

    placed = fill([vip, HALL], guests("lurah", "bupati", "wakil", bupati=first, wakil=first), anew=True)

    assert placed == {"lurah": "A-2", "bupati": "VIP A-1", "wakil": "A-3"}


def test_an_answer_that_changes_moves_nobody_besides() -> None:
    seated = {"camat": {"seat": "A-2"}, "lurah": {"seat": "A-1"}}

    assert fill([HALL], guests("sekda", "camat", "lurah", **seated), anew=False) == {
        "camat": "A-2",
        "lurah": "A-1",
        "sekda": "A-3",
    }
    assert fill([HALL], guests("sekda", "camat", "lurah", **seated), anew=True) == {
        "sekda": "A-2",
        "camat": "A-3",
        "lurah": "A-1",
    }


def test_who_was_placed_by_hand_stays_also_beside_the_plan_and_on_a_seat_kept_free() -> None:
    hall = Block(SeatShape.ROWS, 1, 3, reserved=frozenset({"A-1"}))
    held = {"camat": {"seat": "A-2", "held": True}, "mc": {"seat": "Panggung", "held": True}, "ajudan": {"seat": "A-1"}}

    placed = fill([hall], guests("sekda", "camat", "mc", "ajudan", **held), anew=True)

    assert placed == {"sekda": "A-3", "camat": "A-2", "mc": "Panggung", "ajudan": ""}


def test_of_two_on_one_seat_the_one_placed_by_hand_keeps_it() -> None:
    twice = {"a": {"seat": "A-2"}, "b": {"seat": "A-2", "held": True}}

    assert fill([HALL], guests("a", "b", **twice), anew=False) == {"b": "A-2", "a": "A-3"}


def test_who_was_placed_beside_the_plan_may_sit_together() -> None:
    stage = {"a": {"seat": "Panggung", "held": True}, "b": {"seat": "Panggung", "held": True}}

    assert fill([HALL], guests("a", "b", **stage), anew=True) == {"a": "Panggung", "b": "Panggung"}


def test_a_representative_takes_over_the_seat_where_the_plan_says_so() -> None:
    heir = {"wakil": {"heirs": "B-1"}}

    assert fill([HALL], guests("lurah", "wakil", **heir), anew=False) == {"lurah": "A-2", "wakil": "B-1"}


def test_offices_stand_in_the_order_of_law_9_of_2010() -> None:
    offices = (  # article 11, letters a to m
        "Wali Kota Bogor",
        "Wakil Wali Kota Bogor",
        "Mantan Bupati Bogor",
        "Ketua DPRD Kota Bogor",
        "Wakil Ketua DPRD Kota Bogor",
        "Kapolresta Bogor Kota",
        "Anggota DPRD Kota Bogor",
        "Kepala Dinas Kesehatan",
        "Danramil 0606-01",
        "Camat Bogor Tengah",
        "Lurah Pabaton",
    )
    orders = [protocol_order(office, "") for office in offices]

    assert orders == sorted(set(orders))
    assert protocol_order("Plt. Camat Bogor Tengah", "") == protocol_order("Camat Bogor Tengah", "")
    assert protocol_order("Gubernur Jawa Barat", "") < protocol_order("Wali Kota Bogor", "")


def test_a_released_seat_of_honour_goes_to_no_lower_rank_by_itself_and_is_offered_to_the_next() -> None:
    seated = {"wakil": {"seat": "A-3"}, "sekda": {"seat": "A-1"}, "camat": {"seat": "B-2"}}
    before = guests("wakil", "sekda", "camat", "lurah", **seated)

    assert fill([HALL], before, anew=False)["lurah"] == "B-3"
    assert offers([HALL], before[:3]) == [Offer("A-2", "wakil", "A-3")]
    full = Block(SeatShape.ROWS, 1, 3)
    assert (
        fill([full], guests("sekda", "lurah", sekda={"seat": "A-1"}), anew=False)["lurah"] == "A-3"
    )  # the farthest that is left
    held = guests("wakil", wakil={"seat": "A-3", "held": True})
    assert offers([HALL], held) == []


def test_who_was_left_without_a_seat_by_hand_gets_none_by_itself() -> None:
    assert fill([HALL], guests("a", "b", a={"held": True}), anew=True) == {"a": "", "b": "A-2"}

"""Whom a name on a screen may mean: proposed with a score and the reason, and left to a person where it does not tell."""

import pytest

from meetings.documents.sheets.online_reports.people import Attendee, is_device, screen_key
from meetings.domain.online_reports.matching import SURE, Candidate, Directory, Listed, Why, place_key, proposed
from meetings.writing.names import sort_key

LIST = (
    ("1", "Supriyanto", "Sekretaris Daerah", "Kabupaten Lampung Selatan"),
    ("2", "Dewi Lestari", "Kepala Bagian Organisasi", "Kab. Lampung Selatan"),
    ("3", "Budi Santoso", "Camat", "Kecamatan Bogor Tengah"),
    ("4", "Budi Santoso", "Lurah", "Kelurahan Paledang"),
    ("5", "Muhammad Yusuf Ali", "Kepala Dinas", "Dinas Kesehatan Kota Bogor"),
    ("6", "Rina Wati", "Kepala Bagian Organisasi", "Pemerintah Kabupaten Tanggamus"),
    ("7", "Wawan Setiawan", "Ketua", "PPK Kebonagung"),
    ("8", "Sutrisno", "Kepala Bidang", "Bappeda Kota Bogor"),
    ("9", "Ahmad", "Asisten Administrasi Umum", "Kab. Lampung Tengah"),
    ("10", "Basuki", "Asisten Pemerintahan", "Kab. Lampung Tengah"),
)
PEOPLE = [
    Listed(id, sort_key(name), f"name:{name}|{place}", office, place, f"p{id}@example.go.id") for id, name, office, place in LIST
]
ROOM = Listed(
    "r1",
    screen_key("LAMSEL"),
    "kabupaten lampung selatan|ruang sekda",
    "Ruang Sekda",
    "Kab. Lampung Selatan",
    room=True,
    people=3,
)


def on_screen(name: str, email: str = "") -> Attendee:
    return Attendee("k", name, "", email, "", (2,), (), 60, 1, False)


def found(name: str, email: str = "", **more: object) -> list[Candidate]:
    return Directory([*PEOPLE, ROOM], **more).candidates(on_screen(name, email))


@pytest.mark.parametrize(
    ("name", "who", "sure"),
    [
        ("Kab. Lampung Selatan_Supriyanto_Sekda", "1", True),
        ("Supriyanto - Sekda - Kab Lampung Selatan", "1", True),
        ("Kab. Lampung Selatan_Sekda", "1", False),
        ("Kabupaten Lampung Selatan – Kabag Organisasi", "2", False),
        ("Kab. Lampung Selatan | Plt. Sekda", "1", False),
        ("Kec. Bogor Tengah_Budi Santoso", "3", True),
        ("H. M. Yusuf Ali, S.Kom. / Dinkes Kota Bogor", "5", False),
        ("dr. Muhammad Yusuf Ali, M.Kes.", "5", True),
        ("Pemkab Tanggamus", "6", False),
        ("PPK Kebonagung – Wawan", "7", False),
        ("Sutrisno_Bappeda Kota Bogor", "8", True),
        ("LAMSEL", "r1", True),
    ],
)
def test_a_name_as_people_write_it_is_proposed(name: str, who: str, sure: bool) -> None:
    best = proposed(found(name))

    assert best is not None and best.who.id == who, found(name)
    assert (best.score >= SURE) is sure and best.why


@pytest.mark.parametrize(
    "name", ["Budi Santoso", "Kab. Lampung Tengah_Asisten", "Kab. Pesawaran_Sekda", "iPhone", "Orang Tak Dikenal"]
)
def test_namesakes_and_strangers_are_left_to_a_person(name: str) -> None:
    assert proposed(found(name)) is None
    assert {each.who.id for each in found("Budi Santoso")} == {"3", "4"}
    assert {each.who.id for each in found("Kab. Lampung Tengah_Asisten")} == {"9", "10"}


def test_a_name_that_says_another_office_is_not_taken_for_its_namesake() -> None:
    assert proposed(found("Kab. Tanggamus_Supriyanto")) is None
    assert [(each.who.id, each.why) for each in found("Kab. Tanggamus_Supriyanto")][0] == ("1", (Why.NAME, Why.ELSEWHERE))


def test_somebody_else_in_the_seat_of_an_office_is_not_its_holder() -> None:
    assert proposed(found("Kab. Lampung Selatan_Rahmat Hidayat_Sekda")) is None


def test_the_address_and_what_was_confirmed_before_go_before_the_name() -> None:
    assert [(each.who.id, each.score, each.why) for each in found("Budi Santoso", "P4@example.go.id")][0] == (
        "4",
        100,
        (Why.EMAIL,),
    )
    known = {screen_key("HP Pak Camat"): PEOPLE[2].remembered}
    assert [(each.who.id, each.why) for each in found("hp pak  camat", aliases=known)] == [("3", (Why.ALIAS,))]
    assert found("HP Pak Camat", aliases={screen_key("HP Pak Camat"): "p:nip:1"}) == []


def test_one_place_in_its_spellings() -> None:
    assert len({place_key(each) for each in ("Pemkab Tanggamus", "Pemerintah Daerah Kabupaten Tanggamus", "Kab.Tanggamus")}) == 1


@pytest.mark.parametrize(
    ("name", "device"),
    [
        ("iPhone", True),
        ("Galaxy A10", True),
        ("LAPTOP-7F2K", True),
        ("Zoom User", True),
        ("iPhone Budi", False),
        ("Kota Metro_Sekda", False),
    ],
)
def test_a_device_is_nobody(name: str, device: bool) -> None:
    assert is_device(name) is device

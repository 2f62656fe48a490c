"""Where a meeting takes place, in words."""

from meetings.models import Meeting


def test_a_room_is_named_with_its_place_and_the_city_once() -> None:
    assert Meeting(place="IPB Convention Centre", city="Bogor").hall("Aula") == "Aula, IPB Convention Centre, Bogor"
    assert Meeting(place="Balai Kota Bogor", city="Bogor").hall("Paseban") == "Paseban, Balai Kota Bogor"
    assert Meeting(place="", city="Bogor").hall("") == ""

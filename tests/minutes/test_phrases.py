"""Phrases of an organisation: kept, ordered, offered to the units below, and filled in for minutes."""

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Action
from meetings.domain.minutes import phrases
from meetings.errors import Conflict, InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import AuditEntry, MinutesPhrase, Organisation
from tests.factories.accounts import make_organisation
from tests.factories.minutes import make_minutes


def add(organisation: Organisation, name: str, text: str = "<div>Isi</div>") -> MinutesPhrase:
    return rules.add_phrase(organisation, name, text, SYSTEM, clock.now())


def names(organisation: Organisation) -> list[tuple[str, list[str]]]:
    return [(unit.name, [each.name for each in offered]) for unit, offered in rules.phrases_for(organisation)]


def test_own_phrases_come_first_and_those_above_follow_by_their_unit(app: Flask) -> None:
    city = make_organisation("Kota Bogor")
    office = make_organisation("Dinas Kominfo", city)
    other = make_organisation("Dinas Sosial", city)
    for unit, name in [(city, "Pembukaan"), (office, "Penutup"), (office, "Arahan"), (other, "Lain")]:
        add(unit, name)

    assert names(office) == [("Dinas Kominfo", ["Penutup", "Arahan"]), ("Kota Bogor", ["Pembukaan"])]
    assert names(city) == [("Kota Bogor", ["Pembukaan"])]


def test_a_text_holds_what_minutes_may_hold_and_no_picture(app: Flask) -> None:
    figure = '<figure data-picture="abcdefghijklmnop" data-alt="x"><figcaption>Foto</figcaption></figure>'

    phrase = add(make_organisation(), "A", f'<div onclick="x()">Isi <strong>tebal</strong><script>y()</script></div>{figure}')

    assert phrase.text == "<div>Isi <strong>tebal</strong></div>"


@pytest.mark.parametrize("text", ["", "<div> </div>", "<div>" + "x" * phrases.LONGEST + "</div>", "<ul><li>" * 30 + "x"])
def test_empty_long_and_deep_texts_are_refused(app: Flask, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(make_organisation(), "A", text)

    assert refused.value.field == "text"


def test_a_name_stands_once_in_an_organisation(app: Flask) -> None:
    city = make_organisation()
    first, second = add(city, "Pembukaan"), add(city, "Penutup")

    with pytest.raises(Conflict) as refused:
        add(city, "Pembukaan")
    assert refused.value.field == "name"
    with pytest.raises(Conflict):
        rules.change_phrase(second, "Pembukaan", second.text, SYSTEM, clock.now())
    add(make_organisation("Unit", city), "Pembukaan")  # another's
    assert [each.name for each in rules.phrases_for(city)[0][1]] == [first.name, "Penutup"]


def test_an_organisation_keeps_at_most_so_many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "MOST", 2)
    city = make_organisation()
    add(city, "A"), add(city, "B")

    with pytest.raises(Conflict, match="Paling banyak 2"):
        add(city, "C")


def test_they_are_moved_and_removed_and_the_trail_tells(app: Flask) -> None:
    city = make_organisation()
    a, b, c = (add(city, name) for name in "ABC")

    assert rules.move_phrase(c, -1, SYSTEM, clock.now()) == (2, 3)
    assert rules.move_phrase(a, -1, SYSTEM, clock.now()) == (1, 3)  # it is the first already
    rules.change_phrase(b, "B", "<div>Baru</div>", SYSTEM, clock.now())
    rules.change_phrase(b, "B", "<div>Baru</div>", SYSTEM, clock.now())  # nothing new
    rules.remove_phrase(a, SYSTEM, clock.now())

    assert names(city) == [(city.name, ["C", "B"])]
    entries = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.organisation_id == city.id, AuditEntry.action.startswith("phrase."))
    ).all()
    told = sorted((each.action, each.target_name) for each in entries)
    added = [(Action.PHRASE_ADDED.value, name) for name in "ABC"]
    assert told == sorted(
        [
            *added,
            (Action.PHRASE_MOVED.value, "C"),
            (Action.PHRASE_CHANGED.value, "B"),
            (Action.PHRASE_REMOVED.value, "A"),
        ]
    )
    with pytest.raises(NotFound):
        rules.get_phrase(city, a.id)


def test_a_phrase_is_found_in_its_own_organisation_alone(app: Flask) -> None:
    city = make_organisation()
    phrase = add(city, "A")

    assert rules.get_phrase(city, phrase.id) is phrase
    with pytest.raises(NotFound):
        rules.get_phrase(make_organisation("Unit", city), phrase.id)


def test_placeholders_say_what_the_minutes_say(app: Flask) -> None:
    minutes = make_minutes()
    minutes.chair_name, minutes.room, minutes.meeting.title = "A & <b>B</b>", "Ruang I", "Rakerda 2026"

    filled = rules.fill_phrase("<div>{pimpinan} | {rapat} | {tempat} | {tanggal} | {lain}</div>", minutes)

    chair, meeting, place, day, other = filled.removeprefix("<div>").removesuffix("</div>").split(" | ")
    assert chair == "A &amp; &lt;b&gt;B&lt;/b&gt;, Wali Kota Bogor"
    assert (meeting, other) == ("Rakerda 2026", "{lain}")
    assert place.startswith("Ruang I")
    assert str(minutes.started_at.year) in day


def test_what_is_not_known_stays_to_be_seen_and_the_check_names_it(app: Flask) -> None:
    minutes = make_minutes()
    minutes.chair_name = ""
    item = minutes.items[0]

    item.discussion = rules.fill_phrase("<div>Dipimpin {pimpinan} di {tempat}.</div>", minutes)

    assert "{pimpinan}" in item.discussion and "{tempat}" not in item.discussion
    told = [each.message for each in rules.check_minutes(minutes) if each.anchor == item.id]
    assert "{pimpinan} dari frasa belum diganti dengan isinya." in told

"""What was saved, removed and refused of minutes stays, can be compared, and comes back."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Actor
from meetings.domain.minutes import ActionText, ItemText
from meetings.domain.minutes.history import changes_between, list_revisions, restore, revision_before, writing_now
from meetings.domain.minutes.revisions import keep_refused, last_stored, typed_content
from meetings.enums import RevisionKind, Role
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import ActionItem, AgendaItem, Minutes, MinutesItem, MinutesRevision
from tests.factories.minutes import actor_of, make_approved, make_minutes, make_officer, publish, submit

SITI = Actor("user", "penulisnotula001", "Siti Rahmawati")
ADE = Actor("user", "penulisnotula002", "Ade")
LONG = "<div>Pemerintah daerah menyusun rencana kerja dan anggaran menurut prioritas yang dibahas pada rapat ini.</div>"
K = RevisionKind


def save(item: MinutesItem, text: ItemText, actor: Actor = SITI, later: int = 0) -> None:
    rules.save_item(item, text, item.revision, actor, clock.now() + timedelta(minutes=later))


def kept(minutes: Minutes) -> list[MinutesRevision]:
    """From the first to the last."""
    return list(reversed(list_revisions(minutes, "", 1, 100).items))


def test_the_state_before_the_first_save_is_kept_too(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]

    save(item, ItemText("Arahan", discussion="<div>Satu</div>"))

    before, saved = kept(minutes)
    assert (before.kind, before.title, before.actor_name) == (K.BEFORE, "Arahan Wali Kota", "")
    assert (saved.kind, saved.content["discussion"], saved.actor_name) == (K.SAVED, "<div>Satu</div>", "Siti Rahmawati")
    assert set(saved.fields) == {"title", "discussion", *(["speakers"] if before.content["speakers"] else [])}


def test_saves_of_one_sitting_are_one_revision_and_those_of_two_people_are_not(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    for words in ("Satu", "Satu dua", "Satu dua tiga"):
        save(item, ItemText("A", discussion=f"<div>{words}</div>"))
    save(item, ItemText("A", discussion="<div>Satu dua tiga empat</div>"), ADE)
    save(item, ItemText("A", discussion="<div>Satu dua tiga empat lima</div>"), SITI, later=11)

    told = [(each.kind, each.actor_name, each.content["discussion"]) for each in kept(minutes)[1:]]
    assert told == [
        (K.SAVED, "Siti Rahmawati", "<div>Satu dua tiga</div>"),
        (K.SAVED, "Ade", "<div>Satu dua tiga empat</div>"),
        (K.SAVED, "Siti Rahmawati", "<div>Satu dua tiga empat lima</div>"),
    ]


def test_a_long_sitting_is_told_in_parts(app: Flask) -> None:
    minutes = make_minutes()
    for number in range(4):
        save(minutes.items[0], ItemText("A", discussion=f"<div>{'x ' * number}</div>"), later=number * 6)

    assert [each.kind for each in kept(minutes)] == [K.BEFORE, K.SAVED, K.SAVED]


def test_what_a_save_takes_away_is_kept_also_within_a_sitting(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    save(item, ItemText("A", discussion=LONG))

    save(item, ItemText("A"))  # all marked and deleted, and the editor saved that
    save(item, ItemText("A", discussion="<div>Lain</div>"))

    assert [each.content["discussion"] for each in kept(minutes)[1:]] == [LONG, "<div>Lain</div>"]


def test_a_save_that_says_nothing_new_leaves_nothing(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    save(item, ItemText("A", discussion=LONG))
    before = len(kept(minutes))

    save(item, ItemText("A", discussion=LONG))

    assert len(kept(minutes)) == before


def test_a_removed_item_comes_back_whole_where_it_stood(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    actions = (ActionText("Menyusun RKA", "Dinas Kesehatan", "Budi", date(2027, 1, 31)),)
    text = ItemText("Arahan", "Siti, Camat", LONG, ("Satu", "Dua"), actions)
    save(item, text)
    gone, origin = item.id, item.actions[0].origin_id
    rules.remove_item(item, item.revision, ADE, clock.now())
    db.session.expire_all()
    assert gone not in {each.id for each in minutes.items}

    last = last_stored(gone)
    assert last and (last.kind, last.actor_name) == (K.REMOVED, "Ade")
    restore(minutes, last, SITI, clock.now())
    db.session.expire_all()

    back = minutes.items[0]
    assert (back.id, back.title, back.speakers, back.discussion) == (gone, "Arahan", "Siti, Camat", LONG)
    assert [each.text for each in back.decisions] == ["Satu", "Dua"]
    task = back.actions[0]
    assert (task.text, task.institution, task.person, task.due_on) == (
        "Menyusun RKA",
        "Dinas Kesehatan",
        "Budi",
        date(2027, 1, 31),
    )
    assert task.origin_id == origin  # the same task through all versions
    assert [each.kind for each in kept(minutes)][-2:] == [K.REMOVED, K.RESTORED]


def test_what_nobody_touched_is_compared_with_itself_when_it_is_taken_out(app: Flask) -> None:
    first = make_approved()
    publish(first)
    correction = rules.correct_minutes(first, "Nama keliru", ADE, clock.now())
    item = correction.items[0]
    assert item.discussion

    rules.remove_item(item, item.revision, ADE, clock.now())

    before, removed = kept(correction)
    assert (before.kind, removed.kind, revision_before(removed)) == (K.BEFORE, K.REMOVED, before)
    assert changes_between(before, removed) == [] and before.content["discussion"] == item.discussion


def test_what_was_overwritten_comes_back_and_nothing_is_thrown_away(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    save(item, ItemText("A", discussion=LONG, decisions=("Satu",)))
    save(item, ItemText("A", discussion="<div>Lain sama sekali</div>"), ADE)
    first = next(each for each in kept(minutes) if each.content["discussion"] == LONG)

    restore(minutes, first, ADE, clock.now())
    db.session.expire_all()

    assert (item.discussion, [each.text for each in item.decisions]) == (LONG, ["Satu"])
    assert [each.content["discussion"] for each in kept(minutes)[1:]] == [LONG, "<div>Lain sama sekali</div>", LONG]


def test_a_task_restored_beside_itself_is_another_task(app: Flask) -> None:
    minutes = make_minutes()
    one, other = minutes.items
    save(one, ItemText("A", actions=(ActionText("Tugas"),)))
    held = last_stored(one.id)
    assert held
    twin = {**held.content, "actions": [{**held.content["actions"][0], "id": ""}]}
    held.item_id, held.content = other.id, twin

    restore(minutes, held, SITI, clock.now())

    origins = db.session.scalars(sa.select(ActionItem.origin_id)).all()
    assert len(origins) == len(set(origins)) == 2


def test_nothing_is_restored_into_what_is_handed_in(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    save(item, ItemText("A", discussion=LONG))
    before = kept(minutes)[0]
    submit(minutes, actor_of(make_officer(minutes.meeting.organisation, Role.SECRETARY)))

    with pytest.raises(WrongState):
        restore(minutes, before, SITI, clock.now())


def test_a_refused_text_is_kept_and_is_no_state_of_the_item(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    save(item, ItemText("A", discussion=LONG))

    keep_refused(minutes.id, item.id, typed_content(ItemText("A", discussion="<div>Tulisan saya</div>")), ADE, clock.now())
    keep_refused(minutes.id, item.id, typed_content(ItemText("A", discussion="<div>Tulisan saya lagi</div>")), ADE, clock.now())

    refused = [each for each in kept(minutes) if each.kind is K.REFUSED]
    assert [(each.actor_name, each.content["discussion"]) for each in refused] == [("Ade", "<div>Tulisan saya lagi</div>")]
    last = last_stored(item.id)
    assert last and last.content["discussion"] == LONG
    before = revision_before(refused[0])
    assert before is last
    assert [change.label for change in changes_between(before, refused[0])] == ["Pembahasan"]


@pytest.mark.parametrize("whose", ["nobody", "other minutes"])
def test_nothing_is_kept_of_an_item_that_these_minutes_never_had(app: Flask, whose: str) -> None:
    minutes, other = make_minutes(), make_minutes()
    item_id = other.items[0].id if whose == "other minutes" else "tidakpernahada01"

    keep_refused(minutes.id, item_id, typed_content(ItemText("A")), ADE, clock.now())

    assert db.session.scalar(sa.select(sa.func.count(MinutesRevision.id))) == 0


def test_two_items_cannot_be_compared(app: Flask) -> None:
    minutes = make_minutes()
    for item in minutes.items:
        save(item, ItemText("A", discussion=LONG))
    one, other = (last_stored(item.id) for item in minutes.items)
    assert one and other

    with pytest.raises(InvalidInput):
        changes_between(one, other)


def test_who_saved_a_moment_ago_is_told_to_the_others(app: Flask) -> None:
    minutes = make_minutes()
    one, other = minutes.items
    save(one, ItemText("A"))
    save(other, ItemText("B"), ADE)
    at = clock.now()

    assert writing_now(minutes, SITI.id, at) == {other.id: "Ade"}
    assert writing_now(minutes, None, at) == {one.id: "Siti Rahmawati", other.id: "Ade"}
    assert writing_now(minutes, None, at + timedelta(minutes=2)) == {}


def test_the_session_takes_an_untouched_item_out_and_its_text_stays(app: Flask) -> None:
    minutes = make_minutes()
    item = minutes.items[1]
    gone, agenda = item.id, item.agenda_item_id
    db.session.execute(sa.delete(AgendaItem).where(AgendaItem.id == agenda))
    db.session.expire_all()

    assert rules.follow(minutes, clock.now())

    last = last_stored(gone)
    assert last and (last.kind, last.actor_name, last.title) == (K.REMOVED, SYSTEM.name, "Paparan prioritas 2027")


def test_history_goes_with_the_minutes(app: Flask) -> None:
    minutes = make_minutes()
    save(minutes.items[0], ItemText("A"))
    db.session.flush()

    db.session.execute(sa.delete(Minutes).where(Minutes.id == minutes.id))

    assert db.session.scalar(sa.select(sa.func.count(MinutesRevision.id))) == 0


def test_the_words_of_the_head_are_kept_and_come_back(app: Flask) -> None:
    minutes = make_minutes()
    rules.save_header(minutes, {"opening": LONG, "room": "Aula"}, minutes.revision, SITI, clock.now())
    rules.save_header(minutes, {"opening": "<div>Lain</div>"}, minutes.revision, ADE, clock.now())

    before, first, second = kept(minutes)
    assert [each.kind for each in (before, first, second)] == [K.BEFORE, K.SAVED, K.SAVED]
    assert first.fields == ["room", "opening"]
    assert [change.label for change in changes_between(first, second)] == ["Kata pembukaan"]

    restore(minutes, first, ADE, clock.now())

    assert (minutes.opening, minutes.room) == (LONG, "Aula")
    assert kept(minutes)[-1].kind is K.RESTORED


def test_another_layout_of_the_paper_is_no_change_of_words(app: Flask) -> None:
    minutes = make_minutes()

    rules.save_header(minutes, {"layout": "v2009"}, minutes.revision, SITI, clock.now())

    assert kept(minutes) == []

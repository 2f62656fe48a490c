"""Writing on a draft: what is kept, what is cleaned, and what happens when two people write."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import Action, Actor
from meetings.domain.minutes import ActionText, ItemText, Stale
from meetings.enums import DocumentState, Role
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import ActionItem, AuditEntry, Document, Minutes, MinutesItem
from tests.factories import make_organisation
from tests.factories.minutes import actor_of, make_minutes, make_officer, submit

NAMES = ['O\'Neil "Neil" <b>&amp;</b>', "{x} %(y)s", "ꦱꦶꦠꦶ", "محمد علي", "X", "A" * 300]
WRITER = Actor("user", "penulisnotula001", "Siti Rahmawati")


def save(item: MinutesItem, text: ItemText, actor: Actor = WRITER) -> list[str]:
    return rules.save_item(item, text, item.revision, actor, clock.now())


def test_everything_of_an_item_is_kept(app: Flask) -> None:
    item = make_minutes().items[0]
    action = ActionText("Menyusun RKA", "Dinas Kesehatan", "Budi", date(2027, 1, 31))

    (action_id,) = save(item, ItemText("Arahan", "A, B", "<div>Teks</div>", ("Satu", "Dua"), (action,)))
    db.session.expire_all()

    assert (item.title, item.speakers, item.discussion) == ("Arahan", "A, B", "<div>Teks</div>")
    assert [decision.text for decision in item.decisions] == ["Satu", "Dua"]
    stored = db.session.get_one(ActionItem, action_id)
    assert (stored.text, stored.institution, stored.person, stored.due_on) == (
        "Menyusun RKA",
        "Dinas Kesehatan",
        "Budi",
        date(2027, 1, 31),
    )
    assert item.revision == 2


def test_an_institution_of_the_tree_is_recognised(app: Flask) -> None:
    minutes = make_minutes()
    office = make_organisation("Dinas Kesehatan", minutes.meeting.organisation)

    (known, unknown) = save(
        minutes.items[0], ItemText("A", actions=(ActionText("x", "din. kesehatan"), ActionText("y", "PT Maju")))
    )

    assert db.session.get_one(ActionItem, known).organisation_id == office.id
    assert db.session.get_one(ActionItem, unknown).organisation_id is None


def test_rows_that_were_emptied_go_and_the_others_keep_their_ids(app: Flask) -> None:
    item = make_minutes().items[0]
    first, second = save(item, ItemText("A", decisions=("1", "2"), actions=(ActionText("a"), ActionText("b"))))

    kept = save(item, ItemText("A", decisions=("", "2"), actions=(ActionText("", id=first), ActionText("c", id=second))))
    db.session.expire_all()

    assert kept == ["", second]
    assert [decision.text for decision in item.decisions] == ["2"]
    assert [(action.id, action.text) for action in item.actions] == [(second, "c")]


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_exactly_as_typed(app: Flask, name: str) -> None:
    item = make_minutes().items[0]

    (action_id,) = save(item, ItemText(name, name, "", (name,), (ActionText(name, name, name),)))
    db.session.expire_all()

    action = db.session.get_one(ActionItem, action_id)
    assert {item.title, item.speakers, item.decisions[0].text, action.text, action.institution, action.person} == {name}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script><div>Isi</div>", "<div>Isi</div>"),
        ('<div onclick="x()" style="color:red">Isi</div>', "<div>Isi</div>"),
        ('<a href="javascript:x()">Isi</a>', '<a rel="noopener noreferrer nofollow">Isi</a>'),
        ('<img src=x onerror="x()">Isi', "Isi"),
        ("<div><br></div>", ""),
        ("&lt;b&gt;{x}", "&lt;b&gt;{x}"),
    ],
)
def test_only_harmless_html_is_kept(app: Flask, typed: str, kept: str) -> None:
    item = make_minutes().items[0]

    save(item, ItemText("A", discussion=typed))

    assert item.discussion == kept


def test_the_slower_of_two_writers_is_refused_and_nothing_changes(app: Flask) -> None:
    item = make_minutes().items[0]
    seen = item.revision
    rules.save_item(item, ItemText("Lebih dahulu", discussion="<div>satu</div>"), seen, WRITER, clock.now())
    db.session.commit()

    with pytest.raises(Stale):
        rules.save_item(item, ItemText("Terlambat"), seen, WRITER, clock.now())
    db.session.rollback()

    assert (item.title, item.discussion, item.revision) == ("Lebih dahulu", "<div>satu</div>", seen + 1)


def test_head_and_items_do_not_disturb_each_other(app: Flask) -> None:
    minutes = make_minutes()
    head = minutes.revision

    save(minutes.items[0], ItemText("A"))
    save(minutes.items[1], ItemText("B"))
    rules.save_header(minutes, {"chair_name": "Wakil"}, head, WRITER, clock.now())

    assert minutes.chair_name == "Wakil"


def test_times_must_be_in_order(app: Flask) -> None:
    minutes = make_minutes()

    with pytest.raises(InvalidInput) as refused:
        rules.save_header(minutes, {"ended_at": minutes.started_at}, minutes.revision, WRITER, clock.now())
    assert refused.value.field == "ended_at"


def test_submitted_minutes_cannot_be_written_on(app: Flask) -> None:
    minutes = make_minutes()
    secretary = make_officer(minutes.meeting.organisation, Role.SECRETARY)
    submit(minutes, actor_of(secretary))

    with pytest.raises(WrongState):
        save(minutes.items[0], ItemText("A"))
    with pytest.raises(WrongState):
        rules.add_item(minutes, ItemText("Baru"), WRITER, clock.now())


def test_items_are_added_moved_and_removed(app: Flask) -> None:
    minutes = make_minutes()
    added = rules.add_item(minutes, ItemText("Lain-lain"), WRITER, clock.now())
    db.session.expire_all()

    rules.move_item(added, -1, WRITER, clock.now())
    db.session.expire_all()
    assert [item.title for item in minutes.items] == ["Arahan Wali Kota", "Lain-lain", "Paparan prioritas 2027"]

    rules.move_item(minutes.items[0], -1, WRITER, clock.now())
    rules.remove_item(minutes.items[1], added.revision, WRITER, clock.now())
    db.session.expire_all()
    assert [item.title for item in minutes.items] == ["Arahan Wali Kota", "Paparan prioritas 2027"]


def test_an_item_changed_meanwhile_is_not_removed(app: Flask) -> None:
    item = make_minutes().items[0]
    seen = item.revision
    save(item, ItemText("Berisi"))

    with pytest.raises(Stale):
        rules.remove_item(item, seen, WRITER, clock.now())
    assert db.session.get(MinutesItem, item.id) is not None


def test_many_saves_of_one_sitting_are_one_audit_entry(app: Flask) -> None:
    minutes = make_minutes()
    for number in range(3):
        save(minutes.items[0], ItemText(f"Judul {number}"))
    save(minutes.items[0], ItemText("Orang lain"), Actor("user", "penulisnotula002", "Ade"))
    save(minutes.items[1], ItemText("Butir lain"))

    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.MINUTES_CHANGED.value)).all()
    assert sorted((entry.actor_name, entry.target_id) for entry in entries) == sorted(
        [
            ("Siti Rahmawati", minutes.items[0].id),
            ("Ade", minutes.items[0].id),
            ("Siti Rahmawati", minutes.items[1].id),
        ]
    )


def test_edits_print_the_draft_again_once(app: Flask) -> None:
    minutes = make_minutes()
    db.session.commit()
    render_documents()
    document = db.session.get_one(Document, minutes.draft_document_id, populate_existing=True)
    first = document.sha256

    for number in range(3):
        save(minutes.items[0], ItemText(f"Judul {number}"))
    db.session.commit()
    db.session.refresh(document)
    assert document.state is DocumentState.QUEUED
    assert document.updated_at > clock.now()  # not while the next letters are being typed
    document.updated_at = clock.now()
    db.session.commit()
    render_documents()

    db.session.refresh(document)
    assert document.state is DocumentState.READY
    assert document.sha256 != first
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 1


def test_a_text_beyond_the_limit_is_refused(app: Flask) -> None:
    item = make_minutes().items[0]

    with pytest.raises(InvalidInput):
        save(item, ItemText("A" * 301))
    with pytest.raises(InvalidInput):
        save(item, ItemText("A", discussion="x" * 200_001))
    with pytest.raises(InvalidInput, match="bersusun"):
        save(item, ItemText("A", discussion="<ul><li>" * 11 + "x" + "</li></ul>" * 11))
    assert db.session.get_one(Minutes, item.minutes_id).items[0].revision == 1


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ([], []),
        (["Wali Kota Bogor", "Arsip {lama}"], ["Wali Kota Bogor", "Arsip {lama}"]),
        (["{}"], []),
        (["{}", "Arsip"], ["Arsip"]),
        (["{'lines': ['Wali Kota', 'Arsip']}", "Ketua DPRD"], ["Wali Kota", "Arsip", "Ketua DPRD"]),
        ([str({"lines": [str({"lines": ["Arsip"]})]})], ["Arsip"]),
        (["{'lines': ['Wali", "{1}"], ["{'lines': ['Wali", "{1}"]),
    ],
)
def test_copies_that_the_editor_once_spoilt_are_read_as_they_were_meant(app: Flask, stored: list[str], read: list[str]) -> None:
    minutes = make_minutes()
    minutes.copies = {"lines": stored}

    assert rules.copies_of(minutes) == read
    assert rules.compose_minutes(minutes, clock.now()).cc == tuple(read)


def test_a_save_that_says_nothing_new_writes_nothing(app: Flask) -> None:
    item = make_minutes().items[0]
    text = ItemText("Judul", "Siti", "<div>isi</div>", ("setuju",), (ActionText("lengkapi"), ActionText("")))
    ids = rules.save_item(item, text, item.revision, WRITER, clock.now())
    revision, saved = item.revision, item.updated_at
    again = replace(text, actions=(replace(text.actions[0], id=ids[0]), text.actions[1]))

    assert rules.save_item(item, again, revision, WRITER, clock.now()) == ids
    db.session.expire_all()
    assert (item.revision, item.updated_at) == (revision, saved)
    with pytest.raises(Stale):
        rules.save_item(item, again, revision - 1, WRITER, clock.now())

"""The pages of the history, and what the editor's answers leave in it."""

from dataclasses import replace

from flask import Flask

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Actor
from meetings.domain.minutes import ItemText
from meetings.domain.minutes.history import list_revisions
from meetings.domain.minutes.revisions import last_stored
from meetings.enums import RevisionKind, Role
from meetings.extensions import db
from meetings.models import Minutes
from tests.factories.minutes import make_minutes
from tests.minutes.desk import SignIn, address, header, officer, typed
from tests.support.queries import count_queries

JSON = {"Accept": "application/json"}
ADE = Actor("user", "penulisnotula002", "Ade")


def refused_texts(minutes: Minutes) -> list[str]:
    rows = list_revisions(minutes, "", 1, 100).items
    return [each.content["discussion"] for each in rows if each.kind is RevisionKind.REFUSED]


def test_the_refused_text_of_a_conflict_is_in_the_history_and_the_other_is_named(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    data = typed(item, discussion_html="<div>Tulisan saya</div>")
    rules.save_item(item, ItemText("A", discussion="<div>Tulisan mereka</div>"), item.revision, ADE, clock.now())
    client = sign_in(officer(minutes, Role.SECRETARY))

    refused = client.post(address(minutes, f"/butir/{item.id}"), data=data, headers=JSON)

    assert refused.status_code == 409
    assert "Ade menyimpannya pada" in refused.json["html"]
    db.session.expire_all()
    assert item.discussion == "<div>Tulisan mereka</div>"
    assert refused_texts(minutes) == ["<div>Tulisan saya</div>"]


def test_what_was_typed_for_a_removed_item_is_in_the_history(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    data = typed(item, discussion_html="<div>Tulisan saya</div>")
    target = address(minutes, f"/butir/{item.id}")
    rules.remove_item(item, item.revision, SYSTEM, clock.now())
    client = sign_in(officer(minutes, Role.SECRETARY))

    assert client.post(target, data=data, headers=JSON).status_code == 404
    assert client.post(target, data=data).status_code == 404

    assert refused_texts(minutes) == ["<div>Tulisan saya</div>"]


def test_a_conflict_beyond_the_limit_is_shown_and_not_kept(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    data = {**typed(item, discussion_html="<div>Tulisan saya</div>"), "title": "A" * 301}
    client = sign_in(officer(minutes, Role.SECRETARY))
    rules.remove_item(item, item.revision, SYSTEM, clock.now())

    answer = client.post(address(minutes, f"/butir/{item.id}"), data=data, headers=JSON)

    assert answer.status_code == 404 and "Tulisan saya" in answer.json["html"]
    assert refused_texts(minutes) == []


def test_the_refused_head_is_in_the_history_and_can_be_restored(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    data = header(minutes, opening_html="<div>Pembukaan saya</div>")
    rules.save_header(minutes, {"opening": "<div>Pembukaan mereka</div>"}, minutes.revision, ADE, clock.now())
    client = sign_in(officer(minutes, Role.SECRETARY))

    assert client.post(address(minutes, "/kepala"), data=data, headers=JSON).status_code == 409
    refused = next(each for each in list_revisions(minutes, minutes.id, 1, 10).items if each.kind is RevisionKind.REFUSED)
    assert refused.content["opening"] == "<div>Pembukaan saya</div>"
    assert "Kepala notula" in client.get(address(minutes, f"/riwayat?butir={minutes.id}")).text
    assert "Kata pembukaan" in client.get(address(minutes, f"/riwayat/banding?ke={refused.id}")).text
    restored = client.post(address(minutes, f"/riwayat/{refused.id}/pulihkan"))
    db.session.expire_all()

    assert restored.location.endswith("#kepala")
    assert minutes.opening == "<div>Pembukaan saya</div>"


def test_from_the_list_to_what_changed_and_back(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    rules.save_item(item, ItemText("A", discussion="<div>Pagu 10 miliar</div>"), item.revision, ADE, clock.now())
    rules.save_item(item, ItemText("A", discussion="<div>Pagu 12 miliar</div>"), item.revision, SYSTEM, clock.now())
    newest = last_stored(item.id)
    assert newest
    client = sign_in(officer(minutes, Role.SECRETARY))

    listed = client.get(address(minutes, f"/riwayat?butir={item.id}"))
    compared = client.get(address(minutes, f"/riwayat/banding?ke={newest.id}"))
    older = list_revisions(minutes, item.id, 1, 10).items[1]
    both = client.get(address(minutes, f"/riwayat/banding?ke={older.id}&ke={newest.id}"))
    restored = client.post(address(minutes, f"/riwayat/{older.id}/pulihkan"))
    db.session.expire_all()

    assert "Ade" in listed.text and "Pembahasan" in listed.text
    for page in (compared, both):
        assert '<del class="went">10 </del>' in page.text and '<ins class="came">12 </ins>' in page.text
    assert restored.status_code == 302 and restored.location.endswith(f"/ubah#butir-{item.id}")
    assert item.discussion == "<div>Pagu 10 miliar</div>"


def test_three_or_none_or_two_items_cannot_be_compared(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    ids = []
    for item in minutes.items:
        rules.save_item(item, ItemText("A", discussion="<div>x</div>"), item.revision, ADE, clock.now())
        ids += [each.id for each in list_revisions(minutes, item.id, 1, 10).items]
    client = sign_in(officer(minutes, Role.SECRETARY))

    for wanted in ("", f"?ke={ids[0]}&ke={ids[1]}&ke={ids[2]}", f"?ke={ids[0]}&ke={ids[2]}"):
        answer = client.get(address(minutes, f"/riwayat/banding{wanted}"))
        assert answer.status_code == 302 and answer.location.endswith("/riwayat")
    assert client.get(address(minutes, "/riwayat/banding?ke=tidakada")).status_code == 404


def test_the_history_is_read_by_who_writes(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    rules.save_item(item, ItemText("A"), item.revision, ADE, clock.now())
    newest = last_stored(item.id)
    assert newest
    client = sign_in(officer(minutes, Role.APPROVER))

    assert client.get(address(minutes, "/riwayat")).status_code == 403
    assert client.get(address(minutes, f"/riwayat/banding?ke={newest.id}")).status_code == 403
    assert client.post(address(minutes, f"/riwayat/{newest.id}/pulihkan")).status_code == 403


def test_the_list_reads_no_contents_and_as_much_for_many_as_for_few(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    client = sign_in(officer(minutes, Role.SECRETARY))
    sent = {}
    for number in (1, 12):
        for turn in range(number):
            item = minutes.items[0]
            rules.save_item(
                item, ItemText(f"Judul {number} {turn}"), item.revision, replace(ADE, id=f"penulis{turn:09d}"), clock.now()
            )
        db.session.commit()
        with count_queries() as statements:
            assert client.get(address(minutes, "/riwayat")).status_code == 200
        sent[number] = list(statements)

    assert len(sent[1]) == len(sent[12])
    assert not [each for each in sent[12] if "minutes_revision.content" in each]

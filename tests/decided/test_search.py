"""Words looked for in all minutes: who finds what, where it stands, and what became of it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import decided
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.decided import search
from meetings.domain.minutes import ActionText, ItemText
from meetings.enums import MeetingKind, MeetingState, PassageKind, Role
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Meeting, Minutes, Passage
from tests.factories.accounts import make_organisation
from tests.factories.meetings import make_meeting
from tests.factories.minutes import approve, make_ended_session, make_minutes, make_officer, publish, revoke
from tests.support.client import signed_in

EVERYTHING = decided.Scope(sa.true(), sa.true())
SAID = "<div>Drainase <strong>Tanah&nbsp;Sareal</strong> dibahas: anggaran &amp; lahan.</div>"


def write(meeting: Meeting | None = None, said: str = SAID, decided_on: str = "Normalisasi Ciliwung dimulai Maret.") -> Minutes:
    """A draft on whose first item something is written."""
    minutes = make_minutes(make_ended_session(meeting))
    item = minutes.items[0]
    actions = (ActionText("Siapkan lahan", "Dinas PUPR", "Budi"),)
    rules.save_item(item, ItemText(item.title, "", said, (decided_on,), actions), item.revision, SYSTEM, clock.now())
    return minutes


def find(words: str, *, writer: bool = False, **narrowed: Any) -> list[decided.Hit]:
    """What somebody finds who may read all meetings."""
    wanted = decided.Wanted(words, **narrowed)
    found: list[decided.Hit] = decided.search_minutes(EVERYTHING, sa.true() if writer else sa.false(), wanted).page.items
    return found


def print_drafts() -> None:
    """As the jobs do a while after the last edit."""
    db.session.execute(sa.text("UPDATE document SET updated_at = created_at WHERE state = 'queued'"))
    db.session.commit()
    render_documents()


def test_what_was_published_is_found_by_its_words_however_they_are_spelled(app: Flask) -> None:
    publish(approve(write()))

    assert [hit.kind for hit in find("CILIWUNG normalisasi")] == [PassageKind.DECISION]
    assert [hit.kind for hit in find("tanah sareal")] == [PassageKind.DISCUSSION]
    assert [hit.kind for hit in find("pupr lahan")] == [PassageKind.ACTION]
    assert [hit.kind for hit in find("aminah")] == [PassageKind.HEAD]
    assert find("strong") == find("nbsp") == find("ciliwung budi") == []


def test_words_of_one_and_two_letters_are_found_as_well(app: Flask) -> None:
    publish(approve(write(said="<div>Warga RW 5 setuju.</div>")))

    assert [hit.kind for hit in find("rw 5")] == [PassageKind.DISCUSSION]
    assert [hit.kind for hit in find("rw setuju")] == [PassageKind.DISCUSSION]
    assert find("rw 6") == []


def test_a_draft_is_found_by_its_writers_alone_as_soon_as_it_is_printed(app: Flask) -> None:
    write()
    print_drafts()

    assert find("ciliwung") == []
    assert [hit.standing.value for hit in find("ciliwung", writer=True)] == ["draft"]
    assert find("ciliwung", writer=True, state="issued") == []


def test_a_correction_takes_the_place_of_what_it_corrects(app: Flask) -> None:
    first = approve(write())
    publish(first)
    copy = rules.correct_minutes(first, "Salah kali", SYSTEM, clock.now())
    item = copy.items[0]
    rules.save_item(item, ItemText(item.title, "", "", ("Normalisasi Cisadane.",), ()), item.revision, SYSTEM, clock.now())
    publish(approve(copy))

    assert find("ciliwung", writer=True) == []
    assert [hit.minutes.id for hit in find("cisadane")] == [copy.id]
    assert [(hit.minutes.id, hit.standing.value) for hit in find("ciliwung", state="gone")] == [(first.id, "superseded")]
    assert {hit.minutes.id for hit in find("", state="gone")} == {first.id, copy.id}


def test_withdrawn_minutes_are_found_by_who_asks_for_such(app: Flask) -> None:
    document = publish(approve(write()))

    revoke(document)

    assert find("ciliwung", writer=True) == [] == find("ciliwung", writer=True, state="issued")
    assert [hit.standing.value for hit in find("ciliwung", state="gone")] == ["revoked"]


def test_the_page_says_of_each_hit_what_became_of_it(app: Flask) -> None:
    first = approve(write())
    publish(first)
    publish(approve(rules.correct_minutes(first, "Salah kali", SYSTEM, clock.now())))
    reader = signed_in(app, make_officer(first.meeting.organisation, Role.VIEWER))

    assert "Versi 1 ini sudah digantikan" not in reader.get("/notula?q=ciliwung").text
    page = reader.get("/notula?q=ciliwung&status=gone").text
    assert page.count("Versi 1 ini sudah digantikan versi yang lebih baru.") == 1 and page.count('class="hit-where"') == 2


def test_without_words_minutes_are_listed_the_newest_first(app: Flask) -> None:
    for days in (5, 1, 3):
        minutes = write()
        minutes.started_at = clock.now() - timedelta(days=days)
        publish(approve(minutes))

    heads = find("")
    assert [(heads[0].held_on - hit.held_on).days for hit in heads] == [0, 2, 4]


def test_a_search_is_narrowed(app: Flask) -> None:
    organisation = make_organisation("Kecamatan Tanah Sareal")
    here = make_meeting(organisation, state=MeetingState.RUNNING, kind=MeetingKind.RAKORNAS)
    publish(approve(write(here)))
    publish(approve(write()))

    assert len(find("ciliwung")) == 2
    year = clock.now().year
    for narrowed in ({"organisation_id": organisation.id}, {"meeting_id": here.id}, {"meeting_kind": "rakornas"}):
        assert [hit.minutes.meeting_id for hit in find("ciliwung", **narrowed)] == [here.id]
    assert len(find("ciliwung", year=year)) == 2 and find("ciliwung", year=year - 2) == []
    assert find("ciliwung", part="action") == [] and len(find("ciliwung", part="decision")) == 2


def test_what_has_a_word_more_often_comes_first_on_request(app: Flask) -> None:
    often = approve(write(said="<div>Banjir, banjir, dan banjir lagi.</div>"))
    publish(often)
    publish(approve(write(said="<div>Banjir surut.</div>")))

    assert [hit.minutes.id for hit in find("banjir", sort="match")][0] == often.id


def test_of_what_stands_everywhere_the_newest_are_shown(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(3):
        publish(approve(write()))
    monkeypatch.setattr(search, "RARE", 2)
    monkeypatch.setattr(search, "MOST", 2)

    found = decided.search_minutes(EVERYTHING, sa.false(), decided.Wanted("ciliwung"))

    assert found.more and found.page.total == 2
    newest = sorted(db.session.scalars(sa.select(Passage.number).where(Passage.kind == PassageKind.DECISION)))[1:]
    assert sorted(int(hit.id) for hit in found.page.items) == newest


def test_the_page_marks_the_words_and_leads_to_the_item(app: Flask) -> None:
    minutes = approve(write())
    publish(minutes)
    reader = make_officer(minutes.meeting.organisation, Role.VIEWER)
    db.session.commit()

    page = signed_in(app, reader).get("/notula?q=ciliwung").text

    assert "Normalisasi <mark>Ciliwung</mark> dimulai Maret." in page
    assert f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}#butir-1" in page


def test_somebody_of_another_house_finds_nothing_and_readers_no_draft(app: Flask) -> None:
    published, draft = approve(write()), write(decided_on="Rahasia konsep.")
    publish(published)
    print_drafts()
    stranger = make_officer(make_organisation("Kota Lain"), Role.ADMINISTRATOR)
    reader = make_officer(draft.meeting.organisation, Role.VIEWER)
    writer = make_officer(draft.meeting.organisation, Role.SECRETARY)
    db.session.commit()

    assert "<mark>" not in signed_in(app, stranger).get("/notula?q=ciliwung").text
    assert "<mark>" not in signed_in(app, reader).get("/notula?q=rahasia").text
    assert "<mark>Rahasia</mark>" in signed_in(app, writer).get("/notula?q=rahasia").text


def test_a_page_of_hits_costs_the_same_for_one_and_for_many(app: Flask, query_counter: Any) -> None:
    def cost() -> int:
        db.session.commit()
        db.session.expire_all()
        with query_counter() as queries:
            assert find("ciliwung")
        return len(queries)

    publish(approve(write()))
    one = cost()
    for _number in range(3):
        publish(approve(write()))

    assert cost() == one

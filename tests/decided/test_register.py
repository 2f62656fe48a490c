"""The register: every decision of what was published, and what became of it."""

import csv
import io
from typing import Any

import sqlalchemy as sa
from flask import Flask
from python_calamine import load_workbook

from meetings import clock
from meetings.domain import decided, followup
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.decided.register import _standing
from meetings.domain.minutes import ActionText, ItemText
from meetings.enums import ActionStatus, DocumentKind, DocumentState, MeetingState, MinutesState, Role
from meetings.extensions import db
from meetings.models import ActionItem, Document, Meeting, Minutes
from meetings.models.minutes import minutes_standing
from meetings.passcode import new_id
from tests.decided.test_search import EVERYTHING, write
from tests.factories.accounts import make_organisation
from tests.factories.meetings import make_meeting, make_session
from tests.factories.minutes import approve, make_ended_session, make_minutes, make_officer, publish, revoke
from tests.support.client import signed_in


def listed(**narrowed: Any) -> list[decided.DecisionRow]:
    """Who may read all meetings sees these."""
    found: list[decided.DecisionRow] = decided.list_decisions(EVERYTHING, decided.Narrowed(**narrowed)).items
    return found


def test_a_published_decision_stands_there_with_who_acts_and_how_far_they_are(app: Flask) -> None:
    minutes = approve(write())
    assert listed() == []
    publish(minutes)

    (row,) = listed()

    assert (row.text, row.place, row.minutes.number) == ("Normalisasi Ciliwung dimulai Maret.", "1.1", minutes.number)
    assert (row.institutions, row.done, len(row.actions)) == (["Dinas PUPR"], 0, 1)
    action = followup.get_action(Meeting.id == minutes.meeting_id, db.session.scalars(sa.select(ActionItem.id)).one())
    followup.change_status(action, ActionStatus.OPEN, ActionStatus.DONE, "", SYSTEM, clock.now())
    db.session.expire_all()
    assert listed()[0].done == 1


def test_what_was_corrected_is_marked_replaced_and_what_was_withdrawn_withdrawn(app: Flask) -> None:
    first = approve(write())
    publish(first)
    copy = rules.correct_minutes(first, "Salah kali", SYSTEM, clock.now())
    item = copy.items[0]
    rules.save_item(item, ItemText(item.title, "", "", ("Normalisasi Cisadane.",), ()), item.revision, SYSTEM, clock.now())
    document = publish(approve(copy))

    assert [(row.text[12:20], row.standing.value) for row in listed()] == [("Cisadane", "in_force"), ("Ciliwung", "superseded")]
    assert [row.standing.value for row in listed(standing="in_force")] == ["in_force"]
    revoke(document)
    assert [row.standing.value for row in listed()] == ["revoked", "superseded"]
    assert listed(standing="in_force") == [] and len(listed(standing="revoked")) == 1


def test_which_decisions_stand_so_is_the_same_in_python_and_in_the_database(app: Flask) -> None:
    """Every state of minutes with every state of their document."""
    meeting, found = make_meeting(), {}
    for state in (MinutesState.PUBLISHED, MinutesState.SUPERSEDED):
        for document in DocumentState:
            paper = Document(
                organisation_id=meeting.organisation_id,
                meeting_id=meeting.id,
                kind=DocumentKind.MINUTES,
                about_id=new_id(),
                state=document,
                verify_hash=new_id(),
            )
            db.session.add(paper)
            db.session.flush()
            values = {"meeting_id": meeting.id, "session_id": make_session(meeting).id, "title": "Sidang"}
            row = Minutes(state=state, document_id=paper.id, **values)
            db.session.add(row)
            db.session.flush()
            found[row.id] = minutes_standing(state, document)
    for standing in decided.STANDINGS:
        statement = sa.select(Minutes.id).join(Document, Document.id == Minutes.document_id).where(_standing(standing.value))
        assert set(db.session.scalars(statement)) == {key for key, value in found.items() if value is standing}


def test_the_register_is_narrowed_and_searched(app: Flask) -> None:
    house = make_organisation("Kecamatan Tanah Sareal")
    publish(approve(write(make_meeting(house, state=MeetingState.RUNNING))))
    publish(approve(write(decided_on="Posko dibuka.")))

    assert [row.text for row in listed(words="CILIWUNG maret")] == ["Normalisasi Ciliwung dimulai Maret."]
    assert [row.minutes.meeting.organisation.id for row in listed(organisation_id=house.id)] == [house.id]
    assert len(listed(institution="Dinas PUPR")) == 2 and listed(institution="Bappeda") == []
    year = clock.now().year
    assert len(listed(year=year)) == 2 and listed(year=year - 1) == []


def test_the_files_hold_what_the_page_shows(app: Flask) -> None:
    minutes = approve(write())
    publish(minutes)
    publish(approve(write(decided_on="=HYPERLINK(1)")))
    reader = make_officer(minutes.meeting.organisation, Role.VIEWER)
    client = signed_in(app, reader)
    db.session.commit()

    rows = load_workbook(io.BytesIO(client.get("/keputusan.xlsx?q=ciliwung").data)).get_sheet_by_index(0).to_python()
    text = client.get("/keputusan.csv").data.decode("utf-8-sig")

    assert any("Normalisasi Ciliwung dimulai Maret." in row for row in rows)
    assert sum("Dinas PUPR" in row for row in rows) == 1
    lines = list(csv.reader(io.StringIO(text), delimiter=";" if ";" in text.splitlines()[0] else ","))
    assert len(lines) == 2  # of the reader's own house
    page = client.get("/keputusan").text
    assert "Normalisasi Ciliwung dimulai Maret." in page and "HYPERLINK" not in page


def test_a_page_costs_the_same_for_one_and_for_many(app: Flask, query_counter: Any) -> None:
    def cost() -> int:
        db.session.commit()
        db.session.expire_all()
        with query_counter() as queries:
            assert listed()
        return len(queries)

    publish(approve(write()))
    one = cost()
    for _number in range(3):
        publish(approve(write()))

    assert cost() == one


def test_after_a_correction_what_holds_stands_there_and_the_rest_on_request(app: Flask) -> None:
    first = make_minutes(make_ended_session())
    item = first.items[0]
    acting = tuple(ActionText("Lapor", name, "") for name in ("Dinas A; Bidang B", "Dinas C"))
    rules.save_item(item, ItemText(item.title, "", "", ("Disepakati.",), acting), item.revision, SYSTEM, clock.now())
    publish(approve(first))
    publish(approve(rules.correct_minutes(first, "Salah kali", SYSTEM, clock.now())))
    client = signed_in(app, make_officer(first.meeting.organisation, Role.VIEWER))
    db.session.commit()

    def exported(address: str) -> list[dict[str, str]]:
        text = client.get(address).data.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.splitlines()[0] else ","))

    assert [row["Versi"] for row in exported("/keputusan.csv")] == ["2"]
    assert [row["Versi"] for row in exported("/keputusan.csv?status=")] == ["2", "1"]
    assert exported("/keputusan.csv")[0]["Pelaksana"].splitlines() == ["Dinas A; Bidang B", "Dinas C"]
    assert client.get("/keputusan").text.count("Disepakati.") == 1
    page = client.get("/keputusan?status=").text
    assert page.count("Disepakati.") == 2 and "Versi 1" in page and "Versi 2" in page

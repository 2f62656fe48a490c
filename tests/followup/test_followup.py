"""Action items of published minutes: lists, status, history, spreadsheet."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import load_workbook

from meetings import clock
from meetings.domain import followup
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM, Action
from meetings.domain.audit.reading import read_entry
from meetings.domain.minutes import ActionText, ItemText
from meetings.enums import ActionStatus, MeetingState, Role
from meetings.errors import Conflict, InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import ActionItem, AuditEntry, Meeting, User
from tests.factories import make_meeting, make_organisation
from tests.factories.minutes import approve, make_ended_session, make_minutes, make_officer, publish

SignIn = Callable[[User], FlaskClient]
NAME = '=HYPERLINK("x") "Ani" <b>{x}</b> ꦱꦶ'
TODAY = date(2026, 11, 21)


def agree(meeting: Meeting, *actions: ActionText) -> list[ActionItem]:
    """Publish minutes with these action items."""
    minutes = make_minutes(make_ended_session(meeting))
    ids = rules.save_item(minutes.items[0], ItemText("Arahan", actions=actions), 1, SYSTEM, clock.now())
    publish(approve(minutes))
    return [db.session.get_one(ActionItem, each) for each in ids]


def running_meeting(name: str = "Pemerintah Kota Bogor") -> Meeting:
    return make_meeting(make_organisation(name), state=MeetingState.RUNNING)


def shown(scope: sa.ColumnElement[bool], **wanted: str) -> list[str]:
    page = followup.list_actions(scope, followup.ActionFilter(**wanted), TODAY)
    return [row.action.text for row in page.items]


def test_only_published_minutes_count(app: Flask) -> None:
    meeting = running_meeting()
    draft = make_minutes(make_ended_session(meeting))
    rules.save_item(draft.items[0], ItemText("A", actions=(ActionText("Masih konsep", "X"),)), 1, SYSTEM, clock.now())
    agree(meeting, ActionText("Sudah terbit", "Dinas Kesehatan"))

    assert shown(Meeting.id == meeting.id) == ["Sudah terbit"]


def test_filters_and_order(app: Flask) -> None:
    meeting = running_meeting()
    agree(
        meeting,
        ActionText("Tanpa tenggat", "Bappeda"),
        ActionText("Lewat", "Dinas Kesehatan", "Budi", TODAY - timedelta(days=1)),
        ActionText("Nanti", "Dinas Kesehatan", "", TODAY + timedelta(days=9)),
    )
    here = Meeting.id == meeting.id

    assert shown(here) == ["Lewat", "Nanti", "Tanpa tenggat"]
    assert shown(here, status="overdue") == ["Lewat"]
    assert shown(here, institution="Bappeda") == ["Tanpa tenggat"]
    assert shown(here, search="budi") == ["Lewat"]
    assert shown(here, search="%") == []
    assert followup.action_numbers(here, TODAY) == followup.ActionNumbers(3, 3, 0, 0, 0, 1)
    assert followup.list_institutions(here) == ["Bappeda", "Dinas Kesehatan"]


def test_a_report_changes_the_status_and_stays_in_the_history(app: Flask) -> None:
    meeting = running_meeting()
    (action,) = agree(meeting, ActionText("Susun RKA", "Bappeda"))
    row = followup.get_action(Meeting.id == meeting.id, action.id)

    followup.change_status(row, ActionStatus.OPEN, ActionStatus.IN_PROGRESS, "Dimulai", SYSTEM, clock.now())
    followup.change_status(row, ActionStatus.IN_PROGRESS, ActionStatus.IN_PROGRESS, "Setengah", SYSTEM, clock.now())

    assert action.status is ActionStatus.IN_PROGRESS
    assert [entry.data["note"] for entry in followup.action_history(action)] == ["Setengah", "Dimulai"]
    entries = sa.select(sa.func.count()).where(AuditEntry.action == Action.FOLLOWUP_CHANGED.value)
    assert db.session.scalar(entries) == 2
    last = followup.action_history(action)[-1]
    assert read_entry(last).text == "mengubah tindak lanjut Susun RKA dari Belum mulai menjadi Dikerjakan"


def test_refused_reports(app: Flask) -> None:
    meeting = running_meeting()
    (action,) = agree(meeting, ActionText("Susun RKA", "Bappeda"))
    row = followup.get_action(Meeting.id == meeting.id, action.id)

    with pytest.raises(InvalidInput):
        followup.change_status(row, ActionStatus.OPEN, ActionStatus.OPEN, "", SYSTEM, clock.now())
    with pytest.raises(InvalidInput):
        followup.change_status(row, ActionStatus.OPEN, ActionStatus.CANCELLED, "", SYSTEM, clock.now())
    with pytest.raises(Conflict):
        followup.change_status(row, ActionStatus.DONE, ActionStatus.OPEN, "", SYSTEM, clock.now())
    with pytest.raises(NotFound):
        followup.get_action(Meeting.id == running_meeting("Kota Lain").id, action.id)
    assert action.status is ActionStatus.OPEN


def test_everybody_sees_what_their_organisations_agreed(app: Flask, sign_in: SignIn) -> None:
    mine, theirs = running_meeting(), running_meeting("Kota Lain")
    agree(mine, ActionText("Milik kami", "Bappeda"))
    (foreign,) = agree(theirs, ActionText("Milik mereka", "Bappeda"))
    client = sign_in(make_officer(mine.organisation, Role.VIEWER))

    page = client.get("/tindak-lanjut").text
    assert "Milik kami" in page and "Milik mereka" not in page
    assert client.get(f"/kegiatan/{theirs.id}/tindak-lanjut").status_code == 404
    assert client.get(f"/kegiatan/{mine.id}/tindak-lanjut/{foreign.id}").status_code == 404


@pytest.mark.parametrize(("role", "status"), [(Role.SECRETARY, 302), (Role.VIEWER, 403), (Role.APPROVER, 403)])
def test_secretaries_report(app: Flask, sign_in: SignIn, role: Role, status: int) -> None:
    meeting = running_meeting()
    (action,) = agree(meeting, ActionText("Susun RKA", "Bappeda"))
    client = sign_in(make_officer(meeting.organisation, role))

    answer = client.post(
        f"/kegiatan/{meeting.id}/tindak-lanjut/{action.id}", data={"before": "open", "status": "done", "note": "Selesai"}
    )

    assert answer.status_code == status
    db.session.refresh(action)
    assert (action.status is ActionStatus.DONE) is (status == 302)


def test_a_refused_report_is_shown_again(app: Flask, sign_in: SignIn) -> None:
    meeting = running_meeting()
    (action,) = agree(meeting, ActionText("Susun RKA", "Bappeda"))
    client = sign_in(make_officer(meeting.organisation, Role.SECRETARY))
    path = f"/kegiatan/{meeting.id}/tindak-lanjut/{action.id}"

    stale = client.post(path, data={"before": "in_progress", "status": "done", "note": "Catatan saya"})

    assert stale.status_code == 409
    assert "Catatan saya" in stale.text and "baru saja diubah" in stale.text
    assert client.post(path, data={"before": "ngawur", "status": "done"}).status_code == 422


def test_the_spreadsheet_carries_names_exactly(app: Flask, sign_in: SignIn) -> None:
    meeting = running_meeting()
    agree(meeting, ActionText(NAME, NAME, NAME, date(2027, 1, 31)))
    client = sign_in(make_officer(meeting.organisation, Role.VIEWER))

    answer = client.get(f"/kegiatan/{meeting.id}/tindak-lanjut.xlsx")
    rows = load_workbook(BytesIO(answer.data)).get_sheet_by_index(0).to_python()

    assert rows[-1][:4] == [NAME, NAME, NAME, date(2027, 1, 31)]
    assert db.session.scalar(sa.select(AuditEntry.data).where(AuditEntry.action == "followup.exported")) == {"count": 1}


def test_the_list_asks_as_often_for_many_as_for_few(app: Flask, sign_in: SignIn, query_counter: Callable[[], object]) -> None:
    meeting = running_meeting()
    agree(meeting, ActionText("Satu", "Bappeda"))
    client = sign_in(make_officer(meeting.organisation, Role.VIEWER))

    def count(path: str) -> int:
        with query_counter() as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ["/tindak-lanjut", f"/kegiatan/{meeting.id}/tindak-lanjut"]
    first = [count(path) for path in paths] and [count(path) for path in paths]
    agree(meeting, *(ActionText(f"Nomor {number}", f"Dinas {number}") for number in range(20)))

    assert [count(path) for path in paths] == first

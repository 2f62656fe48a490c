"""A form that is opened and sent back as it is changes nothing: no column, no audit entry, no paper. A new one needs a case here."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.letters.papers import compose_content
from meetings.domain.minutes import compose_minutes
from meetings.extensions import db
from meetings.models import Letter, Minutes, RosterChange, User
from tests.contracts.test_edit_forms import EDITED, NOTHING_TO_OVERWRITE, on_one_database
from tests.factories.filled import fill
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.support.html_forms import PostForm, post_forms
from tests.support.pages import pages
from tests.support.rows import Rows, dump_rows

SignIn = Callable[[User], FlaskClient]

# Which page shows the form that is sent to an endpoint, where it is not the endpoint's own.
SHOWN_BY = {
    "minutes.save_header": "minutes.edit",
    "minutes.save_item": "minutes.edit",
    "followup.change": "followup.item",
    "participants.decide": "participants.preview",
    "rsvp.answer": "rsvp.answer",
    "online_reports.choose": "online_reports.preview",
}
CASES = sorted(EDITED | SHOWN_BY.keys())
# Fields that stay empty on a filled row: files, orders beside the row, and the line that the editor offers for one more.
EMPTY = {"logo", "letterhead", "state_emblem", "decision", "note", "similar"}
EMPTY |= {f"step_{number}" for number in range(1, 7)}  # a house that wants no steps
EMPTY |= {f"action_{name}" for name in ("text", "institution", "person", "due")}
UNCHANGED_IS_NO_REPORT = {"followup.change"}  # refused with 422: a report says something


@pytest.fixture
def whole(app: Flask) -> WholeMeeting:
    whole = make_whole_meeting(people=1, rows=1)
    fill(whole)
    return whole


@pytest.fixture
def client(whole: WholeMeeting, sign_in: SignIn) -> FlaskClient:
    return sign_in(whole.administrator)


def opened(app: Flask, client: FlaskClient, whole: WholeMeeting, endpoint: str) -> PostForm:
    """The form as the browser has it, on the filled row."""
    page = next(page.address for page in pages(app, whole) if page.endpoint == SHOWN_BY.get(endpoint, endpoint))
    text = client.get(page).text
    forms = [form for form in post_forms(app, page, text) if form.endpoint == endpoint and form.typed]
    wanted = whole.ids["minutes:item_id"] if endpoint == "minutes.save_item" else ""
    return next(form for form in forms if wanted in form.address and form.values.get("answer", "diwakilkan") == "diwakilkan")


def differences(before: Rows, after: Rows) -> list[str]:
    """``table.column: before → after``, and the rows that came or went."""
    told = []
    for table, rows in before.items():
        if table == RosterChange.__tablename__:  # triggers move it with every UPDATE, also of one that holds a row
            continue
        told += [f"{table}: {len(rows)} rows → {len(after[table])}"] * (len(rows) != len(after[table]))
        pairs = zip(_in_order(rows), _in_order(after[table]), strict=False)
        for one, other in pairs:
            told += [f"{table}.{name}: {one[name]!r} → {other[name]!r}" for name in one if one[name] != other[name]]
    return told


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By their ids, or by all that they hold: PostgreSQL moves a row that is written, even to the same values."""
    return sorted(rows, key=lambda row: (str(row.get("id", "")), repr(row)))


def papers(at: Any) -> list[object]:
    letters = [compose_content(letter, at) for letter in db.session.scalars(db.select(Letter).order_by(Letter.id))]
    return [*letters, *(compose_minutes(each, at) for each in db.session.scalars(db.select(Minutes).order_by(Minutes.id)))]


@pytest.mark.parametrize("endpoint", CASES)
def test_what_is_sent_back_as_it_was_shown_changes_nothing(
    app: Flask, client: FlaskClient, whole: WholeMeeting, endpoint: str
) -> None:
    form = opened(app, client, whole, endpoint)
    empty = {name for name, kind in form.typed.items() if kind != "checkbox" and not any(form.values.getlist(name))} - EMPTY
    rows, at = dump_rows(), clock.now()
    printed = papers(at)
    db.session.rollback()

    answer = client.post(form.address, data=form.values)

    assert empty == set(), "fill these in tests/factories/filled.py"
    assert answer.status_code in ((422,) if endpoint in UNCHANGED_IS_NO_REPORT else (302, 303)), answer.text
    assert differences(rows, dump_rows()) == []
    assert papers(at) == printed


@pytest.mark.parametrize("endpoint", ["minutes.save_header", "minutes.save_item"])
def test_the_editor_that_saves_itself_changes_nothing_by_itself(
    app: Flask, client: FlaskClient, whole: WholeMeeting, endpoint: str
) -> None:
    form, rows = opened(app, client, whole, endpoint), dump_rows()
    minutes = db.session.get_one(Minutes, whole.ids["minutes_id"])
    for name in ("opening", "closing", "discussion"):
        if name in form.typed:  # the script's editor sends HTML instead of the plain text
            form.values[f"{name}_html"] = getattr(minutes, name, None) or minutes.items[0].discussion
            form.values.poplist(name)

    answer = client.post(form.address, data=form.values, headers={"Accept": "application/json"})

    assert answer.status_code == 200, answer.text
    assert answer.json["revision"] == int(form.values["revision"])
    assert differences(rows, dump_rows()) == []


@on_one_database
def test_every_form_over_stored_rows_has_a_case(app: Flask, client: FlaskClient, whole: WholeMeeting) -> None:
    found = {
        form.endpoint
        for page in pages(app, whole)
        if (answer := client.get(page.address)).status_code == 200 and answer.mimetype == "text/html"
        for form in post_forms(app, page.address, answer.text)
        if form.typed
    }

    assert found - NOTHING_TO_OVERWRITE | {"rsvp.answer"} == set(CASES)

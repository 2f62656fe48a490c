"""The same form sent twice makes one thing, and the second sender is led to it. A new form that makes something fails here without a ticket.

Every form of every page of a filled meeting is filled in and sent twice, as a double click or the browser's way back do.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict

from meetings.extensions import db
from meetings.models import Attendance, User
from meetings.web.rights import ROUTES, TokenRight
from tests.factories import make_participant, make_user
from tests.factories.whole import LIST, WholeMeeting, make_whole_meeting
from tests.online_points.conftest import jpeg
from tests.support.databases import SQLITE
from tests.support.html_forms import PostForm, post_forms
from tests.support.pages import pages

SignIn = Callable[[User], FlaskClient]
# What a person types where the form does not come filled; everything else stays as it is.
TYPED = {
    "title": "Isian uji",
    "duty": "Isian uji",
    "name": "Isian uji",
    "person": "Isian uji",
    "label": "Isian uji",
    "text": "Isian uji",
    "reason": "Isian uji",
    "note": "Isian uji",
    "number": "7/Uji",
    "institution": "Dinas Uji",
    "url": "https://zoom.us/j/123456789",
    "starts_on": "2027-03-04",
    "ends_on": "2027-03-05",
    "who": "new",
    "position": "Kepala Dinas Uji",
    "pasted": "Orang Panitia; Anggota",
    "rows": "Orang Tempelan\t\tKepala Dinas",
}
# Scans, and orders to print, are written each time that they are made; who is there is there once, and the paper is one.
ORDERS = {
    "checkin.attend",
    "checkin.order_paper",
    "checkin.choose_paper",
    "recaps.order_meeting",
    "recaps.order_series",
    "badges.order",
    "badges.print_one",
    "seating.order_paper",
}
# In a filled meeting no page offers these: what they make is there already, nobody joins it from afar, or no other meeting of the day has
# a phone to share.
NOT_SHOWN = {
    "agenda.fill_session",
    "checkin.share_device",
    "decided.issue",
    "followup.change",
    "invitations.hand_over",
    "invitations.remind",
    "invitations.send_again",
    "minutes.correct",
    "online_reports.run",
}
# About the account itself, guarded by the library.
LIBRARY = "security."


@pytest.fixture
def whole(app: Flask) -> WholeMeeting:
    whole = make_whole_meeting(people=2, rows=1)
    make_participant(whole.meeting, "Belum Diundang")
    db.session.execute(sa.delete(Attendance))  # who came is not represented any more
    return whole


def filled(form: PostForm, address: str) -> MultiDict[str, Any]:
    """The form as somebody sends it who has typed what it asks for; ``address`` for a mail address."""
    values: MultiDict[str, Any] = MultiDict(form.values)
    for name, kind in form.typed.items():
        if kind == "file" and name == "file":
            values[name] = (io.BytesIO(LIST), "peserta.csv")
        elif not values.get(name) and (name in TYPED or name == "email"):
            values[name] = TYPED.get(name, address)
    for name, value in form.offered:  # a choice that is not made yet
        if form.typed.get(name) in ("select", "radio") and not values.get(name):
            values[name] = value
    if form.endpoint == "participants.represent":
        values["same"] = "0"  # whoever is named stands on the list already, from elsewhere, and the page would ask
    if form.endpoint == "rsvp.report_room":
        values["photo"] = (io.BytesIO(jpeg()), "ruang.jpg")
    if form.endpoint == "seating.add_hall":
        values["sessions"] = next(value for name, value in form.offered if name == "sessions")
    if form.endpoint == "checkin.walk_in":
        values["name"] = "Tamu uji"  # somebody else than who is put on the list by its own form
    return values


def forms_of(app: Flask, client: FlaskClient, whole: WholeMeeting) -> Iterator[PostForm]:
    """One form of each endpoint that forms of the pages are sent to."""
    found: dict[str, PostForm] = {}
    for page in pages(app, whole):
        answer = client.get(page.address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for form in post_forms(app, page.address, answer.text):
                found.setdefault(form.endpoint, form)
    yield from (form for name, form in sorted(found.items()) if not name.startswith(LIBRARY))


def count_rows() -> dict[str, int]:
    """How many rows each table has; what only says that somebody came by is left out."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in ("user_session", "limit_count", "form_ticket")]
    counts = [sa.select(sa.literal(table.name), sa.func.count()).select_from(table) for table in tables]
    return dict(db.session.execute(sa.union_all(*counts)).all())


def made(before: dict[str, int]) -> dict[str, int]:
    """How many rows more each table has than ``before``."""
    return {name: count - before[name] for name, count in count_rows().items() if count > before[name]}


def creates(app: Flask, form: PostForm) -> bool:
    return getattr(app.view_functions[form.endpoint], "creates", False)


@pytest.mark.parametrize("app", [SQLITE], indirect=True)
def test_no_form_makes_a_second_thing(app: Flask, whole: WholeMeeting, sign_in: SignIn) -> None:
    client, colleague = sign_in(whole.administrator), make_user("Rekan Kerja").email
    twice, elsewhere, refused = {}, {}, {}
    # Those that make something first: others take away what these are about.
    for form in sorted(forms_of(app, client, whole), key=lambda form: not creates(app, form)):
        address = colleague if form.endpoint == "meetings.add_staff" else f"{form.endpoint}@example.go.id"
        first = client.post(form.address, data=filled(form, address))
        between = count_rows()
        second = client.post(form.address, data=filled(form, address))
        if again := made(between):
            twice[form.endpoint] = again
        if creates(app, form):
            if first.status_code >= 400:
                refused[form.endpoint] = " ".join(html.document_fromstring(first.text).text_content().split())[-1500:]
            elif (second.status_code, second.location) != (302, first.location or form.address):
                elsewhere[form.endpoint] = (second.status_code, first.location, second.location)

    assert refused == {}
    assert elsewhere == {}
    assert {name: rows for name, rows in twice.items() if name not in ORDERS} == {}


@pytest.mark.parametrize("app", [SQLITE], indirect=True)
def test_every_form_says_whose_it_is_and_has_a_ticket_where_it_makes_something(
    app: Flask, whole: WholeMeeting, sign_in: SignIn
) -> None:
    """A page that offers a form to a view that makes something offers the ticket, and one of its own each time. A signed-in page's form
    names the account: so it waits for its person, and is never saved in somebody else's name (web/held.py)."""
    forms = list(forms_of(app, sign_in(whole.administrator), whole))
    shown = [form for form in forms if creates(app, form)]
    signed_in = [form for form in forms if not isinstance(ROUTES[form.endpoint], TokenRight)]

    assert [form.endpoint for form in shown if not form.values.get("ticket")] == []
    assert len({form.values["ticket"] for form in shown}) == len(shown)
    assert {name for name, view in app.view_functions.items() if getattr(view, "creates", False)} - {
        form.endpoint for form in shown
    } == NOT_SHOWN
    assert len(signed_in) > 40
    assert [form.endpoint for form in signed_in if form.values.get("account") != whole.administrator.id] == []

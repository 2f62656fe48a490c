"""Every form over stored rows notices that somebody saved in between; a new one that does not fails here."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings.enums import LinkProvider
from meetings.extensions import db
from meetings.models import User, VirtualLink
from meetings.web.rights import ROUTES
from tests.factories.whole import make_whole_meeting
from tests.support.html_forms import PostForm, post_form, post_forms
from tests.support.pages import pages

SignIn = Callable[[User], FlaskClient]

# ``seen``: web/edits.py; ``revision``: parts of minutes, which save themselves.
GUARDS = {"seen", "revision"}
# These make something new, or give an order that carries all it needs: nothing that is stored is shown in them to be typed over.
NOTHING_TO_OVERWRITE = {
    "accounts.tokens",
    "agenda.add_item",
    "agenda.create_session",
    "checkin.create_device_page",
    "checkin.excuse",
    "checkin.paper_list",
    "checkin.settle",
    "checkin.undo",
    "invitations.send",
    "links.create",
    "meetings.add_staff",
    "meetings.change_state",
    "meetings.copy",
    "meetings.create",
    "minutes.add_item",
    "minutes.submit",
    "organisations.add_member",
    "organisations.add_official",
    "organisations.create",
    "participants.add",
    "participants.bulk",
    "participants.categories",
    "participants.new_pass",
    "participants.preview",
    "participants.represent",
    "participants.run",
    "participants.upload",
    "participants.withdraw",
    "rsvp.answer",
    "rsvp.enter_code",
    "security.change_email",
    "security.change_password",
    "security.forgot_password",
    "security.verify",
    "security.wan_register",
    "service.create_root",
    "speakers.create",
}
EDITED = {
    "accounts.profile",
    "agenda.edit_item",
    "agenda.edit_session",
    "invitations.edit",
    "links.edit",
    "meetings.edit",
    "meetings.settings",
    "organisations.edit",
    "organisations.edit_official",
    "participants.edit",
    "participants.edit_category",
    "speakers.edit",
}


@pytest.fixture
def desk(app: Flask, sign_in: SignIn) -> tuple[FlaskClient, dict[str, PostForm]]:
    """The administrator, and one form for each address that forms are sent to."""
    whole = make_whole_meeting()
    db.session.execute(sa.update(VirtualLink).values(provider=LinkProvider.OTHER))
    client = sign_in(whole.administrator)
    found = {}
    for page in pages(app, whole):
        answer = client.get(page.address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found |= {form.endpoint: form for form in post_forms(app, page.address, answer.text) if form.typed}
    return client, found


def test_every_form_over_stored_rows_is_guarded(desk: tuple[FlaskClient, dict[str, PostForm]]) -> None:
    _client, found = desk

    guarded = {name for name, form in found.items() if GUARDS & form.values.keys()}

    assert set(found) - guarded - NOTHING_TO_OVERWRITE == set()
    assert NOTHING_TO_OVERWRITE - ROUTES.keys() == set()
    assert {name for name, form in found.items() if form.values.get("seen")} == EDITED


def test_of_two_pages_of_one_row_the_later_save_is_shown_the_earlier(
    app: Flask, desk: tuple[FlaskClient, dict[str, PostForm]]
) -> None:
    client, found = desk
    wrong = {}
    for name in sorted(EDITED):
        form = found[name]
        field = next(field for field, kind in form.typed.items() if kind in ("text", "textarea", "number"))
        one, other = ("37", "73") if form.typed[field] == "number" else ("Tulisan pertama", "Tulisan kedua")
        first, second = ({**form.values.to_dict(flat=False), field: text} for text in (one, other))

        codes = [client.post(form.address, data=first).status_code for _twice in range(2)]
        refused = client.post(form.address, data=second)
        between = post_form(app, form.address, client.get(form.address).text).values[field]
        again = post_form(app, form.address, refused.text)
        codes += [refused.status_code, client.post(form.address, data=again.values).status_code]
        after = post_form(app, form.address, client.get(form.address).text).values[field]

        outcome = (codes, between, again.values[field], after, "Data ini berubah" in refused.text, one in refused.text)
        if outcome != ([302, 302, 409, 302], one, other, other, True, True):
            wrong[name] = outcome
    assert wrong == {}

"""Every form over stored rows notices that somebody saved in between; a new one that does not fails here."""

from collections.abc import Callable, Collection
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import restrict_to_sessions
from meetings.enums import LinkProvider
from meetings.extensions import db
from meetings.models import Participant, Session, User, VirtualLink
from meetings.web.rights import ROUTES
from tests.factories.whole import make_whole_meeting
from tests.support.databases import SQLITE
from tests.support.html_forms import PostForm, post_form, post_forms
from tests.support.pages import pages

SignIn = Callable[[User], FlaskClient]

# ``seen``: web/edits.py; ``revision``: parts of minutes, which save themselves.
GUARDS = {"seen", "revision"}
# These make something new, or give an order that carries all it needs: nothing that is stored is shown in them to be typed over.
NOTHING_TO_OVERWRITE = {
    "invitations.issue",
    "invitations.srikandi",
    "accounts.tokens",
    "agenda.add_item",
    "agenda.create_session",
    "checkin.create_device_page",
    "checkin.create_screen",
    "checkin.choose_paper",
    "checkin.excuse",
    "checkin.excuse_letter",
    "checkin.paper_list",
    "checkin.settle",
    "checkin.share_device",
    "checkin.undo",
    "checkin.take_out",
    "checkin.walk_in",
    "delegations.create",
    "delegations.leaders",
    "invitations.send",
    "links.create",
    "meetings.add_staff",
    "meetings.change_state",
    "meetings.copy",
    "meetings.create",
    "minutes.add_item",
    "minutes.submit",
    "minutes.take_note",
    "minutes.use_note",
    "online_reports.index",
    "online_reports.preview",
    "online_reports.run",
    "organisations.add_member",
    "organisations.add_official",
    "organisations.add_phrase",
    "organisations.create",
    "participants.add",
    "participants.answers",
    "participants.bulk",
    "participants.categories",
    "participants.new_pass",
    "participants.preview",
    "participants.questions",
    "participants.represent",
    "participants.run",
    "participants.upload",
    "participants.withdraw",
    "rsvp.add_delegate",
    "rsvp.add_room",
    "rsvp.report_room",
    "links.read",
    "online_points.refuse",
    "rsvp.answer",
    "rsvp.answer_for",
    "rsvp.details",
    "rsvp.pass_details",
    "rsvp.answer_by_pass",
    "rsvp.enter_code",
    "rsvp.paste_delegates",
    "rsvp.remove_delegate",
    "badges.add",
    "badges.order",
    "badges.photo",
    "seating.add_block",
    "seating.add_hall",
    "certificates.add_member",
    "certificates.add_members",
    "certificates.withdraw",
    "security.change_email",
    "security.change_password",
    "security.forgot_password",
    "security.verify",
    "security.wan_register",
    "service.create_root",
    "speakers.create",
    "recaps.order_meeting",
    "recaps.order_series",
}
EDITED = {
    "accounts.profile",
    "agenda.edit_item",
    "agenda.edit_session",
    "certificates.edit_member",
    "certificates.rule",
    "checkin.mend_newcomer",
    "delegations.edit",
    "invitations.edit",
    "links.edit",
    "meetings.edit",
    "meetings.settings",
    "minutes.edit_note",
    "organisations.edit",
    "organisations.edit_official",
    "organisations.edit_phrase",
    "organisations.edit_approvals",
    "organisations.edit_templates",
    "organisations.edit_texts",
    "participants.edit",
    "participants.edit_category",
    "rsvp.edit_delegate",
    "rsvp.edit_room",
    "participants.edit_question",
    "participants.sessions",
    "badges.edit",
    "seating.edit_block",
    "seating.edit_hall",
    "seating.rules",
    "speakers.edit",
}

# A field and two of its values, where nothing is written or the first number has narrow bounds.
CHOICES = {
    "organisations.edit_approvals": ("step_1", "role:secretary", "role:approver"),
    "participants.sessions": ("scope", "all", "category"),
    "certificates.rule": ("text", "pada {kegiatan} ini", "pada {kegiatan} itu"),
    "meetings.settings": ("checkin_minutes_before", "37", "73"),
}


TWO_VALUED = {"seating.rules"}  # of two values the second is always what is stored or what was shown, and so never in question


Desk = tuple[FlaskClient, dict[str, PostForm]]
on_one_database = pytest.mark.parametrize("app", [SQLITE], indirect=True)  # which forms a page has, no database decides


@pytest.fixture
def open_desk(app: Flask, sign_in: SignIn) -> Callable[..., Desk]:
    """``open_desk(endpoints)``: the administrator, and one form for each address that forms of these pages (of all) are sent to."""
    return partial(_open_desk, app, sign_in)


def _open_desk(app: Flask, sign_in: SignIn, endpoints: Collection[str] = ROUTES) -> Desk:
    whole = make_whole_meeting()
    db.session.execute(sa.update(VirtualLink).values(provider=LinkProvider.OTHER))
    sessions = db.session.scalars(sa.select(Session).where(Session.meeting_id == whole.meeting.id)).all()
    restrict_to_sessions(db.session.get_one(Participant, whole.ids["participant_id"]), sessions, SYSTEM, clock.now())
    client = sign_in(whole.administrator)
    found = {}
    for page in pages(app, whole):
        if page.endpoint not in endpoints:
            continue
        answer = client.get(page.address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found |= {form.endpoint: form for form in post_forms(app, page.address, answer.text) if form.typed}
    return client, found


@on_one_database
def test_every_form_over_stored_rows_is_guarded(open_desk: Callable[..., Desk]) -> None:
    _client, found = open_desk()

    guarded = {name for name, form in found.items() if GUARDS & form.values.keys()}

    assert set(found) - guarded - NOTHING_TO_OVERWRITE == set()
    assert NOTHING_TO_OVERWRITE - ROUTES.keys() == set()
    seen = {name for name, form in found.items() if form.values.get("seen")}
    assert seen - {"checkin.paper_list"} == EDITED  # that one's are the lines of a paper


def test_of_two_pages_of_one_row_the_later_save_is_shown_the_earlier(app: Flask, open_desk: Callable[..., Desk]) -> None:
    client, found = open_desk(EDITED)
    wrong = {}
    for name in sorted(EDITED - TWO_VALUED):
        form = found[name]
        field = next((field for field, kind in form.typed.items() if kind in ("text", "textarea", "number")), "")
        one, other = ("37", "73") if form.typed.get(field) == "number" else ("Tulisan pertama", "Tulisan kedua")
        field, one, other = CHOICES.get(name, (field, one, other))
        if name == "organisations.edit_approvals":
            form.values["source"] = "own"
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

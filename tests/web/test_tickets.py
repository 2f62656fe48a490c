"""A form that makes something: sent again, changed, sent by two at once, sent by somebody else."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import tickets
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import FormTicket, Meeting, Session, User
from tests.factories import make_meeting, make_membership, make_user
from tests.support.html_forms import post_form

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return make_meeting()


def committee(meeting: Meeting) -> User:
    user = make_user()
    make_membership(user, meeting.organisation, Role.ADMINISTRATOR)
    return user


def session_form(client: FlaskClient, meeting: Meeting) -> tuple[str, dict[str, str]]:
    address = f"/kegiatan/{meeting.id}/acara/sesi/baru"
    values = post_form(client.application, address, client.get(address).text).values.to_dict()
    return address, values | {"title": "Sidang Pleno I"}


def count_sessions() -> int:
    return db.session.scalar(sa.select(sa.func.count(Session.id))) or 0


def test_the_second_sender_is_led_to_what_the_first_made_and_told(meeting: Meeting, sign_in: SignIn) -> None:
    client = sign_in(committee(meeting))
    address, form = session_form(client, meeting)

    first, second = (client.post(address, data=form) for _click in range(2))

    assert first.location == second.location
    assert "hanya satu yang dibuat" in client.get(second.location).text
    assert count_sessions() == 1


def test_what_was_refused_can_be_sent_again(meeting: Meeting, sign_in: SignIn) -> None:
    client = sign_in(committee(meeting))
    address, form = session_form(client, meeting)

    refused = client.post(address, data=form | {"ends_at": form["starts_at"]})
    again = client.post(address, data=form)

    assert (refused.status_code, again.status_code) == (422, 302)
    assert db.session.scalar(sa.select(sa.func.count(FormTicket.content_hash))) == 1


def test_who_changes_the_form_from_the_history_is_asked_and_loses_nothing(meeting: Meeting, sign_in: SignIn) -> None:
    client = sign_in(committee(meeting))
    address, form = session_form(client, meeting)
    first = client.post(address, data=form)

    asked = client.post(address, data=form | {"title": "Sidang Pleno II"})
    ticket = re.search(r'name="ticket" value="(\w+)"', asked.text)
    assert ticket
    wanted = client.post(address, data=form | {"title": "Sidang Pleno II", "ticket": ticket[1]})

    assert asked.status_code == 422
    assert "sudah disimpan tadi" in asked.text and f'href="{first.location}"' in asked.text
    assert 'value="Sidang Pleno II"' in asked.text
    assert wanted.status_code == 302 and wanted.location != first.location
    assert count_sessions() == 2


def test_a_ticket_is_ones_own(meeting: Meeting, sign_in: SignIn) -> None:
    one, other = sign_in(committee(meeting)), sign_in(committee(meeting))
    address, form = session_form(one, meeting)

    del form["account"]

    assert one.post(address, data=form).location != other.post(address, data=form).location
    assert count_sessions() == 2


def test_of_two_at_once_the_second_waits_for_the_first(app: Flask) -> None:
    found: list[tickets.Earlier | None] = []
    begun = threading.Event()

    def second() -> None:
        with app.app_context():
            begun.set()
            found.append(tickets.take_form("f", "c", clock.now()))
            db.session.rollback()

    assert tickets.take_form("f", "c", clock.now()) is None
    thread = threading.Thread(target=second)
    thread.start()
    begun.wait()
    tickets.note_result("c", "/kegiatan/a")
    db.session.commit()
    thread.join()

    assert found == [tickets.Earlier("/kegiatan/a", same=True)]


def test_old_forms_are_forgotten(app: Flask) -> None:
    now = clock.now()
    tickets.take_form("f", "old", now - tickets.KEPT_FOR - timedelta(minutes=1))
    tickets.take_form("f", "new", now)

    assert tickets.clear_forms(now) == 1
    assert db.session.scalars(sa.select(FormTicket.content_hash)).all() == ["new"]

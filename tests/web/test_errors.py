"""What the service says when something cannot be done."""

from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain import letters, passes
from meetings.enums import Role
from meetings.web import errors
from tests.factories import make_invitation, make_meeting, make_membership, make_organisation, make_participant, make_user


@pytest.mark.parametrize(
    "path",
    [
        "/administrasi/pengguna?q=a%00b",
        "/instansi/?q=%00",
        "/kegiatan/%00",
        "/instansi/%00",
        "/administrasi/pengguna?page=999999999999999999999999",
        "/administrasi/jejak?page=-1",
    ],
)
def test_what_no_database_holds_is_no_fault_of_the_service(app, sign_in, path: str) -> None:
    user = make_user()
    make_membership(user, make_organisation(), Role.ADMINISTRATOR)
    client: FlaskClient = sign_in(user)

    assert client.get(path).status_code in (200, 400, 404)


def test_no_token_of_an_address_comes_into_the_log(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = make_invitation(make_participant(make_meeting()))
    token = passes.answer_token(invitation.id)
    told: list[object] = []
    monkeypatch.setattr(errors, "log", SimpleNamespace(error=lambda *words, **more: told.append((words, more))))
    monkeypatch.setattr(letters, "newest_held", lambda _invitation: 1 / 0)

    assert client.get(f"/u/{token}").status_code == 500
    assert "/u/<token>" in str(told) and token not in str(told)


def test_a_refused_method_says_which_are_taken(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/healthz")

    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]

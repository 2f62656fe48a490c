"""What a log line never holds: names, tokens, addresses, SQL parameters."""

import logging
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import logs
from meetings.cli.connections import Unaddressed
from meetings.domain import letters, passes
from meetings.extensions import db
from meetings.models import User
from tests.factories import make_invitation, make_meeting, make_participant, make_user

NAME, MAIL = "Siti Nurhaliza", "siti.nurhaliza@example.go.id"


def _ask_for_what_is_not_there() -> None:
    db.session.execute(sa.text("SELECT * FROM nowhere WHERE name = :name"), {"name": NAME})


def _add_her_twice() -> None:
    make_user(name=NAME, email=MAIL)
    row = db.session.execute(sa.select(User.__table__).where(User.email == MAIL)).mappings().one()
    db.session.execute(sa.insert(User.__table__), [{**row, "id": "another"}])


def _misread() -> None:
    int(NAME)


def _look_up() -> None:
    {}[MAIL]


@pytest.mark.parametrize("fail", [_ask_for_what_is_not_there, _add_her_twice, _misread, _look_up])
def test_a_failing_request_tells_where_and_why_and_nothing_of_anybody(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fail: Callable[[], None]
) -> None:
    invitation = make_invitation(make_participant(make_meeting(), NAME, email=MAIL))
    token = passes.answer_token(invitation.id)
    monkeypatch.setattr(letters, "newest_held", lambda _invitation: fail())

    answer = client.get(f"/u/{token}?q={NAME}", headers={"Referer": f"http://localhost/u/{token}"})

    told = "".join(capsys.readouterr())
    assert answer.status_code == 500
    assert "/u/<token>" in told and fail.__name__ in told and "Error" in told
    assert not [word for word in (token, NAME, MAIL, "Siti", "nurhaliza") if word in told]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('duplicate key value violates unique constraint "uq_user_email"', 'violates unique constraint "uq_user_email"'),
        (f"DETAIL:  Key (email)=({MAIL}) already exists.", "Key (email)=(…) already exists."),
        (f"Failing row contains (1, {NAME}, null).", "Failing row contains (…)."),
        ("no such table: nowhere", "no such table: nowhere"),
        ("opened M1ABCDEFGHJKMNPQRSTVWXYZ01234", "opened …"),
        ("server at 10.0.0.1 port 5432 failed", "server at 10.0.0.1 port 5432 failed"),
        (f"550 <{MAIL}>: unknown", "550 <…>: unknown"),
    ],
)
def test_an_error_keeps_what_helps_and_loses_what_tells(said: str, told: str) -> None:
    shown = logs.without_values(said)

    assert told in shown
    assert MAIL not in shown and NAME not in shown


def test_lines_of_libraries_are_masked_too(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    server = logging.getLogger("waitress.of.this.test")
    server.addFilter(Unaddressed())
    try:
        raise ValueError(f"cannot send to {MAIL}")
    except ValueError:
        server.exception("Exception while serving /u/abcdefghijklmnopqrstuvwxyz234567")
    logs.configure("text")

    told = capsys.readouterr().err
    assert '"event": "Exception"' in told and "ValueError: cannot send to \\u2026" in told
    assert MAIL not in told and "abcdefgh" not in told

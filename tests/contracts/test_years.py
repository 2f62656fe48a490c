"""A year that cannot be meant is refused, or asked about, wherever a day is typed: 2016 for 2026, and 9999."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.models import User
from tests.contracts.test_forms_once import filled, forms_of
from tests.factories.whole import make_whole_meeting
from tests.support.databases import SQLITE

DAYS = ("date", "datetime-local")
ASKED_LATER = {
    ("minutes.save_item", "action_due")
}  # typed in passing, and asked about before the minutes are handed in (domain/minutes/checks.py)


@pytest.mark.parametrize("app", [SQLITE], indirect=True)
def test_no_form_takes_a_year_that_cannot_be_meant(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    whole = make_whole_meeting(people=2, rows=1)
    client, taken = sign_in(whole.administrator), {}
    for form in forms_of(app, client, whole):
        for name, kind in form.typed.items():
            if kind not in DAYS or (form.endpoint, name) in ASKED_LATER:
                continue
            for year in ("2016", "9999"):
                values = filled(form, "a@example.go.id")
                values[name] = f"{year}-03-04" + ("T10:00" if kind != "date" else "")
                answer = client.post(form.address, data=values)
                if answer.status_code != 422:
                    taken[form.endpoint, name, year] = answer.status_code
    assert taken == {}

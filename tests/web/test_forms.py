"""What every form does with what people and programs send."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from meetings.web.forms import Form, LocalDateTimeField, required


class Example(Form):
    name = StringField("Nama", [required()])
    at = LocalDateTimeField("Saat")


def read(app: Flask, **typed: str) -> Any:
    with app.test_request_context(method="POST"):
        form = Example(MultiDict({"name": "Sari", **typed}), zone="Asia/Jayapura")
        form.validate()
        return form


def test_a_wall_clock_time_is_read_in_the_forms_zone(app: Flask) -> None:
    assert read(app, at="2026-04-30T09:00").at.data.isoformat() == "2026-04-30T00:00:00+00:00"


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "9999-12-31T23:59-12:00", "besok", "20262-01-01T00:00"])
def test_an_impossible_moment_is_an_error_of_its_field(app: Flask, typed: str) -> None:
    assert read(app, at=typed).errors == {"at": ["Tanggal dan jam tidak dapat dibaca."]}


def test_a_nul_never_reaches_the_database(app: Flask) -> None:
    assert read(app, name="O'Brien\0 <b>").name.data == "O'Brien <b>"
    assert "name" in read(app, name=" \0 ").errors

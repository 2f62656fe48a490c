"""What every form does with what people and programs send."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional

from meetings.enums import Role
from meetings.web.forms import EnumField, Form, LocalDateTimeField, options, required


class Example(Form):
    name = StringField("Nama", [required()])
    role = EnumField("Peran", Role, default=Role.VIEWER)
    several = SelectMultipleField("Sesi", choices=options([("a", "A")]))
    order = IntegerField("Urutan", [Optional(), NumberRange(1, 9)])
    day = DateField("Hari", [Optional()])
    at = LocalDateTimeField("Saat")


def read(app: Flask, language: str = "id", **typed: str) -> Any:
    with app.test_request_context(method="POST", headers={"Cookie": f"lang={language}"}):
        form = Example(MultiDict({"name": "Sari", "role": "viewer", **typed}), zone="Asia/Jayapura")
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


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"role": "raja"}, {"role": ["Pilihan tidak dikenal."]}),
        ({"several": "b"}, {"several": ["Pilihan b tidak dikenal."]}),
        ({"order": "tiga"}, {"order": ["Tulis bilangan bulat.", "Isi 1 sampai 9."]}),
        ({"order": "12"}, {"order": ["Isi 1 sampai 9."]}),
        ({"day": "31/12"}, {"day": ["Tanggal tidak dapat dibaca."]}),
    ],
)
def test_what_wtforms_says_by_itself_is_indonesian_too(app: Flask, typed: dict[str, str], told: dict[str, list[str]]) -> None:
    assert read(app, **typed).errors == told


def test_an_english_reader_reads_english(app: Flask) -> None:
    assert read(app, "en", order="12").errors == {"order": ["Enter 1 to 9."]}

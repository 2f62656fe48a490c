"""What every form does with what people and programs send."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, PasswordField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from meetings.enums import Role
from meetings.web.forms import EnumField, Form, LocalDateTimeField, options, person_name, required


class Example(Form):
    name = StringField("Nama", [required(), person_name()])
    notes = TextAreaField("Catatan")
    secret = PasswordField("Sandi")
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


def test_lines_end_as_the_database_has_them(app: Flask) -> None:
    assert read(app, notes="Baris satu\r\nBaris dua\n").notes.data == "Baris satu\nBaris dua"


@pytest.mark.parametrize("stored", [["Arsip"], {"lines": ["Arsip"]}])
def test_a_text_field_never_shows_a_structure(app: Flask, stored: Any) -> None:
    with app.test_request_context(), pytest.raises(TypeError, match="a text field cannot show"):
        Example(data={"name": stored})


def test_a_nul_never_reaches_the_database(app: Flask) -> None:
    assert read(app, name="O'Brien\0 <b>").name.data == "O'Brien <b>"
    assert "name" in read(app, name=" \0 ").errors


def test_pasted_text_is_cleaned_in_one_line_or_in_several(app: Flask) -> None:
    form = read(app, name="Siti\u200b  Ami\u00adnah\u202e", notes="Satu  dua \r\n\u200bTiga\u00ad\r\n", secret=" a\u200b  b ")

    assert form.name.data == "Siti Aminah"
    assert form.notes.data == "Satu  dua\nTiga"
    assert form.secret.data == " a\u200b  b "
    assert read(app, name="\u200b\u3164").errors == {"name": ["Wajib diisi."]}


@pytest.mark.parametrize("name", ["-", "123", "\u200d.", "n/a"])
def test_a_name_without_letters_is_refused(app: Flask, name: str) -> None:
    assert read(app, name=name).errors == {"name": ["Tulis nama orangnya."]}


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

"""A mail server for each test, and an app that sends to it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.mail import Inbox


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A server that accepts everything."""
    made = Inbox().start()
    yield made
    made.stop()


@pytest.fixture
def mail_app(app: Flask, inbox: Inbox) -> Iterator[Flask]:
    """The app with that server configured."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, smtp_url=inbox.url, mail_from='"Panitia, Rakerda" <rapat@bogor.example>')
    yield app
    app.config["SETTINGS"] = settings


HOSTILE = (
    'O\'Connor "Budi", S.H.',
    "{x} {{ 7*7 }} %s",
    "<b>Tebal</b> & <script>",
    "عبد الله، الحسن",
    "ꦲꦏ꧀ꦱꦫꦗꦮ",
    "Nama " + "sangat panjang, " * 12 + "akhir",
    "ن" * 200,
    "A",
    '=HYPERLINK("http://x")',
    "Tanda\\garis\\miring (kurung) [siku]; titik: koma, @at",
)


@pytest.fixture(params=HOSTILE, ids=range(len(HOSTILE)))
def hostile(request: pytest.FixtureRequest) -> str:
    """A name that breaks careless code."""
    return str(request.param)

"""A gateway of each version, and the app that is told of it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.signing.office import PEOPLE
from tests.support.gateway import Gateway


@pytest.fixture(params=[1, 2], ids=["v1", "v2"])
def gateway(app: Flask, request: pytest.FixtureRequest) -> Iterator[Gateway]:
    settings = app.config["SETTINGS"]
    made = Gateway(request.param, {nik: replace(person) for nik, person in PEOPLE.items()}).start()
    app.config["SETTINGS"] = replace(settings, esign_url=made.url)
    yield made
    app.config["SETTINGS"] = settings
    made.stop()

"""No page breaks for what somebody writes behind its question mark."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from meetings.extensions import db
from meetings.models import User
from tests.factories.filled import fill
from tests.factories.whole import make_whole_meeting
from tests.support.databases import POSTGRES
from tests.support.pages import pages

SignIn = Callable[[User], FlaskClient]
NONSENSE = [str(10**25), "a\x00b"]


class Asked(MultiDict[str, str]):
    """Has a value for whatever a view asks for, and remembers what it was asked."""

    value = ""
    names: set[str] = set()

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]  # -- stubs
        self.names.add(key)
        return MultiDict({key: self.value}).get(key, default, type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        self.names.add(key)
        return MultiDict({key: self.value}).getlist(key, type)

    def __getitem__(self, key: str) -> str:
        self.names.add(key)
        return self.value

    def __contains__(self, key: object) -> bool:
        return True


@pytest.mark.parametrize("app", [POSTGRES], indirect=True)
@pytest.mark.parametrize("value", NONSENSE, ids=ascii)
def test_every_page_answers_whatever_its_query_holds(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    whole = make_whole_meeting(people=1, rows=1)
    fill(whole)
    db.session.commit()
    client, found = sign_in(whole.administrator), list(pages(app, whole))
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setattr(Asked, "value", value)
    monkeypatch.setattr(Request, "parameter_storage_class", Asked)

    broken = [page.address for page in found if client.get(page.address).status_code >= 500]

    assert broken == []
    assert {"page", "per_page", "q", "sesi", "denah"} <= Asked.names

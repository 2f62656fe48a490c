"""Both databases, seen through the fixtures that every integration test uses."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from meetings import clock
from meetings.enums import OrganisationKind
from meetings.models import Organisation


def organisation(name: str) -> Organisation:
    return Organisation(id=name, path=f"{name}/", name=name, kind=list(OrganisationKind)[0], created_at=clock.now())


@pytest.mark.parametrize(("page", "said"), [("/healthz", {"status": "ok"}), ("/readyz", {"status": "ok", "missing": []})])
def test_health_pages_answer_when_the_database_does(client: FlaskClient, page: str, said: object) -> None:
    answer = client.get(page)

    assert answer.status_code == 200
    assert answer.json == said


def test_committed_rows_are_seen_by_requests_and_gone_for_the_next_test(db_session: Session) -> None:
    assert db_session.scalar(select(func.count(Organisation.id))) == 0

    db_session.add(organisation("a"))
    db_session.commit()

    assert db_session.scalar(select(func.count(Organisation.id))) == 1


def test_rows_of_the_test_before_are_gone(db_session: Session) -> None:
    assert db_session.scalar(select(func.count(Organisation.id))) == 0


def test_sqlite_confirms_only_what_is_on_the_disk(app: Flask, db_session: Session) -> None:
    if db_session.get_bind().dialect.name != "sqlite":
        assert db_session.connection().exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        return
    connection = db_session.connection()

    assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1

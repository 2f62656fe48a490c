"""A stored file that is gone or was changed is handed to nobody, and is found by a walk through all of them."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.cli.documents import verify
from meetings.domain import documents, outbox
from meetings.domain.documents import freezing
from meetings.domain.documents.kept import verify_files
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.organisations.emblem import find_emblem
from meetings.errors import FileLost
from meetings.extensions import db
from meetings.models import Document
from meetings.storage import storage
from tests.factories import make_organisation, make_participant
from tests.factories.minutes import make_approved, make_ended_session, publish


def file_of(key: str) -> Path:
    assert storage.folder is not None
    return storage.folder / key


def damage(key: str) -> bytes:
    """Change one byte; the bytes as they were."""
    whole = file_of(key).read_bytes()
    file_of(key).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    return whole


@pytest.fixture
def paper(app: Flask) -> Document:
    document = publish(make_approved())
    assert document.storage_key
    return document


def lost_keys() -> list[str]:
    return [found.key for found in verify_files() if found is not None]


def test_changed_bytes_are_not_served_as_the_paper(paper: Document, client: FlaskClient) -> None:
    address = f"/v/{documents.verification_token(paper)}/berkas"
    etag = client.get(address).headers["ETag"]
    whole = damage(paper.storage_key)

    answer = client.get(address)

    assert answer.status_code == 500 and "telah berubah sejak disimpan" in answer.text
    assert answer.mimetype == "text/html" and "ETag" not in answer.headers
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 500
    storage.put("documents", whole)
    assert client.get(address).data == whole, "putting it again has mended it"


def test_a_file_that_is_gone_is_a_sentence(paper: Document, client: FlaskClient) -> None:
    file_of(paper.storage_key).unlink()

    answer = client.get(f"/v/{documents.verification_token(paper)}/berkas")

    assert answer.status_code == 500 and "tidak ditemukan" in answer.text


def test_the_walk_finds_what_is_damaged_wherever_rows_name_it(paper: Document, app: Flask) -> None:
    organisation = make_organisation()
    organisation.logo_key = storage.put("images", b"lambang")
    attachment = {"name": "acara.ics", "type": "text/calendar", "key": storage.put("pictures", b"kalender")}
    outbox.queue_message(
        kind=INVITATION,
        address="a@example.go.id",
        recipient_name="",
        subject="",
        text="",
        at=clock.now(),
        attachments=[attachment],
    )
    db.session.commit()
    assert lost_keys() == []

    damage(organisation.logo_key)
    damage(attachment["key"])
    file_of(paper.storage_key).unlink()

    assert sorted(lost_keys()) == sorted([organisation.logo_key, attachment["key"], paper.storage_key])
    with pytest.raises(FileLost):
        outbox.read_attachment(attachment)
    assert find_emblem(organisation.id) is None
    for key, data in (("images", b"lambang"), ("pictures", b"kalender")):
        storage.put(key, data)


def test_the_command_names_each_and_fails(paper: Document, app: Flask) -> None:
    assert app.test_cli_runner().invoke(verify).exit_code == 0
    whole = damage(paper.storage_key)

    result = app.test_cli_runner().invoke(verify)

    assert result.exit_code == 1 and paper.id in result.output and "1 hilang atau berubah" in result.output
    storage.put("documents", whole)


def test_the_list_of_a_published_paper_is_walked_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "LONG", 1)
    session = make_ended_session()
    for _ in range(2):
        make_participant(session.meeting)
    key = publish(make_approved(session)).content["annex"]["rows"]

    damage(key)

    assert lost_keys() == [key]

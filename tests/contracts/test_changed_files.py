"""No address hands out a stored file that was changed, whichever feature it belongs to."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.extensions import db
from meetings.models import User
from meetings.storage import storage
from tests.factories.filled import fill
from tests.factories.kept import keep_everything
from tests.factories.whole import make_whole_meeting
from tests.support.databases import SQLITE
from tests.support.pages import pages

FEWEST = 15  # routes that give a file as it is kept


FALLS_BACK = {"home.emblem"}  # to the service's own mark


def _kept() -> dict[Path, bytes]:
    assert storage.folder is not None
    return {each: each.read_bytes() for each in storage.folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize("app", [SQLITE], indirect=True)
def test_no_route_hands_out_changed_bytes(app: Flask, sign_in: Callable[[User], FlaskClient]) -> None:
    whole = make_whole_meeting(people=1, rows=1)
    fill(whole)
    keep_everything(whole)
    whole.administrator.locale = "id"
    db.session.commit()
    client, kept = sign_in(whole.administrator), _kept()
    given = {page.endpoint: page.address for page in pages(app, whole)}
    given["organisations.image"] = f"/instansi/{whole.meeting.organisation_id}/gambar/lambang"
    genuine = set(kept.values())
    serving = {name: where for name, where in given.items() if client.get(where).data in genuine}
    for path, data in kept.items():
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    try:
        answers = {name: client.get(where) for name, where in serving.items()}
    finally:
        for path, data in kept.items():
            path.write_bytes(data)

    assert {answers.pop(name).status_code for name in FALLS_BACK} == {302}
    told = {name: (answer.status_code, b"telah berubah sejak disimpan" in answer.data) for name, answer in answers.items()}
    assert told == dict.fromkeys(answers, (500, True))
    assert len(serving) >= FEWEST, sorted(serving)

"""Exports leave while they are made: the first of them at once, little of them in memory, and no connection held by a slow reader."""

import contextvars
import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from meetings.domain.participants import queries
from meetings.enums import MeetingMode
from meetings.extensions import db
from meetings.models import User
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.load.filling import Size, fill
from tests.support.pages import pages

SMALL = Size(people=900, meetings=2, scans=400, entries=2, actions=900)


@pytest.fixture
def whole(app: Flask) -> WholeMeeting:
    whole = make_whole_meeting(people=3, rows=2)
    whole.meeting.mode = MeetingMode.IN_PERSON  # no virtual links beside what is counted
    db.session.commit()
    fill(whole, SMALL)
    return whole


def fetch(client: FlaskClient, address: str) -> list[tuple[bytes, int]]:
    """The answer block by block, and how many connections were in use while each was on its way."""

    def walk() -> list[tuple[bytes, int]]:
        answer = FlaskClient.open(client, address, buffered=False)
        assert answer.status_code == 200
        return [(block, db.engine.pool.checkedout()) for block in answer.iter_encoded()]

    db.session.commit()  # the test's own connection is let go of, too
    return contextvars.Context().run(walk)


EXPORTS = (
    "peserta/unduh.xlsx",
    "peserta/unduh.csv",
    "kehadiran/SESI/unduh.xlsx",
    "kehadiran/SESI/unduh.csv",
    "tindak-lanjut.xlsx",
    "undangan/SURAT/tautan.csv",
)


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_leaves_in_blocks_and_holds_no_connection(
    whole: WholeMeeting, sign_in: Callable[[User], FlaskClient], export: str
) -> None:
    address = f"/kegiatan/{whole.meeting.id}/{export}".replace("SESI", whole.ids["session_id"]).replace("SURAT", whole.letter.id)
    blocks = fetch(sign_in(whole.administrator), address)

    assert len(blocks) >= 2
    assert {connections for _block, connections in blocks} == {0}
    data = b"".join(block for block, _connections in blocks)
    if export.endswith(".csv"):
        assert data.count(b"\r\n") > 700
    else:
        assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).height > 700
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.parametrize("export", EXPORTS)
def test_a_long_export_sends_statements_for_blocks_and_none_for_rows(
    whole: WholeMeeting, sign_in: Callable[[User], FlaskClient], query_counter: Callable, export: str
) -> None:
    address = f"/kegiatan/{whole.meeting.id}/{export}".replace("SESI", whole.ids["session_id"]).replace("SURAT", whole.letter.id)
    client = sign_in(whole.administrator)
    with query_counter() as statements:
        assert client.get(address).status_code == 200

    assert len(statements) < 40


def test_what_fails_before_the_first_block_is_an_error_page(
    whole: WholeMeeting, sign_in: Callable[[User], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "in_order", None)

    answer = sign_in(whole.administrator).get(f"/kegiatan/{whole.meeting.id}/peserta/unduh.csv")

    assert answer.status_code == 500
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_what_fails_later_breaks_off(
    whole: WholeMeeting, sign_in: Callable[[User], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file that looks whole: the server closes the connection before the end that was promised."""
    real, calls = queries.in_order, []

    def once(*given: object) -> object:
        calls.append(given)
        if len(calls) > 1:
            raise RuntimeError("gone")
        return real(*given)

    monkeypatch.setattr(queries, "in_order", once)

    with pytest.raises(RuntimeError, match="gone"):
        fetch(sign_in(whole.administrator), f"/kegiatan/{whole.meeting.id}/peserta/unduh.csv")


def test_every_file_of_rows_leaves_like_that(app: Flask, whole: WholeMeeting, sign_in: Callable[[User], FlaskClient]) -> None:
    """What is made whole before it leaves says how long it is."""
    client = sign_in(whole.administrator)
    files = [page for page in pages(app, whole) if page.address.endswith((".xlsx", ".csv", ".zip"))]

    answers = {page.endpoint: client.get(page.address) for page in files}
    lengths = {name: answer.headers.get("Content-Length") for name, answer in answers.items() if answer.status_code == 200}

    assert len(lengths) >= 5, lengths
    # Of an import that is not in yet, and of certificates that nobody issued: back to their page.
    assert answers.keys() - lengths.keys() == {"participants.report", "certificates.archive"}
    assert set(lengths.values()) == {None}

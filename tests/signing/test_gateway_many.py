"""Many papers that the gateway signs with one passphrase, in pieces."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings.domain import signing
from meetings.enums import MinutesStanding, Role
from meetings.extensions import db
from meetings.models import Minutes, Signature
from tests.factories import make_organisation
from tests.factories.minutes import make_officer
from tests.minutes.desk import SignIn, officer
from tests.signing.office import CHAIR, NIK, PASSPHRASE, RECORDER, waiting, waiting_too
from tests.support.gateway import Gateway, Reply

JSON = {"Accept": "application/json"}


@pytest.fixture
def three(app: Flask) -> list[Minutes]:
    first = waiting()
    return [first, waiting_too(first, "Sidang Komisi A"), waiting_too(first, "Sidang Komisi B")]


def of(name: str, papers: list[Minutes]) -> list[str]:
    """The signatures that wait for somebody, in the order of their papers."""
    rows = db.session.query(Signature).where(Signature.signer.contains(name)).all()
    by_document = {each.document_id: each.id for each in rows}
    return [by_document[each.document_id or ""] for each in papers]


def sent(ids: list[str], name: str = CHAIR, **more: object) -> dict[str, object]:
    return {"ids": ids, "nik": NIK[name], "passphrase": PASSPHRASE, **more}


def by_script(desk: FlaskClient, ids: list[str], **more: object) -> list[dict[str, Any]]:
    answer = desk.post("/tanda-tangan/bsre", data=sent(ids, **more), headers=JSON)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.get_json()["results"]
    return found


def unsure() -> list[str]:
    db.session.expire_all()
    return [each.id for each in db.session.query(Signature).all() if each.unsure]


def test_one_passphrase_signs_all_that_was_ticked(app: Flask, sign_in: SignIn, gateway: Gateway, three: list[Minutes]) -> None:
    desk = sign_in(officer(three[0], Role.APPROVER))
    page = desk.get("/tanda-tangan/").text
    assert len(re.findall(r'name="ids" value="(\w+)"', page)) == 6 and "belum ditandatangani" in page

    told = desk.post("/tanda-tangan/bsre", data=sent(of(CHAIR, three)), follow_redirects=True).text
    assert "3 ditandatangani." in told
    desk.post("/tanda-tangan/bsre", data=sent(of(RECORDER, three), RECORDER))

    db.session.expire_all()
    assert {each.standing for each in three} == {MinutesStanding.IN_FORCE} and unsure() == []
    assert len(gateway.papers) == 6
    # The rooms of three papers of one shape are the same: version 2 signs them in one call, version 1 each in its own.
    assert gateway.calls == (6 if gateway.version == 1 else 2)


def test_one_of_three_fails_and_the_others_are_signed(
    app: Flask, sign_in: SignIn, gateway: Gateway, three: list[Minutes]
) -> None:
    desk, ids = sign_in(officer(three[0], Role.APPROVER)), of(CHAIR, three)
    off_page: Reply = (400, "application/json", b'{"status_code": 2040, "error": "Koordinat di luar halaman"}')
    # Version 2 refuses the whole call; then the papers go one by one, at once, and the one whose call comes second is refused.
    wrong = {2} if gateway.version == 1 else {1, 3}
    gateway.trouble = lambda number: off_page if number in wrong else None

    results = by_script(desk, ids)

    assert sorted(each["state"] for each in results) == ["refused", "signed", "signed"]
    (refused,) = (each for each in results if each["state"] == "refused")
    assert not refused["stops"] and "menolak tempat tanda tangan" in refused["told"] and unsure() == []
    assert [each["state"] for each in by_script(desk, ids)] == ["signed", "gone", "gone"]


def test_a_wrong_passphrase_stops_the_rest_and_is_asked_once(
    app: Flask, sign_in: SignIn, gateway: Gateway, three: list[Minutes]
) -> None:
    desk = sign_in(officer(three[0], Role.APPROVER))

    results = by_script(desk, of(CHAIR, three), passphrase="keliru")

    assert {(each["state"], each["stops"]) for each in results} == {("refused", True)} and gateway.calls == 1
    told = desk.post("/tanda-tangan/bsre", data=sent(of(CHAIR, three), passphrase="keliru"), follow_redirects=True).text
    assert told.count("Passphrase salah") == 1 and "0 ditandatangani" in told and unsure() == []


def test_a_busy_gateway_says_how_long_to_wait(app: Flask, sign_in: SignIn, gateway: Gateway, three: list[Minutes]) -> None:
    desk, ids = sign_in(officer(three[0], Role.APPROVER)), of(CHAIR, three)
    gateway.trouble = lambda _number: (429, "text/plain", b"slow down")

    assert {(each["wait"], each["stops"]) for each in by_script(desk, ids)} == {(7, True)}
    gateway.trouble = lambda _number: None
    assert {each["state"] for each in by_script(desk, ids)} == {"signed"}


def test_what_is_uncertain_is_named_once_and_not_sent_with_the_others(
    app: Flask, sign_in: SignIn, gateway: Gateway, three: list[Minutes]
) -> None:
    desk, ids = sign_in(officer(three[0], Role.APPROVER)), of(CHAIR, three)
    gateway.touch = lambda _data: b"sukses"

    first = by_script(desk, ids[:1])
    assert (first[0]["state"], first[0]["stops"]) == ("unsure", True) and unsure() == ids[:1]
    gateway.touch = lambda data: data

    assert {each["id"]: each["state"] for each in by_script(desk, ids)} == dict.fromkeys(ids[1:], "signed") | {ids[0]: "unsure"}
    page = desk.get("/tanda-tangan/").text
    assert "Tidak pasti: periksa dahulu" in page and f'value="{ids[0]}"' not in page


def test_a_piece_is_no_larger_and_what_is_missing_is_said(
    app: Flask, sign_in: SignIn, gateway: Gateway, three: list[Minutes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "PIECE", 2)
    desk, ids = sign_in(officer(three[0], Role.APPROVER)), of(CHAIR, three)

    assert [each["id"] for each in by_script(desk, ids)] == ids[:2]
    faults = desk.post("/tanda-tangan/bsre", data={"ids": ids, "nik": "12", "passphrase": ""}, headers=JSON)
    assert faults.status_code == 422 and set(faults.get_json()["faults"]) == {"nik", "passphrase"}
    assert desk.post("/tanda-tangan/bsre", data={"ids": ids}).status_code == 422


def test_nobody_signs_in_houses_they_do_not_see(app: Flask, sign_in: SignIn, gateway: Gateway, three: list[Minutes]) -> None:
    other = sign_in(make_officer(make_organisation("Kabupaten lain"), Role.APPROVER))

    assert {each["state"] for each in by_script(other, of(CHAIR, three))} == {"gone"}
    assert gateway.calls == 0

"""Pages travel compressed, and the length of what somebody else's page asked for tells nothing."""

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from backports import zstd
from flask import Flask
from flask.testing import FlaskClient

from meetings.enums import Role
from tests.checkin.door import Door
from tests.factories import make_membership, make_organisation, make_user

UNPACK: dict[str, Callable[[bytes], bytes]] = {"zstd": zstd.decompress, "br": brotli.decompress, "gzip": gzip.decompress}
LIST = "/instansi/"
TLS = {"base_url": "https://localhost"}


@pytest.fixture
def administrator(app: Flask, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    user, root = make_user(), make_organisation()
    make_membership(user, root, Role.ADMINISTRATOR)
    for number in range(25):
        make_organisation(f"Dinas {number}", parent=root)
    return sign_in(user)


def _ask(client: FlaskClient, path: str, accepted: str = "gzip, deflate, br, zstd", site: str = "", **more: Any) -> Any:
    headers = {"Accept-Encoding": accepted} | ({"Sec-Fetch-Site": site} if site else {})
    return client.get(path, headers=headers, **more)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0.5, gzip;q=0.9", "gzip")],
)
def test_a_list_travels_in_what_the_client_takes(administrator: FlaskClient, accepted: str, chosen: str) -> None:
    plain = _ask(administrator, LIST, "identity")
    packed = _ask(administrator, LIST, accepted)

    assert "Content-Encoding" not in plain.headers and packed.headers["Content-Encoding"] == chosen
    assert len(packed.data) * 3 < len(plain.data)
    assert b"Dinas 24" in UNPACK[chosen](packed.data)
    assert "Accept-Encoding" in packed.headers["Vary"] and "Cookie" in packed.headers["Vary"]


@pytest.mark.parametrize("accepted", ["gzip;q=0", "identity", "gzip;q=0, br;q=0"])
def test_what_the_client_refuses_is_not_sent(administrator: FlaskClient, accepted: str) -> None:
    assert "Content-Encoding" not in _ask(administrator, LIST, accepted).headers


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_what_another_site_may_have_asked_for_is_sent_as_it_is(administrator: FlaskClient, app: Flask, site: str) -> None:
    """In the name of somebody who is signed in, over TLS; without either there is nothing to learn."""
    assert "Content-Encoding" not in _ask(administrator, LIST, site=site, **TLS).headers
    assert "Content-Encoding" in _ask(administrator, LIST, site=site).headers
    assert "Content-Encoding" in _ask(app.test_client(), "/masuk", site=site, **TLS).headers


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_what_our_own_pages_or_the_person_asked_for_is_compressed(administrator: FlaskClient, site: str) -> None:
    assert _ask(administrator, LIST, site=site, **TLS).headers["Content-Encoding"] == "zstd"


def test_small_and_streamed_answers_stay_as_they_are(administrator: FlaskClient, app: Flask) -> None:
    door = Door(app)
    for number in range(40):
        door.add(f"Peserta {number}")
    token = {"Authorization": f"Bearer {door.token}", "Accept-Encoding": "gzip, zstd"}
    scan = door.client.post(f"/api/v1/meetings/{door.meeting.id}/scans", json={"scans": [door.scan("M1")]}, headers=token)
    roster = door.client.get(f"/api/v1/meetings/{door.meeting.id}/roster", headers=token)
    same = door.client.get(
        f"/api/v1/meetings/{door.meeting.id}/roster", headers=token | {"If-None-Match": roster.headers["ETag"]}
    )

    assert "Content-Encoding" not in _ask(administrator, "/healthz").headers
    assert "Content-Encoding" not in scan.headers
    assert roster.headers["Content-Encoding"] == "gzip" and same.status_code == 304


def test_a_style_sheet_travels_as_the_build_packed_it(client: FlaskClient) -> None:
    page = client.get("/masuk").text
    address = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]

    assert _ask(client, address, "gzip, br").headers["Content-Encoding"] == "br"

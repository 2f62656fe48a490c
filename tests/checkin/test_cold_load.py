"""What a phone fetches before it scans for the first time, decoder included, counted as it is sent."""

import re

import pytest
from flask.testing import FlaskClient

MOST = 500_000  # bytes: some seconds of a hall's mobile network


def first_load(client: FlaskClient, encoding: str) -> dict[str, int]:
    """Bytes by address: the page, and whatever it names."""

    def sent(address: str) -> bytes:
        answer = client.get(address, headers={"Accept-Encoding": encoding})
        assert answer.status_code == 200, address
        sizes[address.rpartition("/")[2] or address] = len(answer.data)
        return answer.data

    sizes: dict[str, int] = {}
    sent("/pindai/")
    named = re.findall(r'(?:href|src|data-icons|data-worker|data-wasm|data-sw)="(/[^"#]+)"', client.get("/pindai/").text)
    for address in dict.fromkeys(each for each in named if not each.startswith("/bahasa")):
        sent(address)
    return sizes


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_the_scanner_with_its_decoder_stays_small(client: FlaskClient, encoding: str) -> None:
    sizes = first_load(client, encoding)

    assert any("zxing" in name for name in sizes) and any(name.startswith("scanner-worker") for name in sizes)
    assert sum(sizes.values()) <= MOST, sizes

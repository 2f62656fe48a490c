"""Headers that every answer carries."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

# token, or token=seconds, separated by commas (RFC 9111, 5.2)
DIRECTIVES = re.compile(r"[a-z-]+(=\d+)?(, [a-z-]+(=\d+)?)*")


@pytest.mark.parametrize("path", ["/masuk", "/lupa-sandi", "/akun/sandi", "/", "/pindai/", "/pindai/sw.js", "/tidak-ada", "/u/x"])
def test_pages_are_kept_by_nobody_and_say_so_readably(app: Flask, client: FlaskClient, path: str) -> None:
    sent = client.get(path).headers.getlist("Cache-Control")

    assert len(sent) == 1 and DIRECTIVES.fullmatch(sent[0]), sent
    if path != "/pindai/sw.js":
        assert sent == ["private, no-store"]

"""Installations repeat exactly: every package is locked with its hash, and no lock says where to fetch it."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def test_all_locks_are_there() -> None:
    assert LOCKS == ["requirements-dev.lock", "requirements-node.lock", "requirements.lock"]


@pytest.mark.parametrize("name", LOCKS)
def test_every_python_package_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]

    assert entries
    assert all(re.match(r"[\w.-]+(\[[\w,-]+\])?==\S+", entry) and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text
    assert "--index-url" not in text


def test_both_python_locks_agree() -> None:
    pinned = [dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)) for name in LOCKS[::2]]
    development, operation = pinned

    assert {name: version for name, version in development.items() if operation.get(name, version) != version} == {}


def test_the_npm_lock_has_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    entries = {path: entry for path, entry in packages.items() if path}

    assert entries
    assert not [path for path, entry in entries.items() if "resolved" in entry]
    assert not [path for path, entry in entries.items() if not entry.get("integrity", "").startswith("sha")]


def test_every_requirement_of_the_package_is_locked() -> None:
    section = re.search(r"^install_requires =\n((?:    .+\n)+)", (ROOT / "setup.cfg").read_text(), re.MULTILINE)
    assert section
    wanted = {re.split(r"[\[<>=,;]", line.strip())[0].lower() for line in section[1].splitlines() if line.strip()}
    locked = {name.lower() for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)}

    assert wanted - locked == set()

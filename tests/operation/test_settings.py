"""A setting that cannot be meant is refused by name, before anything starts in the wrong mode."""

import json
import stat
from pathlib import Path

import pytest

from meetings import config


def load(folder: Path, **settings: str) -> config.Settings:
    return config.load(folder, {f"MEETINGS_{name}": value for name, value in settings.items()})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "prod"),  # would run with insecure cookies
        ("BEHIND_TLS", "ja"),
        ("BEHIND_PROXY", "-1"),
        ("WEB_WORKERS", "0"),
        ("JOB_WORKERS", "dua"),
        ("TIMEZONE", "Asia/Bogor"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_an_impossible_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError, match=f"MEETINGS_{name}.*{value}"):
        load(tmp_path, **{name: value})


def test_the_first_start_closes_the_folder_to_other_users(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    load(tmp_path)

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    tmp_path.chmod(0o750)  # what the administrator decides later stays
    load(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750


def test_an_empty_variable_is_none_at_all(tmp_path: Path) -> None:
    settings = load(tmp_path, ENV="", WEB_WORKERS="", TIMEZONE="", BEHIND_TLS="")

    assert (settings.env, settings.web_workers, settings.default_zone) == ("development", 2, "Asia/Jakarta")


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"secret_key": "x" * 64})])
def test_a_broken_secrets_file_is_named_and_never_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "secrets.json").write_text(content)

    with pytest.raises(config.ConfigError, match=r"secrets\.json"):
        load(tmp_path)

    assert (tmp_path / "secrets.json").read_text() == content

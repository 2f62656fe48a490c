"""A setting that cannot be meant is refused by name, before anything starts in the wrong mode."""

import hashlib
import json
import stat
from pathlib import Path

import pytest

from meetings import config, keyring


def load(folder: Path, **settings: str) -> config.Settings:
    return config.load(folder, {f"MEETINGS_{name}": value for name, value in settings.items()})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENV", "prod"),  # would run with insecure cookies
        ("BEHIND_TLS", "ja"),
        ("BEHIND_PROXY", "-1"),
        ("WEB_WORKERS", "0"),
        ("SESSION_HOURS", "99999999999"),
        ("JOB_WORKERS", "dua"),
        ("TIMEZONE", "Asia/Bogor"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_an_impossible_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError, match=f"MEETINGS_{name}.*{value}"):
        load(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://u:rahasia@db/rapat"),
        ("DATABASE_URL", "rapat.sqlite3"),
        ("DATABASE_URL", "postgresql://u:rahasia@db:lima/rapat"),
        ("SMTP_URL", "smtp.example.go.id"),
        ("SMTP_URL", "smtp://u:rahasia@smtp.example.go.id:surel"),
        ("SMTP_URL", "https://u:rahasia@smtp.example.go.id"),
        ("STORAGE_URL", "tidakada://ember/rapat"),
    ],
)
def test_an_address_of_something_else_is_refused_without_its_password(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError, match=f"MEETINGS_{name}") as refused:
        load(tmp_path, **{name: value})
    assert "rahasia" not in str(refused.value)


SECRETS = {
    name.upper(): hashlib.sha256(name.encode()).hexdigest() for name in ("secret_key", "token_key", "password_salt", "totp_key")
}
PUBLIC = "https://rapat.example.go.id"


@pytest.mark.parametrize(
    "guessable",
    [
        "a" * 64,
        "ab" * 32,
        "changeme" * 8,
        "rahasia-rapat-2026" * 3,
        "0123456789abcdef" * 4,
        "k7Fq9xZ2",
        "aabbccddeeffgg" * 3,
        "rahasiabesar-" * 3 + "1",
    ],
)
def test_production_takes_no_secret_that_can_be_guessed(tmp_path: Path, guessable: str) -> None:
    assert load(tmp_path, ENV="production", BASE_URL=PUBLIC, **SECRETS).production

    with pytest.raises(config.ConfigError, match="totp_key"):
        load(tmp_path, ENV="production", BASE_URL=PUBLIC, **SECRETS | {"TOTP_KEY": guessable})


def test_production_takes_no_secret_twice(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match="another"):
        load(tmp_path, ENV="production", BASE_URL=PUBLIC, **SECRETS | {"TOTP_KEY": SECRETS["TOKEN_KEY"]})


@pytest.mark.parametrize("made", range(8))
def test_secrets_made_here_are_taken(tmp_path: Path, made: int) -> None:
    keyring.create_secrets(tmp_path)

    assert load(tmp_path, ENV="production", BASE_URL=PUBLIC).production


@pytest.mark.parametrize("mode", ["production", "development"])
@pytest.mark.parametrize(
    "address",
    [
        "rapat.example.go.id",
        "rapat.example.go.id:8000",
        "ftp://rapat.example.go.id",
        "https://",
        "//rapat",
        "https://u:p@rapat.id",
        "https://ra pat.id",
        "https://rapat.id/?a=b",
        "https://rapat.id/#f",
        "https://rapat.id:abc",
        "https://rapat.id:99999",
        "https://.",
        "https://[bad",
        "https://rapat\\x",
    ],
)
def test_a_base_address_has_scheme_and_host(tmp_path: Path, mode: str, address: str) -> None:
    with pytest.raises(config.ConfigError, match="MEETINGS_BASE_URL"):
        load(tmp_path, ENV=mode, BASE_URL=address, **SECRETS)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://localhost:8000",
        "https://127.0.0.1",
        "http://[::1]:8000",
        "http://0.0.0.0:8000",
        "https://rapat.localhost",
        "https://localhost.localdomain",
    ],
)
def test_in_production_it_is_one_that_others_reach(tmp_path: Path, address: str) -> None:
    with pytest.raises(config.ConfigError, match="MEETINGS_BASE_URL"):
        load(tmp_path, ENV="production", BASE_URL=address, **SECRETS)
    assert load(tmp_path, BASE_URL=address, **SECRETS).base_url.startswith("http")


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

"""A setting that cannot be meant is refused by name, before anything starts in the wrong mode."""

import hashlib
import json
import re
import stat
from pathlib import Path

import pytest

from meetings import config, keyring, mailserver
from meetings.variables import Environment


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
        ("TIMEZONE", "Asia"),
        ("TIMEZONE", "localtime"),
        ("MAIL_FROM", "Layanan Rapat"),
        ("MAIL_FROM", "rapat@example.go.id, wakil@example.go.id"),
        ("MAIL_FROM", "Dinas Kominfo, Kota <rapat@example.go.id>"),
        ("MAIL_FROM", "Rapat <rapat@>"),
        ("INSTANCE_PATH", "/folder-salah-tik/rapat"),
        ("INSTANCE_PATH", "/"),
        ("INSTANCE_PATH", "/etc/hostname/rapat"),
        ("STORAGE_URL", "file:///folder-salah-tik/berkas"),
        ("STORAGE_URL", "file://berkas"),
        ("STORAGE_URL", "berkas"),
        ("STORAGE_URL", "file:///"),
        ("STORAGE_URL", "memory://rapat"),
        ("STORAGE_URL", "s3://"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:////rapat.sqlite3"),
        ("DATABASE_URL", "sqlite:////folder-salah-tik/rapat.sqlite3"),
        ("DATABASE_URL", "postgresql://peladen"),
        ("QUEUE_URL", "redis://antrean:6379/0"),
        ("QUEUE_URL", "sqlite://"),
        ("QUEUE_URL", "rapat"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_an_impossible_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError, match=f"MEETINGS_{name} .*{re.escape(value)}.* Misalnya: MEETINGS_{name}=."):
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
        ("SMTP_URL", "smtp://u:rahasia@smtp.example.go.id?tls=maybe"),
        ("SMTP_URL", "smtp://u:rahasia@smtp.example.go.id?password=rahasia"),
        ("SMTP_URL", "smtps://u:rahasia@smtp.example.go.id?tls=none"),
        ("SMTP_URL", "smtp://rahasia@smtp.example.go.id"),
        ("SMTP_URL", "smtp://u:rahasia#1@smtp.example.go.id:587"),
        ("BOUNCE_URL", "imaps://rahasia@imap.example.go.id"),
        ("BOUNCE_URL", "pop3://u:rahasia@imap.example.go.id"),
        ("ESIGN_URL", "http://u:rahasia@esign.example.go.id"),
        ("ESIGN_URL", "https://u:rahasia@esign.example.go.id/?version=3"),
        ("ESIGN_URL", "https://u:rahasia@esign.example.go.id/?nik=rahasia"),
        ("ESIGN_URL", "https://u:rahasia@esign.example.go.id/?tls=none"),
        ("ESIGN_URL", "https://rahasia@esign.example.go.id"),
        ("ESIGN_URL", "ftp://u:rahasia@esign.example.go.id"),
        ("QUEUE_URL", "redis://u:rahasia@antrean:6379/0"),
        ("DATABASE_URL", "postgresql://u:rahasia@db/rapat?sslmodus=require"),
        ("STORAGE_URL", "tidakada://u:rahasia@ember/rapat"),
    ],
)
def test_an_address_of_something_else_is_refused_without_its_password(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError, match=f"MEETINGS_{name}") as refused:
        load(tmp_path, **{name: value})
    assert "rahasia" not in str(refused.value)


def test_all_faults_are_told_at_once_and_nothing_is_made(tmp_path: Path) -> None:
    given = {
        "PORT": "delapan",
        "MEETINGS_WEB_WORKERS": "0",
        "MEETINGS_MAIL_FROM": "x",
        "MEETINGS_SMPT_URL": "smtp://surel.example.go.id",
    }

    with pytest.raises(config.ConfigError) as refused:
        config.load(tmp_path / "instance", given)
    with pytest.raises(config.ConfigError) as before_the_port:
        config.port(given)

    told = [fault.partition(" ")[0] for fault in refused.value.faults]
    assert sorted(told) == sorted(given)
    assert all(fault in refused.value.format_message() for fault in refused.value.faults)
    assert before_the_port.value.faults == refused.value.faults
    assert not (tmp_path / "instance").exists()


def test_in_production_missing_keys_are_told_with_the_rest(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError) as refused:
        load(tmp_path, ENV="production", WEB_WORKERS="0")

    assert [name for name in ("WEB_WORKERS", "BASE_URL", "TOKEN_KEY") if name in refused.value.format_message()] == [
        "WEB_WORKERS",
        "BASE_URL",
        "TOKEN_KEY",
    ]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80a", "８０", "8000.0"])
def test_a_port_is_one(tmp_path: Path, port: str) -> None:
    with pytest.raises(config.ConfigError, match=f"PORT .*{port}"):
        config.load(tmp_path, {"PORT": port})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MEETINGS_SMPT_URL", "MEETINGS_SMTP_URL"),
        ("MEETINGS_BASEURL", "MEETINGS_BASE_URL"),
        ("MEETING_BASE_URL", "MEETINGS_BASE_URL"),
        ("meetings_env", "MEETINGS_ENV"),
        ("MEETINGS_PORT", "PORT"),
        ("MEETINGS_SECRET_KEYS", "MEETINGS_SECRET_KEY"),
        ("MEETINGS_PASSWORD_SALT_FALLBACKS", "MEETINGS_PASSWORD_SALT"),
        ("MEETINGS_QQQ", "README"),
    ],
)
def test_a_misspelt_name_is_told_with_the_right_one(tmp_path: Path, name: str, meant: str) -> None:
    with pytest.raises(config.ConfigError, match=rf"{name} tidak dikenal.*\b{meant}\b"):
        config.load(tmp_path, {name: "1"})


def test_what_a_cluster_says_of_a_service_called_meetings_is_none_of_ours(tmp_path: Path) -> None:
    told = ("SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP", "PORT", "PORT_80_TCP", "PORT_80_TCP_ADDR")

    assert load(tmp_path, **dict.fromkeys(told, "tcp://10.0.0.1:80")).port == 8000


def test_every_variable_that_is_read_stands_in_the_table_of_the_readme() -> None:
    asked = Environment({})
    config._read_all(asked, Path("/tmp"))

    readme = (Path(__file__).parents[2] / "README.md").read_text()
    missing = [name for name in asked.known | keyring.VARIABLES if f"`{name.removesuffix('_FALLBACKS')}`" not in readme]
    assert missing == []


@pytest.mark.parametrize(
    ("url", "host", "port", "tls", "user", "password"),
    [
        ("smtp://localhost", "localhost", 25, "none", "", ""),
        ("smtp://surel.example.go.id", "surel.example.go.id", 587, "starttls", "", ""),
        ("smtp://surel.example.go.id:465", "surel.example.go.id", 465, "ssl", "", ""),
        ("smtps://surel.example.go.id", "surel.example.go.id", 465, "ssl", "", ""),
        ("smtps://u%40x:s%3A%2F@[::1]:2525/?tls=ssl", "::1", 2525, "ssl", "u@x", "s:/"),
        ("smtp://surel_dalam:25?tls=none", "surel_dalam", 25, "none", "", ""),
    ],
)
def test_a_mail_server_is_read_as_it_is_connected_to(url: str, host: str, port: int, tls: str, user: str, password: str) -> None:
    read = mailserver.read_address(url)

    assert (read.host, read.port, read.tls, read.user, read.password) == (host, port, tls, user, password)
    assert password not in repr(read) or not password


def test_a_relative_queue_lies_in_the_instance_folder_like_the_database(tmp_path: Path) -> None:
    assert load(tmp_path, QUEUE_URL="sqlite:///antrean.sqlite3").queue_url == f"sqlite:///{tmp_path}/antrean.sqlite3"
    assert load(tmp_path, QUEUE_URL="postgres://u:s%40@db/antrean").queue_url == "postgresql+psycopg://u:s%40@db/antrean"


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
    with pytest.raises(config.ConfigError, match="berlainan"):
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

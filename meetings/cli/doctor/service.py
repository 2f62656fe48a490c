"""The set-up: settings and secrets, folders, database, mail, and what production needs."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import fsspec
from flask import Flask
from fsspec.implementations.local import LocalFileSystem
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from meetings import clock, config, setting_rules
from meetings.channels.bounces import MailboxDown, Reports
from meetings.channels.esign import Esign, GatewayError, Reason, Refusal
from meetings.channels.smtp import Connection, MailError
from meetings.cli import migrations
from meetings.cli.doctor.findings import Finding, good, hint, wrong
from meetings.config import Settings, current_settings
from meetings.domain import base_address, machines
from meetings.domain.admin import addresses, keys
from meetings.domain.seals import missing_guards, unsealed_since
from meetings.extensions import db
from meetings.models import User

LATE_SEAL = timedelta(minutes=10)
LITTLE_SPACE = 1_000_000_000  # bytes; a meeting of 5,000 people keeps about half of that in PDFs


def examine() -> Iterator[Finding]:
    """Everything about the set-up. Ends early when settings are missing or the app cannot be made."""
    from meetings import create_app  # the factory registers this package's commands

    try:
        settings = config.load(config.default_instance_path())
    except config.ConfigError as error:
        for fault in error.faults:
            yield wrong("Pengaturan", fault, "lihat tabel pengaturan di README")
        return
    except OSError as error:
        yield wrong("Folder data", str(error), "atur MEETINGS_INSTANCE_PATH ke folder yang dapat ditulisi")
        return
    yield good("Pengaturan", f"mode {settings.env}, alamat {settings.base_url}")
    yield from _production(settings)
    yield _secrets(settings)
    yield from _folders(settings)
    yield _mail(settings)
    yield from _returned(settings)
    yield from _esign(settings)
    try:
        app = create_app()
    except Exception as error:  # whatever it is, the report has to name it
        reason = str(error).strip().splitlines() or [type(error).__name__]
        yield wrong(
            "Layanan",
            f"tidak dapat disiapkan: {reason[0]}",
            "periksa MEETINGS_DATABASE_URL dan MEETINGS_QUEUE_URL",
        )
        return
    with app.app_context():
        yield from _database(app)


def _production(settings: Settings) -> Iterator[Finding]:
    if not settings.production:
        return
    if not settings.base_url.startswith("https://"):
        yield wrong("Alamat", f"{settings.base_url} bukan https", "atur MEETINGS_BASE_URL=https://…")
    if not settings.behind_tls:
        yield hint("TLS", "HSTS tidak dikirim", "atur MEETINGS_BEHIND_TLS=1 bila layanan hanya dibuka lewat https")
    if not settings.behind_proxy:
        yield hint("Proksi", "alamat peminta dibaca langsung", "atur MEETINGS_BEHIND_PROXY=1 bila ada nginx di depan")


def _secrets(settings: Settings) -> Finding:
    path = settings.instance_path / "secrets.json"
    if not path.exists():
        return good("Kunci", "dari variabel lingkungan")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return wrong("Kunci", f"{path} dapat dibaca pengguna lain", f"chmod 600 {path}")
    return good("Kunci", str(path))


def _folders(settings: Settings) -> Iterator[Finding]:
    folders = {"Folder data": settings.instance_path}
    try:
        store, root = fsspec.core.url_to_fs(settings.storage_url)
    except (ImportError, ValueError) as error:
        yield wrong(
            "Berkas", f"{settings.storage_url}: {error}", "periksa MEETINGS_STORAGE_URL; pasang paket Python yang disebut"
        )
        return
    if isinstance(store, LocalFileSystem):
        folders["Berkas"] = Path(root)
    for topic, folder in folders.items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            yield wrong(topic, f"{folder} tidak dapat ditulisi ({error.strerror})", f"chown -R {_user()} {folder}")
            continue
        if stat.S_IMODE(settings.instance_path.stat().st_mode) & 0o007 and folder is settings.instance_path:
            yield hint(topic, f"{folder} dapat dibuka pengguna lain di mesin ini", f"chmod 700 {folder}")
        free = shutil.disk_usage(folder).free
        if free < LITTLE_SPACE:
            yield hint(topic, f"{folder}: sisa ruang {free // 1_000_000} MB", "kosongkan ruang penyimpanan")
        else:
            yield good(topic, f"{folder} dapat ditulisi, sisa {free // 1_000_000_000} GB")


def _user() -> str:
    return os.environ.get("USER") or str(os.getuid())


def _database(app: Flask) -> Iterator[Finding]:
    shown = db.engine.url.render_as_string(hide_password=True)
    try:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        yield wrong("Basis data", f"{shown}: {reason}", "periksa MEETINGS_DATABASE_URL dan apakah server berjalan")
        return
    yield good("Basis data", shown)
    if migrations.pending():
        yield wrong("Migrasi", "bentuk basis data belum terbaru", "flask migrations upgrade")
    else:
        yield good("Migrasi", "terbaru")
        yield _keys(app)
        yield from _operators()
        for sentence in machines.clocks_set(clock.now()):
            yield hint("Jam", sentence, "periksa jam mesin dan NTP (timedatectl); waktu di sekitar saat itu mungkin keliru")
        yield from _addresses()
        yield from _seals()
    yield from _sqlite() if db.engine.dialect.name == "sqlite" else _postgresql()


def _addresses() -> Iterator[Finding]:
    noted, mine = base_address.newest_address(), current_settings().base_url
    if noted not in (None, mine):
        yield hint(
            "Alamat",
            f"mesin yang terakhir dijalankan memakai {noted}, mesin ini {mine}",
            "samakan MEETINGS_BASE_URL di semua mesin",
        )
    leads = addresses.former_leads(clock.now())
    if leads is not None and leads.any:
        yield hint("Alamat", addresses.in_words(leads), addresses.ADVICE)


def _seals() -> Iterator[Finding]:
    if gone := missing_guards():
        yield wrong(
            "Jurnal", f"pemicu basis data tidak ada: {', '.join(gone)}", "bandingkan dengan cadangan; lihat flask audit verify"
        )
    since, now = unsealed_since(), clock.now()
    if since is not None and now - since > LATE_SEAL:
        minutes = int((now - since).total_seconds() // 60)
        yield hint(
            "Segel jurnal",
            f"ada catatan yang menunggu segel {minutes} menit",
            "periksa apakah pekerjaan latar berjalan (flask jobs)",
        )


def _keys(app: Flask) -> Finding:
    if foreign := keys.foreign_keys(app.config["SETTINGS"]):
        return wrong(
            "Kunci basis data",
            f"{', '.join(foreign)}: lain daripada yang dipakai menulis basis data",
            "samakan secrets.json di semua mesin; bila sengaja diganti: flask secrets adopt",
        )
    return good("Kunci basis data", "cocok dengan mesin ini")


def _operators() -> Iterator[Finding]:
    users, operators = (
        db.session.scalar(select(User.id).where(where).limit(1)) for where in (User.active, User.active & User.is_operator)
    )
    if users and not operators:
        yield hint("Operator", "tidak ada yang dapat membuat instansi induk di layar", "flask users operator SUREL")


def _sqlite() -> Iterator[Finding]:
    with db.engine.connect() as connection:
        mode = connection.execute(text("PRAGMA journal_mode")).scalar()
        sync = connection.execute(text("PRAGMA synchronous")).scalar()
        sound = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    if mode != "wal" or sync != 2:
        yield wrong(
            "Ketahanan",
            f"journal_mode={mode}, synchronous={sync}",
            "simpan basis data di cakram setempat, bukan di jaringan",
        )
    else:
        yield good("Ketahanan", "WAL, synchronous=FULL")
    if sound != "ok":
        yield wrong("Keutuhan", f"basis data rusak: {sound}", "flask restore dari cadangan terakhir")


def _postgresql() -> Iterator[Finding]:
    with db.engine.connect() as connection:
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        sync = connection.execute(text("SHOW synchronous_commit")).scalar()
        theirs: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    drift = abs((theirs - datetime.now(UTC)).total_seconds())
    if encoding != "UTF8":
        yield wrong("Aksara", f"basis data memakai {encoding}", "buat basis data dengan ENCODING 'UTF8'")
    if sync == "off":
        yield wrong("Ketahanan", "synchronous_commit=off", "ALTER SYSTEM SET synchronous_commit = on")
    if drift > 2:
        yield hint("Jam", f"jam basis data berbeda {drift:.0f} detik", "setel kedua mesin dengan NTP")


def _esign(settings: Settings) -> Iterator[Finding]:
    if not settings.esign_url:
        return
    try:
        Esign(settings.esign_url, patience=8).check()
    except GatewayError as error:
        closed = isinstance(error, Refusal) and error.reason is Reason.CLOSED
        told = "gateway menolak pengguna atau kata sandinya" if closed else "gateway tidak menjawab"
        yield wrong("Gateway BSrE", told, "periksa MEETINGS_ESIGN_URL dan jaringan")
    else:
        yield good("Gateway BSrE", f"{urlsplit(settings.esign_url).hostname} menjawab")


def _returned(settings: Settings) -> Iterator[Finding]:
    if not settings.bounce_url:
        return
    try:
        with Reports(settings.bounce_url):
            yield good("Surel kembalian", f"{urlsplit(settings.bounce_url).hostname} dapat dibaca")
    except MailboxDown as error:
        yield wrong("Surel kembalian", str(error), "periksa MEETINGS_BOUNCE_URL dan jaringan")


def _mail(settings: Settings) -> Finding:
    if not settings.smtp_url:
        return hint(
            "Surel",
            "tanpa server SMTP; pesan tersimpan di kotak keluar",
            "atur MEETINGS_SMTP_URL",
        )
    try:
        with Connection(settings.smtp_url, timeout=8) as server:
            server.open()
    except (MailError, ValueError) as error:
        return wrong("Surel", str(error), "periksa MEETINGS_SMTP_URL (kata sandi, tls=…) dan jaringan")
    if setting_rules.is_local(parseaddr(settings.mail_from)[1].rpartition("@")[2]):
        return hint(
            "Surel", f"pengirim {settings.mail_from} tidak dapat dibalas, banyak peladen menolaknya", "atur MEETINGS_MAIL_FROM"
        )
    return good("Surel", f"{urlsplit(settings.smtp_url).hostname} menerima sambungan")

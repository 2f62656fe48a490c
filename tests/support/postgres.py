"""A PostgreSQL server of the tests' own: in a temporary folder, on a unix socket, ended with the test process."""

import glob
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from meetings.cli.supervisor import die_with_parent
from tests.support.bounds import LIMIT, TAIL

# Tests kill our processes, never the database's machine: nothing here has to reach the disk.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "autovacuum": "off",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}


class NoPostgres(RuntimeError):
    """The server's programs are not on this machine."""


def binaries() -> Path:
    """The folder with initdb and postgres; raises NoPostgres."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=lambda path: int(path.split("/")[4]))
    path = found[-1] if found else shutil.which("postgres")
    if not path:
        raise NoPostgres("PostgreSQL is missing: apt-get install postgresql")
    return Path(path).parent


def unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; None when we are somebody else already."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class PostgresServer:
    """One running server; databases are made by copying a template."""

    def __init__(self, options: Mapping[str, str] = OPTIONS) -> None:
        user = unprivileged_user()
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir=memory if os.access(memory, os.W_OK) else None))
        self.folder.chmod(0o755)
        if user:
            shutil.chown(self.folder, user, pwd.getpwnam(user).pw_gid)
        programs, data = binaries(), self.folder / "data"
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
        subprocess.run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
            ],
            check=True,
            capture_output=True,
            cwd=self.folder,
            timeout=LIMIT,
            **as_user,
        )
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self.log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", self.folder, *settings],
            stdout=self.log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            preexec_fn=lambda: die_with_parent(signal.SIGQUIT),  # noqa: PLW1509 -- one-thread
            **as_user,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + LIMIT
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=20).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        said = (self.folder / "log").read_text(errors="replace")[-TAIL:]
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start within {LIMIT:.0f} s:\n{said}")

    def dsn(self, database: str) -> str:
        """What psycopg connects to."""
        return f"host={self.folder} user=postgres dbname={database}"

    def url(self, database: str) -> str:
        """What MEETINGS_DATABASE_URL takes."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template0", name: str = "") -> str:
        """Make a database as a copy of ``template``; returns its name."""
        name = name or f"test_{secrets.token_hex(6)}"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever may still be connected."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """End the server by its own process id and remove its folder."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(LIMIT)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

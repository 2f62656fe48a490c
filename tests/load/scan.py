"""The scan call against PostgreSQL, beside its floor, in one run."""

import gzip
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from meetings.cli.supervisor import die_with_parent
from meetings.config import current_settings
from tests.load.scan_client import Measured, load
from tests.support.databases import POSTGRES, Databases
from tests.support.live import ROOT, Service, descendants
from tests.support.ports import free_port
from tests.support.postgres import OPTIONS, PostgresServer

SCANS = 4000
WARM_UP = 400
ROUNDS = 2
ROSTER = 5000
SLOWEST_ROSTER = 1000  # milliseconds
TICKS = os.sysconf("SC_CLK_TCK")
STATEMENTS = "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements WHERE toplevel"


def cpu_seconds(pids: list[int]) -> float:
    """CPU time that these processes have used."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


@contextmanager
def floor(url: str, pass_key: bytes) -> Iterator[tuple[int, int]]:
    """The bare WSGI function on a port of its own: (port, process id)."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.load.scan_floor", url, str(port)],
        cwd=ROOT,
        env={**os.environ, "PASS_KEY": pass_key.hex()},
        preexec_fn=die_with_parent,  # noqa: PLW1509 -- one-thread
    )
    try:
        time.sleep(2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def prepare(service: Service, folder: Path, participants: int) -> dict[str, Any]:
    """``flask load-test prepare`` in a process of its own."""
    out = folder / "load.json"
    out.unlink(missing_ok=True)  # of the turn before: the command overwrites nothing
    subprocess.run(
        [sys.executable, "-m", "meetings.cli", "load-test", "prepare", "--participants", str(participants), "--out", out],
        cwd=ROOT,
        env={**os.environ, **service.settings},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return dict(json.loads(out.read_text()))


def measure(port: int, pid: int, prepared: dict[str, Any], codes: list[str]) -> tuple[Measured, float]:
    """A load and the CPU seconds that the server used for it."""
    workers = descendants(pid)
    before = cpu_seconds(workers)
    measured = load(port, prepared, codes)
    return measured, cpu_seconds(workers) - before


def run(say: Callable[[str], None] = print, scans: int = SCANS) -> bool:
    """Measure and print; True when every promise was kept."""
    with tempfile.TemporaryDirectory() as place:
        databases = Databases()
        databases._server = PostgresServer({**OPTIONS, "shared_preload_libraries": "pg_stat_statements"})
        service = Service(Path(place) / "service", databases.create(POSTGRES), MEETINGS_WEB_WORKERS="2")
        try:
            service.start_web()
            return _compare(service, Path(place), say, scans)
        finally:
            service.stop()
            databases.close()


def _compare(service: Service, place: Path, say: Callable[[str], None], scans: int) -> bool:
    url = service.settings["MEETINGS_DATABASE_URL"]
    with service.data():
        pass_key = current_settings().code_key
    ours: list[tuple[Measured, float]] = []
    bare: list[tuple[Measured, float]] = []
    with floor(url, pass_key) as (floor_port, floor_pid), psycopg.connect(url, autocommit=True) as watcher:
        watcher.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        statements = 0
        web_pid = service.processes["web"].pid
        for turn in range(ROUNDS + 1):
            prepared = prepare(service, place, 2 * scans if turn else 2 * WARM_UP)
            half = len(prepared["codes"]) // 2
            before = watcher.execute(STATEMENTS).fetchone()
            mine = measure(service.port, web_pid, prepared, prepared["codes"][:half])
            after = watcher.execute(STATEMENTS).fetchone()
            theirs = measure(floor_port, floor_pid, prepared, prepared["codes"][half:])
            if turn:
                ours.append(mine)
                bare.append(theirs)
                statements += int(after[0]) - int(before[0])
    kept = _report(ours, bare, statements, say)
    return time_roster(service, place, say) and kept


def time_roster(service: Service, place: Path, say: Callable[[str], None]) -> bool:
    """The roster of 5,000 people: the first one of a process, the next, and what a device asks for every few seconds."""
    prepared = prepare(service, place, ROSTER)
    line = http.client.HTTPConnection("127.0.0.1", service.port)

    def get(query: str = "", **headers: str) -> tuple[float, int, str, bytes]:
        began = time.perf_counter()
        line.request(
            "GET",
            f"{prepared['base_path']}/meetings/{prepared['meeting']}/roster{query}",
            headers={"Authorization": f"Bearer {prepared['token']}", "Accept-Encoding": "gzip", **headers},
        )
        answer = line.getresponse()
        body = answer.read()
        text = gzip.decompress(body) if answer.headers["Content-Encoding"] == "gzip" else body
        return 1000 * (time.perf_counter() - began), len(body), answer.headers["ETag"] or "", text

    first = get()
    whole = get()
    same = get(**{"If-None-Match": whole[2]})
    changes = get(f"?since={json.loads(whole[3])['cursor']}")
    line.close()
    say(
        f"daftar untuk perangkat, {ROSTER} peserta: pertama {first[0]:.0f} ms, berikutnya {whole[0]:.0f} ms ({whole[1] / 1000:.0f} kB);"
        f" tidak berubah {same[0]:.0f} ms ({same[1]} B); sejak kursor {changes[0]:.1f} ms ({changes[1]} B)"
    )
    return whole[0] < SLOWEST_ROSTER and same[1] == 0 and changes[1] < 2_000


def _report(
    ours: list[tuple[Measured, float]], bare: list[tuple[Measured, float]], statements: int, say: Callable[[str], None]
) -> bool:
    calls = sum(len(measured.times) for measured, _cpu in ours)
    rate = calls / sum(measured.seconds for measured, _cpu in ours)
    floor_rate = sum(len(m.times) for m, _cpu in bare) / sum(m.seconds for m, _cpu in bare)
    cpu = 1000 * sum(seconds for _m, seconds in ours) / calls
    floor_cpu = 1000 * sum(seconds for _m, seconds in bare) / sum(len(m.times) for m, _cpu in bare)
    p50, p99 = (max(m.percentile(share) for m, _cpu in ours) for share in (0.5, 0.99))
    per_scan = (statements - len(ours)) / calls
    wrong = {status for m, _cpu in [*ours, *bare] for status in m.statuses} - {"200 accepted"}
    say(
        f"pindai tunggal, 8 klien, 2 proses web: {rate:.0f}/s; lantai WSGI {floor_rate:.0f}/s; rasio {rate / floor_rate:.0%} (≥ 60%)"
    )
    say(f"  p50 {p50:.1f} ms, p99 {p99:.1f} ms (< 60); CPU web {cpu:.2f} ms per pindai (≤ 2,5; lantai {floor_cpu:.2f})")
    say(f"  {per_scan:.2f} perintah SQL per pindai (≤ 5){'; jawaban lain: ' + ', '.join(sorted(wrong)) if wrong else ''}")
    return rate / floor_rate >= 0.6 and p99 < 60 and cpu <= 2.5 and per_scan <= 5 and not wrong


if __name__ == "__main__":
    sys.exit(0 if run() else 1)

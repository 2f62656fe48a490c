"""What the numbers were measured on."""

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

from tests.support.postgres import NoPostgres, binaries


def describe() -> str:
    """Processor, cores, memory, system, Python and databases, one a line."""
    lines = {
        "prosesor": f"{_processor()}, {len(os.sched_getaffinity(0))} inti",
        "memori": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "sistem": f"{_distribution()}, Linux {platform.release()}",
        "python": platform.python_version(),
        "basis data": f"SQLite {sqlite3.sqlite_version}, {_postgres()}",
        "beban": f"{os.getloadavg()[0]:.2f} (rata-rata satu menit sebelum mulai)",
    }
    return "\n".join(f"{name:<11} {value}" for name, value in lines.items())


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _distribution() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())


def _postgres() -> str:
    try:
        program = binaries() / "postgres"
    except NoPostgres:
        return "tanpa PostgreSQL"
    return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()

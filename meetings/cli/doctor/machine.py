"""The machine: Python, Pango, fonts, clock and time zones, and what the build made."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetings.cli.doctor.findings import Finding, good, hint, wrong
from meetings.cli.doctor.fonts import NoFontconfig, missing_families, missing_scripts

PACKAGE = Path(__file__).parents[2]
PANGO_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def examine() -> Iterator[Finding]:
    """Everything about the machine."""
    yield good("Python", sys.version.split()[0])
    yield _pango()
    yield _fonts()
    yield from _clock()
    yield _assets()
    yield _translations()


def _pango() -> Finding:
    try:
        from weasyprint.text.ffi import pango
    except (ImportError, OSError) as error:
        return wrong("Pango", f"tidak dapat dimuat: {str(error).splitlines()[0]}", f"apt-get install {PANGO_PACKAGES}")
    number = pango.pango_version()
    version = f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    if number < 14400:
        return wrong("Pango", f"versi {version} terlalu lama untuk PDF", "pakai Debian 12 atau Pango 1.44 ke atas")
    return good("Pango", version)


def _fonts() -> Finding:
    try:
        missing = missing_families()
    except NoFontconfig:
        return wrong("Huruf", "fontconfig tidak ditemukan", f"apt-get install {PANGO_PACKAGES}")
    if missing:
        packages = " ".join(sorted(set(missing.values())))
        return wrong("Huruf", f"belum ada: {', '.join(missing)}", f"apt-get install {packages}")
    if scripts := missing_scripts():
        packages = " ".join(sorted(set(scripts.values())))
        return hint("Huruf", f"tercetak sebagai kotak: {', '.join(scripts)}", f"apt-get install {packages}")
    return good("Huruf", "huruf naskah, aksara Nusantara, Arab, Han, Hangul, dan emoji tercetak")


def _clock() -> Iterator[Finding]:
    try:
        for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"):
            ZoneInfo(name)
        yield good("Zona waktu", f"WIB sekarang {datetime.now(ZoneInfo('Asia/Jakarta')):%d-%m-%Y %H.%M}")
    except ZoneInfoNotFoundError:
        yield wrong("Zona waktu", "data zona waktu tidak ada", "pasang kembali paket Python tzdata (make setup)")
    newest = datetime.fromtimestamp((PACKAGE / "version.py").stat().st_mtime, UTC)
    if datetime.now(UTC) < newest:
        yield wrong(
            "Jam",
            f"jam mesin lebih awal dari pemasangan ({newest:%d-%m-%Y})",
            "atur jam: timedatectl set-ntp true",
        )
    elif _synchronised() is False:
        yield hint(
            "Jam",
            "tidak disetel otomatis; jam yang melenceng menggeser waktu hadir",
            "timedatectl set-ntp true",
        )
    else:
        yield good("Jam", f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")


def _synchronised() -> bool | None:
    """What systemd says about NTP; None where nobody can say (a container, for instance)."""
    tool = shutil.which("timedatectl")
    if tool is None:
        return None
    answer = subprocess.run(  # noqa: S603 -- ours
        [tool, "show", "-p", "NTPSynchronized", "--value"],
        capture_output=True,
        text=True,
        timeout=5,
        check=False,
    )
    return {"yes": True, "no": False}.get(answer.stdout.strip())


def _assets() -> Finding:
    folder = PACKAGE / "static" / "build"
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return wrong("Antarmuka", "belum dibangun", "make build")
    files = json.loads(manifest.read_text()).values()
    lost = [name for name in files if not (folder / name).exists()]
    if lost:
        return wrong("Antarmuka", f"berkas hilang: {', '.join(lost)}", "make build")
    return good("Antarmuka", f"{len(files)} berkas terbangun")


def _translations() -> Finding:
    catalogues = list((PACKAGE / "translations").glob("*/LC_MESSAGES/messages.mo"))
    if not catalogues:
        return hint(
            "Terjemahan",
            "katalog bahasa Inggris belum dikompilasi; layar hanya berbahasa Indonesia",
            "make translations",
        )
    sources = (PACKAGE / "translations").glob("*/LC_MESSAGES/*.po")
    raw = sorted("/".join(each.parts[-3::2]) for each in sources if not each.with_suffix(".mo").exists())
    if raw:  # without the Indonesian words of the sign-in's library it speaks English
        return hint("Terjemahan", f"katalog belum dikompilasi: {', '.join(raw)}", "make setup")
    return good("Terjemahan", ", ".join(sorted(path.parts[-3] for path in catalogues)))

"""The wheel is whole: it starts in an empty folder, with built assets, templates, migrations and translations inside."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "files", "instance")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays clean."""
    copy = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "meetings", copy / "meetings", ignore=LEFT_OUT)
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, copy)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    return next((copy / "dist").glob("*.whl"))


def test_everything_the_service_reads_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
        built = json.loads(archive.read("meetings/static/build/manifest.json"))

    assert {f"meetings/static/build/{name}" for name in built.values()} <= inside
    for pattern in ("templates/**/*", "translations/**/*.mo", "migrations/**/*.py", "demo/*"):
        wanted = {str(path.relative_to(ROOT)) for path in (ROOT / "meetings").glob(pattern) if path.is_file()}
        assert wanted - inside == set()


def test_it_starts_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    site, here = tmp_path / "site", tmp_path / "here"
    here.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    variables = {key: value for key, value in os.environ.items() if not key.startswith("MEETINGS_") and key != "PORT"}
    variables["PYTHONPATH"] = str(site)

    def meetings(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "meetings.cli", *arguments]
        return subprocess.run(command, cwd=here, env=variables, capture_output=True, text=True, check=False)

    upgraded = meetings("migrations", "upgrade")
    examined = meetings("doctor")

    assert upgraded.returncode == 0, upgraded.stderr
    assert (here / "instance" / "meetings.sqlite3").exists()
    assert examined.returncode == 0, examined.stdout
    assert str(here / "instance") in examined.stdout

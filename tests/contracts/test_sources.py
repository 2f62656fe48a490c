"""Guards over the files of the project."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Put together here, so that this file does not name them itself.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb." + "debian.org",
]
ONE_MACHINE = re.compile(r"(?<![\w.:/-])/" + r"(home|root|Users|work)/\w")
LONGEST = {".py": 350, ".ts": 350, ".html": 350, ".mjs": 350, ".css": 350, ".sh": 350}
LONGEST_TEST = 500
GENERATED = ("meetings/migrations/versions/", "meetings/translations/", "package-lock.json")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return None


def offenders(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked_files():
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


def test_no_file_names_a_package_registry() -> None:
    assert not offenders(re.compile("|".join(map(re.escape, REGISTRIES))))


def test_no_file_names_a_place_of_one_machine() -> None:
    assert not offenders(ONE_MACHINE)


def test_no_file_grows_too_long() -> None:
    too_long = []
    for path in tracked_files():
        name = str(path.relative_to(ROOT))
        limit = LONGEST_TEST if name.startswith("tests/") else LONGEST.get(path.suffix)
        lines = (text_of(path) or "").count("\n")
        if limit and lines > limit and path.suffix in LONGEST and not name.startswith(GENERATED):
            too_long.append(f"{name}: {lines} lines, at most {limit}")

    assert not too_long, "\n".join(too_long)


def test_no_work_is_left_lying() -> None:
    marks = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")
    sources = (".py", ".ts", ".html", ".css", ".mjs", ".sh", ".cfg")

    assert not [line for line in offenders(marks) if line.split(":")[0].endswith(sources)]

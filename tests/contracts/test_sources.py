"""Guards over the files of the project."""

import re

from tests.support.sources import ROOT, text_of, tracked_files

# Put together here, so that this file does not name them itself.
REGISTRIES = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "deb." + "debian.org",
]
ONE_MACHINE = re.compile(r"(?<![\w.:/-])/" + r"(home|root|Users|work|tmp)/\w")
SOURCES = {".py", ".ts", ".html", ".mjs", ".css", ".sh"}
LONGEST, LONGEST_TEST = 300, 500
GENERATED = ("meetings/migrations/versions/", "meetings/translations/")
LONGER: dict[str, str] = {}
ATTICS = re.compile(r"(^|[/_-])(utils?|helpers?|common|misc)([/._-]|$)", re.IGNORECASE)
TIMERS = re.compile(r"\b(perf_counter|process_time|thread_time|timeit|performance\.now\(\) ?-|console\.time)\b")


def offenders(pattern: re.Pattern[str], below: str = "", but: str = "\0") -> list[str]:
    """Lines of files below a folder, but for those below another, that match."""
    found = []
    for path in tracked_files():
        name = str(path.relative_to(ROOT))
        if name.startswith(below) and not name.startswith(but):
            lines = (text_of(path) or "").splitlines()
            found += [f"{name}:{at}: {line.strip()[:100]}" for at, line in enumerate(lines, start=1) if pattern.search(line)]
    return found


def test_no_file_names_a_package_registry() -> None:
    assert not offenders(re.compile("|".join(map(re.escape, REGISTRIES))))


def test_no_file_names_a_place_of_one_machine() -> None:
    assert not offenders(ONE_MACHINE)


def test_no_file_grows_too_long() -> None:
    longer = {}
    for path in tracked_files():
        name = str(path.relative_to(ROOT))
        limit = LONGEST_TEST if name.startswith("tests/") else LONGEST
        lines = (text_of(path) or "").count("\n") if path.suffix in SOURCES and not name.startswith(GENERATED) else 0
        if lines > limit:
            longer[name] = f"{lines} lines, at most {limit}"

    assert longer.keys() <= LONGER.keys(), longer
    assert LONGER.keys() <= longer.keys(), "no longer long: take it off the list"


def test_no_attic_is_opened() -> None:
    """A function lives with its noun."""
    names = [str(path.relative_to(ROOT)) for path in tracked_files() if path.suffix in SOURCES]

    assert not [name for name in names if ATTICS.search(name)]


def test_no_test_measures_time() -> None:
    """Statements and bytes are counted; how fast something is, a bench on a quiet machine says (tests/load)."""
    own = "tests/contracts/test_sources.py"

    assert not [line for line in offenders(TIMERS, "tests/", "tests/load/") if not line.startswith(own)]
    assert not [line for line in offenders(TIMERS, "frontend/") if "/tests/" in line.split(":")[0]]


def test_no_work_is_left_lying() -> None:
    marks = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")
    sources = (".py", ".ts", ".html", ".css", ".mjs", ".sh", ".cfg")

    assert not [line for line in offenders(marks) if line.split(":")[0].endswith(sources)]


def test_no_day_is_taken_from_the_moment_of_utc() -> None:
    """From 17.00 UTC on it is tomorrow in Jakarta: a day is that of a zone, ``clock.local(moment, zone).date()``."""
    day_of_utc = re.compile(r"\bnow(\(\))?( [-+] timedelta\([^)]*\)\))?\.date\(\)|\bdate\.today\(\)")
    assert not offenders(day_of_utc, "meetings/") + offenders(day_of_utc, "tests/", but="tests/contracts/")

"""The rules of writing work without a web framework and without a database."""

import subprocess
import sys

HEAVY = ("flask", "sqlalchemy", "jinja2", "wtforms")
PROGRAM = """
import importlib, pkgutil, sys
import meetings.writing as room
names = [name for _finder, name, _package in pkgutil.iter_modules(room.__path__, "meetings.writing.")]
for name in names:
    importlib.import_module(name)
print(len(names), *sorted(set(sys.argv[1:]) & set(sys.modules)))
print(*sorted(name for name in sys.modules if name.startswith("meetings.") and not name.startswith("meetings.writing")))
"""


def test_writing_needs_nothing_of_the_service() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM, *HEAVY], capture_output=True, text=True, check=True)

    first, ours, *_ = run.stdout.split("\n")
    count, *heavy = first.split()
    assert int(count) > 5 and not heavy
    assert ours == ""

"""Whoever silences a tool says why, with a word of this list: ``# noqa: S603 -- ours``, ``# type: ignore[arg-type]  # -- stubs``."""

import configparser
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sources import ROOT, tracked_files

REASONS = {
    "assured": "what the tool cannot see holds by the lines around it",
    "clean": "markup that we drew or cleaned ourselves",
    "compared": "an address to compare with, not to listen on",
    "confined": "read in a process with limits of its own",
    "counted": "a number of arguments, branches or literals says little about clarity",
    "formatter": "the formatter decides",
    "handed-on": "closed by whom it is handed to",
    "late": "imported where it is needed: a quick start, or no circle",
    "marked": "attributes are set on the function, so it must be one of our own",
    "measured": "the plain way was measured and is slower where it matters",
    "no-secret": "a word, not a password",
    "one-thread": "no other thread runs when it forks",
    "ours": "program, arguments or statement are our own, nothing comes from outside",
    "registers": "imported for what the import does: routes, models, fixtures",
    "same-each-time": "an example that comes out alike every time, no secret",
    "stubs": "the library's types say less than its manual, or something else",
    "table": "columns stand under each other",
    "tests": "tests do on purpose what a service must not: fixed dates, secrets, programs",
}
SILENCING = re.compile(r"#\s*(noqa|type:\s*ignore|fmt:\s*(skip|off)|nosec|pragma)\b|(@ts-|eslint-|biome-)(ignore|expect|disable)")
WELL = re.compile(r"^# (noqa: [A-Z]+\d+(, [A-Z]+\d+)*|type: ignore\[[\w-]+(, [\w-]+)*\]  #|fmt: skip  #) -- (?P<reason>[\w-]+)$")
REASON = re.compile(r"# -- (?P<reason>[\w-]+)$")


def silencing_lines(path: Path) -> Iterator[tuple[int, str, str]]:
    """Line number, the comment, and the line before it, for each comment of a file that silences something."""
    lines = path.read_text().splitlines()
    if not any(SILENCING.search(line) for line in lines):
        return
    if path.suffix == ".py":
        with path.open("rb") as file:
            comments = [
                (token.start[0], token.string) for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT
            ]
    else:
        comments = [(number, line) for number, line in enumerate(lines, start=1)]
    for number, comment in comments:
        if SILENCING.search(comment):
            yield number, comment, lines[number - 2] if number > 1 else ""


def is_explained(comment: str, before: str) -> bool:
    """Whether the reason stands at the end, or for ``fmt: off`` in the line above."""
    found = REASON.search(before) if comment == "# fmt: off" else WELL.search(comment)
    return found is not None and found.group("reason") in REASONS


def test_every_suppression_in_the_code_has_a_reason() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{number}: {comment}"
        for path in tracked_files()
        if path.suffix in (".py", ".ts", ".mjs", ".css", ".sh")
        for number, comment, before in silencing_lines(path)
        if not is_explained(comment, before)
    ]

    assert not silent, "\n".join(silent)


def test_every_rule_switched_off_has_a_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    rules = [*lint["ignore"], *(rule for each in lint["per-file-ignores"].values() for rule in each)]
    explained = [
        (rule, why) for rule, why in re.findall(r'^\s+"([A-Z]+\d*)", # -- ([\w-]+)$', text, re.MULTILINE) if why in REASONS
    ]

    assert sorted(rules) == sorted(rule for rule, _why in explained)


def test_every_loosened_type_check_has_a_reason() -> None:
    text = (ROOT / "setup.cfg").read_text()
    parser = configparser.ConfigParser()
    parser.read_string(text)
    loosened = [
        name
        for section in parser.sections()
        if section.startswith("mypy")
        for name, value in parser.items(section)
        if name.startswith(("ignore_", "disable_error"))
        or (name.startswith(("disallow_", "check_", "warn_")) and value == "False")
    ]
    explained = [name for why, name in re.findall(r"^# -- ([\w-]+)\n(\w+) =", text, re.MULTILINE) if why in REASONS]

    assert sorted(loosened) == sorted(explained)


@pytest.mark.parametrize(
    ("comment", "good"),
    [
        ("# noqa: S603 -- ours", True),
        ("# noqa: E402, F401 -- registers", True),
        ("# type: ignore[arg-type]  # -- stubs", True),
        ("# noqa: S603", False),
        ("# noqa: S603 -- because", False),
        ("# noqa -- ours", False),
        ("# type: ignore  # -- stubs", False),
    ],
)
def test_what_counts_as_a_reason(comment: str, good: bool) -> None:
    assert is_explained(comment, "") is good

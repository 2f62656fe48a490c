"""What the documentation names is there: files, commands with their options, functions, decisions."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from flask.cli import FlaskGroup, ScriptInfo

from meetings import create_app
from meetings.cli import STANDALONE
from tests.support.databases import environment
from tests.support.sources import ROOT, text_of, tracked_files

MADE = {"docs/licences.md"}  # a list of other people's packages
PLACES = (ROOT, ROOT / "meetings", ROOT / "frontend", ROOT / "meetings/templates")
FILE = re.compile(r"[\w.<>*-]+(/[\w.<>*-]+)*\.(py|html|txt|css|ts|mjs|sh|cfg|toml|md|json|svg|wasm|lock)")
FOLDER = re.compile(r"[a-z<][\w.<>*-]*(/[\w.<>*…-]+)*/|[a-z][a-z_.-]*(/[a-z<][\w<>.-]*)+(/…)?")
NAME = re.compile(r"[A-Za-z_][\w.]*[._][\w.]*(\(.*\)|\[.*\])?")
# Made when the service is built or runs, so not among the files of the project.
BUILT = {
    "app.css",
    "app.js",
    "icons.svg",
    "live.js",
    "manifest.json",
    "public.css",
    "theme.js",
    "zxing_reader.wasm",
    "zxing_writer.wasm",
    "secrets.json",
}
BUILT_NAMES = re.compile(r"<name>(-\w+)?\.(js|css)|meetings/static/build/|(frontend/)?generated/.*|instance/.*|app\.js|\.venv/.*")


@cache
def pages() -> tuple[Path, ...]:
    return tuple(
        path
        for path in tracked_files()
        if path.suffix == ".md" and str(path.relative_to(ROOT)) not in MADE and path.name != "LICENSE"
    )


def spans() -> Iterator[tuple[str, str]]:
    """(page, text) of everything set as code: between backticks, and lines of blocks."""
    for page in pages():
        name, text = str(page.relative_to(ROOT)), page.read_text()
        blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        for line in "".join(blocks).splitlines():
            yield name, line.partition("#")[0].strip()
        for span in re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)):
            yield name, span


def exists(span: str) -> bool:
    """Whether a path is there, as it stands or below one of the folders that documentation starts from."""
    if span in BUILT or BUILT_NAMES.fullmatch(span):
        return True
    pattern = re.sub(r"<\w+>", "*", span).replace("…", "*").strip("/")
    if "/" not in span.strip("/") and "." in span:
        return any(path.match(pattern) for path in tracked_files())
    return any(any(place.glob(pattern)) for place in PLACES)


def test_every_file_that_documentation_names_exists() -> None:
    named = [(page, span) for page, span in spans() if FILE.fullmatch(span) or FOLDER.fullmatch(span)]
    missing = [f"{page}: {span}" for page, span in named if not exists(span)]

    assert len(named) > 40
    assert not missing, "\n".join(missing)


def test_every_link_leads_somewhere() -> None:
    broken = []
    for page in pages():
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            if "://" not in target and not (page.parent / target.partition("#")[0]).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")

    assert not broken, "\n".join(broken)


def test_every_target_and_script_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    scripts = set(json.loads((ROOT / "package.json").read_text())["scripts"])
    unknown = []
    for page, span in spans():
        if (found := re.match(r"make ([a-z-]+)", span)) and found.group(1) not in targets:
            unknown.append(f"{page}: {span}")
        if (found := re.match(r"npm (?:run )?([a-z-]+)", span)) and found.group(1) not in scripts:
            unknown.append(f"{page}: {span}")

    assert not unknown, "\n".join(unknown)


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskGroup, click.Context]]:
    folder = tmp_path_factory.mktemp("docs")
    app = create_app(environment(folder, f"sqlite:///{folder}/none.sqlite3"))
    group = FlaskGroup(create_app=lambda: app)
    for command in STANDALONE:
        group.add_command(command)
    with click.Context(group, obj=ScriptInfo(create_app=lambda: app)) as context:  # looking a command up pushes the app's context
        yield group, context


def test_every_operator_command_exists_with_its_options(commands: tuple[FlaskGroup, click.Context]) -> None:
    group, context = commands
    named = [(page, span) for page, span in spans() if re.match(r"(flask|meetings) [a-z]", span)]
    unknown = []
    for page, span in named:
        command: click.Command | None = group
        words = span.split()[1:]
        while isinstance(command, click.Group) and words:
            command = command.get_command(context, words.pop(0))
        options = (
            {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
            if command
            else set()
        )
        if command is None or not options.issuperset(word for word in words if word.startswith("-")):
            unknown.append(f"{page}: {span}")

    assert len(named) > 10
    assert not unknown, "\n".join(unknown)


GUIDES = ("panitia", "petugas-registrasi", "sekretaris", "administrator")


def test_every_label_that_a_guide_quotes_stands_on_a_screen() -> None:
    """What guides set in italics is written on a button, a menu or a heading just so; arrows lead from one to the next."""
    with (ROOT / "meetings/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        texts = [text for entry in read_po(file) for text in ([entry.id] if isinstance(entry.id, str) else entry.id)]
    script = " ".join(path.read_text() for path in tracked_files() if path.suffix == ".ts")
    shown = {plain(text) for text in texts if text} | {plain(text) for text in re.findall(r'"([^"\n]+)"', script)}
    quoted = []
    for guide in GUIDES:
        text = (ROOT / f"docs/{guide}.md").read_text()
        for label in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text):
            quoted += [(guide, part) for part in label.split(" → ")]

    assert len(quoted) > 30
    assert [f"{guide}: {label}" for guide, label in quoted if plain(label) not in shown] == []


def plain(label: str) -> str:
    """A label without its dots, and with its first letter small: a sentence may begin with it."""
    label = label.strip().rstrip(".:…")
    return label[:1].lower() + label[1:]


def test_every_address_that_documentation_names_is_one(commands: tuple[FlaskGroup, click.Context]) -> None:
    app = commands[1].obj.load_app()
    named = [(page, span) for page, span in spans() if re.fullmatch(r"/[a-z][\w/.<>-]*", span)]
    addresses = [re.sub(r"<[^>]+>", "<>", rule.rule).rstrip("/") + "/" for rule in app.url_map.iter_rules()]
    begun = ((page, span, re.sub(r"<[^>]+>", "<>", span).rstrip("/") + "/") for page, span in named)
    unknown = [f"{page}: {span}" for page, span, start in begun if not any(each.startswith(start) for each in addresses)]

    assert len(named) > 5
    assert not unknown, "\n".join(unknown)


def test_every_name_that_documentation_uses_exists() -> None:
    code = " ".join(text_of(path) or "" for path in tracked_files() if path.suffix in (".py", ".ts", ".html", ".mjs", ".cfg"))
    words = set(re.findall(r"\w+", code))
    named = [(page, span) for page, span in spans() if NAME.fullmatch(span) and not FILE.fullmatch(span) and span not in BUILT]
    unknown = [f"{page}: {span}" for page, span in named if not is_in_use(span, words)]

    assert len(named) > 20
    assert not unknown, "\n".join(unknown)


def is_in_use(span: str, words: set[str]) -> bool:
    """Whether every part of a dotted name is a word of the code; a setting is one as the field of ``Settings``."""
    name = re.split(r"[(\[]", span)[0]
    if name.isupper() and name.removeprefix("MEETINGS_").lower() in words:
        return True
    return span.startswith("navigator.") or words.issuperset(re.findall(r"\w+", name))


def test_every_decision_is_listed_and_found() -> None:
    folder = ROOT / "docs/decisions"
    there = {path.stem for path in folder.glob("*.md")} - {"README"}
    mentioned = {name for page in pages() for name in re.findall(r"decisions? \*([a-z-]+)\*", page.read_text())}

    assert set(re.findall(r"^\| \[([a-z-]+)\]\(\1\.md\)", (folder / "README.md").read_text(), re.MULTILINE)) == there
    assert mentioned <= there

"""Indonesian is written in the code; the English catalogue lacks nothing and is not behind the code."""

import subprocess
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ENGLISH = ROOT / "meetings" / "translations" / "en" / "LC_MESSAGES" / "messages.po"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def test_every_text_is_translated_to_english() -> None:
    catalogue = read(ENGLISH)
    empty = [m.id for m in catalogue if m.id and not (all(m.string) if isinstance(m.string, tuple | list) else m.string)]

    assert len(catalogue) > 0
    assert empty == []
    assert [m.id for m in catalogue if m.fuzzy and m.id] == []


def test_placeholders_survive_translation() -> None:
    broken = [(message.id, [str(error) for error in message.check()]) for message in read(ENGLISH) if message.id]

    assert [entry for entry in broken if entry[1]] == []


def test_the_catalogue_knows_every_text_of_the_code(tmp_path: Path) -> None:
    template = tmp_path / "messages.pot"
    command = [
        sys.executable,
        "-m",
        "babel.messages.frontend",
        "--quiet",
        "extract",
        "--mapping-file",
        "babel.cfg",
    ]
    subprocess.run(
        [
            *command,
            "--keyword",
            "pgettext:1c,2",
            "--keyword",
            "N_",
            "--keyword",
            "_l",
            "--keyword",
            "lazy_gettext",
            "--output-file",
            str(template),
            ".",
        ],
        cwd=ROOT,
        check=True,
    )
    known = read(ENGLISH)

    assert [m.id for m in read(template) if m.id and known.get(m.id, m.context) is None] == []

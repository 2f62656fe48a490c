"""The files of the project as git knows them."""

import subprocess
from functools import cache
from pathlib import Path

from tests.support.bounds import LIMIT

ROOT = Path(__file__).parents[2]


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file under version control, or about to be."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True, timeout=LIMIT).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def text_of(path: Path) -> str | None:
    """The file's text; None for pictures, spreadsheets and the like."""
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return None

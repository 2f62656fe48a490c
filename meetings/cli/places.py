"""Where the instance folder is, for commands that run without the app."""

import os
from pathlib import Path


def instance_path() -> Path:
    """MEETINGS_INSTANCE_PATH, else instance/ beside the package; the same rule as the app's."""
    given = os.environ.get("MEETINGS_INSTANCE_PATH", "").strip()
    return Path(given or Path(__file__).parents[2] / "instance").absolute()

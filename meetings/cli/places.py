"""Where the instance folder is, for commands that run without the app."""

import os
from pathlib import Path

from meetings.config import default_instance_path


def instance_path() -> Path:
    """MEETINGS_INSTANCE_PATH, else the default; the same rule as the app's."""
    given = os.environ.get("MEETINGS_INSTANCE_PATH", "").strip()
    return Path(given or default_instance_path()).absolute()

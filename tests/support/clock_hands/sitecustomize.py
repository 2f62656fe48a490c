"""Found by Python at the start of a process whose PYTHONPATH names this folder: the clock that the process sees is off by as many
seconds as the file TEST_CLOCK_FILE says, from the moment it says so. What counts on without a clock (ticks, sleeps) is left alone."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine


def _follow(file: Path) -> None:
    shown, journey = 0, None
    while True:
        wanted = int(file.read_text() or 0) if file.exists() else 0
        if wanted != shown:
            if journey is not None:
                journey.stop()
            journey = time_machine.travel(datetime.now(UTC) + timedelta(seconds=wanted), tick=True)
            journey.start()
            shown = wanted
        time.sleep(0.2)


if file := os.environ.get("TEST_CLOCK_FILE"):
    threading.Thread(target=_follow, args=(Path(file),), daemon=True).start()

"""What an open editor asks every few seconds: whether its page still shows what is stored and what the session says."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2s

from meetings.domain.minutes.history import writing_now
from meetings.domain.minutes.settling import Difference
from meetings.models import Minutes

HEAD = "kepala"


def editor_state(
    minutes: Minutes, differences: Sequence[Difference], reader: str | None, at: datetime
) -> dict[str, int | str | dict[str, str]]:
    """Of minutes and their ``differences`` from the session: revision of the head and, by id, of each item; ``state`` of the minutes; ``news``: a digest of where the session has changed, and
    the minutes do not follow because somebody wrote there; ``writing``: by item who else than ``reader`` is writing on it."""
    told = "\n".join(f"{each.key}|{each.theirs}" for each in differences if each.news)
    return {
        HEAD: minutes.revision,
        **{item.id: item.revision for item in minutes.items},
        "state": minutes.state.value,
        "writing": writing_now(minutes, reader, at),
        "news": blake2s(told.encode(), digest_size=6).hexdigest(),
    }

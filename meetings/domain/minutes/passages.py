"""What is searched in minutes: written when a version is printed or issued, and when it does not hold any more."""

from collections.abc import Iterator

import sqlalchemy as sa

from meetings import clock
from meetings.domain.minutes.plaintext import to_text
from meetings.enums import MinutesStanding, PassageKind
from meetings.extensions import db
from meetings.models import Minutes, MinutesItem, Passage
from meetings.models.base import LONGEST_TEXT
from meetings.writing.search import search_key

GONE = (MinutesStanding.SUPERSEDED, MinutesStanding.REVOKED)


def write_passages(minutes: Minutes) -> None:
    """Have the version found as it is written now, by readers while it holds, else by its writers; one that was superseded or withdrawn by
    who asks for such, too. In the caller's transaction; doing it again changes nothing."""
    db.session.execute(sa.delete(Passage).where(Passage.minutes_id == minutes.id).execution_options(synchronize_session=False))
    standing = minutes.standing
    held_on = clock.local(minutes.started_at or minutes.session.starts_at, minutes.meeting.timezone).date()
    common = {
        "meeting_id": minutes.meeting_id,
        "minutes_id": minutes.id,
        "held_on": held_on,
        "issued": standing in (MinutesStanding.IN_FORCE, *GONE),
        "gone": standing in GONE,
    }
    rows = [
        {**common, "item_id": item.id if item else None, "kind": kind, "key": search_key(f"{title}\n{text}")[:LONGEST_TEXT]}
        for item, kind, title, text in _parts(minutes)
    ]
    db.session.execute(sa.insert(Passage), rows)


def passage_text(kind: PassageKind, minutes: Minutes, item: MinutesItem | None) -> str:
    """The text of a part as a person reads it, without the title that stands above it."""
    if item is None:
        lines = [minutes.chair_name, minutes.chair_position, minutes.secretary_name, minutes.recorder_name]
        return "\n".join(filter(None, [*lines, to_text(minutes.opening), to_text(minutes.closing)]))
    if kind is PassageKind.DECISION:
        return "\n".join(decision.text for decision in item.decisions)
    if kind is PassageKind.ACTION:
        return "\n".join(" – ".join(filter(None, (each.text, each.institution, each.person))) for each in item.actions)
    return "\n".join(filter(None, (item.speakers, to_text(item.discussion))))


def _parts(minutes: Minutes) -> Iterator[tuple[MinutesItem | None, PassageKind, str, str]]:
    """Each part with its title and its text; the head and what was said always, decisions and tasks where there are any."""
    yield None, PassageKind.HEAD, minutes.title, passage_text(PassageKind.HEAD, minutes, None)
    for item in minutes.items:
        for kind in (PassageKind.DISCUSSION, PassageKind.DECISION, PassageKind.ACTION):
            text = passage_text(kind, minutes, item)
            if text or kind is PassageKind.DISCUSSION:
                yield item, kind, item.title, text

"""When those behind an institution's link are expected: whom it names at its sessions, each of its leaders at their own."""

from collections.abc import Collection

from meetings.domain.agenda.queries import list_sessions
from meetings.domain.letters.facts import Facts, holding_now
from meetings.domain.participants.sessions import called_ids
from meetings.models import Delegation, Participant


def named_for(row: Delegation, language: str = "id") -> Facts:
    """Day, hours, place and sessions of whoever is named through the link from now on."""
    allowed = {each.id for each in row.sessions} if row.limited else None
    return holding_now(row.meeting, language=language, allowed=allowed)


def expected_each(row: Delegation, people: Collection[Participant], language: str = "id") -> dict[str, Facts]:
    """The same of people of the link's meeting, by participant: three statements, however many."""
    sessions, called = list_sessions(row.meeting, with_items=False), called_ids([each.id for each in people])
    return {each.id: holding_now(row.meeting, sessions, language, allowed=called.get(each.id)) for each in people}

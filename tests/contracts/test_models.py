"""What holds for every model: a collection that may grow is never read by accident."""

import meetings.models  # noqa: F401 -- registers
from meetings.models.base import Model

# Collections that a page may simply read: how many there can be, and why.
FEW = {
    "CertificateRule.sessions": "the parts of a few days",
    "BadgeLayout.categories": "a layout is for a few",
    "SeatBlock.categories": "a part of the hall is for a few",
    "User.roles": "none: Flask-Security's own, the service's roles are memberships",
    "User.memberships": "the offices of one person",
    "User.webauthn": "the passkeys of one person",
    "Organisation.aliases": "the spellings of one name",
    "OnlinePoint.people": "who sits in one room",
    "PointArrival.people": "who sits in one room",
    "Delegation.sessions": "the parts of a few days",
    "Meeting.sessions": "the parts of a few days",
    "Meeting.staff": "a committee",
    "Meeting.categories": "kinds of participants",
    "Session.items": "a rundown, at most agenda.items.MOST_ITEMS",
    "AgendaItem.speakers": "who speaks to one line",
    "Approval.steps": "at most six",
    "Minutes.items": "one for each line of the rundown",
    "MinutesItem.decisions": "the decisions on one line",
    "MinutesItem.actions": "what follows from one line",
}
NEVER_BY_ITSELF = ("raise", "raise_on_sql", "write_only")  # the query says that it is wanted, or pages through it


def test_every_collection_is_small_or_must_be_asked_for() -> None:
    """A new relationship to many rows (participants, scans, deliveries …) gets ``lazy="raise_on_sql"``, or a line above."""
    read_by_itself = {
        f"{mapper.class_.__name__}.{relationship.key}"
        for mapper in Model.registry.mappers
        for relationship in mapper.relationships
        if relationship.uselist and relationship.lazy not in NEVER_BY_ITSELF
    }

    assert read_by_itself == set(FEW)

"""Rows for tests: each ``make_…`` adds one with sensible values, flushes, and returns it. Give only what the test is about."""

from tests.factories.accounts import PASSWORD, make_membership, make_official, make_organisation, make_staff, make_user
from tests.factories.invitations import make_invitation, make_letter
from tests.factories.meetings import make_agenda_item, make_category, make_meeting, make_session, make_speaker
from tests.factories.participants import make_participant, make_participants

__all__ = [
    "PASSWORD",
    "make_agenda_item",
    "make_category",
    "make_invitation",
    "make_letter",
    "make_meeting",
    "make_membership",
    "make_official",
    "make_organisation",
    "make_participant",
    "make_participants",
    "make_session",
    "make_speaker",
    "make_staff",
    "make_user",
]

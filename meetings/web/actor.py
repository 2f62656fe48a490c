"""The person behind the request and the meeting or organisation in its address, for views."""

from typing import cast

from flask import g
from flask_login import current_user

from meetings.domain.audit import Actor
from meetings.models import Meeting, Organisation


def current_actor() -> Actor:
    """The signed-in user as an actor for domain functions."""
    return Actor("user", current_user.id, current_user.name)


def current_meeting() -> Meeting:
    """The meeting named by ``<meeting_id>`` in the address; the access check has loaded it with its organisation."""
    return cast(Meeting, g.meeting)


def current_organisation() -> Organisation:
    """The organisation named by ``<organisation_id>`` in the address."""
    return cast(Organisation, g.organisation)

"""Institutions' links: who may be named through one, who is, and who answers for the institution's leaders."""

from meetings.domain.delegations.editing import (
    DelegationDetails,
    add_leaders,
    change_delegation,
    close_delegation,
    create_delegation,
    remove_leader,
    renew_link,
    reopen_delegation,
)
from meetings.domain.delegations.mails import send_link, whatsapp_text
from meetings.domain.delegations.naming import change_delegate, name_delegates, remove_delegate
from meetings.domain.delegations.pasting import read_pasted
from meetings.domain.delegations.states import deadline_of, state_of, why_closed

__all__ = [
    "DelegationDetails",
    "add_leaders",
    "change_delegate",
    "change_delegation",
    "close_delegation",
    "create_delegation",
    "deadline_of",
    "name_delegates",
    "read_pasted",
    "remove_delegate",
    "remove_leader",
    "renew_link",
    "reopen_delegation",
    "send_link",
    "state_of",
    "whatsapp_text",
    "why_closed",
]

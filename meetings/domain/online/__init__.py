"""Virtual links of a meeting: where to join online."""

from meetings.domain.online.editing import add_link, change_link, remove_link
from meetings.domain.online.queries import get_link, link_state, links_for_participants, list_links

__all__ = ["add_link", "change_link", "get_link", "link_state", "links_for_participants", "list_links", "remove_link"]

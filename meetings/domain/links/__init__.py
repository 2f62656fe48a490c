"""Virtual links of a meeting: where to join online."""

from meetings.domain.links.editing import add_link, change_link, remove_link
from meetings.domain.links.queries import get_link, links_for_participants, list_links

__all__ = ["add_link", "change_link", "get_link", "links_for_participants", "list_links", "remove_link"]

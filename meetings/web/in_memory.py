"""A page of a list that is in memory, such as the rows of an uploaded file."""

from collections.abc import Sequence
from typing import Any

from flask_sqlalchemy.pagination import Pagination

PER_PAGE = (25, 50, 100)


class Listed(Pagination):
    """What `page_of_list` gives."""

    def _query_items(self) -> list[Any]:
        items: list[Any] = self._query_args["items"]
        return items[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["items"])


def page_of_list(items: Sequence[Any], page: int, per_page: int) -> Listed:
    """The page, the last one where there are not so many."""
    per_page = per_page if per_page in PER_PAGE else PER_PAGE[0]
    last = max(1, -(-len(items) // per_page))
    return Listed(page=min(max(page, 1), last), per_page=per_page, max_per_page=per_page, error_out=False, items=items)

"""The kinds of row that a table of rights may hold, besides a ``Permission``."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar, cast

from flask import g

from meetings.domain.permissions import Permission

Row = TypeVar("Row")


class Open(Enum):
    """Rows that ask for no permission of ours."""

    PUBLIC = "anybody"
    SIGNED_IN = "any signed-in user, about themselves"
    BEARER = "a bearer token that the view checks"


@dataclass(frozen=True)
class TokenRight(Generic[Row]):
    """A public page whose address holds a token, and the token is the right: who has the link may, without an account.

    ``find`` is the domain's function from what somebody typed to the row that it opens, or None; it forgives what people and
    messengers do to a link (``passcode.read_token``). ``unknown`` is the page for every token that opens nothing.
    ``replaced`` knows those that opened something once: they are answered with ``replaced_page``, and are no guesses.
    """

    name: str
    argument: str
    find: Callable[[str], Row | None]
    unknown: str = "errors/404.html"
    replaced: Callable[[str], object | None] | None = None
    replaced_page: str = ""

    def hold(self, row: Row) -> None:
        """Remember for this request what the token opened."""
        g.opened = (self, row)

    @property
    def row(self) -> Row:
        """The row that this request's token opened. Raises LookupError in a view whose route stands in another row."""
        right, row = g.get("opened", (None, None))
        if right is not self:
            raise LookupError(f"this route does not stand in the table with the right {self.name!r}")
        return cast(Row, row)


Right = Permission | Open | TokenRight
Table = dict[str, Right]


def name_of(right: Right) -> str:
    """What a list of rights calls it: ``minutes.edit``, ``public``, ``token: pass``."""
    if isinstance(right, Permission):
        return right.value
    if isinstance(right, TokenRight):
        return f"token: {right.name}"
    return right.name.lower().replace("_", " ")

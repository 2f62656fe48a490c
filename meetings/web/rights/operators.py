"""The installation itself: its state, and the root organisations in it."""

from meetings.domain.permissions import Permission as P
from meetings.web.rights.kinds import Table

ROUTES: Table = {
    "service.index": P.SERVICE,
    "service.roots": P.SERVICE,
    "service.create_root": P.SERVICE,
}

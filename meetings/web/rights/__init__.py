"""Which route needs which right, by audience. A route in no row is closed; a test fails for it. ``flask rights`` prints the whole."""

from meetings.web.rights import accounts, administration, api, committee, door, guests, operators, public, secretary
from meetings.web.rights.kinds import Open, Table, TokenRight, name_of

TABLES: dict[str, Table] = {
    "public": public.ROUTES,
    "guests": guests.ROUTES,
    "accounts": accounts.ROUTES,
    "operators": operators.ROUTES,
    "administration": administration.ROUTES,
    "committee": committee.ROUTES,
    "door": door.ROUTES,
    "secretary": secretary.ROUTES,
    "api": api.ROUTES,
}
ROUTES: Table = {endpoint: right for table in TABLES.values() for endpoint, right in table.items()}

__all__ = ["ROUTES", "TABLES", "Open", "Table", "TokenRight", "name_of"]

"""The API of the door: calls carry a bearer token of their own."""

from meetings.web.rights.kinds import Open, Table

ROUTES: Table = {
    "api.pair": Open.PUBLIC,
    "api.release": Open.BEARER,
    "api.check": Open.BEARER,
    "api.badges": Open.BEARER,
    "api.faces": Open.BEARER,
    "api.walk_ins": Open.BEARER,
    "api.handled": Open.BEARER,
    "api.signatures": Open.BEARER,
    "api.meetings": Open.BEARER,
    "api.roster": Open.BEARER,
    "api.scans": Open.BEARER,
    "api-docs.openapi_json": Open.PUBLIC,
}

"""Adding, changing and removing virtual links."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext as _

from meetings.domain.agenda import get_session
from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.meetings import YEAR, Activity, check_near, facts_changed, require
from meetings.enums import LinkProvider
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Meeting, VirtualLink

FIELDS = (
    "provider",
    "label",
    "url",
    "meeting_code",
    "passcode",
    "visible_from",
    "visible_until",
    "host_notes",
)
SECRET = ("url", "meeting_code", "passcode", "host_notes")  # open the room: the audit trail only says that they changed

# Where a provider's links really lead; a link elsewhere under its name is a mistake or a trap.
HOSTS: dict[LinkProvider, tuple[str, ...]] = {
    LinkProvider.ZOOM: ("zoom.us", "zoom.com", "zoomgov.com"),
    LinkProvider.MEET: ("meet.google.com",),
    LinkProvider.TEAMS: ("teams.microsoft.com", "teams.live.com"),
    LinkProvider.WEBEX: ("webex.com",),
    LinkProvider.YOUTUBE: ("youtube.com", "youtu.be"),
}
_PUBLIC_JITSI = ("meet.jit.si",)  # others run it under addresses of their own


def provider_of(url: str) -> LinkProvider:
    """Whose rooms an address leads to, by its host."""
    host = (urlsplit(url).hostname or "").lower()
    known = {**HOSTS, LinkProvider.JITSI: _PUBLIC_JITSI}
    return next((each for each, hosts in known.items() if _is_one_of(host, hosts)), LinkProvider.OTHER)


def _is_one_of(host: str, hosts: tuple[str, ...]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def add_link(meeting: Meeting, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> VirtualLink:
    """A link of the whole meeting, or of ``session_id``.

    Raises WrongState, NotFound for a session of another meeting, InvalidInput for an unsafe address or times.
    """
    require(meeting, Activity.EDIT)
    known = _known(meeting, values)
    _check(meeting, known)
    link = VirtualLink(meeting_id=meeting.id, created_at=at, updated_at=at, **known)
    db.session.add(link)
    db.session.flush()
    record(actor, Action.LINK_ADDED, at=at, meeting=meeting, target=link, target_name=link_name(link))
    facts_changed(meeting, [], at)
    return link


def change_link(link: VirtualLink, values: Mapping[str, Any], *, actor: Actor, at: datetime) -> None:
    """Change a link. Raises like ``add_link``."""
    meeting = link.meeting
    require(meeting, Activity.EDIT)
    known = _known(meeting, values)
    _check(link.meeting, {name: getattr(link, name) for name in FIELDS} | known)
    changes = apply_changes(link, known)
    changes.pop("session_id", None)
    for name in SECRET:
        if name in changes:
            changes[name] = ["…", "…"]
    if changes or db.session.is_modified(link):
        record(actor, Action.LINK_CHANGED, at=at, meeting=meeting, target=link, target_name=link_name(link), changes=changes)
        facts_changed(meeting, [], at)
    db.session.flush()


def remove_link(link: VirtualLink, *, actor: Actor, at: datetime) -> None:
    """Remove a link. Raises WrongState."""
    require(link.meeting, Activity.EDIT)
    record(actor, Action.LINK_REMOVED, at=at, meeting=link.meeting, target=link, target_name=link_name(link))
    meeting = link.meeting
    db.session.delete(link)
    db.session.flush()
    facts_changed(meeting, [], at)


def link_name(link: VirtualLink) -> str:
    """What the link is called: its label, else its provider."""
    return link.label or link.provider.label


def _known(meeting: Meeting, values: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: values[name] for name in FIELDS if name in values}
    if "session_id" in values:
        known["session_id"] = get_session(meeting, values["session_id"]).id if values["session_id"] else None
    return known


def _check(meeting: Meeting, values: Mapping[str, Any]) -> None:
    try:
        parts = urlsplit(values.get("url") or "")
        host = (parts.hostname or "").lower()
    except ValueError:
        raise InvalidInput(_("Tautan tidak dapat dibaca."), field="url") from None
    if parts.scheme != "https" or not host or parts.username or parts.password:
        raise InvalidInput(_("Tautan harus berawalan https:// dan tanpa nama pengguna."), field="url")
    hosts = HOSTS.get(values["provider"])
    if hosts and not _is_one_of(host, hosts):
        raise InvalidInput(
            _(
                "Alamat %(host)s bukan milik %(provider)s. Periksa tautan, atau pilih penyedia Lainnya.",
                host=host,
                provider=values["provider"].label,
            ),
            field="url",
        )
    start, end = values.get("visible_from"), values.get("visible_until")
    check_near(meeting, start, "visible_from", most=YEAR)
    check_near(meeting, end, "visible_until", most=YEAR)
    if start is not None and end is not None and end <= start:
        raise InvalidInput(_("Akhir tampil harus setelah awalnya."), field="visible_until")

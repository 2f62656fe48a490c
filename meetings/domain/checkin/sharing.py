"""One phone for several meetings of a day: a meeting lets in a scanner that another one has paired.

The phone has a row in each of them, with the name, gate, sessions and rights that it has there (`Device.home_id`); what it reads, counts
and holds of one meeting is never seen in another.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, contains_eager

from meetings import clock
from meetings.domain.accounts.tokens import token_hash
from meetings.domain.audit import Action, Actor, record
from meetings.domain.checkin.beside_contract import Served
from meetings.domain.checkin.callers import is_over, opened_by
from meetings.domain.checkin.contract import (
    PairedDevice,
)
from meetings.domain.checkin.devices import names_at, numbered
from meetings.domain.permissions import Permission, visible_meetings
from meetings.enums import DeviceKind
from meetings.errors import Conflict, InvalidInput, Unauthenticated, WrongState
from meetings.extensions import db
from meetings.models import Device, Meeting, Organisation, Session
from meetings.writing.reading import read_text

EVE = timedelta(days=1)  # before its first day a meeting's list comes into the phones that serve it: the hall may have no network


def list_shareable(meeting: Meeting, user_id: str) -> list[Device]:
    """Working scanners, that is paired ones, with their meetings, that this one may let in for ``user_id``: of a meeting on one of its days, in its organisation's
    tree, in which the user may manage devices, too; the nearest meeting first (200 at most). ``meeting`` comes with its organisation."""
    here = aliased(Device)
    root = meeting.organisation.ancestor_ids[0]
    statement = (
        sa.select(Device)
        .join(Device.meeting)
        .join(Organisation, Organisation.id == Meeting.organisation_id)
        .where(
            Device.kind == DeviceKind.SCANNER,
            Device.home_id.is_(None),
            Device.token_hash.is_not(None),  # paired, and not let go
            Device.revoked_at.is_(None),
            Meeting.id != meeting.id,
            Meeting.starts_on <= meeting.ends_on,
            Meeting.ends_on >= meeting.starts_on,
            Organisation.path.startswith(f"{root}/", autoescape=True),
            visible_meetings(user_id, Permission.DEVICES_MANAGE),
            ~sa.exists().where(here.home_id == Device.id, here.meeting_id == meeting.id, here.revoked_at.is_(None)),
        )
        .options(contains_eager(Device.meeting))
        .order_by(Meeting.starts_on.desc(), Meeting.title, Device.name, Device.id)
        .limit(200)
    )
    return list(db.session.scalars(statement))


def let_in_device(
    meeting: Meeting,
    home_id: str,
    gate: str,
    actor: Actor,
    at: datetime,
    *,
    may_force: bool = False,
    sessions: Collection[Session] | None = None,
) -> Device:
    """Let a scanner of another meeting serve this one, too; returns its row here. ``gate`` empty: as there. ``sessions`` None: all of them.

    Raises `InvalidInput` for a device that `list_shareable` does not offer to the actor, or no session, `Conflict` when it was let in
    meanwhile, `WrongState` when the meeting is over.
    """
    if is_over(meeting.state.value, meeting.ends_on, meeting.timezone, at):
        raise WrongState(_("Kegiatan ini sudah berakhir."))
    home = next((each for each in list_shareable(meeting, actor.id or "") if each.id == home_id), None)
    if home is None:
        raise InvalidInput(_("Pilih perangkat dari daftar."), field="home")
    if sessions is not None and not sessions:
        raise InvalidInput(_("Pilih sedikitnya satu sesi."), field="sessions")
    device = Device(
        meeting_id=meeting.id,
        home=home,
        name=numbered(home.name, names_at(meeting.id)),
        gate=read_text(gate)[:300] or home.gate,
        kind=DeviceKind.SCANNER,
        may_force=may_force,
        limited=sessions is not None,
        sessions=list(sessions or ()),
        created_by_id=actor.id,
        created_at=at,
        paired_at=home.paired_at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(device)
    except IntegrityError:
        raise Conflict(_("Perangkat %(name)s sudah melayani kegiatan ini.", name=home.name), field="home") from None
    for place, other, row in ((meeting, home.meeting, device), (home.meeting, meeting, home)):
        record(actor, Action.DEVICE_SHARED, at=at, meeting=place, target=row, target_name=row.name, with_meeting=other.title)
    return device


def serving(token: str | None, at: datetime) -> list[Device]:
    """What a phone's token opens at this time, the meeting first that it was paired with: its rows, with their meetings, from a day before
    the first day until they are over. Raises `Unauthenticated` for a token that opens nothing."""
    paired, hashed = aliased(Device), token_hash(token or "")
    statement = (
        sa.select(Device)
        .join(paired, opened_by(paired, Device))
        .join(Device.meeting)
        .where(paired.token_hash == hashed, Device.revoked_at.is_(None))
        .options(contains_eager(Device.meeting))
        .order_by(Device.home_id.is_not(None), Meeting.starts_on, Meeting.title, Device.id)
        .limit(200)
    )
    found = [each for each in db.session.scalars(statement) if not _over(each.meeting, at) and _near(each, at)]
    if not found:
        raise Unauthenticated(_("Token tidak dikenal, sudah dicabut, atau kegiatannya sudah berakhir."))
    return found


def served_as(device: Device) -> Served:
    """What a phone is told of one of the meetings it serves."""
    meeting = device.meeting
    told: PairedDevice = {"id": device.id, "name": device.name, "gate": device.gate}
    if device.may_force:
        told["may_force"] = True
    if device.kind is DeviceKind.KIOSK:
        told |= {"kind": "kiosk", "pin": device.pin_hash}
    if device.prints_badges:
        told["prints_badges"] = True
    return {"device": told, "meeting": {"id": meeting.id, "title": meeting.title, "timezone": meeting.timezone}}


def shared_with(devices: Sequence[Device]) -> dict[str, list[Meeting]]:
    """The other meetings that the phone of each of these devices serves, by the device's id; those where it was revoked are not among them.
    Two statements at most."""
    homes = {each.home_id or each.id for each in devices}
    if not homes:
        return {}
    own = sa.func.coalesce(Device.home_id, Device.id)
    rows = db.session.execute(
        sa.select(own, Meeting)
        .join(Meeting, Meeting.id == Device.meeting_id)
        .where(sa.or_(Device.id.in_(homes), Device.home_id.in_(homes)), Device.revoked_at.is_(None))
        .order_by(Meeting.starts_on, Meeting.title)
    )
    served: dict[str, list[Meeting]] = defaultdict(list)
    for home, meeting in rows:
        served[home].append(meeting)
    found = {each.id: [other for other in served[each.home_id or each.id] if other.id != each.meeting_id] for each in devices}
    return {device: others for device, others in found.items() if others}


def _over(meeting: Meeting, at: datetime) -> bool:
    return is_over(meeting.state.value, meeting.ends_on, meeting.timezone, at)


def _near(device: Device, at: datetime) -> bool:
    """The meeting a phone was paired with is in it from then on; another one from its eve."""
    meeting = device.meeting
    return device.home_id is None or clock.local(at + EVE, meeting.timezone).date() >= meeting.starts_on

"""Through its link an institution says from which rooms it joins, and who sits in each; until the meeting is over, whenever names are due."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.delegations.naming import actor_of
from meetings.domain.meetings import Activity, allows
from meetings.domain.online_points.queries import may_sit, people_in, sitting_elsewhere
from meetings.enums import MeetingMode
from meetings.errors import Conflict, InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Delegation, Meeting, OnlinePoint, PointArrival, point_person
from meetings.models.base import hold

MOST = 20  # rooms of one institution


@dataclass(frozen=True, slots=True)
class PointDetails:
    """What is said of a room. ``account_name``: as which it stands on the screen of the others; empty: the institution and the room."""

    name: str
    place: str = ""
    account_name: str = ""
    contact_name: str = ""
    contact_phone: str = ""


def why_no_rooms(delegation: Delegation) -> str:
    """Why no rooms are registered, in words for the institution; empty when they are."""
    if delegation.closed_at is not None:
        return _("Tautan ini sudah ditutup panitia. Hubungi panitia bila itu keliru.")
    if not joins_from_afar(delegation.meeting):
        return _("Kegiatan ini tidak diikuti secara daring.")
    if not allows(delegation.meeting, Activity.PARTICIPANTS):
        return _("Kegiatan ini dibatalkan atau sudah selesai, sehingga ruang tidak dapat diubah lagi.")
    return ""


def joins_from_afar(meeting: Meeting) -> bool:
    """Whether anybody may take part from elsewhere."""
    return meeting.mode is not MeetingMode.IN_PERSON


def register_point(
    delegation: Delegation, details: PointDetails, person_ids: Collection[str], by: str, at: datetime
) -> OnlinePoint:
    """A room, with these of the institution's people in it. ``by``: who says so, as they call themselves.

    Raises `WrongState` where no rooms are taken, `Conflict` for one too many or one of that name, and as `change_point` does."""
    _require(delegation, by)
    if len(_names_of(delegation)) >= MOST:
        raise Conflict(_("Paling banyak %(max)d ruang untuk satu instansi.", max=MOST), field="name")
    row = OnlinePoint(
        meeting_id=delegation.meeting_id, delegation=delegation, registered_by=by[:300], created_at=at, updated_at=at
    )
    _take(row, details)
    db.session.add(row)
    db.session.flush()
    _seat(row, person_ids)
    _note(Action.POINT_REGISTERED, row, by, at)
    return row


def change_point(row: OnlinePoint, details: PointDetails, person_ids: Collection[str], by: str, at: datetime) -> None:
    """What is said of the room, and who sits in it from now on; what was reported from it stays.

    Raises `WrongState` where no rooms are taken, `Conflict` for another room of that name, and for somebody who sits in another one;
    `InvalidInput` without a name or for somebody whom the link does not speak for."""
    _require(row.delegation, by)
    changes = _take(row, details)
    if changes.keys() & {"contact_phone"}:
        changes["contact_phone"] = ["…", "…"]
    if _seat(row, person_ids) or changes:
        row.updated_at = at
        _note(Action.POINT_CHANGED, row, by, at, changes=changes)


def remove_point(row: OnlinePoint, by: str, at: datetime) -> None:
    """Take a room away. Raises `WrongState` where no rooms are taken, and once it was reported from there: that stays."""
    _require(row.delegation, by)
    if db.session.scalar(sa.select(sa.exists().where(PointArrival.point_id == row.id))):
        raise WrongState(_("Dari ruang ini sudah dilaporkan kehadiran, jadi ruangnya tetap. Ubah saja namanya bila keliru."))
    _note(Action.POINT_REMOVED, row, by, at)
    db.session.delete(row)
    db.session.flush()


def _require(delegation: Delegation, by: str) -> None:
    hold(delegation)  # of two who register at once the second sees what the first has done
    if refusal := why_no_rooms(delegation):
        raise WrongState(refusal)
    if not by:
        raise InvalidInput(_("Isi nama Anda."), field="by")


def _names_of(delegation: Delegation, besides: OnlinePoint | None = None) -> set[str]:
    rows = db.session.execute(sa.select(OnlinePoint.id, OnlinePoint.name).where(OnlinePoint.delegation_id == delegation.id))
    return {name.casefold() for row_id, name in rows if besides is None or row_id != besides.id}


def _take(row: OnlinePoint, details: PointDetails) -> dict[str, list[object]]:
    if not details.name:
        raise InvalidInput(_("Isi nama ruangnya."), field="name")
    with db.session.no_autoflush:
        if details.name.casefold() in _names_of(row.delegation, row):
            raise Conflict(_("%(name)s sudah didaftarkan.", name=details.name), field="name")
        return apply_changes(row, asdict(details))


def _seat(row: OnlinePoint, person_ids: Collection[str]) -> bool:
    """Whether others sit in it now."""
    allowed = {each.id: each for each in may_sit(row.delegation)}
    before = {each.id for each in people_in([row.id]).get(row.id, [])}
    wanted = set(person_ids) - (before - allowed.keys())  # whoever is off the list meanwhile is not the form's to name
    if unknown := wanted - allowed.keys():
        raise InvalidInput(
            _(
                "%(num)d orang yang dipilih tidak lagi terdaftar lewat tautan ini. Periksa pilihannya, lalu simpan lagi.",
                num=len(unknown),
            ),
            field="people",
        )
    for person_id, room in sitting_elsewhere(row.delegation, row).items():
        if person_id in wanted:
            told = _("%(name)s sudah di %(room)s. Keluarkan dahulu dari sana.", name=allowed[person_id].full_name, room=room)
            raise Conflict(told, field="people")
    table = point_person
    db.session.execute(sa.delete(table).where(table.c.point_id == row.id, table.c.participant_id.not_in(wanted)))
    if new := wanted - before:
        db.session.execute(sa.insert(table), [{"point_id": row.id, "participant_id": each} for each in sorted(new)])
    for each in new:
        allowed[each].comes_online = True  # nobody counts them for lunch in the hall
    db.session.expire(row, ["people"])
    return before != wanted


def _note(action: Action, row: OnlinePoint, by: str, at: datetime, **more: Any) -> None:
    delegation = row.delegation
    record(actor_of(delegation, by), action, at=at, meeting=delegation.meeting, target=row, target_name=row.name, **more)
    db.session.flush()

"""Audit entries as sentences."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_sqlalchemy.pagination import Pagination

from meetings.domain.audit.actions import Action
from meetings.enums import (
    ActionStatus,
    AgendaKind,
    FactorChange,
    Labelled,
    LinkProvider,
    MeetingKind,
    MeetingMode,
    MeetingState,
    OrganisationKind,
    Paper,
    ParticipantStatus,
    Role,
    SpeakerRole,
    SpeakerState,
)
from meetings.extensions import db
from meetings.models import AgendaItem, AuditEntry, Meeting, Organisation
from meetings.writing import zones
from meetings.writing.dates import format_date, format_moment

# Which words an entry's values are: "<first word of the tag>.<key>" → the enum they come from.
_KINDS: dict[str, type[Labelled]] = {
    "meeting.before": MeetingState,
    "meeting.after": MeetingState,
    "meeting.kind": MeetingKind,
    "meeting.mode": MeetingMode,
    "meeting.paper": Paper,
    "organisation.kind": OrganisationKind,
    "organisation.paper": Paper,
    "user.factor": FactorChange,
    "staff.role": Role,
    "role.role": Role,
    "agenda.kind": AgendaKind,
    "speaker.role": SpeakerRole,
    "speaker.state": SpeakerState,
    "link.provider": LinkProvider,
    "participant.status": ParticipantStatus,
    "followup.before": ActionStatus,
    "followup.after": ActionStatus,
}

_FIELDS = {
    "kind": _l("Jenis"), "title": _l("Nama"), "theme": _l("Tema"), "purpose": _l("Maksud"), "mode": _l("Cara pelaksanaan"),
    "place": _l("Tempat"), "address": _l("Alamat"), "map_url": _l("Tautan peta"), "city": _l("Kota"), "timezone": _l("Zona waktu"),
    "starts_on": _l("Hari pertama"), "ends_on": _l("Hari terakhir"), "dress": _l("Pakaian"), "contact_name": _l("Narahubung"),
    "contact_phone": _l("Telepon narahubung"), "contact_email": _l("Surel narahubung"), "answer_deadline": _l("Batas menjawab"),
    "allow_representation": _l("Boleh diwakilkan"), "allow_walk_in": _l("Terima datang langsung"), "paper": _l("Kertas"),
    "refuse_declined": _l("Tolak yang menyatakan tidak hadir"), "refuse_unconfirmed": _l("Tolak yang belum menjawab"),
    "checkin_minutes_before": _l("Pintu dibuka (menit sebelum)"), "checkin_minutes_after": _l("Pintu ditutup (menit sesudah)"),
    "room": _l("Ruang"), "starts_at": _l("Mulai"), "ends_at": _l("Selesai"), "capacity": _l("Kapasitas"), "chair_name": _l("Pimpinan"),
    "chair_position": _l("Jabatan pimpinan"), "secretary_name": _l("Sekretaris"), "recorder_name": _l("Notulis"), "notes": _l("Catatan"),
    "wants_minutes": _l("Dibuatkan notula"), "checkin_opens_at": _l("Pintu dibuka"), "checkin_closes_at": _l("Pintu ditutup"),
    "minutes": _l("Lama (menit)"), "responsible": _l("Penanggung jawab"), "in_minutes": _l("Masuk notula"), "role": _l("Peran"),
    "state": _l("Status"), "status": _l("Status"), "title_front": _l("Gelar depan"), "name": _l("Nama"), "title_back": _l("Gelar belakang"),
    "job_title": _l("Jabatan"), "position": _l("Jabatan"), "institution": _l("Instansi"), "topic": _l("Topik"), "phone": _l("Telepon"),
    "email": _l("Surel"), "provider": _l("Penyedia"), "label": _l("Nama tautan"), "url": _l("Tautan"), "meeting_code": _l("ID rapat"),
    "passcode": _l("Kode sandi"), "visible_from": _l("Tampil mulai"), "visible_until": _l("Tampil sampai"),
    "category": _l("Kategori"), "protocol_order": _l("Urutan protokol"), "quota": _l("Kuota"), "seat": _l("Tempat duduk"), "door_notes": _l("Catatan pintu"),
    "short_name": _l("Singkatan"), "unit_code": _l("Kode unit"), "aliases": _l("Nama lain"), "letterhead_lines": _l("Baris kop di atas nama"),
    "postal_code": _l("Kode pos"), "fax": _l("Faksimile"), "website": _l("Laman"), "colour": _l("Warna"), "locale": _l("Bahasa"),
    "number_patterns": _l("Pola nomor"), "logo": _l("Lambang"), "letterhead": _l("Gambar kop"),
    "host_notes": _l("Catatan tuan rumah"), "nip": _l("NIP"), "rank": _l("Pangkat"), "grade": _l("Golongan"),
}  # fmt: skip  # -- table
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class ReadableEntry:
    """An entry for a person: when (UTC), who, what they did as a sentence, and the changed fields."""

    at: datetime
    who: str
    text: str
    changes: list[tuple[str, str, str]]  # field, before, after


class _Words(dict[str, Any]):
    """Words of a sentence; one that the entry does not know reads as a dash instead of failing the page."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(entry: AuditEntry, zone: str = zones.DEFAULT) -> str:
    """What was done, after the actor's name: «menambah sesi Pleno». An unknown action reads as its tag."""
    try:
        text = gettext(Action(entry.action).sentence)  # type: ignore[call-arg]  # -- stubs
    except ValueError:
        return entry.action
    group = entry.action.split(".")[0]
    words = {key: _word(group, key, value, zone) for key, value in entry.data.items() if not isinstance(value, dict | list)}
    return text.format_map(_Words(words | {"target": entry.target_name}))


def read_entry(entry: AuditEntry, zone: str = zones.DEFAULT) -> ReadableEntry:
    """An entry as a person reads it, times in ``zone``."""
    changes = entry.data.get("changes")
    group = entry.action.split(".")[0]
    rows = [
        (str(_FIELDS.get(name, name)), _word(group, name, pair[0], zone), _word(group, name, pair[1], zone))
        for name, pair in (changes.items() if isinstance(changes, dict) else ())
        if isinstance(pair, list | tuple) and len(pair) == 2
    ]
    return ReadableEntry(at=entry.at, who=entry.actor_name, text=sentence(entry, zone), changes=rows)


def _word(group: str, key: str, value: Any, zone: str) -> str:
    if value is None or value in ("", {}):
        return "–"
    if isinstance(value, bool):
        return gettext("ya") if value else gettext("tidak")
    text = ", ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
    kind = _KINDS.get(f"{group}.{key}")
    if kind is not None and text in {member.value for member in kind}:
        return gettext(kind(text).label)
    if _DAY.match(text):
        return format_date(date.fromisoformat(text))
    if _MOMENT.match(text):
        moment = datetime.fromisoformat(text)
        return format_moment(moment, zone) if moment.tzinfo else text
    return text if len(text) <= 160 else f"{text[:157]}…"


def list_entries(
    scope: sa.ColumnElement[bool], *, actor: str = "", group: str = "", page: int = 1, per_page: int = 50
) -> Pagination:
    """Entries within ``scope``, newest first, by actor's name and by group (the tag's first word, ``session``)."""
    statement = sa.select(AuditEntry).where(scope)
    if actor:
        statement = statement.where(AuditEntry.actor_name == actor)
    if group:
        statement = statement.where(AuditEntry.action.startswith(f"{group}.", autoescape=True))
    statement = statement.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return db.paginate(statement, page=page, per_page=per_page, max_per_page=200, error_out=False)


def list_actors(scope: sa.ColumnElement[bool]) -> Sequence[str]:
    """The names that occur within ``scope``, in order; guests, who answer by the thousand, are left out."""
    names = sa.select(AuditEntry.actor_name).where(scope, AuditEntry.actor_kind != "guest").distinct()
    return db.session.scalars(names.order_by(AuditEntry.actor_name).limit(500)).all()


def last_change(row: Any, since: datetime) -> AuditEntry | None:
    """The newest entry that says that ``row`` was edited after ``since`` (UTC); None where the trail tells nothing.

    Bounded by the index over the meeting's or organisation's entries of that time.
    """
    if isinstance(row, Meeting):
        scope = AuditEntry.meeting_id == row.id
    elif isinstance(row, AgendaItem):
        scope = AuditEntry.meeting_id == row.session.meeting_id
    elif hasattr(row, "meeting_id"):
        scope = AuditEntry.meeting_id == row.meeting_id
    elif isinstance(row, Organisation):
        scope = AuditEntry.organisation_id == row.id
    else:
        return None
    return db.session.scalar(
        sa.select(AuditEntry)
        .where(
            scope,
            AuditEntry.at >= since,
            AuditEntry.target_type == type(row).__name__.lower(),
            AuditEntry.target_id == row.id,
            AuditEntry.action.endswith(".changed"),
        )
        .order_by(AuditEntry.at.desc())
        .limit(1)
    )

"""Where minutes and their session differ, and how a person settles it: the minutes take what the session says, or keep what they say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.domain import documents
from meetings.domain.audit import Action, Actor, record
from meetings.domain.minutes.editing import lock_draft
from meetings.domain.minutes.facts import HEAD, Facts, facts_of, plain, session_with_rundown
from meetings.domain.minutes.following import ITEM, add_line, read_held
from meetings.domain.minutes.revisions import keep_removal
from meetings.domain.people import signed_by
from meetings.enums import MinutesState
from meetings.errors import Conflict, NotFound, Overtaken
from meetings.extensions import db
from meetings.models import Minutes
from meetings.writing.dates import format_moment

LABELS = {
    "title": _l("Judul"),
    "room": _l("Ruang"),
    "started_at": _l("Mulai (sebenarnya)"),
    "ended_at": _l("Selesai (sebenarnya)"),
    "chair_name": _l("Pimpinan rapat"),
    "chair_position": _l("Jabatan pimpinan"),
    "secretary_name": _l("Sekretaris"),
    "recorder_name": _l("Notulis"),
    "signatory": _l("Penanda tangan"),
    "recorder": _l("Notulis dari daftar pejabat"),
}


@dataclass(frozen=True)
class Difference:
    """A part of the minutes that says something else than the session does now.

    ``key`` names the part. ``mine`` and ``theirs`` in words. ``news``: the session has changed since the draft took it; what a person
    wrote over an unchanged session is none. ``removes``: to take the session's side is to remove an item, which only one on which
    nothing was written can be (``kept`` otherwise).
    """

    key: str
    label: str
    mine: str
    theirs: str
    news: bool
    removes: bool = False
    kept: bool = False


def differences(minutes: Minutes) -> list[Difference]:
    """Where unpublished minutes and their session differ, news first."""
    if minutes.state in (MinutesState.PUBLISHED, MinutesState.SUPERSEDED):
        return []
    found = list(_differences(minutes, facts_of(session_with_rundown(minutes.session_id))))
    return sorted(found, key=lambda each: not each.news)


def take(minutes: Minutes, key: str, theirs: str, actor: Actor, at: datetime, *, mine: bool = False) -> None:
    """Settle a difference: the minutes take what the session says, or keep what they say (``mine``), which is then no news any more.

    ``theirs`` is what the person was shown of the session. Raises NotFound when there is no such difference, Overtaken when the session says
    something else by now, WrongState when the minutes are no draft, Conflict where an item on which something was written would go.
    """
    lock_draft(minutes, at)
    minutes = read_held(minutes.id)
    facts = facts_of(session_with_rundown(minutes.session_id))
    shown = next((each for each in _differences(minutes, facts) if each.key == key), None)
    if shown is None:
        raise NotFound(_("Perbedaan itu sudah tidak ada."))
    if shown.theirs != theirs:
        raise Overtaken(_("Data sesi berubah lagi sejak Anda membukanya. Periksa isinya yang sekarang."))
    if shown.kept and not mine:
        raise Conflict(_("Butir ini sudah berisi catatan dan tidak dihapus. Pertahankan, atau hapus sendiri di halaman tulis."))
    taken = {**minutes.taken, "items": dict(minutes.taken.get("items", {}))}
    part, _colon, rest = key.partition(":")
    if not rest:
        taken[part] = plain(facts.head[part])
        if not mine:
            setattr(minutes, part, facts.head[part])
            minutes.revision += 1
    else:
        _settle_item(minutes, facts, taken, part, rest, actor, at, mine=mine)
    minutes.taken = taken
    record(
        actor,
        Action.MINUTES_FACT_SETTLED,
        at=at,
        meeting=minutes.meeting,
        target=minutes,
        target_name=f"{minutes.title} – {shown.label}",
        before=shown.mine,
        after=shown.mine if mine else shown.theirs,
    )
    if minutes.draft_document_id:
        documents.requeue_document(minutes.draft_document_id, at)
    db.session.flush()


def _differences(minutes: Minutes, facts: Facts) -> Iterator[Difference]:
    zone, taken = minutes.meeting.timezone, minutes.taken
    for name in HEAD:
        mine, fact = getattr(minutes, name), facts.head[name]
        if mine != fact and not (name in ("signatory", "recorder") and _same_signer(mine, fact)):
            news = taken.get(name, None) != plain(fact)
            if not fact and not news:
                continue  # the session names nobody, and never did
            yield Difference(name, str(LABELS[name]), _told(mine, zone), _told(fact, zone), news)
    lines = {line.agenda_id: line for line in facts.lines}
    for item in minutes.items:
        base = taken.get("items", {}).get(item.id)
        if base is None:
            continue
        line = lines.get(base["agenda"])
        if line is None:
            gone = Difference(
                f"removed:{item.id}",
                _("Butir «%(title)s»", title=item.title),
                item.title,
                _("tidak ada lagi dalam susunan acara"),
                True,
                removes=not item.written,
                kept=item.written,
            )
            if not base.get("kept"):
                yield gone
            continue
        for name in ITEM:
            mine, fact = getattr(item, name), getattr(line, name)
            if mine != fact:
                label = (
                    _("Judul butir «%(title)s»", title=item.title)
                    if name == "title"
                    else _("Narasumber butir «%(title)s»", title=item.title)
                )
                yield Difference(f"{name}:{item.id}", label, mine, fact, base[name] != fact)
    yield from _missing(minutes, facts)


def _missing(minutes: Minutes, facts: Facts) -> Iterator[Difference]:
    """Lines that came into the rundown after the minutes stopped following; what a person took out of the minutes is none."""
    if "order" not in minutes.taken:
        return
    known = {base["agenda"] for base in minutes.taken["items"].values()}
    for line in facts.lines:
        if line.agenda_id not in known:
            label = _("Butir baru «%(title)s»", title=line.title)
            yield Difference(f"added:{line.agenda_id}", label, _("tidak ada dalam notula"), line.title, True)


def _settle_item(
    minutes: Minutes, facts: Facts, taken: dict[str, Any], part: str, of: str, actor: Actor, at: datetime, *, mine: bool
) -> None:
    if part == "added":
        line = next(each for each in facts.lines if each.agenda_id == of)
        if mine:
            taken["items"][f"-{of}"] = {"agenda": of, "title": line.title, "speakers": line.speakers}
        else:
            add_line(minutes, line, taken, at)
        return
    item = next(each for each in minutes.items if each.id == of)
    base = dict(taken["items"][of])
    if part == "removed":
        if mine:
            taken["items"][of] = {**base, "kept": "1"}
        else:
            keep_removal(item, item.updated_at, actor, at)
            minutes.items.remove(item)
            del taken["items"][of]
        return
    line = next(each for each in facts.lines if each.agenda_id == base["agenda"])
    base[part] = getattr(line, part)
    taken["items"][of] = base
    if not mine:
        setattr(item, part, base[part])
        item.revision += 1


def _same_signer(mine: dict[str, str], fact: dict[str, str]) -> bool:
    """Name and office agree; what else a signature block has, the session does not know."""
    return all(mine.get(name, "") == value for name, value in fact.items())


def _told(value: Any, zone: str) -> str:
    if isinstance(value, datetime):
        return format_moment(value, zone)
    if isinstance(value, dict):
        return signed_by(value).replace("\n", ", ")
    return str(value or "")

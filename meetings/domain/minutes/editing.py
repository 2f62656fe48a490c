"""Writing on a draft: each item and the head are saved on their own, a save that started from an older text is refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain import documents
from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings.days import WEEK, check_near
from meetings.domain.meetings.states import Activity, require
from meetings.domain.minutes import revisions
from meetings.domain.minutes.revisions import ONE_SITTING
from meetings.domain.minutes.richtext import clean_html
from meetings.domain.minutes.signers import choose_officials
from meetings.domain.minutes.texts import ActionText, ItemText, bare, check_item, check_rich
from meetings.domain.participants.details import institutions_of
from meetings.enums import MinutesState, RevisionKind
from meetings.errors import InvalidInput, NotFound, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import ActionItem, AuditEntry, Decision, Minutes, MinutesItem
from meetings.models.base import change_rows
from meetings.passcode import new_id


class Stale(Overtaken):
    """Somebody saved meanwhile; nothing was written. The view shows both texts."""

    code = "stale"


def lock_draft(minutes: Minutes, at: datetime) -> None:
    """Hold the minutes for this transaction; raises WrongState when they are not a draft any more."""
    require(minutes.meeting, Activity.MINUTES)
    held = change_rows(
        sa.update(Minutes)
        .where(Minutes.id == minutes.id, Minutes.state == MinutesState.DRAFT)
        .values(updated_at=at)
        .execution_options(synchronize_session=False)
    )
    if not held:
        raise WrongState(_("Notula ini tidak lagi berstatus konsep, sehingga tidak dapat diubah."))


def save_item(
    item: MinutesItem, text: ItemText, revision: int, actor: Actor, at: datetime, kind: RevisionKind = RevisionKind.SAVED
) -> list[str]:
    """Write ``text`` over the item as it was at ``revision``; what says nothing new is not written.

    Returns an action item's id for each of ``text.actions`` ("" for a blank one). Raises Stale when the item has moved on,
    WrongState when the minutes are no draft, InvalidInput for a text beyond its limit.
    """
    check_item(text)
    if item.minutes.state is MinutesState.DRAFT and item.revision == revision and item_text(item) == bare(text):
        return ["" if each.is_blank else each.id for each in text.actions]
    since = item.updated_at
    lock_draft(item.minutes, at)
    _bump(MinutesItem, item, revision, at)
    before = revisions.content_of(item)
    ids = _write(item, text, at)
    _note_change(item.minutes, item.id, item.title, actor, at)
    db.session.flush()
    revisions.keep_save(item, before, since, actor, at, kind)
    return ids


def _write(item: MinutesItem, text: ItemText, at: datetime) -> list[str]:
    """Put the text into the item's rows; an action item's id for each of ``text.actions`` ("" for a blank one)."""
    item.title, item.speakers = text.title, text.speakers
    item.discussion = clean_html(text.discussion)
    wanted = [line for line in text.decisions if line]
    for position, line in enumerate(wanted, start=1):
        if position <= len(item.decisions):
            item.decisions[position - 1].text, item.decisions[position - 1].position = line, position
        else:
            item.decisions.append(Decision(position=position, text=line, created_at=at, updated_at=at))
    del item.decisions[len(wanted) :]
    return _save_actions(item, text.actions, at)


def save_header(
    minutes: Minutes,
    values: dict[str, Any],
    revision: int,
    actor: Actor,
    at: datetime,
    kind: RevisionKind = RevisionKind.SAVED,
) -> None:
    """Write the head (names, times, opening, closing, signatory, recorder, layout, copies) as it was at ``revision``; what says
    nothing new is not written.

    ``values`` are columns of Minutes; opening and closing are HTML, cleaned here. Raises like ``save_item``.
    """
    for name in ("opening", "closing"):
        if name in values:
            check_rich(values[name], name)
            values[name] = clean_html(values[name])
    choose_officials(minutes, values)
    began, ended = values.get("started_at", minutes.started_at), values.get("ended_at", minutes.ended_at)
    if began and ended and ended <= began:
        raise InvalidInput(_("Waktu selesai harus sesudah waktu mulai."), field="ended_at")
    for name, moment in (("started_at", began), ("ended_at", ended)):
        if moment != getattr(minutes, name):
            check_near(minutes.meeting, moment, name, most=4 * WEEK)
    if minutes.state is MinutesState.DRAFT and minutes.revision == revision and _same(minutes, values):
        return
    since = minutes.updated_at
    lock_draft(minutes, at)
    _bump(Minutes, minutes, revision, at)
    before = revisions.content_of(minutes)
    for name, value in values.items():
        setattr(minutes, name, value)
    _note_change(minutes, minutes.id, "kepala notula", actor, at)
    db.session.flush()
    revisions.keep_save(minutes, before, since, actor, at, kind)


def add_item(
    minutes: Minutes,
    text: ItemText,
    actor: Actor,
    at: datetime,
    *,
    place: int = 0,
    item_id: str = "",
    kind: RevisionKind = RevisionKind.SAVED,
) -> MinutesItem:
    """Add an item with all that was typed for it: at the end, or at ``place``, where one stood that was taken out (its position then);
    what stands there or behind moves on. One that comes back has the ``item_id`` that it had. Raises InvalidInput when nothing was typed, or for a text beyond its limit."""
    if bare(text) == ItemText(""):
        raise InvalidInput(_("Tulis judul butir."), field="title")
    check_item(text)
    lock_draft(minutes, at)
    position = _free_place(minutes, place, at)
    item = MinutesItem(
        id=item_id or new_id(), minutes_id=minutes.id, minutes=minutes, position=position, created_at=at, updated_at=at
    )
    with db.session.no_autoflush:
        _write(item, text, at)
    db.session.add(item)
    _note_change(minutes, item.id, item.title, actor, at, once=False)
    db.session.flush()
    revisions.keep_save(item, revisions.NOTHING, at, actor, at, kind)
    return item


def _free_place(minutes: Minutes, place: int, at: datetime) -> int:
    """A position at which nothing stands: ``place``, if it is one, else behind all."""
    mine = MinutesItem.minutes_id == minutes.id
    taken = list(db.session.scalars(sa.select(MinutesItem.position).where(mine)))
    behind = max(taken, default=0) + 1
    if not 0 < place < behind:
        return behind
    if place in taken:
        db.session.execute(
            sa.update(MinutesItem)
            .where(mine, MinutesItem.position >= place)
            .values(position=MinutesItem.position + 1, updated_at=at)
            .execution_options(synchronize_session=False)
        )
        db.session.expire(minutes, ["items"])
    return place


def remove_item(item: MinutesItem, revision: int, actor: Actor, at: datetime) -> None:
    """Take an item out, as the person saw it at ``revision``. Raises Stale when it has changed since."""
    minutes, since = item.minutes, item.updated_at
    lock_draft(minutes, at)
    _bump(MinutesItem, item, revision, at)
    revisions.keep_removal(item, since, actor, at)
    removed: dict[str, Any] = {
        "removed": item.title,
        "discussion": item.discussion,
        "decisions": [each.text for each in item.decisions],
        "actions": [each.text for each in item.actions],
    }
    record(actor, Action.MINUTES_ITEM_REMOVED, at=at, meeting=minutes.meeting, target=minutes, target_name=item.title, **removed)
    db.session.delete(item)
    _print_again(minutes, at)
    db.session.flush()


def move_item(item: MinutesItem, steps: int, actor: Actor, at: datetime) -> tuple[int, int]:
    """Move an item up (-1) or down (+1) among its neighbours; at the end of the list nothing happens. Returns its place, from 1, and
    of how many."""
    minutes = item.minutes
    lock_draft(minutes, at)
    ids = list(
        db.session.scalars(
            sa.select(MinutesItem.id).where(MinutesItem.minutes_id == minutes.id).order_by(MinutesItem.position, MinutesItem.id)
        )
    )
    if item.id not in ids:
        raise _removed()
    place = ids.index(item.id)
    ids.insert(max(0, min(len(ids) - 1, place + steps)), ids.pop(place))
    order = sa.case({each: position for position, each in enumerate(ids, start=1)}, value=MinutesItem.id)
    db.session.execute(
        sa.update(MinutesItem)
        .where(MinutesItem.minutes_id == minutes.id)
        .values(position=order, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(minutes, ["items"])
    _note_change(minutes, minutes.id, "urutan butir", actor, at)
    db.session.flush()
    return ids.index(item.id) + 1, len(ids)


def _bump(model: Any, row: Any, revision: int, at: datetime) -> None:
    """Take revision + 1, or raise Stale: decided by the database, not by what was read before."""
    taken = change_rows(
        sa.update(model)
        .where(model.id == row.id, model.revision == revision)
        .values(revision=revision + 1, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    if not taken:
        if db.session.scalar(sa.select(model.id).where(model.id == row.id)) is None:
            raise _removed()
        raise Stale(_("Bagian ini sudah berubah sejak Anda membukanya."))
    db.session.refresh(row)


def item_text(item: MinutesItem) -> ItemText:
    """What an item says now, as the editor holds it."""
    actions = tuple(ActionText(each.text, each.institution, each.person, each.due_on, each.id) for each in item.actions)
    return ItemText(item.title, item.speakers, item.discussion, tuple(each.text for each in item.decisions), actions)


def _same(minutes: Minutes, values: Mapping[str, Any]) -> bool:
    return all(getattr(minutes, name) == value for name, value in values.items())


def _removed() -> NotFound:
    return NotFound(_("Butir itu tidak ada, atau baru saja dihapus."))


def _save_actions(item: MinutesItem, wanted: tuple[ActionText, ...], at: datetime) -> list[str]:
    known = {action.id: action for action in item.actions}
    institutions = institutions_of(item.minutes.meeting) if any(each.institution for each in wanted) else None
    origins = _origins(item.minutes_id) if any(each.origin for each in wanted) else set()
    kept: list[ActionItem] = []
    ids = []
    for text in wanted:
        if text.is_blank:
            ids.append("")
            continue
        row = known.get(text.id)
        if row is None:
            fresh = new_id()
            origin = text.origin if text.origin and text.origin not in origins else fresh
            row = ActionItem(
                id=fresh, origin_id=origin, meeting_id=item.minutes.meeting_id, item_id=item.id, created_at=at, updated_at=at
            )
        row.position = len(kept) + 1
        row.text, row.institution, row.person, row.due_on = text.text, text.institution, text.person, text.due_on
        row.organisation_id = institutions.find(text.institution) if institutions and text.institution else None
        kept.append(row)
        ids.append(row.id)
    item.actions[:] = kept
    return ids


def _origins(minutes_id: str) -> set[str]:
    """The tasks that these minutes hold: one that comes back while it is there is another."""
    items = sa.select(MinutesItem.id).where(MinutesItem.minutes_id == minutes_id)
    return set(db.session.scalars(sa.select(ActionItem.origin_id).where(ActionItem.item_id.in_(items))))


def _note_change(minutes: Minutes, target_id: str, part: str, actor: Actor, at: datetime, *, once: bool = True) -> None:
    """One audit entry for a sitting of one person at one part, and the draft's PDF printed again soon."""
    recent = sa.exists().where(
        AuditEntry.meeting_id == minutes.meeting_id,
        AuditEntry.at > at - ONE_SITTING,
        AuditEntry.action == Action.MINUTES_CHANGED.value,
        AuditEntry.target_id == target_id,
        AuditEntry.actor_id == actor.id,
    )
    if not once or not db.session.scalar(sa.select(recent)):
        entry = record(
            actor,
            Action.MINUTES_CHANGED,
            at=at,
            meeting=minutes.meeting,
            target=minutes,
            target_name=f"{minutes.title} – {part}",
        )
        entry.target_id = target_id
    _print_again(minutes, at)


def _print_again(minutes: Minutes, at: datetime) -> None:
    if minutes.draft_document_id:
        documents.requeue_document(minutes.draft_document_id, at)

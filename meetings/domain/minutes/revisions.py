"""What every save of an item, or of the head, leaves behind: the text as it was, who left it so, and when. Nothing that was saved, removed or refused is lost."""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from meetings.domain.audit import Actor
from meetings.domain.minutes.plaintext import to_text
from meetings.domain.minutes.texts import ActionText, ItemText, bare, check_item
from meetings.enums import RevisionKind
from meetings.extensions import db
from meetings.models import Minutes, MinutesItem, MinutesRevision

ONE_SITTING = timedelta(minutes=10)  # saves of one person within it are one revision, and one audit entry
FEW_WORDS = 10  # a save that takes away more begins a revision of its own, so that what stood there is kept
TICK = timedelta(microseconds=1)
NOBODY = Actor("system", None, "")
FIELDS = ("title", "speakers", "discussion", "decisions", "actions")
HEAD = ("title", "room", "chair_name", "chair_position", "secretary_name", "recorder_name", "opening", "closing")
RICH = frozenset({"discussion", "opening", "closing"})
NOTHING: dict[str, Any] = {"title": "", "speakers": "", "discussion": "", "decisions": [], "actions": []}

Content = Mapping[str, Any]


def content_of(part: MinutesItem | Minutes) -> dict[str, Any]:
    """All that an item says, or what the head of minutes says in words, as a revision keeps it."""
    if isinstance(part, Minutes):
        return {name: getattr(part, name) for name in HEAD}
    item = part
    actions = tuple(
        ActionText(each.text, each.institution, each.person, each.due_on, each.id, each.origin_id) for each in item.actions
    )
    return _content(ItemText(item.title, item.speakers, item.discussion, tuple(each.text for each in item.decisions), actions))


def text_of(content: Content) -> ItemText:
    """The same as the editor holds it."""
    actions = tuple(
        ActionText(
            each["text"],
            each["institution"],
            each["person"],
            date.fromisoformat(each["due_on"]) if each["due_on"] else None,
            each["id"],
            each["origin"],
        )
        for each in content["actions"]
    )
    return ItemText(content["title"], content["speakers"], content["discussion"], tuple(content["decisions"]), actions)


def typed_content(typed: ItemText) -> dict[str, Any]:
    """What somebody typed for an item, as a revision keeps it. Raises InvalidInput for what is beyond its limit."""
    check_item(typed)
    return _content(bare(typed))


def keep_save(
    part: MinutesItem | Minutes,
    before: Content,
    since: datetime,
    actor: Actor,
    at: datetime,
    kind: RevisionKind = RevisionKind.SAVED,
) -> None:
    """Keep what the part says now, and what it said ``before`` (``since`` then) where no revision has that yet."""
    now, place = content_of(part), _place(part)
    if now == before:
        return
    last = _keep_before(place, last_stored(part.id), before, since, at)
    if kind is RevisionKind.SAVED and last and _same_sitting(last, kind, actor, at) and not _takes_away(last.content, now):
        changed = changed_fields(last.content, now)
        last.fields = [name for name in now if name in last.fields or name in changed]
        last.content, last.title, last.at, last.place = now, part.title, _after(last, at), place["place"]
        return
    _add(place, kind, now, changed_fields(before, now), actor, _after(last, at))


def keep_removal(item: MinutesItem, since: datetime, actor: Actor, at: datetime) -> None:
    """Keep what the item said (``since`` then) when somebody took it out; of one that came from the session, or from the version that is
    corrected, and that nobody has touched, also that it said so before."""
    now = content_of(item)
    last = _keep_before(_place(item), last_stored(item.id), now, since, at)
    _add(_place(item), RevisionKind.REMOVED, now, [], actor, _after(last, at))


def _keep_before(
    place: dict[str, Any], last: MinutesRevision | None, before: Content, since: datetime, at: datetime
) -> MinutesRevision | None:
    """What a part said before it is changed, where no revision has that yet; the last revision then."""
    if before == NOTHING or (last is not None and last.content == before):
        return last
    since = min(since, at - TICK)
    return _add(place, RevisionKind.BEFORE, before, changed_fields(NOTHING, before), NOBODY, _after(last, since))


def keep_refused(minutes_id: str, part_id: str, now: Content, actor: Actor, at: datetime) -> None:
    """Keep what could not be saved, because somebody else was faster. Of an item that these minutes never had nothing is kept."""
    head = part_id == minutes_id
    part: MinutesItem | Minutes | None = db.session.get(Minutes, part_id) if head else db.session.get(MinutesItem, part_id)
    stored = last_stored(part_id)
    place = _place(part) if part else _place(stored) if stored else None
    if place is None or place["minutes_id"] != minutes_id:
        return
    was = content_of(part) if part else stored.content if stored else NOTHING
    if dict(now) == was:  # it stands there already: sent twice
        return
    last = _last(part_id, MinutesRevision.kind == RevisionKind.REFUSED)
    if last and _same_sitting(last, RevisionKind.REFUSED, actor, at) and not _takes_away(last.content, now):
        last.content, last.title, last.at = dict(now), now["title"], _after(last, at)
        return
    _add(place, RevisionKind.REFUSED, now, changed_fields(was, now), actor, _after(last, at))


def last_stored(item_id: str) -> MinutesRevision | None:
    """The newest revision that was stored in the item (or head), so not one that was refused."""
    return _last(item_id, MinutesRevision.kind != RevisionKind.REFUSED)


def changed_fields(before: Content, after: Content) -> list[str]:
    """The names of what differs."""
    return [name for name in (FIELDS if "discussion" in after else HEAD) if before.get(name, "") != after[name]]


def _content(text: ItemText) -> dict[str, Any]:
    return {
        "title": text.title,
        "speakers": text.speakers,
        "discussion": text.discussion,
        "decisions": list(text.decisions),
        "actions": [
            {
                "text": each.text,
                "institution": each.institution,
                "person": each.person,
                "due_on": each.due_on.isoformat() if each.due_on else "",
                "id": each.id,
                "origin": each.origin,
            }
            for each in text.actions
        ],
    }


def _last(item_id: str, which: sa.ColumnElement[bool]) -> MinutesRevision | None:
    newest = MinutesRevision.at.desc(), MinutesRevision.id.desc()
    return db.session.scalars(
        sa.select(MinutesRevision).where(MinutesRevision.item_id == item_id, which).order_by(*newest).limit(1)
    ).first()


def _place(of: MinutesItem | Minutes | MinutesRevision) -> dict[str, Any]:
    if isinstance(of, Minutes):  # the head has the id of its minutes
        return {"minutes_id": of.id, "item_id": of.id, "place": 0}
    item_id, place = (of.id, of.position) if isinstance(of, MinutesItem) else (of.item_id, of.place)
    return {"minutes_id": of.minutes_id, "item_id": item_id, "place": place}


def _after(last: MinutesRevision | None, at: datetime) -> datetime:
    """Two machines' clocks differ: what comes later is told as later."""
    return at if last is None else max(at, last.at + TICK)


def _add(
    place: dict[str, Any], kind: RevisionKind, content: Content, fields: list[str], actor: Actor, at: datetime
) -> MinutesRevision:
    row = MinutesRevision(
        **place,
        kind=kind,
        began_at=at,
        at=at,
        actor_id=actor.id,
        actor_name=actor.name,
        title=content["title"],
        fields=fields,
        content=dict(content),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _same_sitting(last: MinutesRevision, kind: RevisionKind, actor: Actor, at: datetime) -> bool:
    return last.kind is kind and last.actor_id == actor.id and last.began_at > at - ONE_SITTING


def _takes_away(before: Content, after: Content) -> bool:
    lost = Counter(_words(before)) - Counter(_words(after))
    return lost.total() > FEW_WORDS


def _words(content: Content) -> list[str]:
    lines = [to_text(value) if name in RICH else value for name, value in content.items() if isinstance(value, str)]
    lines += content.get("decisions", [])
    lines += [value for each in content.get("actions", []) for value in (each["text"], each["institution"], each["person"])]
    return re.findall(r"\w+", " ".join(lines))

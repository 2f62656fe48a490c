"""A draft follows session, rundown and speakers until a person decides otherwise (decision *minutes-follow*).

``Minutes.taken`` is what the draft took last. A part that still says that is the session's and follows; one that a person has written over
stays, and the page shows the difference. Corrections, and what lies before the approver, change by nobody's hand but a person's.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from meetings.domain import documents
from meetings.domain.audit import SYSTEM, Action, record
from meetings.domain.meetings.following import follows_facts
from meetings.domain.minutes.facts import HEAD, Facts, Line, facts_of, plain, session_with_rundown
from meetings.domain.minutes.revisions import keep_removal
from meetings.enums import DocumentState, MinutesState
from meetings.extensions import db
from meetings.models import Attendance, Document, Meeting, Minutes, MinutesItem, Participant, Session
from meetings.passcode import new_id

ITEM = ("title", "speakers")
UNPUBLISHED = (MinutesState.DRAFT, MinutesState.SUBMITTED, MinutesState.APPROVED)
PAUSE = timedelta(minutes=1)  # between two prints that only late arrivals ask for
_SHOWN = sa.func.coalesce(Document.as_of, Document.updated_at)  # the rows were read then: who came while it was made is not in it
_NEWER_PEOPLE = sa.or_(
    sa.exists().where(
        Attendance.meeting_id == Minutes.meeting_id, Attendance.session_id == Minutes.session_id, Attendance.updated_at > _SHOWN
    ),
    # An attendance that was taken back is no row any more, but its person has moved; so has whoever got another name.
    sa.exists().where(Participant.meeting_id == Minutes.meeting_id, Participant.updated_at > _SHOWN),
)


def _lagging(at: datetime) -> sa.ColumnElement[bool]:
    """Minutes joined with their KONSEP: it shows less than what has happened by ``at`` without anybody telling of it: at the doors, or
    because an hour has come that may be told as past now."""
    ends_at = sa.select(Session.ends_at).where(Session.id == Minutes.session_id).scalar_subquery()
    hours = (sa.and_(moment > _SHOWN, moment <= at) for moment in (Minutes.started_at, Minutes.ended_at, ends_at))
    return sa.or_(_NEWER_PEOPLE, *hours)


@follows_facts
def follow_session(meeting: Meeting, sessions: Collection[str] | None, at: datetime) -> None:
    """Bring the drafts of these sessions (None: of all) up to date, and have the file of what is not published made again."""
    db.session.flush()
    wanted = [Minutes.meeting_id == meeting.id, Minutes.state.in_(UNPUBLISHED)]
    if sessions is not None:
        wanted.append(Minutes.session_id.in_(sessions))
    for minutes in db.session.scalars(sa.select(Minutes).where(*wanted).order_by(Minutes.id)).all():
        follow(minutes, at)
        if minutes.draft_document_id:
            documents.requeue_document(minutes.draft_document_id, at)


def follow(minutes: Minutes, at: datetime) -> bool:
    """Let a first draft take what has changed where nobody has written over it; says whether anything did."""
    if minutes.version > 1 or minutes.state is not MinutesState.DRAFT:
        return False
    minutes = read_held(minutes.id)
    if minutes.state is not MinutesState.DRAFT:
        return False
    facts = facts_of(session_with_rundown(minutes.session_id))
    taken = {**minutes.taken, "items": dict(minutes.taken.get("items", {}))}
    changed = _follow_head(minutes, facts, taken)
    changed = _follow_lines(minutes, facts, taken, at) or changed
    if taken != minutes.taken:
        minutes.taken = taken
    if changed:
        minutes.revision += 1
        minutes.updated_at = at
        record(SYSTEM, Action.MINUTES_FOLLOWED, at=at, meeting=minutes.meeting, target=minutes, target_name=minutes.title)
    db.session.flush()
    return changed


def as_taken(minutes: Minutes, facts: Facts) -> dict[str, Any]:
    """``Minutes.taken`` of a draft just made of these facts."""
    lines = {line.agenda_id: line for line in facts.lines}
    return {
        **{name: plain(facts.head[name]) for name in HEAD},
        "items": {
            item.id: {"agenda": item.agenda_item_id, "title": item.title, "speakers": lines[item.agenda_item_id].speakers}
            for item in minutes.items
            if item.agenda_item_id in lines
        },
        "order": [line.agenda_id for line in facts.lines],
    }


def print_what_lags(at: datetime) -> None:
    """Have the KONSEP of unpublished minutes made again where it lags behind doors or clock."""
    statement = (
        sa.select(Document.id)
        .join(Minutes, Minutes.draft_document_id == Document.id)
        .where(
            Minutes.state.in_(UNPUBLISHED),
            Document.state == DocumentState.READY,
            Document.updated_at < at - PAUSE,
            _lagging(at),
        )
    )
    for document_id in db.session.scalars(statement).all():
        documents.requeue_document(document_id, at)


def lags(minutes: Minutes, at: datetime) -> bool:
    """Whether the finished KONSEP shows less than what has happened since its rows were read (see ``print_what_lags``)."""
    ready = Minutes.id == minutes.id, Document.state == DocumentState.READY, _lagging(at)
    statement = sa.select(Minutes.id).join(Document, Minutes.draft_document_id == Document.id).where(*ready)
    return db.session.scalar(statement) is not None


def read_held(minutes_id: str) -> Minutes:
    """The minutes with all they hold as stored now, for this transaction alone."""
    return db.session.scalars(
        sa.select(Minutes)
        .where(Minutes.id == minutes_id)
        .options(selectinload(Minutes.items).options(selectinload(MinutesItem.decisions), selectinload(MinutesItem.actions)))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _follow_head(minutes: Minutes, facts: Facts, taken: dict[str, Any]) -> bool:
    changed = False
    for name in HEAD:
        fact = facts.head[name]
        if name in taken and taken[name] == plain(fact):
            continue
        mine = getattr(minutes, name)
        if mine == fact or (name in taken and plain(mine) == taken[name]):
            changed = changed or mine != fact
            setattr(minutes, name, fact)
            taken[name] = plain(fact)
    return changed


def _follow_lines(minutes: Minutes, facts: Facts, taken: dict[str, Any], at: datetime) -> bool:
    if "order" not in taken:  # made before drafts followed: nobody can tell what was written over
        return False
    changed = False
    mine = _order(minutes, taken)
    in_its_order = mine == [agenda for agenda in taken["order"] if agenda in mine]
    lines = {line.agenda_id: line for line in facts.lines}
    for item in list(minutes.items):
        base = taken["items"].get(item.id)
        line = lines.get(base["agenda"]) if base else None
        if base and line:
            changed = _follow_item(item, line, base, taken) or changed
        elif base and _untouched(item, base):
            keep_removal(item, item.updated_at, SYSTEM, at)
            minutes.items.remove(item)
            del taken["items"][item.id]
            changed = True
    known = {base["agenda"] for base in taken["items"].values()}
    for line in facts.lines:
        if line.agenda_id not in known:
            add_line(minutes, line, taken, at)
            changed = True
    order = [line.agenda_id for line in facts.lines]
    if order != taken["order"]:
        taken["order"] = order
        if in_its_order:
            changed = _put_in_order(minutes, order, taken) or changed
    return changed


def _follow_item(item: MinutesItem, line: Line, base: dict[str, str], taken: dict[str, Any]) -> bool:
    changed, now = False, dict(base)
    for name in ITEM:
        fact, mine = getattr(line, name), getattr(item, name)
        if base[name] != fact and mine in (fact, base[name]):
            changed = changed or mine != fact
            setattr(item, name, fact)
            now[name] = fact
    if now != base:
        taken["items"][item.id] = now
    if changed:
        item.revision += 1
    return changed


def add_line(minutes: Minutes, line: Line, taken: dict[str, Any], at: datetime) -> None:
    item = MinutesItem(
        id=new_id(),
        agenda_item_id=line.agenda_id,
        position=max((each.position for each in minutes.items), default=0) + 1,
        title=line.title,
        speakers=line.speakers,
        created_at=at,
        updated_at=at,
    )
    minutes.items.append(item)
    taken["items"][item.id] = {"agenda": line.agenda_id, "title": line.title, "speakers": line.speakers}


def _untouched(item: MinutesItem, base: dict[str, str]) -> bool:
    return not item.written and all(getattr(item, name) == base[name] for name in ITEM)


def _agenda_of(item: MinutesItem, taken: dict[str, Any]) -> str:
    base = taken.get("items", {}).get(item.id)
    return base["agenda"] if base else ""


def _order(minutes: Minutes, taken: dict[str, Any]) -> list[str]:
    return [each for each in (_agenda_of(item, taken) for item in minutes.items) if each]


def _put_in_order(minutes: Minutes, order: list[str], taken: dict[str, Any]) -> bool:
    """The items of the rundown in its order, in the places that such items have; what a person added keeps its place."""
    place = {agenda: number for number, agenda in enumerate(order)}
    before = list(minutes.items)
    ranked = iter(
        sorted((each for each in before if _agenda_of(each, taken) in place), key=lambda each: place[_agenda_of(each, taken)])
    )
    after = [next(ranked) if _agenda_of(item, taken) in place else item for item in before]
    for position, item in enumerate(after, start=1):
        item.position = position
    return after != before

"""To which sessions somebody is called: what the committee says of the person, else of their category, else every session.

``Participant.limited`` and ``participant_session`` are what doors, counts and papers read (``standing.called_to``); a person who follows
their category has them written anew whenever either changes, in the same transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, called_otherwise, require, touch_roster
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Category, Meeting, Participant, Representation, Session, category_session, participant_session
from meetings.models.agenda import SESSION_ORDER, session_place
from meetings.models.base import change_rows
from meetings.models.participant import WITHOUT_CATEGORY

ALL = "semua sesi"  # as the audit trail says it


def sessions_of(participant: Participant) -> list[Session] | None:
    """The sessions that a participant is called to, in time order; None: all of the meeting."""
    if not participant.limited:
        return None
    mine = sa.select(participant_session.c.session_id).where(participant_session.c.participant_id == participant.id)
    return list(db.session.scalars(_in_order(mine)))


def called_ids(participant_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """The ids of the sessions that these participants are called to, of those who are not called to all; two statements."""
    limited = sa.select(Participant.id).where(Participant.id.in_(participant_ids), Participant.limited)
    found: dict[str, set[str]] = {each: set() for each in db.session.scalars(limited)}
    if found:
        chosen = sa.select(participant_session.c.participant_id, participant_session.c.session_id)
        rows: Any = db.session.execute(chosen.where(participant_session.c.participant_id.in_(found))).all()
        for participant_id, session_id in rows:
            found[participant_id].add(session_id)
    return {each: frozenset(ids) for each, ids in found.items()}


def sessions_of_category(category: Category) -> list[Session] | None:
    """The sessions that a category's people are called to, in time order; None: all of the meeting."""
    if not category.limited:
        return None
    theirs = sa.select(category_session.c.session_id).where(category_session.c.category_id == category.id)
    return list(db.session.scalars(_in_order(theirs)))


def titles_by_category(meeting_id: str) -> dict[str, list[str]]:
    """Titles of the sessions of those categories that are called to some only, in time order; one statement."""
    statement = (
        sa.select(Category.id, Session.title)
        .outerjoin(category_session, category_session.c.category_id == Category.id)
        .outerjoin(Session, Session.id == category_session.c.session_id)
        .where(Category.meeting_id == meeting_id, Category.limited)
        .order_by(*SESSION_ORDER)
    )
    found: dict[str, list[str]] = {}
    for category_id, title in db.session.execute(statement):
        found.setdefault(category_id, []).extend([title] if title else [])
    return found


def limited_sessions(meeting_id: str) -> dict[str, list[str]]:
    """By participant the ids of the sessions that they are called to, by themselves or with their category, of those who are not called to
    all; one statement."""
    statement = (
        sa.select(Participant.id, participant_session.c.session_id)
        .outerjoin(participant_session, participant_session.c.participant_id == Participant.id)
        .where(Participant.meeting_id == meeting_id, Participant.limited)
    )
    found: dict[str, list[str]] = {}
    rows: Any = db.session.execute(statement).all()
    for participant_id, session_id in rows:
        found.setdefault(participant_id, []).extend([session_id] if session_id else [])
    return found


def titles_of_limited(meeting_id: str) -> dict[str, list[str]]:
    """By participant the titles of those sessions, in time order; two statements, one where nobody is limited."""
    called = limited_sessions(meeting_id)
    sessions = sa.select(Session.id, Session.title).where(Session.meeting_id == meeting_id).order_by(*SESSION_ORDER)
    titles: Any = db.session.execute(sessions).all() if called else []
    return {each: [title for session_id, title in titles if session_id in ids] for each, ids in called.items()}


def anybody_limited(meeting_id: str) -> bool:
    """Whether somebody of the meeting is not called to all sessions."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Participant.meeting_id == meeting_id, Participant.limited))))


def restrict_to_sessions(participant: Participant, sessions: Collection[Session] | None, actor: Actor, at: datetime) -> bool:
    """Call a participant to these sessions of the meeting only (None: to all), whatever their category says; who comes only in their place
    is called to the same. True when it changed anything. Raises `InvalidInput` for no session or one of another meeting, `WrongState` when
    the meeting is over."""
    require(participant.meeting, Activity.PARTICIPANTS)
    chosen = None if sessions is None else chosen_of(participant.meeting, sessions)
    if participant.own_sessions and _ids(sessions_of(participant)) == _ids(chosen):
        return False
    before = sessions_of(participant)
    _call([participant.id], chosen, own=True, at=at)
    return _told(participant, before, actor, at)


def restrict_each(participants: Sequence[Participant], sessions: Collection[Session] | None, actor: Actor, at: datetime) -> int:
    """The same for several; how many it changed."""
    return sum(restrict_to_sessions(each, sessions, actor, at) for each in participants)


def follow_category(participant: Participant, actor: Actor, at: datetime) -> bool:
    """Call a participant to what their category is called to, from now on; True when they had sessions of their own. Raises `WrongState`."""
    require(participant.meeting, Activity.PARTICIPANTS)
    if not participant.own_sessions:
        return False
    before = sessions_of(participant)
    participant.own_sessions = False
    db.session.flush()
    follow_categories(participant.meeting_id, at, Participant.id == participant.id)
    return _told(participant, before, actor, at)


def restrict_category(category: Category, sessions: Collection[Session] | None, at: datetime) -> list[Any]:
    """Call a category's people to these sessions only (None: to all), except those who have their own; returns what was and is, in words,
    and an empty list when nothing changed. Raises `InvalidInput` for no session or one of another meeting."""
    chosen, before = None if sessions is None else chosen_of(category.meeting, sessions), sessions_of_category(category)
    if _ids(before) == _ids(chosen):
        return []
    category.limited = chosen is not None
    db.session.flush()
    db.session.execute(sa.delete(category_session).where(category_session.c.category_id == category.id))
    if chosen:
        db.session.execute(sa.insert(category_session), [{"category_id": category.id, "session_id": each.id} for each in chosen])
    follow_categories(category.meeting_id, at, Participant.category_id == category.id)
    return [in_words(before), in_words(chosen)]


def follow_categories(meeting_id: str, at: datetime, *where: sa.ColumnElement[bool]) -> None:
    """Those of the meeting's participants (``where``) stand in the order of their category, and who has no sessions of their own is called
    where it is: two statements where no restriction is about, six and those of who follows otherwise, however many they are."""
    order = sa.select(Category.protocol_order).where(Category.id == Participant.category_id).scalar_subquery()
    placed = sa.func.coalesce(order, WITHOUT_CATEGORY)
    moved = sa.update(Participant).where(Participant.meeting_id == meeting_id, Participant.category_order != placed, *where)
    same = Participant.updated_at  # no device shows the order
    change_rows(moved.values(category_order=placed, updated_at=same).execution_options(synchronize_session=False))
    followers = (Participant.meeting_id == meeting_id, sa.not_(Participant.own_sessions), *where)
    theirs = sa.select(Category.id).where(Category.id == Participant.category_id, Category.limited)
    concerned = sa.or_(Participant.limited, sa.exists(theirs.correlate(Participant)))
    if not db.session.scalar(sa.select(sa.exists().where(*followers, concerned))):
        return
    people = db.session.scalars(sa.select(Participant.id).where(*followers, concerned)).all()
    ids = sa.select(Participant.id).where(*followers)
    db.session.execute(sa.delete(participant_session).where(participant_session.c.participant_id.in_(ids)))
    change_rows(
        sa.update(Participant)
        .where(*followers, concerned)
        .values(limited=sa.exists(theirs.correlate(Participant)), updated_at=at)
        .execution_options(synchronize_session=False)
    )
    called = (
        sa.select(Participant.id, category_session.c.session_id)
        .join(category_session, category_session.c.category_id == Participant.category_id)
        .where(*followers, Participant.limited)
    )
    db.session.execute(sa.insert(participant_session).from_select(["participant_id", "session_id"], called))
    _forget_loaded(meeting_id)
    called_otherwise(people, at)


def call_like(representative: Participant, represented: Participant, at: datetime) -> None:
    """Who comes only in somebody's place is called where that person is."""
    if not (representative.limited or represented.limited):
        return
    sessions = sessions_of(represented)
    alike = representative.category_id == represented.category_id
    _call([representative.id], sessions, own=represented.own_sessions or not alike, at=at)


def call_each(sessions: Mapping[str, Collection[str]], at: datetime) -> None:
    """By participant the ids of the sessions that they alone are called to (none: to all); for an import, which has checked them."""
    for limited in (True, False):
        ids = [each for each, called in sessions.items() if bool(called) is limited]
        for start in range(0, len(ids), 500):
            block = ids[start : start + 500]
            _clear(block, limited=limited, own=True, at=at)
            rows = [{"participant_id": each, "session_id": session} for each in block for session in sessions[each]]
            if rows:
                db.session.execute(sa.insert(participant_session), rows)
            called_otherwise(block, at)


def chosen_of(meeting: Meeting, sessions: Collection[Session]) -> list[Session]:
    """The sessions in time order. Raises `InvalidInput` for none, or one of another meeting."""
    if not sessions:
        raise InvalidInput(_("Pilih paling sedikit satu sesi."), field="sessions")
    if any(session.meeting_id != meeting.id for session in sessions):
        raise InvalidInput(_("Pilih sesi kegiatan ini."), field="sessions")
    return sorted(sessions, key=session_place)


def in_words(sessions: Sequence[Session] | None) -> str:
    """As the audit trail keeps it."""
    return ALL if sessions is None else ", ".join(each.title for each in sessions)


def _told(participant: Participant, before: list[Session] | None, actor: Actor, at: datetime) -> bool:
    follower = db.session.scalar(
        sa.select(Participant)
        .join(Representation, Representation.representative_id == Participant.id)
        .where(Representation.represented_id == participant.id, Representation.ended_at.is_(None))
    )
    if follower is not None and follower.is_representative:
        call_like(follower, participant, at)
    touch_roster(participant.meeting_id)
    record(
        actor,
        Action.PARTICIPANT_CHANGED,
        at=at,
        meeting=participant.meeting,
        target=participant,
        target_name=participant.full_name,
        changes={"sessions": [in_words(before), in_words(sessions_of(participant))]},
    )
    return True


def _call(ids: list[str], sessions: Sequence[Session] | None, *, own: bool, at: datetime) -> None:
    _clear(ids, limited=sessions is not None, own=own, at=at)
    rows = [{"participant_id": each, "session_id": session.id} for each in ids for session in sessions or ()]
    if rows:
        db.session.execute(sa.insert(participant_session), rows)
    called_otherwise(ids, at)


def _clear(ids: list[str], *, limited: bool, own: bool, at: datetime) -> None:
    db.session.execute(sa.delete(participant_session).where(participant_session.c.participant_id.in_(ids)))
    people = sa.update(Participant).where(Participant.id.in_(ids))
    db.session.execute(people.values(limited=limited, own_sessions=own, updated_at=at))


def _forget_loaded(meeting_id: str) -> None:
    """What is loaded of the meeting's people is read again before it is shown."""
    for row in db.session.identity_map.values():
        if isinstance(row, Participant) and row.__dict__.get("meeting_id") == meeting_id:
            db.session.expire(row, ["limited", "updated_at"])


def _ids(sessions: Sequence[Session] | None) -> set[str] | None:
    return None if sessions is None else {each.id for each in sessions}


def _in_order(ids: sa.Select[str]) -> sa.Select[Session]:
    return sa.select(Session).where(Session.id.in_(ids)).order_by(*SESSION_ORDER)

"""Several people at the same minutes at the same moment: one wins, the others are told, nothing is half done."""

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import ItemText, Stale
from meetings.enums import MeetingState, MinutesState
from meetings.errors import NotFound, WrongState
from meetings.extensions import db
from meetings.models import Document, IssuedNumber, Meeting, Minutes, MinutesItem
from tests.factories import make_meeting
from tests.factories.minutes import make_approved, make_ended_session, make_minutes

Work = Callable[[Meeting], object]


def all_at_once(app: Flask, meeting: Meeting, works: list[Work]) -> list[object]:
    """Do each work in a thread of its own after all have read the meeting; what each ended in, an error by its class."""
    meeting_id, together = meeting.id, threading.Barrier(len(works))
    db.session.commit()
    outcomes: list[object] = []

    def do(work: Work) -> None:
        with app.app_context():
            mine = db.session.get_one(Meeting, meeting_id)
            together.wait()
            try:
                outcomes.append(work(mine))
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                outcomes.append(type(error))

    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return outcomes


def test_published_by_many_it_has_one_number_and_one_document(app: Flask) -> None:
    minutes = make_approved()
    minutes_id = minutes.id

    def publish(meeting: Meeting) -> str:
        found = rules.get_minutes(meeting, minutes_id)
        rules.publish_minutes(found, SYSTEM, clock.now())
        return found.number

    outcomes = all_at_once(app, minutes.meeting, [publish] * 5)

    assert sorted(map(str, outcomes)) == sorted([minutes.number, *[str(WrongState)] * 4])
    assert minutes.state is MinutesState.PUBLISHED
    assert len(db.session.scalars(sa.select(IssuedNumber)).all()) == 1
    assert db.session.scalar(sa.select(sa.func.count()).where(Document.number != "")) == 1


def test_minutes_of_many_sessions_published_at_once_have_a_number_each(app: Flask) -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    ids = [make_approved(make_ended_session(meeting)).id for _ in range(5)]

    def publishing(minutes_id: str) -> Work:
        return lambda mine: rules.publish_minutes(rules.get_minutes(mine, minutes_id), SYSTEM, clock.now()).number

    numbers = all_at_once(app, meeting, [publishing(each) for each in ids])

    assert sorted(numbers) == [f"000.1.5/{each:03d}-N/UM/{clock.now().year}" for each in range(1, 6)]


def test_of_many_who_save_one_item_one_wins(app: Flask) -> None:
    minutes = make_minutes()
    minutes_id, item_id = minutes.id, minutes.items[0].id

    def saving(number: int) -> Work:
        text = ItemText(f"Judul {number}", decisions=(f"Keputusan {number}",))

        def save(meeting: Meeting) -> int:
            rules.save_item(rules.get_item(meeting, minutes_id, item_id), text, 1, SYSTEM, clock.now())
            return number

        return save

    outcomes = all_at_once(app, minutes.meeting, [saving(number) for number in range(5)])

    (winner,) = [each for each in outcomes if each is not Stale]
    item = db.session.get_one(MinutesItem, item_id)
    assert (item.title, [each.text for each in item.decisions]) == (f"Judul {winner}", [f"Keputusan {winner}"])
    assert item.revision == 2


@pytest.mark.parametrize("late", ["save", "move", "remove"])
def test_an_item_removed_meanwhile_is_not_found(app: Flask, late: str) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    db.session.commit()
    _ = item.minutes, item.title  # read before
    with db.engine.begin() as other:
        other.execute(sa.delete(MinutesItem).where(MinutesItem.id == item.id))

    with pytest.raises(NotFound):
        if late == "save":
            rules.save_item(item, ItemText("Terlambat"), 1, SYSTEM, clock.now())
        elif late == "move":
            rules.move_item(item, 1, SYSTEM, clock.now())
        else:
            rules.remove_item(item, 1, SYSTEM, clock.now())
    db.session.rollback()

    assert db.session.scalar(sa.select(Minutes.revision)) == 1

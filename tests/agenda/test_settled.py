"""A session's end settles its rundown: what stands in the minutes is corrected there; an end taken back brings no draft."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import agenda
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.enums import MeetingState, MinutesState, Role
from meetings.errors import Conflict, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import draft_due_minutes
from meetings.models import AgendaItem, Minutes, Session, User
from tests.factories import make_meeting, make_membership, make_user
from tests.factories.minutes import make_ended_session, write_something

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[User], FlaskClient]
LATER = timedelta(hours=2)
Change = Callable[[Session], object]


def by() -> dict[str, object]:
    return {"actor": SYSTEM, "at": clock.now()}


CHANGES: dict[str, Change] = {
    "add": lambda session: agenda.add_item(session, {"title": "Tambahan"}, **by()),
    "change": lambda session: agenda.change_item(session.items[0], {"title": "Lain"}, **by()),
    "move": lambda session: agenda.move_item(session.items[0], 1, **by()),
    "reorder": lambda session: agenda.reorder_items(session, [row.id for row in session.items[::-1]], **by()),
    "remove": lambda session: agenda.remove_item(session.items[0], **by()),
    "fill": lambda session: agenda.add_default_rundown(session, **by()),
}


@pytest.fixture
def session() -> Session:
    """A session that runs for two hours still."""
    return make_ended_session(make_meeting(state=MeetingState.RUNNING), ends_at=clock.now() + LATER)


def titles(session: Session) -> list[str]:
    statement = (
        sa.select(AgendaItem.title).where(AgendaItem.session_id == session.id).order_by(AgendaItem.position, AgendaItem.id)
    )
    return list(db.session.scalars(statement))


def hand_in(session: Session) -> None:
    """Its draft is before the approver."""
    db.session.execute(sa.update(Minutes).where(Minutes.session_id == session.id).values(state=MinutesState.SUBMITTED))


def draft(session: Session, at_end: bool = True) -> Minutes | None:
    return rules.draft_minutes(session.id, SYSTEM, clock.now() + (LATER if at_end else timedelta()))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_closed_sessions_lines_that_became_minutes_stay(session: Session, change: Change) -> None:
    before = titles(session)
    agenda.close_session(session, **by())
    assert draft(session)
    hand_in(session)

    with pytest.raises(WrongState, match="ditutup .* pada notula"):
        change(session)
    assert titles(session) == before


@pytest.mark.parametrize("drafted", [False, True], ids=["no minutes", "a draft"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_closed_session_is_opened_again_first_while_its_minutes_are_a_draft(
    session: Session, change: Change, drafted: bool
) -> None:
    agenda.close_session(session, **by())
    if drafted:
        assert draft(session)

    with pytest.raises(WrongState, match="Buka kembali"):
        change(session)
    agenda.reopen_session(session, **by())
    if change is not CHANGES["fill"]:  # that wants an empty session
        change(session)


def test_a_closed_session_says_what_is_possible_with_and_without_minutes(session: Session) -> None:
    agenda.close_session(session, **by())
    with pytest.raises(Conflict, match="Buka kembali sesi ini untuk mengubahnya"):
        agenda.change_session(session, {"room": "Aula"}, **by())
    assert draft(session)
    with pytest.raises(Conflict, match="Buka kembali sesi ini untuk mengubahnya"):
        agenda.change_session(session, {"room": "Aula"}, **by())
    hand_in(session)

    with pytest.raises(Conflict, match="pada notula sesi ini; yang sudah terbit dengan koreksi") as refused:
        agenda.change_session(session, {"room": "Aula"}, **by())
    assert "Buka kembali" not in refused.value.message
    with pytest.raises(Conflict):  # that advice would have led nowhere
        agenda.reopen_session(session, **by())


def test_after_the_clock_ended_it_a_prolonged_session_takes_lines_again(session: Session) -> None:
    session.ends_at = clock.now() - timedelta(minutes=1)
    assert draft(session)
    with pytest.raises(WrongState, match="berakhir .* jam selesai"):
        CHANGES["add"](session)

    agenda.change_session(session, {"ends_at": clock.now() + LATER}, **by())
    CHANGES["add"](session)

    assert "Tambahan" in titles(session)


def test_minutes_begun_early_leave_a_running_sessions_rundown_open(session: Session) -> None:
    rules.start_minutes(session.id, SYSTEM, clock.now())

    CHANGES["add"](session)

    assert "Tambahan" in titles(session)


def test_a_session_that_is_not_over_gets_no_draft_by_itself(session: Session) -> None:
    assert draft(session, at_end=False) is None
    assert rules.draft_minutes("tidakada", SYSTEM, clock.now()) is None


def test_the_page_leads_to_the_minutes_instead(session: Session, sign_in: SignIn) -> None:
    committee = make_user()
    make_membership(committee, session.meeting.organisation, Role.COMMITTEE)
    client = sign_in(committee)
    base = f"/kegiatan/{session.meeting_id}/acara"
    assert f"urutan-{session.id}" in client.get(f"{base}/").text

    client.post(f"{base}/sesi/{session.id}/tutup")
    closed = client.get(f"{base}/").text
    draft_due_minutes()
    assert "/buka" in client.get(f"{base}/").text  # a draft follows whatever is changed after opening again
    hand_in(session)
    db.session.commit()
    drafted = client.get(f"{base}/").text
    item = db.session.scalars(sa.select(AgendaItem).order_by(AgendaItem.position)).first()
    values = {"title": "Lain", "kind": "other", "minutes": "10"}
    refused = client.post(f"{base}/mata-acara/{item.id}/ubah", data=values)

    assert "Buka kembali untuk mengubah susunan acaranya" in closed
    assert "Perbaiki pada notula" in drafted
    assert "/buka" in closed and "/buka" not in drafted
    assert all(f"urutan-{session.id}" not in page and "mata-acara/" not in page for page in (closed, drafted))
    assert refused.status_code == 422 and 'value="Lain"' in refused.text and "pada notula sesi ini" in refused.text
    assert client.post(f"{base}/mata-acara/{item.id}/hapus").status_code == 409


def one_after_the_other(app: Flask, first: str, acts: dict[str, Callable[[], object]]) -> dict[str, object]:
    """What becomes of two acts in transactions of their own, of which the one called ``first`` has written when the other begins."""
    written, over = threading.Event(), threading.Event()
    outcomes: dict[str, object] = {}

    def work(name: str, act: Callable[[], object]) -> None:
        with app.app_context():
            if name != first:
                written.wait(30)
            try:
                outcomes[name] = act()
                if name == first:
                    written.set()
                    over.wait(0.5)  # the other is as far as it gets: it waits for this commit
                db.session.commit()
            except (Conflict, WrongState):
                db.session.rollback()
                outcomes[name] = "refused"
            over.set()

    threads = [threading.Thread(target=work, args=each) for each in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    return outcomes


def reopening(session_id: str) -> Callable[[], object]:
    return lambda: agenda.reopen_session(db.session.get_one(Session, session_id), **by())


@pytest.mark.parametrize("first", ["draft", "reopen"])
def test_a_closing_taken_back_leaves_no_draft_of_a_closed_session(app: Flask, session: Session, first: str) -> None:
    agenda.close_session(session, **by())
    db.session.commit()
    session_id = session.id

    def drafting() -> object:
        return rules.draft_minutes(session_id, SYSTEM, clock.now())

    outcomes = one_after_the_other(app, first, {"draft": drafting, "reopen": reopening(session_id)})

    made = db.session.scalars(sa.select(Minutes)).all()
    assert outcomes["reopen"] is None and session.closed_at is None
    assert [each.ended_at for each in made] == ([session.ends_at] if first == "draft" else [])  # it follows


@pytest.mark.parametrize("first", ["submit", "reopen"])
def test_minutes_are_handed_in_or_their_session_opens_again_never_both(app: Flask, session: Session, first: str) -> None:
    agenda.close_session(session, **by())
    minutes = draft(session)
    assert minutes
    write_something(minutes)
    reasons = dict.fromkeys(rules.warnings_of(rules.check_minutes(minutes)), "Sudah diperiksa.")
    db.session.commit()
    minutes_id = minutes.id

    def submitting() -> object:
        return rules.submit_minutes(db.session.get_one(Minutes, minutes_id), SYSTEM, clock.now(), reasons=reasons)

    outcomes = one_after_the_other(app, first, {"submit": submitting, "reopen": reopening(session.id)})

    assert outcomes == {"submit": None, "reopen": "refused"} if first == "submit" else {"submit": "refused", "reopen": None}
    assert (minutes.state is MinutesState.SUBMITTED) == (session.closed_at is not None) == (first == "submit")


def test_closing_a_session_that_has_minutes_promises_no_draft(session: Session, sign_in: SignIn) -> None:
    draft(session)
    other = make_ended_session(session.meeting)
    user = make_user()
    make_membership(user, session.meeting.organisation, Role.COMMITTEE)
    client, base = sign_in(user), f"/kegiatan/{session.meeting_id}/acara"
    session.ends_at = clock.now()
    db.session.commit()

    page = client.get(f"{base}/").text
    assert "Konsep notula sesi ini sudah dibuat; jam selesai dan kehadiran di dalamnya mengikuti." in page
    assert "Kehadiran sudah berakhir pada jam selesainya" in page and "berakhir pada saat itu" not in page

    first, second = (client.post(f"{base}/sesi/{each.id}/tutup", follow_redirects=True).text for each in (session, other))
    assert "Konsep notula sedang dibuat" not in first and "ditutup." in first
    assert "Konsep notula sedang dibuat" in second

"""What is handed in for approval."""

from datetime import timedelta

import pytest

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import draft_minutes
from meetings.domain.minutes.approval import return_minutes, submit_minutes
from meetings.enums import MinutesState, Role
from meetings.errors import WrongState
from meetings.extensions import db
from tests.factories.minutes import actor_of, make_ended_session, make_minutes, make_officer, submit, write_something
from tests.minutes.desk import SignIn, address, officer

pytestmark = pytest.mark.usefixtures("app")


def test_minutes_of_a_session_that_is_not_over_are_not_handed_in() -> None:
    """Else a paper would tell how a session was closed that has not begun."""
    session = make_ended_session()
    minutes = draft_minutes(session.id, SYSTEM, clock.now())
    assert minutes is not None
    session.ends_at, session.closed_at = clock.now() + timedelta(hours=1), None

    with pytest.raises(WrongState, match="belum berakhir"):
        submit_minutes(minutes, SYSTEM, clock.now(), reasons={})

    assert minutes.state is MinutesState.DRAFT


def test_who_returned_it_and_why_stays_in_sight_after_it_is_handed_in_again(sign_in: SignIn) -> None:
    minutes = make_minutes()
    secretary, approver = officer(minutes, Role.SECRETARY), make_officer(minutes.meeting.organisation, Role.APPROVER, "Dedi")
    for note in ("Nama narasumber salah", "Lengkapi keputusan kedua"):
        submit(minutes, actor_of(secretary))
        return_minutes(minutes, note, actor_of(approver), clock.now())
    submit(minutes, actor_of(secretary))
    db.session.commit()

    page = sign_in(approver).get(address(minutes)).text

    assert "Pernah dikembalikan" in page and page.count("Dedi: ") == 2
    assert page.index("Lengkapi keputusan kedua") < page.index("Nama narasumber salah")


def test_a_session_that_goes_on_is_checked_and_not_offered_to_be_handed_in(sign_in: SignIn) -> None:
    minutes = make_minutes(make_ended_session())
    write_something(minutes)
    minutes.session.ends_at = clock.now() + timedelta(hours=1)
    db.session.commit()
    client = sign_in(officer(minutes, Role.SECRETARY))

    page = client.get(address(minutes, "/periksa")).text

    assert "Belum dapat diajukan" in page and "Sesi ini belum berakhir." in page
    assert "Ajukan untuk disetujui" not in page and 'name="reason-' not in page
    assert "Periksa dan ajukan" not in client.get(address(minutes, "/ubah")).text
    minutes.session.closed_at = clock.now()
    db.session.commit()
    assert "Ajukan untuk disetujui" in client.get(address(minutes, "/periksa")).text


def test_what_is_handed_in_already_leads_to_its_page(sign_in: SignIn) -> None:
    minutes = make_minutes()
    client = sign_in(officer(minutes, Role.SECRETARY))
    submit(minutes, actor_of(make_officer(minutes.meeting.organisation, Role.SECRETARY)))
    db.session.commit()

    answer = client.post(address(minutes, "/ajukan"), follow_redirects=True)

    assert answer.request.path == address(minutes)
    assert "Notula ini berstatus Diajukan" in answer.text and "Ajukan untuk disetujui" not in answer.text

"""The pages of agenda, speakers and links."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from meetings import clock
from meetings.enums import LinkProvider, MeetingMode, MeetingState, Role
from meetings.extensions import db
from meetings.models import AgendaItem, Meeting, Session, Speaker, User, VirtualLink
from tests.factories import (
    make_agenda_item,
    make_meeting,
    make_membership,
    make_session,
    make_speaker,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def meeting() -> Meeting:
    return make_meeting(state=MeetingState.RUNNING, mode=MeetingMode.HYBRID)


@pytest.fixture
def desk(meeting: Meeting, sign_in: SignIn) -> FlaskClient:
    """The committee, signed in."""
    user = make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    return sign_in(user)


def wall(meeting: Meeting, hours: int) -> str:
    return f"{meeting.starts_on}T{hours:02d}:00"


def test_a_session_is_made_with_the_usual_rundown(desk: FlaskClient, meeting: Meeting) -> None:
    assert desk.get(f"/kegiatan/{meeting.id}/acara/sesi/baru").status_code == 200

    answer = desk.post(
        f"/kegiatan/{meeting.id}/acara/sesi/baru",
        data={
            "title": "Pleno",
            "starts_at": wall(meeting, 8),
            "ends_at": wall(meeting, 16),
            "wants_minutes": "y",
            "with_rundown": "y",
        },
    )

    assert answer.status_code == 302
    session = db.session.scalars(sa.select(Session)).one()
    assert clock.local(session.starts_at, meeting.timezone).hour == 8
    page = desk.get(f"/kegiatan/{meeting.id}/acara/").text
    assert "08.00–09.30" in page and "Menyanyikan lagu Indonesia Raya" in page


def test_only_the_first_session_is_offered_registration_opening_and_closing(desk: FlaskClient, meeting: Meeting) -> None:
    address = f"/kegiatan/{meeting.id}/acara/sesi/baru"
    box = re.compile(r'<input(?=[^>]* name="with_rundown")[^>]* checked')
    assert box.search(desk.get(address).text)

    make_session(meeting)

    page = desk.get(address).text
    assert 'name="with_rundown"' in page and not box.search(page)


def test_a_session_that_ends_before_it_begins_is_shown_again(desk: FlaskClient, meeting: Meeting) -> None:
    answer = desk.post(
        f"/kegiatan/{meeting.id}/acara/sesi/baru",
        data={"title": "Pleno pagi", "starts_at": wall(meeting, 16), "ends_at": wall(meeting, 8)},
    )

    assert answer.status_code == 422
    assert 'id="ends_at-error"' in answer.text and "Pleno pagi" in answer.text
    assert db.session.scalar(sa.select(sa.func.count(Session.id))) == 0


def test_a_session_is_changed_filled_closed_reopened_and_removed(desk: FlaskClient, meeting: Meeting) -> None:
    session = make_session(meeting)
    base = f"/kegiatan/{meeting.id}/acara/sesi/{session.id}"
    local = [clock.local(t, meeting.timezone).strftime("%Y-%m-%dT%H:%M:%S") for t in (session.starts_at, session.ends_at)]

    desk.post(f"{base}/ubah", data={"title": "Pleno II", "starts_at": local[0], "ends_at": local[1], "capacity": "250"})
    desk.post(f"{base}/baku")
    desk.post(f"{base}/tutup")
    db.session.expire_all()
    assert (session.title, session.capacity, session.wants_minutes) == ("Pleno II", 250, False)
    assert session.closed_at is not None and session.items
    assert desk.post(f"{base}/tutup").status_code == 409
    desk.post(f"{base}/buka")
    desk.post(f"{base}/hapus")

    assert db.session.scalar(sa.select(sa.func.count(Session.id))) == 0


def test_lines_are_added_changed_moved_sorted_and_removed(desk: FlaskClient, meeting: Meeting) -> None:
    session = make_session(meeting)
    base = f"/kegiatan/{meeting.id}/acara"
    for title in ("A", "B"):
        desk.post(
            f"{base}/sesi/{session.id}/mata-acara/baru",
            data={"title": title, "kind": "other", "minutes": "10", "in_minutes": "y"},
        )
    first, second = db.session.scalars(sa.select(AgendaItem).order_by(AgendaItem.position)).all()

    desk.post(f"{base}/mata-acara/{first.id}/ubah", data={"title": "A2", "kind": "speech", "minutes": "25"})
    desk.post(f"{base}/mata-acara/{first.id}/geser", data={"arah": "turun"})
    db.session.expire_all()
    assert (first.title, first.minutes, first.in_minutes, first.position) == ("A2", 25, False, 2)
    desk.post(f"{base}/sesi/{session.id}/urutkan", data={"ids": [first.id, second.id]})
    db.session.expire_all()
    assert first.position == 1
    assert desk.post(f"{base}/sesi/{session.id}/urutkan", data={"ids": [first.id]}).status_code == 409
    wrong = desk.post(f"{base}/mata-acara/{first.id}/ubah", data={"title": "A", "kind": "speech", "minutes": "0"})
    assert wrong.status_code == 422 and 'id="minutes-error"' in wrong.text
    desk.post(f"{base}/mata-acara/{first.id}/hapus")

    assert db.session.scalars(sa.select(AgendaItem.title)).all() == ["B"]


@pytest.mark.parametrize(("state", "runs"), [("running", True), ("cancelled", False), ("draft", False)])
def test_only_a_meeting_that_takes_place_has_a_session_that_runs(
    desk: FlaskClient, meeting: Meeting, state: str, runs: bool
) -> None:
    now = clock.now()
    session = make_session(meeting, now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    make_session(meeting, now - timedelta(hours=4), title="Pagi", ends_at=now - timedelta(hours=2))
    make_agenda_item(session, "Pleno", minutes=120)
    meeting.state = MeetingState(state)
    db.session.commit()

    text = desk.get(f"/kegiatan/{meeting.id}/acara/").text.partition("<main")[2]
    session_tags = re.findall(r'<h2 class="card-title"[^>]*>(?:(?!</h2>).)*</h2>', text, re.DOTALL)

    assert ["Berlangsung" in each for each in session_tags] == [False, runs]
    assert ["Berakhir" in each for each in session_tags] == [runs, False] and (" is-now" in text) is runs


def test_the_question_before_removing_speaks_of_speakers_where_there_are_some(desk: FlaskClient, meeting: Meeting) -> None:
    item = make_agenda_item(make_session(meeting), "Paparan")
    db.session.commit()
    address, told = f"/kegiatan/{meeting.id}/acara/", "Narasumbernya tetap tercatat"

    assert told not in desk.get(address).text
    make_speaker(meeting, "Prof. Doni", agenda_item_id=item.id, session_id=item.session.id)
    db.session.commit()
    assert told in desk.get(address).text


def test_the_rundown_is_a_pdf(desk: FlaskClient, meeting: Meeting) -> None:
    make_agenda_item(make_session(meeting))

    answer = desk.get(f"/kegiatan/{meeting.id}/acara/susunan-acara.pdf")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")


def test_speakers_are_added_at_an_agenda_item_moved_and_removed(desk: FlaskClient, meeting: Meeting) -> None:
    item = make_agenda_item(make_session(meeting), "Paparan")
    base = f"/kegiatan/{meeting.id}/narasumber"
    data = {
        "name": "Eko <i>P</i>",
        "role": "speaker",
        "state": "confirmed",
        "place": f"i:{item.id}",
        "minutes": "",
        "phone": "0812",
    }

    assert desk.post(f"{base}/baru", data=data).status_code == 302
    desk.post(f"{base}/baru", data=data | {"name": "Ida", "role": "moderator", "place": ""})
    eko, ida = db.session.scalars(sa.select(Speaker).order_by(Speaker.position)).all()
    assert (eko.agenda_item_id, eko.session_id, ida.agenda_item_id) == (item.id, item.session_id, None)
    assert f'<option selected value="i:{item.id}">' in desk.get(f"{base}/{eko.id}/ubah").text
    page = desk.get(f"{base}/").text
    assert "Eko &lt;i&gt;P&lt;/i&gt;" in page and "0812" in page
    desk.post(f"{base}/{ida.id}/geser", data={"arah": "naik"})
    desk.post(f"{base}/{eko.id}/ubah", data=data | {"name": "Eko", "place": ""})
    db.session.expire_all()
    assert (ida.position, eko.position, eko.agenda_item_id) == (1, 2, None)
    desk.post(f"{base}/{eko.id}/hapus")

    assert db.session.scalars(sa.select(Speaker.name)).all() == ["Ida"]


def test_links_are_added_changed_and_removed(desk: FlaskClient, meeting: Meeting) -> None:
    base = f"/kegiatan/{meeting.id}/tautan"
    data = {
        "provider": "zoom",
        "url": "https://zoom.us/j/1",
        "passcode": "Rakerda26",
        "session_id": "",
        "visible_from": wall(meeting, 8),
    }

    refused = desk.post(f"{base}/baru", data=data | {"url": "https://palsu.example/j/1"})
    assert refused.status_code == 422 and "palsu.example" in refused.text
    desk.post(f"{base}/baru", data=data)
    link = db.session.scalars(sa.select(VirtualLink)).one()
    desk.post(f"{base}/{link.id}/ubah", data=data | {"label": "Utama", "visible_from": ""})
    db.session.expire_all()
    assert (link.label, link.visible_from, link.passcode) == ("Utama", None, "Rakerda26")
    desk.post(f"{base}/{link.id}/hapus")

    assert db.session.scalar(sa.select(sa.func.count(VirtualLink.id))) == 0


def test_readers_see_neither_contacts_nor_the_way_into_the_room(sign_in: SignIn, meeting: Meeting) -> None:
    make_speaker(meeting, phone="08123456789", email="eko@example.ac.id")
    db.session.add(
        VirtualLink(
            meeting_id=meeting.id, provider=LinkProvider.ZOOM, url="https://zoom.us/j/1", passcode="Rakerda26", host_notes="kunci"
        )
    )
    reader = make_user()
    make_staff(reader, meeting, Role.VIEWER)
    client = sign_in(reader)

    shown = client.get(f"/kegiatan/{meeting.id}/narasumber/").text + client.get(f"/kegiatan/{meeting.id}/tautan/").text

    assert "Budi Santoso" in shown
    for secret in ("08123456789", "eko@example.ac.id", "zoom.us/j/1", "Rakerda26", "kunci"):
        assert secret not in shown


@pytest.mark.parametrize(
    "address", ["acara/sesi/baru", "acara/sesi/{s}/hapus", "acara/mata-acara/{i}/geser", "narasumber/baru", "tautan/baru"]
)
def test_readers_write_nothing(sign_in: SignIn, meeting: Meeting, address: str) -> None:
    session = make_session(meeting)
    item = make_agenda_item(session)
    reader = make_user()
    make_staff(reader, meeting, Role.REGISTRAR)

    answer = sign_in(reader).post(f"/kegiatan/{meeting.id}/{address.format(s=session.id, i=item.id)}", data={"title": "X"})

    assert answer.status_code == 403


def test_a_secretary_closes_a_session_but_does_not_edit_it(sign_in: SignIn, meeting: Meeting) -> None:
    session = make_session(meeting)
    secretary = make_user()
    make_staff(secretary, meeting, Role.SECRETARY)
    client = sign_in(secretary)

    assert client.get(f"/kegiatan/{meeting.id}/acara/sesi/{session.id}/ubah").status_code == 403
    assert client.post(f"/kegiatan/{meeting.id}/acara/sesi/{session.id}/tutup").status_code == 302
    db.session.expire_all()
    assert session.closed_at is not None


def test_the_staff_of_one_meeting_cannot_reach_into_another(desk: FlaskClient, meeting: Meeting) -> None:
    foreign = make_meeting()
    session = make_session(foreign)
    item, speaker = make_agenda_item(session), make_speaker(foreign)

    for address in (f"acara/sesi/{session.id}/hapus", f"acara/mata-acara/{item.id}/hapus", f"narasumber/{speaker.id}/hapus"):
        assert desk.post(f"/kegiatan/{meeting.id}/{address}").status_code == 404


def test_lists_take_the_same_queries_for_one_row_and_for_many(desk: FlaskClient, meeting: Meeting, query_counter: Any) -> None:
    def fill(number: int) -> None:
        session = make_session(meeting, starts_at=clock.now() + timedelta(minutes=number), room=f"Ruang {number}")
        item = make_agenda_item(session)
        make_speaker(meeting, agenda_item_id=item.id, session_id=session.id)
        db.session.add(
            VirtualLink(meeting_id=meeting.id, session_id=session.id, provider=LinkProvider.OTHER, url="https://a.example")
        )
        db.session.commit()

    pages = [f"/kegiatan/{meeting.id}/{part}/" for part in ("acara", "narasumber", "tautan")]
    fill(0)
    desk.get(pages[0])
    one = []
    for page in pages:
        with query_counter() as queries:
            desk.get(page)
        one.append(len(queries))
    for number in range(1, 6):
        fill(number)

    for page, count in zip(pages, one, strict=True):
        with query_counter() as queries:
            assert desk.get(page).status_code == 200
        assert len(queries) == count, page

"""Two people with the same form open: what each of them keeps, is shown and loses not."""

import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from meetings import clock
from meetings.domain import meetings as rules
from meetings.domain.audit import SYSTEM
from meetings.enums import MeetingState, Role
from meetings.extensions import db
from meetings.models import AgendaItem, AuditEntry, Meeting, Organisation, Session, User
from meetings.models.base import hold
from tests.factories import make_agenda_item, make_meeting, make_membership, make_session, make_user
from tests.support.html_forms import PostForm, post_form

SignIn = Callable[[User], FlaskClient]
Values = MultiDict[str, str]


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return make_meeting(state=MeetingState.RUNNING)


@pytest.fixture
def rina(meeting: Meeting, sign_in: SignIn) -> FlaskClient:
    return colleague(meeting, sign_in, "Rina Kusuma")


@pytest.fixture
def dedi(meeting: Meeting, sign_in: SignIn) -> FlaskClient:
    return colleague(meeting, sign_in, "Dedi <b>S</b>")


def colleague(meeting: Meeting, sign_in: SignIn, name: str) -> FlaskClient:
    user = make_user(name)
    make_membership(user, meeting.organisation, Role.ADMINISTRATOR)
    return sign_in(user)


def opened(app: Flask, client: FlaskClient, address: str, /, **typed: str) -> PostForm:
    """The form as the person has it before them, with what they typed into it."""
    form = post_form(app, address, client.get(address).text)
    for name, text in typed.items():
        form.values.setlist(name, [text])
    return form


def line(meeting: Meeting, **values: object) -> str:
    item = make_agenda_item(make_session(meeting), "Paparan", **values)
    return f"/kegiatan/{meeting.id}/acara/mata-acara/{item.id}/ubah"


def test_the_refused_page_says_who_saved_what_and_keeps_what_was_typed(
    app: Flask, rina: FlaskClient, dedi: FlaskClient, meeting: Meeting
) -> None:
    address = line(meeting, responsible="Bappeda")
    hers = opened(app, rina, address, title="Paparan Bappeda")
    his = opened(app, dedi, address, title="Paparan Dinkes")
    dedi.post(address, data=his.values)

    refused = rina.post(address, data=hers.values)

    assert refused.status_code == 409
    assert "Dedi &lt;b&gt;S&lt;/b&gt; menyimpannya pada" in refused.text
    assert "Tersimpan sekarang: Paparan Dinkes" in refused.text
    assert 'value="Paparan Bappeda"' in refused.text
    assert db.session.scalars(sa.select(AgendaItem.title)).one() == "Paparan Dinkes"


def test_a_field_left_alone_takes_what_the_other_saved(
    app: Flask, rina: FlaskClient, dedi: FlaskClient, meeting: Meeting
) -> None:
    address = line(meeting, responsible="Bappeda")
    hers = opened(app, rina, address, title="Paparan Bappeda")
    his = opened(app, dedi, address, responsible="Dinkes", minutes="45", in_minutes="")
    his.values.poplist("in_minutes")
    dedi.post(address, data=his.values)

    refused = rina.post(address, data=hers.values)
    assert refused.status_code == 409 and "tidak Anda ubah" in refused.text
    rina.post(address, data=post_form(app, address, refused.text).values)

    item = db.session.scalars(sa.select(AgendaItem)).one()
    assert (item.title, item.responsible, item.minutes, item.in_minutes) == ("Paparan Bappeda", "Dinkes", 45, False)


def test_saving_what_is_stored_already_is_no_conflict(app: Flask, rina: FlaskClient, meeting: Meeting) -> None:
    address = f"/instansi/{meeting.organisation_id}/ubah"
    form = opened(
        app,
        rina,
        address,
        aliases="Pemkot  Bogor\r\nDinkes\r\nPemkot Bogor",
        letter_pattern="{urut}/UM",
        address="Jl. Juanda  10",
    )

    codes = [rina.post(address, data=form.values).status_code for _twice in range(2)]

    assert codes == [302, 302]
    assert len(db.session.get_one(Organisation, meeting.organisation_id).aliases) == 2


def test_one_person_in_two_windows_is_told_so(app: Flask, rina: FlaskClient, meeting: Meeting) -> None:
    address = line(meeting)
    one, other = opened(app, rina, address, title="Satu"), opened(app, rina, address, title="Dua")
    rina.post(address, data=one.values)

    assert "Anda sendiri menyimpannya" in rina.post(address, data=other.values).text


def test_changes_beside_the_form_refuse_nothing(app: Flask, rina: FlaskClient, meeting: Meeting) -> None:
    address = f"/kegiatan/{meeting.id}/ubah"
    form = opened(app, rina, address, title="Rakerda 2027")
    rules.change_settings(meeting, {"refuse_declined": True}, actor=SYSTEM, at=clock.now())
    rules.change_state(meeting, MeetingState.OPEN, actor=SYSTEM, at=clock.now())

    assert rina.post(address, data=form.values).status_code == 302


def test_a_mistake_first_does_not_hide_the_conflict(app: Flask, rina: FlaskClient, dedi: FlaskClient, meeting: Meeting) -> None:
    address = line(meeting)
    his = opened(app, dedi, address, minutes="0", title="Dua")
    rina.post(address, data=opened(app, rina, address, title="Satu").values)

    wrong = dedi.post(address, data=his.values)
    mended = post_form(app, address, wrong.text)
    mended.values.setlist("minutes", ["30"])

    assert wrong.status_code == 422
    assert dedi.post(address, data=mended.values).status_code == 409


def test_choices_times_and_yes_or_no_are_told_in_words(
    app: Flask, rina: FlaskClient, dedi: FlaskClient, meeting: Meeting
) -> None:
    address = line(meeting)
    start = clock.local(clock.now(), meeting.timezone).strftime("%Y-%m-%dT10:30")
    his = opened(app, dedi, address, kind="discussion", starts_at=start)
    his.values.poplist("in_minutes")
    hers = opened(app, rina, address, title="Lain")
    dedi.post(address, data=his.values)

    text = rina.post(address, data=hers.values).text

    assert "Diskusi" in text and "10.30 WIB" in text and "tidak" in text


def test_a_row_that_is_gone_is_not_found(app: Flask, rina: FlaskClient, meeting: Meeting) -> None:
    address = line(meeting)
    form = opened(app, rina, address, title="Terlambat")
    db.session.execute(sa.delete(AgendaItem))

    assert rina.post(address, data=form.values).status_code == 404


def test_a_moved_session_leaves_a_fixed_hour_to_whoever_had_its_line_open(
    app: Flask, rina: FlaskClient, dedi: FlaskClient, meeting: Meeting
) -> None:
    noon = clock.from_local(datetime.combine(meeting.ends_on, time(12)), meeting.timezone)
    session = make_session(meeting, noon)
    began = session.starts_at
    item = make_agenda_item(session, "Paparan", starts_at=began)
    address = f"/kegiatan/{meeting.id}/acara/mata-acara/{item.id}/ubah"
    hers = opened(app, rina, address, title="Paparan I")
    whole = f"/kegiatan/{meeting.id}/acara/sesi/{session.id}/ubah"
    later = clock.local(session.starts_at + timedelta(minutes=30), meeting.timezone).strftime("%Y-%m-%dT%H:%M")
    assert dedi.post(whole, data=opened(app, dedi, whole, starts_at=later).values).status_code == 302

    assert rina.post(address, data=hers.values).status_code == 302

    db.session.refresh(item)
    assert (item.title, item.starts_at) == ("Paparan I", began)


def test_a_broken_state_saves_nothing_over_anything(app: Flask, rina: FlaskClient, meeting: Meeting) -> None:
    address = line(meeting)
    form = opened(app, rina, address, title="Baru")
    for odd in ("x", "x;title:y;kind", ";;;:::", "9" * 400 + ";title:0"):
        form.values.setlist("seen", [odd])
        assert rina.post(address, data=form.values).status_code in (302, 409)


def test_many_saves_at_once_are_made_one_after_the_other(app: Flask, sign_in: SignIn, meeting: Meeting) -> None:
    address = line(meeting)
    desks = [colleague(meeting, sign_in, f"Petugas {n}") for n in range(4)]
    forms = [opened(app, desk, address, title=f"Judul {n}") for n, desk in enumerate(desks)]
    codes: list[int] = []

    def save(desk: FlaskClient, values: Values) -> None:
        codes.append(desk.post(address, data=values).status_code)

    threads = [threading.Thread(target=save, args=(desk, form.values)) for desk, form in zip(desks, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [302, 409, 409, 409]
    changes = sa.select(sa.func.count()).where(AuditEntry.action == "agenda.changed")
    assert db.session.scalar(changes) == 1


def test_what_is_read_while_a_row_is_held_is_new(app: Flask, meeting: Meeting) -> None:
    session = make_session(meeting)
    db.session.commit()
    assert session.room == "Ruang Paseban"
    with db.engine.begin() as other:
        other.execute(sa.update(Session).values(room="Aula"))

    hold(meeting, session)

    assert session.room == "Aula"

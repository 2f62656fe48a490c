"""Phrases, and items by the kind of meeting, on the pages of an organisation and of its minutes."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings.enums import MeetingState, Role
from meetings.extensions import db
from meetings.models import MinutesPhrase, Organisation, User
from tests.factories import make_meeting
from tests.factories.accounts import make_organisation
from tests.factories.minutes import make_ended_session, make_minutes, make_officer, make_phrase
from tests.support.html_forms import form_of

SignIn = Callable[[User], FlaskClient]


def phrases_of(organisation: Organisation) -> list[tuple[str, str]]:
    statement = sa.select(MinutesPhrase.name, MinutesPhrase.text).where(MinutesPhrase.organisation_id == organisation.id)
    return [(name, text) for name, text in db.session.execute(statement.order_by(MinutesPhrase.position))]


@pytest.fixture
def office(app: Flask) -> Organisation:
    return make_organisation("Dinas Kominfo", make_organisation("Kota Bogor"))


def test_a_secretary_adds_changes_orders_and_removes(app: Flask, office: Organisation, sign_in: SignIn) -> None:
    client, page = sign_in(make_officer(office, Role.SECRETARY)), f"/instansi/{office.id}/frasa"
    sent = form_of(app, client, f"{page}/tambah", "organisations.add_phrase")
    sent.pop("text")

    answer = client.post(f"{page}/tambah", data={**sent, "name": "Penutup", "text_html": "<div>Ditutup <b>resmi</b>.</div>"})

    assert answer.status_code in (302, 303), answer.text
    second = make_phrase(office, "Pembukaan")
    db.session.commit()
    assert client.post(f"{page}/{second.id}/pindah", data={"direction": "up"}).status_code == 302
    assert [name for name, _text in phrases_of(office)] == ["Pembukaan", "Penutup"]
    change = form_of(app, client, f"{page}/{second.id}", "organisations.edit_phrase")
    client.post(f"{page}/{second.id}", data={**change, "text": "Tanpa skrip,\nbaris kedua"})  # the plain textarea
    assert phrases_of(office)[0] == ("Pembukaan", "<div>Tanpa skrip,</div><div>baris kedua</div>")
    client.post(f"{page}/{second.id}/hapus")
    assert phrases_of(office) == [("Penutup", "<div>Ditutup <b>resmi</b>.</div>")]


def test_an_empty_text_and_a_name_twice_are_told_at_their_field(app: Flask, office: Organisation, sign_in: SignIn) -> None:
    client, page = sign_in(make_officer(office, Role.ADMINISTRATOR)), f"/instansi/{office.id}/frasa/tambah"
    make_phrase(office, "Penutup")
    db.session.commit()
    sent = form_of(app, client, page, "organisations.add_phrase")

    empty = client.post(page, data={**sent, "name": "A", "text_html": "<div></div>"})
    twice = client.post(page, data={**sent, "name": "Penutup", "text_html": "<div>Isi <b>ini</b></div>"})

    assert (empty.status_code, twice.status_code) == (422, 422)
    assert "Wajib diisi." in empty.text
    assert "Nama ini sudah dipakai frasa lain" in twice.text
    assert "&lt;b&gt;ini&lt;/b&gt;" in twice.text  # what was typed is there still
    assert [name for name, _text in phrases_of(office)] == ["Penutup"]


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.APPROVER, Role.VIEWER])
def test_who_writes_no_minutes_sees_none_of_it(office: Organisation, sign_in: SignIn, role: Role) -> None:
    client = sign_in(make_officer(office, role))

    assert client.get(f"/instansi/{office.id}/frasa").status_code == 403
    assert f"/instansi/{office.id}/frasa" not in client.get(f"/instansi/{office.id}").text


def test_phrases_of_the_units_above_are_shown_by_their_unit_and_not_changed_here(office: Organisation, sign_in: SignIn) -> None:
    above = make_phrase(office.parent, "Dari atas")
    client = sign_in(make_officer(office, Role.SECRETARY))

    text = client.get(f"/instansi/{office.id}/frasa").text

    assert "Frasa dari Kota Bogor" in text and "Dari atas" in text
    assert f"/frasa/{above.id}" not in text
    assert client.get(f"/instansi/{office.id}/frasa/{above.id}").status_code == 404


def test_items_by_kind_are_chosen_and_follow_again(app: Flask, office: Organisation, sign_in: SignIn) -> None:
    client, page = sign_in(make_officer(office, Role.SECRETARY)), f"/instansi/{office.id}/butir-notula"
    sent = form_of(app, client, page, "organisations.edit_templates")
    assert sent["visit"].splitlines() == ["Temuan", "Rekomendasi"]

    assert client.post(page, data={**sent, "visit": "Temuan\nSaran", "rakor": ""}).status_code == 302

    db.session.expire_all()
    assert office.minutes_items == {"visit": "Temuan\nSaran", "rakor": ""}
    assert "Pilihan instansi ini; tanpa itu menurut bawaan layanan: Temuan, Rekomendasi." in client.get(page).text
    again = form_of(app, client, page, "organisations.edit_templates")
    client.post(page, data={**again, "visit": "Temuan\nRekomendasi"})
    db.session.expire_all()
    assert office.minutes_items == {"rakor": ""}


def test_too_many_items_are_told_at_their_kind(app: Flask, office: Organisation, sign_in: SignIn) -> None:
    client, page = sign_in(make_officer(office, Role.SECRETARY)), f"/instansi/{office.id}/butir-notula"
    sent = form_of(app, client, page, "organisations.edit_templates")

    answer = client.post(page, data={**sent, "fgd": "\n".join(f"Butir {n}" for n in range(21))})

    assert answer.status_code == 422
    assert "Paling banyak 20 butir." in answer.text


def test_minutes_offer_them_filled_in(app: Flask, office: Organisation, sign_in: SignIn) -> None:
    minutes = make_minutes(make_ended_session(make_meeting(office, state=MeetingState.RUNNING)))
    make_phrase(office, "Sendiri"), make_phrase(office.parent, "Dari atas")
    db.session.commit()
    client = sign_in(make_officer(office, Role.SECRETARY))
    address = f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}"

    page, editor = client.get(f"{address}/frasa").text, client.get(f"{address}/ubah").text

    assert page.index('data-phrase="Sendiri"') < page.index('data-phrase="Dari atas"')
    assert "dibuka oleh Dr. Bima Arya, Wali Kota Bogor." in page and "{pimpinan}" not in page
    assert f"/instansi/{office.id}/frasa" in page
    assert f'data-phrases="{address}/frasa"' in editor

"""The public page of an issued document: what it says, what it does not, and how it judges a file."""

import hashlib
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock, create_app
from meetings.domain import documents
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.enums import DocumentState, Role, SecurityClass
from meetings.extensions import db, limiter
from meetings.jobs.tasks import render_documents
from meetings.models import Document, Minutes
from meetings.storage import storage
from tests.factories import make_participant
from tests.factories.minutes import (
    actor_of,
    make_approved,
    make_attendance,
    make_ended_session,
    make_minutes,
    make_officer,
    publish,
    revoke,
    submit,
)
from tests.support.databases import Databases, environment, separate_app


def page_of(document: Document) -> str:
    return f"/v/{documents.verification_token(document)}"


def published(**values: object) -> Document:
    return publish(make_approved(), **values)


def publish_correction(minutes: Minutes) -> Document:
    organisation = minutes.meeting.organisation
    copy = rules.correct_minutes(minutes, "Salah ketik", SYSTEM, clock.now())
    submit(copy, actor_of(make_officer(organisation, Role.SECRETARY)))
    rules.approve_minutes(copy, actor_of(make_officer(organisation, Role.APPROVER)), clock.now())
    return publish(copy)


def send(client: FlaskClient, document: Document, data: bytes, name: str = "notula.pdf") -> str:
    return client.post(page_of(document), data={"file": (BytesIO(data), name)}).text


def test_the_page_says_what_the_document_is(app: Flask, client: FlaskClient) -> None:
    document = published()

    page = client.get(page_of(document)).text

    for text in (
        "Berlaku",
        "Terverifikasi di aplikasi",
        "Notula Sidang Pleno",
        document.number,
        document.sha256,
        "Dr. Bima Arya",
        "Wali Kota Bogor",
        "Rapat Kerja Daerah Kota Bogor",
    ):
        assert text in page
    assert "ditandatangani secara elektronik" not in page


def test_nobody_is_listed_there(app: Flask, client: FlaskClient) -> None:
    session = make_ended_session()
    participant = make_participant(session.meeting, "Nama Peserta Rahasia")
    make_attendance(session, participant)
    document = publish(make_approved(session))

    assert "Nama Peserta Rahasia" not in client.get(page_of(document)).text


@pytest.mark.parametrize("token", ["tidakada", "a" * 32, "%3Cscript%3E"])
def test_a_wrong_token_is_answered_kindly(app: Flask, client: FlaskClient, token: str) -> None:
    for method, path in (("GET", f"/v/{token}"), ("POST", f"/v/{token}"), ("GET", f"/v/{token}/berkas")):
        answer = client.open(path, method=method)
        assert answer.status_code == 404
        assert "Tidak ditemukan" in answer.text
        assert "<script>" not in answer.text.replace("</script>", "")


def test_drafts_and_unfinished_publications_have_no_page(app: Flask, client: FlaskClient) -> None:
    draft = db.session.get_one(Document, make_minutes().draft_document_id)
    waiting = rules.publish_minutes(make_approved(), SYSTEM, clock.now())

    assert client.get(page_of(draft)).status_code == 404
    assert client.get(page_of(waiting)).status_code == 404


def test_the_issued_file_is_recognised(app: Flask, client: FlaskClient) -> None:
    document = published()
    data = storage.get(document.storage_key)

    assert "sama persis" in send(client, document, data)
    assert "tidak sama" in send(client, document, data + b" ")
    assert "tidak sama" in send(client, document, b"")
    assert "Pilih berkas" in client.post(page_of(document)).text


def test_the_name_of_a_file_is_only_text(app: Flask, client: FlaskClient) -> None:
    document = published()

    page = send(client, document, b"x", "<img src=x onerror=x>.pdf")

    assert "&lt;img src=x onerror=x&gt;.pdf" in page


def test_a_superseded_version_leads_to_the_newer_one(app: Flask, client: FlaskClient) -> None:
    minutes = make_approved()
    old = publish(minutes)
    new = publish_correction(minutes)
    db.session.refresh(old)

    page = client.get(page_of(old)).text
    assert "Digantikan" in page
    assert page_of(new) in page
    assert "Berlaku" in client.get(page_of(new)).text
    assert "versi 1" in send(client, new, storage.get(old.storage_key))
    assert "versi 2" in send(client, old, storage.get(new.storage_key))
    assert "sama persis" in send(client, old, storage.get(old.storage_key))


def test_a_file_that_was_changed_shows_no_green_word(app: Flask, client: FlaskClient) -> None:
    document = published()
    data = storage.get(document.storage_key)

    fine, changed = send(client, document, data), send(client, document, data.replace(b"%PDF", b"%pdf"))

    assert fine.count("verdict-good") == 2  # it holds, and the file is it
    assert "verdict-good" not in changed and changed.index("Berbeda") < changed.index("Berlaku")
    assert "bukan berkas Anda" in changed
    assert fine.index("Sama") > fine.index("Berlaku")


def test_a_publication_has_one_moment(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    minutes, before = make_approved(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: before)
    document = rules.publish_minutes(minutes, SYSTEM, before)
    db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: before + timedelta(minutes=1))  # the printer was busy

    render_documents()
    db.session.expire_all()

    assert document.in_force and document.published_at == minutes.published_at == before


def test_a_revoked_document_says_so(app: Flask, client: FlaskClient) -> None:
    document = published()
    revoke(document, "Rapat <b>diulang</b>")

    page = client.get(page_of(document)).text

    assert "Dicabut" in page
    assert "Rapat &lt;b&gt;diulang&lt;/b&gt;" in page
    assert "masih berlaku" not in page


def test_a_withdrawn_document_names_what_took_its_place(app: Flask, client: FlaskClient) -> None:
    minutes = make_approved()
    document = publish(minutes, number="100/7/Um")
    revoke(document)
    successor = publish_correction(db.session.get_one(Minutes, minutes.id))

    page = client.get(page_of(document)).text

    assert db.session.get_one(Document, document.id, populate_existing=True).state is DocumentState.REVOKED
    assert f"Penggantinya: versi 2, nomor {successor.number} tanggal" in page
    assert page_of(successor) in page
    assert "juga sudah dicabut" not in page


def test_the_file_is_handed_out_untouched(app: Flask, client: FlaskClient) -> None:
    document = published()

    answer = client.get(f"{page_of(document)}/berkas")

    assert hashlib.sha256(answer.data).hexdigest() == document.sha256
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("security", [SecurityClass.LIMITED, SecurityClass.SECRET, SecurityClass.TOP_SECRET])
def test_papers_of_a_class_are_not_handed_out(app: Flask, client: FlaskClient, security: SecurityClass) -> None:
    document = published(security=security)

    assert client.get(f"{page_of(document)}/berkas").status_code == 404
    page = client.get(page_of(document)).text
    assert "Unduh PDF" not in page
    assert "sama persis" in send(client, document, storage.get(document.storage_key))


def test_guessing_is_slowed_down_but_reading_is_not(databases: Databases) -> None:
    settings = environment(databases.folder / "guessing-verify", databases.create("sqlite"))
    with separate_app(lambda: create_app(settings, RATELIMIT_ENABLED=True, WTF_CSRF_ENABLED=False)) as app:
        client = app.test_client()
        try:
            with app.app_context():
                path = page_of(published())
                db.session.remove()
            reads = [client.get(path).status_code for _ in range(40)]
            guesses = [client.get("/v/tidakada").status_code for _ in range(25)]
        finally:
            limiter.enabled = False

    assert reads == [200] * 40
    assert guesses == [404] * 20 + [429] * 5


def test_the_page_needs_no_script_and_no_sign_in(app: Flask, client: FlaskClient) -> None:
    document = published()

    page = client.get(page_of(document)).text

    assert "<script" not in page
    assert document.state is DocumentState.PUBLISHED

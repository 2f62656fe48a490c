"""Letters that leave once they are signed: one file for each recipient, by every way of signing."""

import io
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import documents, invitations, passes, signing, tasks
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import signed as rules
from meetings.domain.passes import replace_pass
from meetings.domain.permissions.table import PERMISSIONS, Permission
from meetings.enums import DocumentState, Role, SendingState, SigningMethod
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks, send_deliveries
from meetings.models import Delivery, Document, Invitation, Letter, Participant, Signature
from meetings.storage import storage
from tests.factories import make_letter, make_meeting, make_membership, make_participant, make_user
from tests.minutes.desk import SignIn
from tests.signing.keys import PASSWORD, make_key
from tests.signing.office import CHAIR, NIK, PASSPHRASE
from tests.signing.scans import photographed, scan
from tests.signing.test_elsewhere import signed as signed_elsewhere
from tests.support.gateway import Gateway

JSON = {"Accept": "application/json"}


def issued(method: str, people: int = 2) -> Letter:
    """A letter that was issued and whose prints for ``people`` were ordered and made."""
    meeting = make_meeting()
    meeting.organisation.signing = {"letter": method}
    for number in range(people):
        make_participant(meeting, f"Tamu {number}", title_back="S.Kom.", email=f"tamu{number}@example.go.id")
    letter = make_letter(meeting, signatory={"name": CHAIR, "position": "Wali Kota Bogor", "office": "KDH"})
    invitations.issue_alone(letter, SYSTEM, clock.now())
    invitations.send_invitations(letter, [sa.true()], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    db.session.expire_all()
    return letter


def prints() -> list[Document]:
    return list(db.session.scalars(sa.select(Document).order_by(Document.title)))


def mailed() -> list[Delivery]:
    send_deliveries()
    db.session.expire_all()
    return list(db.session.scalars(sa.select(Delivery).where(Delivery.kind == "invitation").order_by(Delivery.address)))


def desk(letter: Letter, sign_in: SignIn, role: Role = Role.APPROVER) -> FlaskClient:
    user = make_user("Pimpinan")
    make_membership(user, letter.meeting.organisation, role)
    db.session.commit()
    return sign_in(user)


def page(letter: Letter, rest: str = "tanda-tangan") -> str:
    return f"/kegiatan/{letter.meeting_id}/undangan/{letter.id}/{rest}"


def keyed(ids: list[str], name: str = CHAIR, **more: Any) -> dict[str, Any]:
    file = (io.BytesIO(make_key(name, **more.pop("key", {}))), "kunci.p12")
    return {"ids": ids, "key": file, "key_password": PASSWORD, **more}


def waiting_ids(letter: Letter) -> list[str]:
    return [each.id for each in rules.unsigned_letters(letter)]


def test_nothing_leaves_before_it_is_signed(app: Flask, client: FlaskClient) -> None:
    letter = issued("wet")

    assert {each.state for each in prints()} == {DocumentState.SIGNING}
    assert mailed() == []
    invitation = db.session.scalars(sa.select(Invitation)).first()
    assert invitation is not None
    with pytest.raises(WrongState, match="menunggu tanda tangan"):
        invitation.participant.phone = "+628123456789"
        invitations.open_whatsapp(invitation, SYSTEM, clock.now())
    db.session.rollback()
    assert client.get(f"/u/{passes.token_of(invitation)}/surat.pdf").status_code == 404
    assert rules.count_unsigned(letter) == 2


def test_a_scan_is_what_is_sent(app: Flask, client: FlaskClient) -> None:
    letter = issued("wet")
    first = rules.unsigned_letters(letter)[0]
    assert first.recipient == "Tamu 0, S.Kom."
    invitation = rules.find_print(letter, first.document_id)
    bare = storage.get(invitation.document.storage_key or "")
    paper = photographed(bare)

    rules.bring_file(invitation, paper, SYSTEM, clock.now())
    db.session.commit()

    (mail,) = mailed()
    assert mail.address == invitation.participant.email
    (attached,) = [each["document_id"] for each in mail.attachments if "document_id" in each]
    assert attached == invitation.document_id
    assert storage.get(invitation.document.storage_key or "") == paper != bare
    assert rules.count_unsigned(letter) == 1
    told = client.get(f"/v/{documents.verification_token(invitation.document)}").text
    assert "Basah, di atas kertas" in told and CHAIR in told


@pytest.mark.parametrize("way", ["wet", "elsewhere"])
def test_the_letter_of_somebody_else_is_refused_by_name(app: Flask, way: str) -> None:
    letter = issued(way)
    first, second = (rules.find_print(letter, each.document_id) for each in rules.unsigned_letters(letter))
    other = storage.get(second.document.storage_key or "")
    paper, bring = {
        "wet": (photographed(other), rules.bring_file),
        "elsewhere": (signed_elsewhere(other, CHAIR), rules.bring_file),
    }[way]

    with pytest.raises(InvalidInput, match="Ini surat untuk Tamu 1, S.Kom., bukan untuk Tamu 0, S.Kom."):
        bring(first, paper, SYSTEM, clock.now(), meant=True)

    assert rules.count_unsigned(letter) == 2 and mailed() == []
    with pytest.raises(InvalidInput, match="Tamu 1, S.Kom., dengan tanda masuknya"):
        rules.refuse_personal(paper)


def test_a_scan_without_a_code_that_can_be_read_is_asked_about(app: Flask) -> None:
    letter = issued("wet", people=1)
    invitation = rules.find_print(letter, prints()[0].id)

    with pytest.raises(signing.Doubtful, match="Kode QR naskah ini tidak terbaca"):
        rules.bring_file(invitation, scan(), SYSTEM, clock.now())
    rules.bring_file(invitation, scan(), SYSTEM, clock.now(), meant=True)


def test_what_is_signed_after_its_run_was_cancelled_is_not_sent(app: Flask) -> None:
    letter = issued("wet", people=1)
    (paper,) = prints()
    assert paper.run_id and tasks.cancel_run(paper.run_id, clock.now())
    db.session.commit()

    rules.bring_file(rules.find_print(letter, paper.id), scan(), SYSTEM, clock.now(), meant=True)
    db.session.commit()

    assert db.session.get_one(Document, paper.id, populate_existing=True).state is DocumentState.PUBLISHED
    assert mailed() == []


def test_a_key_signs_all_and_none_twice(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "PIECE", 2)
    letter = issued("key", people=3)
    client = desk(letter, sign_in)
    ids = waiting_ids(letter)
    text = client.get(page(letter)).text
    assert len(re.findall(r'name="ids" value="(\w+)"', text)) == 3

    first = client.post(page(letter), data=keyed(ids), headers=JSON).get_json()["results"]
    signed_now = [each["id"] for each in first if each["state"] == "signed"]
    assert signed_now == ids[: signing.PIECE]  # a script sends the rest itself
    again = client.post(page(letter), data=keyed(ids), headers=JSON).get_json()["results"]

    assert {each["id"]: each["state"] for each in again} == dict.fromkeys(signed_now, "gone") | dict.fromkeys(
        ids[signing.PIECE :], "signed"
    )
    rows = db.session.scalars(sa.select(Signature)).all()
    assert len(rows) == 3 and all(each.certificate["subject"] == CHAIR for each in rows)
    assert {each.state for each in prints()} == {DocumentState.PUBLISHED}
    assert len(mailed()) == 3


def test_a_certificate_in_another_name_stops_and_may_be_meant(app: Flask, sign_in: SignIn) -> None:
    letter = issued("key")
    client, ids = desk(letter, sign_in), waiting_ids(letter)

    results = client.post(page(letter), data=keyed(ids, "Orang Lain"), headers=JSON).get_json()["results"]
    assert [(each["state"], each["stops"]) for each in results if each["state"] != "unsure"] == [("refused", True)]
    assert "Orang Lain" in results[0]["told"]
    many = client.post(page(letter), data=keyed(ids, "Orang Lain", meant="y"))
    assert many.status_code == 422 and "satu naskah sekali" in many.text and rules.count_unsigned(letter) == 2
    told = client.post(page(letter), data=keyed(ids[:1], "Orang Lain", meant="y"), follow_redirects=True).text

    assert "1 ditandatangani." in told
    assert client.post(page(letter), data=keyed(ids) | {"key_password": "salah"}, headers=JSON).status_code == 422


@pytest.mark.parametrize("way", ["key", "wet"])
def test_who_comes_when_nothing_waits_any_more_is_told_in_a_sentence(app: Flask, sign_in: SignIn, way: str) -> None:
    letter = issued(way, people=1)
    client, ids = desk(letter, sign_in), waiting_ids(letter)
    if way == "key":
        client.post(page(letter), data=keyed(ids))

    told = client.post(page(letter), data=keyed(ids), follow_redirects=True)
    results = client.post(page(letter), data=keyed(ids), headers=JSON).get_json()["results"]

    assert told.status_code == 200 and "1 tidak ditandatangani: tidak menunggu lagi, atau belum pasti." in told.text
    assert [each["state"] for each in results] == ["gone"]


def test_who_may_sign_minutes_may_sign_letters(app: Flask, sign_in: SignIn) -> None:
    letter = issued("key", people=1)

    assert desk(letter, sign_in, Role.COMMITTEE).get(page(letter)).status_code in (403, 404)
    assert PERMISSIONS[Permission.LETTERS_SIGN] == PERMISSIONS[Permission.MINUTES_SIGN]


def test_the_gateway_signs_all_with_one_passphrase(app: Flask, sign_in: SignIn, gateway: Gateway) -> None:
    letter = issued("bsre")
    client, ids = desk(letter, sign_in), waiting_ids(letter)
    sent = {"nik": NIK[CHAIR], "passphrase": PASSPHRASE, "ids": ids}

    results = client.post(page(letter), data=sent, headers=JSON).get_json()["results"]

    assert {each["state"] for each in results} == {"signed"}
    assert {each.state for each in prints()} == {DocumentState.PUBLISHED}
    assert len(mailed()) == 2


def test_a_file_that_another_application_signed_is_taken_for_its_recipient(app: Flask, sign_in: SignIn) -> None:
    letter = issued("elsewhere")
    client = desk(letter, sign_in, Role.SECRETARY)
    one = rules.unsigned_letters(letter)[0]
    out = client.get(page(letter, f"tanda-tangan/{one.document_id}.pdf")).data
    back = signed_elsewhere(out, CHAIR)

    told = client.post(
        page(letter, f"tanda-tangan/{one.document_id}"),
        data={"file": (io.BytesIO(back), "surat.pdf"), "seen": "y", "meant": "y"},
        follow_redirects=True,
    ).text

    assert "bertanda tangan dan dapat dikirim" in told
    assert [each.state for each in prints() if each.id == one.document_id] == [DocumentState.PUBLISHED]
    assert client.get(page(letter, f"tanda-tangan/{one.document_id}.pdf")).status_code == 404


def test_a_new_pass_before_the_signature_is_what_is_signed(app: Flask, sign_in: SignIn) -> None:
    letter = issued("wet", people=1)
    (before,) = prints()
    former, old = before.sha256, storage.get(before.storage_key or "")
    person = db.session.scalars(sa.select(Participant)).one()
    replace_pass(person, SYSTEM, clock.now(), "Hilang")
    db.session.commit()
    render_letters()
    db.session.expire_all()

    (now,) = prints()
    assert (now.id, now.state) == (before.id, DocumentState.SIGNING)
    assert now.sha256 != former and rules.count_unsigned(letter) == 1
    text = desk(letter, sign_in, Role.SECRETARY).get(page(letter)).text
    assert "dicetak ulang" in text and "unduh lagi" in text
    invitation = rules.find_print(letter, now.id)
    with pytest.raises(InvalidInput, match="cetakan lama"):
        rules.bring_file(invitation, photographed(old), SYSTEM, clock.now(), meant=True)
    rules.bring_file(invitation, photographed(storage.get(now.storage_key or "")), SYSTEM, clock.now())


def test_a_print_for_a_new_pass_is_signed_anew(app: Flask) -> None:
    letter = issued("wet", people=1)
    invitation = rules.find_print(letter, prints()[0].id)
    rules.bring_file(invitation, scan(invitation.document.pages or 1), SYSTEM, clock.now(), meant=True)
    db.session.commit()
    replace_pass(invitation.participant, SYSTEM, clock.now(), "Hilang")
    db.session.commit()
    render_letters()
    db.session.expire_all()

    assert [each.state for each in sorted(prints(), key=lambda each: each.version)] == [
        DocumentState.SUPERSEDED,
        DocumentState.SIGNING,
    ]
    assert rules.count_unsigned(letter) == 1


def test_the_method_is_that_of_the_day_it_was_issued(app: Flask) -> None:
    letter = issued("wet", people=1)
    letter.meeting.organisation.signing = {"letter": "approval"}
    make_participant(letter.meeting, "Menyusul", email="susul@example.go.id")
    db.session.commit()

    invitations.send_invitations(letter, [sa.true()], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()

    assert {each.method for each in db.session.scalars(sa.select(Signature))} == {SigningMethod.WET}
    assert rules.count_unsigned(letter) == 2


def test_a_letter_that_waits_is_not_sent_twice_and_says_so(app: Flask, sign_in: SignIn) -> None:
    letter = issued("wet")
    with pytest.raises(InvalidInput, match="Tidak ada yang dikirim"):
        invitations.send_invitations(letter, [sa.true()], SYSTEM, clock.now())
    db.session.rollback()
    client = desk(letter, sign_in, Role.ADMINISTRATOR)

    text = client.get(f"/kegiatan/{letter.meeting_id}/undangan").text

    run_id = prints()[0].run_id
    watched = client.get(f"/kegiatan/{letter.meeting_id}/undangan/pengiriman/{run_id}").text
    assert "2 surat menunggu tanda tangan; surel berangkat sesudahnya" in watched and page(letter) in watched
    assert "tidak ada surel yang dikirim" not in watched and "serahkan cetakannya" not in watched
    assert "2 surat menunggu tanda tangan" in text and str(SendingState.SIGNING.label) in text
    assert "Surat menunggu tanda tangan" in client.get("/").text

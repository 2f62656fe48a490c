"""Messages on screen: whose are seen by whom, what of them may be read, and what is done with them."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from meetings import clock, create_app
from meetings.domain import outbox
from meetings.domain.accounts import MAILS
from meetings.domain.invitations.mails import INVITATION, REPRESENTATIVE
from meetings.domain.outbox.kinds import all_kinds, find_kind
from meetings.enums import DeliveryState, MeetingState, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery
from tests.factories import (
    make_invitation,
    make_meeting,
    make_membership,
    make_organisation,
    make_participant,
    make_staff,
    make_user,
)

RESET, NOTICE = MAILS["reset_instructions"], MAILS["reset_notice"]
SECRET = "http://localhost/u/rahasia"


@pytest.fixture
def root(app):
    return make_organisation()


@pytest.fixture
def administrator(root, sign_in):
    user = make_user("Administrator", email="admin@example.go.id")
    make_membership(user, root, Role.ADMINISTRATOR)
    return sign_in(user)


@pytest.fixture
def budi(root):
    """A user whose mails about the account the administrator sees."""
    user = make_user("Budi", email="budi@example.go.id")
    make_membership(user, root, Role.VIEWER)
    return user


@pytest.fixture
def meeting(root):
    return make_meeting(root)


def _message(**values) -> Delivery:
    defaults = {
        "kind": INVITATION,
        "address": "budi@example.go.id",
        "recipient_name": "Budi <b>",
        "subject": "Undangan {x}",
        "text": f"Yth. Budi <b> {SECRET}\n",
        "html": f"<p onclick='x()'>Yth. <b>Budi</b> {SECRET}</p><script>alert(1)</script>",
        "at": clock.now(),
        "attachments": [outbox.attach_bytes("undangan.ics", "text/calendar; method=PUBLISH; charset=utf-8", b"BEGIN:VCALENDAR")],
    }
    outbox.queue_message(**{**defaults, **values})
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.OUTBOX))
    db.session.commit()
    return db.session.scalars(sa.select(Delivery).order_by(Delivery.created_at.desc())).first()


def _readings() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.action == "delivery.read")) or 0


def test_a_message_without_secrets_is_read_with_text_html_and_attachments(administrator, budi):
    delivery = _message(kind=NOTICE)

    page = administrator.get(f"/kotak-keluar/{delivery.id}")
    body = administrator.get(f"/kotak-keluar/{delivery.id}/isi.html")
    file = administrator.get(f"/kotak-keluar/{delivery.id}/lampiran/0")

    assert "Yth. Budi &lt;b&gt;" in page.text and "undangan.ics" in page.text and "isi.html" in page.text
    assert "script-src" not in body.headers["Content-Security-Policy"]
    assert (
        "default-src 'none'" in body.headers["Content-Security-Policy"] and "sandbox" in body.headers["Content-Security-Policy"]
    )
    assert file.headers["Content-Type"] == "text/calendar; method=PUBLISH; charset=utf-8"
    assert file.data == b"BEGIN:VCALENDAR" and "attachment" in file.headers["Content-Disposition"]
    assert _readings() == 3
    assert administrator.get(f"/kotak-keluar/{delivery.id}/lampiran/1").status_code == 404


@pytest.mark.parametrize("kind", [kind.name for kind in all_kinds() if not kind.open_body])
def test_what_holds_secrets_is_shown_to_nobody_and_opening_its_page_leaves_a_trace(administrator, budi, meeting, kind):
    delivery = _message(kind=find_kind(kind), meeting_id=None if kind in MAILS else meeting.id)

    answers = [administrator.get(f"/kotak-keluar/{delivery.id}{part}") for part in ("", "/isi.html", "/lampiran/0")]

    assert [answer.status_code for answer in answers] == [200, 404, 404]
    assert not [
        answer for answer in answers if "rahasia" in answer.text or "VCALENDAR" in answer.text or "undangan.ics" in answer.text
    ]
    assert "tidak ditampilkan kepada siapa pun" in answers[0].text and "budi@example.go.id" in answers[0].text
    assert _readings() == 1


def test_a_kind_says_that_its_body_is_open_or_it_stays_closed():
    mails = Path(create_app.__code__.co_filename).parent / "templates" / "security" / "email"
    is_open = {kind.name for kind in all_kinds() if kind.open_body}

    assert is_open == {"reset_notice", "change_notice", "change_email_notice", "cancellation", "revival", "released"}
    assert not outbox.has_open_body(Delivery(kind="lama"))
    for name in is_open:  # these tell what happened, and lead nowhere
        written = [mails / f"{name}.txt", mails / f"{name}.html", *(mails.parents[1] / "email" / name).glob("body.*")]
        words = "".join(each.read_text() for each in written if each.exists())
        assert words and not [secret for secret in ("public_url", "token", "link", "code") if secret in words]


def test_an_attachment_named_in_another_script_can_be_saved(administrator, budi):
    delivery = _message(kind=NOTICE, attachments=[outbox.attach_bytes("Undangan - عبد الله.pdf", "application/pdf", b"%PDF")])

    name = administrator.get(f"/kotak-keluar/{delivery.id}/lampiran/0").headers["Content-Disposition"]

    assert name.isascii() and "%D8%B9%D8%A8%D8%AF" in name  # a server refuses headers in other letters


def test_search_and_filters(administrator, root, meeting):
    make_membership(make_user("Siti", email="siti@example.go.id"), root, Role.VIEWER)
    _message(recipient_name="Siti", address="siti@example.go.id", kind=RESET, subject="Sandi")
    _message(meeting_id=meeting.id)

    assert "siti@example.go.id" in administrator.get("/kotak-keluar?kind=reset_instructions").text
    assert "budi@example.go.id" in administrator.get("/kotak-keluar?q=budi").text

    assert "siti@example.go.id" not in administrator.get("/kotak-keluar?q=budi").text
    assert "budi@example.go.id" not in administrator.get("/kotak-keluar?kind=reset_instructions").text
    assert "budi@example.go.id" not in administrator.get("/kotak-keluar?state=failed").text
    assert administrator.get("/kotak-keluar?state=ngawur&page=99").status_code == 200


def test_a_kept_message_is_sent_or_cancelled_by_hand(administrator, meeting):
    delivery = _message(meeting_id=meeting.id)

    administrator.post(f"/kotak-keluar/{delivery.id}/batalkan")
    assert db.session.get_one(Delivery, delivery.id, populate_existing=True).state is DeliveryState.CANCELLED
    administrator.post(f"/kotak-keluar/{delivery.id}/kirim-ulang")

    assert db.session.get_one(Delivery, delivery.id, populate_existing=True).state is DeliveryState.QUEUED
    actions = set(db.session.scalars(sa.select(AuditEntry.action).where(AuditEntry.meeting_id == meeting.id)))
    assert {"delivery.cancelled", "delivery.retried"} <= actions


def test_everything_kept_about_meetings_is_sent_at_once(administrator, root, budi, meeting):
    _message(meeting_id=meeting.id)
    _message(kind=REPRESENTATIVE, meeting_id=meeting.id, address="wakil@example.go.id")
    _message(kind=RESET)
    _message(meeting_id=make_meeting(root, state=MeetingState.FINISHED).id, address="lewat@example.go.id")
    moved = make_invitation(make_participant(meeting, email="baru@example.go.id"))
    _message(meeting_id=meeting.id, invitation_id=moved.id, address="lama@example.go.id")

    administrator.post("/kotak-keluar/kirim")

    rows = db.session.execute(sa.select(Delivery.kind, Delivery.state, Delivery.address)).all()
    assert {(kind, address) for kind, state, address in rows if state is DeliveryState.QUEUED} == {
        ("invitation", "budi@example.go.id"),
        ("invitation", "baru@example.go.id"),
        ("representative", "wakil@example.go.id"),
    }
    assert {(kind, address) for kind, state, address in rows if state is DeliveryState.OUTBOX} == {
        ("reset_instructions", "budi@example.go.id"),
        ("invitation", "lewat@example.go.id"),
    }


def test_everything_that_failed_about_meetings_is_sent_again_at_once_and_nothing_else(administrator, meeting):
    for name in ("refused", "kept", "uncertain"):
        _message(recipient_name=name, meeting_id=meeting.id)
    for name, state in (("refused", DeliveryState.FAILED), ("uncertain", DeliveryState.UNCERTAIN)):
        named = sa.update(Delivery).where(Delivery.recipient_name == name)
        db.session.execute(named.values(state=state, error="550", attempts=3))
    db.session.commit()

    administrator.post("/kotak-keluar/kirim", data={"state": "failed"})
    refused = administrator.post("/kotak-keluar/kirim", data={"state": "uncertain"}, follow_redirects=True)

    rows = db.session.execute(sa.select(Delivery.recipient_name, Delivery.state, Delivery.error, Delivery.attempts)).all()
    assert set(rows) == {
        ("refused", DeliveryState.QUEUED, "", 0),
        ("kept", DeliveryState.OUTBOX, "", 0),
        ("uncertain", DeliveryState.UNCERTAIN, "550", 3),
    }
    assert "Hanya pesan tersimpan atau gagal" in refused.text


def test_an_invitation_sent_again_goes_to_the_address_of_now(administrator, meeting):
    invitation = make_invitation(make_participant(meeting, email="baru@example.go.id"))
    delivery = _message(meeting_id=meeting.id, invitation_id=invitation.id, address="lama@example.go.id")

    administrator.post(f"/kotak-keluar/{delivery.id}/kirim-ulang")

    assert db.session.get_one(Delivery, delivery.id, populate_existing=True).address == "baru@example.go.id"


def test_messages_are_those_of_ones_own_tree(administrator, sign_in, root, meeting):
    other = make_organisation("Pemerintah Kota Lain")
    foreign = make_user("Sari", email="sari@example.go.id")
    make_membership(foreign, other, Role.ADMINISTRATOR)
    both = make_user("Dua", email="dua@example.go.id")
    for place in (root, other):
        make_membership(both, place, Role.VIEWER)
    hidden = [
        _message(meeting_id=make_meeting(other).id, address="tamu@example.go.id"),
        _message(kind=NOTICE, address="sari@example.go.id"),
        _message(kind=NOTICE, address="dua@example.go.id"),  # an account that is not all theirs
        _message(kind=NOTICE, address="siapa@example.go.id"),
    ]
    own = _message(meeting_id=make_meeting(make_organisation("Dinas", parent=root)).id, address="bawah@example.go.id")

    page = administrator.get("/kotak-keluar")
    statuses = {administrator.get(f"/kotak-keluar/{each.id}").status_code for each in hidden}
    for each in hidden:
        statuses |= {administrator.get(f"/kotak-keluar/{each.id}/{part}").status_code for part in ("isi.html", "lampiran/0")}
        statuses |= {administrator.post(f"/kotak-keluar/{each.id}/{part}").status_code for part in ("kirim-ulang", "batalkan")}
    administrator.post("/kotak-keluar/kirim")

    assert own.id in page.text and not [each for each in hidden if each.id in page.text]
    assert statuses == {404}
    db.session.expire_all()
    moved = set(db.session.scalars(sa.select(Delivery.id).where(Delivery.state != DeliveryState.OUTBOX)))
    assert moved == {own.id}
    assert sign_in(foreign).get(f"/kotak-keluar/{hidden[0].id}").status_code == 200


def test_a_meetings_committee_sees_and_sends_its_own_messages(sign_in, root, meeting):
    panitia, reader = make_user(), make_user()
    make_staff(panitia, meeting, Role.COMMITTEE)
    make_staff(reader, meeting, Role.VIEWER)
    own, other = _message(meeting_id=meeting.id), _message(meeting_id=make_meeting(root).id, address="lain@example.go.id")
    client = sign_in(panitia)

    for path in (f"/kegiatan/{meeting.id}/kotak-keluar", "/kotak-keluar"):
        page = client.get(path)
        assert page.status_code == 200 and "budi@example.go.id" in page.text and "lain@example.go.id" not in page.text
    assert client.get(f"/kotak-keluar/{own.id}").status_code == 200
    assert client.get(f"/kotak-keluar/{other.id}").status_code == 404
    client.post(f"/kotak-keluar/{own.id}/batalkan")
    client.post(f"/kotak-keluar/{other.id}/batalkan")
    assert client.get("/administrasi/").status_code == 403
    assert sign_in(reader).get(f"/kegiatan/{meeting.id}/kotak-keluar").status_code == 403
    states = dict(db.session.execute(sa.select(Delivery.id, Delivery.state).execution_options(populate_existing=True)).all())
    assert states == {own.id: DeliveryState.CANCELLED, other.id: DeliveryState.OUTBOX}


def test_all_kept_messages_of_one_meeting_are_sent_from_its_page(sign_in, root, meeting):
    panitia, second = make_user(), make_meeting(root)
    for each in (meeting, second):
        make_staff(panitia, each, Role.COMMITTEE)
        _message(meeting_id=each.id)

    answer = sign_in(panitia).post(f"/kegiatan/{meeting.id}/kotak-keluar/kirim")

    assert answer.location == f"/kegiatan/{meeting.id}/kotak-keluar"
    assert set(db.session.execute(sa.select(Delivery.meeting_id, Delivery.state)).all()) == {
        (meeting.id, DeliveryState.QUEUED),
        (second.id, DeliveryState.OUTBOX),
    }


def test_from_above_addresses_are_seen_in_part_and_not_searched(administrator, root):
    meeting = make_meeting(make_organisation("Dinas", parent=root))
    delivery = _message(meeting_id=meeting.id)
    db.session.execute(sa.update(Delivery).values(error="550 <budi@example.go.id> unknown"))
    db.session.commit()

    for path in ("/kotak-keluar", f"/kegiatan/{meeting.id}/kotak-keluar", f"/kotak-keluar/{delivery.id}"):
        page = administrator.get(path).text
        assert "••••@example.go.id" in page and "budi@example.go.id" not in page
    assert delivery.id in administrator.get("/kotak-keluar?q=undangan").text
    assert delivery.id not in administrator.get("/kotak-keluar?q=budi@example").text


def test_the_list_sends_no_more_statements_for_more_rows(administrator, meeting, query_counter):
    def count(rows: int) -> int:
        for _ in range(rows):
            _message(meeting_id=meeting.id)
        with query_counter() as queries:
            administrator.get("/kotak-keluar")
        return len(queries)

    few = count(2)
    assert count(15) == few


def test_moments_are_told_in_the_zone_of_the_meeting(meeting, administrator):
    meeting.timezone = "Asia/Jayapura"
    message = _message(meeting_id=meeting.id)

    for address in (f"/kegiatan/{meeting.id}/kotak-keluar", f"/kotak-keluar/{message.id}"):
        page = administrator.get(address).text
        assert "WIT" in page and "WIB" not in page

"""A pass is replaced: the letter with the old QR is not served or sent any more, a new print takes its place."""

import io
import re

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import documents, invitations, outbox, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.documents import verification_token
from meetings.domain.invitations import printing
from meetings.domain.participants import Details, withdraw_participant
from meetings.domain.passes import active_pass
from meetings.enums import (
    DeliveryState,
    DocumentKind,
    DocumentState,
    ParticipantStatus,
    PassState,
    Role,
    TaskState,
)
from meetings.errors import FileLost, InvalidInput, WrongState
from meetings.extensions import db
from meetings.jobs.deliveries import _mail
from meetings.jobs.tasks import render_letters, run_tasks, send_deliveries
from meetings.models import AuditEntry, Delivery, Document, Invitation, Participant, Pass, TaskRun
from meetings.storage import storage
from tests.documents.pdf import carries_qr, text_of
from tests.factories import (
    make_invitation,
    make_letter,
    make_meeting,
    make_membership,
    make_participant,
    make_session,
    make_user,
)


def with_printed_letter() -> Participant:
    """Somebody whose letter is printed and lies in the outbox."""
    meeting = make_meeting()
    make_session(meeting)
    row = make_participant(meeting, "Siti Aminah", email="siti@example.go.id", status=ParticipantStatus.INVITED)
    invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    _work()
    send_deliveries()
    db.session.expire_all()
    return row


@pytest.fixture
def person(app):
    return with_printed_letter()


@pytest.fixture
def clerk(person, sign_in):
    user = make_user()
    make_membership(user, person.meeting.organisation, Role.COMMITTEE)
    return sign_in(user)


def _work() -> None:
    db.session.commit()
    run_tasks()
    render_letters()
    db.session.expire_all()


def _replace(person) -> None:
    assert passes.replace_pass(person, SYSTEM, clock.now(), "dibagikan")
    db.session.commit()


def _invitation() -> Invitation:
    return db.session.scalars(sa.select(Invitation)).one()


def _deliveries() -> list[Delivery]:
    return list(db.session.scalars(sa.select(Delivery).order_by(Delivery.created_at)))


def _pdf(document: Document) -> bytes:
    return storage.get(document.storage_key)


def _plain(document: Document) -> str:
    """What the letter says, but for the code beside its link, which is new, too."""
    return re.sub(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", "", text_of(_pdf(document)).replace(" ", ""))


def _token(link: str) -> str:
    return link.partition("/u/")[2]


@pytest.mark.laid_out
def test_the_same_letter_is_printed_again_with_the_new_code(person):
    first, old_link = _invitation().document, passes.pass_link(active_pass(person))
    old_page = passes.answer_link(_invitation())

    _replace(person)
    _work()

    new_page = passes.answer_link(_invitation())
    second, new_link = _invitation().document, passes.pass_link(active_pass(person))
    assert (first.state, first.superseded_by_id) == (DocumentState.SUPERSEDED, second.id)
    assert (second.state, second.version) == (DocumentState.PUBLISHED, 2)
    assert (second.number, second.title, second.signer) == (first.number, first.title, first.signer)
    assert _plain(second).replace(_token(new_page), "") == _plain(first).replace(_token(old_page), "")
    assert _token(old_page) in _plain(first) and _token(old_page) not in _plain(second)
    assert carries_qr(_pdf(first), old_link) and carries_qr(_pdf(second), new_link)
    assert not carries_qr(_pdf(second), old_link)
    assert db.session.scalar(sa.select(AuditEntry.target_name).where(AuditEntry.action == "letters.renewed")) == "Siti Aminah"


def test_the_old_print_is_neither_mailed_nor_served_again(person, client):
    old_mail, invitation = _deliveries()[0], _invitation()
    assert old_mail.state is DeliveryState.OUTBOX
    page = f"/u/{passes.answer_token(invitation.id)}"
    old_file = client.get(f"{page}/surat.pdf").data

    _replace(person)

    db.session.expire_all()
    new_page = f"/u/{_token(passes.answer_link(_invitation()))}"
    assert client.get(f"{new_page}/surat.pdf").status_code == 404 and "surat.pdf" not in client.get(new_page).text
    for address in (page, f"{page}/surat.pdf"):  # the link on the old letter shows neither the new pass nor the new letter
        gone = client.get(address)
        assert gone.status_code == 410 and "Tautan atau kode ini sudah diganti" in gone.text and "/p/" not in gone.text
        assert "Siti Aminah" not in gone.text
    assert client.post(page, data={"answer": "hadir"}).status_code == 410
    assert old_mail.state is DeliveryState.CANCELLED
    with pytest.raises(WrongState, match="sudah diganti"):
        outbox.retry_delivery(old_mail, SYSTEM, clock.now())
    with pytest.raises(FileLost):
        outbox.read_attachment(old_mail.attachments[0])
    with pytest.raises(Exception, match="sudah diganti"):
        _mail(old_mail.id, "panitia@example.go.id")
    _work()
    assert client.get(f"{new_page}/surat.pdf").data == _pdf(_invitation().document) != old_file
    assert len(_deliveries()) == 1, "nothing is mailed by itself"


@pytest.mark.laid_out
def test_one_step_sends_the_new_letter_to_that_person_once(person, clerk, mail_server):
    meeting = person.meeting
    clerk.post(
        f"/kegiatan/{meeting.id}/peserta/{person.id}/tanda-masuk", data={"reason": "hilang", "pass": active_pass(person).id}
    )
    detail, listed = f"/kegiatan/{meeting.id}/peserta/{person.id}", f"/kegiatan/{meeting.id}/undangan"
    assert "Surat perlu dikirim lagi" in clerk.get(detail).text
    assert "Surat 1 orang dicetak ulang setelah dikirim" in clerk.get(listed).text
    assert "Siti Aminah" in clerk.get(f"{listed}?state=renewed").text
    action = f"{listed}/penerima/{_invitation().id}/surat-baru"
    assert action in clerk.get(detail).text and action in clerk.get(listed).text
    ticket = re.search(r'name="ticket" value="(\w+)"', clerk.get(detail).text)[1]

    first, second = (clerk.post(action, data={"ticket": ticket}) for _click in range(2))
    _work()

    assert first.location == second.location
    run = db.session.get_one(TaskRun, first.location.rpartition("/")[2])
    assert (run.state, run.total, run.done) == (TaskState.DONE, 1, 1)
    old, new = _deliveries()
    assert (old.state, new.state) == (DeliveryState.CANCELLED, DeliveryState.QUEUED)
    assert new.attachments[0]["document_id"] == _invitation().document_id
    assert carries_qr(outbox.read_attachment(new.attachments[0]), passes.pass_link(active_pass(person)))
    assert passes.pass_page(active_pass(person)) in outbox.read_body(new)[0]
    for page in (detail, listed):
        assert "perlu dikirim lagi" not in clerk.get(page).text


def test_sending_waits_for_a_print_that_is_under_way(person):
    """The committee is quicker than the printer: the mail comes with the print, and only once."""
    _replace(person)
    held = documents.claim_documents(clock.now(), kinds=(DocumentKind.LETTER,))
    stale = printing.prints_for(held, clock.now())[0]

    run_id = invitations.send_invitations(_invitation().letter, [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    assert not printing.finish_letter(stale, b"%PDF", clock.now())
    _work()
    with pytest.raises(InvalidInput, match="sudah mendapat surat ini"):
        invitations.send_invitations(_invitation().letter, [], SYSTEM, clock.now())

    assert db.session.get_one(TaskRun, run_id).state is TaskState.DONE
    assert [each.state for each in _deliveries()] == [DeliveryState.CANCELLED, DeliveryState.QUEUED]


@pytest.mark.laid_out
def test_a_print_that_has_read_the_old_pass_is_dropped(app):
    meeting = make_meeting()
    make_session(meeting)
    person = make_participant(meeting, email="siti@example.go.id")
    run_id = invitations.send_invitations(make_letter(meeting), [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    held = documents.claim_documents(clock.now(), kinds=(DocumentKind.LETTER,))
    db.session.commit()
    printed = printing.prints_for(held, clock.now())[0]

    _replace(person)
    newer = documents.claim_documents(clock.now(), kinds=(DocumentKind.LETTER,))
    assert newer.ids == held.ids
    assert not printing.finish_letter(printed, b"%PDF old", clock.now())
    documents.give_back_documents(newer, clock.now())
    _work()

    document = _invitation().document
    assert (document.version, document.state) == (1, DocumentState.PUBLISHED)
    assert carries_qr(_pdf(document), passes.pass_link(active_pass(person)))
    assert db.session.get_one(TaskRun, run_id).done == 1 and len(_deliveries()) == 1


def test_two_clicks_make_one_new_pass_and_one_new_print(person, clerk):
    seen = active_pass(person).id

    for _click in range(2):
        clerk.post(f"/kegiatan/{person.meeting_id}/peserta/{person.id}/tanda-masuk", data={"reason": "hilang", "pass": seen})
    _work()

    assert db.session.scalar(sa.select(sa.func.count(Pass.id))) == 2
    assert _invitation().document.version == 2
    assert db.session.scalar(sa.select(Pass.reason).where(Pass.state == PassState.REVOKED)) == "hilang"


def test_who_has_no_valid_pass_gets_none_by_replacement(person):
    withdraw_participant(person, SYSTEM, clock.now())

    with pytest.raises(WrongState, match="tidak mempunyai tanda masuk"):
        passes.replace_pass(person, SYSTEM, clock.now(), "hilang")

    assert active_pass(person) is None


def test_the_old_file_is_told_as_superseded_not_as_forged(person, client):
    first = _invitation().document
    old_file = _pdf(first)
    old_page = f"/v/{verification_token(first)}"
    _replace(person)
    being_printed = client.get(old_page).text
    _work()
    second = _invitation().document
    new_page = f"/v/{verification_token(second)}"

    def judge(page: str) -> str:
        return client.post(page, data={"file": (io.BytesIO(old_file), "lama.pdf")}).text

    assert "Digantikan" in being_printed and "Buka versi terbaru" not in being_printed
    shown = client.get(old_page).text
    assert "Digantikan" in shown and new_page in shown and "Unduh PDF" not in shown
    assert client.get(f"{old_page}/berkas").status_code == 404
    assert "adalah versi 1 dokumen ini" in judge(new_page) and "sama persis" in judge(old_page)


def test_a_viewer_can_neither_replace_nor_send(person, sign_in):
    user = make_user()
    make_membership(user, person.meeting.organisation, Role.VIEWER)
    viewer = sign_in(user)

    replaced = viewer.post(f"/kegiatan/{person.meeting_id}/peserta/{person.id}/tanda-masuk", data={"reason": "x"})
    sent = viewer.post(f"/kegiatan/{person.meeting_id}/undangan/penerima/{_invitation().id}/surat-baru")

    assert (replaced.status_code, sent.status_code) == (403, 403)
    assert _invitation().document.version == 1


def test_a_representative_gets_no_mail_with_the_old_link(person):
    substitute = invitations.Substitute(Details(name="Wakil", position="Sekretaris", email="wakil@example.go.id"))
    mine = _invitation()
    invitations.answer_invitation(mine, invitations.Answer.REPRESENTED, clock.now(), substitute=substitute)
    db.session.commit()
    other = make_invitation(make_participant(person.meeting, "Pejabat Lain"))
    namesake = invitations.Substitute(
        Details(name="Wakil", position="Camat", institution="Kecamatan", email="lain@example.go.id")
    )
    invitations.answer_invitation(other, invitations.Answer.REPRESENTED, clock.now(), substitute=namesake)
    db.session.commit()
    mail, others = (
        db.session.scalars(sa.select(Delivery).where(Delivery.address == who)).one()
        for who in ("wakil@example.go.id", "lain@example.go.id")
    )
    assert (mail.kind, mail.state) == ("representative", DeliveryState.QUEUED)

    stand_in = db.session.scalars(sa.select(Participant).where(Participant.email == "wakil@example.go.id")).one()
    _replace(stand_in)

    db.session.expire_all()
    assert (mail.state, others.state) == (DeliveryState.CANCELLED, DeliveryState.QUEUED)
    assert mine.document.version == 1

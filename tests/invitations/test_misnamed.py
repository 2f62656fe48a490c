"""Somebody's name or office is corrected after their letter was printed: the print is told, and printed and sent again."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import documents, invitations
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations import printing, queries
from meetings.domain.invitations.mails import OLD_FACTS
from meetings.domain.participants import change_participant, details_of
from meetings.enums import DeliveryState, DocumentKind, DocumentState, ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Delivery, Document, Invitation, Participant
from meetings.storage import storage
from tests.documents.pdf import text_of
from tests.factories import make_membership, make_user
from tests.invitations.test_new_pass import _work, with_printed_letter

TOLD = "Surat menyebut data lama"


@pytest.fixture
def person(app) -> Participant:
    """Somebody whose letter is printed; its mail lies in the outbox."""
    return with_printed_letter()


@pytest.fixture
def clerk(person, sign_in):
    user = make_user()
    make_membership(user, person.meeting.organisation, Role.COMMITTEE)
    return sign_in(user)


def _correct(person: Participant, **values: object) -> None:
    change_participant(person, replace(details_of(person), **values), SYSTEM, clock.now())
    db.session.commit()


def _invitation() -> Invitation:
    return db.session.scalars(sa.select(Invitation)).one()


def _found() -> list[queries.Row]:
    return queries.list_rows(_invitation().letter, queries.Wanted(state="misnamed"), 1, 50)[1]


def _says(text: str) -> bool:
    return text in text_of(storage.get(_invitation().document.storage_key)).replace("\n", " ")


def test_a_print_keeps_whom_it_names(person):
    said = _invitation().document.content["addressee"]
    assert said == {"name": "Siti Aminah", "position": person.position, "organisation": person.institution}


@pytest.mark.parametrize("values", [{"name": "Siti Aminah Putri"}, {"title_back": "S.H."}, {"position": "Camat Baru"}])
def test_a_correction_of_what_it_says_is_told_with_what_it_says(person, values):
    _correct(person, **values)

    [row] = _found()
    assert row.misnamed and row.old[0].before.startswith("Siti Aminah")
    assert queries.count_invitations(_invitation().letter).misnamed == 1


def test_other_corrections_are_none(person):
    _correct(person, phone="+628123456789", seat="A1", notes="kursi roda")
    assert _found() == [] and _invitation().misnamed_at is None


def test_a_correction_that_is_taken_back_is_none(person):
    _correct(person, name="Siti Aminahh")
    _correct(person, name="Siti Aminah")
    assert _found() == [] and not queries.count_invitations(_invitation().letter).misnamed


def test_nothing_is_said_of_who_does_not_come(person):
    person.status = ParticipantStatus.DECLINED
    _correct(person, name="Siti Aminah Putri")
    assert _found() == [] and invitations.misnamed_letters(person) == []


def test_what_is_being_printed_is_begun_again(app):
    person = with_printed_letter()
    document = _invitation().document
    again = Document.id == document.id
    db.session.execute(sa.update(Document).where(again).values(state=DocumentState.SUPERSEDED))
    second = documents.queue_document(
        DocumentKind.LETTER, _invitation().id, meeting=person.meeting, title="", at=clock.now(), final=True, version=2
    )
    db.session.flush()
    _invitation().document_id = second.id
    claimed = documents.claim_documents(clock.now(), kinds=(DocumentKind.LETTER,))
    [printed] = printing.prints_for(claimed, clock.now())
    _correct(person, name="Siti Aminah Putri")

    assert printing.finish_letter(printed, b"%PDF-", clock.now()) is False
    _work()

    assert _says("Siti Aminah Putri") and _found() == []


def test_sending_prints_it_again_and_mails_the_new_one(person):
    first = _invitation().document
    _correct(person, name="Siti Aminah Putri")

    invitations.send_invitations(_invitation().letter, [], SYSTEM, clock.now())
    _work()

    second = _invitation().document
    assert (first.state, first.superseded_by_id) == (DocumentState.SUPERSEDED, second.id)
    assert (second.version, second.number) == (2, first.number)
    assert _says("Siti Aminah Putri") and _found() == []
    old, new = db.session.scalars(sa.select(Delivery).order_by(Delivery.created_at))
    assert (old.state, old.error) == (DeliveryState.CANCELLED, OLD_FACTS)
    assert (new.state, new.recipient_name) == (DeliveryState.QUEUED, "Siti Aminah Putri")
    assert new.attachments[0]["document_id"] == second.id


def test_the_pages_tell_it_and_offer_to_print_it_again(person, clerk):
    home, own = f"/kegiatan/{person.meeting_id}/undangan", f"/kegiatan/{person.meeting_id}/peserta/{person.id}"
    assert TOLD not in clerk.get(home).text + clerk.get(own).text
    _correct(person, name="Siti Aminah Putri")

    listed = clerk.get(f"{home}?state=misnamed").text
    assert TOLD in listed and TOLD in clerk.get(own).text
    assert "tercetak: Siti Aminah" in listed and "Cetak dan kirim ulang surat Siti Aminah Putri" in listed
    assert "Hasil saringan: <strong>1</strong>" in clerk.get(f"{home}/{_invitation().letter_id}/kirim?state=misnamed").text


def test_one_step_prints_sends_and_is_told_in_the_persons_own_history(person, clerk):
    _correct(person, name="Siti Aminah Putri")

    answer = clerk.post(f"/kegiatan/{person.meeting_id}/undangan/penerima/{_invitation().id}/surat-baru")
    _work()

    assert answer.status_code == 302 and _says("Siti Aminah Putri")
    [entry] = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "invitation.sent_again"))
    assert (entry.target_id, entry.target_name) == (person.id, "Siti Aminah Putri")
    shown = clerk.get(f"/kegiatan/{person.meeting_id}/peserta/{person.id}").text
    assert f"mengirim ulang surat nomor {_invitation().letter.number}" in shown

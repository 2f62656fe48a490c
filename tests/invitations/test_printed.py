"""Printed letters as one file, and the page that says how far they are."""

import io
import zipfile

import pypdf
import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain import invitations, letters
from meetings.domain.audit import SYSTEM
from meetings.domain.seals import released
from meetings.enums import DocumentState, Role
from meetings.extensions import db
from meetings.jobs.tasks import render_letters, run_tasks
from meetings.models import AuditEntry, Document, Invitation, Participant
from meetings.storage import storage
from tests.factories import make_invitation, make_letter, make_meeting, make_membership, make_participant, make_session, make_user


@pytest.fixture
def meeting(app):
    made = make_meeting()
    make_session(made)
    return made


@pytest.fixture
def clerk(meeting, sign_in):
    user = make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    return sign_in(user)


def test_a_letter_whose_file_is_gone_is_named_and_the_others_come(meeting, clerk):
    for number, name in enumerate(("Kepala", "Ketua"), 1):
        make_participant(meeting, f"{name} D.", protocol_order=number)
    letter = make_letter(meeting)
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()
    documents = sa.select(Document.storage_key).join(Invitation, Invitation.document_id == Document.id)
    first = documents.join(Participant, Participant.id == Invitation.participant_id).where(Participant.name == "Kepala D.")
    storage.delete(db.session.scalar(first))

    answer = clerk.get(f"/kegiatan/{meeting.id}/undangan/{letter.id}/surat.zip")

    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["2 Undangan - Ketua D.pdf", "BERKAS YANG TIDAK ADA.txt"]
        assert "1 Undangan - Kepala D.pdf" in archive.read("BERKAS YANG TIDAK ADA.txt").decode()


def test_while_letters_are_made_a_page_says_how_far_they_are_and_leads_on(meeting, clerk):
    for name in ("Kepala", "Ketua"):
        make_participant(meeting, name)
    letter = make_letter(meeting)
    home = f"/kegiatan/{meeting.id}/undangan"
    page = f"{home}/{letter.id}/cetak"
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    db.session.commit()
    asked = clerk.get(f"{home}/{letter.id}/surat.zip?q=k")
    assert asked.status_code == 302 and asked.location == f"{page}?q=k"
    assert "Surat sedang dibuat" in clerk.get(page).text  # nothing is written yet
    run_tasks()
    assert f'href="{page}"' in clerk.get(home).text

    waiting = clerk.get(page).text
    assert "0 dari 2" in waiting and f'hx-get="{page}/kemajuan"' in waiting and "surat.zip" not in waiting
    [first, second] = db.session.scalars(sa.select(Document)).all()
    render_letters()
    with released("as if it were not made yet", SYSTEM, clock.now()):
        first.state, first.storage_key = DocumentState.RENDERING, None
    db.session.commit()
    partly = clerk.get(f"{page}/kemajuan").text
    assert "1 dari 2" in partly and "surat.zip?sebagian=1" in partly
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{home}/{letter.id}/surat.zip?sebagian=1").data)) as archive:
        assert len(archive.namelist()) == 2  # a letter, and the note which one is missing
    first.state = DocumentState.FAILED
    db.session.commit()
    ended = clerk.get(f"{page}/kemajuan").text
    assert "hx-get" not in ended and "1 surat tidak dapat dibuat" in ended and "Unduh 1 surat (ZIP)" in ended


def test_of_a_letter_that_was_changed_the_page_leads_to_the_one_that_holds(meeting, clerk):
    held = make_invitation(make_participant(meeting, "Kepala"), make_letter(meeting))
    held.sent_at = clock.now()
    change = letters.correct_letter(held.letter, SYSTEM, clock.now())
    home = f"/kegiatan/{meeting.id}/undangan"
    invitations.send_invitations(change, [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()

    page = clerk.get(f"{home}/{held.letter_id}/cetak").text

    assert f"sudah diubah dengan surat nomor {change.number} dan tidak dicetak lagi" in page and "surat.zip" not in page
    assert f'href="{home}/{change.id}/cetak"' in page
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{home}/{change.id}/surat.zip").data)) as archive:
        assert archive.namelist() == ["1 Perubahan undangan - Kepala.pdf"]
    newest = clerk.get(f"{home}/penerima/{_invitation(change).id}/surat.pdf").headers["Content-Disposition"]
    assert "Perubahan undangan - Kepala.pdf" in newest


def _invitation(letter) -> Invitation:
    return db.session.scalars(sa.select(Invitation).where(Invitation.letter_id == letter.id)).one()


def test_letters_to_print_come_as_one_file_in_the_lists_order(meeting, clerk, sign_in):
    for number, name in enumerate(("Kepala", 'O\'Brien "Q" <b>/../{x}', "Ketua"), 1):
        make_participant(meeting, name, protocol_order=number)
    letter = make_letter(meeting)
    address = f"/kegiatan/{meeting.id}/undangan/{letter.id}/surat.zip"
    assert "Surat dibuat begitu undangan diterbitkan" in clerk.get(address.replace("surat.zip", "cetak")).text
    invitations.send_invitations(letter, [], SYSTEM, clock.now())
    db.session.commit()
    run_tasks()
    render_letters()

    with zipfile.ZipFile(io.BytesIO(clerk.get(address).data)) as archive:
        names = archive.namelist()
        pages = [pypdf.PdfReader(io.BytesIO(archive.read(name))).pages[0].extract_text() for name in names]
    with zipfile.ZipFile(io.BytesIO(clerk.get(f"{address}?state=not_sent&q=ketua").data)) as archive:
        assert archive.namelist() == ["1 Undangan - Ketua.pdf"]

    assert names == ["1 Undangan - Kepala.pdf", "2 Undangan - O'Brien Q b .. {x}.pdf", "3 Undangan - Ketua.pdf"]
    assert "Kepala" in pages[0] and "Ketua" in pages[2]
    assert (
        db.session.scalar(sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == "invitation.letters_exported")) == 2
    )
    viewer = make_user()
    make_membership(viewer, meeting.organisation, Role.VIEWER)
    assert sign_in(viewer).get(address).status_code == 403

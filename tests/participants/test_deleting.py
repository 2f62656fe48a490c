"""Who should never have stood on the list goes for good, as long as nothing hangs on them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings.domain.participants import add_participant, delete_participant, why_not_deletable
from meetings.domain.participants.details import Details
from meetings.enums import MeetingState, ParticipantStatus
from meetings.errors import Conflict, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Device, Participant, Pass, Representation
from tests.factories import make_invitation, make_letter, make_session
from tests.factories.minutes import make_attendance
from tests.participants.conftest import AT, CLERK


@pytest.fixture
def junk(meeting):
    row = add_participant(meeting, Details("PERANGKAT DAERAH"), CLERK, AT)
    db.session.commit()
    return row


def test_a_row_on_which_nothing_hangs_goes_with_its_pass_and_the_trail_remembers(committee, junk, url):
    page = committee.get(f"{url}/{junk.id}").text
    assert "Hapus permanen" in page

    answer = committee.post(f"{url}/{junk.id}/hapus", follow_redirects=True)

    assert "PERANGKAT DAERAH dihapus untuk selamanya." in answer.text
    assert [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Participant, Pass)] == [0, 0]
    told = db.session.scalars(sa.select(AuditEntry.target_name).where(AuditEntry.action == "participant.deleted")).all()
    assert told == ["PERANGKAT DAERAH"]


def letter(row):
    make_invitation(row, make_letter(row.meeting))


def attendance(row):
    make_attendance(make_session(row.meeting), row)


def representation(row):
    other = add_participant(row.meeting, Details("Wakil"), CLERK, AT)
    db.session.add(
        Representation(meeting_id=row.meeting_id, represented_id=row.id, representative_id=other.id, created_at=AT, ended_at=AT)
    )


def answer(row):
    row.answered_at, row.status = AT, ParticipantStatus.CONFIRMED


def exchanged(row):
    active = db.session.scalars(sa.select(Pass).where(Pass.participant_id == row.id)).one()
    db.session.add(
        Pass(meeting_id=row.meeting_id, participant_id=row.id, code_hash="x", state="revoked", issued_at=active.issued_at)
    )


def phone(row):
    db.session.add(
        Device(meeting_id=row.meeting_id, name="Meja 1", created_at=AT, paired_at=AT, last_seen_at=AT + timedelta(minutes=1))
    )


@pytest.mark.parametrize(
    ("hang", "words"),
    [
        (letter, "surat undangan"),
        (attendance, "kehadirannya tercatat"),
        (representation, "mewakili"),
        (answer, "sudah menjawab"),
        (exchanged, "pernah diganti"),
        (phone, "pemindai di pintu"),
    ],
)
def test_whoever_has_anything_can_only_be_withdrawn(committee, junk, url, hang, words):
    hang(junk)
    db.session.commit()

    assert words in why_not_deletable(junk)
    assert "Hapus permanen" not in committee.get(f"{url}/{junk.id}").text
    refused = committee.post(f"{url}/{junk.id}/hapus", follow_redirects=True)

    assert "tidak dapat dihapus permanen" in refused.text
    assert db.session.get(Participant, junk.id) is not None


def test_a_closed_meeting_loses_nobody(junk):
    junk.meeting.state = MeetingState.FINISHED
    db.session.flush()

    with pytest.raises(WrongState):
        delete_participant(junk, CLERK, AT)


def test_a_device_that_left_before_holds_nobody(junk):
    phone(junk)
    db.session.execute(sa.update(Device).values(revoked_at=AT))

    assert why_not_deletable(junk) == ""
    with pytest.raises(Conflict):
        answer(junk)
        delete_participant(junk, CLERK, AT)


def test_whoever_may_only_look_deletes_nobody(viewer, junk, url):
    assert viewer.post(f"{url}/{junk.id}/hapus").status_code == 403

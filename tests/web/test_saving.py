"""What a request leaves in the database: all that it confirmed, or nothing."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, has_request_context
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session as DatabaseSession

from meetings import clock
from meetings.domain import passes
from meetings.domain.audit import SYSTEM, Action
from meetings.domain.participants import Details, name_representative
from meetings.enums import ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Meeting, Participant, Speaker, User, UserSession
from meetings.web.saving import _saved
from tests.factories import make_invitation, make_meeting, make_membership, make_participant, make_speaker, make_user

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def meeting(app: Flask) -> Meeting:
    return make_meeting()


@pytest.fixture
def user(meeting: Meeting) -> User:
    user = make_user()
    make_membership(user, meeting.organisation, Role.ADMINISTRATOR)
    return user


@pytest.fixture
def full_disk(app: Flask) -> Iterator[list[str]]:
    """While something stands in the list, no request can commit."""
    full: list[str] = []

    def fail(_session: DatabaseSession) -> None:
        if full and has_request_context():
            raise OSError("no space left on device")

    event.listen(DatabaseSession, "before_commit", fail)
    yield full
    event.remove(DatabaseSession, "before_commit", fail)


def names() -> list[str]:
    return list(db.session.scalars(sa.select(Speaker.name)))


def count_exports() -> int:
    return len(db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.PARTICIPANTS_EXPORTED.value)).all())


def test_a_commit_that_fails_is_an_error_and_no_word_of_success(
    sign_in: SignIn, user: User, meeting: Meeting, full_disk: list[str]
) -> None:
    speaker, client = make_speaker(meeting, "Budi Santoso"), sign_in(user)
    home = f"/kegiatan/{meeting.id}/narasumber/"

    full_disk.append("now")
    refused = client.post(f"{home}{speaker.id}/hapus")
    full_disk.clear()

    assert refused.status_code == 500
    assert "dihapus dari daftar" not in client.get(home).text
    assert names() == ["Budi Santoso"]


@pytest.mark.parametrize(
    ("method", "status", "kept"),
    [
        ("POST", 200, True),
        ("POST", 302, True),
        ("DELETE", 204, True),
        ("POST", 422, False),
        ("GET", 200, False),
        ("HEAD", 200, False),
    ],
)
def test_what_is_kept_of_a_request(app: Flask, meeting: Meeting, method: str, status: int, kept: bool) -> None:
    meeting_id = meeting.id
    db.session.commit()

    def view() -> tuple[str, int]:
        db.session.add(Speaker(meeting_id=meeting_id, name="Siti"))
        db.session.flush()
        return "", status

    with app.test_request_context(method=method):
        _saved(view)()
        db.session.rollback()

    assert names() == (["Siti"] if kept else [])


def test_half_of_a_refused_order_is_taken_back(sign_in: SignIn, user: User, meeting: Meeting) -> None:
    first, second = make_participant(meeting, "Adi"), make_participant(meeting, "Budi")
    name_representative(second, Details("Cici"), SYSTEM, clock.now())
    client = sign_in(user)

    answer = client.post(
        f"/kegiatan/{meeting.id}/peserta/tindakan",
        data={"action": "withdraw", "confirmed": "1", "ids": [first.id, second.id]},
        follow_redirects=True,
    )

    assert "Tidak ada yang dicabut" in answer.text
    assert db.session.get_one(Participant, first.id).status is ParticipantStatus.CONFIRMED


def test_an_export_is_noted_when_it_is_fetched_and_not_when_it_is_only_asked_about(
    sign_in: SignIn, user: User, meeting: Meeting
) -> None:
    client, address = sign_in(user), f"/kegiatan/{meeting.id}/peserta/unduh.csv"

    asked = client.head(address).status_code
    before = count_exports()
    fetched = client.get(address).status_code

    assert (asked, before, fetched, count_exports()) == (200, 0, 200, 1)


def test_an_export_that_cannot_be_noted_does_not_leave(
    sign_in: SignIn, user: User, meeting: Meeting, full_disk: list[str]
) -> None:
    make_participant(meeting, "Siti Aminah")
    client = sign_in(user)

    full_disk.append("now")
    answer = client.get(f"/kegiatan/{meeting.id}/peserta/unduh.csv")

    assert answer.status_code == 500 and "Siti Aminah" not in answer.text


def test_who_is_signed_in_is_noted_without_committing_half_a_view(
    sign_in: SignIn, user: User, meeting: Meeting, full_disk: list[str]
) -> None:
    """The answer page is public: the user is asked for in its midst, for the language."""
    participant = make_participant(meeting, status=ParticipantStatus.INVITED)
    invitation, client = make_invitation(participant), sign_in(user)
    token, long_ago = passes.answer_token(invitation.id), clock.now() - timedelta(hours=1)
    db.session.execute(sa.update(UserSession).values(last_seen_at=long_ago))

    full_disk.append("now")
    answer = client.post(f"/u/{token}", data={"answer": "hadir"})

    assert answer.status_code == 500
    assert db.session.get_one(Participant, participant.id).status is ParticipantStatus.INVITED
    assert db.session.scalar(sa.select(UserSession.last_seen_at)) != long_ago

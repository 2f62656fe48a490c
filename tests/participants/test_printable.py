"""Whose name cannot be printed, found without reading those written in ASCII."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from meetings.domain.participants.printable import boxed_on_the_list
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import BadgeLayout, CertificateRule, Meeting, User
from tests.factories import make_participant, make_session
from tests.factories.minutes import make_officer

STRANGE = "\ue000"


@pytest.mark.parametrize("column", ["title_front", "name", "title_back", "position", "institution"])
def test_one_strange_letter_in_any_printed_part_is_found(meeting: Meeting, column: str) -> None:
    plain = {"title_front": "Dr.", "name": "Budi", "title_back": "S.Kom.", "position": "Staf", "institution": "Dinas"}
    make_participant(meeting, plain["name"])
    make_participant(meeting, **plain | {column: f"Đặng {STRANGE}"})
    make_participant(meeting, "Siti", notes=STRANGE)
    db.session.commit()

    (found,) = boxed_on_the_list(meeting.id)

    assert found.signs == STRANGE


PAGES = (
    "tanda-pengenal",
    "tempat-duduk/cetak/kartu-meja",
    "sertifikat",
    "kehadiran/{}/terbitan",
    "kehadiran/{}/daftar-hadir/terisi",
)


@pytest.mark.parametrize("page", PAGES)
def test_they_are_named_before_any_paper_with_their_name_is_ordered(
    meeting: Meeting, sign_in: Callable[[User], FlaskClient], page: str
) -> None:
    session = make_session(meeting)
    db.session.add_all(
        [BadgeLayout(name="Semua", for_others=True, meeting_id=meeting.id), CertificateRule(meeting_id=meeting.id)]
    )
    make_participant(meeting, f"Budi {STRANGE}")
    db.session.commit()

    committee = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    text = committee.get(f"/kegiatan/{meeting.id}/{page.format(session.id)}").text

    assert f"Budi {STRANGE} ({STRANGE} U+E000)" in text

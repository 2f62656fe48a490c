"""What is typed and pasted about a person is read alike at every door, and nothing of it is lost."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from meetings.domain import passes
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from meetings.models import Participant
from tests.factories import make_invitation, make_participant

CASES = json.loads((Path(__file__).parents[1] / "data/lists/12-representative-form.json").read_text())["POST /u/<token>"]
REACHED = {"phone": "WA: 0812-3456-7890 / 0251-8321075", "email": "Rina Wati <rina@contoh.go.id>, tu@contoh.go.id"}
NOTES = "Telepon lain: 0251-8321075\nSurel lain: tu@contoh.go.id, Rina Wati"


@pytest.fixture
def invited(meeting):
    return make_participant(meeting, "Budi Santoso", institution="Dinas X", status=ParticipantStatus.INVITED)


def doors(invited, url):
    """The three forms that bring a person in: address and the fields beside the name."""
    invitation = make_invitation(invited)
    return {
        "public": (
            passes.answer_link(invitation).removeprefix("http://localhost"),
            {"answer": "diwakilkan", "position": "Kabid"},
        ),
        "stand-in": (f"{url}/{invited.id}/wakil", {"position": "Kabid", "institution": "Dinas X"}),
        "list": (f"{url}/tambah", {"position": "Kabid", "institution": "Dinas X"}),
    }


def others(invited):
    return db.session.scalars(sa.select(Participant).where(Participant.id != invited.id)).all()


@pytest.mark.parametrize("door", ["public", "stand-in", "list"])
def test_a_name_nobody_can_see_is_refused_and_a_disguised_one_is_cleaned(committee, invited, url, door):
    address, more = doors(invited, url)[door]
    nobody, disguised, wrong_number = CASES["cases"]

    for typed in (nobody, wrong_number, {"name": "\u2800\u200d"}, {"name": "NULL"}):
        assert committee.post(address, data=more | typed).status_code == 422, typed
    assert others(invited) == []
    assert committee.post(address, data=more | disguised).status_code in (302, 303)
    assert [person.name for person in others(invited)] == ["AniXYZ Ganda"]


@pytest.mark.parametrize("door", ["public", "stand-in", "list"])
def test_a_second_number_and_address_become_notes_and_a_mistake_elsewhere_loses_neither(committee, invited, url, door):
    address, more = doors(invited, url)[door]

    again = committee.post(address, data=more | REACHED | {"name": ""})
    assert again.status_code == 422
    assert "0251-8321075" in again.text and "tu@contoh.go.id" in again.text

    assert committee.post(address, data=more | REACHED | {"name": "Rina Wati"}).status_code in (302, 303)
    [rina] = others(invited)
    assert (rina.phone, rina.email, rina.notes) == ("+6281234567890", "rina@contoh.go.id", NOTES)


def test_a_correction_keeps_what_was_noted_and_adds_the_second_address(committee, invited, url):
    invited.notes = "Alergi udang"
    db.session.commit()

    answer = committee.post(
        f"{url}/{invited.id}/ubah",
        data={"name": "Budi Santoso", "notes": "Alergi udang", "email": "b@contoh.go.id; c@contoh.go.id"},
    )

    assert answer.status_code == 302
    db.session.refresh(invited)
    assert (invited.email, invited.notes) == ("b@contoh.go.id", "Alergi udang\nSurel lain: c@contoh.go.id")


@pytest.mark.parametrize("name", ["A" * 200, "Siti Nurhaliza binti Tarudin " * 6, "A"])
def test_long_and_short_names_are_kept_whole(committee, invited, url, name):
    assert committee.post(f"{url}/tambah", data={"name": name, "institution": "Dinas X"}).status_code == 302

    [person] = others(invited)
    assert person.name == name.strip()
    assert committee.get(f"{url}/{person.id}").status_code == 200


def test_where_no_notes_are_kept_a_second_address_is_refused_in_words(committee, meeting):
    refused = committee.post(
        f"/kegiatan/{meeting.id}/panitia", data={"email": "a@contoh.go.id, b@contoh.go.id", "role": "registrar"}
    )

    assert "Tulis satu alamat surel saja." in refused.text

"""The search boxes find what the rule of writing finds, in both databases, also in rows that were stored long ago."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from meetings.domain.admin.queries import list_users
from meetings.domain.attendance import listing as attendance
from meetings.domain.participants import Details, add_participant, queries
from meetings.enums import Role
from meetings.extensions import db
from meetings.models.search import key_of
from meetings.writing.search import search_key
from tests.factories import make_membership, make_organisation, make_session, make_user
from tests.participants.conftest import AT, CLERK

SPELLINGS = json.loads((Path(__file__).parents[2] / "frontend/scanner/tests/searches.json").read_text())


@pytest.mark.parametrize(("name", "query"), SPELLINGS["found"])
def test_participants_are_found_however_they_are_spelled(meeting, name, query):
    row = add_participant(meeting, Details(name=name), CLERK, AT)
    session = make_session(meeting)

    assert [each.id for each in queries.list_participants(meeting.id, queries.Filters(text=query), 1, 25).items] == [row.id]
    found = attendance.list_attendance(session, attendance.Filters(text=query), 1, 25)
    assert [each.id for each in found.items] == [row.id]


@pytest.mark.parametrize(("name", "query"), SPELLINGS["not_found"])
def test_others_are_not(meeting, name, query):
    add_participant(meeting, Details(name=name), CLERK, AT)

    assert queries.list_participants(meeting.id, queries.Filters(text=query), 1, 25).items == []


def test_a_row_is_found_by_what_it_shows_alone(meeting):
    add_participant(meeting, Details(name="Đoàn Ma’ruf", position="Kepala Café"), CLERK, AT)

    for query in ("doan", "maruf cafe", "CAFÉ đoàn", "Dr. Đoan"):
        assert queries.count_matching(meeting.id, queries.Filters(text=query)) == 1, query


def test_a_nip_is_found_in_groups_and_in_one(meeting):
    add_participant(meeting, Details(name="Budi", nip="198609262015051001"), CLERK, AT)

    for typed in ("19860926 201505 1 001", "198609262015051001", "19860926.201505.1.001", "201505", "NIP.19860926"):
        assert queries.count_matching(meeting.id, queries.Filters(text=typed, with_nip=True)) == 1, typed
        assert queries.count_matching(meeting.id, queries.Filters(text=typed)) == 0, typed


def test_a_phone_number_is_found_as_people_write_it(meeting):
    person = add_participant(meeting, Details(name="Budi", phone="+6282282049247"), CLERK, AT)
    add_participant(meeting, Details(name="Lain", phone="+6281100000000"), CLERK, AT)
    typed = ["0822-8204-9247", "082282049247", "9247", "+62 822 8204 9247", "6282282049247", "0822 8204 9247 budi", "budi 8204"]

    for each in typed:
        assert queries.count_matching(meeting.id, queries.Filters(text=each, with_nip=True)) == 1, each
        assert queries.count_matching(meeting.id, queries.Filters(text=each)) == 0, each
    person.phone = "+6281255550000"
    db.session.flush()
    found = [queries.count_matching(meeting.id, queries.Filters(text=each, with_nip=True)) for each in ("9247", "55550000")]
    assert found == [0, 1]


def test_users_are_found_by_words_of_any_field(app):
    house, administrator = make_organisation(), make_user("Petugas Lain")
    make_membership(administrator, house, Role.ADMINISTRATOR)
    make_membership(make_user("Siti Ma'ruf", position="Kepala Bagian", email="siti@kota.go.id"), house, Role.VIEWER)

    for query in ("maruf kepala", "siti@kota.go.id", "SITI"):
        assert [user.name for user in list_users(administrator.id, query, 1).items] == ["Siti Ma'ruf"], query
    assert list_users(administrator.id, "100%", 1).items == []


@pytest.mark.parametrize("text", ["Ma'ruf", "Łódź Straße ÆØÅ", "ĐÐĦ ıŁŧ", "ﬁn ´a`b“c”", "ꦥꦿꦧꦸ محمّد", "οδος"])
def test_both_databases_make_the_key_that_python_makes(app, text):
    assert db.session.scalar(sa.select(key_of(sa.literal(text)))) == search_key(text)

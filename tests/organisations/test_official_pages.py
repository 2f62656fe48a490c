"""The directory of an organisation: recorded once, chosen in letters and sessions, shown on a sample page."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from meetings.enums import Office, OfficeStatus, OrganisationKind, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Letter, Meeting, Minutes, Organisation, Person, Session, User
from tests.documents.pdf import text_of
from tests.factories import make_letter, make_meeting, make_membership, make_official, make_organisation, make_user
from tests.factories.minutes import make_minutes

pytestmark = pytest.mark.usefixtures("db_session")
SignIn = Callable[[User], FlaskClient]
TYPED = {"position": "Wali Kota Bogor", "status": "Plt.", "office": "KDH", "name": "Usmar Hariman", "letterhead": "by_office"}


@pytest.fixture
def city() -> Organisation:
    return make_organisation("Pemerintah Daerah Kota Bogor", kind=OrganisationKind.REGENCY)


def entered(sign_in: SignIn, city: Organisation, role: Role) -> FlaskClient:
    user = make_user()
    make_membership(user, city, role)
    db.session.commit()
    return sign_in(user)


@pytest.fixture
def client(sign_in: SignIn, city: Organisation) -> FlaskClient:
    return entered(sign_in, city, Role.ADMINISTRATOR)


def stored() -> list[Person]:
    return list(db.session.scalars(sa.select(Person).execution_options(populate_existing=True)))


def test_an_official_is_recorded_once_however_often_the_form_is_sent(client: FlaskClient, city: Organisation) -> None:
    first, again = (client.post(f"/instansi/{city.id}/pejabat/tambah", data=TYPED) for _ in range(2))

    (official,) = stored()
    assert (first.status_code, again.status_code) == (302, 422)
    assert "sudah tercatat sebagai Wali Kota Bogor" in again.text
    assert (official.office, official.status) == (Office.HEAD, OfficeStatus.ACTING)
    assert "Plt. Wali Kota Bogor" in client.get(f"/instansi/{city.id}").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", "--"), ("position", ""), ("nip", "12 ab"), ("nip", "12345"), ("nip", "1960072119900410"), ("office", "RAJA")],
)
def test_what_cannot_be_printed_is_refused_at_its_field(client: FlaskClient, city: Organisation, field: str, typed: str) -> None:
    answer = client.post(f"/instansi/{city.id}/pejabat/tambah", data=TYPED | {field: typed})

    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert stored() == []


def test_what_looks_like_a_slip_is_asked(client: FlaskClient, city: Organisation) -> None:
    address = f"/instansi/{city.id}/pejabat/tambah"
    health = TYPED | {"position": "Kepala Dinas Kesehatan", "nip": "19600721 199004 1 004"}

    wrong_class = client.post(address, data=health)
    assert (wrong_class.status_code, stored()) == (422, [])
    assert 'name="meant"' in wrong_class.text and "Pejabat lain" in wrong_class.text
    unusual = client.post(address, data=health | {"office": "", "nip": "196007211990041999"[:14] + "9999"})
    assert unusual.status_code == 422 and 'name="meant"' in unusual.text

    client.post(address, data=health | {"office": ""})

    (official,) = stored()
    assert official.office is Office.OTHER
    assert "Pejabat lain" in client.get(f"/instansi/{city.id}").text


def test_a_change_and_a_removal_are_in_the_trail_without_the_number(client: FlaskClient, city: Organisation) -> None:
    official = make_official(city, name="Usmar Hariman", position="Wali Kota Bogor", nip="196007211990041004")
    db.session.commit()
    address = f"/instansi/{city.id}/pejabat/{official.id}"

    client.post(address, data=TYPED | {"nip": "19600721 199004 1 005"})
    assert stored()[0].nip == "196007211990041005"
    client.post(f"{address}/hapus")

    trail = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action.startswith("official."))).all()
    assert [entry.action for entry in trail] == ["official.added", "official.changed", "official.removed"]
    assert "199004" not in repr([entry.data for entry in trail])
    assert stored() == []


def test_the_sample_shows_letterhead_and_block(client: FlaskClient, city: Organisation) -> None:
    official = make_official(
        city, **{name: TYPED[name] for name in ("name", "position")}, office=Office.HEAD, status=OfficeStatus.ACTING
    )
    db.session.commit()

    text = text_of(client.get(f"/instansi/{city.id}/pejabat/{official.id}/contoh.pdf").data)

    assert text.startswith("WALI KOTA BOGOR") and "Plt. Wali Kota Bogor, Usmar Hariman" in text
    assert "Kop jabatan belum berlambang negara" in client.get(f"/instansi/{city.id}").text


def test_who_only_reads_sees_offices_and_changes_nothing(sign_in: SignIn, city: Organisation) -> None:
    official = make_official(city, nip="196007211990041004")
    reader = entered(sign_in, city, Role.VIEWER)

    page = reader.get(f"/instansi/{city.id}")

    assert "Kepala Bagian Umum" in page.text and "19600721" not in page.text
    assert reader.post(f"/instansi/{city.id}/pejabat/{official.id}/hapus").status_code == 403
    assert reader.get(f"/instansi/{city.id}/pejabat/{official.id}/contoh.pdf").status_code == 403


@pytest.fixture
def meeting(city: Organisation) -> Meeting:
    return make_meeting(organisation=city)


def test_a_letter_takes_the_chosen_official_and_goes_back_to_what_is_typed(
    client: FlaskClient, city: Organisation, meeting: Meeting
) -> None:
    letter, official = make_letter(meeting), make_official(city, name="Ade Sarip", position="Sekretaris Daerah")
    db.session.commit()
    address = f"/kegiatan/{meeting.id}/undangan/{letter.id}"
    typed = {"subject": "Undangan", "opening": "Kami mengundang", "official": official.id, "name": "Orang Lain"}

    assert client.post(address, data=typed).status_code == 302
    kept = db.session.get_one(Letter, letter.id, populate_existing=True).signatory
    assert (kept["official"], kept["name"], kept["position"]) == (official.id, "Ade Sarip", "Sekretaris Daerah")

    client.post(address, data=typed | {"official": "", "position": "Camat"})
    kept = db.session.get_one(Letter, letter.id, populate_existing=True).signatory
    assert "official" not in kept and (kept["name"], kept["position"]) == ("Orang Lain", "Camat")


def test_a_session_and_its_minutes_take_chair_and_recorder_from_the_list(
    client: FlaskClient, city: Organisation, meeting: Meeting
) -> None:
    official = make_official(city, name="Ade Sarip", position="Sekretaris Daerah")
    minutes = make_minutes()
    minutes.meeting.organisation = city
    minutes.meeting.organisation_id = city.id
    db.session.commit()
    day = meeting.starts_on.isoformat()
    typed = {"title": "Sidang", "starts_at": f"{day}T09:00", "ends_at": f"{day}T11:00", "chair_id": official.id}

    assert client.post(f"/kegiatan/{meeting.id}/acara/sesi/baru", data=typed).status_code == 302
    session = db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting.id)).one()
    head = {"revision": minutes.revision, "title": "Sidang", "layout": "v2023", "recorder_official": official.id}
    saved = client.post(f"/kegiatan/{minutes.meeting_id}/notula/{minutes.id}/kepala", data=head)

    assert (session.chair_name, session.chair_position) == ("Ade Sarip", "Sekretaris Daerah")
    row = db.session.get_one(Minutes, minutes.id, populate_existing=True)
    assert saved.status_code == 302 and row.recorder_name == "Ade Sarip" and row.recorder["official"] == official.id


def test_an_official_of_another_house_cannot_be_chosen(client: FlaskClient, meeting: Meeting) -> None:
    letter, stranger = make_letter(meeting), make_official(make_organisation("Pemerintah Kota Lain"), office=Office.HEAD)
    db.session.commit()

    answer = client.post(
        f"/kegiatan/{meeting.id}/undangan/{letter.id}",
        data={"subject": "Undangan", "opening": "Kami mengundang", "official": stranger.id},
    )

    assert answer.status_code == 422 and stranger.id not in answer.text


def test_a_record_changed_into_one_that_is_there_is_refused_with_a_sentence(client: FlaskClient, city: Organisation) -> None:
    client.post(f"/instansi/{city.id}/pejabat/tambah", data=TYPED)
    client.post(f"/instansi/{city.id}/pejabat/tambah", data=TYPED | {"name": "Bima Arya", "nip": ""})
    (other,) = [each for each in stored() if each.name == "Bima Arya"]

    changed = client.post(f"/instansi/{city.id}/pejabat/{other.id}", data=TYPED)

    assert changed.status_code == 422
    assert "sudah tercatat sebagai Wali Kota Bogor" in changed.text
    assert sorted(each.name for each in stored()) == sorted([TYPED["name"], "Bima Arya"])

"""One official, one record: letter, list and minutes take signature block and letterhead from it; what is issued stays."""

from datetime import timedelta

import pytest

from meetings import clock
from meetings.domain import agenda, invitations, letters, minutes, people
from meetings.domain.audit import SYSTEM
from meetings.domain.invitations.sending import send_invitations
from meetings.domain.letters.papers import compose_content, content_of
from meetings.domain.meetings import copy_meeting
from meetings.domain.minutes.content import compose_minutes, thaw_minutes
from meetings.enums import LetterheadChoice, Office, OfficeStatus, OrganisationKind, TaskState
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import Document, Letter, Meeting, Organisation, Person, TaskRun
from tests.factories import make_letter, make_meeting, make_official, make_organisation, make_participant, make_session
from tests.factories.minutes import approve

pytestmark = pytest.mark.usefixtures("db_session")
MAYOR = {"name": "Usmar Hariman", "title_front": "Ir.", "position": "Wali Kota Bogor", "office": Office.HEAD}


@pytest.fixture
def city() -> Organisation:
    return make_organisation("Pemerintah Daerah Kota Bogor", kind=OrganisationKind.REGENCY, address="Jalan Juanda 10")


@pytest.fixture
def secretariat(city: Organisation) -> Organisation:
    return make_organisation("Sekretariat Daerah", city)


@pytest.fixture
def meeting(secretariat: Organisation) -> Meeting:
    return make_meeting(organisation=make_organisation("Bagian Organisasi", secretariat, kind=OrganisationKind.UNIT))


@pytest.fixture
def mayor(city: Organisation) -> Person:
    return make_official(city, **MAYOR, status=OfficeStatus.ACTING)


@pytest.fixture
def secretary(secretariat: Organisation) -> Person:
    return make_official(
        secretariat, name="Ade Sarip", position="Sekretaris Daerah", office=Office.SECRETARY, nip="196007211990041004"
    )


def signed_letter(meeting: Meeting, official: Person, **mandate: str) -> Letter:
    letter = make_letter(meeting)
    wording = {name: getattr(letter, name) for name in letters.editing.COPIED} | {
        "signatory": {"official": official.id, **mandate}
    }
    letters.change_letter(letter, letters.Wording(**wording), SYSTEM, clock.now())
    return letter


def test_an_acting_mayor_signs_under_the_letterhead_of_the_office(meeting: Meeting, mayor: Person) -> None:
    content = compose_content(signed_letter(meeting, mayor), clock.now())

    assert (content.letterhead.style, content.letterhead.lines) == ("office", ("WALI KOTA BOGOR",))
    assert content.letterhead.address == "Jalan Juanda 10, Bogor"
    assert content.signatory.position_lines() == ("Plt. Wali Kota Bogor",)
    assert content.signatory.printed_name(content.kind) == "Usmar Hariman"


def test_who_signs_on_behalf_signs_under_the_letterhead_of_the_own_unit(meeting: Meeting, secretary: Person) -> None:
    content = compose_content(signed_letter(meeting, secretary, on_behalf_of="Wali Kota Bogor"), clock.now())

    assert content.letterhead.lines[-1] == "SEKRETARIAT DAERAH"
    assert content.signatory.position_lines() == ("a.n. WALI KOTA BOGOR", "SEKRETARIS DAERAH")


def test_a_signer_who_was_typed_goes_by_class_of_office(meeting: Meeting) -> None:
    typed = {"name": "Usmar Hariman", "position": "Wali Kota Bogor"}

    assert people.letterhead_for(typed | {"office": "KDH"}, meeting.organisation).lines == ("WALI KOTA BOGOR",)
    assert people.letterhead_for(typed | {"office": "LAIN"}, meeting.organisation).lines[-1] == "BAGIAN ORGANISASI"


def test_the_record_may_say_under_which_letterhead_it_signs(city: Organisation, meeting: Meeting) -> None:
    speaker = make_official(city, name="Atang", position="Ketua DPRD Kota Bogor", letterhead=LetterheadChoice.OFFICE)
    mayor = make_official(city, **MAYOR, letterhead=LetterheadChoice.UNIT)

    heads = [people.letterhead_for({"official": each.id}, meeting.organisation).lines for each in (speaker, mayor)]

    assert heads == [("KETUA DPRD KOTA BOGOR",), ("PEMERINTAH DAERAH KOTA BOGOR",)]


def test_a_draft_follows_the_record_and_an_issued_letter_does_not(meeting: Meeting, mayor: Person) -> None:
    at = clock.now()
    issued, draft = signed_letter(meeting, mayor), signed_letter(meeting, mayor)
    letters.issue_letter(issued, SYSTEM, at)

    people.change_official(mayor, MAYOR | {"name": "Bima Arya", "status": OfficeStatus.DEFINITIVE}, actor=SYSTEM, at=at)

    assert content_of(issued, at).signatory.own_position == "Plt. Wali Kota Bogor"
    assert letters.signer_of(issued)["name"] == "Usmar Hariman"
    assert content_of(draft, at).signatory.own_position == "Wali Kota Bogor"
    assert letters.signer_of(draft)["name"] == "Bima Arya"


def test_documents_name_who_signed_when_they_were_issued(meeting: Meeting, secretary: Person) -> None:
    letter, at = signed_letter(meeting, secretary, on_behalf_of="Wali Kota Bogor"), clock.now()
    make_participant(meeting)
    letters.issue_letter(letter, SYSTEM, at)
    people.change_official(secretary, {"name": "Orang Lain", "position": "Sekretaris Daerah"}, actor=SYSTEM, at=at)

    run = db.session.get_one(TaskRun, send_invitations(letter, [], SYSTEM, at))
    run.state = TaskState.RUNNING
    invitations.prepare_next(run, run.claimed_by, at)

    signers = db.session.scalars(db.select(Document.signer).where(Document.meeting_id == meeting.id)).all()
    assert set(signers) == {"Ade Sarip\na.n. WALI KOTA BOGOR, SEKRETARIS DAERAH"}


def test_a_record_that_is_gone_leaves_what_was_taken_from_it(meeting: Meeting, mayor: Person) -> None:
    letter = signed_letter(meeting, mayor)
    session = make_session(meeting, chair_id=mayor.id)
    session.follow_officials()

    people.remove_official(mayor, actor=SYSTEM, at=clock.now())
    db.session.refresh(session)

    assert compose_content(letter, clock.now()).signatory.own_position == "Plt. Wali Kota Bogor"
    assert session.chair_signer == {"name": "Ir. Usmar Hariman", "position": "Plt. Wali Kota Bogor"}


def test_chair_and_recorder_of_the_session_sign_its_minutes(meeting: Meeting, mayor: Person, secretary: Person) -> None:
    at = clock.now()
    values = {"title": "Sidang", "chair_id": mayor.id, "recorder_id": secretary.id, "chair_name": "Diketik lain"}
    times = {"starts_at": at - timedelta(hours=2), "ends_at": at - timedelta(hours=1)}
    meeting.starts_on = meeting.starts_on - timedelta(days=1)
    session = agenda.create_session(meeting, values | times, actor=SYSTEM, at=at)

    draft = minutes.draft_minutes(session.id, SYSTEM, at)
    assert draft is not None
    paper = compose_minutes(draft, at)

    assert (session.chair_name, session.chair_position) == ("Ir. Usmar Hariman", "Plt. Wali Kota Bogor")
    assert paper.letterhead.lines == ("WALI KOTA BOGOR",)
    assert paper.signatory and paper.signatory.office is Office.HEAD
    assert paper.recorder_signatory and paper.recorder_signatory.nip == "196007211990041004"
    assert paper.recorder and paper.recorder.position == "Sekretaris Daerah"

    minutes.add_item(draft, minutes.ItemText("Pembahasan"), SYSTEM, at)
    db.session.refresh(draft)
    approve(draft)
    document = minutes.publish_minutes(draft, SYSTEM, at)
    people.change_official(mayor, MAYOR | {"name": "Bima Arya"}, actor=SYSTEM, at=at)

    published = thaw_minutes(document.content)
    assert published.signatory and published.signatory.name == "Usmar Hariman"
    assert document.signer == "Usmar Hariman\nPlt. Wali Kota Bogor"


def test_a_recorder_who_was_only_typed_signs_by_name(meeting: Meeting) -> None:
    session = make_session(meeting, recorder_name="Siti Aminah, S.Sos.")
    draft = minutes.start_minutes(session.id, SYSTEM, clock.now())

    signer = compose_minutes(draft, clock.now()).recorder_signatory

    assert signer is not None
    assert (signer.name, signer.position_lines()) == ("Siti Aminah, S.Sos.", ())


def test_sessions_to_come_follow_the_record_and_those_that_are_over_do_not(meeting: Meeting, mayor: Person) -> None:
    at = clock.now()
    past = make_session(meeting, chair=mayor, starts_at=at - timedelta(hours=3), ends_at=at - timedelta(hours=2))
    future = make_session(meeting, chair=mayor, starts_at=at + timedelta(hours=2), ends_at=at + timedelta(hours=3))
    for session in (past, future):
        session.follow_officials()

    people.change_official(mayor, MAYOR | {"status": OfficeStatus.INTERIM}, actor=SYSTEM, at=at)
    copied = copy_meeting(
        meeting,
        organisation=meeting.organisation,
        title="Tahun depan",
        starts_on=meeting.starts_on,
        with_agenda=True,
        with_staff=False,
        actor=SYSTEM,
        at=at,
    )

    assert (past.chair_position, future.chair_position) == ("Plt. Wali Kota Bogor", "Pj. Wali Kota Bogor")
    assert {session.chair_position for session in copied.sessions} == {"Pj. Wali Kota Bogor"}


def test_units_are_offered_their_own_officials_those_above_and_the_heads_of_the_region(
    city: Organisation, meeting: Meeting, mayor: Person, secretary: Person
) -> None:
    head = make_official(meeting.organisation, name="Maya", position="Kepala Bagian Organisasi")
    health = make_organisation("Dinas Kesehatan", city)
    make_official(health, name="Rubaeah", position="Kepala Dinas Kesehatan")
    make_official(make_organisation("Pemerintah Kota Lain"), **MAYOR)

    assert [each.name for each in people.officials_for(meeting.organisation)] == ["Maya", "Ade Sarip", "Usmar Hariman"]
    assert [each.name for each in people.officials_for(health)] == ["Rubaeah", "Usmar Hariman", "Ade Sarip"]
    assert [each.id for each in people.list_officials(meeting.organisation)] == [head.id]


def test_an_official_of_another_house_is_refused(meeting: Meeting) -> None:
    stranger = make_official(make_organisation("Pemerintah Kota Lain"), **MAYOR)
    session = make_session(meeting)

    with pytest.raises(InvalidInput):
        signed_letter(meeting, stranger)
    with pytest.raises(InvalidInput):
        agenda.change_session(session, {"chair_id": stranger.id}, actor=SYSTEM, at=clock.now())


def test_the_same_person_holds_the_same_office_once_and_another_beside_it(city: Organisation, mayor: Person) -> None:
    with pytest.raises(Conflict):
        make_official(city, **MAYOR)

    assert make_official(city, **MAYOR | {"position": "Kepala Bappeda", "office": Office.OTHER}).id != mayor.id


def test_one_person_is_recorded_once_with_number_or_without(city: Organisation) -> None:
    first, other = "196007211990041004", "196811051994031002"
    make_official(city, name="Anwar Ibrahimi", position="Kepala Dinas")
    for again in ({"nip": first}, {"name": "Dr. H. ANWAR Ibrahimi"}):
        with pytest.raises(Conflict, match="sudah tercatat"):
            make_official(city, **{"name": "Anwar Ibrahimi", "position": "Kepala Dinas", "meant": True} | again)

    db.session.query(Person).update({"nip": first, "identity_key": f"{first}|kepala dinas"})
    with pytest.raises(people.Doubtful, match="NIP lain"):
        make_official(city, name="Anwar Ibrahimi", position="Kepala Dinas", nip=other, meant=False)
    namesake = make_official(city, name="Anwar Ibrahimi", position="Kepala Dinas", nip=other, meant=True)
    with pytest.raises(Conflict):
        make_official(city, name="Anwar Ibrahimi", position="Kepala Dinas", nip=other, meant=True)

    assert namesake.id and len(people.list_officials(city)) == 2


@pytest.mark.parametrize(
    ("position", "office"),
    [
        ("Wali Kota Bogor", Office.HEAD),
        ("Walikota Bogor", Office.HEAD),
        ("WAKIL BUPATI GARUT", Office.DEPUTY_HEAD),
        ("Sekretaris Daerah Kota Bogor", Office.SECRETARY),
        ("Kepala Dinas Kesehatan", Office.OTHER),
        ("Sekretaris Dinas", Office.OTHER),
        ("Asisten Wali Kota", Office.OTHER),
        ("Staf Ahli Gubernur", Office.OTHER),
    ],
)
def test_the_class_follows_the_title(position: str, office: Office) -> None:
    assert people.proposed_office(position) is office

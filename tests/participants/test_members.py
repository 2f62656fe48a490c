"""One person on the list: added, corrected, withdrawn, represented; passes follow."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings.domain.participants import (
    Details,
    PerhapsSame,
    SamePerson,
    Unsuitable,
    add_participant,
    change_participant,
    details_of,
    end_representation,
    name_representative,
    restore_participant,
    set_category,
    withdraw_participant,
)
from meetings.domain.participants.details import protocol_order
from meetings.domain.passes import active_pass, code_of, hash_of, issue_pass, issue_passes, replace_pass
from meetings.enums import MeetingState, ParticipantSource, ParticipantStatus, PassState, Role
from meetings.errors import Conflict, InvalidInput, NotAllowed, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Meeting, Participant, Pass, Representation
from meetings.passcode import read_code
from tests.factories import make_category, make_meeting, make_participant, make_participants, make_session
from tests.factories.minutes import make_attendance, make_officer
from tests.participants.conftest import AT, CLERK

HOUR = timedelta(hours=1)
BUDI = Details(
    name="Budi Santoso",
    title_front="Dr.",
    nip="198609262015051001",
    position="Camat",
    institution="Kecamatan X",
)


def add(meeting, details=BUDI, **more):
    row = add_participant(meeting, details, CLERK, AT, **more)
    db.session.commit()
    return row


def actions(meeting):
    statement = sa.select(AuditEntry.action).where(AuditEntry.meeting_id == meeting.id).order_by(AuditEntry.id)
    return sorted(db.session.scalars(statement))


def roster(meeting):
    return db.session.scalar(sa.select(Meeting.roster_version).where(Meeting.id == meeting.id))


@pytest.mark.parametrize("name", ["", "-", "12", "\u200b\u3164"])
def test_nobody_is_added_without_a_name(meeting, name):
    with pytest.raises(InvalidInput) as refusal:
        add(meeting, Details(name=name))
    assert refusal.value.field == "name"


def test_a_new_participant_has_a_pass_whose_code_is_not_stored(meeting):
    row = add(meeting)
    issued = active_pass(row)
    code = code_of(issued)
    assert read_code(f"https://example.go.id/P/{code}") == code
    assert issued.code_hash == hash_of(code)
    assert code not in str(db.session.execute(sa.select(Pass.__table__)).all())
    assert (row.sort_name, row.protocol_order, row.identity_key) == (
        "budi santoso",
        1200,
        "nip:198609262015051001",
    )
    assert row.search_text == "dr. budi santoso camat kecamatan x"
    assert (actions(meeting), roster(meeting)) == (["participant.added"], 1)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(name=" "), "name"),
        (Details(name="x" * 301), "name"),
        (Details(name="x", position="y" * 301), "position"),
        (Details(name="x", category_id="kategori-lain"), "category_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(meeting, details, field):
    with pytest.raises(InvalidInput) as refused:
        add_participant(meeting, details, CLERK, AT)
    assert refused.value.field == field


@pytest.mark.parametrize("name", ["x" * 200, "X", 'O\'Neil "x" {x} <b>uji</b>', "محمّد", "ꦥꦿꦧꦸ"])
def test_any_name_is_kept_as_typed(meeting, name):
    row = add(meeting, Details(name=name))
    db.session.expire_all()
    assert db.session.get(Participant, row.id).name == name


def test_the_same_person_is_noticed_and_namesakes_can_be_told_apart(meeting):
    first = add(meeting)
    with pytest.raises(SamePerson) as same:
        add_participant(meeting, Details(name="B. Santoso", nip=BUDI.nip), CLERK, AT, allow_similar=True)
    assert same.value.existing.id == first.id
    namesake = Details(name="BUDI SANTOSO", institution="Kec. X")
    with pytest.raises(SamePerson):
        add_participant(meeting, namesake, CLERK, AT)
    for _turn in range(2):
        add(meeting, namesake, allow_similar=True)
    numbered = Details(name="Budi Santoso", nip="199001012023211001", institution="Kecamatan X")
    add(meeting, numbered, allow_similar=True)
    assert db.session.scalar(sa.select(sa.func.count(Participant.id))) == 4


def test_two_requests_at_once_put_a_person_in_once(app, meeting):
    meeting_id = meeting.id
    db.session.commit()
    begin, outcomes = threading.Barrier(2), []

    def work():
        with app.app_context():
            row = db.session.get(Meeting, meeting_id)
            begin.wait()
            try:
                add_participant(row, BUDI, CLERK, AT)
                db.session.commit()
                outcomes.append("in")
            except Conflict:
                db.session.rollback()
                outcomes.append("refused")

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "refused"]


def test_a_correction_keeps_what_it_does_not_name_and_hides_personal_values(meeting):
    row = add(meeting)
    changes = change_participant(
        row,
        Details(**{**_fields(row), "position": "Lurah Y", "phone": "+6281334895144", "protocol_order": None}),
        CLERK,
        AT,
    )
    assert set(changes) == {"position", "phone", "protocol_order"}
    assert row.protocol_order == 1300
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "participant.changed")).one()
    assert entry.data["changes"] == {
        "position": ["Camat", "Lurah Y"],
        "phone": ["••••", "••••"],
        "protocol_order": [1200, 1300],
    }
    version = roster(meeting)
    assert change_participant(row, details_of(row), CLERK, AT) == {}
    assert roster(meeting) == version


def test_a_correction_cannot_turn_one_person_into_another(meeting):
    add(meeting)
    add(meeting, Details(name="Budi", institution="Kecamatan Y"))
    other = add(meeting, Details(name="Ani", institution="Kecamatan X"))
    for taken in (Details(name="Ani", nip=BUDI.nip), Details(name="budi", institution="Kec. Y")):
        with pytest.raises(SamePerson, match="sudah ada dalam daftar"):
            change_participant(other, taken, CLERK, AT)


def test_withdrawing_stops_the_pass_and_restoring_brings_the_same_one_back(meeting):
    row = add(meeting)
    code = code_of(active_pass(row))
    for _twice in range(2):
        withdraw_participant(row, CLERK, AT, "pindah tugas")
    db.session.commit()
    assert (row.status, active_pass(row)) == (ParticipantStatus.WITHDRAWN, None)
    restore_participant(row, CLERK, AT)
    db.session.commit()
    assert (row.status, code_of(active_pass(row))) == (ParticipantStatus.INVITED, code)
    assert actions(meeting) == ["participant.added", "participant.restored", "participant.withdrawn"]


def test_a_lost_pass_is_replaced_and_the_old_code_is_dead(meeting):
    row = add(meeting)
    old = active_pass(row)
    new = replace_pass(row, CLERK, AT, "hilang")
    db.session.commit()
    db.session.refresh(old)
    assert (old.state, new.state) == (PassState.REVOKED, PassState.ACTIVE)
    assert code_of(old) != code_of(new)
    withdraw_participant(row, CLERK, AT)
    restore_participant(row, CLERK, AT)
    assert active_pass(row).id == new.id


def test_passes_for_many_are_one_statement_and_never_two_per_person(meeting, query_counter):
    rows = make_participants(meeting, 300)
    db.session.commit()
    meeting_id, ids = meeting.id, [row.id for row in rows]
    with query_counter() as queries:
        issue_passes(meeting_id, ids, AT)
    assert len(queries) <= 2
    issue_passes(meeting_id, ids, AT)
    assert db.session.scalar(sa.select(sa.func.count(Pass.id))) == 300
    assert issue_pass(rows[0], AT).id == active_pass(rows[0]).id


def test_category_is_set_for_many_and_audited_for_each_that_changed(meeting):
    category = make_category(meeting, "Camat")
    rows = make_participants(meeting, 3)
    rows[0].category = category
    assert set_category(rows, category, CLERK, AT) == 2
    assert set_category(rows, None, CLERK, AT) == 3
    assert actions(meeting).count("participant.changed") == 5


def test_a_representative_comes_with_a_pass_of_their_own(meeting):
    camat = add(meeting)
    old = active_pass(camat)
    row = name_representative(camat, Details(name="Ani", position="Sekcam"), CLERK, AT, basis="Surat Tugas 800/12")
    db.session.commit()
    ani = row.representative
    assert (camat.status, ani.status) == (ParticipantStatus.REPLACED, ParticipantStatus.CONFIRMED)
    assert (ani.source, ani.institution) == (ParticipantSource.REPRESENTATIVE, "Kecamatan X")
    assert db.session.get(Pass, old.id).state is PassState.REPLACED
    assert active_pass(ani) is not None
    assert (camat.represented_by.id, ani.representing.id) == (row.id, row.id)
    with pytest.raises(Conflict):
        withdraw_participant(ani, CLERK, AT)

    end_representation(camat, CLERK, AT)
    db.session.commit()
    assert (camat.status, ani.status) == (ParticipantStatus.INVITED, ParticipantStatus.WITHDRAWN)
    assert (active_pass(camat).id, active_pass(ani)) == (old.id, None)
    end_representation(camat, CLERK, AT)
    assert actions(meeting).count("representative.ended") == 1


def test_who_came_is_not_represented_and_whose_representative_came_stays_so(meeting):
    session = make_session(meeting)
    camat, lurah = add(meeting), add(meeting, Details(name="Lurah", institution="Kelurahan Y"))
    row = name_representative(camat, Details(name="Ani"), CLERK, AT)
    make_attendance(session, row.representative)
    make_attendance(session, lurah)

    with pytest.raises(WrongState, match="Ani sudah tercatat hadir mewakili Dr. Budi Santoso"):
        end_representation(camat, CLERK, AT)
    with pytest.raises(WrongState, match="Lurah sudah tercatat hadir sendiri"):
        name_representative(lurah, Details(name="Dodi"), CLERK, AT)

    assert (row.ended_at, camat.status, row.representative.status) == (
        None,
        ParticipantStatus.REPLACED,
        ParticipantStatus.CONFIRMED,
    )
    assert lurah.status is ParticipantStatus.INVITED


def test_somebody_invited_anyway_can_represent_and_stays_when_it_ends(meeting):
    camat, ani = add(meeting), add(meeting, Details(name="Ani", institution="Kecamatan X"))
    row = name_representative(camat, Details(name="Ani"), CLERK, AT)
    db.session.commit()
    assert row.representative_id == ani.id
    end_representation(camat, CLERK, AT)
    db.session.commit()
    assert (ani.status, active_pass(ani) is not None) == (ParticipantStatus.INVITED, True)


def test_naming_somebody_invited_anyway_answers_nothing_for_them_but_takes_back_a_no(meeting):
    answers = {"Ani": ParticipantStatus.INVITED, "Budi": ParticipantStatus.CONFIRMED, "Cici": ParticipantStatus.DECLINED}
    for name, status in answers.items():
        person = add(meeting, Details(name=name, institution="Kecamatan X"))
        person.status, person.answered_at = status, None if status is ParticipantStatus.INVITED else AT
        name_representative(
            add(meeting, Details(name=f"Kepala {name}", institution="Kecamatan X")), details_of(person), CLERK, AT
        )
        db.session.commit()

        expected = status if name != "Cici" else ParticipantStatus.INVITED
        assert (person.representing is not None, person.status) == (True, expected)
        assert (person.answered_at is not None) == (name == "Budi")


ANI = Details(name="Ani Lestari", title_back="S.Sos.", institution="Dinas Sosial", phone="+6281100000001", position="Kabid")


def _names(meeting):
    db.session.expire_all()
    return sorted(db.session.scalars(sa.select(Participant.name).where(Participant.meeting_id == meeting.id)))


def test_a_namesake_from_elsewhere_is_asked_about_before_there_are_two(meeting):
    camat, ani = add(meeting), add(meeting, ANI)
    typed = Details(name="Ani Lestari, S.Sos.")
    with pytest.raises(PerhapsSame, match="Orang yang sama?") as asked:
        name_representative(camat, typed, CLERK, AT)
    assert asked.value.existing is ani and "Dinas Sosial" not in asked.value.message

    row = name_representative(camat, typed, CLERK, AT, same=True)
    db.session.commit()

    assert row.representative_id == ani.id and _names(meeting) == ["Ani Lestari", "Budi Santoso"]


def test_a_namesake_who_is_somebody_else_gets_a_row_of_their_own(meeting):
    camat, ani = add(meeting), add(meeting, ANI)
    row = name_representative(camat, Details(name="Ani Lestari"), CLERK, AT, same=False)
    db.session.commit()
    assert row.representative_id != ani.id and _names(meeting) == ["Ani Lestari", "Ani Lestari", "Budi Santoso"]


def test_the_same_name_and_number_is_the_same_person(meeting):
    camat, ani = add(meeting), add(meeting, ANI)
    assert name_representative(camat, Details(name="Ani Lestari", phone=ANI.phone), CLERK, AT).representative_id == ani.id


def test_another_nip_is_another_person(meeting):
    camat, ani = add(meeting), add(meeting, Details(name="Ani Lestari", institution="Dinas Sosial", nip="199001012023212001"))
    other = Details(name="Ani Lestari", nip="198609262015052001")
    assert name_representative(camat, other, CLERK, AT).representative_id != ani.id


def test_the_committee_s_page_asks_and_one_person_stands_once(meeting, sign_in):
    camat, ani = add(meeting), add(meeting, ANI)
    clerk = sign_in(make_officer(meeting.organisation, Role.COMMITTEE))
    address = f"/kegiatan/{meeting.id}/peserta/{camat.id}/wakil"
    typed = {"name": "Ani Lestari", "institution": camat.institution}

    asked = clerk.post(address, data=typed)
    assert asked.status_code == 422 and "Dinas Sosial" in asked.text and 'name="same" value="0"' in asked.text
    clerk.post(address, data=typed | {"same": "1"})

    assert db.session.scalars(sa.select(Representation.representative_id)).all() == [ani.id]
    assert _names(meeting) == ["Ani Lestari", "Budi Santoso"]


def test_who_cannot_represent(meeting):
    camat, lurah = add(meeting), add(meeting, Details(name="Lurah", institution="Kelurahan Y"))
    with pytest.raises(Conflict):
        name_representative(camat, BUDI, CLERK, AT)
    name_representative(camat, Details(name="Ani"), CLERK, AT)
    db.session.commit()
    with pytest.raises(Conflict):  # a second representative for one person
        name_representative(camat, Details(name="Cici"), CLERK, AT)
    db.session.rollback()
    with pytest.raises(Conflict):  # one person for two
        name_representative(lurah, Details(name="Ani", institution="Kecamatan X"), CLERK, AT)
    db.session.rollback()
    with pytest.raises(Conflict):  # somebody who is represented
        name_representative(lurah, BUDI, CLERK, AT)
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Representation.id))) == 1
    lurah.meeting.allow_representation = False
    with pytest.raises(NotAllowed):
        name_representative(lurah, Details(name="Dedi"), CLERK, AT)


def test_whom_the_committee_withdrew_represents_nobody_until_restored(meeting):
    camat, ani = add(meeting), add(meeting, Details(name="Ani", institution="Kecamatan X"))
    withdraw_participant(ani, CLERK, AT, "bukan pegawai lagi")
    db.session.commit()
    with pytest.raises(Unsuitable, match="Pulihkan dahulu"):
        name_representative(camat, Details(name="Ani"), CLERK, AT)
    db.session.rollback()
    assert (ani.status, active_pass(ani), camat.status) == (
        ParticipantStatus.WITHDRAWN,
        None,
        ParticipantStatus.INVITED,
    )

    restore_participant(ani, CLERK, AT)
    assert name_representative(camat, Details(name="Ani"), CLERK, AT).representative_id == ani.id


def test_a_representative_comes_again_unless_the_committee_withdrew_them_meanwhile(meeting):
    camat = add(meeting)
    ani = name_representative(camat, Details(name="Ani"), CLERK, AT).representative
    end_representation(camat, CLERK, AT + HOUR)
    assert name_representative(camat, Details(name="Ani"), CLERK, AT + HOUR).representative_id == ani.id

    end_representation(camat, CLERK, AT + 2 * HOUR)
    restore_participant(ani, CLERK, AT + 3 * HOUR)
    withdraw_participant(ani, CLERK, AT + 4 * HOUR)
    with pytest.raises(Unsuitable):
        name_representative(camat, Details(name="Ani"), CLERK, AT + 5 * HOUR)
    assert ani.status is ParticipantStatus.WITHDRAWN


def test_of_one_person_entered_twice_the_one_left_on_the_list_represents(meeting):
    camat, ani = add(meeting), Details(name="Ani", institution="Kecamatan X")
    pair = sorted([add(meeting, ani), add(meeting, ani, allow_similar=True)], key=lambda row: row.id)
    withdraw_participant(pair[0], CLERK, AT, "ganda")
    assert name_representative(camat, Details(name="Ani"), CLERK, AT).representative_id == pair[1].id


def test_the_list_of_a_finished_meeting_is_closed(app):
    meeting = make_meeting(state=MeetingState.FINISHED)
    row = make_participant(meeting, "Budi")
    for act in (
        lambda: add_participant(meeting, BUDI, CLERK, AT),
        lambda: change_participant(row, Details(name="Budi S."), CLERK, AT),
        lambda: withdraw_participant(row, CLERK, AT),
        lambda: name_representative(row, BUDI, CLERK, AT),
    ):
        with pytest.raises(WrongState):
            act()


@pytest.mark.parametrize(
    ("position", "institution", "order"),
    [
        ("Plt. Wali Kota Bogor", "", 100),
        ("Wakil Wali Kota", "", 200),
        ("Pimpinan", "DPRD Kota Bogor", 400),
        ("Plh. Sekretaris Daerah", "", 600),
        ("Staf Ahli Wali Kota", "", 1000),
        ("Kepala Dinas Kesehatan", "", 1000),
        ("Sekretaris Dinas Kesehatan", "", 1200),
        ("Kepala Bagian Umum", "", 1200),
        ("Sekretaris Camat Bogor Barat", "", 1200),
        ("Sekcam", "Kecamatan Bogor Barat", 1200),
        ("Inspektur Pembantu Wilayah I", "", 1200),
        ("Kepala Bidang Anggaran", "", 1250),
        ("Kabid Anggaran", "BPKAD", 1250),
        ("Kepala Seksi pada Bidang Anggaran", "", 1300),
        ("Kepala Subbagian Umum", "", 1300),
        ("Kasubid Mutasi", "", 1300),
        ("Kepala UPTD Metrologi", "", 1300),
        ("Plt. Lurah Bubulak", "", 1300),
        ("Gubernur Jawa Barat", "", 50),
        ("Mantan Wali Kota", "", 300),
        ("Narasumber", "", 1500),
    ],
)
def test_protocol_order_follows_the_position(position, institution, order):
    assert protocol_order(position, institution) == order


def _fields(row):
    details = details_of(row)
    return {name: getattr(details, name) for name in details.__slots__}

"""The rules of the check-in contract, seen through the API, on both databases."""

import json
from datetime import timedelta

from sqlalchemy import select

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.audit.reading import sentence
from meetings.domain.checkin.log import LogFilters, list_scans
from meetings.domain.participants import Details, name_representative, withdraw_participant
from meetings.domain.passes import replace_pass
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from meetings.models import AuditEntry, Scan
from tests.checkin.door import Door, ago, answered, rfc3339
from tests.factories import make_session


def test_first_scan_is_accepted_and_names_the_person(door: Door) -> None:
    person, code = door.add(
        "Siti Aminah", title_front="Dr.", title_back="M.Si.", position="Camat", institution="Kec. Tanah Sareal", seat="A1"
    )

    answer = door.post(door.scan(code)).json

    (result,) = answer["results"]
    assert (result["status"], result["reason"], result["first"]) == ("accepted", None, None)
    assert result["participant"] == {
        "id": person.id,
        "name": "Dr. Siti Aminah, M.Si.",
        "position": "Camat",
        "organisation": "Kec. Tanah Sareal",
        "category": None,
        "colour": None,
        "representing": None,
        "notes": "Kursi A1",
    }
    assert answer["counts"] == {"session": door.session.id, "expected": 1, "present": 1}
    assert answer["server_time"].endswith("Z")


def test_same_id_same_answer_whatever_happened_since(door: Door) -> None:
    person, code = door.add()
    scan = door.scan(code)
    first = door.send(scan)

    withdraw_participant(person, SYSTEM, clock.now())
    door.session.closed_at = clock.now() - timedelta(hours=1)
    door.session.capacity = 0
    db.session.commit()

    assert door.send(scan) == first
    assert door.send(scan, scan) == first * 2
    assert len(door.kept()) == 1


def test_a_refused_scan_gets_the_same_answer_after_the_door_has_opened(door: Door) -> None:
    _person, code = door.add()
    door.session.checkin_opens_at = clock.now() + timedelta(minutes=5)
    db.session.commit()
    scan = door.scan(code)

    assert door.send(scan)[0]["reason"] == "too_early"
    door.session.checkin_opens_at = None
    db.session.commit()

    assert door.send(scan)[0]["reason"] == "too_early"
    assert door.one(code)["status"] == "accepted"


def test_an_id_with_another_code_session_or_direction_is_a_conflict_and_changes_nothing(door: Door) -> None:
    _person, code = door.add()
    other, other_code = door.add()
    hall = make_session(door.meeting, title="Komisi A")
    scan = door.scan(code)
    door.send(scan)

    for change in ({"code": other_code}, {"session": hall.id}, {"direction": "out"}):
        (result,) = door.send(scan | change)
        assert (result["status"], result["reason"], result["id"]) == ("refused", "id_conflict", scan["id"])
        assert door.send(door.scan(other_code, session="x" * 16), scan | change)[1]["reason"] == "id_conflict"
    assert door.attended(other) == {}
    assert door.send(scan | {"scanned_at": ago(hours=1), "force": True})[0]["status"] == "accepted"


def test_a_second_scan_tells_when_where_and_by_whom_the_first_was(door: Door) -> None:
    _person, code = door.add()
    moment = clock.now() - timedelta(minutes=3)
    door.one(code, scanned_at=rfc3339(moment))
    _device, token = door.add_device("Meja 2", gate="Pintu B")

    result = door.one(code, token=token)

    assert (result["status"], result["reason"]) == ("already", None)
    assert result["first"]["at"] == answered(moment)
    assert (result["first"]["gate"], result["first"]["by"]) == ("Pintu A", "Meja 1")
    assert len(door.kept()) == 2


def test_codes_are_read_bare_or_from_links_in_any_case_with_lookalikes(door: Door) -> None:
    person, code = door.add()
    link = f"https://rapat.example.go.id/P/{code}"
    lookalike = code.replace("1", "l").replace("0", "o")

    for text in (code.lower(), f"  {code}\n", link, link.lower(), link.upper(), lookalike):
        assert door.one(text)["participant"]["id"] == person.id, text


def test_a_cut_off_or_wrong_code_is_unknown_and_only_its_hash_is_kept(door: Door) -> None:
    _person, code = door.add()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "2")

    for text in (code[:-1], code + "2", wrong, "M1", "https://example.com/", "\x00\ud800é"):
        result = door.one(text)
        assert (result["status"], result["reason"], result["participant"]) == ("refused", "unknown", None), text
    assert all(scan.code_hash and scan.participant_id is None for scan in door.kept())
    assert code[:-1] not in json.dumps([scan.result for scan in door.kept()])


def test_whoever_came_in_again_is_told_with_that_entry_and_the_first(door: Door) -> None:
    _person, code = door.add()
    _other, east = door.add_device("Meja 2", gate="Pintu B")
    came, again = ago(minutes=40), ago(minutes=10)
    door.one(code, scanned_at=came)
    assert "again" not in door.one(code)
    door.one(code, direction="out", scanned_at=ago(minutes=20))
    door.send(door.scan(code, scanned_at=again), token=east)

    repeated = door.one(code)

    assert (repeated["status"], repeated["first"]["gate"]) == ("already", "Pintu A")
    assert repeated["first"]["at"].startswith(came[:-1]) and repeated["again"].pop("at").startswith(again[:-1])
    assert repeated["again"] == {"gate": "Pintu B", "by": "Meja 2"}


def test_a_pass_of_another_meeting_is_told_apart_and_says_nothing_about_the_person(door: Door) -> None:
    other = Door(door.app)
    person, code = other.add()

    for result in (door.one(code), door.one(participant=person.id, method="search"), door.one(code, force=True)):
        assert (result["status"], result["reason"], result["participant"]) == ("refused", "wrong_meeting", None)


def test_found_by_name_uses_the_participants_id(door: Door) -> None:
    person, _code = door.add()

    assert door.one(participant=person.id, method="search")["status"] == "accepted"
    assert door.one(participant="aaaaaaaaaaaaaaaa", method="search")["reason"] == "unknown"


def test_revoked_passes_and_gone_people_are_refused_even_with_force(door: Door) -> None:
    _device, strong = door.add_device("Ketua meja", may_force=True)
    person, old = door.add()
    replace_pass(person, SYSTEM, clock.now(), "hilang")
    gone, code = door.add()
    withdraw_participant(gone, SYSTEM, clock.now())
    deleted, deleted_code = door.add(status=ParticipantStatus.DELETED)

    for sent in ({"code": old}, {"code": code}, {"participant": gone.id}, {"code": deleted_code}):
        result = door.one(**sent, token=strong, force=True)
        assert (result["status"], result["reason"]) == ("refused", "revoked"), sent
    assert door.one(door.code(person))["status"] == "accepted"


def test_replaced_says_who_comes_instead_and_the_representative_says_for_whom(door: Door) -> None:
    person, code = door.add("Bima Arya", position="Wali Kota")
    row = name_representative(
        person, Details("Ade Sarip", position="Sekretaris Daerah"), SYSTEM, clock.now(), basis="Surat tugas 1"
    )
    instead = row.representative

    result = door.one(code)

    assert (result["status"], result["reason"]) == ("refused", "replaced")
    assert "Ade Sarip" in result["participant"]["notes"]
    came = door.one(door.code(instead))
    assert came["status"] == "accepted"
    assert came["participant"]["representing"] == "Bima Arya, Wali Kota"


def test_declined_and_unconfirmed_are_warnings_until_the_meeting_refuses_them(door: Door) -> None:
    for status, reason in ((ParticipantStatus.DECLINED, "declined"), (ParticipantStatus.INVITED, "not_confirmed")):
        _person, code = door.add(status=status)
        result = door.one(code)
        assert (result["status"], result["reason"]) == ("accepted", reason)
    door.meeting.refuse_declined = door.meeting.refuse_unconfirmed = True
    db.session.commit()
    for status, reason in ((ParticipantStatus.DECLINED, "declined"), (ParticipantStatus.INVITED, "not_confirmed")):
        person, code = door.add(status=status)
        result = door.one(code)
        assert (result["status"], result["reason"]) == ("refused", reason)
        assert door.attended(person) == {}


def test_pending_people_are_never_checked_in_by_accident(door: Door) -> None:
    person, code = door.add(status=ParticipantStatus.PENDING)

    assert door.one(code)["reason"] == "not_confirmed"
    assert door.attended(person) == {}


def test_doors_open_and_close(door: Door) -> None:
    _person, code = door.add()
    door.session.checkin_opens_at = clock.now() - timedelta(minutes=30)
    door.session.checkin_closes_at = clock.now() - timedelta(minutes=10)
    db.session.commit()

    assert door.one(code, scanned_at=ago(minutes=31))["reason"] == "too_early"
    assert door.one(code)["reason"] == "too_late"
    assert door.one(code, scanned_at=ago(minutes=20), offline=True)["status"] == "accepted"
    assert door.one(code)["status"] == "already"


def test_a_session_closed_by_its_secretary_lets_nobody_in(door: Door) -> None:
    _person, code = door.add()
    door.session.closed_at = clock.now() - timedelta(minutes=1)
    db.session.commit()

    assert door.one(code)["reason"] == "too_late"


def test_only_invited_sessions_open(door: Door) -> None:
    person, code = door.add(limited=True)
    hall = make_session(door.meeting, title="Komisi A")
    foreign = Door(door.app).session
    db.session.execute(Scan.metadata.tables["participant_session"].insert().values(participant_id=person.id, session_id=hall.id))
    db.session.commit()

    assert door.one(code)["reason"] == "wrong_session"
    assert door.one(code, session=foreign.id)["reason"] == "wrong_session"
    assert door.one(code, session="tidakada")["reason"] == "wrong_session"
    assert door.one(code, session=hall.id)["status"] == "accepted"


def test_capacity_is_exact_and_leaving_makes_room(door: Door) -> None:
    people = [door.add() for _ in range(4)]
    door.session.capacity = 2
    db.session.commit()

    results = door.send(*(door.scan(code) for _person, code in people[:3]))
    assert [r["reason"] or r["status"] for r in results] == ["accepted", "accepted", "capacity"]
    assert door.one(people[3][1])["reason"] == "capacity"
    assert door.one(people[0][1])["status"] == "already"
    assert door.one(people[0][1], direction="out")["status"] == "accepted"
    assert door.one(people[3][1])["status"] == "accepted"
    assert door.one(people[0][1])["reason"] == "capacity"


def test_a_device_checks_in_at_its_own_sessions_only(door: Door) -> None:
    _person, code = door.add()
    hall = make_session(door.meeting, title="Komisi A")
    _device, token = door.add_device("Meja komisi", sessions=[hall])

    assert door.one(code, token=token)["reason"] == "device_not_allowed"
    assert door.one(code, token=token, session=hall.id)["status"] == "accepted"


def test_force_turns_a_refusal_into_an_attendance_and_the_audit_says_so(door: Door) -> None:
    _device, strong = door.add_device("Ketua meja", may_force=True)
    person, code = door.add("Bambang", status=ParticipantStatus.PENDING)
    door.session.capacity = 0
    door.session.checkin_closes_at = clock.now() - timedelta(minutes=1)
    db.session.commit()

    assert door.one(code, force=True)["status"] == "refused"
    assert door.one(code, token=strong)["status"] == "refused"
    result = door.one(code, token=strong, force=True)

    assert (result["status"], result["reason"]) == ("accepted", "not_confirmed")
    assert door.session.id in door.attended(person)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "checkin.forced")).one()
    assert (entry.actor_name, entry.target_name, entry.data["overruled"]) == ("Ketua meja", "Bambang", "not_confirmed")


def test_why_a_rule_was_overruled_is_kept_with_the_scan_also_of_one_that_arrives_late(door: Door) -> None:
    _device, strong = door.add_device("Ketua meja", may_force=True)
    people = {name: door.add(name, status=ParticipantStatus.PENDING)[1] for name in ("Ada", "Luring", "Diam", "Panjang")}
    welcome = door.add("Biasa")[1]
    why = {"force": True, "force_reason": "leader", "force_note": " izin  Sekda "}

    door.one(people["Ada"], token=strong, **why)
    door.one(people["Luring"], token=strong, **why, offline=True, scanned_at=ago(minutes=5))
    door.one(people["Diam"], token=strong, force=True)  # a program that does not ask
    door.one(people["Panjang"], token=strong, force=True, force_reason="other", force_note="x" * 400)
    door.one(welcome, token=strong, **why)  # nothing to overrule, so nothing to tell
    bad = door.one(people["Diam"], token=strong, force=True, force_reason="because")

    lines = {line.name: line for line in list_scans(door.meeting.id, LogFilters(outcome="accepted"), 1, 25).items}
    assert {name: line.why for name, line in lines.items()} == {
        "Ada": "Diizinkan pimpinan atau panitia: izin Sekda",
        "Luring": "Diizinkan pimpinan atau panitia: izin Sekda",
        "Diam": "",
        "Panjang": f"Alasan lain: {'x' * 300}",
        "Biasa": "",
    }
    assert "dipaksa petugas: Diizinkan pimpinan atau panitia: izin Sekda" in lines["Ada"].remarks
    assert "dipaksa petugas" in lines["Diam"].remarks and bad["reason"] == "invalid"
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "checkin.forced")).all()
    told = {entry.target_name: sentence(entry) for entry in entries}
    assert told["Ada"].endswith("(Belum mengonfirmasi): Diizinkan pimpinan atau panitia: izin Sekda")
    assert told["Diam"].endswith("(Belum mengonfirmasi): –")


def test_force_also_lets_a_represented_person_in(door: Door) -> None:
    _device, strong = door.add_device("Ketua meja", may_force=True)
    person, code = door.add()
    name_representative(person, Details("Ade"), SYSTEM, clock.now())

    assert door.one(code, token=strong, force=True)["status"] == "accepted"

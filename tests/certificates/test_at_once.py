"""Certificates issued by two people and two workers at once: nobody has two, and the numbers follow each other without a gap."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain.audit import Actor
from meetings.domain.certificates.issuing import start_issuing
from meetings.domain.certificates.members import add_members, known_members
from meetings.domain.certificates.rules import begin, rule_of
from meetings.enums import CertificateNumbering, Role
from meetings.errors import MeetingsError
from meetings.extensions import db
from meetings.jobs.tasks import run_tasks
from meetings.models import Certificate, Meeting, TaskRun
from tests.checkin.door import Door, Enter, place, staff
from tests.factories import make_participant
from tests.factories.accounts import make_official
from tests.factories.minutes import make_attendance

PEOPLE = 60  # more than one step of a run


@pytest.fixture
def door(app: Flask) -> Door:
    """A session that is over, at which many were."""
    made = Door(app)
    start = clock.now().replace(microsecond=0) - timedelta(hours=5)
    made.session.starts_at, made.session.ends_at = start, start + timedelta(hours=3)
    for number in range(PEOPLE):
        make_attendance(made.session, make_participant(made.meeting, f"Peserta {number:02d}"))
    begin(made.meeting, clock.now())
    rule_of(made.meeting).signer = {"official": make_official(made.meeting.organisation).id}
    db.session.commit()
    return made


def at_once(app: Flask, *works: Callable[[], object]) -> list[object]:
    """What each of them came to, all begun together."""
    gate, outcomes = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        with app.app_context():
            try:
                if db.engine.dialect.name == "postgresql":
                    db.session.execute(sa.text("SET lock_timeout = '120s'"))
                gate.wait(60)
                outcomes.append(work())
            except MeetingsError as error:
                db.session.rollback()
                outcomes.append(error.code)
            except Exception as error:  # else the thread would end without a word
                outcomes.append(repr(error))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(each,)) for each in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join(240)
    return outcomes


@pytest.mark.parametrize("numbering", list(CertificateNumbering))
def test_two_who_issue_at_once_double_nobody_and_leave_no_gap(app: Flask, door: Door, numbering: CertificateNumbering) -> None:
    rule_of(door.meeting).numbering = numbering
    db.session.commit()
    meeting_id = door.meeting.id

    def press(name: str) -> str:
        start_issuing(db.session.get_one(Meeting, meeting_id), Actor("user", None, name), clock.now())
        db.session.commit()
        return "begun"

    pressed = at_once(app, lambda: press("Ani"), lambda: press("Budi"))
    worked = at_once(app, run_tasks, run_tasks)

    db.session.expire_all()
    assert sorted(map(str, pressed)) == ["begun", "wrong_state"] and worked == [None, None]
    made = db.session.scalars(sa.select(Certificate).where(Certificate.meeting_id == meeting_id)).all()
    assert len(made) == len({each.participant_id for each in made}) == PEOPLE
    assert {each.version for each in made} == {1}
    own = r"-(\d+)$" if numbering is CertificateNumbering.SHARED else r"^(?:\d+(?:\.\d+)*/)?(\d+)"
    numbers = sorted(int(re.search(own, each.number)[1]) for each in made)
    assert numbers == list(range(numbers[0], numbers[0] + PEOPLE)), made[0].number
    run = db.session.scalars(sa.select(TaskRun)).one()
    assert (run.total, run.position) == (PEOPLE, PEOPLE)


def test_the_committee_is_added_from_accounts_and_as_pasted_or_not_at_all(door: Door, sign_in: Enter) -> None:
    client = sign_in(staff(door, Role.COMMITTEE))
    address = place(door, "sertifikat/panitia/tambah-banyak")
    known = known_members(door.meeting)[0]
    assert f"{known.name}, {known.duty}" in client.get(address).text

    refused = client.post(address, data={"pasted": "Ani; Ketua\nBudi"})
    assert refused.status_code == 422 and "Orang ke-2 (Budi): perannya belum ditulis." in refused.text
    refused = client.post(address, data={"pasted": "Ani; Ketua; ani@bogor.example"})
    assert refused.status_code == 422 and "Orang ke-1 (Ani): surel tidak ditulis di sini" in refused.text
    pasted = "No.\tNama\tPeran\n1\tDr. Ani, M.Si.\tKetua\tSetda\nBudi\tAnggota\nBudi; Anggota"
    told = client.post(address, data={"known": "0", "pasted": pasted}, follow_redirects=True).text

    assert "3 orang ditambahkan. 1 sudah ada dalam daftar." in told
    found = db.session.scalars(sa.select(Certificate).order_by(Certificate.created_at, Certificate.id)).all()
    assert {(each.name, each.duty, each.institution) for each in found} >= {
        ("Dr. Ani, M.Si.", "Ketua", "Setda"),
        ("Budi", "Anggota", ""),
    }
    assert known not in known_members(door.meeting)
    with pytest.raises(MeetingsError):
        add_members(door.meeting, [], Actor("user", None, "Ani"), clock.now())

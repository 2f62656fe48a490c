"""``flask load-test``: what it prepares works, and nothing of it stays."""

import json
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from meetings.extensions import db
from meetings.models import Attendance, Device, Meeting, Organisation, Participant, Pass, Scan, Session
from tests.checkin.door import Door

TABLES = (Attendance, Device, Meeting, Organisation, Participant, Pass, Scan, Session)


def rows() -> dict[str, int]:
    return {table.__name__: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES}


def test_the_file_is_all_a_client_needs_and_remove_clears_everything(app: Flask, door: Door, tmp_path: Path) -> None:
    before, out = rows(), tmp_path / "load.json"
    runner = app.test_cli_runner()

    assert runner.invoke(args=["load-test", "prepare", "--participants", "40", "--out", str(out)]).exit_code == 0
    made = json.loads(out.read_text())

    assert set(made) == {"base_path", "meeting", "session", "token", "codes"}
    assert made["base_path"] == "/api/v1" and len(set(made["codes"])) == 40
    scans = [door.scan(code, session=made["session"]) for code in made["codes"]]
    address = f"{made['base_path']}/meetings/{made['meeting']}/scans"
    for scan in scans:
        answer = door.client.post(address, json={"scans": [scan]}, headers={"Authorization": f"Bearer {made['token']}"})
        assert [(r["status"], r["reason"]) for r in answer.json["results"]] == [("accepted", None)]
    assert answer.json["counts"] == {"session": made["session"], "expected": 40, "present": 40}
    assert db.session.get_one(Meeting, made["meeting"]).is_load_test
    assert db.session.scalar(select(Device.scans_per_minute).where(Device.meeting_id == made["meeting"])) is None

    assert runner.invoke(args=["load-test", "remove", str(out)]).exit_code == 0

    assert rows() == before and not out.exists()


def test_a_real_meeting_is_never_removed(app: Flask, door: Door, tmp_path: Path) -> None:
    file = tmp_path / "load.json"
    file.write_text(json.dumps({"meeting": door.meeting.id}))

    answer = app.test_cli_runner().invoke(args=["load-test", "remove", str(file)])

    assert answer.exit_code != 0 and file.exists()
    assert db.session.get(Meeting, door.meeting.id) is not None

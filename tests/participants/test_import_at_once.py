"""Two clicks at the same moment, and kill -9 in the middle: every person goes in once, or nobody does."""

import os
import signal
import subprocess
import sys
import threading

import sqlalchemy as sa

from meetings.domain.participants.running import ImportOptions, run_import
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import AuditEntry, Participant, ParticipantImport, Pass
from tests.participants.conftest import AT, CLERK
from tests.support.databases import environment

ONE_THAT_DIES = """
import os, signal, sys
from meetings import create_app
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import running
from meetings.extensions import db
from meetings.models import ParticipantImport

running.issue_passes = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
with create_app().app_context():
    staged = db.session.get_one(ParticipantImport, sys.argv[1])
    running.run_import(staged, running.ImportOptions(), SYSTEM, staged.created_at)
"""


def counted() -> list[int | None]:
    """Participants, their passes, and entries that tell of an import."""
    imported = sa.select(sa.func.count(AuditEntry.id)).where(AuditEntry.action == "participants.imported")
    counts = (sa.select(sa.func.count(Participant.id)), sa.select(sa.func.count(Pass.id)), imported)
    return [db.session.scalar(count) for count in counts]


def test_of_two_clicks_at_the_same_moment_one_imports(app, stage):
    staged_id = stage("peserta-rapi.csv").id
    together, outcomes = threading.Barrier(2), []

    def click():
        with app.app_context():
            staged = db.session.get_one(ParticipantImport, staged_id)
            db.session.rollback()
            together.wait()
            try:
                outcomes.append(run_import(staged, ImportOptions(), CLERK, AT)["added"])
                db.session.commit()
            except Conflict as error:
                db.session.rollback()
                outcomes.append(error.message)

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert sorted(map(str, outcomes)) == ["250", "Berkas ini sudah diimpor."]
    assert counted() == [250, 250, 1]


def test_killed_in_the_middle_nobody_is_in_and_the_same_upload_goes_in_afterwards(app, stage):
    staged, settings = stage("peserta-rapi.csv"), app.config["SETTINGS"]
    dies = subprocess.run(
        [sys.executable, "-c", ONE_THAT_DIES, staged.id],
        env={**os.environ, **environment(settings.instance_path, settings.database_url)},
        capture_output=True,
        check=False,
    )
    assert dies.returncode == -signal.SIGKILL, dies.stderr.decode()
    assert counted() == [0, 0, 0]
    assert run_import(staged, ImportOptions(), CLERK, AT)["added"] == 250
    db.session.commit()
    assert counted() == [250, 250, 1]

"""What devices ask of the door: a thousand scans that waited, the roster of 5,000 people, and what has changed since.

``python -m tests.load.calls [DATABASE …]`` prints milliseconds of our processor, the least of several runs; exit code 1 when a limit was not kept.
"""

import contextvars
import gzip
import json
import sys
from collections.abc import Sequence

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from meetings import clock
from meetings.domain.passes import code_of, issue_passes
from meetings.enums import PassState
from meetings.extensions import db
from meetings.models import Participant, Pass
from tests.checkin.door import Door, ago
from tests.load.doors import least
from tests.load.filling import refresh_statistics
from tests.load.lists import person_of
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

PEOPLE, BATCH, CHANGED = 5_000, 1_000, 10
SENT_AGAIN = 30 * CHANGED  # within a minute after an import, SQLite's cursor knows cells of some people
BATCH_LIMIT = 500.0  # milliseconds
WHOLE_LIMIT = 300.0
SIZE_LIMIT = 300.0  # kB on the wire
DELTA_LIMIT = 20.0


class Measured(Door):
    """A door whose calls are not compared with their description: only what the service does is measured."""

    def ask(self, what: str, **how: object) -> TestResponse:
        """The answer, read whole, in a request of its own."""
        path = f"/api/v1/meetings/{self.meeting.id}/{what}"
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Encoding": "gzip"}
        answer = contextvars.Context().run(lambda: FlaskClient.open(self.client, path, headers=headers, **how))  # type: ignore[arg-type]  # -- stubs
        assert answer.status_code == 200
        answer.get_data()
        return answer

    def people(self) -> list[str]:
        """The codes of 5,000 people, who have just been imported."""
        people = [person_of(self.meeting, number) for number in range(PEOPLE)]
        db.session.execute(sa.insert(Participant), people)
        issue_passes(self.meeting.id, [str(person["id"]) for person in people], clock.now())
        mine = sa.select(Pass).where(Pass.meeting_id == self.meeting.id, Pass.state == PassState.ACTIVE)
        codes = [code_of(row) for row in db.session.scalars(mine)]
        db.session.commit()
        refresh_statistics()
        return codes

    def rosters(self) -> tuple[float, float, float, int]:
        """The whole roster, made: milliseconds, and kB on the wire; what has changed of ten: milliseconds, and how many are told of."""
        first = least(lambda: self.ask("roster"), 1)
        whole = self.ask("roster").get_data()
        cursor = json.loads(gzip.decompress(whole))["cursor"]
        chosen = sa.select(Participant.id).where(Participant.meeting_id == self.meeting.id).limit(CHANGED)
        changed = {"seat": "A1", "updated_at": clock.now()}
        db.session.execute(sa.update(Participant).where(Participant.id.in_(chosen)).values(changed))
        db.session.commit()
        told = len(json.loads(gzip.decompress(self.ask("roster", query_string={"since": cursor}).get_data()))["participants"])
        return first, len(whole) / 1000, least(lambda: self.ask("roster", query_string={"since": cursor})), told

    def batches(self, codes: list[str]) -> float:
        """Milliseconds for a thousand scans that waited in a device."""
        pieces = [codes[start : start + BATCH] for start in range(0, PEOPLE, BATCH)]
        sent = iter([[self.scan(code, offline=True, scanned_at=ago(minutes=9)) for code in piece] for piece in pieces])
        return least(lambda: self.ask("scans", method="POST", json={"scans": next(sent)}), len(pieces))


def run(kinds: Sequence[str] = (SQLITE, POSTGRES)) -> bool:
    """Measure and print; True when every limit was kept."""
    kept, databases = True, Databases()
    try:
        for kind in kinds:
            app = make_app(databases.folder / kind, databases.create(kind))
            with app.app_context():
                door = Measured(app)
                codes = door.people()
                first, size, delta, told = door.rosters()
                batch = door.batches(codes)
                fine = batch <= BATCH_LIMIT and first <= WHOLE_LIMIT and size <= SIZE_LIMIT
                fine = fine and delta <= DELTA_LIMIT and told <= SENT_AGAIN
                kept = fine and kept
                print(
                    f"{'' if fine else '! '}{kind}: {BATCH} pindaian {batch:.0f} ms; daftar {PEOPLE} peserta {first:.0f} ms, {size:.0f} kB;"
                    f" {CHANGED} perubahan sesudah impor {delta:.1f} ms ({told} orang)",
                    flush=True,
                )
                db.session.remove()
                db.engine.dispose()
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run(*([sys.argv[1:]] if sys.argv[1:] else [])) else 1)

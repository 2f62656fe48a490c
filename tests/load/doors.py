"""Doors without a clerk: the board of 5,000 people that nothing has changed on, the hall's screen, and a hall that checks itself in.

``python -m tests.load.doors [GUESTS [DATABASE …]]`` prints milliseconds of our processor, the least of several runs; exit code 1 when a limit was not kept.
"""

import contextvars
import sys
import time
from collections.abc import Callable, Sequence

from flask.testing import FlaskClient

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.board import board_mark
from meetings.domain.checkin.hall_codes import hall_code, step_at
from meetings.domain.checkin.screens import create_screen, screen_token
from meetings.domain.passes import code_of, issue_pass
from meetings.enums import ScreenKind
from meetings.extensions import db
from meetings.models import Participant, Session
from tests.factories import make_participant, make_session
from tests.factories.whole import make_whole_meeting
from tests.load.filling import Size, fill
from tests.support.client import signed_in
from tests.support.databases import POSTGRES, SQLITE, Databases, make_app

PEOPLE, GUESTS, TURNS = 5_000, 1_000, 20
KNOWN_LIMIT = 2.0  # milliseconds
SCREEN_LIMIT = 5.0
HALL_LIMIT = 60.0  # seconds for a thousand guests, one after the other


def least(work: Callable[[], object], turns: int = TURNS) -> float:
    """Milliseconds of this process, the least of several runs."""

    def once() -> float:
        began = time.process_time()
        work()
        return 1000 * (time.process_time() - began)

    return min(once() for _turn in range(turns))


def ask(client: FlaskClient, path: str, **how: object) -> int:
    """The status of an answer, read whole, in a request of its own."""
    return contextvars.Context().run(lambda: FlaskClient.open(client, path, **how).status_code)  # type: ignore[arg-type]  # -- stubs


def known(client: FlaskClient, path: str) -> float:
    """What a 304 of this address costs."""
    etag = contextvars.Context().run(FlaskClient.open, client, path).headers["ETag"]
    assert ask(client, path, headers={"If-None-Match": etag}) == 304
    return least(lambda: ask(client, path, headers={"If-None-Match": etag}))


def made(client: FlaskClient, path: str) -> float:
    """What the whole answer costs."""
    return least(lambda: ask(client, path))


def board(session: Session) -> float:
    """What the board itself does for a 304, beyond the rights that every page asks for."""

    def judge() -> None:
        board_mark(db.session.get_one(Session, session.id), clock.now(), None, "", 10)
        db.session.rollback()

    return least(judge)


def run(guests: int = GUESTS, kinds: Sequence[str] = (SQLITE, POSTGRES)) -> bool:
    """Measure and print; True when every limit was kept."""
    kept, databases = True, Databases()
    try:
        for kind in kinds:
            app = make_app(databases.folder / kind, databases.create(kind))
            with app.app_context():
                whole = make_whole_meeting(people=10, rows=2)
                session = make_session(whole.meeting, title="Pleno")
                whole.meeting.self_checkin = True
                db.session.commit()
                fill(whole, Size(people=PEOPLE, meetings=5, scans=2 * PEOPLE, entries=100, actions=10))
                screen = create_screen(whole.meeting, ScreenKind.SELF, "Aula", session, "", SYSTEM, clock.now())
                people: list[Participant] = [
                    make_participant(whole.meeting, f"Mandiri {number}", identity_key=f"mandiri:{number}")
                    for number in range(guests)
                ]
                codes = [code_of(issue_pass(person, clock.now())) for person in people]
                client, screen_id, session_id = signed_in(app, whole.administrator), screen.id, session.id
                phone = app.test_client()
                db.session.commit()
                path = f"/layar/{screen_token(screen_id)}/isi"
                same, shown, drawn = board(session), known(client, path), made(client, path)
                whole_board = known(client, f"/kegiatan/{whole.meeting.id}/check-in/angka/{session_id}")
                floor = made(client, "/healthz")

                began, steps = time.perf_counter(), time.process_time()
                for code in codes:
                    typed = hall_code(screen, session_id, step_at(clock.now()))
                    assert ask(phone, f"/p/{code}/hadir", method="POST", data={"layar": typed}) == 302
                taken, each = time.perf_counter() - began, 1000 * (time.process_time() - steps) / guests
                page, whole_page = made(phone, f"/p/{codes[0]}/hadir"), made(phone, f"/p/{codes[0]}")
                fine = (
                    max(same, whole_board) <= KNOWN_LIMIT
                    and max(shown, drawn, page) <= SCREEN_LIMIT
                    and taken * GUESTS / guests <= HALL_LIMIT
                )
                kept = fine and kept
                print(
                    f"{'' if fine else '! '}{kind}: papan 304 {same:.2f} ms, dengan hak {whole_board:.2f} ms; layar 304 {shown:.2f} ms, baru {drawn:.2f} ms;"
                    f" {guests} tamu {taken:.1f} s, {each:.2f} ms CPU seorang, jawabannya {page:.2f} ms, tanda masuknya {whole_page:.2f} ms; halaman kosong {floor:.2f} ms",
                    flush=True,
                )
                db.session.remove()
                db.engine.dispose()
    finally:
        databases.close()
    return kept


if __name__ == "__main__":
    sys.exit(0 if run(*(int(argument) for argument in sys.argv[1:2]), *([sys.argv[2:]] if sys.argv[2:] else [])) else 1)

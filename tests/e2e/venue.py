"""A meeting with open doors in a running service, and a clerk who works at one of them."""

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from meetings import clock
from meetings.domain.audit import Actor
from meetings.domain.checkin.devices import create_device, revoke_device
from meetings.domain.participants.details import Details
from meetings.domain.participants.members import withdraw_participant
from meetings.domain.participants.representation import name_representative
from meetings.domain.passes import active_pass, code_of, issue_pass
from meetings.enums import ParticipantStatus
from meetings.extensions import db
from meetings.models import Attendance, Device, Meeting, Participant, Scan, Session, participant_session
from tests.factories.meetings import make_category, make_meeting, make_session
from tests.factories.participants import make_participant
from tests.support.live import Service

CLERK = Actor("user", None, "Panitia")
STRANGE_NAME = "<b>O'Neil</b> {x} ꦲꦏ꧀ꦱꦫ"
# The door decides by itself after 2.5 s, puts a green verdict away after 5 and a warning after 12: on a machine many times slower
# than a phone that would be before the service has answered, or before the test has looked. `hurried` brings the real times back.
UNHURRIED = """{
  const real = setTimeout;
  const longer = { 2500: 60000, 5000: 60000, 12000: 60000 };
  globalThis.setTimeout = (work, delay, ...rest) => real(work, (!globalThis.hurried && longer[delay]) || delay, ...rest);
}"""


@dataclass
class Venue:
    """``codes`` by short name of the person: budi, siti (not answered), ade (replaced by wakil), strange (other session only), gone."""

    service: Service
    meeting: str = ""
    session: str = ""
    codes: dict[str, str] = field(default_factory=dict)
    devices: list[str] = field(default_factory=list)

    def pairing_code(self, *, gate: str = "Pintu Utama", **given: bool) -> str:
        """A fresh device's code."""
        with self.service.data():
            meeting = db.session.get_one(Meeting, self.meeting)
            device, code = create_device(meeting, f"Meja {len(self.devices) + 1}", gate, CLERK, clock.now(), **given)
            db.session.commit()
            self.devices.append(device.id)
        return code

    def link(self, who: str) -> str:
        """What the QR on that person's letter says."""
        return f"HTTPS://RAPAT.KOTABOGOR.GO.ID/P/{self.codes[who]}"

    def scanner(self, code: str = "") -> str:
        """The scanner's address, with the code as a pairing link has it."""
        return f"{self.service.url}/pindai/{'#' + code if code else ''}"

    def revoke_devices(self) -> None:
        """As the organiser does."""
        with self.service.data():
            for id in self.devices:
                device = db.session.get_one(Device, id)
                revoke_device(device, CLERK, clock.now())
            db.session.commit()

    def change(self, work: Callable[[Meeting], None]) -> None:
        """Change the meeting's rows."""
        with self.service.data():
            work(db.session.get_one(Meeting, self.meeting))
            db.session.commit()

    def scans(self) -> list[dict[str, Any]]:
        """What the service has recorded, oldest first."""
        with self.service.data():
            rows = db.session.scalars(db.select(Scan).where(Scan.meeting_id == self.meeting).order_by(Scan.scanned_at))
            return [
                {
                    "id": row.id,
                    "status": row.status.value,
                    "reason": row.reason and row.reason.value,
                    "offline": row.offline,
                    "method": row.method.value,
                    "direction": row.direction.value,
                    "force": row.force,
                    "why": (row.force_reason and row.force_reason.value, row.force_note),
                }
                for row in rows
            ]

    def present(self) -> set[str]:
        """Names of those present in the open session."""
        with self.service.data():
            rows = db.session.scalars(
                db.select(Participant.name)
                .join(Attendance, Attendance.participant_id == Participant.id)
                .where(Attendance.session_id == self.session)
            )
            return set(rows)


def open_venue(service: Service, crowd: int = 20) -> Venue:
    """A meeting whose first session is open now and whose second opens in hours; ``crowd`` people besides the named ones."""
    venue = Venue(service)
    with service.data():
        now = clock.now()
        meeting = make_meeting(allow_representation=True)
        first = make_session(meeting, title="Pembukaan dan Pleno I")
        later = make_session(meeting, now + timedelta(hours=5), title="Sidang Komisi A", room="Ruang Cempaka")
        heads = make_category(meeting, "Kepala Perangkat Daerah", colour="#1f6feb")
        people = {
            "budi": make_participant(
                meeting, "Budi Santoso", position="Kepala Dinas", institution="Dinas Pekerjaan Umum", category=heads, seat="A-12"
            ),
            "siti": make_participant(
                meeting, "Siti Aminah", position="Lurah", institution="Kelurahan Tegalega", status=ParticipantStatus.INVITED
            ),
            "ade": make_participant(meeting, "Ade Sarip Hidayat", position="Sekretaris Daerah", institution="Sekretariat Daerah"),
            "strange": make_participant(meeting, STRANGE_NAME, limited=True),
            "gone": make_participant(meeting, "Rudi Hartono"),
        }
        db.session.execute(participant_session.insert().values(participant_id=people["strange"].id, session_id=later.id))
        people |= {
            f"guest{n}": make_participant(meeting, f"Tamu Nomor {n}", institution="Kecamatan Bogor Tengah") for n in range(crowd)
        }
        venue.codes = {who: code_of(issue_pass(person, now)) for who, person in people.items()}
        stand_in = Details(name="Hanafi", position="Asisten Perekonomian", institution="Sekretariat Daerah")
        row = name_representative(people["ade"], stand_in, CLERK, now)
        issued = active_pass(row.representative)
        assert issued is not None
        venue.codes["wakil"] = code_of(issued)
        withdraw_participant(people["gone"], CLERK, now)
        venue.meeting, venue.session = meeting.id, first.id
        db.session.commit()
    return venue


def end_meeting(meeting: Meeting) -> None:
    """Let every session have ended yesterday."""
    for session in db.session.scalars(db.select(Session).where(Session.meeting_id == meeting.id)):
        length = session.ends_at - session.starts_at
        session.starts_at = clock.now() - timedelta(days=1)
        session.ends_at = session.starts_at + length


class Clerk:
    """Hands at the scanner page."""

    def __init__(self, page: Page, venue: Venue) -> None:
        self.page = page
        self.venue = venue
        page.add_init_script(UNHURRIED)

    def pair(self, **given: bool) -> None:
        """Follow a pairing link, of a device that may what is ``given``, and wait for the door."""
        self.page.goto(self.venue.scanner(self.venue.pairing_code(**given)))
        self.page.wait_for_selector("#door:not([hidden])")
        self.page.wait_for_selector("#session-title:has-text('Pleno')")
        self.page.wait_for_selector("#link.online")

    def type(self, text: str) -> None:
        """Read a code with a keyboard scanner."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def verdict(self, tone: str, text: str = "") -> str:
        """Wait for a verdict of this tone (good, warn, bad) that holds the text; returns all of it."""
        shown = self.page.locator(f"#verdict.{tone}:not([hidden])", has_text=text)
        shown.wait_for()
        return shown.inner_text()

    def close(self) -> None:
        """Put the verdict away."""
        self.page.keyboard.press("Escape")
        self.page.wait_for_selector("#verdict", state="hidden")

    def later(self, milliseconds: int) -> None:
        """Let the time pass within which the door ignores a code that it has just read."""
        self.page.evaluate("(more) => { const now = performance.now(); performance.now = () => now + more; }", milliseconds)

    def expect_waiting(self, text: str) -> None:
        """Wait until the status line says this of the queue."""
        expect(self.page.locator("#waiting")).to_have_text(text)

    def expect_history(self, *lines: str) -> Locator:
        """Open the last scans and wait until they tell this, newest first; returns their rows."""
        self.page.click(".tabs [data-panel=history]")
        rows = self.page.locator("#history .person")
        expect(rows).to_contain_text(list(lines))
        return rows

    def stored(self) -> dict[str, int]:
        """How many rows each store of the device holds."""
        return self.page.evaluate(
            """async () => {
              const db = await new Promise((done) => { const q = indexedDB.open("scanner"); q.onsuccess = () => done(q.result); });
              const count = (name) => new Promise((done) => { const q = db.transaction(name).objectStore(name).count(); q.onsuccess = () => done(q.result); });
              const rows = {};
              for (const name of db.objectStoreNames) rows[name] = await count(name);
              db.close();
              return rows;
            }"""
        )


def chromium_path() -> str:
    """Where Chromium is, for tests that start one of their own."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path is not None, "Chromium is missing: apt-get install chromium"
    return path


def kill_browser(profile: Path) -> None:
    """kill -9 every process of the browser that uses this profile folder."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(profile).encode() in entry.read_bytes():
                os.kill(int(entry.parent.name), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            continue

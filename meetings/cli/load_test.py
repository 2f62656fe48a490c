"""``flask load-test``: a throw-away meeting with passes and a device, so that anybody can load the scan call."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask.cli import with_appcontext

from meetings import clock, passcode
from meetings.cli.users import CONSOLE
from meetings.domain.accounts.tokens import token_hash
from meetings.domain.meetings import touch_roster
from meetings.domain.passes import code_of, issue_passes
from meetings.domain.seals import released
from meetings.enums import MeetingKind, MeetingState, OrganisationKind, ParticipantSource, ParticipantStatus
from meetings.extensions import db
from meetings.models import Device, Meeting, Organisation, Participant, Pass, Session

BASE_PATH = "/api/v1"
TITLE = "Uji beban"
ZONE = "Asia/Jakarta"
DOORS = timedelta(hours=12)  # before the session, for scans that claim to be older
LASTS = timedelta(days=7)


@click.group(name="load-test")
def load_test() -> None:
    """Kegiatan sementara untuk menguji beban panggilan pindai."""


@load_test.command()
@click.option(
    "--participants",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    help="Banyaknya peserta.",
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Berkas JSON yang ditulis.")
@with_appcontext
def prepare(participants: int, out: Path) -> None:
    """Membuat kegiatan sementara dan menulis alamat, token, dan kode tanda masuknya."""
    try:
        out.touch(mode=0o600, exist_ok=False)  # before anything is made: without the file nobody could remove it again
    except FileExistsError:  # perhaps that of another meeting, which nobody could remove any more
        raise click.ClickException(f"{out} sudah ada dan tidak diubah. Pilih nama lain.") from None
    except OSError as error:
        raise click.ClickException(f"{out} tidak dapat ditulisi: {error.strerror}") from None
    at = clock.now()
    meeting, session = _make_meeting(at)
    _add_participants(meeting, participants, at)
    token = passcode.new_secret()
    device = Device(
        meeting_id=meeting.id,
        name=TITLE,
        gate="Pintu uji",
        may_force=False,
        token_hash=token_hash(token),
        created_at=at,
        paired_at=at,
        last_seen_at=at,
    )
    db.session.add(device)
    db.session.flush()
    device.scans_per_minute = None  # no limit; set afterwards, because None at birth means the default
    db.session.commit()
    passes = db.session.scalars(sa.select(Pass).where(Pass.meeting_id == meeting.id).order_by(Pass.id))
    content = {
        "base_path": BASE_PATH,
        "meeting": meeting.id,
        "session": session.id,
        "token": token,
        "codes": [code_of(issued) for issued in passes],
    }
    out.write_text(json.dumps(content, indent=1))
    out.chmod(0o600)
    click.echo(f"{participants} peserta siap; {out} berisi token dan kode.")


@load_test.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def remove(file: Path) -> None:
    """Menghapus semua yang dibuat untuk FILE, lalu berkasnya."""
    try:
        meeting_id = json.loads(file.read_text())["meeting"]
    except (ValueError, KeyError, TypeError):
        raise click.ClickException(f"{file} bukan berkas dari load-test prepare.") from None
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is not None and not meeting.is_load_test:
        raise click.ClickException(f"Kegiatan {meeting.title} bukan kegiatan uji beban; tidak ada yang dihapus.")
    if meeting is not None:
        organisation_id = meeting.organisation_id
        # The database clears what hangs on the meeting (foreign keys cascade), without reading it first.
        with released("uji beban", CONSOLE, clock.now()):
            db.session.execute(sa.delete(Meeting).where(Meeting.id == meeting_id))
            db.session.execute(sa.delete(Organisation).where(Organisation.id == organisation_id))
        db.session.commit()
    file.unlink()
    click.echo("Kegiatan uji beban dihapus.")


def _make_meeting(at: datetime) -> tuple[Meeting, Session]:
    identifier = passcode.new_id()
    organisation = Organisation(
        id=identifier,
        path=f"{identifier}/",
        name=TITLE,
        kind=OrganisationKind.OTHER,
        created_at=at,
        updated_at=at,
    )
    today = clock.local(at, ZONE).date()
    meeting = Meeting(
        organisation=organisation,
        kind=MeetingKind.WORKING,
        title=TITLE,
        timezone=ZONE,
        starts_on=today,
        ends_on=today + LASTS,
        state=MeetingState.OPEN,
        is_load_test=True,
    )
    session = Session(
        meeting=meeting,
        title=TITLE,
        room="Ruang uji",
        starts_at=at - timedelta(hours=1),
        ends_at=at + LASTS,
        wants_minutes=False,
        checkin_opens_at=at - DOORS,
    )
    db.session.add_all([organisation, meeting, session])
    db.session.flush()
    return meeting, session


def _add_participants(meeting: Meeting, count: int, at: datetime) -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": passcode.new_id(),
            "meeting_id": meeting.id,
            "identity_key": f"uji:{number}",
            "name": f"Peserta Uji {number:05d}",
            "sort_name": f"peserta uji {number:05d}",
            "search_text": f"peserta uji {number:05d} kepala bidang dinas {number % 40}",
            "position": "Kepala Bidang",
            "institution": f"Dinas {number % 40}",
            "status": ParticipantStatus.CONFIRMED,
            "source": ParticipantSource.MANUAL,
            "created_at": at,
            "updated_at": at,
        }
        for number in range(1, count + 1)
    ]
    db.session.execute(sa.insert(Participant), rows)
    issue_passes(meeting.id, [row["id"] for row in rows], at)
    touch_roster(meeting.id)

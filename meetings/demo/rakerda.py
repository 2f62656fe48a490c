"""The Rakerda of today: doors open, letters on their way, answers and arrivals coming in, a session ending in minutes."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.config import current_settings
from meetings.demo.house import official_of, participant_list
from meetings.domain import (
    agenda,
    checkin,
    invitations,
    letters,
    meetings,
    online,
    participants,
    passes,
    speakers,
)
from meetings.domain.audit import Actor
from meetings.domain.checkin.devices import create_device
from meetings.domain.checkin.reading import read_scan
from meetings.domain.participants.imports import stage_import
from meetings.domain.participants.running import ImportOptions, run_import
from meetings.enums import AgendaKind as K
from meetings.enums import (
    DeclineReason,
    LinkProvider,
    MeetingKind,
    MeetingMode,
    MeetingState,
    Role,
    SpeakerRole,
    SpeakerState,
    TaskState,
)
from meetings.extensions import db
from meetings.models import Invitation, Meeting, Organisation, Participant, Pass, Session, TaskRun, User
from meetings.models.participant import PROTOCOL

OPENING = (
    (K.REGISTRATION, "Registrasi peserta", 40, "Panitia", False),
    (K.CEREMONY, "Pembukaan oleh pembawa acara", 5, "Pembawa acara", False),
    (K.CEREMONY, "Menyanyikan lagu Indonesia Raya", 5, "Dirigen", False),
    (K.CEREMONY, "Pembacaan doa", 5, "Petugas doa", False),
    (K.REPORT, "Laporan Ketua Panitia", 10, "Kepala Bagian Administrasi Pemerintahan", True),
    (K.SPEECH, "Sambutan sekaligus pembukaan resmi", 25, "Sekretaris Daerah", True),
    (K.SIGNING, "Penandatanganan kerja sama penanggulangan kebakaran di perbatasan", 10, "Para pihak", True),
    (K.BREAK, "Foto bersama dan rehat kopi", 10, "Panitia", False),
    (K.PRESENTATION, "Paparan narasumber: transformasi budaya kerja", 48, "Moderator", True),
)
COMMISSIONS = (
    (K.DISCUSSION, "Sidang komisi: kebijakan umum dan reformasi birokrasi", 90, "Pimpinan sidang", True),
    (K.CONCLUSION, "Pembacaan rumusan", 30, "Tim perumus", True),
    (K.CLOSING, "Penutupan", 15, "Sekretaris Daerah", True),
)
SPEAKERS = (
    (
        "Prof. Dr.",
        "Prabawa Sitorus",
        "M.P.A.",
        "Guru Besar Administrasi Publik",
        "Institut Administrasi Nusantara",
        "Budaya kerja melayani di pemerintah daerah",
    ),
    ("Dr.", "Ratna Kuswandari", "S.E., M.Si.", "Asisten Deputi", "Kementerian PANRB", "Reformasi birokrasi berdampak"),
    (
        "",
        "Wulan Permadi",
        "S.IP., M.Si.",
        "Kepala Biro Organisasi",
        "Pemerintah Provinsi Jawa Barat",
        "Menyederhanakan layanan antarwilayah",
    ),
)


def make(unit: Organisation, users: Mapping[Role, User], at: datetime) -> Meeting:
    """Make the meeting as of ``at``."""
    staff = users[Role.COMMITTEE]
    actor = Actor("user", staff.id, staff.name)
    chance = random.Random(2018)  # noqa: S311 -- same-each-time
    ends = (at + timedelta(minutes=8)).replace(second=0, microsecond=0)
    starts = ends - timedelta(minutes=158)
    afternoon = ends + timedelta(minutes=30)
    zone = "Asia/Jakarta"
    first_day = clock.local(starts, zone).date()
    last_day = clock.local(afternoon + timedelta(minutes=135), zone).date()
    meeting = meetings.create_meeting(
        unit,
        {
            "kind": MeetingKind.RAKERDA,
            "title": f"Rapat Kerja Daerah Kota Bogor Tahun {first_day.year}",
            "theme": "Prioritas transformasi budaya kerja dan reformasi birokrasi",
            "purpose": "Menyamakan persepsi, mengevaluasi kebijakan umum, dan merumuskan langkah bersama perangkat daerah",
            "mode": MeetingMode.HYBRID,
            "place": "IPB Convention Centre",
            "address": "Jalan Raya Pajajaran, Bogor",
            "map_url": "https://www.openstreetmap.org/?mlat=-6.6010&mlon=106.8070#map=17/-6.6010/106.8070",
            "city": "Bogor",
            "timezone": zone,
            "starts_on": first_day,
            "ends_on": last_day,
            "dress": "Pakaian Dinas Harian",
            "contact_name": "Bagian Administrasi Pemerintahan",
            "contact_phone": "+622518321075",
            "contact_email": "panitia@kotabogor.example",
        },
        actor=actor,
        at=at,
    )
    plenary = _session(meeting, actor, at, "Sidang Pleno", "Ballroom", starts, ends, OPENING)
    _session(
        meeting,
        actor,
        at,
        "Sidang Komisi dan Penutupan",
        "Ballroom",
        afternoon,
        afternoon + timedelta(minutes=135),
        COMMISSIONS,
    )
    _speakers(meeting, plenary, actor, at)
    online.add_link(
        meeting,
        {
            "provider": LinkProvider.ZOOM,
            "label": "Sidang Pleno",
            "url": "https://zoom.us/j/81234567890",
            "meeting_code": "812 3456 7890",
            "passcode": "RAKERDA",
            "host_notes": "Aktifkan ruang tunggu; nama peserta: Instansi_Nama_Jabatan.",
        },
        actor=actor,
        at=at,
    )
    participants.add_default_categories(meeting, actor, at)
    staged = stage_import(meeting, "rakerda-bogor-2018-peserta.csv", participant_list(), staff.id, at)
    run_import(staged, ImportOptions(), actor, at)
    meetings.change_state(meeting, MeetingState.OPEN, actor=actor, at=at)
    _invite(meeting, actor, at, chance)
    _open_doors(meeting, plenary, actor, at, chance)
    return meeting


def _session(
    meeting: Meeting,
    actor: Actor,
    at: datetime,
    title: str,
    room: str,
    starts: datetime,
    ends: datetime,
    lines: Sequence[tuple[Any, ...]],
) -> Session:
    session = agenda.create_session(
        meeting,
        {
            "title": title,
            "room": room,
            "starts_at": starts,
            "ends_at": ends,
            "chair_id": official_of(meeting.organisation, "Sekretaris Daerah").id,
            "secretary_name": "Drs. Anom Gunarto, S.Kom., M.T.I.",
            "recorder_id": official_of(meeting.organisation, "Kepala Bagian Organisasi").id,
        },
        actor=actor,
        at=at,
    )
    for kind, name, minutes, responsible, in_minutes in lines:
        values = {
            "kind": kind,
            "title": name,
            "minutes": minutes,
            "responsible": responsible,
            "in_minutes": in_minutes,
        }
        agenda.add_item(session, values, actor=actor, at=at)
    return session


def _speakers(meeting: Meeting, plenary: Session, actor: Actor, at: datetime) -> None:
    panel = next(item for item in plenary.items if item.kind is K.PRESENTATION)
    for front, name, back, position, institution, topic in SPEAKERS:
        values = {
            "role": SpeakerRole.SPEAKER,
            "state": SpeakerState.CONFIRMED,
            "title_front": front,
            "name": name,
            "title_back": back,
            "job_title": position,
            "institution": institution,
            "topic": topic,
            "minutes": 15,
        }
        speaker = speakers.add_speaker(meeting, values, actor=actor, at=at)
        speaker.session, speaker.agenda_item = plenary, panel
    values = {
        "role": SpeakerRole.MODERATOR,
        "state": SpeakerState.CONFIRMED,
        "name": "Maya Uyainah",
        "title_back": "S.Pd., M.Pd.",
        "job_title": "Kepala Bagian Organisasi",
        "institution": "Sekretariat Daerah Kota Bogor",
    }
    speakers.add_speaker(meeting, values, actor=actor, at=at).session = plenary
    db.session.flush()


def _invite(meeting: Meeting, actor: Actor, at: datetime, chance: random.Random) -> None:
    letter = letters.create_letter(meeting, actor, at)
    wording = letters.Wording(
        place="Bogor",
        subject=letter.subject,
        opening=letter.opening,
        closing=letter.closing,
        signatory={
            "official": official_of(meeting.organisation, "Sekretaris Daerah").id,
            "on_behalf_of": "Wali Kota Bogor",
        },
        dated=clock.local(at, meeting.timezone).date(),
        copies=["Wali Kota Bogor (sebagai laporan)", "Ketua DPRD Kota Bogor"],
    )
    letters.change_letter(letter, wording, actor, at)
    run_id = invitations.send_invitations(letter, [], actor, at)
    run = db.session.get_one(TaskRun, run_id)
    run.state = TaskState.RUNNING  # no worker knows of it before the commit
    while invitations.prepare_next(run, run.claimed_by, at):
        pass
    rows = db.session.scalars(
        sa.select(Invitation).where(Invitation.letter_id == letter.id).join(Participant).order_by(Participant.protocol_order)
    ).all()
    for invitation in rows:
        luck = chance.random()
        if luck < 0.68:
            invitations.answer_invitation(invitation, invitations.Answer.COMES, at)
        elif luck < 0.75:
            reason = chance.choice([DeclineReason.DUTY, DeclineReason.SICK, DeclineReason.LEAVE])
            invitations.answer_invitation(invitation, invitations.Answer.DOES_NOT_COME, at, reason=reason)
        elif luck < 0.79:
            _represent(invitation, at, chance)


def _represent(invitation: Invitation, at: datetime, chance: random.Random) -> None:
    name = f"{chance.choice(['Asep', 'Dewi', 'Ujang', 'Nani', 'Bambang', 'Sri'])} {chance.choice(['Kurnia', 'Lestari', 'Hidayat', 'Saefulloh', 'Mulyani'])}"
    person = participants.Details(name=name, position="Sekretaris", institution=invitation.participant.institution)
    number = f"094/{chance.randint(10, 400)}-Umum"
    substitute = invitations.Substitute(person, basis=f"Surat Tugas Nomor {number}")
    invitations.answer_invitation(invitation, invitations.Answer.REPRESENTED, at, substitute=substitute)


def _open_doors(meeting: Meeting, plenary: Session, actor: Actor, at: datetime, chance: random.Random) -> None:
    """Two gates, and the arrivals of the last two hours as scans with their own times."""
    meetings.change_state(meeting, MeetingState.RUNNING, actor=actor, at=at)
    gates = [create_device(meeting, f"Meja {n}", gate, actor, at)[0] for n, gate in ((1, "Pintu Utama"), (2, "Pintu Timur"))]
    db.session.flush()
    issued_passes = db.session.scalars(
        sa.select(Pass)
        .join(Participant, Participant.id == Pass.participant_id)
        .where(Pass.meeting_id == meeting.id, Participant.status == "confirmed")
        .order_by(*PROTOCOL)
    ).all()
    for device in gates:
        caller = checkin.Caller(meeting.id, Actor("device", device.id, device.name), device.gate, False)
        arrivals = []
        for issued in issued_passes:
            if chance.random() > 0.36:
                continue
            moment = plenary.starts_at + timedelta(seconds=min(chance.gauss(1900, 900), 7000))
            raw = {
                "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
                "code": passes.code_of(issued),
                "session": plenary.id,
                "direction": "in",
                "scanned_at": max(moment, plenary.starts_at - timedelta(minutes=20)).isoformat(),
                "offline": True,
                "method": "qr",
            }
            arrivals.append(read_scan(raw, current_settings().code_key))
        checkin.record_scans(caller, sorted(arrivals, key=attrgetter("device_time")), at)

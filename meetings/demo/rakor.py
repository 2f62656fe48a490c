"""A Rakor of two weeks ago, finished: attendance, published minutes, action items that are still open."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from meetings import clock
from meetings.config import current_settings
from meetings.demo.house import official_of, rows_of_list
from meetings.domain import agenda, checkin, meetings, minutes, participants, passes
from meetings.domain.audit import Actor
from meetings.domain.checkin.reading import read_scan
from meetings.domain.participants.categories import category_ids
from meetings.enums import MeetingKind, MeetingMode, MeetingState, Role
from meetings.extensions import db
from meetings.models import Meeting, Organisation, Participant, Pass, Session, User

PEOPLE = 24
TEXTS = (
    ("<p>Rapat dibuka dengan doa, dilanjutkan pembacaan tata tertib.</p>", (), ()),
    (
        "<p>Pimpinan rapat membuka rapat dan menegaskan bahwa hal yang tidak bersifat keuangan tidak lagi dicetak.</p>",
        (),
        (),
    ),
    (
        "<p>Bagian Organisasi memaparkan hasil evaluasi kinerja triwulan: tiga indikator belum tercapai, yaitu waktu"
        " layanan perizinan, kepatuhan pelaporan, dan indeks kepuasan masyarakat.</p>",
        ("Pelaporan kinerja bulanan dilakukan sepenuhnya secara digital mulai bulan berjalan.",),
        (
            (
                "Menyusun templat pelaporan digital dan membagikannya kepada perangkat daerah",
                "Bagian Organisasi Setda Kota Bogor",
                10,
            ),
        ),
    ),
    (
        "<p>Peserta menyampaikan kendala jaringan di kelurahan dan kebutuhan pendampingan operator.</p>"
        "<ul><li>Dinas Kominfo siap menyediakan jalur cadangan.</li><li>Kecamatan mengusulkan jadwal pendampingan bergilir.</li></ul>",
        ("Setiap kecamatan menunjuk dua operator pelaporan.",),
        (
            (
                "Menyediakan jalur internet cadangan di enam kecamatan",
                "Dinas Komunikasi, Informatika, Statistik dan Persandian",
                21,
            ),
            ("Menyampaikan nama operator pelaporan", "Kecamatan Bogor Tengah", -2),
        ),
    ),
    (
        "<p>Rumusan rapat dibacakan dan disetujui seluruh peserta.</p>",
        ("Evaluasi berikutnya dilaksanakan bulan depan.",),
        (),
    ),
    (
        "<p>Yang disepakati berlaku bagi seluruh perangkat daerah.</p>",
        ("Hasil rapat ini disampaikan kepada seluruh perangkat daerah dalam tiga hari kerja.",),
        (("Menyampaikan hasil rapat kepada perangkat daerah", "Bagian Organisasi Setda Kota Bogor", 3),),
    ),
    ("<p>Rapat ditutup oleh pimpinan rapat.</p>", (), ()),
)


def make(unit: Organisation, users: Mapping[Role, User], at: datetime) -> Meeting:
    """Make the meeting as of ``at``."""
    staff, writer, approver = (
        Actor("user", users[role].id, users[role].name) for role in (Role.COMMITTEE, Role.SECRETARY, Role.APPROVER)
    )
    zone = "Asia/Jakarta"
    day = clock.local(at, zone).date() - timedelta(days=14)
    starts = clock.from_local(datetime.combine(day, time(9)), zone)
    earlier = starts - timedelta(days=7)
    meeting = meetings.create_meeting(
        unit,
        {
            "kind": MeetingKind.RAKOR,
            "title": "Rapat Koordinasi Evaluasi Kinerja dan Reformasi Birokrasi",
            "purpose": "Mengevaluasi capaian kinerja triwulan perangkat daerah",
            "mode": MeetingMode.IN_PERSON,
            "place": "Ruang Rapat Sekretariat Daerah",
            "address": "Balai Kota, Jalan Ir. H. Juanda Nomor 10, Bogor",
            "city": "Bogor",
            "timezone": zone,
            "starts_on": day,
            "ends_on": day,
        },
        actor=staff,
        at=earlier,
    )
    session = agenda.create_session(
        meeting,
        {
            "title": "Rapat Koordinasi",
            "room": "",
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=3),
            "chair_id": official_of(meeting.organisation, "Sekretaris Daerah").id,
            "secretary_name": "Drs. Anom Gunarto, S.Kom., M.T.I.",
            "recorder_id": official_of(meeting.organisation, "Kepala Bagian Organisasi").id,
        },
        actor=staff,
        at=earlier,
    )
    agenda.add_default_rundown(session, actor=staff, at=earlier)
    _people(meeting, session, staff, earlier)
    meetings.change_state(meeting, MeetingState.OPEN, actor=staff, at=earlier)
    meetings.change_state(meeting, MeetingState.RUNNING, actor=staff, at=starts)
    _arrive(meeting, session, staff, starts)
    _publish(meeting, session, writer, approver, starts)
    meetings.change_state(meeting, MeetingState.FINISHED, actor=staff, at=starts + timedelta(days=1))
    return meeting


def _people(meeting: Meeting, session: Session, actor: Actor, at: datetime) -> None:
    participants.add_default_categories(meeting, actor, at)
    categories = category_ids(meeting.id)
    heads = [row for row in rows_of_list() if row["Kategori"] in ("Kepala OPD", "Camat")][:PEOPLE]
    for row in heads:
        details = participants.Details(
            name=row["Nama"],
            title_front=row["Gelar Depan"],
            title_back=row["Gelar Belakang"],
            position=row["Jabatan"],
            institution=row["Instansi"],
            nip=row["NIP"],
            rank=row["Pangkat"],
            grade=row["Gol"],
            email=row["Email"],
            category_id=categories.get(row["Kategori"].casefold()),
        )
        participants.add_participant(meeting, details, actor, at)
    ids = db.session.scalars(sa.select(Participant.id).where(Participant.meeting_id == meeting.id)).all()
    passes.issue_passes(meeting.id, ids, at)
    db.session.flush()


def _arrive(meeting: Meeting, session: Session, actor: Actor, starts: datetime) -> None:
    issued = db.session.scalars(sa.select(Pass).where(Pass.meeting_id == meeting.id).order_by(Pass.id)).all()
    caller = checkin.Caller(meeting.id, actor, "Meja registrasi", True)
    scans = []
    for number, row in enumerate(issued[: PEOPLE - 3]):
        scans.append(
            read_scan(
                {
                    "id": f"00000000-0000-4000-8000-{number:012d}",
                    "code": passes.code_of(row),
                    "session": session.id,
                    "direction": "in",
                    "scanned_at": (starts - timedelta(minutes=25 - number)).isoformat(),
                },
                current_settings().code_key,
            )
        )
    checkin.record_scans(caller, scans, starts)


def _publish(meeting: Meeting, session: Session, writer: Actor, approver: Actor, starts: datetime) -> None:
    ended = starts + timedelta(hours=3)
    draft = minutes.draft_minutes(session.id, writer, ended + timedelta(seconds=10))
    if draft is None:
        raise RuntimeError("the example's session ended without a draft")
    header = {
        "started_at": starts + timedelta(minutes=5),
        "ended_at": ended,
    }
    minutes.save_header(draft, header, draft.revision, writer, ended + timedelta(hours=1))
    for item, (discussion, decisions, actions) in zip(draft.items, TEXTS, strict=False):
        due = [
            minutes.ActionText(text, institution, due_on=(starts + timedelta(days=days)).date())
            for text, institution, days in actions
        ]
        text = minutes.ItemText(item.title, item.speakers, discussion, tuple(decisions), tuple(due))
        minutes.save_item(item, text, item.revision, writer, ended + timedelta(hours=1))
    reasons = dict.fromkeys(minutes.warnings_of(minutes.check_minutes(draft)), "Sudah diperiksa bersama pimpinan rapat.")
    minutes.submit_minutes(draft, writer, ended + timedelta(hours=2), reasons=reasons)
    minutes.approve_minutes(draft, approver, ended + timedelta(hours=20))
    minutes.publish_minutes(draft, writer, ended + timedelta(hours=21))

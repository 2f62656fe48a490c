"""How many heads to expect, and the chair's paragraph."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings import clock
from meetings.domain.audit import SYSTEM
from meetings.domain.participants import Details, name_as_guest, restrict_to_sessions, tell_apart
from meetings.domain.reports import meeting_numbers
from meetings.domain.reports.heads import composition, expected_heads
from meetings.enums import MeetingMode, OrganisationKind, ParticipantSource, ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import Participant, participant_session
from tests.factories import (
    make_category,
    make_meeting,
    make_membership,
    make_organisation,
    make_participant,
    make_session,
    make_user,
)
from tests.factories.minutes import make_attendance


def test_heads_are_who_comes_in_person_with_companions(app, sign_in):
    meeting = make_meeting(mode=MeetingMode.HYBRID, most_companions=3)
    start = clock.from_local(clock.local(clock.now(), meeting.timezone).replace(tzinfo=None, hour=8, minute=0), meeting.timezone)
    first, second, third = (
        make_session(
            meeting, start + timedelta(days=day, hours=hour), title=title, ends_at=start + timedelta(days=day, hours=hour + 1)
        )
        for day, hour, title in ((1, 0, "Pleno"), (1, 2, "Komisi"), (2, 0, "Penutup"))
    )
    camat = make_category(meeting, "Camat", protocol_order=1)
    office = make_organisation("Kecamatan Bogor Tengah", meeting.organisation, kind=OrganisationKind.DISTRICT)
    make_participant(meeting, "Datang", companions=2, category=camat, institution="", organisation_id=office.id)
    make_participant(
        meeting, "Daring", companions=1, comes_online=True, institution="Dinas Sosial", organisation_id=meeting.organisation_id
    )
    make_participant(meeting, "Belum", status=ParticipantStatus.INVITED, companions=3, institution="Kel. Paledang")
    make_participant(meeting, "Tidak", status=ParticipantStatus.DECLINED, companions=3, institution="Karang Taruna")
    restrict_to_sessions(
        make_participant(meeting, "Komisi saja", companions=1, institution="Dinkes"), [second], SYSTEM, clock.now()
    )

    rows = [
        (row.session and row.session.title, row.coming, row.unanswered, row.companions, row.sure, row.most)
        for row in expected_heads(meeting)
    ]
    assert rows == [(None, 2, 1, 3, 5, 6), ("Pleno", 1, 1, 2, 3, 4), ("Komisi", 2, 1, 3, 5, 6), (None, 1, 1, 2, 3, 4)]

    words = composition(meeting, meeting_numbers(meeting))
    assert words == (
        "Peserta yang diundang pada Rapat Kerja Daerah Kota Bogor berjumlah 5 orang, terdiri atas 1 orang Camat, 4 orang lainnya. "
        "Menurut jenis instansi: 2 orang Perangkat daerah, 1 orang Kecamatan, 1 orang Kelurahan/Desa, dan 1 orang instansi lain. "
        "Sampai saat ini 3 orang menyatakan hadir, 1 orang menyatakan tidak hadir, dan 1 orang belum menjawab."
    )

    user = make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    client = sign_in(user)
    page = client.get(f"/kegiatan/{meeting.id}/perkiraan").text
    assert "terdiri atas 1 orang Camat" in page and "Penutup" not in page
    lines = client.get(f"/kegiatan/{meeting.id}/perkiraan.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 5 and "Komisi" in lines[3]

    meeting.mode = MeetingMode.ONLINE
    db.session.commit()
    assert expected_heads(meeting) == []
    assert "hanya daring" in client.get(f"/kegiatan/{meeting.id}/perkiraan").text


def test_who_may_be_counted_twice_is_told_beside_the_numbers_until_it_is_decided(app, sign_in):
    meeting = make_meeting()
    make_session(meeting)
    boss = make_participant(meeting, "Budi")
    make_participant(meeting, "Siti Aminah", institution="Bappeda")
    named = name_as_guest(boss, Details(name="Siti Aminah"), SYSTEM, clock.now()).representative
    user = make_user()
    make_membership(user, meeting.organisation, Role.COMMITTEE)
    db.session.commit()
    client = sign_in(user)
    pages = [f"/kegiatan/{meeting.id}", f"/kegiatan/{meeting.id}/perkiraan"]

    assert all(
        "1 orang yang disebut tamu atau instansi mungkin sudah ada dalam daftar" in client.get(page).text for page in pages
    )

    tell_apart(named, SYSTEM, clock.now())
    db.session.commit()
    assert not any("mungkin sudah ada dalam daftar" in client.get(page).text for page in pages)


@pytest.mark.parametrize("limited", [False, True])
def test_who_was_added_when_it_was_over_is_a_head_only_where_they_came(app, limited):
    meeting = make_meeting()
    session = make_session(meeting, ends_at=clock.now() - timedelta(minutes=10))
    make_participant(meeting, "Sejak awal")
    for name in ("Datang langsung", "Tidak datang"):
        added = make_participant(meeting, name, source=ParticipantSource.WALK_IN, created_at=clock.now(), limited=limited)
        if limited:
            db.session.execute(participant_session.insert().values(participant_id=added.id, session_id=session.id))
        if name == "Datang langsung":
            make_attendance(session, added)
    db.session.execute(sa.update(Participant).where(Participant.name == "Sejak awal").values(created_at=session.starts_at))
    db.session.commit()

    assert [row.coming for row in expected_heads(meeting)] == [2]

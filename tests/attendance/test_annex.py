"""Who stands in the minutes as invited, present, absent or represented."""

from flask import Flask

from meetings import clock
from meetings.domain.attendance.annex import count_attendance, list_attendance
from meetings.enums import DeclineReason, MeetingMode, ParticipantStatus, Presence, ScanMethod
from meetings.extensions import db
from meetings.models import Representation, Session, participant_session
from tests.factories import make_category, make_participant, make_session
from tests.factories.minutes import make_attendance, make_ended_session


def rows_of(session: Session) -> dict[str, tuple[str, str]]:
    return {row.name: (row.presence, row.representing) for row in list_attendance(session, clock.now())}


def test_present_absent_and_silent(app: Flask) -> None:
    session = make_ended_session()
    came = make_participant(session.meeting, "Ani", title_front="Hj.", title_back="S.E.", nip="196001011990011001")
    make_attendance(session, came)
    make_participant(session.meeting, "Sakit", status=ParticipantStatus.DECLINED, decline_reason=DeclineReason.SICK)
    make_participant(session.meeting, "Bertugas", status=ParticipantStatus.DECLINED, decline_reason=DeclineReason.DUTY)
    make_participant(session.meeting, "Tanpa alasan", status=ParticipantStatus.DECLINED)
    make_participant(session.meeting, "Diam")

    assert rows_of(session) == {
        "Hj. Ani, S.E.": ("present", ""),
        "Sakit": ("absent", ""),
        "Tanpa alasan": ("absent", ""),
        "Bertugas": ("absent", ""),
        "Diam": ("unknown", ""),
    }
    assert all(row.nip == "" for row in list_attendance(session, clock.now()))


def test_how_somebody_came_is_said_and_by_whom_where_a_person_wrote_it(app: Flask) -> None:
    session = make_ended_session()
    ways = {
        "Pindai": {"method": ScanMethod.QR, "first_by": "Meja 1"},
        "Tangan": {"method": ScanMethod.SEARCH, "first_by": "Dewi"},
        "Jauh": {"method": ScanMethod.SELF, "mode": MeetingMode.ONLINE},
    }
    for name, way in ways.items():
        make_attendance(session, make_participant(session.meeting, name), **way)

    told = {row.name: row.recorded for row in list_attendance(session, clock.now())}

    assert told == {"Pindai": "Pindai QR", "Tangan": "Manual oleh Dewi", "Jauh": "Daring"}


def test_nobody_is_without_notice_before_the_session_is_over(app: Flask) -> None:
    session = make_ended_session()
    make_participant(session.meeting, "Ani")

    presence = [list_attendance(session, at)[0].presence for at in (session.starts_at, session.ends_at)]

    assert presence == [Presence.AWAITED, Presence.SILENT]


def test_those_who_are_not_expected_stay_out(app: Flask) -> None:
    session = make_ended_session()
    for status in ("pending", "withdrawn", "deleted"):
        make_participant(session.meeting, status, status=ParticipantStatus(status))

    assert rows_of(session) == {}


def test_a_representative_stands_for_whom_they_represent(app: Flask) -> None:
    session = make_ended_session()
    head = make_participant(session.meeting, "Kepala", position="Kepala Dinas Sosial", status=ParticipantStatus.REPLACED)
    deputy = make_participant(session.meeting, "Wakil")
    db.session.add(
        Representation(
            meeting_id=session.meeting_id, represented_id=head.id, representative_id=deputy.id, created_at=session.starts_at
        )
    )
    make_attendance(session, deputy)

    assert rows_of(session) == {"Wakil": ("present", "Kepala Dinas Sosial")}


def test_a_session_has_its_own_people(app: Flask) -> None:
    session = make_ended_session()
    other = make_session(session.meeting)
    mine, theirs = (make_participant(session.meeting, name, limited=True) for name in ("Milik sesi", "Sesi lain"))
    guest = make_participant(session.meeting, "Datang juga", limited=True)
    db.session.execute(
        participant_session.insert(),
        [{"participant_id": mine.id, "session_id": session.id}, {"participant_id": theirs.id, "session_id": other.id}],
    )
    make_attendance(session, guest)
    make_attendance(other, mine)

    assert rows_of(session) == {"Datang juga": ("present", ""), "Milik sesi": ("unknown", "")}


def test_counts_go_by_category_in_protocol_order(app: Flask) -> None:
    session = make_ended_session()
    second, first = (
        make_category(session.meeting, "Camat", protocol_order=2),
        make_category(session.meeting, "Forkopimda", protocol_order=1),
    )
    for number in range(3):
        person = make_participant(session.meeting, category_id=second.id)
        if number:
            make_attendance(session, person)
    make_participant(session.meeting, category_id=first.id)
    make_participant(session.meeting)

    counts = [(count.category, count.invited, count.present) for count in count_attendance(session)]
    assert counts == [("Forkopimda", 1, 0), ("Camat", 3, 2), ("", 1, 0)]

"""How institutions came: every line of every attendance list is counted once, under one name for each institution."""

import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from meetings import clock
from meetings.domain.attendance.absences import note_absence
from meetings.domain.attendance.queries import totals_of
from meetings.domain.attendance.tally import Tally
from meetings.domain.audit import SYSTEM
from meetings.domain.organisations.editing import change_organisation
from meetings.domain.reports.recap import Period, count_meeting, count_series
from meetings.enums import DeclineReason, MeetingKind, MeetingState, ParticipantSource, ParticipantStatus, Role
from meetings.extensions import db
from meetings.jobs import tasks
from meetings.models import Document, Meeting, Representation, Session, User
from tests.checkin.door import Door, place, staff
from tests.factories import make_meeting, make_session

Enter = Callable[[User], FlaskClient]
HEALTH = "Dinas Kesehatan"


@pytest.fixture
def busy(door: Door) -> Door:
    """Everybody who can stand on a list in one way or another."""
    boss, _code = door.add("Kepala", institution=HEALTH, status=ParticipantStatus.REPLACED)
    deputy, code = door.add("Wakil", institution=HEALTH, source=ParticipantSource.REPRESENTATIVE)
    represented = Representation(meeting_id=door.meeting.id, represented_id=boss.id, representative_id=deputy.id)
    represented.created_at = clock.now()
    db.session.add(represented)
    door.one(code)
    door.add("Menolak", institution=HEALTH, status=ParticipantStatus.DECLINED)
    unable, _code = door.add("Berhalangan", institution="Dinkes")
    note_absence(door.meeting, door.session, unable, DeclineReason.DUTY, SYSTEM, clock.now())
    _person, code = door.add("Sendiri", institution="Setda")
    door.one(code)
    door.add("Diam", institution="Setda")
    door.add("Dicabut", institution="Setda", status=ParticipantStatus.WITHDRAWN)
    person, code = door.add("Dicabut sesudah datang", institution="")
    door.one(code)
    person.status = ParticipantStatus.WITHDRAWN
    make_session(door.meeting, title="Sesi lain")
    db.session.commit()
    return door


def test_the_sums_are_those_of_each_sessions_list(busy: Door) -> None:
    sessions, counted = count_meeting(busy.meeting)

    for session in sessions:
        listed, told = totals_of([session])[session.id], counted.total.by_session[session.id]
        assert (told.listed, told.present, told.excused, told.silent) == (
            *(listed.listed, listed.present, listed.excused, listed.absent),
        )
    assert counted.total.tally.deputies == 1
    assert sum(line.tally.listed for line in counted.lines) == counted.total.tally.listed
    assert {line.name for line in counted.lines} == {HEALTH, "Setda", ""} and counted.named == 2


def test_who_was_added_when_it_was_over_is_charged_with_nothing(busy: Door) -> None:
    busy.session.ends_at = clock.now() - timedelta(minutes=1)
    busy.session.starts_at = busy.session.ends_at - timedelta(hours=1)
    late, _code = busy.add("Baru", institution="Setda")
    late.created_at = clock.now()
    db.session.commit()

    _sessions, counted = count_meeting(busy.meeting)

    told, listed = counted.total.by_session[busy.session.id], totals_of([busy.session])[busy.session.id]
    assert (told.listed, told.silent, told.late) == (listed.listed, listed.absent, told.present)


def series(
    meeting: Meeting, *, kinds: frozenset[MeetingKind] = frozenset(), year: int | None = None
) -> dict[str, tuple[int, int]]:
    year = year or meeting.starts_on.year
    period = Period(date(year, 1, 1), date(year, 12, 31), kinds)
    at = clock.now() + timedelta(days=400)
    counted = count_series(meeting.organisation, period, sa.true(), at)
    return {line.name: (len(line.attended), line.tally.listed) for line in counted.lines}


def test_a_series_joins_meetings_and_names_and_leaves_out_what_was_not_held(busy: Door) -> None:
    for state, institution in ((MeetingState.FINISHED, "Dinas Kesehatan Lama"), (MeetingState.CANCELLED, HEALTH)):
        other = make_meeting(organisation=busy.meeting.organisation, kind=MeetingKind.VISIT, state=state)
        other.starts_on = other.ends_on = busy.meeting.starts_on
        second = Door.__new__(Door)
        second.app, second.meeting, second.session = busy.app, other, make_session(other)
        second.add("Orang", institution=institution)
    db.session.commit()
    before = series(busy.meeting)
    assert before[HEALTH][0] == 1 and "Dinas Kesehatan Lama" in before

    change_organisation(SYSTEM, busy.meeting.organisation, clock.now(), name=HEALTH, aliases=("Dinas Kesehatan Lama",))
    db.session.flush()

    joined = series(busy.meeting)
    assert joined[HEALTH][1] == before[HEALTH][1] + 1 and "Dinas Kesehatan Lama" not in joined
    assert series(busy.meeting, kinds=frozenset({MeetingKind.VISIT})) == {HEALTH: (0, 1)}
    assert series(busy.meeting, year=busy.meeting.starts_on.year - 1) == {}


def test_page_spreadsheet_and_paper_tell_the_same(busy: Door, sign_in: Enter) -> None:
    client, later = sign_in(staff(busy, Role.COMMITTEE)), clock.now() + timedelta(hours=1)
    address = place(busy, "rekap-kehadiran")
    other = sa.update(Session).where(Session.title == "Sesi lain")
    db.session.execute(other.values(starts_at=later, ends_at=later + timedelta(hours=1)))
    db.session.commit()

    page = client.get(address).get_data(as_text=True)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{address}.xlsx").data)).get_sheet_by_index(0).to_python()
    ordered = client.post(f"{address}/pdf", data={"share": "1"})
    tasks.render_documents()
    asked_again = client.get(ordered.location, headers={"HX-Request": "true"})

    _sessions, counted = count_meeting(busy.meeting)
    listed, present = counted.total.tally.listed, counted.total.tally.present
    ahead = "Termasuk 1 sesi yang belum mulai."
    assert ahead in page and [ahead] in [row[:1] for row in sheet]
    assert sheet[-1][1] == "Jumlah" and sheet[-1][-8:-6] == [listed, present]
    paper = client.get(asked_again.headers["HX-Redirect"])
    text = " ".join(" ".join(each.extract_text() for each in PdfReader(io.BytesIO(paper.data)).pages).split())
    assert "REKAPITULASI KEHADIRAN PER INSTANSI" in text and ahead in text and "Keadaan per" in text
    assert f"Jumlah 3/6 0/5 {listed} {present} 1" in text
    assert f"dari {listed} dalam daftar hadir" in page


def test_another_choice_while_it_prints_is_what_is_printed(busy: Door, sign_in: Enter) -> None:
    client = sign_in(staff(busy, Role.COMMITTEE))
    for data in ({"share": "1"}, {}):
        client.post(place(busy, "rekap-kehadiran/pdf"), data=data)

    papers = db.session.scalars(sa.select(Document).execution_options(populate_existing=True)).all()

    assert len(papers) == 1 and "Persen hadir" not in papers[0].content["heads"]


def test_the_record_of_a_year_has_one_word_for_one_number_everywhere(busy: Door, sign_in: Enter) -> None:
    busy.session.closed_at = clock.now()
    db.session.commit()
    client, year = sign_in(staff(busy, Role.COMMITTEE)), f"/instansi/{busy.meeting.organisation_id}/rekap-kehadiran"
    page = client.get(year).get_data(as_text=True)
    client.post(f"{year}/pdf", data={"share": "1"})
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{year}.xlsx").data)).get_sheet_by_index(0).to_python()
    (paper,) = db.session.scalars(sa.select(Document)).all()

    shown = dict(zip(paper.content["heads"], paper.content["total"]["cells"], strict=True))
    head = next(row for row in sheet if "Instansi" in row)
    for word in ("Hadir", "Hadir sendiri", "Hadir wakil", "Daftar hadir", "Persen hadir"):
        assert int(shown[word]) == sheet[-1][head.index(word)], word
    assert "Tindak lanjut selesai" in page and {"Tindak lanjut selesai"} <= set(head) & set(shown)


@pytest.mark.parametrize(
    ("present", "listed", "share"), [(1, 8, 13), (3, 8, 38), (1, 3, 33), (0, 5, 0), (5, 5, 100), (0, 0, None)]
)
def test_a_half_of_a_percent_is_rounded_upwards(present: int, listed: int, share: int | None) -> None:
    assert Tally(listed=listed, present=present).share == share

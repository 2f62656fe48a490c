"""What is counted by kinds of people is what one gets line by line: of people drawn at random who stand in every way there is."""

import random
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.domain.attendance.groups import by_category_and_institution
from meetings.domain.attendance.listing import Filters, Listed, export_attendance, list_attendance
from meetings.domain.attendance.live import live_numbers
from meetings.domain.attendance.queries import Totals, totals_of
from meetings.domain.attendance.tally import Tally, count_lines, sum_of
from meetings.domain.reports.recap import add_present, list_meeting
from meetings.enums import MeetingMode, Presence
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Participant, Representation, Session, standing
from tests.factories import make_meeting, make_session
from tests.factories.crowd import make_crowd


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_what_the_lines_say(app: Flask, seed: int) -> None:
    at, chance = clock.now(), random.Random(seed)
    meeting = make_meeting()
    sessions = [
        make_session(meeting, title="Pagi", starts_at=at - timedelta(days=1)),
        make_session(meeting, title="Sekarang"),
        make_session(meeting, title="Besok", starts_at=at + timedelta(days=1)),
    ]
    people = {person.id: person for person in make_crowd(meeting, sessions, chance, at)}
    deputies = set(db.session.scalars(sa.select(Representation.representative_id).where(Representation.ended_at.is_(None))))
    counted = {(each.session_id, each.institution): each.tally for each in count_lines(Session.meeting_id == meeting.id)}
    together = {each.institution: each.tally for each in count_lines(Session.meeting_id == meeting.id, each=False)}

    told: dict[tuple[str, str], Tally] = {}
    for session in sessions:
        lines = list(export_attendance(session, Filters()))
        for line in lines:
            key, one = (session.id, line.institution), _one(line, session, deputies)
            told[key] = sum_of([told.get(key, Tally()), one])
        _judge_session(session, lines, people)
    assert counted == told
    assert together == {
        name: sum_of([tally for (_session, institution), tally in told.items() if institution == name]) for _session, name in told
    }
    _judge_kept(meeting, told, deputies)


def _judge_kept(meeting: Meeting, told: dict[tuple[str, str], Tally], deputies: set[str]) -> None:
    """What a page shows of some institutions and of all together, with what a process keeps, is the same, and is made anew after a change."""
    for _turn in range(2):
        _judge_pages(meeting, told)
    db.session.execute(sa.delete(Attendance).where(Attendance.participant_id.in_(deputies)))
    db.session.commit()
    anew = {(each.session_id, each.institution): each.tally for each in count_lines(Session.meeting_id == meeting.id)}
    _judge_pages(meeting, anew)
    assert sum(tally.deputies for tally in anew.values()) == 0


def _judge_pages(meeting: Meeting, told: dict[tuple[str, str], Tally]) -> None:
    sessions = {session for session, _institution in told}
    names = sorted({institution for _session, institution in told})
    for shown in (names[:1], names[1:]):
        every, counted = list_meeting(meeting)
        lines = [line for line in counted.lines if line.spelt[0] in shown]
        add_present(meeting, counted, lines)
        assert {(session, line.spelt[0]): tally for line in lines for session, tally in line.by_session.items()} == {
            key: tally for key, tally in told.items() if key[1] in shown
        }
        assert {each.id for each in every} >= sessions
        for session in sessions:
            of = sum_of(tally for (each, _institution), tally in told.items() if each == session)
            assert counted.total.by_session[session] == of


def _one(line: Listed, session: Session, deputies: set[str]) -> Tally:
    came = line.came is not None
    return Tally(
        1,
        came,
        came and line.id in deputies,
        line.recorded is MeetingMode.ONLINE,
        line.came is not None and line.came <= session.starts_at,
        line.late,
        line.presence(over=True) is Presence.EXCUSED,
    )


def _judge_session(session: Session, lines: list[Listed], people: dict[str, Participant]) -> None:
    """Totals, groups, live numbers and pages of one session, beside its lines."""
    present = [line for line in lines if line.came]
    expected = [line for line in lines if line.called and people[line.id].status in standing.EXPECTED.statuses]
    excused = [line for line in lines if line.presence(over=True) is Presence.EXCUSED]
    inside = sum(line.inside for line in lines)
    totals = totals_of([session])[session.id]
    assert totals == Totals(len(expected), len(present), inside, len(lines) - len(present) - len(excused), len(excused))
    assert totals.listed == len(lines)

    by_category, by_institution = by_category_and_institution(session)
    for groups, name in ((by_category, "category"), (by_institution, "institution")):
        of = [Counter(getattr(line, name) or "" for line in some) for some in (expected, present, lines)]
        assert {each.name: (each.expected, each.present, each.listed) for each in groups} == {
            each: (of[0][each], of[1][each], of[2][each]) for each in of[2]
        }
    live = live_numbers(session)
    assert (live["expected"], live["present"], live["listed"]) == (len(expected), len(present), len(lines))
    assert (live["inside"], live["left"]) == (inside, len(present) - inside)
    gates = Counter(line.gate or line.by for line in present)
    assert {each["name"]: each["present"] for each in live["gates"]} == {
        name or "Tanpa nama pintu": gates[name] for name in gates
    }
    assert sum(live["arrivals"]) == len(present)

    for presence in ("", "present", "absent", "excused", "inside"):
        for order in ("protocol", "arrival", "-institution"):
            filters = Filters(presence=presence, order=order)
            counting, knowing = (list_attendance(session, filters, 2, 25, known) for known in (None, totals.by_presence))
            assert counting == knowing, (presence, order)

"""How many heads to expect in the hall, companions included: for food and seats; and the chair's paragraph on who comes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from meetings import clock
from meetings.domain.agenda import list_sessions
from meetings.domain.letters.times import session_days
from meetings.domain.reports.numbers import Numbers
from meetings.enums import MeetingMode, OrganisationKind
from meetings.extensions import db
from meetings.models import Attendance, Meeting, Organisation, Participant, Session, participant_session, standing
from meetings.writing.institution_kinds import kind_by_name
from meetings.writing.numbers import group_thousands


@dataclass(frozen=True, slots=True)
class Heads:
    """Of a session, or of a day (``session`` None): who comes in person, who may, and the companions of those who come."""

    day: date
    session: Session | None
    coming: int
    unanswered: int
    companions: int

    @property
    def sure(self) -> int:
        """Heads that were announced."""
        return self.coming + self.companions

    @property
    def most(self) -> int:
        """Heads if everybody comes who may."""
        return self.sure + self.unanswered


def expected_heads(meeting: Meeting) -> list[Heads]:
    """Each day, and below it each of its sessions where it has several; four statements, of which one goes through everybody once. Empty for a
    meeting held online. Days are the meeting's."""
    sessions = list_sessions(meeting, with_items=False)
    if not sessions or meeting.mode is MeetingMode.ONLINE:
        return []
    rows = [
        (day, session, part)
        for day, group in session_days(meeting, sessions).items()
        for session, part in [(None, group), *((each, [each]) for each in group if len(group) > 1)]
    ]
    here: list[Any] = [Participant.meeting_id == meeting.id, standing.EXPECTED.where()]
    if meeting.mode is not MeetingMode.IN_PERSON:
        here.append(sa.not_(Participant.comes_online))
    everywhere = _together(db.session.execute(_by_answer(*here, sa.not_(Participant.limited))).all())
    limited, late = _limited(here, sessions), _added_late(here, [part for _day, _session, part in rows])
    counted = [
        tuple(
            of_all + more - less
            for of_all, more, less in zip(everywhere, _of(limited, part), late.get(number, NOBODY), strict=True)
        )
        for number, (_day, _session, part) in enumerate(rows)
    ]
    return [Heads(day, session, *numbers) for (day, session, _part), numbers in zip(rows, counted, strict=True)]


Numbered = tuple[int, ...]  # coming, unanswered, companions
NOBODY: Numbered = (0, 0, 0)


def _by_answer(*which: sa.ColumnElement[bool]) -> sa.Select[Any, int, int]:
    counted = sa.func.count(), sa.func.coalesce(sa.func.sum(Participant.companions), 0)
    return sa.select(Participant.status, *counted).where(*which).group_by(Participant.status)


def _together(rows: Iterable[Any]) -> Numbered:
    coming = unanswered = companions = 0
    for status, number, brought in rows:
        if status in standing.COMES.statuses:
            coming, companions = coming + number, companions + brought
        else:
            unanswered += number
    return coming, unanswered, companions


def _limited(here: Sequence[Any], sessions: Sequence[Session]) -> dict[tuple[str, str, int], set[str]]:
    """To which sessions those are called (`standing.called_to`) who are limited to some, or came all the same, by who they are and how they
    stand; one statement."""
    of, over = participant_session.c, {each.id: each.over_from for each in sessions}
    kind = Participant.id, Participant.status, Participant.companions
    came_there = sa.exists().where(Attendance.participant_id == Participant.id, Attendance.session_id == of.session_id)
    chosen = sa.select(*kind, Participant.created_at, of.session_id, came_there).join(
        participant_session, of.participant_id == Participant.id
    )
    found: dict[tuple[str, str, int], set[str]] = {}
    rows: Any = db.session.execute(chosen.where(*here, Participant.limited))
    for person, status, brought, added, session_id, came in rows:
        if session_id in over and (came or added <= over[session_id]):
            found.setdefault((person, status, brought), set()).add(session_id)
    return found


def _of(limited: Mapping[tuple[str, str, int], set[str]], part: Sequence[Session]) -> Numbered:
    ids = {each.id for each in part}
    return _together((status, 1, brought) for (_person, status, brought), called in limited.items() if called & ids)


def _added_late(here: Sequence[Any], parts: Sequence[Sequence[Session]]) -> dict[int, Numbered]:
    """Of those who are not limited, who was added when all of a part's sessions were over, and came to none of them, by the part's number; one
    statement at most."""
    over = [(max(each.over_from for each in part), Attendance.session_id.in_([each.id for each in part])) for part in parts]
    now = clock.now()
    counts = [
        _by_answer(
            *here,
            sa.not_(Participant.limited),
            Participant.created_at > moment,
            sa.not_(sa.exists().where(Attendance.participant_id == Participant.id, there)),
        ).add_columns(sa.literal(number))
        for number, (moment, there) in enumerate(over)
        if moment < now
    ]
    found: dict[int, list[Any]] = {}
    rows: Any = db.session.execute(sa.union_all(*counts)) if counts else ()
    for *row, number in rows:
        found.setdefault(number, []).append(row)
    return {number: _together(rows) for number, rows in found.items()}


def composition(meeting: Meeting, numbers: Numbers) -> str:
    """The chair's paragraph on number and composition, Indonesian, of the numbers of the overview; one statement."""
    categories = [(row.name or "lainnya", row.invited) for row in numbers.by_category if row.invited]
    answers = [
        (numbers.answers[name], words)
        for name, words in (
            ("coming", "menyatakan hadir"),
            ("represented", "diwakilkan"),
            ("declined", "menyatakan tidak hadir"),
            ("unanswered", "belum menjawab"),
        )
    ]
    told = _listed([f"{group_thousands(number)} orang {words}" for number, words in answers if number])
    sentences = [
        f"Peserta yang diundang pada {meeting.title} berjumlah {group_thousands(numbers.invited)} orang"
        + (
            f", terdiri atas {_counted(categories)}."
            if len(categories) > 1 or (categories and categories[0][0] != "lainnya")
            else "."
        ),
        f"Menurut jenis instansi: {_counted(_by_kind(meeting))}.",
        f"Sampai saat ini {told}." if told else "",
        f"Yang tercatat hadir {group_thousands(numbers.present)} orang." if numbers.present else "",
    ]
    return " ".join(filter(None, sentences)) if numbers.invited else ""


def _by_kind(meeting: Meeting) -> list[tuple[str, int]]:
    """By what the list says of the institution; where that tells no kind, by that of the institution it was matched with."""
    groups = sa.select(Participant.organisation_id, Participant.institution, sa.func.count().label("number"))
    groups = groups.where(Participant.meeting_id == meeting.id, standing.INVITED.where())
    each = groups.group_by(Participant.organisation_id, Participant.institution).subquery().c
    statement = sa.select(Organisation.kind, each.institution, each.number).select_from(each.number.table)
    statement = statement.outerjoin(Organisation, Organisation.id == each.organisation_id)  # of groups, not of everybody
    counted: Counter[OrganisationKind] = Counter()
    rows: Iterable[Any] = db.session.execute(statement)
    for known, institution, number in rows:
        counted[OrganisationKind(kind_by_name(institution) or known or OrganisationKind.OTHER)] += number
    rest = counted.pop(OrganisationKind.OTHER, 0)
    named = [(each.label, counted[each]) for each in OrganisationKind if each in counted]
    return [*named, *([("instansi lain", rest)] if rest else [])]


def _counted(parts: Sequence[tuple[str, int]]) -> str:
    return _listed([f"{group_thousands(number)} orang {name}" for name, number in parts])


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])}, dan {words[-1]}"

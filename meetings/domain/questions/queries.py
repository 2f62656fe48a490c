"""Reads about questions and answers. No read sends more statements for more rows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

from meetings.domain.participants.categories import category_names
from meetings.enums import Audience, MeetingMode
from meetings.extensions import db
from meetings.models import Meeting, Participant, Question, QuestionAnswer, question_category, standing
from meetings.models.question import owes_answers

BLOCK = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with how often it was answered by those who come or may: by how many, by choice, and what the numbers come to; ``kept``: by
    how many at all."""

    question: Question
    people: int
    choices: list[tuple[str, int]]
    total: int | None
    categories: list[str]  # names; none: of all
    kept: int


def list_questions(meeting_id: str) -> Sequence[Question]:
    """A meeting's questions in order."""
    return db.session.scalars(
        sa.select(Question).where(Question.meeting_id == meeting_id).order_by(Question.position, Question.id)
    ).all()


def asked_of(participant: Participant, *, online: bool) -> list[Question]:
    """The questions for one participant, who comes online or in person; two statements."""
    questions, categories = list_questions(participant.meeting_id), categories_of(participant.meeting_id)
    return [
        each
        for each in questions
        if participant.category_id in categories.get(each.id, (participant.category_id,))
        and (
            each.audience is Audience.ALL
            or (each.audience is Audience.REPRESENTATIVES and participant.representing is not None)
            or (each.audience is Audience.ONLINE and online)
            or (each.audience is Audience.IN_PERSON and not online)
        )
    ]


def owed_by(participant: Participant) -> list[Question]:
    """The questions that somebody who has said yes must still answer; at most three statements."""
    if not standing.COMES.of(participant):
        return []
    asked = [each for each in asked_of(participant, online=comes_online(participant)) if each.required]
    given = answered_by(participant.id) if asked else {}
    return [each for each in asked if each.id not in given]


def count_owing(meeting_id: str) -> int:
    """How many have said yes and not answered what must be answered; one statement."""
    statement = sa.select(sa.func.count(Participant.id)).where(Participant.meeting_id == meeting_id, owes_answers())
    return db.session.scalar(statement) or 0


def categories_of(meeting_id: str) -> dict[str, list[str]]:
    """By question the ids of the categories it is asked of; not of those asked of all."""
    columns = question_category.c
    statement = sa.select(columns.question_id, columns.category_id).join(Question, Question.id == columns.question_id)
    rows: Any = db.session.execute(statement.where(Question.meeting_id == meeting_id)).all()
    found: dict[str, list[str]] = {}
    for question_id, category_id in rows:
        found.setdefault(question_id, []).append(category_id)
    return found


def comes_online(participant: Participant) -> bool:
    """How they come: as the meeting is held, or, where it is held both ways, as they said."""
    mode = participant.meeting.mode
    return mode is MeetingMode.ONLINE or (mode is MeetingMode.HYBRID and participant.comes_online)


def asks_anything(meeting: Meeting) -> bool:
    """Whether whoever comes is asked for more than that."""
    if meeting.mode is MeetingMode.HYBRID or (meeting.most_companions and meeting.mode is not MeetingMode.ONLINE):
        return True
    return bool(db.session.scalar(sa.select(sa.exists().where(Question.meeting_id == meeting.id))))


def answered_by(participant_id: str) -> dict[str, list[QuestionAnswer]]:
    """A participant's answers by question."""
    return answers_of([participant_id]).get(participant_id, {})


def told_by(participant: Participant) -> list[tuple[str, str]]:
    """(question, answer) of a participant, in the order of the questions; two statements."""
    theirs = answered_by(participant.id)
    asked = list_questions(participant.meeting_id) if theirs else []
    return [(each.text, "; ".join(row.shown for row in theirs[each.id])) for each in asked if each.id in theirs]


def answers_of(participant_ids: Collection[str]) -> dict[str, dict[str, list[QuestionAnswer]]]:
    """Answers by participant and question; one statement."""
    statement = sa.select(QuestionAnswer).where(QuestionAnswer.participant_id.in_(participant_ids))
    found: dict[str, dict[str, list[QuestionAnswer]]] = {}
    for row in db.session.scalars(statement.order_by(QuestionAnswer.choice)):
        found.setdefault(row.participant_id, {}).setdefault(row.question_id, []).append(row)
    return found


def with_answers(people: Iterable[sa.Row[Any]], questions: Sequence[str]) -> Iterator[tuple[sa.Row[Any], list[str]]]:
    """Rows of participants, each with what it answered to ``questions`` (their ids), read block by block; nothing of who does not
    come any more."""
    rows = iter(people)
    while block := list(islice(rows, BLOCK)):
        answers = answers_of([row.id for row in block]) if questions else {}
        for row in block:
            theirs = answers.get(row.id, {}) if standing.EXPECTED.holds(row.status, row.source) else {}
            yield row, ["; ".join(each.shown for each in theirs.get(question, ())) for question in questions]


def count_answers(meeting_id: str) -> list[Asked]:
    """Every question with its numbers, of those who come or may; five statements, one without any."""
    questions, categories = list_questions(meeting_id), categories_of(meeting_id)
    statement = (
        sa.select(
            QuestionAnswer.question_id, QuestionAnswer.choice, sa.func.count(), sa.func.sum(QuestionAnswer.number),
        )
        .join(Question, Question.id == QuestionAnswer.question_id)
        .join(Participant, Participant.id == QuestionAnswer.participant_id)
        .where(Question.meeting_id == meeting_id, standing.EXPECTED.where())
        .group_by(QuestionAnswer.question_id, QuestionAnswer.choice)
    )  # fmt: skip  # -- table
    counted: Any = db.session.execute(statement).all() if questions else []
    people, names = (_people(meeting_id), category_names(meeting_id)) if questions else ({}, {})
    found = []
    for each in questions:
        by_choice = {choice: number for question_id, choice, number, _sum in counted if question_id == each.id}
        total = next(
            (int(amount) for question_id, _c, _n, amount in counted if question_id == each.id and amount is not None), None
        )
        choices = [(choice, by_choice.get(choice, 0)) for choice in each.choices]
        counting, kept = people.get(each.id, (0, 0))
        found.append(Asked(each, counting, choices, total, [names[key] for key in categories.get(each.id, [])], kept))
    return found


def _people(meeting_id: str) -> dict[str, tuple[int, int]]:
    """By question, of how many answers are counted, and of how many any is kept."""
    who = QuestionAnswer.participant_id
    counting = sa.func.count(sa.distinct(sa.case((standing.EXPECTED.where(), who))))
    statement = sa.select(QuestionAnswer.question_id, counting, sa.func.count(sa.distinct(who)))
    statement = statement.join(Question, Question.id == QuestionAnswer.question_id).join(Participant, Participant.id == who)
    rows = db.session.execute(statement.where(Question.meeting_id == meeting_id).group_by(QuestionAnswer.question_id))
    return {question_id: (counting, kept) for question_id, counting, kept in rows}

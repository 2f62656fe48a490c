"""Writing, changing and removing a question. What was answered already is never lost without being told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.meetings import Activity, require
from meetings.enums import Audience, QuestionKind
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db, once_committed
from meetings.models import Category, Meeting, Question, QuestionAnswer, question_category
from meetings.models.base import change_rows
from meetings.storage import storage
from meetings.writing.reading import read_lines, read_text

CHOOSING = (QuestionKind.ONE, QuestionKind.MANY)
MOST_QUESTIONS, MOST_CHOICES, LONGEST_CHOICE = 30, 40, 200


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as typed: ``choices`` a line each, ``categories`` ids (none: of all)."""

    text: str
    kind: QuestionKind = QuestionKind.TEXT
    help: str = ""
    choices: str = ""
    audience: Audience = Audience.ALL
    categories: Collection[str] = ()
    required: bool = False
    position: int = 1


def save_question(meeting: Meeting, question: Question | None, wording: Wording, actor: Actor, at: datetime) -> Question:
    """Ask a question (None: a new one) or change one. Raises `InvalidInput` for an empty one, choices that are too few, too many, double or
    too long, or a category of another meeting; `Conflict` where answers would lose their kind or their choice; `WrongState`."""
    require(meeting, Activity.PARTICIPANTS)
    text, choices = read_text(wording.text), _choices_of(wording)
    if not text:
        raise InvalidInput(_("Tulis pertanyaannya."), field="text")
    if question is None:
        asked = db.session.scalar(sa.select(sa.func.count()).where(Question.meeting_id == meeting.id)) or 0
        if asked >= MOST_QUESTIONS:
            raise Conflict(_("Paling banyak %(max)d pertanyaan untuk satu kegiatan.", max=MOST_QUESTIONS))
        question, before = Question(meeting_id=meeting.id, created_at=at), {}
    else:
        before = _values(question)
        _keep_answers(question, wording.kind, choices)
    question.text, question.help, question.kind, question.choices = text, read_text(wording.help), wording.kind, choices
    question.audience, question.required, question.position = wording.audience, wording.required, wording.position
    db.session.add(question)
    db.session.flush()
    names = _ask_categories(question, wording.categories)
    after = _values(question) | {"categories": names}
    changes = {key: [before.get(key), after[key]] for key in after if before.get(key) != after[key]}
    if changes:
        action = Action.QUESTION_CHANGED if before else Action.QUESTION_ADDED
        record(actor, action, at=at, meeting=meeting, target=question, target_name=text, changes=changes)
    return question


def remove_question(question: Question, actor: Actor, at: datetime) -> int:
    """Remove a question with its answers and files; returns of how many people an answer went. Raises `WrongState`."""
    meeting = question.meeting
    require(meeting, Activity.PARTICIPANTS)
    people = count_people(question.id)
    record(actor, Action.QUESTION_REMOVED, at=at, meeting=meeting, target=question, target_name=question.text, count=people)
    forget_answers(QuestionAnswer.question_id == question.id)
    db.session.delete(question)
    db.session.flush()
    return people


def count_people(question_id: str) -> int:
    """How many have answered it."""
    people = sa.func.count(sa.distinct(QuestionAnswer.participant_id))
    return db.session.scalar(sa.select(people).where(QuestionAnswer.question_id == question_id)) or 0


def forget_answers(*where: sa.ColumnElement[bool]) -> int:
    """Delete answers, and their files unless another answer has the same one; how many rows."""
    keys = set(db.session.scalars(sa.select(QuestionAnswer.file_key).where(QuestionAnswer.file_key != "", *where)))
    gone = change_rows(sa.delete(QuestionAnswer).where(*where).execution_options(synchronize_session=False))
    for key in keys:
        if not db.session.scalar(sa.select(sa.exists().where(QuestionAnswer.file_key == key))):
            once_committed(partial(storage.delete, key))
    return gone


def _choices_of(wording: Wording) -> list[str]:
    if wording.kind not in CHOOSING:
        return []
    choices = [text for line in read_lines(wording.choices).splitlines() if (text := read_text(line))]
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise InvalidInput(_("Tulis 2 sampai %(max)d pilihan, satu pada setiap baris.", max=MOST_CHOICES), field="choices")
    if len({each.casefold() for each in choices}) < len(choices):
        raise InvalidInput(_("Ada pilihan yang sama. Tulis masing-masing satu kali."), field="choices")
    if long := next((each for each in choices if len(each) > LONGEST_CHOICE), ""):
        raise InvalidInput(_("Pilihan «%(choice)s…» terlalu panjang.", choice=long[:40]), field="choices")
    return choices


def _keep_answers(question: Question, kind: QuestionKind, choices: list[str]) -> None:
    people = count_people(question.id)
    if people and kind is not question.kind:
        told = _("%(count)s orang sudah menjawab. Jenisnya tetap; buat pertanyaan baru bila perlu.", count=people)
        raise Conflict(told, field="kind")
    chosen = sa.select(QuestionAnswer.choice, sa.func.count()).where(
        QuestionAnswer.question_id == question.id, QuestionAnswer.choice != "", QuestionAnswer.choice.not_in(choices)
    )
    for choice, count in db.session.execute(chosen.group_by(QuestionAnswer.choice)):
        names = {"choice": choice, "count": count}
        raise Conflict(
            _("«%(choice)s» sudah dipilih %(count)s orang. Biarkan pilihan itu seperti semula.", **names), field="choices"
        )


def _ask_categories(question: Question, category_ids: Collection[str]) -> str:
    """Ties the question to the categories; their names."""
    statement = sa.select(Category).where(Category.meeting_id == question.meeting_id, Category.id.in_(category_ids))
    rows = db.session.scalars(statement.order_by(Category.protocol_order, Category.name)).all()
    if len(rows) < len(set(category_ids)):
        raise InvalidInput(_("Pilih kategori kegiatan ini."), field="categories")
    db.session.execute(sa.delete(question_category).where(question_category.c.question_id == question.id))
    if rows:
        db.session.execute(sa.insert(question_category), [{"question_id": question.id, "category_id": row.id} for row in rows])
    return ", ".join(row.name for row in rows)


def _values(question: Question) -> dict[str, object]:
    names = sa.select(Category.name).join(question_category).where(question_category.c.question_id == question.id)
    categories = db.session.scalars(names.order_by(Category.protocol_order, Category.name)).all() if question.id else []
    plain = {key: getattr(question, key) for key in ("text", "help", "required", "position")}
    told = {"kind": question.kind.value, "audience": question.audience.value, "choices": ", ".join(question.choices)}
    return plain | told | {"categories": ", ".join(categories)}

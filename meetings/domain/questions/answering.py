"""What somebody who comes tells besides: online or in person, how many companions, answers to the questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain.audit import Action, Actor, record
from meetings.domain.invitations.answers import may_answer
from meetings.domain.meetings import Activity, require
from meetings.domain.participants import hold_participant
from meetings.domain.pictures import SCAN_LIMIT, check_scan
from meetings.domain.questions.asking import forget_answers
from meetings.domain.questions.queries import answered_by, asked_of, comes_online
from meetings.enums import MeetingMode, MeetingState, ParticipantStatus, QuestionKind
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Meeting, Participant, Question, QuestionAnswer, standing
from meetings.storage import storage
from meetings.writing.reading import read_lines

FILE_LIMIT = SCAN_LIMIT
LONGEST, LARGEST = 2000, 1_000_000
OVER = (MeetingState.FINISHED, MeetingState.ARCHIVED, MeetingState.CANCELLED)

Given = str | list[str] | int | tuple[str, bytes] | None  # text, choices, number, (file's name, bytes); None: nothing new


@dataclass(frozen=True, slots=True)
class Details:
    """As typed; ``answers`` by question. A file that is not given anew stays."""

    online: bool = False
    companions: int = 0
    answers: Mapping[str, Given] = field(default_factory=dict)


def answer_questions(
    participant: Participant, details: Details, actor: Actor, at: datetime, *, by_committee: bool = False
) -> bool:
    """Keep what is typed; True when it changed anything. Raises `WrongState` where no answer is taken (any more) or they have not said
    that they come, `InvalidInput` (field ``companions`` or the question's id) for what cannot be an answer."""
    hold_participant(participant)
    meeting = participant.meeting
    if by_committee:
        require(meeting, Activity.PARTICIPANTS)
    elif refusal := may_answer(participant, at):
        raise WrongState(refusal)
    if not (standing.EXPECTED.of(participant) if by_committee else participant.status is ParticipantStatus.CONFIRMED):
        raise WrongState(_("Pertanyaan ini untuk yang menyatakan hadir."))
    if not 0 <= details.companions <= meeting.most_companions:
        raise InvalidInput(_("Isi 0 sampai %(max)d pendamping.", max=meeting.most_companions), field="companions")
    online = details.online and meeting.mode is MeetingMode.HYBRID
    companions = 0 if online or meeting.mode is MeetingMode.ONLINE else details.companions  # nobody sits beside a screen
    changed = (participant.comes_online, participant.companions) != (online, companions)
    participant.comes_online, participant.companions = online, companions
    stored, questions = answered_by(participant.id), asked_of(participant, online=comes_online(participant))
    for question in questions:
        before = stored.get(question.id, [])
        rows = _read(question, details.answers.get(question.id), before)
        if question.required and not by_committee and not rows:
            raise InvalidInput(_("Jawaban untuk «%(question)s» wajib diisi.", question=question.text[:80]), field=question.id)
        if [each.shown for each in before] != [each.shown for each in rows] or any(
            each not in before and each.file_key for each in rows
        ):
            changed = True
            kept = [each.id for each in rows if each in before]
            forget_answers(
                QuestionAnswer.question_id == question.id,
                QuestionAnswer.participant_id == participant.id,
                QuestionAnswer.id.not_in(kept),
            )
            for each in rows:
                if each not in before:
                    each.participant_id, each.question_id, each.answered_at = participant.id, question.id, at
                    db.session.add(each)
    gone = set(stored) - {question.id for question in questions}
    if gone:  # asked of those who come the other way
        changed = True
        forget_answers(QuestionAnswer.participant_id == participant.id, QuestionAnswer.question_id.in_(gone))
    if changed:
        participant.updated_at = at
        record(
            actor,
            Action.QUESTIONS_ANSWERED,
            at=at,
            meeting=meeting,
            target=participant,
            target_name=participant.full_name,
        )
    db.session.flush()
    return changed


def erase_answers(meeting: Meeting, actor: Actor, at: datetime) -> int:
    """Delete all answers of a meeting that is over, with their files; the counts go, too. How many rows went. Raises `WrongState` before."""
    if meeting.state not in OVER:
        raise WrongState(_("Jawaban dihapus setelah kegiatan selesai atau dibatalkan."))
    theirs = sa.select(Question.id).where(Question.meeting_id == meeting.id)
    gone = forget_answers(QuestionAnswer.question_id.in_(theirs))
    record(actor, Action.ANSWERS_ERASED, at=at, meeting=meeting, target=meeting, target_name=meeting.title, count=gone)
    db.session.flush()
    return gone


def _read(question: Question, given: Given, before: list[QuestionAnswer]) -> list[QuestionAnswer]:
    """The rows that hold the answer; those of ``before`` where it is the same. Empty for none."""
    if question.kind is QuestionKind.FILE:
        return [_file(question, given)] if isinstance(given, tuple) else before
    if question.kind is QuestionKind.NUMBER:
        if given in (None, ""):
            return []
        if not isinstance(given, int) or not 0 <= given <= LARGEST:
            raise InvalidInput(_("Isi angka bulat 0 sampai %(max)s.", max=f"{LARGEST:,}".replace(",", ".")), field=question.id)
        return before if [each.number for each in before] == [given] else [QuestionAnswer(number=given)]
    if question.kind is QuestionKind.TEXT:
        text = read_lines(given if isinstance(given, str) else "")
        if len(text) > LONGEST:
            raise InvalidInput(_("Paling banyak %(max)d karakter.", max=LONGEST), field=question.id)
        return before if [each.text for each in before] == [text] else [QuestionAnswer(text=text)] if text else []
    chosen = [each for each in (given if isinstance(given, list) else [str(given or "")]) if each]
    if any(each not in question.choices for each in chosen) or (question.kind is QuestionKind.ONE and len(chosen) > 1):
        raise InvalidInput(_("Pilih dari yang tersedia."), field=question.id)
    known = {each.choice: each for each in before}
    return [known.get(each) or QuestionAnswer(choice=each) for each in sorted(set(chosen))]


def _file(question: Question, given: tuple[str, bytes]) -> QuestionAnswer:
    name, data = given
    check_scan(data, question.id)
    return QuestionAnswer(file_name=name[-200:], file_key=storage.put("answers", data))

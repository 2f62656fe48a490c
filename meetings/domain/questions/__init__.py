"""What a meeting asks of those who come: questions, how they come, and with how many companions."""

from meetings.domain.questions.answering import Details, answer_questions, erase_answers
from meetings.domain.questions.asking import Wording, remove_question, save_question
from meetings.domain.questions.queries import (
    Asked,
    answered_by,
    asked_of,
    asks_anything,
    count_answers,
    list_questions,
    owed_by,
)

__all__ = [
    "Asked",
    "Details",
    "Wording",
    "answer_questions",
    "answered_by",
    "asked_of",
    "asks_anything",
    "count_answers",
    "erase_answers",
    "list_questions",
    "owed_by",
    "remove_question",
    "save_question",
]

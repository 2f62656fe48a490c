"""Questions that a meeting asks of those who come, and their answers."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, Audience, MeetingMode, QuestionKind
from meetings.models.base import Id, JsonList, Label, Model, Moment, Text, Timestamps, enum_column, reference
from meetings.models.meeting import Meeting
from meetings.models.participant import Participant, Representation
from meetings.models.standing import COMES

question_category = sa.Table(
    "question_category",
    Model.metadata,
    sa.Column("question_id", sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("category_id", sa.ForeignKey("category.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Question(Model, Timestamps):
    """One question; ``choices`` of the kinds that offer some. Without rows in question_category it is asked of every category."""

    __tablename__ = "question"
    __table_args__ = (sa.Index("ix_question_meeting_id_position_id", "meeting_id", "position", "id"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    position: Mapped[int] = mapped_column(sa.BigInteger, default=1, info={"label": N_("Urutan")})
    text: Mapped[Label] = mapped_column(info={"label": N_("Pertanyaan")})
    help: Mapped[Label] = mapped_column(info={"label": N_("Penjelasan")})
    kind: Mapped[QuestionKind] = mapped_column(
        enum_column(QuestionKind), default=QuestionKind.TEXT, info={"label": N_("Jenis jawaban")}
    )
    choices: Mapped[JsonList] = mapped_column(info={"label": N_("Pilihan")})
    audience: Mapped[Audience] = mapped_column(
        enum_column(Audience), default=Audience.ALL, info={"label": N_("Ditanyakan kepada")}
    )
    required: Mapped[bool] = mapped_column(default=False, info={"label": N_("Wajib dijawab")})
    meeting: Mapped[Meeting] = relationship()


class QuestionAnswer(Model):
    """What one participant answered; of several choices a row each. ``choice`` is empty for the other kinds, whose answer stands in the
    column of its kind."""

    __tablename__ = "question_answer"
    __table_args__ = (
        sa.UniqueConstraint("question_id", "participant_id", "choice"),
        sa.Index("ix_question_answer_counted", "question_id", "choice", "participant_id"),
        sa.Index("ix_question_answer_file_key", "file_key"),
    )
    id: Mapped[Id]
    question_id: Mapped[str] = reference("question.id", index=False)
    participant_id: Mapped[str] = reference("participant.id")
    choice: Mapped[str] = mapped_column(sa.String(200), default="")
    text: Mapped[Text]
    number: Mapped[int | None] = mapped_column(sa.BigInteger)
    file_key: Mapped[str] = mapped_column(sa.String(120), default="")
    file_name: Mapped[Label]
    answered_at: Mapped[Moment]
    question: Mapped[Question] = relationship()

    @property
    def shown(self) -> str:
        """The answer in one line."""
        return self.choice or self.text or self.file_name or ("" if self.number is None else str(self.number))


def asked(columns: Any = Participant) -> sa.ColumnElement[bool]:
    """Clause between participants and questions of their meeting, that one: whom a question is asked of (in Python
    ``domain.questions.asked_of``)."""
    chosen = sa.select(question_category.c.category_id).where(question_category.c.question_id == Question.id)
    standing_in = sa.select(Representation.representative_id).where(Representation.ended_at.is_(None))
    online = sa.or_(Meeting.mode == MeetingMode.ONLINE, sa.and_(Meeting.mode == MeetingMode.HYBRID, columns.comes_online))
    return sa.and_(
        sa.or_(sa.not_(sa.exists(chosen)), columns.category_id.in_(chosen)),
        sa.or_(
            Question.audience == Audience.ALL,
            sa.and_(Question.audience == Audience.REPRESENTATIVES, columns.id.in_(standing_in)),
            sa.and_(Question.audience == Audience.ONLINE, online),
            sa.and_(Question.audience == Audience.IN_PERSON, sa.not_(online)),
        ),
    )


def owes_answers(columns: Any = Participant) -> sa.ColumnElement[bool]:
    """WHERE clause on participants: has said yes, and has not answered something that must be answered."""
    given = sa.select(QuestionAnswer.id).where(
        QuestionAnswer.question_id == Question.id, QuestionAnswer.participant_id == columns.id
    )
    owed = (
        sa.select(Question.id)
        .join(Meeting, Meeting.id == Question.meeting_id)
        .where(
            Question.meeting_id == columns.meeting_id,
            Question.required,
            asked(columns),
            sa.not_(sa.exists(given.correlate(Question, columns))),
        )
    )
    return sa.and_(COMES.where(columns), sa.exists(owed.correlate(columns)))

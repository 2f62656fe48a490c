"""The form of what somebody who comes tells besides, made of the meeting's questions; for the guest's own pages and the committee's."""

from typing import Any

from flask_babel import gettext as _
from wtforms import FileField, IntegerField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from meetings.domain import questions
from meetings.domain.questions.answering import FILE_LIMIT, LARGEST, LONGEST, Given
from meetings.domain.questions.queries import comes_online
from meetings.enums import Audience, MeetingMode, QuestionKind
from meetings.models import Participant, Question, QuestionAnswer
from meetings.web.forms import Form, at_most, options, required

PREFIX = "q-"
ACCEPT = ".pdf,.jpg,.jpeg,application/pdf,image/jpeg"


class DetailsForm(Form):
    """How they come, companions, and a field for each question."""

    asked: list[Question]

    def details(self) -> questions.Details:
        """What was typed."""
        return questions.Details(
            online="way" in self and self["way"].data == "online",
            companions=(self["companions"].data or 0) if "companions" in self else 0,
            answers={each.id: self._given(each) for each in self.asked if PREFIX + each.id in self},
        )

    def _given(self, question: Question) -> Given:
        data: Any = self[PREFIX + question.id].data
        if question.kind is QuestionKind.FILE:
            return (data.filename, data.stream.read(FILE_LIMIT + 1)) if data and getattr(data, "filename", "") else None
        return data

    def accept_error(self, error: Any, otherwise: str = "") -> None:
        """A refusal names a question by its id."""
        if error.field and PREFIX + error.field in self:
            otherwise, error.field = PREFIX + error.field, ""
        super().accept_error(error, otherwise)


def details_form(participant: Participant, *, strict: bool = True) -> DetailsForm:
    """The form for one participant, filled with what is stored; ``strict``: what must be answered is marked so. Where the meeting is held both ways the questions for either are shown;
    those that do not fit what is chosen are not kept."""
    meeting, online = participant.meeting, comes_online(participant)
    fields: dict[str, Any] = {}
    asked = questions.asked_of(participant, online=online)
    if meeting.mode is MeetingMode.HYBRID:
        ways = [("in_person", _("Di tempat")), ("online", _("Daring"))]
        fields["way"] = RadioField(
            _("Saya hadir"), choices=options(ways), default="online" if online else "in_person", validators=[required()]
        )
        other = questions.asked_of(participant, online=not online)
        asked = sorted({each.id: each for each in (*asked, *other)}.values(), key=lambda each: (each.position, each.id))
    if meeting.most_companions and meeting.mode is not MeetingMode.ONLINE:
        fields["companions"] = IntegerField(
            _("Jumlah pendamping"),
            [Optional(), NumberRange(0, meeting.most_companions)],
            default=participant.companions,
            description=_("Sopir, ajudan, dan lainnya; paling banyak %(max)d orang.", max=meeting.most_companions),
        )
    stored = questions.answered_by(participant.id)
    fields |= {PREFIX + each.id: _field(each, stored.get(each.id, []), strict=strict) for each in asked}
    form = type("PersonDetailsForm", (DetailsForm,), fields)()
    form.asked = asked
    return form


def _field(question: Question, answers: list[QuestionAnswer], *, strict: bool) -> Any:
    label = question.text
    first = answers[0] if answers else None
    note = question.help
    either_way = question.audience not in (Audience.IN_PERSON, Audience.ONLINE)
    kept_file = question.kind is QuestionKind.FILE and first is not None
    must: list[Any] = [required() if strict and question.required and either_way and not kept_file else Optional()]
    if not either_way:
        note = f"{note} ({_(question.audience.label)})".strip()
    if question.kind is QuestionKind.TEXT:
        return TextAreaField(
            label, [*must, at_most(LONGEST)], default=first and first.text, description=note, render_kw={"rows": 2}
        )
    if question.kind is QuestionKind.NUMBER:
        return IntegerField(label, [*must, NumberRange(0, LARGEST)], default=first and first.number, description=note)
    if question.kind is QuestionKind.FILE:
        kept = _("Tersimpan: %(name)s. Pilih berkas lain untuk menggantinya.", name=first.file_name) if first else ""
        limit = _("PDF atau JPG, paling besar %(max)d MB.", max=FILE_LIMIT // 1024 // 1024)
        return FileField(label, must, description=" ".join(filter(None, (note, limit, kept))), render_kw={"accept": ACCEPT})
    chosen = [each.choice for each in answers]
    pairs = options((each, each) for each in question.choices)
    if question.kind is QuestionKind.ONE:
        none = [] if question.required else options([("", _("Tidak dijawab"))])
        default = chosen[0] if chosen else ("" if none else None)
        return RadioField(label, must, choices=[*none, *pairs], default=default, description=note, validate_choice=False)
    return SelectMultipleField(
        label,
        must,
        choices=pairs,
        default=chosen,
        description=note,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

"""Questions that the meeting asks, and what one participant answered, given by the committee."""

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from meetings import clock
from meetings.blueprints.participants import bp
from meetings.domain import questions as asking
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants import queries
from meetings.domain.participants.categories import list_categories
from meetings.domain.pictures import scan_type
from meetings.domain.questions.answering import OVER
from meetings.domain.questions.queries import categories_of
from meetings.enums import Audience, QuestionKind
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Participant, Question, QuestionAnswer
from meetings.storage import storage
from meetings.web import current_actor, current_meeting
from meetings.web.edits import EditForm
from meetings.web.forms import EnumField, at_most, options, required
from meetings.web.questions import details_form
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates


class QuestionForm(EditForm):
    """A question; ``asked`` are the ids of its categories, as stored."""

    text = StringField(_l("Pertanyaan"), [required(), at_most(300)])
    help = StringField(_l("Penjelasan"), [at_most(300)])
    kind = EnumField(_l("Jenis jawaban"), QuestionKind)
    choices = TextAreaField(_l("Pilihan"), [at_most(8000)], render_kw={"rows": 4})
    audience = EnumField(_l("Ditanyakan kepada"), Audience)
    categories = SelectMultipleField(_l("Hanya kategori"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False))
    position = IntegerField(_l("Urutan"), [required(), NumberRange(1, 999)], default=1)
    required = BooleanField(_l("Wajib dijawab"))

    def __init__(self, offered: list[tuple[str, str]], asked: list[str], row: Question | None) -> None:
        self.asked = [key for key, _name in offered if key in asked]
        super().__init__(row=row)
        self.categories.choices = options(offered)

    def stored(self, row: Question) -> dict[str, object]:
        """Choices a line each."""
        return {"choices": "\n".join(row.choices), "categories": self.asked}

    def wording(self) -> asking.Wording:
        """What was typed."""
        return asking.Wording(
            self.text.data or "",
            self.kind.data or QuestionKind.TEXT,
            self.help.data or "",
            self.choices.data or "",
            self.audience.data or Audience.ALL,
            self.categories.data or (),
            bool(self.required.data),
            self.position.data or 1,
        )


@bp.route("/pertanyaan", methods=["GET", "POST"])
@creates
def questions(meeting_id: str) -> ResponseReturnValue:
    """All questions with their numbers, and a new one."""
    return _edit(None)


@bp.route("/pertanyaan/<question_id>", methods=["GET", "POST"])
def edit_question(meeting_id: str, question_id: str) -> ResponseReturnValue:
    """Change a question."""
    return _edit(_question(meeting_id, question_id))


@bp.post("/pertanyaan/<question_id>/hapus")
def remove_question(meeting_id: str, question_id: str) -> ResponseReturnValue:
    """Remove a question with its answers."""
    people = asking.remove_question(_question(meeting_id, question_id), current_actor(), clock.now())
    return done(_("Pertanyaan dihapus dengan jawaban %(n)s orang.", n=people), "participants.questions", meeting_id=meeting_id)


@bp.post("/pertanyaan/hapus-jawaban")
def erase_answers(meeting_id: str) -> ResponseReturnValue:
    """Delete all answers and files once the meeting is over."""
    with refused_at(url_for("participants.questions", meeting_id=meeting_id), WrongState):
        count = asking.erase_answers(current_meeting(), current_actor(), clock.now())
    return done(_("%(n)s jawaban dan berkasnya dihapus.", n=count), "participants.questions", meeting_id=meeting_id)


@bp.route("/<participant_id>/jawaban", methods=["GET", "POST"])
def answers(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """What one participant told, given for them."""
    row = _participant(meeting_id, participant_id)
    form = details_form(row, strict=False)
    if form.validate_on_submit():
        with form.saving():
            asking.answer_questions(row, form.details(), current_actor(), clock.now(), by_committee=True)
            told = _("Rincian kehadiran %(name)s disimpan.", name=row.full_name)
            return done(told, "participants.detail", meeting_id=meeting_id, participant_id=row.id)
    files = [(each.question.text, each) for each in _files(row.id)]
    body = render_template("participants/answers.html", meeting=current_meeting(), row=row, form=form, files=files)
    return body, form.http_status


@bp.get("/<participant_id>/jawaban/<answer_id>")
def answer_file(meeting_id: str, participant_id: str, answer_id: str) -> Response:
    """A file that was handed in with an answer."""
    found = next((each for each in _files(_participant(meeting_id, participant_id).id) if each.id == answer_id), None) or abort(
        404
    )
    data = storage.get(found.file_key)
    kind, ending = scan_type(data)
    response = Response(data, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=f"jawaban-{found.id}.{ending}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _files(participant_id: str) -> list[QuestionAnswer]:
    statement = db.select(QuestionAnswer).where(QuestionAnswer.participant_id == participant_id, QuestionAnswer.file_key != "")
    return list(db.session.scalars(statement.options(joinedload(QuestionAnswer.question))))


def _participant(meeting_id: str, participant_id: str) -> Participant:
    return queries.get_participant(meeting_id, participant_id) or abort(404)


def _question(meeting_id: str, question_id: str) -> Question:
    return db.session.scalar(db.select(Question).filter_by(id=question_id, meeting_id=meeting_id)) or abort(404)


def _edit(row: Question | None) -> ResponseReturnValue:
    meeting = current_meeting()
    offered = [(category.id, category.name) for category, _count in list_categories(meeting.id)]
    asked = categories_of(meeting.id)
    form = QuestionForm(offered, asked.get(row.id, []) if row else [], row)
    if form.validate_on_submit():
        with form.saving():
            asking.save_question(meeting, row, form.wording(), current_actor(), clock.now())
            return done(_("Pertanyaan disimpan."), "participants.questions", meeting_id=meeting.id)
    counted = asking.count_answers(meeting.id)
    body = render_template(
        "participants/questions.html",
        meeting=meeting,
        form=form,
        row=row,
        counted=counted,
        names=dict(offered),
        answered=next((each.people for each in counted if row and each.question.id == row.id), 0),
        may_edit=allows(meeting, Activity.PARTICIPANTS),
        over=meeting.state in OVER and any(each.people for each in counted),
    )
    return body, form.http_status

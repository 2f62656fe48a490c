"""The list: search, filters, bulk actions, export."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.participants import bp, exports
from meetings.blueprints.participants.sessions import restrict_chosen
from meetings.documents.sheets.xlsx import Table
from meetings.domain.agenda import list_sessions
from meetings.domain.audit import Action, record
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants import queries, set_category, undecided, withdraw_participant
from meetings.domain.participants.categories import list_categories
from meetings.domain.participants.imports import waiting_imports
from meetings.domain.participants.queries import NO_CATEGORY, Filters
from meetings.domain.participants.sessions import anybody_limited, called_ids, titles_of_limited
from meetings.domain.permissions import Permission
from meetings.domain.questions.queries import count_owing, list_questions, with_answers
from meetings.enums import ParticipantSource
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Category, Meeting, Question, standing
from meetings.web import current_actor, current_meeting
from meetings.web.downloads import table_file
from meetings.web.links import with_query
from meetings.web.rights.check import may
from meetings.web.saving import attempt, writes
from meetings.writing.reading import read_text

OWING = "wajib"  # a filter: something that must be answered is not
UNREACHED = "tanpa"  # a filter: neither phone number nor address


def read_filters() -> Filters:
    """The filters in the address."""
    get = request.args.get
    return Filters(
        text=get("q", "").strip()[:200],
        category=get("category", ""),
        status=get("status", ""),
        source=get("source", ""),
        institution=get("institution", "")[:300],
        session=get("sesi", "")[:16],
        order=get("sort", "protocol"),
        chosen=_read_choice(get("jawaban", "")),
        owing=get("jawaban") == OWING,
        unreached=get("kontak") == UNREACHED,
        with_nip=may(Permission.PERSONAL_VIEW),
    )


def _read_choice(value: str) -> tuple[str, str]:
    """``<question>:<number of the choice>`` as a filter; of another meeting nothing matches."""
    question_id, _colon, number = value.partition(":")
    question = (
        db.session.scalar(db.select(Question).filter_by(id=question_id, meeting_id=current_meeting().id)) if value else None
    )
    if question is None:
        return ("", "")
    at = int(number) if number.isdecimal() else 0
    return (question.id, question.choices[at - 1] if 0 < at <= len(question.choices) else "")


@bp.get("")
def index(meeting_id: str) -> str:
    """The participants of a meeting, a page at a time."""
    meeting, filters = current_meeting(), read_filters()
    categories = list_categories(meeting.id)
    answers = queries.count_by_answer(meeting.id)
    may_edit = may("participants.bulk") and allows(meeting, Activity.PARTICIPANTS)
    page = queries.list_participants(
        meeting.id, filters, request.args.get("page", 1, type=int), request.args.get("per_page", 25, type=int)
    )
    questions = list_questions(meeting.id)
    owing = count_owing(meeting.id) if any(each.required for each in questions) else 0
    sessions = list_sessions(meeting, with_items=False) if anybody_limited(meeting.id) else []
    return render_template(
        "participants/index.html",
        meeting=meeting,
        waiting=waiting_imports(meeting.id) if may_edit and may("participants.upload") else [],
        filters=filters,
        page=page,
        sessions=sessions,
        called=called_ids([row.id for row in page.items]) if sessions else {},
        categories=categories,
        answers=answers,
        institutions=queries.institutions_of(meeting.id),
        owing=owing,
        choices_asked=[(OWING, _("Pertanyaan wajib belum dijawab"))] * bool(owing or filters.owing)
        + [
            (f"{each.id}:{number}", f"{each.text}: {choice}")
            for each in questions
            for number, choice in enumerate(each.choices, 1)
        ],
        chosen=request.args.get("jawaban", ""),
        contacts=[(UNREACHED, _("Tanpa nomor HP dan surel"))],
        personal=may(Permission.PERSONAL_VIEW),
        may_edit=may_edit,
        no_category=NO_CATEGORY,
        sources=[(source.value, _(source.label)) for source in ParticipantSource],
        undecided=undecided(meeting.id) if answers["standing_in"] or answers["pending"] else [],
        status_choices=[(each.name, _(each.label)) for each in standing.ANSWERS if answers[each.name]],
    )


@bp.post("/tindakan")
def bulk(meeting_id: str) -> ResponseReturnValue:
    """Do something with the ticked participants; withdrawing asks first, naming them."""
    meeting = current_meeting()
    chosen = queries.find_participants(meeting.id, request.form.getlist("ids"))
    back = redirect(_back(meeting))
    if not chosen:
        flash(_("Belum ada peserta yang dipilih."), "warning")
        return back
    action, at = request.form.get("action", ""), clock.now()
    if action == "category":
        count = set_category(chosen, _chosen_category(meeting), current_actor(), at)
        flash(ngettext("%(num)d peserta dipindahkan.", "%(num)d peserta dipindahkan.", count), "success")
        return back
    if action == "sessions":
        return restrict_chosen(meeting, chosen, _back(meeting))
    if action == "withdraw" and not request.form.get("confirmed"):
        bound = [row for row in chosen if row.representing or row.represented_by]
        free = [row for row in chosen if row not in bound]
        return render_template("participants/withdraw.html", meeting=meeting, chosen=free, bound=bound, back=_back(meeting))
    if action == "withdraw":
        return _withdraw_each(meeting, [row.id for row in chosen], at)
    raise InvalidInput(_("Tindakan itu tidak dikenal."))


def _withdraw_each(meeting: Meeting, ids: list[str], at: datetime) -> ResponseReturnValue:
    """All of them or, when one cannot be withdrawn, none."""
    back, reason = _back(meeting), read_text(request.form.get("reason"))[:300]
    chosen = queries.find_participants(meeting.id, ids)
    with attempt() as made:
        for row in chosen:
            withdraw_participant(row, current_actor(), at, reason)
    if made.refusal is not None:
        flash(_("Tidak ada yang dicabut: %(why)s", why=made.refusal.message), "danger")
        return redirect(back)
    flash(ngettext("%(num)d peserta dicabut.", "%(num)d peserta dicabut.", len(chosen)), "success")
    return redirect(back)


@bp.get("/unduh.<kind>")
@writes
def export(meeting_id: str, kind: str) -> ResponseReturnValue:
    """The filtered list as a file; NIP, phone and address only for those who may see them."""
    if kind not in ("xlsx", "csv"):
        abort(404)
    meeting, filters = current_meeting(), read_filters()
    personal = may(Permission.PERSONAL_VIEW)
    found, partners = queries.export_participants(meeting.id, filters), queries.open_representations(meeting.id)
    asked = list_questions(meeting.id) if personal else []
    titles = titles_of_limited(meeting.id)
    rows = exports.rows(with_answers(found, [each.id for each in asked]), partners, titles, personal=personal)
    heading = [_("Daftar Peserta"), meeting.title]
    columns = exports.columns([each.text for each in asked], personal=personal, sessions=bool(titles))
    table = Table(_("Peserta"), columns, rows, heading=heading, paper=meeting.sheet.value)
    answer = table_file(table, kind, f"peserta-{meeting.starts_on.isoformat()}", meeting.timezone)
    record(  # last: on SQLite nobody else writes from here to the commit
        current_actor(),
        Action.PARTICIPANTS_EXPORTED,
        at=clock.now(),
        meeting=meeting,
        target=meeting,
        target_name=meeting.title,
        count=queries.count_matching(meeting.id, filters),
        personal=personal,
    )
    return answer


def _chosen_category(meeting: Meeting) -> Category | None:
    wanted = request.form.get("category", "")
    if wanted == NO_CATEGORY:
        return None
    category = db.session.scalar(db.select(Category).filter_by(id=wanted, meeting_id=meeting.id))
    if category is None:
        raise InvalidInput(_("Pilih kategori kegiatan ini."))
    return category


def _back(meeting: Meeting) -> str:
    """The list with the filters it had."""
    return with_query("participants.index", meeting_id=meeting.id)

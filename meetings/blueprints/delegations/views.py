"""The committee's pages about institutions' links."""

from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.delegations import bp
from meetings.blueprints.delegations.forms import DelegationForm
from meetings.domain import delegations, outbox, passes
from meetings.domain.agenda import list_sessions
from meetings.domain.audit import Actor
from meetings.domain.delegations import queries
from meetings.domain.delegations.editing import SecondLink
from meetings.domain.invitations.messages import whatsapp_link
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.categories import list_categories
from meetings.domain.participants.places import Places, places_of
from meetings.domain.participants.queries import get_participant, institutions_of
from meetings.models import Delegation
from meetings.web import current_actor, current_meeting
from meetings.web.mails import tell_mail
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates
from meetings.writing.phones import show_phone
from meetings.writing.reading import read_text


@bp.get("/")
def index(meeting_id: str) -> str:
    """All links with how many of their places are taken."""
    meeting, now = current_meeting(), clock.now()
    page = queries.list_delegations(meeting, request.args.get("page", 1, type=int))
    named = queries.count_named([row.id for row in page.items])
    return render_template(
        "delegations/index.html",
        meeting=meeting,
        page=page,
        places={row.id: Places(row.quota, named.get(row.id, 0)) for row in page.items},
        states={row.id: delegations.state_of(row, now) for row in page.items},
        deadline_of=delegations.deadline_of,
        totals=queries.totals_of(meeting),
        editable=allows(meeting, Activity.PARTICIPANTS),
    )


@bp.route("/baru", methods=["GET", "POST"])
@creates
def create(meeting_id: str) -> ResponseReturnValue:
    """A new link."""
    meeting, form = current_meeting(), _form(None)
    if form.validate_on_submit():
        with form.saving():
            row = delegations.create_delegation(meeting, form.details(), current_actor(), clock.now())
            return _to(row, _("Tautan untuk %(name)s dibuat. Kirimkan kepada narahubungnya.", name=row.institution))
    form.similar.data = "1" if isinstance(form.refusal, SecondLink) else ""
    return _show(form, None, form.refusal.existing if isinstance(form.refusal, SecondLink) else None)


@bp.get("/<delegation_id>")
def detail(meeting_id: str, delegation_id: str) -> str:
    """One link: who was named by whom and when, for whom it answers, and the ways to send it."""
    row, now = _row(delegation_id), clock.now()
    named = queries.named_by(row.id)
    state, leaders = delegations.state_of(row, now), queries.leaders_of(row)
    return render_template(
        "delegations/detail.html",
        meeting=current_meeting(),
        row=row,
        state=state,
        deadline=delegations.deadline_of(row),
        named=[(each, queries.live(each)) for each in named],
        places=Places(row.quota, sum(map(queries.live, named))),
        category_places=places_of(row.category) if row.category else None,
        leaders=leaders,
        useful=bool(row.quota or leaders),
        link=passes.institution_link(row),
        whatsapp=whatsapp_link(row.contact_phone, delegations.whatsapp_text(row)),
        mail_leaves=outbox.mail_leaves(),
        editable=allows(row.meeting, Activity.PARTICIPANTS),
        sendable=state.value == "open" and bool(row.quota or leaders) and allows(row.meeting, Activity.INVITE),
    )


@bp.route("/<delegation_id>/ubah", methods=["GET", "POST"])
def edit(meeting_id: str, delegation_id: str) -> ResponseReturnValue:
    """Change a link."""
    row = _row(delegation_id)
    form = _form(row)
    if request.method == "GET":
        form.contact_phone.data = show_phone(row.contact_phone)
    elif form.validate():
        with form.saving():
            delegations.change_delegation(row, form.details(), current_actor(), clock.now())
            return _to(row, _("Tautan %(name)s disimpan.", name=row.institution))
    return _show(form, row)


@bp.post("/<delegation_id>/kirim")
def send(meeting_id: str, delegation_id: str) -> ResponseReturnValue:
    """Mail the link to its contact."""
    row = _row(delegation_id)
    with refused_at(_page(row)):
        delegations.send_link(row, current_actor(), clock.now())
    tell_mail(row.contact_email)
    return redirect(_page(row))


@bp.post("/<delegation_id>/ganti")
def renew(meeting_id: str, delegation_id: str) -> ResponseReturnValue:
    """Another link; the one before opens nothing."""
    row, seen = _row(delegation_id), request.form.get("version", 0, type=int)
    with refused_at(_page(row)):
        if delegations.renew_link(row, seen, current_actor(), clock.now()):
            return _to(row, _("Tautan diganti. Yang lama tidak berlaku lagi; kirim yang baru."))
    return _to(row, _("Tautan itu sudah diganti sebelumnya."), "info")


@bp.post("/<delegation_id>/tutup")
def close(meeting_id: str, delegation_id: str) -> ResponseReturnValue:
    """Take no more names."""
    return _done(delegation_id, delegations.close_delegation, _("Tautan ditutup. Yang sudah didaftarkan tetap peserta."))


@bp.post("/<delegation_id>/buka")
def reopen(meeting_id: str, delegation_id: str) -> ResponseReturnValue:
    """Take names again."""
    return _done(delegation_id, delegations.reopen_delegation, _("Tautan dibuka kembali."))


@bp.route("/<delegation_id>/pimpinan", methods=["GET", "POST"])
def leaders(meeting_id: str, delegation_id: str) -> ResponseReturnValue:
    """Choose for whom the link answers."""
    row = _row(delegation_id)
    if request.method == "POST":
        with refused_at(_page(row)):
            count = delegations.add_leaders(row, request.form.getlist("ids"), current_actor(), clock.now())
        told = ngettext(
            "Tautan ini kini menjawab untuk %(num)d orang lagi.", "Tautan ini kini menjawab untuk %(num)d orang lagi.", count
        )
        return _to(row, told if count else _("Tidak ada yang dipilih."), "success" if count else "info")
    text = read_text(request.args.get("q"))[:200]
    offered = queries.leaders_offered(row, text)
    return render_template("delegations/leaders.html", meeting=current_meeting(), row=row, offered=offered, text=text)


@bp.post("/<delegation_id>/pimpinan/<participant_id>/lepas")
def drop_leader(meeting_id: str, delegation_id: str, participant_id: str) -> ResponseReturnValue:
    """Answer no more for somebody."""
    row, person = _row(delegation_id), get_participant(meeting_id, participant_id) or _not_found()
    with refused_at(_page(row)):
        delegations.remove_leader(row, person, current_actor(), clock.now())
    return _to(row, _("Tautan ini tidak lagi menjawab untuk %(name)s.", name=person.full_name))


def _done(delegation_id: str, verb: Callable[[Delegation, Actor, datetime], None], told: str) -> ResponseReturnValue:
    row = _row(delegation_id)
    with refused_at(_page(row)):
        verb(row, current_actor(), clock.now())
    return _to(row, told)


def _form(row: Delegation | None) -> DelegationForm:
    meeting = current_meeting()
    form = DelegationForm(row=row, zone=meeting.timezone)
    form.offer([each for each, _count in list_categories(meeting.id)], list_sessions(meeting, with_items=False))
    return form


def _show(form: DelegationForm, row: Delegation | None, existing: Delegation | None = None) -> ResponseReturnValue:
    meeting = current_meeting()
    body = render_template(
        "delegations/form.html", meeting=meeting, form=form, row=row, existing=existing, institutions=institutions_of(meeting.id)
    )
    return body, form.http_status


def _row(delegation_id: str) -> Delegation:
    return queries.get_delegation(current_meeting(), delegation_id) or _not_found()


def _not_found() -> NoReturn:
    abort(404)


def _page(row: Delegation) -> str:
    return url_for("delegations.detail", meeting_id=row.meeting_id, delegation_id=row.id)


def _to(row: Delegation, told: str, tone: str = "success") -> ResponseReturnValue:
    return done(told, "delegations.detail", tone=tone, meeting_id=row.meeting_id, delegation_id=row.id)

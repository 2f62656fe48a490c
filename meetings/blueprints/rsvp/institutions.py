"""An institution's page behind ``/d/<link>``: its people are named, and its leaders' invitations answered, by whoever has the link."""

from typing import NoReturn

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.rsvp import bp
from meetings.blueprints.rsvp.forms import (
    DeclineForm,
    DelegateForm,
    OnBehalfForm,
    PasteForm,
    SubstituteForm,
    replaced_words,
    typed_answer,
)
from meetings.domain import delegations, invitations, passes
from meetings.domain.delegations import naming, queries
from meetings.domain.delegations.times import expected_each, named_for
from meetings.domain.invitations import Answer
from meetings.domain.invitations.answers import AnswerChanged, answer_mark, current_representation, must_come
from meetings.domain.online_points.arriving import why_no_reports
from meetings.domain.online_points.judging import report_state
from meetings.domain.online_points.queries import by_room, rooms_of
from meetings.domain.online_points.rooms import joins_from_afar, why_no_rooms
from meetings.domain.participants.places import Places
from meetings.extensions import limiter
from meetings.models import Delegate, Delegation, Participant, standing
from meetings.web.forms import Form, with_status
from meetings.web.rights.guests import INSTITUTION
from meetings.web.saving import attempt, refused_at
from meetings.web.templating import language
from meetings.web.tickets import creates
from meetings.writing.phones import show_phone
from meetings.writing.reading import read_text

EACH_HOUR = "200 per hour"  # each name may be a mail to a typed address


def _whose() -> str:
    return f"institution:{INSTITUTION.row.id}"


@bp.get("/D/<link>", strict_slashes=False)
@bp.get("/d/<link>", strict_slashes=False)
def institution(link: str) -> ResponseReturnValue:
    """Who is named, how many places are left, and how the leaders have answered."""
    row, now = INSTITUTION.row, clock.now()
    if row.closed_at is not None:
        return closed_page(row)
    named = [each for each in queries.named_by(row.id) if each.removed_at is None]
    leaders = queries.leaders_of(row)
    sent = [each.participant.represented_by.representative for each in leaders if each.participant.represented_by]
    # Of somebody who is invited anyway the pass is nobody else's to see.
    forwarded = [each.participant for each in named] + [each for each in sent if each.is_representative]
    rooms = rooms_of(row) if joins_from_afar(row.meeting) else None
    return render_template(
        "rsvp/institution.html",
        meeting=row.meeting,
        row=row,
        link=link,
        facts_of_named=named_for(row, language()),
        named=named,
        pages=_passes_of(forwarded),
        places=Places(row.quota, sum(map(queries.live, named))),
        leaders=leaders,
        theirs=expected_each(row, [each.participant for each in leaders], language()),
        deadline=delegations.deadline_of(row),
        refusal=delegations.why_closed(row, now),
        rooms=rooms,
        arrivals=by_room([each.id for each in rooms]) if rooms else {},
        state_of=report_state,
        no_rooms=why_no_rooms(row),
        no_reports=why_no_reports(row.meeting),
    )


@bp.route("/d/<link>/orang", methods=["GET", "POST"])
@limiter.limit(EACH_HOUR, key_func=_whose, methods=["POST"])
@creates
def add_delegate(link: str) -> ResponseReturnValue:
    """One more person."""
    row = INSTITUTION.row
    if row.closed_at is not None:
        return closed_page(row)
    form = DelegateForm(last_by=_last_by(row))
    if form.validate_on_submit():
        with form.saving():
            (named,) = delegations.name_delegates(row, [form.details()], form.by.data or "", clock.now())
            again = "rsvp.add_delegate" if request.form.get("more") else "rsvp.institution"
            return _to(link, _("%(name)s didaftarkan.", name=named.participant.full_name), again)
    return _show("rsvp/delegate.html", link, form)


@bp.route("/d/<link>/tempel", methods=["GET", "POST"])
@limiter.limit(EACH_HOUR, key_func=_whose, methods=["POST"])
@creates
def paste_delegates(link: str) -> ResponseReturnValue:
    """Several people at once, out of a spreadsheet."""
    row = INSTITUTION.row
    if row.closed_at is not None:
        return closed_page(row)
    form = PasteForm(by=_last_by(row))
    if form.validate_on_submit():
        now = clock.now()
        with form.saving("rows"):
            people = delegations.read_pasted(form.rows.pasted, clock.local(now, row.meeting.timezone).date())
            lines, details = [line for line, _details in people], [each for _line, each in people]
            count = len(delegations.name_delegates(row, details, form.by.data or "", now, lines))
            return _to(link, ngettext("%(num)d orang didaftarkan.", "%(num)d orang didaftarkan.", count))
    return _show("rsvp/paste.html", link, form)


@bp.route("/d/<link>/orang/<delegate_id>/ubah", methods=["GET", "POST"])
@limiter.limit(EACH_HOUR, key_func=_whose, methods=["POST"])
def edit_delegate(link: str, delegate_id: str) -> ResponseReturnValue:
    """Correct somebody."""
    row = INSTITUTION.row
    if row.closed_at is not None:
        return closed_page(row)
    named = _named(row, delegate_id)
    form = DelegateForm(row=named.participant, delegation=row, last_by=named.named_by)
    if request.method != "POST":
        form.phone.data = show_phone(named.participant.phone)
    elif form.validate():
        with form.saving():
            delegations.change_delegate(named, form.details(), form.by.data or "", clock.now())
            return _to(link, _("Data %(name)s disimpan.", name=named.participant.full_name))
    return _show("rsvp/delegate.html", link, form, named=named)


@bp.post("/d/<link>/orang/<delegate_id>/hapus")
def remove_delegate(link: str, delegate_id: str) -> ResponseReturnValue:
    """Take a name back."""
    row = INSTITUTION.row
    if row.closed_at is not None:
        return closed_page(row)
    named = _named(row, delegate_id)
    with refused_at(url_for("rsvp.institution", link=link)):
        stopped = delegations.remove_delegate(named, read_text(request.form.get("by"))[:140] or named.named_by, clock.now())
    name = named.participant.full_name
    if stopped:
        return _to(link, _("%(name)s dihapus dari daftar; tanda masuknya tidak berlaku lagi.", name=name))
    return _to(
        link, _("%(name)s dihapus dari daftar instansi Anda; undangan dan tanda masuknya sendiri tetap berlaku.", name=name)
    )


@bp.route("/d/<link>/undangan/<participant_id>/jawab", methods=["GET", "POST"])
@limiter.limit("40 per hour", key_func=_whose, methods=["POST"])
def answer_for(link: str, participant_id: str) -> ResponseReturnValue:
    """The answer to the invitation of one of the leaders."""
    row = INSTITUTION.row
    if row.closed_at is not None:
        return closed_page(row)
    leader = next((each for each in queries.leaders_of(row) if each.participant.id == participant_id), None)
    if leader is None:
        flash(
            _("Tautan ini tidak lagi menjawab untuk pimpinan itu, dan jawaban yang baru diisi tidak disimpan. Hubungi panitia."),
            "warning",
        )
        return redirect(url_for("rsvp.institution", link=link))
    person, current = leader.participant, current_representation(leader.participant)
    who = OnBehalfForm(by=person.answered_by.partition(" (")[0] or _last_by(row))
    decline, substitute = DeclineForm(formdata=None), SubstituteForm(formdata=None, row=current)
    former, changed = current.representative if current else None, ""
    chosen = request.form.get("answer", "")
    kind = Answer(chosen) if chosen in list(Answer) else None
    if request.method == "POST" and leader.invitation is not None:
        if kind is Answer.DOES_NOT_COME:
            decline = DeclineForm()
        elif kind is Answer.REPRESENTED:
            substitute = SubstituteForm(row=current)
        more: Form | None = {Answer.DOES_NOT_COME: decline, Answer.REPRESENTED: substitute}.get(kind) if kind else None
        good = [each.validate() for each in (who, more) if each is not None]
        if kind is None:
            who.form_errors.append(_("Pilih salah satu jawaban."))
        elif all(good):
            with attempt() as made:
                invitations.answer_invitation(
                    leader.invitation,
                    kind,
                    clock.now(),
                    reason=decline.reason.data if more is decline else None,
                    note=decline.note.data or "" if more is decline else "",
                    substitute=substitute.substitute(person.institution) if more is substitute else None,
                    on_behalf=naming.actor_of(row, who.by.data or ""),
                    seen=request.form.get("seen", "")[:64],
                )
            if made.refusal is None:
                if told := replaced_words(former, person):
                    flash(told, "info")
                return _to(link, _("Jawaban untuk %(name)s sudah tercatat.", name=person.full_name))
            if isinstance(made.refusal, AnswerChanged):
                changed = made.refusal.message
            else:
                (more or who).accept_error(made.refusal)
    return with_status(
        render_template(
            "rsvp/answer_for.html",
            meeting=row.meeting,
            row=row,
            link=link,
            person=person,
            representation=(now := current_representation(person)),
            pass_url=_passes_of([now.representative]).get(now.representative_id, "")
            if now and now.representative.is_representative
            else "",
            facts_of_person=expected_each(row, [person], language())[person.id],
            changed=changed,
            typed=typed_answer(kind, decline, substitute) if kind else "",
            seen=answer_mark(person),
            refusal=invitations.may_answer(person, clock.now(), to_another=True)
            if leader.invitation
            else _("Suratnya belum diterbitkan."),
            bound=must_come(person, to_another=True),
            who=who,
            decline=decline,
            substitute=substitute,
            opened=kind,
            Answer=Answer,
        ),
        409 if changed else 422 if request.method == "POST" else 200,
    )


def _show(template: str, link: str, form: Form, named: Delegate | None = None) -> ResponseReturnValue:
    row = INSTITUTION.row
    places = Places(row.quota, queries.count_named([row.id]).get(row.id, 0))
    refusal = delegations.why_closed(row, clock.now())
    page = render_template(
        template, meeting=row.meeting, row=row, link=link, form=form, named=named, places=places, refusal=refusal
    )
    return with_status(page, form.http_status)


def closed_page(row: Delegation) -> ResponseReturnValue:
    """Whoever holds a link that was closed learns nothing of anybody."""
    refusal = delegations.why_closed(row, clock.now())
    return with_status(render_template("rsvp/gone.html", meeting=row.meeting, refusal=refusal), 200)


def _named(row: Delegation, delegate_id: str) -> Delegate:
    return naming.find_delegate(row, delegate_id) or _not_found()


def _last_by(row: Delegation) -> str:
    return next((each.named_by for each in reversed(queries.named_by(row.id)) if each.named_by), row.contact_name)


def _passes_of(people: list[Participant]) -> dict[str, str]:
    """By participant where the pass is that was made for them; nobody's who may not come in."""
    coming = [each.id for each in people if standing.EXPECTED.of(each)]
    return {issued.participant_id: passes.pass_page(issued) for issued in passes.active_passes(coming)}


def _to(link: str, told: str, endpoint: str = "rsvp.institution") -> ResponseReturnValue:
    flash(told, "success")
    return redirect(url_for(endpoint, link=link))


def _not_found() -> NoReturn:
    abort(404)

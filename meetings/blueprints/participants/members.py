"""One participant: page, form, withdrawing, pass, representation."""

from typing import NoReturn

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.participants import bp
from meetings.blueprints.participants.forms import ParticipantForm, RepresentativeForm
from meetings.config import current_settings
from meetings.domain import invitations, passes
from meetings.domain.attendance.recording import stays_of
from meetings.domain.audit.reading import read_entry
from meetings.domain.meetings import Activity, allows
from meetings.domain.outbox.kinds import all_kinds
from meetings.domain.participants import (
    Details,
    PerhapsSame,
    SamePerson,
    add_participant,
    came,
    change_participant,
    end_representation,
    name_representative,
    queries,
    restore_participant,
    withdraw_participant,
)
from meetings.domain.participants.categories import list_categories
from meetings.domain.passes import code_of
from meetings.domain.permissions import Permission
from meetings.enums import N_, PassState
from meetings.errors import Conflict, WrongState
from meetings.models import Participant
from meetings.web import current_actor, current_meeting
from meetings.web.forms import said_same
from meetings.web.rights.check import may
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates
from meetings.writing.phones import show_phone
from meetings.writing.reading import read_text

PRESENCE_STAYS = N_("Kehadirannya yang sudah tercatat tetap dihitung; batalkan pada halaman Kehadiran bila keliru.")


@bp.route("/tambah", methods=["GET", "POST"])
@creates
def add(meeting_id: str) -> ResponseReturnValue:
    """Somebody new by hand; a namesake is shown before a second one is made."""
    meeting = current_meeting()
    form = _form()
    if form.validate_on_submit():
        with form.saving():
            row = add_participant(meeting, form.details(), current_actor(), clock.now(), allow_similar=form.similar.data == "1")
            again = "participants.add" if request.form.get("more") else "participants.index"
            return done(_("%(name)s ditambahkan sebagai peserta.", name=row.full_name), again, meeting_id=meeting_id)
    return _show_form(form, None, form.refusal.existing if isinstance(form.refusal, SamePerson) else None)


@bp.get("/<participant_id>")
def detail(meeting_id: str, participant_id: str) -> str:
    """Everything about one participant that this person may see."""
    row = _participant(meeting_id, participant_id)
    history = queries.history_of(row)
    active = next((each for each in row.passes if each.state is PassState.ACTIVE), None)
    settings = current_settings()
    may_edit = may("participants.edit") and allows(row.meeting, Activity.PARTICIPANTS)
    personal = may(Permission.PERSONAL_VIEW)
    stand_in = row.represented_by.representative if row.represented_by else None
    return render_template(
        "participants/detail.html",
        came=came(row),
        came_for=stand_in if stand_in is not None and came(stand_in) else None,
        meeting=current_meeting(),
        row=row,
        history=history,
        presence_stays=PRESENCE_STAYS,
        stays=stays_of([(session, row) for session, row in history.attendance if row], clock.now()),
        message_kinds={kind.name: _(kind.label) for kind in all_kinds()},
        audit=[read_entry(entry, row.meeting.timezone) for entry in history.audit] if may(Permission.AUDIT_VIEW) else [],
        active=active,
        pass_url=f"{settings.base_url}/P/{code_of(active)}" if active and may_edit and personal else "",
        personal=personal,
        may_edit=may_edit,
        send_again=invitations.letters_to_send_again(row) if allows(row.meeting, Activity.INVITE) else [],
    )


@bp.route("/<participant_id>/ubah", methods=["GET", "POST"])
def edit(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Correct a participant."""
    row = _participant(meeting_id, participant_id)
    form = _form(row)
    if request.method == "GET":
        if form.phone:
            form.phone.data = show_phone(row.phone)
    elif form.validate():
        with form.saving():
            change_participant(row, form.details(), current_actor(), clock.now())
            return _to(row, _("Data %(name)s disimpan.", name=row.full_name))
    return _show_form(form, row, None)


@bp.post("/<participant_id>/cabut")
def withdraw(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Take somebody off the list."""
    row = _participant(meeting_id, participant_id)
    with refused_at(url_for("participants.detail", meeting_id=meeting_id, participant_id=participant_id), Conflict):
        withdraw_participant(row, current_actor(), clock.now(), read_text(request.form.get("reason"))[:300])
    told = _("%(name)s dicabut dari daftar; tanda masuknya tidak berlaku lagi.", name=row.full_name)
    return _to(row, f"{told} {_(PRESENCE_STAYS)}" if came(row) else told)


@bp.post("/<participant_id>/pulihkan")
def restore(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Put somebody back."""
    row = _participant(meeting_id, participant_id)
    restore_participant(row, current_actor(), clock.now())
    return _to(row, _("%(name)s kembali dalam daftar.", name=row.full_name))


@bp.post("/<participant_id>/tanda-masuk")
def new_pass(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """A new pass; the old one is refused at the door."""
    row = _participant(meeting_id, participant_id)
    reason, seen = read_text(request.form.get("reason"))[:300], request.form.get("pass", "")
    if passes.replace_pass(row, current_actor(), clock.now(), reason, seen=seen):
        return _to(row, _("Tanda masuk baru diterbitkan. Yang lama tidak berlaku lagi."))
    return _to(row, _("Tanda masuk itu sudah diganti sebelumnya."), "info")


@bp.route("/<participant_id>/wakil", methods=["GET", "POST"])
@creates
def represent(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Name who comes instead."""
    row = _participant(meeting_id, participant_id)
    form = RepresentativeForm(today=clock.local(clock.now(), row.meeting.timezone).date())
    if request.method == "GET":
        form.institution.data = row.institution
    elif form.validate():
        with form.saving():
            named = name_representative(
                row, Details(**form.person()), current_actor(), clock.now(), basis=form.basis.data or "", same=said_same()
            )
            names = {"name": row.full_name, "other": named.representative.full_name}
            if named.representative.email:
                return _to(row, _("%(name)s diwakili %(other)s. Tanda masuknya dikirim lewat surel.", **names))
            told = _(
                "%(name)s diwakili %(other)s, yang tidak mempunyai surel: salin tautan tanda masuk dari halamannya.", **names
            )
            return _to(row, told, "warning")
    institutions = queries.institutions_of(meeting_id)
    page = render_template(
        "participants/represent.html",
        meeting=current_meeting(),
        row=row,
        form=form,
        institutions=institutions,
        namesake=form.refusal.existing if isinstance(form.refusal, PerhapsSame) else None,
    )
    return page, form.http_status


@bp.post("/<participant_id>/wakil/akhiri")
def end_represent(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """The invited person comes after all."""
    row = _participant(meeting_id, participant_id)
    with refused_at(url_for("participants.detail", meeting_id=meeting_id, participant_id=participant_id), WrongState):
        end_representation(row, current_actor(), clock.now())
    return _to(row, _("Perwakilan diakhiri; tanda masuk %(name)s berlaku lagi.", name=row.full_name))


def _participant(meeting_id: str, participant_id: str) -> Participant:
    return queries.get_participant(meeting_id, participant_id) or _not_found()


def _not_found() -> NoReturn:
    abort(404)


def _form(row: Participant | None = None) -> ParticipantForm:
    meeting = current_meeting()
    form = ParticipantForm(row=row, today=clock.local(clock.now(), meeting.timezone).date())
    form.offer([(category.id, category.name) for category, _count in list_categories(meeting.id)])
    if row is not None and not may(Permission.PERSONAL_VIEW):
        form.hide_personal()
    return form


def _show_form(form: ParticipantForm, row: Participant | None, similar: Participant | None) -> ResponseReturnValue:
    meeting = current_meeting()
    body = render_template(
        "participants/form.html",
        meeting=meeting,
        form=form,
        row=row,
        similar=similar,
        institutions=queries.institutions_of(meeting.id),
    )
    return body, form.http_status


def _to(row: Participant, told: str, tone: str = "success") -> ResponseReturnValue:
    return done(told, "participants.detail", tone=tone, meeting_id=row.meeting_id, participant_id=row.id)

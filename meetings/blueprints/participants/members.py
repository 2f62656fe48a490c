"""One participant: page, form, withdrawing, pass, representation."""

from collections.abc import Sequence
from typing import NoReturn

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.participants import bp
from meetings.blueprints.participants.forms import ParticipantForm, RepresentativeForm
from meetings.blueprints.participants.preview import MISSING
from meetings.config import current_settings
from meetings.domain import invitations, outbox, passes
from meetings.domain.attendance.recording import stays_of
from meetings.domain.audit.reading import read_entry
from meetings.domain.badges.printing import prints_of
from meetings.domain.delegations.queries import delegate_of
from meetings.domain.meetings import Activity, allows
from meetings.domain.outbox.kinds import all_kinds
from meetings.domain.participants import (
    Details,
    PerhapsSame,
    SamePerson,
    add_participant,
    came,
    change_participant,
    delete_participant,
    end_representation,
    name_representative,
    perhaps_same_as,
    queries,
    restore_participant,
    sessions_of,
    tell_apart,
    turned_down,
    unite,
    united_with,
    why_not_available,
    why_not_deletable,
    withdraw_participant,
)
from meetings.domain.participants.categories import list_categories
from meetings.domain.participants.seats import seats_told
from meetings.domain.passes import code_of
from meetings.domain.permissions import Permission
from meetings.domain.questions.queries import asks_anything, owed_by, told_by
from meetings.enums import N_, ParticipantSource, PassState
from meetings.errors import Conflict, WrongState
from meetings.models import Participant, Session
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
    called = sessions_of(row)
    stand_in = row.represented_by.representative if row.represented_by else None
    return render_template(
        "participants/detail.html",
        came=came(row),
        came_for=stand_in if stand_in is not None and came(stand_in) else None,
        meeting=current_meeting(),
        row=row,
        seats=seats_told(row),
        history=history,
        presence_stays=PRESENCE_STAYS,
        stays=stays_of([(session, row) for session, row in history.attendance if row], clock.now()),
        message_kinds={kind.name: _(kind.label) for kind in all_kinds()},
        audit=[read_entry(entry, row.meeting.timezone) for entry in history.audit] if may(Permission.AUDIT_VIEW) else [],
        active=active,
        pass_url=f"{settings.base_url}/P/{code_of(active)}" if active and may_edit and personal else "",
        personal=personal,
        may_edit=may_edit,
        deletable=may_edit and not why_not_deletable(row),
        perhaps=[(each, why_not_available(each)) for each in perhaps_same_as(row)],
        turned_down=turned_down(row),
        united_with=united_with(row),
        delegate=delegate_of(row),
        asks=asks_anything(row.meeting),
        told=told_by(row),
        owed=owed_by(row),
        called=called and {session.id for session in called},
        called_words=called_words(row, called, by_link=delegate_of(row) is not None),
        badge=prints_of(row),
        send_again=invitations.letters_to_send_again(row) if allows(row.meeting, Activity.INVITE) else [],
        misnamed=invitations.misnamed_letters(row) if allows(row.meeting, Activity.INVITE) else [],
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
    told = f"{told} {_(PRESENCE_STAYS)}" if came(row) else told
    if import_id := request.form.get("impor", ""):  # from the list of those whom an uploaded one leaves out, to the next of them
        return done(told, "participants.preview", meeting_id=meeting_id, import_id=import_id, tampil=MISSING)
    return _to(row, told)


@bp.post("/<participant_id>/pulihkan")
def restore(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Put somebody back."""
    row = _participant(meeting_id, participant_id)
    with refused_at(url_for("participants.detail", meeting_id=meeting_id, participant_id=participant_id), WrongState):
        restore_participant(row, current_actor(), clock.now())
    return _to(row, _("%(name)s kembali dalam daftar.", name=row.full_name))


@bp.post("/<participant_id>/hapus")
def delete(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Remove for good somebody on whom nothing hangs."""
    row = _participant(meeting_id, participant_id)
    name = row.full_name
    with refused_at(url_for("participants.detail", meeting_id=meeting_id, participant_id=participant_id), Conflict):
        delete_participant(row, current_actor(), clock.now())
    return done(_("%(name)s dihapus untuk selamanya.", name=name), "participants.index", meeting_id=meeting_id)


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
            if named.representative.email and outbox.mail_leaves():
                return _to(row, _("%(name)s diwakili %(other)s. Tanda masuknya dikirim lewat surel.", **names))
            told = (
                _("%(name)s diwakili %(other)s. Peladen surel belum diatur: salin tautan tanda masuk dari halamannya.", **names)
                if named.representative.email
                else _(
                    "%(name)s diwakili %(other)s, yang tidak mempunyai surel: salin tautan tanda masuk dari halamannya.", **names
                )
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


@bp.post("/<participant_id>/wakil/siapa")
def settle(meeting_id: str, participant_id: str) -> ResponseReturnValue:
    """Whether somebody whom a guest named is one of those on the list (``other``), or nobody of them."""
    row, at = _participant(meeting_id, participant_id), clock.now()
    chosen = request.form.get("other", "")
    with refused_at(url_for("participants.detail", meeting_id=meeting_id, participant_id=participant_id)):
        if not chosen:
            tell_apart(row, current_actor(), at)
            return _to(row, _settled(row, row))
        other = _participant(meeting_id, chosen)
        named_by = row.representing.represented if row.representing else row
        if not unite(row, other, current_actor(), at):
            return _to(named_by, _not_accepted(row, named_by), "warning")
    return _to(other, _settled(row, other))


def _settled(row: Participant, comes: Participant) -> str:
    if row.source is ParticipantSource.DELEGATION:
        return _("%(name)s datang dengan tanda masuknya sendiri.", name=comes.full_name)
    return _("%(name)s datang sebagai wakil dengan tanda masuknya sendiri.", name=comes.full_name)


def _not_accepted(person: Participant, named_by: Participant) -> str:
    if person.source is ParticipantSource.DELEGATION:
        return _("Pendaftaran %(name)s tidak diterima; halaman instansinya mengatakannya.", name=person.full_name)
    told = _(
        "%(name)s bukan lagi wakil %(other)s, yang diminta menunjuk orang lain.", name=person.full_name, other=named_by.full_name
    )
    if named_by.email and outbox.mail_leaves():
        return told
    return f"{told} {_('Halaman jawabannya mengatakannya; tidak ada surel yang berangkat, jadi hubungi juga orangnya.')}"


def called_words(row: Participant, called: Sequence[Session] | None, *, by_link: bool = False) -> str:
    """To which sessions somebody is called, and whether because of their category; ``by_link``: an institution has named them."""
    words = _("Semua sesi") if called is None else ", ".join(session.title for session in called)
    if called is not None and row.own_sessions and by_link:
        return _("%(sessions)s (menurut delegasi)", sessions=words)
    return _("%(sessions)s (menurut kategori)", sessions=words) if called is not None and not row.own_sessions else words


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

"""By what rule certificates are given, how one will look, and the committee's list."""

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from meetings import clock
from meetings.blueprints.certificates import bp
from meetings.blueprints.certificates.forms import MemberForm, MembersForm, RuleForm
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.certificates import members, others, rules
from meetings.domain.certificates.entitled import measure_of
from meetings.domain.certificates.issuing import line_of
from meetings.domain.certificates.papers import SAMPLE
from meetings.domain.certificates.papers import preview as print_preview
from meetings.enums import CertificateRole
from meetings.models import Certificate
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates


@bp.post("/mulai")
def begin(meeting_id: str) -> ResponseReturnValue:
    """Have a rule to be changed."""
    with refused_at(url_for(".index", meeting_id=meeting_id)):
        rules.begin(current_meeting(), clock.now())
    return redirect(url_for(".rule", meeting_id=meeting_id))


@bp.route("/aturan", methods=["GET", "POST"])
def rule(meeting_id: str) -> ResponseReturnValue:
    """Which sessions count and how much, the sentence, the signer."""
    meeting = current_meeting()
    row = rules.rule_of(meeting) or abort(404)
    form = RuleForm(list(list_sessions(meeting, with_items=False)), row)
    if form.validate_on_submit():
        with form.saving():
            rules.save_rule(row, form.wording(), current_actor(), clock.now())
            return done(_("Aturan sertifikat disimpan."), "certificates.index", meeting_id=meeting_id)
    body = render_template("certificates/rule.html", meeting=meeting, form=form, placeholders=rules.PLACEHOLDERS)
    return body, form.http_status


@bp.get("/contoh.pdf")
def preview(meeting_id: str) -> Response:
    """How a certificate will look, with KONSEP behind it; ``untuk``: of somebody who has one."""
    meeting = current_meeting()
    row = rules.rule_of(meeting) or abort(404)
    measure, line = measure_of(meeting, row), SAMPLE
    if wanted := request.args.get("untuk", "")[:16]:
        line = line_of(meeting, measure, others.get_certificate(meeting, wanted)) or abort(404)
    answer = Response(print_preview(meeting, row, measure, line, clock.now()), mimetype="application/pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/panitia/tambah", methods=["GET", "POST"])
@creates
def add_member(meeting_id: str) -> ResponseReturnValue:
    """Somebody more of the committee."""
    return _member(None)


@bp.route("/panitia/tambah-banyak", methods=["GET", "POST"])
@creates
def add_members(meeting_id: str) -> ResponseReturnValue:
    """Several of the committee at once."""
    meeting = current_meeting()
    form = MembersForm(members.known_members(meeting))
    if form.validate_on_submit():
        with form.saving():
            added, there = members.add_members(meeting, form.members(), current_actor(), clock.now())
            told = ngettext("%(num)s orang ditambahkan.", "%(num)s orang ditambahkan.", added)
            if there:
                told += " " + ngettext("%(num)s sudah ada dalam daftar.", "%(num)s sudah ada dalam daftar.", there)
            return done(told, "certificates.index", meeting_id=meeting_id, peran="panitia")
    return render_template("certificates/members.html", meeting=meeting, form=form), form.http_status


@bp.route("/panitia/<certificate_id>", methods=["GET", "POST"])
def edit_member(meeting_id: str, certificate_id: str) -> ResponseReturnValue:
    """Change somebody of the committee."""
    return _member(_find(certificate_id))


@bp.post("/panitia/<certificate_id>/hapus")
def remove_member(meeting_id: str, certificate_id: str) -> ResponseReturnValue:
    """Take somebody off the list."""
    row = _find(certificate_id)
    name = row.name
    with refused_at(_list(meeting_id)):
        others.remove_member(row, current_actor(), clock.now())
    return done(
        _("%(name)s dihapus dari daftar panitia.", name=name), "certificates.index", meeting_id=meeting_id, peran="panitia"
    )


def _member(row: Certificate | None) -> ResponseReturnValue:
    meeting, form = current_meeting(), MemberForm(row)
    if form.validate_on_submit():
        with form.saving():
            typed = (form.name.data or "", form.duty.data or "", form.institution.data or "")
            saved = others.save_member(meeting, row, *typed, current_actor(), clock.now())
            told = _("%(name)s disimpan dalam daftar panitia.", name=saved.name)
            return done(told, "certificates.index", meeting_id=meeting.id, peran="panitia")
    return render_template("certificates/member.html", meeting=meeting, form=form, row=row), form.http_status


def _find(certificate_id: str) -> Certificate:
    row = others.get_certificate(current_meeting(), certificate_id)
    return row if row.role is CertificateRole.COMMITTEE else abort(404)


def _list(meeting_id: str) -> str:
    return url_for(".index", meeting_id=meeting_id, peran="panitia")

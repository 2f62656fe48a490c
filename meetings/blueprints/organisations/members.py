"""Users of an organisation: give and take roles, close and open accounts."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_security.recoverable import send_reset_password_instructions

from meetings import clock
from meetings.blueprints.organisations import bp
from meetings.blueprints.organisations.forms import MemberForm
from meetings.domain import accounts
from meetings.domain.permissions import covered_of
from meetings.errors import NotAllowed
from meetings.extensions import db
from meetings.models import Membership, User
from meetings.web import current_actor, current_organisation
from meetings.web.mails import tell_mail
from meetings.web.saving import done, refused_at
from meetings.web.tickets import creates


@bp.route("/<organisation_id>/pengguna/tambah", methods=["GET", "POST"])
@creates
def add_member(organisation_id: str) -> ResponseReturnValue:
    """Give a role; a new address gets an account and a link to choose a password."""
    organisation = current_organisation()
    form = MemberForm()
    if form.validate_on_submit():
        at, actor = clock.now(), current_actor()
        address = (form.email.data or "").lower()
        with form.saving():
            user = db.session.scalar(db.select(User).where(User.email == address))
            is_new = user is None
            if user is None:
                name = form.name.data or address.split("@")[0]
                user = accounts.create_user(actor, email=address, name=name, position=form.position.data or "", at=at)
            accounts.grant_role(actor, user, organisation, form.role.data, at, reaches_below=form.reaches_below.data)
            if is_new:
                send_reset_password_instructions(user)
            flash(_("%(name)s kini berperan sebagai %(role)s.", name=user.name, role=_(form.role.data.label)), "success")
            if is_new:
                tell_mail(user.email)
            return redirect(url_for(".show", organisation_id=organisation.id))
    return render_template("organisations/member_form.html", form=form, row=organisation), form.http_status


@bp.post("/<organisation_id>/peran/<membership_id>/cabut")
def revoke_role(organisation_id: str, membership_id: str) -> ResponseReturnValue:
    """Take a role away."""
    membership = _membership(membership_id)
    return _do(lambda: accounts.revoke_role(current_actor(), membership, clock.now()), _("Peran dicabut."))


@bp.post("/<organisation_id>/peran/<membership_id>/jangkauan")
def change_reach(organisation_id: str, membership_id: str) -> ResponseReturnValue:
    """Let a role hold for the units below, too, or here only."""
    membership, reaches_below = _membership(membership_id), request.form.get("reaches_below") == "1"
    told = (
        _("Peran itu kini berlaku juga untuk unit di bawahnya.") if reaches_below else _("Peran itu kini berlaku di sini saja.")
    )
    return _do(lambda: accounts.change_reach(current_actor(), membership, reaches_below, clock.now()), told)


@bp.post("/<organisation_id>/peran/<membership_id>/akun/<what>")
def account(organisation_id: str, membership_id: str, what: str) -> ResponseReturnValue:
    """Close, open or unlock the account behind a role, or remove its second factors.

    Only who covers every role of the account can do this: else a small unit's administrator could shut out, or take over, somebody of
    the whole region, or of a house of their own.
    """
    user = _membership(membership_id).user
    if user.id not in covered_of(current_user.id, [user.id]):
        raise NotAllowed(
            _("Akun %(name)s juga berperan di luar jangkauan Anda, jadi Anda tidak dapat mengubahnya.", name=user.name)
        )
    at, actor = clock.now(), current_actor()
    acts = {
        "tutup": lambda: accounts.set_active(actor, user, False, at),
        "buka": lambda: accounts.set_active(actor, user, True, at),
        "buka-kunci": lambda: accounts.unlock(actor, user, at),
        "lepas-faktor": lambda: accounts.reset_second_factor(actor, user, at),
        "kirim-tautan": lambda: send_reset_password_instructions(user),
    }
    return _do(acts.get(what) or abort(404), _("Akun %(name)s diperbarui.", name=user.name))


def _membership(membership_id: str) -> Membership:
    """A role given in exactly this organisation."""
    row = db.session.get(Membership, membership_id)
    if row is None or row.organisation_id != current_organisation().id:
        abort(404)
    return row


def _do(act: Callable[[], object], told: str) -> ResponseReturnValue:
    organisation_id = current_organisation().id
    with refused_at(url_for(".show", organisation_id=organisation_id)):
        act()
    return done(told, ".show", organisation_id=organisation_id)

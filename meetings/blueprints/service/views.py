"""State of the installation; root organisations and their first administrators."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.recoverable import send_reset_password_instructions

from meetings import clock
from meetings.blueprints.service import bp
from meetings.blueprints.service.forms import RootForm
from meetings.config import current_settings
from meetings.domain import admin, machines
from meetings.domain.admin.addresses import former_leads
from meetings.domain.admin.roots import list_roots, open_root
from meetings.extensions import db
from meetings.version import VERSION
from meetings.web import current_actor
from meetings.web.mails import tell_mail
from meetings.web.tickets import creates


@bp.get("/")
def index() -> str:
    """Background work, storage and health of the whole installation."""
    settings = current_settings()
    return render_template(
        "service/index.html",
        work=admin.count_work(),
        waiting_since=admin.oldest_waiting(),
        runs=admin.list_runs(),
        room=admin.measure_room(),
        clocks=machines.clocks_set(clock.now()),
        leads=former_leads(clock.now()),
        version=VERSION,
        database=db.engine.dialect.name,
        address=settings.base_url,
    )


@bp.get("/instansi")
def roots() -> str:
    """Every root organisation."""
    return render_template("service/roots.html", rows=list_roots())


@bp.route("/instansi/baru", methods=["GET", "POST"])
@creates
def create_root() -> ResponseReturnValue:
    """A new root organisation with its first administrator, who gets a link to choose a password."""
    form = RootForm()
    if form.validate_on_submit():
        with form.saving():
            root, user, is_new = open_root(
                current_actor(),
                clock.now(),
                name=form.name.data or "",
                kind=form.kind.data,
                timezone=form.timezone.data,
                email=form.email.data or "",
                person=form.person.data or "",
            )
            if is_new:
                send_reset_password_instructions(user)
                tell_mail(user.email)
            flash(_("%(name)s dibuat; administrator pertamanya %(email)s.", name=root.name, email=user.email), "success")
            return redirect(url_for(".roots"))
    return render_template("service/root_form.html", form=form), form.http_status

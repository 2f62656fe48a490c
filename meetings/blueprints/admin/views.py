"""Overview, users, audit."""

from flask import render_template, request
from flask_login import current_user

from meetings import clock
from meetings.blueprints.admin import bp
from meetings.domain import admin, machines
from meetings.domain.audit.reading import list_entries, read_entry
from meetings.domain.seals import latest_seal


@bp.get("/")
def index() -> str:
    """Background work at a glance and the way to everything else."""
    return render_template("admin/index.html", work=admin.work_of(current_user.id), clocks=machines.clocks_set(clock.now()))


@bp.get("/pengguna")
def users() -> str:
    """Every account with a role in my organisations."""
    search = request.args.get("q", "").strip()
    page = admin.list_users(current_user.id, search, request.args.get("page", 1, int), request.args.get("per_page", 50, int))
    roles = admin.roles_of(current_user.id, page.items)
    return render_template("admin/users.html", page=page, roles=roles, search=search)


@bp.get("/jejak")
def audit() -> str:
    """Changes outside meetings: accounts, roles, organisations."""
    page = list_entries(admin.entries_of(current_user.id), page=request.args.get("page", 1, int))
    entries = [read_entry(entry) for entry in page.items]
    return render_template("admin/audit.html", page=page, entries=entries, seal=latest_seal())

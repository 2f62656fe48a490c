"""The parts of the hall and the rules by which it is filled."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from meetings import clock
from meetings.blueprints.seating import bp
from meetings.blueprints.seating.choosing import address_of, current_plan
from meetings.blueprints.seating.forms import BlockForm, RulesForm
from meetings.domain.meetings import Activity, allows
from meetings.domain.participants.categories import list_categories
from meetings.domain.seating import parts
from meetings.domain.seating.plan import Plan, blocks_of
from meetings.domain.seating.rules import plan_of, save_rules
from meetings.extensions import db
from meetings.models import SeatBlock, SeatHall
from meetings.web import current_actor, current_meeting
from meetings.web.saving import done
from meetings.web.tickets import creates


@bp.route("/bagian/tambah", methods=["GET", "POST"])
@creates
def add_block(meeting_id: str) -> ResponseReturnValue:
    """A new part of the hall."""
    return _edit(current_plan(), None)


@bp.route("/bagian/<block_id>", methods=["GET", "POST"])
def edit_block(meeting_id: str, block_id: str) -> ResponseReturnValue:
    """Change a part of the hall."""
    row = _block(meeting_id, block_id)
    return _edit(_plan_of(row), row)


@bp.post("/bagian/<block_id>/hapus")
def remove_block(meeting_id: str, block_id: str) -> ResponseReturnValue:
    """Take a part of the hall out of the plan."""
    row = _block(meeting_id, block_id)
    plan, name = _plan_of(row), row.name
    parts.remove_block(plan, row, current_actor(), clock.now())
    return done(_("Bagian %(name)s dihapus dari denah.", name=name), "seating.index", **address_of(plan))


@bp.route("/aturan", methods=["GET", "POST"])
def rules(meeting_id: str) -> ResponseReturnValue:
    """Whose rank a representative has, and who is placed at all."""
    meeting = current_meeting()
    row = plan_of(meeting) or abort(404)
    form = RulesForm(row=row)
    if form.validate_on_submit():
        with form.saving():
            follows = bool(form.follows.data)
            save_rules(row, form.deputies.data, bool(form.answered_only.data), follows, current_actor(), clock.now())
            return done(_("Aturan tempat duduk disimpan."), "seating.index", meeting_id=meeting_id)
    body = render_template("seating/rules.html", meeting=meeting, form=form, may_edit=allows(meeting, Activity.PARTICIPANTS))
    return body, form.http_status


def _edit(plan: Plan, row: SeatBlock | None) -> ResponseReturnValue:
    meeting = plan.meeting
    form = BlockForm([(category.id, category.name) for category, _count in list_categories(meeting.id)], row)
    if row is None and not form.is_submitted():
        form.position.data = max((block.position for block in blocks_of(plan)), default=0) + 1
    if form.validate_on_submit():
        with form.saving():
            agreed = form.agreed.data or ""
            saved = parts.save_block(plan, row, form.wording(), current_actor(), clock.now(), agreed=agreed)
            told = _("Bagian %(name)s disimpan.", name=saved.name)
            return done(told, "seating.index", **address_of(plan, bagian=saved.id))
    lost = form.refusal if isinstance(form.refusal, parts.SeatsLost) else None
    seated = parts.seated_in(plan, row) if row is not None else 0
    shown = {"meeting": meeting, "plan": plan, "form": form, "row": row, "lost": lost, "seated": seated}
    return render_template("seating/block.html", **shown), form.http_status


def _block(meeting_id: str, block_id: str) -> SeatBlock:
    return db.session.scalar(db.select(SeatBlock).filter_by(id=block_id, meeting_id=meeting_id)) or abort(404)


def _plan_of(block: SeatBlock) -> Plan:
    return Plan(current_meeting(), db.session.get(SeatHall, block.hall_id) if block.hall_id else None)

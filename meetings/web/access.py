"""Which route needs which right. A route in no row is closed; a test fails for it.

The check runs before every request: it loads the meeting (``<meeting_id>``) or organisation (``<organisation_id>``)
named in the address and asks for the permission there. Without either, the permission must be held somewhere, and
the view shows only what ``visible_meetings`` / ``visible_organisations`` let through.
"""

from enum import Enum

from flask import Flask, abort, current_app, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import joinedload

from meetings.domain.permissions import Permission as P
from meetings.domain.permissions import permissions_in
from meetings.extensions import db
from meetings.models import Meeting, Organisation


class Open(Enum):
    """Rows that ask for no permission of ours."""

    PUBLIC = "anybody; pages about a person need that person's token"
    SIGNED_IN = "any signed-in user, about themselves"
    TOKEN = "a bearer token that the view checks"  # noqa: S105 -- no-secret


PUBLIC, SIGNED_IN, TOKEN = Open.PUBLIC, Open.SIGNED_IN, Open.TOKEN

# -- table
# fmt: off
ROUTES: dict[str, P | Open] = {
    "static": PUBLIC,
    "healthz": PUBLIC,
    "set_language": PUBLIC,

    # scanner: the same shell for everybody; devices fetch with their own token
    "scanner.page": PUBLIC,
    "scanner.service_worker": PUBLIC,
    "scanner.manifest": PUBLIC,

    # accounts
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.static": PUBLIC,
    "security.forgot_password": PUBLIC,
    "security.reset_password": PUBLIC,
    "security.two_factor_token_validation": PUBLIC,
    "security.two_factor_rescue": PUBLIC,
    "security.tf_select": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.wan_signin": PUBLIC,
    "security.wan_signin_response": PUBLIC,
    "security.change_password": SIGNED_IN,
    "security.verify": SIGNED_IN,
    "security.two_factor_setup": PUBLIC,  # also the first step after sign-in where a second factor is due
    "security.two_factor_setup_validate": SIGNED_IN,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.wan_register": SIGNED_IN,
    "security.wan_register_response": SIGNED_IN,
    "security.wan_delete": SIGNED_IN,
    "security.wan_verify": SIGNED_IN,
    "security.wan_verify_response": SIGNED_IN,
    "accounts.profile": SIGNED_IN,
    "accounts.safety": SIGNED_IN,
    "accounts.end_session": SIGNED_IN,
    "accounts.end_other_sessions": SIGNED_IN,
    "accounts.tokens": SIGNED_IN,
    "accounts.revoke_token": SIGNED_IN,

    # home
    "home.index": SIGNED_IN,
    "home.accent": PUBLIC,
    "home.emblem": PUBLIC,

    # organisations
    "organisations.index": P.ORGANISATION_VIEW,
    "organisations.show": P.ORGANISATION_VIEW,
    "organisations.image": P.ORGANISATION_VIEW,
    "organisations.preview": P.ORGANISATION_VIEW,
    "organisations.create": P.ORGANISATION_EDIT,
    "organisations.edit": P.ORGANISATION_EDIT,
    "organisations.remove": P.ORGANISATION_EDIT,
    "organisations.add_member": P.USERS_MANAGE,
    "organisations.revoke_role": P.USERS_MANAGE,
    "organisations.account": P.USERS_MANAGE,

    # admin
    "admin.index": P.SYSTEM,
    "admin.users": P.SYSTEM,
    "admin.audit": P.SYSTEM,

    # meetings, agenda, speakers, links
    "meetings.index": P.MEETING_VIEW,
    "meetings.create": P.MEETING_CREATE,
    "meetings.copy": P.MEETING_CREATE,
    "meetings.overview": P.MEETING_VIEW,
    "meetings.edit": P.MEETING_EDIT,
    "meetings.change_state": P.MEETING_STATE,
    "meetings.staff": P.MEETING_VIEW,
    "meetings.add_staff": P.STAFF_MANAGE,
    "meetings.remove_staff": P.STAFF_MANAGE,
    "meetings.settings": P.MEETING_EDIT,
    "meetings.audit": P.AUDIT_VIEW,
    "agenda.index": P.MEETING_VIEW,
    "agenda.rundown": P.MEETING_VIEW,
    "agenda.create_session": P.MEETING_EDIT,
    "agenda.edit_session": P.MEETING_EDIT,
    "agenda.remove_session": P.MEETING_EDIT,
    "agenda.close_session": P.SESSION_CLOSE,
    "agenda.reopen_session": P.SESSION_CLOSE,
    "agenda.fill_session": P.MEETING_EDIT,
    "agenda.reorder": P.MEETING_EDIT,
    "agenda.add_item": P.MEETING_EDIT,
    "agenda.edit_item": P.MEETING_EDIT,
    "agenda.move_item": P.MEETING_EDIT,
    "agenda.remove_item": P.MEETING_EDIT,
    "speakers.index": P.MEETING_VIEW,
    "speakers.create": P.MEETING_EDIT,
    "speakers.edit": P.MEETING_EDIT,
    "speakers.move": P.MEETING_EDIT,
    "speakers.remove": P.MEETING_EDIT,
    "links.index": P.MEETING_VIEW,
    "links.create": P.MEETING_EDIT,
    "links.edit": P.MEETING_EDIT,
    "links.remove": P.MEETING_EDIT,

    # participants
    "participants.index": P.PARTICIPANTS_VIEW,
    "participants.detail": P.PARTICIPANTS_VIEW,
    "participants.export": P.PARTICIPANTS_VIEW,
    "participants.bulk": P.PARTICIPANTS_EDIT,
    "participants.add": P.PARTICIPANTS_EDIT,
    "participants.edit": P.PARTICIPANTS_EDIT,
    "participants.withdraw": P.PARTICIPANTS_EDIT,
    "participants.restore": P.PARTICIPANTS_EDIT,
    "participants.new_pass": P.PARTICIPANTS_EDIT,
    "participants.represent": P.PARTICIPANTS_EDIT,
    "participants.end_represent": P.PARTICIPANTS_EDIT,
    "participants.upload": P.PARTICIPANTS_EDIT,
    "participants.example": P.PARTICIPANTS_EDIT,
    "participants.preview": P.PARTICIPANTS_EDIT,
    "participants.run": P.PARTICIPANTS_EDIT,
    "participants.result": P.PARTICIPANTS_EDIT,
    "participants.discard": P.PARTICIPANTS_EDIT,
    "participants.categories": P.PARTICIPANTS_EDIT,
    "participants.default_categories": P.PARTICIPANTS_EDIT,
    "participants.edit_category": P.PARTICIPANTS_EDIT,
    "participants.delete_category": P.PARTICIPANTS_EDIT,

    # invitations and answers
    "invitations.index": P.PARTICIPANTS_VIEW,
    "invitations.create": P.LETTERS_EDIT,
    "invitations.edit": P.LETTERS_EDIT,
    "invitations.remove": P.LETTERS_EDIT,
    "invitations.preview": P.PARTICIPANTS_VIEW,
    "invitations.send": P.LETTERS_SEND,
    "invitations.send_again": P.LETTERS_SEND,
    "invitations.run": P.LETTERS_SEND,
    "invitations.progress": P.LETTERS_SEND,
    "invitations.retry": P.LETTERS_SEND,
    "invitations.letter_pdf": P.LETTERS_SEND,
    "invitations.letters_zip": P.LETTERS_SEND,
    "invitations.whatsapp": P.LETTERS_SEND,
    "invitations.links": P.PERSONAL_VIEW,
    "outbox.index": P.SYSTEM,
    "outbox.message": P.SYSTEM,
    "outbox.body": P.SYSTEM,
    "outbox.attachment": P.SYSTEM,
    "outbox.retry": P.SYSTEM,
    "outbox.send_all": P.SYSTEM,
    "outbox.cancel": P.SYSTEM,
    "rsvp.answer": PUBLIC,  # the token in the address is the right
    "rsvp.opened": PUBLIC,
    "rsvp.letter": PUBLIC,
    "rsvp.show_pass": PUBLIC,
    "rsvp.qr_image": PUBLIC,
    "rsvp.calendar": PUBLIC,
    "rsvp.minutes": PUBLIC,
    "rsvp.service_worker": PUBLIC,

    # check-in
    "checkin.index": P.CHECKIN,
    "checkin.numbers": P.CHECKIN,
    "checkin.create_device_page": P.DEVICES_MANAGE,
    "checkin.device": P.DEVICES_MANAGE,
    "checkin.device_state": P.DEVICES_MANAGE,
    "checkin.new_code": P.DEVICES_MANAGE,
    "checkin.revoke": P.DEVICES_MANAGE,
    "checkin.attendance": P.ATTENDANCE_VIEW,
    "checkin.attend": P.CHECKIN,
    "checkin.undo": P.CHECKIN_UNDO,
    "checkin.order_paper": P.ATTENDANCE_EXPORT,
    "checkin.paper": P.ATTENDANCE_EXPORT,
    "checkin.paper_file": P.ATTENDANCE_EXPORT,
    "checkin.attendance_export": P.ATTENDANCE_EXPORT,

    # minutes
    "minutes.index": P.MINUTES_VIEW,
    "minutes.create": P.MINUTES_EDIT,
    "minutes.read": P.MINUTES_VIEW,
    "minutes.state": P.MINUTES_VIEW,
    "minutes.download": P.MINUTES_VIEW,
    "minutes.edit": P.MINUTES_EDIT,
    "minutes.attendance": P.MINUTES_EDIT,
    "minutes.save_header": P.MINUTES_EDIT,
    "minutes.add_item": P.MINUTES_EDIT,
    "minutes.save_item": P.MINUTES_EDIT,
    "minutes.move_item": P.MINUTES_EDIT,
    "minutes.remove_item": P.MINUTES_EDIT,
    "minutes.check": P.MINUTES_EDIT,
    "minutes.print_again": P.MINUTES_EDIT,
    "minutes.submit": P.MINUTES_EDIT,
    "minutes.withdraw": P.MINUTES_EDIT,
    "minutes.correct": P.MINUTES_EDIT,
    "minutes.send_back": P.MINUTES_APPROVE,
    "minutes.approve": P.MINUTES_APPROVE,
    "minutes.publish": P.MINUTES_PUBLISH,
    "minutes.revoke": P.MINUTES_PUBLISH,

    # follow-up
    "followup.index": P.MINUTES_VIEW,
    "followup.export": P.MINUTES_VIEW,
    "followup.meeting": P.MINUTES_VIEW,
    "followup.meeting_export": P.MINUTES_VIEW,
    "followup.item": P.MINUTES_VIEW,
    "followup.change": P.MINUTES_EDIT,

    # documents and verification
    "verify.page": PUBLIC,
    "verify.compare": PUBLIC,
    "verify.download": PUBLIC,

    # api
    "api.pair": PUBLIC,
    "api.roster": TOKEN,
    "api.scans": TOKEN,
    "api-docs.openapi_json": PUBLIC,
}
# fmt: on

_SCOPES = {"meeting_id", "organisation_id"}


def init_app(app: Flask) -> None:
    """Check every request against the table, and give templates ``may``."""
    app.before_request(check_access)
    app.jinja_env.globals["may"] = may


def check_access() -> ResponseReturnValue | None:
    """The sign-in page for strangers, 403 without the right, 404 for an unknown meeting or organisation."""
    if request.endpoint is None:
        return None
    rule = ROUTES.get(request.endpoint)
    if rule is PUBLIC or rule is TOKEN:
        return None
    if rule is None:
        abort(403)
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # -- stubs
    if rule is SIGNED_IN:
        return None
    arguments = request.view_args or {}
    if rule not in _held(arguments.get("meeting_id"), arguments.get("organisation_id")):
        abort(403)
    return None


def _held(meeting_id: str | None, organisation_id: str | None) -> frozenset[P]:
    if meeting_id is not None:
        statement = db.select(Meeting).where(Meeting.id == meeting_id).options(joinedload(Meeting.organisation))
        g.meeting = db.session.scalar(statement) or abort(404)
        g.permissions = permissions_in(current_user.id, meeting=g.meeting)
    elif organisation_id is not None:
        g.organisation = db.session.get(Organisation, organisation_id) or abort(404)
        g.permissions = permissions_in(current_user.id, organisation=g.organisation)
    else:
        g.permissions = _anywhere()
    return g.permissions


def _anywhere() -> frozenset[P]:
    if "permissions_anywhere" not in g:
        g.permissions_anywhere = permissions_in(current_user.id)
    return g.permissions_anywhere


def may(what: str | P) -> bool:
    """For templates and views: may the current user use this endpoint, or hold this permission?

    An endpoint about a meeting or organisation, and a bare permission, are judged in the one this request is about;
    every other endpoint over all roles that the user holds. False for an endpoint that does not exist.
    """
    if isinstance(what, P):
        rule: P | Open = what
        scoped = True
    elif what in current_app.view_functions and what in ROUTES:
        rule = ROUTES[what]
        scoped = any(_SCOPES & url_rule.arguments for url_rule in current_app.url_map.iter_rules(what))
    else:
        return False
    if rule is PUBLIC:
        return True
    if not current_user.is_authenticated:
        return False
    if isinstance(rule, Open):
        return True
    here = g.get("permissions")
    return rule in (here if scoped and here is not None and rule is not P.SYSTEM else _anywhere())

"""Organisations and their people."""

from meetings.domain.permissions import Permission as P
from meetings.web.rights.kinds import Table

ROUTES: Table = {
    "organisations.index": P.ORGANISATION_VIEW,
    "organisations.show": P.ORGANISATION_VIEW,
    "organisations.image": P.ORGANISATION_VIEW,
    "organisations.preview": P.ORGANISATION_VIEW,
    "organisations.create": P.ORGANISATION_EDIT,
    "organisations.edit": P.ORGANISATION_EDIT,
    "organisations.edit_approvals": P.ORGANISATION_EDIT,
    "organisations.remove": P.ORGANISATION_EDIT,
    "organisations.edit_texts": P.ORGANISATION_EDIT,
    "organisations.add_official": P.ORGANISATION_EDIT,
    "organisations.edit_official": P.ORGANISATION_EDIT,
    "organisations.remove_official": P.ORGANISATION_EDIT,
    "organisations.official_sample": P.ORGANISATION_EDIT,
    "organisations.add_member": P.USERS_MANAGE,
    "organisations.revoke_role": P.USERS_MANAGE,
    "organisations.change_reach": P.USERS_MANAGE,
    "organisations.account": P.USERS_MANAGE,
    # what happens in one's own organisations
    "admin.index": P.USERS_MANAGE,
    "admin.users": P.USERS_MANAGE,
    "admin.audit": P.USERS_MANAGE,
    "outbox.index": P.MESSAGES_MANAGE,
    "outbox.message": P.MESSAGES_MANAGE,
    "outbox.body": P.MESSAGES_MANAGE,
    "outbox.attachment": P.MESSAGES_MANAGE,
    "outbox.retry": P.MESSAGES_MANAGE,
    "outbox.send_all": P.MESSAGES_MANAGE,
    "outbox.cancel": P.MESSAGES_MANAGE,
}

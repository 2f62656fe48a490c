"""Organisations and their people; the service itself."""

from meetings.domain.permissions import Permission as P
from meetings.web.rights.kinds import Table

ROUTES: Table = {
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
    # the service
    "admin.index": P.SYSTEM,
    "admin.users": P.SYSTEM,
    "admin.audit": P.SYSTEM,
    "outbox.index": P.SYSTEM,
    "outbox.message": P.SYSTEM,
    "outbox.body": P.SYSTEM,
    "outbox.attachment": P.SYSTEM,
    "outbox.retry": P.SYSTEM,
    "outbox.send_all": P.SYSTEM,
    "outbox.cancel": P.SYSTEM,
}

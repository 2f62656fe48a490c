"""Making, changing and removing organisations."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings.domain import audit
from meetings.domain.audit.changes import apply_changes
from meetings.domain.pictures import opened_picture
from meetings.domain.seals import released
from meetings.errors import InvalidInput, Overtaken, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Document, Meeting, Membership, Organisation, OrganisationAlias
from meetings.passcode import new_id
from meetings.storage import storage
from meetings.writing.institutions import institution_key

LARGEST_IMAGE = 2 * 1024 * 1024
DEEPEST = 12


def create_organisation(
    actor: audit.Actor, parent: Organisation | None, at: datetime, *, aliases: Iterable[str] = (), **values: Any
) -> Organisation:
    """A new organisation below ``parent`` (None: a root). ``values`` are columns; aliases as people write them."""
    identifier = new_id()
    path = f"{parent.path if parent else ''}{identifier}/"
    if path.count("/") > DEEPEST:
        raise InvalidInput(_("Pohon instansi paling dalam %(depth)d tingkat.", depth=DEEPEST), field="parent_id")
    row = Organisation(id=identifier, parent_id=parent.id if parent else None, path=path, **values)
    db.session.add(row)
    db.session.flush()
    _set_aliases(row, aliases)
    audit.record(actor, audit.Action.ORGANISATION_CREATED, at=at, organisation=row, target=row, target_name=row.name)
    return row


def change_organisation(
    actor: audit.Actor, organisation: Organisation, at: datetime, *, aliases: Iterable[str] | None = None, **values: Any
) -> None:
    """Change columns and aliases; the audit entry keeps before and after. The place in the tree stays."""
    changes = apply_changes(organisation, values)
    before = sorted(alias.name for alias in organisation.aliases)
    if aliases is not None and _set_aliases(organisation, aliases):
        changes["aliases"] = [", ".join(before), ", ".join(sorted(alias.name for alias in organisation.aliases))]
    if changes:
        audit.record(
            actor,
            audit.Action.ORGANISATION_CHANGED,
            at=at,
            organisation=organisation,
            target=organisation,
            target_name=organisation.name,
            changes=changes,
        )


def set_image(actor: audit.Actor, organisation: Organisation, kind: str, image: bytes | None, at: datetime) -> None:
    """Set or remove (None) the ``logo``, the whole ``letterhead`` picture or the ``state_emblem``.

    Only PNG, JPEG and WebP of at most 2 MB, told by their content (no SVG: it may carry scripts). Raises InvalidInput with ``kind`` as the field.
    """
    key = None
    if image is not None:
        if len(image) > LARGEST_IMAGE:
            raise InvalidInput(_("Gambar paling besar 2 MB."), field=kind)
        with opened_picture(image, kind) as picture:
            picture.verify()
        key = storage.put("images", image)
    setattr(organisation, f"{kind}_key", key)
    audit.record(
        actor,
        audit.Action.ORGANISATION_CHANGED,
        at=at,
        organisation=organisation,
        target=organisation,
        target_name=organisation.name,
        changes={kind: ["", "✓" if key else ""]},
    )


def remove_organisation(actor: audit.Actor, organisation: Organisation, at: datetime) -> None:
    """Remove an organisation that nothing hangs on; its audit entries are kept with the one above.

    Raises WrongState when it has units, meetings or documents, even if they came this very moment.
    """
    used = (
        (Organisation, Organisation.parent_id, _("Instansi ini masih punya unit di bawahnya.")),
        (Meeting, Meeting.organisation_id, _("Instansi ini sudah menyelenggarakan kegiatan.")),
        (Document, Document.organisation_id, _("Instansi ini sudah menerbitkan dokumen.")),
    )
    for model, column, message in used:
        if db.session.scalar(sa.select(model.id).where(column == organisation.id).limit(1)) is not None:
            raise WrongState(message)
    parent = db.session.get(Organisation, organisation.parent_id) if organisation.parent_id else None
    if parent is None and db.session.scalar(
        sa.select(Membership.id).where(Membership.organisation_id == organisation.id).limit(1)
    ):
        raise WrongState(_("Instansi induk yang masih punya pengguna tidak dapat dihapus."))
    audit.record(
        actor,
        audit.Action.ORGANISATION_REMOVED,
        at=at,
        organisation=parent,
        target=organisation,
        target_name=organisation.name,
    )
    mine = sa.update(AuditEntry).where(AuditEntry.organisation_id == organisation.id)
    with released(organisation.name, actor, at):
        db.session.execute(mine.values(organisation_id=organisation.parent_id).execution_options(synchronize_session=False))
    try:
        with db.session.begin_nested():
            db.session.delete(organisation)
    except IntegrityError:
        raise Overtaken(_("Instansi ini baru saja dipakai, jadi tidak dihapus. Lihat dahulu pemakaiannya.")) from None


def _set_aliases(organisation: Organisation, aliases: Iterable[str]) -> bool:
    wanted = {key for alias in aliases if (key := institution_key(alias))}
    present = {alias.name: alias for alias in organisation.aliases}
    for name in present.keys() - wanted:
        organisation.aliases.remove(present[name])
    for name in sorted(wanted - present.keys()):
        organisation.aliases.append(OrganisationAlias(name=name))
    return wanted != present.keys()

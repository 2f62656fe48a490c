"""Reads of the directory."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager

from meetings.domain.organisations.letterhead import government_of
from meetings.enums import Office
from meetings.errors import InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import Organisation, Person

MOST = 400
REGION = (Office.HEAD, Office.DEPUTY_HEAD, Office.SECRETARY)
"""They sign for every unit of their region, other officials for their own unit and those below it."""
BY_OFFICE = sa.case({office.value: place for place, office in enumerate((*REGION, Office.OTHER))}, value=Person.office)


def list_officials(organisation: Organisation) -> Sequence[Person]:
    """Who holds an office of this very unit, the highest first."""
    mine = sa.select(Person).where(Person.organisation_id == organisation.id)
    return db.session.scalars(mine.order_by(BY_OFFICE, Person.sort_name, Person.id).limit(MOST)).all()


def officials_for(organisation: Organisation) -> Sequence[Person]:
    """Who may sign papers of the organisation, with their units: those of itself first, then of the units above, then the heads of
    the region."""
    region = government_of(organisation)
    own = Organisation.id.in_(organisation.ancestor_ids)
    heads = sa.and_(Person.office.in_(REGION), Organisation.path.startswith(region.path, autoescape=True))
    return db.session.scalars(
        sa.select(Person)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.owner_id == organisation.ancestor_ids[0], sa.or_(own, heads))
        .options(contains_eager(Person.organisation))
        .order_by(own.desc(), sa.func.length(Organisation.path).desc(), BY_OFFICE, Person.sort_name, Person.id)
        .limit(MOST)
    ).all()


def get_official(organisation: Organisation, official_id: str) -> Person:
    """An official of this very unit. Raises NotFound."""
    found = db.session.get(Person, official_id)
    if found is None or found.organisation_id != organisation.id:
        raise NotFound(_("Pejabat itu tidak ada pada instansi ini."))
    return found


def require_official(organisation: Organisation, official_id: str | None) -> Person | None:
    """The record that a paper of the organisation is to name; None for none. Raises InvalidInput for one that it may not name."""
    if not official_id:
        return None
    found = next((each for each in officials_for(organisation) if each.id == official_id), None)
    if found is None:
        raise InvalidInput(_("Pejabat itu tidak ada dalam daftar pejabat instansi ini."))
    return found


def find_official(official_id: str | None) -> Person | None:
    """The record that a paper names; None where it names none, or one that is gone."""
    return db.session.get(Person, official_id) if official_id else None

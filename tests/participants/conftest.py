"""A city, its meeting, and the two lists as they arrive."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from meetings.domain.audit import Actor
from meetings.domain.participants.imports import stage_import
from meetings.enums import OrganisationKind, Role
from meetings.extensions import db
from meetings.models import Meeting, Organisation, OrganisationAlias, ParticipantImport
from tests.factories import make_meeting, make_membership, make_organisation, make_user

DATA = Path(__file__).parents[1] / "data"
AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
CLERK = Actor("user", None, "Petugas")


@pytest.fixture
def city(app) -> Organisation:
    """Kota Bogor with two departments and a bureau."""
    organisation = make_organisation("Pemerintah Kota Bogor")
    health = make_organisation("Dinas Kesehatan", organisation)
    make_organisation("Dinas Sosial Kota Bogor", organisation)
    make_organisation("Bagian Organisasi", organisation, kind=OrganisationKind.UNIT)
    db.session.add(OrganisationAlias(organisation_id=health.id, name="dinkes kobo"))
    db.session.commit()
    return organisation


@pytest.fixture
def meeting(city) -> Meeting:
    """A Rakerda of the city, being prepared."""
    row = make_meeting(city)
    db.session.commit()
    return row


@pytest.fixture
def stage(meeting) -> Callable[[str | bytes], ParticipantImport]:
    """Upload one of the sample files by name, or bytes."""

    def upload(source: str | bytes) -> ParticipantImport:
        data = source if isinstance(source, bytes) else (DATA / source).read_bytes()
        staged = stage_import(meeting, source if isinstance(source, str) else "daftar.csv", data, None, AT)
        db.session.commit()
        return staged

    return upload


@pytest.fixture
def committee(city, sign_in):
    """Somebody of the committee."""
    user = make_user()
    make_membership(user, city, Role.COMMITTEE)
    return sign_in(user)


@pytest.fixture
def viewer(city, sign_in):
    """Somebody who may look."""
    user = make_user()
    make_membership(user, city, Role.VIEWER)
    return sign_in(user)


@pytest.fixture
def url(meeting):
    """The list's address."""
    return f"/kegiatan/{meeting.id}/peserta"

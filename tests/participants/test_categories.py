"""Categories of participants: made, changed and removed while the meeting is not over."""

import sqlalchemy as sa

from meetings.enums import MeetingState
from meetings.extensions import db
from meetings.models import AuditEntry, Category, Participant
from tests.factories import make_category, make_participants


def test_categories_are_made_changed_and_removed(committee, meeting, url):
    assert committee.post(f"{url}/kategori/baku").status_code == 302
    names = set(db.session.scalars(sa.select(Category.name)))
    assert {"Kepala OPD", "Camat", "Narasumber"} <= names
    committee.post(f"{url}/kategori/baku")
    assert db.session.scalar(sa.select(sa.func.count(Category.id))) == len(names)
    assert committee.post(f"{url}/kategori", data={"name": "CAMAT"}).status_code == 422
    assert committee.post(f"{url}/kategori", data={"name": "Tamu", "colour": "merah"}).status_code == 422
    new = {"name": "Tamu", "colour": "#AA0000", "protocol_order": "5", "quota": "1", "scope": "all"}
    assert committee.post(f"{url}/kategori", data=new).status_code == 302
    guest = db.session.scalars(sa.select(Category).filter_by(name="Tamu")).one()
    make_participants(meeting, 2, category=guest)
    db.session.commit()
    assert "lewat 1" in committee.get(f"{url}/kategori").text
    assert committee.post(f"{url}/kategori/{guest.id}", data=new | {"name": "Tamu VIP"}).status_code == 302
    assert committee.post(f"{url}/kategori/{guest.id}/hapus").status_code == 302
    assert set(db.session.scalars(sa.select(Participant.category_id))) == {None}
    kept = sa.select(AuditEntry.action).where(AuditEntry.action.startswith("category."))
    assert sorted(db.session.scalars(kept)) == [
        "category.added",
        "category.added",
        "category.changed",
        "category.removed",
    ]


def test_categories_of_a_meeting_that_is_over_stay_as_they_are(committee, meeting, url):
    category = make_category(meeting, "Camat")
    meeting.state = MeetingState.ARCHIVED
    db.session.commit()
    page = committee.get(f"{url}/kategori").text
    assert "Camat" in page
    assert "<form" not in page.split("<main")[1]
    assert committee.post(f"{url}/kategori", data={"name": "Tamu"}).status_code == 422
    assert committee.post(f"{url}/kategori/{category.id}", data={"name": "Tamu"}).status_code == 422
    for address in ("baku", f"{category.id}/hapus"):
        assert committee.post(f"{url}/kategori/{address}").status_code == 409
    assert db.session.scalars(sa.select(Category.name)).all() == ["Camat"]

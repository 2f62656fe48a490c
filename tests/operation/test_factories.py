"""Everything the factories make can be stored together on both databases."""

from sqlalchemy.orm import Session

from tests import factories


def test_a_meeting_with_everything_around_it(db_session: Session) -> None:
    city = factories.make_organisation()
    office = factories.make_organisation("Dinas Kesehatan", parent=city)
    user = factories.make_user()
    meeting = factories.make_meeting(office)
    session = factories.make_session(meeting)
    factories.make_membership(user, city)
    factories.make_staff(user, meeting)
    factories.make_agenda_item(session)
    factories.make_speaker(meeting)
    category = factories.make_category(meeting)
    people = factories.make_participants(meeting, 3, category=category)
    db_session.commit()

    assert office.path == f"{city.id}/{office.id}/"
    assert [person.category.name for person in people] == ["Kepala OPD"] * 3
    assert meeting.sessions == [session]

"""People who stand in every way there is, drawn at random: for what is counted by kinds of people and must be what each of them says."""

import random
from datetime import datetime, timedelta

from meetings.enums import DeclineReason, MeetingMode, ParticipantSource, ParticipantStatus
from meetings.extensions import db
from meetings.models import Absence, Meeting, Participant, Representation, Session, participant_session
from tests.factories import make_participant
from tests.factories.meetings import make_category
from tests.factories.minutes import make_attendance

PEOPLE = 150


def make_crowd(meeting: Meeting, sessions: list[Session], chance: random.Random, at: datetime) -> list[Participant]:
    """People with any status, origin and institution, some limited, some added when sessions were over; some came, some told why not."""
    categories = [make_category(meeting, "Kepala OPD"), make_category(meeting, "Camat"), None]
    statuses, sources = list(ParticipantStatus), list(ParticipantSource)
    people = []
    for number in range(PEOPLE):
        person = make_participant(
            meeting,
            status=chance.choice([*statuses, *[ParticipantStatus.CONFIRMED, ParticipantStatus.INVITED] * 4]),
            source=chance.choice(sources),
            institution=chance.choice(["Dinas Kesehatan", "Setda", ""]),
            category=chance.choice(categories),
            limited=chance.random() < 0.3,
            created_at=at - timedelta(days=chance.choice([90, 90, 90, 0])),
        )
        people.append(person)
        if person.limited:
            for session in chance.sample(sessions, chance.randrange(len(sessions) + 1)):
                db.session.execute(participant_session.insert().values(participant_id=person.id, session_id=session.id))
        for session in sessions:
            if chance.random() < 0.5:
                came = make_attendance(session, person)
                came.first_in_at = session.starts_at + timedelta(minutes=chance.randrange(-30, 400))
                came.inside, came.mode = chance.random() < 0.7, chance.choice(list(MeetingMode)[:2])
                came.first_gate = chance.choice(["Utara", ""])
            elif chance.random() < 0.3:
                db.session.add(
                    Absence(session_id=session.id, participant_id=person.id, reason=DeclineReason.DUTY, noted_at=at, by="Ani")
                )
        if number % 10 == 9:
            both = {"represented_id": people[-2].id, "representative_id": person.id}
            db.session.add(
                Representation(meeting_id=meeting.id, created_at=at, ended_at=at if number % 20 == 9 else None, **both)
            )
    db.session.commit()
    return people

"""What the page of certificates counts and narrows to is what the lines of all people say, whatever the rule."""

import random
from datetime import timedelta

import pytest
from flask import Flask

from meetings import clock
from meetings.domain.certificates.counting import (
    count_changed,
    count_participants,
    participant_lines,
    participants_changed,
    participants_due,
    participants_page,
)
from meetings.domain.certificates.entitled import COPIED, Measure, minutes_of
from meetings.enums import CertificateMeasure, CertificateRole, CertificateState, DocumentKind, DocumentState
from meetings.extensions import db
from meetings.models import Certificate, Document, Participant
from tests.factories import make_meeting, make_session
from tests.factories.crowd import make_crowd

S = CertificateState
RULES = [(CertificateMeasure.SESSIONS, 1), (CertificateMeasure.SESSIONS, 2), (CertificateMeasure.SHARE, 60)]


def _certify(person: Participant, chance: random.Random) -> None:
    document = Document(
        organisation_id=person.meeting.organisation_id,
        meeting_id=person.meeting_id,
        kind=DocumentKind.CERTIFICATE,
        about_id=person.id,
        title="Sertifikat",
        state=chance.choice([DocumentState.PUBLISHED, DocumentState.PUBLISHED, DocumentState.FAILED, DocumentState.QUEUED]),
        verify_hash=person.id,
    )
    db.session.add(document)
    db.session.flush()
    copied = {name: getattr(person, name) for name in COPIED} | ({"position": "Lain"} if chance.random() < 0.2 else {})
    minutes = chance.choice([0, 240, 480, 720])
    gone = clock.now() if chance.random() < 0.2 else None
    same = {"meeting_id": person.meeting_id, "participant_id": person.id, "document_id": document.id}
    db.session.add(Certificate(**same, **copied, role=CertificateRole.PARTICIPANT, version=1, minutes=minutes, withdrawn_at=gone))


@pytest.mark.parametrize(("measured", "least"), RULES)
def test_numbers_and_lists_are_what_the_lines_say(app: Flask, measured: CertificateMeasure, least: int) -> None:
    at, chance = clock.now(), random.Random(least)
    meeting = make_meeting()
    sessions = [make_session(meeting, starts_at=at - timedelta(days=day)) for day in (1, 2, 3)]
    people = make_crowd(meeting, sessions, chance, at)
    for person in people:
        if chance.random() < 0.6:
            _certify(person, chance)
    db.session.commit()
    measure = Measure(tuple(sessions), measured, least)
    assert minutes_of(sessions[0]) == 240

    lines = {line.id: line for line in participant_lines(meeting, measure, [person.id for person in people])}
    due = {id for id, line in lines.items() if measure.enough(line.attended, line.of)}
    held = {id: line.certificate for id, line in lines.items() if line.certificate is not None}
    holds = {id for id, certificate in held.items() if certificate.withdrawn_at is None}
    published, failed = (
        {id for id in holds if db.session.get_one(Document, held[id].document_id).state is state}
        for state in (DocumentState.PUBLISHED, DocumentState.FAILED)
    )
    differing = {id for id in holds if held[id].minutes != lines[id].minutes or held[id].position == "Lain"}
    to_check = {id for id in holds if id in differing | failed or id not in due}

    counts = count_participants(meeting, measure)
    assert counts == type(counts)(len(due), len(published), len(due - held.keys()), len(to_check))
    assert set(participants_due(meeting, measure)) == due - held.keys()
    again = {id for id, line in lines.items() if line.state in (S.CHANGED, S.FAILED)}
    assert set(participants_changed(meeting, measure)) == again and count_changed(meeting, measure) == len(again)
    for which, expected in {"berhak": due - held.keys(), "terbit": published, "periksa": to_check}.items():
        page = participants_page(meeting, measure, which, 1, 1000, counts)
        assert page.total == len(expected) and {line.id for line in page.items} <= expected
    page = participants_page(meeting, measure, "", 2, 50, counts)
    assert len(page.items) == 50 and page.total is not None and page.total < len(people)

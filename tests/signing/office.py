"""Numbered minutes that recorder and chair sign through a gateway."""

from meetings.extensions import db
from meetings.models import Minutes
from tests.factories.minutes import approve, make_approved, make_ended_session, make_minutes, publish
from tests.support.gateway import Person

CHAIR, RECORDER = "Bima Arya Sugiarto", "Rina Kusuma"
NIK = {RECORDER: "3271014105780001", CHAIR: "3271012510720002"}
PASSPHRASE = "Passphrase-Uji-77"
PEOPLE = {nik: Person(name.upper(), PASSPHRASE) for name, nik in NIK.items()}


def waiting(method: str = "bsre", recorder: bool = True) -> Minutes:
    """One that has its number."""
    minutes = make_approved()
    minutes.meeting.organisation.signing = {"minutes": method}
    minutes.signatory = {"name": CHAIR, "degrees_front": "Dr.", "position": "Wali Kota Bogor", "office": "KDH"}
    minutes.recorder = {"name": RECORDER, "position": "Kepala Bagian Umum", "degrees_back": "S.H."} if recorder else {}
    db.session.commit()
    publish(minutes)
    return minutes


def waiting_too(first: Minutes, title: str) -> Minutes:
    """Another of the same meeting, with the same signers."""
    minutes = approve(make_minutes(make_ended_session(first.meeting, title=title)))
    minutes.signatory, minutes.recorder = first.signatory, first.recorder
    db.session.commit()
    publish(minutes)
    return minutes

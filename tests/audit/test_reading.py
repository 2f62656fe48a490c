"""Audit entries as a person reads them: the words of a field come from its column."""

import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.blueprints.organisations.forms import OrganisationForm
from meetings.domain import accounts
from meetings.domain.agenda import items, sessions
from meetings.domain.audit import SYSTEM, Action, reading, record
from meetings.domain.audit.actions import OTHER_FIELDS
from meetings.domain.audit.reading import field_words, read_entry, sentence
from meetings.domain.audit.record import target_type
from meetings.domain.badges import layouts as badges
from meetings.domain.certificates import rules as certificates
from meetings.domain.meetings import editing as meetings
from meetings.domain.online import editing as links
from meetings.domain.online_points import PointDetails
from meetings.domain.participants.categories import CategoryDetails
from meetings.domain.participants.details import NAMES
from meetings.domain.participants.members import told_changes
from meetings.domain.people import editing as people
from meetings.domain.seating import parts as seating
from meetings.domain.speakers import editing as speakers
from meetings.enums import MeetingState, Role
from meetings.extensions import db
from meetings.models import (
    AgendaItem,
    AuditEntry,
    BadgeLayout,
    Category,
    Certificate,
    CertificateRule,
    Delegation,
    Meeting,
    MinutesPhrase,
    OnlinePoint,
    Organisation,
    Participant,
    Person,
    Question,
    SeatBlock,
    SeatHall,
    SeatPlan,
    Session,
    Speaker,
    VirtualLink,
)
from tests.factories import make_meeting, make_user

ROOT = Path(__file__).parents[2]

# Where edits are recorded field by field, with the fields that can be.
RECORDED: dict[str, tuple[type, Iterable[str]]] = {
    "meetings/editing": (Meeting, (*meetings.FIELDS, *meetings.SETTINGS)),
    "agenda/sessions": (Session, set(sessions.FIELDS) - set(sessions.OFFICIALS)),
    "agenda/items": (AgendaItem, items.FIELDS),
    "people/editing": (Person, people.FIELDS),
    "speakers/editing": (Speaker, speakers.FIELDS),
    "online/editing": (VirtualLink, links.FIELDS),
    "participants/members": (Participant, told_changes({name: ["", ""] for name in NAMES}, {})),
    "minutes/phrases": (MinutesPhrase, ("name", "text")),
    "minutes/templates": (Organisation, ("minutes_items",)),
    "invitations/texts": (Organisation, ("message_texts", "mails_per_minute")),
    "participants/categories": (Category, [field.name for field in fields(CategoryDetails)]),
    "participants/sessions": (Participant, ("sessions",)),
    "badges/layouts": (BadgeLayout, (*badges.FIELDS, "categories")),
    "questions/asking": (
        Question,
        ("text", "help", "required", "position", "kind", "audience", "choices", "categories"),
    ),
    "seating/parts": (SeatBlock, (*seating.FIELDS, "categories")),
    "seating/rules": (SeatPlan, ("deputies", "answered_only", "follows")),
    "seating/halls": (SeatHall, ("name", "sessions")),
    "online_points/rooms": (OnlinePoint, [field.name for field in fields(PointDetails)]),
    "certificates/rules": (CertificateRule, (*certificates.FIELDS, "signer", "sessions")),
    "certificates/others": (Certificate, ("name", "duty")),
    "delegations/editing": (
        Delegation,
        ("institution", "contact_name", "contact_phone", "contact_email", "quota", "deadline", "category", "sessions"),
    ),
}
ACTIONS = {
    Participant: Action.PARTICIPANT_CHANGED,
    Category: Action.CATEGORY_CHANGED,
    Certificate: Action.COMMITTEE_CHANGED,
    CertificateRule: Action.CERTIFICATE_RULE_CHANGED,
    Question: Action.QUESTION_CHANGED,
    SeatBlock: Action.SEAT_BLOCK_CHANGED,
    SeatHall: Action.SEAT_HALL_CHANGED,
    OnlinePoint: Action.POINT_CHANGED,
    BadgeLayout: Action.BADGE_LAYOUT_CHANGED,
    Delegation: Action.DELEGATION_CHANGED,
}
# What a mail says that changed, and an import, which records what a correction does.
NO_EDITS = {"participants/running", "approvals/mails", "invitations/messages"}
FORMS = {"organisations/editing", "accounts/users"}  # their fields are the form's: the tests below


def assert_labelled(model: type, action: Action, names: Iterable[str]) -> None:
    nameless = [name for name in names if field_words(target_type(model), name, action)[0] == name]
    assert not nameless, f"{model.__name__} has no label for {nameless}"


@pytest.mark.parametrize("place", RECORDED)
def test_every_field_that_an_edit_can_record_has_a_label(place: str) -> None:
    model, names = RECORDED[place]

    assert_labelled(model, ACTIONS.get(model, Action.MEETING_CHANGED), names)


def test_every_field_of_an_organisation_has_a_label(app: Flask) -> None:
    with app.test_request_context():
        names = [*OrganisationForm().values(), *OTHER_FIELDS[Action.ORGANISATION_CHANGED]]

    assert_labelled(Organisation, Action.ORGANISATION_CHANGED, names)


def test_a_changed_account_reads_in_words(db_session: object) -> None:
    user = make_user()

    accounts.change_user(SYSTEM, user, clock.now(), name="Nama Baru", position="Camat", phone="0812", locale="en")

    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.USER_CHANGED)).one()
    labels = {label for label, _before, _after in read_entry(entry).changes}  # JSONB keeps no order
    assert labels == {"Nama", "Jabatan", "Bahasa"}


def test_no_other_place_records_edits_field_by_field() -> None:
    domain = ROOT / "meetings/domain"
    places = {
        str(path.relative_to(domain).with_suffix(""))
        for path in domain.rglob("*.py")
        if re.search(r"\bapply_changes\(|changes=|\"changes\":", path.read_text()) and path.parent.name != "audit"
    }

    assert places - NO_EDITS == set(RECORDED) | FORMS


def test_values_read_as_the_column_of_that_table_says(db_session: object) -> None:
    meeting = make_meeting()
    pairs = {"Meeting": ["draft", "open"], "Speaker": ["proposed", "confirmed"]}
    read = {}
    for model in (Meeting, Speaker):
        entry = record(
            SYSTEM,
            Action.MEETING_CHANGED,
            at=clock.now(),
            meeting=meeting,
            target=model(),
            changes={"state": pairs[model.__name__]},
        )
        read[model.__name__] = read_entry(entry).changes

    assert read["Meeting"][0][1:] == ("Konsep", "Dibuka")
    assert read["Speaker"] == [("Status", "Diusulkan", "Bersedia")]


def test_what_is_no_column_any_more_reads_as_its_name(db_session: object) -> None:
    entry = record(SYSTEM, Action.MEETING_CHANGED, at=clock.now(), target=Meeting(), changes={"gone": [True, None]})

    assert read_entry(entry).changes == [("gone", "ya", "–")]


@pytest.mark.parametrize("action", [action for action in Action if action.words is not None])
def test_a_sentence_says_its_values_in_words(db_session: object, action: Action) -> None:
    member = next(iter(action.words or ()))
    keys = set(re.findall(r"\{(\w+)\}", action.sentence)) - {"target"}
    entry = record(SYSTEM, action, at=clock.now(), target_name="Budi", **dict.fromkeys(keys, member.value))

    assert keys and member.label in sentence(entry)
    assert {MeetingState, Role} <= {each.words for each in Action}


@pytest.mark.parametrize(
    ("answer", "told"),
    [("akan hadir", "[akan hadir]"), ("diwakilkan kepada Siti", "[diwakilkan kepada] Siti"), ("tidak hadirin", "tidak hadirin")],
)
def test_our_own_words_in_a_sentence_are_in_the_readers_language(monkeypatch: pytest.MonkeyPatch, answer: str, told: str) -> None:
    monkeypatch.setattr(reading, "gettext", lambda text: text if "{" in text else f"[{text}]")
    assert (
        sentence(AuditEntry(action="answer.given", target_name="Budi", data={"answer": answer})) == f"menjawab undangan: {told}"
    )

"""One file per noun. Import the classes from here."""

from meetings.models.account import ApiToken, Membership, SecurityRole, User, UserSession, WebAuthn
from meetings.models.agenda import AgendaItem, Session, Speaker, VirtualLink
from meetings.models.approval import Approval, ApprovalStep
from meetings.models.audit import AuditEntry
from meetings.models.badge import BadgeLayout, BadgePrint, badge_layout_category
from meetings.models.base_address import BaseAddress
from meetings.models.certificate import Certificate, CertificateRule, certificate_session, lessons_in
from meetings.models.checkin import (
    Absence,
    Attendance,
    Device,
    Greeting,
    HallScreen,
    RosterChange,
    Scan,
    SettledScan,
    SignedArrival,
    device_session,
)
from meetings.models.delegation import Delegate, Delegation, delegation_leader, delegation_session
from meetings.models.document import Document, IssuedNumber, NumberSequence, TaskRun
from meetings.models.invitation import Delivery, FormerLink, Invitation, Letter
from meetings.models.key import KeyFingerprint
from meetings.models.limit import LimitCount
from meetings.models.machine import Machine
from meetings.models.meeting import Category, Meeting, MeetingStaff, category_session
from meetings.models.minutes import ActionItem, Decision, Minutes, MinutesItem, MinutesPhrase, MinutesPicture, MinutesRevision
from meetings.models.note import SessionNote
from meetings.models.online_point import OnlinePoint, PointArrival, point_person
from meetings.models.online_report import OnlineReport, ScreenName
from meetings.models.organisation import Organisation, OrganisationAlias, Person
from meetings.models.participant import (
    ImportDecision,
    Participant,
    ParticipantImport,
    Pass,
    Representation,
    participant_session,
)
from meetings.models.passage import Passage
from meetings.models.question import Question, QuestionAnswer, question_category
from meetings.models.seal import RecordRelease, Seal, Unsealed
from meetings.models.seating import SeatBlock, SeatHall, SeatInHall, SeatPlan, seat_block_category, seat_in
from meetings.models.signature import Signature
from meetings.models.ticket import FormTicket

__all__ = [
    "Absence",
    "ActionItem",
    "AgendaItem",
    "ApiToken",
    "Approval",
    "ApprovalStep",
    "Attendance",
    "AuditEntry",
    "BadgeLayout",
    "BadgePrint",
    "BaseAddress",
    "Category",
    "Certificate",
    "CertificateRule",
    "Decision",
    "Delegate",
    "Delegation",
    "Delivery",
    "Device",
    "Document",
    "FormTicket",
    "FormerLink",
    "Greeting",
    "HallScreen",
    "ImportDecision",
    "Invitation",
    "IssuedNumber",
    "KeyFingerprint",
    "Letter",
    "LimitCount",
    "Machine",
    "Meeting",
    "MeetingStaff",
    "Membership",
    "Minutes",
    "MinutesItem",
    "MinutesPhrase",
    "MinutesPicture",
    "MinutesRevision",
    "NumberSequence",
    "OnlinePoint",
    "OnlineReport",
    "Organisation",
    "OrganisationAlias",
    "Participant",
    "ParticipantImport",
    "Pass",
    "Passage",
    "Person",
    "PointArrival",
    "Question",
    "QuestionAnswer",
    "RecordRelease",
    "Representation",
    "RosterChange",
    "Scan",
    "ScreenName",
    "Seal",
    "SeatBlock",
    "SeatHall",
    "SeatInHall",
    "SeatPlan",
    "SecurityRole",
    "Session",
    "SessionNote",
    "SettledScan",
    "Signature",
    "SignedArrival",
    "Speaker",
    "TaskRun",
    "Unsealed",
    "User",
    "UserSession",
    "VirtualLink",
    "WebAuthn",
    "badge_layout_category",
    "category_session",
    "certificate_session",
    "delegation_leader",
    "delegation_session",
    "device_session",
    "lessons_in",
    "participant_session",
    "point_person",
    "question_category",
    "seat_block_category",
    "seat_in",
]

"""One file per noun. Import the classes from here."""

from meetings.models.account import ApiToken, Membership, SecurityRole, User, UserSession, WebAuthn
from meetings.models.agenda import AgendaItem, Session, Speaker, VirtualLink
from meetings.models.audit import AuditEntry
from meetings.models.base_address import BaseAddress
from meetings.models.checkin import Absence, Attendance, Device, RosterChange, Scan, SettledScan, device_session
from meetings.models.document import Document, IssuedNumber, NumberSequence, TaskRun
from meetings.models.invitation import Delivery, FormerLink, Invitation, Letter
from meetings.models.key import KeyFingerprint
from meetings.models.limit import LimitCount
from meetings.models.machine import Machine
from meetings.models.meeting import Category, Meeting, MeetingStaff
from meetings.models.minutes import ActionItem, Decision, Minutes, MinutesItem
from meetings.models.organisation import Organisation, OrganisationAlias, Person
from meetings.models.participant import (
    Participant,
    ParticipantImport,
    Pass,
    Representation,
    participant_session,
)
from meetings.models.signature import Signature
from meetings.models.ticket import FormTicket

__all__ = [
    "Absence",
    "ActionItem",
    "AgendaItem",
    "ApiToken",
    "Attendance",
    "AuditEntry",
    "BaseAddress",
    "Category",
    "Decision",
    "Delivery",
    "Device",
    "Document",
    "FormTicket",
    "FormerLink",
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
    "NumberSequence",
    "Organisation",
    "OrganisationAlias",
    "Participant",
    "ParticipantImport",
    "Pass",
    "Person",
    "Representation",
    "RosterChange",
    "Scan",
    "SecurityRole",
    "Session",
    "Signature",
    "SettledScan",
    "Speaker",
    "TaskRun",
    "User",
    "UserSession",
    "VirtualLink",
    "WebAuthn",
    "device_session",
    "participant_session",
]

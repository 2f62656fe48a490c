"""Shared names, by feature. The value is what the database and the API hold; ``label`` is what the screen says (Indonesian)."""

from meetings.enums.accounts import FactorChange, Role
from meetings.enums.agenda import AgendaKind
from meetings.enums.approvals import ApprovalAct, ApprovalState
from meetings.enums.attendance import Presence
from meetings.enums.badges import BadgeSize, BadgeStock
from meetings.enums.certificates import CertificateMeasure, CertificateNumbering, CertificateRole, CertificateState
from meetings.enums.checkin import (
    ENTERED_LATER,
    FROM_AFAR,
    CheckOutcome,
    DeviceCheck,
    DeviceKind,
    DeviceState,
    DoorState,
    ForceReason,
    RefusalReason,
    ScanDirection,
    ScanMethod,
    ScanStatus,
    ScreenKind,
)
from meetings.enums.delegations import DelegationState
from meetings.enums.documents import DocumentKind, DocumentState, Paper, SignatureClock, SigningDoubt, SigningMethod
from meetings.enums.followup import ActionStatus
from meetings.enums.labelled import N_, Labelled
from meetings.enums.letters import LetterState, RunOutcome, SecurityClass, SendingState, Urgency
from meetings.enums.meetings import MeetingKind, MeetingMode, MeetingState
from meetings.enums.minutes import DraftOutlook, MinutesStanding, MinutesState, PassageKind, RevisionKind
from meetings.enums.officials import LetterheadChoice, Office, OfficeStatus
from meetings.enums.online import LinkProvider, LinkState, PointReport
from meetings.enums.organisations import OrganisationKind
from meetings.enums.outbox import Channel, DeliveryState, MessageText
from meetings.enums.participants import DeclineReason, ParticipantSource, ParticipantStatus, Verdict
from meetings.enums.passes import PassState
from meetings.enums.questions import Audience, QuestionKind
from meetings.enums.records import RecordChange, RecordKind
from meetings.enums.seating import DeputySeat, SeatShape
from meetings.enums.speakers import SpeakerRole, SpeakerState
from meetings.enums.tasks import RunKind, Task, TaskState

__all__ = [
    "ActionStatus",
    "AgendaKind",
    "ApprovalAct",
    "ApprovalState",
    "Audience",
    "BadgeSize",
    "BadgeStock",
    "CertificateMeasure",
    "CertificateNumbering",
    "CertificateRole",
    "CertificateState",
    "Channel",
    "CheckOutcome",
    "DeclineReason",
    "DelegationState",
    "DeliveryState",
    "DeputySeat",
    "DeviceCheck",
    "DeviceKind",
    "DeviceState",
    "DocumentKind",
    "DocumentState",
    "DoorState",
    "DraftOutlook",
    "ENTERED_LATER",
    "FROM_AFAR",
    "FactorChange",
    "ForceReason",
    "Labelled",
    "LetterState",
    "LetterheadChoice",
    "LinkProvider",
    "LinkState",
    "MeetingKind",
    "MeetingMode",
    "MeetingState",
    "MessageText",
    "MinutesStanding",
    "MinutesState",
    "N_",
    "Office",
    "OfficeStatus",
    "OrganisationKind",
    "Paper",
    "ParticipantSource",
    "ParticipantStatus",
    "PassState",
    "PassageKind",
    "PointReport",
    "Presence",
    "QuestionKind",
    "RecordChange",
    "RecordKind",
    "RefusalReason",
    "RevisionKind",
    "Role",
    "RunKind",
    "RunOutcome",
    "ScanDirection",
    "ScanMethod",
    "ScanStatus",
    "ScreenKind",
    "SeatShape",
    "SecurityClass",
    "SendingState",
    "SignatureClock",
    "SigningDoubt",
    "SigningMethod",
    "SpeakerRole",
    "SpeakerState",
    "Task",
    "TaskState",
    "Urgency",
    "Verdict",
]

"""Shared names, by feature. The value is what the database and the API hold; ``label`` is what the screen says (Indonesian)."""

from meetings.enums.accounts import FactorChange, Role
from meetings.enums.agenda import AgendaKind
from meetings.enums.attendance import Presence
from meetings.enums.checkin import DoorState, RefusalReason, ScanDirection, ScanMethod, ScanStatus
from meetings.enums.documents import DocumentKind, DocumentState, Paper, SigningMethod
from meetings.enums.followup import ActionStatus
from meetings.enums.labelled import N_, Labelled
from meetings.enums.letters import LetterState, RunOutcome, SecurityClass, SendingState, Urgency
from meetings.enums.meetings import MeetingKind, MeetingMode, MeetingState
from meetings.enums.minutes import DraftOutlook, MinutesStanding, MinutesState
from meetings.enums.officials import LetterheadChoice, Office, OfficeStatus
from meetings.enums.online import LinkProvider, LinkState
from meetings.enums.organisations import OrganisationKind
from meetings.enums.outbox import Channel, DeliveryState
from meetings.enums.participants import DeclineReason, ParticipantSource, ParticipantStatus
from meetings.enums.passes import PassState
from meetings.enums.speakers import SpeakerRole, SpeakerState
from meetings.enums.tasks import RunKind, Task, TaskState

__all__ = [
    "ActionStatus",
    "AgendaKind",
    "Channel",
    "DeclineReason",
    "DeliveryState",
    "DocumentKind",
    "DocumentState",
    "DoorState",
    "DraftOutlook",
    "FactorChange",
    "Labelled",
    "LetterState",
    "LetterheadChoice",
    "LinkProvider",
    "LinkState",
    "MeetingKind",
    "MeetingMode",
    "MeetingState",
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
    "Presence",
    "RefusalReason",
    "Role",
    "RunKind",
    "RunOutcome",
    "ScanDirection",
    "ScanMethod",
    "ScanStatus",
    "SecurityClass",
    "SendingState",
    "SigningMethod",
    "SpeakerRole",
    "SpeakerState",
    "Task",
    "TaskState",
    "Urgency",
]

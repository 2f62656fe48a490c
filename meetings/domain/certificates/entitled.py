"""Who gets a certificate: by the sessions that attendance tells of, and how each stands now."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from meetings.domain.agenda.queries import list_sessions
from meetings.enums import CertificateMeasure, CertificateRole, CertificateState, DocumentState
from meetings.models import (
    Certificate,
    CertificateRule,
    Meeting,
    Session,
    lessons_in,
)
from meetings.writing.names import full_name, with_position

S = CertificateState
UNDER_WAY = (DocumentState.QUEUED, DocumentState.RENDERING)
COPIED = ("title_front", "name", "title_back", "position", "institution")  # from the participant, as the paper shows them


@dataclass(frozen=True, slots=True)
class Measure:
    """The rule as it counts: which sessions, how long each was (minutes), and from how much on."""

    sessions: tuple[Session, ...]
    measure: CertificateMeasure = CertificateMeasure.SESSIONS
    least: int = 1
    jp_minutes: int = 45

    @property
    def ids(self) -> list[str]:
        """Of the sessions that count."""
        return [each.id for each in self.sessions]

    def all_over(self, at: datetime) -> bool:
        """Whether there are such sessions, and none is still to come or going on."""
        return bool(self.sessions) and all(each.is_over(at) for each in self.sessions)

    def enough(self, attended: int, of: int, minutes: int = 0) -> bool:
        """Whether who was at so many of the sessions that they were called to, of so many minutes together, gets one."""
        if self.measure is CertificateMeasure.MINUTES:
            return minutes >= self.least
        if self.measure is CertificateMeasure.SHARE:
            return attended > 0 and attended * 100 >= self.least * of
        return attended >= self.least

    def why_not(self, attended: int, of: int, minutes: int = 0, *, over: bool = True) -> str:
        """In words; empty where it is enough. ``over``: none of the sessions is still to come or going on."""
        if self.enough(attended, of, minutes):
            return ""
        if not attended and not over:
            return _("Belum tercatat hadir; masih ada sesi yang belum selesai.")
        if not attended:
            return _("Tidak tercatat hadir sebelum sesinya selesai.")
        if self.measure is CertificateMeasure.MINUTES:
            return _("Sesi yang dihadirinya %(n)d menit; syaratnya %(least)d menit.", n=minutes, least=self.least)
        if self.measure is CertificateMeasure.SHARE:
            return _("Hadir di %(n)d dari %(of)d sesi; syaratnya %(least)d%%.", n=attended, of=of, least=self.least)
        return _("Hadir di %(n)d dari %(of)d sesi; syaratnya %(least)d sesi.", n=attended, of=of, least=self.least)

    @property
    def told(self) -> str:
        """The least that is asked, in words."""
        number = len(self.sessions)
        if self.measure is CertificateMeasure.MINUTES:
            whole = sum(map(minutes_of, self.sessions))
            return _(
                "sesi yang dihadiri berjumlah paling sedikit %(n)d menit, dari %(whole)d menit seluruhnya; dihitung lamanya sesi, bukan"
                " lamanya berada di ruang",
                n=self.least,
                whole=whole,
            )
        if self.measure is CertificateMeasure.SHARE:
            some = -(-self.least * number // 100)
            return _(
                "hadir di paling sedikit %(n)d%% dari sesi yang diikutinya: dari %(of)d sesi, %(some)d sesi",
                n=self.least,
                of=number,
                some=some,
            )
        return _("hadir di paling sedikit %(n)d dari %(of)d sesi yang dihitung", n=self.least, of=number)

    def lessons(self, minutes: int) -> int:
        """Whole lessons (JP) in so many minutes of sessions."""
        return lessons_in(minutes, self.jp_minutes)


def minutes_of(session: Session) -> int:
    """How long a session was, by its hours or until it was closed."""
    return max(round((session.over_from - session.starts_at).total_seconds() / 60), 0)


def measure_of(meeting: Meeting, rule: CertificateRule) -> Measure:
    """What counts at the meeting."""
    sessions = tuple(rule.sessions) or tuple(list_sessions(meeting, with_items=False))
    return Measure(sessions, rule.measure, rule.least, rule.jp_minutes)


def state_of(
    *, due: bool, version: int, withdrawn: bool = False, changed: bool = False, document: DocumentState | None = None
) -> CertificateState:
    """How a person's certificate stands; ``version`` 0: there is none yet, ``document``: how its newest version stands."""
    if withdrawn:
        return S.WITHDRAWN
    if not version:
        return S.DUE if due else S.WITHOUT
    if document in UNDER_WAY:
        return S.MAKING
    if not due:
        return S.LOST
    if changed:
        return S.CHANGED
    if document is DocumentState.SIGNING:
        return S.SIGNING
    return S.ISSUED if document is DocumentState.PUBLISHED else S.FAILED


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the list. ``id``: of the participant, of the first of their entries as speaker, or of the committee's row."""

    id: str
    role: CertificateRole
    title_front: str
    name: str
    title_back: str
    position: str
    institution: str
    duty: str
    state: CertificateState
    reason: str = ""
    attended: int = 0
    of: int = 0
    minutes: int = 0
    email: str = ""
    certificate: Certificate | None = None
    error: str = ""

    @property
    def full_name(self) -> str:
        """With titles, as typed."""
        return full_name(self.title_front, self.name, self.title_back)

    @property
    def office(self) -> str:
        """Position and institution."""
        return with_position(self.position, self.institution)

    @property
    def may_renew(self) -> bool:
        """Whether another version may be made: it is due and something is wrong with the present one, or it was withdrawn."""
        return self.state in (S.CHANGED, S.FAILED) or (self.state is S.WITHDRAWN and not self.reason)

    @property
    def may_withdraw(self) -> bool:
        """Whether there is something to be withdrawn."""
        return self.state in (S.ISSUED, S.CHANGED, S.LOST, S.SIGNING, S.FAILED)

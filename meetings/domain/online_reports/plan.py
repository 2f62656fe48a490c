"""What confirming a report would do: each name on a screen with whom it means, and what somebody still has to say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from meetings.documents.sheets.online_reports import Ask, Attendee, Report
from meetings.documents.sheets.online_reports.people import Span, merged
from meetings.domain.online_reports.matching import SURE, Candidate, Directory, Listed, Why, proposed
from meetings.enums.labelled import N_, Labelled
from meetings.models import Session

NOBODY = "-"


class Fate(Labelled):
    """What becomes of a name when the report is confirmed; what needs a person comes first."""

    SEVERAL = "several", N_("Mungkin beberapa orang")
    UNKNOWN = "unknown", N_("Belum diketahui siapa")
    CHECK = "check", N_("Usulan, perlu dilihat")
    SHORT = "short", N_("Kurang lama")
    OUTSIDE = "outside", N_("Di luar jam sesi")
    EMPTY = "empty", N_("Ruang tanpa orang")
    READY = "ready", N_("Siap dicatat")
    DONE = "done", N_("Sudah dicatat")
    HOST = "host", N_("Akun panitia")
    DEVICE = "device", N_("Nama perangkat")
    LEFT_OUT = "left_out", N_("Tidak dicatat")


OPEN = (Fate.SEVERAL, Fate.UNKNOWN, Fate.CHECK)  # a person has to say something, else they are not recorded


@dataclass(frozen=True, slots=True)
class Line:
    """A name of the report. ``who``: whom it is taken for, by a person's word (``said``) or as proposed; ``spans``: their times within the
    doors' hours, ``minutes`` within those of the session."""

    attendee: Attendee
    fate: Fate
    candidates: tuple[Candidate, ...]
    who: Listed | None
    said: bool
    spans: tuple[Span, ...]
    minutes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """All lines, and what is open before anything can be recorded: questions about the file as a whole."""

    report: Report
    lines: tuple[Line, ...]
    asked: tuple[Ask, ...]

    @property
    def counts(self) -> Counter[Fate]:
        """How many lines have each fate."""
        return Counter(line.fate for line in self.lines)

    @property
    def ready(self) -> list[Line]:
        """Those that confirming records."""
        return [line for line in self.lines if line.fate is Fate.READY]

    @property
    def people(self) -> int:
        """How many people these are."""
        return len({line.who.means for line in self.ready if line.who and not line.who.room}) + sum(
            line.who.people for line in self.ready if line.who and line.who.room
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What is known of a report as a whole: the ``least`` minutes, the hour (``arrived``) of a file that tells none, and which of its names
    were recorded as whom (``done``)."""

    least: int = 0
    arrived: datetime | None = None
    done: Mapping[str, str] = field(default_factory=dict)


def make_plan(
    report: Report, directory: Directory, said: Mapping[str, str], session: Session, terms: Terms, at: datetime
) -> Plan:
    """``said``: by a name's key, `Listed.means` or `NOBODY`."""
    blocking = {Ask.SHAPE, Ask.ORDER, Ask.DAY} | (set() if terms.arrived else {Ask.HOURS})
    asked = tuple(each.ask for each in report.questions if each.ask in blocking)
    drafts = [_draft(each, directory, said.get(each.key, ""), session, terms, at) for each in report.people]
    stayed = _together(drafts, session, at)
    lines = (_judged(draft, stayed, terms) for draft in drafts)
    return Plan(report, tuple(sorted(lines, key=lambda line: (_RANKS[line.fate], line.attendee.rows[0]))), asked)


_RANKS = {fate: rank for rank, fate in enumerate(Fate)}


def clipped(spans: Sequence[Span], session: Session) -> tuple[Span, ...]:
    """Within the hours of the doors: who was in the virtual room before they open comes when they do; who comes back after they are shut has
    gone."""
    opens, closes = session.doors
    kept = [(max(came, opens), left) for came, left in spans if left is None or left > opens]
    return tuple(span for place, span in enumerate(kept) if place == 0 or span[0] <= closes)


def minutes_within(spans: Sequence[Span], session: Session, at: datetime) -> int:
    """Whole minutes of them within the session's hours."""
    ends = min(session.stays_end, at)
    there = (min(left or ends, ends) - max(came, session.starts_at) for came, left in spans)
    return round(sum((each for each in there if each > timedelta()), timedelta()).total_seconds() / 60)


def _draft(attendee: Attendee, directory: Directory, said: str, session: Session, terms: Terms, at: datetime) -> Line:
    spans = attendee.spans
    if not spans and terms.arrived and attendee.seconds is not None:
        spans = ((terms.arrived, terms.arrived + timedelta(seconds=attendee.seconds)),)
    spans = clipped(spans, session)
    candidates = tuple(directory.candidates(attendee))
    minutes = minutes_within(spans, session, at)
    chosen = directory.by_means.get(said)
    if said == NOBODY:
        return Line(attendee, Fate.LEFT_OUT, candidates, None, True, spans, minutes)
    if chosen is not None:
        return Line(attendee, Fate.READY, candidates, chosen, True, spans, minutes)
    best = proposed(candidates)
    if best is None:
        aside = Fate.HOST if attendee.runs_it else Fate.DEVICE if attendee.nameless else None
        fate = aside or (Fate.SEVERAL if candidates else Fate.UNKNOWN)
        return Line(attendee, fate, candidates, None, False, spans, minutes)
    # One name of several accounts may be several people, even where the list has one of that name.
    certain = best.score >= SURE and (not attendee.double or Why.EMAIL in best.why)
    return Line(attendee, Fate.READY if certain else Fate.CHECK, candidates, best.who, False, spans, minutes)


def _together(drafts: Sequence[Line], session: Session, at: datetime) -> dict[str, int]:
    """Minutes of each, whatever the number of their screens."""
    spans: dict[str, list[Span]] = {}
    for draft in drafts:
        if draft.who is not None:
            spans.setdefault(draft.who.means, []).extend(draft.spans)
    return {means: minutes_within(merged(each), session, at) for means, each in spans.items()}


def _judged(draft: Line, stayed: Mapping[str, int], terms: Terms) -> Line:
    """A line whose person is known may still tell nothing of the session, or nothing new."""
    if draft.who is None or draft.fate not in (Fate.READY, Fate.CHECK):
        return draft
    if terms.done.get(draft.attendee.key) == draft.who.means:
        return replace(draft, fate=Fate.DONE)
    if not draft.spans or not (stayed[draft.who.means] or draft.said):
        return replace(draft, fate=Fate.OUTSIDE)
    if draft.who.room and not draft.who.people:
        return replace(draft, fate=Fate.EMPTY)
    return replace(draft, fate=Fate.SHORT) if stayed[draft.who.means] < terms.least and not draft.said else draft

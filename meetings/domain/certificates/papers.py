"""What one certificate says, out of the rule and the person's line; frozen when it is issued."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from meetings import clock
from meetings.config import current_settings
from meetings.documents.pdf import certificate as paper
from meetings.domain.certificates.counting import sessions_attended
from meetings.domain.certificates.entitled import Line, Measure, minutes_of
from meetings.domain.documents.freezing import freeze, thaw
from meetings.domain.people import letterhead_for, signatory_of
from meetings.enums import CertificateRole, CertificateState
from meetings.models import CertificateRule, Document, Meeting, Session
from meetings.writing.dates import format_date_range, format_day_date, format_time_range
from meetings.writing.placeholders import fill_gaps

SAMPLE = Line(
    "",
    CertificateRole.PARTICIPANT,
    "Drs.",
    "Nama Peserta",
    "M.Si.",
    "Jabatan",
    "Instansi",
    CertificateRole.PARTICIPANT.label,
    CertificateState.DUE,
)


class Press:
    """Composes certificates of one meeting; what all have in common is looked up once."""

    def __init__(self, meeting: Meeting, rule: CertificateRule, measure: Measure, at: datetime, *, issued_by: str = "") -> None:
        self._rule, self._measure = rule, measure
        organisation = meeting.organisation
        self._gaps = {
            "kegiatan": meeting.title,
            "tema": meeting.theme.strip(),
            "penyelenggara": organisation.name,
            "tanggal": format_date_range(meeting.starts_on, meeting.ends_on),
            "tempat": meeting.site or "ruang rapat daring",
        }
        self._base = paper.Certificate(
            organisation=organisation.name,
            letterhead=letterhead_for(rule.signer, organisation),
            colour=organisation.colour,
            name="",
            duty="",
            text="",
            issued_at=at,
            signed_on=clock.local(at, meeting.timezone).date(),
            zone=meeting.timezone,
            place=meeting.city,
            signatory=signatory_of(rule.signer),
            issued_by=issued_by,
        )
        self._frozen = freeze(self._base)
        self._attended: dict[str, list[Session]] = {}

    def look_up(self, lines: Iterable[Line]) -> None:
        """Have at hand what the backs of these people's certificates say."""
        people = [line.id for line in lines if line.role is CertificateRole.PARTICIPANT and line.id]
        self._attended = sessions_attended(self._measure, people) if people and self._rule.back else {}

    def _own(self, line: Line, number: str) -> dict[str, Any]:
        sample = self._measure.sessions if self._rule.back and not line.id else ()
        attended = self._attended.get(line.id, sample)
        return {
            "sessions": tuple(self._shown(each) for each in attended),
            "jp_minutes": self._measure.jp_minutes,
            "name": line.full_name,
            "office": line.office,
            "duty": line.duty,
            "number": number,
            "lessons": self._measure.lessons(line.minutes),
            "text": fill_gaps(self._rule.text, self._gaps | {"peran": line.duty}),
        }

    def _shown(self, session: Session) -> paper.Attended:
        zone = self._base.zone
        hours = format_time_range(session.starts_at, session.over_from, zone)
        return paper.Attended(session.title, format_day_date(session.starts_at, zone), hours, minutes_of(session))

    def compose(self, line: Line, number: str) -> paper.Certificate:
        """As it would be printed."""
        return replace(self._base, **self._own(line, number))

    def freeze(self, line: Line, number: str, version: int) -> dict[str, Any]:
        """The content of a document."""
        return self._frozen | {name: freeze(value) for name, value in self._own(line, number).items()} | {"version": version}


def print_certificate(document: Document, check_url: str) -> bytes:
    """The PDF of an issued one, as it was frozen."""
    return paper.render_certificate(replace(thaw(paper.Certificate, document.content), check_url=check_url))


def preview(meeting: Meeting, rule: CertificateRule, measure: Measure, line: Line, at: datetime) -> bytes:
    """How it will look, with KONSEP behind it."""
    number = line.certificate.number if line.certificate and line.certificate.number else ".../.../..."
    press = Press(meeting, rule, measure, at)
    press.look_up([line])
    if not line.id:  # the sample was everywhere
        line = replace(line, minutes=sum(map(minutes_of, measure.sessions)))
    shown = replace(press.compose(line, number), check_url=f"{current_settings().base_url}/v/CONTOH")
    return paper.render_certificate(shown, draft=True)

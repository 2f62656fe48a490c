"""By what rule certificates of a meeting are given, and what they say."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.pdf.fonts import unprintable
from meetings.documents.pdf.signatory import PaperKind
from meetings.domain.agenda.queries import list_sessions
from meetings.domain.audit import Action, Actor, record
from meetings.domain.audit.changes import apply_changes
from meetings.domain.certificates.entitled import minutes_of
from meetings.domain.meetings import Activity, require
from meetings.domain.people import chosen_signer, signed_by
from meetings.enums import N_, CertificateMeasure, CertificateNumbering
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import CertificateRule, Meeting, Session
from meetings.models.agenda import SESSION_ORDER
from meetings.models.base import insert_new
from meetings.passcode import new_id
from meetings.writing.placeholders import gaps_in, stray_braces, unknown_gaps

LONGEST = 600  # characters: what a sheet held crosswise has room for below the name
MOST = {CertificateMeasure.SHARE: 100, CertificateMeasure.SESSIONS: 99, CertificateMeasure.MINUTES: 9999}  # of the least
JP = (45, 60)  # minutes of a lesson
PLACEHOLDERS = {
    "peran": N_("peran pada kegiatan, misalnya Peserta"),
    "kegiatan": N_("nama kegiatan"),
    "tema": N_("tema kegiatan"),
    "penyelenggara": N_("nama instansi penyelenggara"),
    "tanggal": N_("hari atau hari-hari kegiatan"),
    "tempat": N_("tempat kegiatan"),
}
BUILT_IN = "pada {kegiatan} yang diselenggarakan oleh {penyelenggara}, {tanggal} di {tempat}."
FIELDS = ("measure", "least", "jp_minutes", "numbering", "text", "back")


@dataclass(frozen=True, slots=True)
class Wording:
    """The rule as typed; ``sessions``: ids of those that count (none: all), ``official``: whose record signs (None: nobody),
    ``back``: whether participants find their sessions on the back."""

    measure: CertificateMeasure
    least: int
    jp_minutes: int
    numbering: CertificateNumbering
    text: str
    official: str | None = None
    back: bool = False
    sessions: Collection[str] = ()


def rule_of(meeting: Meeting) -> CertificateRule | None:
    """The meeting's rule; None before somebody began."""
    return db.session.scalar(sa.select(CertificateRule).where(CertificateRule.meeting_id == meeting.id))


def begin(meeting: Meeting, at: datetime) -> None:
    """Have a rule to be changed; one that is there stays. Raises `WrongState`."""
    require(meeting, Activity.RECORD)
    row = {"id": new_id(), "meeting_id": meeting.id, "text": BUILT_IN, "signer": {}, "created_at": at, "updated_at": at}
    db.session.execute(insert_new(CertificateRule), [row])


def save_rule(rule: CertificateRule, wording: Wording, actor: Actor, at: datetime) -> None:
    """Change the rule; what was issued stays as it is. Raises `InvalidInput` for a text with unknown gaps, a signer or session that is not
    the meeting's; `WrongState`."""
    meeting = rule.meeting
    require(meeting, Activity.RECORD)
    if fault := check_text(wording.text):
        raise InvalidInput(fault, field="text")
    most = MOST[wording.measure]
    if not 1 <= wording.least <= most:
        raise InvalidInput(_("Isi angka 1 sampai %(max)d.", max=most), field="least")
    counted = len(wording.sessions) or len(list_sessions(meeting, with_items=False))
    if wording.measure is CertificateMeasure.SESSIONS and wording.least > counted > 0:
        raise InvalidInput(_("Tidak seorang pun dapat memenuhinya: hanya %(n)d sesi yang dihitung.", n=counted), field="least")
    chosen = sa.select(Session).where(Session.meeting_id == meeting.id, Session.id.in_(list(wording.sessions)))
    sessions = list(db.session.scalars(chosen.order_by(*SESSION_ORDER)))
    whole = sum(map(minutes_of, sessions or list_sessions(meeting, with_items=False)))
    if wording.measure is CertificateMeasure.MINUTES and wording.least > whole > 0:
        told = _("Tidak seorang pun dapat memenuhinya: semua sesi yang dihitung hanya %(n)d menit.", n=whole)
        raise InvalidInput(told, field="least")
    if {each.id for each in sessions} != set(wording.sessions):
        raise InvalidInput(_("Pilih sesi kegiatan ini."), field="sessions")
    signer = chosen_signer({"official": wording.official} if wording.official else {}, rule.signer, meeting.organisation)
    before, named = [each.title for each in rule.sessions], signer_of(rule).replace("\n", ", ")
    values = {name: getattr(wording, name) for name in FIELDS}
    changes = apply_changes(rule, values)
    rule.signer, rule.sessions = signer, sessions
    for name, told in (
        ("signer", (named, signer_of(rule).replace("\n", ", "))),
        ("sessions", (", ".join(before), _named(sessions))),
    ):
        if told[0] != told[1]:
            changes[name] = list(told)
    if changes:
        record(
            actor,
            Action.CERTIFICATE_RULE_CHANGED,
            at=at,
            meeting=meeting,
            target=rule,
            target_name=meeting.title,
            changes=changes,
        )
    db.session.flush()


def _named(sessions: list[Session]) -> str:
    return ", ".join(each.title for each in sessions)


def signer_of(rule: CertificateRule) -> str:
    """Name and office of who signs, a line each, as certificates print them: without degrees (Permendagri 1/2023 Pasal 44 (2)). Empty when nobody
    is named."""
    return signed_by(rule.signer, PaperKind.CERTIFICATE)


def check_text(text: str) -> str:
    """What is wrong with the sentence, in words; empty when nothing is."""
    if not text.strip():
        return _("Isi kalimat sertifikatnya.")
    if len(text) > LONGEST:
        return _("Paling banyak %(max)d karakter.", max=LONGEST)
    if stray_braces(text):
        return _("Kurung kurawal tidak berpasangan; setiap isian ditulis seperti %(gap)s.", gap="{kegiatan}")
    if wrong := unknown_gaps(text, PLACEHOLDERS):
        return _("Isian tidak dikenal: %(names)s.", names=", ".join("{" + name + "}" for name in wrong))
    if "kegiatan" not in gaps_in(text):
        return _("Isian wajib belum ada: %(names)s.", names="{kegiatan}")
    if boxes := unprintable(text):
        return _("Huruf ini tidak dapat dicetak: %(signs)s", signs=boxes)
    return ""

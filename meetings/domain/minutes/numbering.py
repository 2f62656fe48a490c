"""What a version takes over from the one before: its number and its class."""

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.domain import documents
from meetings.enums import DocumentState, SecurityClass
from meetings.errors import InvalidInput
from meetings.extensions import db
from meetings.models import Document, Minutes
from meetings.writing.dates import format_date


class Lowered(InvalidInput):
    """A version would be less secret than the one before; whoever means it says so."""

    def __init__(self, before: SecurityClass, after: SecurityClass) -> None:
        names = {"before": _(before.label), "after": _(after.label)}
        super().__init__(
            _("Versi sebelumnya berklasifikasi %(before)s. Centang di bawah bila memang menjadi %(after)s.", **names),
            field="security",
        )


def number_before(minutes: Minutes) -> str:
    """The number that this version was given already, or that of the one before; empty for a first one that has none yet."""
    before = None if minutes.number else _version_before(minutes)
    return before.number if before is not None else minutes.number


def number_kept(minutes: Minutes, dated: date) -> str:
    """The number that a version dated so takes over if none is typed: its own where it was taken back unsigned, or that of the version
    before, unless this was withdrawn; none that stands in another year's book. Empty where the next free one is taken."""
    before = None if minutes.number else _version_before(minutes)
    if before is not None and before.document is not None and before.document.state is DocumentState.REVOKED:
        return ""
    if not (number := number_before(minutes)):
        return ""
    versions = sa.select(Minutes.id).where(Minutes.session_id == minutes.session_id)
    subjects = [f"minutes:{each}" for each in db.session.scalars(versions)]
    year = documents.year_of(minutes.meeting.organisation_id, "minutes", number, subjects)
    return number if year in (None, dated.year) else ""


def _version_before(minutes: Minutes) -> Minutes | None:
    statement = (
        sa.select(Minutes)
        .where(Minutes.session_id == minutes.session_id, Minutes.version < minutes.version, Minutes.number != "")
        .order_by(Minutes.version.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first()


def version_replaced(minutes: Minutes) -> str:
    """What a correction takes the place of, as papers say it: «versi 1 (Nomor 12/N/2026 tanggal 3 Desember 2026)»."""
    before = _version_before(minutes)
    if before is None:
        return ""
    signed_on = sa.select(Document.content["signed_on"].as_string()).where(Document.id == before.document_id)
    dated = db.session.scalar(signed_on)
    told = f" tanggal {format_date(date.fromisoformat(dated))}" if dated else ""
    return f"versi {before.version} (Nomor {before.number}{told})"

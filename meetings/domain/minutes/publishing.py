"""Publication: number, frozen content, PDF in the background; corrections as new versions."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from meetings import clock
from meetings.documents.pdf.minutes import name_of
from meetings.domain import documents, signing
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents.freezing import freeze
from meetings.domain.meetings.states import Activity, require
from meetings.domain.minutes.approval import step
from meetings.domain.minutes.checks import is_empty
from meetings.domain.minutes.content import compose_minutes, publication_facts
from meetings.domain.minutes.drafting import queue_draft
from meetings.domain.minutes.extracts import end_extracts
from meetings.domain.minutes.numbering import Lowered, number_before, number_kept
from meetings.domain.minutes.passages import write_passages
from meetings.domain.minutes.published_hours import hours_to_correct
from meetings.domain.minutes.queries import minutes_of
from meetings.domain.people import signed_by, up_to_date
from meetings.enums import DocumentKind, DocumentState, MinutesStanding, MinutesState, SecurityClass
from meetings.errors import Conflict, InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import ActionItem, Decision, Document, Minutes, MinutesItem
from meetings.passcode import new_id
from meetings.writing.dates import format_date

COPIED = (
    "layout",
    "title",
    "room",
    "chair_name",
    "chair_position",
    "secretary_name",
    "recorder_name",
    "opening",
    "closing",
    "signatory",
    "recorder",
    "copies",
    "taken",
    "security",
)


def publish_minutes(
    minutes: Minutes,
    actor: Actor,
    at: datetime,
    *,
    number: str = "",
    dated: date | None = None,
    security: SecurityClass | None = None,
    lowered: bool = False,
) -> Document:
    """Give approved minutes their number, freeze what they say and queue their PDF, all in the caller's transaction. Where the
    organisation wants a signature, they hold once it is there (see ``signed``).

    ``number`` as typed by hand, or empty for the next one of the organisation's pattern; a correction keeps the number of
    the version before unless another is typed (see ``number_kept``). ``security``: None for that of the version before; a lower one must be
    meant (``lowered``), else Lowered is raised. Raises WrongState unless approved, Conflict for a number that is taken,
    InvalidInput for a date before the day of the session, or more than a year from now: the number would lie in that year's book for
    ever; Conflict for minutes on whose items nothing was written.
    """
    if is_empty(minutes):
        raise Conflict(_("Notula ini kosong: tidak ada pembahasan, keputusan, maupun tindak lanjut. Kembalikan untuk diisi."))
    security = security or minutes.security
    if security.is_below(minutes.security) and not lowered:
        raise Lowered(minutes.security, security)
    step(minutes, (MinutesState.APPROVED,), at, state=MinutesState.PUBLISHED, published_at=at, security=security)
    meeting = minutes.meeting
    today = clock.local(at, meeting.timezone).date()
    day = dated or today
    documents.check_dated(day, today)
    _check_after_the_session(minutes, day)
    if number and number == number_before(minutes):
        given = number
    elif not (given := "" if number else number_kept(minutes, day)):
        given = documents.assign_number(meeting.organisation, "minutes", day, f"minutes:{minutes.id}", manual=number)
    minutes.signatory, minutes.recorder = up_to_date(minutes.signatory), up_to_date(minutes.recorder)
    paper = replace(compose_minutes(minutes, at), **publication_facts(minutes, given, at))
    document = documents.queue_document(
        DocumentKind.MINUTES,
        minutes.id,
        meeting=meeting,
        title=f"{name_of(minutes.layout)} {minutes.title}",
        at=at,
        final=True,
        version=minutes.version,
        number=given,
        signer=signed_by(minutes.signatory),
        security=security,
        content=freeze(replace(paper, signed_on=day)),
        published_at=at,
    )
    db.session.flush()
    signing.ask_for_signatures(document, _blocks(minutes), meeting.organisation, at)
    minutes.number, minutes.document_id = given, document.id
    record(
        actor,
        Action.MINUTES_PUBLISHED,
        at=at,
        meeting=meeting,
        target=minutes,
        target_name=minutes.title,
        number=given,
        version=minutes.version,
    )
    db.session.flush()
    return document


def follow_issue(document: Document, at: datetime) -> None:
    """What follows when minutes are issued, with the transaction that makes them so: they are found by readers, and take the place of the
    versions before.

    Their action items take over how far the work had come: status changes made while the correction was being written.
    """
    minutes = minutes_of(document)
    if minutes is None:
        return
    older = db.session.scalars(
        sa.select(Minutes).where(
            Minutes.session_id == minutes.session_id,
            Minutes.version < minutes.version,
            Minutes.state == MinutesState.PUBLISHED,
        )
    ).all()
    withdrawn = Document.id.in_([each.document_id for each in older]), Document.state == DocumentState.REVOKED
    db.session.execute(  # it stays withdrawn, but its page names what holds now
        sa.update(Document).where(*withdrawn).values(superseded_by_id=document.id).execution_options(synchronize_session=False)
    )
    for each in older:
        _take_over_status(each, minutes)
        each.state = MinutesState.SUPERSEDED
    db.session.execute(
        sa.update(Document)
        .where(Document.id.in_([each.document_id for each in older]), Document.state == DocumentState.PUBLISHED)
        .values(state=DocumentState.SUPERSEDED, superseded_by_id=document.id, updated_at=at)
        .execution_options(synchronize_session=False)
    )
    db.session.flush()
    end_extracts([each.id for each in older], document, at)
    for each in (*older, minutes):
        if each.document is not None:
            db.session.refresh(each.document, ["state"])
        write_passages(each)


def correct_minutes(minutes: Minutes, reason: str, actor: Actor, at: datetime) -> Minutes:
    """A new version as a copy of published minutes, to be written, approved and published like the first.

    Raises InvalidInput without a reason, WrongState for minutes that are not the published ones, Conflict when a correction
    is under way already.
    """
    if not reason:
        raise InvalidInput(_("Tulis alasan koreksi."), field="reason")
    require(minutes.meeting, Activity.MINUTES)
    unsigned = minutes.standing is MinutesStanding.SIGNING
    if minutes.state is not MinutesState.PUBLISHED or not minutes.document or not minutes.document.sha256 or unsigned:
        raise WrongState(_("Hanya notula yang sudah terbit dapat dikoreksi."))
    copy = Minutes(
        id=new_id(),
        meeting_id=minutes.meeting_id,
        session_id=minutes.session_id,
        version=minutes.version + 1,
        correction_reason=reason,
        created_at=at,
        updated_at=at,
        **{name: getattr(minutes, name) for name in COPIED},
        **hours_to_correct(minutes),
    )
    copies = {item.id: _copy_item(item, minutes.meeting_id, at) for item in minutes.items}
    copy.items = list(copies.values())
    bases = minutes.taken.get("items", {})
    if bases:  # those of lines that a person took out stay, too
        copy.taken = {**minutes.taken, "items": {copies[of].id if of in copies else of: base for of, base in bases.items()}}
    try:
        with db.session.begin_nested():
            db.session.add(copy)
    except IntegrityError:
        raise Conflict(_("Koreksi notula sesi ini sudah dibuka.")) from None
    queue_draft(copy, minutes.meeting, at)
    record(
        actor,
        Action.MINUTES_CORRECTED,
        at=at,
        meeting=minutes.meeting,
        target=copy,
        target_name=copy.title,
        reason=reason,
        version=copy.version,
    )
    db.session.flush()
    return copy


def _blocks(minutes: Minutes) -> dict[int, str]:
    """Who signs in which block of the paper; who recorded before who led."""
    blocks = {1: signed_by(minutes.recorder), 2: signed_by(minutes.signatory)}
    return {place: signer for place, signer in blocks.items() if signer}


def _check_after_the_session(minutes: Minutes, dated: date) -> None:
    """Nobody signs what has not been said yet: such a date is a slip of the finger."""
    held = clock.local(minutes.started_at or minutes.session.starts_at, minutes.meeting.timezone).date()
    if dated < held:
        raise InvalidInput(_("Tanggal naskah tidak boleh sebelum hari sesi, %(day)s.", day=format_date(held)), field="dated")


def _copy_item(item: MinutesItem, meeting_id: str, at: datetime) -> MinutesItem:
    stamps: dict[str, Any] = {"created_at": at, "updated_at": at}
    return MinutesItem(
        id=new_id(),
        agenda_item_id=item.agenda_item_id,
        position=item.position,
        title=item.title,
        speakers=item.speakers,
        discussion=item.discussion,
        decisions=[Decision(position=each.position, text=each.text, **stamps) for each in item.decisions],
        actions=[
            ActionItem(
                meeting_id=meeting_id,
                origin_id=each.origin_id,
                position=each.position,
                text=each.text,
                institution=each.institution,
                organisation_id=each.organisation_id,
                person=each.person,
                due_on=each.due_on,
                status=each.status,
                **stamps,
            )
            for each in item.actions
        ],
        **stamps,
    )


def _take_over_status(older: Minutes, newer: Minutes) -> None:
    old = sa.orm.aliased(ActionItem)
    old_items = sa.select(MinutesItem.id).where(MinutesItem.minutes_id == older.id)
    new_items = sa.select(MinutesItem.id).where(MinutesItem.minutes_id == newer.id)
    status = (
        sa.select(old.status).where(old.item_id.in_(old_items), old.origin_id == ActionItem.origin_id).limit(1).scalar_subquery()
    )
    db.session.execute(
        sa.update(ActionItem)
        .where(
            ActionItem.item_id.in_(new_items),
            sa.exists().where(old.item_id.in_(old_items), old.origin_id == ActionItem.origin_id),
        )
        .values(status=status)
        .execution_options(synchronize_session=False)
    )

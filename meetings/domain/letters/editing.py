"""The letter: written as a draft, issued once with number and date, frozen from then on."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings import clock
from meetings.domain import approvals, outbox
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import assign_number, check_dated
from meetings.domain.documents.freezing import freeze
from meetings.domain.letters import papers, review
from meetings.domain.letters.facts import holding_now, said_by
from meetings.domain.letters.former import chain_of, changed_by
from meetings.domain.letters.queries import missing_parts
from meetings.domain.letters.wording import first_words, words_anew
from meetings.domain.meetings import Activity, require
from meetings.domain.people import chosen_signer, up_to_date
from meetings.enums import LetterState, SecurityClass, Urgency
from meetings.errors import InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import Delivery, Invitation, Letter, Meeting
from meetings.models.base import change_rows
from meetings.writing.dates import format_date

BOOK = "letter"


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything the committee types. ``signatory`` holds the fields of ``documents.signatory.Signatory`` as plain values, and under
    ``official`` the record of the directory from which they come, if they do; ``opening`` and ``closing`` are paragraphs, one a line;
    ``time_text`` empty: composed from the sessions."""

    place: str
    subject: str
    opening: str
    closing: str
    signatory: dict[str, Any]
    dated: date | None = None
    urgency: Urgency = Urgency.IMPORTANT
    security: SecurityClass = SecurityClass.NORMAL
    attachment_text: str = ""
    addressee_place: str = "Tempat"
    religious_greeting: bool = False
    time_text: str = ""
    with_rundown: bool = True
    with_link: bool = True
    copies: list[str] = field(default_factory=list)


COPIED = tuple(part.name for part in fields(Wording) if part.name != "dated")  # a new letter has a day of its own


def create_letter(meeting: Meeting, actor: Actor, at: datetime, *, like: Letter | None = None) -> Letter:
    """A new draft with composed words, or with those of ``like``, a letter of the same meeting; of a letter of change those of the
    invitation that it changes."""
    like = chain_of(like)[-1] if like is not None else None
    values = {name: getattr(like, name) for name in COPIED} | _as_it_holds(like) if like is not None else first_words(meeting)
    letter = Letter(meeting=meeting, created_at=at, updated_at=at, **values)
    db.session.add(letter)
    db.session.flush()
    record(actor, Action.LETTER_CREATED, at=at, meeting=meeting, target=letter, target_name=letter.subject)
    return letter


def _as_it_holds(like: Letter) -> dict[str, Any]:
    """The words of another letter in which it does not hold any more."""
    words = words_anew(like)
    if not like.frozen or said_by(like).hours == holding_now(like.meeting).hours:
        del words["time_text"]
    return words


def change_letter(letter: Letter, wording: Wording, actor: Actor, at: datetime) -> None:
    """Edit a draft; a round of initials and approval begins anew. Raises WrongState once it is issued, InvalidInput for a signer that cannot be printed."""
    if not _lock_draft(letter):
        raise WrongState(_("Surat sudah terbit dan tidak dapat diubah. Buat undangan perubahan untuk ralat."))
    if wording.signatory.get("through") and not wording.signatory.get("on_behalf_of"):
        raise InvalidInput(_("u.b. hanya dipakai bersama a.n."), field="through")
    if wording.dated != letter.dated:
        _check_before_the_end(letter.meeting, wording.dated)
        if wording.dated is not None:
            check_dated(wording.dated, clock.local(at, letter.meeting.timezone).date())
    signatory = chosen_signer(wording.signatory, letter.signatory, letter.meeting.organisation)
    values = asdict(replace(wording, signatory=signatory))
    changed = sorted(name for name, value in values.items() if getattr(letter, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(letter, name, values[name])
    letter.updated_at = at
    record(actor, Action.LETTER_CHANGED, at=at, meeting=letter.meeting, target=letter, target_name=letter.subject, fields=changed)
    db.session.flush()
    if review.approval_for(letter) is not None:
        approvals.follow_paper(review.as_paper(letter, at), actor, at)


def remove_letter(letter: Letter, actor: Actor, at: datetime) -> None:
    """Throw a draft away. Raises WrongState once it is issued: a number given is given."""
    gone = change_rows(
        sa.delete(Letter)
        .where(Letter.id == letter.id, Letter.state == LetterState.DRAFT)
        .execution_options(synchronize_session=False)
    )
    if not gone:
        raise WrongState(_("Surat sudah terbit dan tidak dapat dihapus."))
    approvals.forget_rounds(review.KIND, letter.id)
    record(actor, Action.LETTER_REMOVED, at=at, meeting=letter.meeting, target=letter, target_name=letter.subject)
    db.session.flush()
    db.session.expunge(letter)


def issue_letter(letter: Letter, actor: Actor, at: datetime, *, number: str = "", dated: date | None = None) -> None:
    """Give the letter its number (typed, or the next one of the organisation's book) and freeze it. Issued once: a letter
    already issued is left as it is. What has not left yet of a letter that it changes stays.

    Raises InvalidInput when something is missing, Conflict when the typed number is taken, WrongState when the meeting
    is not open, and where the organisation wants it approved and it is not, as it stands.
    """
    meeting = letter.meeting
    require(meeting, Activity.INVITE)
    if not _lock_draft(letter):
        return
    missing = missing_parts(letter)
    if missing:
        raise InvalidInput(_("Surat belum lengkap: %(parts)s.", parts=", ".join(missing)))
    approved = review.require_approved(letter, at)
    told = changed_by(letter)
    letter.state, letter.issued_at, letter.updated_at = LetterState.ISSUED, at, at
    today = clock.local(at, meeting.timezone).date()
    check_dated(dated or letter.dated or today, today)
    _check_before_the_end(meeting, dated or letter.dated or today)
    letter.dated = dated or letter.dated or today
    letter.number = assign_number(meeting.organisation, BOOK, letter.dated, f"letter:{letter.id}", manual=number)
    letter.signatory = up_to_date(letter.signatory)
    letter.frozen = alters = {"alters": told.id if told is not None else None}
    content = papers.compose_content(letter, at)
    if approved is not None and not review.to_be_signed(letter):
        content = replace(content, approved_by=approved.steps[-1].decided_by, approved_at=approved.steps[-1].decided_at)
    method = review.signing_now(letter)
    letter.frozen = freeze(content) | alters | {"signing": method.value}
    if letter.corrects_id is not None:
        former = sa.select(Invitation.id).where(Invitation.letter_id == letter.corrects_id)
        outbox.withdraw_messages(Delivery.invitation_id.in_(former), at, f"Surat ini diubah dengan surat nomor {letter.number}.")
    record(
        actor,
        Action.LETTER_ISSUED,
        at=at,
        meeting=meeting,
        target=letter,
        target_name=letter.subject,
        number=letter.number,
        dated=letter.dated.isoformat(),
    )
    db.session.flush()


def _check_before_the_end(meeting: Meeting, dated: date | None) -> None:
    """Nobody is invited to what is over: such a date is a slip of the finger."""
    if dated is not None and dated > meeting.ends_on:
        raise InvalidInput(
            _(
                "Tanggal surat %(dated)s sesudah hari terakhir kegiatan, %(last)s. Periksa tanggal surat atau hari kegiatannya.",
                dated=format_date(dated),
                last=format_date(meeting.ends_on),
            ),
            field="dated",
        )


def _lock_draft(letter: Letter) -> bool:
    """Is it (still) a draft? Then nobody else changes or issues it before the caller's commit. Either way its row is read anew."""
    mine = change_rows(
        sa.update(Letter)
        .where(Letter.id == letter.id, Letter.state == LetterState.DRAFT)
        .values(updated_at=Letter.updated_at)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(letter)
    return bool(mine)

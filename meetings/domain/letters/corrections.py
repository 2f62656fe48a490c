"""A meeting moved after its letter was issued: the letter of change, with a number of its own, that refers to the former one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, joinedload

from meetings import clock
from meetings.domain.audit import Action, Actor, record
from meetings.domain.letters.editing import COPIED
from meetings.domain.letters.facts import Change, Facts, differences, holding_now, said_by
from meetings.domain.letters.former import chain_of, changed_by, knows_of, newest_known
from meetings.domain.letters.wording import words_anew, words_of_change
from meetings.domain.meetings import Activity, allows, require
from meetings.enums import LetterState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import Invitation, Letter, Meeting, Participant, standing


@dataclass(frozen=True, slots=True)
class Outdated:
    """An issued letter that people hold and that says something else than holds now; ``draft``: its letter of change in the making."""

    letter: Letter
    changes: list[Change]
    draft: Letter | None
    holders: int  # on the list, and know of it
    waiting: int  # on the list, and it is meant for them and has not left


def outdated_letters(meeting: Meeting, at: datetime, language: str = "id") -> list[Outdated]:
    """The letters out there that no later one has corrected and whose day, hours, place or deadline mislead by now; none once the meeting
    is over or off. At most four statements."""
    if not allows(meeting, Activity.INVITE) or meeting.ends_on < clock.local(at, meeting.timezone).date():
        return []
    later = aliased(Letter)
    statement = (
        sa.select(Letter, later)
        .outerjoin(later, later.corrects_id == Letter.id)
        .where(
            Letter.meeting_id == meeting.id,
            Letter.state == LetterState.ISSUED,
            sa.or_(later.id.is_(None), later.state == LetterState.DRAFT),
            sa.exists().where(Invitation.letter_id == Letter.id),
        )
        .order_by(Letter.issued_at)
    )
    letters: Any = db.session.execute(statement).all()
    now = holding_now(meeting, language=language) if letters else None
    changed = [(letter, changes, draft) for letter, draft in letters if now and (changes := misled_by(letter, now, language))]
    held = _held(meeting.id, [letter.id for letter, _changes, _draft in changed])
    return [Outdated(letter, changes, draft, *held.get(letter.id, (0, 0))) for letter, changes, draft in changed]


def _mislead(changes: list[Change]) -> bool:
    return any(change.misleads for change in changes)


def misled_by(letter: Letter, now: Facts, language: str = "id") -> list[Change]:
    """What an issued letter says otherwise than ``now``; nothing while it misleads nobody."""
    changes = differences(said_by(letter, language), now) if letter.frozen else []
    return changes if _mislead(changes) else []


def _held(meeting_id: str, letter_ids: list[str]) -> dict[str, tuple[int, int]]:
    """By letter: how many on the list know of it, and for how many it waits. Asked for letters that are outdated, which few are:
    all who hold them are gone through."""
    if not letter_ids:
        return {}
    statement = (
        sa.select(
            Invitation.letter_id,
            sa.func.count(sa.case((knows_of(meeting_id), 1))),
            sa.func.count(sa.case((~knows_of(meeting_id), 1))),
        )
        .join(Participant, Participant.id == Invitation.participant_id)
        .where(Invitation.letter_id.in_(letter_ids), standing.LISTED.where())
        .group_by(Invitation.letter_id)
    )
    return {letter_id: (sent, waiting) for letter_id, sent, waiting in db.session.execute(statement)}


def correct_letter(former: Letter, actor: Actor, at: datetime) -> Letter:
    """The letter that corrects ``former``: a new draft, or the one that there is already. It has the words of a letter of change, or, when
    nobody has heard of the former one, those of an invitation. One letter is corrected once; what changes later is said by a correction
    of the correction.

    Raises WrongState for a draft, and when the meeting is not open.
    """
    meeting = former.meeting
    require(meeting, Activity.INVITE)
    if former.state is not LetterState.ISSUED:
        raise WrongState(_("Surat ini masih konsep; ubah isinya."))
    known = newest_known(former)
    words = words_of_change(known, at) if known is not None else words_anew(former)
    values = {name: getattr(former, name) for name in COPIED} | words
    letter = Letter(meeting=meeting, corrects=former, created_at=at, updated_at=at, **values)
    try:
        with db.session.begin_nested():
            db.session.add(letter)
    except IntegrityError:
        return db.session.scalars(sa.select(Letter).where(Letter.corrects_id == former.id)).one()
    record(
        actor, Action.LETTER_CREATED, at=at, meeting=meeting, target=letter, target_name=letter.subject, corrects=former.number
    )
    return letter


def changes_since(
    letter: Letter, language: str = "id", *, allowed: Collection[str] | None = None, printed: str | None = None
) -> list[Change]:
    """In what an issued letter is not right any more; nothing while it misleads nobody. ``language``: of the page that says so; ``allowed``:
    ids of the sessions that its reader is called to (None: all); ``printed``: what their print keeps of them (`said_by`)."""
    if letter.state is not LetterState.ISSUED or not letter.frozen:
        return []
    now = holding_now(letter.meeting, language=language, allowed=allowed)
    changes = differences(said_by(letter, language, allowed=allowed, printed=printed), now)
    return changes if _mislead(changes) else []


def changes_told(
    letter: Letter,
    language: str = "id",
    heard: Letter | None = None,
    *,
    allowed: Collection[str] | None = None,
    printed: str | None = None,
    before: str | None = None,
) -> list[Change]:
    """What a letter of change changes, as it was issued or, of a draft, as it stands now; nothing for any other letter. ``language``: of
    the page that says so; ``heard``: the last letter before it that the reader has, if one is meant (`heard_before`); ``allowed`` and ``printed``: as in `changes_since`;
    ``before``: what their print of ``heard`` keeps."""
    former = heard or changed_by(letter)
    if former is None or not former.frozen:
        return []
    now = (
        said_by(letter, language, allowed=allowed, printed=printed)
        if letter.state is LetterState.ISSUED
        else replace(holding_now(letter.meeting, language=language, allowed=allowed), time_text=letter.time_text)
    )
    return differences(said_by(former, language, allowed=allowed, printed=before), now)


def correction_of(letter: Letter) -> Letter | None:
    """The issued letter that corrects this one, if there is one."""
    return db.session.scalar(sa.select(Letter).where(Letter.corrects_id == letter.id, Letter.state == LetterState.ISSUED))


def newest_after(letter: Letter) -> Letter | None:
    """The latest issued letter of those that follow this one, if there is one."""
    later, newest = correction_of(letter), None
    while later is not None:
        later, newest = correction_of(later), later
    return newest


def require_current(letter: Letter) -> None:
    """Raise WrongState for a letter that a later one has changed: it is not sent any more."""
    if (later := correction_of(letter)) is not None:
        raise WrongState(
            _("Surat ini sudah diubah dengan surat nomor %(number)s; kirim surat yang berlaku.", number=later.number)
        )


def newest_held(invitation: Invitation) -> Invitation:
    """The invitation by the latest correction of this one's letter that the participant holds, else this one."""
    statement = (
        sa.select(Invitation)
        .join(Letter, Letter.id == Invitation.letter_id)
        .where(Invitation.participant_id == invitation.participant_id, Letter.corrects_id.is_not(None))
        .options(joinedload(Invitation.letter), joinedload(Invitation.document))
        .order_by(Letter.issued_at.desc())
    )
    for each in db.session.scalars(statement):
        if any(letter.id == invitation.letter_id for letter in chain_of(each.letter)):
            return each
    return invitation

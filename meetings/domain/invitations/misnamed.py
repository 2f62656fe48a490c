"""What a print says of its reader, their name, their office and the sessions that they are called to, and what of that is old by now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from meetings.domain.agenda.queries import list_sessions
from meetings.domain.documents.freezing import freeze
from meetings.domain.letters.called import as_called, in_words, kept, read_kept
from meetings.domain.letters.facts import SESSIONS, Change
from meetings.domain.letters.papers import addressee
from meetings.domain.meetings import follows_calls
from meetings.domain.participants.following import follows_correction
from meetings.domain.participants.sessions import called_ids
from meetings.enums import DocumentState, LetterState, Task
from meetings.extensions import db, nudges
from meetings.models import Document, Invitation, Letter, Meeting, Participant, Session, standing
from meetings.writing.names import with_position

CHUNK = 500
NAMED = "nama"


def misnamed(letter: Letter) -> sa.Select[Any]:
    """The participants whose print of the letter says something else of them than the list does."""
    return sa.select(Invitation.participant_id).where(Invitation.letter_id == letter.id, Invitation.misnamed_at.is_not(None))


def misnamed_letters(participant: Participant) -> list[tuple[Invitation, list[Change]]]:
    """The participant's invitations, of letters that hold, whose print says something old of them, and what; none for somebody who is not
    expected."""
    if not standing.EXPECTED.of(participant):
        return []
    changed = sa.exists().where(Letter.corrects_id == Invitation.letter_id, Letter.state == LetterState.ISSUED)
    mine = Invitation.participant_id == participant.id, Invitation.misnamed_at.is_not(None), ~changed.correlate(Invitation)
    statement = sa.select(Invitation).where(*mine).options(joinedload(Invitation.letter), joinedload(Invitation.document))
    found = db.session.scalars(statement.order_by(Invitation.created_at)).all()
    old = what_is_old(participant.meeting, found)
    return [(each, old.get(each.id, [])) for each in found]


def what_is_old(meeting: Meeting, invitations: Iterable[Invitation]) -> dict[str, list[Change]]:
    """By invitation, of those among them whose print says something old: what it says, and what holds. Of letters from before that was kept
    nobody knows. Three statements where there are such."""
    noted = [each for each in invitations if each.misnamed_at is not None and each.document is not None]
    if not noted:
        return {}
    now = _sessions_now([each.participant_id for each in noted], list_sessions(meeting, with_items=False))
    return {each.id: _changes(each, now[each.participant_id], meeting.timezone) for each in noted}


def _changes(invitation: Invitation, now: str, zone: str) -> list[Change]:
    said: Mapping[str, Any] = invitation.document.content if invitation.document else {}
    names, found = freeze(addressee(invitation.participant)), []
    if (before := said.get("addressee")) and before != names:
        found.append(Change(NAMED, _whom(before), _whom(names)))
    if (printed := said.get("sessions")) is not None and printed != now:
        then, by_now = read_kept(printed), read_kept(now)
        hours = in_words(then, zone) == in_words(by_now, zone)  # one session, at another hour
        found.append(Change(SESSIONS, in_words(then, zone, hours=hours), in_words(by_now, zone, hours=hours)))
    return found


def _whom(said: Mapping[str, str]) -> str:
    return with_position(said["name"], said["position"], said["organisation"])


@follows_calls
@follows_correction
def note_misnamed(participant_ids: Collection[str], at: datetime) -> None:
    """Names or offices were corrected, or the sessions of these participants are others: says of each letter that is printed whether it still
    says what holds, also where a change was taken back. What is being printed is begun again; what waits is held until this transaction
    ends, or a worker would read what was. Some statements for each five hundred people."""
    ids = list(participant_ids)
    for start in range(0, len(ids), CHUNK):
        _note(ids[start : start + CHUNK], at)


def _note(participant_ids: Sequence[str], at: datetime) -> None:
    mine = Invitation.participant_id.in_(participant_ids)
    theirs = Document.id.in_(sa.select(Invitation.document_id).where(mine))
    again = sa.update(Document).where(theirs, Document.state.in_((DocumentState.QUEUED, DocumentState.RENDERING)))
    again = again.values(state=DocumentState.QUEUED, claimed_by="", updated_at=at)
    db.session.execute(again.execution_options(synchronize_session=False))
    nudges.remember(db.session(), Task.RENDER_LETTERS)
    printed = sa.select(Invitation, Document.content).join(Document, Document.id == Invitation.document_id)
    printed = printed.where(mine, Document.storage_key.is_not(None), Document.state != DocumentState.QUEUED)
    fresh = printed.options(joinedload(Invitation.participant)).execution_options(populate_existing=True)
    rows: Sequence[Any] = db.session.execute(fresh).all()
    if not rows:
        return
    meeting_id = rows[0][0].meeting_id
    sessions = db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting_id)).all()
    now = _sessions_now([invitation.participant_id for invitation, _content in rows], sessions)
    for invitation, content in rows:
        # Of letters from before this was kept nobody knows what they say: the change itself says that it was another.
        same = content.get("addressee") == freeze(addressee(invitation.participant))
        if same and content.get("sessions") == now[invitation.participant_id]:
            invitation.misnamed_at = None
        else:
            invitation.misnamed_at = invitation.misnamed_at or at
    db.session.flush()


def _sessions_now(participant_ids: Sequence[str], sessions: Sequence[Session]) -> dict[str, str]:
    """By participant what a print made now would keep of their sessions (`called.kept`)."""
    every, called = as_called(sessions), called_ids(participant_ids)
    said = {allowed: kept(every, allowed) for allowed in {None, *called.values()}}
    return {each: said[called.get(each)] for each in participant_ids}

"""Reads of minutes; the number of statements does not depend on the number of rows."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload

from meetings.documents.pdf.minutes import Minutes as MinutesPaper
from meetings.domain.documents.freezing import thaw
from meetings.domain.permissions import readable_minutes
from meetings.enums import MinutesState, SecurityClass
from meetings.errors import NotFound
from meetings.extensions import db
from meetings.models import Document, Meeting, Minutes, MinutesItem, Organisation, Participant, Session
from meetings.models.agenda import SESSION_ORDER

MOST_SUGGESTIONS = 400


@dataclass(frozen=True)
class SessionMinutes:
    """A session with its versions, the newest first. ``issued`` is the newest that was published, whether or not it still holds,
    ``work`` the one being written."""

    session: Session
    versions: list[Minutes]

    @property
    def issued(self) -> Minutes | None:
        """The published version, if there is one; its ``standing`` says whether it holds."""
        return next((each for each in self.versions if each.state is MinutesState.PUBLISHED and each.is_out), None)

    @property
    def work(self) -> Minutes | None:
        """The version on its way to publication, if there is one; also where only its file or its signature is wanting."""
        return next((each for each in self.versions if not each.is_out), None)


def list_session_minutes(meeting: Meeting) -> list[SessionMinutes]:
    """Every session that wants or has minutes, in the order of the programme; two statements."""
    rows = db.session.scalars(
        sa.select(Minutes)
        .where(Minutes.meeting_id == meeting.id)
        .options(*_with_documents())
        .order_by(Minutes.session_id, Minutes.version.desc())
    ).all()
    by_session: dict[str, list[Minutes]] = defaultdict(list)
    for row in rows:
        by_session[row.session_id].append(row)
    sessions = db.session.scalars(
        sa.select(Session)
        .where(Session.meeting_id == meeting.id, sa.or_(Session.wants_minutes, Session.id.in_(by_session)))
        .order_by(*SESSION_ORDER)
    ).all()
    return [SessionMinutes(session, by_session[session.id]) for session in sessions]


def get_minutes(meeting: Meeting, minutes_id: str) -> Minutes:
    """Minutes of this meeting with items, decisions and action items. Raises NotFound."""
    found = db.session.scalars(
        sa.select(Minutes)
        .where(Minutes.id == minutes_id, Minutes.meeting_id == meeting.id)
        .options(
            joinedload(Minutes.session),
            *_with_documents(),
            selectinload(Minutes.items).options(selectinload(MinutesItem.decisions), selectinload(MinutesItem.actions)),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(_("Notula itu tidak ada pada kegiatan ini."))
    return found


def readable_of(many: Collection[Minutes], user_id: str) -> set[str]:
    """The ids of those that the user may read, where minutes are read at all; whoever bears no class is not asked about. At most two statements."""
    ids = {each.id for each in many if each.security is SecurityClass.NORMAL}
    if classified := [each.id for each in many if each.id not in ids]:
        ids |= set(db.session.scalars(sa.select(Minutes.id).where(Minutes.id.in_(classified), readable_minutes(user_id))))
    return ids


def get_item(meeting: Meeting, minutes_id: str, item_id: str) -> MinutesItem:
    """One item of this meeting's minutes. Raises NotFound, also for one that somebody has just removed."""
    found = db.session.scalars(
        sa.select(MinutesItem)
        .join(Minutes, Minutes.id == MinutesItem.minutes_id)
        .where(MinutesItem.id == item_id, Minutes.id == minutes_id, Minutes.meeting_id == meeting.id)
        .options(contains_eager(MinutesItem.minutes), selectinload(MinutesItem.decisions), selectinload(MinutesItem.actions))
    ).one_or_none()
    if found is None:
        raise NotFound(_("Butir itu tidak ada, atau baru saja dihapus."))
    return found


def minutes_of(document: Document) -> Minutes | None:
    """The minutes whose published document, or the print of whose draft, this is."""
    return db.session.get(Minutes, document.about_id)


def list_versions(minutes: Minutes) -> Sequence[Minutes]:
    """All versions of the same session's minutes, the newest first."""
    return db.session.scalars(
        sa.select(Minutes)
        .where(Minutes.session_id == minutes.session_id)
        .options(*_with_documents())
        .order_by(Minutes.version.desc())
    ).all()


def frozen_minutes(document: Document) -> MinutesPaper:
    """What a published document says, for the page: without letterhead, the list of people and the bytes of pictures."""
    paper: MinutesPaper = thaw(MinutesPaper, {**document.content, "letterhead": {}, "annex": None, "pictures": []})
    return paper


def suggest_institutions(meeting: Meeting) -> list[str]:
    """Names for an action item's institution: the organisation tree, then what participants wrote."""
    root = meeting.organisation.ancestor_ids[0]
    tree = (
        sa.select(Organisation.name)
        .where(Organisation.path.startswith(f"{root}/", autoescape=True))
        .order_by(Organisation.protocol_order, Organisation.name)
        .limit(MOST_SUGGESTIONS)
    )
    people = (
        sa.select(Participant.institution)
        .where(Participant.meeting_id == meeting.id, Participant.institution != "")
        .group_by(Participant.institution)
        .order_by(sa.func.count().desc(), Participant.institution)
        .limit(MOST_SUGGESTIONS)
    )
    names = [*db.session.scalars(tree), *db.session.scalars(people)]
    return list(dict.fromkeys(names))


def _with_documents() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    return (
        joinedload(Minutes.document).options(defer(Document.content)),
        joinedload(Minutes.draft_document).options(defer(Document.content)),
    )

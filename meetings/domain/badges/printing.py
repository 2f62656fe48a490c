"""Badges on paper: many in one file that is made in the background, or one at once; each print is noted with the pass whose code it shows.

Who has been printed: there is a print with the pass that holds now. A pass that is replaced makes every earlier print outdated by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.pdf.badge import Badge, picture_of, render_badges
from meetings.documents.pdf.badge_stock import Stock
from meetings.domain.audit import Action, Actor, record
from meetings.domain.badges.faces import design_of, faces_of
from meetings.domain.badges.layouts import layout_id, layout_of, list_layouts
from meetings.domain.documents import queue_document
from meetings.domain.meetings import Activity, require
from meetings.enums import DocumentKind, DocumentState, PassState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import BadgeLayout, BadgePrint, Document, Meeting, Participant, Pass, standing
from meetings.models.base import insert_new, lock
from meetings.models.participant import PROTOCOL
from meetings.passcode import new_id

ORDERS: dict[str, tuple[Any, ...]] = {
    "protocol": PROTOCOL,
    "institution": (sa.func.lower(Participant.institution), *PROTOCOL),
    "name": (Participant.sort_name, Participant.id),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose badges are to be printed, in which of `ORDERS`; ``category``: an id. ``used``: places of the first sheet that are gone."""

    category: str = ""
    institution: str = ""
    unprinted: bool = False
    present: bool = False
    order: str = "protocol"
    used: int = 0


def wears_badge() -> sa.ColumnElement[bool]:
    """WHERE clause on participants: may come, or has come."""
    came = sa.and_(standing.LISTED.where(), standing.present_anywhere())
    return sa.or_(standing.EXPECTED.where(), came)


def wears(participant: Participant) -> bool:
    """`wears_badge` of one person."""
    asked = sa.select(Participant.id).where(Participant.id == participant.id, wears_badge())
    return db.session.scalar(asked) is not None


def is_printed() -> sa.ColumnElement[bool]:
    """WHERE clause on participants: a badge with the code of the pass that holds was printed."""
    active = sa.select(Pass.id).where(Pass.participant_id == Participant.id, Pass.state == PassState.ACTIVE)
    return sa.exists().where(BadgePrint.participant_id == Participant.id, BadgePrint.pass_id.in_(active.correlate(Participant)))


def find_people(meeting: Meeting, wanted: Wanted) -> dict[str | None, list[str]]:
    """Ids of participants, in their order, by the layout of their badge; None: there is none for them."""
    statement = sa.select(layout_id(), Participant.id).where(Participant.meeting_id == meeting.id, wears_badge())
    if wanted.category:
        statement = statement.where(Participant.category_id == wanted.category)
    if wanted.institution:
        statement = statement.where(Participant.institution == wanted.institution)
    if wanted.unprinted:
        statement = statement.where(sa.not_(is_printed()))
    if wanted.present:
        statement = statement.where(standing.present_anywhere())
    found: dict[str | None, list[str]] = {}
    for layout, participant_id in db.session.execute(statement.order_by(*ORDERS.get(wanted.order, PROTOCOL))):
        found.setdefault(layout, []).append(participant_id)
    return found


def order_badges(meeting: Meeting, wanted: Wanted, actor: Actor, at: datetime) -> list[Document]:
    """Have the badges printed soon, a file for each layout; those for whom there is no layout are left out. Raises `WrongState` with nobody to
    print for."""
    require(meeting, Activity.PARTICIPANTS)
    lock(meeting)
    people = find_people(meeting, wanted)
    if wanted.unprinted:
        people = _but_those_under_way(meeting, people)
    made = []
    for layout in list_layouts(meeting.id):
        if layout.id not in people:
            continue
        mine = Document.meeting_id == meeting.id, Document.kind == DocumentKind.BADGES
        last = db.session.scalar(sa.select(sa.func.max(Document.version)).where(*mine)) or 0
        content = {"layout": layout.id, "people": people[layout.id], "by": actor.name, "used": wanted.used}
        title = _("Tanda pengenal %(name)s", name=layout.name)
        made.append(
            queue_document(
                DocumentKind.BADGES, meeting.id, meeting=meeting, title=title, at=at, version=last + 1, content=content
            )
        )
        db.session.flush()
        about: dict[str, Any] = {"target": layout, "target_name": layout.name, "count": len(people[layout.id])}
        record(actor, Action.BADGES_PRINTED, at=at, meeting=meeting, **about)
    if not made:
        raise WrongState(_("Peserta yang dipilih belum mempunyai rancangan tanda pengenal.") if people else _nobody(wanted))
    return made


def _but_those_under_way(meeting: Meeting, people: dict[str | None, list[str]]) -> dict[str | None, list[str]]:
    """Without those whose badge is in a file that is being made: a second click prints nobody twice."""
    mine = Document.meeting_id == meeting.id, Document.kind == DocumentKind.BADGES
    waiting = sa.select(Document.content).where(*mine, Document.state.in_((DocumentState.QUEUED, DocumentState.RENDERING)))
    under_way = {each for content in db.session.scalars(waiting) for each in content["people"]}
    left = {layout: [each for each in some if each not in under_way] for layout, some in people.items()}
    return {layout: some for layout, some in left.items() if some}


def _nobody(wanted: Wanted) -> str:
    if wanted.unprinted:
        return _("Tidak ada yang belum dicetak di antara yang dipilih; yang sedang dibuat berkasnya tidak dicetak lagi.")
    return _("Tidak ada peserta yang cocok.")


def list_batches(meeting: Meeting, limit: int = 10) -> Sequence[Document]:
    """The files ordered last, newest first."""
    mine = Document.meeting_id == meeting.id, Document.kind == DocumentKind.BADGES
    return db.session.scalars(sa.select(Document).where(*mine).order_by(Document.version.desc()).limit(limit)).all()


def get_batch(meeting: Meeting, document_id: str) -> Document | None:
    """A file with badges of this meeting."""
    mine = Document.id == document_id, Document.meeting_id == meeting.id, Document.kind == DocumentKind.BADGES
    return db.session.scalar(sa.select(Document).where(*mine))


def print_badges(document: Document, at: datetime, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The PDF that was ordered, as people are now. Raises NoResultFound when its layout is gone."""
    layout = db.session.get_one(BadgeLayout, document.content["layout"])
    meeting = layout.meeting
    design, people = design_of(layout, meeting), list(document.content["people"])
    shown: list[tuple[str, str | None]] = []

    def read(first: int, end: int) -> list[Badge]:
        document.content = {**document.content, "done": first}
        at_work()
        faces = faces_of(people[first:end], design)
        known = [each for each in people[first:end] if each in faces]
        shown.extend((each, faces[each][1]) for each in known)
        return [faces[each][0] for each in known]

    name = meeting.organisation.name
    made = render_badges(design, len(people), read, at, organisation=name, used=document.content.get("used", 0))
    document.content = {**document.content, "done": len(people), "shown": shown}
    return made


def note_badges(document: Document, at: datetime) -> None:
    """With the transaction that keeps the file each of its badges counts as printed, once."""
    same = {"meeting_id": document.meeting_id, "document_id": document.id, "printed_at": at, "by": document.content["by"]}
    rows = [same | {"id": new_id(), "participant_id": each, "pass_id": issued} for each, issued in document.content["shown"]]
    if rows:
        db.session.execute(insert_new(BadgePrint), rows)


def print_one(participant: Participant, actor: Actor, at: datetime) -> int:
    """Note that the badge of one person is printed now; how often it was, this time included. Raises `WrongState` where there is no layout for
    them, or they are off the list."""
    require(participant.meeting, Activity.PARTICIPANTS)
    if standing.GONE.of(participant):
        raise WrongState(_("%(name)s tidak ada dalam daftar lagi.", name=participant.full_name))
    if not wears(participant):
        raise WrongState(_("%(name)s tidak akan hadir, jadi tidak memakai tanda pengenal.", name=participant.full_name))
    if layout_of(participant) is None:
        raise WrongState(_("Belum ada rancangan tanda pengenal untuk %(name)s.", name=participant.full_name))
    lock(participant)
    before = len(prints_of(participant))
    issued = db.session.scalar(sa.select(Pass.id).where(Pass.participant_id == participant.id, Pass.state == PassState.ACTIVE))
    about = {"meeting_id": participant.meeting_id, "participant_id": participant.id, "pass_id": issued}
    db.session.add(BadgePrint(**about, printed_at=at, by=actor.name[:300]))
    action = Action.BADGE_PRINTED_AGAIN if before else Action.BADGE_PRINTED
    record(actor, action, at=at, meeting=participant.meeting, target=participant, target_name=participant.full_name)
    db.session.flush()
    return before + 1


@dataclass(frozen=True, slots=True)
class Printed:
    """A print of somebody's badge; ``holds``: its code is that of the pass that holds now."""

    at: datetime
    by: str
    holds: bool


def prints_of(participant: Participant) -> list[Printed]:
    """Every print of a participant's badge, newest first."""
    p = BadgePrint
    active = sa.exists().where(Pass.id == p.pass_id, Pass.state == PassState.ACTIVE)
    mine = sa.select(p.printed_at, p.by, active).where(p.participant_id == participant.id).order_by(p.printed_at.desc(), p.id)
    return [Printed(*row) for row in db.session.execute(mine)]


def picture_for(participant: Participant, at: datetime, *, with_code: bool = True) -> tuple[bytes, Stock] | None:
    """The badge of one person as PNG, and its size; None where there is no layout for them. Without its code (``with_code``) it opens nothing."""
    layout = layout_of(participant)
    if layout is None:
        return None
    design = design_of(layout, participant.meeting)
    badge, _pass = faces_of([participant.id], design)[participant.id]
    return picture_of(design, badge if with_code else badge.without_code(), at), design.card


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of those who wear a badge: how many, how many of them have one printed, and for how many there is no layout."""

    people: int
    printed: int
    without: int

    @property
    def missing(self) -> int:
        """Who has none printed with the pass that holds."""
        return self.people - self.printed


def numbers_of(meeting: Meeting) -> dict[str | None, Numbers]:
    """By layout; None: all together."""
    which = layout_id().label("layout")
    printed = sa.case((is_printed(), 1), else_=0).label("printed")
    people = sa.select(which, printed).where(Participant.meeting_id == meeting.id, wears_badge()).subquery()
    rows: Sequence[Any] = db.session.execute(
        sa.select(people.c.layout, sa.func.count(), sa.func.sum(people.c.printed)).group_by(people.c.layout)
    ).all()
    without = sum(number for layout, number, _printed in rows if layout is None)
    found: dict[str | None, Numbers] = {
        layout: Numbers(number, int(printed), 0) for layout, number, printed in rows if layout is not None
    }
    found[None] = Numbers(sum(row[1] for row in rows), sum(int(row[2]) for row in rows), without)
    return found

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
from meetings.domain.badges.outdated import Look, is_outdated, looked_up, told_of
from meetings.domain.documents import queue_document
from meetings.domain.meetings import Activity, require
from meetings.enums import DocumentKind, DocumentState, PassState
from meetings.errors import WrongState
from meetings.extensions import db
from meetings.models import BadgeLayout, BadgePrint, Category, Document, Meeting, Participant, Pass, standing
from meetings.models.base import insert_new, lock
from meetings.models.paging import Page, page_of
from meetings.models.participant import PROTOCOL
from meetings.passcode import new_id

ORDERS: dict[str, tuple[Any, ...]] = {
    "protocol": PROTOCOL,
    "institution": (sa.func.lower(Participant.institution), *PROTOCOL),
    "name": (Participant.sort_name, Participant.id),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose badges are to be printed, in which of `ORDERS`; ``category``: an id. ``used``: places of the first sheet that
    are gone; ``outdated``: only whose printed badge says something else by now."""

    category: str = ""
    institution: str = ""
    unprinted: bool = False
    present: bool = False
    order: str = "protocol"
    used: int = 0
    outdated: bool = False


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
    statement = sa.select(layout_id(), Participant.id).select_from(Participant)
    statement = statement.where(Participant.meeting_id == meeting.id, wears_badge())
    if wanted.category:
        statement = statement.where(Participant.category_id == wanted.category)
    if wanted.institution:
        statement = statement.where(Participant.institution == wanted.institution)
    if wanted.unprinted:
        statement = statement.where(sa.not_(is_printed()))
    if wanted.outdated:
        statement = looked_up(statement).where(is_outdated())
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
    if wanted.unprinted or wanted.outdated:
        people = _but_those_under_way(meeting, people)
    made = []
    for layout in list_layouts(meeting.id):
        if layout.id not in people:
            continue
        mine = Document.meeting_id == meeting.id, Document.kind == DocumentKind.BADGES
        last = db.session.scalar(sa.select(sa.func.max(Document.version)).where(*mine)) or 0
        content = {"layout": layout.id, "people": people[layout.id], "by": actor.name, "used": wanted.used}
        title = _title(meeting, layout, wanted, people[layout.id])
        made.append(
            queue_document(
                DocumentKind.BADGES, meeting.id, meeting=meeting, title=title[:300], at=at, version=last + 1, content=content
            )
        )
        db.session.flush()
        about: dict[str, Any] = {"target": layout, "target_name": layout.name, "count": len(people[layout.id])}
        record(actor, Action.BADGES_PRINTED, at=at, meeting=meeting, **about)
    if not made:
        raise WrongState(_("Peserta yang dipilih belum mempunyai rancangan tanda pengenal.") if people else _nobody(wanted))
    return made


def _title(meeting: Meeting, layout: BadgeLayout, wanted: Wanted, ids: Sequence[str]) -> str:
    """What a file of badges is called: its layout, which part of the people, from whom to whom, and the meeting."""
    category = db.session.get(Category, wanted.category) if wanted.category else None
    which = (
        category.name if category else "",
        wanted.institution,
        _("yang sudah hadir") if wanted.present else "",
        _("yang perlu dicetak ulang") if wanted.outdated else _("yang belum dicetak") if wanted.unprinted else "",
    )
    first, last = (db.session.get_one(Participant, each).name for each in (ids[0], ids[-1]))
    reach = f"{first} – {last}" if len(ids) > 1 else first
    parts = _("Tanda pengenal %(name)s", name=layout.name), ", ".join(filter(None, which)), f"{len(ids)} ({reach})", meeting.title
    return " - ".join(filter(None, parts))


def _but_those_under_way(meeting: Meeting, people: dict[str | None, list[str]]) -> dict[str | None, list[str]]:
    """Without those whose badge is in a file that is being made: a second click prints nobody twice."""
    mine = Document.meeting_id == meeting.id, Document.kind == DocumentKind.BADGES
    waiting = sa.select(Document.content).where(*mine, Document.state.in_((DocumentState.QUEUED, DocumentState.RENDERING)))
    under_way = {each for content in db.session.scalars(waiting) for each in content["people"]}
    left = {layout: [each for each in some if each not in under_way] for layout, some in people.items()}
    return {layout: some for layout, some in left.items() if some}


def _nobody(wanted: Wanted) -> str:
    if wanted.outdated:
        return _("Tidak ada yang perlu dicetak ulang di antara yang dipilih.")
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
    shown: list[tuple[str, str | None, str]] = []

    def read(first: int, end: int) -> list[Badge]:
        document.content = {**document.content, "done": first}
        at_work()
        told, faces = told_of(people[first:end]), faces_of(people[first:end], design)
        known = [each for each in people[first:end] if each in faces]
        shown.extend((each, faces[each][1], told[each]) for each in known)
        return [faces[each][0] for each in known]

    name = meeting.organisation.name
    made = render_badges(design, len(people), read, at, organisation=name, used=document.content.get("used", 0))
    document.content = {**document.content, "done": len(people), "shown": shown}
    return made


def note_badges(document: Document, at: datetime) -> None:
    """With the transaction that keeps the file each of its badges counts as printed, once."""
    same = {"meeting_id": document.meeting_id, "document_id": document.id, "printed_at": at, "by": document.content["by"]}
    shown = document.content["shown"]
    rows = [same | {"id": new_id(), "participant_id": each, "pass_id": of, "told": told} for each, of, told in shown]
    if rows:
        db.session.execute(insert_new(BadgePrint), rows)
    document.content = {key: value for key, value in document.content.items() if key != "shown"}


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
    told = told_of([participant.id])[participant.id]
    about = {"meeting_id": participant.meeting_id, "participant_id": participant.id, "pass_id": issued, "told": told}
    db.session.add(BadgePrint(**about, printed_at=at, by=actor.name[:300]))
    action = Action.BADGE_PRINTED_AGAIN if before else Action.BADGE_PRINTED
    record(actor, action, at=at, meeting=participant.meeting, target=participant, target_name=participant.full_name)
    db.session.flush()
    return before + 1


@dataclass(frozen=True, slots=True)
class Printed:
    """A print of somebody's badge; ``holds``: its code is that of the pass that holds now; ``same``: it says what is so now, as far as is
    known."""

    at: datetime
    by: str
    holds: bool
    same: bool


def prints_of(participant: Participant) -> list[Printed]:
    """Every print of a participant's badge, newest first."""
    p = BadgePrint
    active = sa.exists().where(Pass.id == p.pass_id, Pass.state == PassState.ACTIVE)
    mine = sa.select(p.printed_at, p.by, active, p.told).where(p.participant_id == participant.id)
    rows: Any = db.session.execute(mine.order_by(p.printed_at.desc(), p.id.desc())).all()
    now = told_of([participant.id])[participant.id] if rows else ""
    return [Printed(at, by, holds, told in (None, now)) for at, by, holds, told in rows]


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
    """Of those who wear a badge: how many, how many of them have one printed, on how many of these something else stands than is so now, and
    for how many people there is no layout."""

    people: int
    printed: int
    outdated: int
    without: int

    @property
    def missing(self) -> int:
        """Who has none printed with the pass that holds."""
        return self.people - self.printed


def numbers_of(meeting: Meeting) -> dict[str | None, Numbers]:
    """By layout; None: all together."""
    which, stale = Look.id.label("layout"), sa.case((is_outdated(), 1), else_=0).label("outdated")
    printed = sa.case((is_printed(), 1), else_=0).label("printed")
    people = looked_up(sa.select(which, printed, stale).select_from(Participant))
    people = people.where(Participant.meeting_id == meeting.id, wears_badge()).subquery()
    sums = sa.func.count(), sa.func.sum(people.c.printed), sa.func.sum(people.c.outdated)
    rows: Sequence[Any] = db.session.execute(sa.select(people.c.layout, *sums).group_by(people.c.layout)).all()
    without = sum(row[1] for row in rows if row.layout is None)
    found: dict[str | None, Numbers] = {
        row.layout: Numbers(row[1], int(row[2]), int(row[3]), 0) for row in rows if row.layout is not None
    }
    all_people, all_printed, all_outdated = (sum(int(row[n]) for row in rows) for n in (1, 2, 3))
    found[None] = Numbers(all_people, all_printed, all_outdated, without)
    return found


def outdated_page(meeting: Meeting, page: int, per_page: int, number: int) -> Page:
    """A page of participants, in protocol order, whose printed badge says something else by now; ``number``: how many there are."""
    ids = looked_up(sa.select(Participant.id).select_from(Participant))
    ids = ids.where(Participant.meeting_id == meeting.id, wears_badge(), is_outdated()).order_by(*PROTOCOL)

    def rows(some: Sequence[str]) -> Sequence[Participant]:
        return db.session.scalars(sa.select(Participant).where(Participant.id.in_(some))).all()

    return page_of(ids, rows, page, per_page, number=number)

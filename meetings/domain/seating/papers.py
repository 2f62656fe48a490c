"""The hall on paper: its plan with the names on the seats, and a card for the table before each of them.

A printed plan keeps a digest of what it shows, cards one of each that was ever printed, so that their page can say what has changed since
and print that alone.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from meetings.documents.pdf import seating as paper
from meetings.documents.pdf.paper import Paper
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import renew_document
from meetings.domain.meetings import Activity, require
from meetings.domain.seating.layout import codes_of, draw
from meetings.domain.seating.plan import Plan, as_laid_out, blocks_of
from meetings.domain.seating.seated import Seated, in_seat_order, people_on
from meetings.enums import DocumentKind, SeatShape
from meetings.errors import Conflict
from meetings.extensions import db
from meetings.models import Document, Meeting, SeatHall

PLAN, CARDS = "plan", "cards"
ALL, CHANGED = "", "changed"  # which cards; else the id of a part of the hall, or of somebody who has a seat
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TITLES = {PLAN: "Denah Tempat Duduk", CARDS: "Kartu Meja"}


def order_seating(plan: Plan, form: str, actor: Actor, at: datetime, only: str = ALL) -> None:
    """Have plan or cards printed soon, as the seats are by then; of the cards those of ``only``, of the plan all. Raises `Conflict` where
    that is nobody's card, `WrongState`."""
    meeting = plan.meeting
    require(meeting, Activity.PARTICIPANTS)
    title, content = " ".join(filter(None, (TITLES[form], plan.name, meeting.title))), None
    if form == CARDS:
        before = find_seating(plan, form)
        printed = printed_cards(before)
        chosen = _chosen(plan, in_seat_order(plan), only, printed)
        if only and not chosen:
            raise Conflict(_("Tidak ada kartu yang perlu dicetak."))
        title += f" ({len(chosen)})" if only else ""
        content = {"only": only, "cards": printed}
    renew_document(DocumentKind.SEATING, plan.about_id, form, meeting=meeting, title=title[:300], at=at, content=content)
    kind = TITLES[form].lower()
    record(actor, Action.SEATING_PRINTED, at=at, meeting=meeting, target=meeting, target_name=meeting.title, kind=kind)


def find_seating(plan: Plan, form: str) -> Document | None:
    """The paper as ordered last, printed or not; None when nobody has ordered it yet."""
    wanted = Document.kind == DocumentKind.SEATING, Document.about_id == plan.about_id, Document.form == form
    return db.session.scalars(sa.select(Document).where(*wanted)).one_or_none()


def is_outdated(document: Document, plan: Plan) -> bool:
    """Whether seats, names or the hall have changed since it was printed; no for one that nobody has printed yet."""
    if not document.storage_key or document.in_the_making:
        return False
    if document.form == CARDS:
        printed, now = printed_cards(document), _digests(plan, in_seat_order(plan))
        if document.content.get("only"):
            return any(printed.get(each, digest) != digest for each, digest in now.items())
        return bool(printed) and printed != now
    shown = document.content.get("shown")
    return bool(shown) and shown != _digest(_sheets(plan, NEVER))


def printed_cards(document: Document | None) -> dict[str, str]:
    """What stood on each card when it was printed last, as a digest by participant; those of the sheet that is being made are not among them."""
    return dict(document.content.get("cards") or {}) if document is not None else {}


def count_cards(plan: Plan, document: Document | None) -> tuple[int, int]:
    """How many cards there are, and how many of them were never printed or have changed since."""
    seated = in_seat_order(plan)
    return len(seated), len(_chosen(plan, seated, CHANGED, printed_cards(document)))


def print_seating(document: Document, at: datetime, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The PDF that was ordered. Raises NoResultFound when its meeting is gone."""
    hall = db.session.get(SeatHall, document.about_id)
    plan = Plan(hall.meeting, hall) if hall else Plan(db.session.get_one(Meeting, document.about_id))
    if document.form == CARDS:
        only, printed, seated = document.content.get("only", ALL), printed_cards(document), in_seat_order(plan)
        chosen = _chosen(plan, seated, only, printed)
        cards = _cards(plan, chosen, at)
        made = paper.render_cards(cards, at_work)
        present = {each.id for _block, each in seated}
        kept = {each: digest for each, digest in printed.items() if each in present}
        document.content = {"only": only, "cards": kept | _digests(plan, chosen)}
        return made
    sheets = _sheets(plan, at)
    made = paper.render_plan(sheets, at_work)
    document.content = {"shown": _digest(sheets)}
    return made


def _digest(sheets: paper.Plan | paper.Cards) -> str:
    return hashlib.sha256(repr(replace(sheets, issued_at=NEVER)).encode()).hexdigest()[:32]


def _digests(plan: Plan, seated: Sequence[tuple[str, Seated]]) -> dict[str, str]:
    bare = _cards(plan, [], NEVER)
    return {
        each.id: _digest(replace(bare, cards=(card,)))[:8]
        for (_block, each), card in zip(seated, _cards(plan, seated, NEVER).cards, strict=True)
    }


def _chosen(plan: Plan, seated: Sequence[tuple[str, Seated]], only: str, printed: Mapping[str, str]) -> list[tuple[str, Seated]]:
    """Whose cards are meant, of those who have a seat."""
    if only == ALL:
        return list(seated)
    if only == CHANGED:
        now = _digests(plan, seated)
        return [(block, each) for block, each in seated if printed.get(each.id) != now[each.id]]
    codes = {code for block in blocks_of(plan) if block.id == only for code in codes_of(as_laid_out(block))}
    return [(block, each) for block, each in seated if each.seat in codes or each.id == only]


def _cards(plan: Plan, seated: Sequence[tuple[str, Seated]], at: datetime) -> paper.Cards:
    """A card for each of them, in their order."""
    cards = tuple(paper.Card(each.name, each.position, each.institution, each.seat, each.representing) for _block, each in seated)
    meeting = plan.meeting
    return paper.Cards(meeting.organisation.name, meeting.title, cards, at, meeting.timezone, _paper(meeting), plan.name)


def _sheets(plan: Plan, at: datetime) -> paper.Plan:
    """The parts of the hall, a page or more each."""
    people = {each.seat: each for each in reversed(people_on(plan, *plan.has_seat))}

    def chairs(codes: list[str]) -> tuple[paper.Chair, ...]:
        sitting = ((code, people.get(code)) for code in codes)
        return tuple(
            paper.Chair(code, each.name, each.position, each.institution) if each else paper.Chair(code) for code, each in sitting
        )

    parts = []
    for block in blocks_of(plan):
        drawn = draw(as_laid_out(block))
        parts.append(
            paper.Section(
                block.name,
                ", ".join(category.name for category in block.categories),
                tuple((name, chairs(row)) for name, row in drawn.rows),
                chairs(drawn.left),
                chairs(drawn.right),
                tables=block.shape is SeatShape.TABLES,
            )
        )
    meeting, where = plan.meeting, ", ".join(filter(None, (plan.told, plan.meeting.site)))
    return paper.Plan(meeting.organisation.name, meeting.title, where, tuple(parts), at, meeting.timezone, _paper(meeting))


def _paper(meeting: Meeting) -> Paper:
    return Paper(size=meeting.sheet.value, landscape=True)

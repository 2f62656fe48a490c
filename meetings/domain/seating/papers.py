"""The hall on paper: its plan with the names on the seats, and a card for the table before each of them.

A printed paper keeps a digest of what it shows, so its page can say when seats or names have changed since.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa

from meetings.documents.pdf import seating as paper
from meetings.documents.pdf.paper import Paper
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents import renew_document
from meetings.domain.meetings import Activity, require
from meetings.domain.seating.layout import draw
from meetings.domain.seating.plan import as_laid_out, blocks_of
from meetings.domain.seating.seated import has_seat, in_seat_order, people_on
from meetings.enums import DocumentKind, SeatShape
from meetings.extensions import db
from meetings.models import Document, Meeting

PLAN, CARDS = "plan", "cards"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TITLES = {PLAN: "Denah Tempat Duduk", CARDS: "Kartu Meja"}


def order_seating(meeting: Meeting, form: str, actor: Actor, at: datetime) -> None:
    """Have plan or cards printed soon, as the seats are by then; an order that waits already is enough. Raises `WrongState`."""
    require(meeting, Activity.PARTICIPANTS)
    renew_document(DocumentKind.SEATING, meeting.id, form, meeting=meeting, title=f"{TITLES[form]} {meeting.title}"[:300], at=at)
    kind = TITLES[form].lower()
    record(actor, Action.SEATING_PRINTED, at=at, meeting=meeting, target=meeting, target_name=meeting.title, kind=kind)


def find_seating(meeting: Meeting, form: str) -> Document | None:
    """The paper as ordered last, printed or not; None when nobody has ordered it yet."""
    wanted = Document.kind == DocumentKind.SEATING, Document.about_id == meeting.id, Document.form == form
    return db.session.scalars(sa.select(Document).where(*wanted)).one_or_none()


def is_outdated(document: Document, meeting: Meeting) -> bool:
    """Whether seats, names or the hall have changed since it was printed; no for one that nobody has printed yet."""
    shown = document.content.get("shown")
    return bool(document.storage_key and shown and not document.in_the_making) and shown != _digest(
        _sheets(document.form, meeting, NEVER)
    )


def print_seating(document: Document, at: datetime, at_work: Callable[[], None] = lambda: None) -> bytes:
    """The PDF that was ordered. Raises NoResultFound when its meeting is gone."""
    meeting = db.session.get_one(Meeting, document.about_id)
    sheets = _sheets(document.form, meeting, at)
    made = paper.render_cards(sheets, at_work) if isinstance(sheets, paper.Cards) else paper.render_plan(sheets, at_work)
    document.content = {"shown": _digest(sheets)}
    return made


def _digest(sheets: paper.Plan | paper.Cards) -> str:
    return hashlib.sha256(repr(replace(sheets, issued_at=NEVER)).encode()).hexdigest()[:32]


def _sheets(form: str, meeting: Meeting, at: datetime) -> paper.Plan | paper.Cards:
    return (_cards if form == CARDS else _plan)(meeting, at)


def _cards(meeting: Meeting, at: datetime) -> paper.Cards:
    """A card for each who has a seat, in the order of the seats."""
    cards = tuple(
        paper.Card(each.name, each.position, each.institution, each.seat, each.representing)
        for _block, each in in_seat_order(meeting)
    )
    return paper.Cards(meeting.organisation.name, meeting.title, cards, at, meeting.timezone, _paper(meeting))


def _plan(meeting: Meeting, at: datetime) -> paper.Plan:
    """The parts of the hall, a page or more each."""
    people = {each.seat: each for each in reversed(people_on(meeting, *has_seat(meeting)))}

    def chairs(codes: list[str]) -> tuple[paper.Chair, ...]:
        sitting = ((code, people.get(code)) for code in codes)
        return tuple(
            paper.Chair(code, each.name, each.position, each.institution) if each else paper.Chair(code) for code, each in sitting
        )

    parts = []
    for block in blocks_of(meeting.id):
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
    return paper.Plan(meeting.organisation.name, meeting.title, meeting.site, tuple(parts), at, meeting.timezone, _paper(meeting))


def _paper(meeting: Meeting) -> Paper:
    return Paper(size=(meeting.paper or meeting.organisation.paper).value, landscape=True)

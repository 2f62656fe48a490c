"""The history of an item: what it said when, who left it so, what differs between two states of it, and how one of them comes back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import defer

from meetings.domain.audit import Actor
from meetings.domain.minutes.comparing import Piece, compare
from meetings.domain.minutes.editing import add_item, save_header, save_item
from meetings.domain.minutes.plaintext import to_text
from meetings.domain.minutes.queries import get_item
from meetings.domain.minutes.revisions import FIELDS, HEAD, NOTHING, RICH, Content, text_of
from meetings.domain.minutes.settling import LABELS as HEAD_LABELS
from meetings.enums import RevisionKind
from meetings.errors import InvalidInput, NotFound
from meetings.extensions import db
from meetings.models import Minutes, MinutesItem, MinutesRevision
from meetings.models.paging import Page, page_of
from meetings.writing.dates import format_date

ITEM_LABELS = {
    "title": _l("Judul butir"),
    "speakers": _l("Narasumber"),
    "discussion": _l("Pembahasan"),
    "decisions": _l("Keputusan"),
    "actions": _l("Tindak lanjut"),
}
MORE_HEAD_LABELS = {"opening": _l("Kata pembukaan"), "closing": _l("Penutup")}
NOW_WRITING = timedelta(minutes=1)  # whoever saved within it is told to be writing


@dataclass(frozen=True)
class Change:
    """What became of one part of an item between two revisions."""

    label: str
    pieces: list[Piece]


def label_of(revision: MinutesRevision, name: str) -> str:
    """What a part of the item, or of the head, is called on the screen."""
    if not of_head(revision):
        return str(ITEM_LABELS[name])
    return str(MORE_HEAD_LABELS.get(name) or HEAD_LABELS[name])


def of_head(revision: MinutesRevision) -> bool:
    """Whether it is one of the head and not of an item."""
    return revision.item_id == revision.minutes_id


def list_revisions(minutes: Minutes, item_id: str, page: int, per_page: int) -> Page:
    """The revisions of these minutes' items (of one, if ``item_id`` says so), the newest first."""
    of = MinutesRevision.item_id == item_id if item_id else sa.true()
    order = MinutesRevision.at.desc(), MinutesRevision.id.desc()
    ids = sa.select(MinutesRevision.id).where(MinutesRevision.minutes_id == minutes.id, of).order_by(*order)
    return page_of(ids, _revisions, page, per_page)


def get_revision(minutes: Minutes, revision_id: str) -> MinutesRevision:
    """A revision of an item of these minutes. Raises NotFound."""
    found = db.session.scalars(
        sa.select(MinutesRevision).where(MinutesRevision.id == revision_id, MinutesRevision.minutes_id == minutes.id)
    ).one_or_none()
    if found is None:
        raise NotFound(_("Riwayat itu tidak ada pada notula ini."))
    return found


def revision_before(revision: MinutesRevision) -> MinutesRevision | None:
    """What the item said before, as it was stored; None for its first revision."""
    earlier = sa.or_(
        MinutesRevision.at < revision.at, sa.and_(MinutesRevision.at == revision.at, MinutesRevision.id < revision.id)
    )
    same = MinutesRevision.minutes_id == revision.minutes_id, MinutesRevision.item_id == revision.item_id
    return db.session.scalars(
        sa.select(MinutesRevision)
        .where(*same, earlier, MinutesRevision.kind != RevisionKind.REFUSED)
        .order_by(MinutesRevision.at.desc(), MinutesRevision.id.desc())
        .limit(1)
    ).first()


def changes_between(older: MinutesRevision | None, newer: MinutesRevision) -> list[Change]:
    """What differs, part by part. Raises InvalidInput for revisions of two items."""
    if older is not None and older.item_id != newer.item_id:
        raise InvalidInput(_("Pilih dua riwayat dari butir yang sama."))
    before, after = older.content if older else NOTHING, newer.content
    names = HEAD if of_head(newer) else FIELDS
    told = ((label_of(newer, name), _told(before, name), _told(after, name)) for name in names)
    return [Change(label, compare(one, other)) for label, one, other in told if one != other]


def restore(minutes: Minutes, revision: MinutesRevision, actor: Actor, at: datetime) -> MinutesItem | Minutes:
    """Let the item (or the head, in its words) say again what it said; one that was taken out stands where it stood. What it says until now stays in its history.

    Raises WrongState when the minutes are no draft.
    """
    if of_head(revision):
        save_header(minutes, dict(revision.content), minutes.revision, actor, at, RevisionKind.RESTORED)
        return minutes
    text = text_of(revision.content)
    try:
        item = get_item(minutes.meeting, minutes.id, revision.item_id)
    except NotFound:
        kind = RevisionKind.RESTORED
        return add_item(minutes, text, actor, at, place=revision.place, item_id=revision.item_id, kind=kind)
    save_item(item, text, item.revision, actor, at, RevisionKind.RESTORED)
    return item


def last_writer(item_id: str) -> MinutesRevision | None:
    """The save that was the last one of an item; its name and time are told to whoever was slower."""
    return db.session.scalars(
        sa.select(MinutesRevision)
        .where(MinutesRevision.item_id == item_id, MinutesRevision.kind != RevisionKind.REFUSED, MinutesRevision.actor_name != "")
        .options(defer(MinutesRevision.content))
        .order_by(MinutesRevision.at.desc(), MinutesRevision.id.desc())
        .limit(1)
    ).first()


def writing_now(minutes: Minutes, but: str | None, at: datetime) -> dict[str, str]:
    """By item the name of whoever is writing on it, besides the account ``but``; an editor saves a second after the last letter."""
    recent = MinutesRevision.at > at - NOW_WRITING, MinutesRevision.kind == RevisionKind.SAVED
    rows = db.session.execute(
        sa.select(MinutesRevision.item_id, MinutesRevision.actor_name)
        .where(MinutesRevision.minutes_id == minutes.id, *recent, sa.func.coalesce(MinutesRevision.actor_id, "") != (but or ""))
        .order_by(MinutesRevision.at)
    )
    return {item_id: name for item_id, name in rows if name}


def _revisions(ids: Sequence[str]) -> Sequence[MinutesRevision]:
    return db.session.scalars(
        sa.select(MinutesRevision).where(MinutesRevision.id.in_(ids)).options(defer(MinutesRevision.content))
    ).all()


def _told(content: Content, name: str) -> str:
    if name not in content:
        return ""
    if name in RICH:
        return to_text(content[name])
    if name == "decisions":
        return "\n".join(f"{number}. {line}" for number, line in enumerate(content[name], start=1))
    if name == "actions":
        return "\n".join(f"{number}. {'; '.join(_task(each))}" for number, each in enumerate(content[name], start=1))
    return str(content[name])


def _task(action: Content) -> Iterator[str]:
    yield from (action[name] for name in ("text", "institution", "person") if action[name])
    if action["due_on"]:
        yield format_date(date.fromisoformat(action["due_on"]))

"""What minutes decided, as papers of their own: a list of everything, and an extract for each institution that has to act.

They are issued like any paper, as the published minutes say it, and go with them: what takes the place of the minutes takes theirs
(``minutes.follow_issue``), and who withdraws the minutes withdraws them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2s

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer

from meetings import clock
from meetings.documents.pdf.extract import Extract, ExtractItem, Numbered, render_extract
from meetings.documents.pdf.minutes import CHAIR, RECORDER, Verification, name_of
from meetings.documents.pdf.minutes import Minutes as MinutesPaper
from meetings.domain import documents
from meetings.domain.audit import Action, Actor, record
from meetings.domain.documents.freezing import freeze, thaw
from meetings.enums import DocumentKind, DocumentState, MinutesStanding
from meetings.errors import Conflict, NotFound, WrongState
from meetings.extensions import db
from meetings.models import Document, Minutes, User
from meetings.models.base import hold
from meetings.writing.dates import schedule_lines
from meetings.writing.names import with_position
from meetings.writing.search import search_key


@dataclass(frozen=True, slots=True)
class ExtractRow:
    """For whom a paper is (empty: the list of all decisions), what it holds, and the paper where it was ordered."""

    institution: str
    decisions: int
    actions: int
    document: Document | None

    @property
    def form(self) -> str:
        """By which the paper is told from the others of the same minutes."""
        return form_of(self.institution)


def form_of(institution: str) -> str:
    """A short name for an institution, the same for the same spelling; empty for all."""
    return blake2s(institution.encode(), digest_size=8).hexdigest() if institution else ""


def list_extracts(minutes: Minutes) -> list[ExtractRow]:
    """The papers that minutes can give, the list first, then by institution; nothing of minutes on which nothing was decided."""
    if minutes.document is None or not minutes.is_out:
        return []
    paper = _minutes_paper(minutes.document)
    statement = sa.select(Document).where(Document.about_id == minutes.id, Document.kind.in_(documents.EXTRACTS))
    there = {each.form: each for each in db.session.scalars(statement.options(defer(Document.content)))}
    rows = []
    for institution in ("", *_institutions(paper)):
        items = _items(paper, institution)
        counts = sum(len(item.decisions) for item in items), sum(len(item.actions) for item in items)
        if any(counts):
            rows.append(ExtractRow(institution, *counts, there.get(form_of(institution))))
    return rows


def issue_extracts(minutes: Minutes, forms: Iterable[str] | None, actor: Actor, at: datetime) -> int:
    """Have these papers (None: all) issued that are not there yet, or could not be made; how many. Raises WrongState for minutes that do
    not hold, NotFound for a form that they do not give, Conflict where somebody else has just ordered one."""
    hold(minutes)
    document = minutes.document
    if document is None or minutes.standing is not MinutesStanding.IN_FORCE:
        raise WrongState(_("Petikan hanya dibuat dari notula yang berlaku."))
    rows = {row.form: row for row in list_extracts(minutes)}
    wanted = list(rows) if forms is None else list(forms)
    if not set(wanted) <= set(rows):
        raise NotFound(_("Notula ini tidak memuat keputusan atau tindak lanjut untuk instansi itu."))
    ordered = 0
    for form in wanted:
        row = rows[form]
        if row.document is None:
            try:
                with db.session.begin_nested():
                    _queue(minutes, document, row.institution, actor, at)
            except IntegrityError:
                raise Conflict(_("Petikan ini baru saja dibuat orang lain.")) from None
        elif row.document.state is DocumentState.FAILED:
            documents.requeue_document(row.document.id, at)
        else:
            continue
        ordered += 1
    if ordered:
        name = minutes.title
        record(actor, Action.EXTRACTS_ISSUED, at=at, meeting=minutes.meeting, target=minutes, target_name=name, count=ordered)
    db.session.flush()
    return ordered


def get_extract(minutes: Minutes, form: str) -> Document:
    """The paper of this form. Raises NotFound while there is none."""
    found = next((row.document for row in list_extracts(minutes) if row.form == form and row.document), None)
    if found is None:
        raise NotFound(_("Petikan itu belum dibuat."))
    return found


def print_extract(document: Document, verification_url: str) -> bytes:
    """The PDF as it was frozen."""
    extract: Extract = thaw(Extract, document.content)
    return render_extract(replace(extract, verification=Verification(verification_url)))


def _queue(minutes: Minutes, document: Document, institution: str, actor: Actor, at: datetime) -> None:
    paper = _minutes_paper(document)
    certifier, role = (paper.recorder_signatory, RECORDER) if paper.recorder_signatory else (paper.signatory, CHAIR)
    user = db.session.get(User, actor.id) if actor.id else None
    kind = DocumentKind.EXTRACT if institution else DocumentKind.DECISIONS
    began = paper.began_at or paper.invited_from
    extract = Extract(
        organisation=paper.organisation,
        letterhead=paper.letterhead,
        title="Petikan" if institution else "Daftar Keputusan",
        minutes_name=name_of(paper.layout),
        number=paper.number,
        event=paper.event,
        session=paper.session,
        zone=paper.zone,
        day=schedule_lines(began, paper.ended_at or paper.invited_to, paper.zone)[0] if began else "-",
        venue=paper.venue,
        version=paper.version,
        replaces=paper.replaces,
        institution=institution,
        items=_items(paper, institution),
        issued_at=at,
        place=paper.place,
        signed_on=clock.local(at, paper.zone).date(),
        role=role,
        signatory=certifier,
        issued_by=with_position(user.name, user.position) if user else "",
        security=document.security.printed,
        paper=paper.paper,
    )
    documents.queue_document(
        kind,
        minutes.id,
        meeting=minutes.meeting,
        title=f"{extract.title} {extract.minutes_name} {minutes.title}{f' – {institution}' if institution else ''}",
        at=at,
        form=form_of(institution),
        final=True,
        number=paper.number,
        signer="\n".join(filter(None, (certifier.full_name, certifier.own_position))) if certifier else "",
        security=document.security,
        content=freeze(extract),
    )


def _minutes_paper(document: Document) -> MinutesPaper:
    paper: MinutesPaper = thaw(MinutesPaper, {**document.content, "annex": None})
    return paper


def _institutions(paper: MinutesPaper) -> Sequence[str]:
    return sorted({action.institution for item in paper.items for action in item.actions if action.institution})


def _items(paper: MinutesPaper, institution: str) -> tuple[ExtractItem, ...]:
    """What concerns the institution: of items on which it has to act its actions and all decisions, of others the decisions that name it.
    Without one: everything that was decided."""
    items = []
    for place, item in enumerate(paper.items, start=1):
        actions = tuple(each for each in item.actions if institution in ("", each.institution))
        decisions = tuple(
            Numbered(number, text)
            for number, text in enumerate(item.decisions, start=1)
            if not institution or actions or search_key(institution) in search_key(text)
        )
        if actions or decisions:
            items.append(ExtractItem(place, item.title, decisions, actions))
    return tuple(items)

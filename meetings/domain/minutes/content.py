"""From rows to the data that the printed minutes, and the page that shows them, are made of."""

import ast
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from meetings import clock
from meetings.documents.pdf import minutes as paper
from meetings.documents.pdf.attendance_list import AttendanceList
from meetings.documents.pdf.paper import Paper
from meetings.domain.attendance.annex import count_attendance, list_attendance
from meetings.domain.documents.freezing import thaw
from meetings.domain.meetings.queries import summoned_by
from meetings.domain.minutes.facts import around_the_rundown
from meetings.domain.minutes.numbering import version_replaced
from meetings.domain.minutes.pictures import read_pictures, texts_of
from meetings.domain.minutes.wording import closing_html, happened, opening_html
from meetings.domain.people import letterhead_for, signatory_of
from meetings.extensions import db
from meetings.models import Minutes, MinutesItem, User
from meetings.writing.names import with_position
from meetings.writing.reading import unnumbered


def compose_minutes(minutes: Minutes, at: datetime, *, annex: bool = True, pictures: bool = True) -> paper.Minutes:
    """The minutes as they stand now. ``annex=False`` leaves the list of people out (pages show counts only), ``pictures=False`` the bytes
    of the pictures (pages have addresses for them).

    Without number, approval and verification: those come with publication (``frozen_minutes``).
    """
    meeting, session = minutes.meeting, minutes.session
    letterhead = letterhead_for(minutes.signatory, meeting.organisation)
    recorder = signatory_of(minutes.recorder or {"name": minutes.recorder_name})
    sheet = Paper(size=meeting.sheet.value)
    number, dated = summoned_by(meeting)
    venue = meeting.hall(minutes.room)
    titles = unnumbered([item.title for item in minutes.items])
    moderators, speakers = around_the_rundown(minutes)
    title = "" if minutes.title.strip().casefold() == meeting.title.strip().casefold() else minutes.title
    present = AttendanceList(
        organisation=meeting.organisation.name,
        letterhead=letterhead,
        kind=meeting.kind.label,
        event=meeting.title,
        session=title,
        starts_at=minutes.started_at or session.starts_at,
        ends_at=minutes.ended_at or session.ends_at,
        zone=meeting.timezone,
        venue=venue,
        rows=list_attendance(session, at) if annex else (),
        issued_at=at,
        invitation_number=number,
        invitation_date=dated,
        paper=sheet,
    )
    composed = paper.Minutes(
        organisation=meeting.organisation.name,
        letterhead=letterhead,
        kind=meeting.kind.label,
        event=meeting.title,
        session=title,
        zone=meeting.timezone,
        venue=venue,
        items=tuple(map(_item, minutes.items, titles)),
        issued_at=at,
        layout="v2009" if minutes.layout == "v2009" else "v2023",
        version=minutes.version,
        replaces=version_replaced(minutes) if minutes.version > 1 else "",
        invited_from=session.starts_at,
        invited_to=session.ends_at,
        began_at=happened(minutes, minutes.started_at, at),
        ended_at=happened(minutes, minutes.ended_at, at),
        invitation_number=number,
        invitation_date=dated,
        agenda=tuple(title for title in titles if title),
        chair=_official(minutes.chair_name, minutes.chair_position),
        secretary=_official(minutes.secretary_name),
        recorder=_official(recorder.full_name, recorder.own_position) if recorder else None,
        participants=tuple(replace(count, category=count.category or "Tanpa kategori") for count in count_attendance(session)),
        opening_html=opening_html(minutes, at),
        closing_html=closing_html(minutes, at),
        moderators=moderators,
        speakers=speakers,
        place=meeting.city,
        signatory=signatory_of(minutes.signatory),
        recorder_signatory=recorder,
        cc=tuple(copies_of(minutes)),
        annex=present if annex and present.rows else None,
        application="Rapat Resmi",
        security=minutes.security.printed,
        paper=sheet,
    )
    return replace(composed, pictures=read_pictures(session.id, texts_of(composed))) if pictures else composed


def publication_facts(minutes: Minutes, number: str, at: datetime) -> dict[str, Any]:
    """What a final document says beyond the draft: fields for ``dataclasses.replace``."""
    approver = db.session.get(User, minutes.approved_by_id) if minutes.approved_by_id else None
    named = with_position(approver.name, approver.position) if approver else ""
    return {
        "state": "final",
        "number": number,
        "signed_on": clock.local(at, minutes.meeting.timezone).date(),
        "approved_by": named,
        "approved_at": minutes.approved_at,
        "issued_at": at,
    }


def thaw_minutes(content: Mapping[str, Any]) -> paper.Minutes:
    """The minutes out of the frozen content of their document."""
    thawed: paper.Minutes = thaw(paper.Minutes, content)
    return thawed


def copies_of(minutes: Minutes) -> list[str]:
    """Who gets a copy (tembusan), one recipient each, without typed numbers: page and paper count them."""
    return unnumbered([recipient for line in minutes.copies.get("lines", ()) for recipient in _recipients(line)])


def _recipients(line: str) -> list[str]:
    """The line itself. The editor used to write the whole column as Python notation into a line, at each save anew; such a line is
    read as the recipients that it holds."""
    if not (line.startswith("{") and line.endswith("}")):
        return [line]
    try:
        held = ast.literal_eval(line)
    except (ValueError, SyntaxError):
        return [line]
    if not isinstance(held, dict):
        return [line]
    return [recipient for inner in held.get("lines", ()) for recipient in _recipients(inner)]


def _item(item: MinutesItem, title: str) -> paper.MinutesItem:
    return paper.MinutesItem(
        title=title,
        discussion_html=item.discussion,
        decisions=tuple(unnumbered([decision.text for decision in item.decisions if decision.text])),
        actions=tuple(paper.ActionRow(action.text, action.person, action.institution, action.due_on) for action in item.actions),
        speakers=tuple(line for line in item.speakers.splitlines() if line.strip()),
    )


def _official(name: str, position: str = "") -> paper.Official | None:
    return paper.Official(name, position) if name else None

"""The committee's list, many at once: as pasted, and from the accounts that work in the meeting."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from meetings.domain.audit import Actor
from meetings.domain.certificates.others import committee_lines, save_member
from meetings.domain.meetings.staff import list_staff
from meetings.domain.organisations.queries import list_members
from meetings.errors import InvalidInput
from meetings.models import Meeting
from meetings.writing.reading import read_text

CELLS = re.compile(r"\t|;|\|")  # between name, duty and institution; a comma stands before a degree


NUMBER = re.compile(r"(no|\d+)\.?", re.IGNORECASE)  # what stands before the name in a numbered list


class Member(NamedTuple):
    """Somebody of the committee."""

    name: str
    duty: str
    institution: str = ""


def read_members(pasted: str) -> list[Member]:
    """One person a line: name, duty, institution, as they come from a sheet or between semicolons. Empty lines and a first line of headings
    are left out, and so is a number before the name."""
    found: list[Member] = []
    for line in pasted.splitlines():
        cells = [read_text(cell) for cell in CELLS.split(line)]
        if len(cells) > 1 and NUMBER.fullmatch(cells[0]):
            cells.pop(0)
        if any(cells) and not (not found and cells[0].casefold() in ("nama", "nama lengkap", "name")):
            found.append(Member(*(cells + ["", "", ""])[:3]))
    return found


def known_members(meeting: Meeting) -> list[Member]:
    """The accounts with a role in the meeting or its organisation that are not on its list yet, each name once; the meeting's first."""
    there = {line.name.casefold() for line in committee_lines(meeting)}
    known: dict[str, Member] = {}
    working = [(each.user.name, each.role) for each in list_staff(meeting)]
    for name, role in [*working, *((each.user.name, each.role) for each in list_members(meeting.organisation))]:
        if name.casefold() not in there:
            known.setdefault(name.casefold(), Member(name, _(role.label), meeting.organisation.name))
    return list(known.values())


def add_members(meeting: Meeting, members: Sequence[Member], actor: Actor, at: datetime) -> tuple[int, int]:
    """Add them all, or nobody; returns how many were added, and how many were on the list with that duty already. Raises `InvalidInput` that
    says which line is wrong, `Conflict` for too many, `WrongState`."""
    if not members:
        raise InvalidInput(_("Pilih orang, atau tempel daftarnya."), field="pasted")
    there = {(line.name.casefold(), line.duty.casefold()) for line in committee_lines(meeting)}
    added = 0
    for number, each in enumerate(members, 1):
        if (each.name.casefold(), each.duty.casefold()) in there:
            continue
        try:
            if any("@" in cell for cell in each):
                raise InvalidInput(_("surel tidak ditulis di sini; kolomnya nama, peran, dan instansi"))
            save_member(meeting, None, each.name, each.duty, each.institution, actor, at)
        except InvalidInput as error:
            who = each.name or each.duty or each.institution
            missing = _("perannya belum ditulis") if each.name and not each.duty else error.message
            told = _("Orang ke-%(n)d (%(who)s): %(why)s. Tidak ada yang disimpan.", n=number, who=who, why=missing.rstrip("."))
            raise InvalidInput(told, field="pasted") from None
        there.add((each.name.casefold(), each.duty.casefold()))
        added += 1
    return added, len(members) - added

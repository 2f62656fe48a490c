"""The list of participants as a table, for XLSX and CSV."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row

from meetings.documents.sheets.xlsx import Column, Kind, Value
from meetings.domain.participants.session_names import EVERY
from meetings.models import Representation, standing
from meetings.writing.phones import show_phone

PERSONAL = (6, 10, 11)  # NIP, phone and address, by their places


def columns(questions: Sequence[str] = (), *, personal: bool, sessions: bool = False) -> list[Column]:
    """Column titles; with `personal` also numbers and addresses, the committee's notes, and the questions; `sessions`: somebody is not
    called to all."""
    shown = [
        Column(_("No."), Kind.NUMBER, 6),
        Column(_("Kategori"), width=18),
        Column(_("Instansi"), width=30),
        Column(_("Gelar depan"), width=10),
        Column(_("Nama"), width=28),
        Column(_("Gelar belakang"), width=14),
        Column(_("NIP/NRP"), width=21),
        Column(_("Jabatan"), width=30),
        Column(_("Pangkat"), width=20, printed=False),
        Column(_("Golongan"), width=10, printed=False),
        Column(_("Nomor HP"), width=18, printed=False),
        Column(_("Surel"), width=30, printed=False),
        Column(_("Status"), width=18, printed=False),
        Column(_("Mewakili/diwakili"), width=30, printed=False),
        Column(_("Urutan protokol"), Kind.NUMBER, 10, printed=False),
        Column(_("Dijawab"), Kind.DATETIME, 18, printed=False),
        Column(_("Dijawab oleh"), width=24, printed=False),
        Column(_("Didaftarkan oleh"), width=24, printed=False),
        Column(_("Hadir daring"), width=12, printed=False),
        Column(_("Pendamping"), Kind.NUMBER, 12, printed=False),
    ]
    shown += [Column(_("Sesi"), width=30, printed=False)] if sessions else []
    asked = [Column(text, width=30, printed=False) for text in questions]
    return [*shown, Column(_("Catatan panitia"), width=40, printed=False), *asked] if personal else _without_personal(shown)


def _without_personal(columns: list[Any]) -> list[Any]:
    return [each for place, each in enumerate(columns) if place not in PERSONAL]


def rows(
    participants: Iterable[tuple[Row[Any], list[str]]],
    representations: Sequence[Representation],
    titles: Mapping[str, Sequence[str]],
    *,
    personal: bool,
) -> Iterator[list[Value]]:
    """One row each, with the answers beside it; without `personal` no NIP, phone or address. ``titles``:
    by participant, of the sessions that they are called to, where not to all; none: no such column."""
    standing_in = {each.representative_id for each in representations}
    return _rows(participants, _partners(representations), standing_in, titles, personal=personal)


def _rows(
    participants: Iterable[tuple[Row[Any], list[str]]],
    partners: Mapping[str, str],
    standing_in: Collection[str],
    titles: Mapping[str, Sequence[str]],
    *,
    personal: bool,
) -> Iterator[list[Value]]:
    labels = {answer: _(answer.label) for answer in standing.ANSWERS}
    for number, (row, answers) in enumerate(participants, 1):
        values: list[Value] = [
            number,
            row.category,
            row.institution,
            row.title_front,
            row.name,
            row.title_back,
            row.nip,
            row.position,
            row.rank,
            row.grade,
            show_phone(row.phone, True),
            row.email,
            labels[standing.answer_of(row.status, row.source, stands_in=row.id in standing_in)],
            partners.get(row.id),
            row.protocol_order,
            row.answered_at,
            row.answered_by,
            row.named_by or "",
            _("ya") if row.comes_online else "",
            (row.companions or None) if standing.COMES.holds(row.status, row.source) else None,
        ]
        if titles:
            values.append("; ".join(titles.get(row.id, ())) if row.limited else EVERY[0])
        yield [*values, row.notes, *answers] if personal else _without_personal(values)


def _partners(representations: Sequence[Representation]) -> dict[str, str]:
    """By participant: whom they come for, or who comes for them."""
    represented = {each.represented_id: _("diwakili %(name)s", name=each.representative.full_name) for each in representations}
    return represented | {each.representative_id: _("mewakili %(who)s", who=each.stood_for) for each in representations}

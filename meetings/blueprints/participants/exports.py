"""The list of participants as a table, for XLSX and CSV."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row

from meetings.documents.sheets.xlsx import Column, Kind, Value
from meetings.models import Representation, standing
from meetings.writing.id_numbers import mask
from meetings.writing.phones import show_phone


def columns(*, personal: bool) -> list[Column]:
    """Column titles; with `personal` also the committee's notes."""
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
    ]
    return [*shown, Column(_("Catatan panitia"), width=40, printed=False)] if personal else shown


def rows(participants: Iterable[Row[Any]], representations: Sequence[Representation], *, personal: bool) -> Iterator[list[Value]]:
    """One row each; without `personal` only the last four characters of NIP and phone, and no address."""
    return _rows(participants, _partners(representations), personal=personal)


def _rows(participants: Iterable[Row[Any]], partners: Mapping[str, str], *, personal: bool) -> Iterator[list[Value]]:
    labels = {answer: _(answer.label) for answer in standing.ANSWERS}
    for number, row in enumerate(participants, 1):
        values: list[Value] = [
            number,
            row.category,
            row.institution,
            row.title_front,
            row.name,
            row.title_back,
            row.nip if personal else mask(row.nip),
            row.position,
            row.rank,
            row.grade,
            show_phone(row.phone, personal),
            row.email if personal else "",
            labels[standing.answer_of(row.status, row.source)],
            partners.get(row.id),
            row.protocol_order,
            row.answered_at,
        ]
        yield [*values, row.notes] if personal else values


def _partners(representations: Sequence[Representation]) -> dict[str, str]:
    """By participant: whom they come for, or who comes for them."""
    represented = {each.represented_id: _("diwakili %(name)s", name=each.representative.full_name) for each in representations}
    return represented | {
        each.representative_id: _("mewakili %(name)s", name=each.represented.full_name) for each in representations
    }

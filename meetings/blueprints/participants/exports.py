"""The list of participants as a table, for XLSX and CSV."""

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from meetings.documents.xlsx import Column, Kind, Value
from meetings.domain.people.id_numbers import mask
from meetings.domain.people.phones import show_phone
from meetings.models import Participant


def columns(*, personal: bool) -> list[Column]:
    """Column titles; with `personal` also the committee's notes."""
    shown = [
        Column(_("No."), Kind.NUMBER, 6),
        Column(_("Kategori"), width=22),
        Column(_("Instansi"), width=36),
        Column(_("Gelar depan"), width=12),
        Column(_("Nama"), width=30),
        Column(_("Gelar belakang"), width=18),
        Column(_("NIP/NRP"), width=22),
        Column(_("Jabatan"), width=36),
        Column(_("Pangkat"), width=20),
        Column(_("Golongan"), width=10),
        Column(_("Nomor HP/WA"), width=18),
        Column(_("Surel"), width=30),
        Column(_("Status"), width=18),
        Column(_("Mewakili/diwakili"), width=30),
        Column(_("Urutan protokol"), Kind.NUMBER, 10),
        Column(_("Dijawab"), Kind.DATETIME, 18),
    ]
    return [*shown, Column(_("Catatan panitia"), width=40)] if personal else shown


def rows(participants: Iterable[Participant], *, personal: bool) -> Iterator[list[Value]]:
    """One row each; without `personal` only the last four characters of NIP and phone, and no address."""
    for number, row in enumerate(participants, 1):
        values: list[Value] = [
            number,
            row.category.name if row.category else "",
            row.institution,
            row.title_front,
            row.name,
            row.title_back,
            row.nip if personal else mask(row.nip),
            row.position,
            row.rank,
            row.grade,
            show_phone(row.phone) if personal else mask(row.phone),
            row.email if personal else "",
            _(row.status.label),
            _partner(row),
            row.protocol_order,
            row.answered_at,
        ]
        yield [*values, row.notes] if personal else values


def _partner(row: Participant) -> str:
    if row.representing:
        return _("mewakili %(name)s", name=row.representing.represented.full_name)
    if row.represented_by:
        return _("diwakili %(name)s", name=row.represented_by.representative.full_name)
    return ""

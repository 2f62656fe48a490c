"""``online``: what an attendance report of a virtual room says, without a browser and without changing anything."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from meetings import clock
from meetings.documents.sheets.online_reports import Attendee, Order, Reading, Report, open_report, read_report
from meetings.errors import MeetingsError
from meetings.writing import zones

online = AppGroup("online", help="Kehadiran daring.")


@online.command("read-report")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Tulis hasilnya sebagai JSON.")
@click.option("--zone", default=zones.DEFAULT, show_default=True, help="Zona waktu jam di berkas, nama IANA.")
@click.option("--date-order", type=click.Choice(list(Order)), help="Urutan tanggal: dm hari/bulan, md bulan/hari.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Tanggal jam-jamnya, untuk berkas yang hanya menyebut jam.")
def read(file: Path, zone: str, date_order: str | None, day: datetime | None, *, as_json: bool) -> None:
    """Menyebut orang, jam, menit, dan pertanyaan dalam laporan FILE tanpa mengubah apa pun; kode keluar 1 bila bentuknya tidak dikenal."""
    try:
        clock.zone(zone)
    except (KeyError, ValueError) as error:
        raise click.ClickException(f"Zona waktu {zone} tidak dikenal.") from error
    how = Reading(zone, Order(date_order) if date_order else None, clock.from_local(day, zone) if day else None)
    try:
        report = read_report(open_report(file.read_bytes()), how)
    except MeetingsError as error:
        raise click.ClickException(str(error.message)) from error
    click.echo(json.dumps(_as_json(report, zone), ensure_ascii=False, indent=2) if as_json else _as_text(report, zone))
    if report.shape is None:
        raise SystemExit(1)


def _as_json(report: Report, zone: str) -> dict[str, Any]:
    return {
        "shape": report.shape,
        "title": report.title,
        "began": _moment(report.began, zone, dated=True),
        "ended": _moment(report.ended, zone, dated=True),
        "zone": zone,
        "date_order": report.order,
        "people": [_person(each, report, zone) for each in report.people],
        "waiting_room_rows": report.waiting,
        "stayed_away_rows": report.stayed_away,
        "unread": [{"row": each.row, "name": each.name, "why": each.fault} for each in report.faulty],
        "questions": [{"ask": each.ask, "text": each.ask.label, "about": list(each.about)} for each in report.questions],
    }


def _person(who: Attendee, report: Report, zone: str) -> dict[str, Any]:
    return {
        "name": who.name,
        "original": who.original,
        "email": who.email,
        "rows": list(who.rows),
        "intervals": [
            {"in": _moment(came, zone, dated=report.dated), "out": _moment(left, zone, dated=report.dated)}
            for came, left in who.spans
        ],
        "minutes": who.minutes,
        "at_once": who.at_once,
        "host": who.runs_it,
        "device_name": who.nameless,
        "same_name_as_others": who.double,
    }


def _moment(moment: datetime | None, zone: str, *, dated: bool) -> str | None:
    """RFC 3339 in the file's zone; the hour alone where the file tells no more."""
    if moment is None:
        return None
    local = clock.local(moment, zone)
    return local.isoformat() if dated else local.strftime("%H:%M:%S")


def _as_text(report: Report, zone: str) -> str:
    lines = [f"{report.shape.label if report.shape else 'Bentuk tidak dikenal'}: {len(report.people)} nama."]
    for who in report.people:
        spans = ", ".join(
            f"{_moment(came, zone, dated=report.dated)}–{_moment(left, zone, dated=report.dated) or '…'}"
            for came, left in who.spans
        )
        lines.append(f"{who.name}: {who.minutes if who.minutes is not None else '?'} menit {spans}".rstrip())
    lines += [f"baris {each.row}: {each.fault.label}" for each in report.faulty]
    lines += [
        f"pertanyaan: {each.ask.label} {', '.join(getattr(about, 'label', about) for about in each.about)}".rstrip()
        for each in report.questions
    ]
    return "\n".join(lines)

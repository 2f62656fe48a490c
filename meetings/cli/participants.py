"""``participants``: what an uploaded list would do, without a browser."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from meetings import clock
from meetings.cli.readiness import require_ready
from meetings.config import local_day
from meetings.documents.sheets.spreadsheets import column_letters
from meetings.domain.participants.check import check_file
from meetings.domain.participants.findings import Finding
from meetings.domain.participants.judging import Fate
from meetings.domain.participants.plan import Plan
from meetings.errors import MeetingsError
from meetings.extensions import db
from meetings.models import Meeting

participants = AppGroup("participants", help="Daftar peserta.")


@participants.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Tulis hasilnya sebagai JSON.")
@click.option(
    "--meeting", "meeting_id", default="", help="Id kegiatan yang daftarnya dibandingkan; tanpa itu hanya berkasnya yang dibaca."
)
def check(file: Path, meeting_id: str, *, as_json: bool) -> None:
    """Menyebut apa yang akan terjadi bila FILE diimpor, tanpa mengubah apa pun; kode keluar 1 bila ada baris yang tidak dapat masuk."""
    meeting, at = None, clock.now()
    today = local_day(at)
    if meeting_id:
        require_ready()
        meeting = db.session.get(Meeting, meeting_id)
        if meeting is None:
            raise click.ClickException(f"Tidak ada kegiatan dengan id {meeting_id}.")
        today = clock.local(at, meeting.timezone).date()
    try:
        found = check_file(file.read_bytes(), meeting, today)
    except MeetingsError as error:
        raise click.ClickException(str(error.message)) from error
    click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2) if as_json else _as_text(found))
    db.session.rollback()
    if any(row.fate is Fate.BROKEN for row in found.rows):
        raise SystemExit(1)


def _as_json(plan: Plan) -> dict[str, Any]:
    return {
        "sheet": plan.layout.sheet,
        "header_row": plan.layout.header_row,
        "columns": {field.value: column_letters(column) for field, column in plan.layout.columns.items()},
        "counts": {fate.value: count for fate, count in plan.counts.items()},
        "unknown_categories": dict(plan.unknown),
        "empty": plan.empty,
        "rows": [
            {
                "row": row.draft.number,
                "fate": row.fate.value,
                "goes_in": row.goes_in,
                "values": {
                    key: value
                    for key, value in asdict(row.draft.details).items()
                    if value and key not in ("organisation_id", "category_id")
                }
                | ({"category": row.draft.category} if row.draft.category else {}),
                "changes": row.changes or {},
                "participant": row.existing["id"] if row.existing else None,
                "findings": [_finding(each) for each in row.draft.findings],
            }
            for row in plan.rows
        ],
        "left_out": [{"row": each.number, "kind": each.kind.value, "text": each.text} for each in plan.skipped],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    """Codes for programs; the column as the spreadsheet names it."""
    told = {key: value for key, value in asdict(finding).items() if value not in (None, "") and key != "column"}
    return told | ({} if finding.column is None else {"column": column_letters(finding.column)})


def _as_text(plan: Plan) -> str:
    lines = [f"Lembar {plan.layout.sheet}, judul kolom di baris {plan.layout.header_row}."]
    lines += [f"{count} {fate.value}" for fate, count in plan.counts.items()]
    for row in plan.rows:
        for each in row.draft.findings:
            place = f" {column_letters(each.column)}" if each.column is not None else ""
            lines.append(f"baris {row.draft.number}{place}: {each.level} {each.code} {each.value}".rstrip())
    lines += [f"baris {each.number}: dilewati ({each.kind.value})" for each in plan.skipped]
    return "\n".join(lines)

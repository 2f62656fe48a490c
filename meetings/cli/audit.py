"""``audit``: whether the records are still as they were written."""

import click
from flask.cli import AppGroup

from meetings.cli.readiness import require_ready
from meetings.domain.seals import Fault, verify
from meetings.enums import RecordChange, RecordKind

audit = AppGroup("audit", help="Jurnal: pindaian dan jejak audit, serta rantai segelnya.")

ROWS = {RecordKind.SCAN: "pindaian", RecordKind.AUDIT_ENTRY: "catatan jejak audit"}
SEALS = {
    Fault.SEAL_MISSING: "segel {seal} tidak ada",
    Fault.SEAL_CHANGED: "segel {seal} diubah, atau dibuat dengan kunci yang tidak dimiliki layanan ini",
    Fault.CHAIN_BROKEN: "segel {seal} tidak menyambung segel sebelumnya",
    Fault.HEAD_MISSING: "segel {key} tidak ada di dalam rantai",
    Fault.UNGUARDED: "pemicu {key} tidak ada di basis data, sehingga baris dapat diubah: flask doctor",
    Fault.UNEXPLAINED: "ada baris yang diubah atau dihapus tanpa alasan di jejak audit",
}
FAULTS = {
    Fault.CHANGED: "{row} {key} diubah sejak segel {seal}",
    Fault.MISSING: "{row} {key} hilang sejak segel {seal}",
    Fault.NEVER_SEALED: "{row} {key} tidak pernah disegel",
}
MOST = 100  # lines


@audit.command("verify")
@click.option(
    "--head", default="", help="Sidik segel (atau awalnya) yang pernah dicatat di luar layanan; harus ada di dalam rantai."
)
def verify_records(head: str) -> None:
    """Membandingkan setiap pindaian dan catatan jejak audit dengan segelnya; kode keluar 1 bila ada yang diubah, hilang, atau disisipkan."""
    require_ready()
    said = verify(head.strip().lower())
    for found in said.faults[:MOST]:
        words = SEALS | FAULTS
        row = ROWS[found.kind] if found.kind else ""
        click.echo(words[found.fault].format(row=row, key=found.key, seal=found.seal), err=True)
    if len(said.faults) > MOST:
        click.echo(f"… dan {len(said.faults) - MOST} lagi.", err=True)
    changed, gone = (said.lawful[each] for each in (RecordChange.CHANGED, RecordChange.GONE))
    if changed or gone:
        click.echo(f"Dengan alasan di jejak audit: {changed} baris diubah, {gone} dihapus.")
    click.echo(f"{said.seals} segel, {said.rows} baris diperiksa, {said.waiting} menunggu segel; {len(said.faults)} temuan.")
    if said.head:
        click.echo(f"Segel terbaru: {said.head}")
    if said.faults:
        click.echo(
            "Simpan salinan basis data ini sebelum apa pun diubah, lalu bandingkan dengan cadangan; lihat docs/operations.md.",
            err=True,
        )
        raise SystemExit(1)

"""``doctor``: what is wrong with this machine or set-up, and how to mend it. Exit code 1 when something is wrong."""

import click

from meetings.cli.doctor import machine, service
from meetings.cli.doctor.findings import Finding, Level

MARKS = {Level.GOOD: ("baik", "green"), Level.HINT: ("perhatikan", "yellow"), Level.WRONG: ("salah", "red")}


@click.command()
def doctor() -> None:
    """Memeriksa mesin dan pengaturan; menyebut cara memperbaikinya."""
    findings = [*machine.examine(), *service.examine()]
    for finding in findings:
        _print(finding)
    wrong = sum(f.level is Level.WRONG for f in findings)
    hints = sum(f.level is Level.HINT for f in findings)
    click.echo(f"\n{wrong} salah, {hints} perlu diperhatikan, {len(findings) - wrong - hints} baik.")
    if wrong:
        raise SystemExit(1)


def _print(finding: Finding) -> None:
    word, colour = MARKS[finding.level]
    click.echo(f"{click.style(f'{word:<10}', fg=colour)} {finding.topic:<12} {finding.text}")
    if finding.mend:
        click.echo(f"{'':<23} → {finding.mend}")

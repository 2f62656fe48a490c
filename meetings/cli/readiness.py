"""Whether requests can be served: the database answers, has the shape that this version knows, and was written with these keys."""

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from meetings import clock
from meetings.cli import migrations
from meetings.config import Settings, current_settings
from meetings.domain import base_address
from meetings.domain.admin import keys
from meetings.extensions import db
from meetings.outages import is_outage

DATABASE, MIGRATIONS, KEYS = "database", "migrations", "keys"
ADVICE = {
    DATABASE: "basis data tidak menjawab (MEETINGS_DATABASE_URL)",
    MIGRATIONS: "bentuk basis data belum terbaru: flask migrations upgrade",
    KEYS: "kunci mesin ini lain daripada kunci basis data; samakan secrets.json, atau, bila sengaja diganti: flask secrets adopt",
}


def what_is_missing() -> list[str]:
    """Some of `ADVICE`'s names; empty when all is well. Needs an application context; writes nothing."""
    try:
        if migrations.is_behind():
            return [MIGRATIONS]
        return [KEYS] if keys.foreign_keys(current_settings()) else []
    except SQLAlchemyError as error:
        if not is_outage(error):
            raise
        return [DATABASE]
    finally:
        db.session.rollback()


def require_ready() -> None:
    """For commands that only read: raises click.ClickException when the database is none that this version and these keys can read."""
    if missing := what_is_missing():
        raise click.ClickException(
            "; ".join(f"{ADVICE[name]} ({db.engine.url.render_as_string(hide_password=True)})" for name in missing)
        )


def refuse_unready(app: Flask) -> None:
    """Before a service starts: production stops with click.ClickException at what does not mend itself. Elsewhere a database that lacks
    a migration gets it, as with `flask start`, and the rest is said.

    A database that does not answer yet is waited for by the service itself. The first start leaves the keys' fingerprints, and each
    the address that from now on is printed.
    """
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        missing = what_is_missing()
        if missing == [MIGRATIONS] and not settings.production and migrations.bring_up_to_date():
            click.echo("Basis data siap.", err=True)
            missing = what_is_missing()
        if not missing:
            keys.note_keys(settings, clock.now())
            base_address.note_address(settings.base_url, clock.now())
            db.session.commit()
        db.session.remove()
    advice = "; ".join(ADVICE[name] for name in missing)
    if missing and missing != [DATABASE] and settings.production:
        raise click.ClickException(advice)
    if missing:
        click.echo(f"Belum siap: {advice}.", err=True)

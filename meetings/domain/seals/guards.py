"""The triggers that refuse changes and note what is added: whether they are there."""

import sqlalchemy as sa

from meetings.extensions import db

ONLY_ADDED = ("scan", "audit_entry")
ISSUED = ("document", "minutes", "minutes_item", "decision", "action_item")
GUARDS = frozenset(f"sealed_{table}_{event}" for table in ONLY_ADDED for event in ("insert", "update", "delete")) | frozenset(
    f"sealed_{table}_{event}" for table in ISSUED for event in ("update", "delete")
)
CATALOGUE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def missing_guards() -> list[str]:
    """The names of those that are gone or put out of action."""
    return sorted(GUARDS - set(db.session.scalars(sa.text(CATALOGUE[db.engine.dialect.name]))))

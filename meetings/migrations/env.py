"""Alembic on the app's own engine. Column types are written plainly, so a migration never depends on later code."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlalchemy.types import JSON, TypeDecorator

import meetings.models  # noqa: F401 -- registers

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """How custom types appear in a migration."""
    if kind != "type":
        return False
    if isinstance(item, JSON):
        autogen_context.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, TypeDecorator):
        impl = item.impl_instance
        return "sa.DateTime(timezone=True)" if isinstance(impl, sa.DateTime) else "sa.UnicodeText()"
    return False


def compare_type(_context: Any, _column: Any, _metadata_column: Any, found: Any, wanted: Any) -> bool | None:
    """Ours compare by what the database stores."""
    if isinstance(wanted, TypeDecorator | JSON | sa.Enum):
        return False
    return None


with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        compare_type=compare_type,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()

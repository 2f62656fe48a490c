"""Column types and mixins that every noun shares."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from meetings import clock
from meetings.errors import InvalidInput, NotFound
from meetings.extensions import db
from meetings.passcode import new_id

if TYPE_CHECKING:  # Flask-SQLAlchemy makes the same class at run time, out of a checker's sight

    class Model(DeclarativeBase):
        """Base of every table's class."""

        __table__: ClassVar[Any]
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment: ``timestamptz`` on PostgreSQL, naive UTC on SQLite; always aware UTC in Python.

    A naive value is a programming error and is refused.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("naive datetime where an aware one is needed")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


ENUM_WIDTH = 40  # of every column that holds a member's value: a longer word needs no migration


def enum_column(kind: type[StrEnum]) -> sa.Enum:
    """A string column that holds the values of ``kind`` (no database enum: new members need no migration)."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=ENUM_WIDTH,
        values_callable=lambda members: [m.value for m in members],
    )


@sa.event.listens_for(sa.Column, "after_parent_attach")
def _let_the_database_know(column: sa.Column[Any], table: Any) -> None:
    """A constant default is the database's, too: a version that does not know the column yet, or no longer, inserts its rows.

    What a callable makes (ids, salts) cannot be; the types below say it themselves where it can (empty JSON, the time).
    """
    if isinstance(table, sa.Table) and column.default is not None and column.default.is_scalar:
        column.server_default = sa.DefaultClause(sa.text(_as_sql(column.default.arg)))  # type: ignore[attr-defined]  # -- stubs


def _as_sql(value: str | int) -> str:
    """A constant as both databases read it: ``true``, ``15``, ``'draft'``."""
    if isinstance(value, int):
        return str(value).lower()
    return "'{}'".format(str(value).replace("'", "''"))


JsonColumn = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
NOW = sa.text("CURRENT_TIMESTAMP")

Id = Annotated[str, mapped_column(sa.String(16), primary_key=True, default=new_id)]
Json = Annotated[dict[str, Any], mapped_column(JsonColumn, default=dict, server_default=sa.text("'{}'"))]
JsonList = Annotated[list[Any], mapped_column(JsonColumn, default=list, server_default=sa.text("'[]'"))]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Text = Annotated[str, mapped_column(sa.Text, default="")]
Name = Annotated[str, mapped_column(sa.String(300))]
Label = Annotated[str, mapped_column(sa.String(300), default="")]
Hash = Annotated[str, mapped_column(sa.String(64))]


LONGEST_TEXT = 200_000  # characters in a column without a length of its own: what a person writes in one field


@sa.event.listens_for(Model, "before_insert", propagate=True)
@sa.event.listens_for(Model, "before_update", propagate=True)
def _refuse_too_long(mapper: Any, _connection: Any, row: Any) -> None:
    """SQLite keeps a text of any length in any column; here both databases refuse it, and by the name of its field."""
    for name, most in _bounds(mapper):
        value = row.__dict__.get(name)
        if type(value) is str and len(value) > most:
            raise InvalidInput(_("Paling banyak %(max)d karakter.", max=most), field=name)


@lru_cache(maxsize=256)
def _bounds(mapper: Any) -> list[tuple[str, int]]:
    texts = [(each.key, each.columns[0].type) for each in mapper.column_attrs]
    return [(name, kind.length or LONGEST_TEXT) for name, kind in texts if isinstance(kind, sa.String)]


def reference(target: str, *, ondelete: str = "CASCADE", index: bool = True, nullable: bool = False) -> Mapped[Any]:
    """A foreign key to ``table.column`` with the deletion rule spelled out."""
    return mapped_column(sa.String(16), sa.ForeignKey(target, ondelete=ondelete), index=index, nullable=nullable)


def only(condition: str, sqlite: str = "") -> dict[str, Any]:
    """Arguments of an Index that holds only the rows for which ``condition`` (SQL) is true; ``sqlite``: as statements write it there,
    since SQLite compares the words."""
    return {"sqlite_where": sa.text(sqlite or condition), "postgresql_where": sa.text(condition)}


def unique_while(name: str, column: str, condition: str) -> sa.Index:
    """A unique index over the rows that fulfil ``condition``."""
    return sa.Index(name, column, unique=True, **only(condition))


class Timestamps:
    """When the row was made and last changed (UTC)."""

    created_at: Mapped[Moment] = mapped_column(UtcDateTime, default=clock.now, server_default=NOW)
    updated_at: Mapped[Moment] = mapped_column(UtcDateTime, default=clock.now, onupdate=clock.now, server_default=NOW)


def hold(*rows: Any) -> None:
    """Nobody else changes ``rows`` before this transaction ends, and whatever is read from now on is as it is stored now.

    Who holds several takes them from above: meeting, session, line. Raises NotFound for a row that is gone.
    """
    for row in rows:
        lock(row)
    db.session.expire_all()


def lock(row: Any) -> None:
    """Nobody else changes ``row`` before this transaction ends; what was read of it stays as it was read.

    PostgreSQL locks the row (scans that refer to it go on), SQLite takes its write turn. Raises NotFound when it is gone.
    """
    model, row_id = type(row), row.id
    column = getattr(model, "updated_at", model.id)  # set to itself: a column left out would take its onupdate
    same = sa.update(model).where(model.id == row_id).values({column: column})
    if not change_rows(same.execution_options(synchronize_session=False)):
        raise NotFound(_("Data ini baru saja dihapus."))


def change_rows(statement: sa.Update | sa.Delete) -> int:
    """Send the UPDATE or DELETE in the session's transaction; returns how many rows it met."""
    return cast(sa.CursorResult[Any], db.session.execute(statement)).rowcount


def insert_new(model: Any) -> Any:
    """An INSERT that skips rows which a unique constraint or index already holds; add `.returning(…)` to learn which went in."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    # With the class itself every row would take the way of an object.
    table = model if isinstance(model, sa.Table) else model.__table__
    return dialect.insert(table).on_conflict_do_nothing()

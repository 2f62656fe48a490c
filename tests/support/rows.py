"""A database's rows as a file, so that each migration can be tried on data of the shape it meets.

``python -m tests.support.rows FILE`` writes the rows of a whole meeting in the newest shape; do so after adding a migration, under
the migration's number in tests/data.
"""

import base64
import gzip
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from tests.factories.whole import make_whole_meeting
from tests.support.databases import SQLITE, Databases, make_app

Rows = dict[str, list[dict[str, Any]]]


def dump_rows() -> Rows:
    """Every row of every table as the database keeps it, parents first."""
    shape = _shape()
    return {
        table.name: [
            {name: _plain(value) for name, value in row.items()}
            for row in db.session.execute(sa.select(shape.tables[table.name])).mappings()
        ]
        for table in db.metadata.sorted_tables
        if table.name in shape.tables
    }


def load_rows(rows: Rows) -> None:
    """Put rows into the tables that the database has now, whatever the models say."""
    shape = _shape()
    with db.engine.begin() as connection:
        for name, entries in rows.items():
            table = shape.tables[name]
            for entry in entries:
                values = {key: _typed(table.c[key].type, value) for key, value in entry.items()}
                connection.execute(table.insert().values(values))


def count_rows() -> dict[str, int]:
    """How many rows each table has, migrations' own table aside."""
    shape = _shape()
    with db.engine.connect() as connection:
        return {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for name, table in shape.tables.items()
            if name != "alembic_version"
        }


def lost_rows(before: Rows, after: Rows) -> list[tuple[str, dict[str, Any]]]:
    """What of ``before`` is not in ``after``: (table, row), compared by the columns that the table has in both."""
    lost = []
    for table, rows in before.items():
        columns = set(rows[0]) & set(after[table][0]) if rows and after.get(table) else set()
        stored = [{name: row[name] for name in columns} for row in after.get(table, ())]
        lost += [(table, row) for row in rows if {name: row[name] for name in columns} not in stored or not columns]
    return lost


def _shape() -> sa.MetaData:
    """The tables with their columns and types; keys and indexes, which take long to look up, say nothing of rows."""
    shape = sa.MetaData()
    for (_schema, name), columns in sa.inspect(db.engine).get_multi_columns().items():
        sa.Table(name, shape, *(sa.Column(column["name"], column["type"]) for column in columns))
    return shape


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _typed(kind: Any, value: Any) -> Any:
    if isinstance(value, str) and isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return base64.b64decode(value["base64"]) if isinstance(value, dict) and set(value) == {"base64"} else value


def main(path: Path) -> None:
    """Write the file."""
    databases = Databases()
    try:
        app = make_app(databases.folder / "rows", databases.create(SQLITE))
        with app.app_context():
            make_whole_meeting(people=12, rows=3)
            db.session.commit()
            text = json.dumps(dump_rows(), ensure_ascii=False)
            db.engine.dispose()
    finally:
        databases.close()
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

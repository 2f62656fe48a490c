"""What is typed into a search box, as WHERE clauses over any columns of text."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from meetings.writing.names import COMBINING, QUOTE_SIGNS, QUOTES
from meetings.writing.search import LETTERS, LIGATURES, search_words, word_keys

_SPELLED = LETTERS | LIGATURES
# Large ones, too: a database with the collation C lowers none of them.
_SPELLED |= {large: plain for letter, plain in _SPELLED.items() if len(large := letter.upper()) == 1}


# Columns of tables that grow: PostgreSQL finds three letters and more in them without reading the rows (migration 0011).
SEARCHED = {
    "participant": ("search_text",),
    "delivery": ("recipient_name", "address", "subject"),
    "action_item": ("text", "institution", "person"),
}


Where = tuple[sa.ColumnElement[bool], Any]


def words_in(text: str, *columns: Any, where: Sequence[Where] = ()) -> list[sa.ColumnElement[bool]]:
    """One clause for each word of a search text: the word stands in one of the columns, however it is spelled there. ``where``: (clause,
    column) for columns that are only looked through in rows which fulfil the clause."""
    return [word_in(word, *columns, where=where) for word in search_words(text)]


def word_in(word: str, *columns: Any, where: Sequence[Where] = ()) -> sa.ColumnElement[bool]:
    """The clause for one of `writing.search.search_words`. Each column stands by itself in it, as PostgreSQL's trigrams have them."""

    def found(key: str) -> sa.ColumnElement[bool]:
        some = (sa.and_(clause, _has(column, key)) for clause, column in where)
        return sa.or_(*(_has(column, key) for column in columns), *some)

    return sa.and_(*map(found, word_keys(word)))


def _has(column: Any, key: str) -> sa.ColumnElement[bool]:
    """The key stands in the column's. SQLite's LIKE looks away from the case of ASCII: where it finds the key in the text itself, that is
    enough, and where the text is nothing but ASCII without quotes, there is no more to find. Only others are taken apart (half the time)."""
    folded = key_of(column).contains(key, autoescape=True)
    if db.session.get_bind().dialect.name != "sqlite":
        return folded
    quoted = (column.contains(quote) for quote in QUOTE_SIGNS if quote.isascii())
    odd = sa.or_(*quoted, ~is_ascii(column))
    return sa.or_(column.contains(key, autoescape=True), sa.and_(odd, folded))


def key_of(column: Any) -> sa.ColumnElement[str]:
    """`writing.search.search_key` of a column: SQLite calls the function itself (see `extensions`), PostgreSQL has what it takes.

    Nearly all texts are ASCII. There it costs little more than lower(); of others a database reads some ten thousand a second.
    PostgreSQL has trigrams of this very expression of the largest tables' columns (`SEARCHED`)."""
    if db.session.get_bind().dialect.name == "sqlite":
        return sa.case((is_ascii(column), _plain(column)), else_=sa.func.search_key(column))
    plain = _plain(column)
    bare = sa.func.regexp_replace(column, _literal(QUOTES.pattern), _literal(""), _literal("g"))
    taken_apart = sa.func.normalize(bare, sa.literal_column("NFKD"))
    unmarked = sa.func.regexp_replace(taken_apart, _literal(COMBINING.pattern), _literal(""), _literal("g"))
    folded = _replacing(sa.func.lower(unmarked), _SPELLED)
    return sa.case((is_ascii(column), plain), else_=folded)


def is_ascii(column: Any) -> sa.ColumnElement[bool]:
    """Nothing but ASCII stands in the text: it has as many bytes as characters."""
    if db.session.get_bind().dialect.name == "sqlite":
        return sa.func.length(sa.cast(column, sa.LargeBinary)) == sa.func.length(column)
    return sa.func.octet_length(column) == sa.func.char_length(column)


def _plain(column: Any) -> Any:
    """The key of a text that is ASCII."""
    return _replacing(sa.func.lower(column), {quote: "" for quote in QUOTE_SIGNS if quote.isascii()})


def _replacing(text: Any, spelled: dict[str, str]) -> Any:
    """``replace`` around ``replace``: quicker by far than ``translate``, which looks every letter up among all."""
    for sign, plain in spelled.items():
        text = sa.func.replace(text, _literal(sign), _literal(plain))
    return text


def _literal(text: str) -> sa.ColumnElement[str]:
    """A constant of ours, part of the statement."""
    quoted = text.replace("'", "''")
    return sa.literal_column(f"'{quoted}'", sa.Text)

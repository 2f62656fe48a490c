"""What is typed into a search box, as WHERE clauses over any columns of text."""

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from meetings.extensions import db
from meetings.models.paging import among, unhurried
from meetings.writing.names import COMBINING, QUOTE_SIGNS, QUOTES
from meetings.writing.search import LETTERS, LIGATURES, search_words, word_keys

_SPELLED = LETTERS | LIGATURES
# Large ones, too: a database with the collation C lowers none of them.
_SPELLED |= {large: plain for letter, plain in _SPELLED.items() if len(large := letter.upper()) == 1}


# Columns of tables that grow: PostgreSQL finds three letters and more in them without reading the rows (migrations 0011, 0031, 0047 and 0049).
SEARCHED = {
    "participant": ("search_text", "nip", "phone"),
    "delivery": ("recipient_name", "address", "subject"),
    "action_item": ("text", "institution", "person"),
    "decision": ("text",),
}
# What SQLite knows of three letters and more: of participants, by triggers (migrations 0047 and 0049); digits of a NIP and of a phone number stand together in its column ``nip``.
WORDS = sa.table("participant_words", sa.column("rowid"), sa.column("participant_words"))
ROWS = sa.table("participant_words_rows", sa.column("number"), sa.column("participant_id"))
SHORTEST = 3  # letters that both indexes need
RARE = 1000  # people who are named by their ids; of more the rows are read
DIGITS = 4  # and more: a word in which a NIP and a phone number are looked for, too
PHONE = re.compile(r"(?<!\w)(?:\+62|0)(?:[\s().–-]{0,2}\d){7,13}(?!\w)")  # in groups it is one word

Where = tuple[sa.ColumnElement[bool], Any]


def words_in(text: str, *columns: Any, where: Sequence[Where] = (), digits: Sequence[Any] = ()) -> list[sa.ColumnElement[bool]]:
    """One clause for each word of a search text: the word stands in one of the columns, however it is spelled there. ``where``: (clause,
    column) for columns that are only looked through in rows which fulfil the clause; ``digits``: columns of digits, in which a word's digits are
    looked for where they are `DIGITS`."""
    return [word_in(word, *columns, where=where, digits=digits) for word in search_words(text)]


def people_in(meeting_id: str, text: str, people: Any, *, nip: bool = False) -> list[sa.ColumnElement[bool]]:
    """WHERE clauses on ``people`` (the class of participants): of this meeting, and each word of a search text is found in them; ``nip``: also in
    their NIP and phone number. Where SQLite's letters leave few, these are read by their ids and by nothing else."""
    text = PHONE.sub(lambda found: re.sub(r"[^\d+]", "", found[0]), text) if nip else text
    clauses = words_in(text, people.search_text, digits=(people.nip, people.phone) if nip else ())
    few = _few(search_words(text), nip=nip)
    if few is None:
        return [people.meeting_id == meeting_id, *clauses]
    return [unhurried(people.meeting_id) == meeting_id, among(people.id, few), *clauses]


def word_in(word: str, *columns: Any, where: Sequence[Where] = (), digits: Sequence[Any] = ()) -> sa.ColumnElement[bool]:
    """The clause for one of `writing.search.search_words`. Each column stands by itself in it, as PostgreSQL's trigrams have them."""

    def found(key: str) -> sa.ColumnElement[bool]:
        some = (sa.and_(clause, _has(column, key)) for clause, column in where)
        return sa.or_(*(_has(column, key) for column in columns), *some)

    said = sa.and_(*map(found, word_keys(word)))
    return sa.or_(said, *(column.contains(number, autoescape=True) for column in digits for number in _digits(word)))


def _digits(word: str) -> list[str]:
    """The digits of a word; of what may be a phone number also those behind 0 or 62, for the stored ones begin with +62."""
    number = re.sub(r"\D", "", word)
    return [each for each in dict.fromkeys((number, re.sub("^(?:62|0)", "", number))) if len(each) >= DIGITS]


def is_key(column: Any) -> bool:
    """Whether the column holds the key itself: whoever writes a row has made it."""
    return bool(getattr(column, "info", {}).get("is_key"))


def _few(words: Sequence[str], *, nip: bool) -> Sequence[str] | None:
    """The ids of all participants in whose letters these words stand; None where they are more than `RARE`, and on PostgreSQL, which finds by
    itself. One statement, which ends with so many."""
    if db.session.get_bind().dialect.name != "sqlite" or not (asked := letters_of(words, nip=nip)):
        return None
    numbers = sa.select(WORDS.c.rowid).where(WORDS.c.participant_words.op("MATCH")(asked)).limit(RARE + 1).subquery()
    found: Sequence[str] = db.session.scalars(
        sa.select(ROWS.c.participant_id).where(ROWS.c.number.in_(sa.select(numbers.c.rowid)))
    ).all()
    return found if len(found) <= RARE else None


def letters_of(words: Sequence[str], *, nip: bool) -> str:
    """What FTS5 is asked for these words; a word with a key too short for it is not asked for, and all of them none: empty."""
    asked = []
    for word in words:
        keys = word_keys(word)
        if min(map(len, keys)) >= SHORTEST:
            said = " AND ".join(f'key : "{key}"' for key in keys)
            numbers = [f'nip : "{number}"' for number in (_digits(word) if nip else ())]
            asked.append(f"({' OR '.join([f'({said})', *numbers])})")
    return " AND ".join(asked)


def _has(column: Any, key: str) -> sa.ColumnElement[bool]:
    """The key stands in the column's. SQLite's LIKE looks away from the case of ASCII: where it finds the key in the text itself, that is
    enough, and where the text is nothing but ASCII without quotes, there is no more to find. Only others are taken apart (half the time)."""
    if is_key(column):
        return column.contains(key, autoescape=True)
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

"""Two houses side by side, three levels deep, each with a meeting that has some of everything, and marks to tell whose is whose."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from meetings import clock
from meetings.domain import accounts
from meetings.domain.audit import SYSTEM
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import ApiToken, Organisation, User, UserSession
from tests.factories import make_membership, make_official, make_organisation, make_staff, make_user
from tests.factories.filled import fill
from tests.factories.kept import keep_everything
from tests.factories.minutes import make_phrase
from tests.factories.whole import WholeMeeting, make_whole_meeting
from tests.support.pages import CHOICES

# What an argument that is no id of a row must be, for the route to know it: by endpoint, then by name.
VALID = CHOICES | {"organisations.account:what": "buka-kunci", "organisations.image:kind": "lambang"}


@dataclass
class Houses:
    """``own`` and ``sibling`` are in one house, in different departments; ``foreign`` is in the other. ``ids`` are those of the rows
    that came with each; house and department of ``own`` are not among them."""

    own: WholeMeeting
    sibling: WholeMeeting
    foreign: WholeMeeting
    department: Organisation
    chief: User  # administrator of the first house, down to its last unit
    ids: dict[str, set[str]]


def make_houses() -> Houses:
    """Committed by the caller."""
    ids: dict[str, set[str]] = {}
    made: dict[str, WholeMeeting] = {}
    house = make_organisation("Kota Satu")
    chief = make_user("Kepala Kota Satu")
    make_membership(chief, house, Role.ADMINISTRATOR)
    department = make_organisation("Dinas own", house)
    known = all_ids()
    for name, root in (("own", house), ("sibling", house), ("foreign", make_organisation("Kota Dua"))):
        section = make_organisation(f"Seksi {name}", department if name == "own" else make_organisation(f"Dinas {name}", root))
        whole = make_whole_meeting(people=1, rows=1, organisation=section)
        whole.administrator.is_operator = False
        _add_account(whole)
        if name == "own":
            fill(whole)
        keep_everything(whole)
        db.session.flush()
        made[name], ids[name] = whole, all_ids() - known
        known |= ids[name]
    return Houses(**made, department=department, chief=chief, ids=ids)


def _add_account(whole: WholeMeeting) -> None:
    """Somebody of the house who is signed in and has a token, and whose account its administrator looks after."""
    user, at = make_user("Pegawai"), clock.now()
    official = make_official(whole.meeting.organisation, name=f"Pejabat {user.id}")
    role = make_membership(user, whole.meeting.organisation, Role.SECRETARY)
    make_staff(user, whole.meeting, Role.COMMITTEE)
    accounts.start_session(user, at, ip="", user_agent="")
    accounts.create_token(SYSTEM, user, "skrip", None, at)
    db.session.flush()
    whole.ids |= {
        "organisations:membership_id": role.id,
        "organisations:official_id": official.id,
        "organisations:phrase_id": make_phrase(whole.meeting.organisation).id,
        "organisations:organisation_id": whole.meeting.organisation_id,
        "accounts:session_id": db.session.scalars(sa.select(UserSession.id).where(UserSession.user_id == user.id)).one(),
        "token_id": db.session.scalars(sa.select(ApiToken.id).where(ApiToken.user_id == user.id)).one(),
    }


def id_of(whole: WholeMeeting, endpoint: str, argument: str) -> str | None:
    """The id of a row of ``whole`` for an argument of the route's address; None where it is no id."""
    return whole.id_for(endpoint, argument)


def choice_for(endpoint: str, argument: str) -> str | None:
    """A word that the route knows for an argument that is no id; None for an argument nobody has heard of."""
    return VALID.get(f"{endpoint}:{argument}") or VALID.get(argument)


def stored() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table as the session sees it, in the database's own words: walks ask for it at each commit."""
    db.session.flush()
    ask = db.session.connection().exec_driver_sql
    return {
        table.name: [dict(row) for row in ask(f'SELECT * FROM "{table.name}"').mappings()] for table in db.metadata.sorted_tables
    }


def all_ids() -> set[str]:
    """The id of every row."""
    return {row["id"] for rows in stored().values() for row in rows if isinstance(row.get("id"), str)}


def tables_of_ids() -> dict[str, str]:
    """In which table a row with an id is."""
    return {row["id"]: table for table, rows in stored().items() for row in rows if isinstance(row.get("id"), str)}


class Marks:
    """Tells rows and pages that speak of some ids."""

    def __init__(self, ids: set[str]) -> None:
        self.ids = ids  # looked for one by one: a pattern of hundreds of words takes six times as long

    def rows(self) -> list[str]:
        """The rows that hold one of the ids, as text."""
        said = ((table, repr(row)) for table, rows in stored().items() for row in rows)
        return sorted(f"{table} {row}" for table, row in said if any(each in row for each in self.ids))

    def said(self, answer: TestResponse, sent: str) -> set[str]:
        """Which of the ids stand in an answer (in a spreadsheet, too) and were not ``sent`` by whoever asked."""
        words = words_of(answer)
        return {each for each in self.ids if each in words and each not in sent}


def words_of(answer: TestResponse) -> str:
    """All that an answer says: a page as it is, of a spreadsheet or an archive what is inside."""
    data = answer.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b" ".join(archive.read(name) for name in archive.namelist())
    return data.decode(errors="replace")

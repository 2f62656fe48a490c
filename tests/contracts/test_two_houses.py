"""Two houses, three levels: whoever works in one finds nothing of the other, in no address, no form and no list, and changes nothing there.

Every route is walked with ids of the neighbour in its address; every form of every page is sent with such ids in it; every page, and
every link with an id in its query, is read for what it says. A new route is walked by itself; one that is posted to by a script needs a
body in ``BODIES``, one whose address has a new kind of argument needs an id in ``tests/support/houses.py``. Nothing is kept: each
request is looked at where it would commit.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask, request
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from meetings import clock
from meetings.domain.permissions import Permission, permissions_in
from meetings.enums import Role
from meetings.extensions import db
from meetings.models import Attendance, User
from meetings.web import saving
from meetings.web.held import ACCOUNT
from meetings.web.rights import ROUTES, Open
from tests.checkin.door import Door
from tests.factories import make_membership, make_staff, make_user
from tests.factories.whole import WholeMeeting
from tests.support.databases import SQLITE
from tests.support.houses import Houses, Marks, choice_for, id_of, make_houses, tables_of_ids
from tests.support.html_forms import PostForm, post_forms
from tests.support.pages import pages

SignIn = Callable[[User], FlaskClient]
SCOPES = {"meeting_id", "organisation_id"}
CHOSEN = {"hidden", "select", "checkbox", "radio"}  # fields that a person does not write in

# What is sent where no form of a filled meeting leads: its pages are in another state.
BODIES: dict[str, dict[str, Any]] = {
    "accounts.end_session": {},
    "accounts.revoke_token": {},
    "agenda.fill_session": {},
    "agenda.move_item": {"arah": "naik"},
    "agenda.reopen_session": {},
    "checkin.drop_excuse": {},
    "checkin.share_device": {"home": "x", "scope": "all"},
    "checkin.settle": {"scan": "x", "note": "Dipersilakan pulang"},
    "decided.issue": {},
    "invitations.agree": {"seen": "x"},
    "invitations.comment": {"note": "Periksa jamnya"},
    "delegations.reopen": {},
    "invitations.resume_run": {},
    "invitations.retry": {},
    "invitations.send_back": {"note": "Perbaiki"},
    "invitations.scan_for_all": {},
    "invitations.sign_many": {},
    "checkin.excuse_letter": {},
    "checkin.issue": {},
    "checkin.sign_issued": {},
    "checkin.take_back_issued": {},
    "invitations.sign_one": {},
    "invitations.submit": {},
    "invitations.withdraw": {},
    "invitations.send_again": {},
    "minutes.add_picture": {},
    "minutes.approve": {},
    "minutes.correct": {"reason": "Nama keliru"},
    "minutes.print_again": {},
    "minutes.publish": {},
    "minutes.ask_to_revoke": {"reason": "Rapat diulang"},
    "minutes.keep": {},
    "minutes.remove_note": {},
    "minutes.restore": {},
    "minutes.revoke": {},
    "minutes.take_back_revoke": {},
    "invitations.confirm_sent": {},
    "invitations.hand_over": {"who": "all"},
    "invitations.remind": {},
    "invitations.take_back": {},
    "minutes.send_back": {"note": "Perbaiki"},
    "minutes.sign": {},
    "minutes.take_back": {"note": "Perbaiki"},
    "minutes.withdraw": {},
    "organisations.remove": {},
    "outbox.cancel": {},
    "outbox.retry": {},
    "outbox.send_meeting": {"state": "outbox"},
    "participants.answer_categories": {"kategori-Gugus Tugas": "+"},
    "participants.delete": {},
    "participants.erase_answers": {},
    "badges.erase": {},
    "badges.remove_face": {},
    "greeting.mark": {"wanted": "1"},
    "participants.end_represent": {},
    "participants.restore": {},
    "participants.settle": {},
    "certificates.begin": {},
    "certificates.bring": {},
    "certificates.issue": {},
    "certificates.remove_member": {},
    "certificates.renew": {},
    "certificates.renew_all": {},
    "certificates.send": {},
    "certificates.sign_many": {},
    "certificates.sign_one": {},
    "recaps.order_series": {},
}
# Files that were never made, and what of a message is shown to nobody: of these, 404 says nothing below.
NOT_THERE = {
    "decided.extract",  # nobody has ordered one yet
    "invitations.by_hand",  # the message of a filled meeting is a mail
    "invitations.confirm_sent",
    "invitations.take_back",
    "outbox.attachment",
    "outbox.body",
    "checkin.paper_file",
    "checkin.excuse_file",
    "checkin.issued_file",
    "recaps.meeting_file",
    "recaps.series_file",
    "badges.batch",  # nobody has ordered one, and nobody has a face
    "badges.batch_file",
    "badges.photo_file",
    "badges.face",
    "seating.paper_file",
    "certificates.file",
    "certificates.run",  # the run of a filled meeting is another
    "certificates.progress",
    "certificates.sign_one",
    "certificates.unsigned_pdf",
    "invitations.agree",  # nobody has handed the letter in, and none waits for a signature
    "invitations.for_all_pdf",
    "invitations.sign_one",
    "invitations.unsigned_pdf",
    "invitations.letter_pdf",
    "minutes.ask_to_revoke",
    "minutes.download",
    "minutes.keep",
    "minutes.revoke",
    "minutes.take_back_revoke",
    "organisations.image",
}
# About oneself: of somebody else's row these say the same as of one that has ended, and do nothing.
SAME_AS_ENDED = {"accounts.end_session", "accounts.revoke_token"}


@dataclass
class Watch:
    """Looks at what a request would commit, and takes it back."""

    marks: Marks
    before: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    def commit(self) -> None:
        db.session.flush()
        after = self.marks.rows()
        if after != self.before:
            self.changed.append(f"{request.method} {request.path}: {sorted(set(after) ^ set(self.before))}")
        db.session.rollback()


@contextmanager
def watching(monkeypatch: pytest.MonkeyPatch, ids: set[str]) -> Iterator[Watch]:
    db.session.commit()
    watch = Watch(Marks(ids))
    watch.before = watch.marks.rows()
    with monkeypatch.context() as patched:
        patched.setattr(saving, "_commit", watch.commit)
        yield watch
    db.session.rollback()
    assert watch.changed == []
    assert watch.marks.rows() == watch.before


@pytest.fixture
def houses(app: Flask) -> Houses:
    return make_houses()


def committee(houses: Houses) -> User:
    user = make_user("Panitia satu kegiatan")
    make_staff(user, houses.own.meeting, Role.COMMITTEE)
    return user


def flat(houses: Houses) -> User:
    user = make_user("Administrator dinas saja")
    make_membership(user, houses.department, Role.ADMINISTRATOR, reaches_below=False)
    return user


def operator(_houses: Houses) -> User:
    return make_user("Operator", is_operator=True)


# Who walks, and what is foreign to them.
WALKERS: dict[str, tuple[Callable[[Houses], User], tuple[str, ...]]] = {
    "administrator of a unit": (lambda houses: houses.own.administrator, ("sibling", "foreign")),
    "administrator of a house": (lambda houses: houses.chief, ("foreign",)),
    "committee of a meeting": (committee, ("sibling", "foreign")),
    "administrator who does not reach down": (flat, ("own", "sibling", "foreign")),
    "operator": (operator, ("own", "sibling", "foreign")),
}
walkers = pytest.mark.parametrize("walker", WALKERS)
# Who may is decided by statements that tests/permissions tries on both databases; thousands of requests are walked on one.
on_one_database = pytest.mark.parametrize("app", [SQLITE], indirect=True)


def routes(app: Flask) -> Iterator[tuple[Rule, str, list[str]]]:
    """Every route whose right is a role's or one's own, with each of its methods and the arguments that are ids of rows. The library's
    own (``security.``) are about whoever is signed in and name no row."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint.startswith("security."):
            continue
        if isinstance(ROUTES[rule.endpoint], Permission) or ROUTES[rule.endpoint] is Open.SIGNED_IN:
            named = [name for name in sorted(rule.arguments) if choice_for(rule.endpoint, name) is None]
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, named


def address(app: Flask, rule: Rule, chosen: dict[str, WholeMeeting]) -> str:
    values = {
        name: id_of(chosen[name], rule.endpoint, name) if name in chosen else choice_for(rule.endpoint, name)
        for name in rule.arguments
    }
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def forms_of(app: Flask, client: FlaskClient, whole: WholeMeeting) -> list[PostForm]:
    """Every form on every page that the walker can open, once for each address and set of names."""
    found = {}
    for page in pages(app, whole):
        answer = client.get(page.address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for form in post_forms(app, page.address, answer.text):
                found.setdefault((form.address, *sorted(form.values), *form.offered), form)
    return list(found.values())


def body_for(endpoint: str, forms: list[PostForm]) -> Any:
    """As somebody sends it who made it themselves: a form that names its account is refused under another before anything is looked up."""
    found = next((form.values for form in forms if form.endpoint == endpoint), BODIES.get(endpoint, {}))
    return MultiDict((name, value) for name, value in MultiDict(found).items(multi=True) if name != ACCOUNT)


def ask(client: FlaskClient, method: str, where: str, body: Any) -> Any:
    return client.open(where, method=method, data=body) if method == "POST" else client.get(where)


@on_one_database
def test_every_argument_of_an_address_has_an_id_in_each_house(app: Flask, houses: Houses) -> None:
    wholes = (houses.own, houses.sibling, houses.foreign)
    unknown = {
        f"{rule.rule}: {name}"
        for rule, _method, named in routes(app)
        for name in named
        if not all(id_of(whole, rule.endpoint, name) for whole in wholes)
    }

    assert unknown == set()
    for name in SCOPES:
        assert len({id_of(whole, "", name) for whole in wholes}) == 3


@on_one_database
def test_ones_own_addresses_are_found(app: Flask, houses: Houses, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that 404 means something below."""
    client, own = sign_in(houses.own.administrator), houses.own
    forms = forms_of(app, client, own)
    lost = []
    monkeypatch.setattr(saving, "_commit", db.session.rollback)
    for rule, method, named in routes(app):
        where = address(app, rule, dict.fromkeys(named, own))
        answer = ask(client, method, where, body_for(rule.endpoint, forms))
        if answer.status_code == 404 and rule.endpoint not in NOT_THERE:
            lost.append(f"{method} {rule.rule}")

    assert lost == []


@on_one_database
@walkers
def test_what_is_foreign_is_not_found_and_not_changed(
    app: Flask, houses: Houses, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, walker: str
) -> None:
    who, foreign = WALKERS[walker]
    user = who(houses)
    client = sign_in(user)
    forms = forms_of(app, sign_in(houses.own.administrator), houses.own)
    found = []
    with watching(monkeypatch, {each for name in foreign for each in houses.ids[name]}) as watch:
        for rule, method, named in routes(app):
            for name in {foreign[0], foreign[-1]} if named else ():
                other: WholeMeeting = getattr(houses, name)
                mixtures = [dict.fromkeys(named, other)]
                if name == "sibling" and walker == "administrator of a unit" and len(named) > 1:
                    mixtures += [{**dict.fromkeys(named, houses.own), argument: other} for argument in named]
                for chosen in mixtures:
                    where = address(app, rule, chosen)
                    answer = ask(client, method, where, body_for(rule.endpoint, forms))
                    if answer.status_code not in allowed(rule, chosen, user) or watch.marks.said(answer, where):
                        found.append(f"{method} {where} ({rule.endpoint}): {answer.status_code}")

    assert found == []


def allowed(rule: Rule, chosen: dict[str, WholeMeeting], user: User) -> set[int]:
    """404; 403 where the walker lacks the right in a place that is their own, or the right at all. It tells nothing of the row."""
    right = ROUTES[rule.endpoint]
    if rule.endpoint in SAME_AS_ENDED:
        return {302}
    if "meeting_id" in chosen:
        held = permissions_in(user.id, meeting=chosen["meeting_id"].meeting)
    elif "organisation_id" in chosen:
        held = permissions_in(user.id, organisation=chosen["organisation_id"].meeting.organisation)
    else:
        held = permissions_in(user.id)
        return {404} if right in held else {403}
    return {404} if right in held or not held else {403}


@on_one_database
@walkers
def test_no_page_tells_of_what_is_foreign(
    app: Flask, houses: Houses, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, walker: str
) -> None:
    who, foreign = WALKERS[walker]
    client = sign_in(who(houses))
    own = houses.own if "own" not in foreign else houses.foreign
    ids, tables = {each for name in foreign for each in houses.ids[name]}, tables_of_ids()
    other: WholeMeeting = getattr(houses, foreign[-1])
    told, opened = [], 0
    with watching(monkeypatch, ids) as watch:
        for page in pages(app, own):
            if isinstance(ROUTES[page.endpoint], Permission) or ROUTES[page.endpoint] is Open.SIGNED_IN:
                answer = client.get(page.address)
                opened += answer.status_code == 200
                told += [f"{page.address}: {each}" for each in watch.marks.said(answer, page.address)]
                for link in links(answer) if answer.mimetype == "text/html" else ():
                    for where in exchanged(link, tables, houses, other):
                        again = client.get(where)
                        told += [f"{where}: {again.status_code}"] * (again.status_code >= 500)
                        told += [f"{where}: {each}" for each in watch.marks.said(again, where)]

    assert told == []
    assert opened >= 3


def links(answer: Any) -> set[str]:
    """The links of a page that carry something in their query."""
    found = {str(where) for where in html.document_fromstring(answer.text).xpath("//a/@href")}
    return {where for where in found if urlsplit(where).query and where.startswith("/")}


def exchanged(text: str, tables: dict[str, str], houses: Houses, other: WholeMeeting) -> Iterator[str]:
    """``text`` with each id of one's own house replaced by that of a row of the same table in the other's; with the other's meeting in
    the path there is nothing new to learn."""
    name = next(name for name in houses.ids if getattr(houses, name) is other)
    for own in sorted(each for each in houses.ids["own"] if each in text.partition("?")[2] or "?" not in text and each in text):
        for each in sorted(houses.ids[name]):
            if tables.get(each) == tables.get(own):
                head, question, tail = text.partition("?") if "?" in text else ("", "", text)
                yield f"{head}{question}{tail.replace(own, each)}"
                break


@pytest.mark.parametrize("walker", ["administrator of a unit", "administrator of a house"])
def test_no_form_takes_what_is_foreign(
    app: Flask, houses: Houses, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, walker: str
) -> None:
    who, foreign = WALKERS[walker]
    client = sign_in(who(houses))
    forms, tables = forms_of(app, client, houses.own), tables_of_ids()
    other: WholeMeeting = getattr(houses, foreign[-1])
    sent, broken = 0, []
    with watching(monkeypatch, {each for name in foreign for each in houses.ids[name]}) as watch:
        for form in forms:
            chosen = {(name, value) for name, value in form.values.items(multi=True) if form.typed.get(name, "hidden") in CHOSEN}
            for name, value in chosen | set(form.offered):
                for instead in exchanged(value, tables, houses, other) if name != "ticket" else ():
                    body = MultiDict((key, each) for key, each in form.values.items(multi=True) if key != name)
                    body.add(name, instead)
                    answer = client.post(form.address, data=body)
                    sent += 1
                    if answer.status_code >= 500 or watch.marks.said(answer, instead):
                        broken.append(f"{form.address} {name}={instead}: {answer.status_code}")

    assert broken == []
    assert sent > 5


@on_one_database
def test_whatever_is_posted_is_tried(app: Flask, houses: Houses, sign_in: SignIn) -> None:
    """A route with a right that no form of a filled meeting leads to needs a line in ``BODIES``."""
    with_form = {form.endpoint for form in forms_of(app, sign_in(houses.own.administrator), houses.own)}
    posted = {rule.endpoint for rule, method, named in routes(app) if method == "POST" and named}

    assert posted - with_form == BODIES.keys()


def test_a_devices_token_opens_its_own_meeting_only(app: Flask) -> None:
    """Where a token is the right: a foreign meeting is refused as an unknown one, a foreign pass, person or session is none."""
    here, there = Door(app), Door(app)
    own, (person, code) = here.add()[1], there.add()
    bearer = {"Authorization": f"Bearer {here.token}"}

    addresses = {
        here.client.get(f"/api/v1/meetings/{each}/roster", headers=bearer).status_code for each in (there.meeting.id, "x")
    }
    addresses |= {here.post(here.scan(own), meeting=each).status_code for each in (there.meeting.id, "x")}
    for call in ("release", "walk-ins", "check", "badges", "faces", "handled", "signatures"):
        addresses |= {
            here.client.post(f"/api/v1/meetings/{each}/{call}", headers=bearer).status_code for each in (there.meeting.id, "x")
        }
    strange = [here.scan(code), here.scan(participant=person.id), here.scan(own, session=there.session.id)]
    results = here.post(*strange).json["results"]

    guest = {"id": str(uuid.uuid4()), "name": "Ani", "session": there.session.id, "scanned_at": clock.iso(clock.now())}
    foreign = here.client.post(f"/api/v1/meetings/{here.meeting.id}/walk-ins", json={"walk_ins": [guest]}, headers=bearer).json
    results += foreign["results"]

    serving = here.client.get("/api/v1/devices/meetings", headers=bearer).json["serving"]
    assert [each["meeting"]["id"] for each in serving] == [here.meeting.id]

    bearers = {endpoint for endpoint, right in ROUTES.items() if right is Open.BEARER}
    assert bearers == {
        "api.badges",
        "api.check",
        "api.faces",
        "api.handled",
        "api.meetings",
        "api.release",
        "api.roster",
        "api.scans",
        "api.signatures",
        "api.walk_ins",
    }
    assert addresses == {403}
    assert not {result["status"] for result in results} & {"accepted", "already"}
    assert person.name not in here.client.get(f"/api/v1/meetings/{here.meeting.id}/roster", headers=bearer).text
    assert there.kept() == [] and db.session.scalar(sa.select(sa.func.count(Attendance.id))) == 0

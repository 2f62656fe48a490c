"""Every page whose token is the right: what opens it, what does not, who is counted, and what it says of somebody off the list.

A new row of the kind needs a line in ``CASES``, a new kind of token a function in ``MADE``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from meetings import clock, create_app
from meetings.domain import documents, passes
from meetings.domain.audit import SYSTEM
from meetings.domain.checkin.hall_codes import hall_code, step_at
from meetings.domain.checkin.screens import create_screen, revoke_screen, screen_token
from meetings.domain.delegations import DelegationDetails, add_leaders, close_delegation, create_delegation, name_delegates
from meetings.domain.documents import pipeline
from meetings.domain.online_points import PointDetails, register_point
from meetings.domain.participants import Details, withdraw_participant
from meetings.enums import DocumentKind, DocumentState, LinkProvider, MeetingMode, ParticipantStatus, ScreenKind
from meetings.extensions import db
from meetings.models import Document, HallScreen, LimitCount, Meeting, Participant, VirtualLink
from meetings.passcode import new_id
from meetings.storage import storage
from meetings.web.links import public_url
from meetings.web.rights import ROUTES, TokenRight
from tests.factories import make_agenda_item, make_invitation, make_meeting, make_participant, make_session, make_speaker
from tests.factories.minutes import make_attendance
from tests.support.client import IsolatedClient
from tests.support.counting import counting_service
from tests.support.databases import POSTGRES, SQLITE, Databases, empty, environment, separate_app

BOTH = [SQLITE, pytest.param(POSTGRES, marks=pytest.mark.postgres)]
NAME, POSITION, NIP, PHONE = "Wahyuningsih Rahasia", "Juru Uji Rahasia", "196805121994031005", "+6281398765432"
SECRETS = (NAME, POSITION, NIP, "19680512 199403 1 005", PHONE, "81398765432", "0813-9876-5432")
CSRF = re.compile(rb'(name="csrf-token" content=|name="csrf_token" value=)"[^"]*"')
HERE = re.compile(rb'href="/bahasa/[^"]*"')


@dataclass(frozen=True)
class Case:
    """How a route is asked, its answer to a good token, and to one of somebody off the list (or of a revoked paper)."""

    good: int = 200
    gone: int = 200
    method: str = "GET"


CASES = {
    "rsvp.answer": Case(),
    "rsvp.details": Case(404, 404),  # of whoever has said that they come; tests/rsvp/test_details.py
    "rsvp.pass_details": Case(404, 404),
    "rsvp.answer_by_pass": Case(404, 404, "POST"),  # of whom an institution has named; tests/delegations
    "rsvp.opened": Case(204, 204, "POST"),
    "rsvp.letter": Case(gone=404),
    "rsvp.short": Case(303, 303),
    "rsvp.show_pass": Case(),
    "rsvp.qr_image": Case(gone=404),
    "rsvp.calendar": Case(gone=404),
    "rsvp.minutes": Case(gone=404),
    "rsvp.certificate": Case(404, 404),  # of who got one; tests/certificates
    "rsvp.check_in_alone": Case(302, 302, "POST"),
    "rsvp.checked_in": Case(),
    "rsvp.presence": Case(),
    "rsvp.join_page": Case(gone=302),
    "rsvp.join": Case(302, 302, "POST"),
    "rsvp.in_hall": Case(gone=404),
    "screens.show": Case(gone=404),
    "screens.shown": Case(gone=404),
    "rsvp.institution": Case(),
    "rsvp.add_delegate": Case(),
    "rsvp.paste_delegates": Case(),
    "rsvp.edit_delegate": Case(),
    "rsvp.remove_delegate": Case(302, 200, "POST"),
    "rsvp.answer_for": Case(),
    "rsvp.add_room": Case(),
    "rsvp.edit_room": Case(),
    "rsvp.remove_room": Case(302, 200, "POST"),
    "rsvp.report_room": Case(),
    "verify.page": Case(),
    "verify.compare": Case(method="POST"),
    "verify.download": Case(gone=404),
}


@dataclass
class Made:
    """A row with its token and the other values in its addresses; ``ends`` are the ways in which it stops to be good."""

    token: str
    ends: tuple[Callable[[], object], ...]
    values: dict[str, str] = field(default_factory=dict)


def _person() -> Participant:
    meeting = make_meeting()
    make_agenda_item(make_session(meeting), "Pembukaan")
    make_speaker(meeting, "Budi Santoso")
    return make_participant(meeting, NAME, position=POSITION, nip=NIP, phone=PHONE, status=ParticipantStatus.INVITED)


def _ends(person: Participant) -> tuple[Callable[[], object], ...]:
    return (
        lambda: withdraw_participant(person, SYSTEM, clock.now(), "berhalangan"),
        lambda: setattr(person, "status", ParticipantStatus.DELETED),
    )


def _paper(meeting: Meeting, kind: DocumentKind) -> Document:
    document = Document(
        id=new_id(), organisation_id=meeting.organisation_id, meeting_id=meeting.id, kind=kind, about_id=new_id(),
        title="Notula Sidang", number="12/N/2026", state=DocumentState.PUBLISHED, signer=f"{NAME}\n{POSITION}", content={},
        storage_key=storage.put("documents", b"%PDF-1.7 isi"), sha256="0" * 64, size=12, published_at=clock.now(),
    )  # fmt: skip  # -- table
    document.verify_hash = pipeline.verification_hash(document)
    db.session.add(document)
    db.session.flush()
    return document


def _invitation() -> Made:
    person = _person()
    row = make_invitation(person)
    row.document_id = _paper(person.meeting, DocumentKind.LETTER).id
    return Made(passes.answer_token(row.id), _ends(person))


def _short_code() -> Made:
    person = _person()
    return Made(passes.short_code(make_invitation(person).id), _ends(person))


def _pass() -> Made:
    person = _person()
    issued = passes.issue_pass(person, clock.now())
    person.meeting.mode = MeetingMode.HYBRID
    link = VirtualLink(meeting_id=person.meeting_id, provider=LinkProvider.OTHER, url="https://vicon.example/r")
    db.session.add(link)
    db.session.flush()
    minutes = _paper(person.meeting, DocumentKind.MINUTES)

    def revoke() -> object:
        return passes.replace_pass(person, SYSTEM, clock.now(), "hilang")

    return Made(passes.code_of(issued), (*_ends(person), revoke), {"document_id": minutes.id, "link_id": link.id})


def _institution() -> Made:
    person = _person()
    make_invitation(person)
    person.meeting.mode = MeetingMode.HYBRID
    delegation = create_delegation(person.meeting, DelegationDetails("Dinas Kesehatan", NAME, quota=9), SYSTEM, clock.now())
    add_leaders(delegation, [person.id], SYSTEM, clock.now())
    typed = Details(name=NAME, position=POSITION, nip=NIP, phone=PHONE)
    (named,) = name_delegates(delegation, [typed], NAME, clock.now())

    def close() -> None:
        close_delegation(delegation, SYSTEM, clock.now())

    token = passes.institution_token(delegation.id, 1)
    room = register_point(delegation, PointDetails("Ruang Sekda"), [], NAME, clock.now())
    return Made(token, (close,), {"delegate_id": named.id, "participant_id": person.id, "point_id": room.id})


def _document() -> Made:
    paper = _paper(make_meeting(), DocumentKind.MINUTES)

    def revoke() -> None:
        paper.state, paper.revoked_at, paper.revoke_reason = DocumentState.REVOKED, clock.now(), "Rapat diulang"

    return Made(documents.verification_token(paper), (revoke,))


def _screen(kind: ScreenKind = ScreenKind.WELCOME) -> tuple[HallScreen, Made]:
    person = _person()
    make_attendance(person.meeting.sessions[0], person)
    screen = create_screen(person.meeting, kind, "Aula", person.meeting.sessions[0], "", SYSTEM, clock.now())
    return screen, Made(screen_token(screen.id), (lambda: revoke_screen(screen, SYSTEM, clock.now()),))


def _hall_screen() -> Made:
    return _screen()[1]


def _hall_code() -> Made:
    screen, made = _screen(ScreenKind.SELF)
    assert screen.session_id
    made.token = hall_code(screen, screen.session_id, step_at(clock.now()))
    return made


MADE = {
    "hall screen": _hall_screen,
    "hall code": _hall_code,
    "invitation": _invitation,
    "invitation code": _short_code,
    "pass": _pass,
    "institution": _institution,
    "document": _document,
}


@pytest.fixture(scope="module", params=BOTH)
def counting_app(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Flask]:
    """The service with its limits and its guard against forged forms, as it runs."""
    with counting_service(databases, "public", request.param) as made:
        yield made


@pytest.fixture
def app(counting_app: Flask) -> Iterator[Flask]:
    with counting_app.app_context():
        yield counting_app
        db.session.remove()
        empty(db.engine)


def token_rows() -> dict[str, TokenRight]:
    return {endpoint: right for endpoint, right in ROUTES.items() if isinstance(right, TokenRight)}


def rules(app: Flask, endpoint: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules(endpoint) if CASES[endpoint].method in (rule.methods or ())]


def ask(client: FlaskClient, rule: Rule, made: Made, typed: str | None = None, **how: Any) -> TestResponse:
    """The route's answer to ``typed`` (a percent-encoded piece of an address) in the place of the good token."""
    argument = token_rows()[rule.endpoint].argument
    values = {**made.values, argument: made.token if typed is None else typed}
    address = how.pop("spell", str)(re.sub(r"<(\w+)>", lambda found: values[found[1]], rule.rule))
    how = {"method": CASES[rule.endpoint].method, **how}
    return client.open(address + str(how.pop("query", "")), **how)


def body(answer: TestResponse) -> bytes:
    """What it says, without the address it was asked at: that is in the link to the other language."""
    return HERE.sub(b"", CSRF.sub(b"", answer.data))


def counted() -> int:
    """How many wrong tokens are counted in the shorter of the two windows."""
    db.session.rollback()
    return db.session.scalar(sa.select(LimitCount.count).order_by(LimitCount.expires_at).limit(1)) or 0


def wrong_tokens(kind: str, made: Made) -> list[str]:
    good, others = made.token, [make().token for name, make in MADE.items() if name != kind]
    middle = len(good) // 2
    changed = good[:middle] + ("A" if good[middle].upper() != "A" else "B") + good[middle + 1 :]
    long = "a" * 10_000
    return [
        good[:-1],
        changed,
        *others,
        "%20",
        long,
        good + long,
        good[:-1] + "%C3%A9",
        good + "%C3%A9",
        good[:8] + "%00" + good[8:],
        "salah",
    ]


def test_every_row_of_the_kind_is_tried_here() -> None:
    rows = token_rows()

    assert set(CASES) == set(rows)
    assert set(MADE) == {right.name for right in rows.values()}


@pytest.mark.parametrize("endpoint", CASES)
def test_a_good_token_opens_as_people_type_it(app: Flask, client: FlaskClient, endpoint: str) -> None:
    case, made = CASES[endpoint], MADE[token_rows()[endpoint].name]()
    token = made.token
    spellings = (
        token.upper(),
        token.lower(),
        f"{token}.",
        f"{token},",
        f"({token})",
        f"%20{token}%20",
        f"{token[:8]}%20{token[8:]}",
        f"{token}%E2%80%8B",
        f"{token}&fbclid=Iw",
        f"{token}%20untuk%20menjawab",
    )

    for rule in rules(app, endpoint):
        plain = ask(client, rule, made)
        answers = {typed: ask(client, rule, made, typed) for typed in spellings}
        answers["tracked"] = ask(client, rule, made, query="?fbclid=Iw&utm_source=whatsapp&token=x&code=x")
        if rule.rule.endswith(">"):
            answers["slash"] = ask(client, rule, made, f"{token}/")
        if case.method == "GET":
            spelled = {
                "capitals": str.upper,
                "slash at the end": "{}/".format,
                "sentence": "{}).".format,
                "two slashes": lambda address: address[0] + address[1:].replace("/", "//"),
            }
            for name, spell in spelled.items():
                answers[name] = ask(client, rule, made, spell=spell, follow_redirects=True)
                answers[f"{name}, head"] = ask(client, rule, made, spell=spell, follow_redirects=True, method="HEAD")

        assert plain.status_code == case.good
        good = {name: 200 if answer.history and case.good == 303 else case.good for name, answer in answers.items()}
        assert {name: answer.status_code for name, answer in answers.items()} == good
    assert counted() == 0


@pytest.mark.parametrize("endpoint", [name for name, case in CASES.items() if case.method == "GET"])
def test_a_question_for_the_head_is_answered_as_for_the_whole(app: Flask, client: FlaskClient, endpoint: str) -> None:
    made = MADE[token_rows()[endpoint].name]()

    for rule in rules(app, endpoint):
        for typed in (made.token, "salah"):
            whole, head = ask(client, rule, made, typed), ask(client, rule, made, typed, method="HEAD")
            assert (head.status_code, head.content_type, head.data) == (whole.status_code, whole.content_type, b"")


@pytest.mark.parametrize("endpoint", CASES)
def test_whatever_opens_nothing_gets_the_same_answer_and_counts(app: Flask, client: FlaskClient, endpoint: str) -> None:
    kind = token_rows()[endpoint].name
    made = MADE[kind]()
    rule = rules(app, endpoint)[0]
    tokens = wrong_tokens(kind, made)

    answers = [ask(client, rule, made, typed) for typed in tokens]

    assert [answer.status_code for answer in answers] == [404] * len(tokens)
    assert {body(answer) for answer in answers} == {body(answers[0])}
    assert counted() == len(tokens)
    assert made.token.encode() not in answers[0].data


@pytest.mark.parametrize("endpoint", CASES)
def test_guesses_from_the_same_address_do_not_lock_out_who_has_a_link(app: Flask, client: FlaskClient, endpoint: str) -> None:
    case, made = CASES[endpoint], MADE[token_rows()[endpoint].name]()
    rule = rules(app, endpoint)[0]

    guesses = [ask(client, rule, made, f"tebakan{number}") for number in range(30)]

    assert [guess.status_code for guess in guesses] == [404] * 20 + [429] * 10
    assert ask(client, rule, made).status_code == case.good
    assert counted() == 20  # what is refused writes nothing


def test_who_guessed_too_often_is_told_when_to_try_again(app: Flask, client: FlaskClient) -> None:
    for _ in range(20):
        client.get("/u/salah")
    ends = db.session.scalars(sa.select(LimitCount.expires_at).order_by(LimitCount.expires_at)).first()
    before = clock.now()

    refused = client.get("/p/salah")

    assert refused.status_code == 429
    wait = timedelta(seconds=int(refused.headers["Retry-After"]))
    assert ends <= clock.now() + wait and before + wait < ends + timedelta(seconds=1)
    assert f"Coba lagi {wait.seconds} detik lagi" in refused.text

    db.session.execute(sa.update(LimitCount).where(LimitCount.expires_at == ends).values(expires_at=clock.now()))
    assert client.get("/v/salah").status_code == 404


def test_guesses_count_for_all_processes_together(app: Flask, client: FlaskClient) -> None:
    for _ in range(20):
        client.get("/u/salah")
    url, instance = app.config["SQLALCHEMY_DATABASE_URI"], app.config["SETTINGS"].instance_path
    with separate_app(lambda: create_app(environment(instance, url), TESTING=True, RATELIMIT_ENABLED=True)) as other:
        other.test_client_class = IsolatedClient
        answer = other.test_client().get("/u/salah")
        with other.app_context():
            db.engine.dispose()

    assert answer.status_code == 429


@pytest.mark.parametrize("endpoint", CASES)
def test_who_is_off_the_list_is_not_named(app: Flask, client: FlaskClient, endpoint: str) -> None:
    case, make = CASES[endpoint], MADE[token_rows()[endpoint].name]
    for number in range(len(make().ends)):
        made = make()
        made.ends[number]()
        for rule in rules(app, endpoint):
            upload = {"file": (BytesIO(b"x"), "notula.pdf")} if endpoint == "verify.compare" else None
            answer = ask(client, rule, made, data=upload)

            assert answer.status_code == case.gone
            assert "Berlaku" not in answer.text and "Ya, saya hadir" not in answer.text
            assert [secret for secret in SECRETS if secret in answer.text] == []
            assert not [link for link in ("/acara.ics", "/surat.pdf", "/notula/", "/berkas") if link in answer.text]


@pytest.mark.parametrize("endpoint", CASES)
def test_nothing_keeps_or_tells_the_address(app: Flask, client: FlaskClient, endpoint: str) -> None:
    made = MADE[token_rows()[endpoint].name]()

    for typed in (made.token, "salah"):
        headers = ask(client, rules(app, endpoint)[0], made, typed).headers
        assert headers.getlist("Cache-Control") == ["private, no-store"]
        assert headers.getlist("Referrer-Policy") == ["no-referrer"]
        assert headers.getlist("X-Robots-Tag") == ["noindex, nofollow"]


@pytest.mark.parametrize("endpoint", CASES)
def test_posts_need_no_referrer(app: Flask, client: FlaskClient, endpoint: str) -> None:
    """Browsers send none from these pages, and the guard against forged forms would want one over HTTPS."""
    case, made = CASES[endpoint], MADE[token_rows()[endpoint].name]()

    for rule in app.url_map.iter_rules(endpoint):
        if "POST" in (rule.methods or ()):
            answer = ask(client, rule, made, method="POST", data={"answer": "hadir"}, base_url="https://localhost")
            assert answer.status_code in (case.good, 302, 303, 422)  # a form may miss a field, and says so


def test_an_answer_is_sent_over_https_as_browsers_send_it(app: Flask, client: FlaskClient) -> None:
    made = _invitation()
    page = client.get(f"/u/{made.token}", base_url="https://localhost").text
    proof = re.search(r'name="csrf_token" value="([^"]+)"', page)
    answer = {"answer": "tidak-hadir", "reason": "duty", "csrf_token": proof[1] if proof else ""}

    sent = client.post(f"/u/{made.token}", data=answer, base_url="https://localhost")

    assert sent.status_code == 303


def test_who_is_on_the_list_is_named(app: Flask, client: FlaskClient) -> None:
    """So that their absence above means something."""
    for endpoint in ("rsvp.answer", "rsvp.show_pass", "rsvp.institution", "rsvp.edit_delegate", "verify.page"):
        made = MADE[token_rows()[endpoint].name]()
        page = ask(client, rules(app, endpoint)[0], made).text
        assert NAME in page and POSITION in page


@pytest.mark.parametrize(
    ("endpoint", "start"),
    [("rsvp.answer", "/u/"), ("rsvp.show_pass", "/p/"), ("rsvp.institution", "/d/"), ("verify.page", "/v/")],
)
def test_links_are_written_in_small_letters(app: Flask, endpoint: str, start: str) -> None:
    assert public_url(endpoint, **{token_rows()[endpoint].argument: "x"}) == f"http://localhost{start}x"

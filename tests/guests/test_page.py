"""The pass page: the QR any camera opens, and what stands around it."""

import io
import itertools
from datetime import datetime, time, timedelta
from html import unescape

import icalendar
import pytest
import sqlalchemy as sa
from PIL import Image

from meetings import clock, create_app
from meetings.domain import outbox
from meetings.domain.audit import SYSTEM
from meetings.domain.guests.page import ticket_of
from meetings.domain.invitations.mails import INVITATION
from meetings.domain.participants import name_representative
from meetings.domain.participants.details import Details
from meetings.domain.passes import active_pass, code_of, issue_pass, replace_pass
from meetings.enums import (
    DeliveryState,
    DocumentKind,
    DocumentState,
    LinkProvider,
    MeetingMode,
    MeetingState,
    RunKind,
    SecurityClass,
    SpeakerState,
    TaskState,
)
from meetings.extensions import db, limiter
from meetings.models import Delivery, Document, Pass, Session, TaskRun, VirtualLink, participant_session
from meetings.passcode import new_id
from meetings.storage import storage
from meetings.writing.dates import format_date, format_day_date, format_time, schedule_lines
from tests.checkin.door import Door
from tests.factories import (
    make_agenda_item,
    make_invitation,
    make_letter,
    make_meeting,
    make_participant,
    make_session,
    make_speaker,
)
from tests.factories.minutes import make_attendance
from tests.support.databases import environment
from tests.support.live import separate_app


@pytest.fixture
def meeting(app):
    made = make_meeting(mode=MeetingMode.HYBRID, map_url="https://maps.example.go.id/x", address="Jl. Juanda 10")
    session = make_session(made, clock.now() - timedelta(minutes=20))
    make_agenda_item(session, "Menyanyikan lagu Indonesia Raya", 1, minutes=10)
    make_agenda_item(session, "Laporan ketua panitia", 2, minutes=60)
    return made


@pytest.fixture
def person(meeting):
    return make_participant(meeting, 'Nur\'aini "Ani" {x}', position="Camat", institution="Kecamatan <Tengah>")


def _code(person) -> str:
    code = code_of(issue_pass(person, clock.now()))
    db.session.commit()
    return code


def test_both_spellings_of_the_link_show_the_pass(person, client):
    code = _code(person)

    upper, lower = client.get(f"/P/{code}"), client.get(f"/p/{code.lower()}")

    assert upper.status_code == lower.status_code == 200
    for page in (upper.text, lower.text):
        assert '<path fill="#000"' in page
        assert "Nur&#39;aini &#34;Ani&#34; {x}" in page and "Kecamatan &lt;Tengah&gt;" in page
        assert "https://maps.example.go.id/x" in page
    assert len(upper.data) < 30_000


def test_what_runs_now_is_marked(person, client):
    page = client.get(f"/p/{_code(person)}").text

    now = page.split('<li class="now"')[1].split("</li>")[0]
    assert "Laporan ketua panitia" in now and page.count('<li class="now"') == 1
    person.meeting.state = MeetingState.CANCELLED
    db.session.commit()
    page = client.get(f"/p/{_code(person)}").text
    assert '<li class="now"' not in page and "data-until" not in page


def test_a_session_closed_early_tells_its_hours_as_it_was_and_nothing_of_it_runs(meeting, person, client):
    session, code = meeting.sessions[0], _code(person)
    hours, planned = (format_time(each, meeting.timezone) for each in (clock.now() - timedelta(minutes=5), session.ends_at))
    assert "ditutup lebih awal" not in client.get(f"/p/{code}").text

    session.closed_at = clock.now() - timedelta(minutes=5)
    db.session.commit()
    page = client.get(f"/p/{code}").text

    assert f"–{hours}; ditutup lebih awal, rencananya sampai pukul {planned}" in page
    assert '<li class="now"' not in page
    session.closed_at = None  # opened again
    session.ends_at += timedelta(hours=1)  # and prolonged
    db.session.commit()
    page = client.get(f"/p/{code}").text
    assert "ditutup lebih awal" not in page and f"–{format_time(session.ends_at, meeting.timezone)}" in page
    assert page.count('<li class="now"') == 1


def test_who_came_when_it_was_over_is_told_so_with_the_hour_of_the_end(meeting, person, client):
    session = db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting.id)).one()
    session.closed_at = session.starts_at + timedelta(minutes=10)  # earlier than its hour
    make_attendance(session, person, first_in_at=session.starts_at + timedelta(minutes=20))

    end = format_time(session.closed_at, meeting.timezone)
    assert f"Anda datang sesudah acara berakhir pukul {end}." in client.get(f"/p/{_code(person)}").text


def test_who_came_is_told_when_and_at_which_session_in_the_zone_of_the_meeting(meeting, person, client):
    (first,) = db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting.id))
    make_attendance(first, person, first_in_at=first.starts_at)
    code = _code(person)

    hour = format_time(first.starts_at, meeting.timezone)
    assert f"Anda tercatat hadir pukul {hour}." in client.get(f"/p/{code}").text

    second = make_session(meeting, clock.now() + timedelta(days=1), title="Sidang <Komisi>")
    db.session.commit()
    page = client.get(f"/p/{code}").text
    assert f"Anda tercatat hadir pukul {hour} pada sesi {first.title}." in page and page.count("Anda tercatat hadir") == 1
    assert "Sidang &lt;Komisi&gt;" in page and second.title in unescape(page)

    other = make_participant(meeting, "Belum datang")
    assert "Anda tercatat hadir" not in client.get(f"/p/{_code(other)}").text


def test_the_virtual_link_appears_in_its_time_only(meeting, person, client):
    now = clock.now()
    link = VirtualLink(
        meeting=meeting,
        provider=LinkProvider.ZOOM,
        url="https://zoom.example/j/1",
        passcode="rahasia7",
        visible_from=now - timedelta(hours=1),
        visible_until=now + timedelta(hours=1),
    )
    db.session.add(link)
    code = _code(person)
    assert "rahasia7" in client.get(f"/p/{code}").text

    link.visible_from = now + timedelta(minutes=30)
    db.session.commit()

    assert "rahasia7" not in client.get(f"/p/{code}").text


def test_a_representative_is_shown_for_whom_and_the_represented_by_whom(meeting, person, client):
    old = _code(person)
    row = name_representative(person, Details(name="Rina", position="Sekcam"), SYSTEM, clock.now())
    new = _code(row.representative)

    assert "Mewakili" in client.get(f"/p/{new}").text and person.name[:3] in client.get(f"/p/{new}").text
    page = client.get(f"/p/{old}").text
    assert "diwakili oleh Rina" in page and "<path fill" not in page
    db.session.refresh(row.representative)
    assert ticket_of(active_pass(row.representative)).holder[-1] == f"Mewakili {person.name}, Camat"


def test_day_and_hours_are_said_in_the_language_of_the_page(meeting, person, client):
    code, session = _code(person), db.session.scalars(sa.select(Session)).one()
    starts, ends = (clock.local(each, meeting.timezone).date() for each in (session.starts_at, session.ends_at))
    until = session.ends_at if ends > starts else None  # said only of a session over midnight
    day, hours = (schedule_lines(session.starts_at, until, meeting.timezone, language) for language in ("id", "en"))
    said = client.get(f"/p/{code}").text
    client.get("/bahasa/en?next=/")

    english = client.get(f"/p/{code}").text

    assert ", ".join(day) in said and ", ".join(hours) in english
    assert "pukul" not in english and "s.d. selesai" not in english


def test_a_revoked_pass_shows_no_code(person, client):
    old = _code(person)
    replace_pass(person, SYSTEM, clock.now(), "hilang")
    db.session.commit()

    page = client.get(f"/p/{old}")

    assert page.status_code == 200 and "sudah tidak berlaku" in page.text and "<path fill" not in page.text
    assert client.get(f"/p/{old}/tanda-masuk.png").status_code == 404


def test_the_page_of_a_replaced_pass_says_whether_the_newer_one_was_sent(meeting, person, client):
    old, invitation = _code(person), make_invitation(person, make_letter(meeting))
    replace_pass(person, SYSTEM, clock.now(), "hilang")
    db.session.commit()
    page = client.get(f"/p/{old}").text
    assert "belum tercatat dikirim. Hubungi panitia." in page and "terbaru" not in page

    sent = {"kind": INVITATION, "address": "x@example.go.id", "recipient_name": "x", "subject": "x", "text": "x"}
    outbox.queue_message(**sent, at=clock.now(), meeting_id=meeting.id, invitation_id=invitation.id)
    db.session.commit()
    assert "sedang dikirim lewat surel" in client.get(f"/p/{old}").text
    run = TaskRun(kind=RunKind.SEND_INVITATIONS, title="x", state=TaskState.DONE, held_at=clock.now(), created_at=clock.now())
    db.session.add(run)
    db.session.flush()
    for values in (
        {"task_id": run.id},
        {"task_id": None, "state": DeliveryState.UNCERTAIN},
    ):  # a person is to say something first
        db.session.execute(sa.update(Delivery).values(**values))
        db.session.commit()
        assert "belum tercatat dikirim. Hubungi panitia." in client.get(f"/p/{old}").text
    db.session.execute(sa.update(Delivery).values(state=DeliveryState.SENT, sent_at=clock.now()))
    db.session.commit()

    page = client.get(f"/p/{old}").text
    assert "Tanda masuk yang baru sudah dikirim lewat surel" in page and person.name not in page


def test_wrong_codes_are_not_found_and_say_nothing(person, client):
    code = _code(person)
    wrong = code[:-2] + ("00" if not code.endswith("00") else "11")
    for address in (f"/P/{wrong}", "/P/x", "/p/M1" + "0" * 27, f"/p/{wrong}/acara.ics", f"/p/{wrong}/tanda-masuk.png"):
        assert client.get(address).status_code == 404


def test_guessing_is_slowed_down_but_a_hall_of_guests_is_not(databases):
    database = databases.create("sqlite")
    settings = environment(databases.folder / "guessing", database)
    with separate_app(lambda: create_app(settings, RATELIMIT_ENABLED=True)) as app:
        client = app.test_client()
        try:
            with app.app_context():
                code = _code(make_participant(make_meeting()))
            guests = [client.get(f"/p/{code}").status_code for _ in range(30)]
            guesses = [client.get("/p/salah").status_code for _ in range(25)]
        finally:
            limiter.enabled = False

    assert guests == [200] * 30
    assert guesses == [404] * 20 + [429] * 5


def test_calendar_and_picture(meeting, person, client):
    code = _code(person)

    calendar = icalendar.Calendar.from_ical(client.get(f"/p/{code}/acara.ics").data)
    picture = Image.open(io.BytesIO(client.get(f"/p/{code}/tanda-masuk.png").data))

    event = calendar.walk("VEVENT")[0]
    assert event["SUMMARY"] == meeting.title and event["URL"].endswith(f"/p/{code}")
    assert picture.width >= 700
    meeting.state = MeetingState.CANCELLED
    db.session.commit()
    assert client.get(f"/p/{code}/tanda-masuk.png").status_code == 404, "nobody stands at that door"


def test_published_minutes_are_offered_unless_they_are_restricted(meeting, person, client):
    code = _code(person)
    documents = []
    for security in (SecurityClass.NORMAL, SecurityClass.LIMITED):
        document = Document(
            id=new_id(),
            organisation_id=meeting.organisation_id,
            meeting_id=meeting.id,
            kind=DocumentKind.MINUTES,
            about_id=f"notula-{security}",
            final=True,
            title=f"Notula {security.label}",
            state=DocumentState.PUBLISHED,
            security=security,
            storage_key=storage.put("documents", b"%PDF-1.7 isi"),
            verify_hash=new_id(),
        )
        db.session.add(document)
        documents.append(document)
    db.session.commit()
    normal, limited = documents

    page = client.get(f"/p/{code}").text

    assert "Notula Biasa" in page and "Notula Terbatas" not in page
    assert client.get(f"/p/{code}/notula/{normal.id}.pdf").data == b"%PDF-1.7 isi"
    assert client.get(f"/p/{code}/notula/{limited.id}.pdf").status_code == 404

    replace_pass(person, SYSTEM, clock.now(), "hilang")
    db.session.commit()
    assert client.get(f"/p/{code}/notula/{normal.id}.pdf").status_code == 404


def test_a_limited_participant_sees_only_their_sessions(meeting, person, client):
    other = make_session(meeting, clock.now() + timedelta(hours=5), title="Sidang Komisi B")
    make_agenda_item(other, "Rahasia komisi B")
    other.starts_at, other.ends_at = (moment + timedelta(days=1) for moment in (other.starts_at, other.ends_at))
    person.limited = True
    mine = db.session.scalar(sa.select(Session.id).where(Session.title != "Sidang Komisi B"))
    db.session.execute(sa.insert(participant_session).values(participant_id=person.id, session_id=mine))
    make_speaker(meeting, "Narasumber Komisi", state=SpeakerState.CONFIRMED, session_id=other.id)
    make_speaker(meeting, "Narasumber Sidang", state=SpeakerState.CONFIRMED, session_id=mine)
    make_speaker(meeting, "Narasumber Bersama", state=SpeakerState.CONFIRMED)
    own = db.session.get_one(Session, mine)
    own.title, own.room = "Sidang Komisi A", "Ruang Melati"
    code = _code(person)

    page = client.get(f"/p/{code}").text
    assert "Rahasia komisi B" not in page and "Narasumber Komisi" not in page and "Sidang Komisi B" not in page
    assert "<h3>Sidang Komisi A</h3>" in page and "Susunan acara: Sidang Komisi A" in page
    assert "Narasumber Bersama" in page and "Narasumber Sidang" in page
    assert f"Sidang Komisi A · Ruang Melati · {format_day_date(own.starts_at, meeting.timezone)}" in page
    days = icalendar.Calendar.from_ical(client.get(f"/p/{code}/acara.ics").data).walk("VEVENT")
    assert len(days) == 1


def test_the_service_worker_may_serve_any_pass(app, client):
    answer = client.get("/p/sw.js")

    assert answer.status_code == 200 and answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"


def test_the_page_asks_a_steady_number_of_questions(meeting, person, client, query_counter):
    code = _code(person)

    def count() -> int:
        client.get(f"/p/{code}")
        with query_counter() as queries:
            client.get(f"/p/{code}")
        return len(queries)

    few = count()
    session = make_session(meeting, clock.now() + timedelta(days=1))
    for number in range(20):
        make_agenda_item(session, f"Acara {number}", number)
    assert db.session.scalar(sa.select(sa.func.count(Pass.id))) == 1
    assert count() == few


def test_a_meeting_that_is_off_shows_no_code_to_show(meeting, person, client):
    meeting.state, meeting.cancel_reason = MeetingState.CANCELLED, "Bencana"
    db.session.commit()

    page = client.get(f"/p/{_code(person)}")
    file = client.get(f"/p/{_code(person)}/acara.ics")

    assert "Kegiatan dibatalkan" in page.text and "Bencana" in page.text
    assert "Tunjukkan kode ini" not in page.text and "Kode QR" not in page.text
    assert "method=CANCEL" in file.headers["Content-Type"] and b"METHOD:CANCEL" in file.data


def test_online_stands_below_time_and_place_unless_the_meeting_is_online_only(meeting, person, client):
    meeting.mode = MeetingMode.HYBRID
    link = {"provider": LinkProvider.ZOOM, "url": "https://zoom.us/j/1", "meeting_code": "123 456"}
    db.session.add(VirtualLink(meeting_id=meeting.id, **link))
    db.session.commit()

    def first() -> bool:
        page = client.get(f"/p/{_code(person)}").text
        assert "ID rapat" in page and "Nomor rapat" not in page
        return page.index("Gabung ke Zoom") < page.index("Waktu dan tempat")

    assert not first()
    meeting.mode = MeetingMode.ONLINE
    db.session.commit()
    assert first()


def test_a_session_over_midnight_says_on_which_day_it_ends(meeting, person, client):
    session = db.session.scalars(sa.select(Session).where(Session.meeting_id == meeting.id)).first()
    day = clock.local(clock.now(), meeting.timezone).date()
    session.starts_at = clock.from_local(datetime.combine(day, time(22)), meeting.timezone)
    session.ends_at = session.starts_at + timedelta(hours=4)
    db.session.commit()

    shown = f"22.00–02.00 WIB ({format_date(day + timedelta(days=1))})"

    assert shown in client.get(f"/p/{_code(person)}").text


def test_the_page_and_the_door_say_the_same_of_an_answer(app, client):
    """Who is let in nowhere as they have answered is not asked to show their code at the desk."""
    door, said, heard = Door(app), {}, {}
    for rules in itertools.product((False, True), repeat=2):
        door.meeting.refuse_declined, door.meeting.refuse_unconfirmed = rules
        for status in ("pending", "invited", "declined", "confirmed"):
            person, code = door.add(f"{status} {rules}", status=status)
            said[status, rules] = "Tunjukkan kode ini di meja registrasi." in client.get(f"/p/{code}").text
            heard[status, rules] = door.one(code)["status"] != "refused"

    assert said == heard and set(said.values()) == {False, True}

"""The pages about meetings: who may come in, what they show, and how many queries they take."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import minutes as drafting
from meetings.domain.audit import SYSTEM, Action, Actor, record
from meetings.domain.reports import numbers
from meetings.enums import MeetingKind, MeetingState, MinutesState, ParticipantSource, Role
from meetings.extensions import db
from meetings.models import Device, Meeting, MeetingStaff, Minutes, User
from meetings.storage import storage
from meetings.writing.dates import format_date
from tests.factories import (
    make_category,
    make_invitation,
    make_meeting,
    make_membership,
    make_organisation,
    make_participants,
    make_session,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.usefixtures("app")
SignIn = Callable[[User], FlaskClient]


def member(role: Role = Role.COMMITTEE, meeting: Meeting | None = None) -> tuple[User, Meeting]:
    meeting = meeting or make_meeting()
    user = make_user()
    make_membership(user, meeting.organisation, role)
    return user, meeting


def form(**changed: Any) -> dict[str, Any]:
    return {
        "title": "Rakor <b>Evaluasi</b>",
        "kind": "rakor",
        "mode": "in_person",
        "timezone": "Asia/Jakarta",
        "place": "Balai Kota",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-02",
    } | changed


def test_strangers_are_sent_to_sign_in(client: FlaskClient) -> None:
    meeting = make_meeting()
    for address in ("/", "/kegiatan/", f"/kegiatan/{meeting.id}"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/masuk" in answer.location


@pytest.mark.parametrize(
    "page", ["", "/ubah", "/panitia", "/pengaturan", "/jejak-audit", "/salin", "/acara/", "/narasumber/", "/tautan/"]
)
def test_for_people_without_a_role_here_it_does_not_exist(sign_in: SignIn, page: str) -> None:
    meeting = make_meeting()
    elsewhere, _ = member(Role.ADMINISTRATOR, make_meeting(make_organisation("Kabupaten Lain")))

    assert sign_in(elsewhere).get(f"/kegiatan/{meeting.id}{page}").status_code == 404


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/ubah", form()),
        ("/keadaan", {"state": "running"}),
        ("/panitia", {"email": "a@b.go.id", "role": "viewer"}),
        ("/pengaturan", {}),
    ],
)
def test_readers_change_nothing(sign_in: SignIn, address: str, data: dict[str, Any]) -> None:
    reader, meeting = member(Role.VIEWER)

    assert sign_in(reader).post(f"/kegiatan/{meeting.id}{address}", data=data).status_code == 403


def test_an_unknown_meeting_is_not_found(sign_in: SignIn) -> None:
    user, _ = member()

    answer = sign_in(user).get("/kegiatan/tidakada")

    assert answer.status_code == 404
    assert "Halaman tidak ditemukan" in answer.text


def test_the_list_shows_only_what_the_user_may_see_and_searches(sign_in: SignIn) -> None:
    user, seen = member(meeting=make_meeting(title="Rakerda Terlihat"))
    make_meeting(make_organisation("Kabupaten Lain"), title="Rakerda Tersembunyi")
    make_meeting(
        seen.organisation,
        title="Sosialisasi SOP",
        kind=MeetingKind.SOCIALISATION,
        starts_on=date(2020, 5, 1),
        ends_on=date(2020, 5, 1),
    )
    client = sign_in(user)

    everything = client.get("/kegiatan/").text
    assert "Rakerda Terlihat" in everything and "Sosialisasi SOP" in everything and "Tersembunyi" not in everything
    assert "Sosialisasi SOP" not in client.get("/kegiatan/?q=terlihat rakerda").text
    assert "Rakerda Terlihat" not in client.get("/kegiatan/?year=2020").text
    assert "Rakerda Terlihat" not in client.get("/kegiatan/?kind=socialisation").text
    assert "Tidak ada kegiatan yang cocok" in client.get("/kegiatan/?q=100%25").text
    assert client.get("/kegiatan/?page=99&per_page=7&sort=-title&state=x&year=abc").status_code == 200


def test_a_title_appears_exactly_as_typed(sign_in: SignIn) -> None:
    title = """Rakor "O'Neil" {x} {{ y }} <b>tebal</b> محمد ꦗꦮ %s"""
    user, meeting = member(meeting=make_meeting(title=title))

    page = sign_in(user).get(f"/kegiatan/{meeting.id}").text

    assert "<b>tebal</b>" not in page
    assert "Rakor &#34;O&#39;Neil&#34; {x} {{ y }} &lt;b&gt;tebal&lt;/b&gt; محمد ꦗꦮ %s" in page


def test_a_meeting_is_made_in_ones_own_organisation_only(sign_in: SignIn) -> None:
    user, meeting = member()
    foreign = make_organisation("Kabupaten Lain")
    client = sign_in(user)

    refused = client.post("/kegiatan/baru", data=form(organisation=foreign.id))
    made = client.post("/kegiatan/baru", data=form(organisation=meeting.organisation_id))

    assert refused.status_code == 422
    assert made.status_code == 302
    new = db.session.scalars(sa.select(Meeting).where(Meeting.title == "Rakor <b>Evaluasi</b>")).one()
    assert (new.state, new.created_by_id) == (MeetingState.DRAFT, user.id)


def test_a_form_with_errors_keeps_what_was_typed_and_names_the_field(sign_in: SignIn) -> None:
    user, meeting = member()

    answer = sign_in(user).post(f"/kegiatan/{meeting.id}/ubah", data=form(title="", ends_on="2026-11-01", place="Gedung Baru"))

    assert answer.status_code == 422
    assert "Gedung Baru" in answer.text
    assert 'id="title-error"' in answer.text and "Wajib diisi." in answer.text


def test_a_rule_of_the_domain_lands_on_its_field(sign_in: SignIn) -> None:
    user, meeting = member()

    answer = sign_in(user).post(f"/kegiatan/{meeting.id}/ubah", data=form(map_url="http://peta.example.org"))

    assert answer.status_code == 422
    assert 'id="map_url-error"' in answer.text


def test_a_state_with_obstacles_is_refused_by_name_and_a_cancellation_needs_its_reason(sign_in: SignIn) -> None:
    user, meeting = member(meeting=make_meeting(state=MeetingState.DRAFT, place=""))
    client = sign_in(user)

    refused = client.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "open"}, follow_redirects=True)
    client.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "cancelled", "reason": "Banjir"})

    assert "Tempat belum diisi." in refused.text
    db.session.expire_all()
    assert (meeting.state, meeting.cancel_reason) == (MeetingState.CANCELLED, "Banjir")


def test_settings_take_times_in_the_meetings_zone(sign_in: SignIn) -> None:
    user, meeting = member(meeting=make_meeting(timezone="Asia/Jayapura", starts_on=date(2056, 12, 1)))

    client, address = sign_in(user), f"/kegiatan/{meeting.id}/pengaturan"
    answer = client.post(
        address,
        data={
            "answer_deadline": "2056-12-01T16:00",
            "checkin_minutes_before": "0",
            "checkin_minutes_after": "30",
            "most_companions": "0",
            "paper": "",
        },
    )

    assert answer.status_code == 302
    db.session.expire_all()
    assert meeting.answer_deadline is not None
    assert meeting.answer_deadline.isoformat() == "2056-12-01T07:00:00+00:00"
    assert (meeting.checkin_minutes_before, meeting.allow_representation, meeting.paper) == (0, False, None)
    # A switch that is left out is off, and says so when the page is opened again.
    assert meeting.allow_walk_in is False and "Terima yang datang tanpa ada di daftar" in client.get(address).text


def test_the_committee_of_a_meeting_is_added_and_removed(sign_in: SignIn) -> None:
    user, meeting = member()
    helper = make_user("Dewi Lestari")
    client = sign_in(user)

    client.post(f"/kegiatan/{meeting.id}/panitia", data={"email": helper.email, "role": "registrar"})
    twice = client.post(f"/kegiatan/{meeting.id}/panitia", data={"email": helper.email, "role": "registrar"})
    assert twice.status_code == 422
    assert sign_in(helper).get(f"/kegiatan/{meeting.id}").status_code == 200
    staff = db.session.scalars(sa.select(MeetingStaff)).one()
    client.post(f"/kegiatan/{meeting.id}/panitia/{staff.id}/keluarkan")

    assert sign_in(helper).get(f"/kegiatan/{meeting.id}").status_code == 404


def test_a_copy_is_made_of_last_years_meeting(sign_in: SignIn) -> None:
    user, meeting = member()
    make_session(meeting)
    client, data = sign_in(user), {"organisation": meeting.organisation_id, "title": "Rakerda 2027", "with_agenda": "y"}

    slip = client.post(f"/kegiatan/{meeting.id}/salin", data=data | {"starts_on": "9999-12-31"})
    answer = client.post(f"/kegiatan/{meeting.id}/salin", data=data | {"starts_on": "2027-04-26"})

    assert slip.status_code == 422 and 'id="starts_on-error"' in slip.text

    assert answer.status_code == 302
    copy = db.session.scalars(sa.select(Meeting).where(Meeting.title == "Rakerda 2027")).one()
    assert [session.title for session in copy.sessions] == ["Sidang Pleno"]


def test_the_audit_trail_reads_in_indonesian_and_filters(sign_in: SignIn) -> None:
    user, meeting = member()
    client = sign_in(user)
    client.post(
        f"/kegiatan/{meeting.id}/ubah",
        data=form(title=meeting.title, starts_on=str(meeting.starts_on), ends_on=str(meeting.ends_on)),
    )
    client.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "cancelled", "reason": "Banjir"})

    record(Actor("guest", None, "Tamu Ramai"), Action.ANSWER_GIVEN, at=clock.now(), meeting=meeting, answer="akan hadir")
    everything = client.get(f"/kegiatan/{meeting.id}/jejak-audit").text
    assert "Tamu Ramai" in everything and '<option value="Tamu Ramai">' not in everything
    nothing = client.get(f"/kegiatan/{meeting.id}/jejak-audit?group=session").text

    assert "mengubah status kegiatan dari Dibuka menjadi Dibatalkan" in everything
    assert "Tempat:" in everything and "Balai Kota Bogor" in everything
    assert "Tidak ada catatan yang cocok" in nothing


def test_the_home_page_shows_my_meetings_and_not_those_of_others(sign_in: SignIn) -> None:
    user, meeting = member(meeting=make_meeting(title="Rakerda Kami"))
    make_meeting(make_organisation("Kabupaten Lain"), title="Rakerda Mereka")
    helper = make_user()
    make_staff(helper, meeting, Role.SECRETARY)

    for person in (user, helper):
        page = sign_in(person).get("/").text
        assert "Rakerda Kami" in page and "Rakerda Mereka" not in page


@pytest.mark.parametrize("address", ["/", "/kegiatan/"])
def test_lists_take_the_same_queries_for_one_row_and_for_many(sign_in: SignIn, query_counter: Any, address: str) -> None:
    user, meeting = member()
    client = sign_in(user)
    client.get(address)

    with query_counter() as one:
        client.get(address)
    for number in range(8):
        make_meeting(
            make_organisation(f"Dinas {number}", meeting.organisation), starts_on=meeting.starts_on + timedelta(days=number)
        )
    with query_counter() as many:
        assert client.get(address).status_code == 200

    assert len(many) == len(one)


def test_overview_and_audit_take_the_same_queries_for_a_few_and_for_many_rows(
    sign_in: SignIn, query_counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers._kept, "most", 0)  # all is counted each time
    user, meeting = member()
    make_session(meeting)
    make_participants(meeting, 2, category_id=make_category(meeting).id)
    client = sign_in(user)
    pages = [f"/kegiatan/{meeting.id}", f"/kegiatan/{meeting.id}/jejak-audit", f"/kegiatan/{meeting.id}/panitia"]
    client.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "cancelled", "reason": "Banjir"})
    client.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "draft"})
    client.get(pages[0])

    few = {}
    for page in pages:
        with query_counter() as queries:
            client.get(page)
        few[page] = len(queries)
    for number in range(6):
        make_session(meeting, starts_at=clock.now() + timedelta(minutes=number))
        make_participants(meeting, 20, category_id=make_category(meeting, f"Kategori {number}").id, institution=f"Dinas {number}")
        make_staff(make_user(), meeting)
    client.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "cancelled", "reason": "Banjir"})
    client.post(f"/kegiatan/{meeting.id}/keadaan", data={"state": "draft"})
    for page in pages:
        with query_counter() as queries:
            client.get(page)
        assert len(queries) <= few[page], page


def test_letters_that_wait_in_the_outbox_are_issued_but_not_sent_on_the_checklist(sign_in: SignIn) -> None:
    user, meeting = member()
    make_session(meeting)
    invited, standing_in = make_participants(meeting, 2)
    standing_in.source = ParticipantSource.REPRESENTATIVE
    invitation = make_invitation(invited)
    db.session.commit()
    client = sign_in(user)

    def step() -> str:
        page = client.get(f"/kegiatan/{meeting.id}").text
        return re.findall(r'<li class="todo-step ([\w-]+)">(?:(?!</li>).)*Kirim surat undangan', page, re.DOTALL)[-1]

    assert "Surat untuk 1 orang disiapkan; belum ada pesan yang terkirim." in client.get(f"/kegiatan/{meeting.id}").text
    assert step() == "is-part"  # nothing has left: no tick
    invitation.sent_at = clock.now()
    db.session.commit()
    assert "1 dari 1 undangan terkirim." in client.get(f"/kegiatan/{meeting.id}").text  # who stands in is not invited once more
    assert step() == "is-done"


def test_a_device_that_no_phone_is_paired_with_is_not_a_door(sign_in: SignIn) -> None:
    user, meeting = member()
    device = Device(meeting_id=meeting.id, name="Meja 1", created_at=clock.now())
    db.session.add(device)
    db.session.commit()
    client = sign_in(user)

    def step() -> str:
        page = client.get(f"/kegiatan/{meeting.id}").text
        return re.findall(r'<li class="todo-step ([\w-]+)">(?:(?!</li>).)*Siapkan perangkat', page, re.DOTALL)[-1]

    assert "0 dari 1 perangkat terpasang." in client.get(f"/kegiatan/{meeting.id}").text and step() == "is-part"
    device.token_hash = "0" * 64
    db.session.commit()
    assert "1 dari 1 perangkat terpasang." in client.get(f"/kegiatan/{meeting.id}").text and step() == "is-done"


def test_the_accent_stylesheet_is_readable_and_takes_nothing_but_a_colour(client: FlaskClient) -> None:
    pale, wrong = client.get("/accent/ffee55.css"), client.get("/accent/red;}.css")

    assert pale.mimetype == "text/css"
    assert "--accent:#ffee55;--accent-ink:#181c22" in pale.text
    assert "immutable" in pale.headers["Cache-Control"]
    assert wrong.status_code == 404


def test_the_emblem_of_the_nearest_organisation_above_is_shown_to_anybody(client: FlaskClient) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
    city = make_organisation("Kota Bogor", logo_key=storage.put("logo", picture))
    unit = make_organisation("Setda", city)
    bare = make_organisation("Kabupaten Lain")

    shown = client.get(f"/lambang/{unit.id}")

    assert (shown.mimetype, shown.data) == ("image/png", picture)
    assert client.get(f"/lambang/{bare.id}").location.endswith("favicon.svg")
    assert client.get("/lambang/tidakada").status_code == 302


def test_a_new_meeting_starts_in_its_organisers_zone(app, sign_in):
    organisation = make_organisation("Pemerintah Kota Jayapura", timezone="Asia/Jayapura")
    user = make_user()
    make_membership(user, organisation, Role.COMMITTEE)

    page = sign_in(user).get("/kegiatan/baru").text

    assert '<option selected value="Asia/Jayapura">' in page


def test_a_session_past_midnight_is_told_wherever_the_days_are(sign_in: SignIn) -> None:
    meeting = make_meeting(starts_on=clock.local(clock.now(), "Asia/Jakarta").date())
    start = clock.from_local(datetime.combine(meeting.starts_on, time(21)), meeting.timezone)
    make_session(meeting, start, ends_at=start + timedelta(hours=5))
    user, _meeting = member(meeting=meeting)
    db.session.commit()
    client = sign_in(user)
    told = f"s.d. {format_date(meeting.ends_on + timedelta(days=1))}, 02.00 WIB"

    for page in ("/", "/kegiatan/", f"/kegiatan/{meeting.id}"):
        assert told in client.get(page, follow_redirects=True).text

    meeting.sessions[0].ends_at = start + timedelta(hours=3)  # midnight is of that day
    db.session.commit()
    assert f"s.d. {format_date(meeting.ends_on + timedelta(days=1))}" not in client.get(f"/kegiatan/{meeting.id}").text


def test_another_zone_is_asked_about_before_it_touches_sessions_that_have_begun(sign_in: SignIn) -> None:
    day = clock.local(clock.now(), "Asia/Jakarta").date() - timedelta(days=2)
    nine = clock.from_local(datetime.combine(day, time(9)), "Asia/Jakarta")
    user, meeting = member(meeting=make_meeting(starts_on=day, ends_on=day + timedelta(days=3)))
    session = make_session(meeting, nine, title="Sidang <b>Pagi</b>", closed_at=nine + timedelta(hours=3))
    db.session.commit()
    client, path = sign_in(user), f"/kegiatan/{meeting.id}/ubah"
    sent = form(starts_on=str(meeting.starts_on), ends_on=str(meeting.ends_on), timezone="Asia/Makassar")
    assert 'name="begun_sessions"' not in client.get(path).text

    asked = client.post(path, data=sent)
    db.session.expire_all()

    assert (
        asked.status_code == 422 and "</b>Pagi» sudah dimulai" not in asked.text and "Pagi&lt;/b&gt;» sudah dimulai" in asked.text
    )
    assert asked.text.count('name="begun_sessions"') == 2
    rows = re.sub(r"<[^>]+>|\s+", " ", asked.text)
    for words in (
        "Sidang &lt;b&gt;Pagi",
        "09.00–13.00 WIB",
        "09.00–13.00 WITA",
        "10.00–14.00 WITA",
        "Ditutup 12.00 WIB",
        "Ditutup 13.00 WITA",
    ):
        assert words in rows, words
    assert (meeting.timezone, session.starts_at) == ("Asia/Jakarta", nine)

    assert "Notula ini tidak ikut berubah" not in asked.text
    stamps = {"created_at": clock.now(), "updated_at": clock.now(), "started_at": nine, "ended_at": nine + timedelta(hours=3)}
    about = {"meeting_id": meeting.id, "session_id": session.id, "title": "Pagi", "state": MinutesState.PUBLISHED}
    db.session.add(Minutes(version=1, number="005/77-N", **about, **stamps))
    db.session.commit()
    named = client.post(path, data=sent).text.partition("Notula ini tidak ikut berubah")[2].partition("</ul>")[0]
    assert "Pagi&lt;/b&gt;" in named and "005/77-N" in named and "Terbit" in named and "09.00–12.00 WIB" in named

    saved = client.post(path, data={**sent, "begun_sessions": "moments"})
    db.session.expire_all()

    assert saved.status_code == 302
    assert (meeting.timezone, session.starts_at, session.closed_at) == ("Asia/Makassar", nine, nine + timedelta(hours=3))


@pytest.mark.parametrize("drafted", [False, True], ids=["running", "settled"])
def test_sessions_that_meet_in_another_zone_are_told_at_once_and_in_the_agenda(sign_in: SignIn, drafted: bool) -> None:
    now = clock.now()
    day = clock.local(now, "Asia/Jakarta").date()
    user, meeting = member(meeting=make_meeting(starts_on=day - timedelta(days=1), ends_on=day + timedelta(days=2)))
    over = now - timedelta(minutes=10) if drafted else now + timedelta(minutes=10)
    held = make_session(meeting, now - timedelta(hours=2), title="Pembukaan", room="Paseban", ends_at=over)
    begins = now + timedelta(minutes=30)  # an hour earlier in the new zone, where it keeps its hours
    make_session(meeting, begins, title="Pleno", room="paseban", ends_at=begins + timedelta(hours=2))
    if drafted:
        drafting.draft_minutes(held.id, SYSTEM, now)
    db.session.commit()
    client, agenda = sign_in(user), f"/kegiatan/{meeting.id}/acara/"
    told = "Sesi Pembukaan dan Pleno memakai ruang Paseban pada saat yang sama."
    assert told not in client.get(agenda).text
    sent = form(starts_on=str(meeting.starts_on), ends_on=str(meeting.ends_on), timezone="Asia/Makassar")

    saved = client.post(f"/kegiatan/{meeting.id}/ubah", data={**sent, "begun_sessions": "moments"}, follow_redirects=True)

    assert "Periksa susunan acara dalam zona yang baru." in saved.text and told in saved.text
    assert told in client.get(agenda).text

"""The pages of minutes: who may open what, from draft to publication, downloads."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from meetings import clock
from meetings.blueprints.minutes import views
from meetings.documents.pdf.minutes import render_minutes
from meetings.domain import documents
from meetings.domain import minutes as rules
from meetings.domain.attendance.changed import Changed
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import ActionText, ItemText, printing
from meetings.enums import MeetingState, MinutesState, Role
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Document, Minutes
from meetings.writing import dates
from tests.documents.pdf import text_of
from tests.factories import make_meeting, make_organisation, make_participants, make_session
from tests.factories.minutes import (
    actor_of,
    make_approved,
    make_ended_session,
    make_minutes,
    make_officer,
    publish,
    submit,
    write_something,
)
from tests.minutes.desk import SignIn, address, officer


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.VIEWER, set()),
        (Role.COMMITTEE, set()),
        (Role.SECRETARY, {"read", "edit"}),
        (Role.APPROVER, {"read"}),
        (Role.ADMINISTRATOR, {"read", "edit"}),
    ],
)
def test_drafts_are_for_those_who_work_on_them(app: Flask, sign_in: SignIn, role: Role, allowed: set[str]) -> None:
    minutes = make_minutes()
    client = sign_in(officer(minutes, role))

    answers = {"read": client.get(address(minutes)).status_code, "edit": client.get(address(minutes, "/ubah")).status_code}

    assert {name for name, status in answers.items() if status == 200} == allowed
    assert {status for name, status in answers.items() if name not in allowed} <= {403, 404}


def test_a_reader_sees_published_minutes_and_their_file_but_no_draft(app: Flask, sign_in: SignIn) -> None:
    minutes = make_approved()
    publish(minutes)
    client = sign_in(officer(minutes, Role.VIEWER))

    assert minutes.number in client.get(address(minutes)).text
    answer = client.get(address(minutes, "/terbit.pdf"))
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Notula Sidang Pleno - 000.1.5_001-N_UM" in answer.headers["Content-Disposition"]
    assert client.get(address(minutes, "/konsep.pdf")).status_code == 404


@pytest.mark.parametrize("role", [Role.REGISTRAR, None])
def test_registrars_and_people_of_other_organisations_get_nothing(app: Flask, sign_in: SignIn, role: Role | None) -> None:
    minutes = make_approved()
    publish(minutes)
    stranger = officer(minutes, role) if role else make_officer(make_organisation("Kota Lain"), Role.ADMINISTRATOR)
    client = sign_in(stranger)

    for path in (address(minutes), address(minutes, "/terbit.pdf"), f"/kegiatan/{minutes.meeting_id}/notula/"):
        assert client.get(path).status_code == (403 if role else 404)


def test_minutes_are_found_only_below_their_own_meeting(app: Flask, sign_in: SignIn) -> None:
    theirs = make_minutes()
    organisation = make_organisation("Kota Lain")
    mine = make_meeting(organisation)
    item_id = theirs.items[0].id
    client = sign_in(make_officer(organisation, Role.ADMINISTRATOR))

    assert client.get(f"/kegiatan/{mine.id}/notula/{theirs.id}").status_code == 404
    answer = client.post(f"/kegiatan/{mine.id}/notula/{theirs.id}/butir/{item_id}", data={"revision": 1, "title": "x"})
    assert answer.status_code == 404
    assert client.post(f"/kegiatan/{mine.id}/notula/sesi/{theirs.session_id}").status_code == 404


@pytest.mark.parametrize(
    ("role", "path", "data"),
    [
        (Role.APPROVER, "/kepala", {}),
        (Role.APPROVER, "/butir", {"title": "x"}),
        (Role.APPROVER, "/ajukan", {}),
        (Role.VIEWER, "/ajukan", {}),
        (Role.SECRETARY, "/setujui", {}),
        (Role.SECRETARY, "/kembalikan", {"note": "x"}),
        (Role.APPROVER, "/terbitkan", {}),
        (Role.APPROVER, "/cabut", {"reason": "x"}),
        (Role.SECRETARY, "/cabut/setujui", {}),
        (Role.SECRETARY, "/cabut/tolak", {}),
        (Role.APPROVER, "/cabut/batal", {}),
        (Role.COMMITTEE, "/koreksi", {"reason": "x"}),
    ],
)
def test_each_step_has_its_role(app: Flask, sign_in: SignIn, role: Role, path: str, data: dict[str, str]) -> None:
    minutes = make_minutes()

    answer = sign_in(officer(minutes, role)).post(address(minutes, path), data=data)

    assert answer.status_code == 403


def test_from_draft_to_publication_through_the_pages(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    secretary, approver = sign_in(officer(minutes, Role.SECRETARY)), sign_in(officer(minutes, Role.APPROVER))

    assert secretary.post(address(minutes, "/ajukan")).status_code == 422
    write_something(minutes)
    db.session.commit()
    shown = secretary.get(address(minutes, "/periksa")).text
    reasons = dict.fromkeys(re.findall(r'name="(reason-\w+)"', shown), "Sudah diperiksa.")
    assert reasons and secretary.post(address(minutes, "/ajukan"), data=reasons).status_code == 302
    page = approver.get(address(minutes)).text
    assert "Setujui" in page and f'name="seen" value="{minutes.submitted_at.isoformat()}"' in page
    assert f"Setujui notula «{minutes.title}»?" in page and "Ya, setujui" in page  # one tap decides nothing
    refused = approver.post(address(minutes, "/setujui"), data={"seen": "2026-11-20T00:00:00+00:00"}, follow_redirects=True)
    assert "Baca dahulu isinya." in refused.text
    approver.post(address(minutes, "/setujui"), data={"seen": minutes.submitted_at.isoformat()})
    assert secretary.get(address(minutes, "/terbitkan")).status_code == 200
    today = clock.local(clock.now(), minutes.meeting.timezone).date().isoformat()
    answer = secretary.post(address(minutes, "/terbitkan"), data={"number": "", "dated": today, "security": "B"})
    db.session.expire_all()

    assert answer.status_code == 302
    assert minutes.state is MinutesState.PUBLISHED
    assert "PDF sedang dibuat" in secretary.get(address(minutes)).text
    assert db.session.get_one(Document, minutes.document_id).content["signed_on"] == today


def test_a_number_that_is_taken_is_said_at_its_field(app: Flask, sign_in: SignIn) -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    first, second = (make_approved(make_ended_session(meeting)) for _ in range(2))
    rules.publish_minutes(first, SYSTEM, clock.now(), number="7/N")
    client = sign_in(officer(second, Role.SECRETARY))
    today = clock.local(clock.now(), meeting.timezone).date().isoformat()

    answer = client.post(address(second, "/terbitkan"), data={"number": "7/N", "dated": today, "security": "B"})

    assert answer.status_code == 422
    assert "Nomor 7/N sudah dipakai." in answer.text
    db.session.refresh(second)
    assert second.state is MinutesState.APPROVED


def test_published_minutes_tell_their_hours_in_the_zone_they_were_published_in(
    app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    minutes = make_approved()
    document = publish(minutes)
    hour = dates.format_moment(minutes.published_at, "Asia/Jakarta")
    minutes.meeting.timezone = "Asia/Jayapura"
    db.session.commit()
    monkeypatch.setattr(views, "changed_since_minutes", lambda session: Changed(minutes, more=1, fewer=0))
    client = sign_in(officer(minutes, Role.SECRETARY))

    page = client.get(address(minutes)).text
    public = client.get(f"/v/{documents.verification_token(document)}").text

    assert "WIB" in page and "WIT" not in page and f" · {hour}" in page
    assert f"terbit {hour}" in page  # beside what changed since
    assert hour in public and "WIT" not in public


def test_names_are_shown_escaped_and_exact(app: Flask, sign_in: SignIn) -> None:
    name = 'Siti "Ncah" <b>{x}</b> ꦱꦶꦠꦶ محمد'
    minutes = make_minutes(make_ended_session(chair_name=name, title=name))
    client = sign_in(officer(minutes, Role.SECRETARY))

    for path in ("", "/ubah", "/periksa"):
        page = client.get(address(minutes, path)).text
        assert "Siti &#34;Ncah&#34; &lt;b&gt;{x}&lt;/b&gt; ꦱꦶꦠꦶ محمد" in page
        assert "<b>{x}" not in page


def test_pages_ask_as_often_for_many_rows_as_for_few(app: Flask, sign_in: SignIn, query_counter: Callable[[], object]) -> None:
    meeting = make_meeting(state=MeetingState.RUNNING)
    minutes = make_minutes(make_ended_session(meeting))
    client = sign_in(officer(minutes, Role.SECRETARY))
    paths = [f"/kegiatan/{meeting.id}/notula/", address(minutes), address(minutes, "/ubah"), address(minutes, "/periksa")]

    def count() -> list[int]:
        counts = []
        for path in paths:
            with query_counter() as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    count()
    few = count()
    for number in range(5):
        item = rules.add_item(minutes, rules.ItemText(f"Butir {number}"), SYSTEM, clock.now())
        rules.save_item(
            item, ItemText("x", "", "", ("a", "b"), (ActionText("a", "Dinas"), ActionText("b"))), 1, SYSTEM, clock.now()
        )
        make_minutes(make_ended_session(meeting))
        make_session(meeting, clock.now() + timedelta(hours=number + 1))
    make_participants(meeting, 30)
    db.session.commit()

    assert count() == few
    assert max(few) <= 21, few


def test_page_and_paper_have_one_signature_block(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    minutes.signatory = {
        "name": "Ratna Sari",
        "degrees_back": "S.E.",
        "position": "Kepala Bappeda",
        "on_behalf_of": "Wali Kota Bogor",
        "rank": "Pembina",
        "nip": "197912012005012003",
    }
    db.session.commit()
    paper = rules.compose_minutes(minutes, clock.now())
    left, right = paper.signers
    assert (left.role, left.block.role, left.block.name) == ("Pencatat", "Pencatat,", "Siti Aminah")
    lines = [right.role, "a.n. WALI KOTA BOGOR", "KEPALA BAPPEDA,", "Ratna Sari, S.E.", "Pembina", "NIP 19791201 200501 2 003"]
    assert [right.block.role, *right.block.offices, right.block.name, *right.block.below] == lines

    shown = sign_in(officer(minutes, Role.SECRETARY)).get(address(minutes)).text.partition('class="paper-signs"')[2]
    printed = " ".join(text_of(render_minutes(paper)).split())

    for text in (*lines, "Pencatat,", "Siti Aminah"):
        assert text in shown and text in printed, text


def test_a_draft_can_be_started_before_the_end(app: Flask, sign_in: SignIn) -> None:
    session = make_session(make_meeting(state=MeetingState.RUNNING))
    client = sign_in(make_officer(session.meeting.organisation, Role.SECRETARY))
    path = f"/kegiatan/{session.meeting_id}/notula/sesi/{session.id}"

    assert client.post(path).status_code == 302
    assert "sudah ada" in client.post(path, follow_redirects=True).text
    assert len(db.session.scalars(sa.select(Minutes)).all()) == 1


def test_a_draft_that_cannot_be_made_is_not_promised(app: Flask, sign_in: SignIn) -> None:
    session = make_ended_session(make_meeting(state=MeetingState.DRAFT))
    client = sign_in(make_officer(session.meeting.organisation, Role.SECRETARY))
    listed = f"/kegiatan/{session.meeting_id}/notula/"

    page = client.get(listed).text
    assert "Konsep dibuat setelah kegiatan dibuka" in page and "Buat konsep sekarang" not in page and "segera" not in page
    refused = client.post(f"{listed}sesi/{session.id}", follow_redirects=True)
    assert refused.status_code == 200 and "berstatus Konsep" in refused.text and "orang lain" not in refused.text

    session.meeting.state = MeetingState.RUNNING
    db.session.commit()
    assert "Konsep segera dibuat" in client.get(listed).text


def test_a_draft_says_that_its_pdf_leaves_a_long_annex_out(app: Flask, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = make_minutes()
    make_participants(minutes.meeting, 3)
    reader = sign_in(officer(minutes, Role.SECRETARY))
    assert "tidak memuat lampiran" not in reader.get(address(minutes)).text

    monkeypatch.setattr(printing, "WHOLE", 2)

    assert "tidak memuat lampiran daftar hadir (3 orang)" in reader.get(address(minutes)).text


def test_papers_are_indonesian_whatever_the_screen_speaks(app: Flask, sign_in: SignIn) -> None:
    session = make_session(make_meeting(state=MeetingState.RUNNING), chair_name="Bima Arya")
    client = sign_in(make_officer(session.meeting.organisation, Role.SECRETARY))
    client.set_cookie("lang", "en")

    client.post(f"/kegiatan/{session.meeting_id}/notula/sesi/{session.id}")
    minutes = db.session.scalars(sa.select(Minutes)).one()

    shown = client.get(address(minutes)).text
    assert "Rapat dibuka oleh Bima Arya pada pukul" in shown and "Rapat ditutup pada" not in shown  # nobody has closed it yet
    assert minutes.draft_document.title == "Konsep notula Sidang Pleno"
    assert 'lang="en"' in client.get(address(minutes, "/ubah")).text


def test_the_page_is_shown_anew_when_its_file_is_there(app: Flask, sign_in: SignIn) -> None:
    minutes = make_approved()
    rules.publish_minutes(minutes, SYSTEM, clock.now())
    client = sign_in(officer(minutes, Role.SECRETARY))

    waiting = client.get(address(minutes, "/berkas-keadaan"))
    render_documents()
    ready = client.get(address(minutes, "/berkas-keadaan"))

    assert "HX-Refresh" not in waiting.headers and "sedang dibuat" in waiting.text
    assert ready.headers["HX-Refresh"] == "true"


def test_what_can_be_done_stands_above_the_long_lists(app: Flask, sign_in: SignIn) -> None:
    minutes = make_approved()
    publish(minutes)

    page = sign_in(officer(minutes, Role.SECRETARY)).get(address(minutes)).text
    aside = page[page.index("minutes-side") :]

    assert aside.index("Koreksi") < aside.index("Kehadiran")


def test_the_decision_names_who_may_take_it_and_what_was_let_stand(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    secretary = officer(minutes, Role.SECRETARY)
    submit(minutes, actor_of(secretary))
    db.session.commit()
    assert "Tidak ada yang dapat menyetujui" in sign_in(secretary).get(address(minutes)).text

    make_officer(minutes.meeting.organisation, Role.APPROVER, name="Penyetuju Satu")
    gone = make_officer(minutes.meeting.organisation, Role.APPROVER, name="Sudah Ditutup")
    gone.active = False
    db.session.commit()
    page = sign_in(officer(minutes, Role.APPROVER)).get(address(minutes)).text

    assert "Penyetuju Satu" in page and "Sudah Ditutup" not in page
    assert "Penerbitan dilakukan notulis: Rina Kusuma." in page
    assert "Sudah diperiksa." in page
    text, decision = page.index("minutes-paper"), page.index('id="keputusan"')
    assert text < decision < page.index(">Setujui<", decision) < page.index("Kembalikan", decision)


def test_a_difference_is_settled_on_the_page(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    client = sign_in(officer(minutes, Role.SECRETARY))
    rules.save_header(minutes, {"room": "Aula"}, minutes.revision, SYSTEM, clock.now())
    minutes.session.room = "Paseban II"
    db.session.commit()
    assert "Sesi berubah sejak notula ditulis" in client.get(address(minutes)).text
    assert "Paseban II" in client.get(address(minutes, "/periksa")).text

    client.post(address(minutes, "/beda"), data={"part": "room", "theirs": "Paseban II", "choice": "session"})

    db.session.expire_all()
    assert minutes.room == "Paseban II"
    assert "Sesi berubah sejak notula ditulis" not in client.get(address(minutes)).text

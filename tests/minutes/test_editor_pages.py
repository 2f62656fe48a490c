"""Writing through the pages: saving with and without script, conflicts, refusals."""

import json
import re
from io import BytesIO
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from meetings import clock
from meetings.domain import agenda
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import ItemText
from meetings.enums import MeetingState, Role
from meetings.extensions import db
from meetings.jobs.tasks import render_documents
from meetings.models import Minutes
from meetings.web.errors import Problem
from meetings.writing import dates
from tests.factories import make_agenda_item, make_meeting, make_official, make_participants, make_session
from tests.factories.minutes import make_approved, make_attendance, make_ended_session, make_minutes
from tests.minutes.desk import SignIn, address, header, officer, typed
from tests.support.html_forms import post_form

ROOT = Path(__file__).parents[2]
JSON = {"Accept": "application/json"}


def test_an_item_saves_itself(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    client = sign_in(officer(minutes, Role.SECRETARY))

    answer = client.post(
        address(minutes, f"/butir/{item.id}"),
        data=typed(
            item,
            discussion_html="<div>Isi <script>x</script></div>",
            decision=["Setuju", ""],
            action_id=["", ""],
            action_text=["Kerjakan", ""],
            action_institution=["Dinas Kesehatan", ""],
            action_person=["", ""],
            action_due=["2027-01-31", ""],
        ),
        headers=JSON,
    )
    db.session.expire_all()

    assert answer.status_code == 200
    assert answer.json["revision"] == 2
    assert answer.json["actions"] == [item.actions[0].id, ""]
    assert item.discussion == "<div>Isi </div>"
    assert [decision.text for decision in item.decisions] == ["Setuju"]


def test_what_is_pasted_into_an_item_is_cleaned(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    pasted = typed(
        item,
        title="Judul\u200b  baru",
        speakers="Ani\u00ad,  Camat\r\n\u200b\r\nBudi",
        decision=["Satu\u202e \r\nDua\0"],
        action_id=[""],
        action_text=["Kerja\u200bkan"],
        action_institution=["Dinas  \u200bX"],
        action_person=[""],
        action_due=[""],
    )

    sign_in(officer(minutes, Role.SECRETARY)).post(address(minutes, f"/butir/{item.id}"), data=pasted, headers=JSON)
    db.session.expire_all()

    assert (item.title, item.speakers) == ("Judul baru", "Ani, Camat\nBudi")
    assert [decision.text for decision in item.decisions] == ["Satu\nDua"]
    assert [(action.text, action.institution) for action in item.actions] == [("Kerjakan", "Dinas X")]


def test_the_slower_writer_gets_both_texts_as_a_fragment(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    data = typed(item, discussion_html="<div>Tulisan saya</div>", decision=["Keputusan saya"])
    rules.save_item(item, ItemText("Judul mereka", "", "<div>Tulisan mereka</div>", ("Putusan mereka",)), 1, SYSTEM, clock.now())
    client = sign_in(officer(minutes, Role.SECRETARY))

    answer = client.post(address(minutes, f"/butir/{item.id}"), data=data, headers=JSON)
    db.session.expire_all()

    assert answer.status_code == 409
    assert answer.json["code"] == "stale"
    for text in ("Tulisan saya", "Keputusan saya", "Tulisan mereka", "Putusan mereka", 'name="revision" value="2"'):
        assert text in answer.json["html"]
    assert item.discussion == "<div>Tulisan mereka</div>"


def test_the_editors_script_reads_what_is_sent(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    client = sign_in(officer(minutes, Role.SECRETARY))
    script = (ROOT / "frontend/minutes/part.ts").read_text()
    saved = dict(re.findall(r"(\w+)(\??):", re.findall(r"interface Saved \{(.*?)\}", script, re.DOTALL)[0]))
    from_others = set(re.findall(r"(\w+)\?:", re.findall(r"interface Refusal \{(.*?)\}", script, re.DOTALL)[0]))

    of_item = client.post(address(minutes, f"/butir/{item.id}"), data=typed(item), headers=JSON)
    of_head = client.post(address(minutes, "/kepala"), data=header(minutes), headers=JSON)
    conflict = client.post(address(minutes, f"/butir/{item.id}"), data={**typed(item), "revision": 0}, headers=JSON)

    always = {name for name, optional in saved.items() if not optional}
    assert set(of_item.json) == always | {"actions"}
    assert set(of_head.json) == always | {"shown"}
    assert set(saved) == always | {"actions", "shown"}
    assert conflict.status_code == 409
    assert {"html", "message"} <= from_others <= set(conflict.json) | set(Problem.__annotations__)


def test_without_script_the_conflict_is_a_page_and_can_be_settled_there(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    data = typed(item, discussion="Tulisan saya")
    del data["discussion_html"]
    rules.save_item(item, ItemText("Judul mereka", "", "<div>Tulisan mereka</div>"), 1, SYSTEM, clock.now())
    client = sign_in(officer(minutes, Role.SECRETARY))

    refused = client.post(address(minutes, f"/butir/{item.id}"), data=data)
    settled = client.post(address(minutes, f"/butir/{item.id}"), data={**data, "revision": 2})
    db.session.expire_all()

    assert refused.status_code == 409
    assert "Tulisan saya" in refused.text and "Tulisan mereka" in refused.text
    assert settled.status_code == 302
    assert item.discussion == "<div>Tulisan saya</div>"


def test_without_script_untouched_rich_text_stays(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    rules.save_item(item, ItemText("A", "", "<div><strong>Tebal</strong></div>"), 1, SYSTEM, clock.now())
    client = sign_in(officer(minutes, Role.SECRETARY))
    data = typed(item, discussion="Tebal", title="Judul baru")
    del data["discussion_html"]

    client.post(address(minutes, f"/butir/{item.id}"), data=data)
    db.session.expire_all()

    assert (item.title, item.discussion) == ("Judul baru", "<div><strong>Tebal</strong></div>")


def test_the_head_is_saved_in_the_meetings_zone(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes(make_ended_session(make_meeting(state=MeetingState.RUNNING, timezone="Asia/Jayapura")))
    client = sign_in(officer(minutes, Role.SECRETARY))

    answer = client.post(address(minutes, "/kepala"), data=header(minutes))
    db.session.expire_all()

    assert answer.status_code == 302
    assert minutes.started_at.isoformat() == "2026-11-21T00:00:00+00:00"
    assert minutes.signatory == {"name": "Bima Arya", "position": "Wali Kota Bogor", "office": "KDH"}
    assert minutes.copies == {"lines": ["Arsip", "Inspektorat"]}
    assert (minutes.layout, minutes.opening, minutes.closing) == ("v2009", "<div>Dibuka.</div>", "")


def test_the_heads_hours_are_compared_with_the_plan(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    page = sign_in(officer(minutes, Role.SECRETARY)).get(address(minutes, "/ubah")).text

    planned = dates.format_moment(minutes.session.ends_at, minutes.meeting.timezone)
    assert f"Rencana: {planned}" in page and "Undangan: " not in page


def test_a_signer_is_kept_before_the_name_is_typed(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    client = sign_in(officer(minutes, Role.SECRETARY))

    client.post(address(minutes, "/kepala"), data=header(minutes, signer_name=""))
    db.session.expire_all()

    assert minutes.signatory["position"] == "Wali Kota Bogor"
    assert "Penanda tangan belum diisi." in client.get(address(minutes, "/periksa")).text


def test_a_refused_head_is_shown_again_as_typed(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    client = sign_in(officer(minutes, Role.SECRETARY))
    wrong = header(minutes, ended_at="2026-11-21T08:00", chair_name='Ibu "Ani" <b>')

    page = client.post(address(minutes, "/kepala"), data=wrong)
    script = client.post(address(minutes, "/kepala"), data=wrong, headers=JSON)

    assert page.status_code == 422
    assert "Waktu selesai harus sesudah waktu mulai." in page.text
    assert "Ibu &#34;Ani&#34; &lt;b&gt;" in page.text
    assert (script.status_code, script.json["field"]) == (422, "ended_at")


def test_two_heads_meet(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    mine = header(minutes, chair_name="Ketua saya")
    rules.save_header(minutes, {"chair_name": "Ketua mereka"}, minutes.revision, SYSTEM, clock.now())
    client = sign_in(officer(minutes, Role.SECRETARY))

    answer = client.post(address(minutes, "/kepala"), data=mine)

    assert answer.status_code == 409
    assert "Ketua saya" in answer.text and "Ketua mereka" in answer.text


def test_a_save_after_submission_is_refused_in_words(app: Flask, sign_in: SignIn) -> None:
    minutes = make_approved()
    item = minutes.items[0]

    answer = sign_in(officer(minutes, Role.SECRETARY)).post(address(minutes, f"/butir/{item.id}"), data=typed(item), headers=JSON)

    assert answer.status_code == 409
    assert "tidak lagi berstatus konsep" in answer.json["message"]


def test_an_item_that_somebody_removed_is_said_in_words(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    path, data = address(minutes, f"/butir/{item.id}"), typed(item)
    rules.remove_item(item, 1, SYSTEM, clock.now())

    answer = sign_in(officer(minutes, Role.SECRETARY)).post(path, data=data, headers=JSON)

    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert "baru saja dihapus" in answer.json["message"]


def test_what_was_typed_for_a_removed_item_becomes_a_new_one_once(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item, before = minutes.items[0], len(minutes.items)
    path = address(minutes, f"/butir/{item.id}")
    data = typed(item, title="Lain-lain", discussion_html="<div>Isi <strong>tebal</strong></div>", decision=["Setuju"])
    data |= {"action_text": ["Kerjakan"], "action_due": ["2027-01-31"]}
    rules.remove_item(item, 1, SYSTEM, clock.now())
    db.session.commit()
    client = sign_in(officer(minutes, Role.SECRETARY))

    shown = client.post(path, data=data, headers={"Accept": "text/html"})
    form = post_form(app, address(minutes, "/butir"), shown.text)
    answers = [client.post(form.address, data=form.values) for _time in range(2)]
    db.session.expire_all()

    assert shown.status_code == 404 and "Simpan sebagai butir baru" in shown.text
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(minutes.items) == before
    assert (minutes.items[-1].title, minutes.items[-1].decisions[0].text) == ("Lain-lain", "Setuju")
    assert minutes.items[-1].discussion == "<div>Isi tebal</div>"  # as the plain textarea of a browser without script tells it
    assert (minutes.items[-1].actions[0].text, str(minutes.items[-1].actions[0].due_on)) == ("Kerjakan", "2027-01-31")


def test_a_new_item_beyond_a_limit_comes_back_as_typed(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    data = typed(minutes.items[0], title="T" * 301, decision=["Setuju"])

    answer = sign_in(officer(minutes, Role.SECRETARY)).post(address(minutes, "/butir"), data=data)

    assert answer.status_code == 422
    assert "Paling banyak 300 karakter." in answer.text and ">Setuju</textarea>" in answer.text


def test_the_side_panel_follows_the_door(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    make_participants(minutes.meeting, 3)

    page = sign_in(officer(minutes, Role.SECRETARY)).get(address(minutes, "/kehadiran")).text

    assert "dari 3 dalam daftar hadir" in page


def test_files_sent_to_the_editor_are_ignored(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]

    answer = sign_in(officer(minutes, Role.SECRETARY)).post(
        address(minutes, f"/butir/{item.id}"), data={**typed(item), "file": (BytesIO(b"x"), "a.html")}, headers=JSON
    )

    assert answer.status_code == 200


def test_a_refused_item_is_shown_again_as_typed(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    data = typed(item, discussion_html="<div>Belum tersimpan</div>", action_text=["Kerjakan"], action_due=["besok"])

    answer = sign_in(officer(minutes, Role.SECRETARY)).post(address(minutes, f"/butir/{item.id}"), data=data)

    assert answer.status_code == 422
    for text in ("Tenggat «besok» bukan tanggal.", "Belum tersimpan", "Kerjakan"):
        assert text in answer.text


def test_the_editor_says_which_state_the_draft_file_shows(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    db.session.commit()
    client = sign_in(officer(minutes, Role.SECRETARY))
    assert "Unduh PDF" not in client.get(address(minutes, "/berkas-konsep")).text
    render_documents()
    printed = client.get(address(minutes, "/berkas-konsep")).text

    client.post(address(minutes, f"/butir/{minutes.items[0].id}"), data=typed(minutes.items[0], title="Baru"), headers=JSON)
    changed = client.get(address(minutes, "/berkas-konsep")).text

    shown = re.compile(r"Konsep \d+ \w+ \d{4}[ ,]+(pukul )?\d\d\.\d\d WIB")
    assert shown.search(printed) and "belum tercetak" not in printed
    assert shown.search(changed) and "perubahan sesudahnya belum tercetak. PDF diperbarui sendiri sebentar lagi." in changed


def test_who_was_checked_in_after_the_print_makes_it_lag_at_once(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    (late,) = make_participants(minutes.meeting, 1)
    db.session.commit()
    client = sign_in(officer(minutes, Role.SECRETARY))
    render_documents()
    assert not any("belum tercetak" in client.get(address(minutes, path)).text for path in ("", "/berkas-konsep"))

    make_attendance(minutes.session, late).updated_at = clock.now()
    db.session.commit()

    for path in ("", "/ubah", "/berkas-konsep"):
        page = client.get(address(minutes, path)).text
        assert "perubahan sesudahnya belum tercetak. PDF diperbarui sendiri sebentar lagi." in page


def test_the_heads_conflict_names_what_differs_in_words(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    minutes.started_at = minutes.started_at.replace(second=17)  # the form shows minutes
    official = make_official(minutes.meeting.organisation, name="Ratna Sari", position="Kepala Bappeda")
    signer = {"official": official.id, "name": "Ratna Sari", "position": "Kepala Bappeda"}
    client = sign_in(officer(minutes, Role.SECRETARY))
    opened = page_form(client, minutes)
    rules.save_header(minutes, {"room": "Aula Utama", "signatory": signer}, 1, SYSTEM, clock.now())
    db.session.commit()

    refused = client.post(address(minutes, "/kepala"), data={**opened, "chair_name": "Dedie"}, headers=JSON)

    assert refused.status_code == 409
    told = re.findall(r"<dt>(.*?)</dt><dd.*?>(.*?)</dd>", refused.json["html"].partition("Pakai yang tersimpan")[0], re.DOTALL)
    assert told == [("Pimpinan rapat", "Dr. Bima Arya")]  # what was not typed into follows, and is no difference
    again = post_form(app, address(minutes, "/kepala"), refused.json["html"]).values
    assert (again["room"], again["chair_name"], again["signer_official"]) == ("Aula Utama", "Dedie", official.id)

    other = make_official(minutes.meeting.organisation, name="Joko Susilo", position="Inspektur")
    rules.save_header(minutes, {"signatory": {"official": other.id}, "chair_name": "Sekda"}, 2, SYSTEM, clock.now())
    db.session.commit()
    refused = client.post(address(minutes, "/kepala"), data={**again, "signer_official": "", "signer_name": "Ani"}, headers=JSON)

    told = re.findall(r"<dt>(.*?)</dt><dd.*?>(.*?)</dd>", refused.json["html"].partition("Pakai yang tersimpan")[0], re.DOTALL)
    assert told == [("Pimpinan rapat", "Sekda"), ("Penanda tangan dari daftar pejabat", "Inspektur – Joko Susilo")]
    saved = client.post(address(minutes, "/kepala"), data={**again, "revision": "3"}, headers=JSON)
    assert saved.status_code == 200 and saved.json["shown"]


def page_form(client: FlaskClient, minutes: Minutes) -> dict[str, object]:
    """The head as the editor's page shows it."""
    page = client.get(address(minutes, "/ubah")).text
    return post_form(client.application, address(minutes, "/kepala"), page).values


def test_an_open_editor_is_told_what_changed_elsewhere(app: Flask, sign_in: SignIn) -> None:
    session = make_session(make_meeting(state=MeetingState.RUNNING), chair_name="Bima Arya")
    make_agenda_item(session, "Arahan", 1)
    minutes = rules.start_minutes(session.id, SYSTEM, clock.now())
    db.session.commit()
    client = sign_in(officer(minutes, Role.SECRETARY))

    def stored(path: str = "/berkas-konsep") -> dict[str, object]:
        (told,) = re.findall(r"data-state='(.*?)'", client.get(address(minutes, path)).text)
        return json.loads(told)

    opened = stored("/ubah")
    assert stored() == opened and opened["kepala"] == 1

    agenda.close_session(session, actor=SYSTEM, at=clock.now())
    db.session.commit()
    ended = stored()
    assert ended["kepala"] == 2 and ended["news"] == opened["news"]  # the draft followed

    agenda.reopen_session(session, actor=SYSTEM, at=clock.now())
    line = agenda.add_item(session, {"title": "Penutupan", "minutes": 5}, actor=SYSTEM, at=clock.now())
    rules.save_header(minutes, {"chair_name": "Sekda"}, minutes.revision, SYSTEM, clock.now())
    agenda.change_session(session, {"chair_name": "Dedie"}, actor=SYSTEM, at=clock.now())
    db.session.commit()
    now = stored()

    assert len(now) == len(opened) + 1 and line.title == "Penutupan"
    assert now["news"] != opened["news"]  # somebody wrote there, so the two differ


def test_what_was_typed_for_a_deleted_item_comes_back_where_it_stood(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    first, second = minutes.items
    rules.add_item(minutes, ItemText("Penutup"), SYSTEM, clock.now())
    db.session.commit()
    client = sign_in(officer(minutes, Role.SECRETARY))
    path = address(minutes, f"/butir/{second.id}")
    opened = post_form(app, path, client.get(address(minutes, "/ubah")).text)
    rules.remove_item(second, 1, SYSTEM, clock.now())
    db.session.commit()

    gone = client.post(path, data={**opened.values, "title": "Paparan"})
    again = post_form(app, address(minutes, "/butir"), gone.text)
    client.post(again.address, data=again.values)
    db.session.expire_all()

    assert "di tempatnya semula" in gone.text
    assert [item.title for item in minutes.items] == [first.title, "Paparan", "Penutup"]


def test_a_conflict_names_what_would_vanish_and_its_button_says_what_it_does(app: Flask, sign_in: SignIn) -> None:
    minutes = make_minutes()
    item = minutes.items[0]
    client = sign_in(officer(minutes, Role.SECRETARY))
    text = rules.ItemText(item.title, "", "", ("Disepakati bersama.",), (rules.ActionText("Susun rencana", "Bappeda", ""),))
    rules.save_item(item, text, item.revision, SYSTEM, clock.now())
    db.session.commit()

    refused = client.post(address(minutes, f"/butir/{item.id}"), data={"revision": 1, "title": "Judul saya"}, headers=JSON)

    assert refused.status_code == 409
    shown = refused.json["html"]
    assert "Simpan tulisan saya sebagai gantinya" in shown and "Simpan butir" not in shown
    lost = shown.partition("yang ini hilang dari butir:")[2].partition("</ul>")[0]
    assert "Disepakati bersama." in lost and "Susun rencana" in lost

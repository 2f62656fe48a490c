"""The pages: who sees what, what comes back after a mistake, what a long list costs."""

import csv
import io
import re

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from meetings.domain.participants import Details, add_participant, withdraw_participant
from meetings.enums import MeetingState, ParticipantStatus, Role
from meetings.extensions import db
from meetings.models import AuditEntry, Participant, ParticipantImport, Representation
from tests.factories import (
    make_category,
    make_meeting,
    make_membership,
    make_participant,
    make_participants,
    make_session,
    make_user,
)
from tests.factories.minutes import make_attendance
from tests.participants.conftest import AT, CLERK

ODD = 'O\'Neil "x" {x} <b>uji</b> محمّد'
BUDI = Details(
    name="Budi Santoso",
    nip="198609262015051001",
    position="Camat",
    institution="Kecamatan X",
    phone="+6281334895144",
    email="budi@example.go.id",
)


def test_personal_data_is_for_those_who_may_see_it(committee, viewer, meeting, url):
    row = add_participant(meeting, BUDI, CLERK, AT)
    row.answer_note = "kontrol ke dokter"
    db.session.commit()
    full, masked = committee.get(url).text, viewer.get(url).text
    assert "19860926 201505 1 001" in full
    assert "••••1001" in masked
    one = f"{url}/{row.id}"
    for text in ("19860926 201505 1 001", "0813-3489-5144", "budi@example.go.id", "/P/M1", "kontrol ke dokter"):
        assert text in committee.get(one).text
        assert text not in viewer.get(one).text
        assert text not in masked


def test_searching_by_nip_is_for_those_who_may_see_it(committee, viewer, meeting, url):
    add_participant(meeting, BUDI, CLERK, AT)
    db.session.commit()
    assert "Budi Santoso" in committee.get(f"{url}?q=201505").text
    assert "Budi Santoso" not in viewer.get(f"{url}?q=201505").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=bud+cam", {"Budi"}),
        ("q=ANDRE", {"André"}),
        ("q=andré", {"André"}),
        ("q=100%25", set()),
        ("q=_", set()),
        ("status=coming", {"André"}),
        ("status=withdrawn", {"Cici"}),
        ("status=nonsense&source=nonsense&sort=nonsense&page=abc&per_page=7", {"André", "Budi"}),
        ("institution=Dinas+Y", {"André"}),
        ("category=-", {"Budi"}),
    ],
)
def test_search_and_filters(committee, meeting, url, query, found):
    category = make_category(meeting, "Kepala OPD")
    for name, institution in (("Budi", "Dinas X"), ("André", "Dinas Y"), ("Cici", "Dinas X")):
        add_participant(meeting, Details(name=name, institution=institution, position="Camat"), CLERK, AT)
    rows = {row.name: row for row in db.session.scalars(sa.select(Participant))}
    rows["André"].status, rows["André"].category_id = ParticipantStatus.CONFIRMED, category.id
    withdraw_participant(rows["Cici"], CLERK, AT)
    db.session.commit()
    text = committee.get(f"{url}?{query}").text
    assert {name for name in rows if f">{name}</a>" in text} == found


def test_sorting_by_name_looks_past_titles(committee, meeting, url):
    for front, name in (("Drs.", "Zaini"), ("Hj.", "Amelia"), ("Prof. Dr.", "Budi")):
        add_participant(meeting, Details(name=name, title_front=front), CLERK, AT)
    db.session.commit()
    up, down = committee.get(f"{url}?sort=name").text, committee.get(f"{url}?sort=-name").text
    assert up.index("Hj. Amelia") < up.index("Prof. Dr. Budi") < up.index("Drs. Zaini")
    assert down.index("Drs. Zaini") < down.index("Hj. Amelia")


def test_pages_cost_the_same_for_one_row_and_for_many(committee, meeting, url, query_counter):
    def cost() -> int:
        with query_counter() as queries:
            assert committee.get(f"{url}?per_page=100").status_code == 200
        return len(queries)

    category = make_category(meeting, "Camat")
    make_participant(meeting, category=category)
    db.session.commit()
    one = cost()
    make_participants(meeting, 90, category=category)
    db.session.commit()
    assert cost() == one <= 15


@pytest.mark.parametrize("query", ["", "?q=peserta", "?sort=-institution&per_page=100&page=1"])
def test_a_page_of_many_is_as_long_as_one_of_few(committee, meeting, url, query):
    sizes = []
    for more in (150, 300):
        make_participants(meeting, more)
        db.session.commit()
        sizes.append(len(committee.get(url + query).data))

    assert sizes[1] < 1.1 * sizes[0]


def test_odd_names_appear_exactly(committee, meeting, url):
    row = add_participant(meeting, Details(name=ODD, institution=ODD), CLERK, AT)
    db.session.commit()
    shown = "O&#39;Neil &#34;x&#34; {x} &lt;b&gt;uji&lt;/b&gt; محمّد"
    for page in (url, f"{url}/{row.id}", f"{url}/{row.id}/ubah", f"{url}/{row.id}/wakil"):
        assert shown in committee.get(page).text
        assert "<b>uji" not in committee.get(page).text
    data = CalamineWorkbook.from_filelike(io.BytesIO(committee.get(f"{url}/unduh.xlsx").data))
    assert ODD in data.get_sheet_by_index(0).to_python()[-1]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_follows_filters_and_rights_and_is_audited(committee, viewer, sign_in, city, meeting, url, kind):
    add_participant(meeting, BUDI, CLERK, AT)
    add_participant(meeting, Details(name="Ani", institution="Dinas Y"), CLERK, AT)
    db.session.commit()

    def rows(client, query=""):
        answer = client.get(f"{url}/unduh.{kind}{query}")
        assert "attachment" in answer.headers["Content-Disposition"]
        if kind == "csv":
            return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()

    user = make_user("Sri Sekretaris")
    make_membership(user, city, Role.SECRETARY)
    full, bare = str(rows(committee)), str(rows(sign_in(user)))
    assert viewer.get(f"{url}/unduh.{kind}").status_code == 403 and "/unduh." not in viewer.get(url).text
    assert ("19860926 201505 1 001" if kind == "csv" else "198609262015051001") in full  # a CSV is opened by a double click
    assert "0813-3489-5144" in full
    assert "Budi Santoso" in bare and "NIP" in full
    for text in ("19860926", "1001", "5144", "budi@example.go.id", "NIP", "Nomor HP", "Surel"):
        assert text not in bare
    assert "Budi" not in str(rows(committee, "?q=ani"))
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "participants.exported")).all()
    assert sorted(entry.data["count"] for entry in entries) == [1, 2, 2]


def test_export_tells_category_and_who_comes_for_whom_in_as_many_queries_for_one_as_for_many(
    committee, meeting, url, query_counter
):
    head = make_participant(meeting, "Budi", title_front="Dr.", title_back="M.Si.", category=make_category(meeting, "Camat"))
    stand_in = make_participant(meeting, "Ani")
    db.session.add(Representation(meeting_id=meeting.id, represented=head, representative=stand_in, created_at=AT))
    past = make_participant(meeting, "Cici")
    db.session.add(Representation(meeting_id=meeting.id, represented=past, representative=head, created_at=AT, ended_at=AT))
    db.session.commit()

    def export():
        with query_counter() as queries:
            text = committee.get(f"{url}/unduh.csv").data.decode("utf-8-sig")
        return {row["Nama"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}, len(queries)

    found, few = export()
    assert [found[name]["Mewakili/diwakili"] for name in ("Budi", "Ani", "Cici")] == [
        "diwakili Ani",
        f"mewakili {head.position}",
        "",
    ]
    assert (found["Budi"]["Kategori"], found["Ani"]["Kategori"]) == ("Camat", "")
    assert found["Ani"]["Status"] == "Akan hadir"
    for row in make_participants(meeting, 30):
        db.session.add(
            Representation(meeting_id=meeting.id, represented=row, representative=make_participant(meeting), created_at=AT)
        )
    db.session.commit()
    found, many = export()
    assert (len(found), many) == (63, few)


def test_adding_by_hand_warns_about_a_namesake_and_keeps_what_was_typed(committee, meeting, url):
    add_participant(meeting, BUDI, CLERK, AT)
    db.session.commit()
    typed = {"name": "budi santoso", "institution": "Kec. X", "position": "Sekcam"}
    answer = committee.post(f"{url}/tambah", data=typed)
    assert answer.status_code == 422
    assert "Mungkin orang yang sama" in answer.text
    assert 'value="Sekcam"' in answer.text
    assert committee.post(f"{url}/tambah", data=typed | {"similar": "1"}).status_code == 302
    same_number = committee.post(f"{url}/tambah", data={"name": "Lain", "nip": BUDI.nip, "similar": "1"})
    assert same_number.status_code == 422
    assert db.session.scalar(sa.select(sa.func.count(Participant.id))) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", " "), ("nip", "123"), ("phone", "0812"), ("email", "bukan-email"), ("protocol_order", "x")],
)
def test_a_mistake_comes_back_at_its_field(committee, url, field, value):
    answer = committee.post(f"{url}/tambah", data={"name": "Budi", "seat": "A-7"} | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="A-7"' in answer.text


def test_of_two_tabs_the_second_is_told_what_it_would_overwrite(committee, meeting, url):
    one = f"{url}/{add_participant(meeting, BUDI, CLERK, AT).id}/ubah"
    db.session.commit()

    def seen(page):
        return re.search(r'name="seen" type="hidden" value="([^"]+)"', page)[1]

    old = seen(committee.get(one).text)
    typed = {"name": BUDI.name, "nip": BUDI.nip, "institution": BUDI.institution, "phone": BUDI.phone, "seat": ""}
    assert committee.post(one, data=typed | {"seen": old, "phone": "081234567890"}).status_code == 302
    second = committee.post(one, data=typed | {"seen": old, "seat": "A-7"})
    assert second.status_code == 409
    assert "berubah sementara Anda mengisi" in second.text
    assert 'value="A-7"' in second.text
    assert "+6281234567890" in second.text
    assert committee.post(one, data=typed | {"seen": seen(second.text), "seat": "A-7"}).status_code == 302


def test_withdrawing_somebody_who_came_says_that_their_presence_stays(committee, meeting, url):
    session = make_session(meeting)
    came, away = (make_participant(meeting, name) for name in ("Ani", "Budi"))
    make_attendance(session, came)
    db.session.commit()

    told = {row.name: committee.get(f"{url}/{row.id}").text.count("tetap dihitung") for row in (came, away)}
    assert told == {"Ani": 1, "Budi": 0}
    for row in (came, away):
        page = committee.post(f"{url}/{row.id}/cabut", follow_redirects=True).text
        assert ("tetap dihitung" in page) is (row is came), row.name


def test_one_person_from_form_to_withdrawal(committee, meeting, url):
    make_session(meeting)
    answer = committee.post(f"{url}/tambah", data={"name": "Ani", "phone": "081334895144", "institution": "Dinas X"})
    assert answer.status_code == 302
    row = db.session.scalars(sa.select(Participant)).one()
    one = f"{url}/{row.id}"
    assert committee.post(f"{one}/ubah", data={"name": "Ani W.", "institution": "Dinas X"}).status_code == 302
    assert committee.post(f"{one}/tanda-masuk", data={"reason": "hilang"}).status_code == 302
    assert committee.post(f"{one}/wakil", data={"name": "Cici", "basis": "ST 1"}).status_code == 302
    cici = db.session.scalars(sa.select(Participant.id).where(Participant.name == "Cici")).one()
    for bound in (one, f"{url}/{cici}"):  # no button that promises; who presses an old page stays on a page
        assert "Ya, cabut" not in committee.get(bound).text
        assert "terikat perwakilan. Akhiri perwakilannya dahulu." in committee.post(f"{bound}/cabut", follow_redirects=True).text
    told = committee.get(f"{url}/{cici}").text
    assert "Mewakili Ani W." in told and f'href="{one}">Buka Ani W.' in told
    assert committee.post(f"{one}/wakil/akhiri").status_code == 302
    assert committee.post(f"{one}/cabut", data={"reason": "mutasi"}).status_code == 302
    assert committee.post(f"{one}/pulihkan").status_code == 302
    text = committee.get(one).text
    for words in ("Ani W.", "Cici", "ST 1", "Belum tercatat"):
        assert words in text
    db.session.expire_all()
    assert db.session.get(Participant, row.id).status is ParticipantStatus.INVITED


def test_bulk_actions_ask_before_they_withdraw(committee, meeting, url):
    rows = [add_participant(meeting, Details(name=name), CLERK, AT) for name in ("Ani", "Budi", "Cici")]
    category = make_category(meeting, "Camat")
    db.session.commit()
    ids = [row.id for row in rows[:2]]
    assert committee.post(f"{url}/tindakan", data={"action": "category", "ids": ids, "category": category.id}).status_code == 302
    asked = committee.post(f"{url}/tindakan", data={"action": "withdraw", "ids": ids})
    assert "Cabut 2 peserta?" in asked.text
    assert "Ani" in asked.text
    statuses = sa.select(Participant.status).order_by(Participant.sort_name)
    assert set(db.session.scalars(statuses)) == {ParticipantStatus.INVITED}
    db.session.commit()
    committee.post(f"{url}/tindakan?q=a", data={"action": "withdraw", "ids": ids, "confirmed": "1"})
    assert [status.value for status in db.session.scalars(statuses)] == ["withdrawn", "withdrawn", "invited"]
    assert db.session.scalar(sa.select(sa.func.count(Participant.id)).where(Participant.category_id == category.id)) == 2


def test_another_meetings_rows_are_out_of_reach(committee, city, url):
    other = make_meeting(city)
    stranger = make_participant(other, "Orang Lain")
    category = make_category(other)
    staged = ParticipantImport(meeting_id=other.id, file_name="x", file_key="y", created_at=AT)
    db.session.add(staged)
    db.session.commit()
    for address in (
        f"{stranger.id}",
        f"{stranger.id}/ubah",
        f"{stranger.id}/wakil",
        f"kategori/{category.id}",
        f"impor/{staged.id}",
    ):
        assert committee.get(f"{url}/{address}").status_code == 404
    committee.post(f"{url}/tindakan", data={"action": "withdraw", "ids": [stranger.id], "confirmed": "1"})
    db.session.refresh(stranger)
    assert stranger.status is ParticipantStatus.CONFIRMED


def test_viewers_change_nothing(viewer, meeting, url):
    row = make_participant(meeting)
    db.session.commit()
    for address in ("tambah", "impor", "kategori", f"{row.id}/ubah"):
        assert viewer.get(f"{url}/{address}").status_code == 403
    for address in ("tindakan", f"{row.id}/cabut", f"{row.id}/tanda-masuk"):
        assert viewer.post(f"{url}/{address}").status_code == 403
    assert "Impor daftar" not in viewer.get(url).text


def test_a_finished_meeting_offers_no_changes(committee, meeting, url):
    row = add_participant(meeting, BUDI, CLERK, AT)
    meeting.state = MeetingState.FINISHED
    db.session.commit()
    for page in (url, f"{url}/{row.id}"):
        text = committee.get(page).text
        assert "Budi Santoso" in text
        assert "Impor daftar" not in text
        assert "/ubah" not in text
    assert committee.post(f"{url}/tambah", data={"name": "Ani"}).status_code == 422
    for address, data in (
        (f"{row.id}/tanda-masuk", {}),
        ("tindakan", {"action": "category", "category": "-", "ids": row.id}),
    ):
        assert committee.post(f"{url}/{address}", data=data).status_code == 409

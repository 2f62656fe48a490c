"""What the check before submission finds."""

import re
from datetime import date

import pytest

from meetings import clock
from meetings.domain import minutes as rules
from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import ActionText, ItemText
from meetings.enums import Role, SpeakerRole
from meetings.errors import Conflict, InvalidInput
from meetings.extensions import db
from meetings.models import Minutes
from meetings.writing.dates import format_clock, format_day_date
from tests.factories import make_agenda_item, make_participants, make_speaker
from tests.factories.minutes import approve, make_attendance, make_ended_session, make_minutes
from tests.minutes.desk import SignIn, address, officer

pytestmark = pytest.mark.usefixtures("app")


def write(minutes: Minutes, text: str, **more: object) -> None:
    item = minutes.items[0]
    rules.save_item(item, ItemText(item.title, item.speakers, f"<p>{text}</p>", **more), item.revision, SYSTEM, clock.now())


def found(minutes: Minutes, kind: str) -> list[str]:
    return [each.message for each in rules.check_minutes(minutes) if each.kind == kind]


def test_hours_names_and_numbers_that_contradict(app: object) -> None:
    draft = make_minutes()
    for person in make_participants(draft.meeting, 2):
        make_attendance(draft.session, person)
    began, ended = (format_clock(each, draft.meeting.timezone) for each in (draft.started_at, draft.ended_at))

    write(draft, f"Rapat dimulai pukul {began} dan ditutup pukul {ended} WIB, dihadiri oleh 2 orang.")
    assert found(draft, "contradicts") == []

    write(
        draft,
        "Rapat dibuka oleh Wali Kota Bogor, dan dipimpin oleh Bima Arya. Rapat ditutup oleh pimpinan rapat dengan doa.",
    )
    assert found(draft, "contradicts") == []
    write(draft, "Rapat dibuka oleh Wakil Wali Kota Bogor.")
    assert len(found(draft, "contradicts")) == 1

    write(
        draft,
        "Rapat dibuka oleh Sekretaris Daerah pada pukul 03.07 WIB, ditutup pukul 03:08, dan dihadiri 1.200 peserta undangan.",
    )
    told = found(draft, "contradicts")
    assert len(told) == 4
    assert any("03.07" in each and began in each for each in told)
    assert any("03.08" in each and ended in each for each in told)
    assert any("1.200" in each and "2" in each for each in told)
    assert any("Sekretaris Daerah" in each and "Bima Arya" in each for each in told)


@pytest.mark.parametrize(
    ("text", "far"),
    [
        ("Ditetapkan 12 November 2062.", ["2062"]),
        ("Renja tahun 20226 dibahas.", ["20226"]),
        ("RPJPN sampai tahun 2045, ditetapkan 12 November 2025, sesuai UU tahun 1945.", []),
        ("Anggaran 20260 juta.", []),
    ],
)
def test_years_that_cannot_be_meant(app: object, text: str, far: list[str]) -> None:
    draft = make_minutes()
    write(draft, text)
    assert [year for year in far if not any(year in each for each in found(draft, "year"))] == []
    assert len(found(draft, "year")) == len(far)


def test_a_speaker_who_was_never_there(app: object) -> None:
    draft = make_minutes()
    (person,) = make_participants(draft.meeting, 1)
    draft.items[0].speakers = f"Dr. {person.name}, S.T., Kepala Bappeda\nOrang Luar"
    assert any(person.name in each for each in found(draft, "contradicts"))

    make_attendance(draft.session, person)

    assert found(draft, "contradicts") == []


def test_owners_dates_and_empty_items(app: object) -> None:
    draft = make_minutes()
    write(draft, "Dibahas.", decisions=("Disepakati.",))
    assert len(found(draft, "no_owner")) == 1 and len(found(draft, "empty_item")) == 1

    write(draft, "Dibahas.", decisions=("Disepakati.",), actions=(ActionText("Susun RKA", "Bappeda"),))

    assert found(draft, "no_owner") == [] and len(found(draft, "no_date")) == 1


def test_copies_that_are_no_list(app: object) -> None:
    draft = make_minutes()
    draft.copies = {"lines": ["1. Wali Kota; 2. Inspektorat"]}
    assert len(found(draft, "copies")) == 1

    draft.copies = {"lines": ["1. Wali Kota", "2. Inspektorat"]}

    assert found(draft, "copies") == []
    assert rules.copies_of(draft) == ["Wali Kota", "Inspektorat"]


def test_empty_minutes_are_neither_submitted_nor_published(app: object) -> None:
    draft = make_minutes()
    reasons = dict.fromkeys(rules.warnings_of(rules.check_minutes(draft)), "Tidak apa-apa.")
    with pytest.raises(InvalidInput):
        rules.submit_minutes(draft, SYSTEM, clock.now(), reasons=reasons)

    approve(draft)
    draft.items[0].discussion = ""
    db.session.flush()

    with pytest.raises(Conflict, match="kosong"):
        rules.publish_minutes(draft, SYSTEM, clock.now())


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("Berlaku Senin, 3 Desember 2026.", "weekday", "Kamis"),
        ("Berlaku Kamis, 3 Desember 2026.", "weekday", ""),
        ("Diserahkan Selasa (3 Desember 2026).", "weekday", "Kamis"),
        ("Dibahas hari Senin tanggal 3/12/2026.", "weekday", "Kamis"),
        ("Dua minggu 3 Desember 2026.", "weekday", ""),  # weeks, not a Sunday
        ("Rabu dan Kamis, 2 dan 3 Desember 2026", "weekday", ""),
        ("Paling lambat 31 Februari 2026.", "date", "31 Februari"),
        ("Paling lambat 29 Februari 2027.", "date", "29 Februari"),
        ("Paling lambat 29 Februari 2028, lalu 31 April.", "date", "31 April"),
        ("Surat nomor 005/31/2/2026 dan 30/13/2026.", "date", ""),
        ("Tanggal 30/13/2026.", "date", "30/13/2026"),
        ("Selesai Desember 2062.", "year", "2062"),
        ("Pada bulan Mei 2500 orang dilatih.", "year", ""),
        ("Tiba 30 September 2026, 3 Nopember 2026, 7 Des 2026.", "date", ""),
    ],
)
def test_dates_that_cannot_be_meant(app: object, text: str, kind: str, said: str) -> None:
    draft = make_minutes()
    write(draft, text)

    told = found(draft, kind)

    assert len(told) == bool(said) and said in "".join(told)


def test_a_date_without_a_year_is_doubted_only_where_no_year_around_fits(app: object) -> None:
    draft = make_minutes()
    year = draft.started_at.year
    fitting = [format_day_date(date(each, 5, 4)).rpartition(" ")[0] for each in (year - 1, year, year + 1)]
    for said in fitting:
        write(draft, f"Dilanjutkan {said}.")
        assert found(draft, "weekday") == []
    other = next(day for day in ("Senin", "Selasa", "Rabu", "Kamis") if not any(each.startswith(day) for each in fitting))

    write(draft, f"Dilanjutkan {other}, 4 Mei.")

    assert len(found(draft, "weekday")) == 1


def test_moderators_and_speakers_of_another_name(app: object) -> None:
    session = make_ended_session()
    make_speaker(session.meeting, "Siti Moderator", session_id=session.id, role=SpeakerRole.MODERATOR)
    draft = make_minutes(session)
    for text in (
        "Diskusi dipandu oleh Siti Moderator dengan narasumber Bapak Budi Santoso dan narasumber dari Kementerian Keuangan.",
        "Moderator membuka sesi. Narasumber Kepala Bappeda menyampaikan paparan; narasumber pertama selesai.",
        "Narasumber: Dr. Budi Santoso, S.T.",
    ):
        write(draft, text)
        assert found(draft, "contradicts") == [], text

    write(draft, "Diskusi dipandu oleh Joko Widodo. Narasumber Ibu Ratna menyampaikan paparan.")

    told = found(draft, "contradicts")
    assert len(told) == 2
    assert "Joko Widodo" in told[0] and "Siti Moderator" in told[0]
    assert "Ratna" in told[1] and "Budi Santoso" in told[1]


def test_where_nobody_is_known_no_name_is_doubted(app: object) -> None:
    draft = make_minutes()
    for item in draft.items:
        item.speakers = ""

    write(draft, "Moderator Joko Widodo memandu diskusi dengan narasumber Ratna Sari.")

    assert found(draft, "contradicts") == []


def test_hours_far_from_the_plan_and_a_rundown_beyond_the_end(app: object) -> None:
    draft = make_minutes()
    assert found(draft, "hours") == found(draft, "rundown") == []

    draft.ended_at = draft.ended_at.replace(year=2062)
    make_agenda_item(draft.session, "Lembur", 4, minutes=600)
    db.session.expire(draft.session, ["items"])

    assert len(found(draft, "hours")) == len(found(draft, "rundown")) == 1


def test_a_reason_holds_for_what_precisely_was_said_and_comes_back_with_the_minutes(app: object, sign_in: SignIn) -> None:
    draft = make_minutes()
    write(draft, "Ditetapkan Senin, 3 Desember 2026.", decisions=("Disepakati.",), actions=(ActionText("Susun RKA", "Bappeda"),))
    reasons = {key: f"Sebab {number}" for number, key in enumerate(rules.warnings_of(rules.check_minutes(draft)))}
    assert len(reasons) > 3
    rules.submit_minutes(draft, SYSTEM, clock.now(), reasons=reasons)
    assert [each.reason for each in rules.waived_of(draft)] == list(reasons.values())
    assert all(len(each.messages) == 1 for each in rules.waived_of(draft))

    rules.return_minutes(draft, "Periksa harinya.", SYSTEM, clock.now())
    write(draft, "Ditetapkan Selasa, 3 Desember 2026.", decisions=("Disepakati.",), actions=(ActionText("Susun RKA", "Bappeda"),))
    db.session.commit()

    client = sign_in(officer(draft, Role.SECRETARY))
    client.set_cookie("lang", "en")  # a reason knows its warning in every language
    page = client.get(address(draft, "/periksa")).text
    assert 'lang="en"' in page
    shown = dict(re.findall(r'name="reason-(\w+)" value="([^"]*)"', page))
    (fresh,) = shown.keys() - reasons.keys()
    assert shown[fresh] == "" and "Selasa, 3 Desember 2026" in page
    assert {key: shown[key] for key in reasons.keys() & shown.keys()} == {key: reasons[key] for key in shown.keys() - {fresh}}


def test_two_institutions_written_as_one_are_asked_about(app: object) -> None:
    draft = make_minutes()
    item = draft.items[0]

    def say(institution: str) -> list[str]:
        actions = (ActionText("Susun rencana", institution, ""),)
        rules.save_item(item, ItemText(item.title, "", "", ("Disepakati.",), actions), item.revision, SYSTEM, clock.now())
        return found(draft, "institutions")

    assert say("Dinas Sosial") == []
    (told,) = say("Dinas Sosial; Badan Pendapatan Daerah")
    assert "«Dinas Sosial; Badan Pendapatan Daerah» terbaca sebagai satu instansi" in told

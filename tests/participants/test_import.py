"""Both sample files go in as people would expect; the same file again changes nothing."""

import pytest
import sqlalchemy as sa

from meetings.domain.participants import plan
from meetings.domain.participants.columns import Field, Layout
from meetings.domain.participants.deciding import CREATE, answer_categories
from meetings.domain.participants.findings import Code, Level
from meetings.domain.participants.imports import (
    FILE_LIFE,
    choose_layout,
    choose_place,
    clear_uploads,
    layout_of,
    plan_import,
    read_staged,
)
from meetings.domain.participants.judging import Fate
from meetings.domain.participants.plan import read_table
from meetings.domain.participants.running import ImportOptions, run_import
from meetings.enums import MeetingState, ParticipantStatus
from meetings.errors import Conflict, InvalidInput, WrongState
from meetings.extensions import db
from meetings.models import AuditEntry, Category, Meeting, Participant, ParticipantImport, Pass
from meetings.storage import storage
from tests.participants.conftest import AT, CLERK


def plan_of(staged):
    return plan_import(staged, read_staged(staged), layout_of(staged), AT)


def people(meeting):
    rows = db.session.scalars(sa.select(Participant).where(Participant.meeting_id == meeting.id))
    return {row.full_name: row for row in rows}


@pytest.mark.parametrize("name", ["peserta-rapi.xlsx", "peserta-rapi.csv"])
def test_clean_file_goes_in_without_a_question(stage, meeting, name):
    staged = stage(name)
    plan = plan_of(staged)
    assert plan.counts == {Fate.NEW: 250}
    assert plan.findings(Level.PROBLEM, Level.WARNING) == []
    assert (plan.skipped, plan.empty) == ([], 0)

    result = run_import(staged, ImportOptions(), CLERK, AT)
    db.session.commit()

    assert (result["added"], result["broken"], result["double"]) == (250, 0, 0)
    head = people(meeting)["Dr. Ir. Kasiran Mahendra, S.Kom., M.T.I."]
    assert (head.nip, head.phone, head.email) == (
        "196007211990041004",
        "+6287888330016",
        "kasiran.mahendra@example.go.id",
    )
    assert (head.rank, head.grade, head.position) == ("Pembina Utama Muda", "IV/c", "Sekretaris Daerah")
    assert head.category.name == "Sekretariat Daerah"
    assert head.category.colour == "#1f4e9c"
    assert head.protocol_order == 600
    assert db.session.scalar(sa.select(sa.func.count(Pass.id))) == 250
    assert db.session.scalar(sa.select(sa.func.count(Category.id))) == 9
    db.session.refresh(meeting)
    assert meeting.roster_version == 1


def test_messy_file_gives_the_right_rows_and_names_what_it_could_not_read(stage, meeting):
    staged = stage("peserta-berantakan.xlsx")
    assert layout_of(staged).sheet == "Peserta FIX (2)"
    assert layout_of(staged).header_row == 4
    plan = plan_of(staged)
    assert plan.counts == {Fate.NEW: 63, Fate.DOUBLE: 1, Fate.BROKEN: 2}
    assert [(section.number, section.text) for section in plan.skipped] == [(36, "KECAMATAN DAN KELURAHAN")]
    assert plan.empty == 2

    [(double_row, double)] = [each for each in plan.findings(Level.WARNING) if each[1].code is Code.DOUBLE_NIP]
    assert (double_row, double.other_row, double.value) == (68, 9, "Devi Fujiati")
    problems = [(row, each.code, each.field, each.column) for row, each in plan.findings(Level.PROBLEM)]
    assert problems == [(69, Code.NAME_FORMULA, Field.NAME, 1), (72, Code.NAME_MISSING, Field.NAME, 1)]
    lost = [row for row, each in plan.findings(Level.WARNING) if each.code is Code.DIGITS_LOST]
    assert lost == [8, 12, 16, 20, 24, 29, 33, 38, 42, 46, 51, 55, 59, 63, 67]
    last = {each.code: each.value for row, each in plan.findings(Level.WARNING) if row == 73}
    assert last == {Code.NO_PHONE: "0812", Code.NO_EMAIL: "bukan-email"}

    result = run_import(staged, ImportOptions(), CLERK, AT)
    db.session.commit()

    found = people(meeting)
    assert result["added"] == 63
    assert found["H. Jono Salahudin, M.Si."].nip == ""
    assert found["H. Jono Salahudin, M.Si."].phone == "+6285720035651"
    assert found["H. Jono Salahudin, M.Si."].notes == "Telepon lain: 0251-8321075"
    assert found["Dra. Gilda Prakasa, S.Kom., M.T.I."].email == "gilda.prakasa@example.go.id"
    odd = found["Komjen Pol. (Purn.) Drs. Rr. O'Neil bin D’Arcy {x} <b>uji</b>"]
    assert (odd.nip, odd.phone, odd.email) == ("77010123", "", "")
    twins = db.session.scalars(sa.select(Participant.nip).where(Participant.name == "Siti Aminah"))
    assert set(twins) == {"198609262015052001", "199001012023212001"}
    assert all(row.nip.isdigit() for row in found.values() if row.nip)


def test_a_number_below_the_name_is_a_number_and_two_names_in_a_cell_are_asked_about(stage, meeting):
    rows = (
        '"Kornelis Kedang, S.H\nNIP. 198203032009041002",Camat',
        '"Maria Goreti (NIP 19860926 201505 2 001)",Lurah',
        '"Siti Aminah\nBudi Raya",Staf',
        '"Andi Wijaya,\nS.H., M.H.",Staf',
    )
    staged = stage("\n".join(("NAMA / NIP,JABATAN", *rows)).encode())

    plan = plan_of(staged)
    told = [(each.code, each.value) for _row, each in plan.findings(Level.WARNING)]
    kept = run_import(staged, ImportOptions(), CLERK, AT)

    assert "198203032009041002" not in str(kept)  # longer than the file
    assert told == [(Code.SEVERAL_LINES, "Siti Aminah Budi Raya")]
    assert [each.result for _row, each in plan.findings(Level.NOTE)] == ["198203032009041002", "19860926 201505 2 001"]
    assert {name: row.nip for name, row in people(meeting).items()} == {
        "Kornelis Kedang, S.H": "198203032009041002",
        "Maria Goreti": "198609262015052001",
        "Siti Aminah Budi Raya": "",
        "Andi Wijaya, S.H., M.H.": "",
    }


def test_siti_aminah_twice_at_one_institution_are_told_apart_by_nip(stage):
    plan = plan_of(
        stage(
            b"Nama;NIP;Instansi\nSiti Aminah;198609262015052001;Dinas Sosial\nSiti Aminah;199001012023212001;Dinas Sosial\n"
            b"Siti Aminah;;Dinas Sosial\n"
        )
    )
    assert [row.fate for row in plan.rows] == [Fate.NEW, Fate.NEW, Fate.DOUBLE]


def test_institutions_are_tied_to_the_tree_where_it_has_them(stage, meeting):
    staged = stage(
        b"Nama;Instansi\nA;Din. Kesehatan\nB;Dinkes Kobo\nC;Dinas Sosial\nD;Bag. Organisasi Setda Kota Bogor\n"
        b"E;Dinas Pemadam Kebakaran Kabupaten Bogor\nFitri;\n"
    )
    run_import(staged, ImportOptions(), CLERK, AT)
    found = people(meeting)
    assert found["A"].institution == "Dinas Kesehatan"
    assert found["A"].organisation_id == found["B"].organisation_id is not None
    assert found["C"].organisation_id is not None
    assert found["D"].organisation_id is not None
    assert (found["E"].organisation_id, found["E"].institution) == (
        None,
        "Dinas Pemadam Kebakaran Kabupaten Bogor",
    )
    assert found["Fitri"].organisation_id is None


def test_the_same_file_again_changes_nothing(stage, meeting):
    for name in ("peserta-rapi.csv", "peserta-berantakan.xlsx"):
        run_import(stage(name), ImportOptions(), CLERK, AT)
        db.session.commit()
    before = {row.id: (row.updated_at, row.identity_key) for row in people(meeting).values()}
    for name in ("peserta-rapi.csv", "peserta-berantakan.xlsx", "peserta-rapi.xlsx"):
        result = run_import(stage(name), ImportOptions(), CLERK, AT)
        db.session.commit()
        assert result["added"] == 0
    assert {row.id: (row.updated_at, row.identity_key) for row in people(meeting).values()} == before


def test_a_later_list_corrects_only_when_asked(stage, meeting):
    first = b"Nama;NIP;Instansi;Jabatan;HP\nBudi;198609262015051001;Dinas X;Kepala Seksi;\nAni;;Dinas X;Staf;\n"
    later = (
        b"Nama;NIP;Instansi;Jabatan;HP;Kategori\nBudi Santoso, S.H.;198609262015051001;Dinas X;Kepala Bidang;081334895144;"
        b"Kepala Bidang\nAni;199001012023212001;Dinas X;;;\n"
    )
    run_import(stage(first), ImportOptions(), CLERK, AT)
    db.session.commit()
    assert [row.fate for row in plan_of(stage(later)).rows] == [Fate.DIFFERS, Fate.DIFFERS]

    assert run_import(stage(later), ImportOptions(), CLERK, AT)["corrected"] == 0
    assert run_import(stage(later), ImportOptions(update_existing=True), CLERK, AT)["corrected"] == 2
    db.session.commit()

    found = people(meeting)
    assert set(found) == {"Budi Santoso, S.H.", "Ani"}
    budi = found["Budi Santoso, S.H."]
    assert (budi.position, budi.phone, budi.category.name) == (
        "Kepala Bidang",
        "+6281334895144",
        "Kepala Bidang",
    )
    assert (budi.sort_name, budi.protocol_order) == ("budi santoso", 1250)
    assert (found["Ani"].identity_key, found["Ani"].position) == ("nip:199001012023212001", "Staf")
    assert plan_of(stage(later)).counts == {Fate.SAME: 2}
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.target_name == "Ani")).one()
    assert entry.data["changes"] == {"nip": ["••••", "••••"]}


def test_a_correction_adds_to_what_the_committee_has_noted(stage, meeting):
    run_import(stage(b"Nama;Instansi;Ket\nBudi;Dinas X;Alergi udang\n"), ImportOptions(), CLERK, AT)
    later = b"Nama;Instansi;Ket\nBudi;Dinas X;Datang siang\n"
    for _twice in range(2):
        run_import(stage(later), ImportOptions(update_existing=True), CLERK, AT)
        db.session.commit()
    assert people(meeting)["Budi"].notes == "Alergi udang\nDatang siang"
    assert plan_of(stage(later)).counts == {Fate.SAME: 1}


def test_a_correction_of_many_sends_no_query_per_row(stage, query_counter):
    def corrected(category, count):
        rows = "".join(f"Orang {number};Dinas {number};{category}{number % 3}\n" for number in range(count))
        staged = stage(f"Nama;Instansi;Kategori\n{rows}".encode())
        answer_categories(staged, {f"{category.casefold()}{number}": CREATE for number in range(3)}, "Petugas")
        db.session.commit()
        db.session.expire_all()
        with query_counter() as queries:
            run_import(staged, ImportOptions(update_existing=True), CLERK, AT)
            db.session.commit()
        return len(queries)

    corrected("A", 60)
    few, many = corrected("B", 3), corrected("C", 60)
    assert many <= few + 10  # rows are written in blocks


def test_rows_with_warnings_can_stay_out_and_get_a_category(stage, meeting):
    category = Category(meeting_id=meeting.id, name="Undangan")
    db.session.add(category)
    db.session.flush()
    staged = stage(b"Nama;HP\nBudi;0812\nAni;081334895144\n")
    result = run_import(staged, ImportOptions(with_warnings=False, category_id=category.id), CLERK, AT)
    assert (result["added"], result["left_out"]) == (1, 1)
    assert people(meeting)["Ani"].category_id == category.id


def test_a_withdrawn_person_is_not_brought_back_by_a_file(stage, meeting):
    run_import(stage(b"Nama;Instansi\nBudi;Dinas X\n"), ImportOptions(), CLERK, AT)
    people(meeting)["Budi"].status = ParticipantStatus.WITHDRAWN
    db.session.commit()
    plan = plan_of(stage(b"Nama;Instansi\nBUDI;DINAS X\n"))
    assert plan.counts == {Fate.SAME: 1}
    assert [each.code for _row, each in plan.findings(Level.WARNING)] == [Code.WITHDRAWN]


def test_one_upload_is_imported_once(stage):
    staged = stage(b"Nama;Instansi\nBudi;Dinas X\n")
    run_import(staged, ImportOptions(), CLERK, AT)
    db.session.commit()
    with pytest.raises(Conflict):
        run_import(staged, ImportOptions(), CLERK, AT)


def test_a_person_put_in_at_the_same_moment_is_left_as_is(stage, meeting, monkeypatch):
    """Between plan and insert somebody else commits one of the people: the constraint decides, nothing breaks."""
    staged = stage(b"Nama;NIP;Instansi\nBudi;198609262015051001;Dinas X\nAni;;Dinas X\n")
    from meetings.domain.participants import running

    planned = running.make_plan

    def race(*arguments):
        plan = planned(*arguments)
        db.session.add(
            Participant(
                meeting_id=meeting.id,
                identity_key="nip:198609262015051001",
                name="Budi yang lain",
                nip="198609262015051001",
                sort_name="budi",
                search_text="",
            )
        )
        db.session.flush()
        return plan

    monkeypatch.setattr(running, "make_plan", race)
    result = run_import(staged, ImportOptions(), CLERK, AT)
    assert (result["added"], result["left_out"]) == (1, 1)
    assert set(people(meeting)) == {"Budi yang lain", "Ani"}


def test_a_failure_in_the_middle_leaves_nothing_behind(stage, meeting, monkeypatch):
    staged = stage("peserta-rapi.csv")
    from meetings.domain.participants import running

    def fail(*_):
        raise RuntimeError("listrik padam")

    monkeypatch.setattr(running, "issue_passes", fail)
    with pytest.raises(RuntimeError):
        run_import(staged, ImportOptions(), CLERK, AT)
    db.session.rollback()
    assert people(meeting) == {}
    assert db.session.get(ParticipantImport, staged.id).imported_at is None


def test_250_rows_need_no_statement_per_row(stage, query_counter):
    small = stage(b"Nama;Instansi;Kategori\nBudi;Dinas X;Camat\n")
    with query_counter() as few:
        run_import(small, ImportOptions(), CLERK, AT)
        db.session.commit()
    big = stage("peserta-rapi.xlsx")
    with query_counter() as many:
        run_import(big, ImportOptions(), CLERK, AT)
        db.session.commit()
    assert len(many) <= len(few) + 2


def test_no_table_found_needs_a_choice_that_makes_sense(stage):
    staged = stage(b"x;y\nBudi;Dinas X\nAni;Dinas Y\n")
    sheets = read_staged(staged)
    assert layout_of(staged) is None
    with pytest.raises(InvalidInput):
        run_import(staged, ImportOptions(), CLERK, AT)
    for columns in ({Field.INSTITUTION: 1}, {Field.NAME: 0, Field.INSTITUTION: 0}):
        with pytest.raises(InvalidInput):
            choose_layout(staged, sheets, Layout("CSV", 1, columns))
    with pytest.raises(InvalidInput):
        choose_layout(staged, sheets, Layout("Tidak ada", 1, {Field.NAME: 0}))
    choose_layout(staged, sheets, Layout("CSV", 1, {Field.NAME: 0, Field.INSTITUTION: 1}))
    assert run_import(staged, ImportOptions(), CLERK, AT)["added"] == 2


def test_a_list_without_titles_loses_nobody(stage, meeting):
    """Somebody says that there are none, and which column holds the names."""
    staged = stage(b"Budi;Dinas X\nAni;Dinas Y\n\nCici;Dinas Z\n")
    sheets = read_staged(staged)
    choose_place(staged, sheets, "CSV", 0)
    choose_layout(staged, sheets, Layout("CSV", 0, {Field.NAME: 0, Field.INSTITUTION: 1}))

    assert plan_of(staged).empty == 1
    assert run_import(staged, ImportOptions(), CLERK, AT)["added"] == 3
    assert set(people(meeting)) == {"Budi", "Ani", "Cici"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_comes_back_as_it_is(stage, committee, url, kind):
    run_import(stage("peserta-berantakan.xlsx"), ImportOptions(), CLERK, AT)
    db.session.commit()

    plan = plan_of(stage(committee.get(f"{url}/unduh.{kind}").data))

    assert plan.counts == {Fate.SAME: 63}, [(row.draft.number, row.changes) for row in plan.of(Fate.DIFFERS)]


@pytest.mark.parametrize("state", [MeetingState.FINISHED, MeetingState.ARCHIVED, MeetingState.CANCELLED])
def test_a_closed_meeting_takes_nobody(stage, meeting, state):
    staged = stage(b"Nama\nBudi\n")
    meeting.state = state
    with pytest.raises(WrongState):
        run_import(staged, ImportOptions(), CLERK, AT)


def test_uploads_are_cleared_away_but_not_one_that_is_still_needed(stage):
    done, waiting = stage(b"Nama;OPD\nBudi;X\n"), stage(b"Nama;OPD\nBudi;X\n")
    run_import(done, ImportOptions(), CLERK, AT)
    key = waiting.file_key
    assert clear_uploads(AT) == 0
    assert storage.exists(key) and storage.exists(done.report_key)
    db.session.commit()
    report = done.report_key
    assert clear_uploads(AT + FILE_LIFE * 2) == 2
    db.session.commit()
    assert not storage.exists(key) and not storage.exists(report)
    with pytest.raises(Conflict):
        read_staged(db.session.get(ParticipantImport, waiting.id))


def test_the_kept_result_holds_no_personal_values(stage):
    result = run_import(stage("peserta-berantakan.xlsx"), ImportOptions(), CLERK, AT)
    assert {"row": 73, "code": "no_phone", "level": "warning", "field": "phone", "column": 5} in result["findings"]
    assert "0812" not in str(result)
    assert db.session.scalar(sa.select(Meeting.roster_version)) == 1


def test_a_row_whose_name_has_no_letter_stays_out(stage, meeting):
    staged = stage(
        "Nama;Jabatan;Instansi\n\u200b\u3164;Camat;Kec. X\n---;Lurah;Kel. Y\n12;Kades;Desa Z\nSi\u00adti\u202e;Staf;Dinas\n".encode()
    )
    plan = plan_of(staged)

    assert plan.counts == {Fate.BROKEN: 3, Fate.NEW: 1}
    assert {finding.code for _row, finding in plan.findings(Level.PROBLEM)} == {Code.NAME_MISSING}
    run_import(staged, ImportOptions(), CLERK, AT)
    assert list(people(meeting)) == ["Siti"]


def test_a_short_file_is_compared_with_those_it_may_mean_and_comes_to_the_same(stage, meeting, monkeypatch):
    """By NIP, by a name in another spelling; whoever else is on the list is not read."""
    head = "Gelar Depan;Nama;NIP;Instansi;Jabatan\n"
    others = "".join(f";Orang Nomor{number};19700101199003{number:04d};Dinas X;Staf\n" for number in range(40))
    first = f"{head}{others};Siti Aminah;198609262015051001;Dinas Y;Camat\n;Budi O'Neil;;Dinas Z;Lurah\n"
    run_import(stage(first.encode()), ImportOptions(), CLERK, AT)
    db.session.commit()
    staged = stage(
        f"{head};Aminah, Siti;198609262015051001;Dinas Y;Camat\nDr.;BUDI ONEIL;;Dinas Z;Lurah\n;Cici;;Dinas Z;\n".encode()
    )
    drafts = read_table(meeting, read_staged(staged), layout_of(staged), AT).drafts

    read = plan._listed(meeting.id, drafts)

    assert {row["name"] for row in read} == {"Siti Aminah", "Budi O'Neil"}
    by_candidates = plan_of(staged)
    monkeypatch.setattr(plan, "FEW", 0)
    assert by_candidates == plan_of(staged)
    assert [row.fate for row in by_candidates.rows] == [Fate.DIFFERS, Fate.DIFFERS, Fate.NEW]

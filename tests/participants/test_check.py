"""``flask participants check``: what an import would do, for programs, and nothing of it done."""

import json

import pytest
import sqlalchemy as sa

from meetings.extensions import db
from meetings.models import AuditEntry, Participant, ParticipantImport
from tests.factories import make_participant

LIST = (
    "Nama;NIP;Instansi;No HP;Kategori\nAni;123;Dinas A;0812;Gugus Tugas\nBudi;198609262015051001;Dinas B;;\n"
    ";;Dinas C;081234567890;\n;;;;\nJUMLAH;2;;;\n"
)


@pytest.fixture
def check(app, tmp_path):
    def run(*options, text=LIST):
        file = tmp_path / "daftar.csv"
        file.write_text(text)
        return app.test_cli_runner().invoke(args=["participants", "check", str(file), *options])

    return run


def test_rows_values_and_findings_are_told_with_row_and_column_and_nothing_changes(check, meeting):
    make_participant(meeting, "Budi", institution="Dinas B", nip="198609262015051001", identity_key="nip:198609262015051001")
    db.session.commit()
    counted = [sa.select(sa.func.count()).select_from(model) for model in (Participant, ParticipantImport, AuditEntry)]
    before = [db.session.scalar(each) for each in counted]

    answer = check("--json", "--meeting", meeting.id)

    told = json.loads(answer.stdout)
    assert answer.exit_code == 1  # a row cannot go in
    assert (told["header_row"], told["columns"]["phone"], told["unknown_categories"]) == (1, "D", {"Gugus Tugas": 1})
    assert [(row["row"], row["fate"]) for row in told["rows"]] == [(2, "new"), (3, "same"), (4, "broken")]
    assert told["rows"][0]["values"] == {"name": "Ani", "institution": "Dinas A", "category": "Gugus Tugas"}
    assert {"code": "no_phone", "level": "warning", "field": "phone", "column": "D", "value": "0812"} in told["rows"][0][
        "findings"
    ]
    assert told["left_out"] == [{"row": 6, "kind": "total", "text": "JUMLAH 2"}]
    assert [db.session.scalar(each) for each in counted] == before


def test_without_a_meeting_only_the_file_is_read(check):
    answer = check("--json", text="Nama;Instansi\nBudi;Dinas B\n")

    assert answer.exit_code == 0
    assert [row["fate"] for row in json.loads(answer.stdout)["rows"]] == ["new"]
    assert "1 new" in check(text="Nama;Instansi\nBudi;Dinas B\n").output


@pytest.mark.parametrize(
    ("options", "text", "words"),
    [((), "x;y\n1;2\n", "Judul kolom tidak ditemukan"), ((), "", "kosong"), (("--meeting", "x"), LIST, "Tidak ada kegiatan")],
)
def test_what_cannot_be_read_is_said(check, options, text, words):
    answer = check(*options, text=text)

    assert answer.exit_code == 1 and words in answer.output

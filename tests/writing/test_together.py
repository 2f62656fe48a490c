"""What a printed line never tears."""

import pytest

from meetings.writing.together import NBSP, keep_together


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Senin, 30 April 2018 pukul 09.00 WIB s.d. selesai", "Senin, 30~April~2018 pukul~09.00~WIB s.d.~selesai"),
        ("tanggal 3 s.d. 5 Juli 2019", "tanggal 3~s.d. 5~Juli~2019"),
        ("paling lambat 3 (tiga) hari kerja", "paling lambat 3~(tiga)~hari kerja"),
        ("250 (dua ratus lima puluh) orang peserta", "250~(dua ratus lima puluh)~orang peserta"),
        ("sebanyak 1.250 orang", "sebanyak 1.250~orang"),
        ("telepon 0812 3456 7890", "telepon 0812~3456~7890"),
        ("Nomor 10, Lantai III, Pasal 44 ayat (2)", "Nomor~10, Lantai~III, Pasal~44 ayat~(2)"),
        ("Dr. Ir. Kasiran Mahendra, S.Kom., M.T.I. hadir", "Dr.~Ir.~Kasiran Mahendra,~S.Kom.,~M.T.I. hadir"),
        ("Kol. Inf. Budi dan Sari, Ph.D. hadir", "Kol.~Inf. Budi dan Sari,~Ph.D. hadir"),
        ("Visi, Misi. Selesai, Tujuan", "Visi, Misi. Selesai, Tujuan"),
        ("Wali Kota Bogor dan Sekretaris Daerah", "Wali Kota Bogor dan Sekretaris Daerah"),
    ],
)
def test_groups_are_held_by_no_break_spaces(text: str, kept: str) -> None:
    assert keep_together(text).replace(NBSP, "~") == kept


@pytest.mark.parametrize("text", ["", " ", "005/        /Set", "1" * 300, "(" * 50 + ")" * 50])
def test_nothing_but_blanks_is_changed(text: str) -> None:
    assert keep_together(text).replace(NBSP, " ") == text

"""The last page of a list of decisions holds some of them: a signature never stands on a page alone."""

from datetime import UTC, date, datetime

import pytest

from meetings.documents.pdf.extract import Extract, ExtractItem, Numbered, fill_extract
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.minutes import ActionRow, Verification
from meetings.documents.pdf.signatory import Signatory
from tests.documents.pages import lines, text_of_line

SAID = "Perangkat daerah menyampaikan rincian kebutuhan anggaran paling lambat akhir bulan berjalan kepada Bappeda."


def extract(decisions: int, actions: int) -> Extract:
    items = [ExtractItem(1, "Arahan", tuple(Numbered(number, SAID) for number in range(1, decisions + 1)), ())]
    task = ActionRow("Menyusun rencana kerja", "Budi", "Bappeda", date(2027, 1, 31))
    if actions:
        items.append(ExtractItem(2, "Anggaran", (), (task,) * actions))
    return Extract(
        organisation="Kota Bogor",
        letterhead=Letterhead(lines=("PEMERINTAH KOTA BOGOR",)),
        title="Daftar Keputusan",
        minutes_name="Notula",
        number="005/1",
        event="Rapat Kerja Daerah",
        session="Pleno",
        zone="Asia/Jakarta",
        day="Senin, 30 November 2026",
        venue="Balai Kota",
        version=1,
        replaces="",
        institution="",
        items=tuple(items),
        issued_at=datetime(2026, 11, 30, tzinfo=UTC),
        place="Bogor",
        signed_on=date(2026, 11, 30),
        role="Notulis",
        signatory=Signatory("Siti Aminah", "Kepala Bagian"),
        issued_by="Siti Aminah",
        verification=Verification("https://rapat.example.go.id/v/AAAA-BBBB-CCCC"),
    )


@pytest.mark.parametrize(("decisions", "actions"), [(16, 0), (19, 0), (12, 3), (16, 3)])
def test_the_signature_takes_some_of_the_text_along(decisions: int, actions: int) -> None:
    pages = fill_extract(extract(decisions, actions)).pages

    assert len(pages) == 2
    text = " ".join(map(text_of_line, lines(pages[-1])))
    before = text.partition("dikutip sesuai dengan")[0]
    assert "Menyusun rencana kerja" in before if actions else "Perangkat daerah menyampaikan" in before
    assert "Siti Aminah" in text and "Terverifikasi" in text

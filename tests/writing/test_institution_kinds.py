"""What kind of institution a name on a list means."""

import pytest

from meetings.enums import OrganisationKind as K
from meetings.writing.institution_kinds import kind_by_name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Dinas Kesehatan Kota Bogor", K.DEPARTMENT),
        ("Bappeda", K.DEPARTMENT),
        ("Sekretariat Daerah Kota Bogor", K.DEPARTMENT),
        ("Satpol PP", K.DEPARTMENT),
        ("RSUD Kota Bogor", K.DEPARTMENT),
        ("Disparbud", K.DEPARTMENT),
        ("Bagian Hukum dan HAM Setda Kota Bogor", K.UNIT),
        ("Kec. Bogor Tengah", K.DISTRICT),
        ("Kel. Paledang", K.VILLAGE),
        ("Desa Sukamaju", K.VILLAGE),
        ("Pemerintah Kota Bogor", K.REGENCY),
        ("Kabupaten Garut", K.REGENCY),
        ("Pemprov Jawa Barat", K.PROVINCE),
        ("Kementerian Dalam Negeri", K.CENTRAL),
        ("Badan Kepegawaian Negara", K.CENTRAL),
        ("Polresta Bogor Kota", K.VERTICAL),
        ("Kantor Pertanahan Kota Bogor", K.VERTICAL),
        ("PT Bank BJB", K.ENTERPRISE),
        ("Universitas Pakuan", K.UNIVERSITY),
    ],
)
def test_the_name_tells_the_kind(name: str, kind: K) -> None:
    assert kind_by_name(name) == kind


@pytest.mark.parametrize("name", ["", "Karang Taruna", "Majelis Ulama Indonesia"])
def test_a_name_that_tells_nothing_says_so(name: str) -> None:
    assert kind_by_name(name) == ""

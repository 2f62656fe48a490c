"""Permendagri 1/2023 Pasal 44: what stands in a signature block."""

import itertools

import pytest

from meetings.documents.pdf.signatory import (
    Office,
    OfficeStatus,
    PaperKind,
    Shown,
    Signatory,
    shown_by_rule,
)
from meetings.writing.id_numbers import group_digits
from meetings.writing.names import full_name

ALL, NAME_ONLY, DEGREES = Shown(True, True, True), Shown(False, False, False), Shown(True, False, False)
NIP_AND_RANK = Shown(False, True, True)
LETTERS = (PaperKind.ASSIGNMENT, PaperKind.CORRESPONDENCE, PaperKind.SPECIAL)
BARE = (PaperKind.REGULATION, PaperKind.DECREE, PaperKind.CERTIFICATE, PaperKind.CHARTER, PaperKind.TRAINING_CERTIFICATE)
DEFINITIVE, ACTING, DAILY, INTERIM, TEMPORARY = (
    OfficeStatus.DEFINITIVE,
    OfficeStatus.ACTING,
    OfficeStatus.DAILY,
    OfficeStatus.INTERIM,
    OfficeStatus.TEMPORARY,
)


@pytest.mark.parametrize(("kind", "office"), list(itertools.product(BARE, (Office.HEAD, Office.DEPUTY_HEAD, Office.SECRETARY))))
def test_1_and_2_regulations_and_certificates_carry_no_degrees(kind: PaperKind, office: Office):
    assert shown_by_rule(kind, office, DEFINITIVE) == NAME_ONLY


@pytest.mark.parametrize("kind", BARE)
def test_1_other_officials_keep_nip_and_rank_without_degrees(kind: PaperKind):
    assert shown_by_rule(kind, Office.OTHER, DEFINITIVE) == NIP_AND_RANK


@pytest.mark.parametrize(
    ("kind", "office"), list(itertools.product(LETTERS, (Office.HEAD, Office.DEPUTY_HEAD, Office.SECRETARY)))
)
def test_2_letters_carry_degrees(kind: PaperKind, office: Office):
    assert shown_by_rule(kind, office, DEFINITIVE) == DEGREES


@pytest.mark.parametrize(("kind", "status"), list(itertools.product(LETTERS, OfficeStatus)))
def test_3_other_officials_show_degrees_nip_and_rank_however_they_hold_the_office(kind: PaperKind, status: OfficeStatus):
    assert shown_by_rule(kind, Office.OTHER, status) == ALL


@pytest.mark.parametrize(("kind", "status"), list(itertools.product(PaperKind, (ACTING, DAILY, INTERIM, TEMPORARY))))
def test_4_an_acting_head_of_region_shows_the_name_only(kind: PaperKind, status: OfficeStatus):
    assert shown_by_rule(kind, Office.HEAD, status) == NAME_ONLY


@pytest.mark.parametrize(("kind", "status"), list(itertools.product(PaperKind, (INTERIM, DAILY))))
def test_5_an_interim_or_daily_regional_secretary_shows_the_name_only(kind: PaperKind, status: OfficeStatus):
    assert shown_by_rule(kind, Office.SECRETARY, status) == NAME_ONLY


def test_5_does_not_name_an_acting_regional_secretary():
    assert shown_by_rule(PaperKind.SPECIAL, Office.SECRETARY, ACTING) == DEGREES


def test_what_the_office_sets_by_hand_wins():
    signer = Signatory(
        "Usmar", "Wali Kota", degrees_front="Ir.", nip="1", office=Office.HEAD, status=ACTING, show_degrees=True, show_nip=True
    )

    assert signer.shown(PaperKind.SPECIAL) == Shown(degrees=True, nip=True, rank=False)
    assert signer.printed_name(PaperKind.SPECIAL) == "Ir. Usmar"


def test_a_hand_set_value_can_also_hide():
    signer = Signatory("Taufik", "Kepala Bagian", degrees_back="M.Si.", show_degrees=False, show_nip=False, show_rank=False)

    assert signer.shown(PaperKind.SPECIAL) == NAME_ONLY
    assert signer.printed_name(PaperKind.SPECIAL) == "Taufik"


@pytest.mark.parametrize(
    ("signer", "lines"),
    [
        (Signatory("A", "Wali Kota Bogor"), ("Wali Kota Bogor",)),
        (Signatory("A", "SEKRETARIS DAERAH", status=ACTING), ("Plt. SEKRETARIS DAERAH",)),
        (Signatory("A", "SEKRETARIS DAERAH", on_behalf_of="BUPATI KUDUS"), ("a.n. BUPATI KUDUS", "SEKRETARIS DAERAH")),
        (
            Signatory("A", "ASISTEN ADMINISTRASI", on_behalf_of="BUPATI KUDUS", through="SEKRETARIS DAERAH"),
            ("a.n. BUPATI KUDUS", "SEKRETARIS DAERAH", "u.b.", "ASISTEN ADMINISTRASI"),
        ),
    ],
)
def test_position_lines(signer: Signatory, lines: tuple[str, ...]):
    assert signer.position_lines() == lines


def test_u_b_needs_a_n():
    with pytest.raises(ValueError, match="u.b."):
        Signatory("A", "Asisten", through="Sekretaris Daerah")


@pytest.mark.parametrize(
    ("nip", "printed"),
    [
        ("198609262015051001", "19860926 201505 1 001"),
        ("19860926 201505 1 001", "19860926 201505 1 001"),
        ("31970112", "31970112"),
        ("", ""),
    ],
)
def test_nip_is_grouped_when_it_is_one(nip: str, printed: str):
    assert group_digits(nip) == printed


@pytest.mark.parametrize(
    ("parts", "full"),
    [(("Dr. Ir.", "Kasiran", "M.T.I."), "Dr. Ir. Kasiran, M.T.I."), (("", "A", ""), "A"), (("H.", "B", ""), "H. B")],
)
def test_degrees_stand_around_the_name(parts: tuple[str, str, str], full: str):
    assert full_name(*parts) == full


def test_with_a_mandate_every_office_stands_in_capitals_and_how_it_is_held_does_not():
    signer = Signatory("Ade", "Asisten Administrasi", on_behalf_of="Plt. Wali Kota Bogor", through="Sekretaris Daerah")

    assert signer.position_lines() == ("a.n. Plt. WALI KOTA BOGOR", "SEKRETARIS DAERAH", "u.b.", "ASISTEN ADMINISTRASI")
    assert Signatory("Ade", "Sekretaris Daerah", status=ACTING, on_behalf_of="Bupati Kudus").position_lines() == (
        "a.n. BUPATI KUDUS",
        "Plt. SEKRETARIS DAERAH",
    )


def test_without_an_office_nothing_stands_over_the_name():
    assert Signatory("Siti Aminah", "", status=ACTING).position_lines() == ()

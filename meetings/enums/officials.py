"""How an official holds an office, and under which letterhead they sign."""

from meetings.enums.labelled import N_, Labelled


class Office(Labelled):
    """Class of the signer's own office, as Permendagri 1/2023 Pasal 44 tells them apart."""

    OTHER = "LAIN", N_("Pejabat lain (NIP dan pangkat dicetak)")
    SECRETARY = "SEKDA", N_("Sekretaris daerah")
    DEPUTY_HEAD = "WKDH", N_("Wakil kepala daerah")
    HEAD = "KDH", N_("Kepala daerah")


class OfficeStatus(Labelled):
    """How the signer holds the office; the value is printed before it ("Plt. Wali Kota Bogor")."""

    DEFINITIVE = "", N_("Definitif")
    ACTING = "Plt.", N_("Plt. (pelaksana tugas)")
    DAILY = "Plh.", N_("Plh. (pelaksana harian)")
    INTERIM = "Pj.", N_("Pj. (penjabat)")
    TEMPORARY = "Pjs.", N_("Pjs. (penjabat sementara)")


class LetterheadChoice(Labelled):
    """Whose letterhead stands over what an official signs."""

    BY_OFFICE = "by_office", N_("Menurut kelas jabatan")
    UNIT = "unit", N_("Kop instansi")
    OFFICE = "office", N_("Kop jabatan (lambang negara dan nama jabatan)")

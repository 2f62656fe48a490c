"""Kinds of institutions."""

from meetings.enums.labelled import N_, Labelled


class OrganisationKind(Labelled):
    CENTRAL = "central", N_("Kementerian/Lembaga")
    PROVINCE = "province", N_("Pemerintah provinsi")
    REGENCY = "regency", N_("Pemerintah kabupaten/kota")
    DEPARTMENT = "department", N_("Perangkat daerah")
    UNIT = "unit", N_("Unit/Bagian")
    DISTRICT = "district", N_("Kecamatan")
    VILLAGE = "village", N_("Kelurahan/Desa")
    VERTICAL = "vertical", N_("Instansi vertikal")
    ENTERPRISE = "enterprise", N_("BUMN/BUMD")
    UNIVERSITY = "university", N_("Perguruan tinggi")
    OTHER = "other", N_("Lainnya")

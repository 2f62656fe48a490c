"""What kind of institution a name means, as lists write it."""

import re

from meetings.writing.institutions import institution_key

# In this order: the first that fits counts. Over `institution_key`: lower case, spelt out, without signs.
_KINDS = [
    ("village", r"^(kelurahan|desa|nagari|gampong|lurah|kepala desa)\b"),
    ("district", r"^(kecamatan|distrik|camat)\b"),
    ("university", r"^(universitas|institut|politeknik|sekolah tinggi|stia|akademi|ipb|itb|ugm|unpad)\b"),
    ("enterprise", r"^(pt|perumda|perusahaan|perseroda|pdam|pd|bank|bumd|bumn|bpjs)\b"),
    (
        "vertical",
        r"^(polda|polres\w*|polsek|polisi resor\w*|kepolisian|kodim|koramil|korem|komando|kejaksaan|pengadilan|kpu|bawaslu|bps|badan pusat statistik"
        r"|badan narkotika|bnn\w*|kantor (kementerian|pertanahan|pelayanan|imigrasi|wilayah)|balai besar|lapas|lembaga pemasyarakatan)\b",
    ),
    (
        "central",
        r"^(kementerian|ditjen|direktorat jenderal|sekretariat (negara|kabinet|jenderal)|lembaga|badan .* (nasional|negara))\b",
    ),
    ("unit", r"^(bagian|bidang|uptd?|unit|puskesmas|sub bagian|subbagian)\b"),
    ("province", r"^(pemerintah (daerah )?)?provinsi\b"),
    ("regency", r"^(pemerintah (daerah )?)?(kabupaten|kota)\b"),
    (
        "department",
        r"^(dinas|dis[a-z]+|badan|inspektorat|sekretariat|satuan polisi|rsud|rumah sakit umum daerah|kantor|dprd|bappe\w+|bapenda|bkad|bpkad|bkpsdm\w*"
        r"|kesatuan bangsa|skpd|opd|perangkat daerah|pemadam kebakaran)\b",
    ),
]
_FITTING = [(kind, re.compile(pattern)) for kind, pattern in _KINDS]


def kind_by_name(institution: str) -> str:
    """The value of the kind (`OrganisationKind`) that the name of an institution tells; empty where it tells none."""
    key = institution_key(institution)
    return next((kind for kind, pattern in _FITTING if pattern.search(key)), "")

"""The organisations of the example: the city, its secretariat, every body named in the participant list."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files

from PIL import Image, ImageDraw

from meetings.domain.audit import SYSTEM
from meetings.domain.minutes import add_phrase
from meetings.domain.organisations import create_organisation, set_image
from meetings.domain.people import add_official, list_officials
from meetings.enums import Office, OfficeStatus
from meetings.enums import OrganisationKind as K
from meetings.models import Organisation, Person

LIST = "rakerda-bogor-2018-peserta.csv"
ADDRESS = {
    "city": "Bogor",
    "address": "Jalan Ir. H. Juanda Nomor 10",
    "postal_code": "16121",
    "phone": "(0251) 8321075",
    "fax": "(0251) 8326530",
    "website": "https://kotabogor.example",
    "email": "setda@kotabogor.example",
}
PHRASES = {
    "Pembukaan standar": "<div><strong>{rapat}</strong> di {tempat} dipimpin oleh {pimpinan}, diawali doa bersama.</div>",
    "Kesepakatan tindak lanjut": "<div>Peserta rapat hari {tanggal} menyepakati:</div><ol><li>setiap perangkat daerah menindaklanjuti"
    " hasil rapat sesuai tugasnya;</li><li>perkembangannya dilaporkan kepada pimpinan.</li></ol>",
}
NUMBERS = {"letter": "005/{urut}-{unit}/{tahun}", "minutes": "000.1.5/{urut}-{unit}/{tahun}"}
KINDS = (
    ("Kelurahan", K.VILLAGE),
    ("Kecamatan", K.DISTRICT),
    ("Bagian", K.UNIT),
    ("Perusahaan", K.ENTERPRISE),
    ("Perumda", K.ENTERPRISE),
    ("PD ", K.ENTERPRISE),
    ("Dinas", K.DEPARTMENT),
    ("Badan", K.DEPARTMENT),
    ("Inspektorat", K.DEPARTMENT),
    ("Satuan", K.DEPARTMENT),
    ("Sekretariat", K.DEPARTMENT),
)


def participant_list() -> bytes:
    """The 250 participants as a clerk keeps them (CSV, ``;``, BOM)."""
    return files("meetings.demo").joinpath(LIST).read_bytes()


def rows_of_list() -> Iterator[dict[str, str]]:
    """The same, read."""
    yield from csv.DictReader(io.StringIO(participant_list().decode("utf-8-sig")), delimiter=";")


def build_house(at: datetime) -> tuple[Organisation, Organisation]:
    """Make the tree; returns the city and the unit that organises."""
    city = create_organisation(
        SYSTEM,
        None,
        at,
        name="Pemerintah Daerah Kota Bogor",
        short_name="Kota Bogor",
        kind=K.REGENCY,
        colour="#14532d",
        number_patterns=NUMBERS,
        **ADDRESS,
    )
    set_image(SYSTEM, city, "logo", _emblem(), at)
    secretariat = create_organisation(
        SYSTEM,
        city,
        at,
        name="Sekretariat Daerah",
        short_name="Setda",
        kind=K.DEPARTMENT,
        unit_code="Setda",
        colour="#14532d",
        number_patterns=NUMBERS,
        letterhead_lines="PEMERINTAH DAERAH KOTA BOGOR",
        protocol_order=100,
        aliases=("Setda", "Sekretariat Daerah Kota Bogor"),
        **ADDRESS,
    )
    names = dict.fromkeys(row["Instansi"] for row in rows_of_list())
    for order, name in enumerate(names):
        kind = next((kind for start, kind in KINDS if name.startswith(start)), None)
        if kind is None or name == "Sekretariat Daerah Kota Bogor":
            continue  # outside bodies are no part of the city's tree
        parent = secretariat if kind is K.UNIT else city
        create_organisation(
            SYSTEM,
            parent,
            at,
            name=name,
            kind=kind,
            city="Bogor",
            protocol_order=200 + 10 * order,
            colour="#14532d",
        )
    _add_officials(city, secretariat, at)
    for name, text in PHRASES.items():
        add_phrase(city, name, text, SYSTEM, at)
    return city, secretariat


def _add_officials(city: Organisation, secretariat: Organisation, at: datetime) -> None:
    """Who signs: an acting mayor, and two of the participant list."""
    mayor = {"position": "Wali Kota Bogor", "office": Office.HEAD, "status": OfficeStatus.ACTING, "name": "Hariman Sasmita"}
    add_official(city, mayor, actor=SYSTEM, at=at)
    offices = {"Sekretaris Daerah": Office.SECRETARY, "Kepala Bagian Organisasi": Office.OTHER}
    for row in rows_of_list():
        if office := offices.get(row["Jabatan"]):
            values = {
                "title_front": row["Gelar Depan"],
                "name": row["Nama"],
                "title_back": row["Gelar Belakang"],
                "position": row["Jabatan"],
                "office": office,
                "rank": f"{row['Pangkat']} ({row['Gol']})",
                "nip": row["NIP"],
            }
            add_official(secretariat, values, actor=SYSTEM, at=at)


def official_of(secretariat: Organisation, position: str) -> Person:
    """One of its officials, by the office."""
    return next(each for each in list_officials(secretariat) if each.position == position)


def _emblem() -> bytes:
    """A plain shield with hills, so that letterheads have an emblem that belongs to nobody."""
    scale = 4
    picture = Image.new("RGBA", (120 * scale, 140 * scale), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)

    def shape(points: list[tuple[int, int]], colour: str) -> None:
        pen.polygon([(x * scale, y * scale) for x, y in points], fill=colour)

    shape([(6, 8), (114, 8), (114, 82), (100, 108), (60, 136), (20, 108), (6, 82)], "#14532d")
    shape([(13, 15), (107, 15), (107, 80), (94, 103), (60, 127), (26, 103), (13, 80)], "#f5c518")
    shape([(17, 19), (103, 19), (103, 79), (91, 100), (60, 121), (29, 100), (17, 79)], "#f8fafc")
    shape([(20, 82), (46, 46), (60, 64), (76, 40), (100, 82), (89, 98), (60, 117), (31, 98)], "#15803d")
    pen.ellipse([(50 * scale, 24 * scale), (70 * scale, 44 * scale)], fill="#f5c518")
    data = io.BytesIO()
    picture.resize((480, 560), Image.Resampling.LANCZOS).save(data, "PNG", optimize=True)
    return data.getvalue()

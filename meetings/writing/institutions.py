"""One institution, many spellings: a key that is the same for all of them."""

import re
import unicodedata
from functools import lru_cache

from meetings.writing.names import COMBINING, QUOTES

WORDS = {
    "din": "dinas", "kab": "kabupaten", "kec": "kecamatan", "kel": "kelurahan", "prov": "provinsi", "prop": "provinsi",
    "propinsi": "provinsi", "bag": "bagian", "bid": "bidang", "kem": "kementerian", "kemen": "kementerian",
    "kementrian": "kementerian", "kant": "kantor", "sekr": "sekretariat", "setda": "sekretariat daerah",
    "sekda": "sekretariat daerah", "setwan": "sekretariat dprd", "pemkot": "pemerintah kota",
    "pemkab": "pemerintah kabupaten", "pemprov": "pemerintah provinsi", "pemda": "pemerintah daerah", "ds": "desa",
    "dinkes": "dinas kesehatan", "disdik": "dinas pendidikan", "dinsos": "dinas sosial", "dishub": "dinas perhubungan",
    "diskominfo": "dinas komunikasi dan informatika", "bappeda": "badan perencanaan pembangunan daerah",
    "bpbd": "badan penanggulangan bencana daerah", "kesbangpol": "kesatuan bangsa dan politik",
    "satpol": "satuan polisi", "pp": "pamong praja", "rs": "rumah sakit",
}  # fmt: skip  # -- table


@lru_cache(maxsize=4096)  # a list names the same offices again and again
def institution_key(name: str) -> str:
    """`din. kesehatan kab bogor` and `Dinas Kesehatan Kabupaten Bogor` give the same key: lower case, spelt out, without signs."""
    plain = COMBINING.sub("", unicodedata.normalize("NFKD", QUOTES.sub("", name))).casefold().replace("&", " dan ")
    words = re.sub(r"[^\w]+", " ", plain).replace("_", " ").split()
    return " ".join(WORDS.get(word, word) for word in words) or name.casefold().strip()

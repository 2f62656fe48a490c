"""The letterhead (kop naskah dinas) that opens an official paper."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands above the line at the top of the first page.

    Either ``image`` (a scanned or designed letterhead, PNG/JPEG/SVG/WebP bytes, printed over the full text
    width) or the composed form: ``logo`` (bytes) at the left, ``lines`` centred, the last one largest and bold,
    then ``address`` and the ``contact`` lines in small type.

    lines: ("PEMERINTAH DAERAH KOTA BOGOR", "SEKRETARIAT DAERAH"), printed as typed.
    address: "Jalan Ir. H. Juanda Nomor 10, Bogor 16121".
    contact: ("Telepon (0251) 8321075, Faksimile (0251) 8326530", "Laman kotabogor.go.id, Pos-el setda@…").
    style: "unit" for a perangkat daerah (3:4 between first and last line), "office" for the head of region's own
        letterhead: the emblem centred above one line, e.g. ("WALI KOTA BOGOR",).
    """

    lines: tuple[str, ...] = ()
    logo: bytes | None = None
    address: str = ""
    contact: tuple[str, ...] = ()
    image: bytes | None = None
    style: Literal["unit", "office"] = "unit"

    @property
    def is_empty(self) -> bool:
        return not (self.image or self.logo or self.lines or self.address or self.contact)

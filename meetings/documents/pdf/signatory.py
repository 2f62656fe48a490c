"""Who signs, under which title, and what Pasal 44 lets stand below the name."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from meetings.enums import Office, OfficeStatus
from meetings.writing.dates import format_date
from meetings.writing.id_numbers import show_number
from meetings.writing.names import full_name, in_capitals
from meetings.writing.reading import with_commas


class PaperKind(StrEnum):
    """Groups of official papers that Pasal 44 treats differently."""

    REGULATION = "pengaturan"
    DECREE = "penetapan"
    ASSIGNMENT = "penugasan"
    CORRESPONDENCE = "korespondensi"
    SPECIAL = "khusus"
    CERTIFICATE = "sertifikat"
    CHARTER = "piagam"
    TRAINING_CERTIFICATE = "STTPP"


WITHOUT_DEGREES = frozenset(
    {PaperKind.REGULATION, PaperKind.DECREE, PaperKind.CERTIFICATE, PaperKind.CHARTER, PaperKind.TRAINING_CERTIFICATE}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in a signature block besides position and name."""

    degrees: bool
    nip: bool
    rank: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A signature block in its lines, as paper and page show it: role, offices, (the signature,) name, then rank and NIP."""

    role: str
    offices: tuple[str, ...]
    name: str
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signatory:
    """One signer.

    name: bare name, as typed. degrees_front / degrees_back: "Dr. Ir." / "S.Kom., M.T.I.".
    position: own office without prefix ("Wali Kota Bogor"); status puts "Plt." and the like before it.
    on_behalf_of: the office that gave the mandate, printed after "a.n.". through: the office that passed it on;
        with it the block reads "a.n. A / B / u.b. / position". A ``through`` without ``on_behalf_of`` is a ValueError.
    rank: "Pembina Tingkat I (IV/b)". nip: digits as typed; 18 digits are printed in groups of 8-6-1-3.
    image: picture of the wet signature (PNG/JPEG bytes); without it four blank lines are left.
    show_degrees, show_nip, show_rank: True/False override Pasal 44, None follows it.
    """

    name: str
    position: str
    degrees_front: str = ""
    degrees_back: str = ""
    rank: str = ""
    nip: str = ""
    office: Office = Office.OTHER
    status: OfficeStatus = OfficeStatus.DEFINITIVE
    on_behalf_of: str = ""
    through: str = ""
    image: bytes | None = None
    show_degrees: bool | None = None
    show_nip: bool | None = None
    show_rank: bool | None = None

    def __post_init__(self) -> None:
        if self.through and not self.on_behalf_of:
            raise ValueError("u.b. only follows a.n.")

    @property
    def own_position(self) -> str:
        """The office with its prefix: "Plt. Wali Kota Bogor"; empty where none is known."""
        return f"{self.status} {self.position}".strip() if self.position else ""

    @property
    def full_name(self) -> str:
        """The name with its degrees, as lists of people print it."""
        return full_name(self.degrees_front, self.name, self.degrees_back)

    def position_lines(self) -> tuple[str, ...]:
        """Lines above the signature, without the closing comma. Where a mandate is passed on, every office stands in capitals."""
        if not self.on_behalf_of:
            return (self.own_position,) if self.position else ()
        lines = [f"a.n. {in_capitals(self.on_behalf_of)}"]
        if self.through:
            lines += [in_capitals(self.through), "u.b."]
        return (*lines, in_capitals(self.own_position))

    def shown(self, kind: PaperKind) -> Shown:
        """Pasal 44 for a paper of this kind, with the signer's manual overrides applied."""
        rule = shown_by_rule(kind, self.office, self.status)
        return Shown(
            degrees=rule.degrees if self.show_degrees is None else self.show_degrees,
            nip=rule.nip if self.show_nip is None else self.show_nip,
            rank=rule.rank if self.show_rank is None else self.show_rank,
        )

    def block(self, kind: PaperKind, role: str = "") -> "Block":
        """All that stands around the signature on a paper of this kind. ``role``: as what somebody signs, which stands alone where no
        office is known."""
        shown, offices = self.shown(kind), self.position_lines()
        return Block(
            role=role if offices or not role else f"{role},",
            offices=(*offices[:-1], f"{offices[-1]},") if offices else (),
            name=self.printed_name(kind),
            below=(
                *([self.rank] if shown.rank and self.rank else []),
                *([f"NIP {show_number(self.nip)}"] if shown.nip and self.nip else []),
            ),
        )

    def printed_name(self, kind: PaperKind) -> str:
        """Name with or without degrees, as the kind of paper asks."""
        return self.full_name if self.shown(kind).degrees else self.name


def shown_by_rule(kind: PaperKind, office: Office, status: OfficeStatus) -> Shown:
    """Permendagri 1/2023 Pasal 44.

    (1) regulations and decrees: no degrees. (2) other papers: degrees, but not on charters and certificates.
    (3) NIP and rank for everybody but head of region, deputy and regional secretary.
    (4) Pj., Pjs., Plt., Plh. head of region, (5) Pj. and Plh. regional secretary: none of the three.
    A Plt. regional secretary is not named in (5) and follows (2) and (3).
    """
    if office is Office.HEAD and status is not OfficeStatus.DEFINITIVE:
        return Shown(False, False, False)
    if office is Office.SECRETARY and status in (OfficeStatus.INTERIM, OfficeStatus.DAILY):
        return Shown(False, False, False)
    civil_servant = office is Office.OTHER
    return Shown(degrees=kind not in WITHOUT_DEGREES, nip=civil_servant, rank=civil_servant)


def place_and_date(place: str, day: date | None) -> str:
    """``Bogor, 30 April 2018``, or what of it is known."""
    return with_commas(place, format_date(day) if day else "")

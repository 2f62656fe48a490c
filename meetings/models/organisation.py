"""Organisations as a tree, their other names, and the directory of people."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, LetterheadChoice, Office, OfficeStatus, OrganisationKind, Paper
from meetings.models.base import Id, Json, Label, Model, Name, Timestamps, enum_column, reference
from meetings.writing import zones
from meetings.writing.names import full_name


class Organisation(Model, Timestamps):
    """A public body or unit. ``path`` lists its ancestors' ids and its own (``a/b/c/``), so one LIKE finds a subtree."""

    __tablename__ = "organisation"
    id: Mapped[Id]
    parent_id: Mapped[str | None] = reference("organisation.id", ondelete="RESTRICT", nullable=True)
    path: Mapped[str] = mapped_column(sa.String(500), index=True)
    name: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    short_name: Mapped[Label] = mapped_column(info={"label": N_("Singkatan")})
    kind: Mapped[OrganisationKind] = mapped_column(enum_column(OrganisationKind), info={"label": N_("Jenis")})
    unit_code: Mapped[str] = mapped_column(sa.String(40), default="", info={"label": N_("Kode unit")})
    address: Mapped[Label] = mapped_column(info={"label": N_("Alamat")})
    city: Mapped[str] = mapped_column(sa.String(120), default="", info={"label": N_("Kota")})
    postal_code: Mapped[str] = mapped_column(sa.String(10), default="", info={"label": N_("Kode pos")})
    phone: Mapped[str] = mapped_column(sa.String(60), default="", info={"label": N_("Telepon")})
    fax: Mapped[str] = mapped_column(sa.String(60), default="", info={"label": N_("Faksimile")})
    website: Mapped[str] = mapped_column(sa.String(200), default="", info={"label": N_("Laman")})
    email: Mapped[str] = mapped_column(sa.String(255), default="", info={"label": N_("Surel")})
    timezone: Mapped[str] = mapped_column(sa.String(40), default=zones.DEFAULT, info={"label": N_("Zona waktu")})
    protocol_order: Mapped[int] = mapped_column(default=1000, info={"label": N_("Urutan protokol")})
    colour: Mapped[str] = mapped_column(sa.String(7), default="#1b4f8f", info={"label": N_("Warna")})
    logo_key: Mapped[str | None] = mapped_column(sa.String(120))
    letterhead_key: Mapped[str | None] = mapped_column(sa.String(120))
    state_emblem_key: Mapped[str | None] = mapped_column(sa.String(120))  # over what its head signs
    # composed letterhead: lines above the name, separated by newlines
    letterhead_lines: Mapped[Label] = mapped_column(info={"label": N_("Baris kop di atas nama")})
    paper: Mapped[Paper] = mapped_column(enum_column(Paper), default=Paper.A4, info={"label": N_("Kertas")})
    # {"letter": "{klasifikasi}/{urut}/{unit}/{tahun}", "minutes": …}
    number_patterns: Mapped[Json] = mapped_column(info={"label": N_("Pola nomor")})
    # {kind of document: SigningMethod}; a kind that is not named follows the organisation above
    signing: Mapped[Json] = mapped_column(info={"label": N_("Penandatanganan")})
    # {kind of document: [{"act": ApprovalAct, "role": Role or "user": id of an account}]}; a kind that is not named follows the one above
    approvals: Mapped[Json] = mapped_column(info={"label": N_("Alur persetujuan")})
    # {kind of meeting: titles, a line each, that minutes get beside the rundown}; a kind that is not named follows the organisation above
    minutes_items: Mapped[Json] = mapped_column(info={"label": N_("Butir notula")})
    # {MessageText: words with gaps}; one that is not named follows the organisation above
    message_texts: Mapped[Json] = mapped_column(info={"label": N_("Bunyi pesan")})
    # how many mails of one run leave in a minute; empty follows the organisation above
    mails_per_minute: Mapped[int | None] = mapped_column(sa.BigInteger, info={"label": N_("Surel per menit")})

    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id")
    aliases: Mapped[list["OrganisationAlias"]] = relationship(cascade="all, delete-orphan")

    @property
    def ancestor_ids(self) -> list[str]:
        """Ids from the root down to this organisation itself."""
        return self.path.rstrip("/").split("/")


class OrganisationAlias(Model):
    """Another name people write for an organisation, in normalised form ("dinkes", "setda")."""

    __tablename__ = "organisation_alias"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)
    id: Mapped[Id]
    organisation_id: Mapped[str] = reference("organisation.id", index=False)
    name: Mapped[str] = mapped_column(sa.String(300), index=True)


class Person(Model, Timestamps):
    """An official in a house's directory: who holds which office of which unit, and how. Papers that are not issued yet follow it."""

    __tablename__ = "person"
    __table_args__ = (sa.UniqueConstraint("owner_id", "identity_key"), sa.UniqueConstraint("owner_id", "name_key"))
    id: Mapped[Id]
    owner_id: Mapped[str] = reference("organisation.id", index=False)  # the root organisation that keeps the directory
    identity_key: Mapped[str] = mapped_column(sa.String(400))  # one person may hold two offices, each once
    name_key: Mapped[str | None] = mapped_column(
        sa.String(450)
    )  # the same by name, NIP or none; a namesake's has the NIP behind it
    title_front: Mapped[str] = mapped_column(sa.String(120), default="", info={"label": N_("Gelar depan")})
    name: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    title_back: Mapped[str] = mapped_column(sa.String(200), default="", info={"label": N_("Gelar belakang")})
    sort_name: Mapped[str] = mapped_column(sa.String(300), index=True)
    nip: Mapped[str] = mapped_column(sa.String(30), default="", info={"label": N_("NIP")})
    rank: Mapped[str] = mapped_column(sa.String(80), default="", info={"label": N_("Pangkat/golongan")})
    position: Mapped[Label] = mapped_column(info={"label": N_("Jabatan")})
    office: Mapped[Office] = mapped_column(enum_column(Office), default=Office.OTHER, info={"label": N_("Kelas jabatan")})
    status: Mapped[OfficeStatus] = mapped_column(
        enum_column(OfficeStatus), default=OfficeStatus.DEFINITIVE, info={"label": N_("Status jabatan")}
    )
    letterhead: Mapped[LetterheadChoice] = mapped_column(
        enum_column(LetterheadChoice), default=LetterheadChoice.BY_OFFICE, info={"label": N_("Kop naskah")}
    )
    # the unit of the office; its letterhead stands over what is signed
    organisation_id: Mapped[str | None] = reference("organisation.id", ondelete="SET NULL", nullable=True)
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=organisation_id)

    @property
    def full_name(self) -> str:
        """The name with its degrees, as typed."""
        return full_name(self.title_front, self.name, self.title_back)

    @property
    def own_position(self) -> str:
        """The office as it is held: «Plt. Wali Kota Bogor»."""
        return f"{self.status} {self.position}".strip()

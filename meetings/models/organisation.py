"""Organisations as a tree, their other names, and the directory of people."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, OrganisationKind, Paper
from meetings.models.base import Id, Json, Label, Model, Name, Timestamps, enum_column, reference
from meetings.writing import zones


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
    # composed letterhead: lines above the name, separated by newlines
    letterhead_lines: Mapped[Label] = mapped_column(info={"label": N_("Baris kop di atas nama")})
    paper: Mapped[Paper] = mapped_column(enum_column(Paper), default=Paper.A4, info={"label": N_("Kertas")})
    # {"letter": "{klasifikasi}/{urut}/{unit}/{tahun}", "minutes": …}
    number_patterns: Mapped[Json] = mapped_column(info={"label": N_("Pola nomor")})

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
    """An official in an organisation's own directory, reused from one meeting to the next."""

    __tablename__ = "person"
    __table_args__ = (sa.UniqueConstraint("owner_id", "identity_key"),)
    id: Mapped[Id]
    owner_id: Mapped[str] = reference("organisation.id", index=False)  # the root organisation that keeps the directory
    identity_key: Mapped[str] = mapped_column(sa.String(400))
    title_front: Mapped[str] = mapped_column(sa.String(120), default="")
    name: Mapped[Name]
    title_back: Mapped[str] = mapped_column(sa.String(200), default="")
    sort_name: Mapped[str] = mapped_column(sa.String(300), index=True)
    nip: Mapped[str] = mapped_column(sa.String(30), default="")
    rank: Mapped[str] = mapped_column(sa.String(80), default="")
    grade: Mapped[str] = mapped_column(sa.String(20), default="")
    position: Mapped[Label]
    institution: Mapped[Label]
    organisation_id: Mapped[str | None] = reference("organisation.id", ondelete="SET NULL", nullable=True)
    phone: Mapped[str] = mapped_column(sa.String(32), default="")
    email: Mapped[str] = mapped_column(sa.String(255), default="")

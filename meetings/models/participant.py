"""Participants, who represents whom, and their passes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, DeclineReason, ParticipantSource, ParticipantStatus, PassState, Verdict
from meetings.models.base import (
    Hash,
    Id,
    Json,
    Label,
    Model,
    Moment,
    Name,
    Text,
    Timestamps,
    UtcDateTime,
    enum_column,
    only,
    reference,
    unique_while,
)
from meetings.models.meeting import Category, Meeting
from meetings.writing.names import full_name, stood_for

participant_session = sa.Table(
    "participant_session",
    Model.metadata,
    sa.Column("participant_id", sa.ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("session_id", sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True, index=True),
)


_TOGETHER = "title_front || name || title_back || position || institution"
# A sign beyond ASCII stands in what papers show of them; on PostgreSQL and on SQLite.
BEYOND_ASCII = (
    f"octet_length({_TOGETHER}) != char_length({_TOGETHER})",
    f"length(CAST({_TOGETHER} AS BLOB)) != length({_TOGETHER})",
)


WITHOUT_CATEGORY = 9999


class Participant(Model, Timestamps):
    """A snapshot of one person's name, position and institution at one meeting.

    ``identity_key`` (``nip:…`` or normalised name and institution) makes the same person unique per meeting; a
    withdrawn or deleted participant keeps its row, because scans and documents point to it.
    """

    __tablename__ = "participant"
    __table_args__ = (
        sa.UniqueConstraint("meeting_id", "identity_key"),
        sa.Index("ix_participant_meeting_id_sort_name_id", "meeting_id", "sort_name", "id"),
        # Also what lists leave people out by: a page far back is counted off in it, and no row is fetched.
        sa.Index(
            "ix_participant_protocol",
            *("meeting_id", "category_order", "protocol_order", "sort_name", "id", "status", "source", "limited"),
        ),
        # Counts read these three and no row: they hold whatever is counted or grouped by.
        sa.Index("ix_participant_stands", "meeting_id", "status", "source"),
        sa.Index("ix_participant_counted", "meeting_id", "status", "source", "limited", "answered_at", "id"),
        sa.Index("ix_participant_grouped", "meeting_id", "category_id", "institution", "status", "source", "limited", "id"),
        sa.Index("ix_participant_meeting_id_institution", "meeting_id", "institution", "status"),
        sa.Index("ix_participant_category_id_status", "category_id", "status"),
        sa.Index("ix_participant_meeting_id_limited", "meeting_id", **only("limited", "limited = 1")),
        # The address, always empty in it, lets it cover what it counts: SQLite would take the small one above instead.
        sa.Index("ix_participant_bare", "meeting_id", "status", "source", "email", **only("email", "email = ''")),
        # Of whom not every name is sure to be printed, few.
        sa.Index("ix_participant_beyond_ascii", "meeting_id", **only(*BEYOND_ASCII)),
        sa.Index("ix_participant_meeting_id_nip", "meeting_id", "nip"),
        sa.Index("ix_participant_meeting_id_updated_at", "meeting_id", "updated_at"),
        sa.Index("ix_participant_added", "meeting_id", "created_at", "id"),
        sa.Index("ix_participant_photo_key", "photo_key", **only("photo_key IS NOT NULL")),
        sa.Index("ix_participant_greeted", "meeting_id", **only("greeted", "greeted = 1")),
        sa.Index("ix_participant_seated", "meeting_id", "seat", **only("seat != ''")),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    person_id: Mapped[str | None] = reference("person.id", ondelete="SET NULL", nullable=True)
    category_id: Mapped[str | None] = reference("category.id", ondelete="SET NULL", index=False, nullable=True)
    organisation_id: Mapped[str | None] = reference("organisation.id", ondelete="SET NULL", nullable=True)
    identity_key: Mapped[str] = mapped_column(sa.String(700))
    title_front: Mapped[str] = mapped_column(sa.String(120), default="", info={"label": N_("Gelar depan")})
    name: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    title_back: Mapped[str] = mapped_column(sa.String(200), default="", info={"label": N_("Gelar belakang")})
    sort_name: Mapped[str] = mapped_column(sa.String(300))
    search_text: Mapped[Text] = mapped_column(info={"is_key": True})  # of name, position, institution (never NIP or phone)
    nip: Mapped[str] = mapped_column(sa.String(30), default="", info={"label": N_("NIP"), "is_key": True})  # digits alone
    rank: Mapped[str] = mapped_column(sa.String(80), default="", info={"label": N_("Pangkat")})
    grade: Mapped[str] = mapped_column(sa.String(20), default="", info={"label": N_("Golongan")})
    position: Mapped[Label] = mapped_column(info={"label": N_("Jabatan")})
    institution: Mapped[Label] = mapped_column(info={"label": N_("Instansi")})
    phone: Mapped[str] = mapped_column(sa.String(32), default="", info={"label": N_("Nomor HP"), "is_key": True})  # E.164
    email: Mapped[str] = mapped_column(sa.String(255), default="", info={"label": N_("Surel")})
    # Of the category, written by whoever changes either; a list is read in an index of one table.
    category_order: Mapped[int] = mapped_column(sa.BigInteger, default=WITHOUT_CATEGORY)
    protocol_order: Mapped[int] = mapped_column(default=1000, info={"label": N_("Urutan protokol")})
    status: Mapped[ParticipantStatus] = mapped_column(enum_column(ParticipantStatus), default=ParticipantStatus.INVITED)
    source: Mapped[ParticipantSource] = mapped_column(enum_column(ParticipantSource), default=ParticipantSource.MANUAL)
    limited: Mapped[bool] = mapped_column(default=False)  # True: only the sessions in participant_session
    # True: said of this person alone. Else both follow the category, written by whoever changes either (domain.participants.sessions).
    own_sessions: Mapped[bool] = mapped_column(default=False)
    comes_online: Mapped[bool] = mapped_column(default=False, info={"label": N_("Hadir daring")})  # said where both ways are held
    companions: Mapped[int] = mapped_column(sa.BigInteger, default=0, info={"label": N_("Pendamping")})
    seat: Mapped[str] = mapped_column(sa.String(40), default="", info={"label": N_("Tempat duduk")})
    seat_held: Mapped[bool] = mapped_column(default=False)  # placed by hand: no filling of the hall moves them
    door_notes: Mapped[str] = mapped_column(sa.String(300), default="", info={"label": N_("Catatan pintu")})  # shown at the door
    # for the committee only: never at the door, never on a public page
    notes: Mapped[Text] = mapped_column(info={"label": N_("Catatan")})
    greeted: Mapped[bool] = mapped_column(default=False, info={"label": N_("Disambut saat datang")})  # or by their category
    photo_key: Mapped[str | None] = mapped_column(sa.String(120))  # a face in storage (`domain.participants.photos`)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decline_reason: Mapped[DeclineReason | None] = mapped_column(enum_column(DeclineReason))
    answer_note: Mapped[Text]
    answered_by: Mapped[Label]  # who answered for them, as they call themselves; empty: they themselves

    meeting: Mapped[Meeting] = relationship()
    category: Mapped[Category | None] = relationship()
    passes: Mapped[list["Pass"]] = relationship(
        back_populates="participant", cascade="all, delete-orphan", lazy="raise_on_sql", passive_deletes=True
    )
    representing: Mapped["Representation | None"] = relationship(
        foreign_keys="Representation.representative_id",
        primaryjoin="and_(Participant.id == Representation.representative_id, Representation.ended_at.is_(None))",
        viewonly=True,
        uselist=False,
    )
    represented_by: Mapped["Representation | None"] = relationship(
        foreign_keys="Representation.represented_id",
        primaryjoin="and_(Participant.id == Representation.represented_id, Representation.ended_at.is_(None))",
        viewonly=True,
        uselist=False,
    )

    @property
    def is_representative(self) -> bool:
        """Whether they are on the list only because somebody sends them; of the invited who also stand in for somebody, no."""
        return self.source is ParticipantSource.REPRESENTATIVE

    @property
    def full_name(self) -> str:
        """The name with its titles, as typed."""
        return full_name(self.title_front, self.name, self.title_back)


# The order of lists and papers: of the category, of the position, by name.
PROTOCOL = (Participant.category_order, Participant.protocol_order, Participant.sort_name, Participant.id)


class Representation(Model):
    """``representative`` comes in the place of ``represented``; ended rows stay as history."""

    __tablename__ = "representation"
    __table_args__ = (
        unique_while("uq_representation_represented_id_open", "represented_id", "ended_at IS NULL"),
        unique_while("uq_representation_representative_id_open", "representative_id", "ended_at IS NULL"),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    represented_id: Mapped[str] = reference("participant.id")
    representative_id: Mapped[str] = reference("participant.id")
    basis: Mapped[Label]  # surat tugas / disposisi: number and date
    created_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    represented: Mapped[Participant] = relationship(foreign_keys=represented_id)
    representative: Mapped[Participant] = relationship(foreign_keys=representative_id)

    @property
    def stood_for(self) -> str:
        """What lists say behind "mewakili" in the representative's line."""
        boss = self.represented
        return stood_for(boss.full_name, boss.position, boss.institution, self.representative.institution)


class Pass(Model):
    """A QR that opens the door for one participant. The code is derived from ``id``; only its keyed hash is stored."""

    __tablename__ = "pass"
    __table_args__ = (unique_while("uq_pass_participant_id_active", "participant_id", "state = 'active'"),)
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    participant_id: Mapped[str] = reference("participant.id")
    code_hash: Mapped[Hash] = mapped_column(unique=True)
    state: Mapped[PassState] = mapped_column(enum_column(PassState), default=PassState.ACTIVE)
    issued_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[Label]
    participant: Mapped[Participant] = relationship(back_populates="passes")


class ParticipantImport(Model):
    """An uploaded list between upload and confirmation: the file lies in storage, the chosen mapping here."""

    __tablename__ = "participant_import"
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id")
    user_id: Mapped[str | None] = reference("user.id", ondelete="SET NULL", nullable=True)
    file_name: Mapped[Label]
    file_key: Mapped[str] = mapped_column(sa.String(120))
    choices: Mapped[Json]  # sheet, header row, column mapping
    categories: Mapped[Json]  # by casefolded name in the file: a category's id, "" for none, "+" for a new one
    version: Mapped[int] = mapped_column(sa.BigInteger, default=1)  # grows with whatever anybody decides
    changed_by: Mapped[Label]  # who did so last
    result: Mapped[Json]  # how many rows it has; counts and row problems once imported
    report_key: Mapped[str] = mapped_column(sa.String(120), default="")  # what became of each row, as long as the file is kept
    created_at: Mapped[Moment]
    imported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    meeting: Mapped[Meeting] = relationship()


class ImportDecision(Model):
    """What somebody said about one row of an uploaded list; it goes with the file."""

    __tablename__ = "import_decision"
    __table_args__ = (sa.UniqueConstraint("import_id", "sheet", "row_number"),)
    id: Mapped[Id]
    import_id: Mapped[str] = reference("participant_import.id", index=False)
    sheet: Mapped[Label]
    row_number: Mapped[int] = mapped_column(sa.BigInteger)
    cells: Mapped[Json]  # mended ones, by column from 0
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict), default=Verdict.PROPOSED)
    match: Mapped[str] = mapped_column(sa.String(40), default="")  # a participant's id, or "row:" and a number
    decided_by: Mapped[Label]
    decided_at: Mapped[Moment]

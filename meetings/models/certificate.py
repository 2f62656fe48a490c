"""By what rule certificates of a meeting are given, and who got one."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings.enums import N_, CertificateMeasure, CertificateNumbering, CertificateRole
from meetings.models.agenda import SESSION_ORDER, Session
from meetings.models.base import Id, Json, Label, Model, Name, Text, Timestamps, UtcDateTime, enum_column, reference
from meetings.models.document import Document
from meetings.models.meeting import Meeting
from meetings.writing.names import full_name, with_position

certificate_session = sa.Table(
    "certificate_session",
    Model.metadata,
    sa.Column("rule_id", sa.ForeignKey("certificate_rule.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("session_id", sa.ForeignKey("session.id", ondelete="CASCADE"), primary_key=True, index=True),
)


def lessons_in(minutes: int, jp_minutes: int) -> int:
    """Whole lessons (JP) of so many minutes each."""
    return minutes // jp_minutes


class CertificateRule(Model, Timestamps):
    """Who of a meeting gets a certificate, and what it says. Without rows in certificate_session every session counts.

    ``number``: the one that all share, from the first that was issued on; ``last``: the suffix given last.
    """

    __tablename__ = "certificate_rule"
    id: Mapped[Id]
    meeting_id: Mapped[str] = mapped_column(sa.String(16), sa.ForeignKey("meeting.id", ondelete="CASCADE"), unique=True)
    measure: Mapped[CertificateMeasure] = mapped_column(
        enum_column(CertificateMeasure), default=CertificateMeasure.SESSIONS, info={"label": N_("Syarat dihitung menurut")}
    )
    least: Mapped[int] = mapped_column(sa.BigInteger, default=1, info={"label": N_("Paling sedikit")})
    jp_minutes: Mapped[int] = mapped_column(sa.BigInteger, default=45, info={"label": N_("Menit satu JP")})
    numbering: Mapped[CertificateNumbering] = mapped_column(
        enum_column(CertificateNumbering), default=CertificateNumbering.EACH, info={"label": N_("Penomoran")}
    )
    text: Mapped[Text] = mapped_column(info={"label": N_("Kalimat sertifikat")})
    signer: Mapped[Json] = mapped_column(info={"label": N_("Penanda tangan")})  # {"official": id, …} as letters keep it
    back: Mapped[bool] = mapped_column(default=False, info={"label": N_("Halaman belakang")})
    number: Mapped[str] = mapped_column(sa.String(120), default="")
    last: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    meeting: Mapped[Meeting] = relationship()
    sessions: Mapped[list[Session]] = relationship(secondary=certificate_session, order_by=SESSION_ORDER, lazy="selectin")


class Certificate(Model, Timestamps):
    """One person's certificate: what was printed last, under a number that stays. ``document_id`` is its newest version.

    Of the committee a row stands here before it is issued (``version`` 0), of others from then on. ``edited``: what the committee typed
    since then is not printed yet.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        sa.UniqueConstraint("participant_id"),
        sa.UniqueConstraint("speaker_id"),
        sa.Index("ix_certificate_meeting_id_role_created_at_id", "meeting_id", "role", "created_at", "id"),
    )
    id: Mapped[Id]
    meeting_id: Mapped[str] = reference("meeting.id", index=False)
    role: Mapped[CertificateRole] = mapped_column(enum_column(CertificateRole))
    participant_id: Mapped[str | None] = reference("participant.id", index=False, nullable=True)
    speaker_id: Mapped[str | None] = reference("speaker.id", ondelete="SET NULL", index=False, nullable=True)
    title_front: Mapped[str] = mapped_column(sa.String(120), default="")
    name: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    title_back: Mapped[str] = mapped_column(sa.String(200), default="")
    position: Mapped[Label] = mapped_column(info={"label": N_("Jabatan")})
    institution: Mapped[Label] = mapped_column(info={"label": N_("Instansi")})
    duty: Mapped[Label] = mapped_column(info={"label": N_("Peran")})  # as the paper says it
    minutes: Mapped[int] = mapped_column(sa.BigInteger, default=0)  # of the sessions attended
    jp_minutes: Mapped[int] = mapped_column(sa.BigInteger, default=45)  # of one lesson, as it was printed
    number: Mapped[str] = mapped_column(sa.String(120), default="")
    version: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    edited: Mapped[bool] = mapped_column(default=False)
    document_id: Mapped[str | None] = reference("document.id", ondelete="SET NULL", nullable=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    meeting: Mapped[Meeting] = relationship()
    document: Mapped[Document | None] = relationship()

    @property
    def full_name(self) -> str:
        """The name with its titles, as typed."""
        return full_name(self.title_front, self.name, self.title_back)

    @property
    def lessons(self) -> int:
        """Whole lessons (JP), as printed."""
        return lessons_in(self.minutes, self.jp_minutes)

    @property
    def office(self) -> str:
        """Position and institution."""
        return with_position(self.position, self.institution)

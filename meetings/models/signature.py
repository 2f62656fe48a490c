"""Signatures that issued papers need before they hold."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meetings.enums import SignatureClock, SigningDoubt, SigningMethod
from meetings.models.base import Id, Json, Label, Model, Timestamps, UtcDateTime, enum_column, reference


class Signature(Model, Timestamps):
    """One signature of a paper, in the block that its layout calls the ``place``-th. The paper is issued when ``signed_at`` of the last of them is set.

    ``source_key`` and ``source_sha256`` are of the file that was signed; what came of it is the document's file.
    ``sent_…`` stand before a file leaves for a gateway and go when it says no: while they stand without ``signed_at``, it may have been signed there.
    """

    __tablename__ = "signature"
    __table_args__ = (sa.UniqueConstraint("document_id", "place"),)
    id: Mapped[Id]
    document_id: Mapped[str] = reference("document.id", index=False)
    place: Mapped[int] = mapped_column(sa.BigInteger, default=1)
    method: Mapped[SigningMethod] = mapped_column(enum_column(SigningMethod))
    signer: Mapped[Label]  # name and office, a line each
    source_key: Mapped[str | None] = mapped_column(sa.String(120))
    source_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    brought_by: Mapped[Label]  # whose account brought the signed file, or its key
    certificate: Mapped[
        Json
    ]  # {"subject", "issuer", "serial"} of an electronic signature; of one made elsewhere also "made_at" and "clock"

    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_by: Mapped[Label]  # whose account sent it
    sent_sha256: Mapped[str | None] = mapped_column(sa.String(64))  # of the document's file
    doubt: Mapped[SigningDoubt | None] = mapped_column(enum_column(SigningDoubt))

    @property
    def made_at(self) -> datetime | None:
        """When a signature of another application was made, as its file says, by `clock`; ``signed_at`` is when the service took it."""
        made = self.certificate.get("made_at")
        return datetime.fromisoformat(made) if made else None

    @property
    def clock(self) -> SignatureClock | None:
        """Whose clock says so; None where nothing in the file says when."""
        return SignatureClock(self.certificate["clock"]) if "clock" in self.certificate else None

    @property
    def unsure(self) -> bool:
        """It is out, or was and nobody knows what became of it."""
        return self.sent_at is not None and self.signed_at is None

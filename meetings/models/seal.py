"""The chain of seals over rows that are only added (scans, audit entries), and what waits for the next one."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from meetings.enums import RecordChange, RecordKind
from meetings.models.base import NOW, Id, Model, Moment, Text, enum_column

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Unsealed(Model):
    """A row that was added since the last seal, or lawfully changed or removed. Triggers write it, with the row itself."""

    __tablename__ = "unsealed"
    number: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=True)
    kind: Mapped[RecordKind] = mapped_column(enum_column(RecordKind))
    key: Mapped[str] = mapped_column(sa.String(90))
    change: Mapped[RecordChange] = mapped_column(enum_column(RecordChange))


class Seal(Model):
    """A keyed hash over some thousand rows and over the seal before it. Numbers have no gap."""

    __tablename__ = "seal"
    number: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    made_at: Mapped[Moment]
    rows: Mapped[int] = mapped_column(Number)
    members: Mapped[bytes] = mapped_column(sa.LargeBinary)  # domain/seals/members
    previous: Mapped[str] = mapped_column(sa.String(64))  # digest of the seal before; empty in the first
    digest: Mapped[str] = mapped_column(sa.String(64))


class RecordRelease(Model):
    """While it is there, rows that are otherwise only added may be changed and removed (`domain.seals.released`). It lives within one
    transaction, so nobody else ever sees it."""

    __tablename__ = "record_release"
    id: Mapped[Id]
    reason: Mapped[Text]
    created_at: Mapped[Moment] = mapped_column(server_default=NOW)

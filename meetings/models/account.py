"""Users, their sign-in factors, sessions, tokens and roles."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_security import AsaList, RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from meetings import clock
from meetings.enums import N_
from meetings.enums import Role as RoleName
from meetings.models.base import (
    NOW,
    Hash,
    Id,
    Label,
    Model,
    Moment,
    Name,
    Timestamps,
    UtcDateTime,
    enum_column,
    reference,
)

if TYPE_CHECKING:
    from meetings.models.organisation import Organisation

AsaList.cache_ok = True  # Flask-Security does not say so, and SQLAlchemy warns of it at every statement

# Flask-Security wants a role table; the roles of this service are memberships, so this one stays empty.
security_role_user = sa.Table(
    "security_role_user",
    Model.metadata,
    sa.Column("user_id", sa.ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role_id", sa.ForeignKey("security_role.id", ondelete="CASCADE"), primary_key=True),
)


class SecurityRole(Model, RoleMixin):
    """Unused by our rules; Flask-Security's datastore needs the class."""

    __tablename__ = "security_role"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    permissions: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))


class User(Model, UserMixin, Timestamps):
    """A person who signs in. Column names that look odd are the ones Flask-Security expects."""

    __tablename__ = "user"
    id: Mapped[Id]
    email: Mapped[str] = mapped_column(sa.String(255), unique=True, info={"label": N_("Alamat surel")})
    name: Mapped[Name] = mapped_column(info={"label": N_("Nama")})
    position: Mapped[Label] = mapped_column(info={"label": N_("Jabatan")})
    phone: Mapped[str] = mapped_column(sa.String(32), default="")
    locale: Mapped[str] = mapped_column(sa.String(5), default="id", info={"label": N_("Bahasa")})
    password: Mapped[str | None] = mapped_column(sa.String(255))
    active: Mapped[bool] = mapped_column(default=True)
    is_operator: Mapped[bool] = mapped_column(default=False)  # of the installation, and so of no organisation
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    current_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_ip: Mapped[str | None] = mapped_column(sa.String(64))
    current_login_ip: Mapped[str | None] = mapped_column(sa.String(64))
    login_count: Mapped[int | None] = mapped_column(default=0)
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(sa.String(255))
    tf_counter: Mapped[int | None] = mapped_column(sa.BigInteger)  # the time step of the last code that was taken
    tf_phone_number: Mapped[str | None] = mapped_column(sa.String(128))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)

    roles: Mapped[list[SecurityRole]] = relationship(secondary=security_role_user)
    memberships: Mapped[list["Membership"]] = relationship(back_populates="user", cascade="all, delete-orphan")
    webauthn: Mapped[list["WebAuthn"]] = relationship(back_populates="user", cascade="all, delete-orphan")

    @property
    def is_shut_out(self) -> bool:
        """Whether somebody who tried to sign in as this user is locked out now (see ``domain/accounts/lockout.py``)."""
        return self.locked_until is not None and self.locked_until > clock.now()


class WebAuthn(Model, WebAuthnMixin):
    """A passkey."""

    __tablename__ = "web_authn"
    id: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int | None] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool] = mapped_column()
    device_type: Mapped[str] = mapped_column(sa.String(64))
    extensions: Mapped[str | None] = mapped_column(sa.String(255))
    create_datetime: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now, server_default=NOW)
    lastuse_datetime: Mapped[datetime] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(sa.String(64))
    usage: Mapped[str] = mapped_column(sa.String(64))
    user_id: Mapped[str] = reference("user.id")
    user: Mapped[User] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds the user of a passkey."""
        return {"id": self.user_id}


class UserSession(Model):
    """One sign-in on one browser; the cookie names it, ending it signs that browser out."""

    __tablename__ = "user_session"
    id: Mapped[Id]
    user_id: Mapped[str] = reference("user.id")
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    last_seen_at: Mapped[Moment]
    ip: Mapped[str] = mapped_column(sa.String(64), default="")
    user_agent: Mapped[str] = mapped_column(sa.String(300), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship()


class ApiToken(Model):
    """A personal token for ``/api/v1``: acts as its user, shown once, stored hashed."""

    __tablename__ = "api_token"
    id: Mapped[Id]
    user_id: Mapped[str] = reference("user.id")
    name: Mapped[Name]
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    user: Mapped[User] = relationship()


class Membership(Model):
    """A role of a user in an organisation; where it ``reaches_below`` it holds for every organisation below, too."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("user_id", "organisation_id", "role"),)
    id: Mapped[Id]
    user_id: Mapped[str] = reference("user.id", index=False)
    organisation_id: Mapped[str] = reference("organisation.id")
    role: Mapped[RoleName] = mapped_column(enum_column(RoleName))
    # chosen with the role; a version that does not know the choice gives roles that reach down, as all did
    reaches_below: Mapped[bool] = mapped_column(default=True, info={"label": N_("Berlaku untuk unit di bawahnya")})
    created_at: Mapped[Moment]
    user: Mapped[User] = relationship(back_populates="memberships")
    organisation: Mapped["Organisation"] = relationship()

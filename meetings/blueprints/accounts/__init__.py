"""Sign-in, second factor, passkeys, sessions: Flask-Security does the work, this room sets it up and dresses it."""

from flask import Flask
from flask_security import SQLAlchemyUserDatastore

from meetings.extensions import db, security
from meetings.models import SecurityRole, User, WebAuthn


def init_app(app: Flask) -> None:
    """Configure Flask-Security."""
    settings = app.config["SETTINGS"]
    app.config.setdefault("SECURITY_PASSWORD_SALT", settings.password_salt)
    app.config.setdefault("SECURITY_PASSWORD_HASH", "argon2")
    app.config.setdefault("SECURITY_PASSWORD_SCHEMES", ["argon2"])
    app.config.setdefault("SECURITY_TOTP_SECRETS", {"1": settings.totp_key})
    app.config.setdefault("SECURITY_TOTP_ISSUER", "Rapat")
    app.config.setdefault("SECURITY_TRACKABLE", True)
    app.config.setdefault("SECURITY_LOGIN_URL", "/masuk")
    app.config.setdefault("SECURITY_LOGOUT_URL", "/keluar")
    app.config.setdefault("SECURITY_POST_LOGIN_VIEW", "/")
    security.init_app(app, SQLAlchemyUserDatastore(db, User, SecurityRole, WebAuthn))

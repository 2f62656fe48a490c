"""Sign-in, second factor, passkeys, sessions: Flask-Security does the work, this room sets it up and dresses it."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from flask_babel import lazy_gettext as _l
from flask_security import SQLAlchemyUserDatastore
from itsdangerous import URLSafeTimedSerializer

from meetings import clock
from meetings.blueprints.accounts.checks import UnguessablePassword, keep_key_after_typo
from meetings.blueprints.accounts.forms import (
    ChangeEmailForm,
    ChangePasswordForm,
    CodeForm,
    ForgotPasswordForm,
    LoginForm,
    RecoveryForm,
    ResetPasswordForm,
    VerifyForm,
)
from meetings.blueprints.accounts.guarding import limit_views
from meetings.blueprints.accounts.mail import OutboxMail, render
from meetings.blueprints.accounts.signin import watch_sign_ins
from meetings.config import Settings
from meetings.domain.accounts import SpentTotp
from meetings.extensions import account_classes, db, security
from meetings.models import SecurityRole, User, WebAuthn

bp = Blueprint("accounts", __name__, url_prefix="/akun")


def init_app(app: Flask) -> None:
    """Configure Flask-Security and register our own account pages."""
    app.config.from_mapping({**security_config(app.config["SETTINGS"]), **_given(app)})
    account_classes.update(mail=OutboxMail, totp=SpentTotp, password=UnguessablePassword)
    security.init_app(
        app,
        SQLAlchemyUserDatastore(db, User, SecurityRole, WebAuthn),
        login_form=LoginForm,
        verify_form=VerifyForm,
        forgot_password_form=ForgotPasswordForm,
        change_email_form=ChangeEmailForm,
        change_password_form=ChangePasswordForm,
        reset_password_form=ResetPasswordForm,
        two_factor_verify_code_form=CodeForm,
        mf_recovery_form=RecoveryForm,
        render_template=render,
    )
    _sign_with_newest()
    # The library would let in whoever shows a token of its own, which no page lists and no ended session stops.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # -- stubs
    limit_views(app)
    at_set_up = "security.two_factor_setup_validate"
    app.view_functions[at_set_up] = keep_key_after_typo(app.view_functions[at_set_up])
    watch_sign_ins(app)
    from meetings.blueprints.accounts import views

    app.view_functions["security.change_email_confirm"] = views.email_link

    app.register_blueprint(bp)


def _given(app: Flask) -> dict[str, Any]:
    return {key: value for key, value in app.config.items() if key.startswith("SECURITY_")}


def security_config(settings: Settings) -> dict[str, Any]:
    """Flask-Security's options: Argon2, 12 characters, TOTP, recovery codes, passkeys, no hints about who exists."""
    secure = settings.production or settings.behind_tls
    return {
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "SECURITY_PASSWORD_SALT": settings.password_salt,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        # Of what stands in a signed link; the library's own choice takes a second in Python, and so tells which accounts exist.
        "SECURITY_HASHING_SCHEMES": ["hex_sha512"],
        "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
        "SECURITY_TOTP_SECRETS": _totp_secrets(settings.totp_keys),
        "SECURITY_TOTP_ISSUER": "Rapat Resmi",
        "SECURITY_DATETIME_FACTORY": clock.now,
        "SECURITY_EMAIL_SENDER": settings.mail_from,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},  # no DNS look-ups
        "SECURITY_CACHE_CONTROL": None,  # what the library sends reads «private=True»; web/headers.py sends it right
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_TRACKABLE": True,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=4),
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_EMAIL": True,
        "SECURITY_CHANGE_EMAIL_WITHIN": timedelta(hours=2),
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds early or late
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_ALWAYS_VALIDATE": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [_fernet_key(key) for key in settings.totp_keys],
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "Rapat Resmi",
        "SECURITY_FRESHNESS": timedelta(minutes=30),
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_I18N_DIRNAME": ["builtin", str(Path(__file__).parents[2] / "translations")],
        "SECURITY_TWO_FACTOR_VALIDITY_COOKIE": {"httponly": True, "secure": secure, "samesite": "Strict"},
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "/masuk",
        "SECURITY_POST_CHANGE_VIEW": "/akun/keamanan",
        "SECURITY_POST_RESET_VIEW": "/masuk",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/akun/keamanan",
        "SECURITY_WAN_POST_REGISTER_VIEW": "/akun/keamanan",
        "SECURITY_LOGIN_URL": "/masuk",
        "SECURITY_LOGOUT_URL": "/keluar",
        "SECURITY_RESET_URL": "/lupa-sandi",
        "SECURITY_CHANGE_URL": "/akun/sandi",
        "SECURITY_CHANGE_EMAIL_URL": "/akun/surel",
        "SECURITY_CHANGE_EMAIL_ERROR_VIEW": "/akun/surel",
        "SECURITY_POST_CHANGE_EMAIL_VIEW": "/akun/",
        "SECURITY_CHANGE_EMAIL_SUBJECT": _l("Alamat surel baru untuk akun Anda"),
        "SECURITY_VERIFY_URL": "/akun/konfirmasi",
        "SECURITY_TWO_FACTOR_SETUP_URL": "/akun/dua-langkah",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/masuk/kode",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/masuk/pilih",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/masuk/bantuan",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/akun/kode-pemulihan",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/masuk/pemulihan",
        "SECURITY_WAN_REGISTER_URL": "/akun/kunci-sandi",
        "SECURITY_WAN_SIGNIN_URL": "/masuk/kunci-sandi",
        "SECURITY_WAN_DELETE_URL": "/akun/kunci-sandi/hapus",
        "SECURITY_WAN_VERIFY_URL": "/akun/konfirmasi/kunci-sandi",
        "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET": _l("Mengatur ulang kata sandi"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE": _l("Kata sandi Anda telah diatur ulang"),
        "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": _l("Kata sandi Anda telah diganti"),
    }


def _totp_secrets(keys: Sequence[str]) -> dict[str, str]:
    """Keys by a tag that stays with each, newest first; «1» is what the first was called before there could be several."""
    tags = {hashlib.sha256(b"tag:" + key.encode()).hexdigest()[:12]: key for key in keys}
    return {**tags, "1": keys[-1]}


def _sign_with_newest() -> None:
    """The library lists keys newest first, but itsdangerous signs with the last one."""
    for serializer in vars(security).values():
        if isinstance(serializer, URLSafeTimedSerializer):
            serializer.secret_keys.reverse()


def _fernet_key(secret: str) -> bytes:
    """Recovery codes are kept sealed: a stolen database must not hold a second factor."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"recovery:" + secret.encode()).digest())

"""How Flask-Security looks at codes and new passwords here, and what it answers to a mistyped code at the set-up."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import g, make_response, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import PasswordUtil, TwoFactorSetupForm

from meetings.domain import accounts
from meetings.extensions import security
from meetings.models import User


class UnguessablePassword(PasswordUtil):
    """Besides the length: no common password, no pattern, nothing that others know of the user."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """The reasons against a new password (None: there are none), and the password as it is kept."""
        refused, normal = super().validate(password, is_register, **kwargs)
        user: User | None = kwargs.get("user")
        if not refused and user is not None and accounts.is_guessable(normal, user):
            refused = [
                _(
                    "Mudah ditebak: terlalu umum, berpola, atau memuat nama, jabatan, surel, atau instansi Anda. Pakailah beberapa kata "
                    "yang tidak berhubungan."
                )
            ]
        return refused, normal


def keep_key_after_typo(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """The library would begin the set-up anew, with another key; a mistyped code is typed again here."""

    @wraps(view)
    def answered(token: str) -> ResponseReturnValue:
        answer = make_response(view(token=token))
        if "mistyped" not in g or answer.status_code != HTTPStatus.FOUND:  # a script is answered by the library
            return answer
        session.pop("_flashes", None)  # the form says it
        values = security.totp_factory.fetch_setup_values(g.mistyped.tf_totp_secret, g.mistyped.user)
        return security.render_template(
            "security/two_factor_setup.html",
            two_factor_setup_form=TwoFactorSetupForm(formdata=None),
            two_factor_verify_code_form=g.mistyped,
            chosen_method="authenticator",
            changing=True,
            state_token=token,
            authr_qrcode=values["image"],
            authr_key=values["key"],
        )

    return answered

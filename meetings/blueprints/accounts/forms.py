"""Account forms."""

from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import ChangeEmailForm as SecurityChangeEmailForm
from flask_security import ChangePasswordForm as SecurityChangePasswordForm
from flask_security import ForgotPasswordForm as SecurityForgotPasswordForm
from flask_security import LoginForm as SecurityLoginForm
from flask_security import MfRecoveryForm, TwoFactorVerifyCodeForm, hash_password
from flask_security import ResetPasswordForm as SecurityResetPasswordForm
from flask_security import VerifyForm as SecurityVerifyForm
from flask_security.utils import get_message
from wtforms import BooleanField, SelectField, StringField, TelField

from meetings.blueprints.accounts import guarding
from meetings.domain import accounts
from meetings.web.edits import EditForm
from meetings.web.forms import Form, at_most, options, person_name, required
from meetings.web.links import safe_next


class LoginForm(SecurityLoginForm):
    """Without «remember me»: a sign-in lasts while it is used, 12 hours at most in between."""

    remember = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Drops the library's link markup below the password, the page has its own; and a way on to another site, which the library would
        refuse together with the right password."""
        super().__init__(*args, **kwargs)
        self.password.description = ""
        if self.next.data:
            self.next.data = safe_next(self.next.data)

    def validate(self, **kwargs: object) -> bool:
        """After a right password the true reason of a refusal (closed) is told; before, only that it failed.

        An address that nobody has is locked after the same number of failures, with the same words.
        """
        email = guarding.as_counted(self.email.data)
        if guarding.refuses_password(self, email):
            return False
        if super().validate(**kwargs):
            return True
        if self.user_authenticated:
            self.form_errors.extend(self.email.errors)
            self.email.errors = []
        elif self.ifield is not None and guarding.note_wrong_password(self, email):
            self.email.errors, self.password.errors = [], []  # one reason is enough
        return False


class VerifyForm(SecurityVerifyForm):
    """The password once more, before a change of what keeps the account safe."""

    user: Any  # ours: the library's classes promise less

    def validate(self, **kwargs: object) -> bool:
        """Wrong passwords count as they do at the sign-in."""
        if guarding.refuses_password(self, self.user.email):
            return False
        if super().validate(**kwargs):
            return True
        if self.password.data and guarding.note_wrong_password(self, self.user.email):
            self.password.errors = []
        return False


class TokensKept:
    """A new password ends the user's API tokens unless they say otherwise."""

    user: Any
    keep_tokens = BooleanField(_l("Biarkan token API saya tetap berlaku"), default=False)

    def concerns_tokens(self) -> bool:
        """Whether there is anything to ask."""
        return bool(accounts.list_tokens(self.user.id))

    def note_choice(self) -> None:
        """For who notes the new password once it is kept (`signin`)."""
        g.keep_tokens = self.keep_tokens.data


class ChangePasswordForm(TokensKept, SecurityChangePasswordForm):
    """A new password, against the old one."""

    user = current_user

    def validate(self, **kwargs: object) -> bool:
        """A wrong old password counts as it does at the sign-in."""
        if guarding.refuses_password(self, current_user.email):
            return False
        if super().validate(**kwargs):
            self.note_choice()
            return True
        wrong = self.password.data and get_message("INVALID_PASSWORD")[0] in self.password.errors
        if wrong and guarding.note_wrong_password(self, current_user.email):
            self.password.errors = []
        return False


class ResetPasswordForm(TokensKept, SecurityResetPasswordForm):
    """A new password, with the mailed link."""

    def validate(self, **kwargs: object) -> bool:
        """Whether the password may be kept."""
        if super().validate(**kwargs):
            self.note_choice()
            return True
        return False


class ChangeEmailForm(SecurityChangeEmailForm):
    """Another address to sign in with; it gets a link first."""

    def validate(self, **kwargs: object) -> bool:
        """Addresses are kept in small letters, as everywhere."""
        valid = super().validate(**kwargs)
        self.email.data = (self.email.data or "").lower()
        if self.email.data == current_user.email:
            self.existing_email_user = None  # the library would answer as if a mail had left
            self.email.errors = [_("Ini alamat akun Anda sekarang.")]
            return False
        return valid


class ForgotPasswordForm(SecurityForgotPasswordForm):
    """Where to send a link. Whoever asks gets one answer, whether a mail leaves or not."""

    user: Any  # ours: the library's classes promise less

    def validate(self, **kwargs: object) -> bool:
        """One account gets few mails, whoever asks. Raises TooManyRequests for one address that asks for very many accounts."""
        guarding.count_asking(guarding.as_counted(self.email.data))
        if not super().validate(**kwargs):
            return False
        if guarding.has_mails_enough(self.user):
            self.email.errors.append("")  # a refusal that the view keeps to itself
            return False
        hash_password("")  # the view does so where no mail leaves: both take as long
        return True


class CodeForm(TwoFactorVerifyCodeForm):
    """The second step. Once it is locked, a right code does not open it."""

    user: Any  # ours: the library's classes promise less

    def validate(self, **kwargs: object) -> bool:
        """The password was right, so the reason may be told. At the set-up nothing is guessed, and nothing counted."""
        if self.user is None or (not self.is_setup and guarding.refuses_code(self, self.user)):
            return False
        if super().validate(**kwargs):
            return True
        if self.is_setup:
            g.mistyped = self
        elif self.code.errors:
            guarding.note_wrong_code(self, self.user)
        return False


class RecoveryForm(MfRecoveryForm):
    """The second step with a recovery code: the lock holds here, too, and wrong codes count."""

    user: Any  # ours: the library's classes promise less

    def validate(self, **kwargs: object) -> bool:
        """The password was right, so the reason may be told."""
        if self.user is None or guarding.refuses_code(self, self.user):
            return False
        self.code.data = (self.code.data or "").strip().lower()  # phones begin with a capital letter
        if super().validate(**kwargs):
            return True
        if self.code.data:
            guarding.note_wrong_code(self, self.user)
        return False


class ProfileForm(EditForm):
    """What the user says of themselves."""

    name = StringField(_l("Nama"), [required(), person_name(), at_most(300)])
    position = StringField(_l("Jabatan"), [at_most(300)])
    phone = TelField(_l("Nomor HP"), [at_most(32)])
    locale = SelectField(_l("Bahasa"), [required()], choices=options([("id", "Bahasa Indonesia"), ("en", "English")]))


class TokenForm(Form):
    """A new API token."""

    name = StringField(_l("Nama token"), [required(), at_most(120)], description=_l("Misalnya: skrip rekap Diskominfo"))
    days = SelectField(
        _l("Berlaku"),
        [required()],
        choices=options([("30", _l("30 hari")), ("90", _l("90 hari")), ("365", _l("1 tahun"))]),
        default="90",
    )

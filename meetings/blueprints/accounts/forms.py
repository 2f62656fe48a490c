"""Account forms."""

from flask_babel import lazy_gettext as _l
from flask_security import MfRecoveryForm, TwoFactorVerifyCodeForm
from flask_security.forms import LoginForm as SecurityLoginForm
from wtforms import SelectField, StringField, TelField

from meetings.web.edits import EditForm
from meetings.web.forms import Form, at_most, options, person_name, required


class LoginForm(SecurityLoginForm):
    """Without «remember me»: a sign-in lasts while it is used, 12 hours at most in between."""

    remember = None

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Drops the library's link markup below the password; the page has its own."""
        super().__init__(*args, **kwargs)
        self.password.description = ""

    def validate(self, **kwargs: object) -> bool:
        """After a right password the true reason of a refusal (closed) is told; before, only that it failed."""
        if super().validate(**kwargs):
            return True
        if self.user_authenticated:
            self.form_errors.extend(self.email.errors)
            self.email.errors = []
        return False


class CodeForm(TwoFactorVerifyCodeForm):
    """The second step of a locked account stays closed, even for the right code."""

    def validate(self, **kwargs: object) -> bool:
        """The password was right, so the reason may be told."""
        locked = self.user is None or self.user.is_locked(self.form_errors)
        return not locked and super().validate(**kwargs)


class RecoveryForm(MfRecoveryForm):
    """The second step with a recovery code: the lock holds here, too, and wrong codes count."""

    def validate(self, **kwargs: object) -> bool:
        """The password was right, so the reason may be told."""
        if self.user is None or self.user.is_locked(self.form_errors):
            return False
        self.code.data = (self.code.data or "").strip().lower()  # phones begin with a capital letter
        if super().validate(**kwargs):
            return True
        self.user.track_failed_authn("recovery code", True)
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

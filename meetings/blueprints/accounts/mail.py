"""Flask-Security's mails go the way of all mails: committed with the request first, sent by the jobs process. They speak the language of
the account that they are about, whoever's click has caused them."""

from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_security import MailUtil

from meetings import clock
from meetings.domain import accounts, outbox
from meetings.models import User

SUBJECTS = {  # the library's settings that hold them; they are said in the language of the moment
    "reset_instructions": "SECURITY_EMAIL_SUBJECT_PASSWORD_RESET",
    "reset_notice": "SECURITY_EMAIL_SUBJECT_PASSWORD_NOTICE",
    "change_notice": "SECURITY_EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE",
    "change_email_instructions": "SECURITY_CHANGE_EMAIL_SUBJECT",
}


def render(template: str, **context: Any) -> str:
    """A page of Flask-Security in the language of the page; a mail in that of its account."""
    user = context.get("user")
    if "/email/" not in template or user is None:
        return render_template(template, **context)
    with force_locale(user.locale):
        return render_template(template, **context)


class OutboxMail(MailUtil):
    """Queues instead of sending, so a slow mail server never holds a sign-in page."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Queue the rendered message for the user in ``kwargs``."""
        user, name = kwargs["user"], template.rsplit("/", 1)[-1]
        with force_locale(user.locale):
            subject = _subject(name, user) or subject
        outbox.queue_message(
            kind=accounts.MAILS[name],
            address=str(recipient),
            recipient_name=user.name,
            subject=str(subject),
            text=body or "",
            html=html or "",
            at=clock.now(),
        )


def _subject(name: str, user: User) -> str:
    if not user.current_login_at and name == "reset_instructions":
        return _("Akun Anda di layanan Rapat Resmi")  # who never came in chooses a password, and resets none
    if not user.current_login_at and name == "reset_notice":
        return _("Kata sandi Anda telah dibuat")
    if name == "change_email_notice":
        return _("Alamat surel akun Anda telah diganti")
    return str(current_app.config[SUBJECTS[name]]) if name in SUBJECTS else ""

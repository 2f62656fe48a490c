"""Flask-Security's mails go the way of all mails: committed with the request first, sent by the jobs process."""

from typing import Any

from flask_babel import gettext as _
from flask_security import MailUtil

from meetings import clock
from meetings.domain import accounts, outbox


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
        user = kwargs.get("user")
        if template.endswith("/reset_instructions") and user and not user.current_login_at:
            subject = _("Akun Anda di layanan Rapat Resmi")  # who never came in chooses a password, and resets none
        outbox.queue_message(
            kind=accounts.MAILS[template.rsplit("/", 1)[-1]],
            address=str(recipient),
            recipient_name=user.name if user else "",
            subject=str(subject),
            text=body or "",
            html=html or "",
            at=clock.now(),
        )

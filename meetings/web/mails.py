"""What a page says of a mail that its request has queued: without a mail server it does not leave."""

from flask import flash
from flask_babel import gettext as _

from meetings.domain import outbox


def tell_mail(who: str) -> None:
    """The next page says what becomes of the mail to ``who`` (a name, or the address where the reader has typed it)."""
    if outbox.mail_leaves():
        flash(_("Surel untuk %(who)s sedang dikirim.", who=who), "info")
    else:
        flash(_("Peladen surel belum diatur: surel untuk %(who)s tersimpan di kotak keluar.", who=who), "warning")

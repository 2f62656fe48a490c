"""What is said of a line that a person has moved among its neighbours."""

from flask import flash
from flask_babel import gettext as _


def tell_place(name: str, place: int, count: int) -> None:
    """Say where ``name`` stands now: ``place`` from 1, of ``count``."""
    flash(_("%(name)s sekarang urutan %(place)s dari %(count)s.", name=name or _("Tanpa judul"), place=place, count=count), "success")

"""Signed with a pen: the printed file goes out to be signed and stamped, and its scan is what is issued."""

from datetime import datetime

from flask_babel import gettext as _

from meetings.domain.audit import Actor
from meetings.domain.signing.keeping import keep_signed, wanted_signature
from meetings.domain.signing.uploads import pages_of, refuse_unsigned
from meetings.enums import SigningMethod
from meetings.errors import InvalidInput
from meetings.models import Document


class FewerPages(InvalidInput):
    """The scan has fewer pages than what was printed: a page was left in the machine, or is not wanted."""


def take_scan(document: Document, data: bytes, actor: Actor, at: datetime, *, shorter: bool = False) -> None:
    """Issue the document with the scan (PDF) of its signed print as its file; the print is kept beside it.

    ``shorter``: the scan has fewer pages than the print, and is meant so. Raises InvalidInput for what is no readable PDF, or is the print
    itself; FewerPages; WrongState when the document does not wait for a pen (any more), Overtaken when somebody was faster.
    """
    wanted, pages = wanted_signature(document, SigningMethod.WET), pages_of(data)
    refuse_unsigned(document, data)
    if document.pages and pages < document.pages and not shorter:
        told = _("Pindaian ini %(n)s halaman, sedangkan naskahnya %(whole)s halaman.", n=pages, whole=document.pages)
        raise FewerPages(told, field="file")
    keep_signed(document, wanted, data, actor, at, pages=pages)

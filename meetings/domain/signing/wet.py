"""Signed with a pen: the printed file goes out to be signed and stamped, and its scan is what is issued."""

from datetime import datetime

from flask_babel import gettext as _

from meetings.domain.audit import Actor
from meetings.domain.signing.keeping import keep_signed, wanted_signature
from meetings.domain.signing.uploads import Doubtful, Judge, number_doubt, pages_of, refuse_our_own, refuse_print
from meetings.enums import SigningMethod
from meetings.models import Document


def take_scan(document: Document, data: bytes, actor: Actor, at: datetime, *, judge: Judge, meant: bool = False) -> None:
    """Issue the document with the scan (PDF) of its signed print as its file; the print is kept beside it.

    ``judge``: says by its QR codes whether it is this paper. ``meant``: what is doubtful about it is meant so. Raises InvalidInput for what
    is no readable PDF, a file that the service made, or another paper; Doubtful for fewer pages than the print has, another number, or no
    code that can be read; WrongState when the document does not wait for a pen (any more), Overtaken when somebody was faster.
    """
    wanted, pages = wanted_signature(document, SigningMethod.WET), pages_of(data)
    refuse_our_own(document, data)
    refuse_print(document, data)
    doubts = [judge(data), number_doubt(document, data)]
    if document.pages and pages < document.pages:
        doubts.append(_("Pindaian ini %(n)s halaman, sedangkan naskahnya %(whole)s halaman.", n=pages, whole=document.pages))
    if not meant and any(doubts):
        raise Doubtful(" ".join(filter(None, doubts)), field="file")
    keep_signed(document, wanted, data, actor, at, pages=pages)

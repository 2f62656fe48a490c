"""A page with the letterhead, and a signature block where a signer is known, to hold beside the office's own paper."""

from datetime import UTC, date, datetime, time

from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper
from meetings.documents.pdf.signatory import PaperKind, Signatory


def render_letterhead_page(letterhead: Letterhead, paper: Paper, day: date, signatory: Signatory | None = None) -> bytes:
    """The page as PDF, with the signature block of a letter where a signer is given; ``day`` only goes into its metadata."""
    return write_pdf(
        render_pages(
            "letterhead_page.html",
            paper,
            Assets(),
            letterhead=letterhead,
            signatory=signatory,
            kind=PaperKind.SPECIAL,
            issued_at=datetime.combine(day, time(), UTC),
        )
    )

"""A page with nothing but the letterhead, to hold beside the office's own paper."""

from datetime import UTC, date, datetime, time

from meetings.documents.pdf.engine import Assets, render_pages, write_pdf
from meetings.documents.pdf.letterhead import Letterhead
from meetings.documents.pdf.paper import Paper


def render_letterhead_page(letterhead: Letterhead, paper: Paper, day: date) -> bytes:
    """The page as PDF; ``day`` only goes into its metadata."""
    issued_at = datetime.combine(day, time(), UTC)
    return write_pdf(render_pages("letterhead_page.html", paper, Assets(), letterhead=letterhead, issued_at=issued_at))

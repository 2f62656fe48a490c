"""What is seen of an electronic signature: by whom, with whose certificate, when."""

from dataclasses import dataclass

from weasyprint import HTML

from meetings.documents.pdf.engine import Assets, environment
from meetings.documents.signing.room import HEIGHT, WIDTH


@dataclass(frozen=True, slots=True)
class Stamp:
    """``holder`` and ``issuer`` as the certificate names them (no issuer: the holder made it); ``when`` in words, with its zone."""

    holder: str
    issuer: str
    when: str


def render_stamp(stamp: Stamp) -> bytes:
    """A PDF page of the size of the room for a signature."""
    html = environment().get_template("stamp.html").render(stamp=stamp, width=WIDTH, height=HEIGHT)
    return HTML(string=html, url_fetcher=Assets(), base_url="asset:").write_pdf()

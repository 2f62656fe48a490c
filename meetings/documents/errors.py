"""What can go wrong while a paper is made."""


class DocumentError(Exception):
    """The paper could not be made; the text says why, for the person who asked for it."""


class InvalidImageError(DocumentError):
    """Bytes given as a picture are not a PNG, JPEG, GIF, WebP or SVG."""

"""The code inside a pass QR, and every other token that opens a public page.

A pass code is ``M1`` + 26 Crockford base32 characters (130 bits) + 1 check character, 29 in all. The check character is
Luhn mod 32 over the 28 characters before it, so it stays within Crockford's 32 symbols (and QR alphanumeric mode) and
detects every single wrong character and nearly every swap of two neighbours.

Codes and tokens are derived from a row's random id with a keyed hash: the database keeps only a hash to look them up,
while the service can print the same code again on a second letter. Without the key a database dump opens nothing.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "M1"
LENGTH = 29
_VALUES = {c: i for i, c in enumerate(ALPHABET)}
_OURS = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET.encode())  # from RFC 4648's letters
# What a character adds to the check sum, by its byte: as it is, and doubled with the two digits of the result added up.
_ONCE = bytes(_VALUES.get(chr(byte), 0) for byte in range(256))
_TWICE = bytes(2 * value // 32 + 2 * value % 32 for value in _ONCE)
SHORT_LENGTH = 12
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
_LINK = re.compile(r"/P/([^/?#]+)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z2-7]{32}")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TRACKING = re.compile(r"[?&#;].*")
_DASHES = re.compile("[-\u2010-\u2015\u2212]")
_LONGEST = 200  # what somebody typed is not looked at beyond
_LONGEST_LINK = 2000


def new_id() -> str:
    """A random public identifier: 16 lower-case base32 characters (80 bits)."""
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()


def new_secret() -> str:
    """A random URL-safe secret of 256 bits, shown once (device and API tokens)."""
    return secrets.token_urlsafe(32)


def check_character(body: str) -> str:
    """The Luhn mod 32 character for ``body``, which of a pass has 28 characters, prefix included."""
    sent = body.encode("ascii")
    total = sum(sent[::-2].translate(_TWICE)) + sum(sent[-2::-2].translate(_ONCE))
    return ALPHABET[-total % 32]


def derive_code(key: bytes, pass_id: str) -> str:
    """The 29-character code of a pass: keyed BLAKE2b of its id, so it can be printed again but not guessed."""
    digest = hashlib.blake2b(pass_id.encode(), key=key, digest_size=17, person=b"meetings-pass").digest()
    # Five bits a character, the lowest first: of fifty thousand passes a roster derives all.
    letters = base64.b32encode(digest.rjust(20, b"\0")).translate(_OURS)
    body = PREFIX + letters[:-27:-1].decode()
    return body + check_character(body)


def derive_token(key: bytes, purpose: str, row_id: str) -> str:
    """A URL-safe token (160 bits) of a row for one purpose ("answer", "verify" …)."""
    digest = hashlib.blake2b(f"{purpose}:{row_id}".encode(), key=key, digest_size=20, person=b"meetings-token").digest()
    return base64.b32encode(digest).decode().lower()


def derive_short(key: bytes, row_id: str) -> str:
    """A code of 12 characters (55 bits and a check character) that a person can type from paper. Guesses are counted where it is asked
    for: at the rate that is allowed, one of 100,000 codes that are out is met in some thousand million years."""
    digest = hashlib.blake2b(row_id.encode(), key=key, digest_size=7, person=b"meetings-short").digest()
    number = int.from_bytes(digest)
    body = "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(SHORT_LENGTH - 1))
    return body + check_character(body)


def show_short(code: str) -> str:
    """As paper prints it: ``K7QF-2M9X-4TRB``."""
    return "-".join(code[place : place + 4] for place in range(0, SHORT_LENGTH, 4))


def read_short(text: str) -> str | None:
    """The short code in what somebody typed, or None if it cannot be one. Case, look-alikes, blanks and dashes are forgiven."""
    for typed in _typings(text):
        code = _DASHES.sub("", typed).upper().translate(_LOOKALIKES)
        if len(code) == SHORT_LENGTH and all(c in _VALUES for c in code) and check_character(code[:-1]) == code[-1]:
            return code
    return None


def derived(keys: Sequence[bytes], derive: Callable[[bytes], str], kept: str | None) -> str:
    """A row's code or token, whichever of the keys (newest first) it was derived with.

    ``kept`` is its hash in the database, under the newest key; None for a row that is being made.
    """
    if kept is None or len(keys) == 1:
        return derive(keys[0])
    return next((secret for secret in map(derive, keys) if lookup_hash(keys[0], secret) == kept), derive(keys[0]))


def read_code(text: str) -> str | None:
    """The code in what a scanner read or somebody typed (bare, or in a link with ``/P/<code>``), or None if it cannot be a pass.

    What `as_typed` leaves out, upper and lower case, hyphens between groups and Crockford's look-alikes (I, L, O) are forgiven.
    """
    link = _LINK.search(text[:_LONGEST_LINK])
    for typed in _typings(link.group(1) if link else text):
        code = typed.replace("-", "").upper().translate(_LOOKALIKES)
        whole = len(code) == LENGTH and code.startswith(PREFIX) and all(c in _VALUES for c in code)
        if whole and check_character(code[:-1]) == code[-1]:
            return code
    return None


def as_typed(text: str) -> str:
    """A code or token without what people and messengers add to a link: blanks, letters nobody sees, the full stop or bracket after it,
    quotes, and what follows it to track the reader (``&fbclid=…``).

    Empty for a text that is far too long.
    """
    return _AROUND.sub("", _TRACKING.sub("", _UNSEEN.sub("", text))) if len(text) <= _LONGEST else ""


def _typings(text: str) -> list[str]:
    """The ways to read it: as one, or its first word, behind which a sentence goes on."""
    return [as_typed(text), as_typed((text[: _LONGEST + 1].split() or [""])[0])]


def read_token(text: str) -> str | None:
    """The token (see `derive_token`) in what somebody typed, or None if it cannot be one. Capitals are forgiven, too."""
    tokens = (typed.lower() for typed in _typings(text) if typed.isascii())
    return next((token for token in tokens if _TOKEN.fullmatch(token)), None)


def lookup_hash(key: bytes, secret: str) -> str:
    """The keyed hash (hex, 64 characters) under which a code or token is stored and found."""
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def roster_hash(salt_hex: str, code: str) -> str:
    """What a device's roster holds instead of the code: first 16 bytes of SHA-256(salt ‖ code), in hex."""
    return hashlib.sha256(bytes.fromhex(salt_hex) + code.encode("ascii")).digest()[:16].hex()

"""The Esign gateway of BSrE, both versions: papers go there with who signs them and their passphrase, and come back signed.

What is told apart is whether anything may have been signed: `Refusal` says no, `Uncertain` that nobody knows. Neither carries what was sent.
"""

import base64
import binascii
import http.client
import json
import secrets
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from meetings.enums import SigningDoubt
from meetings.esignserver import EsignGateway, read_gateway

CONNECTING, ANSWERING = 10.0, 60.0  # seconds
LARGEST = 64_000_000  # bytes of an answer
WRONG_PASSPHRASE, NOT_REGISTERED = 2031, 2011  # codes of the gateway
GONE = {"REVOKE", "REVOKED", "EXPIRED"}
NOBODY = {"NOT_REGISTERED", "NOT REGISTERED", "NEW", "WAITING_FOR_VERIFICATION"}


class Reason(StrEnum):
    """Why nothing was signed."""

    WRONG = "wrong"  # the passphrase
    NOT_REGISTERED = "not_registered"
    CERTIFICATE = "certificate"  # over or withdrawn
    OFF_PAGE = "off_page"
    BUSY = "busy"
    AWAY = "away"
    BROKEN = "broken"
    CLOSED = "closed"  # our own sign-in there
    OTHER = "other"


class GatewayError(Exception):
    """Nothing signed came back."""


class Refusal(GatewayError):
    """Nothing was signed. ``told``: the gateway's own words; ``wait``: seconds after which it wants to be asked again."""

    def __init__(self, reason: Reason, told: str = "", wait: int = 0) -> None:
        super().__init__(reason.value)
        self.reason, self.told, self.wait = reason, told, wait

    @property
    def of_signer(self) -> bool:
        """The next paper would be refused for it, too."""
        return self.reason not in (Reason.OFF_PAGE, Reason.OTHER)


class Uncertain(GatewayError):
    """It went out whole or in part, and may have been signed."""

    def __init__(self, doubt: SigningDoubt) -> None:
        super().__init__(doubt.value)
        self.doubt = doubt


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the block is shown, in points: the ``page`` from 1, its ``height``, the lower left corner, and the size."""

    page: int
    height: float
    left: float
    bottom: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Letter:
    """A PDF to be signed, and what of it is seen (``picture``, PNG); no spot: nothing."""

    data: bytes
    spot: Spot | None
    picture: bytes
    reason: str
    location: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs. Lives as long as the request that brought it, and shows nothing of itself."""

    nik: str
    passphrase: str

    def __repr__(self) -> str:
        return "Signer()"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Esign:
    """The gateway of one address."""

    def __init__(self, url: str, patience: float = ANSWERING) -> None:
        self._to: EsignGateway = read_gateway(url)
        self._patience = patience

    @property
    def many(self) -> bool:
        """It signs several papers with the same block under one passphrase in one call."""
        return self._to.version == 2

    def check(self) -> None:
        """Raises Refusal when it does not answer, or does not know our sign-in."""
        answer = self._status_of("0")
        if answer.status in (401, 403) or answer.status >= 502:
            raise _refusal(answer, Signer("", ""))

    def look_up(self, signer: Signer) -> None:
        """Raises Refusal for who may not sign there, before their passphrase goes out. A gateway without such an answer is left to say so later."""
        answer = self._status_of(signer.nik)
        if answer.status in (401, 403, 429, 503):
            raise _refusal(answer, signer)
        said = answer.json if isinstance(answer.json, dict) else {}
        status = str(said.get("status", "")).upper()
        if status in GONE:
            raise Refusal(Reason.CERTIFICATE, status)
        if status in NOBODY or said.get("status_code") == NOT_REGISTERED:
            raise Refusal(Reason.NOT_REGISTERED, _words(said, signer))

    def _status_of(self, nik: str) -> Answer:
        try:
            if self._to.version == 1:
                return self._call("GET", f"/api/user/status/{quote(nik, safe='')}")
            return self._json(self._to.status_path, {"nik": nik})
        except Uncertain:  # only asked
            raise Refusal(Reason.AWAY) from None

    def sign(self, letters: Sequence[Letter], signer: Signer) -> list[bytes]:
        """What comes back for each, in one call; several only where `many`, and with the same spot and picture. Raises GatewayError for all of them."""
        return self._sign_json(letters, signer) if self._to.version == 2 else [self._sign_parts(letters[0], signer)]

    def _sign_parts(self, letter: Letter, signer: Signer) -> bytes:
        fields = {"nik": signer.nik, "passphrase": signer.passphrase, "reason": letter.reason, "location": letter.location}
        files = {"file": ("naskah.pdf", "application/pdf", letter.data)}
        if (spot := letter.spot) and self._to.shown:
            fields |= {"tampilan": "visible", "image": "true", "page": str(spot.page)}
            fields |= {"xAxis": _number(spot.left), "yAxis": _number(spot.bottom)}
            fields |= {"width": _number(spot.wide), "height": _number(spot.high)}
            files["imageTTD"] = ("ttd.png", "image/png", letter.picture)
        else:
            fields["tampilan"] = "invisible"
        kind, body = _multipart(fields, files)
        answer = self._call("POST", "/api/sign/pdf", body, kind)
        return _pdf(_fine(answer, signer).body)

    def _sign_json(self, letters: Sequence[Letter], signer: Signer) -> list[bytes]:
        first = letters[0]
        about: dict[str, Any] = {"tampilan": "INVISIBLE", "reason": first.reason, "location": first.location}
        if (spot := first.spot) and self._to.shown:
            about |= {"tampilan": "VISIBLE", "imageBase64": _text(first.picture), "page": spot.page}
            about |= {
                "originX": round(spot.left, 2),
                "originY": round(spot.height - spot.bottom - spot.high, 2),
            }  # from the top left
            about |= {"width": round(spot.wide, 2), "height": round(spot.high, 2)}
        said = {"nik": signer.nik, "passphrase": signer.passphrase, "signatureProperties": [about]}
        answer = self._json("/api/v2/sign/pdf", said | {"file": [_text(each.data) for each in letters]})
        found = _fine(answer, signer).json
        files = found.get("file") if isinstance(found, dict) else None
        if not isinstance(files, list) or len(files) != len(letters):
            raise Uncertain(SigningDoubt.UNREADABLE)
        try:
            return [_pdf(base64.b64decode(each, validate=True)) for each in files]
        except (binascii.Error, TypeError, ValueError):
            raise Uncertain(SigningDoubt.UNREADABLE) from None

    def _json(self, path: str, said: Mapping[str, Any]) -> Answer:
        return self._call("POST", path, json.dumps(said).encode(), "application/json")

    def _call(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """One request on a line of its own. What breaks before anything is sent is a Refusal, what breaks later is Uncertain."""
        line = self._connect()
        headers = {"Accept": "application/json, application/pdf"} | ({"Content-Type": kind} if kind else {})
        if self._to.user:
            headers["Authorization"] = "Basic " + _text(f"{self._to.user}:{self._to.password}".encode())
        try:
            line.request(method, self._to.root + path, body or None, headers)
            answer = line.getresponse()
            read = answer.read(LARGEST + 1)
        except (OSError, http.client.HTTPException):
            raise Uncertain(SigningDoubt.SILENT) from None  # without its cause: that may quote what was sent
        finally:
            line.close()
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, read)

    def _connect(self) -> http.client.HTTPConnection:
        to = self._to
        line = (
            http.client.HTTPSConnection(to.host, to.port, timeout=CONNECTING, context=ssl.create_default_context())
            if to.encrypted
            else http.client.HTTPConnection(to.host, to.port, timeout=CONNECTING)
        )
        try:
            line.connect()
        except OSError:
            line.close()
            raise Refusal(Reason.AWAY) from None
        line.sock.settimeout(self._patience)
        return line


def _fine(answer: Answer, signer: Signer) -> Answer:
    """The answer, unless it says no. Raises GatewayError."""
    said = answer.json
    failed = isinstance(said, dict) and (
        "error" in said or str(said.get("status_code", "")).startswith("2") and "file" not in said
    )
    if answer.status in (408, 502, 504) or len(answer.body) > LARGEST:
        raise Uncertain(SigningDoubt.SILENT)  # of what stands between us and it
    if answer.status != 200 or failed:
        raise _refusal(answer, signer)
    return answer


def _refusal(answer: Answer, signer: Signer) -> Refusal:
    said = answer.json if isinstance(answer.json, dict) else {}
    told, code = _words(said, signer), said.get("status_code")
    low = told.lower()
    if code == WRONG_PASSPHRASE or "passphrase" in low:
        return Refusal(Reason.WRONG)
    if code == NOT_REGISTERED or "terdaftar" in low:
        return Refusal(Reason.NOT_REGISTERED, told)
    if any(word in low for word in ("revoke", "expired", "kedaluwarsa", "kadaluarsa")):
        return Refusal(Reason.CERTIFICATE, told)
    if any(word in low for word in ("koordinat", "coordinate", "halaman", "origin")):
        return Refusal(Reason.OFF_PAGE, told)
    if answer.status in (429, 503):
        wait = answer.headers.get("retry-after", "")
        seconds = min(int(wait), 3600) if wait.isascii() and wait.isdigit() else 30
        return Refusal(Reason.BUSY if answer.status == 429 else Reason.AWAY, wait=seconds)
    if answer.status in (401, 403):
        return Refusal(Reason.CLOSED)
    return Refusal(Reason.BROKEN if answer.status >= 500 else Reason.OTHER, told or str(answer.status))


def _words(said: Mapping[str, Any], signer: Signer) -> str:
    """What an answer says, without what was sent, should it be quoted there."""
    told = str(said.get("error") or said.get("message") or "")
    for secret in (signer.passphrase, signer.nik):
        told = told.replace(secret, "…") if secret else told
    return " ".join(told.split())[:200]


def _pdf(data: bytes) -> bytes:
    if not data.startswith(b"%PDF-"):
        raise Uncertain(SigningDoubt.UNREADABLE)
    return data


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _number(points: float) -> str:
    return f"{points:.2f}"


def _multipart(fields: Mapping[str, str], files: Mapping[str, tuple[str, str, bytes]]) -> tuple[str, bytes]:
    """The media type and the body of a form with files."""
    edge = f"batas{secrets.token_hex(16)}"
    parts = []
    for name, value in fields.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
        parts += [head.encode(), value.encode(), b"\r\n"]
    for name, (filename, kind, data) in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'
        parts += [head.encode(), data, b"\r\n"]
    return f"multipart/form-data; boundary={edge}", b"".join([*parts, f"--{edge}--\r\n".encode()])

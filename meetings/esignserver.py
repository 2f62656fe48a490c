"""The address of an Esign gateway of BSrE, ``https://user:password@host:port/path?version=1|2&…``: read by one rule, for settings as for calls."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from meetings.mailserver import HOST, LOOPBACK

VERSIONS = ("1", "2")
STATUS_PATHS = {
    "check/status": "/api/v2/user/check/status",
    "check-status": "/api/v2/user/check-status",
}  # both occur in version 2
SHOWN = {"ya": True, "tidak": False}
OPTIONS = {"version": VERSIONS, "status": tuple(STATUS_PATHS), "tampil": tuple(SHOWN), "tls": ("none",)}


@dataclass(frozen=True, slots=True)
class EsignGateway:
    """Where papers are signed. ``root``: what stands before its paths; ``status_path``: of version 2; ``shown``: it puts the block on the page."""

    host: str
    port: int
    encrypted: bool
    root: str
    version: int
    status_path: str
    shown: bool
    user: str = ""
    password: str = field(default="", repr=False)


def read_gateway(url: str) -> EsignGateway:
    """The gateway that ``url`` names. Without ``version``: 2. Raises ValueError with what the address must be (Indonesian, without what was given)."""
    try:
        parts = urlsplit(url)
        host, port, given = parts.hostname or "", parts.port, dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        raise ValueError("harus alamat gateway dengan porta berupa angka") from None
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host) or parts.fragment or port == 0:
        raise ValueError("harus https://pengguna:sandi@gateway:porta; tanda khusus dalam kata sandi ditulis %..")
    if unknown := sorted(set(given) - set(OPTIONS)):
        raise ValueError(f"harus tanpa {', '.join(unknown)} sesudah tanda tanya: yang dikenal {', '.join(OPTIONS)}")
    for name, value in given.items():
        if value not in OPTIONS[name]:
            raise ValueError(f"harus dengan {name}={f', {name}='.join(OPTIONS[name])}, atau tanpa {name}")
    encrypted = parts.scheme == "https"
    if not encrypted and host not in LOOPBACK and "tls" not in given:
        raise ValueError("harus https://, karena passphrase lewat di sana; tls=none bila jaringannya memang tanpa enkripsi")
    if encrypted and "tls" in given:
        raise ValueError("harus http:// bila tls=none")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("harus menyebut pengguna beserta kata sandinya, atau tanpa keduanya")
    return EsignGateway(
        host,
        port or (443 if encrypted else 80),
        encrypted,
        parts.path.rstrip("/"),
        int(given.get("version", "2")),
        STATUS_PATHS[given.get("status", "check/status")],
        SHOWN[given.get("tampil", "ya")],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )

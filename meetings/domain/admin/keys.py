"""Whether this machine has the keys that the installation's data was written with."""

from datetime import datetime

import sqlalchemy as sa

from meetings.config import Settings
from meetings.extensions import db
from meetings.models import KeyFingerprint
from meetings.models.base import insert_new
from meetings.passcode import lookup_hash

LOSSES = {  # what is lost with each of keyring.SECRET_NAMES
    "secret_key": "semua yang sedang masuk harus masuk lagi.",
    "token_key": "tanda masuk, tautan jawaban, dan halaman pemeriksaan pada surat yang sudah terkirim ditolak; surat dikirim ulang.",
    "password_salt": "semua kata sandi ditolak; setiap orang membuat yang baru lewat Lupa kata sandi.",
    "totp_key": "kode autentikator dan kode pemulihan ditolak; faktor kedua dilepas administrator lalu dipasang lagi.",
}


def fingerprint(name: str, secret: str) -> str:
    """What the database keeps of a secret."""
    return lookup_hash(secret.encode(), f"fingerprint of {name}")


def foreign_keys(settings: Settings) -> list[str]:
    """The names of those of this machine's secrets that are others than the database knows."""
    known = _known()
    return [name for name, mine in _fingerprints(settings).items() if known.get(name, mine) != mine]


def are_known() -> bool:
    """Whether the database knows which keys it was written with; an old copy may not."""
    return bool(_known())


def rotated_keys(settings: Settings) -> list[str]:
    """Of `foreign_keys` those whose former key the database knows: it was written before a rotation, and ``secrets reseal`` mends it."""
    known = _known()
    return [
        name
        for name in foreign_keys(settings)
        if known[name] in {fingerprint(name, former) for former in settings.former_secrets.get(name, ())}
    ]


def _known() -> dict[str, str]:
    return {row.name: row.fingerprint for row in db.session.execute(sa.select(KeyFingerprint.name, KeyFingerprint.fingerprint))}


def note_keys(settings: Settings, at: datetime) -> None:
    """Keep the fingerprints of secrets that the database does not know yet: the first machine's count. Flushes."""
    rows = [{"name": name, "fingerprint": mine, "created_at": at} for name, mine in _fingerprints(settings).items()]
    db.session.execute(insert_new(KeyFingerprint), rows)


def adopt_keys(settings: Settings, at: datetime) -> None:
    """From now on this machine's secrets are the installation's: after they were changed on purpose. Flushes."""
    db.session.execute(sa.delete(KeyFingerprint))
    note_keys(settings, at)


def _fingerprints(settings: Settings) -> dict[str, str]:
    return {name: fingerprint(name, secret) for name, secret in settings.newest_secrets.items()}

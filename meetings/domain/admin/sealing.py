"""Everything in the database that rests on a secret key, sealed again with the newest one."""

from dataclasses import dataclass
from datetime import datetime

from meetings.config import Settings
from meetings.domain import accounts, documents, outbox, passes
from meetings.domain.admin.keys import adopt_keys
from meetings.domain.checkin.screens import count_former_screens, rehash_screens


@dataclass(frozen=True)
class Sealed:
    """How many second factors, messages, and codes and links were sealed anew."""

    factors: int
    bodies: int
    codes: int


def reseal(settings: Settings, at: datetime) -> Sealed:
    """In the caller's transaction: killed on the way, nothing has changed and it is run again."""
    factors, bodies = accounts.reseal_factors(), outbox.reseal_bodies()
    codes = passes.rehash_codes() + passes.rehash_institutions() + documents.rehash_documents() + rehash_screens()
    adopt_keys(settings, at)
    return Sealed(factors, bodies, codes)


def count_former() -> int:
    """Codes and links that still rest on a former key, and cannot be printed again without it."""
    return (
        passes.count_former_codes()
        + passes.count_former_institutions()
        + documents.count_former_documents()
        + count_former_screens()
    )

"""New passwords: which are too easy to guess, and what ends with the old one."""

from collections.abc import Iterator
from datetime import datetime

from zxcvbn import zxcvbn

from meetings.domain import audit
from meetings.domain.accounts.sessions import end_other_sessions
from meetings.domain.accounts.tokens import revoke_tokens
from meetings.models import User

LEAST_SCORE = 3  # of 4: at least a hundred million guesses
LOOKED_AT = 72  # characters; what comes after them only makes it harder
# What guessers in Indonesian offices try besides the lists that ship with zxcvbn.
SHORTEST_REST = 6  # letters and digits that must be left beside words that others know
LOCAL = (
    "password", "selamat", "pagi", "siang", "sore", "malam", "datang", "sayang", "cinta", "kamu", "aku", "saya", "kita", "indonesia", "raya",
    "jakarta", "bandung", "surabaya", "semarang", "bogor", "medan", "makassar", "allah", "alhamdulillah", "insyaallah", "semangat", "sukses",
    "admin", "administrator", "operator", "daerah", "pemerintah", "pemda", "kantor", "rapat", "kerja", "negara", "qwerty", "januari",
    "februari", "maret", "april", "agustus", "september", "oktober", "november", "desember", "senin", "selasa", "rabu", "kamis", "jumat",
    "rapat", "resmi", "rapatresmi", "rahasia", "sandi", "katasandi", "bismillah", "alhamdulillah", "merdeka", "pancasila", "garuda",
    "nusantara", "republik", "kementerian", "provinsi", "kabupaten", "kota", "kecamatan", "dinas", "badan", "sekretariat", "pemprov",
    "pemkab", "pemkot", "setda", "diskominfo", "bappeda", "panitia", "sekretaris", "notulen", "rakor", "rakerda", "rakornas",
)  # fmt: skip  # -- table


def is_guessable(password: str, user: User) -> bool:
    """Whether it is common, a pattern, or made of what others know of the user: name, position, address, organisations."""
    looked_at, known = password[:LOOKED_AT], [*LOCAL, *_known_of(user)]
    bare = "".join(
        character for character in looked_at.lower() if character.isalnum()
    )  # «Budi-Santoso 1» is no better than budisantoso1
    rest = bare
    for word in sorted(set(known), key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) > 2 else rest
    return len(rest) < SHORTEST_REST or any(zxcvbn(text, user_inputs=known)["score"] < LEAST_SCORE for text in (looked_at, bare))


def _known_of(user: User) -> Iterator[str]:
    local, _at, domain = user.email.partition("@")
    texts = [user.name, user.position or "", local.replace(".", " "), domain.replace(".", " ")]
    for membership in user.memberships:
        texts += [membership.organisation.name, membership.organisation.short_name]
    for text in texts:
        words = text.lower().split()
        yield from words
        yield "".join(words)
        yield "".join(word[0] for word in words)


def note_password(actor: audit.Actor, user: User, keep_id: str | None, at: datetime, *, keep_tokens: bool = False) -> None:
    """The user has a new password: every sign-in but ``keep_id`` ends with the old one, and every API token unless they are kept."""
    end_other_sessions(actor, user.id, keep_id, at)
    if not keep_tokens:
        revoke_tokens(actor, user.id, at)
    audit.record(actor, audit.Action.USER_PASSWORD_CHANGED, at=at, target=user, target_name=user.name)

"""The secrets: from the environment, or from ``secrets.json`` in the instance folder.

In development and tests the file is made on first start; in production (``MEETINGS_ENV=production``) missing secrets stop the
start with a clear message.
"""

import contextlib
import json
import os
import secrets
from collections.abc import Collection, Mapping
from pathlib import Path

import click
from zxcvbn import zxcvbn

FEWEST_CHARACTERS = 8  # different ones in a secret; of 32 random hexadecimal digits, the poorest alphabet, fewer are never seen
LOOKED_AT = 72  # characters that zxcvbn takes
LEAST_DIGITS = 24  # of the number of guesses that a secret costs; 32 random hexadecimal digits cost about 30
SECRET_NAMES = ("secret_key", "token_key", "password_salt", "totp_key")
SECRETS_FILE = "secrets.json"
MADE: set[Path] = set()  # by this process; whoever undoes a first start takes them away again
ROTATING = ("secret_key", "token_key", "totp_key")  # every password is mixed with the salt, which therefore stays
VARIABLES = frozenset(
    {f"MEETINGS_{name.upper()}" for name in SECRET_NAMES} | {f"MEETINGS_{name.upper()}_FALLBACKS" for name in ROTATING}
)


class ConfigError(click.ClickException):
    """Settings are missing or impossible; each of ``faults`` says which and how to mend it. A command ends with all of them."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__(faults[0] if len(faults) == 1 else "\n- ".join(("Pengaturan belum dapat dipakai:", *faults)))


def find_keys(instance: Path, env: Mapping[str, str], *, production: bool, make: bool = True) -> dict[str, tuple[str, ...]]:
    """Each of `SECRET_NAMES`, newest first: from the environment where it stands there, else from the file, which is made unless
    ``make`` says no.

    Raises ConfigError for a secret that is missing, or in production is none.
    """
    found = {name: secret_in(env, name) for name in SECRET_NAMES}
    path = instance / SECRETS_FILE
    if not all(found.values()):
        if path.exists():
            stored = read_secrets(path)
        elif production:
            missing = ", ".join(f"MEETINGS_{n.upper()}" for n, v in found.items() if not v)
            raise ConfigError(f"Kunci belum ada: atur {missing}, atau jalankan `flask secrets init` satu kali")
        elif make:
            stored = create_secrets(instance)
        else:
            return found
        found = {name: keys or stored.get(name, ()) for name, keys in found.items()}
        if lacking := ", ".join(name for name, keys in found.items() if not keys):
            raise ConfigError(f"{path} tidak memuat {lacking}; kembalikan berkas itu dari salinannya")
    if production and (weak := ", ".join(name for name, keys in found.items() if any(map(_is_guessable, keys)))):
        raise ConfigError(f"{weak}: harus sedikitnya 32 karakter acak tanpa pengulangan; `flask secrets init` membuat yang baik")
    if production and len({key for keys in found.values() for key in keys}) < sum(map(len, found.values())):
        raise ConfigError("Setiap kunci harus berlainan; `flask secrets init` membuat yang baik")
    return found


def _is_guessable(secret: str) -> bool:
    """Short, of few characters, or of words, series and pieces that come again."""
    if len(secret) < 32 or len(set(secret)) < FEWEST_CHARACTERS:
        return True
    return bool(zxcvbn(secret[:LOOKED_AT])["guesses_log10"] < LEAST_DIGITS)


def secret_in(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The secret in the environment and, after it, its former ones (``MEETINGS_…_FALLBACKS``, commas between); empty: not there."""
    newest = env.get(f"MEETINGS_{name.upper()}", "").strip()
    former = env.get(f"MEETINGS_{name.upper()}_FALLBACKS", "").split(",")
    return (newest, *(key.strip() for key in former if key.strip())) if newest else ()


def read_secrets(path: Path) -> dict[str, tuple[str, ...]]:
    """What the file holds: for each name one secret, or a list of them, newest first. Raises ConfigError for a broken one."""
    try:
        stored = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} tidak dapat dibaca ({error}); kembalikan berkas itu dari salinannya") from None
    if not isinstance(stored, dict):
        raise ConfigError(f"{path} tidak memuat kunci; kembalikan berkas itu dari salinannya")
    listed = {name: [value] if isinstance(value, str) else value for name, value in stored.items()}
    return {name: tuple(str(key) for key in keys if key) for name, keys in listed.items() if isinstance(keys, list)}


def write_secrets(path: Path, held: Mapping[str, Collection[str]]) -> None:
    """Put other secrets in the place of the file's; one that is killed leaves the former file whole."""
    draft = _draft(path.parent, held)
    draft.replace(path)


def _draft(folder: Path, held: Mapping[str, Collection[str]]) -> Path:
    draft = folder / f".secrets-{secrets.token_hex(4)}.json"
    draft.touch(mode=0o600)
    with draft.open("w") as file:
        json.dump({name: [*keys] if len(keys) > 1 else [*keys][0] for name, keys in held.items()}, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    return draft


def new_secret() -> str:
    """A random secret of 384 bits."""
    return secrets.token_urlsafe(48)


def create_secrets(instance: Path) -> dict[str, tuple[str, ...]]:
    """Write random secrets to ``instance/secrets.json`` (mode 600) unless the file exists; return what it holds.

    That is the first start: the folder, which will hold names and letters, is closed to other users of the machine.
    """
    instance.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # somebody else's folder
        instance.chmod(0o700)
    path = instance / SECRETS_FILE
    draft = _draft(instance, {name: (new_secret(),) for name in SECRET_NAMES})
    with contextlib.suppress(FileExistsError):  # another process was first: then its secrets are the ones
        os.link(draft, path)
        MADE.add(path.absolute())
    draft.unlink()
    return read_secrets(path)

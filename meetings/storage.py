"""Files through fsspec: a local folder by default, an object store when ``MEETINGS_STORAGE_URL`` says so.

Keys are content addresses (``kind/ab/<sha256>``): writing the same bytes twice is harmless, a file is never changed,
a file written just before a crash is at worst an orphan, and whether bytes are still those that were put is told by their key.
"""

import hashlib
import os
import re
import secrets
from pathlib import Path

import fsspec
from flask_babel import gettext as _
from fsspec.implementations.local import LocalFileSystem

from meetings.errors import FileLost

KEY = re.compile(r"[a-z]+/[0-9a-f]{2}/[0-9a-f]{64}")


class Storage:
    """Put and get bytes by key. ``configure`` binds it to the configured place."""

    def __init__(self) -> None:
        self._fs: fsspec.AbstractFileSystem = LocalFileSystem()
        self._root = ""

    def configure(self, url: str) -> None:
        """Use the folder or bucket named by an fsspec URL (``file:///…``, ``s3://…``)."""
        self._fs, self._root = fsspec.core.url_to_fs(url)

    @property
    def folder(self) -> Path | None:
        """The folder on this machine that everything is kept in; None for an object store."""
        return Path(self._root) if isinstance(self._fs, LocalFileSystem) else None

    def put(self, kind: str, data: bytes) -> str:
        """Keep ``data`` durably; returns its key. The file is complete under its name or not there at all."""
        digest = hashlib.sha256(data).hexdigest()
        key = f"{kind}/{digest[:2]}/{digest}"
        if isinstance(self._fs, LocalFileSystem):
            self._put_local(Path(self._root) / key, data)
        else:
            self._fs.pipe_file(f"{self._root}/{key}", data)
        return key

    def get(self, key: str) -> bytes:
        """The bytes that were put under ``key``. Raises FileLost when they are not there, or are not those any more."""
        try:
            data: bytes = self._fs.cat_file(f"{self._root}/{key}")
        except FileNotFoundError:
            raise FileLost(
                _("Berkas yang tersimpan tidak ditemukan. Pengelola layanan dapat memulihkannya dari cadangan.")
            ) from None
        if hashlib.sha256(data).hexdigest() != key.rsplit("/", 1)[-1]:
            raise FileLost(
                _(
                    "Berkas yang tersimpan telah berubah sejak disimpan, jadi tidak diserahkan. Pengelola layanan dapat memulihkannya dari cadangan."
                )
            )
        return data

    def exists(self, key: str) -> bool:
        """Whether something is kept under ``key``."""
        return self._fs.exists(f"{self._root}/{key}")

    def delete(self, key: str) -> None:
        """Forget ``key``; nothing happens when it is not there."""
        if self.exists(key):
            self._fs.rm_file(f"{self._root}/{key}")

    @staticmethod
    def _put_local(path: Path, data: bytes) -> None:
        if path.exists() and path.read_bytes() == data:  # what was damaged is mended by putting it again
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{secrets.token_hex(8)}")
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


storage = Storage()

"""Cache, shared between processes, of what newsmill derives from its own tables.

Compiled patterns, prefilters and character classes depend only on newsmill's source and on Python, and
deriving them takes longer than cleaning a hundred pages. They are kept in a file in the user's cache folder
(`$XDG_CACHE_HOME/newsmill` or `~/.cache/newsmill`), like bytecode in `__pycache__`. The file is valid only
for the source files (by size and modification time) and the Python that wrote it. A process that cannot read
or write it derives everything itself. `NEWSMILL_CACHE=0` in the environment turns the cache off.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from newsmill.pipelines.version import __version__

__all__ = ["kept", "save"]

Derived = TypeVar("Derived")

_PACKAGE = Path(__file__).parent
# The folders whose tables and functions the kept values depend on.
_SOURCES = ("decode", "extract")
# A process that keeps meeting new patterns saves at most once in this many seconds.
_SAVE_EVERY = 5.0
_DIGEST_BYTES = 16


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()


class _File(msgspec.Struct, array_like=True):
    """The contents of the file, which follow their own digest: the state of the source they are valid for,
    and encoded values by the digest of their keys.
    """

    state: bytes
    values: dict[bytes, bytes]


class _Store:
    """The values known to this process: those in the file that are not used yet, and those derived since."""

    def __init__(self, path: Path | None, state: bytes) -> None:
        self._path = path
        self._state = state
        self._values = self._read()
        self._saved = set(self._values)
        self._new: dict[bytes, bytes] = {}
        self._saved_at = -_SAVE_EVERY

    def take(self, key: bytes) -> bytes | None:
        """The value of a key, given out once: its user keeps what it decodes, and both would take memory."""
        return self._values.pop(key, None) or self._new.get(key)

    def add(self, key: bytes, value: bytes) -> None:
        """Keep a value that the file lacks."""
        if self._path is not None and key not in self._saved:
            self._new[key] = value

    def save(self) -> None:
        """Add the new values to the file. Values that other processes have saved since are kept."""
        if self._path is None or not self._new or time.monotonic() < self._saved_at + _SAVE_EVERY:
            return
        self._saved_at = time.monotonic()
        content = msgspec.msgpack.encode(_File(self._state, {**self._read(), **self._new}))
        try:
            _replace(self._path, _digest(content) + content)
        except OSError:  # disk full or folder not writable: the next process derives again
            self._path = None
        self._saved |= self._new.keys()
        self._new = {}

    def _read(self) -> dict[bytes, bytes]:
        if self._path is None:
            return {}
        try:
            stored = self._path.read_bytes()
            # A corrupt byte could give a pattern that loads but matches something else.
            if stored[:_DIGEST_BYTES] != _digest(stored[_DIGEST_BYTES:]):
                return {}
            file = msgspec.msgpack.decode(stored[_DIGEST_BYTES:], type=_File)
        except (OSError, msgspec.DecodeError):
            return {}
        return file.values if file.state == self._state else {}


def kept(name: str, key: str, derive: Callable[[], Derived], kind: type[Derived]) -> Derived:
    """Return the kept value, or derive and keep it.

    name, key  what is derived, and from what: anything but newsmill's source that the value depends on
               belongs in the key
    kind       the type of the value, which msgspec must be able to encode
    """
    store = _store()
    digest = _digest(f"{name}\0{key}".encode("utf-8", "surrogatepass"))
    found = store.take(digest)
    if found is not None:
        with contextlib.suppress(msgspec.DecodeError):
            return msgspec.msgpack.decode(found, type=kind)
    value = derive()
    store.add(digest, msgspec.msgpack.encode(value))
    return value


def save() -> None:
    """Save what this process has derived. Does nothing if there is nothing new; never raises OSError."""
    if _store.cache_info().currsize:
        _store().save()


@functools.cache
def _store() -> _Store:
    try:
        return _Store(_path(), _source_state())
    except (OSError, RuntimeError):  # the package is in a zip file, or there is no home folder
        return _Store(None, b"")


def _path() -> Path | None:
    """The file for this installation of newsmill and this Python; None if there is no cache."""
    if os.environ.get("NEWSMILL_CACHE", "1") in ("", "0"):
        return None
    home = os.environ.get("XDG_CACHE_HOME")
    folder = Path(home) if home else Path.home() / ".cache"
    installation = hashlib.blake2b(os.fsencode(_PACKAGE.resolve()), digest_size=6).hexdigest()
    return folder / "newsmill" / f"derived-{installation}.{sys.implementation.cache_tag}"


def _source_state() -> bytes:
    """A digest of the sizes and times of the source files, and of everything else the values depend on."""
    files = sorted(entry for folder in _SOURCES for entry in _source_files(str(_PACKAGE / folder)))
    state = repr((__version__, sys.version, sys.byteorder, files))
    return _digest(state.encode("utf-8", "surrogateescape"))


def _source_files(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _source_files(entry.path)
            elif not entry.name.endswith((".pyc", ".so", ".pyd")):
                status = entry.stat()
                yield entry.path, status.st_size, status.st_mtime_ns


def _replace(path: Path, content: bytes) -> None:
    """Write the file atomically: readers see the whole old file or the whole new one."""
    import tempfile

    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise

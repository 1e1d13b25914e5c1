"""What a run read, for its manifest: each input with a digest that says whether it is still the same.

While a run is unfinished, a ledger in its folder keeps the digest of each file together with its mark (size and time). So a run
that goes on can tell files that were only touched, or copied back, from files that have changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from newsmill.pipelines.readers.names import packed, shown
from newsmill.pipelines.readers.sources import STDIN, SourceFile, describe, is_folder, is_remote, walk
from newsmill.pipelines.runs.manifest import Input

__all__ = ["InputDigests", "Ledger", "describe_input"]

_BLOCK = 4 << 20


class _Known(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was when it was digested."""

    path: str
    mark: str
    digest: str


class Ledger:
    """The digests of an unfinished run's input files, in a file that grows while they are made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = {known.path: known for known in self._read()}
        self._marks: dict[str, str] = {}

    def _read(self) -> Iterator[_Known]:
        with contextlib.suppress(FileNotFoundError):
            for line in self._path.read_bytes().splitlines():
                with contextlib.suppress(msgspec.DecodeError):  # the last line of a killed run
                    yield msgspec.json.decode(line, type=_Known)

    def add(self, file: SourceFile, digest: str) -> None:
        """A file has been digested. What is known of it from before stays."""
        path = packed(file.path)
        if path not in self._known:
            with self._path.open("ab", buffering=0) as lines:
                lines.write(msgspec.json.encode(_Known(path, file.mark, digest)) + b"\n")

    def mark(self, file: SourceFile) -> str:
        """The mark that a file had when it was read first, if it has the same bytes; else its mark now."""
        known = self._known.get(packed(file.path))
        if known is None or known.mark == file.mark:
            return file.mark
        if known.path not in self._marks:
            is_same = _file_digest(file.path, None) == known.digest
            self._marks[known.path] = known.mark if is_same else file.mark
        return self._marks[known.path]


class InputDigests:
    """Digests of the inputs, made in a thread beside the run: hashing and reading let the other threads work."""

    def __init__(self, paths: list[str], ledger: Ledger | None = None) -> None:
        self._paths = paths
        self._ledger = ledger
        self._inputs: list[Input] = []
        self._error: Exception | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="digests", daemon=True)
        self._thread.start()

    def result(self) -> list[Input]:
        """The inputs, once all have been read."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._inputs

    def stop(self) -> None:
        """Give up."""
        self._stop.set()

    def _work(self) -> None:
        try:
            for path in self._paths:
                self._inputs.append(describe_input(path, self._stop, self._ledger))
        except Exception as error:
            self._error = error


def describe_input(path: str, stop: threading.Event | None = None, ledger: Ledger | None = None) -> Input:
    """An input with its size and digest; each file is entered into the ledger."""
    if path == STDIN:
        return Input(path=path, kind="stream")
    if not is_folder(path):
        file = describe(path)
        digest = f"etag:{file.mark}" if is_remote(path) else f"sha256:{_digest(file, stop, ledger)}"
        return Input(path=shown(path), kind="file", bytes=file.size or 0, digest=digest)
    total = hashlib.sha256()
    files = size = 0
    for file in walk(path):
        if stop is not None and stop.is_set():
            break
        mark = file.mark if is_remote(path) else _digest(file, stop, ledger)
        total.update(f"{mark}  {file.relative}\n".encode("utf-8", "surrogateescape"))
        files += 1
        size += file.size or 0
    return Input(
        path=shown(path), kind="folder", files=files, bytes=size, digest=f"sha256:{total.hexdigest()}"
    )


def _digest(file: SourceFile, stop: threading.Event | None, ledger: Ledger | None) -> str:
    digest = _file_digest(file.path, stop)
    if ledger is not None and not (stop is not None and stop.is_set()):
        ledger.add(file, digest)
    return digest


def _file_digest(path: str, stop: threading.Event | None) -> str:
    """The SHA-256 of a file, `unreadable` for one that cannot be read."""
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb", buffering=0) as file:
            while (block := file.read(_BLOCK)) and not (stop is not None and stop.is_set()):
                digest.update(block)
    except OSError:
        return "unreadable"
    return digest.hexdigest()

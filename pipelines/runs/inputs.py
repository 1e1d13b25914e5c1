"""The inputs of a run, for its manifest: each with a digest that shows whether it has changed.

While a run is unfinished, a ledger in its folder keeps the digest of each file together with its mark (size
and time). A resumed run can thus distinguish files that were only touched or copied back from files that have
changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec

from newsmill.pipelines.readers.file_names import packed, shown
from newsmill.pipelines.readers.sources import STDIN, SourceFile, describe, is_folder, is_remote, walk
from newsmill.pipelines.runs.manifest import Input

__all__ = ["InputDigests", "Ledger", "describe_input"]

_BLOCK = 4 << 20


class _Known(msgspec.Struct, frozen=True, array_like=True):
    """A file as it was when its digest was computed."""

    path: str
    mark: str
    digest: str


class Ledger:
    """The digests of an unfinished run's input files, appended to a file as they are computed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = {known.path: known for known in self._read()}
        self._marks: dict[str, str] = {}
        self._lock = threading.Lock()
        self._closed = False

    def _read(self) -> Iterator[_Known]:
        with contextlib.suppress(FileNotFoundError):
            for line in self._path.read_bytes().splitlines():
                with contextlib.suppress(msgspec.DecodeError):  # the truncated last line of a killed run
                    yield msgspec.json.decode(line, type=_Known)

    def add(self, file: SourceFile, digest: str) -> None:
        """Record the digest of a file. An existing entry is kept; a closed ledger takes no more."""
        path = packed(file.path)
        if path in self._known:
            return
        with self._lock:
            if not self._closed:
                with self._path.open("ab", buffering=0) as lines:
                    lines.write(msgspec.json.encode(_Known(path, file.mark, digest)) + b"\n")

    def close(self) -> None:
        """Write no more, so that the folder can be removed while digests are still being computed."""
        with self._lock:
            self._closed = True

    def mark(self, file: SourceFile) -> str:
        """The mark of a file when it was first read, if its bytes are the same; else its current mark."""
        known = self._known.get(packed(file.path))
        if known is None or known.mark == file.mark:
            return file.mark
        if known.path not in self._marks:
            is_same = _file_digest(file.path, None) == known.digest
            self._marks[known.path] = known.mark if is_same else file.mark
        return self._marks[known.path]


class InputDigests:
    """Computes the digests of the inputs in a background thread. Hashing and reading release the GIL."""

    def __init__(self, paths: list[str], ledger: Ledger | None = None) -> None:
        self._paths = paths
        self._ledger = ledger
        self._inputs: list[Input] = []
        self._error: Exception | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="digests", daemon=True)
        self._thread.start()

    def result(self) -> list[Input]:
        """Wait for all digests and return the inputs."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._inputs

    def stop(self) -> None:
        """Abandon the work."""
        self._stop.set()

    def _work(self) -> None:
        try:
            for path in self._paths:
                self._inputs.append(describe_input(path, self._stop, self._ledger))
        except Exception as error:
            self._error = error


def describe_input(path: str, stop: threading.Event | None = None, ledger: Ledger | None = None) -> Input:
    """Describe an input with its size and digest; each file's digest goes into the ledger."""
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
    """The SHA-256 of a file, or `unreadable`."""
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb", buffering=0) as file:
            while (block := file.read(_BLOCK)) and not (stop is not None and stop.is_set()):
                digest.update(block)
    except OSError:
        return "unreadable"
    return digest.hexdigest()

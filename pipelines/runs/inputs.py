"""What a run read, for its manifest: each input with a digest that says whether it is still the same."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

from newsmill.pipelines.readers.names import shown
from newsmill.pipelines.readers.sources import STDIN, describe, is_folder, is_remote, walk
from newsmill.pipelines.runs.manifest import Input

__all__ = ["InputDigests", "describe_input"]

_BLOCK = 4 << 20


class InputDigests:
    """Digests of the inputs, made in a thread beside the run: hashing and reading let the other threads work."""

    def __init__(self, paths: list[str]) -> None:
        self._paths = paths
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
                self._inputs.append(describe_input(path, self._stop))
        except Exception as error:
            self._error = error


def describe_input(path: str, stop: threading.Event | None = None) -> Input:
    """An input with its size and digest."""
    if path == STDIN:
        return Input(path=path, kind="stream")
    if not is_folder(path):
        file = describe(path)
        digest = f"etag:{file.mark}" if is_remote(path) else f"sha256:{_file_digest(path, stop)}"
        return Input(path=shown(path), kind="file", bytes=file.size or 0, digest=digest)
    total = hashlib.sha256()
    files = size = 0
    for file in walk(path):
        if stop is not None and stop.is_set():
            break
        mark = file.mark if is_remote(path) else _file_digest(file.path, stop)
        total.update(f"{mark}  {file.relative}\n".encode("utf-8", "surrogateescape"))
        files += 1
        size += file.size or 0
    return Input(
        path=shown(path), kind="folder", files=files, bytes=size, digest=f"sha256:{total.hexdigest()}"
    )


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

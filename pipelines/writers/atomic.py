"""Atomic file writes: a file appears complete or not at all, even if the process is killed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["atomic_write", "publish", "sync_folder"]

# Temporary files are private; published files get the permissions of the user's umask. The umask can only be
# read by setting it, so it is read once, before there are threads.
_UMASK = os.umask(0o077)
os.umask(_UMASK)


@contextlib.contextmanager
def atomic_write(path: Path | str) -> Iterator[BinaryIO]:
    """Open a binary file that becomes `path` if the block ends without an exception, and is removed
    otherwise.

    The data is on disk before the name is (fsync, rename, fsync of the folder). The folder is created if
    missing.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    import tempfile  # not needed to print records

    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            publish(file, temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise


def publish(file: BinaryIO, temporary: Path, path: Path) -> None:
    """Rename a finished temporary file on the same file system, after flushing its data to disk."""
    file.flush()
    os.fchmod(file.fileno(), 0o666 & ~_UMASK)
    os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush a folder's entries to disk, so that file names are as durable as their data."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

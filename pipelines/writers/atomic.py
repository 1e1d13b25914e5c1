"""Files that appear whole or not at all, whatever kills the process and whenever."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["atomic_write", "publish", "sync_folder"]

# Temporary files are made private; a published one gets the permissions that the user's umask gives to any new file.
# The mask can only be read by setting it, so it is read once, before there are threads.
_UMASK = os.umask(0o077)
os.umask(_UMASK)


@contextlib.contextmanager
def atomic_write(path: Path | str) -> Iterator[BinaryIO]:
    """A binary file that becomes `path` when the block ends without an exception, and leaves nothing when it does not.

    The bytes are on the disk before the name is (fsync, rename, fsync of the folder). The folder is created where missing.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
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
    """Give a finished temporary file of the same file system its name, once its bytes are on the disk."""
    file.flush()
    os.fchmod(file.fileno(), 0o666 & ~_UMASK)
    os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder as durable as the files' bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

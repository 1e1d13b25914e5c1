"""The output folder: it appears whole or not at all, and replaces an earlier export in one step."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from newsmill.pipelines.export.failures import writable_parent
from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.writers.atomic import sync_folder

__all__ = ["CHECKSUMS", "MANIFEST", "Checksum", "Folders", "output_folder", "write_checksums"]

MANIFEST = "export.json"
CHECKSUMS = "SHA256SUMS"

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_ASIDE = "old"  # the earlier export, for the moment between two renames


class Folders(NamedTuple):
    """The folders of an export: `new` becomes the output, `work` is deleted."""

    new: Path
    work: Path


class Checksum(NamedTuple):
    """A file of the output: its path in the folder, its size in bytes, its SHA-256."""

    path: str
    size: int
    sha256: str


@contextmanager
def output_folder(out: Path) -> Iterator[Folders]:
    """Folders to make an export in. If the block ends without an exception, the new one replaces `out`.

    Remains of a killed export are removed first. Raises `Unusable` if `out` holds anything but an export, or
    another export is running there.
    """
    out = out.absolute()
    if out.name in ("", ".", ".."):
        raise Unusable(
            f"-o {out}: this folder is not an earlier export, so it is not replaced. Name a new one."
        )
    writable_parent(out)
    partial = out.with_name(f".{out.name}.partial")
    _check_replaceable(out, partial)
    try:
        partial.mkdir(exist_ok=True)
        lock = os.open(partial, os.O_RDONLY)
    except OSError as error:
        raise Unusable(
            f"-o {out}: nothing can be written there ({error.strerror}). Name another folder."
        ) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Unusable(
                f"Another export to {out} is under way. Wait for it, or choose another folder."
            ) from None
        _bring_back(partial / _ASIDE, out)
        for left in partial.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        folders = Folders(partial / "new", partial / "work")
        folders.new.mkdir()
        folders.work.mkdir()
        try:
            yield folders
            _sync(folders.new)
            _take_place(folders.new, out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    finally:
        os.close(lock)


def written_before(out: Path) -> bool:
    """Whether `out` holds an earlier export with records in it (one whose account cannot be read counts as such)."""
    try:
        account = msgspec.json.decode((out / MANIFEST).read_bytes())
        return bool(account["outcome"]["written"])
    except FileNotFoundError:
        return False
    except (OSError, msgspec.DecodeError, KeyError, TypeError):
        return True


def write_checksums(folder: Path) -> list[Checksum]:
    """Write `SHA256SUMS` over all files of a folder, as `sha256sum -c` reads it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    sums = [checksum(path, folder) for path in paths]
    (folder / CHECKSUMS).write_text("".join(f"{entry.sha256}  {entry.path}\n" for entry in sums), "utf-8")
    return sums


def checksum(path: Path, folder: Path) -> Checksum:
    """The checksum of one file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return Checksum(path.relative_to(folder).as_posix(), path.stat().st_size, digest.hexdigest())


def _check_replaceable(out: Path, partial: Path) -> None:
    try:
        if out.exists() and not out.is_dir():
            raise Unusable(f"{out} is a file. Name a folder with -o.")
        if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).exists():
            raise Unusable(f"{out} holds files that no export made. Name an empty or a new folder with -o.")
        if partial.exists() and not partial.is_dir():
            raise Unusable(f"{partial} is in the way: exports to {out} are made there. Move it away.")
    except OSError as error:
        raise Unusable(f"-o {out} cannot be looked at ({error.strerror}). Name another folder.") from error


def _sync(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            sync_folder(path)
        else:
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _take_place(new: Path, out: Path) -> None:
    if out.exists():
        if not _exchange(new, out):
            aside = new.with_name(_ASIDE)
            out.rename(aside)
            try:
                new.rename(out)
            except OSError:
                _bring_back(aside, out)
                raise
    else:
        new.rename(out)
    with suppress(OSError):
        sync_folder(out.parent)


def _bring_back(aside: Path, out: Path) -> None:
    """Restore the earlier export if an export was stopped between the two renames."""
    if (aside / MANIFEST).exists() and not out.exists():
        aside.rename(out)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step (Linux `renameat2`); False if the system or file system does not support
    it.
    """
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(code, os.strerror(code), str(other))

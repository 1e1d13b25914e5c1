"""Where input lies: local files and folders, and remote ones (`s3://`, `gs://`, `http://` …) through fsspec."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

import msgspec

from newsmill.pipelines.readers.names import shown, unpacked

__all__ = [
    "STDIN",
    "InputError",
    "SourceFile",
    "describe",
    "is_folder",
    "is_remote",
    "open_source",
    "origins",
    "walk",
]

STDIN = "-"
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
# A remote file is read in blocks of this many bytes.
_REMOTE_BLOCK = 4 << 20


class InputError(Exception):
    """Input that cannot be worked on at all: it is not there, or not what was said. One sentence and what to do."""


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the input.

    path      what `open_source` opens
    relative  its path below the input folder, with `/`; empty for a file that was named itself
    shown     how that is shown where another file's would be shown alike; else empty
    size      bytes as stored, None where the server does not say
    mark      changes when the content does: size and time of change, or the store's tag
    """

    path: str
    relative: str = ""
    shown: str = ""
    size: int | None = None
    mark: str = ""


def is_remote(path: str) -> bool:
    """Whether a path is a URL for fsspec."""
    return _REMOTE.match(path) is not None


def is_folder(path: str) -> bool:
    """Whether a path is a folder. Raises `InputError` when there is nothing."""
    if path == STDIN:
        return False
    if is_remote(path):
        system, inner = _remote(path)
        if path.startswith(("http://", "https://")):
            return False
        try:
            if system.isdir(inner):
                return True
            if system.exists(inner):
                return False
        except Exception as error:
            raise InputError(f"{path} cannot be reached: {_said(error)}.") from error
        raise InputError(f"There is nothing at {path}.")
    if not os.path.lexists(path):
        raise InputError(
            f"There is no file or folder {shown(path)}. Check the name, and that it is relative to {Path.cwd()}."
        )
    return Path(path).is_dir()


def describe(path: str) -> SourceFile:
    """A file that was named itself. Raises `InputError` when it cannot be had."""
    if path == STDIN:
        return SourceFile(path=path)
    if is_remote(path):
        system, inner = _remote(path)
        try:
            return _remote_file(path, "", system.info(inner))
        except Exception as error:
            raise InputError(f"{path} cannot be reached: {_said(error)}.") from error
    try:
        status = Path(path).stat()
    except OSError as error:
        raise InputError(f"{shown(path)} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{shown(path)} is no file. To read a pipe, name - and send it to standard input.")
    return SourceFile(path=path, size=status.st_size, mark=f"{status.st_size}-{status.st_mtime_ns}")


def walk(folder: str) -> Iterator[SourceFile]:
    """The files below a folder, in an order that is the same on every machine.

    Hidden files, links to folders, pipes and devices are left out. What cannot be had (a folder that may not be read, a broken link,
    a file that has gone meanwhile) is named all the same: opening it says why. Raises `InputError` when the folder itself cannot be read.
    """
    if is_remote(folder):
        yield from _walk_remote(folder)
    else:
        yield from _walk_local(folder.rstrip("/") or "/", "")


def _walk_local(folder: str, below: str) -> Iterator[SourceFile]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        raise InputError(f"The folder {shown(folder)} cannot be read: {error.strerror}.") from error
    for entry in entries:
        if entry.name.startswith("."):
            continue
        relative = f"{below}{entry.name}"
        if entry.is_dir(follow_symlinks=False) and os.access(entry.path, os.R_OK | os.X_OK):
            yield from _walk_local(entry.path, f"{relative}/")
            continue
        try:
            status = entry.stat()
        except OSError:
            yield SourceFile(path=entry.path, relative=relative)
            continue
        if stat.S_ISREG(status.st_mode) or entry.is_dir(follow_symlinks=False):
            mark = f"{status.st_size}-{status.st_mtime_ns}"
            yield SourceFile(path=entry.path, relative=relative, size=status.st_size, mark=mark)


def _walk_remote(folder: str) -> Iterator[SourceFile]:
    system, inner = _remote(folder)
    scheme = folder.partition("://")[0]
    root = inner.rstrip("/") + "/"
    try:
        found = system.find(inner, detail=True)
    except Exception as error:
        raise InputError(f"{folder} cannot be listed: {_said(error)}.") from error
    for name in sorted(found, key=lambda each: each.encode("utf-8", "surrogateescape")):
        relative = name.removeprefix(root)
        if any(part.startswith(".") for part in relative.split("/")):
            continue
        yield _remote_file(f"{scheme}://{name}", relative, found[name])


def _remote_file(path: str, relative: str, info: dict[str, Any]) -> SourceFile:
    size = info.get("size")
    tag = next(
        (str(info[key]) for key in ("ETag", "etag", "md5Hash", "LastModified", "mtime") if info.get(key)), ""
    )
    return SourceFile(path=path, relative=relative, size=size, mark=f"{size}-{tag}".replace('"', ""))


def open_source(path: str, offset: int = 0) -> BinaryIO:
    """Open a file of the input, as it was named or as it travelled in a slice, at an offset (bytes). Raises OSError."""
    path = unpacked(path)
    if is_remote(path):
        system, inner = _remote(path)
        stream = cast(BinaryIO, system.open(inner, "rb", block_size=_REMOTE_BLOCK))
    else:
        stream = Path(path).open("rb", buffering=1 << 18)  # noqa: SIM115 (the caller closes it)
    if offset:
        stream.seek(offset)
    return stream


def _remote(path: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(f"Reading {path} needs an extra: pip install 'newsmill[remote]'.") from error
    try:
        system, inner = url_to_fs(path)
    except (ImportError, ValueError) as error:
        raise InputError(f"{path} cannot be opened: {_said(error)}.") from error
    return system, inner


def _said(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().rstrip(".")


def origins(paths: Iterable[str]) -> list[str]:
    """What the origins below each input begin with: its base name, with parent folders where two have the same."""
    parts = [_parts(path) for path in paths]
    depths = [1] * len(parts)
    while True:
        names = ["/".join(part[-depth:]) for part, depth in zip(parts, depths, strict=True)]
        same = [
            index
            for index, name in enumerate(names)
            if names.count(name) > 1 and depths[index] < len(parts[index])
        ]
        if not same:
            return names
        for index in same:
            depths[index] += 1


def _parts(path: str) -> tuple[str, ...]:
    if path == STDIN:
        return ("stdin",)
    if is_remote(path):
        return tuple(part for part in path.partition("://")[2].split("?")[0].split("/") if part)
    return PurePosixPath(Path(path).absolute().as_posix()).parts[1:] or ("root",)

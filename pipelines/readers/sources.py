"""Input locations: local files and folders, and URLs (`s3://`, `gs://`, `http://` …) through fsspec."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

import msgspec

from newsmill.pipelines.readers.assets import is_asset_folder
from newsmill.pipelines.readers.file_names import shown, unpacked
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "RUN_STATE",
    "STDIN",
    "InputError",
    "SourceFile",
    "describe",
    "is_folder",
    "is_remote",
    "is_run_folder",
    "open_source",
    "origins",
    "remote_system",
    "total_bytes",
    "walk",
]

STDIN = "-"
_REMOTE = lazy_regex(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
# The state folder newsmill writes into a run folder, see `newsmill.pipelines.runs.folder`.
RUN_STATE = ".newsmill"
_MANIFEST = lazy_regex(rb'"schema"\s*:\s*"newsmill-manifest/')
_RUN_FILES = lazy_regex(
    r"records-\d{5,}\.jsonl(?:\.gz|\.zst)?|rejects\.jsonl|manifest\.json|profiles\.json|report\.(?:html|"
    r"json)|quarantine"
)
# Files in a folder that are not read, as a rule, and do not count for the remaining time.
_MEDIA = (".jpg", ".jpeg", ".gif", ".png", ".webp", ".ico", ".svg", ".mp3", ".mp4", ".css", ".js")
# Remote files are read in blocks of this many bytes.
_REMOTE_BLOCK = 4 << 20


class InputError(Exception):
    """The input cannot be used at all: missing, or not what was specified. The message says what to do."""


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """An input file.

    path      the argument for `open_source`
    relative  its path below the input folder, with `/`; empty for a file given directly
    shown     its display name if that would otherwise be ambiguous; else empty
    asset     it lies in the asset folder a browser created for a saved page
    size      stored bytes, None if the server does not say
    mark      changes when the content does: size and modification time, or the store's ETag
    """

    path: str
    relative: str = ""
    shown: str = ""
    asset: bool = False
    size: int | None = None
    mark: str = ""


def is_remote(path: str) -> bool:
    """Whether a path is a URL for fsspec."""
    return _REMOTE.match(path) is not None


def is_folder(path: str) -> bool:
    """Whether a path is a folder. Raises `InputError` if it does not exist."""
    if path == STDIN:
        return False
    if is_remote(path):
        system, inner = remote_system(path)
        if path.startswith(("http://", "https://")):
            return False
        try:
            if system.isdir(inner):
                return True
            if system.exists(inner):
                return False
        except Exception as error:
            raise InputError(f"{path} cannot be reached: {_reason(error)}.") from error
        _check_bucket(path, system, inner)
        raise InputError(f"There is nothing at {path}.")
    if not os.path.lexists(path):
        raise InputError(
            f"There is no file or folder {shown(path)}. Check the name, and that it is relative to {Path.cwd()}."
        )
    return Path(path).is_dir()


def _check_bucket(path: str, system: Any, inner: str) -> None:
    """Raise `InputError` if the bucket itself is missing, misnamed or not readable."""
    bucket = inner.strip("/").partition("/")[0]
    if path.startswith(("s3://", "gs://", "gcs://", "s3a://")):
        try:
            system.ls(bucket, refresh=True)
        except Exception as error:
            raise InputError(f"The bucket {bucket} cannot be read: {_reason(error)}.") from error


def describe(path: str) -> SourceFile:
    """Describe a file given directly. Raises `InputError` if it is not available."""
    if path == STDIN:
        return SourceFile(path=path)
    if is_remote(path):
        system, inner = remote_system(path)
        try:
            return _remote_file(path, "", system.info(inner))
        except Exception as error:
            raise InputError(f"{path} cannot be reached: {_reason(error)}.") from error
    try:
        status = Path(path).stat()
    except OSError as error:
        raise InputError(f"{shown(path)} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(status.st_mode):
        raise InputError(
            f"{shown(path)} is not a regular file. To read a pipe, send it to standard input and use - as the input."
        )
    return SourceFile(path=path, size=status.st_size, mark=f"{status.st_size}-{status.st_mtime_ns}")


def walk(folder: str) -> Iterator[SourceFile]:
    """Yield the files below a folder, in an order that is the same on every machine.

    Skips hidden files, symlinks to folders, pipes and devices, and newsmill's own output: folders that
    contain a run, and the files of a run in `folder` itself. Unreadable entries (a folder without permission,
    a broken link, a file deleted meanwhile) are still yielded: opening them reports the error. Raises
    `InputError` if the folder itself cannot be read.
    """
    if is_remote(folder):
        yield from _walk_remote(folder)
    else:
        path = folder.rstrip("/") or "/"
        yield from _walk_local(path, "", "", of_a_run=is_run_folder(path))


def is_run_folder(path: str) -> bool:
    """Whether a local folder contains a newsmill run, finished or not."""
    folder = Path(path)
    if (folder / RUN_STATE).is_dir():
        return True
    try:
        with (folder / "manifest.json").open("rb") as file:
            return _MANIFEST.search(file.read(256)) is not None
    except OSError:
        return False


def _walk_local(
    folder: str, below: str, shown_below: str, *, of_a_run: bool = False, asset: bool = False
) -> Iterator[SourceFile]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        raise InputError(f"The folder {shown(folder)} cannot be read: {error.strerror}.") from error
    siblings = {entry.name for entry in entries}
    names = _shown_names([entry.name for entry in entries])
    for entry, name in zip(entries, names, strict=True):
        if entry.name.startswith(".") or (of_a_run and _RUN_FILES.fullmatch(entry.name)):
            continue
        relative = f"{below}{entry.name}"
        display = f"{shown_below}{name}"
        if entry.is_dir(follow_symlinks=False) and os.access(entry.path, os.R_OK | os.X_OK):
            if not is_run_folder(entry.path):
                inner = asset or is_asset_folder(entry.name, siblings)
                yield from _walk_local(entry.path, f"{relative}/", f"{display}/", asset=inner)
            continue
        unlike = "" if display == shown(relative) else display
        try:
            status = entry.stat()
        except OSError:
            yield SourceFile(path=entry.path, relative=relative, shown=unlike, asset=asset)
            continue
        if stat.S_ISREG(status.st_mode) or entry.is_dir(follow_symlinks=False):
            mark = f"{status.st_size}-{status.st_mtime_ns}"
            yield SourceFile(
                path=entry.path,
                relative=relative,
                shown=unlike,
                asset=asset,
                size=status.st_size,
                mark=mark,
            )


def _shown_names(names: list[str]) -> list[str]:
    """Display names for the files of a folder. Names that would look alike are shown with their raw bytes."""
    taken = {name for name in names if shown(name) == name}
    found = []
    for name in names:
        display = shown(name)
        if display != name and display in taken:
            display = os.fsencode(name).decode("utf-8", "backslashreplace")
            while display in taken:
                display += "~"
        taken.add(display)
        found.append(display)
    return found


def _walk_remote(folder: str) -> Iterator[SourceFile]:
    system, inner = remote_system(folder)
    scheme = folder.partition("://")[0]
    root = inner.rstrip("/") + "/"
    try:
        found = system.find(inner, detail=True)
    except Exception as error:
        raise InputError(f"{folder} cannot be listed: {_reason(error)}.") from error
    runs = _remote_runs(system, found)
    for name in sorted(found, key=lambda each: each.encode("utf-8", "surrogateescape")):
        relative = name.removeprefix(root)
        if any(part.startswith(".") for part in relative.split("/")):
            continue
        if any(name.startswith(run) for run in runs - {root}):
            continue
        if root in runs and _RUN_FILES.fullmatch(relative.partition("/")[0]):
            continue
        file = _remote_file(f"{scheme}://{name}", relative, found[name])
        yield msgspec.structs.replace(file, asset=_in_asset_folder(relative, root, found))


def _in_asset_folder(relative: str, root: str, found: Collection[str]) -> bool:
    """Whether a path goes through a page's asset folder."""
    parts = relative.split("/")
    for place, part in enumerate(parts[:-1]):
        before = root + "".join(f"{each}/" for each in parts[:place])
        if is_asset_folder(part, _FolderNames(before, found)):
            return True
    return False


class _FolderNames:
    """The names directly in a folder, as a container for `in` tests."""

    def __init__(self, folder: str, names: Collection[str]) -> None:
        self._folder = folder
        self._names = names

    def __contains__(self, name: object) -> bool:
        return f"{self._folder}{name}" in self._names


def _remote_runs(system: Any, found: dict[str, Any]) -> set[str]:
    """The folders (ending with `/`) that contain newsmill runs."""
    runs = set()
    for name in found:
        folder, _, file = name.rpartition("/")
        if file == "manifest.json":
            try:
                head = system.cat_file(name, start=0, end=256)
            except Exception:  # drivers raise anything; an unreadable manifest is not a manifest
                continue
            if _MANIFEST.search(head):
                runs.add(f"{folder}/")
        elif f"/{RUN_STATE}/" in name:
            runs.add(name.partition(f"{RUN_STATE}/")[0])
    return runs


def _remote_file(path: str, relative: str, info: dict[str, Any]) -> SourceFile:
    size = info.get("size")
    tag = next(
        (str(info[key]) for key in ("ETag", "etag", "md5Hash", "LastModified", "mtime") if info.get(key)), ""
    )
    return SourceFile(path=path, relative=relative, size=size, mark=f"{size}-{tag}".replace('"', ""))


def _is_media(file: SourceFile) -> bool:
    return file.relative.lower().endswith(_MEDIA)


def total_bytes(paths: Iterable[str]) -> int | None:
    """Total stored size of local inputs, without pictures and the like. None for standard input and remote
    stores, which would have to be listed.
    """
    total = 0
    for path in paths:
        if path == STDIN or is_remote(path):
            return None
        try:
            files = walk(path) if Path(path).is_dir() else iter([describe(path)])
            total += sum(file.size or 0 for file in files if not file.asset and not _is_media(file))
        except InputError:
            return None
    return total


def open_source(path: str, offset: int = 0) -> BinaryIO:
    """Open an input file at an offset (bytes). Accepts a path as given or as packed in a slice. Raises
    OSError.
    """
    path = unpacked(path)
    if is_remote(path):
        system, inner = remote_system(path)
        stream = cast(BinaryIO, system.open(inner, "rb", block_size=_REMOTE_BLOCK))
    else:
        stream = Path(path).open("rb", buffering=1 << 18)  # noqa: SIM115 (the caller closes it)
    if offset:
        stream.seek(offset)
    return stream


def remote_system(path: str) -> tuple[Any, str]:
    """Return the fsspec file system of a URL, and the path within it. Raises `InputError`."""
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(f"Reading {path} needs an extra: pip install 'newsmill[remote]'.") from error
    try:
        system, inner = url_to_fs(path)
    except (ImportError, ValueError) as error:
        raise InputError(f"{path} cannot be opened: {_reason(error)}.") from error
    return system, inner


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().rstrip(".")


def origins(paths: Iterable[str]) -> list[str]:
    """The origin prefix of each input: its base name, with parent folders where two base names are equal."""
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

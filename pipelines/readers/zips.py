"""Zip archives of saved pages, and WACZ, which is a zip of WARCs."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import cast

from newsmill.pipelines.readers.names import shown_bytes
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.readers.sources import open_source
from newsmill.pipelines.readers.streams import Readable, read_stream

__all__ = ["ZIP_DAMAGE", "members", "read", "read_file"]

# What reading a damaged archive raises; ValueError for a name that says it is UTF-8 and is not.
ZIP_DAMAGE = (zipfile.BadZipFile, OSError, NotImplementedError, ValueError)

# A slice opens the archive again, and reading the directory of a large one takes its time: the last one stays open.
_opened: tuple[str, str, zipfile.ZipFile] | None = None


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What of an archive is read: of a WACZ the WARCs (their indexes and page lists repeat them), else every file."""
    found = [member for member in archive.infolist() if member.filename and not member.is_dir()]
    names = {member.filename for member in found}
    if "datapackage.json" in names and any(name.startswith("archive/") for name in names):
        return [member for member in found if member.filename.startswith("archive/")]
    return found


def read(reading: Reading) -> Iterator[Item]:
    """The members of the slice, by their places in the archive's directory."""
    slice_ = reading.slice
    try:
        archive = _open(slice_.path, slice_.mark)
        chosen = members(archive)[slice_.start : slice_.stop]
    except ZIP_DAMAGE as error:
        yield Unreadable(origin=slice_.origin, reason="unreadable", detail=f"The zip is damaged: {error}.")
        return
    yield from _read_members(archive, chosen, slice_.origin, Options(**slice_.options), 0)


def read_file(path: str, origin: str, options: Options, depth: int = 0) -> Iterator[Item]:
    """A whole archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _read_members(archive, members(archive), origin, options, depth)
    except ZIP_DAMAGE as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=f"The zip is damaged: {error}.")


def _open(path: str, mark: str) -> zipfile.ZipFile:
    global _opened
    if _opened is not None and _opened[:2] == (path, mark):
        return _opened[2]
    archive = zipfile.ZipFile(open_source(path))
    if _opened is not None:
        _opened[2].close()
    _opened = (path, mark, archive)
    return archive


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; one that does not say that it is UTF-8 is in whatever charset the packing machine had."""
    if member.flag_bits & 0x800 or member.filename.isascii():
        return member.filename
    return shown_bytes(member.filename.encode("cp437"))  # which is what zipfile took it for


def _read_members(
    archive: zipfile.ZipFile, chosen: list[zipfile.ZipInfo], origin: str, options: Options, depth: int
) -> Iterator[Item]:
    for member in chosen:
        place = f"{origin}#{_name(member)}"
        if member.flag_bits & 1:
            yield Unreadable(origin=place, reason="unreadable", detail="It is encrypted.")
            continue
        try:
            with archive.open(member) as file:
                yield from read_stream(cast(Readable, file), place, options, depth=depth + 1)
        except (*ZIP_DAMAGE, RuntimeError, zlib.error, EOFError) as error:
            yield Unreadable(
                origin=place, reason="unreadable", detail=f"It is damaged: {error or 'it ends too early'}."
            )

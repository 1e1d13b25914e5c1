"""Zip archives of saved pages, and WACZ (a zip of WARCs).

An archive is read through its directory, which is at its end. A member whose headers are damaged is looked for
with what the directory and its neighbours say. If the directory is missing, damaged or inconsistent with the data,
members are read sequentially from the front.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from newsmill.pipelines.readers.bytestream import ByteStream
from newsmill.pipelines.readers.file_names import MemberNames, shown_bytes
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Unreadable
from newsmill.pipelines.readers.sources import open_source
from newsmill.pipelines.readers.substreams import Nested, Part
from newsmill.pipelines.readers.zip_members import (
    DESCRIPTOR,
    HEADER_BYTES,
    LOCAL,
    Header,
    MemberData,
    is_encrypted,
    is_readable,
    open_listed,
    read_header,
    unsupported,
)
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "ZIP_DAMAGE",
    "Member",
    "is_sound",
    "member_sizes",
    "members",
    "opened",
    "read_members",
    "read_sequence",
]

# Errors raised when reading a damaged archive. ValueError: a name flagged as UTF-8 that is not.
ZIP_DAMAGE = (
    zipfile.BadZipFile,
    OSError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    zlib.error,
    EOFError,
)

_DIRECTORY = (b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x08")
_NEXT = lazy_regex(rb"PK(?:\x03\x04|\x01\x02)", re.DOTALL)
_UTF8 = 0x800
# If more members than this are not where the directory says, it is not used.
_MOST_DOUBTFUL = 8


class Member(NamedTuple):
    """A member of an archive, with its neighbours, which show where it is if its headers are damaged.

    label   its name in origins; no two members have the same one
    before  the member before it in the directory
    after   where the next member begins, or the directory
    """

    label: str
    info: zipfile.ZipInfo
    before: zipfile.ZipInfo | None = None
    after: int | None = None

    def open(self, file: BinaryIO) -> tuple[Header, MemberData, bool]:
        """See `newsmill.pipelines.readers.zip_members.open_listed`."""
        return open_listed(file, self.info, self.before, self.after)


# The last archive stays open: every slice opens it again, and reading the directory of a large one is slow.
_opened: tuple[str, str, zipfile.ZipFile, list[Member]] | None = None


def members(archive: zipfile.ZipFile) -> list[Member]:
    """The members to read: in a WACZ the WARCs (indexes and page lists repeat them), otherwise every file."""
    found = [member for member in _all_members(archive) if member.info.filename and not member.info.is_dir()]
    names = {member.info.filename for member in found}
    if "datapackage.json" in names and any(name.startswith("archive/") for name in names):
        found = [member for member in found if member.info.filename.startswith("archive/")]
    with contextlib.closing(MemberNames()) as labels:
        return [
            member._replace(label=labels.label(_shown(member.info), member.info.header_offset))
            for member in found
        ]


def _all_members(archive: zipfile.ZipFile) -> list[Member]:
    infos = archive.infolist()
    afters = [info.header_offset for info in infos[1:]] + [archive.start_dir]
    found = []
    for before, info, after in zip([None, *infos], infos, afters, strict=False):
        found.append(Member("", info, before, after if after > info.header_offset else None))
    return found


def _shown(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    return shown_bytes(info.filename.encode("cp437"))  # undo zipfile's cp437 decoding


def is_sound(file: BinaryIO, archive: zipfile.ZipFile) -> bool:
    """Whether every member is where the directory says, or a few are not and their data can be found all the
    same.
    """
    doubtful = []
    for member in _all_members(archive):
        file.seek(member.info.header_offset)
        if file.read(4) != LOCAL:
            doubtful.append(member)
    return len(doubtful) <= min(_MOST_DOUBTFUL, len(archive.infolist()) // 2) and all(
        member.open(file)[2] for member in doubtful
    )


def member_sizes(path: str, *, check: bool) -> list[int] | None:
    """Stored sizes of the members; None if the directory is unreliable. `check`: verify that each member is
    where it says.
    """
    try:
        with open_source(path) as file, zipfile.ZipFile(file) as archive:
            if check and not is_sound(file, archive):
                return None
            return [member.info.compress_size for member in members(archive)]
    except ZIP_DAMAGE:
        return None


def opened(path: str, mark: str) -> tuple[zipfile.ZipFile, list[Member]]:
    """Open an archive and list its members, and keep both for the next slice."""
    global _opened
    if _opened is not None and _opened[:2] == (path, mark):
        return _opened[2:]
    archive = zipfile.ZipFile(open_source(path))
    if _opened is not None:
        _opened[2].close()
    _opened = (path, mark, archive, members(archive))
    return _opened[2:]


def read_members(
    archive: zipfile.ZipFile,
    chosen: list[Member],
    origin: str,
    options: Options,
    nested: Nested,
    depth: int,
) -> Iterator[Item]:
    """Yield the contents of members listed in the directory."""
    file = cast(BinaryIO, archive.fp)
    for member in chosen:
        place = f"{origin}#{member.label}"
        try:
            header, data, _ = member.open(file)
            if is_encrypted(header) or not is_readable(header):
                yield Unreadable(origin=place, reason="unreadable", detail=unsupported(header))
                continue
            yield from nested(data, place, options, depth + 1)
        except ZIP_DAMAGE as error:
            detail = f"The data is damaged: {error or 'it ends too early'}."
            yield Unreadable(origin=place, reason="unreadable", detail=detail)


def read_sequence(
    source: ByteStream, origin: str, options: Options, nested: Nested, depth: int = 0
) -> Iterator[Item]:
    """Yield the members of an archive sequentially, as far as there are any."""
    with contextlib.closing(MemberNames()) as names:
        yield from _sequence(source, origin, names, options, nested, depth)


def _sequence(
    source: ByteStream, origin: str, names: MemberNames, options: Options, nested: Nested, depth: int
) -> Iterator[Item]:
    complete, rejected = False, False
    while not complete:
        begin = source.tell()
        source.forget()
        head = source.peek(HEADER_BYTES)
        if not head:
            cut = source.resume()
            if cut is None:
                break
            rejected = True
            yield Unreadable(origin=origin, reason=cut.reason, detail=cut.detail)
        elif head.startswith(_DIRECTORY):
            complete = True
        elif (local := read_header(source)) is not None:
            item: Item | None = None
            place = f"{origin}#{names.label(local.shown, begin)}"
            for item in _read_local_member(source, local, place, options, nested, depth):
                yield item
            rejected = isinstance(item, Unreadable) and source.ended()
        else:
            passed = len(source.read(1)) + source.skip_to(_NEXT)
            detail = f"No zip member begins here; skipped {passed} bytes to the next one."
            rejected = True
            yield Unreadable(origin=f"{origin}#offset={begin}", reason="unreadable", detail=detail)
    if not complete and not rejected:
        detail = "The zip ends before its directory: members may be missing."
        yield Unreadable(origin=origin, reason="truncated", detail=detail)


def _read_local_member(
    source: ByteStream, local: Header, place: str, options: Options, nested: Nested, depth: int
) -> Iterator[Item]:
    if local.name.endswith(b"/"):
        Part(source, local.packed or 0).skip()
        return
    if is_encrypted(local) or not is_readable(local):
        yield Unreadable(origin=place, reason="unreadable", detail=unsupported(local))
        if local.packed is None:
            source.skip_to(DESCRIPTOR)
        else:
            Part(source, local.packed).skip()
        return
    member = MemberData(source, local)
    yield from nested(member, place, options, depth + 1)
    member.finish()

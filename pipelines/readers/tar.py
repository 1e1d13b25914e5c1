"""Tar archives of saved pages, front to back, without unpacking anything to disk."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import cast

from newsmill.pipelines.readers.names import shown
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Unreadable
from newsmill.pipelines.readers.streams import Readable, read_stream

__all__ = ["read_sequence"]


# A header that goes before a member with its long name or other properties is a few hundred bytes.
_HEADER_BYTES = 1 << 20


class _Member(tarfile.TarInfo):
    """A member whose headers are of a sane size. tarfile would read one of any size into memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if not self.isfile() and self.size > _HEADER_BYTES:
            raise tarfile.ReadError(f"a header of {self.size} bytes")
        member: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return member


def read_sequence(stream: Readable, origin: str, options: Options, depth: int = 0) -> Iterator[Item]:
    """What the regular files of a tar hold. A member's name is only ever a name: nothing is written under it."""
    try:
        with tarfile.open(
            fileobj=cast("tarfile._Fileobj", stream), mode="r|", errorlevel=0, tarinfo=_Member
        ) as archive:
            for member in archive:
                archive.members = []  # type: ignore[attr-defined] # tarfile keeps every header it has seen
                if not member.isfile():
                    if not member.isdir():
                        yield NoPage("other-file")
                    continue
                file = archive.extractfile(member)
                assert file is not None
                yield from read_stream(
                    cast(Readable, file), f"{origin}#{shown(member.name)}", options, depth=depth + 1
                )
    except tarfile.ReadError as error:
        if "unexpected end of data" in str(error):
            raise EOFError from error
        yield Unreadable(origin=origin, reason="unreadable", detail=f"The tar is damaged: {error}.")
    except tarfile.TarError as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=f"The tar is damaged: {error}.")

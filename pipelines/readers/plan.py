"""Input to slices: what each file is, and where it can be cut. Streams, and decides by the input alone.

What a file is cut into never depends on the number of workers, so neither does the output.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Any

import msgspec

from newsmill.pipelines.readers.formats import HEAD_BYTES, Format, recognise, recognise_compressed
from newsmill.pipelines.readers.names import packed, shown
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, NoPage, Slice, carry
from newsmill.pipelines.readers.sources import (
    STDIN,
    InputError,
    SourceFile,
    describe,
    is_folder,
    is_remote,
    open_source,
    origins,
    walk,
)

__all__ = ["plan", "plan_input"]

# How much a worker is given at once: about a second of work.
_SLICE_BYTES = 4 << 20
_PLAIN_SLICE_BYTES = 16 << 20
_SLICE_FILES = 64
_SLICE_ROWS = 64
# A file that cannot be cut is read by one worker as a whole up to this size; the pages of a larger one are handed out.
_WHOLE_BYTES = 8 << 20
_CARRIED_ITEMS = 64


def plan(paths: Iterable[str], options: Options) -> Iterator[Slice]:
    """The slices of several inputs, in their order. Raises `InputError`."""
    paths = list(paths)
    for path in paths:
        is_folder(path)  # what is not there is said before there is work
    for path, origin in zip(paths, origins(paths), strict=True):
        yield from plan_input(path, origin, options)


def plan_input(path: str, origin: str, options: Options) -> Iterator[Slice]:
    """The slices of one file or folder. `origin`: what its pages' origins begin with."""
    if not is_folder(path):
        yield from _Planner(options, named=True).file(describe(path), origin)
        return
    planner = _Planner(options, named=False)
    batch: list[SourceFile] = []
    for file in walk(path):
        if _is_page_file(file):
            batch.append(file)
            if len(batch) >= _SLICE_FILES or sum(each.size or 0 for each in batch) >= _SLICE_BYTES:
                yield planner.pages(path, origin, batch)
                batch = []
            continue
        if batch:
            yield planner.pages(path, origin, batch)
            batch = []
        yield from planner.file(file, f"{origin}/{file.relative}")
    if batch:
        yield planner.pages(path, origin, batch)


def _is_page_file(file: SourceFile) -> bool:
    """Whether a file of a folder is one page; what cannot be opened is taken for one, and its reader says why."""
    try:
        kind, inner = _format(file, named=False)
    except OSError:
        return True
    return (inner or kind) in ("page", "mhtml")


def _format(file: SourceFile, *, named: bool) -> tuple[Format, Format | None]:
    """What a file is, and what is inside where it is compressed."""
    with contextlib.closing(open_source(file.path)) as opened:
        head = opened.read(HEAD_BYTES)
    name = PurePosixPath(file.relative or file.path.split("?")[0]).name
    packed = recognise_compressed(head, name, named=named)
    if packed is not None:
        return packed
    return recognise(head, name, named=named), None


class _Planner:
    """Cuts files by their formats."""

    def __init__(self, options: Options, *, named: bool) -> None:
        self.options = options
        self.named = named
        self.values: dict[str, Any] = msgspec.structs.asdict(options)

    def pages(self, folder: str, origin: str, files: list[SourceFile]) -> Slice:
        """A slice of files that hold one page each."""
        return Slice(
            reader="files",
            path=packed(folder.rstrip("/") or "/"),
            origin=shown(origin),
            files=tuple(packed(file.relative) for file in files),
            mark=" ".join(file.mark for file in files),
            weight=sum(file.size or 0 for file in files),
            options=self.values,
        )

    def file(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        """The slices of one file."""
        if file.path == STDIN:
            yield from self._carried(file, origin)
            return
        try:
            kind, inner = _format(file, named=self.named)
        except OSError as error:
            if self.named and is_remote(file.path):
                raise InputError(f"{file.path} cannot be read: {error}.") from error
            kind, inner = "page", None
        whole = self._slice(file, origin, "files")
        if (inner or kind) in ("page", "mhtml"):
            yield whole
        elif kind == "other" or inner == "other":
            yield msgspec.structs.replace(whole, reader="", pages=(carry(NoPage("other-file")),))
        elif kind == "gzip" and inner == "warc" and self._is_cut_by_record(file):
            yield from self._guessed(file, origin)
        elif kind == "warc" and not is_remote(file.path):
            yield from self._plain_warc(file, origin)
        elif kind == "zip":
            yield from self._zip(file, origin)
        elif kind == "jsonl" and not is_remote(file.path):
            yield from self._jsonl(file, origin)
        elif kind == "parquet":
            yield from self._parquet(file, origin)
        elif kind == "sqlite" and not is_remote(file.path):
            yield from self._sqlite(file, origin)
        elif file.size is not None and file.size <= _WHOLE_BYTES:
            yield msgspec.structs.replace(whole, reader="streams")
        else:
            yield from self._carried(file, origin)

    def _slice(self, file: SourceFile, origin: str, reader: str, **more: Any) -> Slice:
        values = {"weight": file.size or 0, "options": self.values, **more}
        return Slice(reader=reader, path=packed(file.path), origin=shown(origin), mark=file.mark, **values)

    def _is_cut_by_record(self, file: SourceFile) -> bool:
        from newsmill.pipelines.readers.warc import is_cut_by_record

        with contextlib.closing(open_source(file.path)) as opened:
            return file.size is not None and is_cut_by_record(opened)

    def _guessed(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        assert file.size is not None
        for start in range(0, file.size, _SLICE_BYTES):
            stop = min(start + _SLICE_BYTES, file.size)
            yield self._slice(
                file, origin, "warc", start=start, stop=stop, guessed=start > 0, weight=stop - start
            )

    def _plain_warc(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.warc import plain_record_end

        with contextlib.closing(open_source(file.path)) as opened:
            start, position = 0, 0
            while (end := plain_record_end(opened, position)) is not None:
                position = end
                if position - start >= _PLAIN_SLICE_BYTES:
                    yield self._slice(
                        file, origin, "warc", start=start, stop=position, weight=position - start
                    )
                    start = position
            if start < (file.size or 0):
                yield self._slice(
                    file, origin, "warc", start=start, stop=None, weight=(file.size or 0) - start
                )

    def _zip(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.zips import ZIP_DAMAGE, members

        try:
            with contextlib.closing(open_source(file.path)) as opened, zipfile.ZipFile(opened) as archive:
                sizes = [member.compress_size for member in members(archive)]
        except ZIP_DAMAGE:
            sizes = [0]  # its reader says what is wrong
        for start, stop, weight in _runs(sizes, _SLICE_FILES, _SLICE_BYTES):
            yield self._slice(file, origin, "zips", start=start, stop=stop, weight=weight)

    def _jsonl(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.jsonl import cut

        for start, stop, line in cut(file.path, _PLAIN_SLICE_BYTES):
            options = {**self.values, "first_line": line}
            yield self._slice(
                file, origin, "jsonl", start=start, stop=stop, options=options, weight=stop - start
            )

    def _parquet(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.parquet import row_groups

        try:
            groups = row_groups(file.path, origin, self.options)
        except InputError:
            if self.named:
                raise
            groups = [(0, 0)]  # one file among many: its reader says what is wrong
        except (OSError, ValueError):
            groups = [(0, 0)]
        row = 0
        for number, (rows, weight) in enumerate(groups):
            options = {**self.values, "first_row": row}
            yield self._slice(
                file, origin, "parquet", start=number, stop=number + 1, options=options, weight=weight
            )
            row += rows

    def _sqlite(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.sqlite import cut

        try:
            for start, stop in cut(file.path, origin, self.options, _SLICE_ROWS):
                yield self._slice(file, origin, "sqlite", start=start, stop=stop, weight=_SLICE_BYTES)
        except InputError:
            if self.named:
                raise
            yield self._slice(file, origin, "sqlite", start=0, stop=0)

    def _carried(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        """A source that only one process can read: its pages are read here and travel inside the slices."""
        from newsmill.pipelines.readers.slices import Reading
        from newsmill.pipelines.readers.streams import read

        whole = self._slice(file, origin, "streams")
        items: list[Item] = []
        weight = 0
        for item in read(Reading(whole)):
            items.append(item)
            weight += len(getattr(item, "raw", b"") or b"")
            if len(items) >= _CARRIED_ITEMS or weight >= _SLICE_BYTES:
                yield self._carry(file, origin, items, weight)
                items, weight = [], 0
        if items:
            yield self._carry(file, origin, items, weight)

    def _carry(self, file: SourceFile, origin: str, items: list[Item], weight: int) -> Slice:
        return self._slice(file, origin, "", pages=tuple(map(carry, items)), weight=weight)


def _runs(sizes: list[int], most: int, most_bytes: int) -> Iterator[tuple[int, int, int]]:
    """Places of a list cut so that no part has more than `most` or, but for single ones, `most_bytes`."""
    cuts, held = [0], 0
    for place, size in enumerate(sizes):
        if place > cuts[-1] and (place - cuts[-1] >= most or held + size > most_bytes):
            cuts.append(place)
            held = 0
        held += size
    for start, stop in pairwise([*cuts, len(sizes)]):
        if stop > start:
            yield start, stop, sum(sizes[start:stop])

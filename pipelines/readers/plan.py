"""Splits input into slices: detects the format of each file and where it can be cut. Streams its result.

The cuts depend on the input alone, never on the number of workers, so the output does not either.
"""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, cast

import msgspec

from newsmill.pipelines.readers.assets import is_asset
from newsmill.pipelines.readers.bytestream import Readable
from newsmill.pipelines.readers.cdx_lines import columns_of
from newsmill.pipelines.readers.file_names import packed, shown
from newsmill.pipelines.readers.formats import Format, Recognised, recognise_stream
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.saved_pages import is_cache_file
from newsmill.pipelines.readers.slices import Item, NoPage, Slice, Unreadable, carry
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

# Work given to a worker at once: about a quarter of a second's worth. The last worker to finish keeps the
# others waiting for half a slice on average.
_SLICE_BYTES = 1 << 20
_PLAIN_SLICE_BYTES = 4 << 20
_SLICE_FILES = 64
# For an index: some hundred lines, each of which points to a record about a hundred times its own size.
_INDEX_SLICE_BYTES = 32 << 10
_INDEXED_BYTES = 100
_SLICE_ROWS = 64
_PAGES: tuple[Format, ...] = ("page", "mhtml", "webarchive")
# Containers that can be read in part from remote storage.
_CUT_REMOTE: tuple[Format, ...] = ("warc", "zip", "parquet")
# A file that cannot be cut is read whole by one worker up to this size. Pages of a larger file are read here
# and distributed.
_WHOLE_BYTES = 8 << 20
_CARRIED_ITEMS = 64


def plan(
    paths: Iterable[str], options: Options, mark: Callable[[SourceFile], str] = operator.attrgetter("mark")
) -> Iterator[Slice]:
    """Yield the slices of several inputs, in order. Raises `InputError`.

    mark   returns a value that changes when a file's content does; by default the file's own mark
    """
    paths = list(paths)
    for path in paths:
        is_folder(path)  # report missing inputs before any work is done
    for path, origin in zip(paths, origins(paths), strict=True):
        yield from plan_input(path, origin, options, mark)


def plan_input(
    path: str,
    origin: str,
    options: Options,
    mark: Callable[[SourceFile], str] = operator.attrgetter("mark"),
) -> Iterator[Slice]:
    """Yield the slices of one file or folder. `origin` is the prefix of its pages' origins."""
    if not is_folder(path):
        yield from _Planner(options, mark, named=True).file(describe(path), origin)
        return
    yield from _Planner(options, mark, named=False).folder(path, origin)


def _format(file: SourceFile, *, named: bool) -> Recognised:
    """Detect the format of a file. A file that cannot be opened counts as a page; its reader reports the
    error.
    """
    name = (file.relative or file.path.split("?")[0]).rstrip("/").rpartition("/")[2]
    try:
        with contextlib.closing(open_source(file.path)) as opened:
            return recognise_stream(cast(Readable, opened), name, named=named)[0]
    except OSError as error:
        if named and is_remote(file.path):
            raise InputError(f"{file.path} cannot be read: {error}.") from error
        return Recognised("page")


def _format_among_others(file: SourceFile) -> Recognised:
    """Detect the format of a file in a folder. Assets of saved pages and similar files are `other`."""
    if file.asset or is_asset(file.relative) or (not is_remote(file.path) and is_cache_file(file.path)):
        return Recognised("other")
    return _format(file, named=False)


class _Planner:
    """Cuts files according to their formats."""

    def __init__(self, options: Options, mark: Callable[[SourceFile], str], *, named: bool) -> None:
        self.options = options
        self.mark = mark
        self.named = named
        self.values: dict[str, Any] = msgspec.structs.asdict(options)
        self._cutters: dict[Format, Callable[[SourceFile, str], Iterator[Slice]]] = {
            "warc": self._plain_warc,
            "zip": self._zip,
            "jsonl": self._jsonl,
            "parquet": self._parquet,
            "sqlite": self._sqlite,
            "cdx": self._cdx,
        }

    def folder(self, path: str, origin: str) -> Iterator[Slice]:
        """Yield the slices of a folder. Single-page files are grouped; files that are not pages are counted
        together.
        """
        batch: list[SourceFile] = []
        weight = others = 0
        for file in walk(path):
            known = _format_among_others(file)
            if known.format == "other":
                others += 1
                continue
            if known.format in _PAGES:
                batch.append(file)
                weight += file.size or 0
            if batch and (known.format not in _PAGES or len(batch) >= _SLICE_FILES or weight >= _SLICE_BYTES):
                yield self.pages(path, origin, batch)
                batch, weight = [], 0
            if known.format not in _PAGES:
                yield from self.file(file, f"{origin}/{file.shown or file.relative}", known)
        if batch:
            yield self.pages(path, origin, batch)
        if others:
            yield self._counted(origin, NoPage("other-file", others))

    def pages(self, folder: str, origin: str, files: list[SourceFile]) -> Slice:
        """Build a slice of single-page files."""
        return Slice(
            reader="files",
            path=packed(folder.rstrip("/") or "/"),
            origin=shown(origin),
            files=tuple(packed(file.relative) for file in files),
            names=tuple(file.shown for file in files) if any(file.shown for file in files) else (),
            mark=" ".join(map(self.mark, files)),
            weight=sum(file.size or 0 for file in files),
            options=self.values,
        )

    def file(self, file: SourceFile, origin: str, known: Recognised | None = None) -> Iterator[Slice]:
        """Yield the slices of one file."""
        if file.path == STDIN:
            yield from self._carried(file, origin)
            return
        kind, compression, wide = known or _format(file, named=self.named)
        whole = self._slice(file, origin, "files")
        if kind == "page" and compression is None and file.path.startswith(("http://", "https://")):
            yield msgspec.structs.replace(whole, reader="web", mark="")
        elif kind in _PAGES:
            yield whole
        elif kind in ("other", "cdx") and not self.named:
            yield self._counted(
                origin, NoPage("other-file")
            )  # the archives next to a CDX are read themselves
        elif kind == "cdx" and (compression is not None or is_remote(file.path)):
            yield msgspec.structs.replace(whole, reader="cdx")
        elif (cut := self._cut(file, origin, kind, encoded=compression is not None or wide)) is not None:
            yield from cut
        elif file.size is not None and file.size <= _WHOLE_BYTES:
            yield msgspec.structs.replace(whole, reader="streams")
        else:
            yield from self._carried(file, origin)

    def _cut(self, file: SourceFile, origin: str, kind: Format, *, encoded: bool) -> Iterator[Slice] | None:
        """The parts that a container can be read in, or None if it can only be read from front to back."""
        if encoded:
            is_cut = kind == "warc" and self._is_cut_by_record(file)
            return self._guessed(file, origin, _SLICE_BYTES) if is_cut else None
        cutter = self._cutters.get(kind)
        if cutter is None or (is_remote(file.path) and kind not in _CUT_REMOTE):
            return None
        return cutter(file, origin)

    def _counted(self, origin: str, item: NoPage | Unreadable) -> Slice:
        return Slice(reader="", origin=shown(origin), pages=(carry(item),))

    def _slice(self, file: SourceFile, origin: str, reader: str, **more: Any) -> Slice:
        values = {"weight": file.size or 0, "options": self.values, **more}
        return Slice(
            reader=reader, path=packed(file.path), origin=shown(origin), mark=self.mark(file), **values
        )

    def _is_cut_by_record(self, file: SourceFile) -> bool:
        from newsmill.pipelines.readers.warc import is_cut_by_record

        with contextlib.closing(open_source(file.path)) as opened:
            return file.size is not None and is_cut_by_record(opened)

    def _guessed(self, file: SourceFile, origin: str, size: int) -> Iterator[Slice]:
        assert file.size is not None
        for start in range(0, file.size, size):
            stop = min(start + size, file.size)
            yield self._slice(
                file, origin, "warc", start=start, stop=stop, guessed=start > 0, weight=stop - start
            )

    def _plain_warc(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        if file.size is None:
            yield from self._carried(file, origin)
        else:
            yield from self._guessed(file, origin, _PLAIN_SLICE_BYTES)

    def _zip(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.zips import member_sizes

        sizes = member_sizes(file.path, check=not is_remote(file.path))
        if sizes is None:  # no usable directory: read sequentially
            yield from self._carried(file, origin)
            return
        for start, stop, weight in _runs(sizes, _SLICE_FILES, _SLICE_BYTES):
            yield self._slice(file, origin, "zips", start=start, stop=stop, weight=weight)

    def _jsonl(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.jsonl import cut

        for start, stop, line in cut(file.path, _PLAIN_SLICE_BYTES):
            options = {**self.values, "first_line": line}
            yield self._slice(
                file, origin, "jsonl", start=start, stop=stop, options=options, weight=stop - start
            )

    def _cdx(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.jsonl import cut

        with contextlib.closing(open_source(file.path)) as opened:
            columns = columns_of(opened.read(256).partition(b"\n")[0].decode("utf-8", "replace"))
        for start, stop, line in cut(file.path, _INDEX_SLICE_BYTES):
            options = {**self.values, "first_line": line, "columns": columns}
            weight = (stop - start) * _INDEXED_BYTES
            yield self._slice(file, origin, "cdx", start=start, stop=stop, options=options, weight=weight)

    def _parquet(self, file: SourceFile, origin: str) -> Iterator[Slice]:
        from newsmill.pipelines.readers.parquet import row_groups

        try:
            groups = row_groups(file.path, origin, self.options)
        except InputError:
            if self.named:
                raise
            groups = [(0, 0)]  # one file among many: its reader reports the error
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
        """For a source only one process can read: read its pages here and send them inside the slices."""
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
    """Split a list of sizes into ranges of at most `most` entries and `most_bytes` (unless a single entry is
    larger).
    """
    cuts, held = [0], 0
    for place, size in enumerate(sizes):
        if place > cuts[-1] and (place - cuts[-1] >= most or held + size > most_bytes):
            cuts.append(place)
            held = 0
        held += size
    for start, stop in pairwise([*cuts, len(sizes)]):
        if stop > start:
            yield start, stop, sum(sizes[start:stop])

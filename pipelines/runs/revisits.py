"""Revisit records: pages an archive stores only once although several URLs returned them.

When a crawler receives a body it has already stored, it writes a `revisit` record: URL, time, and the URL the
body was stored for. The body may be anywhere in the input, so revisits wait until all pages have been read.
The written records then show where each page is, and the page is read again with the revisit's URL and time.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from newsmill.pipelines import urls
from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import warc
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Revisit, Slice, carry
from newsmill.pipelines.readers.sources import InputError, is_folder, is_remote, open_source, origins
from newsmill.pipelines.writers.jsonl import open_records

__all__ = ["Revisits"]

_ITEMS = 64
_BYTES = 4 << 20


class _Written(msgspec.Struct):
    """The fields of a record that locate its page."""

    url: str | None = None
    fetched_at: str | None = None
    origin: str | None = None


class _Place(NamedTuple):
    """A page that was read: when it was fetched, and its origin."""

    fetched_at: str
    origin: str


_decode_written = msgspec.json.Decoder(_Written).decode
_decode_revisit = msgspec.json.Decoder(Revisit).decode


class Revisits:
    """The revisits of a run, once all its pages are known.

    waiting   files of revisits, as written by the shards
    shards    record files
    found     how many had a page, as far as `slices` has been consumed; `number` is the total

    Holds the waiting revisits in memory, about 300 bytes each.
    """

    def __init__(
        self, waiting: Iterable[Path], shards: Iterable[Path], inputs: list[str], options: Options
    ) -> None:
        self._revisits: list[Revisit] = []
        for path in waiting:
            with contextlib.suppress(FileNotFoundError):
                self._revisits += map(_decode_revisit, path.read_bytes().splitlines())
        self.number = len(self._revisits)
        self.found = 0
        self._shards = list(shards)
        self._inputs = dict(zip(origins(inputs), inputs, strict=True))
        self._options = options

    def slices(self) -> Iterator[Slice]:
        """Yield slices that carry the pages of revisits, in the order of the revisits. Revisits without a
        page are skipped.
        """
        items: list[Page] = []
        weight = 0
        for page in self._pages():
            self.found += 1
            items.append(page)
            weight += len(page.raw)
            if len(items) >= _ITEMS or weight >= _BYTES:
                yield self._slice(items, weight)
                items, weight = [], 0
        if items:
            yield self._slice(items, weight)

    def _slice(self, items: list[Page], weight: int) -> Slice:
        return Slice(reader="", pages=tuple(map(carry, items)), weight=weight)

    def _pages(self) -> Iterator[Page]:
        places = self._places()
        for revisit in self._revisits:
            origin = _chosen(revisit, places.get(urls.canonical(revisit.refers_to), []))
            page = self._read(origin) if origin is not None else None
            if isinstance(page, Page):
                yield msgspec.structs.replace(
                    page,
                    url=revisit.url,
                    fetched_at=revisit.fetched_at,
                    origin=revisit.origin,
                    warnings=(
                        *page.warnings,
                        f"body taken from {revisit.refers_to}, according to a revisit record",
                    ),
                )

    def _places(self) -> dict[str, list[_Place]]:
        """Locate the pages of the URLs that revisits refer to."""
        wanted = {urls.canonical(revisit.refers_to) for revisit in self._revisits}
        places: dict[str, list[_Place]] = {}
        for path in self._shards if wanted else ():
            with open_records(path) as lines:
                for written in map(_decode_written, lines):
                    if written.url in wanted and written.origin:
                        place = _Place(written.fetched_at or "", written.origin)
                        places.setdefault(written.url, []).append(place)
        return places

    def _read(self, origin: str) -> Item | None:
        """Read the page at an origin again; None if it is not in an archive that can be opened at that
        offset.
        """
        name, _, place = origin.rpartition("#offset=")
        path = self._path(name)
        part, _, inner = place.partition("+")
        if path is None or not part.isdecimal() or not (inner.isdecimal() or not inner):
            return None
        try:
            with contextlib.closing(open_source(path)) as file:
                source = warc.open_at(file, int(part))
                source.skip(int(inner or 0))
                return next(warc.read_sequence(source, name, self._options), None)
        except OSError:
            return None

    def _path(self, name: str) -> str | None:
        """The file an origin refers to; None if it is inside another container."""
        if name in self._inputs:
            return self._inputs[name]
        for root, path in self._inputs.items():
            with contextlib.suppress(InputError):
                if name.startswith(f"{root}/") and not is_remote(path) and is_folder(path):
                    return f"{path.rstrip('/')}/{name.removeprefix(f'{root}/')}"
        return None


def _chosen(revisit: Revisit, places: list[_Place]) -> str | None:
    """The capture a revisit refers to; if it does not say which, the last one before it."""
    if revisit.refers_to_date is not None:
        return next((place.origin for place in places if place.fetched_at == revisit.refers_to_date), None)
    before = [place for place in places if not revisit.fetched_at or place.fetched_at <= revisit.fetched_at]
    return max(before, key=lambda place: place.fetched_at).origin if before else None

"""A part of the input that one process can read by itself, and what comes out of reading it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from newsmill.pipelines.page import Page

__all__ = ["Carried", "Item", "NoPage", "Reading", "Revisit", "Slice", "Unreadable", "carried", "carry"]


class Revisit(msgspec.Struct, frozen=True, kw_only=True):
    """A record without a body of its own: at this time its URL gave what another URL had given.

    refers_to       the URL whose body it was
    refers_to_date  when that had been fetched, where the record says it
    """

    url: str
    fetched_at: str | None
    origin: str
    refers_to: str
    refers_to_date: str | None = None


class NoPage(msgspec.Struct, frozen=True, tag=True):
    """Something in the input that is no page and is only counted: an image, a redirect, a `revisit` record.

    revisit   of a revisit that another URL's page may answer, what it says
    """

    reason: str
    number: int = 1
    revisit: Revisit | None = None


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A page that is there and cannot be had: it becomes a reject.

    raw   as many of its bytes as could be had
    """

    origin: str | None
    reason: str
    detail: str
    url: str | None = None
    raw: bytes | None = None


Item = Page | NoPage | Unreadable


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """An item that travels inside a slice."""

    page: Page | None = None
    other: NoPage | Unreadable | None = None


def carry(item: Item) -> Carried:
    """Put an item into a slice."""
    return Carried(page=item) if isinstance(item, Page) else Carried(other=item)


def carried(slice_: Slice) -> Iterator[Item]:
    """The items that a slice of a stream brought along."""
    for item in slice_.pages:
        if item.page is not None:
            yield item.page
        elif item.other is not None:
            yield item.other


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """A part of one source.

    reader       the module of `newsmill.pipelines.readers` that reads it
    path         the file or URL it lies in
    origin       what its pages' `origin` begins with
    start, stop  which part, in the reader's own terms (bytes, members, rows); None: to the end
    guessed      `start` is a guess: the first item begins at or after it
    weight       its size in bytes as stored, to cut shards by
    mark         what changes when the content does (size, time, digest)
    files        of a slice of many small files: their paths below `path`
    names        how those are shown in origins, where that is not as their paths; empty where all are
    pages        of a slice of a stream: what was read of it
    options      the reader's settings (names of columns, limits)
    """

    reader: str
    path: str = ""
    origin: str = ""
    start: int = 0
    stop: int | None = None
    guessed: bool = False
    weight: int = 0
    mark: str = ""
    files: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    pages: tuple[Carried, ...] = ()
    options: dict[str, Any] = {}


class Reading:
    """A slice being read.

    first   where the slice's first item began, in the reader's terms; None where that is not known or needed
    next    where the first item after the slice begins
    """

    def __init__(self, slice_: Slice) -> None:
        self.slice = slice_
        self.first: int | None = None
        self.next: int | None = None

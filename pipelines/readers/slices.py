"""Slices: parts of the input that one process can read independently, and the items they yield."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from newsmill.pipelines.page import Page

__all__ = ["Carried", "Item", "NoPage", "Reading", "Revisit", "Slice", "Unreadable", "carried", "carry"]


class Revisit(msgspec.Struct, frozen=True, kw_only=True):
    """A revisit record without a body: at this time its URL returned the same content as another URL.

    refers_to       the URL whose body it was
    refers_to_date  when that URL was fetched, if the record says so
    """

    url: str
    fetched_at: str | None
    origin: str
    refers_to: str
    refers_to_date: str | None = None


class NoPage(msgspec.Struct, frozen=True, tag=True):
    """An entry that is not a page and is only counted: an image, a redirect, a `revisit` record.

    revisit   for a revisit that may be answered by another URL's page, its details
    """

    reason: str
    number: int = 1
    revisit: Revisit | None = None


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """A page that exists but cannot be read: it becomes a reject.

    raw   as many of its bytes as could be read
    """

    origin: str | None
    reason: str
    detail: str
    url: str | None = None
    raw: bytes | None = None


Item = Page | NoPage | Unreadable


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """An item carried inside a slice."""

    page: Page | None = None
    other: NoPage | Unreadable | None = None


def carry(item: Item) -> Carried:
    """Wrap an item for a slice."""
    return Carried(page=item) if isinstance(item, Page) else Carried(other=item)


def carried(slice_: Slice) -> Iterator[Item]:
    """Yield the items carried in a slice."""
    for item in slice_.pages:
        if item.page is not None:
            yield item.page
        elif item.other is not None:
            yield item.other


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """A part of one source.

    reader       the module of `newsmill.pipelines.readers` that reads it
    path         the file or URL it lies in
    origin       the prefix of its pages' `origin`
    start, stop  the range, in the reader's units (bytes, members, rows); stop None: to the end
    guessed      `start` is a guess: the first item begins at or after it
    weight       its size in stored bytes, used to cut shards
    mark         changes when the content does (size, time, digest)
    files        for a slice of many small files: their paths below `path`
    names        display names of those files, if any differs from its path; else empty
    pages        for a slice of a stream: the items already read
    options      the reader's settings (column names, limits)
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

    first     where the slice's first item began, in the reader's units; None if unknown or not needed
    next      where the first item after the slice begins
    left_out  why a page is not selected, or None; lets a reader count pages without reading them whole
    """

    def __init__(self, slice_: Slice, left_out: Callable[[Page], str | None] | None = None) -> None:
        self.slice = slice_
        self.left_out = left_out
        self.first: int | None = None
        self.next: int | None = None

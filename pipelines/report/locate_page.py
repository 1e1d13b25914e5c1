"""Finds a page by its location: a file, or a file and a place in it, in the form of a record's `origin`."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import read
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan_input
from newsmill.pipelines.readers.slices import Item, NoPage, Reading, Slice, Unreadable

__all__ = ["PageNotFound", "find_page"]

_SHOWN = 8


class PageNotFound(Exception):
    """There is no such page. The message says what to do."""


def find_page(reference: str) -> Page:
    """The page at `PATH`, `WARC#offset=1234`, `ZIP#inner/path.html` or `FILE.jsonl#line=12`.

    Raises `PageNotFound`, and `newsmill.pipelines.readers.sources.InputError` if the file does not exist.
    """
    path, place = _split(reference)
    name = Path(path).name
    if not place:
        return _only_page(path, name)
    offset = place.removeprefix("offset=")
    if place.startswith("offset=") and offset.isdecimal():
        with contextlib.suppress(OSError):
            for item in read(Reading(_record_slice(path, name, int(offset)))):
                if isinstance(item, Page) and item.origin == f"{name}#{place}":
                    return item
                break  # not a record at that offset, or a file compressed as a whole: search it sequentially
    for item in _items(path, name):
        if not isinstance(item, NoPage) and item.origin == f"{name}#{place}":
            return _page(item)
    raise PageNotFound(f"There is no page at {place} in {path}. {_pages_of(path, name)}")


def _split(reference: str) -> tuple[str, str]:
    """Split a reference into the file and the place in it; a `#` may be part of a file's name."""
    path, found, place = reference, "", ""
    while not Path(path).exists():
        path, found, before = path.rpartition("#")
        if not found:
            return reference, ""
        place = f"{before}#{place}" if place else before
    return path, place


def _record_slice(path: str, name: str, offset: int) -> Slice:
    return Slice(reader="warc", path=path, origin=name, start=offset, stop=offset + 1)


def _items(path: str, name: str) -> Iterator[Item]:
    for slice_ in plan_input(path, name, Options()):
        yield from read(Reading(slice_))


def _only_page(path: str, name: str) -> Page:
    if Path(path).is_dir():
        raise PageNotFound(f"{path} is a folder: name one page in it. To browse a run, use newsmill serve.")
    found = list(itertools.islice(_pages(path, name), 2))
    if not found:
        raise PageNotFound(f"There is no page in {path}.")
    if len(found) > 1:
        raise PageNotFound(f"{path} holds more than one page. {_pages_of(path, name)}")
    return _page(found[0])


def _pages(path: str, name: str) -> Iterator[Page | Unreadable]:
    return (item for item in _items(path, name) if not isinstance(item, NoPage))


def _page(item: Page | Unreadable) -> Page:
    if isinstance(item, Unreadable):
        raise PageNotFound(f"{item.origin} cannot be read: {item.detail}")
    return item


def _pages_of(path: str, name: str) -> str:
    places = [item.origin or "" for item in itertools.islice(_pages(path, name), _SHOWN + 1)]
    if not places:
        return "It has no pages."
    more = " …" if len(places) > _SHOWN else ""
    shown = ", ".join(f"{path}{place.removeprefix(name)}" for place in places[:_SHOWN])
    return f"Name one: {shown}{more}"

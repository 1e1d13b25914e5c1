"""Readers turn containers into pages: one module per format, each streaming, chosen by content.

A source is split into slices. `read` reads any slice independently of the others, so slices can go to
different processes.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from newsmill.pipelines.readers.slices import Item, Reading, carried

__all__ = ["read"]

# Slices whose reader is not the `read` function of the module they name. Loaded on demand.
_READERS = {"zips": ("streams", "read_zip_slice")}


def read(reading: Reading) -> Iterator[Item]:
    """Yield the items of a slice in order: pages, skipped entries and unreadable entries."""
    if reading.slice.pages:
        return carried(reading.slice)
    name, function = _READERS.get(reading.slice.reader, (reading.slice.reader, "read"))
    module = importlib.import_module(f"newsmill.pipelines.readers.{name}")
    reader: Callable[[Reading], Iterator[Item]] = getattr(module, function)
    return reader(reading)

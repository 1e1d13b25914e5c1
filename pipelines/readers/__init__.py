"""Containers to pages: one module a format, each streaming, chosen by content.

A source is cut into slices, each of which any process can read by itself with `read`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from newsmill.pipelines.readers.slices import Item, Reading, carried

__all__ = ["read"]

# Where a slice's reader is, for those that are not `read` of the module of their name. They are loaded when they are needed.
_READERS = {"zips": ("streams", "read_zip_slice")}


def read(reading: Reading) -> Iterator[Item]:
    """What is in a slice, in order: pages, and what is no page or cannot be had."""
    if reading.slice.pages:
        return carried(reading.slice)
    name, function = _READERS.get(reading.slice.reader, (reading.slice.reader, "read"))
    module = importlib.import_module(f"newsmill.pipelines.readers.{name}")
    reader: Callable[[Reading], Iterator[Item]] = getattr(module, function)
    return reader(reading)

"""Containers to pages: one module a format, each streaming, chosen by content.

A source is cut into slices, each of which any process can read by itself with `read`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator

from newsmill.pipelines.readers.slices import Item, Reading, carried

__all__ = ["read"]


def read(reading: Reading) -> Iterator[Item]:
    """What is in a slice, in order: pages, and what is no page or cannot be had."""
    if reading.slice.pages:
        return carried(reading.slice)
    module = importlib.import_module(f"newsmill.pipelines.readers.{reading.slice.reader}")
    reader: Callable[[Reading], Iterator[Item]] = module.read
    return reader(reading)

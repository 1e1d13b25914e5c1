"""Deduplicates exact copies within a run, in bounded memory: the same page twice in the inputs becomes one
record.

A page is identified by 16 bytes of a hash over its id and digest. With a hundred million pages, the
probability of any collision is below 10⁻²².
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from newsmill.pipelines.key_set import IN_MEMORY, Keys

__all__ = ["Seen"]


class _Known(msgspec.Struct):
    """The fields of a record that identify its page."""

    id: str
    digest: str | None = None


_decoder = msgspec.json.Decoder(_Known)


class Seen:
    """The set of pages seen so far. `folder` holds its files; None for a temporary folder."""

    def __init__(self, folder: Path | None = None, *, in_memory: int = IN_MEMORY) -> None:
        self._keys = Keys(folder, in_memory=in_memory)

    def add(self, record: bytes) -> bool:
        """Add a record (as JSON). Returns whether its page is new."""
        known = _decoder.decode(record)
        raw = hashlib.sha256(f"{known.id}\n{known.digest}".encode("utf-8", "surrogatepass")).digest()
        return self._keys.add(raw[:16])

    def close(self) -> None:
        """Remove the files."""
        self._keys.close()

"""WebDataset: tar files in which each sample is two adjacent files, `ID.json` (the record) and `ID.txt`
(title and body).
"""

from __future__ import annotations

import io
import re
import tarfile
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from newsmill.pipelines.export.formats.documents import plain_text

__all__ = ["WebDataset"]


class WebDataset:
    """One tar file. Headers contain no times or owners, so that the same records give the same bytes."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._tar = tarfile.open(path, "w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 (closed by `close`)
        self._keys: dict[str, int] = {}

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        for row in batch.to_pylist():
            key = self._key(row)
            self._add(f"{key}.json", msgspec.json.encode(row))
            self._add(f"{key}.txt", plain_text(row).encode("utf-8", "replace"))

    def close(self) -> None:
        """Write the end of the archive."""
        self._tar.close()

    def _key(self, row: dict[str, Any]) -> str:
        # A key ends at the first dot, and files with equal keys would form one sample.
        key = re.sub(r"[^0-9A-Za-z_-]", "_", str(row["id"]))[:100] or "_"
        self._keys[key] = count = self._keys.get(key, 0) + 1
        return key if count == 1 else f"{key}-{count}"

    def _add(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size = len(data)
        self._tar.addfile(member, io.BytesIO(data))

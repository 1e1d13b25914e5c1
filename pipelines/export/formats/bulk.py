"""The bulk format of Elasticsearch and OpenSearch: an action line and a document line per record.

    curl -H 'Content-Type: application/x-ndjson' --data-binary @train-00000-of-00001.bulk.ndjson
    localhost:9200/news/_bulk

The URL names the index. The record's id is the document's id, so a record sent twice is stored once.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import pyarrow as pa

__all__ = ["Bulk"]


class Bulk:
    """A file of bulk lines; it ends with a line feed, as the servers require."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file = path.open("wb")

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        lines = bytearray()
        for row in batch.to_pylist():
            lines += msgspec.json.encode({"index": {"_id": row["id"]}}) + b"\n"
            lines += msgspec.json.encode(row) + b"\n"
        self._file.write(lines)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

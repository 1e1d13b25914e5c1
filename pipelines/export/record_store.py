"""The selected records in order, in one Arrow file on disk. Any of its columns can be read batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import ipc

from newsmill.pipelines.export.columns import COLUMNS, schema

__all__ = ["Store"]

# Records per batch of the file.
_BATCH = 4_096


class Store:
    """An Arrow file at `path`. First add all records, then read them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._schema = schema([item.name for item in COLUMNS])
        # LZ4 halves text at the cost of copying it; the file is read up to five times.
        options = ipc.IpcWriteOptions(compression="lz4")
        self._writer: ipc.RecordBatchFileWriter | None = ipc.new_file(path, self._schema, options=options)
        self.has_markup = False

    def add(self, records: pa.Table) -> None:
        """Append records. Raises `ValueError` once reading has begun."""
        if self._writer is None:
            raise ValueError("no record can be added after the first was read")
        records = records.cast(self._schema)
        self._writer.write_table(records, _BATCH)
        markup = records.column("body_markup")
        self.has_markup |= markup.null_count < len(markup)

    def scan(self, names: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """All records in order, with these columns in this order."""
        self.close()
        places = [self._schema.get_field_index(name) for name in names]
        options = ipc.IpcReadOptions(included_fields=places, use_threads=False)
        with pa.OSFile(str(self._path)) as file, ipc.open_file(file, options=options) as reader:
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number).select(names)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

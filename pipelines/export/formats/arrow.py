"""Arrow IPC files: typed; readers can map them into memory without copying."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

from newsmill.pipelines.export.formats.parquet import typed, typed_schema

__all__ = ["Arrow"]


class Arrow:
    """An Arrow file (the random-access format), with buffers compressed with zstd."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        options = pyarrow.ipc.IpcWriteOptions(compression="zstd")
        self._writer = pyarrow.ipc.new_file(str(path), typed_schema(schema), options=options)

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        self._writer.write_batch(typed(batch))

    def close(self) -> None:
        """Write the footer."""
        self._writer.close()

"""Arrow IPC files: typed, mapped into memory by readers without a copy."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.ipc

from newsmill.pipelines.export.formats.parquet import typed, typed_schema

__all__ = ["Arrow"]


class Arrow:
    """An Arrow file (the random-access form), buffers packed with zstd."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        options = pyarrow.ipc.IpcWriteOptions(compression="zstd")
        self._writer = pyarrow.ipc.new_file(str(path), typed_schema(schema), options=options)

    def write(self, batch: pa.RecordBatch) -> None:
        """The next records."""
        self._writer.write_batch(typed(batch))

    def close(self) -> None:
        """Write the footer."""
        self._writer.close()

"""Parquet: typed, zstd, with row groups sized for `datasets` and with names and types that Spark supports."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

__all__ = ["ROW_GROUP_BYTES", "Parquet", "typed", "typed_schema"]

# The Hub's viewer, and `datasets` in streaming mode, read a whole row group at a time; the Hub recommends at
# most 100 to 300 MB uncompressed. Small row groups compress badly. Page indexes help readers of a few
# columns.
ROW_GROUP_BYTES = 64 << 20

_TIME = pa.timestamp("us", tz="UTC")  # Spark does not read nanoseconds


class Parquet:
    """A Parquet file. `fetched_at` becomes a timestamp; all other columns have the types of the record."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema = typed_schema(schema)
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            version="2.6",
            write_page_index=True,
            coerce_timestamps="us",
            use_content_defined_chunking=True,
        )
        self._group: list[pa.RecordBatch] = []
        self._bytes = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Add the next records; a row group is written when it is full."""
        self._group.append(typed(batch))
        self._bytes += batch.nbytes
        if self._bytes >= ROW_GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        """Write the last row group and the footer."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._group:
            table = pa.Table.from_batches(self._group, self._schema)
            self._writer.write_table(table, row_group_size=max(table.num_rows, 1))
        self._group, self._bytes = [], 0


def typed_schema(schema: pa.Schema) -> pa.Schema:
    """The schema of the file, with `fetched_at` as a timestamp."""
    place = schema.get_field_index("fetched_at")
    return schema if place < 0 else schema.set(place, pa.field("fetched_at", _TIME))


def typed(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with `fetched_at` as a timestamp; a value that is not a valid time becomes null."""
    place = batch.schema.get_field_index("fetched_at")
    if place < 0:
        return batch
    times = batch.column(place)
    try:
        read = times.cast(_TIME)
    except pa.ArrowInvalid:
        read = pa.array([_time(value) for value in times.to_pylist()], _TIME)
    return batch.set_column(place, pa.field("fetched_at", _TIME), read)


def _time(value: str | None) -> datetime.datetime | None:
    try:
        time = datetime.datetime.fromisoformat((value or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=datetime.timezone.utc)

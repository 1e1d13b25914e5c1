"""Parquet with a page per row (extra `parquet`)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from newsmill.pipelines.readers.columns import Columns, choose_columns, flattened, page_of_row
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.readers.sources import InputError, open_source

__all__ = ["read", "read_file", "row_groups"]

# Rows in memory at once.
_ROWS = 32


def row_groups(path: str, origin: str, options: Options) -> list[tuple[int, int]]:
    """Return the number of rows and the approximate size in bytes of each row group.

    Raises `InputError` if no column can hold the page.
    """
    with contextlib.closing(open_source(path)) as file:
        parquet = _open(file)
        choose_columns(_names(parquet.schema_arrow), options, origin)
        size = file.seek(0, 2)
        # No column metadata is read: damaged statistics make pyarrow abort the process.
        rows = [
            parquet.metadata.row_group(number).num_rows for number in range(parquet.metadata.num_row_groups)
        ]
        return [(number, size * number // max(sum(rows), 1)) for number in rows]


def read(reading: Reading) -> Iterator[Item]:
    """Yield the rows of the slice's row groups."""
    slice_ = reading.slice
    with contextlib.closing(open_source(slice_.path)) as file:
        values = dict(slice_.options)
        row = values.pop("first_row", 0)
        yield from _rows(file, slice_.origin, Options(**values), slice_.start, slice_.stop, row)


def read_file(path: str, origin: str, options: Options) -> Iterator[Item]:
    """Yield the rows of a whole file."""
    with contextlib.closing(open_source(path)) as file:
        yield from _rows(file, origin, options, 0, None, 0)


def _rows(file: Any, origin: str, options: Options, start: int, stop: int | None, row: int) -> Iterator[Item]:
    try:
        parquet = _open(file)
        columns = choose_columns(_names(parquet.schema_arrow), options, origin)
        for group in range(start, parquet.metadata.num_row_groups if stop is None else stop):
            yield from _group(parquet, group, columns, origin, options, row)
            row += parquet.metadata.row_group(group).num_rows
    except InputError as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=str(error))
    except (OSError, ValueError) as error:
        yield Unreadable(origin=origin, reason="unreadable", detail=f"The Parquet file is damaged: {error}.")


def _group(
    parquet: Any, group: int, columns: Columns, origin: str, options: Options, first: int
) -> Iterator[Item]:
    """Yield the rows of a row group. `first` is the number of its first row. Damage loses the rest of the
    group only.
    """
    row = first
    try:
        for batch in parquet.iter_batches(
            batch_size=_ROWS, row_groups=[group], columns=columns.names, use_threads=False
        ):
            for values in batch.to_pylist():
                yield page_of_row(flattened(values), columns, f"{origin}#row={row}", options)
                row += 1
    except (OSError, ValueError) as error:
        lost = first + parquet.metadata.row_group(group).num_rows - row
        detail = f"The row group is damaged; {lost} rows from here on cannot be read: {error}."
        yield Unreadable(origin=f"{origin}#row={row}", reason="unreadable", detail=detail)


def _names(fields: Any, below: str = "") -> list[str]:
    """The names of the columns, those of nested ones with dots: `response.body`."""
    found: list[str] = []
    for field in fields:
        inner = [field.type.field(n) for n in range(field.type.num_fields)] if _is_nested(field) else None
        name = f"{below}{field.name}"
        found += _names(inner, f"{name}.") if inner else [name]
    return found


def _is_nested(field: Any) -> bool:
    return str(field.type).startswith("struct<")


def _open(file: Any) -> Any:
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError as error:
        raise InputError("Reading Parquet needs an extra: pip install 'newsmill[parquet]'.") from error
    return ParquetFile(file, memory_map=False, pre_buffer=False, page_checksum_verification=True)

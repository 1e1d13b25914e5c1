"""The selected records in a DuckDB database beside the output: sorted by id, larger than memory, removed at the end.

Python reads and checks the lines, DuckDB parses, selects, sorts and joins them. The user's `--where` is one expression,
parsed alone, and runs in a database that may not reach any file or network and whose settings are locked.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipelines.export.columns import COLUMNS
from pipelines.export.extra import Unusable

__all__ = ["MEMORY", "Workspace"]

MEMORY = "2GB"

# Lines that go to DuckDB at a time, by count and by bytes.
_BATCH_LINES = 20_000
_BATCH_BYTES = 16 << 20
_SCAN_ROWS = 4_096

_STRUCTURE = json.dumps({column.name: column.structure for column in COLUMNS})
_NAMES = ", ".join(f'"{column.name}"' for column in COLUMNS)

# The newest of several captures of one page; where a page was cleaned again, the newer newsmill's record of it. The
# text decides last, so that the order in which inputs were named never does.
_NEWEST = "version DESC, fetched_at DESC NULLS LAST, newsmill DESC, digest, sha256(body)"
_ONE_OF = {"newest": "id", "all": "id, version, digest"}


class Workspace:
    """A context manager: the database exists inside the block, in a hidden folder below `beside`.

    Fill it with `load`, then `settle`; from then on the records are numbered 0 to `total - 1` in the order of their ids.
    """

    def __init__(self, beside: Path, *, memory: str = MEMORY, threads: int | None = None) -> None:
        beside.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix=".newsmill-export-", dir=beside))
        self.total = 0
        settings: dict[str, Any] = {
            "memory_limit": memory,
            "temp_directory": str(self.folder / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads:
            settings["threads"] = threads
        try:
            self._database = duckdb.connect(str(self.folder / "records.duckdb"), config=settings)
            self._database.execute("SET python_enable_replacements = false")
            self._database.execute("SET preserve_insertion_order = true")
            self._database.execute("SET enable_external_access = false")
            self._database.execute("SET lock_configuration = true")
        except BaseException as error:
            shutil.rmtree(self.folder, ignore_errors=True)
            if isinstance(error, duckdb.Error):
                raise Unusable(
                    f"The workspace cannot be opened: {_first_line(error)}. See --memory."
                ) from error
            raise
        columns = ", ".join(f'"{column.name}" {column.duckdb}' for column in COLUMNS)
        self._database.execute(f"CREATE TABLE loaded ({columns})")

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(duckdb.Error):
            self._database.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if isinstance(error, duckdb.OutOfMemoryException):
            raise Unusable(
                f"DuckDB needs more memory than --memory gives it: {_first_line(error)}"
            ) from error

    def check_where(self, where: str | None) -> str:
        """The expression in DuckDB's own spelling, safe to stand in a query. Raises `Unusable` with DuckDB's message."""
        if where is None:
            return "true"
        try:
            expression = str(duckdb.SQLExpression(where))
            self._database.execute(f"EXPLAIN SELECT id FROM loaded WHERE ({expression})").fetchall()
        except duckdb.Error as error:
            raise Unusable(f"--where: {error}\n\n{_where_hint(str(error))}") from error
        return expression

    def load(self, lines: Iterable[bytes], where: str | None) -> int:
        """Take in the lines that `where` selects; gives the number of lines that it did not."""
        expression = self.check_where(where)
        left_out = 0
        for batch in _batches(lines):
            table = pa.table({"line": pa.array(batch, pa.string())})
            self._database.register("batch", table)
            try:
                row = self._database.execute(
                    "INSERT INTO loaded SELECT * FROM (SELECT r.* FROM (SELECT from_json(line, ?) AS r FROM batch))"
                    f" WHERE ({expression})",
                    [_STRUCTURE],
                ).fetchone()
            except duckdb.OutOfMemoryException:
                raise
            except duckdb.Error as error:
                raise Unusable(f"--where: {error}\n\n{_where_hint(str(error))}") from error
            finally:
                self._database.unregister("batch")
            left_out += len(batch) - (int(row[0]) if row else 0)
        return left_out

    def settle(self, versions: str) -> int:
        """Keep one record a page (`newest`) or a capture (`all`) and number them by id; gives how many were left out."""
        self._database.execute(
            f"CREATE TABLE corpus AS SELECT (row_number() OVER ()) - 1 AS n, * FROM"
            f" (SELECT {_NAMES} FROM loaded WHERE rowid IN ("
            f"SELECT rowid FROM loaded QUALIFY row_number() OVER (PARTITION BY {_ONE_OF[versions]} ORDER BY {_NEWEST}) = 1"
            f") ORDER BY id, version, digest)"
        )
        loaded, self.total = self._one("SELECT (SELECT count(*) FROM loaded), (SELECT count(*) FROM corpus)")
        self._database.execute("DROP TABLE loaded")
        return loaded - self.total

    def scan(self, expressions: Sequence[str], rows: int = _SCAN_ROWS) -> Iterator[pa.RecordBatch]:
        """All records in order, batch by batch, as these columns (or SQL expressions over them).

        The order is that of the table, which DuckDB keeps in a plain scan.
        """
        yield from self.query(f"SELECT {', '.join(expressions)} FROM corpus", rows)

    def query(self, sql: str, rows: int = _SCAN_ROWS) -> Iterator[pa.RecordBatch]:
        """The result of a query of newsmill's own, batch by batch."""
        cursor = self._database.cursor()
        try:
            yield from cursor.sql(sql).to_arrow_reader(rows)
        finally:
            cursor.close()

    def store(self, table: str, columns: dict[str, npt.NDArray[Any] | Sequence[Any]]) -> None:
        """Make a table of these columns, or add to it."""
        self._database.register(
            "batch", pa.table({name: pa.array(values) for name, values in columns.items()})
        )
        try:
            self._database.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM batch LIMIT 0")
            self._database.execute(f"INSERT INTO {table} SELECT * FROM batch")
        finally:
            self._database.unregister("batch")

    def drop(self, table: str) -> None:
        """Forget a table that `store` made."""
        self._database.execute(f"DROP TABLE IF EXISTS {table}")

    def numbers(self, sql: str) -> npt.NDArray[np.int64]:
        """The first column of a query's result, as integers."""
        parts = [batch.column(0).to_numpy(zero_copy_only=False) for batch in self.query(sql, 100_000)]
        return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, dtype=np.int64)

    def _one(self, sql: str) -> tuple[int, int]:
        row = self._database.execute(sql).fetchone()
        assert row is not None
        return int(row[0]), int(row[1])


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) >= _BATCH_LINES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]


def _where_hint(message: str) -> str:
    if "not found in FROM" in message or "Binder Error: Referenced column" in message:
        return (
            "A record's fields: "
            + ", ".join(column.name for column in COLUMNS)
            + ". Text stands in 'single quotes'."
        )
    if "disabled by configuration" in message or "table function" in message:
        return "The expression may only look at the record: files, network and other tables are out of reach."
    return "One expression about a record is wanted, for example: \"site = 'example.com' AND length(body) > 200\""

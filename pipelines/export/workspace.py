"""The selected records in a hidden folder beside the output. They have a fixed order, may be larger than
memory, and are removed at the end.

Python reads and checks the lines, partitions them by id and sorts each part; DuckDB parses and selects them.
Whole records are then stored in an Arrow file (`record_store`), and DuckDB keeps only the facts needed to judge
duplicates, because it compresses texts slowly and sorts whole records in memory (measured with 2.0; it spills
joins, groups and narrow sorts). The user's `--where` is a single expression, parsed on its own, and runs in a
database that has no access to files or the network and whose settings are locked.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsmill.pipelines.export import where as sql_where
from newsmill.pipelines.export.columns import COLUMNS
from newsmill.pipelines.export.export_settings import MEMORY
from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.record_store import Store
from newsmill.pipelines.record import SCHEMA, decode_record

__all__ = ["WHERE_SECONDS", "Workspace"]

# Lines passed to DuckDB at a time, by count and by bytes.
_BATCH_LINES = 20_000
_BATCH_BYTES = 16 << 20
_QUERY_ROWS = 4_096

# At most 4,096 parts: a quarter of a terabyte of records at 1 GB of memory.
_MOST_DIGITS = 3

# What the table `corpus` keeps of each record: identifying columns, and facts as SQL over the record's
# columns.
_ENDS = "。！？…!?.．”’」』》）)]\"'"
_CHARACTERS = ", ".join(f"chr({ord(end)})" for end in _ENDS)
_ENDS_WITH = " OR ".join(f"suffix(body, chr({ord(end)}))" for end in _ENDS)
_KEPT = ("id", "version", "url", "site", "title", "published", "source")
_FACTS = {
    "guessed": ("BOOLEAN", "len(list_filter(repairs, lambda r: NOT r.certain)) > 0"),
    # `suffix` decides most texts; to find the last character, DuckDB reads the whole text.
    "cut_off": (
        "BOOLEAN",
        f"NOT ({_ENDS_WITH} OR right(rtrim(body), 1) IN ({_CHARACTERS}))",
    ),
    "signed": ("BOOLEAN", "len(authors) > 0"),
    "characters": ("BIGINT", "length(body)"),
}

_STRUCTURE = json.dumps({column.name: column.structure for column in COLUMNS})
_EXTRA = ", ".join(f'{sql} AS "{name}"' for name, sql in sql_where.EXTRA_COLUMNS.items())

# Seconds that `--where` may take for one batch of lines (20,000 or 16 MB, which takes well under a second):
# an expression that counts to a billion for every record would never end.
WHERE_SECONDS = 20.0


class _Key(msgspec.Struct):
    """The parts of a line that decide its place, and which of several captures of a page is kept."""

    id: str
    version: int
    digest: str
    fetched_at: str | None = None
    newsmill: str | None = None


_read_key = msgspec.json.Decoder(_Key).decode


class Workspace:
    """A context manager: the database exists inside the block, in a hidden folder below `beside`.

    Fill it with `load`, then `settle`; from then on the records are numbered 0 to `total - 1`, in an order
    that depends on their ids alone. `input_bytes` is the size of the input, unpacked, as far as it is
    known.
    """

    def __init__(
        self,
        beside: Path,
        *,
        input_bytes: int = 0,
        memory: str = MEMORY,
        threads: int | None = None,
        where_seconds: float = WHERE_SECONDS,
    ) -> None:
        beside.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix=".newsmill-export-", dir=beside))
        self.total = 0
        self._where_seconds = where_seconds
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
        kept = [f'"{item.name}" {item.duckdb}' for item in COLUMNS if item.name in _KEPT]
        kept += [f"{name} {kind}" for name, (kind, _) in _FACTS.items()]
        self._database.execute(f"CREATE TABLE corpus (n BIGINT, old BOOLEAN, {', '.join(kept)})")
        self._store = Store(self.folder / "records.arrow")
        self._new = 0
        self._parts = _Parts(self.folder / "parts", _digits(input_bytes, memory))

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(duckdb.Error):
            self._database.close()
        with suppress(OSError, pa.ArrowException):
            self._store.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if isinstance(error, duckdb.OutOfMemoryException):
            raise Unusable(
                f"DuckDB needs more memory than --memory gives it: {_first_line(error)}"
            ) from error

    def check_where(self, where: str | None) -> str:
        """The expression in DuckDB's own spelling, safe to use in a query. Raises `Unusable` with DuckDB's
        message.
        """
        if where is None:
            return "true"
        try:
            expression = sql_where.checked(self._database, where)
            self._limited(
                f"EXPLAIN SELECT id FROM (SELECT *, {_EXTRA} FROM loaded) WHERE ({expression})", [], where
            )
        except duckdb.Error as error:
            raise sql_where.explained(error, where, self._database) from error
        return expression

    def equalities(self, where: str | None) -> list[sql_where.Equality]:
        """The comparisons `column = 'value'` in the expression."""
        return sql_where.equalities(self._database, where) if where else []

    def _limited(self, query: str, values: list[Any], where: str) -> list[tuple[Any, ...]]:
        """The rows of a query that contains a user's expression. Raises `Unusable` if it takes too long."""
        timer = threading.Timer(self._where_seconds, self._database.interrupt)
        timer.daemon = True
        timer.start()
        try:
            rows: list[tuple[Any, ...]] = self._database.execute(query, values).fetchall()
        except duckdb.InterruptException as error:
            raise Unusable(
                f"--where: {where!r} took longer than {self._where_seconds:g} seconds for "
                f"{_BATCH_LINES:,} records or fewer, and was "
                "stopped. An expression about one record at a time, without a subquery over a range, takes far less."
            ) from error
        finally:
            timer.cancel()
        return rows

    def load(self, lines: Iterable[tuple[str, bytes]], where: str | None) -> int:
        """Add the lines (id and text) that `where` selects. Returns the number of lines it does not select."""
        expression = self.check_where(where)
        left_out = 0
        for batch in _batches(lines):
            chosen = batch if where is None else self._chosen(batch, expression, where)
            left_out += len(batch) - len(chosen)
            for record_id, line in chosen:
                self._parts.add(record_id, line)
        return left_out

    def _chosen(self, batch: list[tuple[str, bytes]], expression: str, where: str) -> list[tuple[str, bytes]]:
        self._register(line for _, line in batch)
        try:
            rows = self._limited(
                f"SELECT _place FROM (SELECT *, {_EXTRA} FROM"
                " (SELECT place AS _place, r.* FROM (SELECT place, from_json(line, ?) AS r FROM batch)))"
                f" WHERE ({expression}) ORDER BY _place",
                [_STRUCTURE],
                where,
            )
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error as error:
            raise sql_where.explained(error, where, self._database) from error
        finally:
            self._database.unregister("batch")
        return [batch[place] for (place,) in rows]

    def settle(self, versions: str) -> int:
        """Keep one record per page (`newest`) or per capture (`all`) and number them. Returns how many were
        left out.

        Records are ordered by the first digits of SHA-256 of the id, then by id. They are sorted part by
        part, since sorting whole records at once would take memory for all of them.
        """
        left_out = 0
        for lines in self._parts:
            older, ordered = _in_order(list(lines), versions)
            left_out += older
            for batch in _batches(("", line) for line in ordered):
                self._insert(batch, old=False)
        self._new = self.total
        return left_out

    def add_old(self, lines: Iterable[tuple[str, bytes]]) -> None:
        """Add records of an earlier corpus after the new ones, for comparison: numbered consecutively, marked
        `old`, never written.
        """
        for batch in _batches(lines):
            self._insert(batch, old=True)

    def _insert(self, batch: list[tuple[str, bytes]], *, old: bool) -> None:
        """Append lines to the corpus."""
        self._register(line for _, line in batch)
        # Lines of an older schema were checked when they were read; what they lack is null.
        records = self._database.sql(
            f"SELECT r.* REPLACE ('{SCHEMA}' AS schema) FROM (SELECT from_json(line, '{_STRUCTURE}') AS r FROM batch)"
        ).to_arrow_table()
        self._database.unregister("batch")
        self._store.add(records)
        numbers = pa.array(np.arange(self.total, self.total + len(records)))
        self._database.register("batch", records.append_column("n", numbers))
        facts = ", ".join([*_KEPT, *(f"{sql} AS {name}" for name, (_, sql) in _FACTS.items())])
        self._database.execute(f"INSERT INTO corpus BY NAME SELECT n, {old} AS old, {facts} FROM batch")
        self._database.unregister("batch")
        self.total += len(records)

    def _register(self, lines: Iterable[bytes]) -> None:
        texts = pa.array(list(lines), pa.string())
        self._database.register("batch", pa.table({"place": pa.array(np.arange(len(texts))), "line": texts}))

    @property
    def has_markup(self) -> bool:
        """Whether any record has a body with markup."""
        return self._store.has_markup

    def scan(self, columns: Sequence[str], *, old: bool = True) -> Iterator[pa.RecordBatch]:
        """All records in order, batch by batch, with these columns; `old` includes old records, which come
        last.
        """
        left = self.total if old else self._new
        for batch in self._store.scan(columns):
            if left <= 0:
                return
            yield batch.slice(0, left)
            left -= batch.num_rows

    def query(self, sql: str, rows: int = _QUERY_ROWS) -> Iterator[pa.RecordBatch]:
        """The result of a query of newsmill's own, batch by batch."""
        cursor = self._database.cursor()
        try:
            yield from cursor.sql(sql).to_arrow_reader(rows)
        finally:
            cursor.close()

    def store(self, table: str, columns: dict[str, npt.NDArray[Any] | Sequence[Any]]) -> None:
        """Create a table of these columns, or append to it."""
        self._database.register(
            "batch", pa.table({name: pa.array(values) for name, values in columns.items()})
        )
        try:
            self._database.execute(f"CREATE TABLE IF NOT EXISTS {table} AS SELECT * FROM batch LIMIT 0")
            self._database.execute(f"INSERT INTO {table} SELECT * FROM batch")
        finally:
            self._database.unregister("batch")

    def drop(self, table: str) -> None:
        """Drop a table that `record_store` created."""
        self._database.execute(f"DROP TABLE IF EXISTS {table}")

    def numbers(self, sql: str) -> npt.NDArray[np.int64]:
        """The first column of a query's result, as integers."""
        parts = [batch.column(0).to_numpy(zero_copy_only=False) for batch in self.query(sql, 100_000)]
        return np.concatenate(parts).astype(np.int64) if parts else np.empty(0, dtype=np.int64)


def _in_order(lines: list[bytes], versions: str) -> tuple[int, list[bytes]]:
    """How many lines were left out, and the others in order: the newest of each page or capture."""
    groups: dict[object, list[tuple[_Key, bytes]]] = {}
    for line in lines:
        key = _read_key(line)
        one_of = key.id if versions == "newest" else (key.id, key.version, key.digest)
        groups.setdefault(one_of, []).append((key, line))
    chosen = [group[0] if len(group) == 1 else _newest(group) for group in groups.values()]
    chosen.sort(key=_order)
    return len(lines) - len(chosen), [line for _, line in chosen]


def _newest(group: list[tuple[_Key, bytes]]) -> tuple[_Key, bytes]:
    """The newest of several captures of a page; if a capture was cleaned again, the record of the newer
    newsmill. Ties are broken by the text, so that the order of the inputs never matters.
    """
    group = sorted(group, key=lambda entry: (entry[0].digest, _digest_of_body(entry[1]), entry[1]))
    return max(group, key=lambda entry: _age(entry[0]))


def _age(key: _Key) -> tuple[int, str, str]:
    return key.version, key.fetched_at or "", key.newsmill or ""


def _digest_of_body(line: bytes) -> bytes:
    return hashlib.sha256(decode_record(line).body.encode("utf-8", "replace")).digest()


def _order(entry: tuple[_Key, bytes]) -> tuple[str, str, int, str]:
    key = entry[0]
    return _part(key.id, _MOST_DIGITS), key.id, key.version, key.digest


def _part(record_id: str, digits: int) -> str:
    return hashlib.sha256(record_id.encode("utf-8", "replace")).hexdigest()[:digits]


class _Parts:
    """Lines on disk in 16^digits files, by the first digits of SHA-256 of their id. They are read back, and
    removed, in that order.
    """

    def __init__(self, folder: Path, digits: int) -> None:
        self._folder = folder
        self._digits = digits
        self._waiting: dict[str, list[bytes]] = {}
        self._size = 0
        folder.mkdir()

    def add(self, record_id: str, line: bytes) -> None:
        """Add a line, without its newline."""
        part = _part(record_id, self._digits)
        self._waiting.setdefault(part, []).append(line + b"\n")
        self._size += len(line)
        if self._size >= _BATCH_BYTES:
            self._flush()

    def __iter__(self) -> Iterator[Iterator[bytes]]:
        self._flush()
        for path in sorted(self._folder.iterdir()):
            with path.open("rb") as file:
                yield (line[:-1] for line in file)
            path.unlink()

    def _flush(self) -> None:
        for part, lines in self._waiting.items():
            with (self._folder / f"part{part}").open("ab") as file:
                file.writelines(lines)
        self._waiting.clear()
        self._size = 0


def _digits(input_bytes: int, memory: str) -> int:
    """The number of hexadecimal digits that partitions the input into files of at most a sixteenth of the
    memory.
    """
    found = re.fullmatch(r"\s*([\d.]+)\s*([KMGT]?)i?B?\s*", memory, re.IGNORECASE)
    if found is None:
        raise Unusable(f"--memory must be a size like 2GB, not {memory!r}.")
    allowed = float(found[1]) * 1000 ** " KMGT".index(found[2].upper() or " ") / 16
    digits = 0
    while digits < _MOST_DIGITS and input_bytes / 16**digits > allowed:
        digits += 1
    return digits


def _batches(lines: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    batch: list[tuple[str, bytes]] = []
    size = 0
    for item in lines:
        batch.append(item)
        size += len(item[1])
        if len(batch) >= _BATCH_LINES or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0]

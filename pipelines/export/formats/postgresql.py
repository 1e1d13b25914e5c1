"""PostgreSQL: inserts new records into a table and updates known ones, in one transaction."""

from __future__ import annotations

from types import TracebackType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pyarrow as pa
from psycopg import sql
from psycopg.types.json import Jsonb

from newsmill.pipelines.export.missing_extra import Unusable

__all__ = ["Postgresql", "check", "without_password"]

_SCHEMES = ("postgresql", "postgres")
_EXAMPLE = "Example: --to postgresql://me@localhost/news"


def check(address: str, table: str, schema: pa.Schema, *, versions: str, with_split: bool) -> None:
    """Check before the work begins that an export can fill the table: address, login, rights, columns and
    key.

    It is tried in a transaction that is rolled back. Raises `Unusable` with the problem.
    """
    check_address(address, table)
    database = Postgresql(address, table, schema, versions=versions, with_split=with_split)
    database.rehearse()


def check_address(address: str, table: str) -> None:
    """Check the syntax of an address and a table name. Raises `Unusable`."""
    scheme, found, rest = address.partition("://")
    if not found or scheme.lower() not in _SCHEMES:
        raise Unusable(f"--to must be a PostgreSQL address, not {without_password(address)!r}. {_EXAMPLE}")
    try:
        urlsplit(address).port  # noqa: B018 (raises for an invalid port)
    except ValueError as error:
        raise Unusable(f"--to: {error}. {_EXAMPLE}") from error
    if not rest.strip("/"):
        raise Unusable(f"--to names no server and no database. {_EXAMPLE}")
    parts = table.split(".")
    if len(parts) > 2 or not all(part.strip() and "\x00" not in part for part in parts):
        raise Unusable(
            f"--table must be a name, with or without a schema in front (news.records), not {table!r}."
        )


class Postgresql:
    """A context manager around one transaction: `write` copies records, and the end of the block merges them
    into the table.

    address    a connection string, `postgresql://user@host/database`
    table      the table to fill, `name` or `schema.name`; created if missing
    versions   `newest`: one row per id; `all`: one row per id and version
    """

    def __init__(
        self, address: str, table: str, schema: pa.Schema, *, versions: str, with_split: bool
    ) -> None:
        self._key = ["id"] if versions == "newest" else ["id", "version"]
        self._table = sql.Identifier(*table.split(".", 1))
        self._fields = [(field.name, _type(field)) for field in schema]
        if with_split:
            self._fields.append(("split", "text"))
        self._nested = {
            field.name for field in schema if pa.types.is_nested(field.type) and not _is_texts(field.type)
        }
        self._with_split = with_split
        check_address(address, table)
        try:
            self._connection = psycopg.connect(address, connect_timeout=20)
        except psycopg.Error as error:
            raise Unusable(
                f"--to: PostgreSQL does not answer at {without_password(address)}: {str(error).strip()}"
            ) from error
        self.inserted = 0
        self.updated = 0

    def __enter__(self) -> Postgresql:
        try:
            self._prepare()
        except BaseException as error:
            self._connection.close()
            if isinstance(error, psycopg.Error):
                raise Unusable(f"--to: {_said(error)}") from error
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._merge()
                self._connection.commit()
            else:
                self._connection.rollback()
        except psycopg.Error as failure:
            raise Unusable(f"--to: nothing was changed: {str(failure).strip()}") from failure
        finally:
            self._connection.close()

    def write(self, batch: pa.RecordBatch, split: str) -> None:
        """Copy the next records of a split."""
        names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in self._fields)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY incoming ({}) FROM STDIN").format(names)) as copy,
        ):
            for row in batch.to_pylist():
                values = [self._value(name, value) for name, value in row.items()]
                copy.write_row([*values, split] if self._with_split else values)

    def _prepare(self) -> None:
        columns = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in self._fields
        )
        key = sql.SQL(", ").join(map(sql.Identifier, self._key))
        self._connection.execute("SET LOCAL client_min_messages = warning")
        self._connection.execute(
            sql.SQL("CREATE TABLE IF NOT EXISTS {} ({}, PRIMARY KEY ({}))").format(self._table, columns, key)
        )
        # A table made by an older version lacks the newer columns.
        for name, kind in self._fields:
            if name not in self._columns():
                self._connection.execute(
                    sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(
                        self._table, sql.Identifier(name), sql.SQL(kind)
                    )
                )
        self._connection.execute(
            sql.SQL("CREATE TEMPORARY TABLE incoming ({}) ON COMMIT DROP").format(columns)
        )

    def _columns(self) -> set[str]:
        found = self._connection.execute(sql.SQL("SELECT * FROM {} LIMIT 0").format(self._table))
        return {column.name for column in found.description or ()}

    def rehearse(self) -> None:
        """Prepare the table, merge no rows, and roll back. Raises `Unusable` if that fails."""
        try:
            self._prepare()
            self._merge()
        except psycopg.Error as error:
            raise Unusable(f"--to: {_said(error)}") from error
        finally:
            self._connection.close()

    def _merge(self) -> None:
        names = [name for name, _ in self._fields]
        changes = [name for name in names if name not in self._key]
        newer = (
            sql.SQL("WHERE known.version <= EXCLUDED.version")
            if self._key == ["id"] and "version" in names
            else sql.SQL("")
        )
        rows = self._connection.execute(
            sql.SQL(
                "WITH merged AS (INSERT INTO {table} AS known ({names}) SELECT {names} FROM incoming "
                "ON CONFLICT ({key}) DO UPDATE SET {changes} {newer} RETURNING (known.xmax = 0) AS inserted) "
                "SELECT count(*) FILTER (WHERE inserted), count(*) FILTER (WHERE NOT inserted) FROM merged"
            ).format(
                table=self._table,
                names=sql.SQL(", ").join(map(sql.Identifier, names)),
                key=sql.SQL(", ").join(map(sql.Identifier, self._key)),
                changes=sql.SQL(", ").join(
                    sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(name)) for name in changes
                ),
                newer=newer,
            )
        ).fetchone()
        if rows:
            self.inserted, self.updated = rows

    def _value(self, name: str, value: Any) -> Any:
        if value is None:
            return None
        if name in self._nested:
            return Jsonb(_without_nul(value))
        return _without_nul(value)


def _said(error: psycopg.Error) -> str:
    text = str(error).strip()
    if "no unique or exclusion constraint" in text:
        return (
            f"{text}. The table must have the primary key that newsmill gives it (id, or id and version); "
            f"name another with --table."
        )
    return text


def without_password(address: str) -> str:
    """The address without its password, for messages and manifests."""
    parts = urlsplit(address)
    if parts.password is None and not parts.query:
        return address
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    return urlunsplit((parts.scheme, user + host, parts.path, "", ""))


def _type(field: pa.Field) -> str:
    if field.name == "fetched_at":
        return "timestamptz"
    if pa.types.is_integer(field.type):
        return "integer"
    if pa.types.is_floating(field.type):
        return "double precision"
    if pa.types.is_date(field.type):
        return "date"
    if _is_texts(field.type):
        return "text[]"
    return "jsonb" if pa.types.is_nested(field.type) else "text"


def _is_texts(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) and pa.types.is_string(kind.value_type))


def _without_nul(value: Any) -> Any:
    """The value without U+0000, which PostgreSQL's text cannot hold."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd")
    if isinstance(value, list):
        return [_without_nul(part) for part in value]
    if isinstance(value, dict):
        return {name: _without_nul(part) for name, part in value.items()}
    return value

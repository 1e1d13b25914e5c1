"""The settings of reading: they are part of a run's settings, since they decide what is read."""

from __future__ import annotations

import msgspec

__all__ = ["Options"]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to read.

    html_column, url_column  names in JSONL, Parquet and SQLite; None to take the usual names
    table                    the SQLite table; None for the one that has such a column
    url_rule                 a pattern for the URL of a saved file: `{path}` is its path below the input folder without
                             what compressed it (`.gz`), `{name}` its last part, `{stem}` that without its last extension
    page_bytes               a page larger than this is rejected as `too-large`
    """

    html_column: str | None = None
    url_column: str | None = None
    table: str | None = None
    url_rule: str | None = None
    page_bytes: int = 32 << 20

"""The settings of reading: they are part of a run's settings, since they decide what is read."""

from __future__ import annotations

import msgspec

__all__ = ["Options"]

# Answers that carry the page that was asked for: 203 is a proxy's copy, 201 and 206 come from odd servers and
# resumed downloads. Those of redirects, refusals and errors are read only where a run asks for them.
_PAGE_STATUSES = frozenset((200, 201, 203, 206))


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How to read.

    html_column, url_column  names in JSONL, Parquet and SQLite; None to take the usual names
    table                    the SQLite table; None for the one that has such a column
    url_rule                 a pattern for the URL of a saved file: `{path}` is its path below the input folder without
                             what compressed it (`.gz`), `{name}` its last part, `{stem}` that without its last extension
    page_bytes               a page larger than this is rejected as `too-large`
    statuses                 HTTP statuses that are read besides the usual ones: error pages, for those who study them
    """

    html_column: str | None = None
    url_column: str | None = None
    table: str | None = None
    url_rule: str | None = None
    page_bytes: int = 32 << 20
    statuses: list[int] = []

    def reads(self, status: int | None) -> bool:
        """Whether an answer with this HTTP status holds a page; None where the status is not known."""
        return status is None or status in _PAGE_STATUSES or status in self.statuses

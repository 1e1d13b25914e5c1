"""Reader settings. They belong to a run's settings because they determine what is read."""

from __future__ import annotations

import msgspec

__all__ = ["Options"]

# Statuses of responses that carry the requested page: 203 is a proxy's copy, 201 and 206 come from odd
# servers and resumed downloads. Redirects, refusals and errors are read only on request.
_PAGE_STATUSES = frozenset((200, 201, 203, 206))


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Reader settings.

    html_column, url_column  column names in JSONL, Parquet and SQLite; None for the usual names
    table                    the SQLite table; None for the one that has such a column
    url_rule                 a pattern for the URL of a saved file: `{path}` is its path below the input folder
                             without compression suffix (`.gz`), `{name}` the last component, `{stem}` the
                             last component without its last extension
    page_bytes               larger pages are rejected as `too-large`
    statuses                 HTTP statuses to read in addition to the usual ones, such as error pages
    """

    html_column: str | None = None
    url_column: str | None = None
    table: str | None = None
    url_rule: str | None = None
    page_bytes: int = 32 << 20
    statuses: list[int] = []

    def reads(self, status: int | None) -> bool:
        """Whether a response with this HTTP status holds a page. True if the status is unknown (None)."""
        return status is None or status in _PAGE_STATUSES or status in self.statuses

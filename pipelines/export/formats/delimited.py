"""CSV that opens in a spreadsheet without running anything.

A cell that a spreadsheet would read as a formula gets an apostrophe in front (OWASP, "CSV Injection"): text from the web
may begin with `=HYPERLINK(…)`. The byte order mark makes Excel read UTF-8.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa

__all__ = ["Csv", "is_formula"]

# Full-width signs count too: Excel in Chinese and Japanese reads them as the plain ones.
_FORMULA = re.compile(r"[\s\x00]*[=+\-@＝＋－＠\t\r]")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run this cell."""
    return _FORMULA.match(text) is not None or text.startswith(("\t", "\r", "\n"))


class Csv:
    """A CSV file (RFC 4180, UTF-8 with byte order mark, a header); lists and objects as JSON."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(schema.names)

    def write(self, batch: pa.RecordBatch) -> None:
        """The next records."""
        columns = [column.to_pylist() for column in batch.columns]
        self._writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        value = value.replace("\x00", "\ufffd")
        return "'" + value if is_formula(value) else value
    return value

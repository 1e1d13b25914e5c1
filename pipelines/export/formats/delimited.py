"""CSV that can be opened in a spreadsheet safely.

Text from the web may begin with `=HYPERLINK(…)`, so a cell that a spreadsheet would run as a formula gets a
leading apostrophe (OWASP, "CSV Injection"). `--no-formula-guard` leaves texts unchanged, for readers other
than spreadsheets. The byte order mark makes Excel read UTF-8. Cells that are too long for Excel are written
whole, and counted for a warning.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from newsmill.pipelines.export.formats.context import Context
from newsmill.pipelines.exported_tables import is_formula

__all__ = ["EXCEL_CELL", "Csv", "is_formula"]


# Excel truncates cells to this many characters.
EXCEL_CELL = 32_767


_GUARDED = "cells with an apostrophe in front, against formulas (--no-formula-guard leaves it out)"


class Csv:
    """A CSV file (RFC 4180, UTF-8 with byte order mark, with a header); lists and objects are JSON."""

    def __init__(self, path: Path, schema: pa.Schema, context: Context) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(schema.names)
        self._context = context

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        columns = [column.to_pylist() for column in batch.columns]
        self._writer.writerows([self._cell(value) for value in row] for row in zip(*columns, strict=True))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _cell(self, value: Any) -> Any:
        if isinstance(value, list | dict):
            value = json.dumps(value, ensure_ascii=False)
        if not isinstance(value, str):
            return value
        value = value.replace("\x00", "\ufffd")
        if len(value) > EXCEL_CELL:
            self._context.remarks["cells longer than Excel shows (32,767 characters)"] += 1
        if self._context.formula_guard and is_formula(value):
            self._context.remarks[_GUARDED] += 1
            return "'" + value
        return value

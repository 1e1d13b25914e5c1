"""Excel workbooks. Texts are stored as text, never as formulas or links."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from newsmill.pipelines.export.formats.context import Context
from newsmill.pipelines.export.formats.delimited import EXCEL_CELL
from newsmill.pipelines.export.missing_extra import Unusable, require

__all__ = ["Xlsx"]

_MOST_ROWS = 1_048_576

# Characters that XML 1.0 does not allow.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Xlsx:
    """A workbook with one sheet, a frozen header row, and filters on it."""

    def __init__(self, path: Path, schema: pa.Schema, context: Context) -> None:
        require(["xlsxwriter"], "The format xlsx")
        import xlsxwriter

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        # A fixed creation time, so that the same records give the same bytes.
        self._book.set_properties({"created": datetime.datetime(1980, 1, 1)})
        self._dates = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet = self._book.add_worksheet("records")
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, schema.names)
        self._columns = len(schema.names)
        self._rows = 1
        self._context = context

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        for row in batch.to_pylist():
            if self._rows >= _MOST_ROWS:
                raise Unusable(
                    f"A sheet of Excel holds {_MOST_ROWS:,} rows; use a smaller --shard-mb, or another format."
                )
            for place, value in enumerate(row.values()):
                self._write_cell(place, value)
            self._rows += 1

    def close(self) -> None:
        """Write the workbook."""
        self._sheet.autofilter(0, 0, max(self._rows - 1, 0), self._columns - 1)
        self._book.close()

    def _write_cell(self, place: int, value: Any) -> None:
        if isinstance(value, list | dict):
            value = json.dumps(value, ensure_ascii=False) if value else None
        if value is None:
            return
        if isinstance(value, datetime.date):
            if value.year >= 1900:
                self._sheet.write_datetime(
                    self._rows, place, datetime.datetime(value.year, value.month, value.day), self._dates
                )
                return
            value = value.isoformat()
        if isinstance(value, bool | int | float):
            self._sheet.write_number(self._rows, place, value)
            return
        # Excel would show a carriage return as `_x000D_`.
        text = _ILLEGAL.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))
        cut = _cell(text)
        if len(cut) < len(text):
            self._context.remarks["cells cut at what a cell of Excel holds (32,767 characters)"] += 1
        self._sheet.write_string(self._rows, place, cut)


def _cell(text: str) -> str:
    """The text, truncated to what an Excel cell holds, in UTF-16 code units (an emoji has two)."""
    if 2 * len(text) <= EXCEL_CELL:
        return text
    return text.encode("utf-16-le")[: 2 * EXCEL_CELL].decode("utf-16-le", "ignore")

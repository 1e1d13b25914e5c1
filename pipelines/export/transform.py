"""Changes to a record's texts on output: masking, and conversion with the original kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from newsmill.pipelines.export.columns import ORIGINALS, PROSE, column
from newsmill.pipelines.export.personal import Mask
from newsmill.pipelines.record import fields_marked

__all__ = ["MASKED", "Transform"]

# Every field with text that a page's author wrote. URLs, ids and origins stay: they are keys.
MASKED = fields_marked("words")

# Keys of nested values that are not text of the page.
_KEYS = frozenset(("url", "where", "certain"))


class Transform:
    """Masks first, then converts, so that no original keeps what was masked."""

    def __init__(self, mask: Mask | None, convert: Callable[[str], str] | None) -> None:
        self.mask = mask
        self.convert = convert

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with its texts changed; conversion adds the columns `ORIGINALS`."""
        if self.mask is not None:
            for name in MASKED:
                values = [_map_texts(value, self.mask) for value in batch.column(name).to_pylist()]
                batch = _replace(batch, name, values)
        if self.convert is not None:
            for name, original in zip(PROSE, ORIGINALS, strict=True):
                values = batch.column(name).to_pylist()
                batch = batch.append_column(
                    pa.field(original.name, original.arrow), pa.array(values, original.arrow)
                )
                batch = _replace(batch, name, [self.convert(value) if value else value for value in values])
        return batch

    def masked(self, text: str) -> str:
        """The text without personal data, not counted: for side files and samples."""
        if self.mask is None:
            return text
        return Mask(kind.name for kind in self.mask.kinds)(text)


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_map_texts(part, change) for part in value]
    if isinstance(value, dict):
        return {key: part if key in _KEYS else _map_texts(part, change) for key, part in value.items()}
    return value


def _replace(batch: pa.RecordBatch, name: str, values: list[Any]) -> pa.RecordBatch:
    place = batch.schema.get_field_index(name)
    return batch.set_column(place, batch.schema.field(place), pa.array(values, column(name).arrow))

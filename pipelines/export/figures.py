"""The figures of a corpus, for the card, the plots and `newsmill stats`."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from newsmill.pipelines.record import FIELD_NAMES, Record
from newsmill.pipelines.report.summary import UNDATED, UNKNOWN

__all__ = ["COUNTED", "FIELDS", "LENGTHS", "UNDATED", "UNKNOWN", "Figures", "by_year"]

# Fields other than the body whose presence is counted.
COUNTED = FIELD_NAMES

# The record's fields that figures are counted from.
FIELDS = ("site", "language", "kind", "body", "repairs", "warnings", *COUNTED)

# Upper bounds (exclusive) of the classes of body length, in characters.
LENGTHS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000)

_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")

# With more years than this, tables show the newest ones.
_YEARS = 60


class Figures:
    """Counts over records. Memory grows with the number of sites and distinct lengths, not with the number of
    records.
    """

    def __init__(self) -> None:
        self.records = 0
        self.characters = 0
        self.sites: Counter[str] = Counter()
        self.years: Counter[str] = Counter()
        self.months: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.lengths: Counter[int] = Counter()
        self.present: Counter[str] = Counter()
        self.warnings: Counter[str] = Counter()
        self.repaired: Counter[str] = Counter()
        self.guessed: Counter[str] = Counter()

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one record, given as its fields; a field that the corpus does not have is not counted."""
        self.records += 1
        site = row.get("site") or UNKNOWN
        self.sites[site] += 1
        self._add_date(row.get("published"), 1)
        self.languages[row.get("language") or UNKNOWN] += 1
        self.kinds[row.get("kind") or UNKNOWN] += 1
        length = len(row.get("body") or "")
        self.lengths[length] += 1
        self.characters += length
        for name in COUNTED:
            if row.get(name):
                self.present[name] += 1
        self.warnings.update(row.get("warnings") or ())
        repairs = row.get("repairs") or ()
        if repairs:
            kind = self.repaired if all(repair["certain"] for repair in repairs) else self.guessed
            kind[site] += 1

    def add_batch(self, batch: pa.RecordBatch) -> None:
        """Count many records at once, given as the columns `FIELDS`."""
        self.records += batch.num_rows
        sites = batch.column("site")
        self.sites.update(_counts_of(sites))
        self.languages.update(_counts_of(batch.column("language")))
        self.kinds.update(_counts_of(batch.column("kind")))
        for published, count in _value_counts(batch.column("published")):
            self._add_date(published, count)
        lengths = pc.fill_null(pc.utf8_length(batch.column("body")), 0)
        self.lengths.update(dict(_value_counts(lengths)))
        self.characters += pc.sum(lengths).as_py() or 0
        for name in COUNTED:
            self.present[name] += _present(batch.column(name))
        self.warnings.update(dict(_value_counts(pc.list_flatten(batch.column("warnings")))))
        repairs = batch.column("repairs")
        for place in np.flatnonzero(np.asarray(pc.fill_null(pc.list_value_length(repairs), 0))).tolist():
            certain = all(repair["certain"] for repair in repairs[place].as_py())
            (self.repaired if certain else self.guessed)[sites[place].as_py() or UNKNOWN] += 1

    def add_record(self, record: Record) -> None:
        """Count one record read from a shard."""
        row = {name: getattr(record, name) for name in FIELDS}
        row["repairs"] = [{"certain": repair.certain} for repair in record.repairs]
        self.add(row)

    def median_length(self) -> int:
        """The median of the body lengths, in characters (the lower one of two)."""
        return self.length_at(0.5)

    def length_at(self, share: float) -> int:
        """The length that this share of the bodies does not exceed."""
        left = share * self.records
        for length, count in sorted(self.lengths.items()):
            left -= count
            if left <= 0:
                return length
        return 0

    def length_classes(self) -> list[tuple[str, int]]:
        """The number of bodies in each class of `LENGTHS`."""
        names = [f"< {LENGTHS[0]:,}"]
        names += [f"{low:,}–{high - 1:,}" for low, high in itertools.pairwise(LENGTHS)]
        names.append(f"≥ {LENGTHS[-1]:,}")
        counts = [0] * len(names)
        for length, count in self.lengths.items():
            counts[sum(length >= bound for bound in LENGTHS)] += count
        return list(zip(names, counts, strict=True))

    def as_dict(self) -> dict[str, Any]:
        """All figures as plain values, for `export.json` and `newsmill stats --json`."""
        return {
            "records": self.records,
            "characters": self.characters,
            "length": {
                "median": self.median_length(),
                "shortest": min(self.lengths, default=0),
                "longest": max(self.lengths, default=0),
                "classes": dict(self.length_classes()),
            },
            "sites": ranked(self.sites),
            "years": dict(sorted(self.years.items())),
            "languages": ranked(self.languages),
            "kinds": ranked(self.kinds),
            "with": {name: self.present[name] for name in COUNTED},
            "repaired": {"certain": self.repaired.total(), "guessed": self.guessed.total()},
            "warnings": ranked(self.warnings),
        }

    def _add_date(self, published: str | None, count: int) -> None:
        found = _MONTH.match(published or "")
        self.years[found[1] if found else UNDATED] += count
        if found:
            self.months[found[0][:7]] += count


def _value_counts(values: pa.Array) -> Iterator[tuple[Any, int]]:
    """Each value, including None, and how often it occurs."""
    counted = pc.value_counts(values)
    values, counts = counted.flatten()
    yield from zip(values.to_pylist(), counts.to_pylist(), strict=True)


def _counts_of(names: pa.Array) -> Counter[str]:
    """The counts of names; absent and empty ones count as unknown."""
    counts: Counter[str] = Counter()
    for name, count in _value_counts(names):
        counts[name or UNKNOWN] += count
    return counts


def _present(values: pa.Array) -> int:
    """How many values are neither absent nor empty."""
    is_list = pa.types.is_list(values.type)
    lengths = pc.list_value_length(values) if is_list else pc.binary_length(values)
    return pc.sum(pc.greater(lengths, 0)).as_py() or 0


def by_year(years: Mapping[str, int]) -> list[tuple[str, int]]:
    """The years, newest first, then one row for all earlier years if there are very many, and one for records
    without a date.
    """
    dated = sorted(((year, count) for year, count in years.items() if year != UNDATED), reverse=True)
    rows = dated[:_YEARS]
    if len(dated) > _YEARS:
        rows.append((f"before {rows[-1][0]}", sum(count for _, count in dated[_YEARS:])))
    if years.get(UNDATED):
        rows.append((UNDATED, years[UNDATED]))
    return rows


def ranked(counts: Counter[str]) -> dict[str, int]:
    """Most frequent first, ties by name, so that the order of counting does not matter."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

"""Counts a run's records and rejects in one pass, in bounded memory."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import msgspec.inspect

from newsmill.pipelines.page import Reject
from newsmill.pipelines.record import FIELD_NAMES, RECORD_FIELDS
from newsmill.pipelines.writers.jsonl import REJECTS, open_records, record_files

__all__ = ["FIELDS", "OTHER_SITES", "UNDATED", "UNKNOWN", "RepairSample", "SiteFill", "Summary", "summarise"]

# The fields whose fill rates are reported.
FIELDS = (*FIELD_NAMES, "body", "images", "language")

OTHER_SITES = "(other sites)"
# The names of absent values in reports and cards.
UNKNOWN = "unknown"
UNDATED = "undated"
# Limits that bound the memory for any run.
_MOST_SITES = 5_000
_MOST_VALUES = 2_000
_SAMPLES = 5
_SAMPLE_CHARS = 240
_YEAR = re.compile(r"\d{4}")


def _line() -> type[msgspec.Struct]:
    """A struct for a record in which every key except the id is optional, so that lines of any schema count."""
    fields: list[Any] = [("id", str)]
    for info in RECORD_FIELDS:
        if info.name in (*FIELDS, "kind", "url", "origin", "site", "charset", "repairs", "warnings"):
            fields.append((info.name, _LENIENT.get(type(info.type), str | None), _empty(info.type)))
    return msgspec.defstruct("_Line", fields)


# Lists and objects are only counted; their contents are not checked. `_add_repairs` alone reads some.
_LENIENT: dict[type, Any] = {
    msgspec.inspect.ListType: list[Any],
    msgspec.inspect.StructType: dict[str, Any],
    msgspec.inspect.LiteralType: str,
    msgspec.inspect.StrType: str,
}


def _empty(kind: msgspec.inspect.Type) -> Any:
    if isinstance(kind, msgspec.inspect.LiteralType):
        return "other"
    makers: dict[type, Callable[[], Any]] = {msgspec.inspect.ListType: list, msgspec.inspect.StructType: dict}
    if type(kind) in makers:
        return msgspec.field(default_factory=makers[type(kind)])
    return "" if isinstance(kind, msgspec.inspect.StrType) else None


class SiteFill(msgspec.Struct):
    """The number of records of a site, and how many of them have each field."""

    records: int = 0
    filled: dict[str, int] = {}


class RepairSample(msgspec.Struct):
    """A repair, and the page it is on."""

    where: str
    found: str
    restored: str
    certain: bool
    page: str


class Summary(msgspec.Struct, kw_only=True):
    """The results of a run. A counter holds a limited number of different values; further ones are counted as
    `(others)`.
    """

    run: str
    command: str
    newsmill: str
    started_at: str
    seconds: float | None = None
    pages: int = 0
    records: int = 0
    rejects: int = 0
    listings: int = 0
    body_characters: int = 0
    unreadable_lines: int = 0
    kinds: dict[str, int] = {}
    languages: dict[str, int] = {}
    years: dict[str, int] = {}
    lengths: dict[int, int] = {}
    charsets: dict[str, int] = {}
    mixed_charsets: int = 0
    warnings: dict[str, int] = {}
    filled: dict[str, int] = {}
    sites: dict[str, SiteFill] = {}
    rejects_by_reason: dict[str, int] = {}
    reject_samples: dict[str, list[Reject]] = {}
    repairs: dict[str, int] = {}
    repairs_guessed: int = 0
    repaired_pages: int = 0
    repair_samples: list[RepairSample] = []

    def share(self, field: str) -> float | None:
        """The share of records that have a field; None without records."""
        return self.filled.get(field, 0) / self.records if self.records else None


def summarise(folder: Path, summary: Summary) -> Summary:
    """Add the records and rejects of a run folder to `summary` and return it."""
    decode_line = msgspec.json.Decoder(_line()).decode
    decode_reject = msgspec.json.Decoder(Reject).decode
    for path in record_files(folder):
        for record in _lines(path, decode_line, summary):
            _add_record(summary, record)
    rejects = folder / REJECTS
    if rejects.exists():
        for reject in _lines(rejects, decode_reject, summary):
            _add_reject(summary, reject)
    return summary


def _lines(path: Path, decode: Callable[[bytes], Any], summary: Summary) -> Iterator[Any]:
    with open_records(path) as lines:
        for line in lines:
            try:
                yield decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError):
                summary.unreadable_lines += 1


def _add_record(summary: Summary, record: Any) -> None:
    summary.records += 1
    summary.body_characters += len(record.body)
    _count(summary.kinds, record.kind)
    _count(summary.languages, record.language or UNKNOWN)
    year = _YEAR.match(record.published or "")
    _count(summary.years, year.group() if year else UNDATED)
    if record.body:
        step = int(2 * math.log2(len(record.body)))
        summary.lengths[step] = summary.lengths.get(step, 0) + 1
    _count(summary.charsets, str(record.charset.get("used") or UNKNOWN))
    summary.mixed_charsets += bool(record.charset.get("spans"))
    for warning in record.warnings:
        _count(summary.warnings, warning[:_SAMPLE_CHARS])
    site = _site(summary, record.site or UNKNOWN)
    site.records += 1
    for name in FIELDS:
        if getattr(record, name):
            summary.filled[name] = summary.filled.get(name, 0) + 1
            site.filled[name] = site.filled.get(name, 0) + 1
    if record.repairs:
        _add_repairs(summary, record)


def _add_repairs(summary: Summary, record: Any) -> None:
    summary.repaired_pages += 1
    for repair in record.repairs:
        _count(summary.repairs, str(repair.get("where")))
        certain = bool(repair.get("certain"))
        summary.repairs_guessed += not certain
        sample = RepairSample(
            str(repair.get("where")),
            str(repair.get("found"))[:_SAMPLE_CHARS],
            str(repair.get("restored"))[:_SAMPLE_CHARS],
            certain,
            record.url or record.origin or record.id,
        )
        # Samples with different texts are more useful than the same footer again.
        if len(summary.repair_samples) < 12 and all(
            sample.found != old.found for old in summary.repair_samples
        ):
            summary.repair_samples.append(sample)


def _add_reject(summary: Summary, reject: Reject) -> None:
    summary.rejects += 1
    summary.rejects_by_reason[reject.reason] = summary.rejects_by_reason.get(reject.reason, 0) + 1
    samples = summary.reject_samples.setdefault(reject.reason, [])
    if len(samples) < _SAMPLES:
        samples.append(reject)


def _site(summary: Summary, name: str) -> SiteFill:
    known = summary.sites.get(name)
    if known is None:
        if len(summary.sites) >= _MOST_SITES:
            name = OTHER_SITES
        known = summary.sites.setdefault(name, SiteFill(0, {}))
    return known


def _count(counts: dict[str, int], value: str) -> None:
    if value not in counts and len(counts) >= _MOST_VALUES:
        value = "(others)"
    counts[value] = counts.get(value, 0) + 1


def most_common(counts: dict[str, int], number: int) -> list[tuple[str, int]]:
    """The most frequent values with their counts; equally frequent ones in alphabetical order."""
    return sorted(Counter(counts).items(), key=lambda item: (-item[1], item[0]))[:number]

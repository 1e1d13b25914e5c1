"""An export from beginning to end: select, filter, deduplicate, sample, split, write, describe."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsmill.pipelines.export import where as sql_where
from newsmill.pipelines.export.columns import COLUMNS, MEASURED, ORIGINALS, TYPED, default_names, schema
from newsmill.pipelines.export.conversion import converter
from newsmill.pipelines.export.duplicates import (
    EXACT,
    FILTERED,
    NEAR,
    NOT_SAMPLED,
    OLD,
    STAYS,
    Duplicates,
    identity,
)
from newsmill.pipelines.export.export_settings import Plan
from newsmill.pipelines.export.figures import Figures
from newsmill.pipelines.export.folder import Folders, written_before
from newsmill.pipelines.export.formats import FORMATS, open_writer
from newsmill.pipelines.export.formats.context import Context
from newsmill.pipelines.export.formats.shards import Writer
from newsmill.pipelines.export.missing_extra import Unusable, require
from newsmill.pipelines.export.personal import Mask
from newsmill.pipelines.export.published_rules import measure
from newsmill.pipelines.export.quality import Filters, Row
from newsmill.pipelines.export.recurring_lines import RecurringLines
from newsmill.pipelines.export.source import BadLine, read_lines, record_files
from newsmill.pipelines.export.tokenising import named_function, token_counter, tokeniser
from newsmill.pipelines.export.transform import Transform
from newsmill.pipelines.export.workspace import Workspace
from newsmill.pipelines.record import Record

__all__ = ["DROPPED", "DUPLICATES", "UNREADABLE", "Counts", "Export", "Progress", "Sample"]

DUPLICATES = "duplicates.jsonl"
DROPPED = "dropped.jsonl"
UNREADABLE = "unreadable.jsonl"

# Records per output batch: the granularity of shards and row groups.
_CHUNK = 1_000
_SAMPLES_A_RULE = 5
_EXCERPT = 160

# If none of this many lines is a record, the input is something else.
_HOPELESS = 1_000

# Fields whose values are remembered, and how many, to suggest corrections for misspelt ones in `--where`.
_REMEMBERED = ("site", "source", "language", "kind", "account")
_MOST_VALUES = 20_000


class Progress(Protocol):
    """Receives progress reports. `of`: the number of records in the step, if known."""

    def step(self, name: str, of: int | None = None) -> None:
        """A step begins."""

    def advance(self, by: int) -> None:
        """`by` more records of the step are done."""


@dataclass
class Counts:
    """The fate of every line: `lines = unreadable + unselected + older + filtered + exact + near +
    unsampled + written`."""

    lines: int = 0
    unreadable: int = 0
    other_kinds: int = 0
    without_body: int = 0
    not_where: int = 0
    older: int = 0
    filtered: int = 0
    exact: int = 0
    near: int = 0
    unsampled: int = 0
    written: int = 0

    def outcome(self) -> list[tuple[str, int]]:
        """Each count with its name, as reports show them."""
        return [
            ("lines read", self.lines),
            ("unreadable", self.unreadable),
            ("of other kinds", self.other_kinds),
            ("without a body", self.without_body),
            ("not selected by --where", self.not_where),
            ("older captures of the same page", self.older),
            ("dropped by quality rules", self.filtered),
            ("exact duplicates", self.exact),
            ("near duplicates", self.near),
            ("not in the sample", self.unsampled),
            ("written", self.written),
        ]


@dataclass
class Sample:
    """A record dropped by a rule, for the report."""

    id: str
    title: str | None
    detail: str
    excerpt: str


@dataclass
class Export:
    """One export: its plan, and what it has found so far."""

    plan: Plan
    progress: Progress
    counts: Counts = field(default_factory=Counts)
    figures: Figures = field(default_factory=Figures)
    splits: Counter[str] = field(default_factory=Counter)
    inputs: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)
    clusters: int = 0
    first_bad: BadLine | None = None
    nothing: str = ""

    def __post_init__(self) -> None:
        self.filters = Filters(self.plan.filters)
        self.mask = Mask(self.plan.mask) if self.plan.mask else None
        convert = converter(self.plan.convert) if self.plan.convert else None
        self.transform = Transform(self.mask, convert)
        self.context = Context(formula_guard=self.plan.formula_guard, tokenise=tokeniser(self.plan.tokeniser))
        plan = self.plan
        self.tokens = token_counter(plan.tokens) if plan.tokens else None
        self.perplexity = named_function(plan.perplexity, "--perplexity") if plan.perplexity else None
        if self.filters.needs("perplexity") and self.perplexity is None:
            raise Unusable("--filter perplexity needs a function: --perplexity module:name.")
        self.values: dict[str, Counter[str]] = {name: Counter() for name in _REMEMBERED}
        self.equalities: list[sql_where.Equality] = []
        self._recurring: RecurringLines | None = None

    def run(self, folders: Folders) -> None:
        """Write the corpus and its side files into `folders.new`."""
        files = record_files(self.plan.inputs)
        self._check_sink()
        with Workspace(folders.work, input_bytes=_unpacked(files), memory=self.plan.memory) as workspace:
            workspace.check_where(self.plan.where)
            self.equalities = workspace.equalities(self.plan.where)
            self._load(workspace, files, folders.new)
            self.progress.step("sorting")
            self.counts.older = workspace.settle(self.plan.versions)
            new = workspace.total
            if self.plan.against:
                workspace.add_old(_records_of(record_files(self.plan.against)))
            fate = np.zeros(workspace.total, dtype=np.uint8)
            fate[new:] = OLD
            if self.filters:
                self._filter(workspace, fate, folders.new)
            if self.plan.dedup != "none":
                self._deduplicate(workspace, fate, folders)
            self._sample(workspace, fate)
            self.nothing = "" if (fate == STAYS).any() else self._nothing_selected()
            if self.nothing and self.plan.out is not None and written_before(self.plan.out):
                raise Unusable(f"{self.nothing} {self.plan.out} is unchanged.")
            self._write(workspace, fate == STAYS, folders.new)

    def _load(self, workspace: Workspace, files: Sequence[Path], out: Path) -> None:
        self.progress.step("reading")
        with (out / UNREADABLE).open("wb") as unreadable:
            self.counts.not_where = workspace.load(self._wanted_lines(files, unreadable), self.plan.where)
        if self.first_bad is None:
            (out / UNREADABLE).unlink()
        elif self.counts.lines == self.counts.unreadable:
            raise _hopeless(self.first_bad)

    def _wanted_lines(self, files: Sequence[Path], unreadable: BinaryIO) -> Iterator[tuple[str, bytes]]:
        counts, kinds = self.counts, set(self.plan.kinds)
        for file in files:
            name = _short(file)
            for line in read_lines(file):
                counts.lines += 1
                self.progress.advance(1)
                if isinstance(line, BadLine):
                    counts.unreadable += 1
                    self.first_bad = self.first_bad or line
                    _write_line(unreadable, {"file": name, "line": line.number, "reason": line.reason})
                    if counts.lines == counts.unreadable >= _HOPELESS:
                        raise _hopeless(self.first_bad)
                    continue
                self.inputs[name] += 1
                self._remember(line.record)
                if line.record.kind not in kinds:
                    counts.other_kinds += 1
                elif not line.record.body.strip():
                    counts.without_body += 1
                else:
                    yield line.record.id, line.text

    def _remember(self, record: Record) -> None:
        """Remember values, to suggest corrections for a misspelt one in `--where`."""
        if self.equalities:
            for name, seen in self.values.items():
                value = getattr(record, name)
                if value in seen or (value and len(seen) < _MOST_VALUES):
                    seen[value] += 1

    def _nothing_selected(self) -> str:
        counts = ", ".join(f"{number:,} {what}" for what, number in self.counts.outcome() if number)
        counts = counts or "there are no lines to read"
        hints = sql_where.nearest_values(self.equalities, self.values)
        return " ".join([f"No record is left to export: {counts}.", *hints])

    def _check_sink(self) -> None:
        """Check before the work begins that a target database can be filled."""
        if self.plan.to:
            require(["psycopg"], "--to")
            from newsmill.pipelines.export.formats.postgresql import check

            several = len(self.plan.splits) > 1
            shape = schema(self._columns(has_markup=False))
            check(self.plan.to, self.plan.table, shape, versions=self.plan.versions, with_split=several)

    def _filter(self, workspace: Workspace, fate: npt.NDArray[np.uint8], out: Path) -> None:
        self.progress.step("filtering", workspace.total)
        recurring = (
            self._recurring_lines(workspace).characters
            if self.filters.needs("boilerplate")
            else np.zeros(workspace.total, np.int64)
        )
        names = [item.name for item in COLUMNS if item.name != "body_markup"]
        with (out / DROPPED).open("wb") as dropped:
            number = 0
            for batch in workspace.scan(names, old=False):
                for row in batch.to_pylist():
                    surprise = self.perplexity if self.filters.needs("perplexity") else None
                    judged = _quality_row(row, int(recurring[number]), surprise)
                    wrong = self.filters.first_wrong(judged)
                    if wrong:
                        fate[number] = FILTERED
                        self._note_dropped(row, *wrong)
                        _write_line(
                            dropped, identity(row, self._masked) | {"rule": wrong[0], "detail": wrong[1]}
                        )
                    number += 1
                self.progress.advance(batch.num_rows)
        self.counts.filtered = self.filters.dropped.total()

    def _note_dropped(self, row: dict[str, Any], rule: str, detail: str) -> None:
        samples = self.samples.setdefault(rule, [])
        if len(samples) < _SAMPLES_A_RULE:
            title = self._masked(row["title"])
            excerpt = self._masked(row["body"]) or ""
            samples.append(Sample(row["id"], title, detail, excerpt[:_EXCERPT]))

    def _deduplicate(self, workspace: Workspace, fate: npt.NDArray[np.uint8], folders: Folders) -> None:
        duplicates = Duplicates(workspace, self.plan.threshold, self.progress, self._masked)
        lines = self._recurring_lines(workspace) if self.plan.dedup == "near" else None
        duplicates.settle(fate, folders.work, lines)
        self.clusters = duplicates.write(folders.new / DUPLICATES)
        self.counts.exact = int(np.count_nonzero(fate == EXACT))
        self.counts.near = int(np.count_nonzero(fate == NEAR))

    def _recurring_lines(self, workspace: Workspace) -> RecurringLines:
        """Computed once, on first use by a quality rule or by deduplication."""
        if self._recurring is None:
            self._recurring = RecurringLines(workspace)
        return self._recurring

    def _sample(self, workspace: Workspace, fate: npt.NDArray[np.uint8]) -> None:
        sample = self.plan.sample
        if sample is None:
            return
        hashes = np.zeros(workspace.total, dtype=np.float64)
        number = 0
        for batch in workspace.scan(["id"]):
            for record_id in batch.column(0).to_pylist():
                hashes[number] = share_of("sample", record_id)
                number += 1
        staying = np.flatnonzero(fate == STAYS)
        if sample.number is not None:
            order = np.argsort(hashes[staying], kind="stable")
            out = staying[order[sample.number :]]
        else:
            out = staying[hashes[staying] >= (sample.share or 0.0)]
        fate[out] = NOT_SAMPLED
        self.counts.unsampled = len(out)

    def _write(self, workspace: Workspace, stays: npt.NDArray[np.bool_], out: Path) -> None:
        self.progress.step("writing", int(np.count_nonzero(stays)))
        self.columns = names = self._columns(workspace.has_markup)
        shape = schema(names)
        with self._sink(out / "data", shape) as sink:
            chunks = {split.name: _Chunks() for split in self.plan.splits}
            for batch in self._staying(workspace, stays):
                self.figures.add_batch(batch)
                changed = self._measured(_with_typed(self.transform(batch), names), names)
                for split, part in self._split(changed):
                    self.splits[split] += part.num_rows
                    for chunk in chunks[split].add(part.select(names)):
                        sink.write(chunk, split)
                self.counts.written += batch.num_rows
                self.progress.advance(batch.num_rows)
            for split, left in chunks.items():
                for chunk in left.rest(shape):
                    sink.write(chunk, split)

    def _measured(self, batch: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
        """The batch with those columns of `MEASURED` that are written, computed from the bodies as written."""
        functions: dict[str, Callable[[str], Any] | None] = {
            "quality": measure,
            "tokens": self.tokens,
            "perplexity": self.perplexity,
        }
        for item in MEASURED:
            function = functions[item.name]
            if item.name in names and function is not None:
                made = pa.array([function(body) for body in batch.column("body").to_pylist()], item.arrow)
                batch = batch.append_column(pa.field(item.name, item.arrow), made)
        return batch

    def _staying(self, workspace: Workspace, stays: npt.NDArray[np.bool_]) -> Iterator[pa.RecordBatch]:
        number = 0
        for batch in workspace.scan([item.name for item in COLUMNS]):
            kept = stays[number : number + batch.num_rows]
            number += batch.num_rows
            if kept.any():
                yield batch.filter(pa.array(kept))

    def _split(self, batch: pa.RecordBatch) -> Iterator[tuple[str, pa.RecordBatch]]:
        splits = self.plan.splits
        if len(splits) == 1:
            yield splits[0].name, batch
            return
        bounds = np.array([split.until for split in splits])
        shares = np.array([share_of("split", record_id) for record_id in batch.column("id").to_pylist()])
        places = np.searchsorted(bounds, shares, side="right")
        for place, split in enumerate(splits):
            mask = places == place
            if mask.any():
                yield split.name, batch.filter(pa.array(mask))

    def _columns(self, has_markup: bool) -> list[str]:
        """The columns to write: those asked for, else all of the record, plus the originals if text is
        converted.
        """
        typed = self.plan.to is not None or FORMATS[self.plan.format].typed
        names = self.plan.fields or default_names(has_markup=has_markup, typed=typed)
        names = self._with_originals(self._with_figures(names))
        needed = ["id"] if self.plan.to else list(FORMATS[self.plan.format].needs)
        if self.plan.to and self.plan.versions == "all":
            needed.append("version")
        return [*[name for name in needed if name not in names], *names]

    def _with_figures(self, names: list[str]) -> list[str]:
        """The columns, plus the measured ones that were asked for. Raises `Unusable` for one that was not."""
        asked = {"quality": self.plan.quality, "tokens": self.plan.tokens, "perplexity": self.plan.perplexity}
        for name, switch in asked.items():
            if switch and name not in names:
                names = [*names, name]
            elif name in names and not switch:
                raise Unusable(f"--fields: {name} is there only with --{name}.")
        return names

    def _with_originals(self, names: list[str]) -> list[str]:
        """The columns, plus the original of each converted one. Raises `Unusable` for an original if nothing
        is converted.
        """
        originals = [item.name for item in ORIGINALS]
        if self.plan.convert:
            return names + [name for name in originals if name not in names and name[:-9] in names]
        unknown = [name for name in names if name in originals]
        if unknown:
            raise Unusable(f"--fields: {unknown[0]} is there only with --convert.")
        return names

    def _sink(self, data: Path, shape: pa.Schema) -> _Sink:
        splits = [split.name for split in self.plan.splits]
        if self.plan.to:
            from newsmill.pipelines.export.formats.postgresql import Postgresql

            return Postgresql(
                self.plan.to, self.plan.table, shape, versions=self.plan.versions, with_split=len(splits) > 1
            )
        data.mkdir()
        form, shard_bytes = self.plan.format, self.plan.shard_bytes
        return _Files(
            {split: open_writer(form, data, split, shape, shard_bytes, self.context) for split in splits}
        )

    def _masked(self, text: str | None) -> str | None:
        return self.transform.masked(text) if text else text


def _with_typed(batch: pa.RecordBatch, names: Sequence[str]) -> pa.RecordBatch:
    """The batch with those of the typed columns that are written."""
    for typed in TYPED:
        if typed.column.name in names:
            values = [typed.value(text) for text in batch.column(typed.of).to_pylist()]
            made = pa.array(values, typed.column.arrow)
            batch = batch.append_column(pa.field(typed.column.name, typed.column.arrow), made)
    return batch


def share_of(purpose: str, record_id: str) -> float:
    """Map an id to a number between 0 and 1 by the first 53 bits of SHA-256 of `purpose:id`. It never
    changes.
    """
    digest = hashlib.sha256(f"{purpose}:{record_id}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / (1 << 53)


class _Sink(Protocol):
    """Target of the splits, complete if the block ends without an exception."""

    def __enter__(self) -> _Sink: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def write(self, batch: pa.RecordBatch, split: str) -> None:
        """The next records of a split."""


class _Files:
    """One writer per split."""

    def __init__(self, writers: dict[str, Writer]) -> None:
        self._writers = writers

    def __enter__(self) -> _Files:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            if kind is None:
                writer.close()
            else:
                writer.discard()

    def write(self, batch: pa.RecordBatch, split: str) -> None:
        """The next records of a split."""
        self._writers[split].write(batch)


class _Chunks:
    """Cuts a stream of batches of any size into batches of equal size."""

    def __init__(self) -> None:
        self._parts: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Add a batch. Yields the full ones."""
        self._parts.append(batch)
        self._rows += batch.num_rows
        while self._rows >= _CHUNK:
            whole = _join(self._parts)
            yield whole.slice(0, _CHUNK)
            self._parts = [whole.slice(_CHUNK)]
            self._rows -= _CHUNK

    def rest(self, shape: pa.Schema) -> Iterator[pa.RecordBatch]:
        """What is left."""
        if self._rows:
            yield _join(self._parts)


def _join(parts: list[pa.RecordBatch]) -> pa.RecordBatch:
    return parts[0] if len(parts) == 1 else pa.concat_batches(parts)


def _quality_row(row: dict[str, Any], recurring: int, perplexity: Callable[[str], float] | None) -> Row:
    present = frozenset(name for name, value in row.items() if value)
    guessed = sum(not repair["certain"] for repair in row["repairs"])
    surprise = float(perplexity(row["body"])) if perplexity else None
    return Row(row["language"], row["body"], guessed, recurring, present, surprise)


def _hopeless(bad: BadLine) -> Unusable:
    return Unusable(f"The input holds no newsmill records. {bad}")


def _unpacked(files: Sequence[Path]) -> int:
    """The approximate uncompressed size of the files in bytes; records compress to about an eighth."""
    return sum(file.stat().st_size * (8 if file.suffix in (".gz", ".zst") else 1) for file in files)


def _records_of(files: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """The records in the files that have a body. Raises `Unusable` for a line that is not a record."""
    for file in files:
        for line in read_lines(file):
            if isinstance(line, BadLine):
                raise Unusable(f"--against: {line}")
            if line.record.body.strip():
                yield line.record.id, line.text


def _short(file: Path) -> str:
    """A file's name as written to the output: the same on any machine."""
    return f"{file.parent.name}/{file.name}" if file.parent.name else file.name


def _write_line(file: BinaryIO, row: dict[str, Any]) -> None:
    file.write(msgspec.json.encode(row) + b"\n")

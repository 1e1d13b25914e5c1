"""An export from beginning to end: select, filter, deduplicate, sample, split, write, describe."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from newsmill.pipelines.dedup.clusters import BEST_FIRST, Candidate, Verdict, judge
from newsmill.pipelines.dedup.normalise import fingerprint, normalise
from newsmill.pipelines.export.columns import COLUMNS, ORIGINALS, schema
from newsmill.pipelines.export.conversion import converter
from newsmill.pipelines.export.figures import FIELDS, Figures
from newsmill.pipelines.export.folder import Folders
from newsmill.pipelines.export.formats import FORMATS, Writer, open_writer
from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.personal import Mask
from newsmill.pipelines.export.plan import Plan
from newsmill.pipelines.export.quality import RECURRING_BODIES, RECURRING_SHARE, Filters, Row
from newsmill.pipelines.export.source import BadLine, read_lines, record_files
from newsmill.pipelines.export.transform import Transform
from newsmill.pipelines.export.workspace import Workspace

__all__ = ["DROPPED", "DUPLICATES", "UNREADABLE", "Counts", "Export", "Progress", "Sample"]

DUPLICATES = "duplicates.jsonl"
DROPPED = "dropped.jsonl"
UNREADABLE = "unreadable.jsonl"

# Records a batch on the way out: the grain of shards and row groups.
_CHUNK = 1_000
_SAMPLES_A_RULE = 5
_EXCERPT = 160

# When this many lines were read and none is a record, the input is something else.
_HOPELESS = 1_000

# What became of a record.
_STAYS, _FILTERED, _EXACT, _NEAR, _NOT_SAMPLED = range(5)

_IDENTITY = ("id", "version", "url", "site", "title", "published")
_BEST = ", ".join(expression for expression, _ in BEST_FIRST)


class Progress(Protocol):
    """Told what is being done; `of` is the number of records in the step, where it is known."""

    def step(self, name: str, of: int | None = None) -> None:
        """A step begins."""

    def advance(self, by: int) -> None:
        """So many more records of the step are done."""


@dataclass
class Counts:
    """What became of every line: `lines = unreadable + unselected + older + filtered + exact + near + unsampled + written`."""

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


@dataclass
class Sample:
    """A record that a rule dropped, for the report."""

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

    def __post_init__(self) -> None:
        self.filters = Filters(self.plan.filters)
        self.mask = Mask(self.plan.mask) if self.plan.mask else None
        convert = converter(self.plan.convert) if self.plan.convert else None
        self.transform = Transform(self.mask, convert)

    def run(self, folders: Folders) -> None:
        """Write the corpus and its side files into `folders.new`."""
        files = record_files(self.plan.inputs)
        with Workspace(folders.work, input_bytes=_unpacked(files), memory=self.plan.memory) as workspace:
            workspace.check_where(self.plan.where)
            self._load(workspace, files, folders.new)
            self.progress.step("sorting")
            self.counts.older = workspace.settle(self.plan.versions)
            fate = np.zeros(workspace.total, dtype=np.uint8)
            if self.filters:
                self._filter(workspace, fate, folders.new)
            if self.plan.dedup != "none":
                self._deduplicate(workspace, fate, folders)
            self._sample(workspace, fate)
            self._write(workspace, fate == _STAYS, folders.new)

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
            for line in read_lines(file):
                counts.lines += 1
                self.progress.advance(1)
                if isinstance(line, BadLine):
                    counts.unreadable += 1
                    self.first_bad = self.first_bad or line
                    _write_line(
                        unreadable, {"file": _short(file), "line": line.number, "reason": line.reason}
                    )
                    if counts.lines == counts.unreadable >= _HOPELESS:
                        raise _hopeless(self.first_bad)
                    continue
                self.inputs[_short(file)] += 1
                if line.record.kind not in kinds:
                    counts.other_kinds += 1
                elif not line.record.body.strip():
                    counts.without_body += 1
                else:
                    yield line.record.id, line.text

    def _filter(self, workspace: Workspace, fate: npt.NDArray[np.uint8], out: Path) -> None:
        self.progress.step("filtering", workspace.total)
        recurring = (
            _recurring_characters(workspace)
            if self.filters.needs("boilerplate")
            else np.zeros(workspace.total, np.int64)
        )
        names = [item.name for item in COLUMNS if item.name != "body_markup"]
        with (out / DROPPED).open("wb") as dropped:
            number = 0
            for batch in workspace.scan([f'"{name}"' for name in names]):
                for row in batch.to_pylist():
                    wrong = self.filters.first_wrong(_quality_row(row, int(recurring[number])))
                    if wrong:
                        fate[number] = _FILTERED
                        self._note_dropped(row, *wrong)
                        _write_line(dropped, self._identity(row) | {"rule": wrong[0], "detail": wrong[1]})
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
        near = self.plan.dedup == "near"
        signatures = None
        if near:
            from newsmill.pipelines.dedup.candidates import Signatures

            signatures = Signatures(folders.work, workspace.total)
        self.progress.step("comparing", workspace.total)
        workspace.store("prints", {"n": np.empty(0, dtype=np.int64), "print": pa.array([], pa.binary())})
        number = 0
        for batch in workspace.scan(["body"]):
            bodies = [
                body if fate[place] == _STAYS else ""
                for place, body in enumerate(batch.column(0).to_pylist(), number)
            ]
            texts = normalise(bodies)
            comparable = [place for place in range(len(texts)) if len(texts[place])]
            workspace.store(
                "prints",
                {
                    "n": np.array(comparable, dtype=np.int64) + number,
                    "print": pa.array([fingerprint(texts[place]) for place in comparable], pa.binary()),
                },
            )
            if signatures is not None:
                signatures.add(texts)
            number += batch.num_rows
            self.progress.advance(batch.num_rows)
        verdicts = _Verdicts(workspace)
        self._drop_exact(workspace, fate, verdicts)
        if signatures is not None:
            labels = signatures.cluster(fate == _STAYS, self.plan.threshold).labels
            del signatures
            self._drop_near(workspace, fate, labels, verdicts, folders.work)
        verdicts.flush()
        self._write_duplicates(workspace, folders.new)

    def _drop_exact(self, workspace: Workspace, fate: npt.NDArray[np.uint8], verdicts: _Verdicts) -> None:
        sql = (
            "WITH repeated AS (SELECT n, print FROM prints WHERE print IN"
            " (SELECT print FROM prints GROUP BY print HAVING count(*) > 1))"
            f" SELECT n, first_value(n) OVER (PARTITION BY print ORDER BY {_BEST}) AS best FROM repeated JOIN corpus USING (n)"
        )
        for batch in workspace.query(sql):
            numbers, bests = (item.to_numpy(zero_copy_only=False) for item in batch.columns)
            fate[numbers[numbers != bests]] = _EXACT
            for number, best in zip(numbers.tolist(), bests.tolist(), strict=True):
                if number != best:
                    verdicts.add("exact", best, Verdict(number, best, 1.0, 1.0))
        workspace.drop("prints")
        self.counts.exact = int(np.count_nonzero(fate == _EXACT))

    def _drop_near(
        self,
        workspace: Workspace,
        fate: npt.NDArray[np.uint8],
        labels: npt.NDArray[np.int64],
        verdicts: _Verdicts,
        work: Path,
    ) -> None:
        sizes = np.bincount(labels, minlength=workspace.total)
        members = np.flatnonzero(sizes[labels] > 1)
        self.progress.step("judging", len(members))
        if not len(members):
            return
        workspace.store("near", {"n": members, "cluster": labels[members]})
        bodies = _Bodies(workspace, members, work / "bodies")
        order = workspace.numbers(f"SELECT n FROM near JOIN corpus USING (n) ORDER BY cluster, {_BEST}")
        workspace.drop("near")
        for _, cluster in itertools.groupby(order.tolist(), key=labels.__getitem__):
            best: int | None = None
            for verdict in judge(map(bodies.candidate, cluster), self.plan.threshold):
                best = verdict.number if best is None else best
                if verdict.kept != verdict.number:
                    fate[verdict.number] = _NEAR
                    verdicts.add("near", best, verdict)
                self.progress.advance(1)
        self.counts.near = int(np.count_nonzero(fate == _NEAR))

    def _write_duplicates(self, workspace: Workspace, out: Path) -> None:
        """List every record that went, with its cluster (the id of its best member) and the record that covers it.

        An exact copy of a record that went itself is covered by what covers that one.
        """
        identity = ", ".join(f'c."{name}"' for name in _IDENTITY)
        sql = (
            "WITH settled AS (SELECT v.n, v.match, coalesce(w.cluster, v.cluster) AS cluster, coalesce(w.kept, v.kept) AS kept,"
            " coalesce(w.coverage, v.coverage) AS coverage, coalesce(w.similarity, v.similarity) AS similarity"
            " FROM verdicts v LEFT JOIN verdicts w ON v.kept = w.n)"
            f" SELECT b.id AS cluster, {identity}, v.match, k.id AS kept, v.coverage, v.similarity FROM settled v"
            " JOIN corpus c ON c.n = v.n JOIN corpus b ON b.n = v.cluster JOIN corpus k ON k.n = v.kept"
            " ORDER BY b.id, c.id, c.version, c.n"
        )
        clusters: set[str] = set()
        with (out / DUPLICATES).open("wb") as file:
            for batch in workspace.query(sql):
                for row in batch.to_pylist():
                    clusters.add(row["cluster"])
                    row["title"] = self._masked(row["title"])
                    _write_line(file, row)
        self.clusters = len(clusters)

    def _sample(self, workspace: Workspace, fate: npt.NDArray[np.uint8]) -> None:
        sample = self.plan.sample
        if sample is None:
            return
        hashes = np.empty(workspace.total, dtype=np.float64)
        number = 0
        for batch in workspace.scan(["id"], 50_000):
            for record_id in batch.column(0).to_pylist():
                hashes[number] = share_of("sample", record_id)
                number += 1
        staying = np.flatnonzero(fate == _STAYS)
        if sample.number is not None:
            order = np.argsort(hashes[staying], kind="stable")
            out = staying[order[sample.number :]]
        else:
            out = staying[hashes[staying] >= (sample.share or 0.0)]
        fate[out] = _NOT_SAMPLED
        self.counts.unsampled = len(out)

    def _write(self, workspace: Workspace, stays: npt.NDArray[np.bool_], out: Path) -> None:
        self.progress.step("writing", int(np.count_nonzero(stays)))
        has_markup = bool(workspace.numbers("SELECT count(*) FROM corpus WHERE body_markup IS NOT NULL")[0])
        self.columns = names = self._columns(has_markup)
        shape = schema(names)
        with self._sink(out / "data", shape) as sink:
            chunks = {split.name: _Chunks() for split in self.plan.splits}
            for batch in self._staying(workspace, stays):
                self.figures.add_rows(_figure_rows(batch))
                changed = self.transform(batch)
                for split, part in self._split(changed):
                    self.splits[split] += part.num_rows
                    for chunk in chunks[split].add(part.select(names)):
                        sink.write(chunk, split)
                self.counts.written += batch.num_rows
                self.progress.advance(batch.num_rows)
            for split, left in chunks.items():
                for chunk in left.rest(shape):
                    sink.write(chunk, split)

    def _staying(self, workspace: Workspace, stays: npt.NDArray[np.bool_]) -> Iterator[pa.RecordBatch]:
        number = 0
        for batch in workspace.scan([f'"{item.name}"' for item in COLUMNS]):
            kept = stays[number : number + batch.num_rows]
            number += batch.num_rows
            if kept.any():
                yield pa.RecordBatch.from_arrays(
                    [
                        part.filter(pa.array(kept)).cast(item.arrow)
                        for part, item in zip(batch.columns, COLUMNS, strict=True)
                    ],
                    schema=schema([item.name for item in COLUMNS]),
                )

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
        """The columns written: those asked for, else all of the record, with the originals where text is converted."""
        names = self.plan.fields or [
            item.name for item in COLUMNS if item.name != "body_markup" or has_markup
        ]
        if self.plan.convert:
            names = names + [
                item.name for item in ORIGINALS if item.name not in names and item.name[:-9] in names
            ]
        elif unknown := [name for name in names if name in {item.name for item in ORIGINALS}]:
            raise Unusable(f"--fields: {unknown[0]} is there only with --convert.")
        needed = ["id"] if self.plan.to else list(FORMATS[self.plan.format].needs)
        if self.plan.to and self.plan.versions == "all":
            needed.append("version")
        return [*[name for name in needed if name not in names], *names]

    def _sink(self, data: Path, shape: pa.Schema) -> _Sink:
        splits = [split.name for split in self.plan.splits]
        if self.plan.to:
            from newsmill.pipelines.export.formats.postgresql import Postgresql

            return Postgresql(
                self.plan.to, self.plan.table, shape, versions=self.plan.versions, with_split=len(splits) > 1
            )
        data.mkdir()
        form, shard_bytes = self.plan.format, self.plan.shard_bytes
        return _Files({split: open_writer(form, data, split, shape, shard_bytes) for split in splits})

    def _identity(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in _IDENTITY} | {"title": self._masked(row["title"])}

    def _masked(self, text: str | None) -> str | None:
        return self.transform.masked(text) if text else text


def share_of(purpose: str, record_id: str) -> float:
    """Where an id falls between 0 and 1: of the first 53 bits of SHA-256 of `purpose:id`. It never changes."""
    digest = hashlib.sha256(f"{purpose}:{record_id}".encode()).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / (1 << 53)


class _Sink(Protocol):
    """Where the splits go: complete when the block ends without an exception."""

    def __enter__(self) -> _Sink: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def write(self, batch: pa.RecordBatch, split: str) -> None:
        """The next records of a split."""


class _Files:
    """A writer a split."""

    def __init__(self, writers: dict[str, Writer]) -> None:
        self._writers = writers

    def __enter__(self) -> _Files:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for writer in self._writers.values():
                writer.close()

    def write(self, batch: pa.RecordBatch, split: str) -> None:
        """The next records of a split."""
        self._writers[split].write(batch)


class _Bodies:
    """The normalised bodies of the members of clusters, in a file that is mapped into memory."""

    def __init__(self, workspace: Workspace, members: npt.NDArray[np.int64], path: Path) -> None:
        self._members = members
        self._offsets = np.zeros(len(members) + 1, dtype=np.int64)
        wanted = np.zeros(workspace.total, dtype=bool)
        wanted[members] = True
        number = place = 0
        with path.open("wb") as file:
            for batch in workspace.scan(["body"]):
                chosen = batch.filter(pa.array(wanted[number : number + batch.num_rows]))
                number += batch.num_rows
                texts = normalise(chosen.column(0).to_pylist())
                file.write(texts.points.tobytes())
                self._offsets[place + 1 : place + 1 + len(texts)] = self._offsets[place] + texts.offsets[1:]
                place += len(texts)
        # Only texts with n-grams are members, so that the file is never empty.
        self._points = np.memmap(path, dtype=np.uint32, mode="r")

    def candidate(self, number: int) -> Candidate:
        """The member of that number in the corpus."""
        place = int(np.searchsorted(self._members, number))
        return Candidate(number, np.asarray(self._points[self._offsets[place] : self._offsets[place + 1]]))


class _Verdicts:
    """Who went and for whom, kept in the workspace; in memory only a few thousand at a time."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rows: list[tuple[str, int, Verdict]] = []
        self.flush()

    def add(self, match: str, cluster: int, verdict: Verdict) -> None:
        """A record that went."""
        self._rows.append((match, cluster, verdict))
        if len(self._rows) >= 50_000:
            self.flush()

    def flush(self) -> None:
        """Store what is in memory."""
        verdicts = [verdict for _, _, verdict in self._rows]
        self._workspace.store(
            "verdicts",
            {
                "n": np.array([verdict.number for verdict in verdicts], dtype=np.int64),
                "cluster": np.array([cluster for _, cluster, _ in self._rows], dtype=np.int64),
                "kept": np.array([verdict.kept for verdict in verdicts], dtype=np.int64),
                "match": pa.array([match for match, _, _ in self._rows], pa.string()),
                "coverage": np.array([round(verdict.coverage, 4) for verdict in verdicts], dtype=np.float64),
                "similarity": np.array(
                    [round(verdict.similarity, 4) for verdict in verdicts], dtype=np.float64
                ),
            },
        )
        self._rows.clear()


class _Chunks:
    """Cuts a stream of batches into batches of equal size, whatever sizes they came in."""

    def __init__(self) -> None:
        self._parts: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Take in a batch; gives the full ones."""
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


def _recurring_characters(workspace: Workspace) -> npt.NDArray[np.int64]:
    """For each record, how many characters of its body are in lines that recur across its site.

    A line recurs when it stands in at least `RECURRING_BODIES` different bodies of a site and in `RECURRING_SHARE` of them;
    copies of one article count once.
    """
    sql = f"""
        WITH lines AS (
            SELECT n, site, text, hash(line) AS line, length(line) AS characters FROM (
                SELECT n, site, hash(body) AS text, unnest(string_split(body, chr(10))) AS line FROM corpus
                WHERE site IS NOT NULL) WHERE trim(line) <> ''),
        sizes AS (SELECT site, count(DISTINCT hash(body)) AS bodies FROM corpus GROUP BY site),
        recurring AS (
            SELECT site, line FROM lines JOIN sizes USING (site) GROUP BY site, line, bodies
            HAVING count(DISTINCT text) >= greatest({RECURRING_BODIES}, {RECURRING_SHARE} * bodies))
        SELECT n, sum(characters)::BIGINT FROM lines JOIN recurring USING (site, line) GROUP BY n
    """
    characters = np.zeros(workspace.total, dtype=np.int64)
    for batch in workspace.query(sql, 50_000):
        numbers, sums = (item.to_numpy(zero_copy_only=False) for item in batch.columns)
        characters[numbers] = sums
    return characters


def _quality_row(row: dict[str, Any], recurring: int) -> Row:
    present = frozenset(name for name, value in row.items() if value)
    guessed = sum(not repair["certain"] for repair in row["repairs"])
    return Row(row["language"], row["body"], guessed, recurring, present)


def _figure_rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.select(FIELDS).to_pylist()
    return rows


def _hopeless(bad: BadLine) -> Unusable:
    return Unusable(f"The input holds no newsmill records. {bad}")


def _unpacked(files: Sequence[Path]) -> int:
    """About how many bytes the files hold; records pack to an eighth or so."""
    return sum(file.stat().st_size * (8 if file.suffix in (".gz", ".zst") else 1) for file in files)


def _short(file: Path) -> str:
    """A file's name as it may stand in an output: the same on any machine."""
    return f"{file.parent.name}/{file.name}" if file.parent.name else file.name


def _write_line(file: BinaryIO, row: dict[str, Any]) -> None:
    file.write(msgspec.json.encode(row) + b"\n")

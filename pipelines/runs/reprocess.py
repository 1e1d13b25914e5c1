"""A run: input to a folder of record shards, rejects and a manifest, resumable at any moment."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import msgspec

from newsmill.pipelines.readers.names import shown
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import Slice
from newsmill.pipelines.readers.sources import STDIN, InputError
from newsmill.pipelines.runs.engine import Engine, SliceResult, Task, in_sequence
from newsmill.pipelines.runs.folder import (
    PROFILES,
    RunFolder,
    RunProblem,
    ShardNote,
    ShardWriter,
    differences,
)
from newsmill.pipelines.runs.inputs import InputDigests, Ledger, describe_input
from newsmill.pipelines.runs.manifest import Counts, Manifest, now, versions, write_manifest
from newsmill.pipelines.runs.messages import Cleaned, Skipped
from newsmill.pipelines.runs.revisits import Revisits
from newsmill.pipelines.runs.seen import Seen
from newsmill.pipelines.runs.timing import Timing
from newsmill.pipelines.version import __version__
from newsmill.pipelines.writers.atomic import atomic_write
from newsmill.pipelines.writers.jsonl import Packing, open_records

__all__ = ["Progress", "Run", "Settings"]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What decides a run's output.

    shard_bytes   a shard is made of about as much input as this, as stored
    learn         read everything twice: first to learn what the pages of each site have in common
    keep_duplicates  write a record for each of several captures with the same id and the same bytes
    compress      record shards as `.jsonl.gz` or `.jsonl.zst`
    """

    task: Task = Task()
    options: Options = Options()
    shard_bytes: int = 256 << 20
    learn: bool = False
    keep_duplicates: bool = False
    compress: Packing | None = None

    def to_dict(self) -> dict[str, Any]:
        """For the manifest; profiles by their digest."""
        profiles = self.task.profiles
        built: dict[str, Any] = msgspec.to_builtins(
            msgspec.structs.replace(self, task=msgspec.structs.replace(self.task, profiles=b""))
        )
        built["task"]["profiles"] = f"sha256:{hashlib.sha256(profiles).hexdigest()}" if profiles else None
        return built


class Progress(Protocol):
    """Told how a run goes on."""

    def learning(self) -> None:
        """The first of two passes begins."""

    def resumed(self, counts: Counts) -> None:
        """That many pages have been done before."""

    def advanced(self, counts: Counts, weight: int) -> None:
        """`counts` in all so far; `weight` more bytes of input are done."""


class Run:
    """Clean everything in `inputs` into the folder `out`. `execute` does it.

    report   writes the report of a folder whose manifest is there
    """

    def __init__(
        self,
        inputs: list[str],
        out: Path,
        settings: Settings,
        report: Callable[[Path], object] = lambda folder: None,
    ) -> None:
        self._report = report
        self.inputs = inputs
        self.out = out
        self.settings = settings
        self.counts = Counts()
        self.timing = Timing()
        self.already_finished = False
        self._seen: Seen | None = None

    def execute(
        self, engine: Callable[[Task], Engine], progress: Progress, *, force: bool = False
    ) -> Manifest:
        """Do what is not done yet, and return the manifest.

        Raises `RunProblem` or `newsmill.pipelines.readers.sources.InputError`. Whenever it ends before its time, calling it again goes on.
        """
        began = time.monotonic()
        with RunFolder(self.out) as folder:
            if force:
                folder.clear()
            elif (manifest := folder.finished()) is not None:
                return self._finished_before(folder, manifest)
            started_at, notes = folder.begin(self.settings.to_dict(), list(map(shown, self.inputs)), now())
            ledger = Ledger(folder.state / "inputs.jsonl")
            digests = InputDigests(self.inputs, ledger)
            try:
                whole = self._work(folder, notes, engine, progress, ledger)
                if not self.counts.pages and not set(self.counts.skipped) - {"other-file"}:
                    raise RunProblem(f"There are no pages in {shown(' '.join(self.inputs))}.")
                folder.finish_rejects(len(whole))
                manifest = self._manifest(whole, started_at, digests)
                manifest.seconds = round(time.monotonic() - began, 2)
                write_manifest(self.out, manifest)
                self._report(self.out)
                folder.remove_stale({note.output.file for note in whole})
            except (InputError, RunProblem):
                if not self.counts.pages:
                    folder.clear()  # nothing was done: the command can be put right and given again
                raise
            finally:
                digests.stop()
        return manifest

    def _work(
        self,
        folder: RunFolder,
        notes: list[ShardNote],
        engine: Callable[[Task], Engine],
        progress: Progress,
        ledger: Ledger,
    ) -> list[ShardNote]:
        """Every shard, those that were whole before and the others."""
        notes = [
            note for note in notes if not note.revisited
        ]  # made again: they are few, and depend on the others
        for note in notes:
            self.counts.add(note.counts)
        if notes:
            progress.resumed(self.counts)
        self._seen = None if self.settings.keep_duplicates else self._seen_before(folder, notes)
        planned = plan(self.inputs, self.settings.options, ledger.mark)
        slices = _Sharded(planned, self.settings.shard_bytes)
        slices.pass_over(notes, folder.path)
        whole = list(notes)
        first = next(slices, None)
        with contextlib.ExitStack() as opened:
            if self._seen is not None:
                opened.callback(self._seen.close)
            running = _Lazily(lambda: engine(self._informed_task(engine, progress)))
            opened.callback(running.close)
            if not notes or (first is not None and not self._has_enough()):
                slices.put_back(first)
                expected = notes[-1].next if notes else None
                whole += self._shards(folder, running, slices, progress, len(notes), expected)
            whole += self._revisited(folder, running, whole, progress)
        return whole

    def _shards(
        self,
        folder: RunFolder,
        engine: Engine,
        slices: _Sharded,
        progress: Progress,
        number: int,
        expected: int | None = None,
        *,
        revisited: bool = False,
    ) -> Iterator[ShardNote]:
        """Do slices, and finish each shard when its last is done; `number` is the first one's."""
        writer, digest = None, hashlib.sha256()
        done = self.counts.pages
        for slice_, result in in_sequence(engine, slices, expected):
            place = slices.numbers.pop(0)
            if writer is not None and place != number:
                yield writer.finish(digest.hexdigest(), expected, revisited=revisited)
                writer, digest = None, hashlib.sha256()
            number = place
            writer = writer or ShardWriter(folder, number, self.settings.compress)
            digest.update(_describe(slice_))
            self._write(writer, result)
            expected = result.next
            self.timing.advanced(self.counts.pages - done)
            done = self.counts.pages
            progress.advanced(self.counts, slice_.weight)
            if self._has_enough():
                break
        writer = writer or ShardWriter(folder, number, self.settings.compress)
        yield writer.finish(digest.hexdigest(), expected, revisited=revisited)

    def _revisited(
        self, folder: RunFolder, engine: Engine, whole: list[ShardNote], progress: Progress
    ) -> list[ShardNote]:
        """The pages that revisits refer to, in shards of their own behind the others; counts those that have none."""
        revisits = Revisits(
            [folder.revisits_part(note.number) for note in whole],
            [folder.path / note.output.file for note in whole],
            self.inputs,
            self.settings.options,
        )
        slices = _Sharded(revisits.slices(), self.settings.shard_bytes, first=len(whole))
        found: list[ShardNote] = []
        if not self._has_enough() and (first := next(slices, None)) is not None:
            slices.put_back(first)
            found += self._shards(folder, engine, slices, progress, len(whole), revisited=True)
        if revisits.number > revisits.found:
            self.counts.add_skipped("revisit", revisits.number - revisits.found)
        return found

    def _seen_before(self, folder: RunFolder, notes: list[ShardNote]) -> Seen:
        """The pages of the shards that are whole."""
        for left in folder.state.glob("seen-*"):
            left.unlink()
        seen = Seen(folder.state)
        for note in notes:
            with open_records(folder.path / note.output.file) as lines:
                for line in lines:
                    seen.add(line)
        return seen

    def _has_enough(self) -> bool:
        most = self.settings.task.select.limit
        return most is not None and self.counts.records >= most

    def _informed_task(self, engine: Callable[[Task], Engine], progress: Progress) -> Task:
        """The task with what is known of the sites: learned now, or by the run that this one continues."""
        task = self.settings.task
        if not self.settings.learn:
            return task
        from newsmill.pipelines.extract.body.profile import encode_profiles
        from newsmill.pipelines.runs.learning import learn

        path = self.out / PROFILES
        if not path.exists():
            progress.learning()
            with atomic_write(path) as file:
                file.write(encode_profiles(learn(self.inputs, self.settings.options, task, engine)))
        return msgspec.structs.replace(task, profiles=path.read_bytes())

    def _write(self, writer: ShardWriter, result: SliceResult) -> None:
        for outcome in result.outcomes:
            if isinstance(outcome, Cleaned) and outcome.slow is not None:
                self.timing.took(outcome.slow.seconds, outcome.slow.origin, outcome.slow.url)
            if isinstance(outcome, Skipped) and outcome.revisit is not None:
                writer.add_revisit(outcome.revisit)
            elif not isinstance(outcome, Cleaned):
                writer.counts.add_skipped(outcome.reason, outcome.number)
                self.counts.add_skipped(outcome.reason, outcome.number)
            elif self._has_enough():
                writer.counts.add_skipped("left-out-limit")
                self.counts.add_skipped("left-out-limit")
            elif outcome.record is not None and self._seen is not None and not self._seen.add(outcome.record):
                writer.counts.add_skipped("duplicate")
                self.counts.add_skipped("duplicate")
            elif outcome.record is not None:
                writer.add_record(outcome.record)
                self.counts.add_record()
            else:
                assert outcome.reject is not None
                writer.add_reject(outcome.reject, outcome.quarantine)
                self.counts.add_reject(outcome.reject.reason)

    def _manifest(self, whole: list[ShardNote], started_at: str, digests: InputDigests) -> Manifest:
        return Manifest(
            command="clean",
            versions=versions(),
            settings=self.settings.to_dict(),
            inputs=digests.result(),
            outputs=[note.output for note in whole],
            counts=self.counts,
            started_at=started_at,
            finished_at=now(),
            timing=self.timing.figures(),
            details={"plan": _digest_of(note.plan for note in whole if not note.revisited)},
        )

    def _finished_before(self, folder: RunFolder, manifest: Manifest) -> Manifest:
        """The manifest of a finished run, when it is of the same inputs and settings."""
        changed = differences(manifest.settings, self.settings.to_dict())
        if manifest.command != "clean":
            changed = [f"it was made by newsmill {manifest.command}"]
        elif manifest.newsmill != __version__:
            changed.insert(0, f"newsmill (was {manifest.newsmill}, now {__version__})")
        elif [each.path for each in manifest.inputs] != list(map(shown, self.inputs)):
            changed.append("other inputs")
        if changed:
            raise RunProblem(
                f"{self.out} holds a finished run that differs: {'; '.join(changed)}. "
                "Name another folder with -o, or start over with --force."
            )
        if STDIN in self.inputs:
            raise RunProblem(
                f"{self.out} holds a finished run. Name another folder with -o, or start over with --force."
            )
        slices = _Sharded(plan(self.inputs, self.settings.options), self.settings.shard_bytes)
        if _digest_of(slices.shard_digests()) != manifest.details.get("plan") and not self._same_bytes(
            manifest
        ):
            raise RunProblem(
                f"The inputs have changed since the run in {self.out} was finished. "
                "Name another folder with -o, or start over with --force."
            )
        if (folder.state / "run.json").exists():  # killed after the manifest, before the rest
            self._report(self.out)
            folder.remove_stale({output.file for output in manifest.outputs})
        self.counts = manifest.counts
        self.already_finished = True
        return manifest

    def _same_bytes(self, manifest: Manifest) -> bool:
        """Whether inputs that look changed (they were touched, or copied) have the digests that they had."""
        return [each.digest for each in manifest.inputs] == [
            describe_input(path).digest for path in self.inputs
        ]


class _Sharded:
    """Slices with the number of the shard that each belongs to, by the input alone.

    `numbers` are the shards of the slices given out and not yet taken from it.
    """

    def __init__(self, slices: Iterator[Slice], shard_bytes: int, *, first: int = 0) -> None:
        self._slices = slices
        self._shard_bytes = shard_bytes
        self._number = first
        self._held = 0
        self._ahead: Slice | None = None
        self.numbers: list[int] = []

    def __iter__(self) -> Iterator[Slice]:
        return self

    def __next__(self) -> Slice:
        slice_ = self._next()
        self.numbers.append(self._number)
        return slice_

    def put_back(self, slice_: Slice | None) -> None:
        """Give out the slice that was given out last once more; None for nothing."""
        if slice_ is not None:
            self._ahead = slice_
            self.numbers.pop()

    def _next(self) -> Slice:
        if self._ahead is not None:
            slice_, self._ahead = self._ahead, None
            return slice_
        slice_ = next(self._slices)
        if self._held >= self._shard_bytes:
            self._number += 1
            self._held = 0
        self._held += max(slice_.weight, 1)
        return slice_

    def pass_over(self, notes: list[ShardNote], folder: Path) -> None:
        """Leave out the slices of the shards that are whole. Raises `RunProblem` when they are not what those were made of."""
        if not notes:
            return
        for number, digest in enumerate(self.shard_digests(len(notes))):
            if notes[number].plan != digest:
                raise RunProblem(
                    f"The inputs have changed since the run in {folder} was begun. "
                    "Name another folder with -o, or start over with --force."
                )

    def shard_digests(self, most: int | None = None) -> Iterator[str]:
        """The digests of the shards' slices, of the first `most`; the slice after them is the next that is given out."""
        digest, number = hashlib.sha256(), 0
        while True:
            try:
                slice_ = self._next()
            except StopIteration:
                if most is None or number < most:
                    yield digest.hexdigest()
                return
            if self._number != number:
                yield digest.hexdigest()
                digest, number = hashlib.sha256(), self._number
                if number == most:
                    self._ahead = slice_
                    return
            digest.update(_describe(slice_))


class _Lazily:
    """An engine that is started when it is first needed."""

    def __init__(self, start: Callable[[], Engine]) -> None:
        self._start = start
        self._engine: Engine | None = None

    def results(self, slices: Iterator[Slice]) -> Iterator[tuple[Slice, SliceResult]]:
        """What comes of each slice, in their order."""
        self._engine = self._engine or self._start()
        return self._engine.results(slices)

    def again(self, slice_: Slice) -> SliceResult:
        """What comes of one slice, now."""
        self._engine = self._engine or self._start()
        return self._engine.again(slice_)

    def close(self) -> None:
        """End it, if it was started."""
        if self._engine is not None:
            self._engine.close()


def _describe(slice_: Slice) -> bytes:
    """What of a slice says whether the input is the same; where it lies does not."""
    return msgspec.msgpack.encode(msgspec.structs.replace(slice_, path=""))


def _digest_of(plans: Iterator[str] | Any) -> str:
    return hashlib.sha256("\n".join(plans).encode()).hexdigest()

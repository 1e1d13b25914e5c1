"""A run: reads input and writes a folder of record shards, rejects and a manifest. Can be resumed at any
point.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import msgspec

from newsmill.pipelines.readers.file_names import shown
from newsmill.pipelines.readers.plan import plan
from newsmill.pipelines.readers.slices import Slice
from newsmill.pipelines.readers.sources import STDIN, InputError
from newsmill.pipelines.runs.engine import Engine, SliceResult, Task, in_sequence
from newsmill.pipelines.runs.exact_copies import Seen
from newsmill.pipelines.runs.folder import (
    PROFILES,
    RunFolder,
    ShardNote,
    ShardWriter,
    differences,
)
from newsmill.pipelines.runs.inputs import InputDigests, Ledger, describe_input
from newsmill.pipelines.runs.manifest import Counts, Manifest, now, versions, write_manifest
from newsmill.pipelines.runs.messages import Cleaned, Skipped
from newsmill.pipelines.runs.problem import RunProblem
from newsmill.pipelines.runs.revisits import Revisits
from newsmill.pipelines.runs.settings import Settings
from newsmill.pipelines.runs.timing import Timing
from newsmill.pipelines.version import __version__
from newsmill.pipelines.writers.atomic import atomic_write
from newsmill.pipelines.writers.jsonl import open_records

__all__ = ["Progress", "Run"]


class Progress(Protocol):
    """Receives progress reports of a run."""

    def learning(self) -> None:
        """The first of two passes begins."""

    def resumed(self, counts: Counts) -> None:
        """The run resumes with these pages already done."""

    def advanced(self, counts: Counts, weight: int) -> None:
        """`counts` is the total so far, `weight` the input bytes just completed."""


class Run:
    """Cleans everything in `inputs` into the folder `out`; `execute` runs it.

    report   writes the report of a folder that has its manifest
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
        """Do whatever is not done yet, and return the manifest.

        Raises `RunProblem` or `newsmill.pipelines.readers.sources.InputError`. If interrupted at any point,
        calling it again resumes.
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
                    ledger.close()
                    folder.clear()  # nothing was done: the corrected command may use the same folder
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
        """Complete all shards: those finished earlier and the rest."""
        notes = [
            note for note in notes if not note.revisited
        ]  # made again: there are few, and they depend on the other shards
        for note in notes:
            self.counts.add(note.counts)
        if notes:
            progress.resumed(self.counts)
        self._seen = None if self.settings.keep_duplicates else self._seen_before(folder, notes)
        planned = plan(self.inputs, self.settings.options, ledger.mark)
        slices = _ShardedSlices(planned, self.settings.shard_bytes)
        slices.skip_shards(notes, folder.path)
        whole = list(notes)
        first = next(slices, None)
        with contextlib.ExitStack() as opened:
            if self._seen is not None:
                opened.callback(self._seen.close)
            running = _LazyEngine(lambda: engine(self._informed_task(engine, progress)))
            opened.callback(running.close)
            if not notes or (first is not None and not self._limit_reached()):
                slices.put_back(first)
                expected = notes[-1].next if notes else None
                whole += self._shards(folder, running, slices, progress, len(notes), expected)
            whole += self._revisited(folder, running, whole, progress)
        return whole

    def _shards(
        self,
        folder: RunFolder,
        engine: Engine,
        slices: _ShardedSlices,
        progress: Progress,
        number: int,
        expected: int | None = None,
        *,
        revisited: bool = False,
    ) -> Iterator[ShardNote]:
        """Process slices, and finish each shard after its last one; `number` is the first shard."""
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
            if self._limit_reached():
                break
        writer = writer or ShardWriter(folder, number, self.settings.compress)
        yield writer.finish(digest.hexdigest(), expected, revisited=revisited)

    def _revisited(
        self, folder: RunFolder, engine: Engine, whole: list[ShardNote], progress: Progress
    ) -> list[ShardNote]:
        """Write the pages that revisits refer to into additional shards at the end, and count revisits
        without a page.
        """
        revisits = Revisits(
            [folder.revisits_part(note.number) for note in whole],
            [folder.path / note.output.file for note in whole],
            self.inputs,
            self.settings.options,
        )
        slices = _ShardedSlices(revisits.slices(), self.settings.shard_bytes, first=len(whole))
        found: list[ShardNote] = []
        if not self._limit_reached() and (first := next(slices, None)) is not None:
            slices.put_back(first)
            found += self._shards(folder, engine, slices, progress, len(whole), revisited=True)
        if revisits.number > revisits.found:
            self.counts.add_skipped("revisit", revisits.number - revisits.found)
        return found

    def _seen_before(self, folder: RunFolder, notes: list[ShardNote]) -> Seen:
        """The pages of the complete shards."""
        for left in folder.state.glob("seen-*"):
            left.unlink()
        seen = Seen(folder.state)
        for note in notes:
            with open_records(folder.path / note.output.file) as lines:
                for line in lines:
                    seen.add(line)
        return seen

    def _limit_reached(self) -> bool:
        most = self.settings.task.select.limit
        return most is not None and self.counts.records >= most

    def _informed_task(self, engine: Callable[[Task], Engine], progress: Progress) -> Task:
        """The task with site profiles: learned now, or taken from the run being resumed."""
        task = self.settings.task
        if not self.settings.learn:
            return task
        from newsmill.pipelines.extract.body.site_profile import encode_profiles
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
            elif self._limit_reached():
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
        """Return the manifest of a finished run if it has the same inputs and settings."""
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
        slices = _ShardedSlices(plan(self.inputs, self.settings.options), self.settings.shard_bytes)
        if _digest_of(slices.shard_digests()) != manifest.details.get("plan") and not self._same_bytes(
            manifest
        ):
            raise RunProblem(
                f"The inputs have changed since the run in {self.out} was finished. "
                "Name another folder with -o, or start over with --force."
            )
        if (folder.state / "run.json").exists():  # killed between writing the manifest and cleaning up
            self._report(self.out)
            folder.remove_stale({output.file for output in manifest.outputs})
        self.counts = manifest.counts
        self.already_finished = True
        return manifest

    def _same_bytes(self, manifest: Manifest) -> bool:
        """Whether inputs that look changed (touched, or copied) still have the same digests."""
        return [each.digest for each in manifest.inputs] == [
            describe_input(path).digest for path in self.inputs
        ]


class _ShardedSlices:
    """Slices with the number of the shard each belongs to, determined by the input alone.

    `numbers` are the shards of the slices given out and not yet popped.
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
        """Give out the last slice again; None does nothing."""
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

    def skip_shards(self, notes: list[ShardNote], folder: Path) -> None:
        """Skip the slices of complete shards. Raises `RunProblem` if they differ from what those shards were
        made from.
        """
        if not notes:
            return
        for number, digest in enumerate(self.shard_digests(len(notes))):
            if notes[number].plan != digest:
                raise RunProblem(
                    f"The inputs have changed since the run in {folder} was started. "
                    "Name another folder with -o, or start over with --force."
                )

    def shard_digests(self, most: int | None = None) -> Iterator[str]:
        """Yield the digest of each shard's slices, for the first `most` shards; the next slice given out is
        the one after.
        """
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


class _LazyEngine:
    """Starts an engine when it is first needed."""

    def __init__(self, start: Callable[[], Engine]) -> None:
        self._start = start
        self._engine: Engine | None = None

    def results(self, slices: Iterator[Slice]) -> Iterator[tuple[Slice, SliceResult]]:
        """Yield the result of each slice, in order."""
        self._engine = self._engine or self._start()
        return self._engine.results(slices)

    def again(self, slice_: Slice) -> SliceResult:
        """Process one slice now."""
        self._engine = self._engine or self._start()
        return self._engine.again(slice_)

    def close(self) -> None:
        """Close the engine, if it was started."""
        if self._engine is not None:
            self._engine.close()


def _describe(slice_: Slice) -> bytes:
    """The parts of a slice that identify its input; its location does not count."""
    return msgspec.msgpack.encode(msgspec.structs.replace(slice_, path=""))


def _digest_of(plans: Iterator[str] | Any) -> str:
    return hashlib.sha256("\n".join(plans).encode()).hexdigest()

"""The run folder: which shards are complete, and whether a command may resume in it.

While a run is unfinished, the folder contains `.newsmill/` with the run's settings and a note for each
complete shard: the input it was made from, its contents, and where to resume. The note is written after the
shard, so a shard without a note never counts.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import re
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from newsmill.pipelines.page import Reject
from newsmill.pipelines.readers.slices import Revisit
from newsmill.pipelines.readers.sources import RUN_STATE
from newsmill.pipelines.runs.manifest import MANIFEST, Counts, Manifest, Output, read_manifest
from newsmill.pipelines.runs.problem import RunProblem
from newsmill.pipelines.version import __version__
from newsmill.pipelines.writers.atomic import atomic_write, publish
from newsmill.pipelines.writers.jsonl import (
    REJECTS,
    Packing,
    encode_reject,
    packed_writer,
    record_files,
    shard_name,
)

__all__ = ["PROFILES", "QUARANTINE", "RunFolder", "ShardNote", "ShardWriter", "sweep"]

QUARANTINE = "quarantine"
PROFILES = "profiles.json"
# Names that `atomic_write` gives to a run's files until they are complete.
_TEMPORARY = re.compile(
    r"\.(?:records-\d+\.jsonl(?:\.gz|\.zst)?|rejects\.jsonl|manifest\.json|profiles\.json|report\.(?:html|"
    r"json)|[0-9a-f]{64}\.page)\.\w+\.tmp"
)
_REPORTS = ("report.html", "report.json")


class ShardNote(msgspec.Struct, frozen=True, kw_only=True):
    """A complete shard.

    plan       digest of the input slices it was made from
    next       where the input continues, see `newsmill.pipelines.runs.engine.in_sequence`
    revisited  it holds the pages of revisits, which are looked up once all other shards are complete
    """

    number: int
    plan: str
    output: Output
    counts: Counts
    next: int | None = None
    revisited: bool = False


class _Begun(msgspec.Struct, frozen=True, kw_only=True):
    """What an unfinished run was started with."""

    newsmill: str
    settings: dict[str, Any]
    inputs: list[str]
    started_at: str


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed run left next to its output."""
    for path in folder.glob(".*.tmp"):
        if _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)


class RunFolder:
    """A run's output folder. As a context manager, it is locked against a second run."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.state = path / RUN_STATE
        self._lock: BinaryIO | None = None

    def __enter__(self) -> RunFolder:
        if self.path.exists() and not self.path.is_dir():
            raise RunProblem(f"{self.path} is a file; name a folder with -o.")
        try:
            self.state.mkdir(parents=True, exist_ok=True)
            self._lock = (self.state / "lock").open("wb")
        except OSError as error:
            raise RunProblem(f"{self.path} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise RunProblem(
                f"Another newsmill is working in {self.path}; wait for it, or name another folder with -o."
            ) from error
        sweep(self.path)
        sweep(self.path / QUARANTINE)
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.close()
        with contextlib.suppress(OSError):
            (self.state / "lock").unlink()
            self.state.rmdir()  # fails unless empty: an unfinished run is kept
        with contextlib.suppress(OSError):
            self.path.rmdir()  # fails unless the run produced nothing

    def finished(self) -> Manifest | None:
        """The manifest of the finished run in the folder; None if there is none."""
        try:
            return read_manifest(self.path)
        except msgspec.DecodeError as error:
            raise RunProblem(
                f"{self.path / MANIFEST} is not a newsmill manifest ({error}); start over with --force."
            ) from error

    def begin(
        self, settings: dict[str, Any], inputs: list[str], started_at: str
    ) -> tuple[str, list[ShardNote]]:
        """Start or resume. Returns the original start time and the complete shards.

        Raises `RunProblem` if the folder holds a different run.
        """
        note = self.state / "run.json"
        try:
            begun = msgspec.json.decode(note.read_bytes(), type=_Begun)
        except FileNotFoundError:
            if record_files(self.path):
                raise RunProblem(
                    f"{self.path} holds records of another run; name another folder with -o, or start "
                    f"over with --force."
                ) from None
            begun = _Begun(newsmill=__version__, settings=settings, inputs=inputs, started_at=started_at)
            with atomic_write(note) as file:
                file.write(msgspec.json.encode(begun))
            return started_at, []
        self._check_same(begun, settings, inputs)
        return begun.started_at, list(self._whole_shards())

    def _check_same(self, begun: _Begun, settings: dict[str, Any], inputs: list[str]) -> None:
        changed = differences(begun.settings, msgspec.to_builtins(settings))
        if begun.newsmill != __version__:
            changed.insert(0, f"newsmill (was {begun.newsmill}, now {__version__})")
        if begun.inputs != inputs:
            changed.append(f"inputs (was {' '.join(begun.inputs)}, now {' '.join(inputs)})")
        if changed:
            raise RunProblem(
                f"{self.path} holds an unfinished run with other settings: {'; '.join(changed)}. "
                "Use the same ones to continue, name another folder with -o, or start over with --force."
            )

    def _whole_shards(self) -> Iterator[ShardNote]:
        for number in range(1 << 40):
            try:
                raw = (self.state / f"shard-{number:05d}.json").read_bytes()
            except FileNotFoundError:
                return
            note = msgspec.json.decode(raw, type=ShardNote)
            if not self._is_there(note):
                return
            yield note

    def _is_there(self, note: ShardNote) -> bool:
        shard = self.path / note.output.file
        return (
            shard.exists()
            and shard.stat().st_size == note.output.bytes
            and self.rejects_part(note.number).exists()
        )

    def clear(self) -> None:
        """Remove a run's files and nothing else. The manifest goes first, so that a half-removed run never
        looks finished.
        """
        (self.path / MANIFEST).unlink(missing_ok=True)
        reports = (self.path / name for name in _REPORTS)
        for path in (*record_files(self.path), self.path / REJECTS, self.path / PROFILES, *reports):
            path.unlink(missing_ok=True)
        shutil.rmtree(self.path / QUARANTINE, ignore_errors=True)
        for path in self.state.iterdir():
            if path.name != "lock":
                path.unlink()

    def rejects_part(self, number: int) -> Path:
        """Where the rejects of a shard are kept until the run is finished."""
        return self.state / f"rejects-{number:05d}.jsonl"

    def revisits_part(self, number: int) -> Path:
        """Where the revisits of a shard are kept until all pages are known."""
        return self.state / f"revisits-{number:05d}.jsonl"

    def note(self, note: ShardNote) -> None:
        """Record that a shard is complete."""
        with atomic_write(self.state / f"shard-{note.number:05d}.json") as file:
            file.write(msgspec.json.encode(note))

    def finish_rejects(self, shards: int) -> None:
        """Concatenate the rejects of all shards into one file."""
        with atomic_write(self.path / REJECTS) as file:
            for number in range(shards):
                with self.rejects_part(number).open("rb") as part:
                    shutil.copyfileobj(part, file)

    def remove_stale(self, kept: Collection[str]) -> None:
        """Remove record shards that are not in `kept`, and the state of the unfinished run."""
        for path in record_files(self.path):
            if path.name not in kept:
                path.unlink()
        for path in self.state.iterdir():
            if path.name not in ("lock", "run.json"):
                path.unlink()
        (self.state / "run.json").unlink(missing_ok=True)


class _Measured:
    """Wraps a file being written and tracks the size and digest of its contents."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Like a file's `write`."""
        self.size += len(data)
        self.digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Like a file's `flush`."""
        self._file.flush()


class ShardWriter:
    """Writes the records and rejects of one shard. Nothing appears in the folder until `finish` is called."""

    def __init__(self, folder: RunFolder, number: int, packing: Packing | None = None) -> None:
        self.folder = folder
        self.number = number
        self.counts = Counts()
        self._packing = packing
        self._name = shard_name(number, packing)
        self._temporary = folder.state / f"{self._name}.part"
        self._file = self._temporary.open("wb", buffering=1 << 20)
        self._stored = _Measured(self._file)
        self._lines = packed_writer(cast(BinaryIO, self._stored), packing)
        self._rejects: list[bytes] = []
        self._revisits: list[bytes] = []

    def add_record(self, line: bytes) -> None:
        """Add a record, as JSON without the newline."""
        self._lines.write(line + b"\n")
        self.counts.add_record()

    def add_reject(self, reject: Reject, raw: bytes | None) -> None:
        """Add a reject; `raw` goes to the quarantine."""
        if raw:
            self._quarantine(raw)
        self._rejects.append(encode_reject(reject) + b"\n")
        self.counts.add_reject(reject.reason)

    def add_revisit(self, revisit: Revisit) -> None:
        """Add a revisit, to be looked up once all pages are known."""
        self._revisits.append(msgspec.json.encode(revisit) + b"\n")

    def finish(self, plan: str, following: int | None, *, revisited: bool = False) -> ShardNote:
        """Publish the shard with its rejects and revisits, then the note that it is complete."""
        path = self.folder.path / self._name
        if self._packing:
            self._lines.close()
        publish(self._file, self._temporary, path)
        self._file.close()
        with atomic_write(self.folder.rejects_part(self.number)) as file:
            file.writelines(self._rejects)
        if self._revisits:
            with atomic_write(self.folder.revisits_part(self.number)) as file:
                file.writelines(self._revisits)
        note = ShardNote(
            number=self.number,
            plan=plan,
            output=Output(
                file=path.name,
                records=self.counts.records,
                bytes=self._stored.size,
                digest=f"sha256:{self._stored.digest.hexdigest()}",
            ),
            counts=self.counts,
            next=following,
            revisited=revisited,
        )
        self.folder.note(note)
        return note

    def _quarantine(self, raw: bytes) -> None:
        """Store a page's bytes under their digest, which is the `digest` of its line in `rejects.jsonl`."""
        path = self.folder.path / QUARANTINE / f"{hashlib.sha256(raw).hexdigest()}.page"
        if not path.exists():
            with atomic_write(path) as file:
                file.write(raw)


def differences(one: dict[str, Any], other: dict[str, Any], prefix: str = "") -> list[str]:
    """Describe the settings that differ: `markup (was null, now "html")`."""
    found: list[str] = []
    for name in sorted({*one, *other}):
        before, after = one.get(name), other.get(name)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            found += differences(before, after, f"{prefix}{name}.")
        else:
            said = [msgspec.json.encode(value).decode() for value in (before, after)]
            found.append(f"{prefix}{name} (was {said[0]}, now {said[1]})")
    return found

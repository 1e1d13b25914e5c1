"""A run whose output folder is in an object store (`-o s3://bucket/clean`).

The run is made in a local folder, where it can be killed and continued as any other, and its files are copied to the store when it is done:
each appears there whole (stores publish an upload when it is finished), and the manifest last, so that a folder with a manifest is complete.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from newsmill.pipelines.readers.sources import InputError, remote_system
from newsmill.pipelines.runs.folder import RunProblem
from newsmill.pipelines.runs.manifest import MANIFEST

__all__ = ["check_unfinished", "publish", "staging_folder"]


def staging_folder(url: str) -> Path:
    """The local folder of a run that goes to `url`: always the same one, so that the command can continue there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]
    return cache / "newsmill" / "output" / name


def check_unfinished(url: str, *, force: bool) -> None:
    """Raises `RunProblem` when the store has a finished run at `url` already, and `InputError` when it cannot be reached."""
    system, inner = remote_system(url)
    try:
        finished = system.exists(f"{inner.rstrip('/')}/{MANIFEST}")
    except Exception as error:
        raise InputError(f"{url} cannot be reached: {error}.") from error
    if finished and not force:
        raise RunProblem(
            f"{url} holds a finished run. Name another place with -o, or start over with --force."
        )


def publish(folder: Path, url: str) -> None:
    """Copy a finished run to `url`, its manifest last, and remove the local one. Raises OSError."""
    system, inner = remote_system(url)
    target = inner.rstrip("/")
    files = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    kept = {f"{target}/{path.as_posix()}" for path in files}
    try:
        if system.exists(f"{target}/{MANIFEST}"):
            system.rm_file(f"{target}/{MANIFEST}")
        for path in sorted(files, key=lambda each: each.as_posix() == MANIFEST):
            if path.as_posix() == MANIFEST:
                _remove_stale(system, target, kept)
            system.put_file(str(folder / path), f"{target}/{path.as_posix()}")
    except OSError:
        raise
    except Exception as error:  # of any driver
        raise OSError(f"{url} cannot be written: {error}") from error
    shutil.rmtree(folder)


def _remove_stale(system: object, target: str, kept: set[str]) -> None:
    """Remove record shards of an earlier run that this one has not."""
    for name in system.glob(f"{target}/records-*.jsonl*"):  # type: ignore[attr-defined]
        if name not in kept:
            system.rm_file(name)  # type: ignore[attr-defined]

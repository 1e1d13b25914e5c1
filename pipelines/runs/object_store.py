"""Runs whose output folder is in an object store (`-o s3://bucket/clean`).

The run is made in a local folder, where it can be killed and resumed like any other, and copied to the store
when it is done. Uploads appear atomically, and the manifest is copied last, so a folder with a manifest is
complete.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from newsmill.pipelines.readers.sources import InputError, remote_system
from newsmill.pipelines.runs.manifest import MANIFEST
from newsmill.pipelines.runs.problem import RunProblem

__all__ = ["check_unfinished", "publish", "staging_folder"]


def staging_folder(url: str) -> Path:
    """The local folder for a run that goes to `url`: always the same one, so that the command can resume
    there.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    name = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:16]
    return cache / "newsmill" / "output" / name


def check_unfinished(url: str, *, force: bool) -> None:
    """Raise `RunProblem` if the store already has a finished run at `url`, and `InputError` if it cannot be
    reached.
    """
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
    """Copy a finished run to `url`, manifest last, and remove the local copy. Raises OSError."""
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
    except Exception as error:  # drivers raise anything
        raise OSError(f"{url} cannot be written: {error}") from error
    shutil.rmtree(folder)


def _remove_stale(system: object, target: str, kept: set[str]) -> None:
    """Remove record shards of an earlier run that are not part of this one."""
    for name in system.glob(f"{target}/records-*.jsonl*"):  # type: ignore[attr-defined]
        if name not in kept:
            system.rm_file(name)  # type: ignore[attr-defined]

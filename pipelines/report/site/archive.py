"""Finds the bytes that a record was made from through its `origin`, and inspects them in a worker process."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from newsmill.pipelines.labels.draft import Draft, draft_of
from newsmill.pipelines.page import Page, Rejected
from newsmill.pipelines.readers.sources import InputError
from newsmill.pipelines.record import Record
from newsmill.pipelines.report.inspector import Inspection, inspect_page
from newsmill.pipelines.report.locate_page import PageNotFound, find_page
from newsmill.pipelines.report.other_extractors import MissingPeer
from newsmill.pipelines.report.site.runs import FoundRun
from newsmill.pipelines.runs.supervisor import Limits, Supervisor

__all__ = ["Inspectors", "inspect_job", "places"]

_LIMITS = Limits(seconds=60.0, memory_bytes=1 << 30)


def places(record: Record, run: FoundRun, saved: Sequence[Path] = ()) -> Iterator[str]:
    """Candidate locations of a record's bytes, most likely first: only existing files, below the run or one
    of its inputs.

    saved   further locations of the inputs of runs
    """
    origin = record.origin or ""
    for root, below in _roots(origin, run, saved):
        path, _, place = below.partition("#")
        file = root / path if path else root
        try:
            inside = file.resolve().is_relative_to(root.resolve()) and file.is_file()
        except (OSError, ValueError, RuntimeError):
            continue  # an invalid file name, or a symlink loop
        if inside:
            yield f"{file}#{place}" if place else str(file)


def _roots(origin: str, run: FoundRun, saved: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Folders and files that the origin may be relative to, each with the rest of the origin."""
    yield run.folder, origin
    yield run.folder / "archive", origin.rpartition("/")[2] if "#" not in origin else _name(origin)
    bases = (Path(), run.folder, *list(run.folder.resolve().parents)[:3])
    inputs = [*saved, *(base / each.path for each in run.manifest.inputs for base in bases)]
    for given in inputs:
        parts = given.resolve().parts
        # An origin begins with the base name of its input, or with more of its path if two inputs share the
        # name.
        for depth in range(1, min(len(parts), 6)):
            name = "/".join(parts[-depth:])
            if origin == name or origin.startswith((f"{name}/", f"{name}#")):
                yield given, origin[len(name) :].removeprefix("/")
                break
    for folder in saved:
        yield folder, origin


def _name(origin: str) -> str:
    path, _, place = origin.partition("#")
    return f"{path.rpartition('/')[2]}#{place}"


def inspect_job(
    page: Page,
    *,
    against: Sequence[str] = (),
    found_at: Sequence[str] = (),
    digest: str | None = None,
    stored_body: str | None = None,
    labelling: bool = False,
) -> Inspection | Draft:
    """Inspect a page in a worker process or, with `labelling`, make the draft of its label.

    page      the page, or with `found_at` the page without its bytes
    found_at  references to try (see `find_page`); the first whose bytes have the right digest is taken

    Raises `Rejected`, also if the bytes are not found.
    """
    if found_at:
        page = _with_bytes(page, found_at, digest)
    if labelling:
        return draft_of(page)
    try:
        return inspect_page(page, against, stored_body)
    except MissingPeer as error:
        raise Rejected("unreadable", str(error)) from error


def _with_bytes(page: Page, found_at: Sequence[str], digest: str | None) -> Page:
    problem = "Its bytes are not where the record says."
    for reference in found_at:
        try:
            found = find_page(reference)
        except (PageNotFound, InputError, OSError) as error:
            problem = str(error)
            continue
        held = found.digest or "sha256:" + hashlib.sha256(found.raw).hexdigest()
        if held == digest:
            return msgspec.structs.replace(
                found,
                url=page.url,
                origin=page.origin,
                fetched_at=page.fetched_at or found.fetched_at,
                version=page.version,
            )
        problem = (
            "The file has changed since the record was made, so it cannot show where the record came from."
        )
    raise Rejected("unreadable", problem)


class Inspectors:
    """A worker process that inspects pages under limits, one at a time. It is started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._supervisor: Supervisor | None = None

    def inspect(self, page: Page, **options: Any) -> Inspection:
        """Inspect a page with `inspect_job`. Raises `Rejected`, also if it exceeds the time or memory limit."""
        return msgspec.json.decode(self._work(page, options), type=Inspection)

    def draft(self, page: Page, **options: Any) -> Draft:
        """The draft of a page's label. Raises `Rejected` like `inspect`."""
        return msgspec.json.decode(self._work(page, {**options, "labelling": True}), type=Draft)

    def _work(self, page: Page, options: dict[str, Any]) -> bytes:
        with self._lock:
            if self._supervisor is None:
                self._supervisor = Supervisor(_LIMITS, "newsmill.pipelines.report.site.archive:inspect_job")
            outcome = self._supervisor.clean(page, options)
        if outcome.record is not None:
            return outcome.record
        assert outcome.reject is not None
        raise Rejected(outcome.reject.reason, outcome.reject.detail)

    def close(self) -> None:
        """End the worker process."""
        with self._lock:
            if self._supervisor is not None:
                self._supervisor.stop()
                self._supervisor = None

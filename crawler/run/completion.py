"""The end of a run: joins multi-page articles, writes records and rejects atomically, the manifest, the
report.

The output depends on the state alone, so a run killed here writes the same when it is restarted.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from newsmill.crawler.fetch.archive import ARCHIVE
from newsmill.crawler.frontier.multi_page_articles import page_number, same_title
from newsmill.crawler.run.captures import Known
from newsmill.crawler.run.crawl_run import CrawlRun
from newsmill.crawler.run.health import judge
from newsmill.crawler.run.history import Outcome, count_filled
from newsmill.crawler.run.logs import without_credentials
from newsmill.crawler.sites import Site
from newsmill.pipelines.record import Record, decode_record, encode
from newsmill.pipelines.runs.manifest import Counts, Input, Manifest, Output, now, versions, write_manifest
from newsmill.pipelines.writers.atomic import atomic_write
from newsmill.pipelines.writers.jsonl import REJECTS, decode_reject, record_files, shard_name

__all__ = ["finish", "flush", "is_flush_due", "join"]

log = logging.getLogger("newsmill.crawl")

SHARD_RECORDS = 10_000
# Records are written after every this many pages.
FLUSH_PAGES = 500


def finish(run: CrawlRun, outcome: Outcome) -> Manifest:
    """Write the output of a run whose pages are all cleaned, and end it. Raises `CannotWrite`."""
    with run.writing():
        return _finish(run, outcome)


def flush(run: CrawlRun) -> None:
    """Write the records of finished rounds, except articles with pages still to be fetched. Raises
    `CannotWrite`.

    It is called during a run, at moments that depend on the pages alone. A kill between two calls loses
    nothing.
    """
    with run.writing():
        with _Shards(run) as shards:
            for record in _records(run, final=False):
                shards.add(record)
        run.state.remember("flushed", str(run.state.frontier.fetched))
        run.commit()


def is_flush_due(run: CrawlRun) -> bool:
    """Whether enough pages were cleaned since the last flush."""
    return run.state.frontier.fetched - int(run.state.fact("flushed") or 0) >= FLUSH_PAGES


def _finish(run: CrawlRun, outcome: Outcome) -> Manifest:
    state = run.state
    with _Shards(run) as shards:
        for record in _records(run, final=True):
            shards.add(record)
        shards.sweep()
    _write_rejects(run)
    earlier = [old for old in run.history.runs() if old.id != run.run.id]
    run.run.verdict = run.start_problem() or judge(run.run, earlier)
    manifest = _manifest(run)
    write_manifest(run.folder, manifest)
    state.end_run()
    run.commit()
    run.history.end(run.run, outcome)
    if run.run.verdict:
        log.error("%s: %s", run.site.name, run.run.verdict)
    _write_report(run.folder)
    return manifest


def _records(run: CrawlRun, *, final: bool) -> Iterator[Record]:
    """The run's new and changed records that are not written yet, in the order of the output, with multi-page
    articles joined.

    final   if False, only those of finished rounds whose pages are all there
    """
    outcomes = run.state.outcomes
    outcomes.settle_parts()
    before = None if final else run.state.frontier.round
    joined: set[str] = set()
    for known in outcomes.results(before_round=before, settled=run.links.is_shared and not final):
        if known.reject is not None:
            outcomes.reject(known.url_id, known.reject)
            outcomes.written(known.capture)
            continue
        assert known.record is not None
        whole = _whole_url(run, known)
        if not final and outcomes.is_waited_for(whole):
            continue
        outcomes.keep_piece(known.url, known.part_of, known.record)
        if whole != known.url and outcomes.record_of(whole) is not None:
            continue  # written with its first page, which is in this run too
        outcomes.written(known.capture)
        if whole != known.url:  # the first page was written by an earlier run
            if whole in joined:
                continue
            joined.add(whole)
        record = _whole(run, whole, known)
        if record is not None:
            yield record


def _whole_url(run: CrawlRun, known: Known) -> str:
    """The URL whose record a page belongs to: its article's first page if that has the same headline, else
    its own.
    """
    if known.part_of is None:
        return known.url
    first = run.state.outcomes.piece(known.part_of)
    if first is None or known.record is None:
        return known.url
    same = same_title(decode_record(first).title, decode_record(known.record).title)
    return known.part_of if same else known.url


def _whole(run: CrawlRun, url: str, known: Known) -> Record | None:
    """The joined record of a page and those that continue it, with its version; None if nothing has changed."""
    outcomes = run.state.outcomes
    own = outcomes.piece(url) or known.record
    assert own is not None
    first = decode_record(own)
    parts = [(part, decode_record(line)) for part, line in outcomes.pieces_of(url)]
    parts = [(part, record) for part, record in parts if same_title(first.title, record.title)]
    parts.sort(key=lambda part: (page_number(part[0]), part[0]))
    record = join(first, [record for _, record in parts])
    content = _content(record)
    url_id, version, before = outcomes.version_of(url) or (known.url_id, known.version, known.content)
    if content == before:
        run.run.unchanged += 1
        outcomes.clear_reject(url_id)
        return None
    if any(outcomes.owner(mark, url) != url for mark in _marks(record)):
        run.state.skip("same-article")  # another URL of an article that already has a record
        return None
    record.version = version + 1
    outcomes.publish(url_id, record.version, content)
    run.run.records += 1
    if version:
        run.run.changed += 1
    else:
        run.run.new += 1
    count_filled(run.run.filled, record)
    return record


# Bodies shorter than this may be equal by chance, so they do not identify an article. Characters.
_TELLING_BODY = 100


def _marks(record: Record) -> Iterator[str]:
    """Keys that identify an article: its id, and its headline with its body."""
    yield f"id:{record.id}"
    if record.title and record.body and len(record.body) >= _TELLING_BODY:
        yield "text:" + hashlib.sha256(f"{record.title}\n{record.body}".encode()).hexdigest()[:32]


def join(first: Record, parts: list[Record]) -> Record:
    """Join the pages of an article: the first page's fields; paragraphs, images and credits of all pages."""
    if not parts:
        return first
    whole = msgspec.structs.replace(first)
    paragraphs = first.body.split("\n") if first.body else []
    for part in parts:
        mine = part.body.split("\n") if part.body else []
        while mine and (mine[0] in paragraphs or mine[0] == first.subtitle):  # repeated on every page
            mine.pop(0)
        paragraphs += mine
    whole.body = "\n".join(paragraphs)
    for field in ("images", "authors", "editors", "keywords"):
        seen = list(getattr(first, field))
        for part in parts:
            seen += [item for item in getattr(part, field) if item not in seen]
        setattr(whole, field, seen)
    whole.repairs = first.repairs + [repair for part in parts for repair in part.repairs]
    whole.source = next((page.source for page in (first, *parts) if page.source), None)
    last = parts[-1].warnings
    ends = "body ends mid-sentence"
    whole.warnings = [warning for warning in first.warnings if warning != ends]
    if ends in last:
        whole.warnings.append(ends)
    return whole


# Fields that differ between two captures of an unchanged page.
_CIRCUMSTANCES = ("version", "origin", "fetched_at", "digest", "newsmill")


def _content(record: Record) -> str:
    """A digest of a record's content, independent of when and where it was captured."""
    said: dict[str, Any] = {
        name: value for name, value in record.to_dict().items() if name not in _CIRCUMSTANCES
    }
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:32]


class _Shards:
    """The record shards of this run, numbered after those of earlier runs. The last one grows, rewritten as a
    whole file each time.

    A context manager: if left by an exception, the open shard is dropped.
    """

    def __init__(self, run: CrawlRun) -> None:
        self.run = run
        self.outputs = run.state.outputs()
        self._open = contextlib.ExitStack()
        self._file: BinaryIO | None = None

    def __enter__(self) -> _Shards:
        return self

    def __exit__(self, *raised: Any) -> None:
        if raised[0] is not None:
            self._open.__exit__(*raised)
            return
        self._end()

    def sweep(self) -> None:
        """Complete the output: write an empty shard if there are no records, and remove files left by a
        killed process.
        """
        if self._file is None and not self.outputs:
            self._begin()
        self._end()
        self.run.state.remember("growing", None)
        known = {output[0] for output in self.outputs}
        for path in record_files(self.run.folder):
            if path.name not in known:
                path.unlink()

    def add(self, record: Record) -> None:
        if self._file is None:
            self._begin()
        assert self._file is not None
        line = encode(record) + b"\n"
        self._file.write(line)
        self._digest.update(line)
        self._records += 1
        self._bytes += len(line)
        if self._records >= SHARD_RECORDS:
            self._end()

    def _begin(self) -> None:
        """Begin a shard, or continue the last one of this run if it is not full."""
        growing = self.run.state.fact("growing")
        self._digest = hashlib.sha256()
        self._records = self._bytes = 0
        if growing is None or not self.outputs or self.outputs[-1][0] != growing:
            self._name = shard_name(len(self.outputs))
            self._file = self._open.enter_context(atomic_write(self.run.folder / self._name))
            return
        self._name, self._records, self._bytes, _ = self.outputs.pop()
        # Skip records that a killed flush added but the state does not know.
        with (self.run.folder / self._name).open("rb") as before:
            self._file = self._open.enter_context(atomic_write(self.run.folder / self._name))
            left = self._bytes
            while left and (piece := before.read(min(left, 1 << 20))):
                left -= len(piece)
                self._file.write(piece)
                self._digest.update(piece)

    def _end(self) -> None:
        if self._file is None:
            return
        self._open.close()
        self._file = None
        output = (self._name, self._records, self._bytes, "sha256:" + self._digest.hexdigest())
        self.run.state.add_output(*output)
        self.run.state.remember("growing", self._name if self._records < SHARD_RECORDS else None)
        self.outputs.append(output)


def _write_rejects(run: CrawlRun) -> None:
    with atomic_write(run.folder / REJECTS) as file:
        for line in run.state.outcomes.rejects():
            file.write(line + b"\n")


def _manifest(run: CrawlRun) -> Manifest:
    state = run.state
    counts = Counts()
    outputs = [
        Output(file=file, records=records, bytes=size, digest=digest)
        for file, records, size, digest in run.state.outputs()
    ]
    counts.records = sum(output.records for output in outputs)
    for line in run.state.outcomes.rejects():
        counts.add_reject(decode_reject(line).reason)
    counts.pages = counts.records + counts.rejects
    counts.rejects_by_reason = dict(sorted(counts.rejects_by_reason.items()))
    numbers = run.state.numbers()
    counts.listings = numbers["listings"]
    counts.skipped = run.state.skipped()
    if numbers["parts"]:
        counts.skipped["part-of-article"] = numbers["parts"]
    this = run.run
    return Manifest(
        command="crawl",
        versions=versions(),
        settings={"site": _without_secrets(run.site), "max_pages": run.max_pages},
        inputs=[Input(path=address, kind="site", files=0) for address in run.site.start],
        outputs=outputs,
        counts=counts,
        started_at=this.started,
        finished_at=now(),
        timing=run.timing.figures(),
        details={
            "site": run.site.name,
            "archive": [
                {"file": f"{ARCHIVE}/{file}", "bytes": size} for file, size in run.archive.lengths.items()
            ],
            "urls_seen": numbers["seen"],
            "harvest": state.frontier.harvest(),
            "run": {
                name: getattr(this, name)
                for name in ("pages", "new", "changed", "unchanged", "failed", "records", "filled", "verdict")
            },
        },
    )


def _without_secrets(site: Site) -> dict[str, Any]:
    """The site file without proxy passwords and header values, since manifests are passed on."""
    shown = msgspec.structs.replace(
        site,
        proxy=without_credentials(site.proxy) if site.proxy else site.proxy,
        headers=dict.fromkeys(site.headers, "(withheld)"),
    )
    settings: dict[str, Any] = msgspec.to_builtins(shown)
    return settings


def _write_report(folder: Path) -> None:
    try:
        module = importlib.import_module("newsmill.pipelines.report.run_report")
    except ModuleNotFoundError:
        return
    module.write_report(folder)

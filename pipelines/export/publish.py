"""The whole export as the command runs it: the folder, the corpus, its card and its checksums."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from newsmill.pipelines.dedup.clusters import BEST_FIRST
from newsmill.pipelines.export.card import Description, write_card
from newsmill.pipelines.export.conversion import CONVERSIONS
from newsmill.pipelines.export.corpus import DROPPED, DUPLICATES, UNREADABLE, Export, Progress
from newsmill.pipelines.export.existing_corpus import read_existing
from newsmill.pipelines.export.export_settings import Plan, Sample
from newsmill.pipelines.export.failures import Failed, said_plainly
from newsmill.pipelines.export.folder import (
    MANIFEST,
    Folders,
    checksum,
    output_folder,
    write_checksums,
    written_before,
)
from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.personal import KINDS
from newsmill.pipelines.export.quality import EVERY_RULE
from newsmill.pipelines.export.source import BadLine
from newsmill.pipelines.report.export_report import write_export_report
from newsmill.pipelines.version import __version__

__all__ = ["Done", "describe", "run"]


@dataclass(frozen=True)
class Done:
    """The result of an export."""

    outcome: list[tuple[str, int]]
    summary: str
    unreadable: int
    first_bad: BadLine | None


def run(plan: Plan, progress: Progress) -> Done:
    """Make the corpus that the plan describes. Raises `Unusable` for input or settings that cannot be used."""
    export = Export(plan, progress)
    with said_plainly(plan.out), _folders(plan) as folders, _collecting_seldom():
        export.run(folders)
        _refuse_broken(export)
        if plan.out is not None:
            _write_manifest(export, folders.new)
            if plan.card:
                earlier = plan.out / "README.md"
                progress.step("describing")
                write_card(folders.new, _description(export, folders.new), _read(earlier))
            earlier_account = plan.out / MANIFEST
            write_export_report(
                folders.new,
                (folders.new / MANIFEST).read_bytes(),
                earlier_account.read_bytes() if earlier_account.exists() else None,
            )
            write_checksums(folders.new)
    return Done(_outcome(export), _summary(export), export.counts.unreadable, export.first_bad)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Run the cyclic garbage collector rarely. Batches of lists and dictionaries have no cycles, and each
    collection visits every object of the loaded libraries.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _refuse_broken(export: Export) -> None:
    """Keep an earlier corpus instead of replacing it by one whose input was damaged."""
    plan, unreadable = export.plan, export.counts.unreadable
    if plan.out is None or unreadable <= plan.max_rejects or not written_before(plan.out):
        return
    raise Failed(
        f"{unreadable:,} of {export.counts.lines:,} lines could not be read as records, the first "
        f"{export.first_bad}. {plan.out} is "
        f"unchanged. To replace it all the same, allow them: --max-rejects {unreadable}."
    )


def describe(folder: Path, name: str | None) -> None:
    """Make the card of an existing corpus. Raises `Unusable` if the folder holds none that can be read."""
    existing = read_existing(folder)
    manifest: dict[str, Any] = {}
    if (folder / MANIFEST).exists():
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
    splits = {
        name: existing.splits[name]
        for name in manifest.get("splits", existing.splits)
        if name in existing.splits
    }
    description = Description(
        name=name or manifest.get("name") or folder.resolve().name,
        format=existing.format,
        columns=existing.columns,
        figures=existing.figures,
        splits=splits | existing.splits,
        files=[(entry.path, entry.sha256) for entry in (checksum(path, folder) for path in existing.files)],
        sizes={path.relative_to(folder).as_posix(): path.stat().st_size for path in existing.files},
        made=manifest.get("made", ()),
        outcome=list(manifest.get("outcome", {}).items()),
        rules=[tuple(rule) for rule in manifest.get("rules", ())],
        version=manifest.get("newsmill", __version__),
    )
    earlier = _read(folder / "README.md")
    # Written beside the folder, then moved into it: a full disk must not leave half a card.
    with said_plainly(folder), tempfile.TemporaryDirectory(prefix=".newsmill-card-", dir=folder) as name:
        made = Path(name)
        write_card(made, description, earlier)
        for path in sorted(made.rglob("*")):
            if path.is_file():
                target = folder / path.relative_to(made)
                target.parent.mkdir(exist_ok=True)
                path.replace(target)
    with said_plainly(folder):
        write_checksums(folder)


@contextmanager
def _folders(plan: Plan) -> Iterator[Folders]:
    if plan.out is not None:
        with output_folder(plan.out) as folders:
            yield folders
        return
    with tempfile.TemporaryDirectory(prefix="newsmill-export-") as name:
        folders = Folders(Path(name) / "new", Path(name) / "work")
        folders.new.mkdir()
        folders.work.mkdir()
        yield folders


def _description(export: Export, folder: Path) -> Description:
    data = folder / "data"
    paths = sorted(path for path in data.rglob("*") if path.is_file()) if data.exists() else []
    return Description(
        name=_name(export.plan),
        format=export.plan.format,
        columns=export.columns,
        figures=export.figures,
        splits={split.name: export.splits[split.name] for split in export.plan.splits}
        if data.exists()
        else {},
        files=[(entry.path, entry.sha256) for entry in (checksum(path, folder) for path in paths)],
        sizes={path.relative_to(folder).as_posix(): path.stat().st_size for path in paths},
        made=_made(export),
        outcome=_outcome(export),
        rules=_rules(export),
        version=__version__,
    )


def _write_manifest(export: Export, folder: Path) -> None:
    """Write `export.json`: settings, counts and figures, without times and paths, so that the same export gives
    the same bytes.
    """
    plan = export.plan
    document = {
        "newsmill": __version__,
        "name": _name(plan),
        "settings": _settings(plan),
        "made": _made(export),
        "inputs": dict(sorted(export.inputs.items())),
        "outcome": dict(_outcome(export)),
        "splits": {split.name: export.splits[split.name] for split in plan.splits},
        "fields": export.columns,
        "rules": _rules(export),
        "samples": export.samples,
        "masked": dict(export.mask.counts) if export.mask else {},
        "clusters": export.clusters,
        "remarks": dict(sorted(export.context.remarks.items())),
        "figures": export.figures.as_dict(),
    }
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    if export.filters:
        (folder / "quality.md").write_text(_quality_report(export), "utf-8")


def _settings(plan: Plan) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "format": plan.format if plan.to is None else "postgresql",
        "where": plan.where,
        "kinds": plan.kinds,
        "fields": plan.fields,
        "sample": plan.sample._asdict() if plan.sample else None,
        "splits": {split.name: split.until for split in plan.splits},
        "versions": plan.versions,
        "dedup": plan.dedup,
        "near_threshold": plan.threshold if plan.dedup == "near" else None,
        "filters": plan.filters,
        "mask": plan.mask,
        "convert": plan.convert,
        "quality": plan.quality,
        "tokens": plan.tokens,
        "perplexity": plan.perplexity,
        "against": [path.resolve().name for path in plan.against],
        "shard_bytes": plan.shard_bytes,
    }
    return settings


def _made(export: Export) -> list[str]:
    """Sentences for the card on how the corpus was made."""
    plan = export.plan
    files = "file" if len(export.inputs) == 1 else "files"
    lines = [
        (
            f"Made by newsmill {__version__} from {sum(export.inputs.values()):,} records in "
            f"{len(export.inputs):,} {files}."
        ),
        f"Kinds: {', '.join(plan.kinds)}; records without a body are left out.",
    ]
    if plan.where:
        lines.append(f"Selected by `{' '.join(plan.where.split())}`.")
    lines.append("Of several captures of a page, " + ("the newest." if plan.versions == "newest" else "all."))
    lines.append("Quality rules: " + (", ".join(plan.filters) if plan.filters else "none") + ".")
    lines += _made_unique(plan)
    lines += _made_of_texts(export)
    if plan.sample:
        lines.append(f"Sample: {_sample_size(plan.sample)}, by SHA-256 of `sample:` and the id.")
    lines += _remarks(export)
    if len(plan.splits) > 1:
        lines.append(
            "Splits by SHA-256 of `split:` and the id: a record stays in its split as the corpus grows."
        )
    return lines


def _made_unique(plan: Plan) -> Iterator[str]:
    """Sentences on the removal of duplicates."""
    best = "; ".join(words for _, words in BEST_FIRST if words)
    if plan.dedup == "none":
        yield "Duplicates: not removed."
    elif plan.dedup == "exact":
        yield f"Duplicates: bodies equal except for spaces, punctuation, width and case. Kept: {best}."
    else:
        yield (
            "Duplicates: equal bodies, and reprints: pairs found by MinHash-LSH over character n-grams "
            "(252 permutations, "
            f"84 bands) and compared character by character; a record was removed if {plan.threshold:.0%} of "
            f"its text is in one record "
            "that stays, unless the two differ in figures, as two notices made from one template do. "
            f"Kept: {best}. The removed ones are in `{DUPLICATES}`."
        )
    if plan.against:
        names = ", ".join(path.resolve().name for path in plan.against)
        yield f"Compared with the records of {names} as well, which are not in this corpus."


def _made_of_texts(export: Export) -> Iterator[str]:
    """Sentences on how texts were changed and measured."""
    plan = export.plan
    if export.mask:
        counts = ", ".join(f"{kind} {export.mask.counts[kind]:,}" for kind in plan.mask)
        yield f"Personal data masked ({counts}): " + "; ".join(KINDS[kind].why for kind in plan.mask) + "."
    if plan.tokens:
        yield f"Tokens counted by `{plan.tokens}`."
    if plan.perplexity:
        yield f"Perplexity by `{plan.perplexity}`."
    if plan.convert:
        yield f"Converted by OpenCC, {CONVERSIONS[plan.convert]}; the original text is in the `*_original` fields."


def _sample_size(sample: Sample) -> str:
    if sample.number is not None:
        return f"{sample.number:,} records"
    return f"{sample.share:.4g} of the records"


def _outcome(export: Export) -> list[tuple[str, int]]:
    rows = export.counts.outcome()
    return [(what, number) for what, number in rows if number or what in ("lines read", "written")]


def _rules(export: Export) -> list[tuple[str, str, int, int]]:
    filters = export.filters
    return [
        (name, _setting(parameter), filters.dropped[name], filters.alone[name])
        for name, parameter in filters.parameters.items()
    ]


def _setting(parameter: float | tuple[str, ...]) -> str:
    return ", ".join(parameter) or "agree" if isinstance(parameter, tuple) else f"{parameter:g}"


def _quality_report(export: Export) -> str:
    filters = export.filters
    lines = [
        "# Quality filters",
        "",
        f"{export.counts.filtered:,} records dropped; each is a line of `{DROPPED}`.",
        "A record is counted under the first rule that drops it, in this order.",
        "",
    ]
    for name, parameter in filters.parameters.items():
        rule = EVERY_RULE[name]
        lines += [
            f"## {name} = {_setting(parameter)}",
            "",
            f"{rule.meaning[0].upper()}{rule.meaning[1:]}. Why: {rule.why}.",
            "",
            f"Dropped {filters.dropped[name]:,}; alone it would drop {filters.alone[name]:,}.",
            "",
        ]
        for sample in export.samples.get(name, ()):
            lines += [f"- {sample.id}: {sample.detail}", "", *_quoted(sample.title, sample.excerpt), ""]
    return "\n".join(lines)


def _quoted(title: str | None, excerpt: str) -> list[str]:
    """Text of a record as an indented block, in which markup is not interpreted."""
    return ["      " + " ".join(text.split()) for text in (title or "(no title)", excerpt)]


def _summary(export: Export) -> str:
    plan, counts = export.plan, export.counts
    if plan.to is not None:
        from newsmill.pipelines.export.formats.postgresql import without_password

        where = f"table {plan.table} at {without_password(plan.to)}"
    else:
        where = str(plan.out)
    parts = [f"{counts.written:,} {'record' if counts.written == 1 else 'records'} in {where}."]
    parts += _remarks(export)
    if export.nothing:
        parts.append(export.nothing)
    if plan.out is not None:
        beside = [
            name
            for name, there in (
                (DROPPED, export.counts.filtered),
                (DUPLICATES, counts.exact + counts.near),
                (UNREADABLE, counts.unreadable),
            )
            if there
        ]
        if beside:
            parts.append(f"What was left out is listed in {', '.join(beside)}.")
    return " ".join(parts)


def _remarks(export: Export) -> list[str]:
    """What users of the files should know: `2 cells longer than Excel shows (32,767 characters).`"""
    return [
        f"{number:,} {what.replace('cells', 'cell', 1) if number == 1 else what}."
        for what, number in sorted(export.context.remarks.items())
    ]


def _name(plan: Plan) -> str:
    if plan.name:
        return plan.name
    return plan.out.resolve().name if plan.out is not None else plan.table


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(
            f"The card {path} cannot be read and so not be kept: {error}. Move it away."
        ) from error

"""The settings of an export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, get_args

from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.record import Kind

# DuckDB's memory. Not in `workspace`, which loads DuckDB: `--help` shows the figure.
MEMORY = "1GB"

__all__ = [
    "DEFAULT_KINDS",
    "Dedup",
    "Plan",
    "Sample",
    "Split",
    "Versions",
    "read_kinds",
    "read_sample",
    "read_splits",
]

Dedup = Literal["none", "exact", "near"]
Versions = Literal["newest", "all"]

# Listings, home and error pages have no body; `other` is everything that is not recognised.
DEFAULT_KINDS = ("article", "gallery", "video")


class Split(NamedTuple):
    """A part of the corpus: records whose hash is below `until` (0 to 1) and not in a split before it."""

    name: str
    until: float


class Sample(NamedTuple):
    """A share of the records, or a number of them."""

    share: float | None
    number: int | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that decides the output. See `newsmill export --help` for each."""

    inputs: Sequence[Path]
    out: Path | None
    format: str = "parquet"
    to: str | None = None
    table: str = "records"
    where: str | None = None
    kinds: tuple[str, ...] = DEFAULT_KINDS
    fields: list[str] | None = None
    sample: Sample | None = None
    splits: tuple[Split, ...] = (Split("train", 1.0),)
    versions: Versions = "newest"
    dedup: Dedup = "exact"
    threshold: float = 0.7
    filters: dict[str, float | tuple[str, ...]] = field(default_factory=dict)
    mask: tuple[str, ...] = ()
    convert: str | None = None
    shard_bytes: int = 500 << 20
    memory: str = MEMORY
    name: str | None = None
    card: bool = True
    max_rejects: int = 0
    against: tuple[Path, ...] = ()
    formula_guard: bool = True
    tokeniser: str | None = None
    quality: bool = False
    tokens: str | None = None
    perplexity: str | None = None


def read_splits(option: str) -> tuple[Split, ...]:
    """Read `train=0.98,test=0.02`. Raises `Unusable` if it has another form or the shares do not add up to 1."""
    example = "Example: --split train=0.98,test=0.02"
    splits: list[Split] = []
    until = 0.0
    for part in option.split(","):
        name, _, share = part.strip().partition("=")
        if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) or name in {split.name for split in splits}:
            raise Unusable(f"--split: {name!r} is not a valid name for a split, or is given twice. {example}")
        try:
            value = float(share)
        except ValueError:
            raise Unusable(f"--split: {part.strip()!r} has no share. {example}") from None
        if not 0 < value <= 1:
            raise Unusable(f"--split: the share of {name} must be above 0 and at most 1. {example}")
        until += value
        splits.append(Split(name, round(until, 9)))
    if abs(until - 1) > 1e-6:
        raise Unusable(f"--split: the shares add up to {until:g}, not 1. {example}")
    splits[-1] = Split(splits[-1].name, 1.0)
    return tuple(splits)


def read_sample(option: str) -> Sample:
    """Read `0.1` or `10%` (a share) or `1000` (records)."""
    try:
        if option.endswith("%"):
            share = float(option[:-1]) / 100
        elif re.fullmatch(r"\d+", option, re.ASCII):
            if int(option) == 0:
                raise Unusable(
                    "--sample 0 would select nothing. Name a share (0.1, 10%) or a number of records."
                )
            return Sample(None, int(option))
        else:
            share = float(option)
    except ValueError:
        raise Unusable(
            f"--sample must be a share (0.1, 10%) or a number of records (1000), not {option!r}."
        ) from None
    if not 0 < share <= 1:
        raise Unusable(
            "--sample: a share is above 0 and at most 1; a number of records has no decimal point."
        )
    return Sample(share, None)


def read_kinds(option: str) -> tuple[str, ...]:
    """Read `article,gallery` or `all`."""
    known = get_args(Kind)
    if option == "all":
        return known
    names = tuple(dict.fromkeys(name.strip() for name in option.split(",") if name.strip()))
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        raise Unusable(f"--kinds knows {', '.join(known)} and all, not {', '.join(unknown) or 'nothing'}.")
    return names

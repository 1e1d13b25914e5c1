"""Explains in one sentence what went wrong outside newsmill during an export (a full disk, a folder that
cannot be written).
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from newsmill.pipelines.export.missing_extra import Unusable

__all__ = ["Failed", "NotWritten", "said_plainly", "writable_parent"]

_FULL = "there is no space left on the disk"
_WORDS_OF_FULL = (
    "no space left",
    "disk is full",
    "disk full",
    "file too large",
    "disk quota",
    "not enough space",
)


class Failed(click.ClickException):
    """The export began but could not be finished; exit code 1."""

    exit_code = 1


class NotWritten(Failed):
    """The output could not be written (a full disk, an error of a format's library); exit code 3, as in
    `newsmill clean`.
    """

    exit_code = 3


@contextmanager
def said_plainly(out: Path | None) -> Iterator[None]:
    """Turn errors of the disk, the database and the formats' libraries into `NotWritten`. Errors of newsmill
    itself are not caught.
    """
    try:
        yield
    except Exception as error:
        problem = None if isinstance(error, click.ClickException) else _problem(error)
        if problem is None:
            raise
        raise NotWritten(f"The export was not finished: {problem}. {_what_stays(out)}") from error


def _what_stays(out: Path | None) -> str:
    try:
        there = out is not None and out.exists()
    except OSError:
        there = False
    return f"{out} is unchanged." if there else "Nothing was written."


def _problem(error: BaseException) -> str | None:
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
            return _FULL + _place(error)
        return f"{(error.strerror or str(error) or type(error).__name__).lower()}{_place(error)}"
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, sqlite3.Error | MemoryError) or name.startswith(
        ("duckdb", "_duckdb", "pyarrow", "lxml", "zstd")
    ):
        text = " ".join(str(error).split("\n", 1)[0].split()) or type(error).__name__
        return _FULL if any(words in str(error).lower() for words in _WORDS_OF_FULL) else text
    # Libraries wrap system errors in errors of their own.
    beneath = error.__cause__ or error.__context__
    return _problem(beneath) if isinstance(beneath, OSError) else None


def _place(error: OSError) -> str:
    return f" ({os.fsdecode(error.filename)})" if isinstance(error.filename, str | bytes) else ""


def writable_parent(out: Path) -> None:
    """Create the parent folder of `out`. Raises `Unusable` if nothing can be created there."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(
            f"-o {out}: a folder cannot be made there ({error.strerror or error}). Name another one."
        ) from error

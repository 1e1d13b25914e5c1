"""`newsmill repair`: undo mojibake in a stream of text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from newsmill.pipelines.decode import Repair, Unrepairable, decode, repair_and_explain

# Longer lines are repaired in parts, so that memory stays bounded for any input.
_LONGEST_LINE = 1 << 20


@click.command(
    epilog="""\b
Examples:
  newsmill repair < dump.txt > repaired.txt
  newsmill repair --explain dump.txt
"""
)
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--explain",
    is_flag=True,
    help="Instead of the text, print each change with the charset it was misread in, and what cannot be repaired.",
)
def repair(files: tuple[Path, ...], explain: bool) -> None:
    """Repair mojibake in FILES or standard input, line by line, and write the text to standard output.

    Undamaged lines are not changed. Lines that are not UTF-8 are decoded first.
    """
    output = sys.stdout.buffer
    if files:
        for path in files:
            with path.open("rb") as file:
                _filter(file, output, explain, str(path))
    else:
        _filter(sys.stdin.buffer, output, explain, "-")
    output.flush()


def _filter(source: BinaryIO, output: BinaryIO, explain: bool, name: str) -> None:
    for number, raw in enumerate(_lines(source), 1):
        if raw.isascii():
            if not explain:
                output.write(raw)
            continue
        repaired = repair_and_explain(_text(raw))
        if explain:
            changes: list[Repair | Unrepairable] = [*repaired.repairs, *repaired.left]
            for change in sorted(changes, key=lambda each: each.start):
                output.write(_explained(name, number, change).encode("utf-8", "replace"))
        else:
            output.write(repaired.text.encode("utf-8", "replace"))


def _lines(source: BinaryIO) -> Iterator[bytes]:
    while line := source.readline(_LONGEST_LINE):
        # Do not cut inside a UTF-8 character.
        yield line + source.read(_missing(line)) if len(line) >= _LONGEST_LINE else line


def _missing(line: bytes) -> int:
    """How many bytes the last character of a line in UTF-8 lacks."""
    for size in range(1, 4):
        lead = line[-size]
        if lead >= 0xC0:
            return max(0, (2 if lead < 0xE0 else 3 if lead < 0xF0 else 4) - size)
        if lead < 0x80:
            break
    return 0


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return decode(raw).text


def _explained(name: str, line: int, change: Repair | Unrepairable) -> str:
    if isinstance(change, Unrepairable):
        return f"{name}:{line}:{change.start + 1}\t{change.kind}\tleft\t{change.found}\t{change.found}\n"
    sure = "certain" if change.certain else "guessed"
    return f"{name}:{line}:{change.start + 1}\t{change.channel}\t{sure}\t{change.found}\t{change.restored}\n"

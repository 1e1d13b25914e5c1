"""The parts that reports are built from: sections, tables, and numbers in words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from newsmill.pipelines.report.html_frame import escape
from newsmill.pipelines.report.summary import most_common

__all__ = [
    "breakable",
    "counted",
    "counting",
    "duration",
    "percent",
    "run_of",
    "section",
    "size",
    "table",
    "tree",
]


def section(title: str, parts: Iterable[str], note: str = "") -> Iterator[str]:
    """A section of a report: its heading, a note (plain text), and its parts (HTML)."""
    yield f"<section><h2>{escape(title)}</h2>"
    if note:
        yield f'<p class="soft">{escape(note)}</p>'
    yield from parts
    yield "</section>"


def tree(values: Mapping[str, Any], depth: int = 0) -> Iterator[str]:
    """Nested values, such as a manifest's, as nested lists of names and values."""
    yield '<dl class="tree">'
    for name, value in list(values.items())[:200]:
        yield f"<dt>{escape(name)}</dt><dd>"
        if isinstance(value, dict) and value and depth < 6:
            yield from tree({str(key): each for key, each in value.items()}, depth + 1)
        elif (
            isinstance(value, list) and value and all(isinstance(each, dict) for each in value) and depth < 6
        ):
            for each in value[:50]:
                yield from tree(each, depth + 1)
        else:
            yield escape(value if isinstance(value, str) else msgspec.json.encode(value).decode())
        yield "</dd>"
    yield "</dl>"


def table(
    head: tuple[str, ...], rows: Iterable[tuple[str, ...]], numbers: tuple[int, ...] = ()
) -> Iterator[str]:
    """A table with a header row. `numbers`: the indexes of the columns with numbers."""
    # `tabindex` lets wide tables be scrolled by keyboard.
    label = escape(", ".join(filter(None, head)))
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{label}"><table><thead><tr>'
    for number, name in enumerate(head):
        kind = ' class="n"' if number in numbers else ""
        yield f'<th scope="col"{kind}>{escape(name)}</th>' if name else "<td></td>"
    yield "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>"
        for number, value in enumerate(row):
            kind = ' class="n"' if number in numbers else ""
            yield f"<td{kind}>{escape(value)}</td>"
        yield "</tr>"
    yield "</tbody></table></div>"


def counted(counts: Mapping[str, int], number: int) -> list[tuple[str, float, str]]:
    """Counts as rows for `plots.bars`: the `number` most frequent values, and one row for the others."""
    rows = [(name, float(count), f"{count:,}") for name, count in most_common(dict(counts), number)]
    if len(counts) > number:
        rest = sum(counts.values()) - int(sum(value for _, value, _ in rows))
        rows.append((f"{len(counts) - number:,} others", float(rest), f"{rest:,}"))
    return rows


def counting(number: int, what: str) -> str:
    """A number with its noun: `1 page`, `2,000 pages`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def run_of(labels: Counter[str]) -> str:
    """Describe a run of lines: `160 navigation lines`, or their three most frequent labels."""
    number, common = labels.total(), labels.most_common(3)
    if len(labels) == 1:
        return counting(number, f"{common[0][0]} line")
    more = ", …" if len(labels) > len(common) else ""
    return f"{counting(number, 'line')}: {', '.join(f'{count:,} {label}' for label, count in common)}{more}"


def percent(share: float) -> str:
    """A share in whole percent; `0` and `100` are exact, otherwise it is `<1` or `>99`."""
    if 0.0 < share < 0.005:
        return "<1"
    if 0.995 <= share < 1.0:
        return ">99"
    return f"{share * 100:.0f}"


_BREAKS = re.compile(r"(?<=[./_?&=#:@-])(?=\w)")


def breakable(name: str) -> str:
    """A name or URL as HTML, with line-break opportunities between its parts."""
    return "<wbr>".join(escape(part) for part in _BREAKS.split(name))


def size(number: int) -> str:
    """Format a number of bytes: `950 B`, `12.5 kB`."""
    if number < 1000:
        return f"{number} B"
    unit = min(int(math.log10(number) / 3), 4)
    return f"{number / 1000**unit:.3g} {('B', 'kB', 'MB', 'GB', 'TB')[unit]}"


def duration(seconds: float) -> str:
    """Format a duration: `4.2 s`, `12 min 3 s`, `3 h 20 min`."""
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min {rest} s"

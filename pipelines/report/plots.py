"""Plots as inline SVG, without scripts and without inline styles: colours are classes of `base.css`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from newsmill.pipelines.report.html_frame import escape
from newsmill.pipelines.report.html_parts import breakable

__all__ = ["Series", "bars", "columns", "lines", "short"]

_WIDTH, _HEIGHT = 720, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 30, 40

# A line of a plot: its name, its class in the style sheet, and its points.
Series = tuple[str, str, Sequence[tuple[float, float]]]


def short(number: float) -> str:
    """Format a number in few characters: `950`, `12.5k`, `3M`."""
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(number) >= limit:
            return f"{number / (1000 if unit == 'k' else limit):.3g}{unit}"
    return f"{number:,.0f}" if number == round(number) else f"{number:.3g}"


def lines(
    series: Sequence[Series], *, label: str, x_unit: str, y_unit: str, left: float = 0, dots: bool = True
) -> str:
    """A line plot as SVG. The x axis begins at `left`; the area below the first series is filled.

    label   describes the plot for screen readers
    dots    mark each point
    """
    points = [point for _, _, each in series for point in each]
    right = max((x for x, _ in points if x > left), default=left + 1)
    step, top = _ticks(max((y for _, y in points), default=1))
    inner, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def place(x: float, y: float) -> str:
        return f"{_LEFT + inner * (x - left) / (right - left):.1f},{_TOP + height * (1 - y / top):.1f}"

    parts = [_open(label), *_grid(step, top, y_unit)]
    x_step, _ = _ticks(right - left)
    if left:
        x_step = max(1, math.ceil(x_step))  # an axis that does not begin at 0 counts in whole numbers
    for number in range(int((right - left) / x_step + 1e-9) + 1):
        x = _LEFT + inner * number * x_step / (right - left)
        parts.append(_tick(x, short(left + number * x_step), number))
    parts.append(
        f'<text class="tick" x="{_WIDTH - _RIGHT}" y="{_HEIGHT - 5}" text-anchor="end">{escape(x_unit)}</text>'
    )
    for number, (name, kind, each) in enumerate(series):
        path = " ".join(place(x, y) for x, y in each)
        if not number and len(each) > 1:
            parts.append(
                f'<polygon class="area {kind}" points="{place(each[0][0], 0)} {path} {place(each[-1][0], 0)}"/>'
            )
        parts.append(
            f'<polyline class="line {kind}" points="{path}"><title>{escape(name)}</title></polyline>'
        )
        if dots and len(each) <= 40:
            for x, y in each:
                cx, cy = place(x, y).split(",")
                parts.append(
                    f'<circle class="dot {kind}" cx="{cx}" cy="{cy}" r="3"><title>{escape(name)}: '
                    f"{short(y)}</title></circle>"
                )
    parts.append("</svg>")
    return "".join(parts) + _legend(series)


def columns(rows: Sequence[tuple[str, float]], *, label: str, y_unit: str, least: int = 1) -> str:
    """Vertical bars as SVG, in the order given. At most every `least`-th bar has its name below it."""
    step, top = _ticks(max((value for _, value in rows), default=1))
    inner, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    width = inner / max(len(rows), 1)
    every = math.ceil(max(1, len(rows) / max(1, inner // 64)) / least) * least
    parts = [_open(label), *_grid(step, top, y_unit)]
    for number, (name, value) in enumerate(rows):
        x, bar = _LEFT + number * width, height * value / top
        parts.append(
            f'<rect class="fill" x="{x + width * 0.12:.1f}" y="{_TOP + height - bar:.1f}" width="{width * 0.76:.1f}" '
            f'height="{bar:.1f}" rx="2"><title>{escape(name)}: {value:,.0f}</title></rect>'
        )
        if number % every == 0:
            parts.append(_tick(x + width / 2, name, number // every))
    return "".join((*parts, "</svg>"))


def _tick(x: float, name: str, number: int) -> str:
    """A label below the x axis. Narrow screens show only every third one."""
    kind = "tick" if number % 3 == 0 else "tick more"
    return f'<text class="{kind}" x="{x:.1f}" y="{_HEIGHT - 22}" text-anchor="middle">{escape(name)}</text>'


def bars(rows: Iterable[tuple[str, float, str]], *, head: tuple[str, str], long: bool = False) -> str:
    """Horizontal bars in a table, which can be read without them. Rows: name, value, and the value as shown.

    long   the names are URLs and get most of the width
    """
    rows = list(rows)
    most = max((value for _, value, _ in rows), default=0) or 1
    parts = [
        f'<table class="bars{" long" if long else ""}"><thead><tr><th scope="col">{escape(head[0])}</th>'
        f'<th scope="col" class="n">{escape(head[1])}</th>'
        '<td class="bar"></td></tr></thead><tbody>'
    ]
    for name, value, written in rows:
        parts.append(
            f'<tr><th scope="row">{breakable(name)}</th><td class="n">{escape(written)}</td><td '
            f'class="bar" aria-hidden="true">'
            f'<svg viewBox="0 0 100 10" preserveAspectRatio="none"><rect class="fill" '
            f'width="{max(0.6, 100 * value / most):.2f}" '
            'height="10"/></svg></td></tr>'
        )
    return "".join((*parts, "</tbody></table>"))


def _open(label: str) -> str:
    return f'<svg class="plot" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'


def _grid(step: float, top: float, unit: str) -> Iterable[str]:
    height = _HEIGHT - _TOP - _BOTTOM
    for number in range(round(top / step) + 1):
        y = _TOP + height * (1 - number * step / top)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{short(number * step)}</text>'
    yield f'<text class="tick" x="4" y="14">{escape(unit)}</text>'


def _legend(series: Sequence[Series]) -> str:
    if len(series) < 2:
        return ""
    names = "".join(f'<li><i class="dot {kind}"></i>{escape(name)}</li>' for name, kind, _ in series)
    return f'<ul class="legend">{names}</ul>'


def _ticks(most: float) -> tuple[float, float]:
    """A round step that gives about four grid lines, and its first multiple that is at least `most`."""
    if most <= 0:
        return 1.0, 1.0
    raw = most / 4
    unit = 10.0 ** math.floor(math.log10(raw))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= raw * 0.999)
    return step, step * math.ceil(most / step - 1e-9)

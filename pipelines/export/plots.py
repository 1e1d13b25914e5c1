"""Plots for the dataset card: SVG and PNG, transparent, in colours that are legible on white and on dark
pages.

A card is shown on pages of either kind, and a picture cannot know which. So text and lines have a lightness
that contrasts equally with white and with the dark greys of code hosts (4.3 to 1), and bars have a blue of
that lightness.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsmill.pipelines.export.figures import UNDATED, UNKNOWN, Figures, ranked

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

INK = "#7a7f87"
BAR = "#1f8f98"
GUESSED = "#c27a22"
GRID = "#8a8f97"

_SITES = 15
# Characters of a site's name in one line, and where a longer name may be broken.
_LINE = 40
_PIECES = re.compile(r"[^.-]+[.-]*|[.-]+")
_WIDTH = 8.0


def draw(figures: Figures, folder: Path) -> list[str]:
    """Write the plots that there are figures for. Returns their names without suffix.

    The same figures give the same bytes.
    """
    import matplotlib as mpl

    mpl.use("agg")
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib import pyplot
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    folder.mkdir(parents=True, exist_ok=True)
    names = []
    style: dict[Any, Any] = {
        "svg.hashsalt": "newsmill",
        "svg.fonttype": "path",
        "font.size": 12,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        # Like the plots of the reports: a plain title at the left edge, small ticks, a grid instead of axis
        # lines.
        "axes.titlelocation": "left",
        "axes.titlesize": 13,
        "axes.titleweight": "bold",
        "axes.titlepad": 14,
        "xtick.labelsize": 11,
        "ytick.labelsize": 11,
        "axes.spines.left": False,
        "axes.spines.bottom": False,
    }
    with mpl.rc_context(style):
        for name, (wanted, height, plot) in _PLOTS.items():
            if not wanted(figures):
                continue
            picture, axes = pyplot.subplots(
                figsize=(_WIDTH, height(figures)), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1)
            )
            plot(axes, figures)
            picture.savefig(
                folder / f"{name}.svg", transparent=True, metadata={"Date": None, "Creator": None}
            )
            picture.savefig(folder / f"{name}.png", transparent=True, dpi=160, metadata={"Software": None})
            pyplot.close(picture)
            names.append(name)
    return names


def _over_time(axes: Axes, figures: Figures) -> None:
    years = sorted(int(year) for year in figures.years if year != UNDATED)
    if years[-1] - years[0] >= 4:
        every = range(years[0], years[-1] + 1)
        labels, counts = [str(year) for year in every], [figures.years[str(year)] for year in every]
    else:
        labels = [f"{year}-{month:02d}" for year in range(years[0], years[-1] + 1) for month in range(1, 13)]
        counts = [figures.months[label] for label in labels]
        first = next((place for place, count in enumerate(counts) if count), 0)
        last = len(counts) - next((place for place, count in enumerate(reversed(counts)) if count), 0)
        labels, counts = labels[first:last], counts[first:last]
    axes.bar(range(len(labels)), counts, width=0.8, color=BAR)
    step = math.ceil(len(labels) / 10)
    axes.set_xticks(range(0, len(labels), step), labels[::step])
    if len(labels) == 1:
        axes.set_xlim(-2, 2)
    undated = figures.years[UNDATED]
    axes.set_title("Records by date of publication" + (f" ({undated:,} without a date)" if undated else ""))
    _finish(axes, "y")


def _by_site(axes: Axes, figures: Figures) -> None:
    """The largest sites. The others, and records without a site, are stated below the plot: one bar for all
    of them would dwarf every site.
    """
    shown = _several(figures)[:_SITES]
    _bars(axes, [(_plain(name), [count]) for name, count in shown], [BAR])
    others = len(figures.sites) - (UNKNOWN in figures.sites) - len(shown)
    unknown = figures.sites[UNKNOWN]
    rest = figures.records - unknown - sum(count for _, count in shown)
    told = [f"{others:,} smaller sites have {rest:,} more"] if others else []
    told += [f"{unknown:,} are of no known site"] if unknown else []
    axes.set_title("Records by site")
    axes.set_xlabel("\n".join(told), loc="left", fontsize=11, labelpad=8)


def _several(figures: Figures) -> list[tuple[str, int]]:
    """Sites by number of records, without those that have only one, which cannot be ranked."""
    sites = [site for site in ranked(figures.sites).items() if site[0] != UNKNOWN]
    return [site for site in sites if site[1] > 1] or sites[:1]


def _lengths(axes: Axes, figures: Figures) -> None:
    classes = figures.length_classes()
    axes.bar(range(len(classes)), [count for _, count in classes], width=0.8, color=BAR)
    axes.set_xticks(
        range(len(classes)), [name for name, _ in classes], rotation=20, ha="right", rotation_mode="anchor"
    )
    axes.set_title(f"Characters in a body (median {figures.median_length():,})")
    _finish(axes, "y")


def _repaired(axes: Axes, figures: Figures) -> None:
    """The share of repaired records per site. The labels include the number of records: 100 % of one record
    means nothing.
    """
    rows = [
        (
            f"{_plain(site)} ({figures.sites[site]:,})",
            [100 * part[site] / figures.sites[site] for part in (figures.repaired, figures.guessed)],
        )
        for site in _repaired_sites(figures)
    ]
    rows.sort(key=lambda row: -sum(row[1]))
    _bars(axes, rows, [BAR, GUESSED], ["certain", "partly guessed"], "{:.1f} %")
    total = (figures.repaired + figures.guessed).total()
    axes.set_title(f"Repaired mojibake, % of a site's records ({total:,} in all)")
    if figures.guessed:
        figure = axes.get_figure()
        assert figure is not None
        figure.legend(frameon=False, labelcolor=INK, loc="outside lower left", ncols=2)


def _repaired_sites(figures: Figures) -> list[str]:
    """The sites with the most repaired records; sites with one record only if there are no others."""
    sites = list(ranked(figures.repaired + figures.guessed))
    return ([site for site in sites if figures.sites[site] > 1] or sites)[:_SITES]


def _bars(
    axes: Axes,
    rows: Sequence[tuple[str, Sequence[float]]],
    colours: Sequence[str],
    labels: Sequence[str] = ("",),
    form: str = "{:,.0f}",
) -> None:
    """Horizontal bars, the first row at the top, each with its total."""
    lefts = [0.0] * len(rows)
    for part, (colour, label) in enumerate(zip(colours, labels, strict=True)):
        widths = [values[part] for _, values in rows]
        axes.barh(range(len(rows)), widths, left=lefts, height=0.7, color=colour, label=label)
        lefts = [left + width for left, width in zip(lefts, widths, strict=True)]
    for place, total in enumerate(lefts):
        axes.annotate(
            form.format(total), (total, place), xytext=(5, 0), textcoords="offset points", va="center"
        )
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, max([*lefts, 1e-9]) * 1.15)
    _finish(axes, "x")


def _finish(axes: Axes, values: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.grid(axis="y" if values == "y" else "x", color=GRID, alpha=0.3, linewidth=0.8)
    axes.tick_params(length=0)
    axis = axes.yaxis if values == "y" else axes.xaxis
    axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    if values == "y":
        axes.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=True))


def _plain(name: str) -> str:
    """A site's name in ASCII, which every font covers, without characters that would be read as mathematics.
    A long one is broken into lines after dots and hyphens, never within a word.
    """
    try:
        ascii_name = name.encode("idna").decode()
    except UnicodeError:
        ascii_name = name.encode("ascii", "backslashreplace").decode()
    lines = [""]
    for piece in _PIECES.findall(ascii_name):
        if lines[-1] and len(lines[-1]) + len(piece) > _LINE:
            lines.append("")
        lines[-1] += piece
    # Only a piece that is longer than a line by itself is cut, and shows it.
    return "\n".join(line if len(line) <= _LINE else f"{line[: _LINE - 3]}..." for line in lines).replace(
        "$", r"\$"
    )


def _row_height(sites: Sequence[str]) -> float:
    """The height of a plot with a row for each of these sites, in inches."""
    most = max((_plain(site).count("\n") + 1 for site in sites), default=1)
    return 1.1 + (0.14 + 0.2 * most) * max(len(sites), 2)


_PLOTS: dict[
    str, tuple[Callable[[Figures], Any], Callable[[Figures], float], Callable[[Axes, Figures], None]]
] = {
    "articles-over-time": (
        lambda figures: figures.months or set(figures.years) - {UNDATED},
        lambda figures: 3.2,
        _over_time,
    ),
    "sites": (
        lambda figures: set(figures.sites) - {UNKNOWN},
        lambda figures: 0.4 + _row_height([name for name, _ in _several(figures)[:_SITES]]),
        _by_site,
    ),
    "lengths": (lambda figures: figures.characters, lambda figures: 3.4, _lengths),
    "repaired": (
        lambda figures: figures.repaired or figures.guessed,
        lambda figures: _row_height(_repaired_sites(figures)),
        _repaired,
    ),
}

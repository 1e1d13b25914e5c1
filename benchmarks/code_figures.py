"""Sizes, docstrings, return types and complexity of a package's source, for the table in docs/architecture.md.

    uv run --with radon==6.0.1 python benchmarks/code_figures.py [--by-package] FOLDER...

Each FOLDER is a package's source (`pipelines crawler newsmill`, or an installed library). Tests are left
out. A module is a `.py` file that is not empty; its size is its number of lines. Functions include methods,
not the functions inside them; their size is from `def` to the last line. A docstring counts as public where
neither the name nor any class around it begins with an underscore. Return types are counted over functions
other than `__init__`. Grades are radon's cyclomatic complexity: D is 21 to 30.
"""

from __future__ import annotations

import argparse
import ast
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from radon.complexity import cc_rank, cc_visit

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Defined(NamedTuple):
    """A function or class of a module, and whether its whole name is public."""

    node: Function | ast.ClassDef
    public: bool


class Figures(NamedTuple):
    """What is counted in one set of modules: lines by module and function, shares, and the functions of
    grade D or worse."""

    modules: list[int]
    functions: list[int]
    documented: float
    documented_public: float
    typed: float
    hard: list[str]


def sources(folder: Path) -> list[Path]:
    """The modules of a folder, without tests and empty files."""
    found = sorted(path for path in folder.rglob("*.py") if not {"tests", "test"} & set(path.parts))
    return [path for path in found if path.stat().st_size]


def defined(node: ast.AST, public: bool = True) -> Iterator[Defined]:
    """The functions and classes of a module or class, those of nested classes included."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef):
            visible = public and (not child.name.startswith("_") or child.name.startswith("__"))
            yield Defined(child, visible)
            if isinstance(child, ast.ClassDef):
                yield from defined(child, visible)


def share(values: list[bool]) -> float:
    """The share that is true, 0 to 1."""
    return sum(values) / len(values) if values else 0.0


def figures(paths: list[Path]) -> Figures:
    """Count the modules at `paths`."""
    modules, found, hard = [], [], []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        modules.append(text.count("\n"))
        found += list(defined(tree))
        hard += [f"{path}:{block.name}" for block in cc_visit(text) if cc_rank(block.complexity) >= "D"]
    functions = [item.node for item in found if isinstance(item.node, Function)]
    ordinary = [item for item in found if not item.node.name.startswith("__")]
    return Figures(
        modules=modules,
        functions=[(node.end_lineno or node.lineno) - node.lineno + 1 for node in functions],
        documented=share([ast.get_docstring(item.node) is not None for item in found]),
        documented_public=share(
            [ast.get_docstring(item.node) is not None for item in ordinary if item.public]
        ),
        typed=share([node.returns is not None for node in functions if node.name != "__init__"]),
        hard=hard,
    )


def row(name: str, counted: Figures) -> str:
    """The figures as a row of a Markdown table."""
    lines = sorted(counted.functions)
    ninety = lines[int(len(lines) * 0.9)] if lines else 0
    longest = lines[-1] if lines else 0
    median = statistics.median_high(lines) if lines else 0
    return (
        f"| {name} | {len(counted.modules)} | {statistics.median_high(counted.modules)} / {max(counted.modules)} "
        f"| {len(lines)} | {median} / {ninety} / {longest} "
        f"| {counted.documented:.0%} / {counted.documented_public:.0%} | {counted.typed:.0%} | {len(counted.hard)} |"
    )


def main() -> None:
    """Print the table, and the functions of grade D or worse below it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument(
        "--by-package", action="store_true", help="add a row for each folder below the given ones"
    )
    options = parser.parse_args()
    print(
        "| | modules | lines, median / longest | functions | lines, median / 90 % / longest | docstrings, "
        "all / public | return types | grade D or worse |"
    )
    print("|---|---|---|---|---|---|---|---|")
    every = [path for folder in options.folders for path in sources(folder)]
    whole = figures(every)
    if options.by_package:
        for folder in sorted({path.parent for path in every}):
            print(row(f"`{folder}`", figures([path for path in every if path.parent == folder])))
    print(row("all", whole))
    print("\n".join(["", *whole.hard]))


if __name__ == "__main__":
    main()

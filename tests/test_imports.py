"""Imports point one way: no module and no package imports what imports it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
Arrows = dict[str, set[str]]


def modules() -> dict[str, Path]:
    found = {}
    for top, prefix in (("crawler", "newsmill."), ("pipelines", "newsmill."), ("newsmill", "")):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if top == "newsmill" and len(parts) > 2:  # the links to the other two
                continue
            found[prefix + ".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imported(path: Path) -> Iterator[str]:
    """The modules of newsmill that a module imports anywhere in it, also inside functions."""
    for statement in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(statement, ast.Import):
            yield from (name.name for name in statement.names if name.name in MODULES)
        elif isinstance(statement, ast.ImportFrom) and statement.module in MODULES:
            for name in statement.names:
                inner = f"{statement.module}.{name.name}"
                yield inner if inner in MODULES else statement.module


ARROWS: Arrows = {name: set(imported(path)) - {name} for name, path in MODULES.items()}
PARENTS = {name.rpartition(".")[0] for name, path in MODULES.items() if path.name == "__init__.py"}


def package(name: str) -> str:
    """The package of a module. In a package that has packages inside, each module counts as one of its own."""
    above = name.rpartition(".")[0]
    return name if MODULES[name].name == "__init__.py" or above in PARENTS else above


def between_packages() -> Arrows:
    arrows: Arrows = {}
    for name, others in ARROWS.items():
        arrows.setdefault(package(name), set()).update(map(package, others))
    return {name: others - {name} for name, others in arrows.items()}


@pytest.mark.parametrize("arrows", [ARROWS, between_packages()], ids=["modules", "packages"])
def test_no_import_leads_back_to_where_it_began(arrows: Arrows) -> None:
    assert len(arrows) > 60
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("newsmill.pipelines", "newsmill.crawler"),
        ("newsmill.pipelines.decode", "newsmill.pipelines.extract"),
        *(
            (f"newsmill.pipelines.{stage}", f"newsmill.pipelines.{other}")
            for stage in ("decode", "extract")
            for other in ("readers", "writers", "runs", "report", "export")
        ),
    ],
)
def test_a_lower_package_does_not_know_a_higher_one(below: str, above: str) -> None:
    arrows = [
        (name, other) for name in ARROWS if f"{name}.".startswith(f"{below}.") for other in ARROWS[name]
    ]
    assert len(arrows) > 20
    assert [arrow for arrow in arrows if f"{arrow[1]}.".startswith(f"{above}.")] == []

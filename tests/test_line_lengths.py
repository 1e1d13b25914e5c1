"""No line of code is longer than 120 columns, also where ruff does not look: Cython, style sheets, scripts, and strings
without a space, which E501 lets pass.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("benchmarks", "crawler", "docs", "newsmill", "pipelines", "tests", ".github")
SUFFIXES = {".py", ".pyi", ".pyx", ".css", ".js", ".toml", ".yml"}
LONGEST = 120


def columns(line: str) -> int:
    """The width of a line in an editor: wide characters take two columns, combining marks none."""
    return sum(
        0
        if unicodedata.category(character) in ("Mn", "Me")
        else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in line
    )


def sources() -> list[Path]:
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    return sorted(
        {path.resolve() for path in [*inside, *ROOT.glob("*.py"), *ROOT.glob("*.toml"), *ROOT.glob("*.yml")]}
    )


def test_no_line_is_longer_than_120_columns() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if columns(line) > LONGEST
    ]
    assert long == []

"""For the documentation site: aligned lists of parameters in docstrings become Markdown lists.

Docstrings list names and meanings in two columns, which is easy to read in an editor and one run-on
paragraph in HTML. This extension of Griffe (`mkdocs.yml`, `extensions`) rewrites them before mkdocstrings
renders them.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

__all__ = ["DocstringLists", "with_lists"]

# `url         its URL; gives the record its id`
_ROW = re.compile(r"(?P<names>[\w`*.|, ]*?[\w`*]) {2,}(?=\S)")
_NAMES = re.compile(r"[\w`*.|]+(?:, [\w`*.|]+)*")


def with_lists(docstring: str) -> str:
    """The docstring with each paragraph in two columns as a list of `name`: meaning."""
    return "\n\n".join(_as_list(paragraph.splitlines()) for paragraph in docstring.split("\n\n"))


def _as_list(lines: list[str]) -> str:
    rows = [row for line in lines if (row := _ROW.match(line))]
    column = rows[0].end() if rows else 0
    items: list[str] = []
    for line in lines:
        names, gap, meaning = line[:column].strip(), line[column - 1 : column], line[column:]
        if column and items and not names:
            items[-1] += f" {meaning.strip()}"
        elif column and gap == " " and _NAMES.fullmatch(names):
            items.append(
                f"- {', '.join(f'`{name}`' for name in names.replace('`', '').split(', '))}: {meaning}"
            )
        else:
            return "\n".join(lines)
    return "\n".join(items)


class DocstringLists(griffe.Extension):
    """Applies `with_lists` to every docstring."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called by Griffe for each module, class, function and attribute that it has loaded."""
        if obj.docstring is not None:
            obj.docstring.value = with_lists(obj.docstring.value)

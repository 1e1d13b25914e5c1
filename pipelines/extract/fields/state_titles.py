"""The headline of a client-rendered page: the script object that holds the text also names its title."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Any

from newsmill.pipelines.extract.fields.state_objects import folded, holding, resolved, state_values
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["state_title"]

_TITLE_KEY = (
    lazy_regex(
        r"(?:article|news|post|story|doc|content|main|display)?_?(?:title|headlines?|heading)(?:_?(?:text|"
        r"main|plain))?",
        re.IGNORECASE,
    ),
    lazy_regex(r"(?:seo|short|page|web|og)_?(?:title|headline)|subject", re.IGNORECASE),
)
_NESTED_KEYS = ("rendered", "text", "main", "plain", "basic", "value")
_TAGS = lazy_regex(r"<[^<>]{1,300}>")
_LONGEST_TITLE, _SHORTEST_TITLE = 240, 2
# Characters of a paragraph that identify the text in a state, in which markup and quotes are written otherwise.
_RUN = lazy_regex(r"[^<>&\"'“”‘’«»„\\/\n]{16,48}")
_MOST_DEPTH, _MOST_NODES = 40, 20_000


def state_title(root: Element, paragraphs: Sequence[str]) -> str | None:
    """The title of the innermost script object that holds the text of these paragraphs and has a title; None
    if there is none."""
    run = _run_of(paragraphs)
    if run is None:
        return None
    # alphabets whose capitals no prefilter knows: the run is searched as it is written, or escaped
    may_tell = holding(folded(run)) or (lambda script: run in script or "\\u" in script)
    for value in state_values(root, may_tell):
        title = next(_titles_around(resolved(value), run, _Left(_MOST_NODES), 0), None)
        if title:
            return title
    return None


class _Left:
    """How many values may still be visited."""

    def __init__(self, most: int) -> None:
        self.most = most


def _run_of(paragraphs: Sequence[str]) -> str | None:
    runs = [found.group().strip() for text in paragraphs[:3] if (found := _RUN.search(text))]
    return max(runs, key=len, default=None)


def _titles_around(value: Any, run: str, left: _Left, depth: int) -> Iterator[str | None]:
    """The title of the innermost object around the text, then None for each place with the text and no title."""
    left.most -= 1
    if isinstance(value, str):
        if run in value:
            yield None
        return
    if left.most <= 0 or depth > _MOST_DEPTH or not isinstance(value, (dict, list)):
        return
    children = value.values() if isinstance(value, dict) else value
    for child in children:
        for title in _titles_around(child, run, left, depth + 1):
            yield title or (_title_of(value) if isinstance(value, dict) else None)
            return


def _title_of(item: dict[str, Any]) -> str | None:
    for keys in _TITLE_KEY:
        for key, value in item.items():
            if not keys.fullmatch(key):
                continue
            if isinstance(value, dict):
                value = next((value[name] for name in _NESTED_KEYS if isinstance(value.get(name), str)), None)
            if isinstance(value, str):
                title = " ".join(_TAGS.sub("", html.unescape(value[:1000])).split())
                if _SHORTEST_TITLE <= len(title) <= _LONGEST_TITLE:
                    return title
    return None

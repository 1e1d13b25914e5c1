"""Articles that live in scripts: JSON-LD, and state objects that a page's own script would draw.

Asked only when the visible tree has no article. No key of any site is known here: the article is the set of strings under one
path (list positions aside) that holds most running text.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from pipelines.extract.blocks import read_blocks
from pipelines.extract.tree import Element, parse

__all__ = ["embedded_body"]

_DECODER = json.JSONDecoder(strict=False)
# Where a script assigns an object: `window.__STATE__ = {`, `self.push([`, `JSON.parse("`.
_ASSIGNMENT = re.compile(r"(?:[=(,:]|\breturn)\s*(?=[{\[])")
_PARSE_CALL = re.compile(r"JSON\.parse\(\s*(?=\")")
_MIN_SCRIPT = 400
_MAX_OBJECTS = 40
_MAX_DEPTH = 60
_TAG = re.compile(r"<(?:p|br|div|h[1-6]|span|img|ul|ol|blockquote|section)\b[^>]*>", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[。！？.!?…؟।][\s”\"'」』）)]*(?=\s|$|<)|[。！？]")
_WIDE = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
# Keys whose text stands beside an article and is none: a list for tie-breaking, weak as any word.
_BESIDE = re.compile(
    r"comment|reply|related|recommend|description|summary|abstract|seo|meta|caption|bio|disclaimer|policy|footer|config|i18n|locale|translation|label|message",
    re.IGNORECASE,
)
_BODY_KEY = re.compile(r"body|content|text|html|paragraph|article|story|detail", re.IGNORECASE)
_CODE = re.compile(r"function\s*\(|=>|\bvar\s|\{\s*[\w-]+\s*:|\breturn\b")


def embedded_body(root: Element, *, least: float) -> list[str]:
    """The paragraphs of an article in the page's scripts; empty when none holds `least` Latin characters of running text."""
    best: list[str] = []
    best_score = least
    for value in _values(root):
        for path, strings in _by_path(value).items():
            size = sum(_weight(text) for text in strings if _SENTENCE_END.search(text))
            if _BESIDE.search(path):
                size *= 0.3
            elif _BODY_KEY.search(path.rpartition("/")[2]) or "/articleBody" in path:
                size *= 1.5
            if size > best_score:
                best, best_score = strings, size
    paragraphs = [line for text in best for line in _lines(text)]
    return paragraphs if sum(map(_weight, paragraphs)) >= least else []


def _values(root: Element) -> Iterator[Any]:
    """The JSON values in the page's scripts."""
    for script in root.iter("script"):
        text = script.text
        if not text or len(text) < _MIN_SCRIPT:
            continue
        if "json" in (script.get("type") or ""):
            value = _decode(text, 0)
            if value is not None:
                yield value
            continue
        yield from _assigned(text)


def _assigned(text: str) -> Iterator[Any]:
    at, objects = 0, 0
    while objects < _MAX_OBJECTS and (match := _PARSE_CALL.search(text, at)):
        inner = _decode(text, match.end())
        at = match.end() + 1
        objects += 1
        if isinstance(inner, str):
            value = _decode(inner, 0)
            if value is not None:
                yield value
    at = 0
    while objects < _MAX_OBJECTS and (match := _ASSIGNMENT.search(text, at)):
        objects += 1
        try:
            value, at = _DECODER.raw_decode(text, match.end())
        except (ValueError, RecursionError):
            at = match.end() + 1
            continue
        yield value


def _decode(text: str, at: int) -> Any:
    while at < len(text) and text[at].isspace():
        at += 1
    try:
        return _DECODER.raw_decode(text, at)[0]
    except (ValueError, RecursionError):
        return None


def _by_path(value: Any) -> dict[str, list[str]]:
    """The longer strings of a JSON value in order, by the keys that lead to them."""
    found: dict[str, list[str]] = {}
    stack: list[tuple[str, Any, int]] = [("", value, 0)]
    while stack:
        path, item, depth = stack.pop()
        if isinstance(item, dict) and depth < _MAX_DEPTH:
            stack.extend((f"{path}/{key}", child, depth + 1) for key, child in reversed(item.items()))
        elif isinstance(item, list) and depth < _MAX_DEPTH:
            stack.extend((path, child, depth + 1) for child in reversed(item))
        elif (
            isinstance(item, str) and len(item) > 15 and not item.startswith(("http://", "https://", "data:"))
        ):
            found.setdefault(path, []).append(item)
    return found


def _weight(text: str) -> float:
    """Latin characters of running text, markup left out."""
    if "<" in text:
        text = re.sub(r"<[^>]*>", "", text)
    if _CODE.search(text[:2000]):
        return 0.0
    return len(text) + 1.5 * len(_WIDE.findall(text))


def _lines(text: str) -> list[str]:
    """The paragraphs of one string, which may be HTML, escaped HTML or plain text."""
    if "&lt;" in text:
        text = html.unescape(text)
    if _TAG.search(text):
        tree = parse(text)
        return [block.text for block in read_blocks(tree).blocks] if tree is not None else []
    return [" ".join(line.split()) for line in html.unescape(text).splitlines() if line.strip()]

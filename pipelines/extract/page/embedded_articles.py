"""Articles that a browser shows only after running scripts: in JSON-LD, state objects, string literals, and
markup that is not rendered.

Used only if the visible tree has no article. There are no site-specific keys: the article is the set of
strings under one path (ignoring list positions) with the most running text. If no JSON has one, the long
string literals of scripts are searched (JavaScript objects, arguments, pushed chunks), then `template`,
`noscript` and `textarea`.
"""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from newsmill.pipelines.extract.lexicon.sentence_ends import CLOSING, MARKS, MARKS_ANYWHERE
from newsmill.pipelines.extract.page.character_classes import width
from newsmill.pipelines.extract.page.control_characters import without_controls
from newsmill.pipelines.extract.page.script_literals import unescaped
from newsmill.pipelines.extract.page.tree import Element, parse
from newsmill.pipelines.extract.page.walk import read_blocks
from newsmill.pipelines.regex import lazy_regex

__all__ = ["declared_body", "embedded_body", "is_walled", "text_size", "values_of_script"]

_DECODER = json.JSONDecoder(strict=False)
# The places where a script assigns an object: `window.__STATE__ = {`, `self.push([`, `JSON.parse("`.
_ASSIGNMENT = lazy_regex(r"(?:[=(,:]|\breturn)\s*(?=[{\[])")
_PARSE_CALL = lazy_regex(r"JSON\.parse\(\s*(?=\")")
_MIN_SCRIPT = 160
_MAX_OBJECTS = 40
_MAX_DEPTH = 60
_TAG = lazy_regex(r"<(?:p|br|div|h[1-6]|span|img|ul|ol|blockquote|section)\b[^>]*>", re.IGNORECASE)
_SENTENCE_END = lazy_regex(rf"[{re.escape(MARKS)}][\s{re.escape(CLOSING)}]*(?=\s|$|<)|[{MARKS_ANYWHERE}]")
_HOLDS_JSON = lazy_regex(r"^[^<]{0,40}[{\[]\s*(?:[{\[]\s*)*\"[^\"]{1,60}\"\s*:")
# Keys whose text accompanies an article. The match only lowers the score, because a word is weak evidence.
_BESIDE = lazy_regex(
    (
        r"comment|reply|related|recommend|description|summary|abstract|seo|meta|caption|bio|disclaimer|policy|"
        r"footer|config|i18n|locale|translation|label|message"
    ),
    re.IGNORECASE,
)
_BODY_KEY = lazy_regex(r"body|content|text|html|paragraph|article|story|detail", re.IGNORECASE)
_CODE = lazy_regex(r"function\s*\(|=>|\bvar\s|\{\s*[\w-]+\s*:|\breturn\b")


def embedded_body(root: Element, *, least: float) -> list[str]:
    """The paragraphs of an article that the page does not show; empty if nothing has at least `least` Latin
    characters of running text."""
    for values in (_script_values(root), _literals(root)):
        best: list[str] = []
        best_score = least
        for value in values:
            for path, strings in _by_path(value).items():
                size = sum(_weight(text) for text in strings if _SENTENCE_END.search(text))
                if _BESIDE.search(path):
                    size *= 0.3
                elif _BODY_KEY.search(path.rpartition("/")[2]) or "/articleBody" in path:
                    size *= 1.5
                if size > best_score:
                    best, best_score = strings, size
        paragraphs = [line for text in best for line in _lines(text)]
        if text_size(paragraphs) >= least:
            return paragraphs
    return _set_aside(root, least)


def is_walled(json_ld: list[Any]) -> bool:
    """Whether a page's JSON-LD declares a paywall: `isAccessibleForFree` is false (boolean or string)."""
    return any(
        str(node["isAccessibleForFree"]).strip().lower() == "false"
        for node in _objects(json_ld)
        if "isAccessibleForFree" in node and "cssSelector" not in node
    )


def declared_body(json_ld: list[Any]) -> list[str]:
    """The paragraphs of the longest `articleBody` of a page's JSON-LD."""
    texts = [node["articleBody"] for node in _objects(json_ld) if isinstance(node.get("articleBody"), str)]
    return _lines(max(texts, key=len)) if texts else []


def _objects(nodes: list[Any]) -> Iterator[dict[str, Any]]:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            waiting += [value for value in node.values() if isinstance(value, dict | list)]
        elif isinstance(node, list):
            waiting += node


def text_size(paragraphs: list[str]) -> float:
    """The running text in paragraphs, in Latin characters."""
    return sum(map(_weight, paragraphs))


def _literals(root: Element) -> Iterator[Any]:
    """The string literals of scripts that hold JSON or markup with sentences, as `{"text": literal}`."""
    for script in root.iter("script"):
        text = script.text
        if not text or len(text) < _MIN_SCRIPT or "json" in (script.get("type") or ""):
            continue
        for literal in _long_literals(text):
            holds_json = _HOLDS_JSON.search(literal) is not None
            if holds_json or (len(_TAG.findall(literal)) >= 2 and len(_SENTENCE_END.findall(literal)) >= 2):
                yield {"text": literal}


# The content of a literal: up to its closing quote or the end of the line, which only template literals
# may cross.
_INSIDE = {
    "'": lazy_regex(r"[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*"),
    '"': lazy_regex(r'[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*'),
    "`": lazy_regex(r"[^`\\]*(?:\\[\s\S][^`\\]*)*"),
}
_QUOTE = lazy_regex("[\"'`]")


def _long_literals(text: str) -> Iterator[str]:
    """The string literals of a script that are long enough for an article, with escapes decoded. Linear in
    the script."""
    at = 0
    # For each quote, the offset up to which it has no closing match: an apostrophe in a comment opens no
    # literal.
    barren = dict.fromkeys(_INSIDE, 0)
    while opening := _QUOTE.search(text, at):
        quote, at = opening.group(), opening.end()
        if at <= barren[quote]:
            continue
        inside = _INSIDE[quote].match(text, at)
        end = inside.end() if inside else at
        if text[end : end + 1] != quote:
            barren[quote] = end
            continue
        if end - at >= _MIN_SCRIPT:
            yield unescaped(text[at:end])
        at = end + 1


# Elements whose content browsers do not render as markup.
_ASIDE = ("template", "noscript", "textarea")


def _set_aside(root: Element, least: float) -> list[str]:
    """The paragraphs of the `template`, `noscript` or `textarea` with the most running text above `least`."""
    best: list[str] = []
    best_score = least
    for element in root.iter(*_ASIDE):
        if element.tag == "textarea":
            lines = _lines(element.text or "") if _TAG.search(element.text or "") else []
        else:
            shown = etree.Element("div")
            shown.extend(copy.deepcopy(child) for child in element)
            lines = [block.text for block in read_blocks(shown).blocks]
        size = sum(_weight(line) for line in lines if _SENTENCE_END.search(line))
        if size > best_score:
            best, best_score = lines, size
    return best


def _script_values(root: Element) -> Iterator[Any]:
    """The JSON values in the scripts of a page that are long enough for a text."""
    for script in root.iter("script"):
        text = script.text
        if not text or len(text) < _MIN_SCRIPT:
            continue
        yield from values_of_script(text, "json" in (script.get("type") or ""))


_COMMENT = lazy_regex(r"\s*<!--")


def _beginning_of(text: str) -> int:
    """Where JSON begins: some frameworks hide theirs in a comment, `<script type="application/json"><!--{…}-->`."""
    comment = _COMMENT.match(text)
    return comment.end() if comment else 0


def values_of_script(text: str, is_json: bool) -> Iterator[Any]:
    """The JSON values in a script: the whole of it (`is_json`), or what it assigns."""
    if not is_json:
        yield from _assigned(text)
    elif (value := _decode(text, _beginning_of(text))) is not None:
        yield value


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
    """The longer strings of a JSON value in order, by the path of keys to them."""
    found: dict[str, list[str]] = {}
    stack: list[tuple[str, Any, int]] = [("", value, 0)]
    while stack:
        path, item, depth = stack.pop()
        if isinstance(item, dict) and depth < _MAX_DEPTH:
            stack.extend((f"{path}/{key}", child, depth + 1) for key, child in reversed(item.items()))
        elif isinstance(item, list) and depth < _MAX_DEPTH:
            stack.extend((path, child, depth + 1) for child in reversed(item))
        elif isinstance(item, str) and depth < _MAX_DEPTH and _HOLDS_JSON.search(item):
            # A chunk of a stream, `5:[{"story": …}]`, or JSON within JSON
            stack.extend((path, child, depth + 1) for child in reversed(list(_assigned(f"={item}"))))
        elif (
            isinstance(item, str) and len(item) > 15 and not item.startswith(("http://", "https://", "data:"))
        ):
            found.setdefault(path, []).append(item)
    return found


def _weight(text: str) -> float:
    """The running text without markup, in Latin characters; 0 for program code."""
    if "<" in text:
        text = re.sub(r"<[^>]*>", "", text)
    if _CODE.search(text[:2000]):
        return 0.0
    return width(text)


def _lines(text: str) -> list[str]:
    """The paragraphs of one string, which may be HTML, escaped HTML or plain text."""
    if "&lt;" in text:
        text = html.unescape(text)
    text = without_controls(text)
    if _TAG.search(text):
        tree = parse(text)
        return [block.text for block in read_blocks(tree).blocks] if tree is not None else []
    return [" ".join(line.split()) for line in html.unescape(text).splitlines() if line.strip()]

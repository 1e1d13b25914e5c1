"""Objects that scripts write as program text and not as JSON: keys without quotes, single quotes, `void 0`, trailing
commas, and the state of Nuxt 2, `(function(a,b){return {title:a}}("…",null))`.

Nothing is run: values are read, names are replaced by the arguments of the function around them, and any other
expression is left out. Work is bounded by the number of values read in a script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from newsmill.pipelines.regex import lazy_regex

__all__ = ["literals_in", "literals_of_script", "unescaped"]

_DECODER = json.JSONDecoder(strict=False)
_MOST_VALUES, _MOST_STARTS, _MAX_DEPTH, _LONGEST_SCRIPT = 20_000, 12, 60, 1_000_000
# Where a script assigns or returns an object; the parameters of a function that only returns one.
_START = lazy_regex(
    r"function\s*\((?P<names>[\w$,\s]{0,4000})\)\s*\{\s*return\s*(?=[{\[])|(?:=|\breturn)\s*(?=[{\[])"
)
_SPACE = lazy_regex(r"(?:\s|//[^\n]*(?:\n|$)|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)*")
_NUMBER = lazy_regex(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_NAME = lazy_regex(r"[A-Za-z_$][\w$]*")
_STRINGS = {
    '"': lazy_regex(r'"([^"\\\n]*(?:\\[\s\S][^"\\\n]*)*)"'),
    "'": lazy_regex(r"'([^'\\\n]*(?:\\[\s\S][^'\\\n]*)*)'"),
    "`": lazy_regex(r"`([^`\\$]*(?:\\[\s\S][^`\\$]*)*)`"),
}
_ESCAPE = lazy_regex(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|\r?\n|([\s\S]))")
_LETTER = 4  # the group of `_ESCAPE` that is a letter or sign
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "v": " ", "0": ""}
_CONSTANTS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_SHORT = {"!0": True, "!1": False}
# Characters that end a value, and brackets inside an expression that is left out.
_ENDS, _OPENING, _CLOSING = frozenset(",}])"), frozenset("([{"), frozenset(")]}")


class _Unreadable(Exception):
    """The text is not an object literal, or it is too large."""


class _Name(NamedTuple):
    """A name in place of a value: perhaps a parameter."""

    name: str


def literals_of_script(text: str, is_json: bool) -> Iterator[Any]:
    """The object literals of a script; none if it is JSON (`is_json`) or too long."""
    if not is_json and len(text) <= _LONGEST_SCRIPT:
        yield from literals_in(text)


def literals_in(text: str) -> Iterator[Any]:
    """The object literals of a script, in order."""
    reader = _Reader(text)
    at = 0
    for _ in range(_MOST_STARTS):
        start = _START.search(text, at)
        if start is None or reader.left <= 0:
            return
        reader.at = start.end()
        try:
            value, is_json = reader.whole()
            names = start["names"]
            arguments = reader.arguments() if names is not None else []
        except (_Unreadable, IndexError):
            at = start.end() + 1
            continue
        at = reader.at
        given = dict(zip((name.strip() for name in (names or "").split(",")), arguments, strict=False))
        yield value if is_json else _filled(value, given)


def _filled(value: Any, given: dict[str, Any]) -> Any:
    """A value with names replaced by what they stand for (None if that is unknown)."""
    if isinstance(value, _Name):
        known = given.get(value.name)
        return None if isinstance(known, _Name) else known
    if isinstance(value, dict):
        return {key: _filled(child, given) for key, child in value.items()}
    if isinstance(value, list):
        return [_filled(child, given) for child in value]
    return value


class _Reader:
    """Reads literals from a script. `at`: the position; `left`: how many more values are read."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.left = text, 0, _MOST_VALUES

    def whole(self) -> tuple[Any, bool]:
        """The object or array at the position, and whether it is JSON, which is decoded a hundred times as fast."""
        try:
            value, self.at = _DECODER.raw_decode(self.text, self.at)
        except (ValueError, RecursionError):
            return self.value(0), False
        return value, True

    def value(self, depth: int) -> Any:
        """The value at the position."""
        self.left -= 1
        if self.left < 0 or depth > _MAX_DEPTH:
            raise _Unreadable
        self._skip()
        first = self.text[self.at]
        value: Any
        if first == "{":
            value = self._object(depth)
        elif first == "[":
            value = self._array(depth)
        else:
            value = self._plain(first)
        self._skip()
        if self.at < len(self.text) and self.text[self.at] not in _ENDS and depth:
            self._leave_out()
            return None
        return value

    def arguments(self) -> list[Any]:
        """The arguments of the function whose body ends here: `}(1,"b"))` or `})(1,"b")`."""
        self._skip()
        call = re.compile(r";?\s*\}\s*\)?\s*\(").match(self.text, self.at)
        if call is None:
            return []
        self.at = call.end()
        return self._items(")", 1)

    def _skip(self) -> None:
        first = self.text[self.at : self.at + 1]
        if first.isspace() or first == "/":
            space = _SPACE.match(self.text, self.at)
            self.at = space.end() if space else self.at

    def _array(self, depth: int) -> list[Any]:
        self.at += 1
        return self._items("]", depth + 1)

    def _items(self, close: str, depth: int) -> list[Any]:
        items: list[Any] = []
        while True:
            self._skip()
            if self.text[self.at] == close:
                self.at += 1
                return items
            items.append(self.value(depth))
            self._separator(close)

    def _object(self, depth: int) -> dict[str, Any]:
        self.at += 1
        found: dict[str, Any] = {}
        while True:
            self._skip()
            if self.text[self.at] == "}":
                self.at += 1
                return found
            key = self._key()
            self._skip()
            if self.text[self.at] == ":":
                self.at += 1
                found[key] = self.value(depth + 1)
            else:  # `{a, b}`
                found[key] = _Name(key)
            self._separator("}")

    def _separator(self, close: str) -> None:
        self._skip()
        if self.text[self.at] == ",":
            self.at += 1
        elif self.text[self.at] != close:
            raise _Unreadable

    def _key(self) -> str:
        if self.text[self.at] in _STRINGS:
            return self._string()
        name = _NAME.match(self.text, self.at) or _NUMBER.match(self.text, self.at)
        if name is None:
            raise _Unreadable
        self.at = name.end()
        return name.group()

    def _string(self) -> str:
        found = _STRINGS[self.text[self.at]].match(self.text, self.at)
        if found is None:
            raise _Unreadable
        self.at = found.end()
        return unescaped(found[1]) if "\\" in found[1] else found[1]

    def _plain(self, first: str) -> Any:
        """A string, number, constant or name; anything else is left out."""
        if first in _STRINGS:
            return self._string()
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return float(number.group()) if set(number.group()) & set(".eE") else int(number.group())
        if self.text[self.at : self.at + 2] in _SHORT:
            self.at += 2
            return _SHORT[self.text[self.at - 2 : self.at]]
        name = _NAME.match(self.text, self.at)
        if name is None:
            self._leave_out()
            return None
        self.at = name.end()
        return _CONSTANTS[name.group()] if name.group() in _CONSTANTS else _Name(name.group())

    def _leave_out(self) -> None:
        """Skip an expression: up to the comma or bracket that ends it."""
        depth = 0
        while self.at < len(self.text):
            character = self.text[self.at]
            if character in _STRINGS:
                self._string()
                continue
            if depth == 0 and character in _ENDS:
                return
            depth += (character in _OPENING) - (character in _CLOSING)
            self.at += 1
        raise _Unreadable


def unescaped(literal: str) -> str:
    """The text of a string literal, its escapes decoded."""
    return _ESCAPE.sub(_character, literal)


def _character(match: re.Match[str]) -> str:
    kind = match.lastindex
    if kind is None:  # a line break
        return ""
    code = match[kind]
    if kind == _LETTER:
        return _ESCAPED.get(code, code)
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else ""

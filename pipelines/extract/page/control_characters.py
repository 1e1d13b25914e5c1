"""Control characters, which word processors and broken exports leave in pages as such, as references or as
escapes in JSON. A browser shows a space for two of them and nothing for the others, and no record has them.

XML forbids them: libxml2 reads them from HTML, but lxml raises ValueError when they are set again.
"""

from __future__ import annotations

import re

from lxml.etree import _Element as Element

from newsmill.pipelines.compiled import module
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "FORBIDDEN",
    "FORBIDDEN_CLASS",
    "has_controls",
    "set_tail",
    "set_text",
    "without_controls",
    "without_escaped_controls",
]

# All control characters except tab and line ends, surrogates, and U+FFFE and U+FFFF, which are not characters.
_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff"
FORBIDDEN_CLASS = rf"{_CONTROLS}\ud800-\udfff"
FORBIDDEN = lazy_regex(f"[{FORBIDDEN_CLASS}]")

_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
_SPACES = frozenset((0x0B, 0x0C))
_REFERENCE = (
    r"&#(?:0*(?P<decimal>[1-9][0-9]?|127|6553[45])|[xX]0*(?P<hex>[1-9a-fA-F][0-9a-fA-F]?|[fF]{3}[efEF]));"
)
_REFERENCE_IN_BYTES = lazy_regex(
    rb"&#(?:0*(?:[1-8]|1[1-24-9]|2[0-9]|3[01]|127|6553[45])"
    rb"|[xX]0*(?:[1-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[efEF]));"
)
_CONTROL = lazy_regex(f"[{_CONTROLS}]|{_REFERENCE}")
# In JSON. An escaped backslash before `u` begins no escape.
_ESCAPE = lazy_regex(r"(?<!\\)((?:\\\\)*)\\u(000[0-8bBcCeEfF]|001[0-9a-fA-F]|007[fF]|[fF]{3}[efEF])")


def has_controls(source: bytes) -> bool:
    """Whether UTF-8 HTML has control characters or references to them."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    if compiled is None:
        return has_controls_in_python(source)
    found: bool = compiled.has_controls(source)
    return found


def has_controls_in_python(source: bytes) -> bool:
    """Pure-Python fallback of `_walk.has_controls`."""
    return (
        len(source.translate(None, _BYTES)) < len(source)
        or b"\xef\xbf\xbe" in source
        or b"\xef\xbf\xbf" in source
        or _REFERENCE_IN_BYTES.search(source) is not None
    )


def without_controls(text: str) -> str:
    """HTML or plain text as a browser shows it: without control characters and references to them."""
    return _CONTROL.sub(_shown, text)


def without_escaped_controls(text: str) -> str:
    """JSON without escapes of control characters."""
    return _ESCAPE.sub(_shown_escape, text) if "\\u" in text else text


def _shown(match: re.Match[str]) -> str:
    if match["decimal"]:
        code = int(match["decimal"])
    elif match["hex"]:
        code = int(match["hex"], 16)
    else:
        code = ord(match.group())
    if code in _SPACES:
        return " "
    return "" if FORBIDDEN.fullmatch(chr(code)) else match.group()


def _shown_escape(match: re.Match[str]) -> str:
    return match[1] + (" " if int(match[2], 16) in _SPACES else "")


def set_text(element: Element, text: str | None) -> None:
    """Set the text before an element's first child; forbidden characters become spaces."""
    try:
        element.text = text or None
    except ValueError:
        element.text = FORBIDDEN.sub(" ", text or "")


def set_tail(element: Element, text: str | None) -> None:
    """Set the text after an element; forbidden characters become spaces."""
    try:
        element.tail = text or None
    except ValueError:
        element.tail = FORBIDDEN.sub(" ", text or "")

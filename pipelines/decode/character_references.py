"""Numeric character references to windows-1252: `&#150;` is a dash in every browser, but a control character
in lxml.
"""

from __future__ import annotations

import re

from newsmill.pipelines.compiled import module
from newsmill.pipelines.regex import lazy_regex

__all__ = ["as_browsers_read"]

_REFERENCE = lazy_regex(r"&#(?:0*(1[2-5]\d)|[xX]0*([89][0-9a-fA-F]))(?![0-9a-fA-F]);?")


def as_browsers_read(source: str, utf8: bytes | None = None) -> str:
    """Replace references to 128-159 in HTML source by references to the characters browsers show (HTML
    standard).

    utf8  the source in UTF-8, if available: it is smaller to search
    """
    return _REFERENCE.sub(_meant, source) if _has_reference(source, utf8) else source


def _has_reference(source: str, utf8: bytes | None) -> bool:
    """Whether the source has such a reference."""
    compiled = module("newsmill.pipelines.decode._scan")
    if compiled is not None and not compiled.may_have_reference(utf8 or source):
        return False
    return _has_reference_in_python(source)


def _has_reference_in_python(source: str) -> bool:
    # A single character is searched at memory speed, two at a sixth of it, and a pattern even slower.
    at = source.find("#")
    while at >= 0:
        if source[at - 1] == "&" and _REFERENCE.match(source, at - 1):
            return True
        at = source.find("#", at + 1)
    return False


def _meant(match: re.Match[str]) -> str:
    code = int(match.group(1) or str(int(match.group(2), 16)))
    if not 0x80 <= code <= 0x9F:
        return match.group()
    try:
        return f"&#{ord(bytes([code]).decode('cp1252'))};"
    except UnicodeDecodeError:
        return match.group()

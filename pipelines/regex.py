"""Regular expressions that are compiled when first used.

The tables of the extractor hold some 800 patterns, and compiling them takes longer than cleaning a hundred
pages. A page meets a quarter of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, AnyStr, cast

__all__ = ["lazy_regex"]


class _LazyPattern:
    """Behaves like the compiled pattern.

    Each attribute is copied from the compiled pattern when it is first asked for, so that later uses find it
    in the instance and cost what they cost on the pattern itself.
    """

    def __init__(self, source: Any, flags: int) -> None:
        self._source = source
        self._flags = flags
        if not callable(source):
            self.pattern = source

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = self.__dict__.get("_compiled")
        if compiled is None:
            source = self._source() if callable(self._source) else self._source
            compiled = self._compiled = re.compile(source, self._flags)
        value = getattr(compiled, name)
        setattr(self, name, value)
        return value

    def __repr__(self) -> str:
        return f"lazy_regex({self.pattern!r}, {self._flags!r})"


def lazy_regex(source: AnyStr | Callable[[], AnyStr], flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """Like `re.compile`, but compiles the pattern when it is first used; an error in it is raised then.

    source  the pattern, or a function that returns it, for patterns that are derived from tables
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, int(flags)))

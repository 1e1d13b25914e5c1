"""Regular expressions that are compiled on first use and cached between processes.

The extractor's tables hold some 800 patterns, and compiling them takes longer than cleaning a hundred pages.
A page uses a quarter of them.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Callable
from functools import cache
from typing import Any, AnyStr, cast

import msgspec

from newsmill.pipelines.derived_cache import kept

__all__ = ["lazy_regex"]


class _LazyPattern:
    """Behaves like the compiled pattern.

    Each attribute is copied from the compiled pattern on first access. Later accesses find it in the
    instance, so they are as fast as on the pattern itself.
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
            compiled = self._compiled = _shared(source, self._flags)
        value = getattr(compiled, name)
        setattr(self, name, value)
        return value

    def __repr__(self) -> str:
        return f"lazy_regex({self.pattern!r}, {self._flags!r})"


def lazy_regex(source: AnyStr | Callable[[], AnyStr], flags: int | re.RegexFlag = 0) -> re.Pattern[AnyStr]:
    """Like `re.compile`, but compiles the pattern on first use, and raises its errors then.

    The compiled pattern is cached on disk, so use this for newsmill's own patterns, not for those of users or
    pages.

    source  the pattern, or a function that returns it if it is derived from tables
    """
    return cast("re.Pattern[AnyStr]", _LazyPattern(source, int(flags)))


class _Code(msgspec.Struct, array_like=True):
    """A pattern as `re` has compiled it: the arguments of `_sre.compile`.

    codes   32-bit numbers
    groups  the number of groups, and the names of those that have one
    """

    flags: int
    codes: bytes
    groups: int
    names: dict[str, int]


def compile_kept(source: AnyStr, flags: int) -> re.Pattern[AnyStr]:
    """Like `re.compile`. Takes the compiled form from the cache (`newsmill.pipelines.derived_cache`) if it is
    there.

    Python offers no way to store a compiled pattern (pickling stores its text), so this does the last step of
    `re.compile` itself. `re` validates the code it is given; if its internals differ, the pattern is compiled
    as usual.
    """
    if sys.implementation.name != "cpython" or sys.version_info < (3, 11):
        return re.compile(source, flags)
    try:
        code = kept("regex", f"{flags} {source!r}", lambda: _compiled(source, flags), _Code)
        return _restored(source, code)
    except (AttributeError, ImportError, OverflowError, RuntimeError, TypeError, ValueError):
        return re.compile(source, flags)


# Several tables have the same pattern.
_shared = cache(compile_kept)


def _compiled(source: str | bytes, flags: int) -> _Code:
    compiler: Any = sys.modules["re"]._compiler
    parsed = compiler._parser.parse(source, flags)
    codes = compiler._code(parsed, flags)
    state = parsed.state
    return _Code(flags | state.flags, array("I", codes).tobytes(), state.groups - 1, dict(state.groupdict))


def _restored(source: AnyStr, code: _Code) -> re.Pattern[AnyStr]:
    import _sre  # type: ignore[import-not-found]

    names: list[str | None] = [None] * (code.groups + 1)
    for name, number in code.names.items():
        names[number] = name
    codes = memoryview(code.codes).cast("I").tolist()
    pattern: re.Pattern[AnyStr] = _sre.compile(
        source, code.flags, codes, code.groups, code.names, tuple(names)
    )
    return pattern

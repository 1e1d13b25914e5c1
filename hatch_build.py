"""Builds the Cython modules where a C compiler is available. Each has a pure-Python fallback."""

from __future__ import annotations

import ast
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("crawler/**/_*.pyx", "pipelines/**/_*.pyx")

# Constants that a compiled module shares with Python modules. They are typed there only: the build writes them into
# `NAME_constants.pxi`, which `_NAME.pyx` includes, under the same names without a leading underscore.
SHARED: dict[str, dict[str, tuple[str, ...]]] = {
    "crawler/frontier/_scan": {
        "crawler/frontier/walk.py": (
            "_SILENT", "_LINK", "_INLINE", "_REFERRING", "_NAVIGATION", "_CLICKABLE",
        ),
        "crawler/frontier/scan.py": ("_VOID", "_RAW", "_REFERENCES", "_IGNORED"),
        "crawler/frontier/prose.py": ("_TEASER_CHARACTERS", "_LINK_CHARACTERS", "_MARKS", "_WIDE_MARKS"),
    },
    "pipelines/dedup/_texts": {
        "pipelines/dedup/shingles.py": ("NGRAM", "LONG_NGRAM", "_CJK_SHARE", "_CJK"),
        "pipelines/dedup/normalise.py": ("_PAGE_BITS", "_PAGES"),
        "pipelines/dedup/alignment.py": ("_MAX_EDIT", "_MAX_LENGTH_DIFFERENCE"),
    },
    "pipelines/extract/body/_measure": {
        "pipelines/extract/page/character_classes.py": (
            "LETTER", "UPPER", "WIDE", "DIGIT", "SPACE", "STOP", "COMMA", "QUOTE", "SEPARATOR", "COLON", "BRACKET",
            "OTHER", "WIDE_WEIGHT",
        ),
        "pipelines/extract/body/feature_columns.py": ("HEAVIEST", "_MOST_LEVELS"),
    },
    "pipelines/extract/page/_walk": {
        "pipelines/extract/page/element_roles.py": (
            "INLINE", "LINK", "BOLD", "_BLOCK", "HEADING", "BREAK", "RULE", "_PICTURE", "PLAYER", "SKIP",
            "WIDGET", "WIDGET_LIMIT", "NAMING_ATTRIBUTES", "_ZERO_WIDTH", "_UNSPACED",
        ),
        "pipelines/extract/page/character_classes.py": ("CLASSES", "_COUNTED_WIDE"),
        "pipelines/extract/fields/date_attributes.py": ("_TELLING",),
        "pipelines/extract/page/rendered_tree.py": (
            "_READER_WORDS", "_LINE_WORDS", "_FORMULA_WORDS", "_ICON_WORDS",
        ),
    },
}  # fmt: skip


class CompileHook(BuildHookInterface):
    """Puts the compiled modules next to their sources (for editable installs) and into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile and tag the wheel for this platform, or warn and build the pure-Python wheel."""
        if self.target_name != "wheel" or os.environ.get("NEWSMILL_PURE_PYTHON", "0") not in ("", "0"):
            return
        root = Path(self.root)
        try:
            made = _compile(root)
        # No compiler, no Python headers, or an lxml without headers: the fallbacks work in any case.
        except (Exception, SystemExit) as error:
            self.app.display_warning(f"newsmill runs without its compiled modules: {error}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        for path in made:
            build_data["force_include"][str(path)] = f"newsmill/{path.relative_to(root).as_posix()}"


def _compile(root: Path) -> list[Path]:
    """Compile the modules, each next to its source."""
    import lxml
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    sources = sorted(path.relative_to(root) for pattern in SOURCES for path in root.glob(pattern))
    with tempfile.TemporaryDirectory() as build:
        extensions = [
            Extension(
                ".".join(("newsmill", *source.with_suffix("").parts)),
                [str(root / source)],
                include_dirs=lxml.get_include(),
                # Without fused operations, sums are those of Python to the bit.
                extra_compile_args=["-O3", "-g0", "-ffp-contract=off"] if os.name == "posix" else [],
            )
            for source in sources
        ]
        for name, modules in SHARED.items():
            target = Path(build) / f"{Path(name).name.lstrip('_')}_constants.pxi"
            target.write_text(_declarations(root, modules), "utf-8")
        include = [
            str(Path(lxml.__file__).parent.parent),
            build,
        ]  # lxml's Cython declarations, and the constants
        compiled = cythonize(extensions, include_path=include, build_dir=build, quiet=True)
        command = build_ext(Distribution({"ext_modules": compiled}))
        command.build_lib, command.build_temp = build, build
        command.ensure_finalized()
        command.run()
        made = []
        for output in map(Path, command.get_outputs()):
            target = root / output.relative_to(Path(build) / "newsmill")
            shutil.copy(output, target.with_suffix(".new"))
            # Replace atomically: processes that have loaded the old module keep it.
            target.with_suffix(".new").replace(target)
            made.append(target)
    return made


def _declarations(root: Path, modules: dict[str, tuple[str, ...]]) -> str:
    """The constants of Python modules as Cython declarations. Raises `KeyError` for one that is not there.

    Whole numbers become an enum, and words a tuple of bytes. A set of words becomes a function that tells whether it
    holds a name, and a tuple of ranges (first, last) one that tells whether it holds a code point: `is_in_` and the
    name of the constant.
    """
    whole, others = [], []
    for module, names in modules.items():
        values = _constants((root / module).read_text("utf-8"))
        for written in names:
            name, value = written.lstrip("_"), values[written]
            if isinstance(value, int):
                whole.append(f"    {name} = {value}")
            elif isinstance(value, str):
                others.append(f"DEF {name} = u{value!r}")
            elif isinstance(value, (frozenset, set)):
                tests = " or ".join(f'strcmp(c, "{word}") == 0' for word in sorted(value))
                others.append(_function(name, "const char*", tests))
            elif isinstance(value, tuple) and isinstance(value[0], tuple):
                tests = " or ".join(f"{first:#x} <= c <= {last:#x}" for first, last in value)
                others.append(_function(name, "unsigned int", tests))
            elif isinstance(value, tuple):
                others.append(f"cdef tuple {name} = {tuple(word.encode() for word in value)!r}")
            else:
                others.append(f"cdef double {name} = {value!r}")
    return "\n".join(("cdef enum:", *whole, *others, ""))


def _function(name: str, of: str, tests: str) -> str:
    return f"cdef inline bint is_in_{name.lower()}({of} c) noexcept nogil:\n    return {tests}"


def _constants(source: str) -> dict[str, Any]:
    """What a module assigns at its top level (numbers, words, tuples, sets), without importing it: nothing is
    installed when modules are built."""
    values: dict[str, Any] = {}
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, value):
                values[name] = _number(value, values)
            case ast.Assign([ast.Tuple(targets)], value):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
                values |= dict(zip(names, _number(value, values) or (), strict=False))
    return {name: value for name, value in values.items() if value is not None}


def _number(expression: ast.expr | None, known: dict[str, Any]) -> Any:
    """The value of an expression of numbers, words, `range` and constants known so far; None for any other."""
    if expression is None:
        return None
    try:
        value = eval(
            compile(ast.Expression(expression), "<constant>", "eval"),
            {"__builtins__": {"range": range, "frozenset": frozenset}, "sys": sys, **known},
        )
    except Exception:
        return None
    return value if isinstance(value, (int, float, str, range, tuple, frozenset, set)) else None


if __name__ == "__main__":
    print(*_compile(Path(__file__).resolve().parent), sep="\n", file=sys.stdout)  # noqa: T201

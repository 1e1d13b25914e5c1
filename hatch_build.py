"""Builds the Cython modules where a C compiler is available. Each has a pure-Python fallback."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("crawler/**/_*.pyx", "pipelines/**/_*.pyx")


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
        include = [str(Path(lxml.__file__).parent.parent)]  # lxml's Cython declarations
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


if __name__ == "__main__":
    print(*_compile(Path(__file__).resolve().parent), sep="\n", file=sys.stdout)  # noqa: T201

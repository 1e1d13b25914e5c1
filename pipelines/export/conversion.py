"""Traditional and simplified Chinese, by OpenCC; the original text is kept beside the converted one."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from newsmill.pipelines.export.missing_extra import Unusable, require

__all__ = ["CONVERSIONS", "converter"]

CONVERSIONS: dict[str, str] = {
    "t2s": "traditional to simplified",
    "s2t": "simplified to traditional",
    "s2tw": "simplified to traditional (Taiwan)",
    "s2twp": "simplified to traditional (Taiwan), with Taiwan's words",
    "s2hk": "simplified to traditional (Hong Kong)",
    "tw2s": "traditional (Taiwan) to simplified",
    "tw2sp": "traditional (Taiwan) to simplified, with the mainland's words",
    "hk2s": "traditional (Hong Kong) to simplified",
    "t2tw": "traditional to traditional (Taiwan)",
    "t2hk": "traditional to traditional (Hong Kong)",
}


def converter(name: str) -> Callable[[str], str]:
    """The function that converts a text. Raises `Unusable` for an unknown conversion or without OpenCC."""
    if name not in CONVERSIONS:
        raise Unusable(f"--convert knows {', '.join(CONVERSIONS)}, not {name}.")
    require(["opencc"], "--convert")
    import opencc

    return cast(Callable[[str], str], opencc.OpenCC(name).convert)

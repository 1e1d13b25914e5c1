"""Settings that only some formats use, and the remarks that writers collect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

__all__ = ["Context", "Tokenise"]

# Returns the tokens of a text in order, without white space.
Tokenise = Callable[[str], Sequence[str]]


@dataclass
class Context:
    """Settings of an export that formats use.

    formula_guard   put an apostrophe before cells that a spreadsheet would run as a formula (CSV)
    tokenise        splits a sentence into tokens (vertical text, CoNLL-U)
    remarks         remarks for users of the files, with counts; filled by writers
    """

    formula_guard: bool = True
    tokenise: Tokenise | None = None
    remarks: Counter[str] = field(default_factory=Counter)

"""What a writer is told beside where to write: settings that some formats have, and whom to tell of what a
reader should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

__all__ = ["Context", "Tokenise"]

# A text's tokens in order, white space left out.
Tokenise = Callable[[str], Sequence[str]]


@dataclass
class Context:
    """Settings of an export that formats look at.

    formula_guard   an apostrophe before cells that a spreadsheet would run (CSV)
    tokenise        cuts a sentence into tokens (vertical text, CoNLL-U)
    remarks         what a reader of the files should know, counted
    """

    formula_guard: bool = True
    tokenise: Tokenise | None = None
    remarks: Counter[str] = field(default_factory=Counter)

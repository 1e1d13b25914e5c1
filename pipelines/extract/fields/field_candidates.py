"""The values that a field could have had: what was found, where, and why it was taken or not."""

from __future__ import annotations

from typing import Literal

import msgspec

__all__ = ["CandidateField", "FieldCandidate"]

CandidateField = Literal["title", "published", "authors", "source"]


class FieldCandidate(msgspec.Struct, frozen=True, kw_only=True):
    """One value that was considered for a field.

    field   the record's key
    value   as the record would show it
    at      the position of its block in reading order, -1 if it is declared in metadata or the URL
    rule    the rule that read it, named as in docs/extraction-fields.md
    taken   whether the record has it
    why     in words: why it was taken or lost
    """

    field: CandidateField
    value: str
    at: int
    rule: str
    taken: bool
    why: str

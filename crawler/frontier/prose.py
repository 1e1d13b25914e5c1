"""Tells texts from lists of links: how much prose is outside links, and how long its runs are."""

from __future__ import annotations

import hashlib
import re

__all__ = ["Prose"]

# A text has a run of prose of at least this many characters, and at least this share of the characters in
# links. Short news are texts too, if they are most of the page's prose.
_SHORT_TEXT, _TEXT_CHARACTERS, _LONG_TEXT = 60, 250, 800
_TEXT_TO_LINKS = 0.4
# Prose shorter than this is a caption or a date; a block with fewer characters in links is not a list
# headline.
_TEASER_CHARACTERS = 40
_LINK_CHARACTERS = 4
# What only running text has: a mark before a space, or anywhere in scripts without spaces.
_MARKS, _WIDE_MARKS = ".!?,;", "。！？；，、"
_SENTENCE = re.compile(rf"[{_WIDE_MARKS}]|[{_MARKS}](?:\s|$)")


class Prose:
    """Measures a page's text: characters inside and outside links, and the longest run of prose.

    A run of prose is a sequence of text blocks, uninterrupted by a block that is mostly a link. An article
    has one long run, a list with teasers many short ones. Blocks without punctuation (menus, copyright lines,
    dates) are not prose but do not end a run. The compiled scanner counts in the same way.
    """

    def __init__(self) -> None:
        self.outside = self.inside = 0
        self.longest = self.total = 0
        # Text outside links, its longest run, and the current run and block.
        self.pieces: list[bytes] = []
        self.longest_run: list[bytes] = []
        self._run = 0
        self._run_pieces: list[bytes] = []
        self._block: list[bytes] = []
        self._block_outside = self._block_inside = 0
        self._has_sentence = False

    def add(self, piece: str, in_link: bool) -> None:
        """Add text to the current block."""
        piece = piece.strip()
        if in_link:
            self.inside += len(piece)
            self._block_inside += len(piece)
            return
        self.outside += len(piece)
        self._block_outside += len(piece)
        packed = piece.encode("utf-8", "replace")
        self.pieces.append(packed)
        self._block.append(packed)
        if not self._has_sentence and _SENTENCE.search(piece):
            self._has_sentence = True

    def end_block(self) -> None:
        """End the current block."""
        if self._block_inside > self._block_outside:
            if self._block_inside >= _LINK_CHARACTERS:
                self._end_run()
        elif self._has_sentence:
            self._run += self._block_outside
            self._run_pieces += self._block
        self._block_outside = self._block_inside = 0
        self._has_sentence = False
        self._block.clear()

    def _end_run(self) -> None:
        if self._run >= _TEASER_CHARACTERS:
            if self._run > self.longest:
                self.longest, self.longest_run = self._run, self._run_pieces
            self.total += self._run
        if self._run:
            self._run = 0
            self._run_pieces = []

    def is_text(self) -> bool:
        """Whether the page is a text. Call it after everything is added."""
        self.end_block()
        self._end_run()
        if self.longest < max(_SHORT_TEXT, _TEXT_TO_LINKS * self.inside):
            return False
        share = self.longest / self.total
        return share >= (0.5 if self.longest < _TEXT_CHARACTERS else 0.25) or self.longest >= _LONG_TEXT

    def body(self) -> str:
        """A digest of the longest run."""
        return _digest(self.longest_run) if self.longest else ""

    def digest(self) -> str:
        """A digest of the text outside links; empty if there is none."""
        return _digest(self.pieces) if self.outside else ""


def _digest(pieces: list[bytes]) -> str:
    return hashlib.blake2b(b"".join(pieces), digest_size=12).hexdigest()

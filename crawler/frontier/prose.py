"""Whether a page is there for its text or for its links: how much prose stands outside of links, and in how
long runs."""

from __future__ import annotations

import hashlib
import re

__all__ = ["Prose"]

# A text has a run of prose of so many characters, and of this share of the characters in links; short news
# are texts, too, where they are most of the prose of the page.
_SHORT_TEXT, _TEXT_CHARACTERS, _LONG_TEXT = 60, 250, 800
_TEXT_TO_LINKS = 0.4
# Prose shorter than this is a caption or a date; a block with fewer characters in links is no headline of a list.
_TEASER_CHARACTERS = 40
_LINK_CHARACTERS = 4
_SENTENCE = re.compile(r"[。！？；，、]|[.!?,;](?:\s|$)")


class Prose:
    """How the text of a page lies: its characters inside and outside of links, and its longest run of prose.

    A run of prose is blocks of text one after the other, with no block in between that is mostly a link. An
    article has one long run, a list with teasers many short ones. Blocks without punctuation (menus,
    copyright lines, dates) are no prose and break no run. The compiled scanner counts likewise.
    """

    def __init__(self) -> None:
        self.outside = self.inside = 0
        self.longest = self.total = 0
        # What stands outside of links, what the longest run of it is, and what the run and the block under way are.
        self.pieces: list[bytes] = []
        self.longest_run: list[bytes] = []
        self._run = 0
        self._run_pieces: list[bytes] = []
        self._block: list[bytes] = []
        self._block_outside = self._block_inside = 0
        self._has_sentence = False

    def add(self, piece: str, in_link: bool) -> None:
        """Text of the block under way."""
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
        """A block begins or ends."""
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
        """Whether the page is there for its text; called when everything is added."""
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
        """Of the text outside of links; empty where there is none."""
        return _digest(self.pieces) if self.outside else ""


def _digest(pieces: list[bytes]) -> str:
    return hashlib.blake2b(b"".join(pieces), digest_size=12).hexdigest()

"""Snippets: the part of a record's text that contains the words searched for, with the words marked."""

from __future__ import annotations

import re

import msgspec

from newsmill.pipelines.record import Record

__all__ = ["Snippet", "marked", "snippet", "wanted"]

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w")
_BEFORE, _AFTER = 50, 190
# Only the beginning of a longer text is searched. Characters.
_MOST_CHARS = 200_000
_MOST_TERMS = 20

# The pieces of a text, each with whether it is one of the words.
Pieces = list[tuple[str, bool]]


class Snippet(msgspec.Struct, frozen=True):
    """A record's title and an excerpt of its text, both in pieces."""

    title: Pieces
    text: Pieces


def wanted(words: str) -> re.Pattern[str] | None:
    """A pattern that finds a user's words in a text: Latin words as prefixes, other scripts anywhere; None if
    there are no words.
    """
    found = []
    for quoted, plain in _TERM.findall(words)[:_MOST_TERMS]:
        term = (quoted or plain).replace('"', " ").strip()
        if _WORD.search(term):
            begins = r"(?<!\w)" if term[0].isascii() and term[0].isalnum() else ""
            found.append(begins + r"\s+".join(re.escape(word) for word in term.split()))
    # Longer terms come first, so that of two terms with the same start the longer one is marked.
    return re.compile("|".join(sorted(found, key=len, reverse=True)), re.IGNORECASE) if found else None


def snippet(record: Record, pattern: re.Pattern[str] | None) -> Snippet:
    """The title, and the text around the first match in the body, or the beginning of the body if there is
    none.
    """
    body = " ".join(record.body[:_MOST_CHARS].split("\n")) or record.lead or ""
    first = pattern.search(body) if pattern else None
    start = max(first.start() - _BEFORE, 0) if first else 0
    end = start + _BEFORE + _AFTER
    text = f"{'… ' if start else ''}{body[start:end].strip()}{' …' if end < len(body) else ''}"
    return Snippet(marked(record.title or "(no title)", pattern), marked(text, pattern))


def marked(text: str, pattern: re.Pattern[str] | None) -> Pieces:
    """Split a text into pieces: the matches, and the text between them."""
    pieces: Pieces = []
    at = 0
    for match in pattern.finditer(text) if pattern else ():
        pieces += [(text[at : match.start()], False), (match[0], True)]
        at = match.end()
    return [(piece, is_word) for piece, is_word in [*pieces, (text[at:], False)] if piece]

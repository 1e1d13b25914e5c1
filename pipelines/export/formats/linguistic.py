"""Formats of corpus linguistics: vertical text (IMS Corpus Workbench, Sketch Engine, NoSketch Engine) and CoNLL-U."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa

from newsmill.pipelines.export.formats.context import Context, Tokenise
from newsmill.pipelines.export.tokenising import sentences, simple_tokens

__all__ = ["Conllu", "Vertical"]

# Attributes of `<text>` in the vertical file, for searches restricted by metadata.
_ATTRIBUTES = ("id", "url", "site", "title", "published", "year", "language", "source", "kind")


class _Lines(ABC):
    """A text file, written record by record."""

    def __init__(self, path: Path, schema: pa.Schema, context: Context) -> None:
        self._file = path.open("w", encoding="utf-8", errors="replace", newline="\n")
        self._tokenise: Tokenise = context.tokenise or simple_tokens

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        for row in batch.to_pylist():
            self._file.writelines(f"{line}\n" for line in self._document(row))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @abstractmethod
    def _document(self, row: dict[str, Any]) -> Iterator[str]:
        """The lines of one record."""

    def _tokens(self, sentence: str) -> list[str]:
        # A token must fit in one cell of one line.
        return [folded for token in self._tokenise(sentence) if (folded := _folded(token))]


class Vertical(_Lines):
    """Vertical text: `<text …>`, `<p>` and `<s>` on their own lines, and one token per line. The title is the
    first paragraph.
    """

    def _document(self, row: dict[str, Any]) -> Iterator[str]:
        named = {name: row.get(name) for name in _ATTRIBUTES}
        attributes = "".join(f" {name}={quoteattr(_folded(value))}" for name, value in named.items() if value)
        yield f"<text{attributes}>"
        for kind, paragraph in _paragraphs(row):
            yield f'<p type="{kind}">'
            for sentence in sentences(paragraph):
                yield "<s>"
                yield from map(escape, self._tokens(sentence))
                yield "</s>"
            yield "</p>"
        yield "</text>"


class Conllu(_Lines):
    """CoNLL-U (universaldependencies.org/format.html): only word forms; the other columns are left for a
    parser to fill.
    """

    def _document(self, row: dict[str, Any]) -> Iterator[str]:
        name = _folded(row["id"])
        yield f"# newdoc id = {name}"
        for key in ("url", "title", "published", "source"):
            if row.get(key):
                yield f"# {key} = {_folded(row[key])}"
        number = 0
        for place, (_, paragraph) in enumerate(_paragraphs(row), 1):
            first = True
            for sentence in sentences(paragraph):
                tokens = self._tokens(sentence)
                if not tokens:
                    continue
                if first:
                    yield f"# newpar id = {name}-p{place}"
                    first = False
                number += 1
                yield f"# sent_id = {name}-s{number}"
                yield f"# text = {_folded(sentence)}"
                yield from _rows(tokens, _folded(sentence))
                yield ""


def _rows(tokens: Sequence[str], sentence: str) -> Iterator[str]:
    at = 0
    for number, token in enumerate(tokens, 1):
        found = sentence.find(token, at)
        at = found + len(token) if found >= 0 else at
        glued = found >= 0 and at < len(sentence) and not sentence[at].isspace()
        misc = "SpaceAfter=No" if glued else "_"
        yield "\t".join((str(number), token, *("_" * 7), misc))


def _paragraphs(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("title", "subtitle", "lead"):
        if row.get(name):
            yield name, row[name]
    yield from (("body", line) for line in (row.get("body") or "").split("\n") if line.strip())


def _folded(text: object) -> str:
    return " ".join(str(text).replace("\x00", "\ufffd").split())

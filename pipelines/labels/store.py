"""A folder of labelled pages: `labels.jsonl`, one object per page, and `pages/ID.html.gz`, the original
bytes.
"""

from __future__ import annotations

import contextlib
import gzip
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import UNSET, UnsetType

from newsmill.pipelines.page import Page
from newsmill.pipelines.writers.atomic import atomic_write

__all__ = ["Label", "LabelError", "LabelStore"]

LABELS = "labels.jsonl"
# An id becomes a file name, so it may contain only letters, digits and joining punctuation.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}", re.ASCII)
_MOST_BYTES = 64 << 20


class LabelError(Exception):
    """A folder of labels that cannot be read. The message says what to do."""


class Label(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The correct answer for one page.

    An absent field was not labelled; a null or empty one has no value on the page. `published` and `updated`
    are as precise as on the page, in the page's local time. `body` has one paragraph per line.

    body_full   the body including optional text (captions, sign-off lines)
    source_alt, authors_alt   alternative answers that are also right
    captured    capture time, to resolve dates such as `yesterday`
    charset     the charset of the HTTP header, if there was one
    """

    id: str
    url: str | None = None
    title: str | UnsetType | None = UNSET
    lead: str | UnsetType | None = UNSET
    published: str | UnsetType | None = UNSET
    updated: str | UnsetType | None = UNSET
    source: str | UnsetType | None = UNSET
    source_alt: list[str] | None = None
    account: str | None = None
    authors: list[str] | UnsetType | None = UNSET
    authors_alt: list[list[str]] | None = None
    editors: list[str] | UnsetType | None = UNSET
    body: str | None = None
    body_full: str | None = None
    captured: str | None = None
    charset: str | None = None
    notes: str | None = None


class LabelStore:
    """Labels in a folder. A label is saved as a whole or not at all; all other lines of the file are kept
    unchanged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._saving = threading.Lock()

    def labels(self) -> list[Label]:
        """All labels in the order of the file; of several with the same id, the last one. Raises
        `LabelError`.
        """
        found: dict[str, Label] = {}
        for number, line in enumerate(self._lines(), 1):
            try:
                label = msgspec.json.decode(line, type=Label)
            except msgspec.DecodeError as error:
                raise LabelError(f"{self.folder / LABELS}, line {number}: {error}") from error
            if not _ID.fullmatch(label.id):
                raise LabelError(
                    f"{self.folder / LABELS}, line {number}: {label.id!r} is not a valid file name."
                )
            found[label.id] = label
        return list(found.values())

    def get(self, label_id: str) -> Label | None:
        """The label with an id, or None, also if the folder cannot be read."""
        with contextlib.suppress(LabelError):
            return next((label for label in self.labels() if label.id == label_id), None)
        return None

    def page(self, label: Label) -> Page:
        """The page of a label. Raises `LabelError`."""
        path = self._page_path(label.id)
        try:
            with gzip.open(path) as file:
                raw = file.read(_MOST_BYTES)
        except (OSError, EOFError) as error:
            raise LabelError(f"{path} cannot be read: {error}") from error
        return Page(
            raw=raw,
            url=label.url,
            charset=label.charset,
            fetched_at=label.captured,
            origin=f"pages/{path.name}",
        )

    def save(self, label: Label, raw: bytes) -> None:
        """Save a label with its page, replacing an older one with the same id. Raises `OSError`, and
        `ValueError` for an id that cannot be a file name.
        """
        path = self._page_path(label.id)
        with self._saving:
            with atomic_write(path) as file:
                file.write(gzip.compress(raw, mtime=0))
            lines = list(self._lines())
            replaced = [line for line in lines if _id_of(line) == label.id]
            kept = [line for line in lines if _id_of(line) != label.id]
            with atomic_write(self.folder / LABELS) as file:
                file.writelines(line + b"\n" for line in [*kept, _line(label, replaced[-1:])])

    def _page_path(self, label_id: str) -> Path:
        if not _ID.fullmatch(label_id):
            raise ValueError(f"{label_id!r} is not a valid file name.")
        return self.folder / "pages" / f"{label_id}.html.gz"

    def _lines(self) -> Iterator[bytes]:
        try:
            text = (self.folder / LABELS).read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise LabelError(f"{self.folder / LABELS} cannot be read: {error.strerror}") from error
        yield from (line for line in text.split(b"\n") if line.strip())


def _line(label: Label, replaced: list[bytes]) -> bytes:
    """A label as a line, with the keys of other programs in the line that it replaces."""
    known = set(Label.__struct_fields__)
    foreign = {
        name: value
        for line in replaced
        for name, value in msgspec.json.decode(line).items()
        if name not in known
    }
    return msgspec.json.encode({"id": label.id, "url": label.url, **msgspec.to_builtins(label), **foreign})


class _Named(msgspec.Struct):
    id: str = ""


def _id_of(line: bytes) -> str:
    """The id of a line; empty for a line that is not a label, which is kept."""
    try:
        return msgspec.json.decode(line, type=_Named).id
    except msgspec.DecodeError:
        return ""

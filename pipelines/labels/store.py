"""A folder of labelled pages: `labels.jsonl`, one object a page, and `pages/ID.html.gz`, the bytes as they came."""

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
# An id becomes the name of a file, so it is nothing but letters, digits and what joins them.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}", re.ASCII)
_MOST_BYTES = 64 << 20


class LabelError(Exception):
    """A folder of labels that cannot be read. One sentence and what to do."""


class Label(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The right answer for one page.

    A field that is absent was not looked at; one that is null or empty is known to have no value.
    `published` and `updated` are as precise as the page shows them, in the page's own local time. `body`
    has one paragraph a line.

    body_full   the body with text in its place that may be there or not (captions, sign-off lines)
    source_alt, authors_alt   other answers that are right
    captured    capture time, to resolve dates such as `yesterday`
    charset     the charset of the HTTP header, where there was one
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
    """Labels in a folder. A label is saved as a whole or not at all; lines of others stay as they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._saving = threading.Lock()

    def labels(self) -> list[Label]:
        """All labels in the order of the file; of several with one id, the last. Raises `LabelError`."""
        found: dict[str, Label] = {}
        for number, line in enumerate(self._lines(), 1):
            try:
                label = msgspec.json.decode(line, type=Label)
            except msgspec.DecodeError as error:
                raise LabelError(f"{self.folder / LABELS}, line {number}: {error}") from error
            if not _ID.fullmatch(label.id):
                raise LabelError(
                    f"{self.folder / LABELS}, line {number}: {label.id!r} is no name for a file."
                )
            found[label.id] = label
        return list(found.values())

    def get(self, label_id: str) -> Label | None:
        """The label with an id, or None; a folder that cannot be read has none."""
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
        """Add a label with its page, in the place of an older one of the same id. Raises `OSError`, and
        `ValueError` for an id that is no name for a file."""
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
            raise ValueError(f"{label_id!r} is no name for a file.")
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
    """A label as a line, with the keys of the line that it replaces that are none of ours."""
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
    """The id of a line; a line that is no label has none, and is kept."""
    try:
        return msgspec.json.decode(line, type=_Named).id
    except msgspec.DecodeError:
        return ""

"""One file per record: plain text, or Markdown with front matter."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa

from newsmill.pipelines.export.columns import PROSE

__all__ = ["DocumentWriter", "markdown", "plain_text"]

# Characters that would start a block or an inline construct of CommonMark, to be escaped in plain text.
_INLINE = re.compile(r"([\\`*_\[\]<>&#|~])")
_LINE_START = re.compile(r"^(\s*)(?:([-+=])|(\d{1,9})([.)]))(?=\s|$|[-=+])")

_FRONT_MATTER = (
    "id",
    "url",
    "site",
    "canonical",
    "published",
    "updated",
    "language",
    "source",
    "account",
    "section",
    "keywords",
    "fetched_at",
)


class DocumentWriter:
    """Writes `train/3f/3f….txt`: one folder per split, with up to 256 subfolders by the first two digits of
    the id.
    """

    def __init__(self, folder: Path, split: str, form: str) -> None:
        self.folder = folder / split
        self.folder.mkdir(parents=True, exist_ok=True)
        self.form = form
        self.files: list[Path] = []
        # Plain-text files hold no metadata, so a table beside the folder does.
        self._table = (
            (folder / f"{split}-metadata.tsv").open("w", encoding="utf-8", newline="\n")
            if form == "txt"
            else None
        )
        self._columns: list[str] = []

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        for row in batch.to_pylist():
            text = markdown(row) if self.form == "md" else plain_text(row)
            path = self._path(row)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode("utf-8", "replace"))
            self.files.append(path)
            if self._table is not None:
                self._describe(self._table, path, row)

    def close(self) -> list[Path]:
        """Close the table and return the files written."""
        self.discard()
        return self.files

    def discard(self) -> None:
        """Close the table."""
        if self._table is not None:
            with suppress(OSError):
                self._table.close()

    def _describe(self, table: TextIO, path: Path, row: dict[str, Any]) -> None:
        """Write a line of the table: the file, then every field except the text. Tabs and line ends become
        spaces.
        """
        if not self._columns:
            self._columns = [name for name in row if name not in ("body", "body_markup")]
            table.write("\t".join(("file", *self._columns)) + "\n")
        cells = [
            path.relative_to(self.folder.parent).as_posix(),
            *(_cell(row[name]) for name in self._columns),
        ]
        table.write("\t".join(cells).encode("utf-8", "replace").decode() + "\n")

    def _path(self, row: dict[str, Any]) -> Path:
        # Ids are 24 hexadecimal digits. Any other id (of records made elsewhere) must not be used as a path.
        name = re.sub(r"[^0-9A-Za-z_-]", "_", row["id"])[:100] or "_"
        if row["version"] > 1:
            name += f"-v{row['version']}"
        path = self.folder / name[:2].lower() / f"{name}.{self.form}"
        copy = 1
        while path.exists():
            copy += 1
            path = path.with_name(f"{name}~{copy}.{self.form}")
        return path


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return " ".join(
        (json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)).split()
    )


def plain_text(row: dict[str, Any]) -> str:
    """Title and paragraphs, one per line."""
    parts = [row.get(name) for name in PROSE]
    return "\n".join(part for part in parts if part) + "\n"


def markdown(row: dict[str, Any]) -> str:
    """YAML front matter, the title as a heading, and the body: its Markdown if the record has it, else its
    paragraphs.
    """
    front = [f"title: {_yaml(row['title'])}"] if row.get("title") else []
    front += [f"{name}: {_yaml(row[name])}" for name in _FRONT_MATTER if row.get(name)]
    if row.get("authors"):
        front.append(f"authors: {_yaml([person['name'] for person in row['authors']])}")
    parts = ["---\n" + "\n".join(front) + "\n---"]
    if row.get("title"):
        parts.append("# " + _escape(" ".join(row["title"].split())))
    if row.get("subtitle"):
        parts.append("*" + _escape(" ".join(row["subtitle"].split())) + "*")
    if row.get("lead"):
        parts.append("**" + _escape(" ".join(row["lead"].split())) + "**")
    markup = row.get("body_markup")
    if markup and not markup.lstrip().startswith("<"):
        parts.append(markup.strip())
    else:
        parts += [_escape(line) for line in (row.get("body") or "").split("\n") if line.strip()]
    return "\n\n".join(parts) + "\n"


def _yaml(value: object) -> str:
    """A value as YAML: JSON, with two line separators and the control characters escaped that YAML forbids."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _escape(line: str) -> str:
    line = _INLINE.sub(r"\\\1", line.strip())
    return _LINE_START.sub(
        lambda match: f"{match[1]}\\{match[2]}" if match[2] else f"{match[1]}{match[3]}\\{match[4]}", line
    )

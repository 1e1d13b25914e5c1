"""TEI XML: a `teiCorpus` of `TEI` documents with the header that trafilatura writes, valid against the schema it checks."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
from lxml import etree

from newsmill.pipelines.version import __version__

__all__ = ["Tei", "document"]

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_XML = "http://www.w3.org/XML/1998/namespace"

# What XML 1.0 cannot hold at all.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Tei:
    """A file with one `teiCorpus`, written as it goes."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._stack = ExitStack()
        self._file = self._stack.enter_context(etree.xmlfile(str(path), encoding="utf-8"))
        self._file.write_declaration()
        self._stack.enter_context(self._file.element(f"{{{NAMESPACE}}}teiCorpus", nsmap={None: NAMESPACE}))
        self._file.write("\n", _corpus_header(), "\n")

    def write(self, batch: pa.RecordBatch) -> None:
        """The next records."""
        for row in batch.to_pylist():
            self._file.write(document(row), "\n")

    def close(self) -> None:
        """End the corpus."""
        self._stack.close()


def document(row: dict[str, Any]) -> etree._Element:
    """One record as a `TEI` element."""
    tei = etree.Element(f"{{{NAMESPACE}}}TEI", nsmap={None: NAMESPACE})
    tei.append(_header(row))
    text = _sub(tei, "text")
    if row.get("language"):
        text.set(f"{{{_XML}}}lang", row["language"])
    division = _sub(_sub(text, "body"), "div", type="entry")
    paragraphs = [line for line in (row.get("body") or "").split("\n") if line.strip()]
    for line in paragraphs or [""]:
        _sub(division, "p", line)
    for image in row.get("images") or []:
        graphic = _sub(_sub(division, "ab", type="image"), "graphic", url=re.sub(r"\s", "%20", image["url"]))
        if image["caption"]:
            _sub(graphic, "desc", image["caption"])
    return tei


def _header(row: dict[str, Any]) -> etree._Element:
    header = etree.Element(f"{{{NAMESPACE}}}teiHeader", nsmap={None: NAMESPACE})
    description = _sub(header, "fileDesc")
    titles = _sub(description, "titleStmt")
    _sub(titles, "title", row.get("title") or "", type="main")
    if row.get("subtitle"):
        _sub(titles, "title", row["subtitle"], type="sub")
    people = [(person, "author") for person in row.get("authors") or []]
    people += [(person, "editor") for person in row.get("editors") or []]
    for person, tag in people:
        role = (
            {"role": re.sub(r"\s+", "_", person["role"].strip())}
            if person["role"] and person["role"].strip()
            else {}
        )
        _sub(titles, tag, person["name"], **role)
    publication = _sub(description, "publicationStmt")
    if row.get("source") or row.get("site"):
        _sub(publication, "publisher", row.get("source") or row["site"])
        if row.get("published"):
            _sub(publication, "date", row["published"])
    else:
        _sub(publication, "p")
    _sub(_sub(description, "notesStmt"), "note", row["id"], type="id")
    source = _sub(description, "sourceDesc")
    _sub(
        source,
        "bibl",
        ", ".join(part for part in (row.get("title"), row.get("site"), row.get("published")) if part),
    )
    full = _sub(source, "biblFull")
    original = _sub(full, "titleStmt")
    _sub(original, "title", row.get("title") or "", type="main")
    where = _sub(full, "publicationStmt")
    if row.get("source") or row.get("site") or row.get("url"):
        _sub(where, "publisher", row.get("source") or row.get("site") or "")
        if row.get("url"):
            _sub(where, "ptr", type="URL", target=re.sub(r"\s", "%20", row["url"]))
        if row.get("published"):
            _sub(where, "date", row["published"])
    else:
        _sub(where, "p")
    application = _sub(
        _sub(_sub(header, "encodingDesc"), "appInfo"), "application", version=__version__, ident="newsmill"
    )
    _sub(application, "label", "newsmill")
    profile = _sub(header, "profileDesc")
    if row.get("fetched_at"):
        _sub(_sub(profile, "creation"), "date", row["fetched_at"], type="download")
    terms = [("categories", row.get("section") or []), ("tags", row.get("keywords") or [])]
    if any(words for _, words in terms):
        keywords = _sub(_sub(profile, "textClass"), "keywords")
        for kind, words in terms:
            if words:
                _sub(keywords, "term", ",".join(words), type=kind)
    return header


def _corpus_header() -> etree._Element:
    header = etree.Element(f"{{{NAMESPACE}}}teiHeader", nsmap={None: NAMESPACE})
    description = _sub(header, "fileDesc")
    _sub(_sub(description, "titleStmt"), "title", "News articles", type="main")
    _sub(_sub(description, "publicationStmt"), "p")
    _sub(_sub(description, "sourceDesc"), "p", f"News pages from the web, cleaned by newsmill {__version__}.")
    return header


def _sub(parent: etree._Element, tag: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    element = etree.SubElement(
        parent, f"{{{NAMESPACE}}}{tag}", {name: _legal(value) for name, value in attributes.items()}
    )
    if text is not None:
        element.text = _legal(text)
    return element


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)

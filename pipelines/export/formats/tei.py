"""TEI XML: a `teiCorpus` of `TEI` documents with the same header as trafilatura's, valid against the schema
that trafilatura uses.
"""

from __future__ import annotations

import datetime
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

# Characters that an XML name token cannot contain (XML 1.0, NameChar): roles may be printed as `文/图`, `摄影
# 报道`.
_NO_NAME = re.compile(
    "[^-.:0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070"
    "-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]+"
)

# The date formats that TEI allows: XML Schema's dateTime (with seconds), date, gYearMonth and gYear.
_WHEN = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?"
)

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")

# Characters that XML 1.0 does not allow.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Tei:
    """A file with one `teiCorpus`, written incrementally."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._stack = ExitStack()
        self._file = self._stack.enter_context(etree.xmlfile(str(path), encoding="utf-8"))
        self._file.write_declaration()
        self._stack.enter_context(self._file.element(f"{{{NAMESPACE}}}teiCorpus", nsmap={None: NAMESPACE}))
        self._file.write("\n", _corpus_header(), "\n")
        self._ids: dict[str, int] = {}

    def write(self, batch: pa.RecordBatch) -> None:
        """Write the next records."""
        for row in batch.to_pylist():
            name = xml_id(row)
            # Several captures of a page share an id, but an `xml:id` must be unique in a file.
            self._ids[name] = count = self._ids.get(name, 0) + 1
            self._file.write(document(row, name if count == 1 else f"{name}.{count}"), "\n")

    def close(self) -> None:
        """Write the end of the corpus and close the file."""
        self._stack.close()


def xml_id(row: dict[str, Any]) -> str:
    """The `xml:id` of a record's document; as an XML name it must begin with a letter."""
    return "r-" + _NO_NAME.sub("_", str(row["id"])).replace(":", "_")


def when(text: str | None) -> dict[str, str]:
    """The attribute `when` of a date, as precise as the text; no attribute if the text is not a date."""
    found = _WHEN.fullmatch(text or "")
    if found is None:
        return {}
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    try:
        datetime.datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0)
        )
    except ValueError:
        return {}
    date = "-".join(part for part in (year, month, day) if part)
    time = f"T{hour}:{minute}:{second or '00'}{fraction or ''}{offset or ''}" if hour else ""
    return {"when": date + time}


def document(row: dict[str, Any], name: str | None = None) -> etree._Element:
    """One record as a `TEI` element; `name` is its `xml:id`."""
    tei = etree.Element(f"{{{NAMESPACE}}}TEI", nsmap={None: NAMESPACE})
    tei.set(f"{{{_XML}}}id", name or xml_id(row))
    tei.append(_header(row))
    text = _sub(tei, "text")
    if row.get("language") and _LANGUAGE.fullmatch(row["language"]):
        text.set(f"{{{_XML}}}lang", row["language"])
    division = _sub(_sub(text, "body"), "div", type="entry")
    paragraphs = [line for line in (row.get("body") or "").split("\n") if line.strip()]
    for line in paragraphs or [""]:
        _sub(division, "p", line)
    for image in row.get("images") or []:
        graphic = _sub(_sub(division, "ab", type="image"), "graphic", url=_address(image["url"]))
        if image["caption"]:
            _sub(graphic, "desc", image["caption"])
    return tei


def _header(row: dict[str, Any]) -> etree._Element:
    header = etree.Element(f"{{{NAMESPACE}}}teiHeader", nsmap={None: NAMESPACE})
    description = _sub(header, "fileDesc")
    _titles(description, row)
    publication = _sub(description, "publicationStmt")
    if row.get("source") or row.get("site"):
        _sub(publication, "publisher", row.get("source") or row["site"])
        _dates(publication, row)
    else:
        _sub(publication, "p")
    _sub(_sub(description, "notesStmt"), "note", row["id"], type="id")
    _original(description, row)
    encoding = _sub(_sub(header, "encodingDesc"), "appInfo")
    _sub(_sub(encoding, "application", version=__version__, ident="newsmill"), "label", "newsmill")
    _profile(header, row)
    return header


def _titles(description: etree._Element, row: dict[str, Any]) -> None:
    """Add the titles, authors and editors of the document."""
    titles = _sub(description, "titleStmt")
    _sub(titles, "title", row.get("title") or "", type="main")
    if row.get("subtitle"):
        _sub(titles, "title", row["subtitle"], type="sub")
    for field, tag in (("authors", "author"), ("editors", "editor")):
        for person in row.get(field) or []:
            _sub(titles, tag, person["name"], **_role(person["role"]))


def _original(description: etree._Element, row: dict[str, Any]) -> None:
    """Add the description of the original page."""
    source = _sub(description, "sourceDesc")
    known = (row.get("title"), row.get("site"), row.get("published"))
    _sub(source, "bibl", ", ".join(part for part in known if part))
    full = _sub(source, "biblFull")
    _sub(_sub(full, "titleStmt"), "title", row.get("title") or "", type="main")
    where = _sub(full, "publicationStmt")
    publisher = row.get("source") or row.get("site") or ""
    if not publisher and not row.get("url"):
        _sub(where, "p")
        return
    _sub(where, "publisher", publisher)
    if row.get("url"):
        _sub(where, "ptr", type="URL", target=_address(row["url"]))
    if row.get("canonical"):
        _sub(where, "ptr", type="canonical", target=_address(row["canonical"]))
    _dates(where, row)


def _profile(header: etree._Element, row: dict[str, Any]) -> None:
    """Add keywords, section and the time of the fetch."""
    profile = _sub(header, "profileDesc")
    if row.get("lead"):
        _sub(_sub(profile, "abstract"), "p", row["lead"])
    if row.get("fetched_at"):
        fetched = str(row["fetched_at"])
        _sub(_sub(profile, "creation"), "date", fetched, type="download", **when(fetched))
    terms = [("categories", row.get("section")), ("tags", row.get("keywords"))]
    if any(words for _, words in terms):
        keywords = _sub(_sub(profile, "textClass"), "keywords")
        for kind, words in terms:
            if words:
                _sub(keywords, "term", ",".join(words), type=kind)


def _address(url: str) -> str:
    """A URL without white space, as the schema requires."""
    return re.sub(r"\s", "%20", url)


def _role(role: str | None) -> dict[str, str]:
    """The attributes for a role: as a name token, and as printed if that differs."""
    printed = " ".join((role or "").split())
    token = _NO_NAME.sub("_", printed).strip("_")
    attributes = {"role": token} if token else {}
    return attributes | ({"n": printed} if printed and printed != token else {})


def _dates(parent: etree._Element, row: dict[str, Any]) -> None:
    if row.get("published"):
        _sub(parent, "date", row["published"], **when(row["published"]))
    if row.get("updated"):
        _sub(parent, "date", row["updated"], type="updated", **when(row["updated"]))


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

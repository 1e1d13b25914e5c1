"""Field overrides in a site file: an XPath or CSS expression locates a field, instead of newsmill's own
extraction.

The cleaning workers use this in place of `newsmill.pipelines.clean.clean` if a site file has `[fields]`.
"""

from __future__ import annotations

import functools

import cssselect
import msgspec.inspect
from lxml import etree

from newsmill.pipelines.clean import Markup, clean
from newsmill.pipelines.decode import decode, repair_and_explain
from newsmill.pipelines.extract import parse
from newsmill.pipelines.extract.body.site_profile import SiteProfile
from newsmill.pipelines.page import Page
from newsmill.pipelines.record import RECORD_FIELDS, Person, Record, fields_marked

__all__ = ["clean_with_overrides", "compile_expression"]

_TYPES = {info.name: info.type for info in RECORD_FIELDS}
_DATES = fields_marked("date")


@functools.lru_cache(maxsize=256)
def compile_expression(expression: str) -> etree.XPath:
    """Compile an XPath (begins with `/`, `.` or `(`, or calls a function) or a CSS selector. Raises
    ValueError with the problem.
    """
    text = expression.strip()
    try:
        if text.startswith(("/", "./", "(", "string(", "normalize-space(", "concat(")):
            return etree.XPath(text, smart_strings=False)
        return etree.XPath(cssselect.HTMLTranslator().css_to_xpath(text), smart_strings=False)
    except (etree.XPathSyntaxError, cssselect.SelectorError) as error:
        raise ValueError(f"{expression!r} is neither XPath nor CSS ({error})") from error


def clean_with_overrides(
    page: Page, *, fields: dict[str, str], markup: Markup | None = None, profile: SiteProfile | None = None
) -> Record:
    """`clean`, followed by every override whose expression matches. Raises `Rejected` like `clean`."""
    record = clean(page, markup=markup, profile=profile)
    tree = parse(repair_and_explain(decode(page.raw, page.charset).text).text)
    if tree is None:
        return record
    for field, expression in fields.items():
        found = _texts(compile_expression(expression)(tree))
        if found:
            _set(record, field, found, page)
    return record


def _texts(result: object) -> list[str]:
    """The texts an expression found, with white space collapsed and empty ones removed."""
    found = result if isinstance(result, list) else [result]
    texts = []
    for item in found:
        text = "".join(item.itertext()) if isinstance(item, etree._Element) else str(item)
        text = " ".join(text.split())
        if text:
            texts.append(text)
    return texts


def _set(record: Record, field: str, found: list[str], page: Page) -> None:
    kind = _TYPES[field]
    if field == "body":
        record.body = "\n".join(found)
    elif isinstance(kind, msgspec.inspect.ListType):
        people = isinstance(kind.item_type, msgspec.inspect.StructType)
        values = [Person(text, None) if people else text for text in dict.fromkeys(found)]
        setattr(record, field, values)
    elif field in _DATES:
        setattr(record, field, _date(found[0], page) or getattr(record, field))
    else:
        setattr(record, field, found[0])
    dropped = {"published": "no date found", "title": "no title found", "body": "no body found"}.get(field)
    record.warnings = [warning for warning in record.warnings if warning != dropped]


def _date(text: str, page: Page) -> str | None:
    """Parse a date that makes up a whole text, in the same way as dates in pages."""
    lines = clean(
        Page(
            raw=f"<title>.</title><h1>.</h1><p>{text}</p>".encode(),
            fetched_at=page.fetched_at,
            charset="utf-8",
        )
    )
    return lines.published

"""Entry point: turn one `Page` into one `Record`. The crawl, offline runs, the inspector and the Python API
all call `clean`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Literal

import msgspec

from newsmill.pipelines import urls
from newsmill.pipelines.decode import Decoded, Repaired, Unrepairable, decode, repair_and_explain
from newsmill.pipelines.decode import Repair as TextRepair
from newsmill.pipelines.decode.character_references import as_browsers_read
from newsmill.pipelines.extract import Extraction, extract, extract_dump, parse
from newsmill.pipelines.extract.body.site_profile import SiteProfile
from newsmill.pipelines.extract.page.tree import shows_text
from newsmill.pipelines.page import Media, Page, Rejected
from newsmill.pipelines.record import Charset, Record, Repair
from newsmill.pipelines.sniff import check_is_text, recognise_media

__all__ = ["Explained", "Markup", "clean", "explain"]

# The number of damaged passages searched for in the fields; more would not add a warning.
_MAX_DAMAGED = 200

Markup = Literal["markdown", "html"]


class Explained(msgspec.Struct, frozen=True):
    """A record, and the output of each stage before it."""

    record: Record
    decoded: Decoded
    repaired: Repaired
    extraction: Extraction


def clean(
    page: Page, *, markup: Markup | None = None, comments: bool = False, profile: SiteProfile | None = None
) -> Record:
    """Decode, repair and extract one page. Pure: no I/O, and the same page always gives the same record.

    markup    keep the body's structure in `body_markup`
    comments  keep the readers' comments found in the page, in `comments`
    profile   what is known about the page's site, see `newsmill.pipelines.extract.body.site_profile`

    Raises `Rejected` (see `newsmill.pipelines.page.REASONS`) if the bytes are not a page.
    """
    return _stages(page, markup, profile, comments=comments, explaining=False).record


def explain(page: Page) -> Explained:
    """Like `clean`, but also returns what each stage saw and decided."""
    return _stages(page, None, None, explaining=True)


def _stages(
    page: Page,
    markup: Markup | None,
    profile: SiteProfile | None,
    *,
    comments: bool = False,
    explaining: bool,
) -> Explained:
    check_is_text(page.raw, page.charset)
    decoded = decode(page.raw, page.charset)
    repaired = repair_and_explain(decoded.text)
    url = urls.canonical(page.url) if page.url else None
    media = recognise_media(page, repaired.text)
    utf8 = decoded.utf8 if repaired.text is decoded.text else None
    extraction = _extract(
        repaired.text, utf8, media, url, page.fetched_at, markup, profile, comments, explaining
    )
    return Explained(
        _record(page, url, decoded, repaired, extraction, comments), decoded, repaired, extraction
    )


def _extract(
    text: str,
    utf8: bytes | None,
    media: Media,
    url: str | None,
    fetched_at: str | None,
    markup: Markup | None,
    profile: SiteProfile | None,
    comments: bool,
    explaining: bool,
) -> Extraction:
    if media == "text":
        return extract_dump(text, url, fetched_at=fetched_at, explain=explaining)
    source = as_browsers_read(text, utf8)
    tree = parse(source, utf8 if source is text else None)
    if tree is None:
        raise Rejected("no-text", "The page has markup but no text.")
    extraction = extract(
        tree,
        url,
        fetched_at=fetched_at,
        markup=markup,
        comments=comments,
        profile=profile,
        explain=explaining,
    )
    if not (extraction.body or extraction.fields.title or extraction.images) and not shows_text(tree):
        raise Rejected("no-text", "The page has markup but no text.")
    return extraction


def _record(
    page: Page,
    url: str | None,
    decoded: Decoded,
    repaired: Repaired,
    extraction: Extraction,
    comments: bool,
) -> Record:
    digest = page.digest or "sha256:" + hashlib.sha256(page.raw).hexdigest()
    record = Record(
        id=urls.page_id(urls.identity(url, extraction.canonical), page.origin, digest),
        version=page.version,
        url=url,
        site=urls.site(url),
        canonical=extraction.canonical,
        origin=page.origin,
        fetched_at=page.fetched_at,
        digest=digest,
        kind=extraction.kind,
        language=extraction.language,
        **msgspec.structs.asdict(extraction.fields),
        body="\n".join(extraction.body),
        images=extraction.images,
        charset=Charset(
            decoded.declared, decoded.used, list(decoded.spans) if len(decoded.spans) > 1 else []
        ),
        repairs=[],
        warnings=[*page.warnings, *extraction.warnings],
    )
    if extraction.markup is not None:
        record.body_markup = extraction.markup
    if comments:
        record.comments = extraction.comments or []
    record.repairs = [_locate(repair, record) for repair in repaired.repairs]
    record.warnings += _damage_warnings(record, repaired.left)
    return record


def _damage_warnings(record: Record, left: list[Unrepairable]) -> Iterator[str]:
    """Yield a warning for each field with damaged text that could not be restored."""
    found = {each.found.strip() for each in left[:_MAX_DAMAGED]}
    for name, text in (("title", record.title), ("body", record.body)):
        if text and any(each in text for each in found):
            yield f"damaged text in {name}"


def _locate(repair: TextRepair, record: Record) -> Repair:
    """Find the field that contains the restored text."""
    texts = {"title": record.title, "subtitle": record.subtitle, "body": record.body, "source": record.source}
    restored = repair.restored.strip()
    where = next((name for name, text in texts.items() if text and restored and restored in text), "page")
    return Repair(where, repair.found, repair.restored, repair.certain)

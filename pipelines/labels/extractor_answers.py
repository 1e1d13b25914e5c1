"""Runs newsmill and other extractors on a page.

The others get the page as newsmill decoded it, so that only the extraction is compared, and use their default
settings.
"""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable

import msgspec

from newsmill.pipelines.clean import clean
from newsmill.pipelines.decode import decode
from newsmill.pipelines.labels.measures import Answer
from newsmill.pipelines.page import Page, Rejected
from newsmill.pipelines.report.other_extractors import PEERS, extract_with

__all__ = ["ANSWERING", "answers", "installed"]


def installed() -> list[str]:
    """The other extractors that are installed."""
    found = []
    for name in ANSWERING:
        try:
            importlib.metadata.version(PEERS[name][0])
        except importlib.metadata.PackageNotFoundError:
            continue
        found.append(name)
    return found


def answers(page: Page, peers: list[str]) -> dict[str, Answer]:
    """The answers of newsmill and of `peers`, by name. An extractor that fails on the page has an empty
    answer with the reason.
    """
    found = {"newsmill": _newsmill(page)}
    text = decode(page.raw, page.charset).text if peers else ""
    for name in peers:
        found[name] = _of_peer(name, text, page.url)
    return found


def _newsmill(page: Page) -> Answer:
    try:
        record = clean(page)
    except Rejected as rejection:
        return Answer(problem=f"{rejection.reason}: {rejection.detail}")
    return Answer(
        body=record.body,
        title=record.title,
        lead=record.lead,
        published=record.published,
        updated=record.updated,
        source=record.source,
        authors=[person.name for person in record.authors],
        editors=[person.name for person in record.editors],
    )


def _of_peer(name: str, text: str, url: str | None) -> Answer:
    kept = extract_with([name], text, url)[0]
    try:
        answer = ANSWERING[name](text, url)
    except Exception as error:  # a crash is a miss, as it would be in production
        answer = Answer(answers=_KNOWN[name], problem=f"{type(error).__name__}: {error}")
    return msgspec.structs.replace(
        answer, body="\n".join(kept.paragraphs), problem=kept.problem or answer.problem
    )


def _trafilatura(text: str, url: str | None) -> Answer:
    found = importlib.import_module("trafilatura").extract_metadata(text, default_url=url)
    names = [name.strip() for name in (found.author or "").split(";")] if found else []
    return Answer(
        title=found.title if found else None,
        published=found.date if found else None,
        source=found.sitename if found else None,
        authors=[name for name in names if name],
        answers=_KNOWN["trafilatura"],
    )


def _readability(text: str, url: str | None) -> Answer:
    document = importlib.import_module("readability").Document(text, url=url)
    return Answer(title=document.short_title(), answers=_KNOWN["readability"])


# The fields that each of the other extractors returns.
_KNOWN = {
    "trafilatura": frozenset(("body", "title", "published", "source", "authors")),
    "readability": frozenset(("body", "title")),
}
ANSWERING: dict[str, Callable[[str, str | None], Answer]] = {
    "trafilatura": _trafilatura,
    "readability": _readability,
}

"""Runs other extractors on the same page, for comparison."""

from __future__ import annotations

import importlib
import importlib.metadata
from collections.abc import Callable, Sequence

import msgspec

from newsmill.pipelines.extract import parse, read_blocks

__all__ = ["PEERS", "MissingPeer", "Peer", "extract_with"]


class MissingPeer(Exception):
    """An extractor that is unknown or not installed. The message says what to do."""


class Peer(msgspec.Struct, frozen=True):
    """What an extractor kept: its paragraphs, or why it kept nothing."""

    name: str
    version: str
    paragraphs: list[str]
    problem: str = ""


def _trafilatura(html: str, url: str | None) -> list[str]:
    text = importlib.import_module("trafilatura").extract(html, url=url, include_comments=False)
    return _lines(text or "")


def _readability(html: str, url: str | None) -> list[str]:
    summary = importlib.import_module("readability").Document(html, url=url).summary(html_partial=True)
    tree = parse(summary)
    return [] if tree is None else [block.text for block in read_blocks(tree).blocks]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


# Name, distribution, and a function that returns the paragraphs it keeps, with its default settings.
PEERS: dict[str, tuple[str, Callable[[str, str | None], list[str]]]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "readability": ("readability-lxml", _readability),
}


def check(names: Sequence[str]) -> None:
    """Raise `MissingPeer` if one of the extractors cannot be used."""
    for name in names:
        if name not in PEERS:
            raise MissingPeer(f"There is no extractor {name} to compare with; there are {', '.join(PEERS)}.")
        try:
            importlib.metadata.version(PEERS[name][0])
        except importlib.metadata.PackageNotFoundError:
            raise MissingPeer(f"{name} is not installed: pip install 'newsmill[compare]'.") from None


def extract_with(names: Sequence[str], text: str, url: str | None) -> list[Peer]:
    """Run each of the extractors.

    text   the page as newsmill decoded it, so that only the extraction is compared

    Raises `MissingPeer`.
    """
    check(names)
    peers = []
    for name in dict.fromkeys(names):
        distribution, extract = PEERS[name]
        version = importlib.metadata.version(distribution)
        try:
            peers.append(Peer(name, version, extract(text, url)))
        except Exception as error:  # a peer's failure on a broken page is a result to show
            peers.append(Peer(name, version, [], f"{type(error).__name__}: {error}"))
    return peers

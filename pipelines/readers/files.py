"""Saved pages, one per file: `.html`, `.mhtml`, `.txt` and similar, compressed or not."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec

from newsmill.pipelines.page import Page
from newsmill.pipelines.readers import mhtml, webarchive
from newsmill.pipelines.readers.bytestream import ByteStream, TooLarge, read_bounded
from newsmill.pipelines.readers.compression import without_suffix
from newsmill.pipelines.readers.file_names import shown, unpacked, url_path
from newsmill.pipelines.readers.formats import HEAD_BYTES, recognise, recognise_stream, what_else
from newsmill.pipelines.readers.options import Options
from newsmill.pipelines.readers.saved_pages import (
    CACHE_BODY,
    mirrored_url,
    provenance,
    read_cache_entry,
    web_url,
)
from newsmill.pipelines.readers.slices import Item, Reading, Unreadable
from newsmill.pipelines.readers.sources import is_remote, open_source
from newsmill.pipelines.regex import lazy_regex
from newsmill.pipelines.sniff import SIGNATURES

__all__ = ["SIDECARS", "page_from_bytes", "page_of", "read", "saved_url", "why_no_page"]

# Suffixes of sidecar files that may hold the URL of the page next to them.
SIDECARS: tuple[str, ...] = (".url", ".webloc", ".json", ".meta")
_SIDECAR_BYTES = 1 << 16
_SHORTCUT = lazy_regex(r"^\s*URL\s*=\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def read(reading: Reading) -> Iterator[Item]:
    """Yield the page of each file in the slice."""
    slice_ = reading.slice
    options = Options(**slice_.options)
    folder = unpacked(slice_.path)
    files = [unpacked(each) for each in slice_.files] or [""]
    for relative, name in zip(files, slice_.names or [""] * len(files), strict=True):
        path = f"{folder}/{relative}" if relative else folder
        origin = f"{slice_.origin}/{name or shown(relative)}" if relative else slice_.origin
        yield _read_file(path, origin, relative or PurePosixPath(path).name, options)


def _read_file(path: str, origin: str, relative: str, options: Options) -> Item:
    if PurePosixPath(path).name == CACHE_BODY and not is_remote(path):
        entry = read_cache_entry(path, origin, options)
        if entry is not None:
            return entry
    try:
        with contextlib.closing(open_source(path)) as file:
            _, source = recognise_stream(file, PurePosixPath(relative).name, named=True)
            page = page_of(source, origin, options, relative=relative)
    except OSError as error:
        return Unreadable(origin=origin, reason="unreadable", detail=f"{error.strerror or error}.")
    if isinstance(page, Page) and not options.url_rule:
        url = _sidecar_url(path) if not is_remote(path) else None
        if url is None and page.url is None and (guess := mirrored_url(origin)):
            return msgspec.structs.replace(
                page, url=guess, warnings=(*page.warnings, "address taken from its path")
            )
        if url:
            return _with_url(page, url)
    return page


def page_of(source: ByteStream, origin: str, options: Options, *, relative: str) -> Item:
    """Read the single page in a stream. `relative`: its path below the input folder, for the URL rule."""
    raw = b""
    try:
        raw = read_bounded(source, options.page_bytes)
    except TooLarge:
        megabytes = options.page_bytes >> 20
        return Unreadable(
            origin=origin, reason="too-large", detail=f"The page is larger than {megabytes} MB."
        )
    except OSError as error:
        return Unreadable(origin=origin, reason="unreadable", detail=f"{error.strerror or error}.")
    if (cut := source.resume()) is not None:
        return _before_damage(raw, Unreadable(origin=origin, reason=cut.reason, detail=cut.detail, raw=raw))
    try:
        return page_from_bytes(raw, origin, relative, options)
    except (
        Exception
    ) as error:  # raised by the mail and URL parsers, which hostile bytes can make fail in many ways
        detail = f"It cannot be read: {type(error).__name__}: {error}."
        return Unreadable(origin=origin, reason="unreadable", detail=detail, raw=raw)


def _before_damage(raw: bytes, damage: Unreadable) -> Item:
    """The page of an MHTML file whose pictures are damaged and not itself; else the reject."""
    if damage.origin is None or not mhtml.looks_like_mhtml(raw[:HEAD_BYTES]):
        return damage
    try:
        return mhtml.page_of(raw, damage.origin, damage)
    except Exception:  # raised by the mail parsers, as above
        return damage


def why_no_page(head: bytes) -> str:
    """A sentence saying what a file is, if it is not a page."""
    known = next((name for signature, name in SIGNATURES if head.startswith(signature)), None)
    name = known or what_else(head[:HEAD_BYTES]) or "data"
    return f"It is {name}, not a page."


def page_from_bytes(raw: bytes, origin: str, relative: str, options: Options) -> Item:
    """Build the page of a saved file, with the URL from the URL rule or from the page itself."""
    kind = recognise(raw[:HEAD_BYTES], without_suffix(relative))
    if kind == "mhtml":
        page = mhtml.page_of(raw, origin)
    elif kind == "webarchive":
        page = webarchive.page_of(raw, origin)
    else:
        said = provenance(raw, PurePosixPath(relative).name)
        page = Page(raw=raw, url=said.url, fetched_at=said.saved_at, origin=origin)
    if options.url_rule and isinstance(page, Page):
        return _with_url(page, _ruled_url(options.url_rule, relative))
    return page


def _with_url(page: Page, url: str) -> Page:
    return msgspec.structs.replace(page, url=url)


def saved_url(raw: bytes, name: str = "") -> str | None:
    """The URL a saved page declares for itself, see `newsmill.pipelines.readers.saved_pages.provenance`."""
    return provenance(raw, name).url


def _ruled_url(rule: str, relative: str) -> str:
    path = without_suffix(url_path(relative))
    name = path.rpartition("/")[2]
    filled = {"{path}": path, "{name}": name, "{stem}": name.rpartition(".")[0] or name}
    return re.sub(r"\{(?:path|name|stem)\}", lambda match: filled[match.group()], rule)


def _sidecar_url(path: str) -> str | None:
    """The URL in a sidecar file: `a.html.url` or `a.url` (plain, or a Windows shortcut), `a.html.json` (key
    `url`) …
    """
    plain = without_suffix(path)
    stem = str(Path(plain).with_suffix(""))
    for base in dict.fromkeys((plain, stem)):
        for suffix in SIDECARS:
            sidecar = Path(base + suffix)
            if sidecar.name == Path(path).name:
                continue
            try:
                with sidecar.open("rb") as file:
                    raw = file.read(_SIDECAR_BYTES)
            except OSError:
                continue
            url = _url_in_webloc(raw) if suffix == ".webloc" else _url_in(raw.decode("utf-8-sig", "replace"))
            if url:
                return url
    return None


def _url_in_webloc(raw: bytes) -> str | None:
    """The URL in a shortcut of macOS, a property list."""
    import plistlib

    try:
        return web_url(str(plistlib.loads(raw)["URL"]).encode())
    except Exception:  # plistlib lets any exception of its parsers through
        return None


def _url_in(text: str) -> str | None:
    if text.lstrip().startswith("{"):
        try:
            return web_url(str(json.loads(text).get("url") or "").encode())
        except (ValueError, RecursionError):  # not JSON, a lone surrogate, or nested too deeply
            return None
    shortcut = _SHORTCUT.search(text)
    first = shortcut.group(1) if shortcut else text.strip().partition("\n")[0]
    return web_url(first.encode())

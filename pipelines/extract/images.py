"""The images of the body, each with its caption."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.page.blocks import Document, Picture
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.record import Image
from newsmill.pipelines.regex import lazy_regex

__all__ = ["body_images", "source_of"]

# Attributes that hold the URL of a lazily loaded image; `src` may be a placeholder then.
_SOURCES = (
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
    "data-original-src",
    "data-url",
    "src",
)
# Matched against a lower-cased URL with a slash in front. The pattern begins with one of a few characters, so
# `re` skips all others.
_DECORATION = lazy_regex(
    r"[/_.-](?:(?:icons?|logos?|avatar|spacer|blank|pixel|placeholder|loading|lazy|qrcode|erweima|share|"
    r"btn|button|arrow|sprite|emoji|1x1|transparent|default|dot|bg|ico)(?:[/_.-]|\d*\.(?:gif|png|jpe?g|svg"
    r"|webp)|$)|(?<=\.)svg$)"
)
_SIZE = lazy_regex(r"\d+")
_SMALL = 80
_CAPTION_LENGTH = 400


def body_images(document: Document, body: Body, base: str | None) -> list[Image]:
    """The images inside the body or close to either end, without decorative ones."""
    kept = {block.index for block in body.blocks}
    if not kept:
        return []
    first, last = min(kept), max(kept)
    boxes = {block.container for block in body.blocks}
    outer = {document.containers[box].parent for box in boxes}
    found: dict[str, Image] = {}
    for picture in document.pictures:
        if not first - 3 <= picture.at <= last + 2 or picture.tag not in ("img", "amp-img"):
            continue
        if not _belongs(document, picture, first, last, outer):
            continue
        address = source_of(picture.element, base)
        if address and address not in found and not _is_decoration(picture.element, address):
            found[address] = Image(address, _caption(document, body, picture))
    return list(found.values())


def _belongs(document: Document, picture: Picture, first: int, last: int, outer: set[int]) -> bool:
    if first < picture.at <= last:
        return not picture.in_link or _in(document, picture, outer)
    # Just before the first or after the last paragraph, the image must be in the container of the article.
    return _in(document, picture, outer)


def _in(document: Document, picture: Picture, outer: set[int]) -> bool:
    at, steps = picture.container, 0
    while at > 0 and steps < 4:
        if at in outer:
            return True
        at = document.containers[at].parent
        steps += 1
    return False


def source_of(element: Element, base: str | None) -> str | None:
    """The URL of an image, absolute if `base` is given.

    If `src` is missing or a placeholder: any attribute that holds the URL of an image, the largest candidate
    of `srcset`, or the image in a `noscript` that directly follows.
    """
    placeholder = None
    for address in _addresses(element):
        address = address.replace(" ", "%20")
        if not address or address.startswith(("data:", "javascript:", "about:")):
            continue
        if _is_named_decoration(address):
            placeholder = placeholder or address
            continue
        return _absolute(address, base)
    return _absolute(placeholder, base) if placeholder else None


def _addresses(element: Element) -> Iterator[str]:
    """Candidates for the URL of an image, best first."""
    for name in _SOURCES:
        address = (element.get(name) or "").strip()
        if address and (" " not in address or _IMAGE_NAME.search(address)):
            yield address
    for name, value in element.items():
        if (
            name not in _SOURCES
            and len(value) < _LONGEST
            and _IMAGE_NAME.search(value)
            and not _MANY.search(value)
        ):
            yield value.strip()
    for name in ("srcset", "data-srcset"):
        widest = _widest(element.get(name) or "")
        if widest:
            yield widest
    after = element.getnext()
    if after is not None and after.tag == "noscript":
        for picture in after.iter("img"):
            yield (picture.get("src") or "").strip()


_IMAGE_NAME = lazy_regex(
    r"^\s*(?:https?:|/|\.|[\w-]+/)[^\"'<>]*\.(?:jpe?g|png|webp|gif|bmp|avif)(?:[?!@#][^\s\"'<>]*)?\s*$",
    re.IGNORECASE,
)
_LONGEST = 2000
# Several URLs in one value.
_MANY = lazy_regex(r",\s|\s\d+[wx]\b")


def _widest(srcset: str) -> str:
    """The URL in a `srcset` with the greatest width or density (HTML standard)."""
    widest, size = "", -1.0
    for candidate in re.split(r",\s+", srcset):
        words = candidate.split()
        if not words:
            continue
        number = re.match(r"[\d.]+", words[1]) if len(words) > 1 else None
        try:
            own = float(number.group()) if number else 0.0
        except ValueError:
            own = 0.0
        if own > size:
            widest, size = words[0].rstrip(","), own
    return widest


# An absolute URL that `urljoin` would return unchanged; matching it takes a twentieth of the time.
_WHOLE = lazy_regex(r"https?://[\w.-]+(?::\d+)?/[\w./%~!$&'()*+,=:@-]*", re.ASCII)


def _absolute(address: str, base: str | None) -> str | None:
    try:
        return urljoin(base, address) if base and not _WHOLE.fullmatch(address) else address
    except ValueError:
        return None


def _is_named_decoration(address: str) -> bool:
    path = address.partition("?")[0].lower()
    return path.startswith("data:") or _DECORATION.search(f"/{path}") is not None


def _is_decoration(element: Element, address: str) -> bool:
    if _is_named_decoration(address):
        return True
    for name in ("width", "height"):
        match = _SIZE.match(element.get(name) or "")
        if match and int(match.group()) < _SMALL and not (element.get(name) or "").endswith("%"):
            return True
    return False


def _caption(document: Document, body: Body, picture: Picture) -> str | None:
    """The caption block right after the picture, else its `alt` text unless that looks like a file name."""
    for index in range(picture.at, min(picture.at + 2, len(document.blocks))):
        if body.rules.get(index) == "caption" or document.blocks[index].tag == "figcaption":
            text = document.blocks[index].text
            return text if len(text) <= _CAPTION_LENGTH else None
    alt = " ".join((picture.element.get("alt") or "").split())
    says_something = " " in alt or not alt.isascii()
    return alt if says_something and 4 <= len(alt) <= _CAPTION_LENGTH else None

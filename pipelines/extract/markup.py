"""Render the body as Markdown or HTML: headings, lists, quotes, tables, code, links and images.

The output is generated from the blocks of the body. No attribute of the page is copied except the URLs of
links and images, and those only if they are http(s).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.images import body_images, source_of
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.element_roles import INLINE_LIMIT, is_block_level, is_skipped
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.record import Image
from newsmill.pipelines.regex import lazy_regex

__all__ = ["render"]

_MARKDOWN_SPECIAL = lazy_regex(r"([\\`*_\[\]<>])")
_MARKDOWN_START = lazy_regex(r"^(\s*)([#>+-]|\d+[.)])(?=\s)")
_STRONG, _EMPHASIS, _CODE = (
    frozenset(("b", "strong")),
    frozenset(("i", "em")),
    frozenset(("code", "kbd", "samp", "tt")),
)


class _Piece(NamedTuple):
    """A block of the body, rendered inline.

    role    `heading`, `item`, `row`, `code`, `quote`, `image` or `text`
    detail  heading level, list type (`ul`/`ol`) or number of the table row
    group   adjacent pieces with the same role and group form one list, table, quote or code block
    """

    role: str
    detail: str
    group: int
    inline: str
    plain: str


class _Style(NamedTuple):
    text: Callable[[str], str]
    link: Callable[[str, str], str]
    strong: Callable[[str], str]
    emphasis: Callable[[str], str]
    code: Callable[[str], str]
    image: Callable[[Image], str]


def _escape_markdown(text: str) -> str:
    return _MARKDOWN_SPECIAL.sub(r"\\\1", text)


_STYLES = {
    "markdown": _Style(
        text=_escape_markdown,
        link=lambda href, inner: f"[{inner}]({href})",
        strong=lambda inner: f"**{inner}**",
        emphasis=lambda inner: f"*{inner}*",
        code=lambda inner: f"`{inner}`",
        image=lambda image: f"![{_escape_markdown(image.caption or '')}]({_address(image.url)})",
    ),
    "html": _Style(
        text=html.escape,
        link=lambda href, inner: f'<a href="{html.escape(href)}">{inner}</a>',
        strong=lambda inner: f"<strong>{inner}</strong>",
        emphasis=lambda inner: f"<em>{inner}</em>",
        code=lambda inner: f"<code>{inner}</code>",
        image=lambda image: (
            f'<figure><img src="{html.escape(image.url)}" alt="{html.escape(image.caption or "")}">'
            + (
                f"<figcaption>{html.escape(image.caption)}</figcaption></figure>"
                if image.caption
                else "</figure>"
            )
        ),
    ),
}


def render(document: Document, body: Body, style: str, base: str | None = None) -> str:
    """The body as `markdown` or `html`; links are made absolute with `base`."""
    pieces = list(_pieces(document, body, _STYLES[style], base))
    groups = [list(group) for _, group in groupby(pieces, key=_together)]
    write = _html_group if style == "html" else _markdown_group
    return ("\n" if style == "html" else "\n\n").join(write(group) for group in groups)


def _together(piece: _Piece) -> tuple[str, str, int]:
    return piece.role, "" if piece.role == "row" else piece.detail, piece.group


def _pieces(document: Document, body: Body, style: _Style, base: str | None) -> Iterator[_Piece]:
    images = {image.url: image for image in body_images(document, body, base)}
    waiting = [
        (picture.at, image)
        for picture in document.pictures
        if (image := images.pop(source_of(picture.element, base) or "", None)) is not None
    ]
    waiting.reverse()
    runs: dict[int, list[str]] = {}
    code = -1
    for block in body.blocks:
        while waiting and waiting[-1][0] <= block.index:
            yield _image(waiting.pop(), style)
        role, detail, group = _role(document, block)
        if role == "code":
            if group != code:
                yield _Piece(role, detail, group, "", _verbatim(document.containers[group].element))
            code = group
            continue
        yield _Piece(role, detail, group, _inline(document, block, style, base, runs), block.text)
    while waiting:
        yield _image(waiting.pop(), style)


def _verbatim(element: Element) -> str:
    """The text of a `<pre>` with its line breaks and indentation. Each block-level element inside starts a
    new line."""
    pieces: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walker:
        tag = str(inner.tag)
        if event == "start" and is_skipped(tag):
            walker.skip_subtree()
            continue
        if event == "start" and tag == "br":
            pieces.append("\n")
        if inner is not element and is_block_level(tag) and pieces and not pieces[-1].endswith("\n"):
            pieces.append("\n")
        text = inner.text if event == "start" else inner.tail if inner is not element else None
        if text:
            pieces.append(text)
    lines = "".join(pieces).replace("\r", "").split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return "\n".join(line.rstrip() for line in lines).rstrip()


def _image(placed: tuple[int, Image], style: _Style) -> _Piece:
    at, image = placed
    return _Piece("image", "", -2 - at, style.image(image), image.caption or "")


def _role(document: Document, block: Block) -> tuple[str, str, int]:
    """Role, detail and group of the nearest structure around a block, see `_Piece`."""
    if block.heading:
        return "heading", str(block.heading), -1 - block.index
    at = block.container
    steps = 0
    while at > 0 and steps < INLINE_LIMIT:
        container = document.containers[at]
        if container.tag == "li":
            parent = document.containers[container.parent]
            return "item", "ol" if parent.tag == "ol" else "ul", parent.index
        if container.tag in ("td", "th") and len(block.text) <= 200:
            return "row", str(container.parent), _table(document, container.parent)
        if container.tag == "pre":
            return "code", "", at
        if container.tag == "blockquote":
            return "quote", "", at
        if container.tag in ("article", "main", "body"):
            break
        at, steps = container.parent, steps + 1
    return "text", "", -1 - block.index


def _table(document: Document, at: int) -> int:
    while at > 0 and document.containers[at].tag != "table":
        at = document.containers[at].parent
    return at


def _inline(
    document: Document, block: Block, style: _Style, base: str | None, runs: dict[int, list[str]]
) -> str:
    """The text of a block with links and emphasis; plain if its element does not split into the same runs."""
    container = document.containers[block.container]
    if container.index not in runs:
        own = [
            other
            for other in document.blocks[container.first : container.end]
            if other.container == container.index
        ]
        rendered = [run for run in _cut(_render(container.element, style, base, 0)) if run]
        runs[container.index] = (
            rendered if len(rendered) == len(own) else [style.text(other.text) for other in own]
        )
        for number, other in enumerate(own):
            runs[-1 - other.index] = [runs[container.index][number]]
    return runs[-1 - block.index][0]


def _cut(pieces: Iterable[str | None]) -> Iterator[str]:
    """Join the pieces of each run; None separates runs."""
    held: list[str] = []
    for piece in pieces:
        if piece is None:
            yield " ".join("".join(held).split())
            held = []
        else:
            held.append(piece)
    yield " ".join("".join(held).split())


def _render(element: Element, style: _Style, base: str | None, depth: int) -> Iterator[str | None]:
    """The inline content of an element in pieces, with None at line breaks and block-level children."""
    if element.text:
        yield style.text(element.text)
    for child in element:
        tag = str(child.tag)
        if tag in ("br", "hr") or is_block_level(tag):
            yield None
        elif not is_skipped(tag):
            inner = list(_render(child, style, base, depth + 1)) if depth < INLINE_LIMIT else []
            yield from _wrap(child, tag, inner, style, base)
        if child.tail:
            yield style.text(child.tail)


def _wrap(
    element: Element, tag: str, inner: list[str | None], style: _Style, base: str | None
) -> Iterator[str | None]:
    joined = "".join(piece for piece in inner if piece is not None)
    if None in inner or not joined.strip():
        yield from inner
        return
    core = joined.strip()
    before, after = joined[: len(joined) - len(joined.lstrip())], joined[len(joined.rstrip()) :]
    if tag == "a":
        href = _href(element.get("href"), base)
        core = style.link(href, core) if href else core
    elif tag in _STRONG:
        core = style.strong(core)
    elif tag in _EMPHASIS:
        core = style.emphasis(core)
    elif tag in _CODE:
        core = style.code(core)
    yield before + core + after


def _href(href: str | None, base: str | None) -> str | None:
    try:
        address = urljoin(base, (href or "").strip()) if base else (href or "").strip()
        return _address(address) if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:
        return None


def _address(address: str) -> str:
    return (
        address.replace(" ", "%20")
        .replace("(", "%28")
        .replace(")", "%29")
        .replace("\n", "")
        .replace("<", "%3C")
        .replace(">", "%3E")
    )


def _markdown_group(group: list[_Piece]) -> str:
    first = group[0]
    if first.role == "heading":
        return f"{'#' * int(first.detail)} {first.inline}"
    if first.role == "item":
        marks = (f"{number}." if first.detail == "ol" else "-" for number in range(1, len(group) + 1))
        return "\n".join(f"{mark} {piece.inline}" for mark, piece in zip(marks, group, strict=True))
    if first.role == "quote":
        return "\n>\n".join(f"> {piece.inline}" for piece in group)
    if first.role == "code":
        return "\n".join(("```", *(piece.plain for piece in group), "```"))
    if first.role == "row":
        rows = [
            [piece.inline.replace("|", "\\|") for piece in row]
            for _, row in groupby(group, key=lambda piece: piece.detail)
        ]
        lines = ["| " + " | ".join(row) + " |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
    return "\n\n".join(
        _MARKDOWN_START.sub(r"\1\\\2", piece.inline) if piece.role == "text" else piece.inline
        for piece in group
    )


def _html_group(group: list[_Piece]) -> str:
    first = group[0]
    if first.role == "heading":
        return f"<h{first.detail}>{first.inline}</h{first.detail}>"
    if first.role == "item":
        return (
            f"<{first.detail}>"
            + "".join(f"<li>{piece.inline}</li>" for piece in group)
            + f"</{first.detail}>"
        )
    if first.role == "quote":
        return "<blockquote>" + "".join(f"<p>{piece.inline}</p>" for piece in group) + "</blockquote>"
    if first.role == "code":
        return "<pre>" + html.escape("\n".join(piece.plain for piece in group)) + "</pre>"
    if first.role == "row":
        cells = (
            "".join(f"<td>{piece.inline}</td>" for piece in row)
            for _, row in groupby(group, key=lambda piece: piece.detail)
        )
        return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    return "\n".join(piece.inline if piece.role == "image" else f"<p>{piece.inline}</p>" for piece in group)

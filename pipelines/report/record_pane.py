"""The inspector's right side: the record of a page, each part knowing the blocks that it came from."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from newsmill.pipelines.record import FIELD_NAMES, Record, Repair
from newsmill.pipelines.report.changes import changed_paragraphs
from newsmill.pipelines.report.explained import Part, View, fold
from newsmill.pipelines.report.frame import escape
from newsmill.pipelines.report.html_parts import counting
from newsmill.pipelines.report.peers import Peer

__all__ = ["MOST_RUNS", "record_pane"]

# Runs of bytes that are listed, and drawn in the bar; a page of more is cut in the picture, never in the record.
MOST_RUNS = 2_000


def record_pane(record: Record, seen: View, peers: list[Peer]) -> Iterator[str]:
    """The record field by field, what other extractors kept, the runs of bytes, and the JSON, each under a tab."""
    tabs = [("record", "Record"), ("bytes", "Bytes"), ("json", "JSON")]
    if peers:
        tabs.insert(1, ("compare", "Compare"))
    yield '<section class="pane side" aria-label="The record"><div role="tablist" class="tabs" aria-label="The record">'
    for number, (key, name) in enumerate(tabs):
        yield (
            f'<button type="button" role="tab" id="tab-{key}" aria-controls="panel-{key}" '
            f'aria-selected="{"false" if number else "true"}" tabindex="{-1 if number else 0}">{name}</button>'
        )
    yield "</div>"
    for key, _ in tabs:
        yield f'<div role="tabpanel" class="panel" id="panel-{key}" aria-labelledby="tab-{key}" tabindex="0">'
        if key == "record":
            yield from _fields(record, seen)
        elif key == "compare":
            yield from _compared(record, peers)
        elif key == "bytes":
            yield from _bytes_panel(record, seen)
        else:
            yield f'<pre class="json">{escape(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())}</pre>'
        yield "</div>"
    yield "</section>"


def _fields(record: Record, seen: View) -> Iterator[str]:
    if record.warnings:
        yield '<ul class="warnings" aria-label="Warnings">'
        yield from (f"<li>{escape(text)}</li>" for text in record.warnings)
        yield "</ul>"
    yield '<dl class="fields">'
    for name in FIELD_NAMES:
        parts = seen.parts.get(name)
        values = " ".join(map(_part, parts)) if parts else '<span class="none">–</span>'
        yield f"<dt>{name}</dt><dd>{values}</dd>"
    images = seen.parts.get("images", [])
    if images:
        yield "<dt>images</dt><dd>"
        for part, image in zip(images, record.images, strict=True):
            caption = f'<span class="soft">{escape(image.caption)}</span>' if image.caption else ""
            yield f'<div class="image">{_part(part)}{caption}</div>'
        yield "</dd>"
    yield "</dl>"
    if record.repairs:
        yield '<h3>Mojibake undone</h3><ul class="repairs">'
        for repair, blocks in zip(record.repairs[:500], seen.repairs, strict=False):
            yield _repair(repair, blocks)
        yield "</ul>"
    paragraphs = seen.parts.get("body", [])
    yield f'<h3>body <span class="soft">{counting(len(paragraphs), "paragraph")}, {counting(len(record.body), "character")}</span></h3>'
    if not paragraphs:
        yield f'<p class="soft">There is no text to keep: the page is of the kind “{escape(record.kind)}”.</p>'
    yield '<div class="body">'
    for part in paragraphs:
        yield f'<p class="part" tabindex="-1" data-key="{part.key}" data-b="{_ids(part)}">{escape(part.text)}</p>'
    yield "</div>"


def _part(part: Part) -> str:
    nowhere = (
        "" if part.blocks else ' title="Not from a visible block: from the markup or the address of the page"'
    )
    kind = "part" if part.blocks else "part nowhere"
    return f'<span class="{kind}" tabindex="0" data-key="{part.key}" data-b="{_ids(part)}"{nowhere}>{escape(part.text)}</span>'


def _ids(part: Part) -> str:
    return " ".join(map(str, part.blocks))


def _repair(repair: Repair, blocks: list[int]) -> str:
    guess = "" if repair.certain else ' <span class="tag">guessed</span>'
    return (
        f'<li class="part" tabindex="0" data-key="repairs" data-b="{" ".join(map(str, blocks))}"><del>{escape(repair.found)}</del> '
        f'<span aria-hidden="true">→</span> <ins>{escape(repair.restored)}</ins>{guess} <span class="soft">{escape(repair.where)}</span></li>'
    )


def _bytes_panel(record: Record, seen: View) -> Iterator[str]:
    yield f"<p>Declared <b>{escape(record.charset.declared or 'nothing')}</b>, decoded as <b>{escape(record.charset.used or 'nothing')}</b>.</p>"
    if len(seen.runs) < 2:
        yield '<p class="soft">All bytes of the page are in one charset.</p>'
    else:
        yield '<div class="wide"><table class="runs"><thead><tr><th scope="col" class="n">from byte</th><th scope="col" class="n">to</th>'
        yield '<th scope="col">charset</th><th scope="col">text</th></tr></thead><tbody>'
        for number, run in enumerate(seen.runs[:MOST_RUNS]):
            blocks = " ".join(map(str, run.blocks))
            yield f'<tr class="part" data-key="run" data-run="{number}" data-b="{blocks}"><td class="n">{run.start:,}</td>'
            yield f'<td class="n">{run.end:,}</td><td>{escape(run.charset)}</td><td>{escape(run.excerpt)}</td></tr>'
        yield "</tbody></table></div>"
    if not record.repairs:
        yield '<p class="soft">No mojibake was found in the text.</p>'


def _compared(record: Record, peers: list[Peer]) -> Iterator[str]:
    ours = [line for line in record.body.split("\n") if line]
    yield '<p class="soft">The same decoded page, each extractor with its settings as they come. '
    yield "<del>Only newsmill kept this</del> <ins>only the other kept this</ins>.</p>"
    held = fold("".join(ours))
    rows = [("newsmill", len(ours), len(held), "")]
    for peer in peers:
        rows.append(
            (
                f"{peer.name} {peer.version}",
                len(peer.paragraphs),
                len(fold("".join(peer.paragraphs))),
                peer.problem,
            )
        )
    yield '<table><thead><tr><th scope="col">extractor</th><th scope="col" class="n">paragraphs</th><th scope="col" class="n">characters</th></tr></thead><tbody>'
    for name, paragraphs, characters, _ in rows:
        yield f'<tr><th scope="row">{escape(name)}</th><td class="n">{paragraphs:,}</td><td class="n">{characters:,}</td></tr>'
    yield "</tbody></table>"
    for number, peer in enumerate(peers):
        yield f'<h3><i class="peer p{number}">{escape(peer.name[:1].upper())}</i> {escape(peer.name)}</h3><div class="difference">'
        if peer.problem:
            yield f'<p class="notice">It failed on this page: {escape(peer.problem)}</p>'
        elif fold("".join(peer.paragraphs)) == held:
            yield '<p class="soft">It kept the same text.</p>'
        else:
            yield from changed_paragraphs(ours, peer.paragraphs)
        yield "</div>"

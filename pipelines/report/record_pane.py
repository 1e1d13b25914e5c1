"""The inspector's right side: the record of a page, each part linked to the blocks it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from newsmill.pipelines.extract import FieldCandidate
from newsmill.pipelines.record import FIELD_NAMES, Record, Repair
from newsmill.pipelines.report.block_origins import Part, View, fold
from newsmill.pipelines.report.changes import beside_each_other
from newsmill.pipelines.report.html_frame import escape
from newsmill.pipelines.report.html_parts import counting
from newsmill.pipelines.report.other_extractors import Peer

__all__ = ["MOST_RUNS", "record_pane"]

# Only this many runs of bytes are listed and drawn in the bar; the record is not affected.
MOST_RUNS = 2_000


# More images than this are folded into one line.
_SHOWN_IMAGES = 2
# In the comparison, longer runs of paragraphs that both kept are abbreviated.
_SHOWN_SAME = 2


def record_pane(record: Record, seen: View, peers: list[Peer], size: int) -> Iterator[str]:
    """Four tabs as HTML: the record field by field, what other extractors kept, the runs of bytes, and the
    JSON.

    size  of the page, in bytes
    """
    tabs = [("record", "Record"), ("bytes", "Bytes"), ("json", "JSON")]
    if peers:
        tabs.insert(1, ("compare", "Compare"))
    yield (
        '<section class="pane side" aria-label="The record"><div role="tablist" class="tabs" '
        'aria-label="The record">'
    )
    for number, (key, name) in enumerate(tabs):
        yield (
            f'<button type="button" role="tab" id="tab-{key}" aria-controls="panel-{key}" '
            f'aria-selected="{"false" if number else "true"}" tabindex="{-1 if number else 0}">{name}</button>'
        )
    yield "</div>"
    for key, _ in tabs:
        yield f'<div role="tabpanel" class="panel" id="panel-{key}" aria-labelledby="tab-{key}" tabindex="0">'
        if key == "record":
            yield from _fields(record, seen, size)
        elif key == "compare":
            yield from _compared(record, peers)
        elif key == "bytes":
            yield from _bytes_panel(record, seen)
        else:
            yield (
                f"<pre "
                f"class="
                f'"json">{escape(msgspec.json.format(msgspec.json.encode(record), indent=2).decode())}</'
                f"pre>"
            )
        yield "</div>"
    yield "</section>"


def _fields(record: Record, seen: View, size: int) -> Iterator[str]:
    if record.warnings:
        yield '<ul class="warnings" aria-label="Warnings">'
        yield from (f"<li>{escape(text)}</li>" for text in record.warnings)
        yield "</ul>"
    yield '<dl class="fields">'
    for name in FIELD_NAMES:
        parts = seen.parts.get(name)
        values = " ".join(map(_part, parts)) if parts else '<span class="none">–</span>'
        yield f"<dt>{name}</dt><dd>{values}{_lost(seen.lost.get(name, []))}</dd>"
    yield from _images(record, seen.parts.get("images", []))
    yield "</dl>"
    yield from _about(record, size)
    if record.repairs:
        yield '<h3>Mojibake undone</h3><ul class="repairs">'
        for repair, blocks in zip(record.repairs[:500], seen.repairs, strict=False):
            yield _repair(repair, blocks)
        yield "</ul>"
    paragraphs = seen.parts.get("body", [])
    yield (
        f'<h3>body <span class="soft">{counting(len(paragraphs), "paragraph")}, '
        f"{counting(len(record.body), 'character')}</span></h3>"
    )
    if not paragraphs:
        yield f'<p class="soft">There is no text to keep: the page is of the kind “{escape(record.kind)}”.</p>'
    yield '<div class="body">'
    for part in paragraphs:
        yield f'<p class="part" tabindex="-1" data-key="{part.key}" data-b="{_ids(part)}">{escape(part.text)}</p>'
    yield "</div>"


def _lost(candidates: list[FieldCandidate]) -> str:
    """The values that a field does not have: each with its rule and why it lost, and a way to its block."""
    if not candidates:
        return ""
    lines = "".join(
        f"<li>{escape(one.value) if one.at < 0 else _block_link(one)} "
        f'<span class="soft">{escape(one.rule)}: {escape(one.why)}</span></li>'
        for one in candidates
    )
    return (
        f'<details class="lost"><summary class="soft">{counting(len(candidates), "other candidate")}</summary>'
        f"<ul>{lines}</ul></details>"
    )


def _block_link(candidate: FieldCandidate) -> str:
    return f'<a href="#b{candidate.at}">{escape(candidate.value)}</a>'


def _images(record: Record, parts: list[Part]) -> Iterator[str]:
    if not parts:
        return
    yield "<dt>images</dt><dd>"
    if many := len(parts) > _SHOWN_IMAGES:
        yield f"<details><summary>{len(parts):,} images</summary>"
    for part, image in zip(parts, record.images, strict=True):
        caption = f'<span class="soft">{escape(image.caption)}</span>' if image.caption else ""
        yield f'<div class="image">{_part(part)}{caption}</div>'
    yield f"{'</details>' if many else ''}</dd>"


def _about(record: Record, size: int) -> Iterator[str]:
    """The record's identity and origin."""
    values = (
        ("kind", record.kind), ("language", record.language), ("url", record.url), ("canonical", record.canonical),
            ("site", record.site),
        ("origin", record.origin), ("fetched", record.fetched_at), ("id", record.id),
            ("version", str(record.version) if record.version > 1 else None),
        ("digest", record.digest), ("size", f"{counting(size, 'byte')}, {record.charset.used or 'no charset'}"),
    )  # fmt: skip
    yield '<dl class="fields about">'
    for name, value in values:
        if value:
            yield f"<dt>{name}</dt><dd>{link(value) if name in ('url', 'canonical') else escape(value)}</dd>"
    yield "</dl>"


def link(url: str) -> str:
    """A link, if the URL is http or https; otherwise only its text."""
    if url.startswith(("http://", "https://")):
        return (
            f'<a href="{escape(url)}" rel="noreferrer noopener nofollow external" '
            f'target="_blank">{escape(url)}</a>'
        )
    return escape(url)


def _part(part: Part) -> str:
    nowhere = (
        "" if part.blocks else ' title="Not from a visible block: from the markup or the address of the page"'
    )
    kind = "part" if part.blocks else "part nowhere"
    return (
        f'<span class="{kind}" tabindex="0" data-key="{part.key}" '
        f'data-b="{_ids(part)}"{nowhere}>{escape(part.text)}</span>'
    )


def _ids(part: Part) -> str:
    return " ".join(map(str, part.blocks))


def _repair(repair: Repair, blocks: list[int]) -> str:
    guess = "" if repair.certain else ' <span class="tag">guessed</span>'
    return (
        f'<li class="part" tabindex="0" data-key="repairs" data-b="{" ".join(map(str, blocks))}">'
        f"<del>{escape(repair.found)}</del> "
        f'<span aria-hidden="true">→</span> <ins>{escape(repair.restored)}</ins>{guess} <span '
        f'class="soft">{escape(repair.where)}</span></li>'
    )


def _bytes_panel(record: Record, seen: View) -> Iterator[str]:
    yield (
        f"<p>Declared <b>{escape(record.charset.declared or 'nothing')}</b>, decoded as "
        f"<b>{escape(record.charset.used or 'nothing')}</b>.</p>"
    )
    if len(seen.runs) < 2:
        yield '<p class="soft">All bytes of the page are in one charset.</p>'
    else:
        yield (
            '<div class="wide" tabindex="0" role="group" aria-label="Charsets">'
            '<table class="runs"><thead><tr><th scope="col" class="n">from byte</th><th '
            'scope="col" class="n">to</th>'
        )
        yield '<th scope="col">charset</th><th scope="col">text</th></tr></thead><tbody>'
        for number, run in enumerate(seen.runs[:MOST_RUNS]):
            blocks = " ".join(map(str, run.blocks))
            yield (
                f'<tr class="part" data-key="run" data-run="{number}" data-b="{blocks}"><td '
                f'class="n">{run.start:,}</td>'
            )
            yield f'<td class="n">{run.end:,}</td><td>{escape(run.charset)}</td><td>{escape(run.excerpt)}</td></tr>'
        yield "</tbody></table></div>"
    if not record.repairs:
        yield '<p class="soft">No mojibake was found in the text.</p>'


def _compared(record: Record, peers: list[Peer]) -> Iterator[str]:
    ours = [line for line in record.body.split("\n") if line]
    yield '<p class="soft">The same decoded page, each extractor with its settings as they come.</p>'
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
    yield (
        '<table><thead><tr><th scope="col">extractor</th><th scope="col" class="n">paragraphs</th><th '
        'scope="col" class="n">characters</th></tr></thead><tbody>'
    )
    for name, paragraphs, characters, _ in rows:
        yield (
            f'<tr><th scope="row">{escape(name)}</th><td class="n">{paragraphs:,}</td><td '
            f'class="n">{characters:,}</td></tr>'
        )
    yield "</tbody></table>"
    for number, peer in enumerate(peers):
        yield (
            f'<h3><i class="peer p{number}">{escape(peer.name[:1].upper())}</i> newsmill and '
            f"{escape(peer.name)}</h3>"
        )
        if peer.problem:
            yield f'<p class="notice">It failed on this page: {escape(peer.problem)}</p>'
        elif fold("".join(peer.paragraphs)) == held:
            yield '<p class="soft">It kept the same text.</p>'
        else:
            yield from _two_columns(ours, peer)


def _two_columns(ours: list[str], peer: Peer) -> Iterator[str]:
    """Both texts side by side; text that only one of them kept is marked on its side."""
    yield (
        f'<div class="versus" role="table" aria-label="newsmill and {escape(peer.name)}"><div role="row" '
        f'class="names">'
    )
    yield f'<span role="columnheader">newsmill</span><span role="columnheader">{escape(peer.name)}</span></div>'
    for mine, others in beside_each_other(ours, peer.paragraphs, fold):
        if [fold(text) for text in mine] == [fold(text) for text in others]:
            shown = (
                mine
                if len(mine) <= _SHOWN_SAME
                else [mine[0], f"… {len(mine) - 2:,} more that both kept …", mine[-1]]
            )
            yield (
                f'<div role="row" class="same"><div role="cell">{_paragraphs(shown)}</div><div '
                f'role="cell">{_paragraphs(shown)}</div></div>'
            )
            continue
        yield (
            f'<div role="row"><div role="cell" class="mine">{_paragraphs(mine)}</div><div role="cell" '
            f'class="others">{_paragraphs(others)}</div></div>'
        )
    yield "</div>"


def _paragraphs(texts: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)

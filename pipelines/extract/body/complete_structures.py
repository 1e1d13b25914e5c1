"""Add what belongs to a body as a whole: the rest of a data table, of code, of a list of boxes or steps."""

from __future__ import annotations

from newsmill.pipelines.extract.body.complete_rows import dated_entries, missing_in_column, numbered_steps
from newsmill.pipelines.extract.body.excluded_structures import unlinked_cards
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.body.thresholds import CELL_CHARS, CELL_TAGS, MOSTLY_LINKED, PROSE_CHARS
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Container, Document

__all__ = ["is_code", "whole_boxes", "whole_code", "whole_tables"]


def whole_tables(document: Document, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Add all cells of a data table if at least half of its first row or half of the table is in the body, or
    if it is between two kept blocks.

    Most single cells do not look like text.
    """
    inside = set(kept)
    for table, head in _data_tables(document.containers):
        heads, whole = range(head.first, head.end), range(table.first, table.end)
        between = table.first - 1 in inside and table.end in inside
        if not between and not any(
            2 * sum(index in inside for index in part) >= len(part) for part in (heads, whole)
        ):
            continue
        cells = document.blocks[table.first : table.end]
        lengths = sorted(len(cell.text) for cell in cells)
        linked = sum(cell.link_chars for cell in cells)
        if lengths[len(lengths) // 2] > CELL_CHARS or 2 * linked > sum(lengths):
            continue
        missing = {cell.index for cell in cells} - inside
        rules.update(dict.fromkeys(missing, "table"))
        inside |= missing
    return sorted(inside) if len(inside) > len(kept) else kept


def whole_code(document: Document, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Add all lines of a `<pre>` that has a line in the body or directly follows a paragraph of it: code does
    not look like text."""
    inside = set(kept)
    for box in document.containers:
        if box.tag != "pre" or box.hidden or box.end == box.first:
            continue
        lines = set(range(box.first, box.end))
        above = document.blocks[box.first - 1] if box.first else None
        beside = above is not None and document.containers[above.container].parent == box.parent
        between = box.first - 1 in inside and (beside or box.end in inside or box.end + 1 in inside)
        if between or lines & inside:
            rules.update(dict.fromkeys(lines - inside, "code"))
            inside |= lines
    return sorted(inside) if len(inside) > len(kept) else kept


# The minimum number of items in a list. More than half of them must already have text in the body.
_ITEMS = 3


def whole_boxes(document: Document, features: Features, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Add the missing sentences of lists whose items are boxes (steps with sub-points), of numbered steps and
    columns, and of cards that are part of the text."""
    inside = set(kept)
    lists = {document.containers[document.blocks[index].container].parent for index in kept} - {-1}
    around = {document.containers[at].parent for at in lists if document.containers[at].tag == "li"}
    found = unlinked_cards(document, features, inside)
    for at in around | lists:
        if at >= 0 and document.containers[at].tag in ("ol", "ul"):
            found += _missing_sentences(document, features, document.containers[at], inside)
    found += numbered_steps(document, features, inside)
    found += missing_in_column(document, features, inside)
    found += dated_entries(document, features, inside)
    missing = set(found) - inside
    if not missing:
        return kept
    rules.update(dict.fromkeys(missing, "whole list"))
    return sorted(inside | missing)


def _missing_sentences(
    document: Document, features: Features, whole: Container, inside: set[int]
) -> list[int]:
    """The unlinked sentences missing from the body, for a list most of whose items have text in the body."""
    items: list[tuple[int, int]] = []
    at = whole.first
    while at < whole.end:
        box = document.containers[document.blocks[at].container]
        while box.parent not in (whole.index, -1):
            box = document.containers[box.parent]
        if box.parent != whole.index:
            return []
        items.append((box.first, box.end))
        at = max(box.end, at + 1)
    told = sum(any(index in inside for index in range(*item)) for item in items)
    # For an ordered list one item is enough.
    if len(items) < _ITEMS or not told or (whole.tag != "ol" and 2 * told <= len(items)):
        return []
    return [
        index
        for first, end in items
        for index in range(first, end)
        if index not in inside
        and features.good[index] >= PROSE_CHARS
        and not document.blocks[index].hidden
        and document.blocks[index].link_density < MOSTLY_LINKED / 2
        and document.blocks[index].text.endswith((*ENDINGS, "]"))
    ]


def is_code(document: Document, block: Block) -> bool:
    """Whether a block is a line of a `<pre>`, itself or in a block-level element for each line."""
    box = document.containers[block.container]
    return box.tag == "pre" or (box.parent >= 0 and document.containers[box.parent].tag == "pre")


def _data_tables(boxes: list[Container]) -> list[tuple[Container, Container]]:
    """Tables of at least three rows and columns without a nested table, each with its first row that has
    text. All other tables are layout."""
    if "table" not in [box.tag for box in boxes]:
        return []
    around: list[int] = []
    layout: set[int] = set()
    rows: dict[int, list[Container]] = {}
    columns: dict[int, int] = {}
    for box in boxes:
        outer = around[box.parent] if box.parent >= 0 else -1
        around.append(box.index if box.tag == "table" else outer)
        if box.tag == "table":
            layout.add(outer)
        elif box.tag == "tr":
            rows.setdefault(outer, []).append(box)
        elif box.tag in CELL_TAGS:
            columns[box.parent] = columns.get(box.parent, 0) + 1
    found = []
    for table, its in rows.items():
        head = next((row for row in its if row.end > row.first), None)
        if table >= 0 and table not in layout and len(its) >= 3 and head and columns.get(head.index, 0) >= 3:
            found.append((boxes[table], head))
    return found

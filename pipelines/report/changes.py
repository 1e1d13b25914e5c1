"""Two versions of a text as HTML, with deletions and insertions marked."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator

from newsmill.pipelines.report.html_frame import escape

__all__ = ["beside_each_other", "changed_paragraphs", "changed_text"]

# Longer paragraphs are not compared word by word, since difflib is quadratic. Characters.
_FINE_LIMIT = 2000
_PARAGRAPH_LIMIT = 400


def changed_paragraphs(before: list[str], after: list[str]) -> Iterator[str]:
    """Two versions of a text as HTML paragraphs: deletions and insertions are marked, and most of the
    unchanged text is left out.
    """
    more = max(len(before), len(after)) - _PARAGRAPH_LIMIT
    before, after = before[:_PARAGRAPH_LIMIT], after[:_PARAGRAPH_LIMIT]
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            if j - i > 2:
                yield f'<p class="soft">… {j - i} paragraphs the same …</p>'
            else:
                yield from (f"<p>{escape(text)}</p>" for text in before[i:j])
        elif tag == "replace" and j - i == m - k:
            yield from (
                f"<p>{changed_text(one, other)}</p>"
                for one, other in zip(before[i:j], after[k:m], strict=True)
            )
        else:
            yield from (f'<p class="gone"><del>{escape(text)}</del></p>' for text in before[i:j])
            yield from (f'<p class="come"><ins>{escape(text)}</ins></p>' for text in after[k:m])
    if more > 0:
        yield f'<p class="soft">… {more:,} more paragraphs are not compared here …</p>'


def beside_each_other(
    ours: list[str], theirs: list[str], fold: Callable[[str], str]
) -> Iterator[tuple[list[str], list[str]]]:
    """Align two versions of a text. Yields rows of paragraphs, left and right: equal ones, or different ones,
    of which one side may be empty.

    fold  paragraphs are equal if this function returns the same for both
    """
    left, right = (
        [fold(text) for text in ours[:_PARAGRAPH_LIMIT]],
        [fold(text) for text in theirs[:_PARAGRAPH_LIMIT]],
    )
    for _, i, j, k, m in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        yield ours[i:j], theirs[k:m]
    if max(len(ours), len(theirs)) > _PARAGRAPH_LIMIT:
        yield ours[_PARAGRAPH_LIMIT:], theirs[_PARAGRAPH_LIMIT:]


def changed_text(before: str, after: str) -> str:
    """Two versions of one text as HTML, with deletions and insertions marked."""
    if len(before) + len(after) > 2 * _FINE_LIMIT:
        return f"<del>{escape(before)}</del> <ins>{escape(after)}</ins>"
    parts = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape(before[i:j]))
            continue
        if i < j:
            parts.append(f"<del>{escape(before[i:j])}</del>")
        if k < m:
            parts.append(f"<ins>{escape(after[k:m])}</ins>")
    return "".join(parts)

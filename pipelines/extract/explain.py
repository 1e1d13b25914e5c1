"""Explain why each block was kept or dropped."""

from __future__ import annotations

import msgspec

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.page.blocks import Block, Document

__all__ = ["Decision", "decisions_of"]

# The label of a block that is not body, by the class hints around it. The first matching row wins.
_BOILERPLATE: tuple[tuple[Hint, str], ...] = (
    (Hint.COMMENT, "comment"),
    (Hint.FOOTER, "footer"),
    (Hint.NAVIGATION, "navigation"),
    (Hint.RELATED, "related"),
    (Hint.SHARE, "share"),
    (Hint.ADVERT, "advertisement"),
    (Hint.OVERLAY, "overlay"),
    (Hint.SIGNUP, "signup"),
    (Hint.ABOUT, "about"),
    (Hint.DISCLAIMER, "disclaimer"),
    (Hint.LEGEND, "caption"),
    (Hint.SIDEBAR, "sidebar"),
    (Hint.HEADER, "header"),
)
_LABEL_OF_RULE = {
    "caption": "caption",
    "linked": "related",
    "related list": "related",
    "teaser": "related",
    "second article": "related",
    "region": "related",
    "search words": "advertisement",
    "repeated": "repeated",
    "profile": "repeated",
    "hidden": "hidden",
    "title": "title",
}


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """Why one block was kept or dropped.

    index     the block's position in reading order
    text      its text, with white space folded
    label     `body`, `title`, `subtitle`, `lead`, `byline`, `date`, `caption`, or a kind of boilerplate
              (`navigation`, `related`, …)
    rule      the rule that decided, named as in docs/extraction.md
    features  the inputs of the rule
    path      the element's path from the root (`html/body/div[2]/p[1]`), empty for a text dump
    """

    index: int
    text: str
    label: str
    rule: str
    features: dict[str, float | int | str | bool]
    path: str = ""


def decisions_of(document: Document, body: Body, labels: dict[int, tuple[str, str]]) -> list[Decision]:
    """One decision per block, in reading order."""
    kept = {block.index for block in body.blocks}
    paths = _paths(document)
    decisions = []
    for block in document.blocks:
        label, rule = _judge(document, block, block.index in kept, body, labels)
        decisions.append(
            Decision(
                index=block.index,
                text=block.text,
                label=label,
                rule=rule,
                features=_features(document, block, body),
                path=paths[block.container],
            )
        )
    return decisions


def _judge(
    document: Document, block: Block, kept: bool, body: Body, labels: dict[int, tuple[str, str]]
) -> tuple[str, str]:
    rule = body.rules.get(block.index, "model")
    if kept:
        return "body", rule
    if block.index in labels:
        return labels[block.index]
    if rule.startswith("line: "):
        return rule.removeprefix("line: "), rule
    if rule in _LABEL_OF_RULE:
        return _LABEL_OF_RULE[rule], rule
    if block.hidden:
        return "hidden", rule
    hints = document.containers[block.container].chain
    for hint, label in _BOILERPLATE:
        if hints & hint:
            return label, rule
    return ("navigation" if block.link_density > 0.5 else "boilerplate"), rule


def _features(document: Document, block: Block, body: Body) -> dict[str, float | int | str | bool]:
    """The inputs of the rules, and the nonzero columns of the model."""
    hints = Hint(document.containers[block.container].chain)
    shown: dict[str, float | int | str | bool] = {
        "characters": len(block.text),
        "link density": round(block.link_density, 3),
        "tag": block.tag,
        "hidden": block.hidden,
        "named": " ".join(hint.name.lower() for hint in Hint if hint and hint in hints and hint.name),
    }
    if block.index < len(body.probability):
        shown["body probability"] = round(float(body.probability[block.index]), 4)
    if block.index in body.belonging:
        shown["region belongs"] = round(body.belonging[block.index], 4)
    if body.features is not None:
        row = body.features.matrix[block.index]
        for name, value in zip(body.features.names, row.tolist(), strict=True):
            if value and not name.startswith(("near: ", "around: ", "in ", "+", "-", "page: ")):
                shown[name] = round(value, 3)
    return shown


def _paths(document: Document) -> list[str]:
    """The path of each container from the root: `html/body/div[2]/p[1]`, numbered by tag."""
    paths: list[str] = []
    seen: list[dict[str, int]] = []
    for container in document.containers:
        seen.append({})
        if container.parent < 0:
            paths.append("html")
            continue
        number = seen[container.parent][container.tag] = seen[container.parent].get(container.tag, 0) + 1
        if container.tag == "html" and container.parent == 0:
            paths.append("html")
            continue
        step = container.tag if container.tag == "body" else f"{container.tag}[{number}]"
        paths.append(f"{paths[container.parent]}/{step}")
    return paths

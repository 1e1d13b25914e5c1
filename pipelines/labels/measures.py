"""Scores an answer against a label.

body        F1 over 4-grams of tokens (a token is a Chinese, Japanese or Korean character, or else a word), so
            order counts and layout does not. Optional text (`body_full`) is neither required nor penalised. A
            page is clean if F1 is at least .98, and lost if it is below .5.
lead        F1 as for the body; if the label has none, only an empty answer is right
title       equality, ignoring white space, quotes and case, after Unicode NFKC
published   equality at the label's precision; `day` compares only the day; `updated` like `published`
source      equality as for a title; if the label has none, only an empty answer or the account is right
authors     F1 of the sets of names, the best over all alternative answers; likewise `editors`
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import UNSET

from newsmill.pipelines.labels.store import Label

__all__ = ["COLUMNS", "Answer", "body_scores", "score", "summary"]

CLEAN = 0.98
LOST = 0.5
# The figures in the table, in this order.
COLUMNS = (
    "F1", "precision", "recall", "clean", "lost", "title", "published", "day", "updated", "source", "authors",
    "editors", "lead",
)  # fmt: skip

_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]|[^\W_]+")
_IGNORED = re.compile(r"[\s\"'“”‘’「」『』《》\u200b\ufeff]+")
_RUN = 4

Shingles = Counter[tuple[str, ...]]


class Answer(msgspec.Struct, kw_only=True):
    """An extractor's answer for a page. Fields that it does not support are not in `answers`, and not scored."""

    body: str = ""
    title: str | None = None
    lead: str | None = None
    published: str | None = None
    updated: str | None = None
    source: str | None = None
    authors: list[str] = []
    editors: list[str] = []
    answers: frozenset[str] = frozenset(
        ("body", "title", "lead", "published", "updated", "source", "authors", "editors")
    )
    problem: str = ""


def score(answer: Answer, label: Label) -> dict[str, float]:
    """The scores of one page, each from 0 to 1, for the fields that the label has and the extractor supports."""
    figures: dict[str, float] = {}
    if label.body and "body" in answer.answers:
        precision, recall, f1 = body_scores(answer.body, label.body, label.body_full)
        figures |= {"precision": precision, "recall": recall, "F1": f1}
    for name, measure in _FIELDS.items():
        if name in answer.answers:
            figures |= measure(answer, label)
    return figures


def summary(pages: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The mean of each score over the pages that have it, and the shares of clean and lost bodies."""
    columns: dict[str, list[float]] = {}
    for page in pages:
        for name, figure in page.items():
            columns.setdefault(name, []).append(figure)
        if "F1" in page:
            columns.setdefault("clean", []).append(float(page["F1"] >= CLEAN))
            columns.setdefault("lost", []).append(float(page["F1"] < LOST))
    return {name: sum(columns[name]) / len(columns[name]) for name in COLUMNS if name in columns}


def body_scores(
    found: str, wanted: str, wanted_with_optional: str | None = None
) -> tuple[float, float, float]:
    """Precision, recall and F1 of a body.

    A 4-gram of either version of the label is right. Only 4-grams that both versions have, those without
    optional text, are required.
    """
    ours, bare = _shingles(found), _shingles(wanted)
    whole = _shingles(wanted_with_optional) if wanted_with_optional else bare
    required, allowed = bare & whole, bare | whole
    if not ours or not required:
        right = float(not ours and not required)
        return right, right, right
    precision = (ours & allowed).total() / ours.total()
    recall = (ours & required).total() / required.total()
    return precision, recall, _f1(precision, recall)


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _shingles(text: str) -> Shingles:
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text).lower().replace("\xad", ""))
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[at : at + _RUN]) for at in range(max(1, len(tokens) - _RUN + 1)))


def _fold(text: str | None) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text or "").casefold())


def _title(answer: Answer, label: Label) -> dict[str, float]:
    return {"title": float(_fold(answer.title) == _fold(label.title))} if label.title else {}


def _published(answer: Answer, label: Label) -> dict[str, float]:
    if not label.published:
        return {}
    return {
        "published": _same_time(answer.published, label.published),
        "day": float((answer.published or "")[:10] == label.published[:10]),
    }


def _updated(answer: Answer, label: Label) -> dict[str, float]:
    return {"updated": _same_time(answer.updated, label.updated)} if label.updated else {}


def _same_time(found: str | None, wanted: str) -> float:
    return float((found or "").replace(" ", "T")[: len(wanted)] == wanted.replace(" ", "T"))


def _source(answer: Answer, label: Label) -> dict[str, float]:
    if label.source is UNSET:
        return {}
    right = {_fold(label.source)} if label.source else {"", _fold(label.account)}
    right |= {_fold(other) for other in label.source_alt or ()}
    return {"source": float(_fold(answer.source) in right)}


def _authors(answer: Answer, label: Label) -> dict[str, float]:
    if label.authors is UNSET:
        return {}
    right = [label.authors or [], *(label.authors_alt or [])]
    return {"authors": max(_same_names(answer.authors, names) for names in right)}


def _editors(answer: Answer, label: Label) -> dict[str, float]:
    return {} if label.editors is UNSET else {"editors": _same_names(answer.editors, label.editors or [])}


def _same_names(found: Sequence[str], wanted: Sequence[str]) -> float:
    ours, right = ({folded for name in names if (folded := _fold(name))} for names in (found, wanted))
    return 2 * len(ours & right) / (len(ours) + len(right)) if ours or right else 1.0


def _lead(answer: Answer, label: Label) -> dict[str, float]:
    if label.lead is UNSET:
        return {}
    if not label.lead:
        return {"lead": float(not answer.lead)}
    return {"lead": body_scores(answer.lead or "", label.lead)[2]}


_FIELDS = {
    "title": _title, "published": _published, "updated": _updated, "source": _source, "authors": _authors,
    "editors": _editors, "lead": _lead,
}  # fmt: skip

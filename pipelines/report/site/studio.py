"""The label studio: converts a submitted form to a label."""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping

import msgspec
from starlette.datastructures import FormData

from newsmill.pipelines.labels.draft import Draft
from newsmill.pipelines.labels.store import Label

__all__ = ["Drafts", "NotALabel", "label_from"]

# The maximum number of drafts that are kept; each holds its page.
_MOST_DRAFTS = 20
_DATE = re.compile(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?)?)?",
    re.ASCII,
)
_TEXTS = ("title", "lead", "source", "account", "notes")
_DATES = ("published", "updated")
_NAMES = ("authors", "editors")


class NotALabel(Exception):
    """A form that is not a valid label: the incomplete label, and the problem in one sentence."""

    def __init__(self, label: Label, problem: str) -> None:
        super().__init__(problem)
        self.label = label


class Drafts:
    """The newest drafts, by unguessable keys."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    def keep(self, draft: Draft) -> str:
        """Keep a draft for a while. Returns its key."""
        key = secrets.token_urlsafe(12)
        self._drafts[key] = draft
        while len(self._drafts) > _MOST_DRAFTS:
            self._drafts.popitem(last=False)
        return key

    def get(self, key: str) -> Draft | None:
        """A draft by its key, or None if it is no longer kept."""
        return self._drafts.get(key)


def label_from(draft: Draft, form: FormData) -> Label:
    """The label in a form, which was made from a draft. Raises `NotALabel`."""
    given = {name: str(form.get(name) or "") for name in (*_TEXTS, *_DATES, *_NAMES)}
    body = _body(draft, form)
    dates = {name: _WHITE.sub("T", given[name].strip()) or None for name in _DATES}
    label = msgspec.structs.replace(
        draft.label,
        **{name: _WHITE.sub(" ", given[name]).strip() or None for name in _TEXTS},
        **dates,
        **{name: names_in(given[name]) for name in _NAMES},
        body=body,
        body_full=draft.label.body_full if body == draft.label.body else None,
    )
    for name, date in dates.items():
        if date and not _DATE.fullmatch(date):
            raise NotALabel(
                label,
                f"“{date}” as {name} is not a date: write 2012, 2012-02, 2012-02-14, 2012-02-14 14:46 or with seconds.",
            )
    return label


_WHITE = re.compile(r"\s+")


def _body(draft: Draft, form: FormData) -> str:
    """The kept lines, with the user's edits. An edited text of several lines becomes several paragraphs."""
    kept = {str(number) for number in form.getlist("keep")}
    texts: Mapping[int, str] = {
        index: str(form.get(f"text.{index}", line.text))
        for index, line in enumerate(draft.lines)
        if str(index) in kept
    }
    paragraphs = (line.strip() for text in texts.values() for line in text.splitlines())
    return "\n".join(line for line in paragraphs if line)


def names_in(text: str) -> list[str]:
    """Split names at semicolons, or at commas if there is no semicolon, since a name may contain a comma."""
    divided = re.split("[;；\n]" if re.search("[;；\n]", text) else "[,，、]", text)
    return list(dict.fromkeys(name for each in divided if (name := _WHITE.sub(" ", each).strip())))

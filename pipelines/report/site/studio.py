"""The label studio: what a person corrected on the form becomes a label."""

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

# Drafts that are being worked on, so many of them; each holds its page.
_MOST_DRAFTS = 20
_DATE = re.compile(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?)?)?",
    re.ASCII,
)
_TEXTS = ("title", "lead", "source", "account", "notes")
_DATES = ("published", "updated")
_NAMES = ("authors", "editors")


class NotALabel(Exception):
    """A form that is no label yet: what it would be, and what is wrong with it in one sentence."""

    def __init__(self, label: Label, problem: str) -> None:
        super().__init__(problem)
        self.label = label


class Drafts:
    """Drafts by keys that nobody can guess, the last twenty."""

    def __init__(self) -> None:
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    def keep(self, draft: Draft) -> str:
        """Keep a draft for a while; gives its key."""
        key = secrets.token_urlsafe(12)
        self._drafts[key] = draft
        while len(self._drafts) > _MOST_DRAFTS:
            self._drafts.popitem(last=False)
        return key

    def get(self, key: str) -> Draft | None:
        """A draft by its key, or None when it is not kept any more."""
        return self._drafts.get(key)


def label_from(draft: Draft, form: FormData) -> Label:
    """The label that a form says, on the draft that it was made of. Raises `NotALabel`."""
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
                f"“{date}” as {name} is no date: write 2012, 2012-02, 2012-02-14, 2012-02-14 14:46 or with seconds.",
            )
    return label


_WHITE = re.compile(r"\s+")


def _body(draft: Draft, form: FormData) -> str:
    """The kept lines, each as it was written over where it was. A text of several lines is several paragraphs."""
    kept = {str(number) for number in form.getlist("keep")}
    texts: Mapping[int, str] = {
        index: str(form.get(f"text.{index}", line.text))
        for index, line in enumerate(draft.lines)
        if str(index) in kept
    }
    paragraphs = (line.strip() for text in texts.values() for line in text.splitlines())
    return "\n".join(line for line in paragraphs if line)


def names_in(text: str) -> list[str]:
    """Names divided by semicolons, or by commas where there is no semicolon: a name may have a comma of its own."""
    divided = re.split("[;；\n]" if re.search("[;；\n]", text) else "[,，、]", text)
    return list(dict.fromkeys(name for each in divided if (name := _WHITE.sub(" ", each).strip())))

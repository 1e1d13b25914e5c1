"""Finds parts of a site's URLs that change nothing: referrer parameters, session ids in a path.

Well-known names are dropped by `newsmill.pipelines.urls`; a site's own are learned from its pages. If two
texts have URLs that differ in one part, their bodies are the same or not. A part with some pairs of equal
bodies and none of different ones is *noise*: of URLs that differ only in noise, one is fetched.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

__all__ = ["Noise"]

# The number of page pairs that must have the same body.
_SAME = 3
# A folder that may be a session id: at least six characters with a digit among them, and not a date.
_ID = re.compile(r"(?=[^/]*\d)[^/]{6,}")
_DATE = re.compile(r"(?:19|20)\d\d[-_]?[01]\d(?:[-_]?[0-3]\d)?")
_DIGITS = re.compile(r"\d+")
_ANY_ROUND = 1 << 40


class Noise:
    """The tables `bodies` and `noise` of a crawl's state (`newsmill.crawler.run.state`), in its transaction.

    What a round has shown counts from the next round on, so that the order of its pages does not matter.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._db = database
        self._parts: frozenset[str] = frozenset()
        self._chosen: set[str] = set()

    def note(self, number: int, url: str, body: str) -> None:
        """Note the body (a digest) of a text that was read in a round."""
        for part, form in _parts_of(url):
            known, owner = self._read(form)
            if owner in (None, url):
                self._db.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?, ?)", (form, body, url))
                continue
            self._db.execute(
                "INSERT INTO noise VALUES (?, ?, ?, ?) ON CONFLICT (part, round)"
                " DO UPDATE SET same = same + excluded.same, other = other + excluded.other",
                (part, number, int(known == body), int(known != body)),
            )

    def _read(self, form: str) -> tuple[str | None, str | None]:
        """The body and URL of the page of this form that was read first."""
        for question in (
            "SELECT body, url FROM bodies WHERE form = ?",
            "SELECT body, url FROM urls WHERE url = ? AND body IS NOT NULL",  # the URL without the part
        ):
            if row := self._db.execute(question, (form,)).fetchone():
                return row[0], row[1]
        return None, None

    def open_round(self, number: int | None = None) -> None:
        """Count what the rounds before this one have shown; None counts all rounds."""
        rows = self._db.execute(
            "SELECT part FROM noise WHERE round < ? GROUP BY part HAVING sum(other) = 0 AND sum(same) >= ?",
            (_ANY_ROUND if number is None else number, _SAME),
        )
        self._parts = frozenset(part for (part,) in rows)
        self._chosen.clear()

    def is_known(self, url: str) -> bool:
        """Whether a URL that differs from this one only in noise was read, or asked about in this round."""
        if not self._parts:
            return False
        form = self._without_noise(url)
        if self._read(form)[1] not in (None, url) or form in self._chosen:
            return True
        self._chosen.add(form)
        return False

    def _without_noise(self, url: str) -> str:
        """A URL with all noise replaced."""
        form = url
        for _ in range(len(self._parts)):
            found = next((shorter for part, shorter in _parts_of(form) if part in self._parts), None)
            if found is None:
                break
            form = found
        return form


def _parts_of(url: str) -> Iterator[tuple[str, str]]:
    """The parts of a URL that may be noise: their names on the site, and the URL without each."""
    parts = urlsplit(url)
    items = [item for item in parts.query.split("&") if item]
    names = [item.partition("=")[0] for item in items]
    for name in dict.fromkeys(names):
        rest = "&".join(item for item, own in zip(items, names, strict=True) if own != name)
        yield f"{parts.netloc}?{name}", _form(parts, query=rest)
    if len(set(names)) > 1:
        yield f"{parts.netloc}?{'&'.join(sorted(set(names)))}", _form(parts, query="")
    folders = parts.path.split("/")
    for index, folder in enumerate(folders[:-1]):
        if _ID.fullmatch(folder) and not _DATE.fullmatch(folder):
            before = _DIGITS.sub("#", "/".join(folders[:index]))
            path = "/".join([*folders[:index], "*", *folders[index + 1 :]])
            yield f"{parts.netloc}{before}/*", _form(parts, path=path)


def _form(parts: SplitResult, *, path: str | None = None, query: str | None = None) -> str:
    changed = parts._replace(
        path=parts.path if path is None else path, query=parts.query if query is None else query
    )
    return changed.geturl()

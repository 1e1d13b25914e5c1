"""Further pages of a list that only a script or a form leads to.

Many content management systems write the numbers under a list by script. What such scripts say is read, never
executed: the arguments of a paging call, a URL joined from text and a number, and functions that links call
with a number. A URL that cannot be derived from the page is not tried, and a wrong one costs one request.

Everything is linear in the size of the page: patterns are bounded, and only `_MAX_SCRIPT` characters are read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

from newsmill.crawler.frontier.multi_page_articles import PAGE_PARAMETERS

__all__ = ["ENDINGS", "Form", "gaps", "next_of_json", "scripted", "submitted"]

_MAX_SCRIPT = 200_000
_MAX_TARGETS = 100
# Upper limit of page numbers.
_MAX_PAGE = 5_000

# File extensions of pages.
ENDINGS = r"(?:s?html?|php|aspx?|jsp)"
# Parameters that hold the number of a page, besides those of the parts of an article.
_COUNTED = "|".join(
    (*sorted(PAGE_PARAMETERS), r"pages?_?(?:no|num|number|index|id)", r"(?:cur(?:rent)?|to|next)_?page")
)

# --- Calls with everything in their arguments ---

# `createPageHTML(6, 0, "index", "html")`, `createPageHTML('page_div', 6, 1, 'list', 'shtml', 60)`: the number of
# pages, the current one, and the two halves of the files' names. Page n is `index_n.html`. Systems that name
# the element to fill count from 1, the others from 0.
_PAGING_CALLS = tuple(
    re.compile(
        name
        + r"""(?i:\w{0,30}\(\s{0,9}
        (?P<element>["'][^"'<>()]{0,60}["']\s{0,9},\s{0,9})?
        (?P<total>\d{1,5})\s{0,9},\s{0,9}(?P<current>\d{1,5})\s{0,9},\s{0,9}
        ["'](?P<name>[\w./-]{1,100})["']\s{0,9},\s{0,9}["']\.?(?P<ending>"""
        + rf"""{ENDINGS})["'])""",
        re.VERBOSE,
    )
    for name in ("page", "Page", "PAGE")
)

# --- URLs joined from text and a number ---

# These patterns begin with a literal, because a search for one is several times faster. What is before it, the end
# of a piece of a URL, is checked afterwards.
#
# `"/list_" + page + ".html"`: from the plus on.
_JOINED = re.compile(
    r"""\+\s{0,9}\(?(?P<name>[A-Za-z_$][\w.$]{0,60})(?:\s{0,3}\+\s{0,3}1\b)?\)?
    (?:\s{0,9}\+\s{0,9}(?:["'](?P<after>[^"'\n]{0,100})(?P<goes_on>["']\s{0,9}\+)?|(?P<other>\S)))?""",
    re.VERBOSE,
)
_TEXT_ENDS = re.compile(r"""[/=_-]["']\s{0,9}\Z""")
_LONGEST_TEXT_END = 11
# `/list_${page}.html`, a template literal.
_LITERAL = re.compile(
    r"\$\{(?<=[/=_-]\$\{)(?P<name>[A-Za-z_$][\w.$]{0,60})(?:\s{0,3}\+\s{0,3}1)?\}"
    r"(?P<after>[^`\s<>{}\"']{0,100})(?P<goes_on>\{)?"
)
# `href: "?page={{number}}"`, `link_to: "list___id__.html"`: the placeholders of paging libraries.
_PLACEHOLDERS = tuple(
    re.compile(placeholder + r"(?P<after>[^\s\"'<>]{0,100})")
    for placeholder in (
        r"\{(?<=[/=_-]\{)\{?\s?(?:number|page|pageNumber|0)\s?\}?\}",
        r"__id__(?<=[/=_-]__id__)",
        r"\[page\](?<=[/=_-]\[page\])",
        r"%page%(?<=[/=_-]%page%)",
    )
)
_BEGIN_AFTER = "\"'`\n"
# In a piece of markup, the URL begins after `href="`.
_IN_MARKUP = re.compile(r"""^.*(?:href|src)\s?=\s?\\?["']?|^.*[\s"'<>]""", re.IGNORECASE | re.DOTALL)
_ENDS = re.compile(r"""[\s"'<>\\].*$""", re.DOTALL)
# What makes joined text a URL: a folder, a parameter, or a page's file extension.
_LIKE_URL = re.compile(r"^(?:https?://|\.{0,2}/|[\w./-]{0,200}\?).|^[\w./-]{1,200}\0\." + ENDINGS + r"\b")
_NO_PAGE = re.compile(r"\.(?:js|css|png|gif|jpe?g|svg|webp|mp[34])\b", re.IGNORECASE)
_PAGE_FILE = re.compile(rf"\.{ENDINGS}\b", re.IGNORECASE)
_IN_PAGE_PLACE = re.compile(
    rf"[?&](?:{_COUNTED})=$|/(?:p|page|pages|list|seite|pagina|strana|sida|sayfa)[/_-]?$", re.IGNORECASE
)
# Names of numbers that count pages.
_PAGE_NAME = re.compile(
    r"(?:^|[._$])(?:[pn]|pn|pg|pno|curr?|index|idx)$|page|curr?(?:ent)?(?:num|no|idx|index)?$", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\b(?P<name>[A-Za-z_$][\w$]{0,60})\s{0,9}[=:]\s{0,9}[\"']?(?P<number>\d{1,6})[\"']?\s{0,9}(?=[;,\n}]|$)"
)
_SUM = re.compile(
    r"\b(?P<name>[A-Za-z_$][\w$]{0,60})\s{0,9}=\s{0,9}(?P<of>[A-Za-z_$][\w$]{0,60})\s{0,9}(?P<sign>[+-])"
    r"\s{0,9}(?P<by>\d{1,3})\b"
)
_TOTAL_NAME = re.compile(
    r"(?:total|count|max|last|sum|all)_?page|page_?(?:total|count|max|sum|num|s$)|^pages$", re.IGNORECASE
)
_ITEMS_NAME = re.compile(
    r"^(?:count|total|total_?(?:count|num|records?|items?)|record_?count)$", re.IGNORECASE
)
_SIZE_NAME = re.compile(r"^(?:limit|page_?size|size|per_?page|items_per_page|rows)$", re.IGNORECASE)
_FUNCTION = re.compile(
    r"\bfunction\s{1,9}(?P<name>[\w$]{1,60})\s{0,9}\((?P<arguments>[\w$,\s]{0,200})\)"
    r"|\b(?P<assigned>[\w$]{1,60})\s{0,9}=\s{0,9}(?:function\s{0,9}\((?P<its>[\w$,\s]{0,200})\)|"
    r"\(?(?P<arrow>[\w$,\s]{1,200}?)\)?\s{0,9}=>)"
)
# What a function does with a URL when it leads to a page.
_LEADS = re.compile(r"\b(?:location|open|href|action|navigateTo|push)\b", re.IGNORECASE)
# `goPage(3)`, `javascript:turn('7', 2)`: a call in a link.
_CALL = re.compile(r"\b(?P<name>[A-Za-z_$][\w$]{0,60})\((?P<arguments>[\w\s,'\"-]{1,200})\)")
_MAX_URL = 200


class _Template(NamedTuple):
    """A URL with a number in it.

    name  the script's name of the number, empty for a placeholder
    at    where it is in the script
    """

    before: str
    after: str
    name: str
    at: int

    def counts_pages(self) -> bool:
        """Whether the place of the number makes it a page number: a parameter, a folder or part of a file's
        name."""
        return _IN_PAGE_PLACE.search(self.before) is not None or _PAGE_FILE.match(self.after) is not None

    def with_number(self, number: int | str) -> str:
        return f"{self.before}{number}{self.after}"


def scripted(scripts: Iterable[str], handlers: Sequence[str], own: str) -> list[str]:
    """The further pages that a list's scripts lead to, as written there.

    handlers  what its links execute: `javascript:` URLs and `onclick`
    own       the list's own URL
    """
    text = "\n".join(scripts)[:_MAX_SCRIPT]
    if not text:
        return []
    found = dict.fromkeys(_named_in_calls(text))
    templates = list(islice(_templates(text), _MAX_TARGETS))
    if templates:
        script = _Script(text, handlers)
        for template in templates:
            found.update(dict.fromkeys(script.pages_of(template, own)))
    return list(found)[:_MAX_TARGETS]


def _named_in_calls(text: str) -> Iterator[str]:
    for pattern in _PAGING_CALLS:
        for call in pattern.finditer(text):
            following = int(call["current"]) + 1
            if following < int(call["total"]) + bool(call["element"]):
                yield f"{call['name']}_{following}.{call['ending']}"


def _templates(text: str) -> Iterator[_Template]:
    for start, match in _joined(text):
        yield from _template(text, start, match)
    for pattern in (_LITERAL, *_PLACEHOLDERS):
        for match in pattern.finditer(text):
            yield from _template(text, match.start() - 1, match)


def _joined(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """The places where text ends and a number is added, each with its last character."""
    done = 0
    at = text.find("+")
    while at >= 0:
        # Most plus signs follow neither a quotation mark nor space.
        before = text[at - 1 : at]
        ends = (
            _TEXT_ENDS.search(text, max(done, at - _LONGEST_TEXT_END), at)
            if before in "\"'" or before.isspace()
            else None
        )
        match = _JOINED.match(text, at) if ends else None
        if ends and match:
            yield ends.start(), match
            done = match.end()
        at = text.find("+", max(done, at + 1))


def _template(text: str, start: int, match: re.Match[str]) -> Iterator[_Template]:
    """The URL whose first half ends at `start`, if it is one."""
    groups = match.groupdict()
    window = text[max(0, start + 1 - _MAX_URL) : start + 1]
    before = _IN_MARKUP.sub("", window[max(map(window.rfind, _BEGIN_AFTER)) + 1 :])
    written = groups["after"] or ""
    after = _ENDS.sub("", written)
    goes_on = groups.get("other") or (groups.get("goes_on") and after == written)
    if not goes_on and _LIKE_URL.match(f"{before}\0{after}") and not _NO_PAGE.search(after):
        yield _Template(before, after, groups.get("name") or "", start)


class _Script:
    """What the scripts of a list say about numbers, and the calls in its links."""

    def __init__(self, text: str, handlers: Sequence[str]) -> None:
        self._text = text
        self._calls = _calls(handlers)
        self._functions = list(_FUNCTION.finditer(text)) if self._calls else []

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return _numbers(self._text)

    @cached_property
    def _last(self) -> int:
        return _last(self._numbers)

    def pages_of(self, template: _Template, own: str) -> Iterator[str]:
        """The pages that a template yields: those its function is called with, else the next one."""
        arguments = self._arguments_of(template)
        if arguments is not None:
            yield from map(template.with_number, arguments)
        elif not template.name or _PAGE_NAME.search(template.name):
            current = _number_in(template, own)
            if current is not None or template.counts_pages():
                number = self._next(template.name.rpartition(".")[2], current)
                if number is not None:
                    yield template.with_number(number)

    def _arguments_of(self, template: _Template) -> list[str] | None:
        """What links call the template's function with; None if it is in no function that links call."""
        place = bisect_right(self._functions, template.at, key=lambda function: function.end()) - 1
        if place < 0:
            return None
        function = self._functions[place]
        if not _LEADS.search(self._text, max(function.end(), template.at - _MAX_URL), template.at):
            return None
        written = function["arguments"] or function["its"] or function["arrow"] or ""
        names = [each.strip() for each in written.split(",")]
        calls = self._calls.get(function["name"] or function["assigned"])
        if template.name not in names or calls is None:
            return None
        at = names.index(template.name)
        return [arguments[at] for arguments in calls if len(arguments) > at]

    def _next(self, name: str, current: int | None) -> int | None:
        """The number of the next page, or None if the list ends here.

        A name that says "next" has its own number. Otherwise the current number is the one in the list's own
        URL, else what the script says, else 1.
        """
        number = self._numbers.get(name) if "next" in name.lower() else None
        if number is None:
            if current is None:
                current = self._numbers.get(name, self._numbers.get("current_page", 1)) or 1
            number = current + 1
        return number if 0 < number <= min(self._last, _MAX_PAGE) else None


def _calls(handlers: Sequence[str]) -> dict[str, list[list[str]]]:
    """The calls in handlers, by the function's name."""
    found: dict[str, list[list[str]]] = {}
    for handler in handlers:
        for call in _CALL.finditer(handler):
            arguments = [each.strip().strip("'\"") for each in call["arguments"].split(",")]
            if all(arguments):
                found.setdefault(call["name"], []).append(arguments)
    return found


def _numbers(text: str) -> dict[str, int]:
    """The numbers in a script's variables, set to a literal or to another variable plus or minus one."""
    numbers = {match["name"]: int(match["number"]) for match in _NUMBER.finditer(text)}
    for match in _SUM.finditer(text):
        if match["of"] in numbers and match["name"] != match["of"]:
            by = int(match["by"]) * (1 if match["sign"] == "+" else -1)
            numbers[match["name"]] = numbers[match["of"]] + by
    return numbers


def _last(numbers: Mapping[str, int]) -> int:
    """The number of the last page, if the script says how many pages or items there are."""
    pages = [number for name, number in numbers.items() if _TOTAL_NAME.search(name)]
    if pages:
        return max(pages)
    items = [number for name, number in numbers.items() if _ITEMS_NAME.search(name)]
    sizes = [number for name, number in numbers.items() if _SIZE_NAME.search(name) and number]
    return -(-max(items) // min(sizes)) if items and sizes else _MAX_PAGE


def _number_in(template: _Template, own: str) -> int | None:
    """The number that a URL has in the template's place."""
    try:
        before = urljoin(own, template.before or "./")
    except ValueError:
        return None
    match = re.compile(re.escape(before) + r"(\d{1,5})" + re.escape(template.after)).fullmatch(own)
    return int(match.group(1)) if match else None


# --- Forms ---

_PAGE_PARAMETER = re.compile(rf"{_COUNTED}|start|offset", re.IGNORECASE)
_SUBMITS = ("hidden", "submit", "button", "image")


@dataclass
class Form:
    """A form that works like a link: `GET`, with hidden values only."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    has_fields: bool = False

    def take(self, kind: str, name: str, value: str) -> None:
        """Record a control. If people must fill it in, the form does not count as a link."""
        kind = kind.strip().lower()
        self.has_fields = self.has_fields or kind not in _SUBMITS
        if kind == "hidden" and name:
            self.values.append((name, value))

    def target(self) -> str | None:
        """The URL that it leads to, if one of its values is the number of a page."""
        if self.has_fields or self.method.strip().lower() not in ("", "get"):
            return None
        if not any(_PAGE_PARAMETER.fullmatch(name) and value.isdecimal() for name, value in self.values):
            return None
        return f"{self.action.partition('#')[0].partition('?')[0]}?{urlencode(self.values)}"


def submitted(forms: Iterable[Form]) -> list[str]:
    """The pages that forms lead to: `<form><input type=hidden name=page value=2><button>Next</button></form>`."""
    return [target for form in forms if (target := form.target())]


# --- Numbers that are left out ---

_DIGITS = re.compile(r"\d{1,5}")
_FIRST = 2
# A number after a year belongs to a date.
_IN_DATE = re.compile(r"(?:19|20)\d\d[/-]?(?:\d\d?[/-]?)?$")


def gaps(own: str, links: Iterable[str]) -> list[str]:
    """The pages just before and after this one, where a list links only to its first and its last page.

    own, links  canonical URLs. A number counts as a page's if the list's own URL and links of the same form
    have it in the same place, and the first page (0, 1 or 2) is among them.
    """
    places = [match.span() for match in _DIGITS.finditer(own)]
    if not places:
        return []
    linked = list(links)
    for start, end in reversed(places):
        before, after, number = own[:start], own[end:], int(own[start:end])
        if _IN_DATE.search(before):
            continue
        others = {
            int(link[start : len(link) - len(after)])
            for link in linked
            if link.startswith(before)
            and link.endswith(after)
            and _DIGITS.fullmatch(link, start, len(link) - len(after))
        }
        if not others or min(*others, number, _MAX_PAGE) > _FIRST or max(*others, number, 0) > _MAX_PAGE:
            continue
        wanted = []
        if max(others) > number + 1 and number + 1 not in others:
            wanted.append(number + 1)
        if min(others) < number - 1 and number - 1 not in others:
            wanted.append(number - 1)
        return [f"{before}{each}{after}" for each in wanted]
    return []


# --- JSON ---


def next_of_json(url: str) -> str | None:
    """The next page of a list in JSON: `/api/list?page=2` is followed by `page=3`. Only for a list without
    links to its own parts.
    """
    before, mark, query = url.partition("?")
    parts = query.split("&")
    for place, part in enumerate(parts):
        name, _, value = part.partition("=")
        if (
            _PAGE_PARAMETER.fullmatch(name)
            and value.isdecimal()
            and not name.lower().startswith(("start", "off"))
        ):
            if int(value) >= _MAX_PAGE:
                return None
            parts[place] = f"{name}={int(value) + 1}"
            return f"{before}{mark}{'&'.join(parts)}"
    return None

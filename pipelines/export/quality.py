"""Quality filters: named rules that can be switched on and off one by one, each with a reason.

A rule checks one record and returns what is wrong with it, or None. A record is counted under the first rule
that drops it, in the order of `RULES`; how many records each rule would have dropped alone is counted as
well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.published_rules import CRITERIA, broken
from newsmill.pipelines.spaceless_scripts import WITH_KOREAN

__all__ = ["EVERY_RULE", "PUBLISHED", "RULES", "Filters", "Row", "Rule"]

_CJK = re.compile(f"[{WITH_KOREAN}]")
_LETTER = re.compile(r"[^\W\d_]")

# Shorter lines do not count as repetitions (`记者：`, `***`).
_LINE_MINIMUM = 4


class Row(NamedTuple):
    """The input of the rules.

    guessed     repairs of bytes that had been lost and were guessed
    recurring   characters of the body in lines that recur across its site
    present     names of the record's fields that have a value
    perplexity  by the function given with --perplexity, if any
    """

    language: str | None
    body: str
    guessed: int
    recurring: int
    present: frozenset[str]
    perplexity: float | None = None


Parameter = float | tuple[str, ...]


class Rule(NamedTuple):
    """A rule: `wrong(row, parameter)` returns what is wrong, or None. `default` is the parameter if only the
    rule's name is given.
    """

    name: str
    default: Parameter
    meaning: str
    why: str
    wrong: Callable[[Row, Parameter], str | None]


def _too_short(row: Row, parameter: Parameter) -> str | None:
    length = len(row.body)
    return f"{length} characters" if length < _number(parameter) else None


def _other_language(row: Row, parameter: Parameter) -> str | None:
    # Imported here: it loads the extractor, and `newsmill export --help` only lists the rules.
    from newsmill.pipelines.extract.language import language_of

    recorded, recognised = _primary(row.language), _primary(language_of(row.body, row.language))
    language = recognised or recorded
    if language is None:
        return "no language recognised"
    if recorded and language != recorded:
        return f"recorded as {recorded}, reads as {language}"
    return f"in {language}" if _names(parameter) and language not in _names(parameter) else None


def _little_cjk(row: Row, parameter: Parameter) -> str | None:
    if _primary(row.language) not in ("zh", "ja", "ko", "yue"):
        return None
    letters = len(_LETTER.findall(row.body))
    share = len(_CJK.findall(row.body)) / letters if letters else 0.0
    return f"{share:.0%} of the letters are CJK" if share < _number(parameter) else None


def _repeats_itself(row: Row, parameter: Parameter) -> str | None:
    seen: set[str] = set()
    repeated = total = 0
    for line in row.body.split("\n"):
        text = line.strip()
        total += len(text)
        if len(text) >= _LINE_MINIMUM and text in seen:
            repeated += len(text)
        seen.add(text)
    share = repeated / total if total else 0.0
    return f"{share:.0%} of the text repeats a line above" if share > _number(parameter) else None


def _boilerplate(row: Row, parameter: Parameter) -> str | None:
    share = row.recurring / len(row.body) if row.body else 0.0
    return (
        f"{share:.0%} of the text are lines that recur across the site"
        if share > _number(parameter)
        else None
    )


def _guessed(row: Row, parameter: Parameter) -> str | None:
    return f"{row.guessed} uncertain repairs" if row.guessed > _number(parameter) else None


def _incomplete(row: Row, parameter: Parameter) -> str | None:
    absent = [name for name in _names(parameter) if name not in row.present]
    return f"without {', '.join(absent)}" if absent else None


def _surprising(row: Row, parameter: Parameter) -> str | None:
    if row.perplexity is None or row.perplexity <= _number(parameter):
        return None
    return f"perplexity {row.perplexity:.4g}"


def _published(name: str, meaning: str, why: str) -> Rule:
    def wrong(row: Row, parameter: Parameter) -> str | None:
        return broken(name, row.body, _names(parameter))

    return Rule(name, (), f"{meaning}; or which of its criteria, separated by commas", why, wrong)


RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule(
            "missing",
            ("title", "published"),
            "fields that a record must have, separated by commas",
            "an article without a title or a date is often a fragment or a page that was no article",
            _incomplete,
        ),
        Rule(
            "length",
            100.0,
            "characters that a body must have",
            "shorter bodies are captions, notices and extraction left-overs",
            _too_short,
        ),
        Rule(
            "language",
            (),
            "languages to keep, separated by commas; the text must also be in the record's language",
            "pages of other languages, and records whose language was declared rather than read",
            _other_language,
        ),
        Rule(
            "cjk",
            0.5,
            "smallest share of CJK characters among the letters of a Chinese, Japanese or Korean body",
            "a Chinese page whose body is mostly Latin letters is a table, code or a wrong decoding",
            _little_cjk,
        ),
        Rule(
            "repeated-lines",
            0.3,
            "largest share of a body's text in lines that repeat a line above",
            "lists and menus taken for a body repeat themselves (the Gopher corpus draws the line at 0.3 as well)",
            _repeats_itself,
        ),
        Rule(
            "boilerplate",
            0.3,
            "largest share of a body's text in lines that recur across its site",
            "disclaimers and teasers that extraction left in recur from page to page, articles do not",
            _boilerplate,
        ),
        Rule(
            "uncertain-repairs",
            0.0,
            "largest number of repairs that were guesses",
            "text that was guessed may be wrong, and a corpus cannot say so at every use",
            _guessed,
        ),
    )
}

# Rules switched on only by name, not by `all`: published sets of rules, and rules that need a function.
PUBLISHED: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        _published(
            "gopher-quality",
            "the quality rules of Gopher (words, word length, symbols, bullets, ellipses, letters, stop words)",
            "bodies of a few words, lists, tables and codes are not prose (Rae et al. 2021)",
        ),
        _published(
            "gopher-repetition",
            "the repetition rules of Gopher (lines and n-grams that repeat)",
            "text that repeats itself teaches a model to repeat itself (Rae et al. 2021)",
        ),
        _published(
            "c4",
            "the rules of C4 that decide on a page (sentences in full lines, braces, lorem ipsum, policies)",
            "pages without sentences and pages of code are not prose (Raffel et al. 2020)",
        ),
        _published(
            "fineweb",
            "the rules that FineWeb adds (line ends, short lines, repeated lines, line feeds)",
            "menus and lists have many short lines that no sentence ends (Penedo et al. 2024)",
        ),
        Rule(
            "perplexity",
            1_000.0,
            "largest perplexity, by the function that --perplexity names",
            "a language model is surprised by garbled text and by lists",
            _surprising,
        ),
    )
}

EVERY_RULE = RULES | PUBLISHED

# A line recurs across a site if it is in at least this many distinct bodies, and this share of them.
RECURRING_BODIES = 5
RECURRING_SHARE = 0.01


class Filters:
    """The rules switched on, with their parameters and counts.

    dropped   records dropped, by the first rule that did
    alone     records that the rule would have dropped alone
    """

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self.parameters = {name: parameters[name] for name in EVERY_RULE if name in parameters}
        self.dropped: Counter[str] = Counter()
        self.alone: Counter[str] = Counter()

    @classmethod
    def read(cls, switched_on: Iterable[str], switched_off: Iterable[str] = ()) -> Filters:
        """Read `--filter length=200 --filter all` and `--without cjk`. Raises `Unusable` for an unknown rule."""
        parameters: dict[str, Parameter] = {}
        for option in switched_on:
            name, given, value = option.partition("=")
            if name == "all" and not given:
                parameters = {rule.name: rule.default for rule in RULES.values()} | parameters
            else:
                rule = _rule(name, "--filter")
                parameters[name] = _parameter(rule, value) if given else rule.default
                _check_criteria(name, parameters[name])
        for name in switched_off:
            parameters.pop(_rule(name, "--without").name, None)
        return cls(parameters)

    def __bool__(self) -> bool:
        return bool(self.parameters)

    def first_wrong(self, row: Row) -> tuple[str, str] | None:
        """The rule that drops the record and what is wrong with it, or None for a record that stays."""
        first: tuple[str, str] | None = None
        for name, parameter in self.parameters.items():
            wrong = EVERY_RULE[name].wrong(row, parameter)
            if wrong is not None:
                self.alone[name] += 1
                first = first or (name, wrong)
        if first:
            self.dropped[first[0]] += 1
        return first

    def needs(self, rule: str) -> bool:
        """Whether a rule is switched on."""
        return rule in self.parameters


def _rule(name: str, option: str) -> Rule:
    if name not in EVERY_RULE:
        raise Unusable(f"{option}: there is no rule {name!r}. Rules: {', '.join(EVERY_RULE)}, all.")
    return EVERY_RULE[name]


def _check_criteria(name: str, parameter: Parameter) -> None:
    known = [criterion.name for criterion in CRITERIA if criterion.rule == name]
    unknown = [criterion for criterion in _names(parameter) if criterion not in known] if known else []
    if unknown:
        raise Unusable(f"--filter {name} has the criteria {', '.join(known)}, not {', '.join(unknown)}.")


def _parameter(rule: Rule, value: str) -> Parameter:
    if isinstance(rule.default, tuple):
        return tuple(name.strip() for name in value.split(",") if name.strip())
    try:
        return float(value)
    except ValueError:
        raise Unusable(f"--filter {rule.name} needs a number ({rule.meaning}), not {value!r}.") from None


def _number(parameter: Parameter) -> float:
    assert isinstance(parameter, float)
    return parameter


def _names(parameter: Parameter) -> Sequence[str]:
    assert isinstance(parameter, tuple)
    return parameter


def _primary(language: str | None) -> str | None:
    return language.split("-", 1)[0].lower() if language else None

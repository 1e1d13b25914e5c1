"""Word lists are in the lexicon, and each says why it is there."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXTRACT = ROOT / "pipelines/extract"
# A pattern with fewer words is a rule of grammar (`by|von|par` before a name).
MOST_WORDS = 12

# Constants with more words that are no lists of a language's words.
_COLUMNS = "names of the model's columns"
_LABELS = "names of the labels and rules of the inspector"
_ELEMENTS = "names of elements, attributes or class names of known software"
_KEYS = "keys of metadata and of objects in scripts"
_GRAMMAR = "the small words of a sentence, which mean nothing without their place in the pattern"
_CODES = "domains, zones and languages by their codes"
NOT_WORDS = {
    "body.excluded_structures._RULES": _LABELS,
    "body.feature_columns.GROUPS": _COLUMNS,
    "body.model.CONTEXT_NAMES": _COLUMNS,
    "body.regions._HEAD": _COLUMNS,
    "body.regions._INSIDE": _COLUMNS,
    "body.regions._PLACE": _COLUMNS,
    "comments._UNIT": _ELEMENTS,
    "dump.ENDINGS": _LABELS,
    "explain._BOILERPLATE": _LABELS,
    "explain._LABEL_OF_RULE": _LABELS,
    "fields.byline_authors._SHOWN": _LABELS,
    "fields.byline_lines._INTRODUCES": _GRAMMAR,
    "fields.byline_source.SOURCE_ORDER": _LABELS,
    "fields.byline_source._OUTLET_TAKEN": _GRAMMAR,
    "fields.credit_datelines._REPORTED": _GRAMMAR,
    "fields.credit_datelines._REPORTER": _GRAMMAR,
    "fields.credit_outlets._OUTLET_END": _GRAMMAR,
    "fields.date_forms.FORMS": "examples of forms",
    "fields.date_forms.READ": _LABELS,
    "fields.dateline_dates._PLACE": _GRAMMAR,
    "fields.dates._UPDATE_TIME": _GRAMMAR,
    "fields.day_order._DAY_FIRST_ZONE": _CODES,
    "fields.day_order._ENGLISH_DAY_FIRST_DOMAINS": _CODES,
    "fields.day_order._ORDER": _LABELS,
    "fields.lead._APART": _LABELS,
    "fields.machine_dates._URL_MONTHS": "how software writes months in addresses, in every language",
    "fields.person_names._PARTICLE": _GRAMMAR,
    "fields.spaced_names._ADDRESS": _CODES,
    "fields.spaced_names._OF_OUTLET": _GRAMMAR,
    "fields.spaced_names._OFFICE": _GRAMMAR,
    "fields.spaced_names._PREFIXED": _GRAMMAR,
    "fields.state_authors._AUTHOR_KEY": _KEYS,
    "fields.state_authors._OUTLET_KEY": _KEYS,
    "fields.state_titles._TITLE_KEY": _KEYS,
    "fields.title._ENTITY": _ELEMENTS,
    "fields.title._SCORES": _LABELS,
    "images._DECORATION": "parts of the addresses of pictures that decorate",
    "kind.quantities._TAGS": _COLUMNS,
    "page.element_roles.ROLES": _ELEMENTS,
    "page.embedded_articles._BESIDE": _KEYS,
    "page.metadata.META": _KEYS,
    "page.metadata._STORY": _KEYS,
    "page.rendered_tree._ESCAPED_TWICE": _ELEMENTS,
    "page.rendered_tree._MARKS_OF_QUOTES": _CODES,
    "page.rendered_tree._PRINTED": _ELEMENTS,
    "page.tree._NESTING": _ELEMENTS,
}


def constants() -> Iterator[tuple[str, int]]:
    """The constants of the modules outside the lexicon, with the number of words in their strings."""
    for path in sorted(EXTRACT.rglob("*.py")):
        if "lexicon" in path.parts:
            continue
        module = ".".join(path.relative_to(EXTRACT).with_suffix("").parts)
        for statement in ast.parse(path.read_text("utf-8")).body:
            match statement:
                case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(
                    ast.Name(name), _, ast.expr() as value
                ):
                    strings = [
                        node.value
                        for node in ast.walk(value)
                        if isinstance(node, ast.Constant) and isinstance(node.value, str)
                    ]
                    text = re.sub(r"\\.|\(\?P?<\w+>|\{\d+,?\d*\}", " ", " ".join(strings))
                    yield f"{module}.{name}", len(set(re.findall(r"[^\W\d_]{2,}", text)))


def test_lists_of_words_are_in_the_lexicon() -> None:
    long = {name for name, words in constants() if words >= MOST_WORDS and not name.endswith("__all__")}
    assert sorted(long - set(NOT_WORDS)) == [], "move it to the lexicon, or say above what it is"


def test_the_exceptions_are_there() -> None:
    assert set(NOT_WORDS) - {name for name, _ in constants()} == set()


LEXICON = sorted(path.stem for path in (EXTRACT / "lexicon").glob("[a-z]*.py"))


@pytest.mark.parametrize("module", LEXICON)
def test_every_table_of_the_lexicon_says_why(module: str) -> None:
    """A row has a reason of its own, or a comment above the table says what its words have in common."""
    path = EXTRACT / f"lexicon/{module}.py"
    lines = path.read_text("utf-8").splitlines()
    values = vars(importlib.import_module(f"newsmill.pipelines.extract.lexicon.{module}"))
    public = {name for name in values.get("__all__", ()) if name.isupper()}
    silent = []
    for statement in ast.parse("\n".join(lines)).body:
        match statement:
            case ast.Assign([ast.Name(name)], _) | ast.AnnAssign(ast.Name(name), _, ast.expr()) if (
                name in public
            ):
                rows = values[name] if isinstance(values[name], (tuple, list)) else ()
                said = rows and all(isinstance(getattr(row, "why", None), str) and row.why for row in rows)
                above = lines[statement.lineno - 2] if statement.lineno > 1 else ""
                if not said and not above.startswith("#"):
                    silent.append(name)
    assert silent == []

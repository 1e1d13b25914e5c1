"""`--where`: an SQL expression typed by a user. Adapts it to the record's column types, or explains what is
wrong with it.

The dates of a record are text, as precise as on the page. Users type `year(published) > 2012` and `published
>= DATE '2013-01-01'`, which DuckDB would reject, or fail at half-way. So if a date's text is used as a
date, it is replaced by the typed column (`published_date`, `published_time`); compared with text, it stays
text.
"""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import duckdb

from newsmill.pipelines.export.columns import COLUMNS, NESTED, column, known_names, suggestion
from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.record import fields_marked

__all__ = ["EXTRA_COLUMNS", "Equality", "checked", "equalities", "explained", "nearest_values"]

_DATES = fields_marked("date")

# A date's text as a timestamp: the first moment of what it says, in the page's own time.
_TIME = (
    "TRY_CAST(CASE length(_t) WHEN 4 THEN _t || '-01-01' WHEN 7 THEN _t || '-01' WHEN 13 THEN _t || ':00' "
    "ELSE _t END AS TIMESTAMP)"
)
_WITHOUT_OFFSET = r"regexp_extract({name}, '^\d{{4}}(-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d(\.\d+)?)?)?)?)?)?')"


def _time_of(name: str) -> str:
    return _TIME.replace("_t", _WITHOUT_OFFSET.format(name=f'"{name}"'))


# Columns that an expression may use besides the record's own, as SQL over these.
EXTRA_COLUMNS: dict[str, str] = {
    **{f"{name.removesuffix('_at')}_time": _time_of(name) for name in _DATES},
    **{f"{name.removesuffix('_at')}_date": f"CAST({_time_of(name)} AS DATE)" for name in _DATES},
    "year": f"CAST(year({_time_of('published')}) AS INTEGER)",
}

_Node = dict[str, Any]

# The kind of value that a cast or function returns, by the start of the type's name.
_DATE_LIKE = ("DATE",)
_TIME_LIKE = ("TIMESTAMP", "DATETIME")
_NUMBER_LIKE = (
    "INT",
    "BIGINT",
    "SMALLINT",
    "TINYINT",
    "DECIMAL",
    "DOUBLE",
    "FLOAT",
    "NUMERIC",
    "HUGEINT",
    "REAL",
)
_FUNCTION_KINDS = {
    "today": "date", "current_date": "date", "make_date": "date", "last_day": "date", "get_current_timestamp": "time",
    "now": "time", "current_timestamp": "time", "make_timestamp": "time", "strptime": "time", "try_strptime": "time",
    "date_trunc": "time", "datetrunc": "time", "time_bucket": "time", "to_timestamp": "time",
    "localtimestamp": "time",
    "current_localtimestamp": "time", "transaction_timestamp": "time", "date_add": "time",
}  # fmt: skip


def checked(database: duckdb.DuckDBPyConnection, where: str) -> str:
    """The expression with typed dates, in DuckDB's own spelling, safe to use in a query. Raises
    `duckdb.Error`."""
    duckdb.SQLExpression(where)  # one expression, and nothing after it
    return str(duckdb.SQLExpression(_with_typed_dates(database, where)))


def _with_typed_dates(database: duckdb.DuckDBPyConnection, where: str) -> str:
    tree = _tree(database, where)
    if tree is None:
        return where
    text = ("SELECT 1 WHERE (" + where + "\n)").encode()
    splices: dict[int, tuple[int, str]] = {}
    typing = _Typing(_date_functions(database), splices)
    typing.visit(tree)
    for start, (length, name) in sorted(splices.items(), reverse=True):
        text = text[:start] + name.encode() + text[start + length :]
    return text[len("SELECT 1 WHERE (") : -len("\n)")].decode()


def _tree(database: duckdb.DuckDBPyConnection, where: str) -> _Node | None:
    """The expression's syntax tree; None if DuckDB returns none."""
    try:
        row = (
            database.cursor()
            .execute("SELECT json_serialize_sql(?)", [f"SELECT 1 WHERE ({where}\n)"])
            .fetchone()
        )
        tree = json.loads(row[0]) if row else {}
        found: _Node = tree["statements"][0]["node"]["where_clause"]
    except (duckdb.Error, KeyError, IndexError, ValueError, TypeError):
        return None
    return found


def _date_functions(database: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Functions that take a date and have no variant for text alone, from DuckDB's own catalogue."""
    catalogue = "SELECT lower(function_name), parameter_types FROM duckdb_functions()"
    rows = database.cursor().execute(catalogue).fetchall()
    dated = {name for name, types in rows if "DATE" in types or "TIMESTAMP" in types}
    texts = {name for name, types in rows if types and all(kind == "VARCHAR" for kind in types)}
    return frozenset(dated - texts)


class _Typing:
    """Walks the tree and notes which references to a date's text must become which typed column."""

    def __init__(self, date_functions: frozenset[str], splices: dict[int, tuple[int, str]]) -> None:
        self._date_functions = date_functions
        self._splices = splices

    def visit(self, node: Any) -> None:
        """Visit a node, then all nodes below it."""
        if isinstance(node, list):
            for part in node:
                self.visit(part)
        elif isinstance(node, dict):
            look = _VISITS.get(str(node.get("class")))
            if look:
                look(self, node)
            for part in node.values():
                self.visit(part)

    def compared(self, node: _Node) -> None:
        """`a < b`, `a BETWEEN b AND c`, `a IN (b, c)`: a date's text compared with a date, a time or a year."""
        sides = [
            node[key]
            for key in ("left", "right", "input", "lower", "upper")
            if isinstance(node.get(key), dict)
        ]
        sides += node.get("children", []) if "COMPARE" in str(node.get("type")) else []
        kinds = {kind for side in sides if (kind := _kind(side))}
        for kind in ("time", "date", "number"):
            if kind in kinds:
                for side in sides:
                    self._retype(side, kind)
                return

    def cast(self, node: _Node) -> None:
        """`published::DATE`."""
        kind = _kind(node)
        if kind in ("date", "time"):
            self._retype(node.get("child"), kind)

    def called(self, node: _Node) -> None:
        """`year(published)`, `published - INTERVAL 1 DAY`."""
        name = str(node.get("function_name")).lower()
        if name in self._date_functions:
            kind = "date" if name in ("+", "-") else "time"
            for argument in node.get("arguments") or node.get("children") or []:
                self._retype(argument.get("expression", argument), kind)

    def _retype(self, node: Any, kind: str) -> None:
        if not isinstance(node, dict) or node.get("class") != "COLUMN_REF":
            return
        name = str(node["column_names"][-1]).lower()
        if name not in _DATES or len(node["column_names"]) > 1:
            return
        stem = name.removesuffix("_at")
        typed = f"year({stem}_date)" if kind == "number" else f"{stem}_{kind}"
        self._splices[int(node["query_location"])] = (int(node["query_location_length"]), typed)


_VISITS: dict[str, Callable[[_Typing, _Node], None]] = {
    "COMPARISON": _Typing.compared,
    "BETWEEN": _Typing.compared,
    "OPERATOR": _Typing.compared,
    "CAST": _Typing.cast,
    "FUNCTION": _Typing.called,
}


def _kind(node: _Node) -> str | None:
    """Whether an expression is a `date`, a `time` or a `number`, if its form shows it."""
    form = node.get("class")
    if form == "CONSTANT":
        literal = node.get("literal") or node.get("value") or {}
        return "number" if str(literal.get("kind")) in ("INTEGER", "NUMBER", "DECIMAL", "FLOAT") else None
    if form == "CAST":
        name = _type_name(node)
        for kind, beginnings in (("date", _DATE_LIKE), ("time", _TIME_LIKE), ("number", _NUMBER_LIKE)):
            if name.startswith(beginnings) and not (kind == "date" and name.startswith("DATETIME")):
                return kind
        return None
    if form == "FUNCTION":
        name = str(node.get("function_name")).lower()
        if name in ("+", "-"):
            kinds = [_kind(part.get("expression", part)) for part in node.get("arguments", [])]
            return next((kind for kind in ("time", "date") if kind in kinds), None)
        return _FUNCTION_KINDS.get(name)
    if form == "COLUMN_REF":
        name = str(node["column_names"][-1]).lower()
        if name in EXTRA_COLUMNS:
            return "number" if name == "year" else name.rpartition("_")[2]
        return _FUNCTION_KINDS.get(name)  # `current_date` is written without parentheses
    return None


def _type_name(node: _Node) -> str:
    expression = node.get("type_expr") or node.get("cast_type") or {}
    return str(expression.get("type_name") or expression.get("id") or "").upper()


class Equality(NamedTuple):
    """`column = 'value'` in an expression."""

    column: str
    value: str


def equalities(database: duckdb.DuckDBPyConnection, where: str) -> list[Equality]:
    """The comparisons of a column with a text for equality."""
    found = []
    for node in _nodes(_tree(database, where)):
        if node.get("type") == "COMPARE_EQUAL":
            pair = [node.get("left") or {}, node.get("right") or {}]
        elif node.get("type") == "COMPARE_IN":
            pair = node.get("children") or []
        else:
            continue
        names = [str(side["column_names"][-1]) for side in pair if side.get("class") == "COLUMN_REF"]
        values = [text for side in pair if (text := _text(side)) is not None]
        found += [Equality(name, value) for name in names[:1] for value in values]
    return found


def _text(node: _Node) -> str | None:
    literal = node.get("literal") or {}
    return (
        str(literal.get("text"))
        if node.get("class") == "CONSTANT" and literal.get("kind") == "STRING"
        else None
    )


def _nodes(node: Any) -> Iterator[_Node]:
    if isinstance(node, list):
        for part in node:
            yield from _nodes(part)
    elif isinstance(node, dict):
        yield node
        for part in node.values():
            yield from _nodes(part)


def nearest_values(found: Iterable[Equality], values: dict[str, Counter[str]]) -> list[str]:
    """For each `column = 'value'` that no record has: a sentence with similar values that records do have."""
    sentences = []
    for name, value in dict.fromkeys(found):
        known = values.get(name)
        if known is None or value in known:
            continue
        near = difflib.get_close_matches(value, known, 3, 0.6) or [one for one, _ in known.most_common(3)]
        shown = ", ".join(repr(one) for one in near)
        sentences.append(
            f"No record has {name} = {value!r}; there is {shown}." if near else f"No record has a {name}."
        )
    return sentences


def explained(error: Exception, where: str, database: duckdb.DuckDBPyConnection) -> Unusable:
    """What to type instead, then the first sentence of DuckDB's message. The rest of that message quotes the
    query that the expression was put into, which the user has not typed."""
    message = str(error)
    said = _QUOTED_QUERY.split(message, maxsplit=1)[0].strip()
    return Unusable(f"--where: {_hint(message, where, database)}\nDuckDB: {said}")


_QUOTED_QUERY = re.compile(r"\n+(?=LINE \d+:|Candidate |Did you mean)")


_WRONG_COLUMN = re.compile(
    r'(?:Referenced column|Could not find key|struct entry|column named) "([^"]+)"|Referenced table "([^"]+)"'
)


def _hint(message: str, where: str, database: duckdb.DuckDBPyConnection) -> str:
    if "disabled by configuration" in message or "table function" in message:
        return "The expression may only look at the record: files, network and other tables are out of reach."
    wrong = _WRONG_COLUMN.search(message)
    if wrong:
        return _wrong_column(wrong[1] or wrong[2], bool(wrong[2]), where)
    misspelt = re.search(r"Function with name (\w+) does not exist!\s*Did you mean \"(\w+)\"", message)
    if misspelt:
        return f"There is no function {misspelt[1]}. Did you mean {misspelt[2]}?"
    mismatched = _mismatch(_tree(database, where))
    if mismatched:
        return mismatched
    return "Give one expression over the fields of a record, such as \"site = 'example.com' AND length(body) > 200\""


def _wrong_column(name: str, is_table: bool, where: str) -> str:
    fields = "\nA record's fields: " + ", ".join(item.name for item in COLUMNS)
    fields += "; typed: " + ", ".join(EXTRA_COLUMNS) + ". Text and dates stand in 'single quotes'."
    near = suggestion(name, (*(item.name for item in COLUMNS), *EXTRA_COLUMNS))
    if is_table:
        full = re.search(rf"\b{re.escape(name)}(\.[\w-]+)+", where)
        if full and not near:
            return f"If {full[0]} is a text, put it in single quotes: '{full[0]}'. {fields}"
    if f'"{name}"' in where and not near:
        return f"Double quotes name a field. For a text write single quotes: '{name}'. {fields}"
    if near:
        return f"There is no field {name}. Did you mean {near}? {fields}"
    if re.search(rf"[=<>]\s*{re.escape(name)}\b", where):
        return f"If {name} is a text, put it in single quotes: '{name}'. {fields}"
    return f"There is no field {name}. {fields}"


def _mismatch(tree: Any) -> str | None:
    """A sentence on a field's type, if it is compared or called as another type."""
    for node in _nodes(tree):
        sides = [node.get("left"), node.get("right"), *(node.get("children") or [])]
        sides += [argument.get("expression", argument) for argument in node.get("arguments") or []]
        sides = [side for side in sides if isinstance(side, dict)]
        names = [str(side["column_names"][-1]).lower() for side in sides if side.get("class") == "COLUMN_REF"]
        others = [side for side in sides if side.get("class") == "CONSTANT"]
        called = node.get("class") == "FUNCTION"
        for name in names:
            said = None if called and name not in NESTED else _what_it_is(name, others)
            if said:
                return said
    return None


def _what_it_is(name: str, others: list[_Node]) -> str | None:
    if name not in known_names() or not others:
        return None
    text = next((found for other in others if (found := _text(other)) is not None), None)
    kind = column(name).duckdb
    if name in NESTED and text is not None:
        word = text.strip("%")
        if kind == "VARCHAR[]":
            return f"{name} is a list of texts. Write list_contains({name}, '{word}')."
        if kind.endswith("[]"):
            key = kind.split('"')[1]
            return (
                f"{name} is a list of objects. Write list_contains(list_transform({name}, lambda a: "
                f"a.{key}), '{word}')."
            )
        return f"{name} is an object: write {name}.used = '{word}'." if name == "charset" else None
    if kind == "INTEGER" and text is not None:
        return f"{name} is a number. Write it without quotes, for example {name} > 1."
    if kind == "VARCHAR" and text is None:
        return f"{name} is a text. Put what it is compared with in single quotes, for example {name} = '…'."
    return None

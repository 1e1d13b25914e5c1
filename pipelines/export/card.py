"""The dataset card: README.md with the front matter of the Hugging Face hub, croissant.json, plots, and
`export.json`.

Edits of an earlier card are kept: every front-matter key that is not generated here (above all `license`),
and everything below the marker line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from newsmill.pipelines.export.columns import NESTED, TYPED, column, known_names, schema
from newsmill.pipelines.export.figures import COUNTED, UNDATED, UNKNOWN, Figures, by_year, ranked
from newsmill.pipelines.export.formats import FORMATS
from newsmill.pipelines.export.formats.parquet import typed_schema

__all__ = ["MARKER", "Description", "write_card"]

MARKER = "<!-- Below this line is yours: newsmill keeps it when it makes the card again. -->"

_LICENSE = (
    "license: unknown  # yours to choose: newsmill does not know under which terms these texts may be shared"
)

# Front-matter keys generated here; all others are kept as they were.
_MADE = ("pretty_name", "language", "size_categories", "task_categories", "tags", "configs", "dataset_info")

_SIZES = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "1B<n<10B")

# Formats that `datasets.load_dataset` reads without a script.
_LOADABLE = ("parquet", "jsonl", "jsonl.gz", "jsonl.zst", "csv", "txt")

# How the other formats are read.
_LOADERS = {
    "arrow": ("from datasets import load_dataset", "", 'corpus = load_dataset("arrow", data_files="{glob}")'),
    "webdataset": (
        "import webdataset",
        "",
        'corpus = webdataset.WebDataset("data/{first}-00000-of-00001.tar").decode()',
    ),
    "xlsx": ("import pandas", "", 'corpus = pandas.read_excel("data/{first}-00000-of-00001.xlsx")'),
    "vertical": (
        (
            "# cwb-encode -x -B -U '' -d DATA -f FILE -R REGISTRY/NEWS -S text:0+id+url+site+title+published "
            "-S p:0+type -S s"
        ),
    ),
    "conllu": (
        "import conllu",
        "",
        'corpus = conllu.parse_incr(open("data/{first}-00000-of-00001.conllu", encoding="utf-8"))',
    ),
    "bulk": ("# curl -H 'Content-Type: application/x-ndjson' --data-binary @FILE localhost:9200/news/_bulk",),
}

_PLOT_TITLES = {
    "articles-over-time": "Records by date of publication",
    "sites": "Records by site",
    "lengths": "Length of the bodies",
    "repaired": "Share of records with repaired mojibake, by site",
}

LIMITS = (
    "Texts were extracted automatically from web pages: a paragraph may be missing, and a line that belongs "
    "to the page rather than "
    "to the article may have stayed.",
    "Dates are as precise as the page gives them; a date without an offset is local time of the outlet.",
    "`language` and `kind` are recognised by rules and models and can be wrong.",
    (
        "Repairs of mis-decoded text are marked in `repairs`; those with `certain: false` were guessed where "
        "bytes had been lost."
    ),
    "Texts belong to their authors and outlets. newsmill grants no right to them; you must choose the licence.",
)


@dataclass(frozen=True, kw_only=True)
class Description:
    """The contents of a card.

    made       how the corpus was made: lines of Markdown
    outcome    the counts of records by outcome: (description, number)
    rules      quality rules: (rule, parameter, records dropped, records it would have dropped alone)
    splits     the number of records by split
    files      path and SHA-256 of each data file
    sizes      sizes of the data files in bytes, by path
    """

    name: str
    format: str
    columns: Sequence[str]
    figures: Figures
    splits: Mapping[str, int]
    files: Sequence[tuple[str, str]]
    sizes: Mapping[str, int]
    made: Sequence[str] = ()
    outcome: Sequence[tuple[str, int]] = ()
    rules: Sequence[tuple[str, str, int, int]] = ()
    version: str


def write_card(folder: Path, description: Description, earlier: str | None, *, plots: bool = True) -> None:
    """Write README.md, croissant.json and plots/ into a folder. `earlier`: the text of an earlier card, whose
    edits are kept.
    """
    names: list[str] = []
    if plots:
        from newsmill.pipelines.export.plots import draw

        names = draw(description.figures, folder / "plots")
    kept_front, kept_text = _persons_part(earlier)
    text = "\n".join(
        [*_front_matter(description, kept_front), "", *_body(description, names), "", MARKER, kept_text]
    )
    (folder / "README.md").write_text(text.rstrip("\n") + "\n", "utf-8")
    croissant = _croissant(description, kept_front)
    (folder / "croissant.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(croissant), indent=2) + b"\n"
    )


def _front_matter(card: Description, kept: list[str]) -> list[str]:
    lines = ["---", f"pretty_name: {_quote(card.name)}"]
    languages = [
        language for language in _languages(card.figures) if re.fullmatch(r"[a-z]{2,3}(-\w+)*", language)
    ]
    primary = list(dict.fromkeys(language.split("-")[0] for language in languages))
    if primary:
        lines += ["language:", *(f"- {language}" for language in primary)]
    if not any(line.startswith("license") for line in kept):
        lines.append(_LICENSE)
    lines += kept
    lines += ["size_categories:", f"- {_size(card.figures.records)}"]
    lines += ["task_categories:", *(f"- {task}" for task in _tasks(card))]
    lines += ["tags:", "- news", "- newsmill"]
    if card.format in ("parquet", "arrow"):
        lines += _dataset_info(card)
    if card.format in _LOADABLE and card.splits:
        lines += ["configs:", "- config_name: default", "  data_files:"]
        for split in card.splits:
            pattern = (
                f"data/{split}/*/*.txt"
                if card.format == "txt"
                else f"data/{split}-*{FORMATS[card.format].suffix}"
            )
            lines += [f"  - split: {split}", f"    path: {_quote(pattern)}"]
        if card.format == "txt":
            lines.append("  sample_by: document")
    lines.append("---")
    return lines


def _tasks(card: Description) -> list[str]:
    """The Hub's names of the tasks that the fields can be used for; `other` if there are none."""
    tasks = [("body", "text-generation"), ("lead", "summarization"), ("section", "text-classification")]
    return [
        task
        for field, task in tasks
        if field in card.columns and (field == "body" or card.figures.present[field])
    ] or ["other"]


def _dataset_info(card: Description) -> list[str]:
    """The features with their types, and the splits with their sizes, as YAML lines in the form of
    `datasets.DatasetInfo`.
    """
    lines = ["dataset_info:", "  features:"]
    types = typed_schema(schema(card.columns))
    for field in types:
        lines += [f"  - name: {field.name}", *(f"    {line}" for line in _feature(field.type))]
    lines.append("  splits:")
    for split, number in card.splits.items():
        size = sum(bytes_ for path, bytes_ in card.sizes.items() if Path(path).name.startswith(f"{split}-"))
        lines += [f"  - name: {split}", f"    num_bytes: {size}", f"    num_examples: {number}"]
    total = sum(card.sizes.values())
    return [*lines, f"  download_size: {total}", f"  dataset_size: {total}"]


def _feature(kind: pa.DataType) -> list[str]:
    """The type of a feature as lines of YAML."""
    if pa.types.is_struct(kind):
        lines = ["struct:"]
        for field in kind:
            lines += [f"- name: {field.name}", *(f"  {line}" for line in _feature(field.type))]
        return lines
    if pa.types.is_list(kind):
        inner = _feature(kind.value_type)
        if len(inner) == 1 and inner[0].startswith("dtype: "):
            return [f"list: {inner[0].removeprefix('dtype: ')}"]
        # The fields of a list of objects are listed directly below `list:`.
        return ["list:", *inner[1:]] if inner[0] == "struct:" else ["list:", *(f"  {line}" for line in inner)]
    if pa.types.is_timestamp(kind):
        return ["dtype: timestamp[us, tz=UTC]"]
    return [f"dtype: {_DTYPES.get(str(kind), str(kind))}"]


_DTYPES = {"bool": "bool", "double": "float64", "date32[day]": "date32"}


def _languages(figures: Figures) -> list[str]:
    """The languages of the corpus: the most frequent one, and every other with at least two records and 1 %
    of them.
    """
    counts = ranked(figures.languages)
    counts.pop(UNKNOWN, None)
    least = max(2, figures.records / 100)
    return [language for place, (language, count) in enumerate(counts.items()) if not place or count >= least]


def _body(card: Description, plots: Sequence[str]) -> list[str]:
    figures = card.figures
    sites = f"{len(figures.sites):,} {'site' if len(figures.sites) == 1 else 'sites'}"
    lines = [
        f"# {_text(card.name)}",
        "",
        f"{figures.records:,} records, {figures.characters:,} characters of text, from {sites}, made from "
        f"news pages by "
        f"newsmill {card.version}.",
        "",
    ]
    if "articles-over-time" in plots:
        lines += [_picture("articles-over-time"), ""]
    if len(card.splits) > 1:
        lines += [*_table(("split", "records"), card.splits.items()), ""]
    lines += ["## How to load it", "", "```python", *_loading(card), "```", ""]
    lines += ["## What is in it", "", *_contents(figures, plots), *_completeness(card, plots)]
    lines += ["## Fields", ""]
    meanings = [(f"`{name}`", column(name).meaning) for name in card.columns]
    lines += [*_table(("field", "meaning"), meanings), ""]
    lines += _making(card)
    lines += ["## Known limits", "", *(f"- {line}" for line in LIMITS), ""]
    lines += ["## Citation", "", *_citation(card), ""]
    lines += [
        "## Licence and contact",
        "",
        "The licence field above is left for you: say who may use this and how.",
    ]
    return lines


def _contents(figures: Figures, plots: Sequence[str]) -> Iterator[str]:
    """Tables of records by site, year, language, kind and length, with the plots that exist."""
    for name, counts in (
        ("site", _sites(figures)),
        ("year", dict(by_year(figures.years))),
        ("language", ranked(figures.languages)),
        ("kind", ranked(figures.kinds)),
    ):
        if set(counts) <= {UNKNOWN, UNDATED}:
            continue
        shown = list(counts.items()) if name == "year" else _top(counts)
        yield from (f"### By {name}", "", *_table((name, "records"), shown), "")
        if name == "site" and "sites" in plots:
            yield from (_picture("sites"), "")
    longest = max(figures.lengths, default=0)
    yield from ("### By length", "")
    yield (
        f"Median {figures.median_length():,} characters; nine in ten bodies have at most "
        f"{figures.length_at(0.9):,}, the longest {longest:,}."
    )
    yield from ("", *_table(("characters", "records"), figures.length_classes()), "")
    if "lengths" in plots:
        yield from (_picture("lengths"), "")


def _sites(figures: Figures) -> dict[str, int]:
    """The number of records by site, largest first. Sites with one record share a row, since ranking them
    means nothing.
    """
    several = Counter({site: count for site, count in figures.sites.items() if count > 1})
    single = len(figures.sites) - len(several)
    if single < 2:
        return ranked(figures.sites)
    return {**ranked(several), f"{single:,} sites with one record each": single}


def _completeness(card: Description, plots: Sequence[str]) -> Iterator[str]:
    """Tables of how many records have each field, and how many were repaired."""
    figures, share = card.figures, max(card.figures.records, 1)
    rows = [(f"with {name}", figures.present[name]) for name in COUNTED if name in card.columns]
    if "repairs" in card.columns or figures.repaired or figures.guessed:
        rows.append(("with mojibake repaired, all of it certain", figures.repaired.total()))
        rows.append(("with mojibake repaired, some of it guessed", figures.guessed.total()))
    yield from ("### Completeness and repairs", "")
    yield from _table(
        ("records", ""), [(what, f"{number:,} ({number / share:.1%})") for what, number in rows]
    )
    yield ""
    if "repaired" in plots:
        yield from (_picture("repaired"), "")
    if figures.warnings:
        yield from (*_table(("warning", "records"), _top(ranked(figures.warnings))), "")


def _making(card: Description) -> Iterator[str]:
    """How the corpus was made, and the counts of records by outcome."""
    if card.made:
        yield from ("## How it was made", "", *(f"- {line}" for line in card.made), "")
    if card.outcome:
        yield from ("What became of the lines read:", "", *_table(("", "records"), card.outcome), "")
    if card.rules:
        yield from ("Quality rules, in the order in which they are applied:", "")
        yield from (*_table(("rule", "setting", "dropped", "would drop alone"), card.rules), "")


def _citation(card: Description) -> list[str]:
    return [
        "```bibtex",
        f"@misc{{{_slug(card.name)},",
        f"  title = {{{_bibtex(card.name)}}},",
        (
            f"  note = {{{card.figures.records:,} news records from {len(card.figures.sites):,} sites, made "
            f"by newsmill {card.version}}},"
        ),
        "  author = {},  % yours to fill in, and so is the year",
        "  year = {},",
        "}",
        "```",
    ]


def _loading(card: Description) -> list[str]:
    first = next(iter(card.splits), "train")
    glob = f"data/{first}-*{FORMATS[card.format].suffix}"
    if card.format in _LOADABLE:
        return ["from datasets import load_dataset", "", 'corpus = load_dataset("path/to/this/folder")']
    if card.format == "sqlite":
        return [
            "import sqlite3",
            "",
            f'corpus = sqlite3.connect("data/{first}.sqlite")',
            "# Two characters: search_words. Three and more: search.",
            (
                'corpus.execute("SELECT records.title FROM records JOIN search_words ON n = '
                "search_words.rowid WHERE search_words MATCH '新闻'\")"
            ),
            (
                'corpus.execute("SELECT records.title FROM records JOIN search ON n = search.rowid WHERE '
                "search MATCH '图书馆'\")"
            ),
        ]
    if card.format == "tei":
        return [
            "from lxml import etree",
            "",
            f'corpus = etree.parse("{glob}".replace("*", "00000-of-00001"))',
        ]
    if card.format in _LOADERS:
        return [line.format(first=first, glob=glob) for line in _LOADERS[card.format]]
    return [
        "from pathlib import Path",
        "",
        f'texts = [path.read_text() for path in Path("data/{first}").rglob("*.md")]',
    ]


def _croissant(card: Description, kept_front: Sequence[str]) -> dict[str, Any]:
    """The corpus as Croissant 1.0 (https://docs.mlcommons.org/croissant/docs/croissant-spec.html), for
    `croissant.json`. The tests validate it with mlcroissant.
    """
    licence = next(
        (line.partition(":")[2].strip() for line in kept_front if line.startswith("license:")), None
    )
    document: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": re.sub(r"[^\w-]+", "-", card.name, flags=re.ASCII).strip("-") or "corpus",
        "description": f"{card.figures.records:,} news records, made by newsmill {card.version}.",
        "creator": {"@type": "sc:Organization", "name": "newsmill"},
        "version": "1.0.0",
        "keywords": ["news", "newsmill"],
    }
    if licence:
        document["license"] = licence
    languages = _languages(card.figures)
    if languages:
        document["inLanguage"] = languages
    media = FORMATS[card.format].media_type
    document["distribution"] = [
        {
            "@type": "cr:FileObject",
            "@id": path,
            "name": path,
            "contentUrl": path,
            "encodingFormat": media,
            "sha256": digest,
        }
        for path, digest in card.files
    ]
    if card.format in ("parquet", "jsonl", "csv"):
        document["recordSet"] = [
            _record_set(path, card.columns, several=len(card.files) > 1) for path, _ in card.files
        ]
    return document


def _record_set(path: str, columns: Sequence[str], *, several: bool) -> dict[str, Any]:
    name = re.sub(r"\W+", "-", Path(path).name.split(".", 1)[0]) if several else "records"
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{field}",
                "name": field,
                "description": column(field).meaning,
                "dataType": _CROISSANT_TYPES.get(field, "sc:Text"),
                "source": {
                    "fileObject": {"@id": path},
                    "extract": {"column": field},
                },
            }
            for field in columns
            # Croissant 1.0 has no type for lists of objects, so only fields of text and numbers are
            # described.
            if field in _PLAIN
        ],
    }


_CROISSANT_TYPES = {
    "version": "sc:Integer",
    "year": "sc:Integer",
    "fetched_at": "sc:Date",
    **{typed.column.name: "sc:Date" for typed in TYPED if typed.column.name != "year"},
}

_PLAIN = frozenset(name for name in known_names() if name not in NESTED)

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def _persons_part(earlier: str | None) -> tuple[list[str], str]:
    """The edits of an earlier card: front-matter lines that are not generated here, and the text below the
    marker line.
    """
    if not earlier:
        return [], ""
    kept: list[str] = []
    lines = earlier.split("\n")
    if lines[0].strip() == "---" and "---" in lines[1:]:
        keeping = False
        for line in lines[1 : lines.index("---", 1)]:
            key = re.match(r"([\w-]+):", line)
            if key:
                keeping = key[1] not in _MADE and line != _LICENSE
            if keeping:
                kept.append(line)
    text = earlier.partition(MARKER)[2]
    return kept, text.strip("\n")


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    cells = [[f"{cell:,}" if isinstance(cell, int) else _text(str(cell)) for cell in row] for row in rows]
    return [
        "| " + " | ".join(head) + " |",
        "|" + "---|" * len(head),
        *("| " + " | ".join(row) + " |" for row in cells),
    ]


def _top(counts: Mapping[str, int], rows: int = 25) -> list[tuple[str, int]]:
    """The first `rows` counts, and one row for the rest."""
    items = list(counts.items())
    if len(items) > rows:
        items = [*items[:rows], (f"{len(items) - rows:,} others", sum(count for _, count in items[rows:]))]
    return items


def _picture(name: str) -> str:
    return f"![{_PLOT_TITLES[name]}](plots/{name}.png)"


def _text(text: str) -> str:
    """Escape text from records for a Markdown table: on one line, without markup."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"([\\|*_\[\]])", r"\\\1", text) if "`" not in text else text.replace("|", "\\|")


def _slug(name: str) -> str:
    return re.sub(r"[^\w-]+", "-", name, flags=re.ASCII).strip("-").lower() or "corpus"


def _bibtex(text: str) -> str:
    return re.sub(r"[{}\\\\]", "", " ".join(text.split()))


def _quote(text: str) -> str:
    return msgspec.json.encode(text).decode()


def _size(records: int) -> str:
    return _SIZES[min(sum(records >= 10**power for power in range(3, 10)), len(_SIZES) - 1)]

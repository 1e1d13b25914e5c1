#!/usr/bin/env python3
"""Repair of text in sixty languages, misread in a wrong charset; ftfy for comparison.

    uv run --with django==5.2.19 --with ftfy==6.3.1 --with matplotlib \\
        python benchmarks/repair_matrix.py [--picture matrix.png]

A cell is a true charset (for UTF-8: a script), the charset its bytes were misread as, and what happened to
bytes that are not a character in it: nothing lost, U+FFFD, `?`, dropped, or a private-use character. The
lines are sentences from Django's translations. Each line of a cell counts as

    restored  identical to the original
    left      unchanged, still damaged
    wrong     anything else: changed, but not to the original
    bare      of the wrong ones, those that lack nothing but characters that the misreading deleted with all their
              bytes: every change is right, and nothing in the damaged line shows what is missing, or where
    certain   of the wrong ones, those with a repair marked certain (newsmill only)

Clean lines are a row of their own, where left is correct. None of Django's text is in newsmill's models.
"""

from __future__ import annotations

import argparse
import codecs
import functools
import gettext
import importlib.util
import json
import re
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsmill.pipelines.decode import repair_and_explain

# Languages of Django's catalogues, by script, with the charsets used for their pages besides UTF-8.
LANGUAGES: dict[str, dict[str, tuple[str, ...]]] = {
    "Western": dict.fromkeys(
        [
            "fr",
            "de",
            "es",
            "pt",
            "it",
            "nl",
            "sv",
            "da",
            "nb",
            "fi",
            "is",
            "ca",
            "gl",
            "eu",
            "ga",
            "cy",
            "br",
            "lb",
        ],
        ("cp1252", "mac_roman"),
    ),
    "Central": dict.fromkeys(
        ["cs", "sk", "pl", "hu", "hr", "sl", "ro", "sq", "dsb", "hsb"], ("cp1250", "iso8859_2")
    ),
    "Baltic": dict.fromkeys(["lt", "lv", "et"], ("cp1257",)),
    "Turkic": dict.fromkeys(["tr", "az"], ("cp1254",)),
    "Vietnamese": {"vi": ("cp1258",)},
    "Esperanto": {"eo": ("iso8859_3",)},
    "Cyrillic": {
        **dict.fromkeys(["ru", "bg"], ("cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic")),
        **dict.fromkeys(["uk", "be", "mk", "sr"], ("cp1251",)),
        **dict.fromkeys(["kk", "ky", "mn", "tg", "tt"], ()),
    },
    "Greek": {"el": ("cp1253", "iso8859_7")},
    "Hebrew": {"he": ("cp1255",)},
    "Arabic": {"ar": ("cp1256",), "fa": (), "ur": (), "ckb": (), "ug": ()},
    "Thai": {"th": ("cp874",)},
    "Indic": dict.fromkeys(["hi", "bn", "ta", "te", "kn", "ml", "mr", "ne", "pa"], ()),
    "Other": dict.fromkeys(["km", "my", "ka", "hy", "am"], ()),
    "Japanese": {"ja": ("cp932", "euc_jp")},
    "Korean": {"ko": ("cp949",)},
    "Chinese": {"zh_Hans": ("gb18030",), "zh_Hant": ("big5",)},
}
READ_AS = (
    *("latin_1", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("mac_roman", "cp437", "cp932", "cp949", "gb18030", "gbk", "gb2312", "big5", "euc_jp"),
)  # fmt: skip
LOSSES = ("none", "replaced", "question", "dropped", "private")
SHORTEST, LONGEST = 24, 110  # characters per line
LEAST_SHOWN = 3  # of these beyond ASCII


class Cell(NamedTuple):
    """What is done to lines."""

    truth: str
    read_as: str
    loss: str


Repairer = Callable[[str], tuple[str, bool]]  # the text, and whether all changes are marked certain
Cells = dict[Cell, list[tuple[str, str]]]  # true and damaged lines


def _handler(loss: str) -> Callable[[UnicodeError], tuple[str, int]]:
    def handle(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        shown = {"replaced": "\ufffd", "question": "?", "dropped": ""}.get(loss)
        byte = error.object[error.start]
        if shown is None:
            shown = chr(0xF700 + byte) if loss == "private" else chr(byte)
        return shown, error.start + 1

    return handle


for _loss in LOSSES:
    codecs.register_error(f"matrix-{_loss}", _handler(_loss))


def _folders() -> Iterator[Path]:
    spec = importlib.util.find_spec("django")
    if spec is None or spec.origin is None:
        sys.exit("Django is not installed: its translations are the text.")
    yield from sorted(Path(spec.origin).parent.glob("**/locale"))


def sentences(language: str, most: int) -> list[str]:
    """Sentences of a language from Django's catalogues, evenly spaced; always the same ones."""
    found: set[str] = set()
    for folder in _folders():
        path = folder / language / "LC_MESSAGES" / "django.mo"
        if path.exists():
            with path.open("rb") as stream:
                catalogue = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
            for key, value in catalogue.items():
                if key:
                    text = re.sub(r"%(?:\(\w+\))?[a-z]|\{\w*\}|<[^>]*>", "7", str(value))
                    found.add(re.sub(r"\s+", " ", text).strip())
    fitting = [
        text
        for text in sorted(found)
        if SHORTEST <= len(text) * (3 if text > "\u3000" else 1) <= LONGEST * 3
        and len(text) <= LONGEST
        and sum(character > "\x7f" for character in text) >= LEAST_SHOWN
    ]
    return fitting[:: max(1, len(fitting) // most)][:most]


def damage(text: str, charset: str, read_as: str, loss: str) -> str | None:
    """A line as it looks when its bytes are misread; None if that is impossible or changes too little."""
    try:
        raw = text.encode(charset)
    except UnicodeEncodeError:
        return None
    # Single-byte charsets show undefined bytes as C1 controls, as browsers do: nothing is lost.
    is_lossless = loss == "none" and read_as not in (
        "cp932",
        "cp949",
        "gb18030",
        "gbk",
        "gb2312",
        "big5",
        "euc_jp",
    )
    try:
        plain = raw.decode(read_as, "matrix-none" if is_lossless else "strict")
    except UnicodeDecodeError:
        return None if loss == "none" else raw.decode(read_as, f"matrix-{loss}")
    return plain if loss == "none" and plain != text else None


def cells(most: int, share: float = 1.0) -> Cells:
    """The lines of all possible cells, or of a share of them; always the same ones."""
    found: Cells = defaultdict(list)
    for script, languages in LANGUAGES.items():
        for language, charsets in languages.items():
            for line in sentences(language, most):
                found[Cell("clean", script, "none")].append((line, line))
                for charset in ("utf-8", *charsets):
                    truth = f"utf-8 {script}" if charset == "utf-8" else charset
                    for read_as in READ_AS:
                        for loss in LOSSES:
                            if zlib.crc32(f"{line}{charset}{read_as}{loss}".encode()) > share * 0xFFFFFFFF:
                                continue
                            damaged = damage(line, charset, read_as, loss)
                            if damaged is not None and damaged != line:
                                found[Cell(truth, read_as, loss)].append((line, damaged))
    return found


def score(repairer: Repairer, lines: Cells) -> dict[Cell, Counter[str]]:
    """The number of lines of each cell that were restored, left or wrong, and wrong though marked certain."""
    scores: dict[Cell, Counter[str]] = {}
    for cell, pairs in lines.items():
        counts = scores[cell] = Counter(lines=len(pairs))
        for line, damaged in pairs:
            text, certain = repairer(damaged)
            outcome = "restored" if text == line else "left" if text == damaged else "wrong"
            counts[outcome] += 1
            counts["certain"] += outcome == "wrong" and certain
            counts["bare"] += outcome == "wrong" and lacks_only_deleted(line, text, cell)
    return scores


def lacks_only_deleted(line: str, text: str, cell: Cell) -> bool:
    """Whether a text is the line without some characters of which the misreading shows no byte."""
    if cell.loss != "dropped":
        return False
    charset = cell.truth.split(" ")[0]
    rest = iter(line)
    deleted: list[str] = []
    for character in text:
        for each in rest:
            if each == character:
                break
            deleted.append(each)
        else:
            return False
    deleted += rest
    return not any(each.encode(charset).decode(cell.read_as, "ignore") for each in deleted)


def newsmill(text: str) -> tuple[str, bool]:
    """Our repairer. A line counts as certain if any repair in it does."""
    repaired = repair_and_explain(text)
    return repaired.text, any(change.certain for change in repaired.repairs)


def _ftfy() -> Repairer | None:
    if importlib.util.find_spec("ftfy") is None:
        return None
    import ftfy

    fix = functools.partial(ftfy.fix_text, fix_character_width=False, uncurl_quotes=False, normalization=None)
    return lambda text: (fix(text), False)


def report(name: str, scores: dict[Cell, Counter[str]], seconds: float) -> None:
    """Print the totals by kind of loss."""
    print(f"{name}: {len(scores)} cells, {seconds:.0f} s")
    for loss in (*LOSSES, "clean"):
        total: Counter[str] = Counter()
        bad = 0
        for cell, counts in scores.items():
            if (cell.truth == "clean") == (loss == "clean") and (loss == "clean" or cell.loss == loss):
                total += counts
                bad += counts["wrong"] > 0
        if total["lines"]:
            shares = "  ".join(
                f"{key} {total[key] / total['lines']:.4f}" for key in ("restored", "left", "wrong")
            )
            print(
                f"  {loss:9s} {total['lines']:6d} lines  {shares}  certain {total['certain']}  cells with wrong {bad}"
            )


def picture(path: Path, scores: dict[str, dict[Cell, Counter[str]]]) -> None:
    """Draw a heat map per repairer: true charsets as rows, misread charsets as columns; green restored, grey
    left, red wrong.
    """
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt
    import numpy as np

    some = next(iter(scores.values()))
    rows = list(dict.fromkeys(cell.truth for cell in some if cell.truth != "clean"))
    rows.sort(key=lambda row: not row.startswith("utf-8"))
    figure, axes = plt.subplots(
        2,
        len(scores),
        figsize=(7.2 * len(scores), 0.5 * len(rows) + 2.6),
        squeeze=False,
        sharey=True,
        sharex=True,
    )
    colours = {"restored": (0.13, 0.55, 0.30), "left": (0.87, 0.87, 0.85), "wrong": (0.80, 0.15, 0.15)}
    for at, (name, cells_of) in enumerate(scores.items()):
        for lossy in (False, True):
            image = np.ones((len(rows), len(READ_AS), 3))
            for i, row in enumerate(rows):
                for j, read_as in enumerate(READ_AS):
                    counts: Counter[str] = Counter()
                    for cell, its in cells_of.items():
                        if (cell.truth, cell.read_as) == (row, read_as) and (cell.loss != "none") == lossy:
                            counts += its
                    if counts["lines"]:
                        image[i, j] = sum(
                            np.array(colour) * counts[key] / counts["lines"]
                            for key, colour in colours.items()
                        )
            axis = axes[int(lossy)][at]
            axis.imshow(image, aspect="auto")
            axis.set_title(f"{name}, {'bytes lost' if lossy else 'no byte lost'}", fontsize=11)
            axis.set_xticks(range(len(READ_AS)), READ_AS, rotation=60, ha="right", fontsize=8)
            axis.set_yticks(range(len(rows)), rows, fontsize=8)
            axis.set_xticks(np.arange(-0.5, len(READ_AS)), minor=True)
            axis.set_yticks(np.arange(-0.5, len(rows)), minor=True)
            axis.grid(which="minor", color="white", linewidth=1.2)
            axis.tick_params(which="both", length=0)
            if at == 0:
                axis.set_ylabel("true charset")
            if lossy:
                axis.set_xlabel("read as")
    handles = [plt.Rectangle((0, 0), 1, 1, color=colour) for colour in colours.values()]
    figure.legend(
        handles, ["restored", "left alone", "wrongly changed"], loc="upper center", ncols=3, frameon=False
    )
    figure.tight_layout(rect=(0, 0, 1, 0.97))
    figure.savefig(path, dpi=110)


def main() -> None:
    """Measure, print, and draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=6, help="lines of each language (default 6)")
    parser.add_argument("--share", type=float, default=1.0, help="share of the damaged lines to try")
    parser.add_argument("--picture", type=Path, help="draw the heat map into this file")
    parser.add_argument(
        "--wrong", type=Path, help="write what newsmill changed wrongly into this file, JSON lines"
    )
    options = parser.parse_args()
    lines = cells(options.lines, options.share)
    scores = {}
    ftfy = _ftfy()
    for name, repairer in (("newsmill", newsmill), *((("ftfy", ftfy),) if ftfy else ())):
        start = time.process_time()
        scores[name] = score(repairer, lines)
        report(name, scores[name], time.process_time() - start)
    if ftfy is not None:
        behind = [
            (cell, counts["restored"], scores["ftfy"][cell]["restored"])
            for cell, counts in scores["newsmill"].items()
            if cell.loss == "none" and counts["restored"] < scores["ftfy"][cell]["restored"]
        ]
        for cell, ours, theirs in behind:
            print(f"  ftfy restores more of {cell.truth} as {cell.read_as}: {theirs} lines, newsmill {ours}")
    if options.wrong:
        _write_wrong(options.wrong, lines)
    if options.picture:
        picture(options.picture, scores)


def _write_wrong(path: Path, lines: Cells) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for cell, pairs in lines.items():
            for line, damaged in pairs:
                repaired = repair_and_explain(damaged)
                if repaired.text not in (line, damaged):
                    changes = [(c.channel, c.certain, c.found, c.restored) for c in repaired.repairs]
                    row = {
                        "cell": cell,
                        "line": line,
                        "damaged": damaged,
                        "got": repaired.text,
                        "changes": changes,
                    }
                    stream.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

"""Language identification: newsmill's word lists compared with py3langid and lingua, by text length and by
language.

    python benchmarks/languages.py LABELS.jsonl… [--sizes 40 100 300 1200]

LABELS.jsonl: one object per line with `lang` (BCP 47) and `body`. A text is the first characters of a body.
Peers are included if installed. Prints a row per size with accuracy and microseconds per text, then the
languages that any of them gets wrong.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from newsmill.pipelines.extract.language import language_of

SAME = {"nb": "no", "nn": "no", "tl": "fil"}


def identifiers() -> dict[str, Callable[[str], str | None]]:
    """The word lists, and the installed peers."""
    found: dict[str, Callable[[str], str | None]] = {"newsmill": language_of}
    try:
        import py3langid

        found["py3langid"] = lambda text: str(py3langid.classify(text)[0])
    except ImportError:
        pass
    try:
        import lingua

        detector = lingua.LanguageDetectorBuilder.from_all_languages().build()

        def of(text: str) -> str | None:
            language = detector.detect_language_of(text)
            return language.iso_code_639_1.name.lower() if language else None

        found["lingua"] = of
    except ImportError:
        pass
    return found


def texts(paths: list[Path]) -> list[tuple[str, str]]:
    """The language and body of each labelled page."""
    rows = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    return [
        (row["lang"].partition("-")[0], row["body"]) for row in rows if row.get("lang") and row.get("body")
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[40, 100, 300, 1200])
    options = parser.parse_args()
    labelled = texts(options.labels)
    missed: dict[str, Counter[str]] = defaultdict(Counter)
    print(f"{'characters':>10}  texts  " + "  ".join(f"{name:>18}" for name in identifiers()))
    for size in options.sizes:
        cells = []
        for name, identify in identifiers().items():
            identify(labelled[0][1][:size])
            start = time.perf_counter()
            answers = [identify(" ".join(body.split())[:size]) for _, body in labelled]
            each = (time.perf_counter() - start) / len(labelled) * 1e6
            right = 0
            for (language, _), answer in zip(labelled, answers, strict=True):
                if SAME.get(answer or "", answer) == SAME.get(language, language):
                    right += 1
                else:
                    missed[f"{language}/{size}"][name] += 1
            cells.append(f"{right / len(labelled):.3f} {each:8.0f} µs")
        print(f"{size:>10}  {len(labelled):5}  " + "  ".join(f"{cell:>18}" for cell in cells))
    for key, names in sorted(missed.items()):
        print(key, dict(names))


if __name__ == "__main__":
    main()

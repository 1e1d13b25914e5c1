"""Reprints are found and strangers are not; who stays follows the stated rule."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from newsmill.pipelines.dedup.candidates import MINIMUM, Clusters, Signatures
from newsmill.pipelines.dedup.clusters import Candidate, judge
from newsmill.pipelines.dedup.normalise import fingerprint, normalise
from newsmill.pipelines.dedup.shingles import NGRAM, shingle_set, shingles
from newsmill.pipelines.export.export_command import export
from newsmill.pipelines.record import Record, Repair, encode


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The generator of the benchmark: articles, reprints of several degrees, and daily reports that are none."""
    path = Path(__file__).parents[3] / "benchmarks" / "dedup.py"
    spec = importlib.util.spec_from_file_location("benchmark_dedup", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["benchmark_dedup"] = module
    spec.loader.exec_module(module)
    return module


def deduplicated(
    tmp_path: Path, records: list[Record], *options: str
) -> tuple[set[str], list[dict[str, Any]]]:
    """The ids that stayed, and the lines of duplicates.jsonl."""
    source = tmp_path / "records.jsonl"
    source.write_bytes(b"".join(encode(record) + b"\n" for record in records))
    arguments = [
        str(source),
        "-o",
        str(tmp_path / "out"),
        "--no-card",
        "--format",
        "jsonl",
        "--fields",
        "id,title",
        *options,
    ]
    result = CliRunner().invoke(export, arguments)
    assert result.exit_code == 0, result.output
    stayed = {
        json.loads(line)["id"] for line in (tmp_path / "out/data/train-00000-of-00001.jsonl").open("rb")
    }
    side_file = tmp_path / "out/duplicates.jsonl"
    return stayed, [json.loads(line) for line in side_file.open("rb")] if side_file.exists() else []


def test_recall_and_precision_on_generated_reprints(bench: ModuleType, tmp_path: Path) -> None:
    made = list(bench.corpus(bench.Texts(), 2_400))
    records = [bench.record(number, item.body) for number, item in enumerate(made)]
    stayed, gone = deduplicated(tmp_path, records, "--dedup", "near")
    kept_for = {int(row["id"][8:], 16): int(row["kept"][8:], 16) for row in gone}
    degrees, went, wrong = bench.score(made, kept_for)
    certain = (
        "spacing and punctuation",
        "headline and lead changed",
        "edited, 1 % of characters",
        "edited, 2 %",
        "cut to 80 %",
    )
    for degree in (*certain, "cut to 60 %", "paragraphs in another order", "edited, 4 %", bench.MERGED):
        found, total = degrees[degree]
        assert found >= 0.95 * total, degree
    assert degrees["cut to 40 %"][0] >= 0.7 * degrees["cut to 40 %"][1]
    assert wrong <= 0.005 * went
    assert not [number for number in kept_for if made[number].degree == "daily report"]
    assert len(stayed) == len(made) - len(gone)
    assert all(row["kept"] in stayed for row in gone)


def test_the_best_member_stays(bench: ModuleType, tmp_path: Path) -> None:
    body = bench.Texts().article(1)

    def variant(number: int, **fields: Any) -> Record:
        record: Record = bench.record(number, bench._edited(random.Random(number), body, 0.005))
        for name, value in fields.items():
            setattr(record, name, value)
        return record

    best = variant(1, published="2012-02-14")
    others = [
        variant(2, published="2012-02-15"),
        variant(3, published=None, source=None),
        variant(4, repairs=[Repair("body", "锘", "", False)]),
        variant(5, body=body[: int(len(body) * 0.8)]),
    ]
    for order in ([*others, best], [best, *others]):
        stayed, gone = deduplicated(tmp_path, order, "--dedup", "near")
        assert stayed == {best.id}
        assert {row["cluster"] for row in gone} == {best.id}


def test_a_merged_text_stays_for_both_that_are_in_it(bench: ModuleType, tmp_path: Path) -> None:
    texts = bench.Texts()
    first, second, both = texts.article(1), texts.article(2), texts.article(1) + "\n" + texts.article(2)
    records = [bench.record(number, body) for number, body in enumerate((first, second, both))]
    stayed, gone = deduplicated(tmp_path, records, "--dedup", "near")
    assert stayed == {records[2].id}
    assert all(row["coverage"] > 0.99 and row["similarity"] < 0.8 for row in gone)


def test_nobody_goes_for_somebody_who_went() -> None:
    """A chain a ~ b ~ c: c resembles b, which went for a, but not a."""
    letters = [chr(0x4E00 + number) for number in range(300)]
    a = "".join(letters[:100])
    b = "".join(letters[30:130])
    c = "".join(letters[60:160])
    texts = normalise([a, b, c])
    verdicts = list(judge((Candidate(number, texts[number]) for number in range(3)), 0.65))
    assert [(verdict.number, verdict.kept) for verdict in verdicts] == [(0, 0), (1, 0), (2, 2)]


def test_exact_duplicates_differ_in_spaces_width_case_and_punctuation_only(
    bench: ModuleType, tmp_path: Path
) -> None:
    same = ["他说：“ABC 12号，开放。”", '他说:"ａｂｃ１２号" 开放', "他说：\n\n「Abc　12号」，开放！"]
    records = [
        bench.record(number, body)
        for number, body in enumerate([*same, "他说：“ABD 12号，开放。”", "。。", "！？"])
    ]
    stayed, gone = deduplicated(tmp_path, records, "--dedup", "exact")
    assert len(stayed) == 4
    assert {row["match"] for row in gone} == {"exact"}
    assert len(deduplicated(tmp_path, records, "--dedup", "none")[0]) == 6


def test_short_notices_of_one_form_are_no_reprints(bench: ModuleType, tmp_path: Path) -> None:
    records = [
        bench.record(number, f"今日{number}时市区停水，请市民提前做好储水准备。") for number in range(9)
    ]
    assert len(deduplicated(tmp_path, records, "--dedup", "near")[0]) == 9


def test_the_side_file_names_cluster_kept_record_and_likeness(bench: ModuleType, tmp_path: Path) -> None:
    texts = bench.Texts()
    bodies = [texts.article(1), texts.article(1), texts.article(1)[:-60], texts.article(3)]
    _, gone = deduplicated(
        tmp_path, [bench.record(number, body) for number, body in enumerate(bodies)], "--dedup", "near"
    )
    assert sorted(row["match"] for row in gone) == ["exact", "near"]
    for row in gone:
        assert list(row) == [
            "cluster",
            "id",
            "version",
            "url",
            "site",
            "title",
            "published",
            "match",
            "kept",
            "coverage",
            "similarity",
        ]
        assert 0.7 <= row["coverage"] <= 1


def test_batches_give_the_same_n_grams_as_texts_alone() -> None:
    texts = normalise(["一二三四五六七", "", "短", "ABC，defg！", "甲乙丙丁戊", "x" * 50])
    hashes, offsets = shingles(texts)
    for number in range(len(texts)):
        alone = shingle_set(texts[number])
        assert np.array_equal(np.unique(hashes[offsets[number] : offsets[number + 1]]), alone)
        assert offsets[number + 1] - offsets[number] == max(len(texts[number]) - NGRAM + 1, 0)


def test_normalising_keeps_letters_and_digits_of_any_script() -> None:
    texts = normalise(["Ｈello，世界！１２", "hello世界12", "ЗДРАВСТВУЙ мир", "ß ﬁ Ⅷ", "\ud800x"])
    assert fingerprint(texts[0]) == fingerprint(texts[1])
    assert "".join(map(chr, texts[2])) == "здравствуймир"
    assert len(texts[4]) == 1
    assert len(normalise([])) == 0


def test_clusters_are_connected_components_with_the_smallest_member_as_label() -> None:
    clusters = Clusters(6)
    clusters.join(np.array([4, 2]), np.array([5, 3]))
    clusters.join(np.array([3]), np.array([5]))
    assert clusters.labels.tolist() == [0, 1, 2, 2, 2, 2]


def test_a_crowd_in_one_band_does_not_hide_a_reprint(bench: ModuleType, tmp_path: Path) -> None:
    """Hundreds of strangers that share a form fill the buckets; the pair among them is found all the same."""
    texts = bench.Texts()
    bodies = [texts.report(number) for number in range(400)]
    bodies += [texts.article(7), texts.article(7)[:-100]]
    signatures = Signatures(tmp_path, len(bodies))
    signatures.add(normalise(bodies))
    labels = signatures.cluster(np.ones(len(bodies), dtype=bool), 0.7).labels
    assert labels[400] == labels[401] == 400
    assert MINIMUM > NGRAM

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
from newsmill.pipelines.dedup.normalise import fingerprints, normalise
from newsmill.pipelines.dedup.shingles import NGRAM, ngram_length, shingle_set, shingles
from newsmill.pipelines.export.export_command import export
from newsmill.pipelines.record import Record, Repair, encode


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The generator of the benchmark: articles, reprints of several degrees, daily reports that resemble them."""
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


def test_a_removed_record_removes_no_other() -> None:
    """A chain a ~ b ~ c: c resembles b, which was removed as a duplicate of a, but not a."""
    letters = [chr(0x4E00 + number) for number in range(900)]
    a = "".join(letters[:500])
    b = "".join(letters[150:650])
    c = "".join(letters[300:800])
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


def test_short_notices_of_one_form_are_not_reprints(bench: ModuleType, tmp_path: Path) -> None:
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
        size = ngram_length(texts[number])
        assert offsets[number + 1] - offsets[number] == max(len(texts[number]) - size + 1, 0)


def test_normalising_keeps_letters_and_digits_of_any_script() -> None:
    texts = normalise(["Ｈello，世界！１２", "hello世界12", "ЗДРАВСТВУЙ мир", "ß ﬁ Ⅷ", "\ud800x"])
    one, other, *_ = fingerprints(texts)
    assert one == other
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


def edited(maker: random.Random, text: str, share: float, letters: str) -> str:
    """Every so many characters replaced by another."""
    return "".join(maker.choice(letters) if maker.random() < share else one for one in text)


def test_a_reprint_with_every_tenth_character_edited_is_found(bench: ModuleType, tmp_path: Path) -> None:
    texts, maker = bench.Texts(), random.Random(7)
    bodies = [texts.article(number) for number in range(40)]
    copies = [edited(maker, body, 0.1, bench._CHARACTERS) for body in bodies]
    records = [bench.record(number, body) for number, body in enumerate(bodies + copies)]
    stayed, gone = deduplicated(tmp_path, records, "--dedup", "near")
    pairs = {frozenset((row["id"], row["kept"])) for row in gone}
    assert len(pairs) >= 38
    assert pairs <= {frozenset((records[number].id, records[number + 40].id)) for number in range(40)}
    assert len(stayed) == 80 - len(pairs)


WEATHER = (
    "{city}市气象台{day}日17时发布天气预报：今天夜间到明天白天{sky}，偏北风{wind}级，最高气温{high}℃，最低气温{low}℃，"
    "相对湿度{damp}%。请市民出行注意安全，合理安排户外活动，驾车人员减速慢行，老人和儿童注意防寒保暖。"
)
PRICES = (
    "{day}日，本市农贸市场主要农副产品零售价格：白菜每公斤{a}元，萝卜每公斤{b}元，鸡蛋每公斤{c}元，猪肉每公斤{d}元。"
    "以上价格由市物价局价格监测中心提供，仅供参考，请以实际成交价格为准，价格举报电话12358，全天受理。"
)


def notices(maker: random.Random) -> list[str]:
    made = []
    for day in range(1, 29):
        numbers = {name: maker.randint(10, 40) for name in ("high", "low", "damp")}
        words = {
            "sky": maker.choice(["晴", "多云", "阴", "小雨"]),
            "wind": maker.choice(["二到三", "四到五"]),
        }
        made.append(WEATHER.format(city=maker.choice(["北京", "上海", "沈阳"]), day=day, **numbers, **words))
        made.append(PRICES.format(day=day, **{name: f"{maker.uniform(2, 30):.2f}" for name in "abcd"}))
    return made


def test_notices_of_one_form_are_not_reprints_but_their_reprints_are(
    bench: ModuleType, tmp_path: Path
) -> None:
    bodies = notices(random.Random(3))
    reprints = ["（本报讯）" + body for body in bodies[:8]]
    records = [bench.record(number, body) for number, body in enumerate(bodies + reprints)]
    _, gone = deduplicated(tmp_path, records, "--dedup", "near")
    pairs = {frozenset((row["id"], row["kept"])) for row in gone}
    assert pairs == {frozenset((records[number].id, records[56 + number].id)) for number in range(8)}


def test_figures_that_were_put_right_do_not_make_a_long_article_another(
    bench: ModuleType, tmp_path: Path
) -> None:
    body = bench.Texts().article(4) + "\n目前已有15人死亡，37人受伤。"
    records = [bench.record(1, body), bench.record(2, body.replace("15", "18").replace("37", "41"))]
    stayed, _ = deduplicated(tmp_path, records, "--dedup", "near")
    assert len(stayed) == 1


def originals(bench: ModuleType, *copies: dict[str, Any]) -> list[Record]:
    made = []
    for number, fields in enumerate(copies):
        record: Record = bench.record(number, fields["body"])
        for name, value in fields.items():
            setattr(record, name, value)
        made.append(record)
    return made


def test_the_original_is_kept_and_not_the_copy_with_the_most_boilerplate(
    bench: ModuleType, tmp_path: Path
) -> None:
    body = bench.Texts().article(5)
    longer = (
        body
        + "\n免责声明：本文仅代表作者个人观点，与本网无关。\n更多精彩内容请下载本网客户端，扫描二维码关注我们。"
    )
    records = originals(
        bench,
        {"body": longer, "published": "2012-02-15T08:00", "site": "b.com"},
        {"body": body, "published": "2012-02-14", "site": "a.com"},
        {"body": longer + "\n返回搜狐，查看更多精彩内容。", "published": None, "site": "c.com"},
    )
    for order in (records, records[::-1]):
        stayed, _ = deduplicated(tmp_path, order, "--dedup", "near")
        assert stayed == {records[1].id}


def test_of_two_of_the_same_day_the_one_whose_source_is_its_own_site_is_kept(
    bench: ModuleType, tmp_path: Path
) -> None:
    texts = bench.Texts()
    others = [
        {"body": texts.article(20 + number), "site": site, "source": source}
        for number, (site, source) in enumerate([("a.com", "甲报"), ("b.com", "乙报")] * 4)
    ]
    body = texts.article(6)
    same = {"published": "2012-02-14"}
    records = originals(
        bench,
        {"body": body + "乙报责编王五。", "site": "b.com", "source": "甲报", **same},
        {"body": body, "site": "a.com", "source": "甲报", **same},
        *others,
    )
    _, gone = deduplicated(tmp_path, records, "--dedup", "near")
    assert [(row["id"], row["kept"]) for row in gone] == [(records[0].id, records[1].id)]


def test_boilerplate_that_recurs_across_a_site_does_not_count_when_bodies_are_compared(
    bench: ModuleType, tmp_path: Path
) -> None:
    texts = bench.Texts()
    boilerplate = "\n".join(
        f"本网声明第{word}条：" + texts.sentence(random.Random(word), texts.words[:150])
        for word in "甲乙丙丁戊己"
    )
    others = [
        {"body": texts.article(40 + number) + "\n" + boilerplate, "site": "b.com"} for number in range(6)
    ]
    body = texts.article(8)[:300] + "。"
    records = originals(
        bench,
        {"body": body + "\n" + boilerplate, "site": "b.com", "published": "2012-02-14", "source": None},
        {"body": body, "site": "a.com", "published": "2012-02-14", "source": None},
        *others,
    )
    _, gone = deduplicated(tmp_path, records, "--dedup", "near")
    assert [(row["id"], row["kept"]) for row in gone] == [(records[0].id, records[1].id)]

"""Near-duplicate removal: recall and precision on generated reprints, and time and memory by number of
records.

    python benchmarks/dedup.py quality --records 20000
    python benchmarks/dedup.py scale --records 25000 50000 100000 200000
    python benchmarks/dedup.py signatures            # rensa compared with datasketch
    python benchmarks/dedup.py peers --records 400   # newsmill, datasketch and text-dedup

Records are generated from a seed: articles over a vocabulary with the word frequencies of real text (Zipf),
topics that share words, agency formulas in a third of all articles, and, as hard negatives, daily reports
from one template that differ only in numbers and names. Nothing is downloaded.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import itertools
import json
import multiprocessing
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.record import Charset, Person, Record, encode

# Frequent characters. Words are pairs of them, with random but fixed ranks.
_CHARACTERS = (
    "的一是不了人在有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后"
    "小么心多天而能好都然没日于起还"
    "发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把"
    "法此实回二理美点月明其种声全工"
    "己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信"
    "北少关并内加化由却代军产入先山"
    "五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反"
    "合放做系计或司利受光王果亲界及"
)

_FORMULAS = (
    "本报讯（记者{name}）记者昨日从有关部门获悉，",
    "据{name}通讯社报道，",
    "以上内容仅代表作者个人观点，不代表本网立场，转载请注明出处。",
    "更多精彩内容请关注本报官方网站和客户端，欢迎读者来信提供新闻线索。",
    "有关负责人表示，下一步将继续加大工作力度，确保各项措施落到实处。",
)

_REPORT = (
    "{day}日早盘，沪深两市小幅{way}开，沪指报{a}点，{way2}幅{b}%，深成指报{c}点，{way2}幅{d}%。\n"
    "盘面上，{s1}、{s2}、{s3}等板块涨幅居前，{s4}、{s5}等板块跌幅居前。个股方面，{n1}、{n2}、{n3}涨停，{n4}跌停。\n"
    "资金面上，央行今日进行{e}亿元逆回购操作，中标利率{f}%，当日有{g}亿元逆回购到期。北向资金净流入{h}亿元。\n"
    "分析人士{p}认为，短期市场仍将维持震荡格局，建议投资者关注{s6}、{s7}等方向的结构性机会，注意控制仓位。\n"
)


class Made(NamedTuple):
    """A generated record, the articles its text comes from, and how it was made from them."""

    body: str
    origins: frozenset[int]
    degree: str


class Texts:
    """Articles by number: the same number gives the same text."""

    def __init__(self) -> None:
        maker = random.Random(1)
        pairs = [a + b for a in _CHARACTERS[:150] for b in _CHARACTERS[::2]]
        maker.shuffle(pairs)
        self.words = pairs[:12_000]
        ranks = np.arange(1, len(self.words) + 1)
        self.weights = np.cumsum(1 / ranks**0.9)

    def article(self, number: int) -> str:
        """An article of 200 to 2,000 characters; a fifth of its words come from its topic."""
        maker = random.Random(f"article {number}")
        topic = random.Random(f"topic {number % 200}").sample(self.words, 150)
        paragraphs = []
        length = min(max(maker.lognormvariate(6.6, 0.5), 200), 2_000)
        while sum(map(len, paragraphs)) < length:
            sentences = [self.sentence(maker, topic) for _ in range(maker.randint(2, 5))]
            paragraphs.append("".join(sentences))
        for formula in _FORMULAS:
            if maker.random() < 0.33:
                text = formula.format(name=maker.choice(self.words))
                if text.endswith("，"):
                    paragraphs[0] = text + paragraphs[0]
                else:
                    paragraphs.append(text)
        return "\n".join(paragraphs)

    def sentence(self, maker: random.Random, topic: list[str]) -> str:
        """A sentence of eight to twenty words."""
        count = maker.randint(8, 20)
        words = maker.choices(self.words, cum_weights=self.weights, k=count)
        words = [maker.choice(topic) if maker.random() < 0.2 else word for word in words]
        middle = maker.randrange(3, count - 2)
        return "".join(words[:middle]) + "，" + "".join(words[middle:]) + "。"

    def report(self, number: int) -> str:
        """A daily report: the same template with different numbers and names. Not a reprint of the previous
        one.
        """
        maker = random.Random(f"report {number}")
        values: dict[str, object] = {key: f"{maker.uniform(0.1, 9000):.2f}" for key in "abcdefgh"}
        values |= {
            "day": number % 28 + 1,
            "way": maker.choice("高低"),
            "way2": maker.choice("涨跌"),
            "p": maker.choice(self.words),
        }
        values |= {key: maker.choice(self.words) for key in ("s1", "s2", "s3", "s4", "s5", "s6", "s7")}
        values |= {key: "".join(maker.choices(self.words, k=2)) for key in ("n1", "n2", "n3", "n4")}
        return _REPORT.format(**values)


def _edited(maker: random.Random, text: str, share: float) -> str:
    """Replace, insert or delete words at this share of the positions."""
    out = []
    for character in text:
        chance = maker.random()
        if character == "\n" or chance >= share:
            out.append(character)
        elif chance < share / 3:
            out.append(maker.choice(_CHARACTERS))
        elif chance < 2 * share / 3:
            out.append(character + maker.choice(_CHARACTERS))
    return "".join(out)


def _cut(text: str, share: float) -> str:
    return text[: int(len(text) * share)]


def _shuffled(maker: random.Random, text: str) -> str:
    paragraphs = text.split("\n")
    maker.shuffle(paragraphs)
    return "\n".join(paragraphs)


def _respaced(text: str) -> str:
    return text.replace("，", ", ").replace("。", ".　").replace("\n", "\n\n")


# Kinds of reprint, and how each changes a text. A changed headline leaves the body, which is what is
# compared.
DEGREES: dict[str, Callable[[random.Random, str], str]] = {
    "spacing and punctuation": lambda maker, text: _respaced(text),
    "headline and lead changed": lambda maker, text: (
        "【核心提示】" + _edited(maker, text[:40], 0.5) + text[40:]
    ),
    "edited, 1 % of characters": lambda maker, text: _edited(maker, text, 0.01),
    "edited, 2 %": lambda maker, text: _edited(maker, text, 0.02),
    "edited, 4 %": lambda maker, text: _edited(maker, text, 0.04),
    "edited, 8 %": lambda maker, text: _edited(maker, text, 0.08),
    "paragraphs in another order": _shuffled,
    "cut to 80 %": lambda maker, text: _cut(text, 0.8),
    "cut to 60 %": lambda maker, text: _cut(text, 0.6),
    "cut to 40 %": lambda maker, text: _cut(text, 0.4),
    "cut to 25 %": lambda maker, text: _cut(text, 0.25),
}
MERGED = "merged with another article"


def corpus(texts: Texts, records: int) -> Iterator[Made]:
    """Seven tenths originals, two tenths reprints of each kind in turn, one tenth daily reports."""
    names = [*DEGREES, MERGED]
    original = 0
    for number in range(records):
        kind = number % 10
        maker = random.Random(f"record {number}")
        if kind < 7:
            yield Made(texts.article(original), frozenset((original,)), "original")
            original += 1
        elif kind < 9 and original:
            source = maker.randrange(original)
            degree = names[(number // 10 * 2 + kind) % len(names)]
            text = texts.article(source)
            if degree == MERGED:
                other = maker.randrange(original)
                body = text + "\n" + texts.article(other)
                yield Made(body, frozenset((source, other)), degree)
            else:
                yield Made(DEGREES[degree](maker, text), frozenset((source,)), degree)
        else:
            yield Made(texts.report(number), frozenset((-number - 1,)), "daily report")


def record(number: int, body: str) -> Record:
    """A record with this body."""
    return Record(
        id=f"{number * 2654435761 % (1 << 32):08x}{number:016x}",
        version=1,
        url=f"http://site{number % 50}.example.com/{number}.html",
        site=f"site{number % 50}.example.com",
        origin=f"made.warc.gz#offset={number}",
        fetched_at="2026-01-01T00:00:00Z",
        digest=f"sha256:{number:064x}",
        kind="article",
        language="zh",
        title=f"标题{number}",
        subtitle=None,
        published=f"{2000 + number % 25}-0{number % 9 + 1}-1{number % 10}",
        section=["新闻"],
        keywords=[],
        source="本报",
        account=None,
        authors=[Person("张扬", "记者")],
        editors=[],
        body=body,
        images=[],
        charset=Charset("gbk", "gbk", []),
        repairs=[],
        warnings=[],
    )


def write(folder: Path, bodies: Iterable[str]) -> None:
    """Write one shard of records."""
    with (folder / "records-00000.jsonl").open("wb") as file:
        for number, body in enumerate(bodies):
            file.write(encode(record(number, body)) + b"\n")


# Generating a text takes longer than deduplicating it: beyond this number, texts are reused with their
# characters permuted.
_WRITTEN = 200_000


def many(records: int) -> Iterator[str]:
    """Bodies for measuring scale: those of `corpus`, then the same with permuted characters, which are as
    similar to each other and unlike the originals.
    """
    written: list[str] = []
    for item in corpus(Texts(), min(records, _WRITTEN)):
        written.append(item.body)
        yield item.body
    for number in range(_WRITTEN, records):
        turn, place = divmod(number, _WRITTEN)
        yield written[place].translate(_exchange(turn))


@functools.cache
def _exchange(turn: int) -> dict[int, str]:
    others = list(dict.fromkeys(_CHARACTERS))
    random.Random(f"exchange {turn}").shuffle(others)
    return dict(zip(map(ord, dict.fromkeys(_CHARACTERS)), others, strict=True))


def quality(records: int, threshold: float) -> None:
    """Print recall by kind of reprint, and precision."""
    texts = Texts()
    made = list(corpus(texts, records))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, (item.body for item in made))
        _export(folder, threshold)
        kept_for = {}
        for line in (folder / "out" / "duplicates.jsonl").open("rb"):
            row = json.loads(line)
            kept_for[int(row["id"][8:], 16)] = int(row["kept"][8:], 16)
    _print_quality(made, kept_for)


def score(made: list[Made], kept_for: dict[int, int]) -> tuple[dict[str, tuple[int, int]], int, int]:
    """For each kind of reprint (found, all); the number of dropped records, and of those dropped wrongly.

    A reprint is found if it or an article it was made from was dropped. A record was dropped wrongly if the
    record kept in its place was not made from all the articles it was made from.
    """
    gone_originals = {
        next(iter(made[number].origins)) for number in kept_for if made[number].degree == "original"
    }
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for number, item in enumerate(made):
        if item.degree in ("original", "daily report"):
            continue
        total[item.degree] += 1
        found[item.degree] += number in kept_for or bool(item.origins & gone_originals)
    wrong = sum(not made[number].origins <= made[kept].origins for number, kept in kept_for.items())
    return {degree: (found[degree], total[degree]) for degree in total}, len(kept_for), wrong


def _print_quality(made: list[Made], kept_for: dict[int, int]) -> None:
    degrees, gone, wrong = score(made, kept_for)
    reports = [number for number in kept_for if made[number].degree == "daily report"]
    print("| reprint | recall | of |\n|---|---|---|")
    for degree in [*DEGREES, MERGED]:
        found, total = degrees[degree]
        print(f"| {degree} | {found / total:.1%} | {total:,} |")
    every = [sum(column) for column in zip(*degrees.values(), strict=True)]
    print(f"| all | {every[0] / every[1]:.1%} | {every[1]:,} |")
    print(
        f"\nprecision {1 - wrong / max(gone, 1):.2%}: {wrong:,} of {gone:,} records that went were no "
        f"reprint of the one that stayed"
    )
    daily = sum(item.degree == "daily report" for item in made)
    print(f"(daily reports, hard negatives: {len(reports):,} of {daily:,} went)")


def scale(sizes: list[int]) -> None:
    """Measure time and peak memory of a whole export with near-duplicate removal, and extrapolate to a
    million records.

    CPU time is what counts on a shared machine; wall time is printed next to it.
    """
    rows = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as name:
        folder = Path(name)
        write(folder, many(sizes[-1]))
        every = (folder / "records-00000.jsonl").rename(folder / "every.jsonl")
        for size in sizes:
            with every.open("rb") as lines, (folder / "records-00000.jsonl").open("wb") as shard:
                shard.writelines(itertools.islice(lines, size))
            before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            peak = _export(folder, 0.7)
            after, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic() - began
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            rows.append((size, used, peak))
            print(
                f"{size:>9,} records  {used:7.1f} s of processor  {clock:7.1f} s on the clock  {peak / 1024:6.0f} MB",
                flush=True,
            )
    if len(rows) > 1:
        counts, seconds, memory = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
        slope, start = np.polyfit(counts, seconds, 1)
        # Sorting is O(n log n): the last two points give the steepest observed curve.
        power = np.log(seconds[-1] / seconds[-2]) / np.log(counts[-1] / counts[-2])
        grown = seconds[-1] * (1e6 / counts[-1]) ** power
        memory_slope, memory_start = np.polyfit(counts, memory, 1)
        print(f"\n1,000,000 records: {(start + slope * 1e6) / 60:.1f} min of processor by a line,")
        print(f"{grown / 60:.1f} min by the curve of the last two points (n^{power:.2f});")
        print(f"memory {(memory_start + memory_slope * 1e6) / 1024 / 1024:.1f} GB by a line")


def _export(folder: Path, threshold: float) -> int:
    """Run the export in its own process. Returns its peak resident memory in KB."""
    code = (
        "import resource, sys\n"
        "from newsmill import main\n"
        "try:\n    main()\n"
        "finally:\n    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    shard = folder / "records-00000.jsonl"
    command = [sys.executable, "-c", code, "export", str(shard), "-o", str(folder / "out")]
    command += ["--dedup", "near", "--near-threshold", str(threshold)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1])


def signatures(count: int = 2_000) -> None:
    """Microseconds per text for its signature, with rensa and with datasketch, and the error of each
    estimate.
    """
    import datasketch
    import rensa

    from newsmill.pipelines.dedup.normalise import normalise
    from newsmill.pipelines.dedup.shingles import shingles

    texts = Texts()
    pairs = [texts.article(number) for number in range(count)]
    pairs += [DEGREES["edited, 4 %"](random.Random(number), pairs[number]) for number in range(count)]
    hashes, offsets = shingles(normalise(pairs))
    sets = [hashes[start:end] for start, end in itertools.pairwise(offsets)]
    exact = np.array(
        [
            len(np.intersect1d(a, b)) / len(np.union1d(a, b))
            for a, b in zip(sets[:count], sets[count:], strict=True)
        ]
    )
    began = time.perf_counter()
    rows = np.array(
        rensa.RMinHash.digest_matrix_from_flat_token_hashes(
            hashes, offsets.astype(np.uint64), 256, 42
        ).to_rows()
    )
    ours = time.perf_counter() - began
    began = time.perf_counter()
    sketches = []
    for part in sets:
        sketch = datasketch.MinHash(num_perm=256, hashfunc=lambda value: int(value) & 0xFFFFFFFF)
        sketch.update_batch(part)
        sketches.append(sketch)
    theirs = time.perf_counter() - began
    estimates = {
        "rensa": (rows[:count] == rows[count:]).mean(axis=1),
        "datasketch": np.array(
            [a.jaccard(b) for a, b in zip(sketches[:count], sketches[count:], strict=True)]
        ),
    }
    for name, seconds in (("rensa", ours), ("datasketch", theirs)):
        error = float(np.sqrt(np.mean((estimates[name] - exact) ** 2)))
        print(f"{name:11} {seconds / len(pairs) * 1e6:8.1f} µs a text, root mean square error {error:.4f}")


_NOTICE = (
    "{day}日17时天气预报：今天夜间到明天白天{sky}，偏北风{wind}级，最高气温{a}℃，最低气温{b}℃，"
    "相对湿度{c}%，空气质量指数{d}。"
    "请市民出行注意安全，合理安排户外活动，驾车人员减速慢行，老人和儿童注意防寒保暖，有关部门做好应急准备。"
)


def notices(count: int) -> list[str]:
    """Daily notices from one template: not reprints of each other."""
    made = []
    for number in range(count):
        maker = random.Random(f"notice {number}")
        values: dict[str, object] = {name: maker.randint(1, 99) for name in "abcd"}
        made.append(
            _NOTICE.format(
                day=number % 28 + 1,
                sky=maker.choice(["晴", "多云", "阴"]),
                wind=maker.choice("二三四"),
                **values,
            )
        )
    return made


def peers(count: int) -> None:
    """Edited reprints found, and notices dropped, by newsmill and by two libraries with their default
    settings; also time and memory.
    """
    texts = Texts()
    originals = [texts.article(number) for number in range(count)]
    copies = [_edited(random.Random(number), body, 0.1) for number, body in enumerate(originals)]
    bodies = originals + copies + notices(180)
    print(
        "| | reprints found (10 % of characters edited) | of | notices dropped | of | seconds | peak MB "
        "|\n|---|---|---|---|---|---|---|"
    )
    for name in ("newsmill", "datasketch", "text-dedup"):
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
            labels, seconds, peak = alone.submit(_peer, name, bodies).result()
        found = sum(labels[number] == labels[number + count] for number in range(count))
        dropped = 180 - len(set(labels[2 * count :]))
        print(
            f"| {name} | {found} | {count} | {dropped} | 180 | {seconds:.1f} | {peak / 1024:.0f} |",
            flush=True,
        )


def _peer(name: str, bodies: list[str]) -> tuple[list[int], float, int]:
    """For each body, the first one it is considered a copy of; CPU seconds; peak memory in KB."""
    began = time.process_time()
    pairs = {
        "newsmill": _pairs_by_newsmill,
        "datasketch": _pairs_by_datasketch,
        "text-dedup": _pairs_by_text_dedup,
    }[name](bodies)
    labels = list(range(len(bodies)))

    def root(number: int) -> int:
        while labels[number] != number:
            number = labels[number]
        return number

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        labels[second] = first
    seconds = time.process_time() - began
    return (
        [root(number) for number in range(len(bodies))],
        seconds,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    )


def _pairs_by_newsmill(bodies: list[str]) -> list[tuple[int, int]]:
    from newsmill.pipelines.dedup.candidates import Signatures
    from newsmill.pipelines.dedup.clusters import Candidate, judge, share_needed
    from newsmill.pipelines.dedup.normalise import normalise

    normal = normalise(bodies)
    with tempfile.TemporaryDirectory() as folder:
        signatures = Signatures(Path(folder), len(bodies))
        signatures.add(normal)
        labels = signatures.cluster(np.ones(len(bodies), dtype=bool), share_needed(0.7)).labels.tolist()
    pairs = []
    order = sorted(range(len(bodies)), key=lambda number: (labels[number], -len(bodies[number]), number))
    for _, cluster in itertools.groupby(order, key=labels.__getitem__):
        members = [Candidate(number, normal[number], number) for number in cluster]
        pairs += [(one.kept, one.number) for one in judge(members, 0.7) if one.kept != one.number]
    return pairs


def _pairs_by_datasketch(bodies: list[str]) -> list[tuple[int, int]]:
    """MinHashLSH at a Jaccard similarity of 0.7 over character 5-grams."""
    from datasketch import MinHash, MinHashLSH

    index, pairs = MinHashLSH(threshold=0.7, num_perm=128), []
    for number, body in enumerate(bodies):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([body[place : place + 5].encode() for place in range(max(len(body) - 4, 1))])
        pairs += [(int(other), number) for other in index.query(sketch)]
        index.insert(str(number), sketch)
    return pairs


def _pairs_by_text_dedup(bodies: list[str]) -> list[tuple[int, int]]:
    """Its MinHash with default settings (0.7, 256 permutations, 5-grams), with characters separated so that
    they count as words.
    """
    from text_dedup.minhash import SIGNATURE_COLUMN, embed_func
    from text_dedup.utils import optimal_param, sha1_hash

    bands, rows = optimal_param(0.7, 256, 0.5, 0.5)
    maker = np.random.RandomState(42)
    prime, most = np.uint64((1 << 61) - 1), np.uint32((1 << 32) - 1)
    factors = (
        maker.randint(1, prime, size=256, dtype=np.uint64),
        maker.randint(0, prime, size=256, dtype=np.uint64),
    )
    ranges = [(band * rows, (band + 1) * rows) for band in range(bands)]
    first: dict[tuple[int, bytes], int] = {}
    pairs = []
    for number, body in enumerate(bodies):
        spaced = " ".join(body.replace("\n", ""))
        made = embed_func(
            spaced, number, num_perm=256, ngram_size=5, min_length=5, hashranges=ranges, permutations=factors,
            hash_func=sha1_hash, dtype=np.uint64, max_hash=most, modulo_prime=prime,
        )  # fmt: skip
        for band, key in enumerate(made[SIGNATURE_COLUMN]):
            pairs.append((first.setdefault((band, key), number), number))
    return pairs


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["quality", "scale", "signatures", "peers"])
    parser.add_argument("--records", type=int, nargs="+", default=[20_000])
    parser.add_argument("--threshold", type=float, default=0.7)
    options = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores; {' '.join(sys.argv[1:])}\n", flush=True
    )
    with contextlib.suppress(KeyboardInterrupt):
        if options.what == "quality":
            quality(options.records[0], options.threshold)
        elif options.what == "peers":
            peers(options.records[0])
        elif options.what == "scale":
            scale(sorted(options.records))
        else:
            signatures()


if __name__ == "__main__":
    main()

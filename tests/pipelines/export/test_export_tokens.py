"""Token counts with vocabularies made here: nothing is downloaded."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import sentencepiece
import tiktoken
import tiktoken.registry

from newsmill.pipelines.export.missing_extra import Unusable
from newsmill.pipelines.export.tokenising import token_counter

TEXTS = (
    "城东的新图书馆开门了，读者排起了长队。",
    "The new library opened its doors on Friday.",
    "第二段说的是馆里的书和灯。",
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentencepiece model of some eighty pieces."""
    folder = tmp_path_factory.mktemp("model")
    (folder / "texts.txt").write_text("\n".join(TEXTS * 20), "utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(folder / "texts.txt"), model_prefix=str(folder / "tiny"), vocab_size=80, character_coverage=1.0,
        hard_vocab_limit=False, minloglevel=2,
    )  # fmt: skip
    return folder / "tiny.model"


def test_sentencepiece_counts_the_pieces_of_a_model(model: Path) -> None:
    count = token_counter(f"sentencepiece:{model}")
    processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
    assert [count(text) for text in TEXTS] == [len(processor.encode(text)) for text in TEXTS]
    assert count(TEXTS[0]) > 5
    assert count("") == 0


def test_tiktoken_counts_the_tokens_of_an_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    ranks = {bytes([byte]): byte for byte in range(256)} | {
        b"th": 256,
        b"the": 257,
        b"li": 258,
        "图".encode()[:2]: 259,
    }
    made = tiktoken.Encoding(
        "tiny", pat_str=r"\S+|\s+", mergeable_ranks=ranks, special_tokens={"<|endoftext|>": 260}
    )
    monkeypatch.setitem(tiktoken.registry.ENCODINGS, "tiny", made)
    count = token_counter("tiktoken:tiny")
    assert count("the the") == 3
    assert count("图") == 2
    assert count("") == 0
    # A text that spells a special token is text.
    assert count("<|endoftext|>") == len("<|endoftext|>")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tiktoken:no_such_encoding", "vocabulary cannot be loaded"),
        ("sentencepiece:no-such-file.model", "cannot be read"),
        ("sentencepiece:", "needs the file of a model"),
    ],
)
def test_a_vocabulary_that_is_not_there_is_reported_in_a_sentence(name: str, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        token_counter(name)


def test_a_file_that_is_not_a_model_is_reported_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "no.model").write_text("this is no model")
    with pytest.raises(Unusable, match="cannot be read"):
        token_counter(f"sentencepiece:{tmp_path / 'no.model'}")


def test_the_tokens_of_each_record_are_a_column_of_the_corpus(
    model: Path, make_corpus: Any, record: Any
) -> None:
    count = token_counter(f"sentencepiece:{model}")
    corpus = make_corpus([record(1), record(2)], "--tokens", f"sentencepiece:{model}")
    rows = pq.read_table(next(corpus.glob("data/*.parquet"))).to_pylist()
    assert [row["tokens"] for row in rows] == [count(row["body"]) for row in rows]
    assert min(row["tokens"] for row in rows) > 10

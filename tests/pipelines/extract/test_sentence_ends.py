"""What ends a sentence is one table, which everything that asks for it reads."""

import re
from pathlib import Path

import pytest

from newsmill.pipelines.extract.lexicon.sentence_ends import (
    CLOSING,
    ENDINGS,
    MARKS,
    MARKS_ANYWHERE,
    ends_sentence,
)
from newsmill.pipelines.extract.page.character_classes import STOP, character_classes

EXTRACT = Path(__file__).resolve().parents[3] / "pipelines" / "extract"


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_ends_a_sentence_alone_and_before_closing_quotes(mark: str) -> None:
    assert ends_sentence(f"Der Rat stimmte zu{mark}")
    for closing in CLOSING:
        assert ends_sentence(f"他说“明天开始{mark}{closing}")
    assert f"x{mark}".endswith(ENDINGS)


@pytest.mark.parametrize("mark", MARKS)
def test_the_body_model_counts_every_mark_as_a_sentence_end(mark: str) -> None:
    assert character_classes()[ord(mark)] == STOP


@pytest.mark.parametrize("text", ["Kontakt", "更多新闻", "3.5 km", "Sept. 6", "标题：", "a, b,"])
def test_lines_that_stop_without_a_mark_end_no_sentence(text: str) -> None:
    assert not ends_sentence(text)
    assert not text.endswith(ENDINGS)


def test_marks_that_also_stand_inside_sentences_do_not_end_one_anywhere() -> None:
    assert set(MARKS_ANYWHERE) < set(MARKS)
    assert not set(".…．") & set(MARKS_ANYWHERE)


def test_no_other_module_of_extraction_keeps_a_list_of_sentence_ends() -> None:
    own = re.compile(r"_SENTENCE_ENDS?\s*=\s*(?:\(\s*[\"']|re\.compile\(\s*r?[\"'])")
    assert [path.name for path in EXTRACT.rglob("*.py") if own.search(path.read_text("utf-8"))] == []

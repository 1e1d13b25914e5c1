import pytest

from newsmill.pipelines.labels.measures import Answer, body_scores, score, summary
from newsmill.pipelines.labels.store import Label


def test_a_body_is_right_whatever_its_lines_and_punctuation() -> None:
    assert body_scores("The old bridge\nis open again", "The old bridge is open, again!") == (1, 1, 1)
    assert body_scores("老桥修好了，今天通车", "老桥修好了\n今天通车。") == (1, 1, 1)


def test_half_of_a_body_has_all_precision_and_half_the_recall() -> None:
    wanted = "a b c d e f g"  # four runs of four tokens
    precision, recall, f1 = body_scores("a b c d e", wanted)
    assert (precision, recall) == (1.0, 0.5)
    assert f1 == pytest.approx(2 / 3)


def test_too_much_text_costs_precision_alone() -> None:
    precision, recall, _ = body_scores("a b c d e x y z w v", "a b c d e")
    assert recall == 1.0
    assert precision == pytest.approx(2 / 7)


def test_order_counts() -> None:
    assert body_scores("e f g h a b c d", "a b c d e f g h")[2] < 0.5


def test_text_that_comes_twice_is_right_once() -> None:
    assert body_scores("a b c d a b c d", "a b c d")[0] == pytest.approx(1 / 5)


def test_no_answer_is_nothing_and_a_short_one_is_compared_whole() -> None:
    assert body_scores("", "a b c d e") == (0, 0, 0)
    assert body_scores("yes", "yes") == (1, 1, 1)
    assert body_scores("", "") == (1, 1, 1)


def test_optional_text_may_be_there_or_not() -> None:
    bare, whole = "a b c d e\nk l m n o", "a b c d e\nphoto by someone\nk l m n o"
    assert body_scores(bare, bare, whole)[2] == 1.0
    assert body_scores(whole, bare, whole)[2] == 1.0
    assert body_scores("a b c d e", bare, whole)[1] == 0.5


@pytest.mark.parametrize(
    ("found", "wanted", "right"),
    [
        ("老桥 “修好”了", "老桥修好了", 1),
        ("OLD Bridge", "old bridge", 1),
        ("Old bridge - The Paper", "Old bridge", 0),
        (None, "x", 0),
    ],
)
def test_titles_are_equal_without_space_quotes_and_case(found: str | None, wanted: str, right: float) -> None:
    assert score(Answer(title=found), Label(id="a", title=wanted))["title"] == right


@pytest.mark.parametrize(
    ("found", "wanted", "right", "day"),
    [
        ("2012-02-14T14:46:03", "2012-02-14", 1, 1),
        ("2012-02-14 14:46:03", "2012-02-14T14:46", 1, 1),
        ("2012-02-14T14:46+08:00", "2012-02-14T14:46", 1, 1),
        ("2012-02-14", "2012-02-14T14:46", 0, 1),
        (None, "2012-02-14", 0, 0),
    ],
)
def test_dates_are_compared_as_precisely_as_the_label(
    found: str | None, wanted: str, right: float, day: float
) -> None:
    figures = score(Answer(published=found), Label(id="a", published=wanted))
    assert (figures["published"], figures["day"]) == (right, day)


def test_a_source_that_is_not_there_must_be_empty_or_the_account() -> None:
    label = Label(id="a", source=None, account="老桥观察")
    assert score(Answer(source=None), label)["source"] == 1
    assert score(Answer(source="老桥观察"), label)["source"] == 1
    assert score(Answer(source="示例日报"), label)["source"] == 0
    other = Label(id="a", source="示例日报", source_alt=["示例日报社"])
    assert score(Answer(source="示例日报社"), other)["source"] == 1
    assert score(Answer(source=None), other)["source"] == 0


def test_people_are_sets_of_names() -> None:
    label = Label(id="a", authors=["张三", "李四"], editors=[])
    figures = score(Answer(authors=["李四", "王五"], editors=[]), label)
    assert figures["authors"] == 0.5
    assert figures["editors"] == 1.0
    several = Label(id="a", authors=["张三"], authors_alt=[["张三", "李四"]])
    assert score(Answer(authors=["李四", "张三"]), several)["authors"] == 1.0


def test_what_the_label_does_not_have_or_the_extractor_does_not_know_is_not_scored() -> None:
    assert score(Answer(body="x", title="y"), Label(id="a")) == {}
    label = Label(id="a", title="t", authors=["张三"], lead=None, body="a b c d")
    assert set(score(Answer(body="a b c d", answers=frozenset(("body",))), label)) == {
        "precision",
        "recall",
        "F1",
    }
    assert score(Answer(lead="a lead"), label)["lead"] == 0


def test_the_summary_has_means_over_the_pages_that_have_a_figure() -> None:
    means = summary([{"F1": 1.0, "title": 1.0}, {"F1": 0.4}, {"title": 0.0}])
    assert means["F1"] == pytest.approx(0.7)
    assert (means["clean"], means["lost"], means["title"]) == (0.5, 0.5, 0.5)
    assert "authors" not in means

"""UTF-8 read in windows-1252 by software that drops the five bytes it has no character for."""

from __future__ import annotations

import pytest

from newsmill.pipelines.decode import repair, repair_and_explain
from newsmill.pipelines.decode.word_lists import StoredWords, fitting, pack_words, words_of


def _dropped(text: str, errors: str = "ignore") -> str:
    damaged = text.encode().decode("cp1252", errors)
    assert damaged != text.encode().decode("latin-1")
    return damaged


@pytest.mark.parametrize(
    "text",
    [
        "Сегодня в городе открылась новая школа",
        "Россия и Китай подписали соглашение",
        "Министерство здравоохранения сообщило о новых случаях",
        "Вчора у столиці відбулася зустріч міністрів",
        "České dráhy zdraží jízdné, člověk si připlatí",
        "čtvrtek ve městě",
        "Rīgā šodien notika plašas pārrunas",
        "ראש הממשלה נפגש היום עם שר האוצר",
        "سافر الرئيس إلى فرنسا في زيارة رسمية",
        "वित्त मंत्री ने नई योजना की घोषणा की",
        "ÁFRICA Y EL FUTURO DE LA NACIÓN",
        "Ísland vann leikinn í gær",
        "Chiều nay, học sinh Hà Nội được nghỉ học",
    ],
)
@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_letters_whose_bytes_were_lost_come_back_where_one_choice_makes_words(text: str, errors: str) -> None:
    repaired = repair_and_explain(_dropped(text, errors))
    assert repaired.text == text
    assert not any(change.certain for change in repaired.repairs)


@pytest.mark.parametrize(
    "text",
    [
        "こんにちは世界",
        "今日は東京で会議が開かれました。",
        "市议会昨天通过了新的预算，教育、卫生和交通都有增加。",
        "法院认为，被告应当承担责任。",
        "대통령은 오늘 기자회견을 열었다",
    ],
)
def test_chinese_japanese_and_korean_come_back_by_their_words(text: str) -> None:
    assert repair(_dropped(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "“We will rebuild,” the mayor said.",
        "The so-called “experts” were wrong — again.",
        "Er nannte es “ein Wunder”, mehr nicht.",
        "said the minister.” ",
        "He asked: “Why?” Nobody knew.",
    ],
)
def test_a_closing_quotation_mark_without_its_last_byte_comes_back(text: str) -> None:
    repaired = repair_and_explain(text.encode().decode("cp1252", "ignore"))
    assert repaired.text == text


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("the report calls it â€œa scandalâ€? and closes", "the report calls it “a scandal” and closes"),
        ("â€œGood morning,â€\ufffd she said", "“Good morning,” she said"),
        (
            "el café “Sol” está “abierto”, dice â€œtodoâ€ el día",
            "el café “Sol” está “abierto”, dice “todo” el día",
        ),
        ("记者问â€œ是吗â€，他点头", "记者问“是吗”，他点头"),
    ],
)
def test_a_lost_quotation_mark_comes_back_in_marked_and_mixed_lines(damaged: str, text: str) -> None:
    assert repair(damaged) == text


@pytest.mark.parametrize(
    "damaged",
    [
        "Gedankenâ€ und Gewissensfreiheit",  # may be a hyphen of U+2010
        "Sie wohnt in Wohnung â€7â€œ im Hof",  # what opens is another mark, lost in another charset
        "ÄŒESKÃ ROZHLAS",  # ČESKÝ or ČESKÁ
        "Ð¾Ñ",
    ],
)
def test_a_gap_that_two_characters_fill_is_left(damaged: str) -> None:
    assert repair(damaged) == damaged


@pytest.mark.parametrize(
    "text",
    [
        "Ärger über Österreich",
        "CHÃ é uma aldeia",
        "a Ñandú y un ñandú",
        "à 20 €, â 30 €",
        "Âge, âme, Ïle et Ðà",
        "Ðà",
        "ÅÄÖ",
    ],
)
def test_letters_that_could_be_what_is_left_of_others_stay(text: str) -> None:
    assert repair(text) == text


def test_word_lists_are_stored_and_read_back() -> None:
    stored = pack_words("xx", [("čaj", 0.5), ("čas", 0.25), ("časopis", 2**-9.5)])
    assert isinstance(stored, StoredWords)
    assert pack_words("xx", [("čaj", 0.5), ("časopis", 2**-9.5), ("čas", 0.25)]) == stored
    listed = words_of("cs")
    assert listed is not None
    assert listed.words == sorted(listed.words)
    bits, is_begun = listed.found("člověk")
    assert bits is not None
    assert is_begun
    assert listed.found("člově") == (None, True)
    assert listed.found("člověkk") == (None, False)


def test_words_are_found_by_the_letters_that_their_places_can_have() -> None:
    places = [["č", "ď", "Č"], ["a"], ["s"]]
    found = dict(fitting(places, "cs"))
    assert {"čas", "Čas"} <= found.keys()
    assert "ďas" not in found or found["ďas"] > found["čas"]
    assert not list(fitting(places, "no such language"))


def test_a_listed_word_does_not_win_against_a_word_that_the_lists_cannot_have() -> None:
    # liệu and liều both lose a byte in windows-874; only the second is in the list, which is made for windows-1252.
    line = "Hãy sửa các dữ liệu trùng lặp cho mục này"
    damaged = line.encode().decode("cp874", "replace")
    assert repair(damaged) in (line, damaged)


def test_letter_pairs_alone_do_not_decide_in_a_language_without_a_word_list() -> None:
    line = "Пасьпяхова дадалі “7”."
    damaged = line.encode().decode("cp1252", "replace")
    assert repair(damaged) in (line, damaged)

"""Channels that people report: words of western languages read in multi-byte charsets, Cyrillic read as
Latin, and what must stay."""

from __future__ import annotations

import pytest

from newsmill.pipelines.decode import repair, repair_and_explain
from newsmill.pipelines.decode.languages import mixes_scripts, oddities


@pytest.mark.parametrize(
    ("line", "codecs"),
    [
        ("Le président a déclaré jeudi que la réunion était terminée", ("gb18030", "cp949", "cp932")),
        ("Der Bürgermeister eröffnete die neue Brücke", ("gb18030", "cp949")),
        ("La población votó el próximo año más allá de la región", ("gb18030", "cp949")),
    ],
)
def test_western_words_read_in_a_multibyte_charset_come_back(line: str, codecs: tuple[str, ...]) -> None:
    for codec in codecs:
        assert repair(line.encode().decode(codec)) == line


def test_a_french_line_read_as_gbk_comes_back() -> None:
    assert repair("Le pr茅sident a d茅clar茅 qu鈥檌l") == "Le président a déclaré qu’il"


def test_chinese_with_latin_words_beside_it_stays() -> None:
    for line in (
        "他用Python写了一个爬虫，A和B都可以。",
        "买了一件T恤衫，iPhone版也有",
        "K线图显示，茅台酒的股价下跌",
    ):
        assert repair(line) == line


@pytest.mark.parametrize("read_as", ["cp1250", "cp1257", "mac_roman", "cp1252"])
def test_russian_in_windows_1251_read_in_a_latin_charset_is_restored_or_left(read_as: str) -> None:
    line = "Новости дня: в городе открыли новый мост через реку"
    damaged = line.encode("cp1251").decode(read_as, "replace")
    if "\ufffd" not in damaged:
        assert repair(damaged) in (line, damaged)


def test_private_use_characters_give_the_lost_bytes_back() -> None:
    raw = "Новости дня и страны, последние события".encode()
    shown = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(0xF700 + byte) for byte in raw)
    repaired = repair_and_explain(shown)
    assert repaired.text == raw.decode()
    assert all(change.certain for change in repaired.repairs)


def test_a_line_with_a_lost_letter_of_a_gap_that_cannot_be_told_stays_whole() -> None:
    damaged = "Ρ‚Ρƒ?»Π°Π½Π°Ρ€ Π±Ρ‹Ρ€Π°Π°ΠΏΡ‚Π°Π°Ρ…Ρ‚Π°Ρ€."
    assert repair(damaged) == damaged


def test_korean_of_rare_syllables_and_hanja_is_not_an_explanation() -> None:
    for damaged in ("ôóíêöèŒà", "ýÓ ÚõÚõ", "Ðåçóëòàò"):
        assert not any("\uac00" <= character <= "\ud7a3" for character in repair(damaged))


def test_two_scripts_in_a_word_are_not_text() -> None:
    assert mixes_scripts("onդ")
    assert mixes_scripts("arjhatatӱapaw")
    assert not mixes_scripts("тест and слово")
    assert not mixes_scripts("用Python写")


def test_letter_apostrophes_and_combining_marks_are_parts_of_words() -> None:
    assert oddities("boʻlgan taʼminlash") == 0
    assert oddities("ẹ̀tọ́ láti") == 0


@pytest.mark.parametrize(
    "text",
    [
        "La plaça Major és més gran i el mercat és vàlid",  # à is dropped: `vlid`
        "Nový most přes řeku má tři oblouky a široké schody",  # ř is dropped
        "El alcalde habló el jueves por la mañana. Últimas noticias aquí",  # Ú is dropped: `ltimas` after a full stop
    ],
)
@pytest.mark.parametrize("codec", ["gb2312", "big5", "euc_jp"])
def test_a_line_whose_words_lack_letters_without_a_trace_stays(text: str, codec: str) -> None:
    damaged = text.encode().decode(codec, "ignore")
    assert repair(damaged) == damaged


@pytest.mark.parametrize("errors", ["replace", "ignore"])
def test_an_apostrophe_whose_last_byte_was_lost_comes_back(errors: str) -> None:
    text = "Le maire a présenté l’été dernier un projet d’école à côté de l’église"
    assert repair(text.encode().decode("cp874", errors)) == text


def test_words_that_differ_in_their_lost_letter_alone_are_not_guessed() -> None:
    damaged = "Он сказал, что поедет с ними в город на праздник".encode().decode("cp1252", "replace")
    assert repair(damaged) == damaged


@pytest.mark.parametrize("read_as", ["cp1253", "cp1251"])
def test_latin_text_read_in_the_code_page_of_another_script_comes_back_or_stays(read_as: str) -> None:
    for text in (
        "Polisen söker vittnen efter händelsen på Storgatan",
        "Ge ‘svar’ och ‘fråga’ var sin rad",
        "La ĉefurbo ŝanĝas la horaron de la buŝoj",
    ):
        codec = "iso8859_3" if "ĉ" in text else "mac_roman" if "‘" in text else "cp1252"
        damaged = text.encode(codec).decode(read_as, "replace")
        assert repair(damaged) in (text, damaged)


def test_thai_bytes_are_not_called_korean() -> None:
    text = "พาธไม่รวมโดเมน ตัวอย่าง : '/events/search/'"
    for read_as in ("latin_1", "mac_roman", "cp437"):
        damaged = text.encode("cp874").decode(read_as)
        assert repair(damaged) in (text, damaged)


def test_a_dot_inside_a_word_is_not_a_letter_of_another_charset() -> None:
    damaged = "Šis įrašas buvo sėkmingai pakeistas".encode("cp1257").decode("big5", "ignore")
    assert repair(damaged) == damaged


def test_letters_of_western_words_around_lost_ones_are_not_slipped_chinese() -> None:
    damaged = "Aralığın başlangıcı ve bitişi".encode().decode("gb2312", "replace")
    assert repair(damaged) == damaged


def test_letters_listed_in_both_cases_stay() -> None:
    assert repair("ÅÄÖ åäö ÆØÅ") == "ÅÄÖ åäö ÆØÅ"


def test_a_mark_that_nothing_fits_is_left() -> None:
    damaged = "«L’école» où ē‚„†".encode().decode("cp874", "replace") + "โ€�ร"
    assert repair(damaged) == damaged or "école" in repair(damaged)


@pytest.mark.parametrize("codec", ["big5", "euc_jp"])
def test_a_long_line_that_may_have_lost_quotation_marks_without_a_trace_is_left(codec: str) -> None:
    line = "Die Seite „Kontakt“ wurde erfolgreich hinzugefügt"
    damaged = line.encode().decode(codec, "ignore")
    assert repair(damaged) == damaged


def test_a_word_in_which_no_quotation_mark_can_be_missing_comes_back_from_big5() -> None:
    assert repair("hinzugefügt".encode().decode("big5")) == "hinzugefügt"


@pytest.mark.parametrize("line", ["Αλλαγή του συνθηματικού μου", "Пребаците исправан фајл на сервер"])
def test_greek_and_cyrillic_that_lost_bytes_in_a_japanese_charset_become_no_chinese(line: str) -> None:
    damaged = line.encode().decode("euc_jp", "replace")
    assert repair(damaged) == damaged


@pytest.mark.parametrize(
    ("line", "codec"),
    [
        ("As notícias chegam às mãos dos leitores da região no sábado", "gb2312"),  # à is dropped: ` s `
        ("Preis: »seite.html«. Če je polje prazno, bo sistem uporabil »privzeta.html«", "gb2312"),  # `«. e`
        (
            "Supprimer l’objet « page » provoquerait la suppression des objets liés et protégés suivants",
            "gb2312",
        ),
    ],
)
def test_words_that_show_a_dropped_letter_or_apostrophe_are_left(line: str, codec: str) -> None:
    damaged = line.encode().decode(codec, "ignore")
    assert repair(damaged) == damaged


def test_a_lone_consonant_is_a_word_in_slavic_languages() -> None:
    line = "Vláda s městem jedná v úterý k návrhu zákona"
    assert repair(line.encode().decode("cp949", "strict")) == line


@pytest.mark.parametrize(
    "line",
    [
        "“7”: el valor debe ser un número decimal.",
        "Il vincolo “nome” è stato violato.",
        "O campo Geometry — correspóndese co tipo OpenGIS.",
    ],
)
def test_marks_of_windows_1252_that_became_c1_controls_come_back(line: str) -> None:
    repaired = repair_and_explain(line.encode("cp1252").decode("latin-1"))
    assert repaired.text == line
    assert all(change.certain for change in repaired.repairs)


@pytest.mark.parametrize("codec", ["cp850", "mac_roman"])
def test_letters_of_a_dos_or_mac_charset_are_not_taken_for_marks(codec: str) -> None:
    line = "Hon bor på ön även i år"
    damaged = line.encode(codec).decode("latin-1")
    assert repair(damaged) in (line, damaged)


def test_a_page_without_white_space_is_searched_for_slipped_pairs_in_linear_time() -> None:
    # Quadratic time would be minutes.
    text = "春江潮水连海平海上明月共潮生" * 20_000
    assert repair(f"{text} ok \ufffd") == f"{text} ok \ufffd"


@pytest.mark.parametrize(
    ("word", "read_as"),
    [
        ("Düsseldorf", "mac_roman"),
        ("Göteborg", "mac_roman"),
        ("Århus", "mac_roman"),
        ("Αθήνα", "cp1253"),
        ("Αθήνας", "cp1253"),
    ],
)
def test_a_single_word_is_restored_in_rarer_charsets(word: str, read_as: str) -> None:
    assert repair(word.encode().decode(read_as)) == word


def test_charsets_that_share_most_letters_are_told_apart_by_the_others() -> None:
    # windows-1251 and a Mac differ in the capitals only.
    text = "Правительство утвердило план ремонта мостов на следующий год"
    assert repair(text.encode("cp1251").decode("cp1252")) == text


def test_thai_whose_lacking_bytes_are_private_characters_is_restored() -> None:
    text = "รัฐบาลประกาศมาตรการช่วยเหลือผู้ประสบภัย"
    damaged = "".join(bytes([b]).decode("cp874", "ignore") or chr(0xF700 + b) for b in text.encode())
    assert repair(damaged) == text

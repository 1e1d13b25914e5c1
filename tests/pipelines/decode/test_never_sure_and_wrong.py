"""Damage whose likeliest explanation is wrong: nothing is changed, or at least no repair is marked certain."""

import pytest

from newsmill.pipelines.decode import repair, repair_and_explain


def _dropped(text: str, charset: str, read_as: str) -> str:
    return text.encode(charset).decode(read_as, "ignore")


def _shown(text: str, charset: str, read_as: str) -> str:
    """Undefined bytes show as C1 controls."""
    return "".join(bytes([byte]).decode(read_as, "ignore") or chr(byte) for byte in text.encode(charset))


@pytest.mark.parametrize(
    ("text", "charset", "read_as"),
    [
        # a capital of one charset is a quotation mark of the other
        ("Включите свет в комнате.", "mac_cyrillic", "mac_roman"),
        ("Включите свет в комнате.", "mac_cyrillic", "cp874"),
        # tone marks of windows-1258 on consonants
        ("Wótpówědny pytał za mólkami, serializěrowana wersija.", "cp1250", "cp1251"),
        # letters of a Mac in charsets of other systems
        ("Det er første gang, de må være længere ude.", "mac_roman", "cp1257"),
        ("Introduza uma posição válida.", "mac_roman", "cp437"),
    ],
)
def test_letters_of_a_rarer_system_are_not_taken_for_another_language(
    text: str, charset: str, read_as: str
) -> None:
    damaged = _shown(text, charset, read_as)
    assert repair(damaged) in (text, damaged)


@pytest.mark.parametrize(
    ("text", "charset", "read_as"),
    [
        # pairs slip by one byte up to the next ASCII
        ("请确认输入的密码正确，并注意大小写。", "gb18030", "big5"),
        ("各位的密碼不能全都是數字。", "big5", "gbk"),
        # a lead byte that vanished, so that what followed it joins the letter before
        ("Ешқандай хабар өзгермеді.", "utf-8", "cp1253"),
        # accented letters read in pairs
        ("Kapının anahtarının kırıldığını söyledi.", "utf-8", "euc_jp"),
        ("Küçük için biçim ve geçiş.", "cp1254", "big5"),
        ("Aceasta este o ţară în care viaţa e bună.", "utf-8", "cp1257"),
        # what is left of a quotation that plain GB2312 takes apart
        ("八的值有正确的格式 (YYYY-MM) 但它是错误的", "utf-8", "gb2312"),
    ],
)
def test_text_that_lost_bytes_without_a_trace_is_never_restored_for_certain(
    text: str, charset: str, read_as: str
) -> None:
    repaired = repair_and_explain(_dropped(text, charset, read_as))
    assert repaired.text == text or not any(change.certain for change in repaired.repairs)


@pytest.mark.parametrize("read_as", ["cp1254", "cp1258"])
def test_letters_that_the_accents_charset_would_have_dropped_are_missed(read_as: str) -> None:
    damaged = _dropped("Vaše stránka může být už zítra větší.", "cp1250", read_as)
    assert repair(damaged) == damaged


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Ili manĝas ĉiutage kun siaj amikoj ankaŭ hodiaŭ.", "cp1252"),
        ("Дар шаҳр роҳбарияти нав омад.", "cp1252"),
        ("Бүген җыелышта яңа карар кабул ителде, объект ачылды.", "cp1258"),
        ("أدخِل عنوان البريد الصحيح من فضلك.", "cp1252"),
    ],
)
def test_gaps_are_filled_with_letters_of_the_language_of_the_other_letters(text: str, read_as: str) -> None:
    damaged = text.encode().decode(read_as, "replace")
    assert repair(damaged) in (text, damaged)


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Канал YouTube больше не доступен в стране.", "cp1251"),
        ("Το YouTube και το TikTok άλλαξαν τους όρους.", "cp1253"),
        ("הסרטון ב YouTube הוסר היום", "cp1255"),
        ("Jaunais WhatsApp būs pieejams Latvijā — tā ziņo TikTok.", "cp1257"),
    ],
)
def test_a_name_with_a_capital_inside_does_not_hide_the_charset_of_its_line(text: str, charset: str) -> None:
    assert repair(text.encode(charset).decode("latin-1")) == text


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Nous serons reçus jusqu'à 7 heures, après le déjeuner", "gb2312"),
        ("Þetta er allt sem við vitum núna.", "gb2312"),
    ],
)
def test_a_place_where_something_vanished_forbids_a_repair(text: str, read_as: str) -> None:
    damaged = _dropped(text, "utf-8", read_as)
    assert repair(damaged) == damaged


@pytest.mark.parametrize("text", ["✓ да", "½", "북경", "北京", "საქართველო"])
def test_what_is_still_misread_after_one_round_is_not_certain(text: str) -> None:
    damaged = text
    for _ in range(2):
        damaged = _shown(damaged, "utf-8", "cp1251")
    repaired = repair_and_explain(damaged)
    assert repaired.text == text or not any(change.certain for change in repaired.repairs)


def test_a_single_letter_that_another_charset_explains_too_is_not_certain() -> None:
    repaired = repair_and_explain(_shown("reünie", "utf-8", "iso8859_2"))
    assert repaired.text == "reünie" or not any(change.certain for change in repaired.repairs)


def test_a_word_whose_first_letter_lost_its_lead_byte_is_not_certain() -> None:
    repaired = repair_and_explain(_dropped("ґанок", "utf-8", "cp1253"))
    assert not any(change.certain for change in repaired.repairs)

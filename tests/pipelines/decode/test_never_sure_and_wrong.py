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


def test_small_hebrew_letters_are_not_taken_for_russian_capitals() -> None:
    # The bytes of Hebrew letters are capitals in KOI8-R; the hyphen of Hebrew is inside words.
    text = "מועד הישיבה הבאה ל־3 בחודש"
    assert repair(_shown(text, "cp1255", "cp1252")) == text
    repaired = repair_and_explain(_shown("לך הביתה", "cp1255", "latin-1"))
    assert repaired.text == "לך הביתה" or not any(change.certain for change in repaired.repairs)


@pytest.mark.parametrize(
    ("text", "charset", "read_as"),
    [
        # C1 controls and a few accents: single letters of another script among Latin words
        ("La chiave «uno» è valida, la chiave «due» è scaduta", "mac_roman", "cp1253"),
        ("Il menù è un sottomenù", "mac_roman", "cp1252"),
        # two pairs of GBK that are modifier letters in UTF-8
        ("始使 Flask", "gb18030", "mac_roman"),
        # a sign before a small letter, where another charset has a capital
        ("Česká a Švédská (řeč)", "iso8859_2", "cp437"),
        # a bracket that became the second byte of a character
        ("svn [-r НОМ] [-w] --path", "mac_cyrillic", "mac_roman"),
        # marks of windows-1252 beside letters of windows-1250
        ("Cheia „nouă” nu este validă", "cp1250", "latin-1"),
        # ė is ë in windows-1250
        ("nauja elektroninė kortelė", "cp1257", "cp437"),
        # four kana, which are Chinese characters in Big5
        ("NAME は 'one' または 'two'", "euc_jp", "latin-1"),
        # a digit of Devanagari
        ("ИДП = 5, режим = 03", "cp866", "cp1250"),
        # a lead byte vanished between two Cyrillic letters
        ("Серсүз (тагын бер тапкыр)", "utf-8", "cp1253"),
    ],
)
def test_what_another_charset_explains_as_well_is_never_restored_for_certain(
    text: str, charset: str, read_as: str
) -> None:
    for damaged in (_shown(text, charset, read_as), _dropped(text, charset, read_as)):
        repaired = repair_and_explain(damaged)
        assert repaired.text == text or not any(change.certain for change in repaired.repairs)


def test_the_text_of_a_rarer_charset_is_not_certain_if_a_usual_one_gives_another() -> None:
    repaired = repair_and_explain(_shown("Do, ĝi estas ĝusta ĝis morgaŭ", "utf-8", "cp1250"))
    assert repaired.text == "Do, ĝi estas ĝusta ĝis morgaŭ" or not any(c.certain for c in repaired.repairs)


@pytest.mark.parametrize("charset", ["iso8859_2", "cp1250"])
def test_polish_letters_read_twice_wrongly_are_not_restored_by_the_wrong_half(charset: str) -> None:
    damaged = _shown("Zażądano przejścia poza koniec", charset, "cp1257")
    assert repair(damaged) in (damaged, "Zażądano przejścia poza koniec")


def test_a_question_mark_that_ends_a_sentence_is_kept_where_other_bytes_were_dropped() -> None:
    text = "Vai vēlies pieteikties citā kontā?"
    assert repair(_dropped(text, "utf-8", "cp1252")) == text
    assert repair("RÄ«gÄ?") == "RÄ«gÄ?"  # Rīgā? that lost a byte, or Rīgā whose byte became `?`
    assert repair("â€œIns Theater?â€ fragte er") == "“Ins Theater?” fragte er"


def test_an_icon_beside_a_word_is_not_the_byte_of_a_letter() -> None:
    for text in ("\uf7c3 Cafe de la gare", "\uf7c3\uf7a9 Menu"):
        assert repair(text) == text


def test_korean_with_lost_bytes_is_not_gbk_read_as_gb2312() -> None:
    text = "圭龜剋�귂�龜 念棘��但 閨逵��棘龜 龜戟�궿먈끦압귈�"
    assert repair(text) == text


def test_a_listed_word_does_not_win_over_a_word_whose_letter_no_list_has() -> None:
    text = "Valget «-x» er slått av igjen."
    damaged = _dropped(text, "utf-8", "cp1257")
    assert repair(damaged) in (text, damaged)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Í JPG skránni vantaði gögn á tveimur stöðum", "cp1252"),  # a capital at the start is not `à`
        ("Менің қалпыма келтіру", "cp1253"),  # a lead byte that vanished leaves its continuation byte
        ("புதிய படம்ஐ ஒதுக்க முடியவில்லை", "cp1257"),  # a digit of Devanagari in Tamil
    ],
)
def test_a_gap_is_not_filled_with_what_the_rest_of_the_line_rules_out(text: str, read_as: str) -> None:
    damaged = _dropped(text, "utf-8", read_as)
    assert repair(damaged) in (text, damaged)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("Неуспех (неопределена грешка)", "cp1254"),
        ("Имената на файловете не са еднакви", "cp1250"),  # И is the euro sign in windows-1251
        ("Тази стойност не може да бъде празна", "cp1256"),  # and Т an apostrophe
    ],
)
def test_a_macs_cyrillic_is_not_taken_for_windows_1251_with_a_strange_capital(
    text: str, read_as: str
) -> None:
    damaged = _shown(text, "mac_cyrillic", read_as)
    assert repair(damaged) in (damaged, text)


@pytest.mark.parametrize(
    "text",
    [
        "two curves, “+” and “×”, of the same size",  # ×” is a Hebrew letter
        "ein Roman von Emily Brontë…”",  # ë…” is a Hangul syllable
        "HMMM Õ… no",  # an Armenian letter
        "Êêê, que coisa linda",  # a circled letter
        "└┤a┼┐a┼┐a",  # lines drawn by characters
        ":-(   `¬´    )",  # a guillemet in Mac Roman
        "( o¬ô )",  # a control
        "Follow Āø here",  # an accent by itself
    ],
)
def test_characters_that_are_text_do_not_become_one_strange_character(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ("uma atenÃ§Ã£o Ã s famÃ\xadlias", "uma atenção às famílias"),
        ("semelhante Ã quele da regiÃ£o vizinha", "semelhante àquele da região vizinha"),
        ("la derniÃ¨re Ã©tape, qui dÃ©cide Ã s'arrÃªter", "la dernière étape, qui décide à s'arrêter"),
        ("le barÃ¨me des dÃ©placements relatifs Ã l’usage", "le barème des déplacements relatifs à l’usage"),
    ],
)
def test_a_whose_no_break_space_became_a_space_is_a_word_or_begins_one(found: str, text: str) -> None:
    repaired = repair_and_explain(found)
    assert repaired.text == text
    assert not any(change.certain for change in repaired.repairs)


def test_a_reading_that_is_damaged_itself_is_none() -> None:
    damaged = "Il governo, ok “senza modifiche all'accordo".encode().decode("latin-1") + "\x94 di ieri."
    assert "‚Äú" not in repair(damaged)

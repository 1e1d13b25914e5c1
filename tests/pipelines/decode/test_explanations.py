"""Wrong readings of many languages: undone where one explanation is far ahead, left alone where none is."""

from __future__ import annotations

import pytest

from newsmill.pipelines.decode import repair, repair_and_explain
from newsmill.pipelines.decode.damage import is_of_one_charset, look_at
from newsmill.pipelines.decode.gaps import fill, parse
from newsmill.pipelines.decode.languages import oddities, reading_bits, reads_ordinary
from newsmill.pipelines.decode.single_byte_tables import READERS

LINES = {
    "Czech": "Vláda včera schválila návrh zákona, který mění pravidla pro města.",
    "Polish": "Rząd przyjął wczoraj projekt ustawy, który zmienia zasady dla miast.",
    "Russian": "Правительство вчера одобрило законопроект о городском хозяйстве.",
    "Greek": "Η κυβέρνηση ενέκρινε χθες το σχέδιο νόμου για τις πόλεις.",
    "Hebrew": "הממשלה אישרה אתמול את הצעת החוק בנושא הערים.",
    "Thai": "รัฐบาลอนุมัติร่างกฎหมายเมื่อวานนี้",
    "Hindi": "सरकार ने कल शहरों के लिए विधेयक को मंजूरी दी।",
    "Tamil": "அரசு நேற்று நகரங்களுக்கான மசோதாவுக்கு ஒப்புதல் அளித்தது.",
    "Georgian": "მთავრობამ გუშინ კანონპროექტი დაამტკიცა.",
    "Amharic": "መንግሥት ትናንት ረቂቅ ሕጉን አጸደቀ።",
    "Burmese": "အစိုးရက မနေ့က ဥပဒေကြမ်းကို အတည်ပြုခဲ့သည်။",
    "Vietnamese": "Chính phủ hôm qua đã thông qua dự thảo luật về các thành phố.",
    "Azerbaijani": "Hökumət dünən şəhərlər haqqında qanun layihəsini təsdiq etdi.",
}


def shown(raw: bytes, codec: str) -> str:
    """Bytes as a single-byte charset shows them, undefined ones as C1 controls."""
    return "".join(chr(b) if not (c := bytes([b]).decode(codec, "ignore")) else c for b in raw)


@pytest.mark.parametrize("language", LINES)
@pytest.mark.parametrize("codec", ["cp1252", "cp1250", "cp1251", "cp1253", "cp1257", "mac_roman", "cp437"])
def test_utf8_read_in_a_single_byte_charset_comes_back_for_certain(language: str, codec: str) -> None:
    repaired = repair_and_explain(shown(LINES[language].encode(), codec))
    assert repaired.text == LINES[language]
    assert all(change.certain for change in repaired.repairs)


@pytest.mark.parametrize("language", ["Czech", "Russian", "Thai", "Burmese"])
@pytest.mark.parametrize("codec", ["cp1252", "cp1251"])
def test_a_long_line_is_cut_between_characters(language: str, codec: str) -> None:
    text = f"{LINES[language]} " * 90
    assert repair(shown(text.encode(), codec)) == text


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("Ä°stanbul", "İstanbul"),
        ("ongeÃ«venaard", "ongeëvenaard"),
        ("price Â£100", "price £100"),
        ("/lÃª/ the man, /sÃª/ the woman", "/lê/ the man, /sê/ the woman"),
        ("l'Ã©tÃ© dernier, Ã  la plage", "l'été dernier, à la plage"),
    ],
)
def test_single_words_come_back(damaged: str, text: str) -> None:
    assert repair(damaged) == text


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_clean_lines_of_any_language_stay(line: str) -> None:
    assert repair(line) == line
    assert reads_ordinary(line)
    assert not oddities(line)


def test_bytes_that_windows_1252_lacks_are_filled_in_as_guesses() -> None:
    text = "Příliš žluťoučký kůň a jeho část"
    for errors in ("ignore", "replace"):
        repaired = repair_and_explain(text.encode().decode("cp1252", errors))
        assert repaired.text == text
        assert not any(change.certain for change in repaired.repairs)


def test_gaps_are_not_filled_where_hardly_anything_is_whole() -> None:
    windows_1252 = READERS[0]
    gapped = parse("Ä Å™", windows_1252)
    assert gapped is not None
    assert fill(gapped, windows_1252, "", "").text == ""


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("東京は日本の首都です。人口がとても多い町です。", "euc_jp"),
        ("한국의 수도는 서울이며 사람이 많이 산다.", "cp949"),
        ("Правительство вчера одобрило законопроект.", "cp1251"),
        ("Правительство вчера одобрило законопроект.", "koi8_r"),
        ("Η κυβέρνηση ενέκρινε χθες το σχέδιο νόμου.", "cp1253"),
    ],
)
def test_other_charsets_read_as_latin_1_come_back_in_their_own_language(text: str, codec: str) -> None:
    assert repair(text.encode(codec).decode("latin-1")) == text


@pytest.mark.parametrize("language", ["Czech", "Thai", "Greek", "Hebrew"])
@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_what_cannot_be_told_is_never_called_certain(language: str, errors: str) -> None:
    for codec in ("cp1252", "cp1253", "cp1255", "cp1257", "cp874", "big5", "gb2312", "euc_jp"):
        repaired = repair_and_explain(LINES[language].encode().decode(codec, errors))
        assert repaired.text == LINES[language] or not any(each.certain for each in repaired.repairs)


def test_a_language_costs_less_in_its_own_charset_than_in_any_other() -> None:
    raw = LINES["Russian"].encode("cp1251")
    bits = {
        codec: reading_bits(raw.decode(codec, "replace"))
        for codec in ("cp1251", "koi8_r", "cp1252", "gb18030")
    }
    assert min(bits, key=bits.__getitem__) == "cp1251"


@pytest.mark.parametrize(
    ("text", "codec", "seen"),
    [
        # Strict GB2312 drops ə, ğ and ş whole: what is left fits by itself.
        ("obyektini silmək üçün aşağıdakı qorunan", "utf-8", "gb2312"),
        ("修改成功。你可以在下方加入其他 7。", "big5", "gb18030"),
    ],
)
def test_a_repair_that_may_lack_dropped_bytes_is_not_certain(text: str, codec: str, seen: str) -> None:
    repaired = repair_and_explain(text.encode(codec).decode(seen, "ignore"))
    assert repaired.text == text or not any(change.certain for change in repaired.repairs)


@pytest.mark.parametrize("text", ["it’s", "další", "«\xa0oui\xa0»", "a—b", "šíře"])
def test_letters_of_different_code_pages_beside_each_other_are_not_looked_at(text: str) -> None:
    places = look_at(text).places
    assert not any(is_of_one_charset(text[place : place + 2]) for place in places)


@pytest.mark.parametrize("word", ["où", "São Paulo", "König", "Noël", "güneş", "İstanbul", "España", "Åmål"])
@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_word_that_was_misread_several_times_is_undone_to_the_end(word: str, times: int) -> None:
    damaged = word
    for _ in range(times):
        damaged = shown(damaged.encode(), "cp1252")
    assert repair_and_explain(damaged).text == word


@pytest.mark.parametrize("text", ["âõîä", "Ýëêà", "ð«ª\x80"])
def test_a_word_of_another_charset_does_not_become_a_stray_ideograph(text: str) -> None:
    assert repair_and_explain(text).text == text


def test_a_repair_that_still_looks_misread_is_not_certain() -> None:
    repaired = repair_and_explain("Â\xadjistgĂ„Â§u jidĂ„Â§lu wara x-xogĂ„Â§ol")
    assert not all(change.certain for change in repaired.repairs)

"""Pages whose declaration is missing or names another charset of the same width."""

import pytest

from newsmill import decode

POLISH = "Miejska biblioteka ogłosiła, że od przyszłego miesiąca będzie czynna do dziewiątej wieczorem."
CZECH = "Městská knihovna oznámila, že od příštího měsíce bude otevřena až do devíti večer."
HUNGARIAN = (
    "A városi könyvtár közölte, hogy jövő hónaptól este kilencig tart nyitva, mert az őszi építkezés kész."
)
RUSSIAN = "Городская библиотека сообщила, что со следующего месяца будет работать до девяти вечера."
UKRAINIAN = (
    "Міська бібліотека повідомила, що з наступного місяця працюватиме до дев'ятої вечора, їхні діти також."
)
TURKISH = (
    "Şehir kütüphanesi, gelecek aydan itibaren akşam dokuza kadar açık olacağını duyurdu, çocuklar sevindi."
)
LITHUANIAN = "Miesto biblioteka pranešė, kad nuo kito mėnesio ji veiks iki devintos valandos vakaro."
LATVIAN = "Pilsētas bibliotēka paziņoja, ka no nākamā mēneša tā būs atvērta līdz deviņiem vakarā."
MALTESE = "Il-librerija tal-belt ħabbret li mix-xahar id-dieħel se tibqa' miftuħa sad-disgħa ta' filgħaxija."
FRENCH = "Le chœur de Nœux chantera l'œuvre complète pour 15 € le dimanche."
THAI = "ห้องสมุดประชาชนจะเปิดให้บริการถึงสามทุ่มตั้งแต่เดือนหน้าเป็นต้นไป"
HALF_WIDTH = "新しいﾊﾟｿｺﾝとﾌﾟﾘﾝﾀｰを導入した。"
JAPANESE = "利用者からは「仕事の帰りに寄れるのでうれしい」という声が上がっている。"


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "us-ascii", "utf-8", "utf8;", "none", None])
@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (POLISH, "iso8859_2"),
        (POLISH, "cp1250"),
        (CZECH, "iso8859_2"),
        (HUNGARIAN, "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "iso8859_5"),
        (UKRAINIAN, "koi8_u"),
        (TURKISH, "cp1254"),
        (LITHUANIAN, "cp1257"),
        (LITHUANIAN, "iso8859_4"),
        (LATVIAN, "iso8859_4"),
        (MALTESE, "iso8859_3"),
        (FRENCH, "iso8859_15"),
        (THAI, "cp874"),
    ],
)
def test_words_that_read_better_in_another_charset_refute_a_declared_one(
    text: str, codec: str, label: str | None
) -> None:
    page = f"<html><body><p>{text}</p></body></html>"
    assert decode(page.encode(codec), label).text == page


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        (RUSSIAN, "koi8_r", "windows-1251"),
        (RUSSIAN, "cp1251", "koi8-r"),
        (POLISH, "cp1250", "iso-8859-2"),
        (CZECH, "iso8859_2", "windows-1250"),
        ("„Endlich“, sagt Jörg Müller, „können wir öfter kommen.“", "cp1252", "iso-8859-15"),
    ],
)
def test_similar_charsets_of_one_language_are_told_apart(text: str, codec: str, label: str) -> None:
    assert decode(text.encode(codec), label).text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (POLISH, "iso-8859-2"),
        (HUNGARIAN, "windows-1250"),
        (TURKISH, "windows-1254"),
        (MALTESE, "iso-8859-3"),
        ("Gávpoga girjerájus almmuhii ahte boahtte mánus dat lea rabas.", "iso-8859-1"),
        ("José, Müller & Đ", "windows-1258"),
    ],
)
def test_a_right_declaration_stays(text: str, codec: str) -> None:
    decoded = decode(text.encode(codec.replace("windows-", "cp")), codec)
    assert decoded.text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Biblioteket åbner igen", "cp1252"),  # E5 62 is a character of GBK
        ("È una buona notizia: più libri, più luce e più tempo per la città.", "cp1252"),
        ("Knjižnica ponovno otvorena", "cp1250"),
        ("Библиотеката отново отваря", "koi8_r"),
        ("ห้องสมุดเปิดใหม่", "cp874"),
        ("Il-qarrejja qalu li issa jistgħu jidħlu wara x-xogħol u jieħdu kotba.", "iso8859_3"),
    ],
)
def test_few_bytes_of_one_byte_charsets_are_not_chinese(text: str, codec: str) -> None:
    used = decode(text.encode(codec)).used
    assert used not in ("gb18030", "big5", "euc-kr", "euc-jp", "shift_jis")


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (HALF_WIDTH, "cp932"),
        (JAPANESE, "euc_jp"),  # more than half of the bytes are UTF-8 by chance
        (JAPANESE, "cp932"),
    ],
)
def test_japanese_lines_are_found_without_a_declaration(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_of_a_script_without_spaces_is_not_ascii(codec: str) -> None:
    assert decode(THAI.encode(codec)).text == THAI

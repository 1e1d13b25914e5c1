"""Lines of Latin alphabets misread as windows-1252 or latin-1: each letter became another letter."""

import pytest

from newsmill.pipelines.decode import accents, repair_and_explain

LINES = {
    "cp1257": [
        "Miesto biblioteka pranešė, kad nuo kito mėnesio ji veiks iki devintos valandos vakaro.",
        "Skaitytojai džiaugiasi galėdami užsukti ir po darbo, o vaikai gaus naujų knygų.",
        "Pilsētas bibliotēka paziņoja, ka no nākamā mēneša tā būs atvērta līdz deviņiem vakarā.",
    ],
    "cp1254": [
        "Şehir kütüphanesi, gelecek aydan itibaren akşam dokuza kadar açık olacağını duyurdu.",
        "Otopark inşaat nedeniyle kapalıdır; lütfen tramvayı kullanın.",
    ],
    "cp1250": [
        "Czytelnicy cieszą się, że mogą wstąpić po pracy i wypożyczyć książki.",
        "Parkoviště je kvůli stavbě uzavřené, použijte prosím tramvaj.",
        "Cititorii spun că pot trece şi după serviciu.",
    ],
    "iso8859_2": ["Miejska biblioteka ogłosiła, że od przyszłego miesiąca będzie czynna."],
}


@pytest.mark.parametrize(("codec", "line"), [(codec, line) for codec in LINES for line in LINES[codec]])
@pytest.mark.parametrize(
    "around", ["{}", '<h1>News</h1>\n<p title="{}">Café, à bientôt</p>\n', "Read more\n{}\nShare"]
)
def test_a_misread_line_is_restored(codec: str, line: str, around: str) -> None:
    seen = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in line.encode(codec))
    repaired = repair_and_explain(around.format(seen))
    assert repaired.text == around.format(line)


@pytest.mark.parametrize(
    "line",
    [
        "Borgarbókasafnið tilkynnti að það yrði opið til klukkan níu á kvöldin, þótt veður sé vont.",  # Icelandic
        "Bókasavnið sigur, at tað verður opið til klokkan níggju um kvøldið.",  # Faroese
        "Lugejad ütlevad, et nüüd saab pärast tööd läbi astuda, kõik on rõõmsad.",
        "Os leitores põem as mãos nas orações; não é preciso correr.",
        "Byens bibliotek på øen holder åbent til klokken ni; læserne er glade.",
        "Però la història de l'òpera és a la ciutat.",
        "¿Qué dice? El artículo 3º de la ley, 25 m² y 10 m³.",
        "Thug iad cùl ris a' bhaile agus thòisich iad a-rithist.",
        "þ ð ý",
    ],
)
def test_languages_that_have_such_letters_are_left_alone(line: str) -> None:
    assert repair_and_explain(line).text == line


def test_a_text_of_such_a_language_is_not_examined_to_its_end() -> None:
    text = "Það er gott veður í dag.\n" * 20_000
    assert repair_and_explain(text).text == text


@pytest.mark.parametrize(
    "text", ["", "ð", "xþ", "a³b a³ ³b", "ìa ì", "õe õb", "çb ça", "日本ðý", "\U0001f600ù\u00f9a"]
)
def test_compiled_and_pure_places_agree(text: str) -> None:
    assert accents.places_in(text) == accents.places_in_python(text)

"""Every channel that people report, one by one: a whole page, a single line of a page, character references and JSON
escapes. What does not come back stays as it was, line by line. docs/decoding.md shows the same table."""

from __future__ import annotations

import html.entities
import json
from collections.abc import Callable

import pytest

from newsmill.pipelines.decode import repair_and_explain

LINES = {
    "cp1250": [
        "Silničáři ve středu uzavřou most přes Vltavu, objížďka vede přes Zbraslav.",
        "Ředitel školy řekl, že žáci dostanou nové učebnice už v září.",
        "Město příští týden otevře nové kluziště u řeky.",
    ],
    "cp1251": [
        "Мост через реку закрыли на ремонт до ноября, объезд организован.",
        "Депутаты отложили решение о строительстве школы до весны.",
        "Новый парк откроют в субботу, сообщает городская газета.",
    ],
    "cp1252": [
        "Le maire a présenté jeudi le budget de la ville, plus élevé que prévu.",
        "Les élèves de l’école ont planté des arbres près de la rivière.",
        "La fête aura lieu à côté du théâtre, même s’il pleut.",
    ],
    "cp1253": [
        "Η γέφυρα θα παραμείνει κλειστή μέχρι τον Νοέμβριο, είπε ο δήμαρχος.",
        "Το νέο σχολείο ανοίγει τον Σεπτέμβριο στην πλατεία.",
        "Οι κάτοικοι ζητούν περισσότερα λεωφορεία για το κέντρο.",
    ],
    "cp1254": [
        "Köprü kasım ayına kadar trafiğe kapalı kalacak, dedi belediye başkanı.",
        "Öğrenciler yeni kütüphaneyi çarşamba günü gezdi.",
        "Şehir merkezinde yeni otobüs hattı açıldı, ücret değişmedi.",
    ],
    "cp1255": [
        "הגשר יישאר סגור עד נובמבר, אמר ראש העיר.",
        "בית הספר החדש ייפתח בספטמבר ליד הכיכר.",
        "התושבים מבקשים עוד אוטובוסים למרכז העיר.",
    ],
    "cp1256": [
        "سيبقى الجسر مغلقا حتى نوفمبر، قال رئيس البلدية.",
        "تفتح المدرسة الجديدة في سبتمبر قرب الساحة.",
        "يطالب السكان بمزيد من الحافلات إلى وسط المدينة.",
    ],
    "cp1257": [
        "Tiltas bus uždarytas iki lapkričio, sakė meras ketvirtadienį.",
        "Nauja mokykla atidaroma rugsėjį šalia aikštės.",
        "Gyventojai prašo daugiau autobusų į miesto centrą.",
    ],
    "cp1258": [
        "Cây cầu sẽ đóng cửa đến tháng mười một, thị trưởng nói.",
        "Trường học mới mở vào tháng chín gần quảng trường.",
        "Người dân muốn có thêm xe buýt vào trung tâm thành phố.",
    ],
    "cp874": [
        "สะพานจะปิดจนถึงเดือนพฤศจิกายน นายกเทศมนตรีกล่าว",
        "โรงเรียนใหม่เปิดในเดือนกันยายนใกล้จัตุรัส",
        "ชาวบ้านขอรถเมล์เพิ่มเข้าใจกลางเมือง",
    ],
    "cp437": [
        "Die Brücke bleibt bis November für Autos gesperrt, sagte der Bürgermeister.",
        "Die neue Schule öffnet im September in der Nähe des Platzes für Schüler.",
        "Die Bewohner möchten mehr Busse für die Straßen im Zentrum.",
    ],
    "cp932": [
        "橋は十一月まで閉鎖されると市長は話した。",
        "新しい学校は九月に広場の近くで開校する。",
        "住民は町の中心部へのバスを増やすよう求めている。",
    ],
    "cp949": [
        "다리는 11월까지 폐쇄된다고 시장이 말했다.",
        "새 학교는 9월에 광장 근처에서 문을 연다.",
        "주민들은 시내로 가는 버스를 늘려 달라고 요구한다.",
    ],
    "gb18030": [
        "市长说，大桥将封闭到十一月，车辆请绕行。",
        "新学校九月在广场附近开学。",
        "居民要求增加开往市中心的公共汽车。",
    ],
    "big5": [
        "市長說，大橋將封閉到十一月，車輛請繞行。",
        "新學校九月在廣場附近開學。",
        "居民要求增加開往市中心的公共汽車。",
    ],
}
LINES["mac_roman"] = LINES["cp1252"]


def _shown(raw: bytes, codec: str) -> str:
    """Bytes as a single-byte charset shows them, undefined ones as C1 controls."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in raw)


def _paragraphs(lines: list[str]) -> str:
    return "\n".join(f"<p>{line}</p>" for line in lines)


def _referenced(line: str) -> str:
    names = html.entities.codepoint2name
    return "".join(f"&{names.get(ord(c), f'#{ord(c)}')};" if c > "\x7f" else c for c in line)


def _page(lines: list[str], damaged: list[str]) -> tuple[str, str]:
    return _paragraphs(damaged), _paragraphs(lines)


def _span(lines: list[str], damaged: list[str]) -> tuple[str, str]:
    return _paragraphs([lines[0], damaged[1], lines[2]]), _paragraphs(lines)


def _references(lines: list[str], damaged: list[str]) -> tuple[str, str]:
    return _paragraphs([_referenced(line) for line in damaged]), _paragraphs(lines)


def _json(lines: list[str], damaged: list[str]) -> tuple[str, str]:
    return json.dumps(damaged, indent=1), json.dumps(lines, indent=1, ensure_ascii=False)


FORMS: dict[str, Callable[[list[str], list[str]], tuple[str, str]]] = {
    "page": _page,
    "span": _span,
    "references": _references,
    "JSON": _json,
}

# Where all lines come back. Numbers below 160 in references mean characters of windows-1252 to browsers, so that what
# they were in other charsets is lost.
ALL = "page span references JSON"
UTF8 = {
    "cp1250": "page span JSON",
    "cp1251": ALL,
    "cp1252": ALL,
    "cp1253": "page span JSON",
    "cp1254": ALL,
    "cp1255": "page span JSON",
    "cp1256": ALL,
    "cp1257": ALL,
    "cp1258": ALL,
    "cp874": "page span",
    "mac_roman": ALL,
    "cp437": ALL,
}
LEGACY = {
    "cp1250": ALL,
    "cp1251": ALL,
    "cp1253": ALL,
    "cp1254": "",
    "cp1255": ALL,
    "cp1256": ALL,
    "cp1257": "",
    "cp874": ALL,
    "mac_roman": "span",
    "cp437": "page span",
    "cp932": "page span references",
    "cp949": ALL,
    "gb18030": ALL,
    "big5": ALL,
}


def _check(lines: list[str], damaged: list[str], form: str, comes_back: bool) -> None:
    seen, meant = FORMS[form](lines, damaged)
    repaired = repair_and_explain(seen)
    if comes_back:
        assert repaired.text == meant
    else:
        rows = zip(*(text.split("\n") for text in (repaired.text, seen, meant)), strict=True)
        assert all(row in (before, after) for row, before, after in rows)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("read_as", UTF8)
def test_utf8_read_in_a_single_byte_charset(read_as: str, form: str) -> None:
    damaged = [_shown(line.encode(), read_as) for line in LINES[read_as]]
    _check(LINES[read_as], damaged, form, form in UTF8[read_as].split())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("read_as", ["latin-1", "cp1252"])
@pytest.mark.parametrize("charset", LEGACY)
def test_another_charset_read_as_latin_1_or_windows_1252(charset: str, read_as: str, form: str) -> None:
    damaged = [_shown(line.encode(charset), read_as) for line in LINES[charset]]
    _check(LINES[charset], damaged, form, form in LEGACY[charset].split())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("read_as", "line"),
    [
        ("cp932", "Die Kinder hören im Hof"),
        ("cp949", "Der Bürgermeister eröffnete die neue Brücke"),
        ("cp949", "La población votó el próximo año más allá de la región"),
        ("gb18030", "Der Bürgermeister eröffnete die neue Brücke"),
    ],
)
def test_utf8_read_in_a_multibyte_charset(read_as: str, line: str, form: str) -> None:
    _check([line] * 3, [line.encode().decode(read_as)] * 3, form, comes_back=form in ("page", "span"))


def test_a_backslash_among_json_escapes_is_not_swallowed() -> None:
    # 十 is 8F 5C in Shift_JIS, and 5C is the backslash.
    seen = json.dumps(["橋は十一月まで閉鎖されると市長は話した。".encode("cp932").decode("latin-1")])
    assert repair_and_explain(seen).text == seen


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(
            ["Мост через реку закрыли на ремонт", "Η γέφυρα θα παραμείνει", "市长说，大桥将封闭", "다리는"]
        ),
        json.dumps({letter: letter.lower() for letter in "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĀĂĄĆĈĊČАБВГДЕЖЗИЙКЛМН"}),
        '"\\u0410-\\u042f\\u0430-\\u044f\\u0401\\u0451" /[\\u0590-\\u05ff\\u0600-\\u06ff]/',
        "&Rho;&copy; &alpha;&beta; &laquo;&nbsp;oui&nbsp;&raquo; &ldquo;&hellip;&rdquo; &#1056;&#1091;&#1089;",
    ],
)
def test_escapes_that_are_fine_stay(text: str) -> None:
    assert repair_and_explain(text).text == text

"""Bytes to text: which charset, whatever the page says; mixed pages run by run."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.pipelines.decode import Decoded, decode
from newsmill.pipelines.decode.charset_evidence import EVIDENCE
from newsmill.pipelines.decode.charset_labels import declared_in, resolve
from newsmill.pipelines.sniff import check_is_text

SIMPLIFIED = (
    "本报讯（记者李明）昨日下午，市政府召开新闻发布会，通报今年前三季度全市经济运行情况。发布会上，"
    "市统计局负责人介绍，"
    "全市生产总值同比增长百分之六点二，居民收入稳步提高，市场物价总体平稳。下一步将继续推进重点项目建设，"
    "改善民生，保障就业。"
)
TRADITIONAL = (
    "記者王大明報導：市政府昨天下午舉行記者會，說明今年前三季的經濟情況。市長表示，"
    "全市生產總值比去年同期成長百分之六，"
    "居民收入持續提高，物價大致平穩。接下來會繼續推動重要建設，改善民生，保障就業機會，並且加強與各界的聯繫。"
)
JAPANESE = (
    "市は昨日の午後、記者会見を開き、今年の経済の状況について説明しました。市長は、"
    "全市の生産額が前年に比べて六パーセント増え、"
    "住民の収入も着実に伸びていると述べました。これからも大切な事業を進め、暮らしを良くしていく考えです。"
)
KOREAN = (
    "시는 어제 오후 기자회견을 열고 올해 경제 상황을 설명했다. 시장은 전체 생산액이 지난해보다 육 퍼센트 "
    "늘었고 주민의 소득도 "
    "꾸준히 오르고 있다고 말했다. 앞으로도 중요한 사업을 계속 추진하여 시민의 생활을 더 좋게 만들겠다고 밝혔다."
)
RUSSIAN = (
    "Вчера днём мэрия провела пресс-конференцию и рассказала о состоянии экономики города за три "
    "квартала. По словам мэра, "
    "выпуск продукции вырос на шесть процентов, доходы жителей растут, цены остаются стабильными."
)
FRENCH = (
    "Hier après-midi, la mairie a présenté à la presse l'état de l'économie de la ville. Le maire a précisé que la "
    "production a augmenté de six pour cent et que les prix sont restés stables, « malgré l'été »."
)
FRAGMENT = '<div class="err"><p>对不起，您要找的页面已经搬家！</p><p>五秒之后回到首页</p></div>'


def page(text: str, charset: str | None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return f"<html><head>{meta}<title>{text[:12]}</title></head><body><p>{text}</p>\n<p>{text[20:]}</p></body></html>"


def covers(decoded: Decoded, raw: bytes) -> bool:
    edges = [(span.start, span.end) for span in decoded.spans]
    return (
        edges[0][0] == 0
        and edges[-1][1] == len(raw)
        and all(a[1] == b[0] for a, b in itertools.pairwise(edges))
    )


@pytest.mark.parametrize(
    ("text", "codec", "declared", "used"),
    [
        (SIMPLIFIED, "gb18030", "gb2312", "gb18030"),
        (SIMPLIFIED, "gb18030", "GBK", "gb18030"),
        (SIMPLIFIED, "gb18030", None, "gb18030"),
        (SIMPLIFIED, "gb18030", "utf-8", "gb18030"),
        (SIMPLIFIED, "gb18030", "iso-8859-1", "gb18030"),
        (SIMPLIFIED, "gb18030", "big5", "gb18030"),
        (SIMPLIFIED, "gb18030", "no-such-charset", "gb18030"),
        (SIMPLIFIED, "utf-8", "gb2312", "utf-8"),
        (SIMPLIFIED, "utf-8", None, "utf-8"),
        (SIMPLIFIED, "utf-8", "windows-1252", "utf-8"),
        (TRADITIONAL, "big5", "big5", "big5"),
        (TRADITIONAL, "big5", None, "big5"),
        (TRADITIONAL, "big5", "gb2312", "big5"),
        (TRADITIONAL, "big5", "utf-8", "big5"),
        (TRADITIONAL + "喺啲冇咗", "big5hkscs", "big5-hkscs", "big5"),
        (TRADITIONAL, "gb18030", "gbk", "gb18030"),
        (TRADITIONAL, "gb18030", None, "gb18030"),
        (JAPANESE, "shift_jis", "Shift_JIS", "shift_jis"),
        (JAPANESE, "shift_jis", "x-sjis", "shift_jis"),
        (JAPANESE, "shift_jis", None, "shift_jis"),
        (JAPANESE, "euc_jp", "euc-jp", "euc-jp"),
        (JAPANESE, "euc_jp", None, "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp", "iso-2022-jp"),
        (JAPANESE, "iso2022_jp", None, "iso-2022-jp"),
        (KOREAN, "euc_kr", "euc-kr", "euc-kr"),
        (KOREAN, "euc_kr", "ks_c_5601-1987", "euc-kr"),
        (KOREAN, "euc_kr", None, "euc-kr"),
        (KOREAN, "euc_kr", "utf-8", "euc-kr"),
        (RUSSIAN, "cp1251", "windows-1251", "windows-1251"),
        (RUSSIAN, "cp1251", None, "windows-1251"),
        (RUSSIAN, "koi8_r", "koi8-r", "koi8-r"),
        (RUSSIAN, "utf-8", None, "utf-8"),
        (FRENCH, "cp1252", "iso-8859-1", "windows-1252"),
        (FRENCH, "cp1252", None, "windows-1252"),
        (FRENCH, "utf-8", "iso-8859-1", "utf-8"),
        (SIMPLIFIED, "hz", "hz-gb-2312", "hz-gb-2312"),
        (SIMPLIFIED, "hz", None, "hz-gb-2312"),
        (SIMPLIFIED, "utf-16-le", None, "utf-16le"),
        (SIMPLIFIED, "utf-16-be", "utf-16", "utf-16be"),
        (FRENCH, "utf-16-le", None, "utf-16le"),
        (SIMPLIFIED, "utf-16", "utf-16", "utf-16le"),
        (SIMPLIFIED, "utf-8-sig", "gb2312", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_charset_it_is_in(
    text: str, codec: str, declared: str | None, used: str
) -> None:
    whole = page(text, declared)
    raw = whole.encode(codec)
    decoded = decode(raw)
    assert decoded.text == whole
    assert decoded.used == used
    assert covers(decoded, raw)


@pytest.mark.parametrize(
    "http", ["gbk", "utf-8", "GB2312", "x-user-defined", "nonsense", "", "utf-16", 'gbk"; x']
)
def test_a_lying_http_charset_loses_against_the_bytes(http: str) -> None:
    for codec in ("utf-8", "gb18030"):
        raw = page(SIMPLIFIED, None).encode(codec)
        assert decode(raw, http).text == page(SIMPLIFIED, None)


def test_http_is_asked_before_the_page() -> None:
    raw = page(RUSSIAN, "koi8-r").encode("cp1251")
    assert decode(raw, "windows-1251").text == page(RUSSIAN, "koi8-r")


def test_what_was_declared_is_reported_as_written() -> None:
    raw = page(SIMPLIFIED, "GB2312").encode()
    assert decode(raw).declared == "GB2312"
    assert decode(raw, "GBK").declared == "GBK"
    assert decode(b"abc").declared is None


def test_a_declaration_in_a_comment_does_not_count() -> None:
    assert declared_in(b'<!-- <meta charset="big5"> --><meta charset=gbk>') == "gbk"
    assert declared_in(b'<?xml version="1.0" encoding="euc-kr"?>') == "euc-kr"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("gb2312", "gb18030"),
        (" GBK; ", "gb18030"),
        ("latin1", "windows-1252"),
        ("UTF8", "utf-8"),
        ("big5-hkscs", "big5"),
        ("ks_c_5601-1987", "euc-kr"),
        ("x-user-defined", None),
        ("", None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label: str, name: str | None) -> None:
    charset = resolve(label)
    assert (charset.name if charset else None) == name


@pytest.mark.parametrize(
    ("codec", "name"),
    [("gb18030", "gb18030"), ("big5", "big5"), ("shift_jis", "shift_jis"), ("euc_kr", "euc-kr")],
)
def test_a_utf8_fragment_included_in_a_legacy_page_is_read_as_utf8(codec: str, name: str) -> None:
    text = {"gb18030": SIMPLIFIED, "big5": TRADITIONAL, "shift_jis": JAPANESE, "euc_kr": KOREAN}[codec]
    head, tail = page(text, name).split("\n")
    raw = head.encode(codec) + FRAGMENT.encode() + tail.encode(codec)
    decoded = decode(raw)
    assert decoded.text == head + FRAGMENT + tail
    assert [span.charset for span in decoded.spans] == [name, "utf-8", name]
    assert decoded.used == name
    assert covers(decoded, raw)


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", None])
def test_a_gbk_fragment_included_in_a_utf8_page_is_read_as_gbk(declared: str | None) -> None:
    head, tail = page(SIMPLIFIED, declared).split("\n")
    raw = head.encode() + FRAGMENT.encode("gbk") + tail.encode()
    decoded = decode(raw)
    assert decoded.text == head + FRAGMENT + tail
    assert [span.charset for span in decoded.spans] == ["utf-8", "gb18030", "utf-8"]


def test_a_big5_fragment_in_a_utf8_page() -> None:
    head, tail = page(TRADITIONAL, "utf-8").split("\n")
    raw = head.encode() + "<b>網站首頁與聯絡我們</b>".encode("big5") + tail.encode()
    assert decode(raw).text == head + "<b>網站首頁與聯絡我們</b>" + tail


@pytest.mark.parametrize(
    "pieces",
    [
        ("<p>市政府召开", "新闻发布会", "，通报今年情况。</p>"),
        ('<a title="', "查看更多新闻", '">今年经济运行情况</a>'),
        ("<script>var name = '", "热门推荐", "';</script><p>居民收入稳步提高</p>"),
        ("<p>居民收入", "稳步提高，", "市场物价</p><p>保障就业和", "改善民生", "的工作</p>"),
    ],
)
@pytest.mark.parametrize(("base", "other"), [("gb18030", "utf-8"), ("utf-8", "gb18030")])
def test_runs_inside_a_paragraph_an_attribute_and_a_script(
    pieces: tuple[str, ...], base: str, other: str
) -> None:
    head, tail = page(SIMPLIFIED, base).split("\n")
    want = head + "".join(pieces) + tail
    mixed = b"".join(piece.encode(other if i % 2 else base) for i, piece in enumerate(pieces))
    raw = head.encode(base) + mixed + tail.encode(base)
    decoded = decode(raw)
    assert decoded.text == want
    assert covers(decoded, raw)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (
            "C’est l’été – déjà “vu” à Orléans, où les élèves reçoivent leurs résultats.",
            "cp1252",
            "windows-1252",
        ),
        (
            "Die Größe der Stadt übertraf alle Erwartungen; die Löhne würden künftig höher.",
            "cp1252",
            "windows-1252",
        ),
        (
            "El alcalde informó ayer que la economía creció; los niños volverán mañana. ¿Qué pasó?",
            "cp1252",
            "windows-1252",
        ),
        (
            "A produção cresceu e os preços não mudaram; as crianças voltarão às aulas amanhã.",
            "cp1252",
            "windows-1252",
        ),
        ("Priserne er stabile, og lønningerne steg i foråret. Både æbler og øl.", "cp1252", "windows-1252"),
        (
            "La città è più ricca; però i prezzi non sono cambiati, perché è cresciuta già. Così.",
            "cp1252",
            "windows-1252",
        ),
        (
            "Verðlag væri stöðugt og laun hefðu hækkað í vor; þá fá skólarnir meira fé.",
            "cp1252",
            "windows-1252",
        ),
        (
            "Starosta včera řekl, že ceny jsou stabilní a mzdy vzrostly. Příští týden začne oprava mostů.",
            "cp1250",
            "windows-1250",
        ),
        (
            "Burmistrz powiedział, że płace wiosną wzrosły; szkoły dostaną więcej pieniędzy.",
            "cp1250",
            "windows-1250",
        ),
        (
            "Az árak stabilak, a bérek tavasszal nőttek. Jövőre megújul az úthálózat, szűk utcák.",
            "cp1250",
            "windows-1250",
        ),
        (
            "Belediye başkanı dün konuştu; fiyatlar değişmedi, ücretler arttı, ışıklar yanacak.",
            "cp1254",
            "windows-1254",
        ),
        (
            "Kainos stabilios, o atlyginimai pavasarį išaugo. Kitą savaitę prasidės remontas.",
            "cp1257",
            "windows-1257",
        ),
        (
            ("นายกเทศมนตรีกล่าวเมื่อวานนี้ว่าราคาสินค้าในเมืองคงที่ และประชาชนพอใจกับสถานการณ์เศรษฐกิจในปีนี้ ผู้ว่าราชการเปิดเผย"),
            "cp874",
            "windows-874",
        ),
    ],
)
@pytest.mark.parametrize("declared", [None, "the charset", "gb2312"])
def test_a_european_page_is_read_in_the_code_page_of_its_letters(
    text: str, codec: str, name: str, declared: str | None
) -> None:
    raw = page(text, name if declared == "the charset" else declared).encode(codec)
    decoded = decode(raw)
    assert decoded.used == name
    assert text in decoded.text


@pytest.mark.parametrize(
    ("text", "fragment", "codec"),
    [
        (SIMPLIFIED, "对不起，您要访问的页面不存在", "gbk"),
        (TRADITIONAL, "對不起，您要訪問的頁面不存在", "big5"),
    ],
)
def test_a_fragment_in_the_middle_of_a_long_utf8_paragraph_without_any_ascii_around(
    text: str, fragment: str, codec: str
) -> None:
    assert (
        decode(f"<p>{text}".encode() + fragment.encode(codec) + f"{text}</p>".encode()).text
        == f"<p>{text}{fragment}{text}</p>"
    )


def test_a_teaser_cut_inside_a_character_loses_that_character_only() -> None:
    raw = page(SIMPLIFIED, "gb2312").encode("gb18030")
    cut = raw.replace(b"<p>", "<b>今日头条新".encode("gb18030")[:-1] + b"...</b><p>", 1)
    assert decode(cut).text == page(SIMPLIFIED, "gb2312").replace("<p>", "<b>今日头条\ufffd...</b><p>", 1)
    utf8 = page(SIMPLIFIED, "utf-8").encode()
    cut = utf8.replace(b"<p>", "<b>今日头条新".encode()[:-1] + b"...</b><p>", 1)
    assert decode(cut).text == page(SIMPLIFIED, "utf-8").replace("<p>", "<b>今日头条\ufffd...</b><p>", 1)


def test_a_page_cut_off_inside_a_character_is_still_read() -> None:
    for codec in ("utf-8", "gb18030"):
        raw = page(SIMPLIFIED, None).encode(codec)
        end = len(raw) - len(b"</p></body></html>") - 1
        assert decode(raw[:end]).text == page(SIMPLIFIED, None)[: -len("。</p></body></html>")] + "\ufffd"


def test_the_euro_sign_of_windows_936() -> None:
    raw = "<p>售价".encode("gbk") + b"\x80" + "12欧元，比去年同期上涨</p>".encode("gbk")
    assert decode(raw, "gbk").text == "<p>售价€12欧元，比去年同期上涨</p>"


def test_the_quotes_of_windows_1252_under_a_latin1_declaration() -> None:
    assert (
        decode(b"<p>It\x92s \x93fine\x94 \x96 really</p>", "iso-8859-1").text == "<p>It’s “fine” – really</p>"
    )


def test_stray_windows_1252_bytes_in_a_utf8_page() -> None:
    raw = page(FRENCH, "utf-8").encode() + b"<p>d\xe9j\xe0 vu, caf\xe9 \x96 bon</p>"
    assert decode(raw).text == page(FRENCH, "utf-8") + "<p>déjà vu, café – bon</p>"


def test_byte_order_marks_are_not_text_even_two_of_them() -> None:
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbf" + "新闻".encode()).text == "新闻"
    assert decode("\ufeff\ufeff新闻".encode("utf-16-le")).text == "新闻"


def test_a_utf8_mark_before_gbk_content() -> None:
    raw = b"\xef\xbb\xbf" + page(SIMPLIFIED, "gb2312").encode("gb18030")
    decoded = decode(raw)
    assert decoded.text == page(SIMPLIFIED, "gb2312")
    assert decoded.used == "gb18030"
    assert covers(decoded, raw)


def test_stray_nuls_are_not_characters() -> None:
    raw = page(SIMPLIFIED, "gb2312").replace("市", "\0市").encode("gb18030")
    assert decode(raw).text == page(SIMPLIFIED, "gb2312")


def test_iso_2022_cn_reads_its_gb2312_part() -> None:
    line = bytes(byte & 0x7F for byte in "新闻发布会".encode("gb2312"))
    assert decode(b"<p>\x1b$)A\x0e" + line + b"\x0f 2012</p>").text == "<p>新闻发布会 2012</p>"


def test_tildes_and_braces_of_a_script_are_not_hz() -> None:
    raw = b"<script>var a = ~{x: 1, y: ~[1]}; b = '~{name~}';</script>"
    assert decode(raw).text == raw.decode()


def test_every_row_of_the_evidence_table_says_why() -> None:
    assert [row.name for row in EVIDENCE][:2] == ["mark", "nuls"]
    assert all(len(row.why) > 40 for row in EVIDENCE)


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([None, "gbk", "utf-8", "big5", "utf-16", "hz", "iso-2022-jp", "x"]),
)
def test_any_bytes_decode_and_the_spans_cover_them(raw: bytes, charset: str | None) -> None:
    decoded = decode(raw, charset)
    assert covers(decoded, raw)
    assert decoded.used == decoded.used.lower()
    decoded.text.encode("utf-8", "strict")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([SIMPLIFIED, TRADITIONAL, "<p>", " 2012 "]), st.sampled_from(["utf-8", "gb18030"])
        ),
        max_size=12,
    ),
    st.binary(max_size=8),
)
def test_mixed_pages_with_garbage_decode(parts: list[tuple[str, str]], garbage: bytes) -> None:
    raw = garbage.join(text.encode(codec) for text, codec in parts)
    assert covers(decode(raw), raw)


HOSTILE = {
    "noise": random.Random(3).randbytes(400_000),
    "high bytes": bytes(random.Random(4).choices(range(128, 256), k=400_000)),
    "no second half": b"a\xff" * 200_000,
    "charsets in turn": ("新闻".encode() + "发布会".encode("gbk")) * 30_000,
    "lead bytes": b"\xe4\xb8" * 200_000,
    "escapes": b"\x1b$)A\x0e!!\n" * 50_000,
    "tildes": b"~{" * 200_000,
    "nuls": b"\0a\0\xb0" * 100_000,
    "declarations": b"<meta charset" * 30_000 + b"\xb0",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_read_to_its_end(kind: str) -> None:
    raw = HOSTILE[kind] + b"<p>the end</p>"
    decoded = decode(raw)
    assert covers(decoded, raw)
    if not decoded.used.startswith("utf-16"):
        assert decoded.text.endswith("<p>the end</p>")


THAI = "<p>นายกรัฐมนตรีกล่าวว่าประเทศไทยมีความพร้อมในการจัดการเลือกตั้ง</p><p>ข่าวการเมืองวันนี้</p>"
SLOVAK = "<p>Žiadny človek ešte nevidel ťažšie časy, povedal šéf žilinskej polície.</p>"
RUSSIAN = "<p>Президент подписал новый закон о бюджете, сообщает пресс-служба.</p>"


@pytest.mark.parametrize(
    ("page", "codec", "used"),
    [
        (THAI, "tis-620", "windows-874"),
        (THAI, "cp874", "windows-874"),
        (SLOVAK, "iso8859_2", "iso-8859-2"),
        (SLOVAK, "cp1250", "windows-1250"),
        (RUSSIAN, "cp866", "ibm866"),
        (RUSSIAN, "cp855", "ibm855"),
        (RUSSIAN, "iso8859_5", "iso-8859-5"),
        (RUSSIAN, "koi8_r", "koi8-r"),
    ],
)
def test_an_undeclared_page_is_read_in_the_single_byte_charset_in_which_its_words_read_best(
    page: str, codec: str, used: str
) -> None:
    assert decode(page.encode(codec)).text == page
    assert decode(page.encode(codec)).used == used


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_charsets_need_no_mark_and_their_pages_are_not_binaries(codec: str) -> None:
    page = "<html><body>" + "<p>新闻发布会一大早在北京举行，馆长介绍了一下情况。</p>" * 9 + "</body></html>"
    check_is_text(page.encode(codec))
    assert decode(page.encode(codec)).text == page


_CHINESE = "市政府昨天下午召开新闻发布会，通报了今年上半年全市经济运行情况，介绍了下一步的工作安排。"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-16be", "utf-32", None])
def test_chinese_without_a_mark_and_without_ascii_is_read_in_wide_units(
    codec: str, label: str | None
) -> None:
    raw = _CHINESE.encode(codec)
    if label is None or label[:6] == codec[:6]:
        check_is_text(raw, label)
        assert decode(raw, label).text == _CHINESE


def test_a_wrong_declaration_of_utf_16_is_not_believed() -> None:
    page = f"<html><head><title>新闻</title></head><body><p>{_CHINESE}</p></body></html>"
    for codec in ("utf-8", "gb18030"):
        assert decode(page.encode(codec), "utf-16").text == page
    assert decode(b"plain text and nothing else", "utf-16").text == "plain text and nothing else"
    assert decode(_CHINESE.encode("gb18030")).used == "gb18030"


@pytest.mark.parametrize("label", ["johab", "x-johab", "ms1361", None])
def test_johab_is_read_declared_or_not(label: str | None) -> None:
    text = "정부는 오늘 오후 기자회견을 열고 새로운 경제 대책을 발표했다고 밝혔다. 관계자는 내년 예산안을 설명했다."
    assert decode(text.encode("johab"), label).text == text


def test_one_apostrophe_of_a_mac_is_not_a_chinese_character() -> None:
    raw = b"<p>the printer of Anna\xd5s office is on, and so is the scanner</p>"
    assert "Anna’s" in decode(raw).text


def test_japanese_full_of_kana_is_not_read_as_chinese() -> None:
    text = (
        "このページはテストのためのページです。エンコードの宣言はありません。データベースについて書きました。"
    )
    assert decode(text.encode("euc_jp")).text == text

"""Mojibake undone, and nothing else touched."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsmill.pipelines.decode import mojibake, repair, repair_and_explain
from newsmill.pipelines.decode.channels import CHANNELS, damage
from newsmill.pipelines.decode.damage import look_at

LINES = (
    "对不起，您要访问的页面已经删除！",
    "市政府昨天下午召开新闻发布会，通报前三季度的经济运行情况。",
    "记者从省气象局了解到，未来三天我省大部分地区将有小到中雨。",
    "网站刊登的所有内容，未经书面同意不得转载或者建立镜像。",
)
SLOPPY = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


def as_1252(raw: bytes) -> str:
    return "".join(chr(b) if b in SLOPPY else bytes([b]).decode("cp1252") for b in raw)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    ("seen", "errors"), [("gb18030", "ignore"), ("gb18030", "replace"), ("gbk", "ignore"), ("gbk", "replace")]
)
def test_utf8_read_as_gbk_is_restored_though_bytes_were_lost(line: str, seen: str, errors: str) -> None:
    damaged = line.encode().decode(seen, errors)
    repaired = repair_and_explain(damaged)
    assert repaired.text == line
    lost = line.encode() != damaged.replace("\ufffd", "").encode("gb18030")
    assert all(change.certain for change in repaired.repairs) == (not lost)


@pytest.mark.parametrize("line", LINES)
def test_lost_bytes_shown_as_question_marks(line: str) -> None:
    assert repair(line.encode().decode("gbk", "replace").replace("\ufffd", "?")) == line


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_what_was_read_as_latin1_or_windows_1252_comes_back_for_certain(line: str, codec: str) -> None:
    for damaged in (line.encode(codec).decode("latin-1"), as_1252(line.encode(codec))):
        repaired = repair_and_explain(damaged)
        assert repaired.text == line
        assert all(change.certain for change in repaired.repairs)


def test_big5_read_as_windows_1252() -> None:
    line = "市政府昨天下午舉行記者會，說明今年的經濟情況。"
    assert repair(as_1252(line.encode("big5"))) == line


@pytest.mark.parametrize(
    ("damaged", "text"),
    [
        ("l'Ã©tÃ© dernier, Ã  la plage", "l'été dernier, Ã  la plage"),
        ("It wasnâ€™t me", "It wasn’t me"),
        ("Ð\x9fÑ\x80Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€", "Привет, мир"),
        ("price Â£100", "price £100"),
    ],
)
def test_european_text_read_as_windows_1252(damaged: str, text: str) -> None:
    assert repair(damaged) in (text, text.replace("Ã  la", "à la"))


@pytest.mark.parametrize(
    ("line", "hidden", "seen"),
    [
        ("市政府昨天下午舉行記者會，說明今年的經濟情況。", "big5", "gb18030"),
        ("網站首頁與聯絡我們的電話", "big5", "gb18030"),
        ("市政府昨天下午召开新闻发布会", "gb18030", "big5"),
        ("对不起，您访问的页面不存在或已被删除", "gb18030", "big5"),
    ],
)
def test_big5_and_gbk_taken_for_each_other(line: str, hidden: str, seen: str) -> None:
    damaged = line.encode(hidden).decode(seen)
    assert repair(f"首页 <b>{damaged}</b>") == f"首页 <b>{line}</b>"


def test_damage_in_the_middle_of_a_clean_line_is_undone_alone() -> None:
    damaged = "新闻首页 " + "您要访问的页面不存在".encode().decode("gb18030", "ignore") + " 版权所有"
    repaired = repair_and_explain(damaged)
    assert repaired.text == "新闻首页 您要访问的页面不存在 版权所有"
    (change,) = repaired.repairs
    assert damaged[change.start :].startswith(change.found)
    assert change.channel.startswith("utf-8 as gb")


def test_damage_inside_html_is_undone_between_the_tags() -> None:
    inner = ("请输入您要搜索的内容", "热门推荐新闻", "返回网站首页")
    page = '<a title="{}">荆楚</a><p>{}</p>\n<script>var s = "{}";</script>'
    damaged = page.format(*(text.encode().decode("gb18030", "ignore") for text in inner))
    assert repair(damaged) == page.format(*inner)


def test_what_was_damaged_twice_is_undone_twice() -> None:
    line = "市政府昨天下午召开新闻发布会"
    once = line.encode().decode("latin-1")
    assert repair(once.encode().decode("latin-1")) == line
    assert repair_and_explain(as_1252(as_1252(line.encode()).encode())).repairs[0].channel.endswith(", twice")


SIMPLIFIED_LINES = ("市政府昨天下午召开新闻发布会，通报情况。", "感谢您的浏览，欢迎再次访问本网站！")
TRADITIONAL_LINE = "市政府昨天下午舉行記者會，說明今年前三季的經濟情況。"


@pytest.mark.parametrize("line", SIMPLIFIED_LINES)
def test_what_was_read_as_latin_letters_and_then_as_gbk(line: str) -> None:
    for hidden in ("utf-8", "gbk"):
        damaged = line.encode(hidden).decode("latin-1").encode().decode("gbk", "replace")
        repaired = repair_and_explain(f"首页 {damaged}")
        assert repaired.text == f"首页 {line}"
        assert len(repaired.repairs) == 1


@pytest.mark.parametrize(("hidden", "line"), [("gbk", SIMPLIFIED_LINES[0]), ("big5", TRADITIONAL_LINE)])
def test_what_was_read_as_windows_1252_twice_over(hidden: str, line: str) -> None:
    assert repair(as_1252(as_1252(line.encode(hidden)).encode())) == line


def test_what_was_read_as_gbk_and_then_as_windows_1252() -> None:
    line = "市政府昨天下午召开新闻发布会，通报前三季度的经济运行情况。"
    damaged = as_1252(line.encode().decode("gb18030", "ignore").encode())
    (change,) = repair_and_explain(damaged).repairs
    assert change.restored == line
    assert not change.certain


def test_what_cannot_be_restored_stays() -> None:
    for text in ("锟斤拷锟斤拷", "烫烫烫烫烫烫", "?????? ??", "\ufffd\ufffd\ufffd\ufffd", "口口口口"):
        assert repair(text) == text


@pytest.mark.parametrize("line", LINES)
def test_utf8_read_as_big5_stays_and_is_reported(line: str) -> None:
    damaged = line.encode().decode("big5", "replace")
    repaired = repair_and_explain(f"首页 <p>{damaged}</p>")
    assert repaired.text == f"首页 <p>{damaged}</p>"
    (left,) = repaired.left
    assert (left.start, left.found, left.kind) == (6, damaged, "utf-8 as big5, bytes replaced")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("全国锟斤拷锟斤拷新闻", ["lost characters as gbk"]),
        ("a ï¿½ï¿½ b", ["lost characters as windows-1252"]),
        ("这里有\ufffd一个坏字，还有\ufffd\ufffd两个", ["lost characters", "lost characters"]),
        ("市政府昨天下午召开新闻发布会", []),
        ("¿Qué pasó? 锟 ï½", []),
    ],
)
def test_what_is_lost_is_reported(text: str, kinds: list[str]) -> None:
    left = repair_and_explain(text).left
    assert [each.kind for each in left] == kinds
    assert all(text.startswith(each.found, each.start) for each in left)


def test_what_was_restored_is_not_reported_as_left() -> None:
    damaged = LINES[1].encode().decode("gbk", "replace")
    repaired = repair_and_explain(f"\ufffd {damaged} \ufffd\ufffd")
    assert len(repaired.repairs) == 1
    assert "\ufffd" in repaired.repairs[0].found
    assert [each.found for each in repaired.left] == ["\ufffd", "\ufffd\ufffd"]


@pytest.mark.parametrize("seen", ["gb18030", "gbk"])
@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_damaged_text_that_was_cut_is_restored_up_to_the_cut(seen: str, errors: str) -> None:
    damaged = LINES[1].encode().decode(seen, errors)
    for cut in range(20, len(damaged)):
        (change,) = repair_and_explain(damaged[:cut]).repairs
        assert change.start == 0
        assert cut - 3 <= len(change.found) <= cut
        assert LINES[1].startswith(change.restored[:-1])


@pytest.mark.parametrize(
    "line",
    [
        "自2019年起，刘女士在5月13日前后参加比赛",
        "客服咨询电话：573829",
        "这是为什么呢？",
        "（三）2019年《求是》杂志",
    ],
)
def test_marks_and_words_beside_numbers_are_restored(line: str) -> None:
    assert repair(line.encode().decode("gb18030", "replace")) == line


def test_what_was_lost_before_does_not_keep_the_text_before_it_from_being_restored() -> None:
    line = "市政府昨天下午召开新闻发布会\ufffd\ufffd通报"
    repaired = repair(line.encode().decode("gb18030", "replace"))
    assert repaired.startswith("市政府昨天下午召开新闻发布")
    assert "锟" in repaired or "拷" in repaired


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("codec", ["big5", "big5hkscs", "euc_jp", "shift_jis", "euc_kr"])
def test_utf8_read_as_what_is_not_a_channel_stays(line: str, codec: str) -> None:
    damaged = line.encode().decode(codec, "replace")
    assert repair(damaged) == damaged


@pytest.mark.parametrize("errors", ["ignore", "replace"])
@pytest.mark.parametrize("clean", ["他说 5G芯片很好", "学院院士，猫咪", "时间 Kitty猫 停用", "使用道路"])
def test_clean_words_right_behind_damage_are_not_touched(clean: str, errors: str) -> None:
    damaged = "您要访问的页面，建".encode().decode("gbk", errors)
    assert repair(f"{damaged} {clean}") == f"您要访问的页面，建 {clean}"


def test_pinyin_in_damaged_chinese_comes_back() -> None:
    line = "滟滪滩（yàn yù tān）在重庆奉节县，旧时是长江三峡的险滩。"
    assert repair(line.encode().decode("gb18030", "replace")) == line


CLEAN = {
    "news": "市政府昨天下午召开新闻发布会，通报前三季度全市经济运行情况；居民收入稳步提高，市场物价总体平稳。",
    "poetry": "蒹葭苍苍，白露为霜。所谓伊人，在水一方。溯洄从之，道阻且长。关关雎鸠，在河之洲。窈窕淑女，君子好逑。"
    "锲而舍之，朽木不折；锲而不舍，金石可镂。帝高阳之苗裔兮，朕皇考曰伯庸。摄提贞于孟陬兮，惟庚寅吾以降。",
    "rare names": "与会者：陈堃、郝翯、李犇、王喆、张翀、赵頔、孙甯、周玥、吴昉、郑玏、冯燚、沈珺、韩旸、杨淼淼、"
    "朱彧、秦骉、"
    "镕基、瑢、瀞、祎、赟、韡、龑、曌、囧、槑、垚、烎、嫑、氹、㙍、䶮",
    "traditional": (
        "鑽石與鐵鏽：鏡頭裡的鐘錶、鍊條、鑰匙；閱讀、閩南、闡釋、闢謠；緝獲、繕寫、纖維、纜繩、罈罈罐罐，"
        "鬱鬱蔥蔥。"
    ),
    "japanese": (
        "昨日の記者会見で、市長は「住民の暮らしを良くしたい」と述べた。ｶﾀｶﾅ、カタカナ、ゑゐ、々〆ヶ、"
        "鉄道と銭湯。"
    ),
    "korean": "시장은 어제 기자회견에서 주민의 소득이 꾸준히 오르고 있다고 말했다. 뷁 쀍 漢字混用文의 例.",
    "vietnamese": (
        "Hôm qua, thành phố đã tổ chức họp báo; người dân cho biết giá cả ổn định. ĐƯỜNG PHỐ, Ở ĐÂY, ƯỚC MƠ."
    ),
    "french": (
        "« À l'été », c'est déjà vu : où ça ? Là-bas, à Orléans, créée en été… L'ÉTÉ, ÇÀ ET LÀ, CRÉÉE, "
        "“CAFÉ” ŒUVRE."
    ),
    "portuguese": "SECRETARIA DE CONVÊNIOS E LICITAÇÕES: ASSISTÊNCIA SOCIAL E HABITAÇÃO, AMANHÃ “À TARDE”, NÃO.",
    "german": "Die Größe „Ä“ übertraf Öl; süß-säuerlich, ÄÖÜ, Straße § 5, 20 °C, µm, ½ l.",
    "icelandic": "Þjóðólfur í Ásum, bæði ÞÓRÐUR og ÆÐEY, eða óðs manns æði.",
    "turkish": "Çağdaş şiir, İstanbul’da ÖĞÜŞME, ÜÇ ÇİÇEK.",
    "russian": "Вчера днём мэрия провела пресс-конференцию; «ЁЖ» — №5.",
    "emoji": "今天真开心😀👍🏽👨‍👩‍👧‍👦🇨🇳❤️ ★☆ (╯°□°）╯︵ ┻━┻ ಠ_ಠ ツ",
    "code": "if (a ?? b) { s = \"Ã\"; re = /[\\u00c0-\\u00ff]+/; } // naïve façade «x» ±1 “y”\nbytes = b'\\xe4\\xb8'",
    "units": "㎡ ㎏ ℃ Ω µF ×10³ ½ ¼ ¾ ㏄ ㎞ ‰ § ¶ № ÷ ± ≤ ≥ ∑ √ ∞ °C Å ①②③ ㈠ ⅷ Ⅻ 㐀",
    "mojibake told of": "网页出现“锟斤拷”和“烫烫烫”，是编码错误。",
    "bopomofo": "ㄅㄆㄇㄈ ㄓㄨˋ ㄧㄣ 好ㄛ，不是ㄛ 你ㄋㄟ﹙註﹚﹝見下﹞",
    "letters of pinyin as gbk shows them": "没么？毛驴每路过楼，陆路忙么，猫毛帽、煤铆媒，"
    "茅庐掳鹿，芦录禄陆；每没眉毛，驴酶毛霉么。",
    "traditional news": "記者黃瓊瑩報導：臺灣鐵路管理局表示，颱風過境造成邊坡崩塌，搶修人員徹夜趕工，"
    "預計週末恢復雙線行駛；"
    "乘客可憑票根辦理退費，並轉搭接駁專車。鄭氏宗祠、鹽埕區、鷺鷥、鸚鵡、鱷魚、蠶繭、龜鱉。",
    "cantonese": "佢哋喺嗰度食咗飯，冇諗過會咁樣，啲嘢唔係我嘅，瞓醒先講啦。",
    "old poetry": "噫吁嚱，危乎高哉！蜀道之難，難於上青天。蠶叢及魚鳧，開國何茫然。爾來四萬八千歲，不與秦塞通人煙。",
    "rhapsody": "崢嶸嶕嶢，嶔崟崱屴，岪鬱嵂崒，嵱嵷嵯峨，巉巗嵃嶁，巑岏崔嵬。",
    "radicals and rare": "鼎鼐黼黻黿鼉龜鼇，霹靂霓霰靄靉靆，骷髏髑髖，魑魅魍魎，饕餮饞饗，鏖戰鏗鏘。",
    "chemistry": "氕氘氚、氟氖氡、铊铋钋砹钫镭锕钍镤铀镎钚、苯并芘、羟基、巯基、噻吩、嘧啶、嘌呤、吡啶、呋喃。",
    "pinyin": "Nǐ hǎo, Zhōngguó; lǜsè, nǚ'ér, ǎ ǐ ǒ ǔ ǚ Ā Á Ǎ À ê̄ ế ê̌ ề.",
    "polish": "Zażółć gęślą jaźń; Łódź, ŚWIĘTO, „Żółw” – ćma, źrebię, Ń.",
    "czech": "Příliš žluťoučký kůň úpěl ďábelské ódy; ŽÁDOST, „Řeřicha“, ŠŤÁVA, Ů.",
    "hungarian": "Árvíztűrő tükörfúrógép; „ŐSZI ÜNNEP” – ÚJ HÍD, ÍRÓ.",
    "romanian": "Știința și țara: „ÎNTÂLNIRE” – ĂȘTIA, Ţepeş, ÎN ROMÂNIA.",
    "swedish and danish": "Få se på “ÅRE”, RÆKKE PÅ ØEN; Ängelholm – ÅÄÖ, æøå, SMÖRGÅS™.",
    "spanish": "¿Qué pasó? ¡Señor, el niño está aquí! «ESPAÑA», ¿ÓSCAR?, Í…, 1.º, 2.ª",
    "italian": "Perché è così; «CITTÀ», È, LIBERTÀ’, PIÙ “CAFFÈ”, Ù.",
    "greek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία· «ΑΘΗΝΑ», Ά Έ Ή Ί Ό Ύ Ώ.",
    "hebrew": "ראש העיר אמר אתמול: „התושבים מרוצים” – שָׁלוֹם, ₪100.",
    "arabic": "قال رئيس البلدية أمس: «الأسعار مستقرة»، ١٢٣؛ لا إله.",
    "thai": "เมื่อวานนี้นายกเทศมนตรีกล่าวว่า ราคาสินค้าคงที่ ๑๒๓ ฿50",
    "hindi": "कल महापौर ने कहा कि क़ीमतें स्थिर हैं। ₹100",
    "ukrainian": "Їжак і ґудзик: «Єдність» — під’їзд, Ґ, №7.",
    "serbian": "Љубав, Њујорк, Ђурђевак; Ћирилица и Џак.",
    "phonetic": "/ˈɪŋɡlɪʃ/ [ˌɪntəˈnæʃənəl fəˈnɛtɪk] ðə θɪŋ ʃʊd bɪ ʒ, ɲ, ɬ, ʔ, ŋ̊, çøœ, ã õ.",
    "mathematics": "∀ε>0 ∃δ>0: |x−x₀|<δ ⇒ |ƒ(x)−ƒ(x₀)|<ε; ∮∇×E·dA = −∂Φ⁄∂t; ℝⁿ⊂ℂ, ∑ᵢ aᵢ², ÷ × ± ≈ ≠ ∫₀^∞ e^{−x²}dx",
    "currency and legal signs": "© 2012 ® ™ £100 €50 ¥30 ¢5 §12 ¶3 «x» ¿ ¡ ª º ¹ ² ³ ¼ ½ ¾ Ã. Â. â. ÃO",
    "upper case accents": "ÃO ÂNGULO, À “ÉTÉ” Â€, RÉSUMÉ®, ÉCLAT™, NOËL—ÇA, ÎLE’S, MÜNCHEN‘S",
    "box drawing": "┌──┬──┐│表│格│├──┼──┤└──┴──┘ ░▒▓█ ▁▂▃▄▅▆▇",
    "full width": "ＡＢＣ１２３（ａｂｃ）～｜￥＄％＆＊＋－／＝？＠［］＿｛｝。｢｣､･",
    "private use": "图标\ue600\ue601和\uf101文字",
    "ideographs of many countries": "越南国字𡨸喃、壮字𭆸、日本国字働峠辻凪榊、韓國國字乭畓，𠮷野家、𨋢、叱。",
    "kaomoji": "(｡◕‿◕｡) ヽ(´▽`)/ (｀・ω・´) щ(ﾟДﾟщ) ≧▽≦ (๑•̀ㅂ•́)و✧ Σ(°△°|||)",
    "broken already": "这里有\ufffd一个坏字，还有\ufffd\ufffd两个，不能猜。",
    "traditional and broken": "市政府\ufffd天下午\ufffd行記者會，"
    "說\ufffd\ufffd年的經濟情況；鸕鶿\ufffd與鷺鷥\ufffd\ufffd。",
    "question marks": "什么？？？真的吗?? 是?不是? ???你说呢???",
    "japanese rare": "鬱陶しい檸檬と薔薇、憂鬱な躊躇、齟齬、魍魎の匣、蘊蓄、邂逅、顰蹙を買う。",
    "korean hanja": "大韓民國憲法 第一條: 大韓民國은 民主共和國이다. 훈민정음 ㆍㅿㆁㆆ ᄒᆞᆫ글",
    "yi and tibetan": "ꆈꌠꁱꂷ བོད་སྐད་ ᠮᠣᠩᠭᠣᠯ ئۇيغۇرچە",
    "escapes and source": r"\u4e2d\u6587 \xe4\xb8\xad &#20013; %E4%B8%AD "
    r"printf(\"%s\", L\"中文\"); # -*- coding: gbk -*-",
}


@pytest.mark.parametrize("name", CLEAN)
def test_clean_text_is_never_altered(name: str) -> None:
    assert repair(CLEAN[name]) == CLEAN[name]
    assert repair(CLEAN[name].replace("，", "").replace("、", "")) == CLEAN[name].replace("，", "").replace(
        "、", ""
    )


def test_clean_text_has_nothing_to_look_at() -> None:
    assert look_at(CLEAN["news"] * 50).places == []


def test_every_restoration_becomes_the_found_text_when_damaged_again() -> None:
    channels = {channel.name: channel for channel in CHANNELS}
    text = "\n".join(line.encode().decode("gb18030", "ignore") for line in LINES)
    changes = repair_and_explain(text).repairs
    assert changes
    for change in changes:
        assert damage(change.restored, channels[change.channel]) == change.found


@settings(max_examples=80, deadline=None)
@given(
    st.text(
        st.one_of(
            st.characters(),
            st.sampled_from("锛銆鈥涓浗鎴戜滑\ufffd?<> \n\ue74d"),
            st.characters(min_codepoint=0x80, max_codepoint=0x17F),
        ),
        max_size=60,
    )
)
def test_any_text_is_repaired_without_an_exception(text: str) -> None:
    repaired = repair_and_explain(text)
    position = 0
    for change in sorted([*repaired.repairs, *repaired.left], key=lambda each: each.start):
        assert change.start >= position
        assert text[change.start : change.start + len(change.found)] == change.found
        position = change.start + len(change.found)


@pytest.mark.parametrize("around", ["\n", " ", "<br>", ""])
def test_a_large_text_of_noise_keeps_what_is_clean_in_it(around: str) -> None:
    noise = random.Random(5)
    text = "".join(noise.choice("锛銆鈥涓浗鎴戜滑\ufffd?Ã©â€ 鐨") for _ in range(60_000))
    clean = "市政府昨天下午召开新闻发布会"
    repaired = repair_and_explain(f"{clean}\n{text}{around}\n{clean}")
    assert repaired.text.startswith(f"{clean}\n")
    assert repaired.text.endswith(f"\n{clean}")


def test_a_large_damaged_text_comes_back_whole() -> None:
    lines = "\n".join(LINES * 50)
    assert repair(lines.encode().decode("gb18030", "ignore")) == lines
    assert repair(lines.encode().decode("latin-1")) == lines


@pytest.mark.parametrize("character", "锛銆鈥盲")
def test_what_nothing_explains_is_not_read_again_from_every_character(character: str) -> None:
    """Each would be examined together with the three hundred after it: a page of them took minutes."""
    junk = character * 8000
    damaged = "感谢您的浏览，您要访问的页面不存在。".encode().decode("gb18030", "ignore")
    repaired = repair(f"{junk}\n{CLEAN['news']}\n{damaged}")
    assert repaired.startswith(junk[:4000])
    assert repaired.endswith("页面不存在。")


@pytest.mark.parametrize("lost", ["\ufffd", "锟斤拷", "ï¿½"])
def test_a_run_of_lost_characters_is_one_place(lost: str) -> None:
    damaged = "感谢您的浏览，您要访问的页面不存在。".encode().decode("gb18030", "ignore")
    repaired = repair_and_explain(f"{CLEAN['news']}{lost * 50_000}{damaged}")
    assert repaired.text.startswith(f"{CLEAN['news']}{lost * 49_999}")
    assert "您的浏览，您要访问的页面不存" in repaired.text[-30:]
    assert repaired.left[0].kind.startswith("lost characters")


_DENSE = "\n".join(
    text.encode().decode("gbk", "ignore")
    for text in (
        "市政府昨天公布了新的交通规划，明年将增加三条公交线路。",
        "气象部门提醒市民，本周末气温将明显下降，请注意保暖。",
        "图书馆的新馆已经建成，下个月起向所有读者免费开放。",
    )
)


def test_damage_beyond_the_budget_of_a_page_is_left_as_found_and_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = repair_and_explain(_DENSE)
    monkeypatch.setattr(mojibake._Budget, "_MOST", 450)
    cut = repair_and_explain(_DENSE)
    assert 0 < len(cut.repairs) < len(whole.repairs)
    assert cut.repairs == whole.repairs[: len(cut.repairs)]
    last = cut.repairs[-1]
    rest = _DENSE[last.start + len(last.found) :]
    assert cut.text.endswith(rest)
    assert [each.kind for each in cut.left] == ["too much damage to examine"] * len(cut.left)
    assert all(_DENSE.startswith(each.found, each.start) for each in cut.left)
    assert cut.left[-1].found in _DENSE.split("\n")[-1]
    # The searches are cached by now, which must not let them reach further.
    assert repair_and_explain(_DENSE) == cut

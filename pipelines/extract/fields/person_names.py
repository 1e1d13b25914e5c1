"""Names of persons: tells them from outlets, desks and system accounts.

The rules describe form (number of characters, letters, endings) and do not list known people. Chinese
surnames are listed because nothing else distinguishes a trailing `（张巨峰）` from `（完）`.
"""

from __future__ import annotations

import re

from newsmill.pipelines.extract.lexicon.given_names import (
    GEORGIAN_FAMILY_ENDINGS,
    GIVEN_NAMES,
    JAPANESE_FAMILY_NAMES,
)
from newsmill.pipelines.extract.lexicon.name_words import (
    COMPOUND_SURNAMES,
    KOREAN_COMPOUND_SURNAMES,
    KOREAN_NAME_LIKE_WORDS,
    LINK_WORDS,
    NAME_LIKE_PLACES,
    NAME_LIKE_WORDS,
    NOT_NAMES,
)
from newsmill.pipelines.extract.lexicon.outlets import ORGANISATIONS
from newsmill.pipelines.extract.lexicon.roles import PARTICLES
from newsmill.pipelines.extract.lexicon.rows import pattern_of, words_of
from newsmill.pipelines.extract.lexicon.word_search import guarded
from newsmill.pipelines.extract.page.character_classes import HAN
from newsmill.pipelines.regex import lazy_regex

# The surnames that cover more than 99 % of the population of China, most frequent first (National Bureau of
# Statistics and the Hundred Family Surnames), simplified and traditional where they differ.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
    "姚卢傅钟姜崔谭廖"
    "范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤常温康施文牛樊"
    "葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳"
    "欧管柴蒙鲍华喻祁"
    "蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬"
    "边卞姬师和仇栾隋商"
    "刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满"
    "闻位厉伊仝区郜海阚"
    "花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母"
    "裘亓修邰赫杭况那"
    "宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由玛荀"
    "肖代付闫岑亚竺"
    "張劉陳楊黃趙吳孫馬鄭謝許鄧馮韓蕭葉蔣蘇盧鍾譚範陸賈韋鄒閻龍賀顧龔萬錢嚴湯溫龐顏莊聶魯歐關蘭寧紀畢單塗穀駱藍遊靳華"
    "饒農繆簡車項連蘆麥婁竇黨宮費衛應臧閔鄔邊師欒沖榮叢鞏遲鄺談樂蓋"
)

_find_organisation = guarded(lazy_regex(ORGANISATIONS, re.IGNORECASE), ORGANISATIONS)

_NOT_A_NAME = frozenset(words_of(NOT_NAMES))

_WORDS = words_of(NAME_LIKE_WORDS)
_PLACES = words_of(NAME_LIKE_PLACES)
_LIKE_A_NAME = frozenset(_WORDS) | frozenset(_PLACES)

HAN_NAME = lazy_regex(rf"[{HAN}]{{2,4}}")
HAN_FOREIGN = lazy_regex(rf"[{HAN}]{{1,8}}(?:[·•・‧][{HAN}]{{1,8}})+")
_PEN_NAME = lazy_regex(rf"[{HAN}ぁ-んァ-ヶー]{{2,6}}")
HANGUL_NAME = lazy_regex(r"[가-힣]{2,4}")
_CASELESS_WORD = r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f][\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f'’.\-]+"
_CASELESS_NAME = lazy_regex(rf"{_CASELESS_WORD}(?:\s+{_CASELESS_WORD}){{0,4}}")
# A particle may be lower case: Ludwig van der Berg, María de la Cruz.
_CAPITAL = (
    "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĪĬĮİĶĹĻĽŁŃŅŇŌŎŐŒŔŖ"
    "ŘŚŞŠŢŤŪŬŮŰŲŴŶŸŹŻŽƏƠƯȘȚΆ-ΏΑ-ΫЀ-ЯҐҒҚҢӨҮҺЎԱ-Ֆ"
    "ḀẠẤẦẨẬẮẰẴẶẸẾỀỂỄỆỌỐỒỔỘỚỜỞỢỤỨỪỬỮỰỲ"
)
_WORD = rf"(?:[{_CAPITAL}][\w.'’\-]*)"
# Without `of`, which most lines in title case have: `Date of Last Revision`.
_PARTICLE = f"(?:{'|'.join(each for each in PARTICLES.split('|') if each != 'of')})"
_CASED_NAME = lazy_regex(rf"(?:{_WORD})(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{0,4}}")
# Employee numbers that portals print after an editor's name: 杨倩_NF4425, 支全明 SF099, 王丽（EN042）.
_STAFF_NUMBER = lazy_regex(r"[\s_(（\[]*[A-Za-z]{1,4}\d{2,6}[)）\]]*$")


_LINK_WORDS = pattern_of(LINK_WORDS)
_find_link_word = guarded(lazy_regex(rf"\b(?:{_LINK_WORDS})\b", re.IGNORECASE), _LINK_WORDS, word_starts=True)


def without_staff_number(token: str) -> str:
    """`杨倩_NF4425` → `杨倩`; a token that is only a number (`HN666`) stays."""
    return _STAFF_NUMBER.sub("", token).strip(" _　") or token


def is_organisation(token: str) -> bool:
    """Whether a token names an outlet, an office or a desk, not a person."""
    return _find_organisation(token) is not None


def has_surname(token: str) -> bool:
    """Whether a Chinese token starts with a surname and has the length of a name."""
    if token[:2] in COMPOUND_SURNAMES:
        return 3 <= len(token) <= 4
    return 2 <= len(token) <= 3 and token[0] in SURNAMES


def is_chinese_name(token: str) -> bool:
    """Strict: a surname and a given name, nothing that is also a common closing word (`完`, `北京`)."""
    return (
        HAN_NAME.fullmatch(token) is not None
        and has_surname(token)
        and token not in _NOT_A_NAME
        and token not in _LIKE_A_NAME
        and not is_organisation(token)
        and token[-1] not in "省县縣"
    )


_LIKE_A_PEN_NAME = lazy_regex(rf"[{HAN}]{{2,3}}")
# Characters of remarks, outlets, places and numbers.
_OF_A_REMARK = frozenset(
    "图圖片完续續略注註转轉载載编編译譯摄攝综綜合整理上下左右报報网網社版讯訊电電资資料供见見节節删刪选選自"
    "文中央本有未无無原"
    "第一二三四五六七八九十年月日时時省市县縣区區州镇鎮村记記者稿终終又及同经經财財新华華人民"
)


def is_pen_name(token: str) -> bool:
    """Whether a Chinese token that closes a text in brackets may be a pen name: `……。(书聿)`."""
    return (
        _LIKE_A_PEN_NAME.fullmatch(token) is not None
        and token not in _NOT_A_NAME
        and token not in _LIKE_A_NAME
        and not _OF_A_REMARK & set(token)
        and not is_organisation(token)
    )


# The family names of more than 99 % of Koreans (Statistics Korea, census of 2015), most frequent first;
# then those of two syllables.
_KOREAN_SURNAMES = frozenset(
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허남유심노하곽성차주우구나민진지엄채원천방공현"
    "함변염여추도소석선설마길연위표명"
    "기반라왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감음빈동온호범좌팽승간상시갈단견당화창"
)


_KOREAN_WORDS = frozenset(words_of(KOREAN_NAME_LIKE_WORDS))


def is_korean_name(token: str) -> bool:
    """A surname and a given name of one or two syllables (compound surnames: up to four in all)."""
    if HANGUL_NAME.fullmatch(token) is None or token in _KOREAN_WORDS or is_organisation(token):
        return False
    if token[:2] in KOREAN_COMPOUND_SURNAMES and len(token) >= 3:
        return True
    return 2 <= len(token) <= 3 and token[0] in _KOREAN_SURNAMES


# `山口県`, `太田市`: places share their names with families
_ENDS_A_PLACE = frozenset("県市区町村郡駅港線")
_JAPANESE_GIVEN = lazy_regex(rf"[{HAN}々ぁ-んァ-ヶー]{{1,3}}")


def is_japanese_name(token: str) -> bool:
    """A frequent family name and a given name of one to three characters: `山田太郎`, `佐々木恵`."""
    token = token.replace(" ", "").replace("\u3000", "")
    if not 3 <= len(token) <= 6 or token[-1] in _ENDS_A_PLACE or is_organisation(token):
        return False
    return any(
        token[:length] in JAPANESE_FAMILY_NAMES and _JAPANESE_GIVEN.fullmatch(token[length:]) is not None
        for length in (1, 2, 3)
    )


_GEORGIAN_NAME = lazy_regex(r"[\u10d0-\u10ff]{2,15}\s[\u10d0-\u10ff-]{4,20}")
_CASELESS_FULL_NAME = lazy_regex(rf"{_CASELESS_WORD}(?:\s+{_CASELESS_WORD}){{1,3}}")


def is_caseless_full_name(text: str) -> bool:
    """Whether a phrase in a script without capitals is a person: it begins with a given name or, in Georgian,
    ends like a family name."""
    if _GEORGIAN_NAME.fullmatch(text):
        return text.endswith(GEORGIAN_FAMILY_ENDINGS)
    return _CASELESS_FULL_NAME.fullmatch(text) is not None and text.split()[0] in GIVEN_NAMES


def is_person(token: str) -> bool:
    """Lenient, for a token after a role word: any form of a name, also pen names, but no organisation."""
    if len(token) < 2 or token in _NOT_A_NAME or token in _KOREAN_WORDS or is_organisation(token):
        return False
    if token.isascii() and _find_link_word(token):
        return False
    return any(
        form.fullmatch(token) for form in (_PEN_NAME, HAN_FOREIGN, HANGUL_NAME, _CASELESS_NAME, _CASED_NAME)
    )

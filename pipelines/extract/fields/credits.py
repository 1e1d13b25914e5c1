"""The grammar of credit lines: who wrote, edited and photographed, and which outlet the text is from.

A credit line is a row of segments, each a label (`记者`, `责任编辑`, `来源`, `By`, `Автор`) and what it labels. Labels are a table;
each says which field its names go to. `parse_credit_line` reads a line,
`parse_dateline` and `parse_sign_off` the first and last words of a text. Lines that are none of a text are in `newsmill.pipelines.extract.body.standing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from newsmill.pipelines.extract.fields.names import (
    is_chinese_name,
    is_organisation,
    is_person,
    without_staff_number,
)
from newsmill.pipelines.record import Person

__all__ = [
    "LIST_MARKS",
    "Credits",
    "bare_names",
    "first_characters",
    "has_credit_hint",
    "is_line_of_names",
    "parse_credit_line",
    "parse_dateline",
    "parse_sign_off",
    "without_job",
]


class Credits(msgspec.Struct, kw_only=True):
    """What a line credits.

    share  how much of the line the grammar understood, 0 to 1: prose that holds `记者` has little
    rest   what it did not understand, piece by piece: an outlet or a name without a label may be in it
    """

    authors: list[Person] = []
    editors: list[Person] = []
    photographers: list[str] = []
    source: str | None = None
    account: str | None = None
    share: float = 0.0
    rest: list[str] = []


class Label(NamedTuple):
    """One row of the grammar: where the value goes, what is printed, whether only a colon makes it a label, and why it is here."""

    field: str
    pattern: str
    colon: bool
    why: str


# A row before another wins where both match at the same place.
LABELS: tuple[Label, ...] = (
    Label("ignore", r"作者(?:单位|简介|授权|观点|声明)|原(?:标题|题)|编辑(?:部|推荐|时间|日期|于)|编者按|记者(?:手记|证|站|会)|(?:网络|图片|图文|视频|数据|资料|题图|素材)来源|来源网络|责任公司|文章来源网络", False,
          "they hold a label's word and name nobody"),
    Label("author", r"文字?\s?[/、并&＋+]\s?(?:图片?|摄影?|视频|表|片)|图片?\s?[/、&＋+]\s?文字?|图文(?:/视频)?|文图|撰文[/、&]摄影?|采写[/、&]摄影?|记者\s?文/(?:图|摄)", False,
          "one person wrote and photographed"),
    Label("photo", r"(?:本报|本网|特约|首席)?(?:摄影|图片|视频|摄像)(?:记者|编辑|师|作者)|摄影(?!报道)|供图|图源|图片|视频|视觉|摄像|航拍|剪辑|拍摄|配图|制图|绘图|漫画|插画|插图|设计|海报|美编|动画|配音|出镜|后期|图表|(?:题图|头图|首图|图片|封面)来自|题图|头图|封面|音频|统筹|策划|出品|译者|译校|翻译(?=\s?[:：/])", False,
          "pictures, sound, layout and planning: not the text's authors"),
    Label("author", r"(?:(?:本报|本网|本刊|本台|特约|特派|见习|实习|首席|资深|高级|全媒体|融媒体|新媒体|文字|调查|前方|驻[\u4e00-\u9fff]{1,4}?)){0,3}(?:记者|記者)|(?:特约)?通讯员|(?:特約)?通訊員", False,
          "reporters and correspondents, with the words that grade them"),
    Label("author", r"(?:特约|本报|本网|首席|专栏|特約|原)?(?:评论员|撰稿人?|作者|撰稿员|观察员|評論員|撰稿人)|采写|撰文|撰写|執筆|执笔|主笔|采访|采编|实习生|编译|整理|文案|口述|供稿(?!单位|部门)|採訪", False,
          "who wrote, reported, translated and put together"),
    Label("author", r"文字?(?=\s?[/|:丨=])", True, "文/张三, 文字：张三; never the bare word"),
    Label("photo", r"(?:图|摄|影|片)(?=\s?[/|:丨])", True, "图/李四"),
    Label("editor", r"(?:(?:责任|本文|本期|发稿|网络|网站|新媒体|文字|见习|实习|执行|首席|图文|当班|值班|稿件|页面|网页|频道|栏目|二次|终审|特约|轮值|本版|统稿|主|副|責任)){0,2}(?:编辑|編輯|编缉)|责编|責編|值班(?:编委|主任|总编|主编)|(?:责任|文字|一|二|三|终)?校对|責任校對|校對|责校|审校|审核(?:人|员)?|审稿人?|审读|校审|编审|选稿|组稿|副?主编|副?总编辑?|编校|[初复终一二三](?:审|校)(?:[初复终一二三](?:审|校))?|签发人?|监审|监制|总监制|审签|编发|初编|复核|录入(?:者|员)?|责任人", False,
          "everyone who handled the text and did not write it"),
    Label("source", r"(?:本文|文章)(?:来自|源自|首发[于自]|原载于?|转载[自于])(?:于)?(?:微信)?(?:公众号|公号|订阅号|微博)?\s?(?=[“\"「《:])", False,
          "本文来自微信公众号“江城财经”"),
    Label("source", r"(?:本文|文章|新闻|稿件|信息|内容|消息|原文)?(?:来源|來源)(?:单位|部门|机构|媒体|网站|于|自)?|稿源|信息提供|供稿单位|供稿部门|发布(?:机构|单位|部门)|转载自|转自|摘自|出处", False,
          "the outlet, as portals and government pages print it"),
    Label("account", r"(?:微信)?(?:公众号|公眾號|订阅号|服务号|视频号)(?:ID|名称)?|(?:头条|百家|大鱼|企鹅|网易|搜狐|澎湃|人民|新华)号|(?:官方|发布)[账帐]号|发布者|发布人|楼主|博主", True,
          "who published on a platform"),
    Label("ignore", r"(?:发布|发稿|更新|发表|刊发|刊登|上传|创建|文章|修改|成文|截稿|最后更新)?(?:时间|日期|時間)|发布于|发表于|更新于|浏览(?:次数|量|数|人数)?|阅读(?:量|次数|数)?|点击(?:量|率|次数|数)?|访问(?:量|次数)|次数|人气|字号|字体|大小|分享到?|评论数?|打印(?:本页)?|收藏|举报|关键词|关键字|标签|栏目|分类|频道|编号|地址|电话|邮箱|热度|点赞数?|文号|索引号|主题词|主办|承办|二维码", False,
          "the neighbours of credits in a date line: they end a value"),
    Label("author", r"(?:(?:Written|Reported|Words|Story|Text|Posted|Published|Contributed|Compiled|Reporting|Article)\s+)?[Bb][Yy]|BY|AUTHOR|WRITER|REPORTER|Authors?|Reporter|Writer|Journalist|Words", False, "English"),
    Label("editor", r"(?:Edited|Editing|Proofread|Fact[- ]checked)(?:\s+\w+)?\s+by|(?:Senior |Managing |Copy )?Editors?", False, "English"),
    Label("photo", r"(?:Photos?|Photographs?|Photography|Pictures?|Illustrations?|Images?|Video|Graphics?)(?:\s+(?:by|credit))?|Foto(?:s|grafie|grafía)?|Фото|Иллюстрация|Видео|写真|撮影|사진|صورة|تصوير|Imagem|Zdjęcia?|Fotoğraf|Ảnh", True, "pictures, any language"),
    Label("source", r"Sources?|Fuente|Fonte|Quelle|Источник|Джерело|Sumber|المصدر|出典|出所|情報源|配信元|提供元|提供|출처|Nguồn|Kaynak|Źródło|Bron|Πηγή|स्रोत|ที่มา", True, "the outlet, any language"),
    Label("author", r"Autor(?:es|as|ka|zy|in|en|a|e)?|(?:Escrito |Publicado )?[Pp]or|POR|Texto|Redactora?|(?:Rédigé |Publié )?[Pp]ar|Auteurs?|(?:Verfasst |Eine? [A-ZÄÖÜ]\w+ )?[Vv]on|Text|A cura di|[Dd]i|Door|Av|Af|Skrevet av|Tekst|Napisał[ao]?|Yazar|Yazan|Haber|Muhabir", False, "Romance, Germanic, Polish, Turkish"),
    Label("author", r"Автор(?:ы|и|\s+(?:текста|статьи))?|Текст|Подготовила?|Корреспондент|Журналист|Писал[аи]?|Беседовала?|Кореспондент", False, "Russian, Ukrainian"),
    Label("author", r"(?:Ditulis )?[Oo]leh|OLEH|Penulis|Pewarta|Jurnalis|Kontributor|Wartawan|Tác giả|Bài|Thực hiện", False, "Indonesian, Malay, Vietnamese"),
    Label("author", r"بقلم|كتبت?|الكاتب|إعداد|تقرير|نشر بواسطة|نویسنده|نوشته|خبرنگار|مصنف", False, "Arabic, Persian, Urdu"),
    Label("author", r"取材[・/]文|文・写真|文と写真|執筆者?|著者|筆者|構成・文|ライター|聞き手|投稿者|文責|構成", False, "Japanese"),
    Label("author", r"글쓴이|글|기자|작성자|필자|취재", True, "Korean"),
    Label("author", r"लेखक|द्वारा|रिपोर्ट|โดย|ผู้เขียน|Συντάκτης|Του|Της|Από|מאת", False, "Hindi, Thai, Greek, Hebrew"),
    Label("editor", r"Editor[ae]?|Edición|Edição|Editado por|Редакторы?|Penyunting|Redaktur|Redaktion|Redakcja|تحرير|編集者?|편집|Biên tập|Editör", True, "editors, any language"),
)  # fmt: skip

# What stands between a label and its value. A colon makes a label of any word; a space or nothing needs names behind it.
_COLON = r"\s*[:|/丨=]\s?"
_HAN = "\u3400-\u9fff\uf900-\ufaff"


def first_characters(pattern: str) -> set[str]:
    """The characters that a match of a label's pattern may start with (groups, optional parts and classes; no leading look-around)."""
    firsts: set[str] = set()
    at = 0
    while at < len(pattern):
        at, own = _first_of_piece(pattern, at)
        firsts |= own
        optional = pattern[at : at + 1] in ("?", "*") or pattern.startswith("{0,", at)
        if optional:
            at = pattern.index("}", at) + 1 if pattern[at] == "{" else at + 1
            continue
        depth = 0  # to the next alternative of this level
        while at < len(pattern) and (depth or pattern[at] != "|"):
            if pattern[at] == "\\":
                at += 1
            elif pattern[at] in "([":
                depth += 1
            elif pattern[at] in ")]":
                depth -= 1
            at += 1
        at += 1
    return firsts


def _first_of_piece(pattern: str, at: int) -> tuple[int, set[str]]:
    """The first characters of the literal, class or group at `at`, and where it ends."""
    if pattern[at] == "(":
        end, depth = at, 0
        while True:
            depth += (pattern[end] == "(") - (pattern[end] == ")")
            end += 1
            if not depth:
                return end, first_characters(pattern[at + 3 : end - 1])
    if pattern[at] == "[":
        end = pattern.index("]", at)
        return end + 1, set(pattern[at + 1 : end])
    if pattern[at] == "\\" and not pattern[at + 1].isalnum():
        return at + 2, {pattern[at + 1]}
    return at + 1, {pattern[at]}


def _alternatives(pattern: str) -> Iterator[str]:
    """The alternatives of a label's pattern, without those inside its groups and classes."""
    start = depth = 0
    for at, character in enumerate(pattern):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
    yield pattern[start:]


def _by_first_character() -> dict[str, re.Pattern[str]]:
    """For each character that a label starts with, what of the labels does, in the order of the table."""
    rows: dict[str, dict[int, list[str]]] = {}
    for number, label in enumerate(LABELS):
        for alternative in _alternatives(label.pattern):
            for character in first_characters(alternative):
                rows.setdefault(character, {}).setdefault(number, []).append(alternative)
    return {
        character: re.compile("|".join(f"(?P<l{number}>{'|'.join(own)})" for number, own in its.items()))
        for character, its in rows.items()
    }


# Most characters of a line start no label, and those that do start but a few.
_LABELS_BY_START = _by_first_character()
_START_CHARACTER = re.compile(f"[{re.escape(''.join(sorted(_LABELS_BY_START)))}]")
_AFTER_LABEL = re.compile(rf"(?P<colon>{_COLON})|\s+")
# A literal of each label family: a line without any is no credit line, so that prose costs next to nothing.
_HINT = re.compile(
    ":|/|\\||丨|／|｜|＝|글|记者|記者|编辑|编缉|编译|编发|编校|编审|编委|责编|美编|主编|总编|采编|编 |編|来源|來源|稿|作者|通讯员|通訊|评论员|評論員|撰|校对|校對|责校|校审|审|"
    "文字|文图|图文|文、|文并|文&|文 |图|摄|By |by |BY |Por |por |Par |par |Von |von |Di |di |Door |Av |Af |Автор|Текст|Oleh|oleh|بقلم|كتب|기자|특파원|執|"
    "โดย|द्वारा|Του|Της|מאת|Editor|Author|Reporter|Yazan|Haber"
)
# In a line as short as this a full-width colon is hint enough: `监制：林木`.
_SHORT = 40
_PUNCTUATION = str.maketrans("：（）【】［］〔〕〖〗「」『』／｜　，；＝\u00a0", ":()[][][][]()()/| ,;= ")
_STOP_AT = re.compile(r"[()\[\]|•▪◆■●→。!！?？…“”\"]")

_TOKEN = re.compile(
    rf"(?P<han>[{_HAN}々〇ぁ-んァ-ヶー·•・‧]+)|(?P<latin>[^\W\d_{_HAN}ぁ-んァ-ヶー][\w.'’\-]*(?:_[A-Za-z]{{1,4}}\d+)?)|(?P<digits>\d[\w]*)|(?P<link>[,、;&/+\s]+)|(?P<other>.)"
)
_SPACED_NAME = re.compile(rf"(?<![{_HAN}])([{_HAN}]) +([{_HAN}]{{1,2}})(?![{_HAN}])")
_SINGLES = re.compile(rf"(?<![{_HAN}])[{_HAN}](?: +[{_HAN}])+(?![{_HAN}])")
_NUMBER = re.compile(r"[A-Z]{1,4}\d{2,6}")
_GLUED_TAIL = re.compile(r"(?:报道|报导|摄影报道|通讯|整理|编译|供稿)$")
# `记者 张三 江城4月24日电`, `记者 张三 江城、滨海报道`: the last "name" is a place.
_PLACE_BEFORE = re.compile(rf"\s?\d{{1,2}}月\d{{1,2}}日[电電讯訊报]|[、和]\s?[{_HAN}]{{2,6}}报[道导]$")
# `作者张三系某大学教授`, `记者张三发自江城`: what follows the name says who that is.
_IS_AN_OFFICE = re.compile(rf"([{_HAN}]{{2,4}}?)(?:[系为]|发自)(?=[{_HAN}]{{2}})")
_PHOTO_SUFFIX = re.compile(r"^\s*[/]?\s*(?:摄影?|供图|图|制图|撮影)(?![/并文报])")
_AND = re.compile(
    r"\s*(?:[,;&/、،]|\b(?:and|und|et|dan|och|og|en|ve|và|oraz|with)\b|(?<=\s)(?:y|e|i|и|та|og|και)(?=\s)|(?<=\s)و(?=\s?\w))\s*"
)
_DASH = re.compile(r"\s[—–-]\s")
# What follows a name and is not one: `Jane Doe, Staff Writer`, `John Smith in London`.
_JOB = re.compile(
    r"\b(?:leave|veröffentlicht|publié|publicado|aktualisiert|staff|writer|executive|digital|director|manager|md|phd|ph\.d|m\.d|host|fellow|analyst|producer|photographer|reporter|correspondent|editor|contributor|columnist|for|in|of|at|from|the|special|senior|chief|desk|bureau|"
    r"reporting|published|updated|posted|on|news|redacción|corresponsal|enviad[oa])\b",
    re.IGNORECASE,
)


# `Publié par Marie Dupont le 24 avril`
_DAY_BEHIND = re.compile(r"(?:\s(?:\w{1,3}\.?\s)?)?\d")
# Buttons that stand where an empty `来源：` leaves room: a value that starts with what a reader is told to do is no outlet.
_BUTTON = re.compile(
    r"进入|参与|互动|欢迎|倒序|正序|只看|点击|点此|查看|手机(?:看|版|阅读)|扫码|扫一扫|打印|举报|分享|收藏|字号|字体|字體|阅读|返回|下载|关注|我要|更多|评论|浏览|放大|缩小|"
    r"大$|中$|小$|责任|Share|Print|Follow|Click|Read"
)
# What may be glued to an outlet: the next button, where two links meet without a space (`来源：中国新闻网参与互动`), and an account's number.
_BEHIND_OUTLET = re.compile(
    r"参与互动|我要评论|我来说两句|手机看新闻|点击(?:查看|进入|下载)|分享到|打印本|字号|字体|\(\s?(?:ID|id|微信号)\s?[:=]"
)
_QUOTES = ("“", '"', "「")
# What a content system prints where it knows no outlet.
_NO_OUTLETS = frozenset(
    ("未知", "不详", "佚名", "匿名", "暂无", "未注明", "admin", "Unknown", "unknown", "N/A", "n/a", "None")
)
_OUTLET_END = re.compile(
    r"[|•。！？!?…\]\[【】]|\s[-–—]\s|[,，;；]\s?(?:作者|编辑|责任)|\d{4}[-年./]|\d{1,2}:\d\d"
)
_WIDE = re.compile(rf"[{_HAN}ぁ-んァ-ヶー가-힣]")


# `作者：[美]约翰·史密斯`: the country before a foreign name.
_NATIONALITY = re.compile(rf"[(\[][{_HAN}]{{1,3}}[)\]](?=\s?[{_HAN}]+[·•・‧])")
# Roles of people who sign with their real names: `记者：你怎么看？` is an interview, not a credit.
_REAL_NAMES = ("记者", "記者", "通讯员", "通訊員", "评论员", "評論員")


# `By Jane Doe` starts a line or follows a bar or a date; `Silent Valley by Yang Li` is a caption.
_LATIN_START = re.compile(r"^$|[|(\[·•–—;,/]\s*$|^[^|]{0,40}\d[^|]{0,12}$|[^\W\d_]{2}\s?;\s*$")


# `홍길동 기자 hong@example.kr`
_ADDRESS = re.compile(r"\s?[(\[]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[)\]]?")


class _Segment(NamedTuple):
    """A label and where its value stands in the line."""

    label: Label
    printed: str
    start: int
    value_at: int
    colon: bool


def has_credit_hint(text: str) -> bool:
    """Whether a word of the grammar is in it at all."""
    return _HINT.search(text) is not None


def parse_credit_line(text: str) -> Credits:
    """Read a credit line. Long text, and text without a word of the grammar, gives empty credits."""
    if len(text) > 300 or not (_HINT.search(text) or (len(text) <= _SHORT and "：" in text)):
        return Credits()
    line = _NATIONALITY.sub(lambda match: " " * len(match.group()), text.translate(_PUNCTUATION))
    if "@" in line:
        line = _ADDRESS.sub("", line)
    credits = Credits()
    understood = _read_suffixed(line, credits)
    segments = _segments(line)
    for number, segment in enumerate(segments):
        if number and _is_role_of(segments[number - 1], segment, line):
            segment = segment._replace(label=segments[number - 1].label)
        until = len(line)
        if number + 1 < len(segments):
            until = _before(line, segment, segments[number + 1])
        end = _READERS[segment.label.field](segment, line[segment.value_at : until], credits)
        if end >= 0:
            understood.append((segment.start, segment.value_at + end))
    _measure(line, understood, credits)
    return credits


def _is_role_of(before: _Segment, segment: _Segment, line: str) -> bool:
    """Whether a label says who the one before it means: `摄影：南都记者 张三` names a photographer, `图/记者李四` as well."""
    between = line[before.value_at : segment.start]
    return (
        before.label.field == "photo"
        and before.colon
        and segment.label.field == "author"
        and not segment.colon
        and len(between) <= 6
        and between.isalnum() == bool(between)
    )


def _measure(line: str, understood: list[tuple[int, int]], credits: Credits) -> None:
    """Set `share` and `rest` from the spans that were understood."""
    at = covered = 0
    for start, end in sorted(understood):
        if start > at:
            credits.rest.append(line[at:start])
        covered += max(0, end - max(at, start))
        at = max(at, end)
    credits.rest = [piece for piece in (*credits.rest, line[at:]) if piece.strip(" ()[]|,;")]
    credits.share = min(1.0, covered / max(1, len(line.strip("()[]| "))))


def _labels(line: str) -> Iterator[re.Match[str]]:
    """What reads like a label, left to right, none within another."""
    at = 0
    while start := _START_CHARACTER.search(line, at):
        match = _LABELS_BY_START[start.group()].match(line, start.start())
        at = start.end()
        if match:
            at = max(at, match.end())
            yield match


def _segments(line: str) -> list[_Segment]:
    """The labels of a line, left to right."""
    found = []
    for match in _labels(line):
        label = LABELS[int((match.lastgroup or "l0")[1:])]
        after = _AFTER_LABEL.match(line, match.end())
        colon = after is not None and after["colon"] is not None
        before = line[match.start() - 1] if match.start() else " "
        wide = _WIDE.match(match.group()) is not None
        if label.colon and not colon:
            continue
        if not wide and (before.isalnum() or (after is None and match.end() < len(line))):
            continue
        if not wide and not colon and not _LATIN_START.search(line[: match.start()]):
            continue
        if wide and not colon and label.field in ("source", "ignore") and before not in " ([|,;":
            continue
        found.append(
            _Segment(
                label, match.group().strip(), match.start(), after.end() if after else match.end(), colon
            )
        )
    return found


def _before(line: str, segment: _Segment, following: _Segment) -> int:
    """Where the value of a segment ends: before the next label, and before the outlet that may stand glued to it (`江城编辑`)."""
    until = following.start
    if following.colon or not until or not _WIDE.match(line[until - 1]):
        return until
    space = max(line.rfind(mark, segment.value_at, until) for mark in " 、,;)")
    if space < 0:
        return segment.value_at if segment.colon else until
    return space


def _read_people(segment: _Segment, value: str, *, editors: bool) -> tuple[list[str], int, str]:
    """The names at the start of a value, how far they reach, and what follows them."""
    stop = _STOP_AT.search(value)
    whole = value[: stop.start()] if stop else value
    if not whole.strip():
        return [], 0, ""
    joined = _closed_up(whole)
    spaced = segment.colon or segment.value_at > segment.start + len(segment.printed)
    if _WIDE.search(joined):
        names, end, rest = _wide_names(
            joined,
            lenient=segment.colon and not segment.printed.endswith(_REAL_NAMES),
            spaced=spaced,
            editors=editors,
        )
    elif segment.label.colon or segment.colon or spaced:
        names, end, rest = _spaced_names(joined, editors=editors and segment.colon)
        if not segment.colon and names and " " not in names[0]:
            return [], 0, joined  # `By Reuters`, `Por Efe`: one word without a colon is an agency or prose
    else:
        return [], 0, joined
    return (
        names,
        (len(whole) if end >= len(joined) else min(end + len(whole) - len(joined), len(whole))),
        rest,
    )


def _closed_up(text: str) -> str:
    """Names spaced out to one width, closed up: `方 敏` 方敏, `王 斯 敏` 王斯敏, `方 敏 王 磊` 方敏 王磊, `李 建国` 李建国."""
    return _SPACED_NAME.sub(r"\1\2", _SINGLES.sub(_close_up, text)) if " " in text else text


def _close_up(match: re.Match[str]) -> str:
    singles = match.group().split()
    step = 3 if len(singles) == 3 else 2
    if len(singles) % step:
        return match.group()
    return " ".join("".join(singles[at : at + step]) for at in range(0, len(singles), step))


def _wide_names(value: str, *, lenient: bool, spaced: bool, editors: bool) -> tuple[list[str], int, str]:
    names: list[str] = []
    end = 0
    latin: list[str] = []
    photographer = ""
    for token in _TOKEN.finditer(value):
        text = token.group()
        if token.lastgroup == "link":
            if latin and not text.isspace():
                names.append(" ".join(latin))
                latin = []
            end = token.end() if not names else end
            continue
        if token.lastgroup == "latin" and names and _NUMBER.fullmatch(text):
            end = token.end()
            continue
        if token.lastgroup == "latin" and (lenient or names) and text[0].isupper():
            latin.append(without_staff_number(text))
            end = token.end()
            continue
        if token.lastgroup != "han":
            break
        if latin:
            names.append(" ".join(latin))
            latin = []
        bare = _GLUED_TAIL.sub("", text)
        office = _IS_AN_OFFICE.match(text)
        if office:
            bare = office.group(1)
        if len(text) > 2 and text[-1] in "摄攝":
            photographer = "摄"
            names.append(text[:-1])
            end = token.end()
            break
        if bare != text and names and not office and not is_chinese_name(bare):
            break  # `江城、滨海报道` behind the names
        last = value[token.end() :].strip() == ""
        if is_chinese_name(bare) or (
            is_person(bare) and (lenient or (spaced and last and len(bare) <= 3) or "·" in bare)
        ):
            names.append(bare)
            end = token.end()
            if bare != text:
                break
        else:
            break
    if latin:
        joined = " ".join(latin)
        if is_person(joined) or editors:
            names.append(joined)
    if len(names) > 1 and _PLACE_BEFORE.match(value, end):
        names.pop()
    return names, end, photographer + value[end:]


def without_job(name: str) -> str:
    """`Bruce Lee Senior Contributor` → `Bruce Lee`."""
    job = _JOB.search(name)
    return name[: job.start()].strip(" ,.") if job else name


def _spaced_names(value: str, *, editors: bool) -> tuple[list[str], int, str]:
    """Names of scripts that write spaces: `Jane Doe and John Smith, Staff Writer`."""
    names: list[str] = []
    at = 0
    dash = _DASH.search(value)
    if dash:
        value = value[: dash.start()]
    while at < len(value):
        link = _AND.search(value, at)
        stop = link.start() if link else len(value)
        part = value[at:stop].strip(" .")
        job = _JOB.search(part) or _DAY_BEHIND.search(part)
        if job and not editors:
            part, stop, link = part[: job.start()].strip(" ,."), at + job.start(), None
        bare = without_staff_number(part)
        if names and " " not in bare and "," in value[:at][-3:]:
            break
        if (editors and bare and len(bare) <= 30 and not _BUTTON.match(bare)) or is_person(bare):
            names.append(bare)
        else:
            break
        at = link.end() if link else stop
        if not link:
            break
    return names, at, value[at:]


def _nobody(segment: _Segment, value: str) -> int:
    """A label without a person: an empty value and an outlet (`作者：网络整理`) are understood all the same; -1 for anything else."""
    stripped = value.strip(" ,、|()[]")
    if not segment.colon:
        return -1
    if not stripped:
        return 0
    first = stripped.split(" ", 1)[0]
    return value.find(first) + len(first) if len(first) <= 14 and is_organisation(first) else -1


def _take_author(segment: _Segment, value: str, credits: Credits) -> int:
    names, end, rest = _read_people(segment, value, editors=False)
    if not names:
        return _nobody(segment, value)
    if _PHOTO_SUFFIX.match(rest):
        credits.photographers.extend(name for name in names if name not in credits.photographers)
    else:
        _add(credits.authors, names, segment.printed)
    return end


def _take_editor(segment: _Segment, value: str, credits: Credits) -> int:
    stop = _STOP_AT.search(value)
    token = without_staff_number((value[: stop.start()] if stop else value).strip(" ,、"))
    names, end, _ = _read_people(segment, value, editors=True)
    if (
        not names
        and segment.colon
        and token
        and len(token) <= 12
        and not _BUTTON.match(token)
        and " " not in token
        and not is_organisation(token)
    ):
        names, end = [token], len(value.rstrip())
    if not names:
        return _nobody(segment, value)
    _add(credits.editors, names, segment.printed)
    return end


def _take_photographer(segment: _Segment, value: str, credits: Credits) -> int:
    names, end, _ = _read_people(segment, value, editors=False)
    credits.photographers.extend(name for name in names if name not in credits.photographers)
    return end if names or segment.colon else -1


def _take_source(segment: _Segment, value: str, credits: Credits) -> int:
    outlet = _outlet(value)
    if outlet is None:
        return 0 if segment.colon else -1
    glued = segment.value_at == segment.start + len(segment.printed) and segment.printed[-1] in "源源处處"
    if not segment.colon and (
        len(outlet) > 16 or (glued and _WIDE.match(outlet) and not is_organisation(outlet))
    ):
        return -1
    if credits.source is None:
        credits.source = outlet
    return value.find(outlet) + len(outlet)


def _take_account(segment: _Segment, value: str, credits: Credits) -> int:
    outlet = _outlet(value)
    if outlet is None:
        return 0
    credits.account = credits.account or outlet
    return value.find(outlet) + len(outlet)


def _take_nothing(segment: _Segment, value: str, credits: Credits) -> int:
    return 0 if segment.colon else -1


_READERS = {
    "author": _take_author,
    "editor": _take_editor,
    "photo": _take_photographer,
    "source": _take_source,
    "account": _take_account,
    "ignore": _take_nothing,
}


def _outlet(value: str) -> str | None:
    """The outlet at the start of a value: one word in scripts without spaces, else the words up to a boundary."""
    value = value.lstrip(" :")
    if value.startswith("|"):
        return None
    if value[:1] in _QUOTES:
        value = re.split('[”"」]', value[1:], maxsplit=1)[0]
    if value.startswith("http"):
        return value.split(" ", 1)[0]
    end = _OUTLET_END.search(value)
    if end:
        value = value[: end.start()]
    value = value.strip(" ,;、")
    first = value.split(" ", 1)[0]
    if re.search(rf"[{_HAN}]", first):
        value = first
        if value.count("(") < value.count(")"):
            value = value[: value.index(")")]
    else:
        value = value.split(")", 1)[0] if value.count("(") < value.count(")") else value
        value = " ".join(value.split()[:6])
    value = value.strip(" ,;、-")
    glued = _BEHIND_OUTLET.search(value, 2)
    if glued:
        value = value[: glued.start()]
    if value[:1] == "《" and value[-1:] == "》" and value.count("《") == 1:
        value = value[1:-1]
    if not 2 <= len(value) <= 60 or value.isdigit() or value in _NO_OUTLETS or _BUTTON.match(value):
        return None
    return value


# A name before its role: `홍길동 기자`, `山田太郎記者`, `刘通摄`, `李四/文`.
_SUFFIXED = re.compile(
    rf"(?P<ko>[가-힣]{{2,4}}(?:[·,][가-힣]{{2,4}})*)\s?(?P<korole>(?:[가-힣]{{2,4}})?기자|특파원|논설위원|통신원|객원기자)(?![가-힣])|"
    rf"(?<![{_HAN}])(?P<ja>[{_HAN}]{{2,5}})\s?(?P<jarole>記者|特派員|論説委員|編集委員)(?![{_HAN}ぁ-ん])|"
    rf"(?<![{_HAN}])(?P<photo>[{_HAN}]{{2,4}})\s?[/]?\s?[摄攝](?![{_HAN}/])|"
    rf"(?<![{_HAN}])(?P<zh>[{_HAN}]{{2,3}}(?:[ 、][{_HAN}]{{2,3}})*)\s?/\s?(?P<zhrole>文(?:/?图)?|撰文)(?![{_HAN}/])"
)


# What a name before its role cannot do without.
_SUFFIX = re.compile("摄|攝|/|기자|특파원|논설위원|통신원|記者|特派員|論説委員|編集委員")


def _read_suffixed(line: str, credits: Credits) -> list[tuple[int, int]]:
    understood: list[tuple[int, int]] = []
    if not _SUFFIX.search(line):
        return understood
    for match in _SUFFIXED.finditer(line):
        if match["photo"]:
            credits.photographers.append(match["photo"])
        elif match["zh"]:
            names = [name for name in re.split("[ 、]", match["zh"]) if is_chinese_name(name)]
            if not names:
                continue
            _add(credits.authors, names, match["zhrole"])
        else:
            names = re.split("[·,]", match["ko"]) if match["ko"] else [match["ja"]]
            if not all(is_person(name) for name in names) or names[-1].endswith(("기자", "記者")):
                continue
            _add(credits.authors, names, match["korole"] or match["jarole"])
        understood.append(match.span())
    return understood


def _add(people: list[Person], names: list[str], role: str | None) -> None:
    known = {person.name for person in people}
    for name in names:
        if name and name not in known:
            known.add(name)
            people.append(Person(name, role))


_BRACKETED = re.compile(r"[（(\[【〔]([^（()）\[\]【】〔〕]{2,60})[）)\]】〕]")
_DATELINE_HINT = re.compile("[记記]者|通[讯訊][员員]|评论员|作者|文[/／]|撰|기자|특파원|編集|[=＝]|[—–] ")
# `東方網記者曹磊5月13日報道：` – what may follow the names of an unbracketed dateline.
_DATELINE_END = re.compile(r"\s*(?:\d|报道|報導|讯|电|[:：]|摄影报道|[东西南北]?.{1,6}(?:报道|电|讯))")
_JAPANESE_DATELINE = re.compile(rf"^[【\[（(][{_HAN}ァ-ヶー・]{{2,12}}[=＝]([{_HAN}]{{2,6}})[】\]）)]")
_RUSSIAN_DATELINE = re.compile(
    r"^[А-ЯЁІЇЄҐ][А-ЯЁІЇЄҐ\-\s]{2,30}, \d{1,2} \w+\s?[—–-]\s?[^.]{2,40}?, ([А-ЯЁІЇЄҐ][\w\-]+ [А-ЯЁІЇЄҐ][\w\-]+)\."
)


def parse_dateline(paragraph: str) -> Credits:
    """The reporters that open a body: `新华社北京4月24日电（记者张扬）`, `江城网消息(记者张扬、通讯员陈鹏)`, `(서울=연합뉴스) 홍길동 기자 =`."""
    head = paragraph[:140]
    credits = Credits()
    agency = _AGENCY_DATELINE.match(head)
    if agency and (names := bare_names(agency.group(1))):
        return Credits(authors=[Person(name, None) for name in names])
    if not _DATELINE_HINT.search(head):
        return credits
    for match in _BRACKETED.finditer(head):
        if match.start() > 60:
            break
        inner = parse_credit_line(match.group(1))
        if inner.share > 0.5:
            return inner
    for pattern in (_JAPANESE_DATELINE, _RUSSIAN_DATELINE):
        named = pattern.match(head)
        if named and is_person(named.group(1)):
            _add(credits.authors, [named.group(1)], None)
            return credits
    opening = re.split(r"[：:。！？!?，,]| = ", head, maxsplit=1)[0][:50]
    line = opening.translate(_PUNCTUATION)
    if re.match(r"[（(\[]?[^()（）\[\]]{1,20}[=＝][^()（）\[\]]{1,20}[)）\]]", head):
        _read_suffixed(head[:60], credits)
        return credits
    for segment in _segments(line):
        if segment.label.field != "author" or segment.colon or segment.start > 24:
            continue
        names, _, rest = _read_people(segment, line[segment.value_at :], editors=False)
        names = [name for name in names if is_chinese_name(name)]
        after = rest if rest.strip() else head[len(opening) :]
        if names and _DATELINE_END.match(after):
            _add(credits.authors, names, segment.printed)
    return credits


# `中新网江城4月24日电 (张三)`: an agency puts its reporters right behind 电, with no word for what they are.
_AGENCY_DATELINE = re.compile(
    r"[^()（）。，,]{2,24}(?:日|\s)(?:电|電|讯|訊|消息|报道)\s*[（(]([^()（）：:]{2,24})[)）]"
)
_LAST_BRACKET = re.compile(r"[（(\[【]([^（()）\[\]【】]{2,60})[）)\]】]\s*$")
_LAST_WORDS = re.compile(r"(?:[。！？!?”」…]|^)\s*([^。！？!?”」…]{3,40})$")
_SIGN_HINT = re.compile("[记記]者|通[讯訊][员員]|评论员|作者|文[/／|丨]|撰|기자|특파원")


def parse_sign_off(paragraph: str, *, japanese: bool = False) -> Credits:
    """The names that close a body: `……。（张巨峰）`, `（评论员 罗博 萧海川）`, `……。本报记者 张三`; Japanese ones have up to five characters."""
    tail = paragraph[-100:]
    bracket = _LAST_BRACKET.search(tail)
    if bracket:
        credits = _signed(bracket.group(1), japanese)
        before = _LAST_BRACKET.search(tail[: bracket.start()]) if not credits.authors else None
        if before and (credits.editors or credits.source):  # `（记者 张三）（责编：王芳）`
            earlier = _signed(before.group(1), japanese)
            credits.authors = earlier.authors
        return credits
    last = _LAST_WORDS.search(tail)
    if last and _SIGN_HINT.search(last.group(1)):
        credits = parse_credit_line(last.group(1))
        if credits.share > 0.6:
            return credits
    return Credits()


# `（本报江城4月24日电 记者张三）`
_DATELINE_BEFORE = re.compile(r"^[^\s:：]{2,16}\d{1,2}月\d{1,2}日[电電讯訊]\s*(?=\S)")


def _signed(inner: str, japanese: bool) -> Credits:
    """The credits in the bracket that closes a body."""
    inner = _DATELINE_BEFORE.sub("", inner)
    labelled = parse_credit_line(inner)
    if labelled.authors or labelled.photographers or labelled.editors or labelled.source:
        named_first = inner.startswith(("作者", "撰稿", "本文作者")) and labelled.authors
        offices = sum(len(piece) for piece in labelled.rest if is_organisation(piece))
        return labelled if labelled.share + offices / len(inner) > 0.4 or named_first else Credits()
    if (
        japanese
        and _JAPANESE_NAME.fullmatch(inner)
        and is_person(inner)
        and not _JAPANESE_REMARK.search(inner)
    ):
        return Credits(authors=[Person(inner, None)])
    return Credits(authors=[Person(name, None) for name in bare_names(inner)])


_JAPANESE_NAME = re.compile(rf"[{_HAN}]{{3,5}}")
_JAPANESE_REMARK = re.compile("略$|敬称|以下|終$|続く|完$|同$|提供|写真|撮影|資料|時間$|日$|版$|面$")


def bare_names(inner: str) -> list[str]:
    """Names without any label, `张三 李四`; an outlet may stand before them. All must be names, else none."""
    joined = _closed_up(inner.translate(_PUNCTUATION))
    tokens = [token for token in re.split(r"[ 、,;/&]+", joined) if token]
    while len(tokens) > 1 and is_organisation(tokens[0]):
        tokens.pop(0)
    return tokens if tokens and all(is_chinese_name(token) for token in tokens) else []


# What portals put before a name that stands alone.
LIST_MARKS = "□■○●◎◆◇▲△▪※/·- "


def is_line_of_names(text: str) -> bool:
    """Whether a line is up to four Chinese names and nothing else: `■张三丰`, `张　三`, `张三丰 李四`.

    Two characters without any mark may be a word, so they need company.
    """
    if not 2 <= len(text) <= 24:
        return False
    names = bare_names(text.lstrip(LIST_MARKS))
    return 0 < len(names) <= 4 and (len(names) > 1 or len(names[0]) > 2 or len(text) > len(names[0]))

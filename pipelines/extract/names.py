"""Names of persons: which printed tokens are one, and which are an outlet, a desk or a machine.

The rules are about writing (how many characters, which letters, what a name ends in), not about lists of known people. Chinese
surnames are listed because a trailing `（张巨峰）` can be told from `（完）` by nothing else.
"""

from __future__ import annotations

import re

# The surnames that cover more than 99 % of the population of China, most frequent first (National Bureau of Statistics and
# the Hundred Family Surnames), simplified and traditional where they differ.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖"
    "范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戚莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞"
    "颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁"
    "蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商"
    "刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚"
    "花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那"
    "宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由玛荀肖代付闫岑亚竺"
    "張劉陳楊黃趙吳孫馬鄭謝許鄧馮韓蕭葉蔣蘇盧鍾譚範陸賈韋鄒閻龍賀顧龔萬錢嚴湯溫龐顏莊聶魯歐關蘭寧紀畢單塗穀駱藍遊靳華"
    "饒農繆簡車項連蘆麥婁竇黨宮費衛應臧閔鄔邊師欒沖榮叢鞏遲鄺談樂蓋"
)
COMPOUND_SURNAMES = (
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台",
    "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "令狐",
    "歐陽", "司馬", "東方", "諸葛", "鍾離", "長孫", "尉遲",
)  # fmt: skip

# What an outlet, an office or a desk is called. The word may stand anywhere in a long token; at the end of a short one.
_ORGANISATION = re.compile(
    r"网|網|报(?:社|业|道|告)?$|報|日报|晚报|时报|快报|早报|周刊|杂志|雜誌|月刊|社$|新闻|新聞|通讯社|电视|電視|台$|臺$|频道|頻道|客户端|"
    r"客戶端|编辑部|編輯部|編集部|记者站|中心|公司|集团|集團|传媒|傳媒|媒体|媒體|委员会|委会|办公|局$|厅$|部$|委$|办$|院$|校$|处$|科$|队$|"
    r"大学|大學|学院|协会|学会|研究|论坛|微博|微信|公众号|公眾號|工作室|栏目|专栏|专题|综合|整理|原创|转载|网络|佚名|匿名|未知|本站|本网|"
    r"来源|平台|号外|财经|科技资讯|资讯|直播|官方|政府|银行|支社|総局|通信$|放送|デジタル|スポーツ|新聞|ニュース|オンライン|マガジン|テレビ|編集$|取材班|Staff|Desk|Team|Editors?\b|Editorial|News\b|"
    r"Press\b|Agenc|Media\b|Inc\b|LLC|Ltd|Institute|University|Magazine|Admin|Redac|Redak|Редак|기자단|뉴스|신문|"
    r"편집|취재|تحرير|وكال|شبكة|\.com|\.cn|\.net|\.org|@|https?:",
    re.IGNORECASE,
)

# Words that end or fill a byline and are no part of a name.
_NOT_A_NAME = frozenset((
    "报道", "报导", "消息", "综合", "整理", "摄", "文", "图", "电", "讯", "完", "供图", "资料图", "资料", "上接", "下转", "未完待续", "待续",
    "实习", "编译", "编辑", "来源", "作者", "记者", "通讯员", "摄影", "摄像", "视频", "图片", "责编", "校对", "审核", "有删节", "有删改",
    "返回", "举报", "分享", "收藏", "打印", "关注", "订阅", "点击", "阅读", "评论", "更多", "正文", "原创", "转载", "下同", "左", "右", "中",
    "北京", "上海", "广州", "深圳", "重庆", "天津", "香港", "台北", "武汉", "成都", "杭州", "南京", "西安", "图文", "化名", "全文", "节选",
))  # fmt: skip

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_HAN_NAME = re.compile(rf"[{_HAN}]{{2,4}}")
_HAN_FOREIGN = re.compile(rf"[{_HAN}]{{1,8}}(?:[·•・‧][{_HAN}]{{1,8}})+")
_PEN_NAME = re.compile(rf"[{_HAN}ぁ-んァ-ヶー]{{2,6}}")
_HANGUL_NAME = re.compile(r"[가-힣]{2,4}")
_CASELESS_WORD = r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f][\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f'’.\-]+"
_CASELESS_NAME = re.compile(rf"{_CASELESS_WORD}(?:\s+{_CASELESS_WORD}){{0,4}}")
# A particle may be lower case: Ludwig van der Berg, María de la Cruz.
_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĪĬĮİĶĹĻĽŁŃŅŇŌŎŐŒŔŖŘŚŞŠŢŤŪŬŮŰŲŴŶŸŹŻŽƏƠƯȘȚΆ-ΏΑ-ΫЀ-ЯҐҒҚҢӨҮҺЎԱ-ՖḀẠẤẦẨẬẮẰẴẶẸẾỀỂỄỆỌỐỒỔỘỚỜỞỢỤỨỪỬỮỰỲ"
_WORD = rf"(?:[{_CAPITAL}][\w.'’\-]*)"
_PARTICLE = (
    r"(?:van|von|der|den|de|del|della|di|da|dos|das|do|la|le|du|el|al|bin|binti|ibn|ten|ter|zu|y|e|af|av)"
)
_CASED_NAME = re.compile(rf"(?:{_WORD})(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{0,4}}")
# Employee numbers that portals print behind an editor's name: 杨倩_NF4425, 支全明 SF099, 王丽（EN042）.
_STAFF_NUMBER = re.compile(r"[\s_(（\[]*[A-Za-z]{1,4}\d{2,6}[)）\]]*$")


# Words of page furniture that are capitalised like names: `Full Bio`, `Most Recent Stories`.
_FURNITURE = re.compile(
    r"\b(?:bio|biography|stories|story|profile|follow|read|more|view|posts?|email|share|share|contents?|articles?|author|authors|about|subscribe|"
    r"comments?|newsletter|advertisement|photo|video|getty|images|updated|published|min|minutes?|clinic|blog|marketing|the|guest|sponsored|"
    r"january|february|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


def without_staff_number(token: str) -> str:
    """`杨倩_NF4425` → `杨倩`; a token that is nothing but a number (`HN666`) stays."""
    return _STAFF_NUMBER.sub("", token).strip(" _　") or token


def is_organisation(token: str) -> bool:
    """Whether a token names an outlet, an office or a desk, not a person."""
    return _ORGANISATION.search(token) is not None


def has_surname(token: str) -> bool:
    """Whether a Chinese token starts with a surname and has the length of a name."""
    if token[:2] in COMPOUND_SURNAMES:
        return 3 <= len(token) <= 4
    return 2 <= len(token) <= 3 and token[0] in SURNAMES


def is_chinese_name(token: str) -> bool:
    """Strict: a surname and a given name, nothing that is also a common closing word (`完`, `北京`)."""
    return (
        _HAN_NAME.fullmatch(token) is not None
        and has_surname(token)
        and token not in _NOT_A_NAME
        and not is_organisation(token)
    )


def is_person(token: str) -> bool:
    """Lenient, for a token that a role word introduces: any writing of a name, pen names too, but no organisation."""
    if len(token) < 2 or token in _NOT_A_NAME or is_organisation(token):
        return False
    if token.isascii() and _FURNITURE.search(token):
        return False
    return any(
        form.fullmatch(token) for form in (_PEN_NAME, _HAN_FOREIGN, _HANGUL_NAME, _CASELESS_NAME, _CASED_NAME)
    )

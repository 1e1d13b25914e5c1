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
from newsmill.pipelines.extract.lexicon.outlets import ORGANISATIONS
from newsmill.pipelines.extract.lexicon.word_search import guarded
from newsmill.pipelines.extract.page.character_classes import HAN
from newsmill.pipelines.regex import lazy_regex

# The surnames that cover more than 99 % of the population of China, most frequent first (National Bureau of
# Statistics and
# the Hundred Family Surnames), simplified and traditional where they differ.
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
COMPOUND_SURNAMES = (
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊",
    "赫连", "澹台",
    "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于",
    "司空", "令狐",
    "范姜", "張簡", "张简", "歐陽", "司馬", "東方", "諸葛", "鍾離", "長孫", "尉遲",
)  # fmt: skip

_find_organisation = guarded(lazy_regex(ORGANISATIONS, re.IGNORECASE), ORGANISATIONS)

# Words that end or fill a byline but are not part of a name.
_NOT_A_NAME = frozenset((
    "报道", "报导", "消息", "综合", "整理", "摄", "文", "图", "电", "讯", "完", "供图", "资料图", "资料", "上接",
    "下转", "未完待续", "待续",
    "实习", "编译", "编辑", "来源", "作者", "记者", "通讯员", "摄影", "摄像", "视频", "图片", "责编", "校对",
    "审核", "有删节", "有删改",
    "返回", "举报", "分享", "收藏", "打印", "关注", "订阅", "点击", "阅读", "评论", "更多", "正文", "原创", "转载",
    "下同", "左", "右", "中",
    "北京", "上海", "广州", "深圳", "重庆", "天津", "香港", "台北", "武汉", "成都", "杭州", "南京", "西安", "图文",
    "化名", "全文", "节选",
))  # fmt: skip

# Words that begin with a surname's character and are as long as a name: what occurs on date lines, in
# buttons, crumbs and closing brackets …
_WORDS = (
    "关闭 关于 关键 高清 高考 高校 查看 查阅 来自 来信 全文 全文完 全屏 全国 全省 全市 全部 全景 全媒体 "
    "简体 方便 方案 文章 文字 文化 文学 文旅 文教 文体 文娱 文史 文摘 文件 文艺 文明网 安全 安监 "
    "时政 时事 时评 时尚 时讯 时间 时局 车市 车讯 路况 房产 房价 游戏 游记 明星 明天 金融 党建 党政 党务 "
    "党员 党校 农业 农村 农民 农历 平安 平台 卫生 卫视 牛市 解读 解放 解说 解密 宣传 宣讲 计划 "
    "信息 信箱 信用 商业 商务 商城 花絮 公告 公示 公益 公安 公开 强国 荣誉 项目 项链 权威 支持 丰富 和谐 "
    "温馨 温度 华人 华语 万元 万象 万家 任命 任免 干部 谈话 成员 成功 相关 相册 连载 连线 单位 "
    "单图 包括 应用 应急 常见 常识 封面 封底 云端 云上 江湖 江山 古代 古诗 古玩 司法 司机 石油 黄金 白银 "
    "楼主 楼上 楼下 应聘 任务 计算 席位 那么 那些 相当 幸福 幸运 储备 原因 原来 原则 原载 原文 "
    "關閉 關於 關鍵 關注 文學 時政 時事 時評 時尚 時間 時訊 車市 車訊 遊戲 遊記 黨建 黨政 農業 農村 衛生 "
    "衛視 解讀 宣傳 宣判 宣布 计票 計劃 商業 商務 項目 權威 華人 華語 萬元 萬象 單位 應用 常見 國際 國內 "
    "國家 "
    "溫度 豐富 雲端 許可 連載 連線 連結 簡體 簡介 全國 全網 文創 文藝 明報 石油 金額 高鐵 方便 安檢 房產 "
    "莊園 賀卡 聯絡 聯繫 聯合 龍頭 應聘 單圖 "
    "原创 原稿 战略 戚风 温和 温暖 支部 於是 闻名 国际 国内 国家 展览 展示 阴天 信托 植物 官方 官网 南方 "
    "和平 计时 解答 解析 麻烦 池塘"
)  # fmt: skip
# … and places, which occur beside names in datelines.
_PLACES = (
    "石家庄 唐山 秦皇岛 邢台 张家口 衡水 阳泉 晋城 晋中 吕梁 包头 乌海 沈阳 盘锦 吉林 白山 白城 哈尔滨 "
    "伊春 徐州 常州 苏州 南通 连云港 宿迁 宁波 温州 金华 马鞍山 安庆 黄山 宿州 池州 宣城 南平 龙岩 "
    "宁德 南昌 景德镇 吉安 郑州 平顶山 安阳 焦作 许昌 南阳 商丘 信阳 周口 黄石 荆门 荆州 黄冈 衡阳 邵阳 "
    "岳阳 常德 张家界 娄底 江门 湛江 惠州 梅州 阳江 揭阳 云浮 南宁 柳州 桂林 玉林 贺州 来宾 海口 "
    "乐山 南充 巴中 安顺 毕节 曲靖 玉溪 普洱 安康 商洛 兰州 金昌 白银 武威 张掖 平凉 海东 银川 石嘴山 "
    "吴忠 江苏 安徽 江西 海南 云南 甘肃 宁夏 曲阜 文昌 万宁 古巴 韩国 苏丹 苏联 楚雄"
)  # fmt: skip
_LIKE_A_NAME = frozenset(_WORDS.split()) | frozenset(_PLACES.split())

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
_PARTICLE = (
    r"(?:van|von|der|den|de|del|della|di|da|dos|das|do|la|le|du|el|al|bin|binti|ibn|ten|ter|zu|y|e|af|av)"
)
_CASED_NAME = lazy_regex(rf"(?:{_WORD})(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{0,4}}")
# Employee numbers that portals print after an editor's name: 杨倩_NF4425, 支全明 SF099, 王丽（EN042）.
_STAFF_NUMBER = lazy_regex(r"[\s_(（\[]*[A-Za-z]{1,4}\d{2,6}[)）\]]*$")


# Words of page furniture that are capitalised like names: `Full Bio`, `Most Recent Stories`.
_FURNITURE_WORDS = (
    r"bio|biography|stories|story|profile|follow|read|more|view|posts?|email|share|share|contents?|"
    r"articles?|author|authors|about|subscribe|"
    r"comments?|newsletter|advertisement|photo|video|getty|images|updated|published|min|minutes?|clinic|"
    r"blog|marketing|the|guest|sponsored|"
    r"january|february|april|june|july|august|september|october|november|december"
)
_find_furniture = guarded(
    lazy_regex(rf"\b(?:{_FURNITURE_WORDS})\b", re.IGNORECASE), _FURNITURE_WORDS, word_starts=True
)


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
_KOREAN_COMPOUND_SURNAMES = ("남궁", "황보", "제갈", "선우", "사공", "서문", "독고", "동방")


# Words of date lines, buttons and prose that begin with a surname's syllable and are as long as a name.
_KOREAN_WORDS = frozenset(
    [
        "승인",
        "입력",
        "수정",
        "등록",
        "송고",
        "댓글",
        "조회",
        "편집",
        "발행",
        "공유",
        "인쇄",
        "신문",
        "전체",
        "기사",
        "기자",
        "기자명",
        "최초",
        "최종",
        "오전",
        "오후",
        "오늘",
        "어제",
        "이메일",
        "이미지",
        "사진",
        "구독",
        "공감",
        "추천",
        "인기",
        "정치",
        "경제",
        "사회",
        "문화",
        "국제",
        "전국",
        "지역",
        "연예",
        "방송",
        "조회수",
        "추천수",
        "담당자",
        "등록자",
        "문화과",
        "이전",
        "다음",
        "이후",
        "현재",
        "관련",
        "관심",
        "주요",
        "최신",
        "최근",
        "제보",
        "제공",
        "전송",
        "홈으로",
        "복사",
        "변경",
        "서울",
        "부산",
        "대구",
        "인천",
        "광주",
        "대전",
        "울산",
        "경기",
        "강원",
        "충북",
        "충남",
        "전북",
        "전남",
        "경북",
        "경남",
        "제주",
        "한국",
        "미국",
        "중국",
        "일본",
        "회견",
        "회의",
        "이날",
        "이번",
        "지난",
        "지금",
        "우리",
        "모두",
        "함께",
        "정부",
        "국회",
        "은행",
        "대표",
        "사장",
        "위원",
        "의원",
        "장관",
        "총리",
        "대통령",
        "교수",
        "박사",
        "변호사",
        "배우",
        "가수",
        "감독",
        "선수",
        "소설가",
    ]
)


def is_korean_name(token: str) -> bool:
    """A surname and a given name of one or two syllables (compound surnames: up to four in all)."""
    if HANGUL_NAME.fullmatch(token) is None or token in _KOREAN_WORDS or is_organisation(token):
        return False
    if token[:2] in _KOREAN_COMPOUND_SURNAMES and len(token) >= 3:
        return True
    return 2 <= len(token) <= 3 and token[0] in _KOREAN_SURNAMES


_JAPANESE_GIVEN = lazy_regex(rf"[{HAN}々ぁ-んァ-ヶー]{{1,3}}")


def is_japanese_name(token: str) -> bool:
    """A frequent family name and a given name of one to three characters: `山田太郎`, `佐々木恵`."""
    token = token.replace(" ", "").replace("\u3000", "")
    if not 3 <= len(token) <= 6 or is_organisation(token):
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
    if token.isascii() and _find_furniture(token):
        return False
    return any(
        form.fullmatch(token) for form in (_PEN_NAME, HAN_FOREIGN, HANGUL_NAME, _CASELESS_NAME, _CASED_NAME)
    )

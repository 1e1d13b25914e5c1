"""Outlet names in scripts without spaces, cells next to a date that are not outlets, and the sentences that name
the outlet a text was taken from.
"""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "BUTTONS_AFTER_SOURCE",
    "BUTTON_CELLS",
    "CHANNELS",
    "COPYRIGHT",
    "FROM_ANOTHER",
    "GLUED_AFTER_OUTLET",
    "NO_OUTLETS",
    "OPENING_ENDINGS",
    "ORGANISATIONS",
    "OUTLET_ENDINGS",
    "SELF_PUBLISHED",
    "TITLE_ENDINGS",
    "TITLE_ENDINGS_AFTER_SPACE",
]

# Endings of outlet names, simplified and traditional; they must match a whole cell.
OUTLET_ENDINGS = (
    "网|網|报|報|社|台|臺|卫视|衛視|电视|電視|广播|廣播|之声|之聲|媒体|媒體|融媒体|视听|智库|智庫|研究"
    "院|官网|官網|博客|部落格|微博|论坛|論壇|新闻|新聞|财经|財經|"
    "科技|娱乐|娛樂|体育|體育|军事|軍事|教育|汽车|汽車|健康|消息|传媒|傳媒|客户端|客戶端|频道|頻道|周刊|週"
    "刊|周報|在线|在線|線上|日报|日報|晚报|晚報|时报|時報|早报|早報|"
    "快报|快報|资讯|資訊|快讯|快訊|财讯|財訊|中心|发布|發布|融媒|杂志|雜誌|观察|觀察|自媒体综合|网络版|網"
    "路版|网站|網站|通讯|通訊|新聞網|电台|電台"
)

# Endings of an outlet in brackets before the text (`[世华财讯]北京市……`): a word in brackets is more often a topic or a
# place, so these are fewer.
OPENING_ENDINGS = "网|報|报|社|讯|訊|新闻|财经|在线"

# Channels, and endings of an outlet or channel, at the end of a title: after a dash or bar, and after a
# space. These are fewer too, since a headline may itself end in `社` or `台`.
CHANNELS = (
    "国内|国际|社会|财经|体育|娱乐|时政|科技|教育|军事|房产|汽车|健康|旅游|文化|评论|图片|视频|专题|地"
    "方|本地|民生|法治|经济|股票|理财|滚动|要闻|正文|时事|"
    "國內|國際|財經|體育|娛樂|政治|焦點|要聞"
)
# After a dash or bar. Chinese, simplified and traditional.
TITLE_ENDINGS = (
    "频道|頻道|新闻|新聞|中心|网|網|在线|热线|熱線|门户|客户端|首页|资讯|論壇|论坛|晚报|日报|晚報|日報|电视台"
)
# After a space. Chinese, simplified and traditional.
TITLE_ENDINGS_AFTER_SPACE = "新闻网|新聞網|日报|晚报|日報|晚報|在线|热线|门户网?|电视台"

# Words in names of outlets, offices and desks: anywhere in a long token, at the end of a short one.
ORGANISATIONS = (
    r"网|網|报(?:社|业|道|告)?$|報|日报|晚报|时报|快报|早报|周刊|杂志|雜誌|月刊|社$|新闻|新聞|通讯社|电视|"
    r"電視|台$|臺$|频道|頻道|客户端|"
    r"客戶端|编辑部|編輯部|編集部|记者站|中心|公司|集团|集團|传媒|傳媒|媒体|媒體|委员会|委会|办公|局$|厅$|"
    r"部$|委$|办$|院$|校$|处$|科$|队$|"
    r"大学|大學|学院|协会|学会|研究|论坛|微博|微信|公众号|公眾號|工作室|栏目|专栏|专题|综合|整理|原创|转载"
    r"|网络|佚名|匿名|未知|本站|本网|"
    r"来源|平台|号外|财经|科技资讯|资讯|直播|官方|政府|银行|支社|総局|通信$|放送|デジタル|スポーツ|新聞|"
    r"ニュース|オンライン|マガジン|テレビ|編集$|取材班|Staff|Desk|Team|Editors?\b|Editorial|News\b|"
    r"Press\b|Agenc|Media\b|Inc\b|LLC|Ltd|Institute|University|Magazine|Minist|Министер|وزارة|Admin|Redac|"
    r"Redak|Редак|기자단|뉴스|신문|"
    r"편집|취재|تحرير|وكال|شبكة|ออนไลน์|สำนักข่าว|กองบรรณาธิการ|ทีมข่าว|หนังสือพิมพ์|\.com|\.cn|\.net|\.org|@|https?:"
)

# Cells next to a date that do not name an outlet: buttons, counters, labels, calls to action, kinds of text.
BUTTON_CELLS = (
    r"^\d+$|^[+＋]|\d+\s?(?:次|人|条|條|评论|評論|阅读|閱讀|浏览|瀏覽|回复|回覆|赞|讚|views?|comments?|"
    r"min)|(?:评论|評論|阅读|閱讀|浏览|瀏覽|点击|點擊|人气|人氣|收藏|点赞|分享|转发|回复|热度)\s?[\d(（]|"
    r"^(?:我要|我来|我來|点击|點擊|进入|進入|查看|打印|列印|分享|举报|舉報|收藏|关注|關注|订阅|訂閱|字号|"
    r"字號|字体|字體|字级|字級|字型|返回|下载|下載|评论|評論|留言|投稿|纠错|复制|複製|转发|轉發|手机看|手机阅读|扫码|"
    r"扫一扫|播放|"
    r"参与|參與|发表|發表|关闭|關閉|登录|登錄|登入|注册|註冊|推荐|推薦|置顶|繁体|简体|责任|编辑|作者|记者|"
    r"記者|来源|來源|發佈|[分归歸](?:类|類|档|檔)[于於]|发布于|发布时间|发布日期|发表于|更新|来自|IP属地|"
    r"星期|周[一二三四五六日]|"
    r"週[一二三四五六日]|上午|下午|今天|昨天|刚刚|北京时间|阅读|浏览|时间|日期)|"
    r"(?:评论|評論|打印|分享|收藏|举报|链接|阅读原文)$|"
    r"^(?:大|中|小|听|聽|简|繁|首页|首頁|正文|更多|热门|最新|最新消息|图文|图片|视频|专题|原创|原創|转载|"
    r"(?:기사|최초|최종)?\s?(?:입력|수정|승인|등록|업데이트|발행|게재)(?:일시?|시간)?|댓글|공유|스크랩|구독|"
    r"기사원문|글자크기|"
    r"文化|社会|社會|国内|國内|国际|國際|时政|時政|政治|民生|要闻|要聞|法治|旅游|旅遊|房产|評論|生活|美食|历史|艺术|"
    r"港澳|台湾|本地|地方|经济|經濟|股票|理财|焦點|兩岸|高清大图|"
    r"轉載|转载文章|网络转载|網路轉載|互联网转载|原创文章|新闻速报|新聞速報|新闻|新聞|财经|財經|体育|體育|"
    r"娱乐|娛樂|科技|健康|教育|军事"
    r"|汽车|消息|资讯|資訊|频道|博客|论坛|未知|佚名|匿名|不详|暂无|本站|本网|网络|互联网|網路|admin|ADMIN|"
    r"配信|公開|掲載|投稿|保存|印刷|会員限定|有料記事|無料記事|無料|独自|速報|管理员|小编|최고관리자|관리자|"
    r"운영자|조회수?|추천수?|작성[일자])$"
)

# A platform's note under user-submitted text. The name next to the date is then the user.
SELF_PUBLISHED = r"自媒体|[用作][户者].{0,6}上传并发布|(?:平台|本站)仅提供信息存储|作者个人观点"

# Sentences above or below a text that name the outlet it was first published by, or was written with: the
# pattern before the outlet, and an example. A row that begins with ^ must begin the line.
FROM_ANOTHER: tuple[tuple[str, str], ...] = (
    (
        r"(?i:\b(?:article|story|post|piece|essay|column|interview|excerpt|commentary|version)\b.{0,40}\b"
        r"(?:(?:originally|first|previously)\s+(?:published|appeared|posted|ran|run)|(?:published|appeared|posted)\s+"
        r"(?:originally|first))\s+(?:by|on|in|at|with)\s+)",
        "This article was originally published on Harbour Notes. Read the original.",
    ),
    (
        r"(?i:\b(?:republished|reprinted|reproduced|syndicated|reposted|cross-?posted)\s+(?:here\s+)?"
        r"(?:from|courtesy of|with (?:the )?(?:kind )?permission (?:from|of))\s+)",
        "This article is republished from Harbour Notes under a Creative Commons license.",
    ),
    (
        r"^(?i:(?:story |content |release )?(?:provided|supplied|distributed) by:?\s+)",
        "Provided by Orland University",
    ),
    (
        r"(?:^|,\s)(?i:with (?:files|reporting|material|reports) from\s+)",
        "With files from Harbour News Service",
    ),
    (
        r"(?i:\b(?:artikel|text|beitrag|interview|kommentar)\b.{0,20}\b(?:erschien|ist|wurde)\s+(?:zuerst|ursprünglich|"
        r"zunächst)\s+(?:bei|auf|in|im|von)\s+)",
        "Dieser Artikel erschien zuerst bei Hafen Notizen.",
    ),
    (r"^(?i:mit material (?:von|der|des)\s+)", "Mit Material von dpa"),
    (
        r"(?i:(?:initialement|d['’]abord|à l['’]origine)\s+(?:été\s+)?(?:publiée?|parue?)\s+(?:par|sur|dans)\s+|"
        r"(?:publiée?|parue?)\s+(?:initialement|d['’]abord|à l['’]origine)\s+(?:par|sur|dans)\s+)",
        "Cet article a été initialement publié dans Notes du Port.",
    ),
    (
        r"(?i:publicad[oa]\s+(?:originalmente|originariamente|inicialmente|primero|por primera vez|primeiro)\s+"
        r"(?:en|por|n[oa]s?|em|pel[oa])\s+)",
        "Este artículo fue publicado originalmente en Notas del Puerto.",
    ),
    (r"^(?i:con informaci(?:ón|ones) de\s+|com informações d[aeo]s?\s+)", "Con información de EFE"),
    (
        r"(?i:pubblicat[oa]\s+(?:originariamente|originalmente|inizialmente|per la prima volta)\s+"
        r"(?:su|da|in|dal|nel|sul)\s+)",
        "Questo articolo è stato pubblicato originariamente su Note del Porto.",
    ),
    (
        r"(?i:\b(?:artikel|stuk|bericht)\b.{0,20}\b(?:verscheen|is|werd)\s+(?:eerder|"
        r"oorspronkelijk)\s+(?:gepubliceerd\s+)?"
        r"(?:op|in|bij|door)\s+)",
        "Dit artikel verscheen eerder op Havennieuws.",
    ),
    (
        r"^[\W\d]{0,2}(?i:по\s+(?:материалам|сообщени(?:ям|ю)|информации)\s+(?:ленты новостей\s+)?|"
        r"(?:статья\s+)?(?:впервые|первоначально)\s+опубликован[ао]?\s+(?:в|на)\s+|за\s+матеріалами\s+)",
        "По сообщениям Вестей и Гавани.",
    ),
    (
        r"^(?:本文|文章|稿件|原文)(?:转载自|轉載自|转自|轉自|原载于?|原載於?|首发于|首發於|摘自|"
        r"选自)(?:微信公众号)?[《“「\"]?",
        "本文转载自江城日报，版权归原作者所有。",
    ),
)

# Buttons that follow an empty `来源：`: a value that starts with an instruction to the reader is not an outlet.
BUTTONS_AFTER_SOURCE: tuple[Row, ...] = (
    Row((
        "进入|参与|互动|欢迎|倒序|正序|只看|点击|点此|查看|手机(?:看|版|阅读)|扫码|扫一扫|打印|举报|分享|"
        "收藏|字号|字体|字體|阅读|返回|下载|关注|我要|更多|评论|浏览|放大|缩小|大$|中$|小$|责任"
    ), "Chinese"),
    Row("Share|Print|Follow|Click|Read", "English"),
    Row((
        r"[關关][閉闭]|列印|轉寄|友善列印|推薦|推荐|有?\d+人|人?[参參][与與]|已有|投稿|[订訂][阅閱]|"
        "登[录錄入]|注册|註冊|首[页頁]|[回返]首|上一|下一|文字$|手机版|手機版"
    ), "Chinese, both scripts"),
)  # fmt: skip

# What may follow an outlet without a space: the next button, if two links meet (`来源：中国新闻网参与互动`), and an
# account's number.
GLUED_AFTER_OUTLET: tuple[Row, ...] = (
    Row("参与互动|我要评论|我来说两句|手机看新闻|点击(?:查看|进入|下载)|分享到|打印本|字号|字体", "Chinese buttons"),
    Row(r"\(\s?(?:ID|id|微信号)\s?[:=]", "the number of an account"),
)  # fmt: skip

# What a content system prints if no outlet is set.
NO_OUTLETS: tuple[Row, ...] = (
    Row("未知|不详|佚名|匿名|暂无|未注明|本站原创|本站|原创|网络|互联网|网络转载|网上转载", "Chinese"),
    Row((
        "admin|Unknown|unknown|N/A|n/a|None|Supplied|supplied|Handout|Own work|Author|Internet|internet|Web|"
        "Google"
    ), "names of accounts and empty values, which systems in any language print in English"),
)  # fmt: skip

# `- © Harbour News` right below a text, on another outlet's page.
# Only `©` alone: `Copyright 2024 …` below a text usually names the site's owner, not the outlet (0 of 3 right
# on unseen pages).
COPYRIGHT = lazy_regex(r"^[-–—]?\s*©\s*(?P<outlet>[^\d.,|©]{3,40})$")

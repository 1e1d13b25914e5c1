"""What outlets are called in scripts without spaces, and the cells beside a date that are none."""

from __future__ import annotations

__all__ = ["BUTTON_CELLS", "OUTLET_ENDINGS", "SELF_PUBLISHED"]

# What an outlet's name ends in, simplified and traditional; a whole cell must be one.
OUTLET_ENDINGS = (
    "网|網|报|報|社|台|臺|卫视|衛視|电视|電視|广播|廣播|之声|之聲|媒体|媒體|融媒体|视听|智库|智庫|研究院|官网|官網|博客|部落格|微博|论坛|論壇|新闻|新聞|财经|財經|"
    "科技|娱乐|娛樂|体育|體育|军事|軍事|教育|汽车|汽車|健康|消息|传媒|傳媒|客户端|客戶端|频道|頻道|周刊|週刊|周報|在线|在線|線上|日报|日報|晚报|晚報|时报|時報|早报|早報|"
    "快报|快報|资讯|資訊|快讯|快訊|财讯|財訊|中心|发布|發布|融媒|杂志|雜誌|观察|觀察|自媒体综合|网络版|網路版|网站|網站|通讯|通訊|新聞網|电台|電台"
)

# Cells beside a date that name no outlet: buttons, counters, labels, what a reader is told to do, kinds of text.
BUTTON_CELLS = (
    r"^\d+$|^[+＋]|\d+\s?(?:次|人|条|條|评论|評論|阅读|閱讀|浏览|瀏覽|回复|回覆|赞|讚|views?|comments?|min)|(?:评论|評論|阅读|閱讀|浏览|瀏覽|点击|點擊|人气|人氣|收藏|点赞|分享|转发|回复|热度)\s?[\d(（]|"
    r"^(?:我要|我来|我來|点击|點擊|进入|進入|查看|打印|列印|分享|举报|舉報|收藏|关注|關注|订阅|訂閱|字号|字號|字体|字體|返回|下载|下載|评论|評論|留言|投稿|纠错|复制|複製|转发|轉發|手机看|手机阅读|扫码|扫一扫|播放|"
    r"参与|參與|发表|發表|关闭|關閉|登录|登錄|登入|注册|註冊|推荐|推薦|置顶|繁体|简体|责任|编辑|作者|记者|記者|来源|來源|發佈|发布于|发布时间|发布日期|发表于|更新|来自|IP属地|星期|周[一二三四五六日]|週[一二三四五六日]|上午|下午|今天|昨天|刚刚|北京时间|阅读|浏览|时间|日期)|"
    r"(?:评论|評論|打印|分享|收藏|举报|链接|阅读原文)$|"
    r"^(?:大|中|小|听|聽|简|繁|首页|首頁|正文|更多|热门|最新|最新消息|图文|图片|视频|专题|原创|原創|转载|轉載|转载文章|原创文章|新闻速报|新聞速報|新闻|新聞|财经|財經|体育|體育|娱乐|娛樂|科技|健康|教育|军事|汽车|消息|资讯|資訊|频道|博客|论坛|未知|佚名|匿名|不详|暂无|本站|本网|网络|互联网|網路|admin|ADMIN|管理员|小编)$"
)

# What a platform says under a text that its users wrote, and what a name beside the date is then.
SELF_PUBLISHED = r"自媒体|[用作][户者].{0,6}上传并发布|(?:平台|本站)仅提供信息存储|作者个人观点"

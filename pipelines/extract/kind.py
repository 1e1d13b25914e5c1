"""What kind of page this is: article, gallery, video, listing, home, error or other."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.record import Kind

__all__ = ["BODILESS", "page_kind"]

# Kinds that never yield a body.
BODILESS: frozenset[Kind] = frozenset(("listing", "home", "error"))

# Sentences of error pages. Whole phrases, so that a story about something that was not found is none.
_ERROR = re.compile(
    r"(?:^|\b)(?:error\s*)?404(?:\s*(?:[-–—|:]|error|page|not|$))|(?:page|article|content|url|file|document)\s(?:you\s.{0,40}\s)?(?:was |is |could |can)?\s?(?:not|n't|no longer|cannot be)\s?(?:be\s)?(?:found|exist|available)"
    r"|page (?:does not|doesn['’]t|doesn't) exist|page not found|not found\s*$|no longer available"
    r"|(?:页面|頁面|网页|網頁|文章|内容|內容|新闻|信息|页|帖子|主题|主題|链接|資源|资源|稿件|视频).{0,12}(?:不存在|找不到|未找到|已(?:经)?被?(?:删除|移除|下线|過期|失效)|无法(?:访问|显示|找到)|走丢|飞走)|(?:找不到|没有找到|未找到|無法找到).{0,10}(?:页|頁|文章|内容)|很抱歉.{0,20}(?:不存在|删除|找不到)"
    # A server that refuses, is down, or wants to see a human first: what a crawl saves instead of the page.
    r"|^\W{0,3}(?:40[0137]|50[0234])\b.{0,40}(?:forbidden|denied|unauthorized|bad|error|gateway|unavailable|timeout|time-out)|^\W{0,3}(?:403 forbidden|access denied|forbidden|bad gateway|service unavailable|internal server error|gateway time-?out|request blocked|attention required|just a moment)"
    r"|checking your browser before|verify (?:that )?you are (?:a )?human|unusual traffic from|enable javascript and cookies to continue|are you a robot|please enable cookies|ddos protection by"
    r"|访问(?:过于|太)频繁|请求(?:过于|太)频繁|(?:访问|请求|您的IP).{0,6}被(?:拒绝|拦截|禁止|阻断)|(?:请|需要?)(?:您)?(?:完成|进行|通过).{0,6}(?:安全|人机|下方|滑动)?验证|^\W{0,3}(?:访问|安全|人机)验证\W{0,3}$|(?:网站|系统|服务器?).{0,6}(?:正在)?(?:维护中|升级维护)|服务器(?:繁忙|内部错误|错误)"
    r"|ページ(?:が|は)(?:見つかり|存在し)ません|お探しのページ|페이지를? ?찾을 수 없|존재하지 않는 페이지"
    r"|страниц[аы] не (?:найдена|существует)|страница удалена|(?:сторінк[ау]) не знайдено|página (?:no|não) (?:encontrada|existe|disponible|se encuentra|foi encontrada)|no se (?:ha )?enc[ou]n?tr(?:ó|a|ado) la página"
    r"|halaman (?:yang .{0,30})?tidak (?:ditemukan|ada|tersedia)|الصفحة (?:المطلوبة )?(?:غير موجودة|التي تبحث)|لم يتم العثور على الصفحة|page (?:introuvable|non trouvée|n'existe)|seite (?:wurde )?(?:nicht gefunden|existiert nicht)|không tìm thấy trang|trang không tồn tại|pagina non trovata|sayfa bulunamadı|nie znaleziono strony",
    re.IGNORECASE,
)  # fmt: skip
_DEFAULT_PAGE = re.compile(r"/(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_PLAYER = re.compile(r"video|player|youtu|vimeo|embed|vod|\bv\.", re.IGNORECASE)

# Lengths in Latin characters of running text (a wide character counts as two and a half).
_ERROR_TEXT = 900
_ERROR_UNLINKED = 600
_THIN = 250
_BRIEF = 60
_HOME_TEXT = 1500
_UNSURE = 350
_LINK_LINES = 12
_FEW_LINK_LINES = 8


def page_kind(
    document: Document, body: Body, *, url: str | None, title: str, types: list[str]
) -> tuple[Kind, str]:
    """The kind and the rule that decided. `types` are the page's own og:type and JSON-LD types, lower case."""
    blocks = document.blocks
    if _is_error(blocks, body, title):
        return "error", "error sentence in the headline or first lines, little text"
    root = (
        url is not None
        and _DEFAULT_PAGE.fullmatch(urlsplit(url).path or "/") is not None
        and not urlsplit(url).query
    )
    # only a page with little text or at a site's root is asked for its links
    link_lines = _link_lines(blocks) if root or body.mass < _UNSURE else 0
    story = any("article" in kind or "posting" in kind for kind in types)
    teasers = 0.0 if story else _teaser_share(document, body)
    thin = body.mass < _BRIEF or (body.mass < _THIN and body.confidence < 0.75)
    unsure = not story and body.confidence < 0.45 and body.mass < _UNSURE and link_lines >= 5
    lists = (
        teasers > 0.6
        or unsure
        or (thin and link_lines >= _FEW_LINK_LINES and not story and _link_share(blocks) > 0.5)
    )
    if root and (lists or body.mass < _HOME_TEXT) and link_lines >= _LINK_LINES:
        return "home", "the root of a site, and links rather than text"
    pictures, players = _shown(document, body)
    video = any("video" in kind for kind in types)
    if players and body.mass < (700 if video else _THIN) and not (story and body.mass > _BRIEF):
        return "video", "a player and little text"
    if (
        pictures >= 4
        and body.mass < 90 * pictures
        and (body.mass >= _BRIEF or pictures >= 6)
        and teasers <= 0.6
    ):
        return "gallery", "more pictures than text to go with them"
    if lists:
        return "listing", "teasers under linked headlines" if teasers > 0.6 else "links rather than text"
    if body.mass >= _BRIEF or story:
        return "article", "running text" if body.mass >= _BRIEF else "the page calls itself a story"
    return "other", "neither text nor links nor pictures enough"


def _is_error(blocks: list[Block], body: Body, title: str) -> bool:
    if body.mass > _ERROR_TEXT:
        return False
    if _ERROR.search(title):
        return True
    heads = [block.text for block in blocks if block.heading and not block.hidden][:3]
    if any(_ERROR.search(text) for text in heads):
        return True
    unlinked = [block for block in blocks if 2 * block.link_chars < len(block.text)]
    if sum(len(block.text) for block in unlinked) >= _ERROR_UNLINKED:
        return False
    lines = [block.text for block in unlinked if not block.hidden and len(block.text) < 160]
    return any(_ERROR.search(text) for text in lines[:12])


def _teaser_share(document: Document, body: Body) -> float:
    """The share of the body's paragraphs that are linked headlines, or stand right under one in a small box or after a heading."""
    paragraphs = [block for block in body.blocks if not block.heading]
    if not paragraphs or body.features is None:
        return 0.0
    title = body.features.title
    under = 0
    for block in paragraphs:
        if len(block.text) >= 400:
            continue
        if block.links and block.index != title and (_is_linked_headline(block) or _is_entry(block)):
            under += 1
            continue
        box = document.containers[max(document.containers[block.container].parent, 0)]
        small = box.end - box.first <= 6
        before = document.blocks[max(0, block.index - 2) : block.index]
        under += any(
            (other.heading or (small and other.index >= box.first)) and _is_linked_headline(other)
            for other in before
            if other.links and other.index != title
        )
    return under / len(paragraphs) if len(paragraphs) > 3 or under == len(paragraphs) else 0.0


# `市图书馆新馆下月开馆 2019-04-11`: the date that stands beside a linked headline.
_DATE_BESIDE = re.compile(
    r"[\[(（]?\s?(?:(?:19|20)?\d\d[-/.年]\s?)?\d{1,2}[-/.月]\s?\d{1,2}日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?\s?[\])）]?"
)


def _is_linked_headline(block: Block) -> bool:
    """Whether a line is a link, but for a date."""
    if not _is_headline(block):
        return False
    text = block.text
    if block.link_density <= 0.8 and len(text) < 160:
        text = _DATE_BESIDE.sub("", text).strip()
    return block.link_chars > 0.8 * len(text)


def _is_entry(block: Block) -> bool:
    """Whether a line is more link than text and no sentence: `1 April: Bus routes to change (Jane Doe)`."""
    return block.link_density > 0.6 and len(block.text) < 160 and not block.text.endswith(_SENTENCE_ENDS)


_SENTENCE_ENDS = (".", "。", "!", "！", "?", "？", "…", "”", '"')


def _is_headline(block: Block) -> bool:
    return len(block.text) >= 9 and not block.hidden and not block.text.startswith("http")


def _link_lines(blocks: list[Block]) -> int:
    return sum(1 for block in blocks if block.link_chars * 10 > 7 * len(block.text) and len(block.text) >= 9)


def _link_share(blocks: list[Block]) -> float:
    links = sum(block.link_chars for block in blocks)
    total = sum(len(block.text) for block in blocks)
    return links / max(total, 1)


def _shown(document: Document, body: Body) -> tuple[int, int]:
    """Pictures and players from the headline to the end of the text."""
    title = body.features.title if body.features is not None else -1
    kept = [block.index for block in body.blocks]
    if not kept and title < 0:
        return 0, 0
    first = min([title, *kept[:1]]) if title >= 0 else kept[0]
    last = kept[-1] + 6 if kept else title + 15
    pictures = players = 0
    for picture in document.pictures:
        if first <= picture.at <= last:
            if picture.tag in ("img", "amp-img"):
                pictures += not picture.in_link
            elif picture.tag != "audio" and (
                picture.tag != "iframe" or _PLAYER.search(picture.element.get("src") or "")
            ):
                players += 1
    return pictures, players

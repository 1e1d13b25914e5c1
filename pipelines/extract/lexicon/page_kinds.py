"""Evidence for a page's kind: its URL, its metadata, its generator, its short lines, and the sentences of
error pages.

Each row adds its weight to one of three kinds, `article`, `listing` and `other`, and says why. No row decides
alone. The weights were set on labelled pages of half of the publishers. The figures for the other half are
not those of unseen pages, since these pages were also inspected (docs/extraction.md).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = [
    "ADDRESS",
    "DECLARED",
    "ERROR_SENTENCES",
    "GENERATORS",
    "HOST",
    "LINES",
    "LOG_IN",
    "STORY_TYPES",
    "TEMPLATES",
    "TITLES",
    "Lines",
    "Row",
    "Verdict",
]

Verdict = Literal["article", "listing", "other"]


class Row(NamedTuple):
    """A pattern, the kind it supports, its weight, and why."""

    kind: Verdict
    pattern: str
    weight: float
    why: str


class Lines(NamedTuple):
    """Short lines of one type. If there are at least `least` of them, each counts `weight`, up to `most`
    lines.
    """

    name: str
    kind: Verdict
    pattern: str
    least: int
    most: int
    weight: float
    why: str


# Searched in path and query.
ADDRESS: tuple[Row, ...] = (
    Row("listing", (
        r"/(?:categor(?:y|ies|ias?)|kategorie|tags?|topics?|collections|departments?|catalog(?:ue)?|search"
        r"|archives?|browse|directory|rubri(?:que|k|ka)s?|themen?|temas?|listings?|trending|explore)(?:/|$"
        r"|\?)"
    ), 2.0, "the words for a category in an address"),
    Row("listing", r"/portal\.php\?(?:.*&)?mod=list|/forum-\d+-\d+\.html$|mod=forumdisplay|/viewforum\.php", 4.0,
        "a channel or a board of forum software"),
    Row("listing", r"/(?:zt|zhuanti|specials?|dossiers?|tema|storyline)/", 1.0,
        "the short forms for a collection of stories"),
    Row("listing", r"/(?:c|l|cat|shop|shopping|store)/", 1.0, "the short forms of shops"),
    Row("listing", r"/page/\d+/?$|[?&](?:page|p|q|query|s|search|keyword|wd|kw)=", 1.5, "a page of results"),
    Row("listing", r"/(?:list|index)(?:[_-]\d+)?(?:\.s?html?)?(?:$|\?)", 1.0, "the page of a column"),
    Row("listing", r"^(?:/[a-z]+(?:-[a-z]+){0,2}){1,4}/?$", 0.7, "short words and no number, as columns have"),
    Row("other", r"^(?:/[a-z]+(?:-[a-z]+){0,2}){1,4}/?$", 1.2,
        "short words and no number, as pages that stand for long have"),
    Row("other", (
        r"/t/[\w%-]+/\d+|/threads?[/-]|/topics?/\d+|/questions?/\d+|viewtopic|showthread|[?&](?:topic|tid|"
        r"thread)=\d|/thread-\d+|/post/\d+$|/discussions?/\d+"
    ), 3.5, "a thread of a forum"),
    Row("article", r"/portal\.php\?(?:.*&)?mod=view|^/article-\d+-\d+\.html$", 4.0,
        "an article of the portal that comes with forum software"),
    Row("other", r"/(?:products?|produkte?|produits?|productos?|dp|itm|item|p)/", 3.0, "a product"),
    Row("other", r"/(?:docs?|documentation|reference|manual|api)(?:/|$)", 3.0, "a manual"),
    Row("other", r"/(?:guides?|how-tos?|tutorials?)/[^/?]", 1.5, "a guide, of a manual or of a magazine"),
    Row("other", r"/(?:hc|help|help-?cent(?:er|re)|support|kb|knowledge-?base|hilfe|aide|ayuda|soporte)/[^?]", 3.0,
        "a help centre"),
    Row("other", r"/(?:wiki|baike)/", 3.0, "an encyclopaedia"),
    Row("listing", (
        r"[/=](?:category|kategori(?:e|a)?|catégorie|categor[ií]a|категория|категорія|κατηγορία|"
        r"تصنيف|רשימה|分类|分類|カテゴリ|분류|special|spezial|spécial|especial|служебная):"
    ), 9.0, "a category of an encyclopaedia"),
    Row("other", r"^/(?:[a-z]{2}(?:[-_][a-z]{2})?/)?(?:latest|stable|main|master|v?\d+(?:\.(?:\d+|x))+)/", 3.0,
        "a version of a manual"),
    Row("other", (
        r"/(?:privacy|terms|imprint|impressum|datenschutz|agb|legal|cookies?|disclaimer|accessibility|faqs?|"
        r"mentions-legales|aviso-legal|politica-de|glossary|glossar|lexikon)(?:[-_/.]|$)"
    ), 2.0, "what a site has to say of itself"),
    Row("other", (
        r"/(?:services?|solutions?|features?|platform|pricing|about(?:-us)?|contact(?:-us)?|pages|careers|"
        r"plans|learn)(?:/|$)"
    ), 2.0, "what a firm says of itself"),
)  # fmt: skip
# Searched in the host.
HOST: tuple[Row, ...] = (
    Row("other", r"^(?:forums?|community|discuss|bbs|answers|ask|club)\.", 2.5, "a forum's own host"),
    Row("other", r"^(?:docs?|developers?|wiki|baike|help|support|api)\.|readthedocs", 2.5, "a manual's own host"),
    Row("other", r"^(?:shop|store)\.", 1.0, "a shop's own host"),
)  # fmt: skip

# Types in JSON-LD and og:type, lower case, separated by `|`; must match whole. The first matching row of each
# kind counts.
DECLARED: tuple[Row, ...] = (
    Row("article", (
        r"(?:news|reportagenews|analysisnews|opinionnews|backgroundnews|reviewnews)article|blogposting|"
        r"liveblogposting|report"
    ), 4.0, "a story by name"),
    Row("article", r"article", 0.5, "some software calls every page an article"),
    Row("listing", r"collectionpage|searchresultspage|product\.group", 3.0, "a collection by name"),
    Row("listing", r"itemlist", 1.5, "a list of things"),
    Row("other", r"discussionforumposting|qapage", 5.0, "a forum by name"),
    Row("other", r"product|og:product|product\.item|productgroup", 3.0, "a product by name"),
    Row("other", r"softwareapplication|webapplication|service|localbusiness", 1.5, "a firm or its service"),
    Row("other", r"website", 0.5, "neither a story nor anything else"),
)  # fmt: skip
# Those of the types above that no page but a story declares.
STORY_TYPES = frozenset(("article", "newsarticle", "blogposting", "reportagenewsarticle", "liveblogposting"))

# One of the classes of `<body>`, in lower case: the template that the software used. Must match whole.
TEMPLATES: tuple[Row, ...] = (
    Row("listing", r"(?:date-|post-type-)?archive(?:-[\w-]+)?|category|tag|author|search-results|tax-[\w-]+", 3.0,
        "a list of WordPress"),
    Row("listing", (
        r"template-(?:collection|blog|search|list-collections)|(?:page-?type|type)-(?:category|brand|search)|"
        r"catalog-category-view|catalogsearch-result-index|tax-product_cat|woocommerce-shop"
    ), 4.0, "a category of a shop's software"),
    Row("listing", (
        r"page-taxonomy(?:-term)?|path-taxonomy|page-vocabulary.*|view-(?:category|featured|tag)|"
        r"(?:tag|author)-template"
    ), 3.0, "a list of Drupal, Joomla or Ghost"),
    Row("listing", r"pg_(?:forumdisplay|list)|section-viewforum", 4.0, "a board of forum software"),
    Row("article", (
        r"single-post|postid-\d+|(?:page-)?node-type-(?:article|story|news|blog\w*)|post-template|template-article|"
        r"view-article"
    ), 1.0, "a story of a content system"),
    Row("other", (
        r"single-product|template-product|(?:page-?type|type)-product|catalog-product-view|product-template-default"
    ), 4.0, "a product of a shop's software"),
    Row("other", r"pg_viewthread|section-viewtopic|(?:qa-template-)?question(?:-page)?", 4.0,
        "a thread of the software of forums and of questions"),
    Row("other", r"rustdoc(?:-page)?|mediawiki|gitbook", 3.0,
        "a page of the software of manuals and encyclopaedias"),
    Row("other", r"template-page|page-template(?:-default)?|page-node-type-(?:page|landing-?page)", 0.7,
        "a page that stands for long"),
)  # fmt: skip

# Searched in `<title>`, in lower case.
TITLES: tuple[Row, ...] = (
    Row("listing", (
        r"^(?:categor(?:y|ies)|tags?|archives?|topic)\s?[:：]|\barchives?\s*(?:[-|–—»•·]|$)|, author at "
    ), 2.5, "a list in English"),
    Row("listing", (
        r"\b(?:search results?|results? for)\b|suchergebnis|résultats? (?:de|pour)|resultados de (?:la )?b|"
        r"risultati (?:della )?ricerca|wyniki wyszukiwania|результаты поиска|搜索结果|搜尋結果|検索結果|검색\s?결과"
    ), 3.0, "the results of a search"),
    Row("listing", (
        r"\bpage \d+ (?:of \d+)?|\bseite \d+\b|\bpágina \d+\b|\bстраница \d+\b|第\s?\d+\s?[页頁]"
    ), 1.5, "a page of a list"),
    Row("listing", (
        r"^(?:标签|標籤|タグ|태그|рубрика|категория|архив|kategorie|catégorie|categoría|categoria)\s?[:：]|"
        r"一覧\s*(?:[-|｜–—]|$)"
    ), 2.0, "a list in other languages"),
)  # fmt: skip

# Searched in `<meta name=generator>`, in lower case.
GENERATORS: tuple[Row, ...] = (
    Row("other", r"discourse|xenforo|vbulletin|phpbb|mybb|\bsmf\b|simple machines|discuz|invision|flarum", 4.0,
        "software of forums"),
    Row("other", r"docusaurus|sphinx|mkdocs|rustdoc|gitbook|vuepress|jsdoc|javadoc|doxygen|mediawiki|dokuwiki", 4.0,
        "software of manuals and encyclopaedias"),
)  # fmt: skip

# Matched at the start of lines of at most 40 characters that are not in a table. Prices count outside the
# text only.
LINES: tuple[Lines, ...] = (
    Lines("calls", "other", (
        r"get started|learn more|request a demo|contact sales|book (?:a|now)\b|start "
        r"(?:free|now|your)|try (?:it )?(?:for )?free|see pricing|get a (?:quote|demo)|talk to "
        r"(?:us|sales)|shop now|read the docs|watch demo|jetzt (?:testen|starten|anfragen)|mehr "
        r"erfahren|en savoir plus|essai gratuit|más información|prueba gratis|узнать больше|попробовать "
        r"бесплатно|立即(?:体验|咨询|试用)|免费试用|了解更多|資料請求|お問い合わせ"
    ), 3, 10, 0.4, "what firms ask of their visitors"),
    Lines("one product", "other", (
        r"add to (?:cart|bag|basket|wish)|buy now|in stock|out of stock|quantity|qty|in den warenkorb|auf "
        r"lager|ajouter au panier|añadir al carrito|в корзину|加入购物车|立即购买|カートに入れる|장바구니|"
        r"(?:dodaj )?do koszyka|aggiungi al carrello|in (?:de )?winkelwagen|(?:vložit )?do košíku|do košíka|"
        r"lägg i varukorg|legg i handlekurv|læg i kurv|lisää ostoskoriin|sepete ekle|adicionar ao carrinho|"
        r"[ву] кошик|додати [ву] кошик|(?:προσθήκη )?στο καλάθι|kosárba|adaugă în coș|أضف (?:إلى|الى) "
        r"السلة|הוסף לסל|افزودن به سبد|เพิ่มลงตะกร้า|thêm vào giỏ|tambah ke keranjang|買い物かご|加入購物車|立即購買|"
        r"dostępność|disponibilit|verfügbarkeit|lieferzeit|наличие|в наличии|disponible|en stock|skladem|"
        r"有货|库存|在庫|artikelnummer|art(?:ikel)?-?nr|sku\b|артикул|référence :|nr katalogowy"
    ), 1, 2, 1.2, "what can be bought"),
    Lines("many products", "listing", (
        r"add to (?:cart|bag|basket|wish)|in den warenkorb|ajouter au panier|añadir al carrito|в "
        r"корзину|加入购物车|カートに入れる"
    ), 6, 6, 0.45, "many things that can be bought"),
    Lines("prices", "listing", r".{0,24}(?:[$€£¥₹]|usd|eur|rmb)\s?\d|\d[\d.,\s]*(?:€|元|zł|kr|руб|₽|円)", 8, 25,
        0.16, "many prices outside the text"),
    Lines("facets", "listing", (
        r"sort by|filters?\b|refine|showing \d|\d+ (?:results|items|products)\b|\d+[-–]\d+ of \d+|view "
        r"as|\d+ per page|clear all|sortieren|trier par|ordenar|сортировать|排序|筛选|並び替え"
    ), 2, 5, 0.6, "how to sort and filter a list"),
    Lines("replies", "other", (
        r"repl(?:y|ies)\b|\d+ repl|posts?:|posts\b|joined\b|last (?:edited|reply)|quote$|thread "
        r"starter|solution$|solved$|new topic|report post|members? "
        r"since|reputation|回复$|楼主|沙发|发表于|只看该作者"
    ), 4, 4, 0.5, "what forums write beside posts"),
    Lines("manual", "other", (
        r"on this page|edit (?:this|page)|edit on github|table of contents|copy$|copy page|api "
        r"reference|quick ?start|installation$|auf dieser seite|sur cette page|en esta "
        r"página|本页目录|编辑此页"
    ), 2, 3, 0.4, "what manuals write beside their text"),
)  # fmt: skip

# Sentences of error pages, searched in title, headings and first lines. Whole phrases, so that a story about
# something not being found does not match.
ERROR_SENTENCES: tuple[tuple[str, str], ...] = (
    ((
        r"(?:^|\b)(?:error\s*)?404(?:\s*(?:[-–—|:]|error|page|not|$))|\b(?:403|500)\b.{0,20}(?:forbidden|"
        r"error)"
    ), "the number of the status"),
    ((
        r"(?:page|article|content|url|file|document)\s(?:you\s.{0,40}\s)?(?:was |is |could "
        r"|can)?\s?(?:not|n't|no longer|cannot be)\s?(?:be\s)?(?:found|exist|available)|page (?:does "
        r"not|doesn['’]t) exist|page not found|not found\s*$|no longer available"
    ), "English: gone"),
    ((
        r"(?:页面|頁面|网页|網頁|文章|内容|內容|新闻|信息|页|帖子|主题|主題|链接|資源|资源|稿件|"
        r"视频)[^，。,]{0,12}(?:不存在|找不到|未找到|已(?:经)?被?(?:删除|移除|下线|過期|失效)|无法(?:访问|"
        r"显示|找到)|走丢|飞走)|(?:找不到|没有找到|未找到|無法找到)[^，。,]{0,10}(?:页|頁|文章|内容)|"
        r"很抱歉.{0,20}(?:不存在|删除|找不到)"
    ), "Chinese: gone"),
    ((
        r"^\W{0,3}(?:40[0137]|50[0234])\b.{0,40}(?:forbidden|denied|unauthorized|bad|error|gateway|"
        r"unavailable|timeout|time-out)|^\W{0,3}(?:403 forbidden|access denied|forbidden|bad "
        r"gateway|service unavailable|internal server error|gateway time-?out|request blocked|attention "
        r"required|just a moment)"
    ), "a server that refuses or is down"),
    ((
        r"checking your browser before|verify (?:that )?you are (?:a )?human|unusual traffic from|enable "
        r"javascript and cookies to continue|are you a robot|please enable cookies|ddos protection by"
    ), "a server that checks for a human first"),
    ((
        r"访问(?:过于|太)频繁|请求(?:过于|太)频繁|(?:访问|请求|您的IP).{0,6}被(?:拒绝|拦截|禁止|阻断)|"
        r"(?:请|需要?)(?:您)?(?:完成|进行|通过).{0,6}(?:安全|人机|下方|滑动)?验证|^\W{0,3}(?:访问|安全|"
        r"人机)验证\W{0,3}$|(?:网站|系统|服务器?).{0,6}(?:正在)?(?:维护中|升级维护)|服务器(?:繁忙|内部错误"
        r"|错误)"
    ), "Chinese: refused, or down"),
    ((
        r"ページ(?:が|は)(?:見つかり|存在し)ません|お探しのページ|페이지를? ?찾을 수 없|존재하지 않는 "
        r"페이지"
    ), "Japanese, Korean"),
    ((
        r"страниц[аы] не (?:найдена|существует)|страница удалена|(?:сторінк[ау]) не знайдено|página "
        r"(?:no|não) (?:encontrada|existe|disponible|se encuentra|foi encontrada)|no se (?:ha "
        r")?enc[ou]n?tr(?:ó|a|ado) la página"
    ), "Russian, Ukrainian, Spanish, Portuguese"),
    ((
        r"halaman (?:yang .{0,30})?tidak (?:ditemukan|ada|tersedia)|الصفحة (?:المطلوبة )?(?:غير "
        r"موجودة|التي تبحث)|لم يتم العثور على الصفحة|page (?:introuvable|non trouvée|n'existe)|seite "
        r"(?:wurde )?(?:nicht gefunden|existiert nicht)|không tìm thấy trang|trang không tồn tại|pagina "
        r"non trovata|sayfa bulunamadı|nie znaleziono strony"
    ), "more languages"),
)  # fmt: skip

# Words in the title or headline of a login page, in lower case.
LOG_IN: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:log|sign)[ -]?(?:in|on)\b|\blogin\b|\bweb\s?mail\b|member (?:area|access)",
        "English, and what many borrow",
    ),
    (
        r"\banmeld(?:en|ung)\b|\beinloggen\b|\binloggen\b|\blogga in\b|\blogg inn\b|\blog ind\b",
        "German, Dutch, Nordic",
    ),
    (
        r"\b(?:se )?connecter\b|\bconnexion\b|\binici(?:ar|o de) sesión\b|\bacceso (?:a )?(?:usuarios|"
        r"clientes)|\bentrar\b|"
        r"\bacced[ie]\b|\bautentificare\b",
        "Romance languages",
    ),
    (
        r"\bвход\b|\bвойти\b|\bавторизаци|\bувійти\b|\bвхід\b|\b(?:za)?loguj|\blogowanie\b|\bpřihlá(?:sit|šení)",
        "Slavic languages",
    ),
    (r"登录|登錄|登入|ログイン|로그인|邮箱|郵箱", "Chinese, Japanese, Korean"),
    (
        r"تسجيل الدخول|ورود به|כניסה ל|התחבר|\bgiriş yap|\büye girişi|đăng nhập|เข้าสู่ระบบ|\bmasuk\b|लॉग ?इन|σύνδεση",
        "others",
    ),
)

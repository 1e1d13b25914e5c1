"""Authors and outlets of whole pages, as portals of many languages print and declare them."""

import json

import pytest

from newsmill import clean

ENGLISH = (
    "<p>The night ferry to Selmer island will sail again from the first of March, the port authority said "
    "on Tuesday, "
    "ending a pause of almost six years.</p><p>Engineers replaced both engines over the winter and "
    "widened the car deck, "
    "so that eleven more vehicles can cross with every trip.</p><p>Tickets will cost nine crowns for "
    "adults and four for "
    "children, and a season pass for commuters is planned for the autumn, the authority said.</p>"
)
CHINESE = (
    "<p>清晨六点，青石镇的豆腐坊已经亮起了灯。老板何守田把泡好的黄豆倒进石磨，水声和磨声混在一起，"
    "整条街都听得见。</p>"
    "<p>“现在用电磨的多了，可我还是觉得石磨磨出来的豆浆香。”何守田说，这盘石磨是他爷爷留下来的，"
    "已经用了七十多年。</p>"
    "<p>豆腐坊每天要做八板豆腐，卖给镇上的饭馆和赶早集的居民。遇到腊月，一天要做二十板，全家人轮流上阵。</p>"
)
T = "Night ferry returns to Selmer"
D = '<time datetime="2024-03-12">12 March 2024</time>'


def page(lang: str, title: str, head: str, body: str, meta: str = "", tail: str = "") -> bytes:
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Harbour '
        f"Courier</title>{meta}"
        f'</head><body><nav><a href="/">Home</a> <a href="/w">World</a></nav><main><article><h1>{title}</h1>{head}'
        f'<div class="content">{body}{tail}</div></article></main><footer><p>© 2024 Harbour Courier</p>'
        f"</footer></body>"
        "</html>"
    ).encode()


def ld(author: str) -> str:
    return (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        f'"headline":"{T}","author":{author}}}</script>'
    )


CASES = [
    (page('en',T,D,ENGLISH,ld('{"@type":"Organization","name":"Harbour Courier"}')), [], None),
    (page('en',T,D,ENGLISH,ld('"Mara Quist and Tom Bell"')), ['Mara Quist','Tom Bell'], None),
    (page('en',T,D,ENGLISH,ld('{"@type":"Person","name":"By Mara Quist, Reuters"}')), ['Mara Quist'], ...),
    (page('en',T,D,ENGLISH,(
        '<script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"#p1","name":"Mara '
        'Quist"},{"@type":"NewsArticle","headline":"x","author":{"@id":"#p1"}}]}</script>'
    )), ['Mara Quist'], None),
    (page('en',T,D,ENGLISH,(
        '<meta name="citation_author" content="Mara Quist"><meta name="citation_author" content="Tom '
        'Bell">'
    )), ['Mara Quist','Tom Bell'], None),
    (page('en',T,D,ENGLISH,'<meta name="dc.creator" content="Mara Quist; Tom Bell">'), ['Mara Quist','Tom Bell'],
        None),
    (page('en',T,D,ENGLISH,'<meta name="author" content="Mara Quist | Harbour Courier">'), ['Mara Quist'], None),
    (page('en',T,D,ENGLISH,
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Mara Quist">'),
        ['Mara Quist'], None),
    (page('en',T,D,ENGLISH,(
        '<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="5 '
        'minutes">'
    )), [], None),
    (page('en',T,D,ENGLISH,'<meta name="byl" content="By MARA QUIST and TOM BELL">'), ['MARA QUIST','TOM BELL'],
        None),
    (page('en',T,D,ENGLISH,'<meta name="author" content="admin">'), [], None),
    (page('en',T,D,ENGLISH,'<meta name="author" content="https://facebook.com/courier">'), [], None),
    (page('en',T,D,ENGLISH,(
        '<meta property="article:author" content="Mara Quist"><meta name="author" content="Harbour '
        'Courier">'
    )), ['Mara Quist'], None),
    (page('en',T,'<div class="byline"><span>Mara Quist</span><span>Politics Reporter</span></div>'+D,ENGLISH),
        ['Mara Quist'], None),
    (page('en',T,'<div class="author"><a href="/authors/mara">Mara Quist</a><button>Follow</button></div>'+D,
        ENGLISH), ['Mara Quist'], None),
    (page('en',T,(
        '<div class="author-name"><a href="/profile/mara">Mara Quist</a><a '
        'href="https://x.com/mq">@maraquist</a></div>'
    )+D,ENGLISH), ['Mara Quist'], None),
    (page('en',T,'<div><a href="/by/mara-quist">Mara Quist</a> and <a href="/by/tom-bell">Tom Bell</a></div>'+D,
        ENGLISH), ['Mara Quist','Tom Bell'], None),
    (page('en',T,'<p class="byline">By Reuters</p>'+D,ENGLISH), [], 'Reuters'),
    (page('en',T,'<p class="byline">By Mara Quist | Associated Press</p>'+D,ENGLISH), ['Mara Quist'],
        'Associated Press'),
    (page('en',T,'<p class="byline">By MARA QUIST, Senior Contributor</p>'+D,ENGLISH), ['MARA QUIST'], None),
    (page('en',T,'<p>Mara Quist, Chief Political Correspondent</p>'+D,ENGLISH), ['Mara Quist'], None),
    (page('en',T,'<p>Words: Mara Quist. Photographs: Tom Bell</p>'+D,ENGLISH), ['Mara Quist'], None),
    (page('en',T,D,ENGLISH,tail='<p>Reporting by Mara Quist; Editing by Tom Bell</p>'), ['Mara Quist'], None),
    (page('en',T,D,ENGLISH,tail='<p>(Reporting by Mara Quist in Oslo; editing by Tom Bell)</p>'), ['Mara Quist'],
        None),
    (page('en',T,D,ENGLISH,tail='<p>- AFP</p>'), [], 'AFP'),
    (page('en',T,D,ENGLISH,tail='<p>Source: Selmer Times</p>'), [], 'Selmer Times'),
    (page('en',T,'<p>Watch Live</p><p class="author">WATCH LIVE</p>'+D,ENGLISH), [], None),
    (page('en',T,D,ENGLISH,tail='<aside class="related"><h3>Related</h3><p class="byline">By Tom Bell</p></aside>'),
        [], None),
    (page('de',T,'<p>Von Jörg Weiß und Anna Maria Köhler</p>'+D,ENGLISH), ['Jörg Weiß','Anna Maria Köhler'], None),
    (page('de',T,'<p>Ein Kommentar von Jörg Weiß</p>'+D,ENGLISH), ['Jörg Weiß'], None),
    (page('de',T,'<p>Autor: Jörg Weiß</p>'+D,ENGLISH), ['Jörg Weiß'], None),
    (page('de',T,'<p>Quelle: dpa</p>'+D,ENGLISH), [], 'dpa'),
    (page('fr',T,"<p>Par Émilie Durand avec AFP</p><p>Publié le 12 mars 2024</p>",ENGLISH), ['Émilie Durand'], 'AFP'),
    (page('fr',T,"<p>Propos recueillis par Émilie Durand</p><p>Publié le 12 mars 2024</p>",ENGLISH),
        ['Émilie Durand'], None),
    (page('es',T,"<p>Por José Núñez y María de la Cruz</p><p>12 de marzo de 2024</p>",ENGLISH),
        ['José Núñez','María de la Cruz'], None),
    (page('es',T,"<p>Redacción</p><p>12 de marzo de 2024</p>",ENGLISH), [], None),
    (page('es',T,"<p>EFE</p><p>12 de marzo de 2024</p>",ENGLISH), [], 'EFE'),
    (page('pt',T,"<p>Por João Silva, G1</p><p>12/03/2024</p>",ENGLISH), ['João Silva'], ...),
    (page('it',T,"<p>di Luca Bianchi</p><p>12 marzo 2024</p>",ENGLISH), ['Luca Bianchi'], None),
    (page('it',T,"<p>A cura di Luca Bianchi</p><p>12 marzo 2024</p>",ENGLISH), ['Luca Bianchi'], None),
    (page('nl',T,"<p>Door Jan van der Berg</p><p>12 maart 2024</p>",ENGLISH), ['Jan van der Berg'], None),
    (page('sv',T,"<p>Av Lena Öberg</p><p>12 mars 2024</p>",ENGLISH), ['Lena Öberg'], None),
    (page('pl',T,"<p>Autor: Jan Kowalski</p><p>12 marca 2024</p>",ENGLISH,tail='<p>Źródło: PAP</p>'),
        ['Jan Kowalski'], 'PAP'),
    (page('ru',T,"<p>Автор: Иван Петров</p><p>12 марта 2024</p>",ENGLISH,tail='<p>Источник: РИА Новости</p>'),
        ['Иван Петров'], 'РИА Новости'),
    (page('uk',T,"<p>Журналістка: Олена Ковальчук</p><p>12 березня 2024</p>",ENGLISH), ['Олена Ковальчук'], None),
    (page('el',T,"<p>Της Μαρίας Παπαδοπούλου</p><p>12/03/2024</p>",ENGLISH), ['Μαρίας Παπαδοπούλου'], None),
    (page('tr',T,"<p>Haber: Ayşe Yılmaz</p><p>12 Mart 2024</p>",ENGLISH), ['Ayşe Yılmaz'], None),
    (page('id',T,"<p>Penulis Agus Santoso</p><p>12 Maret 2024</p>",ENGLISH), ['Agus Santoso'], None),
    (page('vi',T,"<p>Tác giả: Nguyễn Văn An</p><p>12/03/2024</p>",ENGLISH), ['Nguyễn Văn An'], None),
    (page('ar',T,"<p>بقلم: محمد أحمد</p><p>12 مارس 2024</p>",ENGLISH), ['محمد أحمد'], None),
    (page('fa',T,"<p>نویسنده: رضا کریمی</p>",ENGLISH), ['رضا کریمی'], None),
    (page('hi',T,"<p>लेखक: राहुल शर्मा</p><p>12 मार्च 2024</p>",ENGLISH), ['राहुल शर्मा'], None),
    (page('he',T,"<p>מאת דנה לוי</p><p>12.3.2024</p>",ENGLISH), ['דנה לוי'], None),
    (page('ja',"夜行フェリーがセルマー島に戻る","<p>2024年3月12日 8時15分</p><p>文：山田太郎</p>",CHINESE),
        ['山田太郎'], None),
    (page('ko',"셀머 섬 야간 여객선 재개","<p>[하버일보 홍길동 기자]</p><p>2024.03.12 08:15</p>",(
        "<p>셀머 섬으로 가는 야간 여객선이 3월 1일부터 다시 운항한다고 항만청이 화요일 밝혔다. 거의 6년 "
        "만이다.</p><p>기술자들은 겨울 동안 두 엔진을 모두 교체하고 차량 갑판을 넓혀 한 번에 차량 11대를 "
        "더 실을 수 있게 했다고 설명했다.</p>"
    )), ['홍길동'], None),
    (page('zh-CN',"青石镇老街的石磨又转起来了","<p>2023-05-08 09:30　来源：青石日报　作者：何小满　编辑：乔安</p>",
        CHINESE), ['何小满'], '青石日报'),
    (page('zh-CN',"青石镇老街的石磨又转起来了",
        "<div><span>2023-05-08 09:30</span><span>南桥社</span><span>我要评论(3)</span></div>",CHINESE), [], '南桥社'),
    (page('zh-CN',"青石镇老街的石磨又转起来了",
        "<dl><dt>来源</dt><dd>青石日报</dd><dt>作者</dt><dd>何小满</dd></dl><p>2023-05-08 09:30</p>",CHINESE),
        ['何小满'], '青石日报'),
    (page('zh-CN',"青石镇老街的石磨又转起来了","<p>2023-05-08 09:30</p>",CHINESE+'<p>采写 张建国</p>'), ['张建国'],
        None),
    (page('zh-CN',"青石镇老街的石磨又转起来了","<p>2023-05-08 09:30</p>",CHINESE
        +'<p>出品人：田大</p><p>监制：何小满</p><p>责任编辑：魏青</p><p>技术：李四光</p>'), [], None),
    (page('zh-CN',"青石镇老街的石磨又转起来了","<p>2023-05-08 09:30</p>",'<p>本报青石3月12日讯 记者陈立新报道：'
        +CHINESE[3:]), ['陈立新'], None),
    (page('zh-CN',"青石镇老街的石磨又转起来了","<p>2023-05-08 09:30</p>",CHINESE[:-4]
        +'（记者 何小满）</p><p>更多精彩视频</p>'), ['何小满'], None),
    (page('zh-TW',"青石鎮老街的石磨又轉起來了","<p>2023-05-08 09:30</p>",'<p>〔記者陳立新／台北報導〕'+CHINESE[3:]),
        ['陳立新'], None),
    (page('zh-TW',"青石鎮老街的石磨又轉起來了","<p>2023-05-08 09:30</p>",'<p>（中央社記者陳立新台北12日電）'
        +CHINESE[3:]), ['陳立新'], None),
    (page('zh-TW',"青石鎮老街的石磨又轉起來了","<p>中國時報【記者王大明╱台北報導】</p><p>2023-05-08 09:30</p>",
        CHINESE), ['王大明'], '中國時報'),
    (page('zh-TW',"青石鎮老街的石磨又轉起來了","<p>海島新聞網 (2023-05-08 09:30)</p>",CHINESE,
        tail='<p>【關閉】 【列印】</p>'), [], '海島新聞網'),
    (page('zh-CN',"青石镇老街的石磨又转起来了","<p>2023-05-08 09:30</p>",CHINESE,
        tail='<p>作者︱何小满</p><p>编辑︱乔安</p>'), ['何小满'], None),
    (page('zh-CN',"青石镇老街的石磨又转起来了","<p>2023-05-08 09:30 手机版 打印 字号 文字</p>",CHINESE), [], None),
    (page('zh-CN',"青石镇老街的石磨又转起来了","<p>2023-05-08 09:30</p>",CHINESE,tail='<p>图片来源：视觉中国</p>'),
        [], None),
    (page('zh-CN',"青石镇老街的石磨又转起来了",(
        '<div class="info"><a href="/jr">民生</a><a href="http://xi.qs.example/">青石戏曲</a>'
        '<span>2023-05-08</span></div>'
    ),CHINESE), [], '青石戏曲'),
    (page('en',T,'<p>Harbour Policy</p><p>12 March 2024</p>',ENGLISH,
        '<meta property="article:section" content="Harbour Policy">'), [], None),
    (page('en',T,'<p>Last Modified: 12 March 2024</p>',ENGLISH), [], None),
    (page('ja',"夜行フェリーがセルマー島に戻る","<p>質問日時：2024/03/12 08:15</p>",CHINESE), [], None),
    (page('fr',T,"<div>Par Loïc Le Clerc | 12 mars 2024</div>",ENGLISH), ['Loïc Le Clerc'], None),
    (page('da',T,"<p>Af Ritzau</p><p>12. marts 2024 kl. 10:21</p>",ENGLISH), [], 'Ritzau'),
    (page('zh-TW',"青石鎮老街的石磨又轉起來了",
        "<p><a href='/s?q=1'>青石報快訊／范姜佳鈺</a> <span>2023年05月08日 09:30</span></p>",CHINESE), ['范姜佳鈺'],
            ...),
    (page('zh-TW',"青石鎮老街的石磨又轉起來了","<p>2023-05-08 09:30</p><p>文/陳立新</p>",CHINESE,
        tail='<p>延伸閱讀</p>'*5+'<p>作者：王大明</p>'), ['陳立新'], None),
    (page('en',T,'<p>By <a href="/team/0">The Courier Editorial Team</a> <a href="/team/0">Full Bio</a></p>'+D,
        ENGLISH), [], None),
    (page('en',T,(
        '<p><a href="/author/maraquist">Mara Quist</a></p><p><a '
        'href="https://auth.courier.example.com/users/sign_up">Get Started</a></p>'
    )+D,ENGLISH), ['Mara Quist'], None),
    (page('en',T,(
        '<p class="meta"><span rel="author">By</span> <a rel="author" href="/author/hc">Harbour '
        'Courier</a></p>'
    )+D,ENGLISH), [], None),
    (page('en',T,'<p>By Mara Quist, DVM</p>'+D,ENGLISH), ['Mara Quist'], None),
    (page('en',T,'<p>Written by: <a href="/author/mara-quist">Mara Quist</a> Gardener &amp; Astrologer</p>'+D,
        ENGLISH), ['Mara Quist'], None),
    (page('en',T,(
        '<p>By <a href="/author/mara-quist">Mara Quist</a></p><p><a href="/c/1">Selmer College</a>, <a '
        'href="/c/2">Student Life</a></p>'
    )+D,ENGLISH), ['Mara Quist'], None),
    (page('en',T,D,ENGLISH,'<meta name="dc.source" content="en">'), [], None),
    (page('es',T,"<p>12 de marzo de 2024</p>",'<p class="byline">Galo Ramírez | Diario del Puerto</p>'+ENGLISH),
        ['Galo Ramírez'], ...),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "authors", "source"), CASES)
def test_authors_and_outlet_of_a_page(raw, authors, source):
    record = clean(raw, url="https://courier.example.com/news/night-ferry")
    assert [person.name for person in record.authors] == authors
    assert source is ... or record.source == source


def test_a_topic_of_the_menu_is_not_an_author_beside_the_date():
    raw = page("en", T, "<p>Island Life</p>" + D, ENGLISH)
    assert [person.name for person in clean(raw).authors] == ["Island Life"]  # nothing tells it from a name
    menu = b"<main><p>Topics</p><p>Island Life</p><p>Harbour Policy</p>"
    assert clean(raw.replace(b"<main>", menu)).authors == []


def test_a_state_object_names_the_author_of_a_page_that_scripts_render():
    story = {"title": T, "authors": [{"firstName": "Mara", "lastName": "Quist"}], "content": [
        {"type": "paragraph", "text": text}
            for text in ENGLISH.removeprefix("<p>").removesuffix("</p>").split("</p><p>")
    ]}  # fmt: skip
    raw = (
        f'<html lang="en"><head><title>{T}</title></head><body><div id="__next"></div><script '
        f'id="__NEXT_DATA__" type='
    )
    raw += (
        f'"application/json">{json.dumps({"props": {"pageProps": {"story": story}}})}</script></body></html>'
    )
    assert [person.name for person in clean(raw.encode()).authors] == ["Mara Quist"]

"""The body of pages in many layouts and languages: every paragraph of it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from stories import paragraphs

from newsmill.pipelines.extract import Extraction, extract, parse, read_blocks
from newsmill.pipelines.extract.body.assembly import assemble, before_choice
from newsmill.pipelines.extract.body.features import measure


def read(html: str, url: str | None = "http://news.example.com/2024/05/story.html") -> Extraction:
    tree = parse(html)
    assert tree is not None
    return extract(tree, url)


@dataclass
class Story:
    """A news story in one language, with the words that its site puts around it."""

    language: str
    title: str
    paragraphs: list[str]
    navigation: list[str]
    related: list[str]
    dateline: str
    comments: list[str]
    footer: str


STORIES = [
    Story(
        "ja", "県立図書館の新館、来月１日に開館",
        [(
            "県は二十三日、港町に建設していた県立図書館の新館を来月一日に開館すると発表した。"
            "蔵書は約八十万冊で、旧館のおよそ一・五倍になる。"
        ),
         (
         "新館は地上四階建てで、延べ床面積は一万二千平方メートル。一階には親子で利用できる児童室と、"
         "飲み物を持ち込める談話室を設けた。"
     ),
         (
         "「子どもから高齢者まで、誰もが一日を過ごせる場所にしたい」と館長の話。"
         "開館時間は午前九時から午後八時までで、月曜日は休館する。"
     ),
         "旧館は九月末で閉館し、跡地の利用については、県が来年三月までに市民の意見を聞いたうえで決める方針だ。"],
        ["トップ", "社会", "政治", "経済", "国際", "スポーツ", "文化", "天気"],
        ["市内のバス路線、四月に再編へ", "高校野球の県大会、組み合わせ決まる", "港まつり、三年ぶりに花火も",
            "給食の地元食材、五割を超える"],
        "2024年5月23日 18時20分", ["いつも混んでいたので楽しみです。", "駐車場は何台ありますか。"],
        "当サイトの記事・写真の無断転載を禁じます。すべての著作権は当社に帰属します。",
    ),
    Story(
        "ko", "시립도서관 새 건물 다음 달 문 연다",
        [(
            "시는 23일 항구동에 짓고 있던 시립도서관 새 건물을 다음 달 1일 개관한다고 밝혔다. 소장 도서는 "
            "약 80만 권으로 옛 건물의 1.5배에 이른다."
        ),
         (
         "새 건물은 지상 4층, 연면적 1만2천㎡ 규모다. 1층에는 부모와 아이가 함께 쓰는 어린이실과 음료를 "
         "마실 수 있는 쉼터가 들어섰다."
     ),
         (
         "도서관장은 “어린이부터 어르신까지 누구나 하루를 보낼 수 있는 곳으로 만들겠다”고 말했다. 운영 "
         "시간은 오전 9시부터 오후 8시까지다."
     ),
         "옛 건물은 9월 말 문을 닫는다. 시는 내년 3월까지 주민 의견을 들어 부지 활용 방안을 정할 계획이다."],
        ["홈", "정치", "경제", "사회", "국제", "문화", "스포츠", "연예"],
        ["시내버스 노선 4월에 개편", "고교야구 대회 대진표 확정", "항구 축제 3년 만에 불꽃놀이",
            "급식 지역 농산물 절반 넘어"],
        "입력 2024.05.23 18:20", ["드디어 여는군요.", "주차장은 넓나요?"],
        "저작권자 © 무단 전재 및 재배포 금지",
    ),
    Story(
        "ru", "Новое здание областной библиотеки откроют первого июня",
        [(
            "Областные власти сообщили в четверг, что новое здание библиотеки на Портовой улице примет "
            "первых читателей первого июня. Его фонд составит около восьмисот тысяч книг."
        ),
         (
         "Четырёхэтажное здание занимает двенадцать тысяч квадратных метров. На первом этаже устроили "
         "детский зал и комнату для встреч, куда можно прийти с чаем."
     ),
         (
         "«Мы хотели, чтобы человек любого возраста мог провести здесь целый день», — рассказала директор "
         "библиотеки. Читальные залы будут работать с девяти утра до восьми вечера."
     ),
         (
         "Старое здание закроют в конце сентября. Что будет на его месте, решат до марта следующего года "
         "после обсуждения с жителями."
     )],
        ["Главная", "Политика", "Экономика", "Общество", "Культура", "Спорт", "Погода"],
        ["Автобусные маршруты изменят в апреле", "Составлено расписание школьного турнира",
            "На празднике порта снова будет салют", "В школьных столовых больше местных продуктов"],
        "23 мая 2024, 18:20", ["Наконец-то дождались.", "А где там парковка?"],
        "Все права защищены. Перепечатка материалов только с письменного разрешения редакции.",
    ),
    Story(
        "ar", "افتتاح المبنى الجديد للمكتبة العامة مطلع الشهر المقبل",
        [(
            "أعلنت المحافظة يوم الخميس أن المبنى الجديد للمكتبة العامة في شارع الميناء سيفتح أبوابه في "
            "الأول من الشهر المقبل، وأن عدد الكتب فيه يبلغ نحو ثمانمئة ألف كتاب."
        ),
         (
         "ويتألف المبنى من أربعة طوابق على مساحة اثني عشر ألف متر مربع، وفي الطابق الأول قاعة للأطفال "
         "وأخرى للقاءات يمكن للزوار أن يتناولوا فيها الشاي."
     ),
         (
         "وقالت مديرة المكتبة إن الهدف هو أن يجد كل إنسان مهما كان عمره مكانا يقضي فيه يومه، مضيفة أن "
         "القاعات ستعمل من التاسعة صباحا حتى الثامنة مساء."
     ),
         (
         "ومن المقرر أن يغلق المبنى القديم في نهاية سبتمبر، على أن يتقرر مصيره قبل مارس من العام المقبل "
         "بعد الاستماع إلى آراء السكان."
     )],
        ["الرئيسية", "سياسة", "اقتصاد", "مجتمع", "ثقافة", "رياضة", "الطقس"],
        ["تعديل خطوط الحافلات في أبريل", "إعلان جدول البطولة المدرسية", "الألعاب النارية تعود إلى مهرجان الميناء",
            "المنتجات المحلية في مطاعم المدارس"],
        "23 مايو 2024 - 18:20", ["خبر جميل.", "هل يوجد موقف للسيارات؟"],
        "جميع الحقوق محفوظة © 2024",
    ),
    Story(
        "es", "La nueva biblioteca provincial abrirá sus puertas en junio",
        [(
            "El gobierno provincial anunció el jueves que el nuevo edificio de la biblioteca, en la calle "
            "del Puerto, recibirá a sus primeros lectores el uno de junio con unos ochocientos mil libros."
        ),
         (
         "El edificio tiene cuatro plantas y doce mil metros cuadrados. En la planta baja hay una sala "
         "infantil y otra de reuniones donde se puede tomar un café."
     ),
         (
         "“Queríamos que cualquier persona pudiera pasar aquí el día entero”, explicó la directora. Las "
         "salas de lectura estarán abiertas de nueve de la mañana a ocho de la tarde."
     ),
         (
         "El edificio antiguo cerrará a finales de septiembre, y su futuro se decidirá antes de marzo, "
         "después de escuchar a los vecinos."
     )],
        ["Inicio", "Política", "Economía", "Sociedad", "Cultura", "Deportes", "El tiempo"],
        ["Cambian las líneas de autobús en abril", "Ya hay calendario para el torneo escolar",
            "Vuelven los fuegos a la fiesta del puerto", "Más productos locales en los comedores"],
        "23 de mayo de 2024, 18:20", ["¡Por fin!", "¿Habrá aparcamiento?"],
        "Todos los derechos reservados. Prohibida su reproducción total o parcial.",
    ),
    Story(
        "id", "Gedung baru perpustakaan daerah dibuka awal Juni",
        [(
            "Pemerintah daerah mengumumkan pada Kamis bahwa gedung baru perpustakaan di Jalan Pelabuhan "
            "akan dibuka pada tanggal satu Juni dengan koleksi sekitar delapan ratus ribu buku."
        ),
         (
         "Gedung empat lantai itu memiliki luas dua belas ribu meter persegi. Di lantai satu tersedia "
         "ruang anak dan ruang pertemuan tempat pengunjung boleh minum teh."
     ),
         (
         "“Kami ingin siapa pun, tua atau muda, bisa menghabiskan satu hari penuh di sini,” kata kepala "
         "perpustakaan. Ruang baca akan buka dari pukul sembilan pagi sampai delapan malam."
     ),
         (
         "Gedung lama akan ditutup pada akhir September. Penggunaan lahannya akan diputuskan sebelum "
         "Maret tahun depan setelah mendengar pendapat warga."
     )],
        ["Beranda", "Politik", "Ekonomi", "Sosial", "Budaya", "Olahraga", "Cuaca"],
        ["Rute bus berubah mulai April", "Jadwal turnamen sekolah diumumkan",
            "Kembang api kembali di pesta pelabuhan", "Produk lokal di kantin sekolah"],
        "Kamis, 23 Mei 2024 18:20 WIB", ["Akhirnya dibuka juga.", "Apakah ada tempat parkir?"],
        "Hak cipta dilindungi undang-undang. Dilarang mengutip tanpa izin.",
    ),
]  # fmt: skip


def links(texts: list[str], tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/{number}.html">{text}</a></{tag}>' for number, text in enumerate(texts))


def modern(story: Story) -> str:
    """A page of 2020: semantic elements, related stories in cards, comments below."""
    return f"""<!DOCTYPE html><html lang="{story.language}"><head><meta charset="utf-8">
    <title>{story.title} | The Harbour Herald</title>
    </head><body><header><a href="/">The Harbour Herald</a><nav><ul>{links(story.navigation)}</ul></nav></header>
    <main><article><h1>{story.title}</h1><div class="meta">
    <time datetime="2024-05-23T18:20:00">{story.dateline}</time></div>
    <div class="article-body">{"".join(f"<p>{p}</p>" for p in story.paragraphs[:2])}
    <aside class="related"><ul>{links(story.related[:2])}</ul></aside>
    {"".join(f"<p>{p}</p>" for p in story.paragraphs[2:])}</div></article>
    <section class="comments">
    {"".join(f'<div class="comment"><p>{c}</p></div>' for c in story.comments)}</section></main>
    <aside class="sidebar"><h3>Top</h3><ul>{links(story.related)}</ul></aside>
    <footer><p>{story.footer}</p></footer></body></html>"""


def old(story: Story) -> str:
    """A page of 2005: tables, no names anywhere, paragraphs parted by two line breaks."""
    return f"""<html><head><title>{story.title}</title></head><body><table width="100%"><tr><td>
    {" | ".join(f'<a href="/{n}">{n}</a>' for n in story.navigation)}</td></tr></table>
    <table><tr><td width="160">{"".join(f'<a href="/r">{r}</a><br>' for r in story.related)}</td><td>
    <table><tr><td align="center"><font size="5"><b>{story.title}</b></font></td></tr>
    <tr><td align="center">{story.dateline}</td></tr>
    <tr><td>{"<br><br>".join(story.paragraphs)}</td></tr></table></td></tr></table>
    <table><tr><td align="center">{story.footer}</td></tr></table></body></html>"""


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_a_modern_page_gives_its_paragraphs_and_nothing_else(story: Story) -> None:
    page = read(modern(story))
    assert page.body == story.paragraphs
    assert page.language == story.language
    assert page.kind == "article"


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.language)
def test_a_table_page_with_br_paragraphs_gives_its_paragraphs(story: Story) -> None:
    page = read(old(story))
    assert page.body == story.paragraphs
    assert page.language == story.language


CHINESE = [
    "本报讯（记者 王晓明）市图书馆新馆将于下月一日正式向市民开放，馆内藏书八十万册，比老馆多出近一半。",
    "新馆共有四层，建筑面积一万二千平方米。一楼设有亲子阅览室和可以喝茶的交流区，二楼和三楼是开架借阅区。",
    "“我们希望不管老人还是孩子，都能在这里度过一整天。”馆长说，开放时间为早九点到晚八点，周一闭馆。",
    "老馆将于九月底关闭，原址的用途要听取市民意见之后，在明年三月以前确定。",
]


def chinese(body: str, *, before: str = "", after: str = "") -> str:
    navigation = links(["首页", "国内", "国际", "财经", "体育", "娱乐", "科技", "汽车", "房产"])
    related = links(
        [
            "公交线路四月起调整",
            "高中联赛赛程公布",
            "港口节焰火三年后重来",
            "学校食堂本地食材过半",
            "城西公园下周改造",
        ]
    )
    return f"""<html><head><title>市图书馆新馆下月开放_港城新闻网</title></head>
    <body><div class="top"><ul>{navigation}</ul></div>
    <div class="wrap"><div class="left"><h1>市图书馆新馆下月开放</h1>{before}{body}{after}</div>
    <div class="right"><h3>热点新闻</h3><ul>{related}</ul></div></div>
    <div class="foot">版权所有 港城新闻网 未经授权不得转载</div></body></html>"""


def test_boilerplate_lines_at_both_ends_are_not_body() -> None:
    page = read(chinese(
        paragraphs(["原标题：图书馆要搬家了", *CHINESE, "（责任编辑：李红）", "扫描二维码关注港城新闻网微信公众号"]),
        before='<div class="info">2024-05-23 18:20 来源：港城日报</div>',
    ))  # fmt: skip
    assert page.body == CHINESE


def test_a_body_split_by_an_advertisement_and_a_reading_list_stays_whole() -> None:
    box = (
        f'<div class="ad">广告</div><div class="recommend"><b>延伸阅读</b>'
        f"<ul>{links(['老馆的四十年', '一座城市的书房'])}</ul></div>"
    )
    page = read(
        chinese(f'<div class="content">{paragraphs(CHINESE[:2])}{box}{paragraphs(CHINESE[2:])}</div>')
    )
    assert page.body == CHINESE


def test_bare_text_in_a_container_with_single_line_breaks() -> None:
    page = read(chinese("<div>" + "<br>".join(f"　　{text}" for text in CHINESE) + "</div>"))
    assert page.body == CHINESE


def test_a_brief_of_one_paragraph_is_a_body() -> None:
    page = read(chinese(f'<div class="content"><p>{CHINESE[0]}</p></div>'))
    assert page.body == [CHINESE[0]]
    assert page.kind == "article"


def test_a_report_of_fifty_thousand_characters_comes_whole() -> None:
    long = [f"第{number}段。{text}" for number in range(200) for text in CHINESE]
    page = read(chinese(f'<div class="content">{paragraphs(long)}</div>'))
    assert page.body == long


def test_hidden_text_is_not_body() -> None:
    noise = '<p style="display:none">本站域名已经更换，请记住新的地址，以免下次找不到我们的网站。</p>'
    inline = CHINESE[1].replace("。", '<span style="display:none">采集本文者请注明出处</span>。', 1)
    page = read(
        chinese(
            f'<div class="content"><p>{CHINESE[0]}</p>{noise}<p>{inline}</p>{paragraphs(CHINESE[2:])}</div>'
        )
    )
    assert page.body == CHINESE


def test_the_same_article_twice_for_two_screen_widths_comes_once() -> None:
    page = read(
        chinese(
            f'<div class="content">{paragraphs(CHINESE)}</div><div class="content-mobile">{paragraphs(CHINESE)}</div>'
        )
    )
    assert page.body == CHINESE


def test_headings_lists_quotes_and_tables_come_in_reading_order() -> None:
    html = chinese(f"""<div class="content"><p>{CHINESE[0]}</p><h2>新馆有什么</h2><p>{CHINESE[1]}</p>
    <ul><li>一楼是亲子阅览室和交流区，全天开放。</li><li>二楼三楼是开架借阅区，凭证入内。</li></ul>
    <blockquote><p>{CHINESE[2]}</p></blockquote>
    <table><tr><td>楼层</td><td>藏书（万册）</td></tr><tr><td>二楼</td><td>三十五</td></tr></table>
    <p>{CHINESE[3]}</p></div>""")
    page = read(html)
    assert page.body == [
        CHINESE[0], "新馆有什么", CHINESE[1], "一楼是亲子阅览室和交流区，全天开放。",
            "二楼三楼是开架借阅区，凭证入内。", CHINESE[2],
        "楼层 藏书（万册）", "二楼 三十五", CHINESE[3],
    ]  # fmt: skip


def test_images_of_the_body_come_with_their_captions_and_captions_are_not_body() -> None:
    figure = (
        '<figure><img src="/img/hall.jpg" width="600"><figcaption>新馆大厅 王晓明 摄</figcaption></figure>'
    )
    page = read(chinese(f'<div class="content"><p>{CHINESE[0]}</p>{figure}{paragraphs(CHINESE[1:])}</div>'))
    assert page.body == CHINESE
    assert [(image.url, image.caption) for image in page.images] == [
        ("http://news.example.com/img/hall.jpg", "新馆大厅 王晓明 摄")
    ]


def test_every_block_has_a_decision() -> None:
    tree = parse(chinese(f'<div class="content">{paragraphs(CHINESE)}</div>'))
    assert tree is not None
    page = extract(tree, explain=True)
    labels = {decision.text: decision.label for decision in page.decisions}
    assert [decision.index for decision in page.decisions] == list(range(len(page.decisions)))
    assert labels["市图书馆新馆下月开放"] == "title"
    assert all(labels[text] == "body" for text in CHINESE)
    assert labels["体育"] != "body"
    paragraph = next(decision for decision in page.decisions if decision.text == CHINESE[0])
    assert paragraph.path == "html/body/div[2]/div[1]/div[1]/p[1]"
    assert paragraph.features["body probability"] > 0.5  # type: ignore[operator]


def test_the_answer_is_the_same_every_time() -> None:
    html = modern(STORIES[0])
    assert read(html) == read(html)


def test_a_data_table_whose_head_is_in_the_text_is_in_it_as_a_whole() -> None:
    rows = [("1", "Anders", "5040"), ("2", "Bering", "5035"), ("3", "Corso", "5033"), ("4", "Dunn", "2380")]
    table = "".join(f"<tr class=media>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    html = f"""<html><head><title>Standings after the last race</title></head><body><ul><li><a href=/>Home</a></li></ul>
        <h1>Standings after the last race</h1>
        <p>The season ended on Sunday with a race that nobody who was there will forget, in rain and in the dark.</p>
        <p>Anders, who had led since May, kept the title by five points. These are the final standings:</p>
        <table><tr><td>Pos.</td><td>Driver</td><td>Points</td></tr>{table}</table>
        <p>The next season starts in March, on the old course by the sea, if the council agrees.</p></body></html>"""
    assert read(html).body[2:-1] == ["Pos. Driver Points", *(" ".join(row) for row in rows)]


def test_one_likely_paragraph_is_the_body_where_the_whole_page_is_called_comments() -> None:
    """The name of a container that holds everything is ignored."""
    notice = (
        "Our aim with these quarterly threads is to give readers an opportunity to raise questions about "
        "our work in public. As always, "
        "you are also welcome to write to us."
    )
    tree = parse(
        "<html><body class='discussion'><h1>September open thread</h1><p>September 10, 2018 | by Catherine</p>"
        f"<p>{notice}</p><p>See our June thread here.</p><h3>Comments</h3><p>Any update on that paper?</p>"
        f"</body></html>"
    )
    assert tree is not None
    document = read_blocks(tree)
    likely = np.array([0.01, 0.01, 0.54, 0.04, 0.01, 0.02], np.float32)
    body = assemble(document, measure(document, "September open thread"), likely)
    assert body.texts() == [notice]


def test_a_second_article_below_is_not_body() -> None:
    first, second = STORIES[2], STORIES[4]
    below = "".join(f"<p>{paragraph}</p>" for paragraph in second.paragraphs * 2)
    another = f"<div class='item'><h2>{second.title}</h2><div>2024-04-23 10:00</div>{below}</div>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in first.paragraphs)
    page = read(
        f"<html><head><title>{first.title}</title></head><body><ul>{links(first.navigation)}</ul>"
        f"<h1>{first.title}</h1>"
        f"<div class='info'>2024-05-23 18:20</div><div class='c'>{text}</div>{another}<p>{first.footer}</"
        f"p></body></html>"
    )
    assert page.body == first.paragraphs


def test_a_log_of_events_comes_whole() -> None:
    entries = "".join(
        f"<div class='entry'><h3>Part {hour} of the day in the town hall</h3><div>2024-04-23 {hour}:00</div>"
        f"<p>At {hour} o'clock the mayor spoke for the {hour}th time, and again nobody in the hall could "
        f"follow what he said about the budget.</p>"
        f"<p>The opposition, which had {hour} seats at the time, asked for a break; it was refused, and "
        f"the debate went on into the night.</p></div>"
        for hour in range(10, 20)
    )
    page = read(
        "<html><head><title>The day of the budget, as it happened</title></head><body><ul><li><a "
        "href=/>Home</a></li></ul>"
        f"<article><h1>The day of the budget, as it happened</h1><div>2024-04-23 "
        f"21:00</div>{entries}</article></body></html>"
    )
    assert sum("o'clock the mayor" in paragraph for paragraph in page.body) == 10


def assembled(html: str, likely: dict[str, float]) -> list[str]:
    """The body where the model gives each line the probability of the first key that it starts with, else
    .01."""
    tree = parse(html)
    assert tree is not None
    document = read_blocks(tree)
    probability = [
        next((p for key, p in likely.items() if block.text.startswith(key)), 0.01)
        for block in document.blocks
    ]
    return assemble(document, measure(document, ""), np.array(probability, np.float32)).texts()


def test_teasers_under_a_line_that_says_so_are_not_body_however_much_they_read_like_it() -> None:
    teasers = "".join(
        (
            f"<li><a href='/{n}'>拆解第{n}款手表：差别不大</a>第{n}款手表发布后，"
            f"一直被用户吐槽与上一代差别不大，拆开看看，里面究竟换了些什么。</li>"
        )
        for n in range(6)
    )
    text = "".join(
        f"<p>第{n}段正文，讲的是芯片从设计到流片的过程，前后用了一年半时间。</p>" for n in range(6)
    )
    html = f"<body><div>{text}</div><div><h4>您可能感兴趣的文章</h4><ul>{teasers}</ul></div></body>"
    assert len(assembled(html, {"第": 0.99, "拆": 0.99})) == 6


def test_a_list_that_the_text_leads_to_stays() -> None:
    links = "".join(
        f"<li><a href='/{n}'>How to plan tour number {n} of the season</a></li>" for n in range(4)
    )
    html = (
        "<body><h1>How a guide plans a tour</h1><p>Guests forget most of what they hear on a tour, and keep what "
        "they laughed about. A plan leaves room for that.</p>"
        "<p>A key tip for all of them: remember what the guests came for, and say so.</p>"
        f"<p>Four of our guides show how that is done:</p><ul>{links}</ul><p>Then write the plan down, and keep to "
        "it. Who leaves it at the third stop comes late to the fourth.</p></body>"
    )
    kept = assembled(html, {"Guests": 0.99, "A key": 0.99, "Four": 0.9, "How to": 0.8, "Then": 0.99})
    assert sum(line.startswith("How to plan") for line in kept) == 4


def test_a_list_under_a_line_like_a_kicker_is_left_to_the_choice_of_regions() -> None:
    links = "".join(
        f"<li><a href='/{n}'>How to plan tour number {n} of the season</a></li>" for n in range(4)
    )
    tree = parse(
        "<body><p>A key tip for all of them: remember what the guests came for, and say so.</p>"
        f"<p>Read more in our guides below:</p><ul>{links}</ul><p>Then write the plan down, and keep to "
        "it.</p></body>"
    )
    assert tree is not None
    document = read_blocks(tree)
    probability = np.array([0.99, 0.6, 0.8, 0.8, 0.8, 0.8, 0.99], np.float32)
    kept, rules = before_choice(document, measure(document, ""), probability)
    assert (kept, rules) == ([0, 2, 3, 4, 5, 6], {1: "line: related"})


def test_a_heap_of_search_words_is_not_body() -> None:
    heap = " ".join(f"某某影院灰姑娘{n} 钓鱼岛屿事件始末" for n in range(40))
    text = "".join(
        f"<p>第{n}段正文，讲的是芯片从设计到流片的过程，前后用了一年半时间。</p>" for n in range(6)
    )
    names = " ".join(["王小明 李建国 赵敏 欧阳文 张三丰"] * 20)
    html = f"<body><div>{text}<p>{names}</p></div><div>{heap}</div></body>"
    kept = assembled(html, {"第": 0.99, "某某": 0.7, "王小明": 0.9})
    assert (heap in kept, names in kept, len(kept)) == (False, True, 7)


def test_teasers_that_break_off_below_the_text_are_not_body() -> None:
    teasers = "".join(
        (
            f"<h3><a href='/{n}'>Big discount number {n} available before launch</a></h3><p>In September the "
            f"company announced a slew of devices, and number {n} of …</p>"
        )
        for n in range(4)
    )
    text = "".join(
        f"<p>Paragraph {n} of the story says what the game does on the new service, and how it was measured.</p>"
        for n in range(6)
    )
    likely = {"Paragraph": 0.99, "Big": 0.4, "In September": 0.9}
    assert len(assembled(f"<body>{text}{teasers}</body>", likely)) == 6


def test_linked_headings_over_whole_paragraphs_are_a_list_of_products_and_stay() -> None:
    products = "".join(
        (
            f"<h3><a href='/{n}'>Headphones of the year, number {n}</a></h3><p>Number {n} sounds better than "
            f"all others, lasts for {n} days and costs little.</p>"
        )
        for n in range(1, 6)
    )
    text = (
        "<p>We have listened to fifty of them for a month, at home and on the train, and these are the best.</p>"
        * 1
    )
    likely = {"We have": 0.99, "Headphones": 0.9, "Number": 0.97}
    assert len(assembled(f"<body>{text}{products}</body>", likely)) == 11


def test_a_text_that_repeats_itself_here_and_there_stays_and_a_second_copy_of_it_goes() -> None:
    soup = (
        "<p>One bowl of the soup of the first day, with two slices of bread, half an apple and a glass of "
        "water.</p>"
    )
    days = [
        f"<p>Day {n}: get up early, walk for {n} miles before the sun is high, and write down how it went.</p>"
        for n in range(9)
    ]
    plan = "".join(day + (soup if n in (0, 1, 4, 5, 8) else "") for n, day in enumerate(days))
    likely = {"One bowl": 0.95, "Day": 0.99}
    assert len(assembled(f"<body><div>{plan}</div></body>", likely)) == 14
    assert (
        len(assembled(f"<body><div>{''.join(days)}</div><section>{''.join(days)}</section></body>", likely))
        == 9
    )


def test_linked_headlines_right_behind_one_another_are_not_body() -> None:
    text = "".join(
        f"<p>Paragraph {n} of the story says who came to the talks, and who did not.</p>" for n in range(6)
    )
    more = "".join(f"<h4><a href='/{n}'>Young people must be heard, part {n}</a></h4>" for n in range(3))
    assert len(assembled(f"<body>{text}{more}</body>", {"Paragraph": 0.99, "Young": 0.6})) == 6


PARAGRAPHS, FURTHER = (
    "".join(
        f"<p>Paragraph {n} of the story says who came to the talks in the old town hall, and who stayed away.</p>"
        for n in numbers
    )
    for numbers in (range(8), range(8, 16))
)


def test_a_linked_headline_in_a_box_between_paragraphs_is_not_body_and_those_of_a_round_up_are() -> None:
    box = (
        "<div><div><h3><a href='/2'>Harbour workers end their strike</a></h3></div><div>23. 12. 2024 "
        "13:31</div></div>"
    )
    likely = {"Paragraph": 0.99, "Harbour": 0.9, "23.": 0.9}
    assert len(assembled(f"<body><div>{PARAGRAPHS}{box}{FURTHER}</div></body>", likely)) == 16
    items = "".join(
        (
            f"<div><h3><a href='/{n}'>Harbour {n} ends its strike</a></h3><p>Paragraph {n} on the strike, "
            f"which went on for six days, and on what the port lost by it.</p></div>"
        )
        for n in range(4)
    )
    assert len(assembled(f"<body><div>{items}</div></body>", {"Paragraph": 0.99, "Harbour": 0.9})) == 8


def test_a_paragraph_inside_a_figcaption_is_a_caption() -> None:
    figure = "<figure><img src='/a.jpg'><figcaption><p>The town hall on Monday</p></figcaption></figure>"
    kept = assembled(
        f"<body><div>{PARAGRAPHS}{figure}{FURTHER}</div></body>", {"Paragraph": 0.99, "The town": 0.9}
    )
    assert len(kept) == 16


def test_a_notice_far_below_the_article_is_not_body_and_explain_shows_the_score_of_its_region() -> None:
    links = "".join(f"<li><a href='/{n}'>Story number {n} of the day</a></li>" for n in range(60))
    notice = "".join(
        f"<p>These cookies are needed for part {n} of the website to work, and cannot be switched off.</p>"
        for n in range(3)
    )
    html = (
        "<html><head><title>Talks go on</title></head><body><article><h1>Talks go on</h1>"
        f"{PARAGRAPHS}</article><ul>{links}</ul><div class='x1'><div>{notice}</div></div></body></html>"
    )
    tree = parse(html)
    assert tree is not None
    document = read_blocks(tree)
    features = measure(document, "Talks go on")
    likely = [
        0.99 if b.text.startswith("Par") else 0.8 if b.text.startswith("These") else 0.01
        for b in document.blocks
    ]
    body = assemble(document, features, np.array(likely, np.float32))
    assert [block.text[:9] for block in body.blocks] == ["Paragraph"] * 8
    notices = [block.index for block in document.blocks if block.text.startswith("These")]
    assert {body.rules[index] for index in notices} == {"region"}
    assert all(body.belonging[index] < body.belonging[body.blocks[0].index] for index in notices)

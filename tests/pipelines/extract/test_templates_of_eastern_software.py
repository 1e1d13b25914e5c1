"""Pages as content systems of East Asia, the former Soviet Union and the Middle East write them by default."""

from __future__ import annotations

import pytest

from newsmill.pipelines.extract import Extraction, extract, parse

CHINESE = [
    "本周六上午，老码头改造工程完工，第一批四十二家商户搬进了重新修缮的仓库，河边的石阶也恢复了原样。",
    "据了解，工程总投资一亿三千万元，历时两年零四个月，其中一半资金用于加固河岸和更换地下管线。",
    "下一步，当地将把相邻的两条老街纳入改造范围，方案正在征求意见。",
]
KOREAN = [
    "남포시 옛 어시장 정비 공사가 지난 21일 마무리돼 점포 42곳이 새로 단장한 창고에 입주했다.",
    "시에 따르면 총사업비는 130억원으로 공사 기간은 2년 4개월이다.",
    "전문가들은 원주민이 떠나지 않도록 하는 것이 공사보다 어렵다고 입을 모은다.",
]
JAPANESE = [
    "南浜市の旧魚市場で進められていた改修工事が２１日に終わり、最初の４２店が倉庫に入居した。",
    "市によると、総事業費は１３億円で、工期は２年４カ月だった。",
]
ARABIC = [
    "انتهت صباح السبت أعمال ترميم سوق السمك القديم، وانتقل أول البائعين إلى المستودعات على ضفة النهر.",
    "وبحسب البلدية، بلغت كلفة المشروع 130 مليون ليرة واستغرق العمل عامين وأربعة أشهر.",
]
HEBREW = [
    "בשבת בבוקר הסתיים שיפוץ שוק הדגים הישן, והסוחרים הראשונים נכנסו למחסנים המחודשים שעל גדת הנחל.",
    "לפי העירייה, עלות הפרויקט הייתה 130 מיליון שקל והעבודה נמשכה שנתיים וארבעה חודשים.",
]
GEORGIAN = [
    "შაბათს დილით ძველი ბაზრის რემონტი დასრულდა: პირველი გამყიდველები განახლებულ საწყობებში გადავიდნენ.",
    "მერიის ინფორმაციით, სამუშაოები 130 მილიონი ლარი დაჯდა და ორი წელი და ოთხი თვე გაგრძელდა.",
]
RUSSIAN = [
    "В субботу утром завершили ремонт старого рыбного рынка: первые 42 продавца въехали в склады у реки.",
    "По данным администрации, работы обошлись в 130 миллионов рублей и заняли два года и четыре месяца.",
]
VIETNAMESE = [
    "Sáng thứ bảy, công trình cải tạo chợ cá cũ đã hoàn thành, 42 tiểu thương đầu tiên dọn vào khu nhà kho.",
    "Theo UBND thành phố, tổng vốn đầu tư của dự án là 130 tỉ đồng, thi công trong hai năm bốn tháng.",
]
TURKISH = [
    "Cumartesi sabahı eski balık halinin onarımı tamamlandı ve ilk 42 esnaf yenilenen depolara taşındı.",
    "Belediyenin verdiği bilgiye göre 130 milyon liraya mal olan çalışma iki yıl dört ay sürdü.",
]
TEXTS = {
    "zh": CHINESE, "ko": KOREAN, "ja": JAPANESE, "ar": ARABIC, "he": HEBREW, "ka": GEORGIAN, "ru": RUSSIAN,
    "vi": VIETNAMESE, "tr": TURKISH,
}  # fmt: skip
HEADLINES = {
    "zh": "江原老码头改造完工首批商户入驻", "ko": "옛 어시장 새 단장 마쳐… 42개 점포 입주",
    "ja": "旧魚市場の改修終わる 42店が入居",
    "ar": "افتتاح سوق السمك القديم بعد الترميم", "he": "שוק הדגים הישן נפתח מחדש לאחר שיפוץ",
    "ka": "ძველი თევზის ბაზარი რემონტის შემდეგ გაიხსნა", "ru": "Старый рыбный рынок открылся после ремонта",
    "vi": "Chợ cá cũ hoàn thành cải tạo, 42 tiểu thương dọn vào",
    "tr": "Eski balık hali onarımdan sonra açıldı",
}  # fmt: skip
LINKS = "".join(f"<li><a href=/n/{number}>{number}</a></li>" for number in range(6))


def read(page: str, url: str = "https://portal.example/news/123456.html") -> Extraction:
    tree = parse(page)
    assert tree is not None
    return extract(tree, url)


def article(language: str, head: str, *, tail: str = "", top: str = "", scripts: str = "") -> Extraction:
    text = "".join(f"<p>{line}</p>" for line in TEXTS[language])
    headline = HEADLINES[language]
    return read(
        f"<html lang={language}><head><meta charset=utf-8><title>{headline} - Portal</title>{scripts}</head><body>"
        f"<ul class=nav>{LINKS}</ul>{top}<div class=main><h1>{headline}</h1>{head}<div class=text>{text}{tail}</div>"
        "</div><div class=foot>© Portal</div></body></html>"
    )


def names(people: object) -> list[str]:
    return [person.name for person in people]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "head", "authors"),
    [
        ("ar", "<div class=writer>محمد الخطيب - سامي النجار</div>", ["محمد الخطيب", "سامي النجار"]),
        ("ar", "<div class=meta><span>ليلى حداد</span> | <span>12/03/2024</span></div>", ["ليلى حداد"]),
        ("he", "<div class=meta><span class=authors>יעל כהן</span> | 12.03.2024 | 10:20</div>", ["יעל כהן"]),
        ("ka", "<div class=author>გიორგი მაისურაძე</div><div>12.03.2024</div>", ["გიორგი მაისურაძე"]),
        ("ko", "<div><span>홍길동</span> <span>등록 2024-03-12 10:20</span></div>", ["홍길동"]),
        ("ko", "<div><span>김민수·박지훈</span> <span>등록 2024-03-12 10:20</span></div>", ["김민수", "박지훈"]),
        ("ja", "<div><span>山田太郎</span> <span>2024年3月12日 10時20分</span></div>", ["山田太郎"]),
        ("ru", "<div>Опубликовано вт, 12/03/2024 - 10:20 пользователем <b>Елена Орлова</b></div>", ["Елена Орлова"]),
    ],
)  # fmt: skip
def test_unlabelled_name_by_the_date_or_in_a_byline_is_the_author(
    language: str, head: str, authors: list[str]
) -> None:
    assert names(article(language, head).fields.authors) == authors


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("ar", "<div class=meta><span>أخبار المدينة</span> | <span>12/03/2024</span></div>"),
        ("he", "<div class=meta><span class=authors>חדשות בארץ</span> | 12.03.2024</div>"),
        ("ko", "<div><span>사회</span> <span>등록 2024-03-12 10:20</span></div>"),
    ],
)
def test_a_section_beside_the_date_is_not_an_author(language: str, head: str) -> None:
    assert article(language, head).fields.authors == []


def test_user_and_counter_of_a_board_are_not_a_source() -> None:
    found = article("ko", "<div>작성자 최고관리자 댓글 0건 조회 312회 작성일 24-03-12 10:11</div>")
    assert found.fields.source is None
    assert found.fields.published == "2024-03-12T10:11"


def test_declared_author_beside_the_date_is_not_a_source() -> None:
    found = article(
        "ko",
        "<div><span>by 남포산책</span> <span>2024. 3. 12.</span></div>",
        scripts='<meta property="og:article:author" content="남포산책">',
    )
    assert found.fields.source is None


def test_two_names_close_a_text_and_an_outlet_behind_theo_is_the_source() -> None:
    two = article("vi", "<div>12/03/2024 10:20</div>", tail="<p>Lê Hoàng Nam - Phạm Thu Hà</p>")
    assert names(two.fields.authors) == ["Lê Hoàng Nam", "Phạm Thu Hà"]
    outlet = article("vi", "<div>12/03/2024 10:20</div>", tail="<p>Theo <b>TTXVN</b></p>")
    assert (outlet.fields.authors, outlet.fields.source) == ([], "TTXVN")


def test_editor_in_a_link_below_the_headline() -> None:
    found = article(
        "tr", "<div><a href=/author/1>Editör: Zeynep Arslan</a></div><div>12 Mart 2024 10:20</div>"
    )
    assert names(found.fields.editors) == ["Zeynep Arslan"]


def test_editor_before_the_day_in_numbers() -> None:
    found = article("zh", "<div>2024/3/12 10:20</div>", tail="<p>方案下月公布。（編輯：孫麗）1130312</p>")
    assert names(found.fields.editors) == ["孫麗"]


def test_reprint_from_the_net_is_not_a_source() -> None:
    found = article("zh", "<div>时间：2024-03-12 来源：网络转载 作者：佚名</div>")
    assert (found.fields.authors, found.fields.source) == ([], None)


def test_date_of_a_script_variable_and_declared_name_in_a_cell() -> None:
    found = article(
        "zh",
        "<div><span>原创</span><span>赵文博</span><span>江原发布</span><em id=publish_time></em></div>",
        scripts="<meta name=author content=赵文博><script>var ct = '1710209940'; "
        "var createTime = '2024-03-12 10:19';</script>",
    )
    assert found.fields.published == "2024-03-12T10:19"
    assert names(found.fields.authors) == ["赵文博"]


def test_variable_of_the_clock_is_not_a_date() -> None:
    found = article(
        "zh", "<div>江原发布</div>", scripts="<script>var currentTime = '2024-03-12 10:19';</script>"
    )
    assert found.fields.published is None


def test_chuban_labels_the_publication_of_a_page_and_not_only_of_a_book() -> None:
    found = article("zh", "<div>出版：2024-03-12 13:32</div><div>更新：2024-03-13 02:39</div>")
    assert (found.fields.published, found.fields.updated) == ("2024-03-12T13:32", "2024-03-13T02:39")


def test_summary_in_a_box_of_the_text_is_the_lead() -> None:
    lead = "改造工程历时两年多，居民对重新开放普遍表示欢迎，但停车问题仍有待解决。"
    page = "".join(f"<p>{line}</p>" for line in CHINESE)
    inside = read(
        f"<html lang=zh><head><meta charset=utf-8><title>{HEADLINES['zh']}</title></head><body>"
        f"<h1>{HEADLINES['zh']}</h1>"
        f"<div>2024-03-12 13:32</div><article><div class=lead>{lead}</div>{page}</article></body></html>"
    )
    assert inside.fields.lead == lead
    assert inside.body == CHINESE


@pytest.mark.parametrize(
    ("top", "section"),
    [
        (
            "<table><tr><td>您现在的位置：<table><tr><td><a href=/>首页</a></td><td>&gt;</td>"
            "<td><a href=/a>新闻中心</a></td>"
            "<td>&gt;</td><td><a href=/b>本地新闻</a></td></tr></table></td></tr></table>",
            ["新闻中心", "本地新闻"],
        ),
        (
            "<div class=entry-crumbs><span><a href=/>主頁</a></span> <i></i> <span><a href=/b>地方</a></span> <i></i> "
            f"<span>{HEADLINES['zh']}</span></div>",
            ["地方"],
        ),
        (
            "<div>Portal &gt; <a href=/a>新闻中心</a> &gt; <a href=/b>社会</a> &gt; 浏览文章</div>",
            ["新闻中心", "社会"],
        ),
    ],
)
def test_crumbs_in_cells_between_icons_and_below_the_sites_name(top: str, section: list[str]) -> None:
    assert article("zh", "<div>2024-03-12 13:32</div>", top=top).fields.section == section


ENTRIES = ["皮影戏专场演出", "周末亲子读书会", "老街摄影展", "春季骑行", "社区义诊", "旧书市集", "合唱音乐会"]


@pytest.mark.parametrize(
    "box",
    [
        "<div class=ev><div><b>{n}</b> 3月</div><h3>{t}</h3><p>时间：周六 14:00</p><p>地点：文化馆{n}楼</p>"
        "<p>面向市民免费开放，名额有限，请提前到现场登记领取入场券。</p><a href=/e/{n}>详情</a></div>",
        "<div class=ev><h3>{t}</h3><p>文化馆{n}楼</p><p>14:0{n}</p><p>面向市民免费开放，名额有限。</p></div>",
        "<li><a href=/p/{n}><img src={n}.jpg></a><p>{t}：记者镜头里的一天<em>({n}张)</em></p></li>",
        "<a href=/n/{n}><div class=card><b>{t}开幕</b><p>本市文化馆本月推出多项活动，市民可以免费参加……</p></div></a>",
    ],
)
def test_boxes_of_one_shape_are_a_list_though_no_headline_is_linked(box: str) -> None:
    rows = "".join(box.format(n=number, t=title) for number, title in enumerate(ENTRIES, 1))
    found = read(
        f"<html lang=zh><head><meta charset=utf-8><title>活动 - Portal</title></head><body><ul>{LINKS}</ul>"
        "<h1>活动</h1>"
        f"<div class=list>{rows}</div><div>© Portal</div></body></html>",
        "https://portal.example/huodong/",
    )
    assert (found.kind, found.body) == ("listing", [])


def test_sections_in_boxes_of_a_dated_story_are_its_text() -> None:
    rows = "".join(
        f"<div class=box><h3>{title}</h3><p>{CHINESE[0]}{CHINESE[1]}</p><p>{CHINESE[2]}</p></div>"
        for title in ENTRIES
    )
    found = article("zh", f"<div>2024-03-12 13:32</div>{rows}")
    assert found.kind == "article"
    assert len(found.body) >= len(ENTRIES)


def test_article_of_a_forums_portal_is_an_article() -> None:
    text = "".join(f"<p>{line}</p>" for line in CHINESE)
    found = read(
        f"<html lang=zh><head><meta charset=utf-8><meta name=generator content='Discuz! X3.2'><title>{HEADLINES['zh']}"
        f"</title></head><body><ul>{LINKS}</ul><h1>{HEADLINES['zh']}</h1>"
        "<p>2024-3-12 10:22 | 发布者: admin | 查看: 18</p>"
        f"<div>{text}</div></body></html>",
        "https://portal.example/portal.php?mod=view&aid=12",
    )
    assert found.kind == "article"


def test_headline_without_a_heading_that_title_does_not_name() -> None:
    text = "".join(f"<p>{line}</p>" for line in KOREAN)
    found = read(
        f"<html lang=ko><head><meta charset=utf-8><title>한강매일</title></head><body><ul>{LINKS}</ul><table>"
        f"<tr><td><b>{HEADLINES['ko']}</b></td></tr><tr><td>2011년 12월 23일 (금) 20:11:52</td>"
        "<td>홍길동 기자</td></tr>"
        f"<tr><td>{text}</td></tr><tr><td>홍길동 기자의 다른기사 보기</td></tr></table></body></html>"
    )
    assert found.fields.title == HEADLINES["ko"]
    assert found.body == KOREAN


def test_story_in_a_script_below_a_menu_of_a_few_links() -> None:
    blocks = ",".join(f'{{"type":"paragraph","data":{{"text":"{line}"}}}}' for line in RUSSIAN * 2)
    found = read(
        f"<html lang=ru><head><meta charset=utf-8><title>{HEADLINES['ru']} | Portal</title><meta property=og:type "
        f"content=article></head><body><nav>{LINKS.replace('</a>', ' раздел портала</a>')}</nav><main></main><script "
        f'id=__NEXT_DATA__ type="application/json">{{"article":{{"headline":"{HEADLINES["ru"]}","blocks":[{blocks}]}}}}'
        "</script></body></html>"
    )
    assert found.kind == "article"
    assert found.body[:2] == RUSSIAN


def test_date_written_into_the_first_line_is_read_and_taken_off() -> None:
    found = read(
        f"<html lang=ru><head><meta charset=utf-8><title>{HEADLINES['ru']}</title></head><body><ul>{LINKS}</ul>"
        f"<h1>{HEADLINES['ru']}</h1><div class=news-detail><span class=news-date-time>12.03.2024</span>{RUSSIAN[0]}<br>"
        f"<br>{RUSSIAN[1]}<br></div><p><a href=/news/>Возврат к списку</a></p></body></html>"
    )
    assert found.fields.published == "2024-03-12"
    assert found.body == RUSSIAN


def test_day_of_an_attribute_has_the_time_that_the_line_below_the_text_shows() -> None:
    time = "<ul class=left><li><time datetime=2024-03-12><a href=/d>12.03.2024, 15:50</a></time></li></ul>"
    assert article("ru", "", tail=f"</div><div class=meta>{time}").fields.published == "2024-03-12T15:50"


def test_a_persian_comma_before_the_time_is_read() -> None:
    text = "".join(f"<p>{line}</p>" for line in ARABIC)
    found = read(
        "<html lang=fa><head><meta charset=utf-8><title>بازار قدیمی ماهی گشایش یافت</title></head><body>"
        f"<h1>بازار قدیمی ماهی گشایش یافت</h1><div>۱۲ مرداد ۱۳۹۷، ۲۰:۲۱</div>{text}</body></html>"
    )
    assert found.fields.published == "2018-08-03T20:21"


def test_label_of_a_korean_reporter_is_not_a_name() -> None:
    found = article("ko", "<ul><li>기자명 홍길동 기자</li><li>입력 2024.03.12 10:20</li></ul>")
    assert names(found.fields.authors) == ["홍길동"]


def test_an_outlet_or_portal_declared_as_author_is_ignored() -> None:
    declared = '<meta property="og:article:author" content="남도일보 | 포털">'
    assert article("ko", "<div>입력 2024.03.12 10:20</div>", scripts=declared).fields.authors == []


def test_initial_and_name_in_one_word_is_a_person() -> None:
    found = article("ru", "<div><b>Б.Болормаа, Д.Ганбат</b> <span>2024-03-12 10:20</span></div>")
    assert names(found.fields.authors) == ["Б.Болормаа", "Д.Ганбат"]


def test_two_japanese_names_in_a_byline() -> None:
    found = article("ja", "<div class=byline>高橋健一　山田太郎</div><div>2024年3月12日 10時20分</div>")
    assert names(found.fields.authors) == ["高橋健一", "山田太郎"]


def test_story_behind_the_blogs_name_in_title() -> None:
    text = "".join(f"<p>{line}</p>" for line in JAPANESE)
    found = read(
        f"<html lang=ja><head><meta charset=utf-8><title>みなとの日記 {HEADLINES['ja']}</title></head><body>"
        f"<h1><a href=/>みなとの日記</a></h1><p>2024年03月12日</p>"
        f"<h2><a href=/1>{HEADLINES['ja']}</a></h2>{text}</body></html>"
    )
    assert found.fields.title == HEADLINES["ja"]


def test_channel_and_board_of_forum_software_are_lists() -> None:
    rows = "".join(
        f"<dl><dt><a href=/a{number}>{title}将于本周六举行</a></dt><dd>{CHINESE[number % 2]}</dd>"
        f"<dd>2024-3-{number}</dd></dl>"
        for number, title in enumerate(ENTRIES, 1)
    )
    found = read(
        f"<html lang=zh><head><meta charset=utf-8><meta name=generator content='Discuz! X3.2'>"
        f"<title>本地新闻 - 江原</title></head><body><ul>{LINKS}</ul><h1>本地新闻</h1><div>{rows}</div></body></html>",
        "https://portal.example/portal.php?mod=list&catid=3",
    )
    assert (found.kind, found.body) == ("listing", [])

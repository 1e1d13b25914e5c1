"""Dates, credits and outlets as portals of many languages write them: invented pages, one a row."""

import pytest

from newsmill import clean


def page(lang, title, head, paras, tail="", site="Example", meta="", h="h1", nav=""):
    return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">
<title>{title} - {site}</title>{meta}</head><body>
<div class="nav"><ul><li><a href="/">{
        nav or "Home"
    }</a></li><li><a href="/a">A</a></li><li><a href="/b">B</a></li></ul></div>
<div class="wrap"><{h}>{title}</{h}>{head}
<div class="content">{"".join("<p>" + p + "</p>" for p in paras)}</div>{tail}</div>
<div class="side"><ul><li><a href="/x">Other story one</a> <span>2020-01-01</span></li>
<li><a href="/y">Other story two</a><span>2020-01-02</span></li></ul></div>
<footer>© 2001-2026 {site}</footer></body></html>"""


ZH = [
    "4月24日，江城市召开全市经济工作会议，总结今年以来的各项工作，部署下一阶段重点任务，市委书记出席会议并讲话。",
    (
        "会议指出，面对复杂严峻的形势，全市上下坚定信心、迎难而上，经济运行总体平稳，民生保障持续改善，"
        "社会大局和谐稳定。"
    ),
    "会议强调，要坚持稳中求进工作总基调，着力扩大内需，优化结构，防范化解风险，推动高质量发展取得新成效。",
]
JA = [
    (
        "政府は２４日、新たな経済対策を閣議決定した。物価高に苦しむ家計への支援を柱とし、"
        "総額は２兆円規模となる見通しだ。"
    ),
    (
        "対策には、電気・ガス料金への補助の延長や、低所得世帯への給付金が盛り込まれた。"
        "野党は効果が不十分だと批判している。"
    ),
    "首相は記者団に対し「国民の暮らしを守るために全力を尽くす」と述べた。",
]
KO = [
    (
        "정부는 24일 국무회의를 열고 새로운 경제 대책을 의결했다. 물가 상승으로 어려움을 겪는 가계를 지원하는 "
        "것이 핵심이다."
    ),
    (
        "대책에는 전기와 가스 요금 보조를 연장하고 저소득 가구에 지원금을 지급하는 방안이 담겼다. 야당은 "
        "효과가 부족하다고 비판했다."
    ),
    '총리는 기자들에게 "국민의 삶을 지키기 위해 최선을 다하겠다"고 말했다.',
]
RU = [
    (
        "Правительство утвердило новый пакет мер поддержки экономики, сообщили в среду журналистам в "
        "пресс-службе кабинета министров."
    ),
    (
        "Документ предусматривает субсидии на оплату электроэнергии и газа, а также выплаты семьям с низкими "
        "доходами, пояснили чиновники."
    ),
    (
        "Оппозиция считает, что этих мер недостаточно, и требует увеличить расходы бюджета на социальную "
        "поддержку населения."
    ),
]
ES = [
    (
        "El Gobierno aprobó este miércoles un nuevo paquete de medidas económicas para aliviar el impacto de "
        "la inflación en los hogares."
    ),
    (
        "El plan incluye la prórroga de las ayudas al consumo de electricidad y gas, así como un pago directo "
        "a las familias con menos ingresos."
    ),
    (
        "La oposición considera que las medidas son insuficientes y reclama un aumento del gasto social en "
        "los próximos presupuestos."
    ),
]
AR = [
    (
        "أقرت الحكومة يوم الأربعاء حزمة جديدة من الإجراءات الاقتصادية لتخفيف أثر التضخم على الأسر، بحسب بيان "
        "رسمي صدر في العاصمة."
    ),
    (
        "وتشمل الخطة تمديد الدعم المخصص لاستهلاك الكهرباء والغاز، إضافة إلى دفعات مباشرة للأسر ذات الدخل "
        "المحدود في جميع المحافظات."
    ),
    "وترى المعارضة أن هذه الإجراءات غير كافية وتطالب بزيادة الإنفاق الاجتماعي في الموازنة المقبلة للدولة.",
]
IDN = [
    (
        "Pemerintah menyetujui paket kebijakan ekonomi baru pada Rabu untuk meringankan dampak inflasi "
        "terhadap rumah tangga di seluruh negeri."
    ),
    (
        "Paket itu mencakup perpanjangan subsidi listrik dan gas serta bantuan langsung tunai bagi keluarga "
        "berpenghasilan rendah, kata menteri."
    ),
    "Oposisi menilai langkah itu belum cukup dan meminta peningkatan belanja sosial dalam anggaran tahun depan.",
]
DE = [
    (
        "Die Bundesregierung hat am Mittwoch ein neues Paket zur Entlastung der Haushalte beschlossen, wie "
        "ein Sprecher in Berlin mitteilte."
    ),
    (
        "Vorgesehen sind eine Verlängerung der Zuschüsse für Strom und Gas sowie direkte Zahlungen an "
        "Familien mit geringem Einkommen."
    ),
    "Die Opposition hält die Maßnahmen für unzureichend und fordert höhere Sozialausgaben im kommenden Haushalt.",
]
EN = [
    (
        "The government approved a new package of economic measures on Wednesday to ease the impact of "
        "inflation on households, officials said."
    ),
    (
        "The plan includes an extension of subsidies for electricity and gas as well as direct payments to "
        "low-income families across the country."
    ),
    "The opposition says the measures are not enough and calls for higher social spending in the next budget.",
]
CASES = [
    (
        "zh1",
        page(
            "zh",
            "全市经济工作会议召开",
            '<div class="info"><span>2024年04月24日08:15</span>　<span>来源：<a href="/s">江城日报</a></span></div>',
            ZH,
            '<div class="edit">(责编：王小明、李四光)</div>',
            site="江城网",
        ),
        "2024-04-24T08:15",
        "江城日报",
        [],
        ["王小明", "李四光"],
    ),
    (
        "zh2",
        page(
            "zh",
            "全市经济工作会议召开",
            "<p>2024-04-24 08:15:30　江城日报　<span>作者：张三丰</span>　分享到：</p>",
            [*ZH, "（江城日报记者 张三丰 通讯员 刘洋）"],
            "<p>[编辑：赵敏 校对：周芷若]</p>",
        ),
        "2024-04-24T08:15:30",
        "江城日报",
        ["张三丰", "刘洋"],
        ["赵敏", "周芷若"],
    ),
    (
        "zh3",
        page(
            "zh",
            "全市经济工作会议召开",
            "<div><span>时间：2024-04-24</span><span>来源：市政府办公室</span><span>字号：[大 中 小]</span></div>",
            ZH,
        ),
        "2024-04-24",
        "市政府办公室",
        [],
        [],
    ),
    (
        "zh4",
        page(
            "zh",
            "全市经济工作会议召开",
            "<div>江城新闻记者 王五 实习生 赵六 2024-04-24 08:15 来源：江城新闻</div>",
            ZH,
            "<p>责任编辑：李七 图片编辑：张八 校对：刘九</p>",
        ),
        "2024-04-24T08:15",
        "江城新闻",
        ["王五", "赵六"],
        ["李七", "刘九"],
    ),
    (
        "zh5",
        page(
            "zh",
            "全市经济工作会议召开",
            "<div>2024-04-24 08:15 | 江城网</div>",
            ["江城日报北京4月24日电（记者 陈 晨、王 斯 敏）" + ZH[0], *ZH[1:]],
            "<p>[ 责编：张悦鑫 ]</p>",
        ),
        "2024-04-24T08:15",
        "江城网",
        ["陈晨", "王斯敏"],
        ["张悦鑫"],
    ),
    (
        "zh6",
        page(
            "zh",
            "全市经济工作会议召开",
            "<div>发布时间：04-24 08:15　来源：江城新闻客户端</div>",
            ZH,
            meta='<meta name="publishdate" content="2024-04-24">',
        ),
        "2024-04-24T08:15",
        "江城新闻客户端",
        [],
        [],
    ),
    (
        "zhtw",
        page(
            "zh-TW",
            "經濟工作會議召開",
            "<div>2024/04/24 08:15 記者王小明／台北報導</div>",
            ["（江城社記者王小明台北24日電）" + ZH[0], *ZH[1:]],
            "<p>（編輯：李四光）</p>",
        ),
        "2024-04-24T08:15",
        None,
        ["王小明"],
        ["李四光"],
    ),
    (
        "ja1",
        page(
            "ja",
            "政府が経済対策を閣議決定",
            "<p>2024年4月24日(水) 10時30分</p><p>江城通信社</p>",
            JA,
            site="ニュース",
        ),
        "2024-04-24T10:30",
        "江城通信社",
        [],
        [],
    ),
    (
        "ja2",
        page(
            "ja",
            "政府が経済対策を閣議決定",
            (
                '<div><time datetime="2024-04-24T10:30:00+09:00">2024年4月24日 10時30分</time> 更新 '
                "2024年4月24日 12時00分</div>"
            ),
            [*JA, "（山田太郎）"],
        ),
        "2024-04-24T10:30+09:00",
        None,
        ["山田太郎"],
        [],
    ),
    (
        "ko1",
        page(
            "ko",
            "정부, 경제 대책 의결",
            "<div>입력 2024.04.24. 오전 10:30 수정 2024.04.24. 오후 1:15</div>",
            ["(서울=통신사) 홍길동 기자 = " + KO[0], *KO[1:], "hong@example.co.kr"],
        ),
        "2024-04-24T10:30",
        None,
        ["홍길동"],
        [],
    ),
    (
        "ko2",
        page(
            "ko",
            "정부, 경제 대책 의결",
            "<div>김철수 기자 | 승인 2024.04.24 10:30</div>",
            KO,
            "<p>저작권자 © 무단전재 및 재배포 금지</p>",
        ),
        "2024-04-24T10:30",
        None,
        ["김철수"],
        [],
    ),
    (
        "ru1",
        page(
            "ru",
            "Правительство утвердило пакет мер",
            "<div>10:30 24.04.2024 <span>(обновлено: 12:05 24.04.2024)</span></div>",
            ["МОСКВА, 24 апр — Новости, Иван Петров. " + RU[0], *RU[1:]],
        ),
        "2024-04-24T10:30",
        None,
        ["Иван Петров"],
        [],
    ),
    (
        "ru2",
        page(
            "ru",
            "Правительство утвердило пакет мер",
            "<div>24 апреля 2024, 10:30</div><div>Автор: Анна Смирнова</div>",
            RU,
            "<p>Источник: Пример</p><p>Читайте также: другое</p>",
        ),
        "2024-04-24T10:30",
        "Пример",
        ["Анна Смирнова"],
        [],
    ),
    (
        "es1",
        page(
            "es",
            "El Gobierno aprueba medidas",
            (
                '<div>Por <a href="/j">Juan Pérez</a></div><div>Madrid - <time '
                'datetime="2024-04-24T08:30:00Z">24 abr 2024 - 10:30 CEST</time></div>'
            ),
            ES,
        ),
        "2024-04-24T10:30+02:00",
        None,
        ["Juan Pérez"],
        [],
    ),
    (
        "es2",
        page(
            "es",
            "El Gobierno aprueba medidas",
            "<p>María López | 24/04/2024 10:30 | Actualizado a las 12:10</p>",
            ES,
        ),
        "2024-04-24T10:30",
        None,
        ["María López"],
        [],
    ),
    (
        "ar1",
        page(
            "ar",
            "الحكومة تقر حزمة إجراءات",
            "<div>٢٤ أبريل ٢٠٢٤ - ١٠:٣٠</div><div>بقلم: محمد أحمد</div>",
            AR,
            "<p>المصدر : وكالات</p>",
        ),
        "2024-04-24T10:30",
        "وكالات",
        ["محمد أحمد"],
        [],
    ),
    (
        "ar2",
        page("ar", "الحكومة تقر حزمة إجراءات", "<div>نشر في: 24/4/2024 آخر تحديث: 25/4/2024</div>", AR),
        "2024-04-24",
        None,
        [],
        [],
    ),
    (
        "id1",
        page(
            "id",
            "Pemerintah setujui paket kebijakan",
            "<div>Contoh.com - 24/04/2024, 10:30 WIB</div><div>Budi Santoso, Siti Aminah</div><div>Penulis</div>",
            IDN,
        ),
        "2024-04-24T10:30+07:00",
        None,
        None,
        None,
    ),
    (
        "id2",
        page(
            "id",
            "Pemerintah setujui paket kebijakan",
            "<div>Oleh Budi Santoso</div><div>Rabu, 24 April 2024 10:30 WIB</div>",
            IDN,
            "<p>Editor: Siti Aminah</p>",
        ),
        "2024-04-24T10:30+07:00",
        None,
        ["Budi Santoso"],
        ["Siti Aminah"],
    ),
    (
        "de1",
        page(
            "de",
            "Regierung beschließt Entlastungspaket",
            "<div>Von Max Müller, Berlin</div><div>Stand: 24.04.2024, 10:30 Uhr</div>",
            DE,
        ),
        "2024-04-24T10:30",
        None,
        ["Max Müller"],
        [],
    ),
    (
        "fr1",
        page(
            "fr",
            "Le gouvernement approuve",
            (
                "<p>Par <span>Jean Dupont</span></p><p>Publié le 24 avril 2024 à 10h30, mis à jour le 24 "
                "avril 2024 à 12h00</p>"
            ),
            ES,
        ),
        "2024-04-24T10:30",
        None,
        ["Jean Dupont"],
        [],
    ),
    (
        "pt1",
        page(
            "pt",
            "Governo aprova medidas",
            "<p>Por Ana Souza — São Paulo</p><p>24/04/2024 10h30 Atualizado há 2 horas</p>",
            ES,
        ),
        "2024-04-24T10:30",
        None,
        ["Ana Souza"],
        [],
    ),
    (
        "tr1",
        page(
            "tr", "Hükümet paketi onayladı", "<p>Giriş: 24.04.2024 10:30 Güncelleme: 24.04.2024 12:00</p>", ES
        ),
        "2024-04-24T10:30",
        None,
        [],
        [],
    ),
    (
        "vi1",
        page(
            "vi",
            "Chính phủ thông qua gói",
            "<p>Thứ tư, 24/4/2024, 10:30 (GMT+7)</p>",
            [*ES, "<b>Nguyễn Văn An</b>"],
        ),
        "2024-04-24T10:30+07:00",
        None,
        None,
        None,
    ),
    (
        "en1",
        page(
            "en-US",
            "Government approves measures",
            "<p>By Jane Doe and John Smith, Staff Writers</p><p>April 24, 2024 10:30 AM EDT</p>",
            EN,
        ),
        "2024-04-24T10:30-04:00",
        None,
        ["Jane Doe", "John Smith"],
        [],
    ),
    (
        "en2",
        page(
            "en",
            "Government approves measures",
            "<p>JANE DOE | The Daily</p><p>Published: Apr 24, 2024 | Updated: Apr 25, 2024</p>",
            EN,
        ),
        "2024-04-24",
        None,
        None,
        None,
    ),
    (
        "en3",
        page(
            "en-GB",
            "Government approves measures",
            '<div class="byline">Jane Doe</div><div>Wed 24 Apr 2024 10.30 BST</div>',
            EN,
        ),
        "2024-04-24T10:30",
        None,
        ["Jane Doe"],
        [],
    ),
    (
        "en4",
        page(
            "en",
            "Government approves measures",
            "<div>2 hours ago</div><div>By Jane Doe, Example News</div>",
            EN,
        ),
        "2024-04-24",
        None,
        ["Jane Doe"],
        [],
    ),
    (
        "pl1",
        page(
            "pl",
            "Rząd przyjął pakiet",
            "<div>Autor: Jan Kowalski</div><div>24 kwietnia 2024, 10:30</div>",
            ES,
        ),
        "2024-04-24T10:30",
        None,
        ["Jan Kowalski"],
        [],
    ),
    (
        "th1",
        page(
            "th",
            "รัฐบาลอนุมัติ",
            "<div>24 เม.ย. 2567 10:30 น.</div>",
            [("รัฐบาลอนุมัติมาตรการทางเศรษฐกิจชุดใหม่เมื่อวันพุธเพื่อบรรเทาผลกระทบจากเงินเฟ้อต่อครัวเรือนทั่วประเทศ เจ้าหน้าที่กล่าว")]
            * 4,
        ),
        "2024-04-24T10:30",
        None,
        [],
        [],
    ),
]


@pytest.mark.parametrize(
    ("name", "html", "published", "source", "authors", "editors"), CASES, ids=[case[0] for case in CASES]
)
def test_a_page_in_the_manner_of_its_language_gives_its_fields(
    name, html, published, source, authors, editors
):
    record = clean(html.encode(), url="http://news.example/a", fetched_at="2024-04-24T12:00:00Z")
    assert record.published == published
    assert record.source == source
    if authors is not None:
        assert [person.name for person in record.authors] == authors
    if editors is not None:
        assert [person.name for person in record.editors] == editors


PORTAL_CASES = [
    # 政府网站
    (
        "gov",
        page(
            "zh",
            "关于印发工作方案的通知",
            (
                '<div class="xx">发布日期：2024-04-24　　来源：市人民政府办公室　　浏览次数：'
                "<span>120</span>次　　字体：【大 中 小】</div>"
            ),
            ZH,
        ),
        "2024-04-24",
        "市人民政府办公室",
        [],
        [],
    ),
    (
        "gov2",
        page(
            "zh",
            "关于印发工作方案的通知",
            (
                "<table><tr><td>索引号：</td><td>014000/2024-00012</td><td>发布机构：</td><td>市教育局</td>"
                "</tr><tr><td>发文日期：</td><td>2024年04月20日</td><td>有效性：</td><td>有效</td></tr>"
                "</table><div>时间：2024-04-24 16:20 信息来源：市教育局</div>"
            ),
            ZH,
        ),
        "2024-04-24T16:20",
        "市教育局",
        [],
        [],
    ),
    (
        "paper",
        page(
            "zh",
            "城南旧事换新颜",
            "<div>江城日报　2024年04月24日　星期三</div><div>本报记者　方　敏　王小明</div>",
            [*ZH, "图为改造后的老街。本报记者\u3000李\u3000强摄"],
        ),
        "2024-04-24",
        "江城日报",
        ["方敏", "王小明"],
        [],
    ),
    (
        "paper2",
        page(
            "zh",
            "城南旧事换新颜",
            "<p>■ 本报记者 张三 通讯员 李四</p><p>2024-04-24</p>",
            ZH,
            "<p>（来源：江城晚报 ）</p>",
        ),
        "2024-04-24",
        "江城晚报",
        ["张三", "李四"],
        [],
    ),
    (
        "wx",
        page(
            "zh",
            "一文读懂新政",
            "<div>原创 张三丰 江城发布 2024-04-24 08:00 湖北</div>",
            ZH,
            "<p>来源 | 江城发布</p><p>编辑 | 李四光</p><p>审核 | 王五一</p>",
        ),
        "2024-04-24T08:00",
        "江城发布",
        None,
        ["李四光", "王五一"],
    ),
    (
        "tail",
        page(
            "zh",
            "一文读懂新政",
            "<div>2024-04-24 08:00</div>",
            ZH,
            (
                "<p>策划：赵一 统筹：钱二 记者：孙三丽、李四光 视频：周五 海报：吴六 编辑：郑七 校对：王八斤 "
                "责任编辑：冯九 值班编委：陈十一</p>"
            ),
        ),
        "2024-04-24T08:00",
        None,
        ["孙三丽", "李四光"],
        ["郑七", "王八斤", "冯九", "陈十一"],
    ),
    (
        "mei",
        page(
            "zh",
            "一文读懂新政",
            "<div>2024-04-24 08:00:00 来源： 每日新闻</div>",
            ["每日新闻记者 张蕊 每日新闻编辑 陈旭", *ZH],
            "<p>（记者：张蕊 编辑：陈旭 审核：刘明）</p>",
        ),
        "2024-04-24T08:00:00",
        "每日新闻",
        ["张蕊"],
        ["陈旭", "刘明"],
    ),
    (
        "eng-zh",
        page(
            "en",
            "China opens new line",
            "<div>Source: Agency| 2024-04-24 16:20:30|Editor: huaxia</div>",
            ["WUHAN, April 24 (Agency) -- " + EN[0], *EN[1:]],
        ),
        "2024-04-24T16:20:30",
        "Agency",
        [],
        ["huaxia"],
    ),
    (
        "chinadaily",
        page(
            "en",
            "China opens new line",
            "<div>By ZHANG SAN in Beijing | The Daily | Updated: 2024-04-24 09:10</div>",
            EN,
        ),
        "2024-04-24T09:10",
        None,
        ["ZHANG SAN"],
        [],
    ),
    (
        "ru3",
        page(
            "ru",
            "Новости дня",
            '<div class="meta"><span>24 апр 2024</span> <span>10:30</span></div>',
            RU,
            "<div>Фото: Иван Сидоров</div><div>Редактор: Ольга Кузнецова</div>",
        ),
        "2024-04-24T10:30",
        None,
        [],
        ["Ольга Кузнецова"],
    ),
    (
        "it",
        page("it", "Il governo approva", "<div>di Mario Rossi</div><div>24 aprile 2024 alle 10:30</div>", ES),
        "2024-04-24T10:30",
        None,
        ["Mario Rossi"],
        [],
    ),
    (
        "nl",
        page("nl", "Kabinet keurt goed", "<div>Door Jan de Vries</div><div>24 april 2024 om 10:30</div>", DE),
        "2024-04-24T10:30",
        None,
        ["Jan de Vries"],
        [],
    ),
    (
        "uk",
        page(
            "uk", "Уряд схвалив пакет", "<div>24 квітня 2024, 10:30</div><div>Автор: Олена Шевченко</div>", RU
        ),
        "2024-04-24T10:30",
        None,
        ["Олена Шевченко"],
        [],
    ),
    (
        "enu",
        page(
            "en",
            "Measures approved",
            "<div>PUBLISHED : 24 Apr 2024 at 10:30</div><div>WRITER: Jane Doe</div>",
            EN,
        ),
        "2024-04-24T10:30",
        None,
        ["Jane Doe"],
        [],
    ),
    (
        "eni",
        page(
            "en-IN",
            "Measures approved",
            (
                "<div>Updated - April 25, 2024 10:30 am IST | Published - April 24, 2024 09:15 am IST - NEW "
                "DELHI</div><div>Our Bureau</div>"
            ),
            EN,
        ),
        "2024-04-24T09:15",
        None,
        [],
        [],
    ),
    ("sidebar", page("en", "Measures approved", "", EN), None, None, [], []),
]


@pytest.mark.parametrize(
    ("name", "html", "published", "source", "authors", "editors"),
    PORTAL_CASES,
    ids=[case[0] for case in PORTAL_CASES],
)
def test_the_usual_head_and_tail_lines_of_portals_give_their_fields(
    name, html, published, source, authors, editors
):
    record = clean(html.encode(), url="http://news.example/a", fetched_at="2024-04-26T12:00:00Z")
    assert (record.published, record.source) == (published, source)
    if authors is not None:
        assert [person.name for person in record.authors] == authors
    if editors is not None:
        assert [person.name for person in record.editors] == editors


EN = [
    (
        "The city council said on Thursday that the new public library on Harbour Street will open its doors "
        "on June 1, after several delays."
    ),
    (
        "The four-storey building holds about 800,000 volumes and has a children's floor, a café and a "
        "terrace that looks over the old docks."
    ),
    (
        "The old building will close at the end of September; what becomes of it is to be decided by next "
        "March, after three public meetings."
    ),
]


def test_a_time_glued_to_the_year_by_two_elements_is_read() -> None:
    head = (
        "<time><span>April 24, 2021</span><span>3:05 PM GMT+1</span><span>Updated 2 years ago</span></time>"
    )
    assert clean(page("en", "The library opens", head, EN).encode()).published == "2021-04-24T15:05+01:00"


def test_a_link_to_the_author_names_the_author_whatever_is_around_it() -> None:
    head = '<div><a rel="author" href="/jd">Jane Doe</a> in Harbour</div><div>Sat 24 Apr 2021 10.00 BST</div>'
    assert [author.name for author in clean(page("en", "The library opens", head, EN).encode()).authors] == [
        "Jane Doe"
    ]


def test_a_date_line_wins_over_the_date_of_a_sidebar_above_it() -> None:
    head = '<div class="sidebar"><h4>Events</h4><p>May 1, 2022: Fair</p></div><div>Apr. 24, 2021</div>'
    assert clean(page("en", "The library opens", head, EN).encode()).published == "2021-04-24"


@pytest.mark.parametrize(
    ("crumbs", "section"),
    [
        ((
            '<ul class="breadcrumb"><li><a href="/">江城网</a></li><li><a href="/n">新闻</a></li>'
            '<li>正文</li></ul>'
        ), ["新闻"]),
        ((
            '<div><a href="http://www.jc.example/">江城网</a> » <a href="/n">新闻中心</a> » <a '
            'href="/s">本地</a></div>'
        ), ["新闻中心", "本地"]),
        ('<div><a href="http://sports.jc.example/">体育</a> &gt; <a href="/z">足球</a> &gt; 正文</div>',
            ["体育", "足球"]),
    ],
)  # fmt: skip
def test_the_front_page_is_not_a_section_whatever_it_is_called(crumbs, section):
    html = page("zh", "江城市召开全市经济工作会议", "<div>2012-02-14 14:46</div>", ZH).replace(
        "<h1>", f"{crumbs}<h1>", 1
    )
    assert clean(html.encode(), url="http://news.jc.example/1.html").section == section

"""Labels of credit lines: text printed before (or after) a name or outlet, and the field the value belongs
to.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from newsmill.pipelines.extract.lexicon.prefilters import alternatives
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "COLONS",
    "LABELS",
    "OF_ONE_LANGUAGE",
    "SUFFIXES",
    "Label",
    "Suffix",
]

CreditField = Literal["author", "editor", "source", "account", "other", "ignore"]


class Label(NamedTuple):
    """A label: the field of the value, its pattern, whether it requires a colon, and why it is here.

    field  `other` for people who are neither author nor editor (pictures, sound, planning, supervision),
           `ignore` for labels of other things that occur in the same lines
    """

    field: CreditField
    pattern: str
    colon: bool
    why: str


# Separators between a label and its value other than white space. Before one of these, any word counts as a
# label.
COLONS = ":|/丨=︱│●"

# If several rows match at the same place, the first one wins.
_ROWS: tuple[Label, ...] = (
    Label("ignore", (
        r"作者(?:单位|简介|授权|观点|声明|單位|簡介)|原(?:标题|题)|编辑(?:部|推荐|时间|日期|于)|编者按|"
        r"记者(?:手记|证|站|会)|(?:网络|图片|图文|视频|数据|资料|题图|素材)来源|来源网络|责任公司|"
        r"文章来源网络"
    ), False,
          "they hold a label's word and name nobody"),
    Label("other", (
        r"总?监\s?制(?:人)?|總監製|監製|出品人?|总?策\s?划|總策劃|策劃|统\s?筹|統籌|总指挥|總指揮|顾问|"
        r"顧問"
    ), False,
          "who supervised, planned or paid: neither wrote nor edited"),
    Label("author", (
        r"文字?\s?[/、并&＋+]\s?(?:图片?|摄影?|视频|表|片|圖|攝影?)|图片?\s?[/、&＋+]\s?文字?|"
        r"图文(?:/视频)?|文图|撰文[/、&]摄影?|采写[/、&]摄影?|记者\s?文/(?:图|摄)|圖文|採訪[/、&]攝影"
    ), False,
          "one person wrote and photographed"),
    Label("other", (
        r"(?:本报|本网|特约|首席)?(?:摄影|图片|视频|摄像|攝影)(?:记者|编辑|师|作者|記者)|摄影(?!报道)|"
        r"攝影(?!報導)|(?:题图|头图|首图|图片|封面)来自|供图|供圖|图源|图片|圖片|视频(?!号)|視頻|視覺|视觉"
        r"|摄像|攝像|航拍|剪辑|剪輯|拍摄|拍攝|配图|配圖|制图|製圖|制圖|绘图|繪圖|漫画|漫畫|插画|插畫|插图|"
        r"插圖|设计|設計|海报|美编|美編|动画|動畫|配音|出镜|出鏡|后期|後期|图表|圖表|题图|头图|封面|音频|"
        r"音頻|译者|譯者|译校|翻译(?=\s?[:：/])|翻譯(?=\s?[:：/])"
    ), False,
          "pictures, sound, layout and translation"),
    Label("author", (
        r"(?:(?:本报|本網|本网|本刊|本台|本報|中央社|特约|特派|特約|见习|見習|实习|實習|首席|资深|資深|"
        r"高级|全媒体|融媒体|新媒体|文字|调查|前方|驻[\u4e00-\u9fff]{1,4}?|"
        r"駐[\u4e00-\u9fff]{1,4}?)){0,3}(?:记者|記者|特派員|特派员)|(?:特约)?通讯员|(?:特約)?通訊員"
    ), False,
          "reporters and correspondents, with the words that grade them"),
    Label("author", (
        r"(?:特约|本报|本网|首席|专栏|特約|專欄|本文|原|第一|第二)?(?:评论员|撰稿员|撰稿者|撰稿人?|作者|观察员|"
        r"評論員|撰稿人|觀察員)|采写|採寫|撰文者?|撰写|撰寫|執筆者?|执笔|主笔|主筆|采访|采编|採編|实习生|"
        r"實習生|编译|編譯|整理|文案|口述|供稿(?!单位|部门)|採訪"
    ), False,
          "who wrote, reported, translated and put together"),
    Label("other", r"(?:联系|聯絡|經辦|经办)人|담당(?:자|부서)", False, "whom to call"),
    Label("author", r"文字?(?=\s?[/|:丨=︱●│])", True, "文/张三, 文字：张三, 文●山田; never the bare word"),
    Label("other", r"(?:图|摄|影|片|圖|攝)(?=\s?[/|:丨=︱│])", True, "图/李四"),
    Label("editor", (
        r"(?:(?:责任|本文|本期|发稿|网络|網路|网站|新媒体|文字|见习|实习|执行|執行|首席|图文|当班|值班|"
        r"稿件|核稿|页面|网页|频道|栏目|二次|终审|特约|轮值|本版|统稿|主|副|責任)){0,2}(?:编辑|編輯|编缉)|"
        r"责\s?编|責\s?編|值班(?:编委|主任|总编|主编)|(?:责任|文字|一|二|三|终)?校\s?对|責任校對|校\s?對|責校|"
        r"责校|审校|審校|审核(?:人|员)?|審核|核稿|审\s?稿人?|審稿|审\s?读|審讀|校审|编审|編審|选稿|選稿|"
        r"组稿|組稿|副?主编|副?主編|副?总编辑?|副?總編輯?|编校|編校|[初复终一二三](?:审|"
        r"校)(?:[初复终一二三](?:审|校))?|签发人?|簽發|监审|監審|审签|编发|編發|初编|复核|覆核|录入(?:者|"
        r"员)?|责任人"
    ), False,
          "everyone who handled the text and did not write it"),
    Label("source", (
        r"(?:本文|文章)(?:来自|源自|首发[于自]|原载于?|转载[自于]|來自|轉載自)(?:于)?(?:微信)?(?:公众号|"
        r"公号|订阅号|微博)?\s?(?=[“\"「《:])"
    ), False,
          "本文来自微信公众号“江城财经”"),
    Label("source", (
        r"(?:本文|文章|新闻|新聞|稿件|信息|内容|消息|原文|资讯|資訊|資料)?(?:来源|來源)(?:单位|部门|机构|"
        r"媒体|网站|于|於|自)?|稿源|信息提供|供稿单位|供稿部门|[发發][布佈稿文](?:机构|機構|单位|單位|部门|"
        r"部門)|转载自|轉載自|转自|"
        r"轉自|摘自|[出选選]自(?=\s?[:：])|出处|出處|转贴自|轉貼自"
    ), False,
          "the outlet, as portals and government pages print it"),
    Label("author", r"记\s者|記\s者|作\s者|文\s字|撰\s文|通\s讯\s员", True, "记 者：张三, padded to one width"),
    Label("editor", r"编\s辑|編\s輯|责任编\s辑|责\s任\s编\s辑", True, "编 辑：张三, padded to one width"),
    Label("source", r"来\s源|來\s源|出\s处|出\s處", True, "来 源：江城日报, padded to one width"),
    Label("ignore", r"出版(?=\s?[:：])", True, "出版：2024-03-12, the date of Hong Kong pages"),
    Label("source", r"原创(?=\s?[:：])|原創(?=\s?[:：])", True, "原创：江城养生网"),
    Label("account", (
        r"(?:微信)?(?:公众号|公眾號|订阅号|服务号|视频号)(?:ID|名称)?|(?:头条|百家|大鱼|企鹅|网易|搜狐|"
        r"澎湃|人民|新华)号|(?:官方|发布)[账帐]号|发布者|发布人|楼主|博主"
    ), True,
          "who published on a platform"),
    Label("ignore", (
        r"(?:发布|發佈|發布|发稿|發稿|更新|发表|發表|刊发|刊登|上传|创建|文章|修改|成文|截稿|"
        r"最后更新)?(?:时间|日期|時間)|发布于|发表于|更新于|[分归](?:类|類)[于於]|浏览(?:次数|量|数|人数)?|"
        r"瀏覽|阅读(?:量|次数|"
        r"数)?|閱讀|点击(?:量|率|次数|数)?|點擊|访问(?:量|次数)|次数|人气|人氣|字号|字體|字体|大小|分享到?"
        r"|评论数?|評論|打印(?:本页)?|列印|收藏|举报|关键词|关键字|關鍵字|标签|標籤|栏目|欄目|分类|分類|"
        r"频道|頻道|编号|地址|电话|電話|邮箱|热度|点赞数?|文号|索引号|主题词|主办|承办|二维码"
    ), False,
          "the neighbours of credits in a date line: they end a value"),
    Label("ignore", (
        r"(?:Additional|Other)\s+reporting(?:\s+by)?|Contributing|Contributed to this "
        r"(?:report|story)|[Ww]ith\s+(?:files|inputs|reporting|additional "
        r"reporting)\s+(?:from|by)|(?:Medically |Fact |Expert )?[Rr]eviewed\s+by|Fact[- "
        r"]checked\s+by|Checked\s+by|Hosted\s+by|Produced\s+by|Narrated\s+by|Presented\s+by|Sponsored\s+by"
        r"|Powered\s+by|Brought to you by|Unter Mitarbeit von|Mitarbeit|Avec(?: la contribution de)?|Con "
        r"información de|Com informações d[aeo]|Con la collaborazione di|При участии"
    ), False,
          "they helped, checked or paid: they hold a byline's word and name no author"),
    Label("author", (
        r"(?:(?:Written|Reported|Words|Story|[Tt]ext|Posted|Published|Contributed|Compiled|Reporting|Article|"
        r"Analysis|Opinion|Interview|Commentary|Review|Column|Submitted|Authored|Created|Exclusive|"
        r"Research|Guest post|Post)\s+)?[Bb][Yy]|BY|AUTHORS?|WRITER|REPORTER|Authors?|Reporters?|Writers?|"
        r"Journalist|Words|Byline|Posted by|(?:Article|Story|Post|Text) (?:written|posted|reported) by"
    ), False, "English"),
    Label("author", r"About the [Aa]uthor|Über (?:den Autor|die Autorin)|À propos de l['’]auteur(?:e|ice)?|"
        r"Sobre (?:el autor|la autora|[oa] autora?)|Об авторе|O autor(?:ze|ce)", True, "About the author: Jane Doe"),
    Label("editor",
        r"(?:[Ee]dited|[Ee]diting|[Pp]roofread|[Cc]opy-?edited)(?:\s+\w+)?\s+[Bb]y|"
        r"(?:Senior |Managing |Copy )?Editors?", False, "English"),
    Label("other", (
        r"(?:Photos?|Photographs?|Photography|Pictures?|Illustrations?|Images?|Video|Graphics?)(?:\s+(?:by"
        r"|credit))?|Fotos?|Foto(?:grafie|grafía)|Bilder?|Фото|Иллюстрация|Видео|写真|撮影|イラスト|사진|"
        r"그래픽|صورة|تصوير|Imagem|Imagens|Zdjęcia?|Fotoğraf|Ảnh|Immagine|Immagini|Kuva|Kuvat|Valokuva|"
        r"Bild"
    ), True, "pictures, any language"),
    Label("source", r"Источник\s[—–]|Πηγή(?=\s+(?:www\.|[\w-]+\.(?:gr|com)\b))", False,
        "a dash or an address instead of a colon"),
    Label("source", (
        r"Sources?|SOURCE|Via|Originally published (?:by|on|at|in)|Fuentes?|Fonte|Fonti|Quellen?|"
        r"Источник(?:и| информации)?|Джерел[оа]|Sumber|المصدر|مصدر|منبع|出典|出所|情報源|配信元|提供元|提供|출처|자료|"
        r"Nguồn(?: tin)?|Theo|Kaynak|Дереккөзі?|Эх сурвалж|წყარო|Աղբյուր[ը՝]?|"
        r"Źródło(?: informacji| danych)?|Na podstawie|Za|Первоисточник|"
        r"Bron|Πηγή|स्रोत|सूत्र|ที่มา|Kilde|Källa|Lähde|Zdroj|Forrás|Izvor|Извор|"
        r"Източник|Sursă|Sursa|מקור|Vir|Šaltinis|Avots|Allikas|Iturria|Font|Heimild"
    ), True, "the outlet, any language"),
    Label("source", (
        r"По\s+(?:материалам|сообщени(?:ям|ю)|информации|данным)(?:\s+(?:источника|сайта|портала|агентства"
        r"|издания))?|За\s+(?:матеріалами|інформацією|даними|повідомленням)|"
        r"З\s+посиланням\s+на"
    ), False, "По материалам: news.example, closing a Russian or Ukrainian text"),
    Label("author", (
        r"[Dd]a[li] nostr[oai] (?:inviat[oaie]|corrispondent[ei])|[Dd]e (?:notre|nos) (?:"
        r"envoyée?s?(?: spécia(?:le?s?|ux)(?: (?:à|en|au|aux) (?-i:[A-ZÀ-Þ])[\w-]+)?)?|"
        r"correspondante?s?)|[Dd]e nuestr[oa] (?:corresponsal|enviad[oa](?: especial)?)|[Vv]on unsere[mr] "
        r"(?:\w{0,20}[Kk]orrespondent(?:en|in)|\w{0,20}[Mm]itarbeiter(?:in)?|\w{0,20}[Rr]edakteur(?:in)?|"
        r"[Rr]edaktionsmitglied|[Rr]eporter(?:in)?|Autor(?:in)?)|[Oo]d našeho zpravodaje|[Vv]an onze "
        r"(?:verslaggever|correspondent|redacteur)|(?:От )?[Нн]аш(?:его)? корреспондента?|"
        r"(?:From )?[Oo]ur (?:own |special )?correspondent"
    ), False, "our correspondent: dal nostro inviato Anna Berti"),
    Label("author", (
        r"Autor(?:es|as|ka|zy|in|en|a|e|i|ii|em|s|ius)?(?:[:/*](?:innen|in))?|(?:Escrito |Publicado "
        r"|Redactado |Una entrevista de )?[Pp]or|POR|AUTOR(?:ES|AS?|ZY|E|KA|IN)?|"
        r"Textos?|Reportagem|Redactora?|(?:Rédigé |Publié "
        r"|Écrit |Propos recueillis |Un article |Une enquête )?[Pp]ar|PAR|Propos "
        r"recueillis|Auteur(?:e|es|s|rice)?|Per|Autora"
    ), False, "Spanish, Portuguese, French, Catalan"),
    Label("author", (
        r"(?:(?:Verfasst|Geschrieben|Aufgezeichnet|Adaptiert|Übersetzt) |(?:Ein|Eine) [A-ZÄÖÜ]\w+ "
        r"|(?:Kolumne|Kommentar|Gastbeitrag|Analyse|Interview|Reportage|Essay|Rezension|Kritik|Bericht|"
        r"Glosse|Porträt|Leitartikel) )?[Vv]on|VON"
    ), False, "German"),
    Label("author", r"Text|Protokoll", True, "German; without a colon they begin a phrase: Text Without Notes"),
    Label("author", (
        r"A cura di|(?:Scritto |Articolo |Intervista |Servizio )?[Dd]i|Door|(?:Geschreven "
        r")door|Av|Af|Skrev(?:et|en) a[vf]|Skribent|Journalister?|Tekst(?:i|en)?|Texti|Toimittaja|"
        r"Kirjoittaja|Höfundur"
    ), False, "Italian, Dutch, Nordic, Finnish"),
    Label("author", (
        r"Opracował[ao]?|Oprac\.|Napisał[ao]?|Rozmawiał[ao]?|Napsal[ai]?|Szerző|Írta|Scris "
        r"de|Piše|Napisa[ol]a?|Avtor(?:ica)?|Dodał[ao]?|Yazar[ıi]?|Yazan|Haber|Muhabir|Hazırlayan|Röportaj|Müəllif|"
        r"Muallif"
    ), False, "Polish, Czech, Hungarian, Romanian, South Slavic, Baltic, Turkic"),
    Label("author", (
        r"АВТОР(?:Ы|КА)?|Автор(?:и\s+статті|ы|и|ка|\s+(?:текста|статьи|материала|тексту))?|Текст|"
        r"(?:Материал\s+)?[Пп]одготовил[аи]?|Корреспондент|Обозреватель|Журналист(?:ка)?|Журналіст(?:ка)?|"
        r"Писал[аи]?|Написал[аи]?|Записал[аи]?|Беседовал[аи]?|Кореспондент(?:ка)?|Підготува(?:в|ла)|"
        r"Розмовля(?:в|ла)|Пише|Аўтар|Аутор"
    ), False, "Russian, Ukrainian, Belarusian, Serbian, Bulgarian"),
    Label("author", (
        r"(?:Ditulis )?[Oo]leh|OLEH|Penulis(?:\s+[Bb]erita)?|Pewarta|Jurnalis|Kontributor|Wartawan|"
        r"Laporan(?=\s*:|\s+(?:[Ww]artawan|[A-Z]))|Tác giả(?: bài viết)?|Bài(?:(?:\s+và\s+|,\s|\s?-\s)ảnh)?|Thực hiện|"
        r"Biên soạn|Mwandishi|Ulat ni"
    ), False, "Indonesian, Malay, Vietnamese, Swahili, Filipino"),
    Label("author", (
        r"بقلم|كتبت?|الكاتبة?|إعداد|اعداد|تقرير|حوار|مراسل|نشر بواسطة|نشر من قبل|نویسنده|نوشته(?!\s?شده)|خبرنگار|به "
        r"قلم|مصنف|تحریر|لیکوال"
    ), False, "Arabic, Persian, Urdu, Pashto"),
    Label("author", (
        r"取材[・/]文|文・写真|文と写真|文・(?=\S)|(?:この)?記事を書いた人|著者|筆者|構成・文|ライター|"
        r"聞き手|投稿者|文責|構成"
    ), False,
        "Japanese"),
    Label("author", r"(?:칼럼니스트|소설가|객원기자|특파원|논설위원|기자명?)(?=\s[가-힣]{2,4}(?:\s|$))", False,
        "칼럼니스트 홍길동"),
    Label("author", (
        r"글쓴이|글[·/]사진|글|칼럼니스트|소설가|특파원|논설위원|기자명|기자|작성자|필자|취재|정리|기고|칼럼"
    ), True, "Korean"),
    Label("author", (
        r"लेखकः?|लेखिका|द्वारा|रिपोर्टर?|संवाददाता|লেখক|লেখা(?=\s?:)|প্রতিবেদক|লিখেছেন|எழுதியவர்|రచయిత|โดย|ผู้เขียน|ผู้สื่อข่าว|"
        r"เรื่อง(?=\s?:)|Συντάκτης|Συντάκτρια|Αρθρογράφος|Γράφει(?:\s+[οη])?|Γράφουν|Του|Της|Από(?: τ(?:ον|ην|η))?|"
        r"Ρεπορτάζ|"
        r"Με τ[οη]ν?|מאת|כתב|כתבה|מחבר|ავტორი|Հեղինակ"
    ), False, "Hindi, Bengali, Tamil, Telugu, Thai, Greek, Hebrew, Georgian, Armenian"),
    Label("author", (
        r"(?:Scritto|Creato|Redatto|Realizzato) da|Geschreven door|Γράφτηκε από(?: τ(?:ον|ην))?|Skriven av|"
        r"(?:Napisane|Utworzone) przez|Viết bởi|"
        r"Post(?:ad[ao]|ato|eado) (?:por|da|de)|Postat de|Publicat de|Enviado por|Subido por|Posté par|Soumis par|"
        r"Publié par|Mis en ligne par|Pubblicato da|Inviato da|Inserito da|Eingestellt von|Erstellt von|"
        r"Gespeichert von|Geplaatst door|Gepost door|Ingezonden door|Ingediend door|"
        r"Upplagd av|Inlagt av|Skickat av|Lagt (?:ind|ut|inn) (?:af|av)|"
        r"Indsendt af|Skrevet av|Lähettänyt|Wysłane przez|Dodane przez|Opublikowane przez|Odesláno uživatelem|"
        r"Vložil[a]?|Přidal[a]?|Vystavil[a]?|Uverejnil[a]?|Bejegyezte|Beküldte|Feltöltötte|Objavi(?:o|la)|"
        r"Gönderen|Ekleyen|Yayınlayan|Опубликовал[аи]?|Отправлено|"
        r"Надіслано|Разместил[аи]?|Добавил[аи]?|Опубліку(?:вав|"
        r"вала)|Додав|Публикувано от|Αναρτήθηκε από(?: τ(?:ον|ην|ο))?|Dipos(?:ting|kan) oleh|Đăng bởi|"
        r"Người đăng|Người viết|โพสต์โดย|เขียนโดย|مرسلة بواسطة|أضيف بواسطة|ارسال شده توسط|"
        r"(?:نوشته|منتشر) شده توسط|بواسطة|פורסם על ידי|"
        r"הועלה על ידי|[Пп]ользователем|[Кк]ористувачем"
    ), False, "who posted it, as blogs and content systems print it in their languages"),
    Label("author", r"作成者|張貼者|发帖者|發佈者|게시자|등록자|글쓴이", True, "the same, East Asian"),
    Label("editor", (
        r"Editor[aei]?s?|Edición|Edição|Edizione|Editado por|Édité par|Bearbeitet von|Redigiert "
        r"von|Редактор(?:ы|ка)?|Редагува(?:в|ла)|Penyunting|Redaktur|Redaktør|Redaktör|Redaktor(?:ka)?|"
        r"Redaktion|Redakcja|Επιμέλεια|تحرير|المحررة?|編集者?|편집|संपादक|संपादन|সম্পাদক|עריכה|עורך|Biên "
        r"tập|Editör|Szerkesztő|บรรณาธิการ"
    ), True, "editors, any language"),
    Label("ignore", (
        r"Published(?: on| at)?|Updated(?: on| at)?|Last (?:updated|modified)(?: on)?|"
        r"Posted(?: on)?|Date|Fecha|Data|Datum|Publicado|"
        r"Actualizado|Atualizado|Publié le|Mis à jour le|Veröffentlicht|Aktualisiert|Pubblicato|Aggiornato|"
        r"Gepubliceerd|Publicerad|Uppdaterad|Julkaistu|Päivitetty|Opublikowano|Aktualizacja|Publikováno|"
        r"Дата|Опубликовано|Обновлено|Опубліковано|Оновлено|Просмотров|Комментарии|Δημοσίευση|Ενημέρωση|"
        r"Yayın(?:lanma)?(?: [Tt]arihi)?|Güncelle(?:me|nme)(?: [Tt]arihi)?|Tarih|Diterbitkan|Diperbarui|Cập nhật|"
        r"เผยแพร่|อัปเดต|อัพเดท|ปรับปรุง|วันที่|פורסם|עודכן|تاريخ النشر|آخر تحديث|تاریخ(?: انتشار)?|"
        r"प्रकाशित|입력|수정|등록|승인"
    ), True, "labels of dates and counters: they end the name before them"),
)  # fmt: skip


def _in_other_case(row: Label) -> Label | None:
    """The row in lower case, as printed inside a line (`źródło: PAP`), and in capitals (`FONTE: ANSA`); both
    need a colon.
    """
    forms = [
        other
        for form in alternatives(row.pattern)
        if form[0].isupper() and form[1:3].islower()
        for other in (form[0].lower() + form[1:], form.upper().translate(_UNACCENTED))
        if other[:1].islower() or _LITERAL.fullmatch(form)
    ]
    if not forms:
        return None
    return Label(row.field, "|".join(dict.fromkeys(forms)), True, f"{row.why}: small or in capitals")


_LITERAL = re.compile(r"[^\W\d_]+s?\??(?: [^\W\d_]+)*")
# Greek capitals are written without accents.
_UNACCENTED = str.maketrans("ΆΈΉΊΌΎΏ", "ΑΕΗΙΟΥΩ")

LABELS: tuple[Label, ...] = (*_ROWS, *filter(None, map(_in_other_case, _ROWS)))


class Suffix(NamedTuple):
    """A role printed after a name: `홍길동 기자`, `山田太郎記者`, `(陈巍 编辑)`.

    script  the script of its names
    alone   only if name and role make up the whole line or bracket
    """

    field: CreditField
    pattern: str
    script: Literal["ko", "zh", "ja"]
    alone: bool
    why: str


SUFFIXES: tuple[Suffix, ...] = (
    Suffix("author", (
        r"(?:선임|수습|인턴|객원|전문|시민|문화|사진|정치|경제|사회|스포츠|연예|의학|과학|국제|산업|증권|"
        r"부동산|대중문화)?\s?(?:기자|특파원|논설위원|통신원|칼럼니스트|평론가|리포터)"
    ), "ko", False, "Korean roles stand after the name"),
    Suffix("author", r"記者|特派員|論説委員|編集委員|ライター", "ja", False, "Japanese roles, glued to the name"),
    Suffix("other", r"[摄攝]影?", "zh", False, "刘通 摄"),
    Suffix("author", r"/\s?(?:文(?:/?[图圖攝摄])?|撰文)", "zh", False, "李四/文"),
    Suffix("author", r"文/[图圖攝摄]|撰文|编译|編譯|采写|採訪", "zh", True, "(何小满 编译)"),
    Suffix("editor", r"编辑|編輯|责编|責編|校对|校對", "zh", True, "(陈巍 编辑)"),
)  # fmt: skip

# Words that introduce an author or an outlet in one language but mean something else in others: the start of
# a line in that language, the label of all languages that replaces it, and why.
OF_ONE_LANGUAGE: dict[str, tuple[tuple[re.Pattern[str], str, str], ...]] = {
    "pl": ((lazy_regex(r"^[Oo]prac\. (?=[A-ZŁŚŻĆŹ])"), "Autor: ", "oprac. Anna Nowak"),),
    "ru": ((lazy_regex(r"^Опубликовано (?=[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+[ ,])"), "Автор: ",
        "Опубликовано Иван Петров вт"),),
    "uk": ((lazy_regex(r"^Опубліковано (?=[А-ЯІЇЄҐ][а-яіїєґ]+ [А-ЯІЇЄҐ][а-яіїєґ]+[ ,])"), "Автор: ",
        "Опубліковано Олена Коваль вт"),),
    "ro": ((lazy_regex(r"^[Dd]e (?=[A-ZȘȚĂÎÂ][a-zșțăîâ]+ [A-ZȘȚĂÎÂ])"), "Autor: ", "De Ana Popescu"),),
    "vi": ((lazy_regex(r"^\(?Theo (?=[A-ZĐ][^.]{1,30}$)"), "Nguồn: ", "Theo TTXVN closes a text"),),
    "ko": ((lazy_regex(r"^글\s(?=[가-힣]{2,4}(?:\s기자)?\s*(?:[·|,/]|사진|$))"), "글: ", "글 홍길동 · 사진 김영희"),),
    "tr": ((lazy_regex(r"^(?=[A-ZÇĞİÖŞÜ][\w.]+ [A-ZÇĞİÖŞÜ]\w+ ?/ ?[A-ZÇĞİÖŞÜ]{3,}$)"), "Haber: ",
        "Ayşe Yılmaz / ANKARA"),),
    "ja": ((lazy_regex(r"^(?:文・写真|写真・文|文と写真|取材・文|構成・文)\s(?=[\u3400-\u9fff々]{3,6}$)"), "文：",
        "文・写真　山田太郎"),),
}  # fmt: skip

"""Boilerplate lines around a text and between its paragraphs, recognised by the words they start
with, contain or consist of.

Tables only; `newsmill.pipelines.extract.fields.boilerplate_lines` applies them. A line that starts like one of these
may still be prose (`Copyright law has not kept up …`). A line that ends like a sentence must therefore also
contain what `ALSO` requires for its kind, and nothing in `NARRATIVE`.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "ALSO",
    "INSIDE",
    "LABELS",
    "LINE_START",
    "NARRATIVE",
    "PHRASES",
    "STARTS",
    "SURE",
    "WHOLE",
    "Boilerplate",
]


class Boilerplate(NamedTuple):
    """A row: kind of line, pattern, maximum length of the line in characters, and why it is here."""

    kind: str
    pattern: str
    longest: int
    why: str


# Punctuation that may precede such lines.
LINE_START = r"^[\s（(\[【〔*●■▲△▼▽◆▶▷►☞➤→↓»👉※#—\-–·•|>《]*"
# Where portals are followed.
_PLATFORM = (
    r"(?:Facebook|Twitter|X|Instagram|TikTok|LinkedIn|YouTube|Telegram|WhatsApp|Threads|Bluesky|Mastodon|"
    r"Pinterest|Flipboard|Google News|Телеграм\w*|ВКонтакте|VK|ВК|Дзене?)"
)
# Matched at the start of a line; a row that ends in `$` also constrains the rest. Text may start the same
# way, which is why most of these lines only count near the end of a body.
STARTS: tuple[Boilerplate, ...] = (
    Boilerplate("wall", (
        r"^.{0,120}?(?:(?:article|story|content|post|text) is (?:only |exclusively )?(?:for|available "
        r"(?:only )?to|reserved for|exclusive to) (?:our |paying |registered )?(?:subscribers|members)|"
        r"already (?:a (?:subscriber|member)|subscribed|have an account)\?|subscribe (?:now )?to (?:read|"
        r"continue|keep reading|unlock)|to (?:continue|keep) reading\b.{0,40}(?:subscri|log in|sign in|"
        r"regist)|(?:log|sign) in to (?:read|continue)|subscribers? only\b|unlock (?:this|the full) "
        r"(?:article|story)|free articles? (?:left|remaining|this month))|^(?:Get|Enjoy|Unlock) (?:full|"
        r"unlimited|instant|complete) (?:digital )?access\b|^Subscribe (?:now )?(?:for|from) (?:just |only |"
        r"as little as )?[$€£]"
    ), 200, "who may read on: English"),
    Boilerplate("wall", (
        r"^.{0,120}?(?:weiterlesen mit\b|lesen sie weiter mit|(?:artikel|inhalt|beitrag|text) ist (?:nur |"
        r"exklusiv )*(?:für|mit) .{0,30}(?:abonnent|abo\b)|(?:jetzt|nur) \d+ (?:wochen|monate?) (?:für|gratis|"
        r"kostenlos)|bereits abonnent|(?:schon|bereits) (?:ein abo|"
        r"registriert)\?|exklusiv für abonnent|um weiterzulesen|jetzt (?:weiterlesen|freischalten)|alleen "
        r"(?:toegankelijk )?voor abonnees|al abonnee\?|för prenumeranter|redan prenumerant|(?:for|er) "
        r"abonnenter|allerede abonnent)"
    ), 200, "who may read on: German, Dutch, Nordic"),
    Boilerplate("wall", (
        r"^.{0,120}?(?:réservée?s? (?:à nos|aux) abonnés|déjà abonné|abonnez-vous pour (?:lire|accéder|"
        r"continuer)|il vous reste .{0,24} à (?:lire|découvrir)|pour lire la suite|(?:exclusivo|solo|sólo|"
        r"reservado) para (?:nuestros )?(?:suscriptores|socios|abonados|assinantes)|ya eres suscriptor|"
        r"suscríbete para (?:seguir )?le|para seguir leyendo|já é assinante|assine para (?:ler|continuar)|"
        r"(?:riservato|esclusivo|solo) (?:agli|per gli|ai) abbonati|sei già abbonato|abbonati per "
        r"(?:leggere|continuare))"
    ), 200, "who may read on: French, Spanish, Portuguese, Italian"),
    Boilerplate("wall", (
        r"^.{0,120}?(?:(?:tylko|wyłącznie) dla (?:prenumeratorów|subskrybentów|abonentów)|masz już "
        r"(?:prenumeratę|subskrypcję|dostęp)|(?:kup|wykup) dostęp|aby czytać dalej|(?:jen|pouze) pro "
        r"předplatitele|máte již předplatné|(?:доступ\w*|только) .{0,20}(?:по подписке|для подписчиков|"
        r"подписчикам)|уже есть подписка|оформите подписку|чтобы (?:читать дальше|дочитать|прочитать "
        r"полностью)|csak előfizetők|(?:sadece|yalnızca) abone\w*|zaten abone misiniz|μόνο για συνδρομητές)"
    ), 200, "who may read on: Slavic languages, Hungarian, Turkish, Greek"),
    Boilerplate("wall", (
        r"^.{0,120}?(?:(?:本文|此文|全文|本篇|本内容|本內容|以下内容|以下內容).{0,10}(?:会员|會員|付费|"
        r"付費|订阅|訂閱|VIP).{0,10}(?:专享|專享|专属|專屬|限定|可读|可讀|阅读|閱讀)|(?:开通|開通|加入|"
        r"成为|成為|购买|購買|订阅|訂閱|登录|登入).{0,12}(?:即可|后可|後可|继续|繼續|解锁|"
        r"解鎖).{0,6}(?:阅读|閱讀|查看|全文)|(?:この記事|続き|全文|以下|ここから先).{0,12}(?:会員|有料|"
        r"購読).{0,12}(?:限定|のみ|登録|です|読)|残り\s?:?\s?\d[\d,]*\s?文字|登録.{0,4}(?:して|"
        r"すると)(?:続き|全文)|ログインして(?:続き|全文)|(?:기사|콘텐츠|전문).{0,16}(?:유료|회원|"
        r"구독자).{0,10}(?:전용|만 |가능)|로그인 후 이용|구독(?:하고|하면|\s?후) .{0,10}(?:전문|기사|읽))"
    ), 200, "who may read on: Chinese, Japanese, Korean"),
    Boilerplate("wall", (
        r"^.{0,120}?(?:للمشتركين فقط|(?:المقال|المحتوى) .{0,20}للمشتركين|למנויים בלבד|כבר מנוי|dành "
        r"(?:riêng )?cho (?:thành viên|hội viên|độc giả đăng ký)|khusus (?:pelanggan|member)|ویژه مشترکین|"
        r"केवल (?:सब्सक्राइबर|सदस्यों)|สำหรับสมาชิก)|"
        r"^(?:Testen Sie|Lesen Sie|Get|Try|Subscribe|Enjoy|Access|Essayez|Profitez|Abonnez-vous|Prueba|"
        r"Suscríbete|Assine|Prova|Abbonati|Wypróbuj|Probeer)\b.{0,120}\b(?:(?:für|for|zum Preis von|pour|por|"
        r"a soli|za|voor|from|ab|seulement|solo|just|only)\s(?:(?:just|only|nur|seulement|solo|tylko|slechts) )?"
        r"(?:[$€£]\s?\d+(?:[.,]\d\d)?|\d+(?:[.,]\d\d)?\s?(?:€|Euro|euros?|zł|CHF|Fr\.?)))(?=.{0,90}(?:week|month|year|"
        r"Woche|Monat|Jahr|semaine|mois|semana|mes\b|mese|settiman|miesi|tydzie|maand|Artikel|"
        r"article|artículo|artyku|$))"
    ), 240, "who may read on: Arabic, Hebrew, Vietnamese, Indonesian and others; an offer with a price for a time"),
    Boilerplate("original-title", LINE_START
        + r"(?:原标题|原題|原题|原標題|原文标题|Original title|Original headline)\s?[:：为]", 200,
            "the headline the text had elsewhere"),
    Boilerplate("disclaimer", LINE_START + (
        r"(?:免责声明|特别声明|版权声明|郑重声明|重要声明|声明|風險提示|风险提示|风险警示|免責聲明|"
        r"免責事項|Disclaimer|Haftungsausschluss|Aviso legal|Дисклеймер)\s?[:：]"
    ), 900, "what the outlet does not answer for"),
    Boilerplate("disclaimer", LINE_START + (
        r"(?:本文(?:仅|只)代表|(?:以上|文章|本文)?(?:内容|观点)仅(?:代表|供)|本文(?:系|为|是|"
        r"由).{0,20}(?:原创|首发|授权)|本文(?:来自|来源于?|源自|首发[于自]|原载于?|转载?[自于]|"
        r"[选摘]自).{0,60}(?:公众号|公号|授权|转载|(?:作者|ID|编辑|题图)\s?[:：])|(?:未经|如需|"
        r"欢迎).{0,14}(?:转载|授权)|转载(?:请|须|需|时)|投资有风险|本文不构成|仅供参考|The "
        r"(?:views|opinions) expressed (?:here|in|on|by|are|do)|This (?:article|story|content) (?:was "
        r"(?:originally|first) published|has been updated)|The content is provided for information|Мнение "
        r"(?:автора|редакции) может)"
    ), 400, "whose view it is, who may copy it"),
    Boilerplate("disclaimer", LINE_START + (
        r"This (?:article|story|report|post|piece|headline) (?:was|has been) (?:amended|corrected|updated|"
        r"modified|edited) (?:on|at|to|with) |(?:(?:This|The|All|Any) )?(?:\w+ ){0,3}(?:material|"
        r"information|contents?|article|post|document|"
        r"web\s?site|site|page|publication|communication|commentary|products|services)\b[^.]{0,60}\b(?:is|"
        r"are) (?:(?:provided|intended|meant|made available) )?(?:not intended (?:to "
        r"(?:replace|be|provide|serve|constitute)|as|for)|for (?:general "
        r")?(?:information|educational)(?:al)?(?: (?:and|or) (?:information|education)(?:al)?)?(?: "
        r"purposes)? only)"
    ), 900, "what the text is no replacement for"),
    Boilerplate("copyright", LINE_START + (
        r"(?:版权(?:所有|归)|著作权|Copyright|©|\(c\)|All rights reserved|Todos los derechos|Todos os "
        r"direitos|Tous droits|Alle Rechte|Tutti i diritti|Все права|Hak cipta|Hakcipta|جميع "
        r"الحقوق|無断転載|禁無断|저작권자|무단\s?전재|ⓒ|Перепечатка|При (?:цитировании|перепечатке))"
    ), 300, "copyright"),
    Boilerplate("follow", LINE_START + (
        r"(?:(?:扫|長按|长按|识别).{0,12}(?:二维码|扫一扫|码)|扫一扫|下载.{0,16}(?:客户端|APP)|点击[“「]?(?:下载"
        r"|关注|进入|这里|此处|查看|阅读原文)|更多(?:精彩|资讯|内容|新闻|猛料).{0,30}(?:关注|下载|扫|点击|"
        r"请|登录)|Follow (?:us|@|(?!up\b)\w+ on)|Sign up (?:for|to)|Subscribe (?:to|now|for)|Download "
        r"(?:the|our)|Join (?:our|us on)|Get (?:the|our) .{0,30}(?:newsletter|app)\b|Подписывайтесь|"
        r"Подпишитесь|S[ií]guenos|Suscr[ií]bete|Ikuti (?:kami|berita)|Dapatkan (?:update|berita)|Simak "
        r"(?:juga|berita)|تابعونا|تابعوا|اشترك|Suivez-nous|Folgen Sie|Siga "
        r"o|Seguici|LINEで|友だち追加|제보는|카카오톡)"
    ), 160, "follow us, get the app"),
    Boilerplate("related", LINE_START + (
        r"(?:延伸(?:阅读|阅读：|·|\s?·\s?推荐)|相关(?:阅读|新闻|链接|报道|文章|推荐|资讯|专题)|推荐阅读|"
        r"更多阅读|阅读更多|猜你喜欢|此前报道|新闻链接|相關(?:新聞|閱讀|報導|文章)|延伸閱讀|"
        r"Related(?:\s(?:stories|articles|news|content|topics|reading|links|:)|:|$)|Read "
        r"(?:more|also|next(?! to))\b|More (?:on|from|stories)\b|See also\b|Also read|Recommended "
        r"(?:for|stories|reading)|You may also like|Читайте (?:также|ещё|еще)|Читати також|Lea también|Le "
        r"puede interesar|Te puede interesar|Leia (?:também|mais)|Veja (?:também|mais)|Baca "
        r"(?:juga|selengkapnya|:)|Lihat juga|اقرأ أيض|إقرأ أيض|関連(?:記事|ニュース|"
        r"リンク)(?![はがをにのもで])|あわせて読みたい|관련\s?기사|관련\s?뉴스|(?:À |A )?[Ll]ire "
        r"(?:aussi|également)|Lesen Sie auch|Mehr zum Thema|Leggi anche|Lees ook|Xem thêm|Đọc thêm|Czytaj "
        r"(?:też|także)|İlgili haber)"
    ), 120, "where to read on"),
    Boilerplate("tags", LINE_START + (
        r"(?:(?:文章|本文|相关)?(?:标签|关键词|关键字|標籤|關鍵字)|Tags?|Topics|Keywords|Теги|Тэги|Темы|"
        r"タグ|キーワード|태그|Etiquetas|Temas|Mots[- ]clés|Schlagw[oö]rter|Tag "
        r"terkait|الوسوم|كلمات)\s?[:：]"
    ), 200, "keywords"),
    Boilerplate("paging", LINE_START + (
        r"(?:上一篇|下一篇|上一页|下一页|上一則|下一則|返回(?:首页|列表|顶部|频道)|余下全文|点击.{0,4}全文"
        r"|阅读(?:原文|全文)|查看原文|记事を読む|記事を読む|次ページ|前ページ|続きを読む|阅读下一篇|"
        r"查看更多|Continue reading|Next page|Previous (?:page|article)|Back to top)"
    ), 80, "paging"),
    Boilerplate("correction", LINE_START + (
        r"(?:纠错|我要(?:纠错|反馈|举报|评论)|举报|报错|打印|分享到|收藏|复制链接|打印本页|关闭窗口|【打印"
        r"|\+1|Report a typo|Сообщить об ошибке|Share this|分享至)"
    ), 60, "buttons"),
    Boilerplate("correction", LINE_START + (
        r"(?:To (?:view|see|watch|play|use|hear|read) .{0,60}\b(?:javascript|flash player|cookies)|(?:This|"
        r"The) (?:content|video|player|page|feature|website|site) requires .{0,30}(?:javascript|flash)|"
        r"(?:Please )?(?:enable|activate|turn on|switch on) (?:javascript|cookies)\b|Javascript (?:is|must be|"
        r"needs to be|appears to be) |(?:您|你)的浏览器(?:不支持|版本过低|暂不支持|太旧)|Your browser (?:does not|"
        r"doesn['’]t|is too old)|Su navegador no|Tu navegador no|Ваш браузер (?:не|устарел)|お使いのブラウザ)"
    ), 200, "what a player asks of a browser, or says to one that cannot play"),
    Boilerplate("follow", LINE_START + (
        r"(?:(?:Follow|Join) (?:the |our )?(?:[\w.'’-]+ ){0,4}(?:channel|page|account|community)\b|Follow "
        r"(?:(?-i:[A-Z@])[\w.'’-]+ ){1,4}on (?:Twitter|X|Instagram|Facebook|Threads|LinkedIn|TikTok|YouTube|"
        r"Telegram|WhatsApp)\b|[ÚU]nete a nuestr|Sigue (?:nuestr|el canal|a .{2,20} en )|Следите за|"
        r"Присоединяйтесь|Siga-?nos|Junte-se|Rejoignez(?: nous|-nous)|Ikuti (?:saluran|channel|akun)|"
        r"Gabung)"
    ), 160, "follow us, more languages"),
    Boilerplate("follow", LINE_START + (
        r"(?:(?:(?:follow|folgen sie|folgt|suivez|sig[au]e?|segui(?:te)?|obserwuj(?:cie)?|śledź(?:cie)?|volg|följ|"
        r"følg|seuraa|подписывайтесь|следите|ikuti|theo dõi)\b.{2,70}?\b(?:on|auf|sur|en|su|no|na|op|på|в|di|"
        rf"trên) {_PLATFORM}(?:\W|(?<=@)\w+|\b(?:and|und|et|y|e|i|or|oder|ou|o|en|og|och|и|или|ja|dan|và|"
        rf"{_PLATFORM})\b)*$)|"
        r"(?:For (?:all )?(?:the )?(?:latest|more|breaking|live)\b.{0,80}\b(?:download|subscribe to|sign "
        r"up|follow us|join our|visit our|follow our (?:channel|page|account|live))\b|Did you know "
        r"(?:that )?(?:we|you can (?:get|follow|read|join|listen))\b.{0,80}\b(?:channel|newsletters?|apps?"
        r"|podcasts?|WhatsApp|Telegram)\b))"
    ), 300, "apps and channels of the outlet, in a sentence or two"),
    Boilerplate("follow", LINE_START + (
        r"(?:Like this (?:story|article|post|video)\?|If you (?:enjoyed|liked) "
        r"(?:this|reading)|(?:Get|Sign up|Subscribe|Let|Want|Have) .{0,100}\b(?:to|in|meet) your "
        r"inbox\b|Enjoy(?:ed|ing) this (?:story|article|post))"
    ), 300, "like it, share it, have it sent"),
    Boilerplate("related", LINE_START + (
        r"(?:También (?:te puede|puede|puedes leer|lee)|Te (?:puede|recomendamos|podría)|Mira también|Vea "
        r"también|Ver también|Leé también|Смотрите также|Saiba mais|Voir aussi|Das könnte Sie|Auch "
        r"interessant|Vedi anche|Läs också|Lue myös|شاهد أيض)"
    ), 120, "where to read on, more languages"),
    Boilerplate("follow", LINE_START + (
        r"(?:Obserwuj(?:cie)? (?:nas|nasz)|Śledź nas|Polub nas|Dołącz do nas|Pobierz (?:naszą )?aplikację|"
        r"Zapisz się (?:na|do) (?:nasz|newsletter)|Sledujte (?:nás|naše?)|Stáhněte si (?:naši )?aplikaci|"
        r"Přihlaste se k odběru|Kövess(?:en)? minket|Urmăr(?:ește|iți)-ne|Ακολουθήστε (?:μας|το|τη)|"
        r"Κατεβάστε (?:την εφαρμογή|το app)|Theo dõi (?:chúng tôi|(?:kênh|báo|trang) )|Mời (?:bạn đọc|bạn|quý "
        r"độc giả|độc giả) (?:tải|theo dõi|đón)|Tải (?:ngay )?(?:ứng dụng|app)|हमें .{2,40}(?:फ़ॉलो|फॉलो)|हमारे "
        r".{2,30}(?:चैनल|पेज|ग्रुप) (?:से|को)|(?:ताज़ा|ताजा) .{2,30}ऐप|ما را در .{2,40}دنبال کنید|به کانال "
        r".{2,40}بپیوندید|עקבו אחרי|הצטרפו (?:אלינו|לערוץ|לקבוצת)|הורידו את (?:האפליקציה|היישומון)|"
        r"ติดตาม(?:เรา|ข่าวสาร)|กดติดตาม|ดาวน์โหลดแอป|Bizi .{2,50}(?:takip ed|beğen)|WhatsApp kanalımız|"
        r"Google News['’]?te |Son dakika .{2,40}uygulama)"
    ), 160, "follow us, get the app; languages of central Europe, the Near East and Asia"),
    Boilerplate("follow", LINE_START + (
        r"(?:(?:この)?続きは(?:アプリ|電子版|本紙|紙面)|アプリで(?:続き|全文|読む)|"
        r"公式(?:LINE|X|アカウント|アプリ|SNS)|(?:無料)?アプリを(?:無料で)?(?:ダウンロード|"
        r"インストール)|네이버에서 .{1,20}(?:구독|채널|팔로우)|카카오톡에서|제보하기|\[?제보|채널\s?추가|"
        r"구독하기|.{0,40}(?:카카오톡|네이버|유튜브|텔레그램).{0,24}(?:친구|구독|채널|이웃).{0,14}(?:추가|하세요|"
        r"해\s?주세요|바랍니다)|下載.{1,14}(?:App|APP)[，,]|.{2,10}(?:提醒您|關心您)\s?[:：]|(?:加入|追蹤|"
        r"訂閱).{1,16}(?:LINE|粉專|粉絲團|頻道|好友)|حم[ّ]?ل(?:وا)? (?:تطبيق|التطبيق)|انضم(?:وا)? إلى قنا|"
        r"تابع(?:وا)? (?:صفحتنا|قناتنا|آخر)|Unduh aplikasi|Bergabung(?:lah)? (?:di|dengan)|Jangan lewatkan|"
        r"Nichts (?:mehr )?verpassen|Laden Sie (?:sich )?(?:die|unsere|jetzt)|Abonnieren Sie|Hier geht es "
        r"zu[mr] .{0,20}(?:Kanal|Newsletter)|Téléchargez (?:notre|l['’]appli)|Abonnez-vous (?:à|pour)|"
        r"Inscrivez-vous (?:à|pour)|Rejoignez notre|Descarg(?:a|ue|á) (?:nuestra|la) (?:app|aplicación)|"
        r"[ÚU]nete al (?:canal|grupo)|Apúntate a (?:nuestr|la newsletter)|(?:Entre|Participe) (?:no|do) "
        r"(?:nosso )?(?:canal|grupo)|Baixe (?:o|a|nosso) (?:app|aplicativo)|Scarica (?:l['’]|la nostra "
        r")\s?app|Iscriviti (?:al|alla) |Segui(?:ci| il (?:nostro )?canale)|Unisciti al|Скачайте (?:наше "
        r")?(?:приложение|бесплатное)|Самы[ех] .{2,40}(?:Telegram|Телеграм|МАХ|MAX|канал)|(?:Ещё|Еще)? "
        r"?больше новостей|Читайте нас|Мы в (?:Telegram|Телеграм|MAX|Дзене|VK|ВК))"
    ), 160, "follow us, get the app; more words of more languages"),
    Boilerplate("tags", LINE_START + (
        r"(?:Tagi|Słowa kluczowe|Štítky|Klíčová slova|Kľúčové slová|Címkék|Etiketler|Anahtar kelimeler|"
        r"Etichete|Etichette|Argomenti|Ετικέτες|Λέξεις[- ]κλειδιά|Từ khóa|Chủ đề|टैग|कीवर्ड|"
        r"برچسب[\s\u200c]?ها|کلیدواژه[\s\u200c]?ها|תגיות|תגים|แท็ก|คำค้น|الكلمات (?:المفتاحية|الدالة|"
        r"الدلالية)|وسوم|Palavras[- ]chave|Assuntos|Stichw[oö]rter|Stichworte|Themen|Ключевые слова|Метки|"
        r"Trefwoorden|Nyckelord|Emneord|Avainsanat|Kata kunci|Topik)\s?[:：]"
    ), 200, "keywords, more languages"),
    Boilerplate("related", LINE_START + (
        r"(?:Čtěte (?:také|též|i|více)|Přečtěte si|Mohlo by vás zajímat|K tématu\s?:|Přečítajte si|"
        r"Przeczytaj (?:też|także|również|więcej)|Zobacz (?:też|także|również|koniecznie)|Διαβάστε "
        r"(?:επίσης|ακόμη|ακόμα|περισσότερα)|Δείτε (?:επίσης|ακόμα)|(?:यह|ये) भी (?:पढ़ें|पढ़ें|देखें)|आगे "
        r"पढ़ें|קראו (?:גם|עוד)|ראו גם|עוד בנושא|อ่าน(?:เพิ่มเติม|ต่อ|ข่าวอื่น)|بیشتر بخوانید|همچنین بخوانید|"
        r"مزید پڑھیں|Potrebbe(?:ro)? interessarti|Ti potrebbe|Approfondisci|Per approfondire|İlginizi "
        r"çekebilir|İlgili (?:haber|içerik)|Mehr dazu|Weiterlesen\s?:|Zum Weiterlesen|Pour aller plus loin|"
        r"Pour en savoir plus|Citește și|Olvass[ae] el|Lue lisää|Les også|Læs også|Pročitajte|Bài liên "
        r"quan)"
    ), 120, "where to read on, languages that came later"),
    # Last paragraphs of news often say who did not comment, so `comment` counts only with whose view it is.
    Boilerplate("comments", (
        r"^.{0,160}?(?:\b(?:comments?|discussion)\b.{0,160}(?:(?:do(?:es)? not|don['’]t) (?:necessarily )?"
        r"(?:reflect|represent|express) (?:the |our )?(?:\w+ )?(?:views?|opinions?|positions?)|are (?:not )?"
        r"(?:those of|the (?:sole )?(?:opinions?|views?|responsib)|moderated (?:before|by our)))|(?:please|"
        r"kindly) (?:keep|be|stay|refrain|follow).{0,100}\bcomment(?:s|ing)\b|[Kk]ommentare\b.{0,160}(?:nicht "
        r"die Meinung|Netiquette)|commentaires\b.{0,160}(?:n['’]engagent que|sont modérés|la charte)|"
        r"comentarios\b.{0,160}(?:opini[óo]n(?:es)? de (?:los|sus) (?:usuarios|lectores|autores)|no "
        r"(?:reflejan?|representan?) (?:la|las|necesariamente))|comentários\b.{0,160}(?:não (?:refletem|"
        r"representam)|são de (?:inteira |exclusiva |total )?responsabilidade)|commenti\b.{0,160}non (?:"
        r"riflettono|rispecchiano)|komentarze?\b.{0,160}nie (?:odzwierciedla|ponosi odpowiedz)|komentáře?\b"
        r".{0,160}nevyjadřují|hozzászólás\w*.{0,160}(?:nem .{0,60}tükröz|nézeteit)|kérjük, .{0,160}(?:"
        r"kommentel|hozzászól)|комментари\w*.{0,160}не (?:отража|нес[её]т .{0,12}ответств|совпада)|коментар\w*"
        r".{0,160}не (?:відобража|несе .{0,12}відповід|носи отговор|отразя)|yorumlar\w*.{0,160}(?:sorumlu|hakaret|"
        r"küfür)|σχόλι\w*.{0,160}υβριστικ|(?:التعليقات|تعليقات|الآراء الواردة).{0,160}(?:لا تعبر|لا تمثل|"
        r"مراجعة)|תגובות.{0,160}(?:הוצאת דיבע|לא יפורסמו)|(?:评论|留言|跟帖|網友評論|发言).{0,60}(?:不代表本|"
        r"文明上网|文明發言|理性发言|先审后发)|コメント.{0,80}(?:承認(?:制|後)|投稿規約|ご遠慮)|댓글.{0,80}(?:"
        r"삭제될|운영원칙)|bình luận.{0,100}(?:kiểm duyệt|có dấu)|komentar.{0,120}tanggung jawab|"
        r"ความ(?:คิด)?เห็น.{0,100}(?:ขอสงวน|ไม่รับผิดชอบ))"
    ), 420, "what readers may write, and that it is theirs"),
    Boilerplate("copyright", LINE_START + r"(?:版權所有|未經.{0,10}(?:不得|禁止|請勿))", 120, "copyright"),
)  # fmt: skip

# Searched anywhere in a line that is short enough.
INSIDE: tuple[Boilerplate, ...] = (
    Boilerplate("follow", (
        rf"\b(?:[Ff]ollow us on|[Ff]olgen Sie uns (?:auf|bei)|[Ss]uivez-nous sur|[Ss]íguenos en|[Ss]eguici su|"
        rf"[Ss]iga-nos n[oa]|[Śś]ledź nas na|[Vv]olg ons op|[Пп]одписывайтесь на нас в) {_PLATFORM}|"
        r"[Nn]ewsletter.{0,90}\b(?:your inbox|(?:Ihr|dein|Dein|euer)(?:em|en)? Postfach|votre (?:boîte|"
        r"messagerie)|tu (?:bandeja|correo)|su (?:bandeja|correo)|tua (?:casella|mail)|sua caixa|Twoj\w+ "
        r"skrzyn\w+|je inbox|uw inbox|din inkorg)|"
        r"\b(?:support|fund|back) (?:our|independent|local|quality) (?:\w+ )?(?:work|journalism|newsroom|reporting|"
        r"mission)\b.{0,120}\b(?:donat|contribut|subscri|membership|become a)|\b(?:consider|make) (?:making )?"
        r"(?:an? )?(?:\w+[- ]?){0,2}(?:donation|contribution)\b.{0,80}\b(?:today|support|help|us|our)\b|"
        r"[Uu]nterstützen? (?:Sie )?(?:uns|unsere?n?)\b.{0,100}(?:Spende|Abo|Mitglied)|(?:[Ss]outenez|[Aa]idez)[- ]"
        r"(?:nous|notre)\b.{0,100}(?:\bdons?\b|abonn)|[Aa]poya (?:a )?nuestro (?:periodismo|trabajo)\b.{0,100}"
        r"(?:don|soci|suscri)|[Пп]оддержите (?:нас|нашу|редакцию)\b.{0,100}(?:пожертв|донат|подпис)"
    ), 320, "where to follow the outlet, which newsletter comes to the reader, and an appeal to give"),
    Boilerplate("disclaimer", (
        r"(?:如有侵[权犯]|侵权(?:请|必究|行为)|侵删|联系.{0,12}(?:删除|撤下|撤稿|处理)|索取稿酬|"
        r"不代表.{0,8}(?:网|站|报|台|社|刊|平台|官方|机构|媒体|公司|频道|号|我们|本人).{0,10}(?:观点|立场|"
        r"意见)|不意味着?.{0,4}赞同其观点|仅代表.{0,6}作者.{0,12}(?:观点|立场|个人|本人)|出于传递更多信息|"
        r"版权(?:均|归).{0,16}所有|(?:均|内容|图片|文章).{0,6}(?:来自|来源于|转载自)(?:互联网|网络|"
        r"其[它他]媒体))"
    ), 240, "whose text and whose view it is"),
    Boilerplate("copyright", (
        r"无断转载|無断転載|무단 ?전재|[Aa]ll [Rr]ights [Rr]eserved\.?$|ALL RIGHTS "
        r"RESERVED\.?$|未经.{0,10}不得(?:转载|复制|擅自)"
    ), 300, "copyright"),
    Boilerplate("disclaimer", r"(?:转载|转发|引用).{0,8}(?:注明|标明)", 400, "who may copy it"),
    Boilerplate("follow", r"助[您你](?:挖掘|把握|捕捉).{0,12}机会[！!]?$", 90, "what a broker says above the text"),
)  # fmt: skip

# Whole lines. None of them is a sentence, so they are not matched against lines that end like one.
WHOLE: tuple[Boilerplate, ...] = (
    Boilerplate("follow", LINE_START + (
        r".{0,24}(?:关注(?![到了着过])|搜索|搜一搜|添加|訂閱|订阅).{0,20}(?:公众号|微信|微博|公眾號|头条号"
        r"|视频号|官方账号|频道)[^。]{0,30}$"
    ), 80, "follow us on a platform; prose about one goes on or ends in a full stop"),
    Boilerplate("date", (
        r"^(?:https?://[\w./-]+\s+)?\d{4}(?:[-./]\d{1,2}[-./]\d{1,2}|"
        r"年\d{1,2}月\d{1,2}日)\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\s[^。！？，]{0,16})?$"
    ), 80, "date, time and perhaps the outlet, and nothing else"),
    Boilerplate("follow", LINE_START + (
        r"(?:返回.{1,8}[，,]?\s?查看更多|打开.{0,12}(?:APP|App|app|新闻|客户端|微信).{0,6}(?:查看|阅读|看|"
        r"体验).{0,14}|点击上方.{0,24}关注.{0,8}|(?:用|使用|打开)?微信.{0,6}扫(?:一扫|码|描).{0,16}|"
        r".{0,12}(?:资讯|精彩|内容|解读).{0,16}尽在.{2,16}|.{0,50}扫描?(?:下方|文末|"
        r"上方)?二维码.{0,6}关注.{0,24}|(?:加入|追蹤).{0,10}(?:LINE|Line|粉絲|好友).{0,12}|"
        r"下載.{0,10}(?:APP|App))$"
    ), 90, "follow us, get the app; nothing else in the line"),
    Boilerplate("counts", LINE_START + (
        r"(?:(?:阅读|閱讀|浏览|瀏覽|点击|點擊|点赞|點讚|赞|讚|评论|評論|收藏|分享|转发|访问|播放|热度|人气"
        r"|参与|跟贴)(?:量|数|數|次数|次數|"
        r"人数)?\s?(?:[:：(（]\s?)?\d[\d,.]*[万萬]?\+?(?:\s?[次人])?[)）]?\s*)+$"
    ), 60, "how often it was read"),
    Boilerplate("buttons", LINE_START + (
        r"(?:(?:展开|收起|阅读|查看|加载|看|点击查看|点击加载|余下|剩余)(?:阅读)?(?:全文|更多|原图|大图|"
        r"原文|全部)(?:新闻|新聞|评论|内容|报道|報導|文章)?|原文链接|(?:点击)?听新闻|听全文|语音播报|"
        r"语音朗读|播报文章|[A-Z]?\s?大字号?|分享让更多人看到|(?:网友|全部|最新|热门)评论|客户端下载|"
        r"手机看.{2,5}|微博|微信|关注|正文|视频加载中.{0,4}|正在加载.{0,6}|广告|廣告|Advertisement|"
        r"(?:(?:编辑|編輯|播报|播報|讨论|討論|上传视频|锁定)\s?[\]】|·]?\s?){2,4}|(?:编辑|編輯|edit)\s?[\]】]|"
        r"(?:(?:点赞|收藏|评论|分享|转发|打印|关闭|举报|纠错|喜欢|在看|投诉|反馈|复制链接|QQ空间|新浪微博|"
        r"朋友圈|微信好友|微信|微博|赞|踩|Facebook|Twitter|LINE)[\s\d()（）|/·、]*){2,})$"
    ), 60, "buttons, those beside the headings of an encyclopaedia too"),
    Boilerplate("buttons", LINE_START
        + r"(?:字号|字體|字体|字级|字級)\s?[:：]?\s?[特超大中小标准标準默认\s+\-A|/]{2,14}[\])）】]?$", 30,
            "the size of type"),
    Boilerplate("crumbs", (
        r"^(?:(?:您|你|我)?(?:们)?(?:现在|当前|目前|現在)?的?(?:所在)?位置\s?(?:[:：]|"
        r"是[:：]?)[^，。]{0,60}|[^\s>＞»›]{2,10}(?:\s?(?:>>?|＞|»|›)\s?[^\s>＞»›]{2,10}){1,5})$"
    ), 80, "where on the site"),
    Boilerplate("related", LINE_START + (
        r"(?:(?:热门|熱門|精彩|为你|为您|今日|往期|编辑|小编|站内|本站|猜你|特别)(?:推荐|推薦|回顾|精彩|"
        r"热点|热门|文章|资讯|喜欢|新闻)|[你您](?:可能)?[还也]?[会想]?(?:想看|喜欢|感兴趣)的?.{0,4}|"
        r"大家都在看|大家还在看|新闻多看点|更多.{2,14}(?:報導|新聞|文章|报道))\s?[:：>＞]*$"
    ), 30, "what else to read"),
    Boilerplate("contact", LINE_START + (
        r".{0,10}(?:新闻热线|读者热线|报料|爆料|投稿邮箱|投稿信箱|新闻线索|线索邮箱)(?:热线|电话|邮箱|平台"
        r"|微信|QQ)?\s?[:：]\s?[\w@.+\-/、;；,，()（） ]{5,60}$"
    ), 90, "where to send news"),
    Boilerplate("picture", LINE_START + (
        r"(?:(?:photos?|fotos?|фото)\s(?-i:[A-ZÀ-ÞА-Я])[^.:,]{2,30}\s?/\s?(?-i:[A-ZÀ-ÞА-Я])[^.:,]{1,30}$|"
        r"(?:封面|题|題|头|配|首|文中|文内|本文|以上)?(?:图|圖|图片|圖片|照片|视频)\s?(?:来源|來源|源于"
        r"|均?来自|由|/|／|[:：])\s?[:：/]?\s?[^。，,]{1,24}|(?:资料图片?|資料圖片?|資料照片?|示意图|"
        r"效果图|(?:视频|网络|网页|微博|新闻)截图|网络图片?|图文无关|图源网络))[)）\]】。]*$"
    ), 40, "whose picture it is"),
    Boilerplate("related", LINE_START + (
        r"(?:查看|点击|點擊|看)?更多(?:好看|精彩|热门|熱門|相关|相關|同类|原创)的?(?:视频|視頻|影片|内容|"
        r"资讯|新闻|报道|文章|图片|推荐|节目)\W*$|[\s\W]*More (?:[\w'’&-]+ ){0,4}(?:stories|news|articles|"
        r"headlines|coverage|videos)\W*$"
    ), 50, "more videos and stories of the outlet"),
    Boilerplate("related", r"^[가-힣]{2,4}\s?(?:기자)?의 ?다른 ?기사(?: ?(?:보기|더보기))?$", 30,
        "the reporter's other stories, Korean"),
    Boilerplate("contact", (
        r"^(?:[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://)?(?:www\.)?(?:twitter|x|facebook|"
        r"instagram)\.com/\S+)$"
    ), 80, "an address by itself"),
    Boilerplate("picture", (
        r"^[▲△▼▽↑↓◀▶◎].{2,80}(?:摄|攝|供图|供圖|截图|来源[:：/／].{2,14}|[图圖][/／:：].{2,14}|资料图|"
        r"翻摄.{0,12})[)）]?$"
    ), 110, "a caption that points at its picture"),
    Boilerplate("editors", r"^(?:流程|责任|新媒体|网络|实习|值班)?编辑\s?[:：]?\s?[A-Za-z]{0,4}\d{2,6}$", 20,
        "editors by number"),
    Boilerplate("paging", (
        r"^(?:(?:[\[【(（]\d{1,2}[\]】)）]\s*){2,}|(?:[\[【(（]\d{1,2}[\]】)）]\s*|"
        r"\d{1,2}\s+){2,}(?=[下末尾]))(?:下一页|末页|尾页|下页|[\s>])*$"
    ), 60, "pages of the text"),
    Boilerplate("picture", LINE_START + (
        r"(?:写真(?:提供)?|撮影|画像(?:提供)?|사진(?:\s?제공)?|자료\s?사진|(?:Photo "
        r")?Illustrations?|Photos?|Photographs?|Images?|Pictures?|Fotos?|Fotografía|Imagen|Фото(?: и "
        r"видео)?|Bild(?:er)?|صورة|الصورة|Ảnh|Fotoğraf|Zdjęci[ea]|Kép)(?:\s(?:by|credit|courtesy "
        r"of))?\s?[:：=＝/／]\s?[^\s。].{1,50}$"
    ), 70, "whose picture it is, any language"),
    Boilerplate("date", (
        r"^(?:(?:First )?[Pp]ublished|Last (?:updated|modified)|Updated|Posted|最終更新|更新|公開|掲載|"
        r"入力|입력|수정|Обновлено|Опубликовано|Actualizado|Publicado|Atualizado|Aktualisiert|"
        r"Veröffentlicht|Mis à jour|Publié|Diperbarui|Terbit|Diterbitkan)\b\s?(?:on|at|el|le|am|em|a las|"
        r"pada)?\s?[:：|"
        r"]?\s?(?:[^\W\d]+\.?,?\s){0,3}\d[\d\s:.,/()（）年月日時分시년월일時-]*(?:\(?[^\W\d]{1,9}\.?\)"
        r"?[,\s]*[\d:.\s]*){0,4}$"
    ), 80, "when it was published, and nothing else"),
    Boilerplate("counts", (
        r"^\W{0,3}(?:Просмотр\w*|Views?|조회수?|閲覧数|Visitas|Visualiza\w+|Dilihat|Dibaca|Lượt "
        r"xem|المشاهدات)\s?[:：]?\s?[\d.,\s]+[KkMm]?$"
    ), 40, "how often it was read, any language"),
    Boilerplate("counts", (
        r"^(?:.{2,80}[(（]\d{1,3}(?:[.,]\d+)?\s?%,?\s?[\d,.]+\s(?:[Vv]otes?|votos|votes|Stimmen|voti|"
        r"голос\w*|票)[)）]|[Tt]otal (?:[Vv]oters|[Vv]otes|de votos)\s?[:：]\s?[\d,.]+)$"
    ), 110, "what a poll came to"),
    Boilerplate("contact", (
        r"^(?:.{2,60} can be reached (?:at|on|by)\b(?=.{0,80}[@\d]).{0,80}|"
        r"(?:Contact|E-?mail|Write to|Reach|(?:Got|Have) a (?:news |story )?tip|"
        r"Send (?:tips|news|us)|Tips\?|Do you (?:have|know) (?:a|an|any|more)\b.{0,40}(?:story|tip|information|news|"
        r"about)\b).{0,80}@[\w.-]+.{0,120})$"
    ), 240, "how to reach the writer"),
    Boilerplate("tags", (
        r"^(?:(?:Filed under|Posted in|Categor(?:y|ies)|In this article|Más "
        r"sobre)\s?[:：].{0,150}|(?:[#＃][^\s#＃]{1,30}\s*){1,14})$"
    ), 200, "keywords"),
    Boilerplate("buttons", (
        r"^(?:(?:shares?|connect|tweets?|comments?|e-?mail|more|facebook|twitter|linkedin|whatsapp|telegram|"
        r"pinterest|reddit|google\+?|print|pin(?: it)?|like|send|save|flipboard|copy link)\s*[\d.,]*[km]?"
        r"[\s|/·•]*){3,}$|^\{\{.{1,100}\}\}$|^(?:image )?placeholder(?: image)?"
        r"[\s_-]*\d*\s*(?:image \d{1,3} of \d{1,3})?$|^(?:image|photo|picture|slide|bild|foto|imagen) \d{1,3} (?:/|of|"
        r"von|de|di|z) \d{1,3}$|^\d{1,2} min(?:ute)?s? read(?:ing time)?$|^[\d.,]+[km]? followers$|"
        r"^(?:(?:read|see|view|listen to) (?:this|the) (?:article|story|post|page|text)|(?:lire|voir) cet article|"
        r"(?:leer|ver) (?:este artículo|esta "
        r"noticia)|(?:diesen )?artikel|leia (?:este artigo|esta notícia)|czytaj) (?:in|en|auf|em|po) "
        r"(?-i:[A-ZÀ-Þ])[\w\s|,/·&-]{2,60}$"
    ), 120, "share buttons with their counts, what a template forgot to fill in, other languages"),
    Boilerplate("picture", (
        r"^(?:.{2,50}\s?[/|,]\s?(?-i:Getty(?: Images)?|AFP|Reuters|REUTERS|AP(?: Photo)?|EPA|Shutterstock|"
        r"iStock(?:photo)?|Alamy|Corbis|Bloomberg|Zuma(?: Press)?|Rex Features|Unsplash|dpa|ANSA|EFE)"
        r"(?:\s?[/|]\s?[\w ]{2,24})*|(?-i:Courtesy)(?: of)?\s?:? (?-i:[A-Z])[^.]{1,50}|"
        r"(?:cover|title|lead|header|top|teaser|main|feature)\s?(?:photo|image|picture)s?\s?[:：]\s?\S.{1,60})$"
    ), 80, "whose picture it is, by its agency or its place"),
    Boilerplate("correction", (
        r"^(?:(?:found|spotted|noticed|see) (?:an? )?(?:error|mistake|typo)\b.{0,60}|(?:fehler|tippfehler) "
        r"(?:gefunden|entdeckt).{0,40}|une erreur dans (?:l['’]article|le texte).{0,40}|¿?(?:has|ha) "
        r"(?:encontrado|visto|detectado) (?:un|algún) error.{0,40}|(?:hai )?trovato un errore.{0,40}|"
        r"encontrou (?:um|algum) erro.{0,40}|(?:znalazłeś|widzisz|zauważyłeś) błąd.{0,40}|našli jste "
        r"(?:chybu|v článku).{0,40}|(?:našli ste|uočili ste|primijetili ste) (?:chybu|grešku|pogrešku).{0,40}|"
        r"hibát talált.{0,40}|ai observat o greșeală.{0,40}|(?:kļūda rakstā|pamanīji kļūdu|radote klaidą|"
        r"pastebėjote klaidą|leidsid vea|märkasid viga).{0,60}|(?:знайшли|помітили) помилку.{0,60}|(?:открихте|"
        r"видяхте) грешка.{0,60}|.{0,80}\bctrl\s?\+\s?enter\b.{0,40})$"
    ), 120, "how to report a slip"),
    Boilerplate("byline", (
        r"^[(\[（]?(?:[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}\s?[/,]\s?)?(?-i:dpa(?:-\w+)?|afp|AFP|AP"
        r"|rtr|reuters|Reuters|epd|kna|KNA|sid|SID|apa|APA|sda|SDA|ANSA|EFE|Efe|Lusa|PAP|TASS|ritzau|"
        r"Ritzau|NTB|ANP|Belga)(?:/[\w ]{1,20}){0,2}[)\]）]?\.?$"
    ), 60, "the agency that a text ends with, and who wrote it there"),
    Boilerplate("buttons", (
        r"^(?:(?:dalsza|dalszy) (?:część|ciąg)(?: \w+){0,2}|artykuł (?:jest )?kontynuowany|continua a "
        r"leggere|ciąg dalszy(?: \w+)?|(?:článek|text) pokračuje|pokračování(?: \w+)?|(?:the |this "
        r")?(?:article|story|text|post) continues|(?:der |dieser )?(?:artikel|text|beitrag) (?:wird|geht)|"
        r"(?:la |el )?(?:noticia|nota|artículo) (?:continúa|sigue)|(?:a |o )?(?:matéria|artigo|texto|"
        r"reportagem) continua|(?:l['’]\s?)?articolo (?:continua|prosegue)|la suite(?: de (?:l['’]|votre |"
        r"cet ?)\s?\w+)?|(?:het )?artikel (?:gaat|loopt)|(?:artikeln|artikkelen|saken|artiklen|juttu|"
        r"teksten) (?:fortsätter|fortsetter|fortsætter|jatkuu)|(?:haberin|yazının) devamı|(?:статья "
        r")?продолж\w+|a cikk|articolul continuă|το άρθρο συνεχίζεται|bài viết tiếp tục|(?:artikel|berita) "
        r"(?:ini )?berlanjut|lanjut\w* (?:\w+ ){0,2})\b.{0,16}\b(?:under|below|after|pod|unter|nach|"
        r"después|tras|debajo|após|depois|abaixo|dopo|sotto|après|sous|ci-dessous|onder|na|efter|jälkeen|"
        r"sonra|после|под|ниже|után|alatt|după|sub|μετά|sau|setelah|di bawah)\b.{0,30}$"
    ), 90, "where the text goes on after an advertisement, a picture or a player"),
    Boilerplate("buttons", (
        r"^(?:(?:was|did|do) (?:this|you find this|the) .{0,24}(?:helpful|useful)|(?:war|hat ihnen|fanden "
        r"sie) (?:dieser|diese|dieses|der) .{0,20}(?:hilfreich|gefallen)|(?:cet|cette) \w+ vous "
        r"a.{0,12}(?:utile|aidé)|¿?(?:te|le) (?:ha )?(?:result(?:ado|ó)|sido|fue) útil.{0,30}|(?:este|esta|"
        r"o) \w+ foi útil|(?:questo articolo )?ti è stato utile|(?:byl|bol) (?:tento|pro vás) "
        r".{0,20}(?:užitečný|užitočný)|czy (?:ten|artykuł).{0,20}(?:pomocny|przydatny)|была ли "
        r".{0,20}полезн\w+|bu (?:haber|yazı|içerik) .{0,20}(?:faydalı|yararlı|yaradı)\b.{0,12}|apakah \w+ "
        r"ini .{0,12}(?:membantu|bermanfaat)|(?:この|本)(?:記事|ページ|情報)[はが](?:お?役に立|"
        r"参考にな).{0,8}|이 (?:기사|글|정보)[가는이] .{0,8}(?:도움|유익).{0,10}|bài viết (?:này )?có hữu "
        r"ích.{0,10})\W*$"
    ), 80, "whether the page was of use"),
    Boilerplate("byline", (
        r"^\W{0,2}(?:Additional )?Reporting by .{3,90}[,;] ?(?:additional reporting|writing|editing|compiled|"
        r"graphics|production) by .{3,160}$|"
        r"^\W{0,2}(?:(?:avec|con (?:información|informaciones|datos) de|con|com (?:informações "
        r")?d?[aeo]?s?|mit (?:Material|Informationen) (?:der|von)|with (?:reporting|files|inputs?) (?:by|"
        r"from)|по материалам|z materiałów|met|med) (?:the )?(?-i:[A-ZА-ЯČ][\w.’' ,&/-]{1,40})|(?:共同|"
        r"時事|ロイター|ブルームバーグ|新华社|新華社|中新社|中央社|央视新闻|연합뉴스|뉴시스|뉴스1|ČTK|TASR|"
        r"SITA|MTI|BTA|ТАСС|Интерфакс|УНИАН|Укринформ|БелТА|РИА (?-i:[А-Я])[а-я]{2,12}|وكالات|أ ف ب|رويترز|"
        r"AA|DHA|İHA)(?:[/＝=・、 ].{1,16})?|\(?PAP\)?(?: ?\w{2,5}/){1,4})[)\]）】]?\.?$"
    ), 320, "the agencies that a text ends with, more of them, and their writers"),
    Boilerplate("picture", (
        r"^\W{0,2}(?:crédits?(?: (?:photos?|images?|da (?:foto|imagem)|de (?:la )?(?:foto|imagen)))?|"
        r"créditos?|photo credits?|credit(?:i|s)?(?: foto| photo)?|(?:bild|foto)(?:quelle|nachweis|rechte|"
        r"credit)|图源|圖源|摄影|攝影|图|圖|fot\.|fotó|fotod?|kuva|beeld|слика|фото из|источник фото|ภาพ|"
        r"תמונה|צילום|عکس|फोटो|φωτ(?:ογραφία)?\.?|görsel|nguồn ảnh)\s?(?:[:：/／]|"
        r"(?<=fot\.))\s?[^\s。][^。]{1,50}$"
    ), 70, "whose picture it is, more languages"),
    Boilerplate("end", (
        r"^[\s（(\[【—\-–=*.]*(?:完|全文完|待续|未完待续|END|The "
        r"End|FIN|终|—\s?30\s?—)[\s）)\]】—\-–=*.]*$|^[■▲◆●□△◇○★☆※*#_=~·.。—\-\s]{1,30}$"
    ), 30, "the end, as a line of its own, or a row of signs"),
)  # fmt: skip
# Lines that consist only of these words, in any case and with any punctuation and numbers between: `▶ 관련기사
# 더보기`, `コメント(12)`, `READ MORE »`. One row per language, since contributors usually know one.
PHRASES: dict[str, tuple[str, ...]] = {
    "buttons": (
        (
        "advertisement - continue reading below|advertisement continue reading below|continue reading below|"
        "how useful was this post|click on a star to rate it|submit rating|no votes so far! be the first to "
        "rate this post|no votes so far|see offers|see subscription offers|view subscription options|"
        "aufklappen|ausklappen|zuklappen|einklappen|mehr anzeigen|weniger anzeigen|déplier|replier|"
        "desplegar|plegar|expandir|ocultar|espandi|comprimi|rozwiń|zwiń|раскрыть|скрыть|розгорнути|згорнути|"
        "genişlet|daralt|expand all|collapse all|collapse|toggle|展开全部|折叠|展開|折りたたむ|펼쳐보기"
        ),
        (
        "copy|copy code|copy to clipboard|kopieren|code kopieren|copier|copiar|copiar código|复制|复制代码|"
        "複製|コピー|コードをコピー|복사|копировать|"
        "donate|donate now|donate today|make a donation|support us|jetzt spenden|spenden|faire un don|je donne|donar|"
        "haz tu donación|dona ora|doe mee|wesprzyj nas|поддержать|поддержать нас|捐款|捐赠|寄付する|"
        "click to expand|click to enlarge|tap to enlarge|zum anfang der bildergalerie springen|zum ende "
        "der bildergalerie springen|artikel weiter nach anzeige|記事は広告の後に続きます|"
        "広告の後に続きます|続きは広告の後に|記事が続きます|この記事は役に立ちましたか|"
        "この記事は参考になりましたか|このページは役に立ちましたか|这篇文章对您有帮助吗|"
        "這篇文章對您有幫助嗎|기사 계속|광고 후 계속|기사 계속 (아래 광고)|haberin devamı|खबर विज्ञापन के "
        "बाद जारी है|विज्ञापन के बाद जारी है|يستمر المقال بعد الإعلان|تتمة الخبر بعد الإعلان|הכתבה ממשיכה "
        "לאחר הפרסומת|המשך הכתבה לאחר הפרסומת|ادامه خبر پس از آگهی|อ่านต่อหลังโฆษณา|广告后继续阅读|"
        "廣告後繼續閱讀|文章未完，广告后继续"
    ),
        (
        "share|share this|share this article|share this story|share this post|share on facebook|share on "
        "twitter|print|print this page|email|email this|tweet|copy link|save|save article|listen|listen "
        "to this article|watch|play|play "
        "video|pause|close|menu|advertisement|advertisements|ad|sponsored|sponsored "
        "content|promoted|story continues below advertisement|story continues below|article continues "
        "below|article continues after advertisement|continue reading|read full article|read full "
        "story|click here to read more|show more|show less|load more|see more|view "
        "more|expand|loading|like|dislike|bookmark|report an error|report a typo|report a "
        "correction|report this ad|scroll to continue|scroll to continue with content|skip ad|view "
        "gallery|view photos|enlarge|enlarge image|toggle caption|hide caption|back to top|text size|font "
        "size|gift this article|please enable javascript|this slideshow requires javascript|was this "
        "helpful|was this article helpful|was this page helpful|did you find this helpful|article "
        "continues after ad|article continues below ad|story continues after ad|skip past newsletter "
        "promotion|after newsletter promotion|skip to end of newsletter|post author|view the discussion "
        "thread|view this post on instagram|view this photo on instagram|view this post on facebook|"
        "view on instagram|sieh dir diesen beitrag auf instagram an|voir cette publication sur instagram|"
        "ver esta publicación en instagram|visualizza questo post su instagram|ver essa foto no instagram|"
        "wyświetl ten post na instagramie|посмотреть эту публикацию в instagram|この投稿をinstagramで見る|"
        "在 instagram 查看这篇帖子|在 instagram 查看這則貼文|이 게시물 instagram에서 보기"
    ),
        (
        "分享|轉貼|列印|讚|收藏|追蹤|看更多|點我看更多|點擊看更多|繼續閱讀|更多內容|請繼續往下閱讀|廣告|下"
        "載app|複製連結|放大圖片|點圖放大|請往下繼續閱讀"
    ),
        (
        "シェア|シェアする|この記事をシェア|この記事をシェアする|ツイート|ツイートする|ポスト|印刷|印刷す"
        "る|メールで送る|保存|保存する|ブックマーク|はてなブックマーク|拡大|画像を拡大|画像を拡大する|写真"
        "を拡大|拡大する|拡大写真|動画を見る|動画を再生|再生|記事を読む|続きを読む|もっと見る|もっと読"
        "む|全文を読む|この記事の写真をすべて見る|写真をすべて見る|すべての写真を見る|すべて見る|閉じる|広"
        "告|pr|スポンサーリンク|トップページへ戻る|トップへ戻る|ページトップへ|目次|ログイン|ログインして"
        "続きを読む|会員登録はこちら|新規会員登録|有料会員登録|コピー|リンクをコピー|リンクをコピーする|い"
        "いね|文字サイズ|音声で聞く"
    ),
        (
        "공유|공유하기|이 기사를 공유합니다|인쇄|인쇄하기|글자크기|글자크기 조절|글자 "
        "크기|스크랩|스크랩하기|좋아요|싫어요|추천해요|화나요|슬퍼요|후속기사 원해요|기사 저장|기사 "
        "듣기|음성으로 듣기|url 복사|url복사|링크 복사|복사하기|닫기|더보기|펼치기|접기|전체보기|이미지 "
        "크게 보기|사진 확대|사진확대|크게보기|광고|본문 듣기|목록|이전|다음|맨위로|페이스북|트위터|카카오"
        "톡|카카오스토리|밴드|네이버 블로그|카카오톡으로 공유|카카오톡으로 공유하기"
    ),
        (
        "поделиться|поделиться новостью|поделиться ссылкой|поделитесь|распечатать|печать|версия для "
        "печати|реклама|показать ещё|показать еще|показать больше|загрузить ещё|загрузить "
        "еще|ещё|еще|развернуть|свернуть|читать далее|читать дальше|читать "
        "полностью|читать|нравится|скопировать ссылку|скачать|слушать|слушать новость|на "
        "главную|наверх|вернуться|смотреть|смотреть видео|нашли ошибку|нашли опечатку|нашли ошибку? "
        "выделите её и нажмите ctrl+enter|нашли ошибку? выделите ее и нажмите ctrl+enter|в "
        "закладки|поширити|реклама на сайте|друк|читати далі"
    ),
        (
        "شارك|شارك المقال|شارك الخبر|مشاركة|طباعة|طباعة الخبر|إعلان|اعلان|إعلانات|حفظ|المزيد|اقرأ "
        "المزيد|عرض المزيد|شاهد المزيد|نسخ الرابط|استمع|تحميل|أعلى الصفحة|إرسال|اشتراک گذاری|چاپ|بیشتر "
        "بخوانید|ادامه مطلب|شیئر کریں"
    ),
        (
        "compartir|compártelo|compartir en facebook|compartir en twitter|comparte|comparte esta "
        "noticia|comparte este artículo|imprimir|publicidad|anuncio|ver más|ver todo|leer más|seguir "
        "leyendo|sigue leyendo|continuar leyendo|mostrar más|cargar más|guardar|copiar enlace|copiar "
        "link|escuchar|reproducir|ampliar|me gusta|enviar por correo|volver arriba|cerrar|la noticia "
        "continúa tras la publicidad|el artículo continúa después del anuncio"
    ),
        (
        "compartilhe|compartilhar|compartilhe esta notícia|compartilhe este "
        "artigo|imprimir|publicidade|continua após a publicidade|continua depois da "
        "publicidade|propaganda|anúncio|ver mais|mostrar mais|carregar mais|continue lendo|continuar "
        "lendo|ler mais|salvar|copiar link|ouvir|voltar ao topo|fechar|curtir"
    ),
        (
        "partager|partager sur facebook|partager sur twitter|partagez|partager cet article|partager "
        "l'article|partager l’article|imprimer|publicité|la suite après la publicité|la suite après cette "
        "publicité|annonce|voir plus|lire la suite|afficher plus|charger plus|enregistrer|copier le "
        "lien|écouter|écouter l'article|j'aime|haut de page|retour en haut|fermer|envoyer par mail"
    ),
        (
        "teilen|artikel teilen|drucken|artikel drucken|anzeige|werbung|mehr anzeigen|mehr "
        "laden|weiterlesen|mehr lesen|weiter lesen|link kopieren|merken|vorlesen|anhören|artikel "
        "anhören|nach oben|schließen|gefällt mir|bild vergrößern|per mail"
    ),
        (
        "condividi|condividi su facebook|condividi su twitter|condividi "
        "l'articolo|stampa|pubblicità|annuncio|mostra altro|leggi di più|continua a leggere|leggi "
        "tutto|salva|copia link|ascolta|mi piace|torna su|chiudi|delen|deel dit "
        "artikel|afdrukken|advertentie|lees verder|meer tonen|toon meer|dela|skriv ut|annons|läs mer|visa "
        "mer|del|annonse|les mer|jaa|tulosta|mainos|lue lisää"
    ),
        (
        "bagikan|bagikan artikel|bagikan berita|cetak|iklan|lanjutkan membaca|baca selengkapnya|lihat "
        "semua|lihat lainnya|muat lainnya|muat lebih|selengkapnya|simpan|salin tautan|salin "
        "link|suka|tutup|kembali ke atas|gulir untuk melanjutkan|scroll to continue with "
        "content|kongsi|kongsikan|cetak artikel|chia sẻ|in bài viết|quảng cáo|lưu|sao chép liên kết|đọc "
        "tiếp"
    ),
        (
        "paylaş|yazdır|reklam|devamını oku|daha fazla göster|daha "
        "fazla|kaydet|beğen|udostępnij|drukuj|czytaj dalej|pokaż więcej|zobacz "
        "więcej|sdílet|tisk|reklama|číst "
        "dál|megosztás|nyomtatás|hirdetés|κοινοποίηση|εκτύπωση|διαφήμιση|שתף|הדפסה|פרסומת|शेयर "
        "करें|विज्ञापन|और पढ़ें|แชร์|โฆษณา|อ่านต่อ"
    ),
    ),
    "comments": (
        (
        "comments|comment|view comments|show comments|hide comments|leave a comment|leave a reply|post a "
        "comment|add a comment|write a comment|join the conversation|join the discussion|discuss|no "
        "comments|comments are closed|be the first to comment"
    ),
        (
        "評論|留言|網友評論|网友评论|发表评论|發表評論|我来说两句|コメント|コメントを書く|コメントする|コ"
        "メントを見る|コメント一覧|みんなのコメント|댓글|댓글쓰기|댓글 쓰기|댓글보기|댓글 "
        "보기|의견쓰기|комментарии|комментарий|добавить комментарий|оставить комментарий|написать "
        "комментарий|обсудить|коментарі|التعليقات|تعليقات|تعليق|أضف تعليق|اترك تعليقا|اترك "
        "تعليقاً|نظرات|ارسال نظر|تبصرے"
    ),
        (
        "comentarios|comentario|comentar|deja un comentario|deja tu comentario|ver "
        "comentarios|comentários|comentário|deixe um comentário|deixe seu "
        "comentário|commentaires|commentaire|laisser un "
        "commentaire|commenter|réagir|kommentare|kommentar|kommentar "
        "schreiben|kommentieren|commenti|commento|lascia un "
        "commento|reacties|reageer|kommentarer|komentar|beri komentar|tulis komentar|bình luận|ý "
        "kiến|yorumlar|yorum yap|komentarze|dodaj komentarz|komentáře|σχόλια|תגובות|टिप्पणी|ความคิดเห็น"
    ),
    ),
    "related": (
        (
        "mehr dazu|mehr zum artikel|przeczytaj także|przeczytaj też|przeczytaj również|więcej na ten temat|"
        "approfondisci|approfondimenti|per approfondire|potrebbe interessarti anche|ti potrebbe "
        "interessare anche|ilginizi çekebilir|ilginizi çekebilecek haberler|mohlo by vás zajímat|k tématu|"
        "mohlo by vás zaujímať|čtěte také|čtěte více|přečtěte si také|pour aller plus loin|pour en savoir "
        "plus|à lire ensuite|aiheesta lisää|mer om ämnet|citește și|pe aceeași temă|bài viết liên quan|có "
        "thể bạn quan tâm|đừng bỏ lỡ|artikel pilihan|עוד בנושא|כתבות קשורות|อ่านเพิ่มเติม|ข่าวอื่นๆ|और खबरें|"
        "संबंधित लेख|往期回顾|往期精彩"
    ),
        (
        "related|related articles|related stories|related news|related posts|related content|related "
        "topics|related links|related coverage|read more|read next|read also|also read|see also|more on "
        "this|more on this story|more news|more stories|more from news|more to read|you may also like|you "
        "might also like|you may like|recommended|recommended for you|recommended stories|recommended "
        "reading|trending|trending now|trending stories|most read|most popular|most "
        "viewed|popular|popular stories|latest|latest news|latest stories|top stories|editor's "
        "picks|editors' picks|editor’s picks|don't miss|don’t miss|what to read next|up next|from the "
        "web|around the web|in case you missed it|you might be interested in this topic as well|you might "
        "also be interested in|you may also be interested in|this might also interest you|more on this "
        "topic"
    ),
        (
        "延伸閱讀|相關新聞|相關文章|相關報導|熱門新聞|熱門文章|推薦閱讀|推薦文章|更多新聞|更多報導|最新新"
        "聞|即時新聞|你可能還想看|你可能也想看|大家都在看|相关新闻|相关阅读|相关报道|相关文章|相关链接|延"
        "伸阅读|推荐阅读"
    ),
        (
        "関連記事|関連ニュース|関連リンク|関連トピックス|関連情報|関連動画|関連キーワード|関連ワード|あわ"
        "せて読みたい|あわせて読む|こちらもおすすめ|こちらの記事もおすすめ|おすすめの記事|おすすめ記事|オ"
        "ススメ記事|人気記事|人気の記事|人気記事ランキング|アクセスランキング|ランキング|最新記事|最新ニュ"
        "ース|最新ニュースはこちら|新着記事|注目記事|注目の記事|編集部おすすめ|外部サイト|もっと読みた"
        "い|この記事に関連するニュース|この記事の関連ニュース|トップニュース|主要ニュース"
    ),
        (
        "관련기사|관련 기사|관련기사 더보기|관련 기사 더보기|관련뉴스|관련 뉴스|관련 "
        "키워드|관련키워드|많이 본 뉴스|많이 본 기사|많이본 뉴스|많이본 기사|인기기사|인기 "
        "기사|인기뉴스|최신기사|최신 기사|최신뉴스|추천기사|추천 기사|추천뉴스|기자의 다른 기사|다른기사 "
        "보기|다른 기사 보기|주요뉴스|주요 뉴스|주요기사|오늘의 주요뉴스|핫이슈|실시간 뉴스|함께 본 "
        "기사|함께 볼만한 기사|이 시각 주요뉴스"
    ),
        (
        "читайте также|читайте ещё|читайте еще|по теме|материалы по теме|новости по теме|статьи по "
        "теме|ещё по теме|еще по теме|другие новости|все новости|смотрите также|похожие новости|похожие "
        "материалы|похожие статьи|рекомендуем|вам может быть интересно|вам также может "
        "понравиться|новости партнеров|новости партнёров|новости сми2|лента новостей|последние "
        "новости|главные новости|главное|главное за день|самое читаемое|самое "
        "популярное|популярное|популярные новости|самое интересное|топ новостей|новости|оригинал "
        "материала|предыдущая новость|следующая новость|связанные новости|читати також|за темою|останні "
        "новини|схожі новини"
    ),
        (
        "اقرأ أيضا|اقرأ أيضاً|إقرأ أيضا|إقرأ أيضاً|أخبار ذات صلة|مواضيع ذات صلة|مقالات ذات صلة|موضوعات "
        "متعلقة|أخبار متعلقة|مواضيع متعلقة|ذات صلة|قد يهمك|قد يهمك أيضا|قد يعجبك|قد يعجبك أيضا|الأكثر "
        "قراءة|الأكثر مشاهدة|آخر الأخبار|أخبار أخرى|المزيد من الأخبار|شاهد أيضا|شاهد أيضاً|تابع "
        "أيضا|خبرهای مرتبط|اخبار مرتبط|مطالب مرتبط|پربازدیدترین|متعلقہ خبریں"
    ),
        (
        "lee también|lea también|leé también|te puede interesar|le puede interesar|te recomendamos|te "
        "podría interesar|también te puede interesar|noticias relacionadas|notas relacionadas|artículos "
        "relacionados|contenido relacionado|relacionado|relacionadas|relacionados|más noticias|más "
        "información|más sobre este tema|lo más leído|lo más visto|lo más visto|las más leídas|más "
        "leídas|últimas noticias|lo último|mira también|ver también|vea también|además|en "
        "portada|recomendados|recomendadas"
    ),
        (
        "leia também|leia mais|veja também|saiba mais|confira também|notícias relacionadas|matérias "
        "relacionadas|conteúdo relacionado|artigos relacionados|relacionadas|relacionados|mais lidas|as "
        "mais lidas|mais notícias|últimas notícias|você pode gostar|recomendados|mais sobre|talvez você "
        "goste|lire aussi|à lire aussi|a lire aussi|à lire également|voir aussi|sur le même sujet|sur le "
        "même thème|articles liés|articles similaires|les plus lus|le plus lu|dernières actualités|à la "
        "une|vous aimerez aussi|à ne pas manquer|notre sélection"
    ),
        (
        "lesen sie auch|lesen sie mehr|lies auch|das könnte dich auch interessieren|das thema könnte dich "
        "auch interessieren|weitere beiträge aus der reihe|zum weiterlesen|mehr zum thema|auch "
        "interessant|das könnte sie auch interessieren|das könnte sie interessieren|weitere "
        "artikel|weitere themen|weitere nachrichten|meistgelesen|meistgelesene artikel|verwandte "
        "artikel|verwandte themen|ähnliche artikel|empfohlen|neueste artikel|leggi anche|potrebbe "
        "interessarti|ti potrebbe interessare|articoli correlati|correlati|notizie correlate|i più "
        "letti|più letti|ultime notizie|vedi anche|lees ook|gerelateerd|gerelateerde artikelen|meest "
        "gelezen|läs också|läs även|mer om|relaterade artiklar|les også|læs også|lue myös"
    ),
        (
        "baca juga|baca juga artikel|simak juga|lihat juga|berita terkait|artikel terkait|artikel "
        "lainnya|berita lainnya|topik terkait|terkait|terpopuler|berita terpopuler|berita populer|paling "
        "populer|terbaru|berita terbaru|berita pilihan|rekomendasi|rekomendasi untuk anda|halaman "
        "selanjutnya|halaman berikutnya|berita berkaitan|xem thêm|tin liên quan|bài liên quan|tin cùng "
        "chuyên mục|cùng chuyên mục|tin mới|đọc thêm|đọc nhiều|tin nổi bật|ilgili haberler|benzer "
        "haberler|çok okunanlar|son haberler|bunlar da ilginizi çekebilir|czytaj także|czytaj też|czytaj "
        "również|zobacz także|zobacz też|zobacz również|polecane|najczęściej czytane|powiązane "
        "artykuły|související články|související|nejčtenější|kapcsolódó cikkek|διαβάστε επίσης|διαβάστε "
        "ακόμα|σχετικά άρθρα|δείτε επίσης|קראו גם|כתבות נוספות|यह भी पढ़ें|ये भी पढ़ें|संबंधित "
        "खबरें|ข่าวที่เกี่ยวข้อง|อ่านข่าวที่เกี่ยวข้อง"
    ),
    ),
    "follow": (
        (
        "follow us|follow|following|subscribe|subscribe now|sign up|sign up now|sign in|log in|register|get the "
        "app|download the app|download our app|support our journalism|get the latest news delivered to "
        "your inbox|stay informed|stay connected|newsletter|newsletters"
    ),
        (
        "追蹤我們|加入會員|訂閱電子報|下載應用程式|フォロー|フォローする|フォローしてください|公式lineはこ"
        "ちら|公式xはこちら|友だち追加|メルマガ登録|お気に入り登録|구독|구독하기|구독신청|네이버에서 "
        "구독하기|팔로우|기사제보|제보하기|앱 다운로드|뉴스레터 구독|подписаться|подписаться на "
        "новости|подписка|подпишитесь|подписывайтесь|следите за нами|следите за нашими новостями|мы в "
        "соцсетях|мы в telegram|присоединяйтесь|اشترك|اشترك الآن|اشترك في النشرة|تابعنا|تابعونا|حمل "
        "التطبيق|ما را دنبال کنید"
    ),
        (
        "suscríbete|suscribirse|suscríbase|regístrate|regístrate gratis|síguenos|síguenos en|iniciar "
        "sesión|boletín|assine|assine "
        "já|inscreva-se|siga-nos|siga|cadastre-se|s'abonner|abonnez-vous|suivez-nous|inscrivez-vous|je "
        "m'abonne|abonnieren|newsletter abonnieren|jetzt "
        "abonnieren|folgen|anmelden|registrieren|abbonati|iscriviti|seguici|abonneer|volg "
        "ons|langganan|berlangganan|ikuti kami|daftar|theo dõi|đăng ký|abone ol|takip "
        "et|subskrybuj|obserwuj nas|zaloguj się|odebírat"
    ),
    ),
    "tags": (
        (
        "tags|tag|topics|topic|keywords|filed under|標籤|關鍵字|关键词|标签|タグ|キーワード|태그|키워"
        "드|теги|тэги|темы|ключевые слова|الكلمات المفتاحية|الكلمات الدالة|الوسوم|وسوم|برچسب "
        "ها|etiquetas|temas|palavras-chave|mots-clés|mots "
        "clés|schlagwörter|schlagworte|themen|argomenti|etiketler|tagi|tematy|từ khóa|label"
    ),
    ),
    "paging": (
        (
        "back|go back|home page|back to home|back to index|"
        "next page|previous page|next article|previous article|next|previous|page|次のページ|次のページ"
        "へ|前のページ|前のページへ|次の記事|前の記事|次へ|前へ|이전기사|다음기사|이전글|다음"
        "글|следующая|предыдущая|التالي|السابق|siguiente|anterior|página siguiente|próxima|página "
        "anterior|suivant|précédent|weiter|zurück|nächste seite|vorherige "
        "seite|sebelumnya|selanjutnya|halaman|trang sau|trang trước"
    ),
    ),
}  # fmt: skip

# What a line that ends like a sentence must contain besides its first words to be a boilerplate line of its
# kind. A kind not listed here never matches such a line. In English, Chinese, German, French, Spanish,
# Russian and others, in this order.
_NETWORKS = (
    r"twitter|facebook|instagram|telegram|whatsapp|youtube|linkedin|tiktok|threads\b|pinterest|reddit|"
    r"line\b|вконтакте|телеграм|дзен|واتساب|تليجرام|انستغرام"
)
# For each kind of line, what a sentence of that kind must also contain.
ALSO: dict[str, str] = {
    "disclaimer": (
        r"\b(?:advice|advis(?:or|er)s?|liab|endorse|accura|professional|permission|license|republish|not "
        r"(?:intended|constitute|necessarily|responsible|a substitute)|does not|purposes only|own "
        r"risk|(?:amended|corrected|updated|modified|edited) (?:on|at|to|with)|originally "
        r"(?:published|appeared)|has been updated|creative commons)"
        r"|本(?:网|站|文|刊|报|号|平台|公司|栏目|书|公众号|产品|报告)|版权|转载|观点|立场|侵|免责|不构成|"
        r"仅供|入市|投资者|自行|原作者|平台|联系我们|授权|删除|注明|来源|注明出处|轉載|僅供|責任"
        r"|gewähr|haftung|verantwort|responsab|responsável|opini|respons|редакци|ответственност|совпад|"
        r"точк[аи] зрения"
    ),
    "copyright": (
        r"©|\(c\)|ⓒ|\bcopyright,?\s(?:19|20)\d\d(?:\s?[-–]\s?\d{2,4})?,?\s(?-i:[A-Z])|rights "
        r"reserved|reproduc|redistribut|republish|permission|prohibit"
        r"|转载|未经|违者|必究|不得|本(?:站|网|报|社|刊)|网站|保留|轉載|禁|転載|금지|배포"
        r"|vorbehalten|nachdruck|genehmigung|réservés|reservad|reproducción|prohib|запрещ|разреш|ссылк|"
        r"согласи|защищен|принадлеж|riservat|dilindungi|محفوظة"
    ),
    "follow": (
        rf"\b(?:our|us)\b|\bfor (?:more|the latest|daily)\b|newsletter|\binbox\b|\bapps?\b|podcast|"
        rf"\balerts?\b|\bupdates\b|breaking news|for free|"
        rf"e-?mails?\b|full (?:story|article|access)|unlimited|\bshare it\b|\bto read\b|{_NETWORKS}"
        r"|关注(?![到着过])|公众号|客户端|精彩|资讯|更多|进群|小编|订阅|我们|立即|随时|第一时间|追蹤|訂閱|"
        r"下載|粉絲|\buns(?:er\w*)?\b|infolettre|application|chaîne|actualité|ne rien manquer|abonn|"
        r"boletín|\bredes\b|noticias|\bcanal\b|канал|новост|соцсет|рассылк|saluran|akun|berita|notícias|"
        r"قناة|صفحت|登録|구독|채널|fanpage|cập nhật"
    ),
    "related": (
        r"\bhere\W*$|\babout\b|\bour\b|\b(?:stories|story|article|coverage|guide)\b|→|»|\bhier\W*$|"
        r"\bici\W*$|\baquí\W*$|здесь\W*$|点击|點擊"
    ),
    # The text of a paywall, and what is asked of readers who comment, is usually a sentence.
    "wall": r".",
    "comments": r".",
    "paging": r"\bbelow\b|advert|\bclick\b|下方|点击|點擊",
    "correction": (
        rf"\bsupport\b|\bupdate\b|javascript|html5|\bvideo|browser\.$|\bfriends\b|\blink\b|{_NETWORKS}|"
        rf"不支持|升级|更换|浏览器|[\d-]{{7,}}|@|邮箱|朋友圈"
        r"|orfograf|ctrl|соответств|reproduc|navegador"
    ),
}  # fmt: skip

# Patterns that make a line a boilerplate line whatever else it contains.
SURE: dict[str, str] = {
    "disclaimer": (
        r"\boriginally (?:published|appeared) (?:on|in|at|by) (?-i:[A-Z“\"])|\brepublish|creative "
        r"commons|^This (?:article|story|report|post|piece|headline) (?:was|has been) (?:amended|corrected|"
        r"updated) on (?:\d|the |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?-i:[A-Z][a-z]+) \d)|"
        r"do(?:es)? not (?:necessarily )?(?:reflect|represent)|稿酬|不代表.{0,10}(?:观点|立场)|"
        r"侵犯了?(?:[您你]|原?作者|贵方|他人)的?(?:合法)?权益|出于传递|权属证明|仅代表|如有侵|不构成.{0,8}建议"
        r"|转载(?:请|需|须)(?:注明|联系|标明)(?:来源|出处|作者|本)"
    ),
    "follow": r"\b(?:enjoy|lik)ed (?:reading )?this (?:article|story|post|piece)\b",
}  # fmt: skip

# Words of narrative: a person speaks, or something has happened. Boilerplate addresses the reader or talks
# about the outlet.
NARRATIVE = (
    r"\b(?:he|she|him|his|her|hers|himself|herself|was|were|had|said|says|told|tells|ask(?:s|ed)|shout(?:s|"
    r"ed)|cri(?:es|ed)|wr(?:ites|ote)|urg(?:es|ed)|whisper(?:s|ed)|promis(?:es|ed)|warn(?:s|ed)|advis(?:es|"
    r"ed)|explain(?:s|ed)|add(?:s|ed)|sang|sings|argu(?:es|ed)|joked|recalls?|recalled|went|came|became|"
    r"began)\b|(?<!其)[他她](?![人日])|(?<![为除])了(?!解)|(?<!小)说(?!明)|曾(?:经)?|(?:当|那)(?:年|时|晚|"
    r"天)|后来|[之以]后|已经|\b(?:sagt(?:e|en)?|rief|riet|schrieb|war|waren|wurden?|hatten?|seien?|ihm|ihn|"
    r"seine[rnms]?|warnte|erklärte|meinte)\b|\b(?:dit|cria|déclar\w+|expliqu\w+|racont\w+|répond\w*|était|"
    r"étaient|fut|avait|disait|ordonna|reconnaît)\b|\b(?:dijo|dice|gritó|aseguró|explicó|contó|advirtió|"
    r"fue|fueron|era|eran|había|reconoce|aconseja|repetía)\b|\b(?:сказал\w*|заявил\w*|говорил\w*|"
    r"объяснил\w*|крикнул\w*|попросил\w*|решил\w*|советует|был[аио]?|он|она|они|его|её|ему)\b"
)  # fmt: skip

# Kinds whose lines are a label and a value. After a label with a colon, the line may end in any way, since
# headlines do.
LABELS = frozenset(("original-title", "related"))

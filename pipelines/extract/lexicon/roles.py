"""Words around names: professions and desks, interface words in title case, wire services. Each table says where it
is used.
"""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "AGENCIES",
    "ANY_AGENCY",
    "AUTHOR_BOXES",
    "AUTHOR_PATHS",
    "DESKS",
    "DESK_NAMES",
    "GRADES",
    "INTERFACE_WORDS",
    "INTRODUCTIONS",
    "JOURNALISTS",
    "NOBODY",
    "ORGANISATION_HEADS",
    "ORGANISATION_WORDS",
    "PARTICLES",
    "PICTURE_AGENCIES",
    "PLACES",
    "PROFESSIONS",
    "RANKS",
    "WRITTEN_BY",
]

# Professions. A name ends before one, including the grades and desks that precede it.
PROFESSIONS: tuple[tuple[str, str], ...] = (
    ((
        r"staff|writers?|reporters?|correspondents?|editors?|columnists?|contributors?|journalists?|"
        r"producers?|photographers?|analysts?|critics?|reviewers?|bloggers?|presenters?|hosts?|anchors?|"
        r"fellows?|researchers?|commentators?|essayists?|novelists?|authors?|interns?|trainees?|"
        r"advis[eo]rs?|strategists?|economists?|specialists?|experts?|consultants?|engineers?|developers?|"
        r"designers?|directors?|managers?|founders?|co-?founders?|ceo|cto|cfo|coo|cmo|president|vice "
        r"president|head of|chief of|professor|lecturer|postdoc|phd candidate|doctoral "
        r"candidate|nutritionist|dietitian|attorney|lawyer|intern|representative|editor-at-large|bureau "
        r"chief|team|desk|bureau|newsroom|chief (?:\w+ ){1,2}officer|officers?|gardeners?|scientists?|physicians?|"
        r"therapists?|meteorologists?|historians?|coordinators?|videographers?|illustrators?|cartoonists?|"
        r"photojournalists?|copywriters?|psychologists?|dermatologists?|cardiologists?|biologists?|realtors?"
    ), "English"),
    ((
        r"redakteur(?:in)?|redaktor(?:in)?|reporter(?:in)?|korrespondent(?:in)?|autor(?:in)?|"
        r"journalist(?:in)?|volont[äa]r(?:in)?|chefredakteur(?:in)?|ressortleiter(?:in)?|leiter(?:in)?|"
        r"kolumnist(?:in)?|wissenschaftsredakteur(?:in)?|chefreporter(?:in)?|fotograf(?:in)?|"
        r"gastautor(?:in)?|freie[rs]? mitarbeiter(?:in)?"
    ), "German"),
    ((
        r"redactor(?:a|es)?|reporter[oa]|corresponsal(?:es)?|enviad[oa]s?(?: especia(?:l|les|is))?|periodistas?|"
        r"columnista|colaborador[a]?|"
        r"director[a]?|jef[ea]|editor[a]|redação|repórter|correspondente|jornalista|colunista|journaliste|"
        r"rédact(?:eur|rice)|correspondante?s?|envoyée?s?(?: spécia(?:le?s?|ux))?|chroniqueu(?:r|se)|chef(?:fe)? de|"
        r"grand reporter|giornalist[aei]|redattrice|redattore|inviat[oaie](?: special[ei])?|corrispondent[ei]|"
        r"caporedattore|collaboratrice|collaboratore"
    ), "Romance"),
    ((
        r"verslaggever|verslaggeefster|redacteur|correspondente?|journaliste|columniste?|hoofdredacteur|"
        r"journalist|redaktør|redaktör|skribent|kommentator|krönikör|toimittaja|erikoistoimittaja|"
        r"kirjeenvaihtaja|päätoimittaja|dziennikarz|dziennikarka|publicysta|publicystka|redaktor(?:ka)?|"
        r"novinář(?:ka)?|újságíró|szerkesztő|muhabir[i]?|yazar[ıi]?|editör[ü]?"
    ), "Dutch, Nordic, Polish, Czech, Hungarian, Turkish"),
    ((
        r"корреспондент|журналист(?:ка)?|обозреватель|редактор|кореспондент(?:ка)?|журналіст(?:ка)?|"
        r"новинар|δημοσιογράφος|συντάκτης|αρθρογράφος|jurnalis|wartawan|reporter|kontributor|phóng "
        r"viên|biên tập viên"
    ), "Russian, Ukrainian, Greek, Indonesian, Vietnamese"),
    (r"כתבת?|כתבי|פרשנית?|עורכת?", "Hebrew"),
    ((
        r"md|m\.d\.?|ph\.?d\.?|mba|cfp|cpa|esq\.?|rdn?|ms|mph|jd|llb|msc|bsc|cfa|facp|dvm|vmd|dds|dmd|rn|"
        r"bsn|msn|np|lcsw|lmft|psyd|edd|dpt|cscs|pmp|mfa|frcp|frs|obe|mbe|cbe|"
        r"m\.?a\.?|b\.?a\.?|b\.?s\.?|m\.?ed\.?|ll\.?m|msw|lpc|lmhc|lcpc|pharmd|pa-c|aprn|fnp(?:-bc)?|cpt|"
        r"cnm|cde|ccc-slp|"
        r"faan|facs|facc|facog|faap|faafp|cissp|ccie|shrm-cp"
    ), "letters after a name"),
)  # fmt: skip

# Grades that precede a profession.
GRADES = (
    "senior|junior|chief|lead|deputy|assistant|associate|executive|managing|special|national|international|"
    "foreign|regional|local|former|guest|contributing|freelance|"
    "investigative|general "
    "assignment|principal|acting|award-winning|veteran|digital|multimedia|audience|online|night|weekend|"
    "full-time|part-time|group|global|official|candidate|"
    "leitende[rs]?|freie[rs]?|stellvertretende[rs]?|grand|ancien(?:ne)?|jefe de|hlavní|główny|специальный|главный"
)
# Grades that begin a job title whatever the desk is called: `Senior Supreme Court Analyst`.
RANKS = "senior|junior|chief|lead|deputy"
# Desks between a name and a profession: `Emma Mackenzie Lifestyle Writer`.
DESKS = (
    "research|medical|parliamentary|foreign affairs|agriculture|farming|industry|"
    "lifestyle|politics|political|sports?|business|science|health|technology|tech|news|world|crime|"
    "education|royal|showbiz|celebrity|money|finance|financial|economics|economy|environment|"
    "climate|travel|food|city|city hall|statehouse|state|diplomatic|defen[cs]e|security|home "
    "affairs|culture|arts?|features?|music|film|tv|television|entertainment|fashion|beauty|style|gaming|"
    "games|consumer|property|housing|transport|legal|courts?|legal affairs|social "
    "affairs|community|religion|energy|media|media reporter|data|graphics|video|photo|copy|web|social "
    "media|trends|opinion|op-ed|"
    "football|soccer|cricket|rugby|tennis|golf|racing|basketball|baseball|nba|nfl|mlb|nhl|white "
    "house|washington|london|beijing|moscow|middle east|asia|africa|europe|us|uk|eu|india|china|ai|"
    "policy|public policy|investing|markets|personal "
    "finance|retail|auto|automotive|aviation|space|wildlife|nature|history|books?|theatre|weather|live|breaking "
    "news|wellness|fitness|nutrition"
)  # fmt: skip

# What precedes the name in a byline, in addition to `labels`.
INTRODUCTIONS = (
    r"(?:(?:analysis|opinion|perspective|commentary|review|interview|story|text|words|essay|guest "
    r"(?:post|column)|exclusive|report|column)\s+)?(?:by)?by(?=[\s:])[:\s]+(?:by\s+)?|"
    r"(?:(?:kolumne|kommentar|gastbeitrag|analyse|interview|reportage|essay|ein[e]?\s\w+|verfasst|"
    r"geschrieben|adaptiert|aufgezeichnet)\s+)?von\s+|(?:escrito\s+|publicado\s+)?por\s+|(?:écrit\s+|"
    r"publié\s+|propos recueillis\s+)?par\s+|"
    r"(?:un\s)?(?:article|texte|reportage|récit|entretien|analyse|chronique|tribune|dossier)\s+"
    r"(?:(?:rédigé|écrit|signé|réalisé)\s+par|de)\s+(?=(?-i:[A-ZÀ-Þ]))|texte\s?:\s*|"
    r"(?:un\s)?(?:entrevista|texto|artículo|artigo|reportaje|reportagem|crónica|crônica|análisis|análise)\s+"
    r"(?:de|por)\s+(?=(?-i:[A-ZÀ-Þ]))|"
    r"(?:un\s)?(?:articol|text|interviu|reportaj|material)\s+(?:(?:scris|realizat)\s+)?de\s+(?=(?-i:[A-ZÀ-ÞȘȚĂ]))|"
    r"(?:testo|intervista|servizio|reportage)\s+(?:a cura\s+)?di\s+(?=[A-ZÀ-Ý])|de:\s+(?=(?-i:[A-ZÀ-ÞȘȚĂ]))|"
    r"(?:aus|in)\s(?-i:[A-ZÄÖÜ])[\w-]+\s(?:berichtet|schreibt)\s+|"
    r"(?:interview|gastautor(?:in)?|gastbeitrag|protokoll|entrevista|intervista|wywiad|rozhovor):\s*|"
    r"a cura di\s+|(?:scritto\s+|articolo\s+)?di\s+(?=[A-ZÀ-Ý])|door\s+|skrevet "
    r"a[vf]\s+|a[vf]\s+(?=(?-i:[A-ZÀ-Þ]))|tekst:\s*|text:\s*|autor(?:in|ka|es|a)?:\s*|authors?:\s*|"
    r"автор:?\s*|от\s+(?=(?-i:[А-Я][а-я]+\s[А-Я][а-я]+))"
)
# Small words inside names: Dutch, German, Romance, Arabic, Malay, Scottish, Slavic.
PARTICLES = (
    "van|von|der|den|de|del|della|di|da|dos|das|do|la|le|du|el|al|bin|binti|bint|ibn|ten|ter"
    "|zu|zum|y|e|af|av|mac|of|op|in't|'t|vom|san|st|i"
)

# Places of two or more words, which appear beside a date like names.
PLACES = (
    r"(?:san|santa|são|saint|sankt|st\.?|bad|puerto|port|fort|ciudad|los|las|la|el|new|nueva|nowy|nowa|novi) \w+|"
    r"buenos aires|hong kong|kuala lumpur|tel aviv|cape town|abu dhabi|addis ababa|den haag|the hague|phnom penh|"
    r"rio de janeiro|belo horizonte|porto alegre|salt lake city|(?:mexico|panama|kansas|oklahoma) city|"
    r"ho chi minh city|"
    r"washington,? d\.?c\.?|frankfurt am main|ciudad de méxico|santiago de \w+|palma de mallorca|zielona góra|"
    r"hradec králové|české budějovice|karlovy vary|banská bystrica|banja luka|sri lanka|costa rica|saudi arabia|"
    r"united (?:states|kingdom)|(?:south|north) (?:korea|africa|carolina|dakota|america)|hà nội|đà nẵng|"
    r"cần thơ|tp\.? hcm|"
    r"нижний новгород|великий новгород|нижний тагил|новый уренгой|кривий ріг|біла церква|νέα υόρκη"
)

# Wire services, and names that portals print for them: outlets, never people.
AGENCIES = (
    "reuters|thomson reuters|associated press|the associated press|ap|afp|agence "
    "france-presse|dpa|dpa-afx|apa|sda|keystone-sda|ats|ansa|adnkronos|agi|efe|europa press|lusa|agência "
    "lusa|"
    "agência brasil|estadão conteúdo|folhapress|pti|press trust of "
    "india|ians|ani|uni|upi|bloomberg|tass|тасс|итар-тасс|риа "
    "новости|интерфакс|interfax|ukrinform|уніан|xinhua|kyodo|jiji|yonhap|antara|bernama|"
    "aap|nzap|pa|pa media|press association|pa news agency|cp|the canadian press|canadian "
    "press|ritzau|ntb|tt|stt|pap|"
    "polska agencja prasowa|iar|newseria|čtk|"
    "ctk|tasr|sita|mti|agerpres|mediafax|bta|бта|hina|tanjug|танјуг|fena|srna|ana-mpa|απε-μπε|αμπε|"
    "anadolu|anadolu agency|aa|dha|iha|irna|isna|fars|sana|wam|spa|mena|petra|nna|news "
    "agencies|agencies|agency|wire|wires|wire service|wire services|news wire|newswire|newswires|wire "
    "reports|staff and wire reports|agence|agences|agencias|agências|"
    "agenzie|agenturen|agentur|с агентствами|агентства|ajanslar|science x|cnn wire|afp relaxnews|business "
    "wire|pr newswire|globe newswire|globenewswire|accesswire|newsfile|ets|epd|kna|sid|"
    "中新社|中新网|新华社|新华网|中央社|路透社|法新社|美联社|共同社|時事通信|共同通信|共同|ロイター|연합뉴"
    "스|뉴시스|뉴스1"
)  # fmt: skip

# The common nouns among them: alone in a cell an outlet, after other words part of a name (`European Space
# Agency`).
ANY_AGENCY = (
    "agencies|agency|wire|wires|newswire|newswires|agence|agences|agencias|agências|agenzie|agenturen|agentur|"
    "агентства|ajanslar"
)

# Picture agencies: a line that ends in one is the credit of a picture.
PICTURE_AGENCIES = (
    r"getty(?: images?)?|shutterstock|i?stock(?: ?photos?)?|istockphoto|alamy(?: stock photo)?|unsplash|pexels|"
    r"pixabay|adobe ?stock|stock\.adobe\.com|depositphotos|dreamstime|123rf|freepik|flickr|imago(?: images)?|"
    r"picture[- ]alliance|ullstein bild|mauritius images|wireimage|filmmagic|redux|magnum(?: photos)?|zuma(?: press)?|"
    r"nurphoto|anadolu via getty images|ap photo|afp photo|epa(?:-efe)?|reuters pictures|scanpix|ritzau scanpix|"
    r"lehtikuva|belgaimage|sipa(?: usa)?|abaca(?:press)?|maxppp|rex features|wikimedia(?: commons)?|"
    r"視覺中國|视觉中国|图虫创意|東方ic|东方ic"
)

# What a name of an office begins with: `Center for Drug Evaluation and Research` is one office, not two.
ORGANISATION_HEADS = (
    r"(?:cent(?:er|re)|department|ministry|office|institute|school|society|college|bureau|agency|committee|"
    r"commission|council|association|federation|university|division|faculty|board)\s+(?:of|for|on)|"
    r"(?:ministerium|institut|amt|bundesamt|landesamt|verband|zentrum|fachbereich|fakultät)\s+(?:für|der|des)|"
    r"(?:ministère|institut|centre|direction|faculté|école)\s+(?:des?|du|pour)|(?:ministère|institut|école)\s+d[e’']|"
    r"(?:ministerio|instituto|centro|departamento|consejería|secretaría|facultad|ministério|secretaria|faculdade)"
    r"\s+d(?:el?|[aeo]s?)|"
    r"(?:ministero|istituto|centro|dipartimento|assessorato|facoltà)\s+(?:di|dell?[aeo’']|per)|"
    r"министерство|департамент|комитет\s+по|управление|ministerstwo|ministerstvo"
)

# A token that contains one of these words is an outlet, an office or a desk, in scripts with spaces.
ORGANISATION_WORDS = (
    "news|newspapers?|newsroom|newsdesk|press|media|magazine|radio|television|tv|channel|network|agency|"
    "agencies|bureau|desk|team|staff|editors|editorial|editors|institute|university|college|school|"
    "foundation|"
    "association|council|committee|department|ministry|society|company|corp|corporation|group|holdings|"
    "partners|inc|llc|ltd|gmbh|ag|plc|limited|publishing|publications?|productions?|studios?|times|post|"
    "herald|tribune|"
    "gazette|guardian|telegraph|daily|weekly|journal|chronicle|bulletin|observer|online|digital|blog|"
    "sports?|admin|administrator|webmaster|editor|guest|contributor|contributors|correspondent|reporter|"
    "reporters|writers|"
    "services?|courier|mirror|express|insider|monitor|examiner|dispatch|sentinel|advocate|ledger|"
    "independent|republic|globe|today|digest|hub|labs?|academy|center|centre|club|church|hospital|clinic|"
    "bank|capital|marketing|support|shop|store|official|government|union|federation|organi[sz]ation|"
    "redaktion|redaction|redacción|redacao|redação|redazione|redakcja|redakce|redactie|redaktionen|"
    "toimitus|szerkesztőség|редакция|редакція|редакци|зеитунг|zeitung|nachrichten|rundfunk|verlag|agentur|"
    "presse|"
    "ministère|ministerio|ministero|ministério|ministerium|ministerstwo|министерство|міністерство|ayuntamiento|"
    "universidad|universidade|université|università|universität|университет|instituto|institut|istituto|"
    "fondation|fundación|fondazione|fundação|stiftung|asociación|associação|associazione|"
    "agencia|agência|agenzia|agence|periódico|diario|noticias|notícias|jornal|giornale|gazzetta|corriere|"
    "nieuws|krant|dagblad|avis|tidning|lehti|uutiset|gazeta|wiadomości|grupa|wydawnictwo|spółka|portal|"
    "serwis|noviny|hírek|haber|haberler|gazetesi|"
    "новости|газета|агентство|служба|пресс-служба|журнал|телеканал|"
    "عربي|وكالة|صحيفة|شبكة|تحرير|وزارة|المحرر|خبرگزاری"
)  # fmt: skip

# Text in place of a name that is not a name: buttons, labels, kinds of text, output of content management
# systems.
INTERFACE_WORDS: tuple[tuple[str, str], ...] = (
    (r"all|bio|biography|stories|story|profile|follow|read|more|view|posts?|email|e-mail|share|"
        r"contents?|articles?|author|authors|about|subscribe|comments?|newsletter|advertisement|photo|"
        r"photos|video|videos|getty|images|updated|"
     r"published|min|minutes?|clinic|marketing|the|sponsored|watch|live|listen|play|print|save|copy|link|"
     r"button|menu|search|login|sign|click|here|download|gallery|image|picture|home|page|next|previous|"
     r"back|top|latest|breaking|"
     r"trending|related|recommended|podcast|opinion|analysis|exclusive|report|explainer|interview|review|"
     r"credit|caption|source|tags?|topics?|category|section|edition|issue|archive|date|time|today|"
     r"yesterday|"
     r"facebook|twitter|instagram|linkedin|whatsapp|telegram|youtube|pinterest|reddit|tiktok|paywall|"
     r"premium|free|trial|offer|deal|sale|buy|shop|cart|checkout|account|settings|privacy|terms|policy|"
     r"cookies?|contact|help|support|"
     r"unknown|anonymous|nobody|null|none|undefined|user|member|guest|default|test",
        "buttons, links and names of accounts, English"),
    (r"january|february|april|june|july|august|september|october|november|december|monday|tuesday|"
        r"wednesday|thursday|friday|saturday|sunday|"
     r"januar|februar|märz|mai|juni|juli|oktober|dezember|montag|dienstag|mittwoch|donnerstag|freitag|"
     r"samstag|sonntag|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|"
     r"diciembre|"
     r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre", "dates"),
    (r"teilen|drucken|merken|speichern|kommentare?|mehr|anzeige|werbung|startseite|artikel|aktualisiert"
        r"|veröffentlicht|compartir|imprimir|guardar|comentarios|actualizado|publicado|partager|imprimer|"
        r"commentaires|publié|mis|"
     r"lire|condividi|stampa|commenti|pubblicato|delen|opslaan|reacties|gepubliceerd|deel|udskriv|del|"
     r"annonse|dela|поделиться|читать|комментарии|опубликовано|udostępnij|drukuj|paylaş|yazdır|bagikan|"
     r"cetak", "buttons, links and names of accounts, other languages"),
)  # fmt: skip

# Placeholders for an author, printed by software when none is given.
NOBODY = (
    "unknown|anonymous|n/a|none|null|undefined|admin|administrator|webmaster|root|editor|author|"
    "staff|guest|user|super user|superuser|moderator|publisher|contributor|blogger|test|your name|"
    "staff reporter|staff writer|staff report|staff correspondent|our correspondent|our reporter|our staff|"
    "our own correspondent|special correspondent|news desk|newsdesk|web desk|online desk|newsroom|"
    "redaktion|redacción|la redacción|redactor|redacao|redação|da redação|redazione|la redazione|"
    "rédaction|la rédaction|rédaction web|redactie|webredactie|redakcja|redaktor|redakce|redakcia|redaktori|redaksi|"
    "redaktionen|redaksjonen|toimitus|szerkesztőség|szerkesztő|uredništvo|uredništvo portala|toimetus|redacția|"
    "editör|yönetici|редакция|редакція|редактор|администратор|супер пользователь|админ|"
    "المحرر|محرر|مدير الموقع|مدیر سایت|관리자|운영자|최고관리자|管理员|管理員|管理者|小编|小編|网络小编|本站小编|"
    "ผู้ดูแลระบบ|quản trị viên"
)

# Labels in `twitter:label…` whose value is the author, as software prints them in each language.
WRITTEN_BY = (
    r"written by|author|by|writer|posted by|verfasst von|geschrieben von|autor(?:in)?|escrito por|écrit "
    r"par|rédigé par|auteur|scritto da|autore|geschreven door|skrevet av|skrevet af|skriven "
    r"av|författare|kirjoittanut|kirjoittaja|"
    r"napisane przez|autor|napsal[(a)]*|írta|szerző|scris de|написано автором|автор|написано|γράφτηκε "
    r"από|συντάκτης|συγγραφέας|yazan|yazar|ditulis oleh|oleh|được viết bởi|tác giả|เขียนโดย|ผู้เขียน|كُتب "
    r"بواسطة|كتبه|נכתב על ידי|מאת|"
    r"作者|撰文|撰寫者|作者|撰稿人|執筆者|著者|글쓴이|작성자|लेखक|द्वारा लिखित|लिखित"
)

# URL path segments that lead to an author's page.
AUTHOR_PATHS = (
    r"authors?|author-profiles?|autor(?:es|en|e|in|a)?|auteurs?|autore|autori|authors?-page|by|byline|"
    r"profiles?|profil|people|person|persons|personen|contributors?|columnists?|journalists?|journalisten|"
    r"reporters?|writers?|staff|"
    r"team|our-team|meet-the-team|the-team|redaktion|die-redaktion|redakcja|redaccion|redactores|redactie|"
    r"redaktorzy|correspondents?|bios?|users?|members?|penulis|yazar(?:lar)?|firmas?|signatures?|"
    r"skribent(?:er)?|forfattere?|toimittaja(?:t)?|"
    r"avtor(?:y|i)?|autoři|autory|szerzo(?:k)?|experts?|editors?|voices|creators?|blogger|blogs?/author|"
    r"journaliste|collaborateurs?"
)

# Stems of what journalists are called. `PROFESSIONS` names whole titles of all trades.
JOURNALISTS: tuple[Row, ...] = (
    Row((
        "redakt|reporter|korrespond|correspond|corrispond|journalist|editor|writer|novin"
    ), "stems of many languages: German, Slavic, Nordic; English; Czech"),
    Row("újság", "Hungarian"),
    Row("giornal", "Italian"),
    Row("periodist", "Spanish"),
    Row("jornalist", "Portuguese"),
    Row("muhabir", "Turkish"),
    Row("корреспондент|кореспондент|журналист|журналіст|обозреватель", "Russian and Ukrainian"),
    Row("kolumn|column", "a columnist in German, Nordic and English"),
    Row("verslag", "Dutch"),
    Row("toimitt", "Finnish"),
    Row("wartawan|jurnalis", "Indonesian"),
    Row("δημοσιογρ", "Greek"),
    Row("специально для", "Russian: written for the paper"),
    Row("dziennikar|publicyst", "Polish"),
)  # fmt: skip

# Words of a desk in a declared author, where an outlet might stand.
DESK_NAMES: tuple[Row, ...] = (
    Row((
        "bureau|staff|team|desk|newsroom|reporters?|writers?|editors?|contributors?|correspondent|"
        "editor-at-large"
    ), "English"),
    Row("redaktion", "German, Danish, Swedish"),
    Row("redacción", "Spanish"),
)  # fmt: skip

# The heading of the box about a text's author.
AUTHOR_BOXES: tuple[Row, ...] = (
    Row("(?:about )?(?:the )?authors?:?|(?:meet|written by) the author", "English"),
    Row("über (?:den autor|die autorin)|(?:der autor|die autorin)", "German"),
    Row("(?:à propos de )?l['’]auteur(?:e|ice)?s?", "French"),
    Row("(?:sobre )?(?:el autor|la autora|o autor|a autora)", "Spanish and Portuguese"),
    Row("l['’]autor[ei]", "Italian and Catalan"),
    Row("(?:об )?автор[еы]?", "Russian"),
    Row("про автора", "Ukrainian"),
    Row("o autorze", "Polish"),
    Row("autor(?:ka)?|o autorovi", "Czech and Slovak"),
    Row("yazar hakkında", "Turkish"),
    Row("over de auteur", "Dutch"),
    Row("om (?:forfatteren|författaren)", "Danish, Norwegian, Swedish"),
    Row("عن الكاتب", "Arabic"),
    Row("درباره نویسنده", "Persian"),
    Row("σχετικά με τον συγγραφέα", "Greek"),
    Row("على الكاتب", "Arabic"),
)  # fmt: skip

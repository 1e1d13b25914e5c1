"""Breadcrumbs, tag lines and the words of account menus."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "ACCOUNT_MENUS",
    "CHANNEL_NAMES",
    "CRUMB_LABELS",
    "CRUMB_NAMES",
    "FRONT_PAGES",
    "MORE_ABOUT",
    "NOT_SECTIONS",
    "NOT_SECTIONS_INSIDE",
    "TAG_LABELS",
]

# What precedes the first crumb.
CRUMB_LABELS: tuple[Row, ...] = (
    Row((
        "(?:您|你)?(?:的|现在|当前|目前|所在)?(?:的)?位置(?:是|为)?|当前位置|现在位置|所在位置|当前栏目|导航"
    ), "Chinese"),
    Row("You are here|You’re here", "English"),
    Row("Sie sind hier|Hier sind Sie", "German"),
    Row("Estás en|Usted está aquí", "Spanish"),
    Row("Você está (?:aqui|em)", "Portuguese"),
    Row("Vous êtes ici", "French"),
    Row("Ti trovi (?:qui|in)|Sei (?:qui|in)", "Italian"),
    Row("U bevindt zich hier|U bent hier", "Dutch"),
    Row("Jesteś tutaj|Tu jesteś", "Polish"),
    Row("Nacházíte se|Jste zde", "Czech"),
    Row("Itt vagy", "Hungarian"),
    Row("Te găsești aici", "Romanian"),
    Row("Nalazite se", "Croatian and Serbian"),
    Row("Du är här", "Swedish"),
    Row("Du er her", "Danish and Norwegian"),
    Row("Olet täällä", "Finnish"),
    Row("Anda di sini|Anda berada di", "Indonesian and Malay"),
    Row("Bạn đang ở", "Vietnamese"),
    Row("Buradasınız", "Turkish"),
    Row("Είστε εδώ|Βρίσκεστε εδώ", "Greek"),
    Row("Ви тут", "Ukrainian"),
    Row("Вы находитесь|Вы здесь", "Russian"),
    Row("Вие сте тук", "Bulgarian"),
    Row("أنت هنا", "Arabic"),
    Row("אתה נמצא כאן", "Hebrew"),
    Row("คุณอยู่ที่", "Thai"),
    Row("現在位置|目前位置|现在位置", "Japanese and Chinese"),
    Row("현재 ?위치", "Korean"),
)  # fmt: skip

# The crumb for the front page of a site or a channel.
FRONT_PAGES: tuple[Row, ...] = (
    Row((
        "(?:首页|首頁|主页|主頁|トップ|ホーム)$"
    ), "Chinese and Japanese: a crumb that ends so, after the site's name"),
    Row("^(?:home|главная)", "English and Russian: a crumb that begins so"),
)  # fmt: skip

# Class names of breadcrumbs.
CRUMB_NAMES: tuple[Row, ...] = (
    Row(r"bread-?_?crumb|crumb|\bpath\b|location|position", "English class names"),
    Row("mbx", "initials of the Chinese word for breadcrumb"),
    Row("daohang|weizhi", "Pinyin: navigation, place"),
    Row(r"where|channel-?path|\bpos\b|cur-?pos|navpath", "English again: the names that content systems give it"),
)  # fmt: skip

# Items of account menus, case-folded like crumbs.
ACCOUNT_MENUS: tuple[Row, ...] = (
    Row("login|logout|signin|signup|register|account|myaccount|subscribe|profile", "English"),
    Row("anmelden|registrieren|konto", "German"),
    Row("iniciarsesión|registrarse", "Spanish"),
    Row("entrar|cadastro", "Portuguese"),
    Row("connexion|seconnecter|inscription", "French"),
    Row("accedi|registrati", "Italian"),
    Row("zaloguj|zarejestruj", "Polish"),
    Row("přihlásit|registrace", "Czech"),
    Row("belépés|regisztráció", "Hungarian"),
    Row("autentificare", "Romanian"),
    Row("inloggen|registreren", "Dutch"),
    Row("loggain", "Swedish"),
    Row("войти|вход|регистрация", "Russian"),
    Row("увійти|реєстрація", "Ukrainian"),
    Row("giriş|üyeol", "Turkish"),
    Row("masuk|daftar", "Indonesian"),
    Row("đăngnhập|đăngký", "Vietnamese"),
    Row("登录|登入|注册|註冊", "Chinese"),
    Row("ログイン|会員登録", "Japanese"),
    Row("로그인|회원가입", "Korean"),
)  # fmt: skip

# Links in a row of crumbs that lead to no section.
NOT_SECTIONS_INSIDE: tuple[Row, ...] = (
    Row("breadcrumb|location", "English: the label of the row itself"),
    Row("go back|back to", "English: links back"),
    Row("^see all|^skip|^menu$", "English: the first word of a button"),
    Row(r"^\w+\.(?:com|org|net|cn)$", "the name of the site"),
    Row("announcement|front ?page", "English: sections of every page"),
)  # fmt: skip

# A channel on its own host has a topical name (新闻湖北), not an outlet's name (湖北新闻网).
CHANNEL_NAMES: tuple[Row, ...] = (
    Row("新闻|新聞", "Chinese: news"),
    Row("资讯|資訊", "Chinese: information"),
    Row("频道|頻道", "Chinese: channel"),
)  # fmt: skip

# Labels of a line of tags.
TAG_LABELS: tuple[Row, ...] = (
    Row("(?:文章|本文|相关)?(?:标签|关键词|关键字|標籤|關鍵字)", "Chinese"),
    Row("Tags?|Topics?|Keywords", "English"),
    Row("Теги|Тэги|Темы|Теми", "Russian and Ukrainian"),
    Row("タグ|キーワード", "Japanese"),
    Row("태그", "Korean"),
    Row("Etiquetas|Temas|Tags/Temas", "Spanish"),
    Row("Mots[- ]clés", "French"),
    Row("Schlagw[oö]rter|Themen", "German"),
    Row("Tag [Tt]erkait", "Indonesian"),
    Row("الوسوم|وسوم|كلمات (?:مفتاحية|دلالية)", "Arabic"),
    Row("Từ khóa", "Vietnamese"),
    Row("Etiketler", "Turkish"),
    Row("Tagi", "Polish"),
    Row("हैशटैग", "Hindi"),
)  # fmt: skip

# Crumbs for the site's front page or for this page, and the words before the first crumb, without spaces.
NOT_SECTIONS: tuple[Row, ...] = (
    Row((
        "首页|首頁|主页|主頁|门户|查看内容|浏览文章|阅读文章|新闻正文|正文内容|文章内容|文章列表|信息详情|"
        "内容详情|网站首页|本站首页|正文|文章正文|内容|内容页|当前位置|详情|详细内容|文章|列表|更多|返回"
    ), "Chinese"),
    Row("home|homepage|main|index|start", "English"),
    Row("startseite", "German"),
    Row("inicio|portada", "Spanish"),
    Row("accueil", "French"),
    Row("главная", "Russian"),
    Row("beranda", "Indonesian"),
    Row("home»", "English, with the mark that follows it"),
    Row("الرئيسية", "Arabic"),
    Row("トップ|ホーム", "Japanese"),
    Row("top", "English, on Japanese pages"),
    Row("ニューストップ|トップページ", "Japanese"),
    Row("홈|메인", "Korean"),
    Row("головна", "Ukrainian"),
    Row("бастыбет", "Kazakh"),
    Row("нүүр", "Mongolian"),
    Row("მთავარი", "Georgian"),
    Row("գլխավոր", "Armenian"),
    Row("ראשי|דףהבית", "Hebrew"),
    Row("خانه|صفحهاصلی|صفحهنخست", "Persian"),
    Row("หน้าแรก|หน้าหลัก", "Thai"),
    Row("trangnhất", "Vietnamese"),
    Row("anasayfa", "Turkish"),
    Row("trangchủ", "Vietnamese"),
    Row("strona|główna", "Polish"),
    Row("principal|início", "Spanish and Portuguese"),
    Row("forside", "Danish and Norwegian"),
    Row("etusivu", "Finnish"),
    Row("domov", "Czech, Slovak, Slovenian"),
    Row("article|detail", "English: this page"),
)  # fmt: skip

# `更多关于 码头 的新闻`: a link that names a topic, Chinese.
MORE_ABOUT = lazy_regex(r"^\s*更多(?:关于|有关)\s*(?P<words>.{2,80}?)\s*的(?:新闻|文章|报道|资讯|内容|信息)")

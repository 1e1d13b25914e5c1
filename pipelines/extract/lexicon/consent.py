"""Consent notices: what they speak of, and their buttons."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "AGREE",
    "COOKIES",
    "EXTERNAL",
    "PRIVACY",
]

# What a notice calls the post or clip of another site that it does not show yet. Without the first letter, which may
# be a capital.
EXTERNAL: tuple[Row, ...] = (
    Row("xterne Inhalt|xterner Inhalt|xternen Inhalt|rittplattform|nhalte von Drittanbietern", "German"),
    Row("xternal content|third-party content|third party content", "English"),
    Row("ontenu externe|ontenus externes", "French"),
    Row("ontenido externo", "Spanish"),
    Row("onteúdo externo", "Portuguese"),
    Row("ontenuto esterno|ontenuti esterni", "Italian"),
    Row("reści zewnętrzn", "Polish"),
)  # fmt: skip

# What a notice is about. A word is searched as it stands, so its usual cases are listed.
COOKIES: tuple[Row, ...] = (
    Row("ookie|OOKIE", "languages that write it in Latin letters"),
    Row("クッキー", "Japanese"),
    Row("쿠키", "Korean"),
    Row("куки|Куки", "Cyrillic, in two cases, for the search is for exact words"),
    Row("ciasteczk", "Polish"),
    Row("çerez|Çerez", "Turkish"),
)  # fmt: skip

# Words of a notice that a recipe for cookies does not have.
PRIVACY: tuple[Row, ...] = (
    Row((
        "privacy|consent|third[- ]part|first[- ]part|browser|device|personal (?:data|information)|advertis"
    ), "English"),
    Row("datenschutz|einwillig|zustimm|endgerät|werbung", "German"),
    Row("tracking", "English words that other languages borrow"),
    Row("confidential|consentement|accord|navigateur|publicit|appareil|vie privée", "French"),
    Row("privacidad|consentimiento|navegador|dispositivo", "Spanish"),
    Row("privacidade", "Portuguese"),
    Row("prywatno|zgod|zgad|przeglądar|partner", "Polish"),
    Row("toestemming|apparaat", "Dutch"),
    Row("samtykke", "Danish and Norwegian"),
    Row("samtycke", "Swedish"),
    Row("privatezza|consenso", "Italian"),
    Row("隐私|隱私|浏览器|瀏覽器|同意|个人数据|合作伙伴", "Chinese"),
    Row("個人情報|ブラウザ|プライバシー|パートナー", "Japanese"),
    Row("개인정보|동의|파트너|브라우저", "Korean"),
    Row("конфиденциальн|согла[сш]|браузер|персональн|партн[её]р", "Russian"),
    Row("gizlilik|kişisel veri|onay", "Turkish"),
)  # fmt: skip

# The buttons of a notice.
AGREE: tuple[Row, ...] = (
    Row("accept|agree|allow|reject|decline|got it|i understand", "English"),
    Row("akzeptier|alle akzeptier|alles akzept|zustimm|einverstanden|ablehn", "German"),
    Row("(?:tout )?accepter|j['’]accepte|continuer sans|refuser", "French"),
    Row("aceptar|acepto|rechazar", "Spanish"),
    Row("aceitar|aceito|recusar|rejeitar", "Portuguese"),
    Row("accett|rifiut", "Italian"),
    Row("akceptuj|zgadzam|odrzuć|przyjmuję", "Polish"),
    Row("souhlas|přijmout|odmítnout", "Czech"),
    Row("accepteren|akkoord|weigeren", "Dutch"),
    Row("godkänn|acceptera", "Swedish"),
    Row("godta|accepter", "Norwegian and Danish"),
    Row("hyväksy", "Finnish"),
    Row("elfogad", "Hungarian"),
    Row("принять|принимаю|соглас|отклонить", "Russian"),
    Row("kabul|onayl|reddet", "Turkish"),
    Row("αποδοχή|συμφωνώ", "Greek"),
    Row("(?:全部)?(?:接受|同意|拒绝|拒絕|允许)", "Chinese"),
    Row("すべて(?:同意|許可|拒否)|同意(?:する|して)|拒否|許可", "Japanese"),
    Row("동의|수락|거부|허용|모두 (?:동의|수락)", "Korean"),
    Row("قبول|موافق|أوافق|رفض", "Arabic"),
    Row("מאשר|אישור", "Hebrew"),
    Row("đồng ý|chấp nhận", "Vietnamese"),
    Row("setuju|terima", "Indonesian"),
    Row("ยอมรับ", "Thai"),
    Row("स्वीकार", "Hindi"),
    Row("alle cookies|all cookies", "buttons that only name cookies: German and Dutch, English"),
)  # fmt: skip

"""Short lines that stand between the paragraphs of a text and are none of it."""

from __future__ import annotations

from newsmill.pipelines.extract.lexicon.rows import Row

__all__ = [
    "ADVERTISED",
    "LEGAL",
    "PHOTO_CREDITS",
    "REFERENCES",
    "REGISTERS",
    "STEPS",
    "SUMMARY_LABELS",
]

# The number of a step, alone or after a word for "step".
STEPS: tuple[Row, ...] = (
    Row("step", "English"),
    Row("schritt", "German"),
    Row("étape|etape", "French"),
    Row("paso", "Spanish"),
    Row("passo", "Portuguese and Italian"),
    Row("krok", "Polish, Czech, Slovak"),
    Row("шаг", "Russian"),
    Row("adım", "Turkish"),
    Row("langkah", "Indonesian"),
    Row("bước", "Vietnamese"),
    Row("步骤|步驟|第", "Chinese"),
    Row("ステップ|手順", "Japanese"),
    Row("단계", "Korean"),
)  # fmt: skip

# A kicker that names the source of what is above; an address is not a kicker.
REFERENCES: tuple[Row, ...] = (
    Row("https?$", "the beginning of an address, which is not a kicker"),
    Row("source", "English and French"),
    Row("quelle", "German"),
    Row("fuente", "Spanish"),
    Row("fonte", "Portuguese and Italian"),
    Row("источник", "Russian"),
    Row(r"via\b", "English: who found it"),
    Row("来源|來源", "Chinese"),
    Row("出典", "Japanese"),
    Row("출처", "Korean"),
)  # fmt: skip

# The label above an advertisement, capitalised as portals print it: in a sentence the word is lower case.
ADVERTISED: tuple[Row, ...] = (
    Row("广告|廣告", "Chinese"),
    Row("Advertisement|Sponsored", "English"),
    Row("Anzeige", "German"),
    Row("Publicité", "French"),
    Row("Publicidad", "Spanish"),
    Row("Реклама", "Russian"),
    Row("広告", "Japanese"),
    Row("광고", "Korean"),
)  # fmt: skip

# The label of a summary, with its bracket or colon: what follows is text and stays.
SUMMARY_LABELS: tuple[Row, ...] = (
    Row("核心提示|内容提要|内容摘要|新闻提要|导读|摘要|提要", "Chinese"),
)  # fmt: skip

# Licence numbers and copyright notices from page footers, and the font size buttons.
# Every alternative begins with a literal character, so `re` skips all other positions.
REGISTERS: tuple[Row, ...] = (
    Row("版权所有|未经.{0,8}(?:授权|许可|允许).{0,6}(?:禁止|不得|请勿)", "Chinese copyright notices"),
    Row(r"字体\s?[:：]", "the buttons for the size of letters"),
    Row((
        "ICP[备證证]|公网安备|信息服务许可证|视听节目许可证|经营许可证"
    ), "the number under which a Chinese site is registered, and its licences"),
)  # fmt: skip

# Words of the footer of a page saved as text, where no element tells it from the body.
LEGAL: tuple[Row, ...] = (
    Row("版权|转载|侵权|许可证|备案|举报电话|ICP", "Chinese"),
    Row("copyright|©|all rights reserved", "English: rights"),
    Row((
        "cookie|privacy policy|terms of (?:use|service)|newsletter|subscri|sign (?:in|up)|log in|JavaScript"
    ), "English: what a reader is asked to agree to or to sign up for"),
)  # fmt: skip

# A short line right below a picture that ends with the name of the photographer.
PHOTO_CREDITS: tuple[Row, ...] = (
    Row("摄|攝|供图", "Chinese: the last word after the name"),
    Row((
        r"(?:图片来源|撮影|Photo|Foto|Фото|Credit|Image)\s?[:：/].{0,40}"
    ), "labels before the name, in Chinese, Japanese, English, German and Russian"),
    Row((
        r"\((?:Photo|Image|Foto|Фото|[Ff]ot\.|Bild\s?:|Kép\s?:|AP\b)[^)]{0,40}"
    ), "the same in brackets, and an agency"),
    Row(r"©\s?[^.。]{2,40}", "the mark before the name"),
)  # fmt: skip
